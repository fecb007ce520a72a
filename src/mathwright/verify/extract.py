r"""What a reply answers, and where it says so: ``\boxed{}``, ``#### n``, "the answer is", its last words, or all of it.

Places are tried in this order, and the first that holds an answer decides:

1. marks: the last box, ``####`` line, ``<answer>`` tag or JSON field, whichever begins last;
2. phrases: "the answer is", "Answer:", "A: 18", "答案是", "the correct option is (B)", "故选B";
3. the whole reply, where it is one short line that is no sentence about a value;
4. its close: the last displayed formula, bold text, or sentence with a value.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from mathwright.verify.places.boxes import boxed
from mathwright.verify.places.clause import CONDITION, breaks_off
from mathwright.verify.places.closing import closing, of_line, stops_early
from mathwright.verify.places.found import Confidence, Found, Place
from mathwright.verify.places.marks import hashes, json_field, tagged
from mathwright.verify.places.phrases import choice, judges_options, phrase
from mathwright.verify.places.sentence import tells_a_value

MAX_BARE = 200
"""Characters of a one-line reply that is taken as a bare answer, unless it is one long number."""

_NUMERIC = re.compile(r"[-+$€£¥ ]*[0-9.][0-9.,/ ]*%?")
_THOUGHT_ENDS = ("</think>", "</thinking>", "<|end_of_thought|>", "<|channel|>final<|message|>", "◁/think▷")
_THOUGHT_BEGINS = ("<think>", "<thinking>", "<|begin_of_thought|>", "<|channel|>analysis", "◁think▷")
_END_OF_TEXT = re.compile(
    r"<\|(?:im_end|endoftext|eot_id|end_of_text|eom_id|end|return)\|>|</s>|<eos>|<end_of_turn>|<｜end▁of▁sentence｜>"
)
# A model that is not stopped writes the next question of its examples, and answers that.
_NEXT_QUESTION = re.compile(
    r"\n[ \t]{0,8}(?:#{1,6}[ \t]{0,8}|\*\*)?(?:Question|Problem|Q|问题|User|Human|Instruction|Input)"
    r"\s?\d*\s?(?:\*\*)?[:：]"
)
_PROSE_WORD = re.compile(r"(?<![\\A-Za-z])[a-z]{2,}(?![A-Za-z{])")
_CONCLUDES = re.compile(r"\b(?:so|therefore|thus|hence|in total)\b", re.IGNORECASE)
_CLAUSE_ENDS = re.compile(r"\.\s+[A-Z]|,\s+(?:so|thus|hence|and so)\b|\*\*[^*]+\*\*\.?\Z")
MIN_PROSE = 4
"""Words from which on a line that stops early is a solution that breaks off, and no bare answer."""


@dataclass(frozen=True, slots=True)
class Extracted:
    """The answer found in a reply."""

    answer: str | None
    """As written, stripped; None where none was found."""
    place: Place
    """Where it stood; for None the reason."""
    start: int = 0
    """Offset in the reply of what was taken."""
    candidates: int = 1
    """How many different answers stood in places of this kind; the last was taken."""
    confidence: Confidence = "sure"
    """``sure``: a mark that means the answer, with one answer in it; ``likely``: a phrase, a short reply, or several
    different marks; ``guess``: how the reply closes; ``none`` where no answer was found."""
    parts: tuple[str, ...] = ()
    """The contents of several boxes that were taken as one answer, a list, or of one box that was taken with its unit
    of area or volume; empty elsewhere."""


def extract(reply: str) -> Extracted:
    """The answer of a reply.

    Only what follows the last thought (``</think>``) counts, up to the token that ends the text, or up to a further
    question that the reply asks itself after its answer.  Nothing is taken from a reply that breaks off: inside a
    thought, in its last box, in the phrase that gives the answer.
    """
    if len(reply) <= MAX_BARE and _NUMERIC.fullmatch(reply) and "\n" not in reply:
        return _bare(reply.strip(), reply)
    offset, text = _answering_part(reply)
    if any(begin in text for begin in _THOUGHT_BEGINS):
        return Extracted(None, "incomplete reply", confidence="none")
    found = _marked(text) or _phrased(text)
    if found is None:
        return _unmarked(text, offset)
    if found.broken_off:
        return Extracted(None, "incomplete reply", found.start + offset, confidence="none")
    return _taken(found, offset)


def _answering_part(reply: str) -> tuple[int, str]:
    """The part of the reply that answers, and its offset."""
    offset = 0
    if "<" in reply or "◁" in reply:
        ends = [reply.rfind(mark) + len(mark) for mark in _THOUGHT_ENDS if mark in reply]
        offset = max(ends, default=0)
    text = reply[offset:]
    if "<" in text:
        end = _END_OF_TEXT.search(text)
        if end and text[: end.start()].strip():
            text = text[: end.start()]
    question = _NEXT_QUESTION.search(text)
    if question and _answers_before(text[: question.start()]):
        text = text[: question.start()]
    return offset, text


def _answers_before(text: str) -> bool:
    found = _marked(text) or phrase(text)
    return found is not None and not found.broken_off


def _marked(text: str) -> Found | None:
    """The last mark; a tag or JSON field that holds a box begins before it."""
    found = [boxed(text)]
    if "####" in text:
        found.append(hashes(text))
    if "<" in text:
        found.append(tagged(text))
    if "{" in text and '"' in text:
        found.append(json_field(text))
    return max((one for one in found if one), key=lambda one: one.start, default=None)


def _phrased(text: str) -> Found | None:
    return phrase(text) or choice(text)


def _unmarked(text: str, offset: int) -> Extracted:
    """The whole reply, where it is one short line, else its closing."""
    answer = text.strip()
    if answer and "\n" not in answer:
        if _NUMERIC.fullmatch(answer):
            return _bare(answer, text, offset)
        if len(answer) <= MAX_BARE and judges_options(answer):
            return Extracted(None, "no answer found", confidence="none")
        if len(answer) <= MAX_BARE and not _breaks_off_in_prose(answer):
            return _short_line(answer, text, offset)
    found = closing(text)
    if found is None:
        return Extracted(None, "no answer found", confidence="none")
    if found.broken_off:
        return Extracted(None, "incomplete reply" if " " in answer else "no answer found", confidence="none")
    return _taken(found, offset)


def _short_line(answer: str, text: str, offset: int) -> Extracted:
    """The value in a line such as "She has 5 apples."; else the line as it is."""
    marked = "$" in answer or "\\" in answer or "**" in answer
    words = len(_PROSE_WORD.findall(answer))
    in_prose = marked and (words >= MIN_PROSE or (words and _CLAUSE_ENDS.search(answer)))
    if not (in_prose or tells_a_value(answer)):
        return _bare(answer, text, offset)
    # A line that concludes may leave out its stop.
    found = of_line(text.rstrip(), 0) if _CONCLUDES.search(answer) and not breaks_off(answer) else closing(text)
    return _taken(found, offset) if found and not found.broken_off else _bare(answer, text, offset)


def _breaks_off_in_prose(line: str) -> bool:
    """Whether a line is the beginning of a worked solution: words, and an end that is none."""
    if CONDITION.search(line):
        return breaks_off(line)
    if line.isascii() and "\\" not in line and "$" not in line and len(line) < MAX_BARE // 2:
        return False
    return breaks_off(line) or (stops_early(line) and len(_PROSE_WORD.findall(line)) >= MIN_PROSE)


def _bare(answer: str, text: str, offset: int = 0) -> Extracted:
    return Extracted(answer, "bare", offset + len(text) - len(text.lstrip()), 1, "likely")


def _taken(found: Found, offset: int) -> Extracted:
    return Extracted(found.answer, found.place, found.start + offset, found.candidates, _confidence(found), found.parts)


def _confidence(found: Found) -> Confidence:
    if found.place in ("sentence", "bold", "display"):
        return "guess"
    if found.place in ("phrase", "choice") or found.candidates > 1:
        return "likely"
    return "sure"
