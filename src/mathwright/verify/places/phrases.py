"""Phrases that lead to the answer: "the answer is", "Answer:", "A: 18", "答案是", "the correct option is (B)"."""

from __future__ import annotations

import re

from mathwright.verify.places.clause import BY_CASES, clause_at
from mathwright.verify.places.found import Found, Place
from mathwright.verify.places.sentence import in_sentence, tells_a_value, yes_or_no

MAX_MARKS = 16
"""Marks that are looked at, from the last one back."""
MAX_BEFORE = 20
"""Characters before a choice that may say that it is not made."""
MAX_LABELLED = 200
"""Characters of a last line that begins with a label."""

_FILLERS = r"(?:[\s*_:]|(?:therefore|thus|then|hence|simply|just|only|equal to|given by|found to be|:|：|=)(?![a-z]))*"
_ANSWER = re.compile(
    r"answers?\)?(?:\s(?:to|of|for|in)\s[^.:=\n]{0,80}?)?[\s*_`\"]*"
    r"(?:\b(?:is|are|was|were|(?:would|will|should|must) be|equals|becomes|comes out (?:to be|as))\b|[:：=])"
    + _FILLERS,
    re.IGNORECASE,
)
_HEADING = re.compile(r"answers?[\s*_`]*\n" + _FILLERS, re.IGNORECASE)
_HEADING_BEFORE = re.compile(r"(?:^|\n)[#*_>\s]*(?:(?:the|my|your|our|final|correct)\s+)*\Z", re.IGNORECASE)
_ENDS_IN_MARK = re.compile(r"\banswers?(?:\s+(?:is|are|would be))?[\s:：*_$=]*\Z", re.IGNORECASE)
_LABEL = re.compile(
    r"(?:^|\n)[\s*#_]*(?:ans|(?:final )?results?|solution|output|total)\.?\s?[:：=][\s*_]*([^\s*_][^\n]*)\s*\Z",
    re.IGNORECASE,
)
_CHINESE = re.compile(r"(?:[【\[]答案[】\]]|答案\s?(?:应该|应|就)?\s?(?:是|为|等于|[:：选=]))[\s:：*选]*")
_ONE_OR_MORE = r"[A-J]{1,5}(?:(?:\s?[,，、和与]\s?|\sand\s)[A-J](?![A-Za-z]))*"
# Capital letters, also where the words before them may be written in either case.
_LETTERS = (
    rf"[(\[{{（【$\\]*(?:text(?:bf)?\{{|mathrm\{{|mathbf\{{)?[ (（]*((?-i:{_ONE_OR_MORE}))"
    r"(?![A-Za-z0-9'’]|\s*[-+=/^<>_])[)\]}）】$.]*"
)
_CHOICES = (
    re.compile(
        r"(?:correct|right|best|final|my)?\s?(?:answer\s)?(?:option|choice|alternative|statement)s?"
        r"\s?(?:(?:is|are|would be|=)[\s:*]*|:[ \t*]*)(?:therefore |thus |option |choice )?" + _LETTERS,
        re.IGNORECASE,
    ),
    re.compile(
        r"(?:option|choice|answer|alternative)\s\**"
        + _LETTERS
        + r"\**\s?(?:is|matches|must be|works)?\s?(?:the |therefore |thus )?(?:correct|right|answer|one|best|true)\b",
        re.IGNORECASE,
    ),
    re.compile(
        r"\b(?:correct|right|best|final)\s(?:answer\s)?(?:option|choice|answer)s?\s?:[\s*]*"
        + _LETTERS
        + r"\**\s*(?:\n|\Z)",
        re.IGNORECASE,
    ),
    # At the end only: before it, "the smallest is option B" may be a step.
    re.compile(r"\b(?:is|are|be)\s(?:option|choice|answer|alternative)s?\s\**" + _LETTERS + r"[\s.*!]*\Z"),
    re.compile(r"\b(?:choose|select|pick)\s(?:option |choice |answer )?\**" + _LETTERS),
    re.compile(r"(?:故|所以|因此|应该|应|则|正确选项|答案)?[,，]?选(?:择|项)?\s?(?:是|为|答案|项)?[\s:：]*" + _LETTERS),
    re.compile(r"(?:正确(?:的)?(?:选项|答案)|选项)\s?(?:是|为|[:：])[\s:：]*" + _LETTERS),
)
# "Some may choose B", "误选 B": a choice that is told of, and not made.
_NOT_CHOSEN = re.compile(
    r"(?:\b(?:not|never|might|mistakenly|wrongly|if (?:you|we|one)|tempt(?:ed|ing) to|(?:some|many|most)(?:\s[a-z]+)?"
    r"|(?:people|students|one)\s(?:may|could|would|will))|n't)\s\Z"
    r"|(?:不[会能可要应该]{0,2}|(?:有人|有的|同学|学生|容易|可能|如果|若)[^，。；,.;\s]{0,4}|误|错)\Z"
)
_CHOICE_WORDS = ("option", "choice", "alternative", "statement", "choose", "select", "pick", "correct", "选")
# "The answer is (A) or (B).": no choice of A.
_SEVERAL_LETTERS = re.compile(r"\(?[A-J]\)?(?:(?:\s?,\s?|,?\s(?:and|or)\s)\(?[A-J]\)?)+")
# "(B) is false. (C) is true.": options judged one by one, none of them chosen.
_JUDGED = re.compile(
    r"(?:\A|(?<=[.;,\s]))(?:option |choice |statement )?\(?[A-J]\)?\s(?:is|are|must be|cannot be|can't be|isn't)\s"
    r"(?:not\s|always\s|never\s)?(?:true|false|correct|incorrect|wrong|right|impossible|possible)\b",
    re.IGNORECASE,
)
# "The answer is correct" and the like speak about an answer and give none.
_NO_ANSWER = re.compile(
    r"(?:not |in)?(?:correct|right|wrong|obtained|found|given|calculated|shown|written|expressed"
    r"|determined|based|in the form|as follows|above|below|that |what |to |asked|expected|supposed|rounded|already"
    r"|unique|an? (?:integer|number|fraction))\b",
    re.IGNORECASE,
)


# "The answer is the sum of 2 and 3, which is 5."
_DESCRIPTION = re.compile(
    r"(?:half|twice|(?:the|our) (?:number|sum|product|difference|quotient|smallest|largest|greatest|least|total"
    r"|average|same|remainder))\b",
    re.IGNORECASE,
)
_DESCRIBED = re.compile(r"[^.\n]{0,80}?,?\s(?:(?:which|that) (?:is|are|equals|comes to|gives)|namely|or)\s")


def phrase(text: str) -> Found | None:
    """What the last phrase gives that gives anything; broken off where the text ends in it."""
    marks = _marks(text)
    found: list[Found] = []
    for start, place in reversed(marks):
        one = clause_at(text, start, place)
        if one is None or _NO_ANSWER.match(one.answer) or "answer is" in one.answer:
            continue
        if _DESCRIPTION.match(one.answer):
            told = _DESCRIBED.match(text, one.start + len(one.answer))
            one = clause_at(text, told.end(), place) if told else None
        if one is not None:
            found.append(_value_told(one) if one.answer else one)
    if not found:
        return Found("", len(text), "phrase") if _ENDS_IN_MARK.search(text[-60:]) else _labelled(text)
    last = _choice_after(text, _letters_alone(found[0]))
    return last._replace(candidates=len({one.answer for one in found}))


def _value_told(one: Found) -> Found:
    """The value alone, where the clause is a sentence: "Answer: the area is 5 cm", "Answer: yes, it is prime"."""
    if BY_CASES.match(one.answer):
        return one
    if not tells_a_value(one.answer):
        return yes_or_no(one.answer, one.start, one.place) or one
    return in_sentence(one.answer, one.start, one.place) or one


def _letters_alone(one: Found) -> Found:
    """All letters, as a list, where the clause names several options."""
    if not _SEVERAL_LETTERS.fullmatch(one.answer):
        return one
    return one._replace(answer=", ".join(re.findall(r"[A-J]", one.answer)))


def judges_options(line: str) -> bool:
    """Whether a line says of several options whether they are true, and chooses none."""
    return len(_JUDGED.findall(line)) > 1


def _labelled(text: str) -> Found | None:
    """What a last line such as "Result: 12" gives."""
    match = _LABEL.search(text[-MAX_LABELLED:])
    if match is None:
        return None
    return clause_at(text, max(len(text) - MAX_LABELLED, 0) + match.start(1), "phrase")


def _marks(text: str) -> list[tuple[int, Place]]:
    """Where answers begin, in the order of the text; at most MAX_MARKS."""
    lower = _lower(text)
    marks: list[tuple[int, Place]] = []
    end = len(text)
    for _ in range(MAX_MARKS):
        end = lower.rfind("answer", 0, end)
        if end < 0:
            break
        match = _ANSWER.match(text, end)
        if match is None and _HEADING_BEFORE.search(text[max(0, end - 40) : end]):
            match = _HEADING.match(text, end)
        if match:
            marks.append((match.end(), "phrase"))
    if "A:" in text:
        marks += _question_and_answer(text)
    if "答案" in text:
        marks += [(match.end(), "phrase") for match in _CHINESE.finditer(text)][-MAX_MARKS:]
    return sorted(marks)[-MAX_MARKS:]


def _lower(text: str) -> str:
    lower = text.lower()
    # Some letters have a longer small form, which would shift every offset.
    return lower if len(lower) == len(text) else text.replace("ANSWER", "answer").replace("Answer", "answer")


def _question_and_answer(text: str) -> list[tuple[int, Place]]:
    """Where "A: 18" begins a line, unless "B:" follows, as in a list of options."""
    at = 0 if text.startswith("A:") else text.rfind("\nA:") + 1
    if (at == 0 and not text.startswith("A:")) or "\nB:" in text[at : at + 400]:
        return []
    return [(at + 2, "phrase")]


def choice(text: str) -> Found | None:
    """The letters that the last "the correct option is (B)", "choose B" or "故选B" names."""
    lower = _lower(text[-2_000:])
    if not any(word in lower for word in _CHOICE_WORDS):
        return None
    tail = text[-2_000:]
    found = [
        match
        for pattern in _CHOICES
        for match in pattern.finditer(tail)
        if not _NOT_CHOSEN.search(tail[max(0, match.start() - MAX_BEFORE) : match.start()])
    ]
    if not found:
        return None
    last = max(found, key=lambda match: match.start(1))
    letters = {match[1] for match in found}
    return Found(last[1], len(text) - len(tail) + last.start(1), "choice", len(letters))


def _choice_after(text: str, found: Found) -> Found:
    """The choice that a later sentence names, where one does."""
    later = choice(text[found.start :]) if len(text) - found.start < 2_000 else None
    if later is None or text[found.start :].startswith(later.answer):
        return found
    return later._replace(start=later.start + found.start)
