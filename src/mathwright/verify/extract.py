r"""What a reply answers, and where it says so: the last ``\boxed{}``, ``#### n``, "the answer is", or all of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

MAX_BARE = 200
"""Characters of a one-line reply that is taken as a bare answer, unless it is one long number."""

Place = Literal["boxed", "hashes", "phrase", "bare", "incomplete reply", "no answer found"]

_BRACE = re.compile(r"\\(?:boxed|fbox)\s*\{|\\.|[{}]", re.DOTALL)
_BARE_BOX = re.compile(r"\\(?:boxed|fbox)\s+([^\s{}$\\])")
_PHRASE = re.compile(
    r"\b(?:final )?answer(?: to (?:the|this) (?:question|problem))?\s?(?:is|was|:|=)(?: equal to\b)?"
    r"|^A:|答案\s?(?:是|为|:|：)",
    re.IGNORECASE | re.MULTILINE,
)
_CLAUSE_END = re.compile(r"[.;。](?=\s|\Z)|,\s+(?=[A-Za-z])")
_NUMERIC = re.compile(r"[-+$€£¥ ]*[0-9.][0-9.,/ ]*%?")


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


def extract(reply: str) -> Extracted:
    """The answer of a reply: the later of its last outermost box and its ``####`` line, else its last "answer is".

    Thoughts before ``</think>`` are passed over.  Nothing is taken from a reply that breaks off inside a box or
    a thought.  A reply of one short line without any of these is the answer itself.
    """
    offset = reply.rfind("</think>")
    offset = 0 if offset < 0 else offset + len("</think>")
    text = reply[offset:]
    boxes = list(_boxes(text))
    if "<think>" in text or (boxes and boxes[-1] is None):
        return Extracted(None, "incomplete reply")
    found = [_last_box(text, [box for box in boxes if box]), _hashes(text)]
    best = max((one for one in found if one), key=lambda one: one.start, default=None)
    best = best or _phrase(text) or _bare(text)
    return Extracted(best.answer, best.place, best.start + offset, best.candidates)


def _boxes(text: str) -> Iterator[tuple[int, int] | None]:
    """Where the content of each outermost box begins and ends; a final None says that one is never closed."""
    if "\\boxed" not in text and "\\fbox" not in text:
        return
    depth = 0
    start = box_depth = -1
    for token in _BRACE.finditer(text):
        mark = token[0]
        if (mark[0] == "\\" and mark[-1] != "{") or len(mark) == 2:
            continue
        if mark == "}":
            # A stray closing brace outside any group is text.
            depth = max(depth - 1, 0)
            if start >= 0 and depth == box_depth:
                yield start, token.start()
                start = -1
            continue
        if len(mark) > 1 and start < 0:
            start, box_depth = token.end(), depth
        depth += 1
    if start >= 0:
        yield None


def _last_box(text: str, spans: list[tuple[int, int]]) -> Extracted | None:
    contents = [(start, text[start:end].strip()) for start, end in spans]
    contents += [(match.start(1), match[1]) for match in _BARE_BOX.finditer(text)]
    contents = [(start, content) for start, content in contents if content]
    if not contents:
        return None
    start, answer = max(contents)
    return Extracted(answer, "boxed", start, len({content for _, content in contents}))


def _hashes(text: str) -> Extracted | None:
    mark = text.rfind("####")
    if mark < 0:
        return None
    line, _, rest = text[mark + 4 :].partition("\n")
    answer = line.strip()
    # "#### Step 2" is a heading in Markdown.
    if not answer or (rest.strip() and not _NUMERIC.fullmatch(answer)):
        return None
    return Extracted(answer, "hashes", mark + 4)


def _phrase(text: str) -> Extracted | None:
    marks = [match.end() for match in _PHRASE.finditer(text)]
    answers = [(start, _clause(text[start : start + 2 * MAX_BARE])) for start in marks]
    answers = [(start, answer) for start, answer in answers if answer]
    if not answers:
        return None
    return Extracted(answers[-1][1], "phrase", answers[-1][0], len({answer for _, answer in answers}))


def _clause(text: str) -> str:
    line = text.lstrip(" \t\n:*").partition("\n")[0]
    end = _CLAUSE_END.search(line)
    return (line[: end.start()] if end else line).strip(" *")


def _bare(text: str) -> Extracted:
    answer = text.strip()
    if "\n" in answer or not answer or (len(answer) > MAX_BARE and not _NUMERIC.fullmatch(answer)):
        return Extracted(None, "no answer found")
    return Extracted(answer, "bare")
