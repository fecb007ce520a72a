"""The value that a sentence gives: what follows its last "so" or "gives", there what follows the verb; lists whole."""

from __future__ import annotations

import re
from typing import NamedTuple

from mathwright.verify.places.clause import ANNOTATION, CONDITION, value_of
from mathwright.verify.places.found import Found, Place
from mathwright.verify.places.plain_values import plain_values

_DISPLAY = re.compile(r"\$\$(.+?)\$\$|\\\[(.+?)\\\]", re.DOTALL)
_FORMULA = re.compile(r"\$((?:[^$\n]|\\\$)+?)\$|\\\(((?:[^\\\n]|\\(?!\)))+)\\\)")
_LEADING_IN = re.compile(
    r"\s(?:(?:a |the )?(?:total|sum|value|maximum|minimum) of |about |exactly |only |equal to |just )?[$\\*(]{0,3}\Z"
)
_VERB = re.compile(
    r"\b(?:is|are|was|were|equals?|be|has|have|had|gets?|makes?|made|takes?|took|costs?|needs?|earns?|earned|pays?|paid"
    r"|spends?|spent|gives?|total(?:s|ing)?|left with|travel(?:l?ed|s)|ends? in|results? in"
    r"|(?:comes?|simplif(?:y|ies)|equal|amounts?|evaluates?|reduces?|adds up) to|contains?|saves?|saved|sells?|sold"
    r"|if and only if)\b|[是为有共]|等于"
    r"|\bto be\b|[a-z]:(?=\s)"
)
_TELLS = re.compile(
    r"\b(?:is|are|was|were|equals|has|have|had|will|would|takes|costs|needs|earns|there|gets|makes|made|can|must|pays"
    r"|spends|sells|left|gives|yields|leaves|totals|contains|sold|saved|results in|if and only if"
    r"|(?:comes|simplifies|amounts|evaluates|reduces|adds up) to)\s|^(?:so|therefore|thus|hence|then|in total|finally"
    r"|we get)\b|^(?:因此|所以|故|答)",
    re.IGNORECASE,
)
# "The car travelled 20 miles", "It was **5**": a verb right before what it gives; no "All integers except 3".
_ACTS = re.compile(
    r"(?!(?:All|Every|Any|No|Only|Both|Between|About|At|More|Less|Numbers?)\b)[A-Z][a-z]*\s(?:[a-z]+\s){0,4}[a-z]{2,}(?:ed|es)\s"
    r"(?:\*\*|\$)?[0-9]"
)
_CONCLUDES = re.compile(
    r"\b(?:so|thus|hence|therefore|giving|gives?|we (?:get|find|have|obtain|see that)|means|impl(?:y|ies)"
    r"|leaving|leaves|leading to"
    r"|results? in|resulting in|yields?|yielding|conclude|in total|making|namely"
    r"|for a total of|which (?:comes to|equals|ha(?:s|ve)|makes|totals)"
    r"|(?:find|see|obtain|follows|know) that"
    r")\b|因此|所以|故|得",
    re.IGNORECASE,
)
_ASIDE = re.compile(
    r",?\s(?:when|where|which|whenever|because|since|if|for which|such that|after|at which|that|than|assuming"
    r"|satisf(?:y|ies|ying)|rather|instead|as (?:desired|required|needed|well|the|it|we)"
    r"|or (?:about|approximately|roughly|around|simply))\b|\s\((?:about|approx|or\b|≈)"
)
_JOINT = re.compile(r"\s*(?:[,;、]\s*(?:and|or)?|and|or|和|或)\s*", re.IGNORECASE)
_SUBSTANCE = re.compile(r"[0-9√π∞∅]|\\pi|\\sqrt|\\infty|\\empty|=")
_BETWEEN = re.compile(r"\$[,.]?\s(?:so|and|or|where|the|we|thus|is|are|[a-z]+ [a-z]+)\b[^$]*\$")
_ROOT = re.compile(
    r"[\s$\\(]*([A-Za-z])(?:_?\{?[0-9]\}?|[₀-₉])?\s?=(?!=)(?!.*(?<![A-Za-z\\])[A-DF-HJ-Za-df-hj-z](?![A-Za-z]))"
)
_IS = re.compile(r"\bis\s?\Z")
# "Yes, 221 is composite.", but no "Yes, 5 + 3 = 8.", which checks a value given before.
_YES_OR_NO = re.compile(
    r"\W*(?:(?:so|thus|therefore|hence),?\s)?(yes|no|true|false|是的|是|不是|否|对|错|正确|错误)(?:[,;:—–]|\.\s|[，；。：])"
    r"(?!.*(?:=|\b(?:check|works|correct|match|so the|that)))",
    re.IGNORECASE,
)
_DAYS = "(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
# "100 days from now it will be a Thursday.", "So in 2015 the winner was Alice.": a name at the end of its sentence.
_NAMED = re.compile(
    rf"\b(?:is|was|be|becomes|(?:falls?|lands?|born|happens|is|was|be)\s(?:on|in))\s(?:an?\s)?({_DAYS}|{_MONTHS})[\s.!*]*\Z"
    r"|\b(?:is|was|be)\s(?:called\s)?([A-Z][a-z]{2,})[\s.!]*\Z"
)
# "Hence the equation has no solutions.", but no "There are 4 values of k for which it has no solutions."
_NONE = re.compile(
    r"\W*(?:(?:so|hence|thus|therefore)\b[^0-9$]*\b(?:has|have|is|are)\s(no\s(?:[a-z]+\s)?(?:solutions?|roots?))"
    r"|(?:因此|所以|故)[^0-9$]*(无解))[\s.!*。]*",
    re.IGNORECASE,
)
# "The ratio of boys to girls is 3 to 5."
_RATIO = re.compile(
    r"\bratio\b[^.;]{0,80}?\b(?:is|are|was|be)\s[*$]{0,3}([0-9][0-9.]*(?:(?:\s?:\s?|\sto\s)[0-9]+(?:\.[0-9]+)?)+)(?!\s?[\w/=])"
)
_PREPOSITION = re.compile(
    r"\b(?:in|by|from|at|on|after|before|per|of|than|for|every|each|within|until|during|between|with|step|equation|case)"
    r"\s[$\\(]{0,3}\Z"
)

MAX_NAMED = 60
"""Characters at the end of a sentence in which the name stands that it gives."""


class _Value(NamedTuple):
    """A value in a sentence."""

    start: int
    end: int
    answer: str
    whole: bool
    """Whether it is the formula as written, and not the right side of an equation."""


def tells_a_value(line: str) -> bool:
    """Whether a line is a sentence about a value, and not the value itself."""
    if (line.count(" ") < 2 and line.isascii()) or CONDITION.search(line):
        return False
    return _TELLS.search(line) is not None or _ACTS.match(line) is not None


def in_sentence(sentence: str, offset: int, place: Place) -> Found | None:
    """The value that a sentence gives, where it gives one; ``offset``: where it stands in the text."""
    if said := yes_or_no(sentence, offset, place):
        return said
    if words := _words_told(sentence):
        return Found(words[1], offset + words[0], place)
    plain = ANNOTATION.sub("", sentence)
    displays = [*_DISPLAY.finditer(plain)] if "$$" in plain or "\\[" in plain else []
    if displays:
        plain = _DISPLAY.sub(lambda match: " " * len(match[0]), plain)
    values = _values(plain)
    if displays and (not values or not plain[displays[-1].start() :].strip(" .")):
        start, answer = displays[-1].start(), value_of((displays[-1][1] or displays[-1][2]).strip(" ."))
    elif values:
        start, answer = _given(plain, values)
    else:
        return None
    at = sentence.find(answer, max(0, start - 2))
    at = at if at >= 0 else sentence.find(answer)
    return Found(answer, offset + (at if at >= 0 else min(start, len(sentence))), place) if answer else None


def yes_or_no(sentence: str, offset: int, place: Place) -> Found | None:
    """The word with which a sentence answers a question of yes or no, before it says why."""
    match = _YES_OR_NO.match(sentence)
    return Found(match[1], offset + match.start(1), place) if match else None


def root_name(equation: str) -> str:
    """The letter of a solution, x of ``x = 1 + √2`` and of ``x₁ = 3``; nothing where variables follow."""
    match = _ROOT.match(equation)
    return match[1] if match else ""


def _words_told(sentence: str) -> tuple[int, str] | None:
    """Where a ratio or a name begins that the sentence gives, and it."""
    if "ratio" in sentence and (ratio := _RATIO.search(sentence)):
        return ratio.start(1), ratio[1]
    if none := _NONE.fullmatch(sentence):
        return none.start(none.lastindex or 0), none[none.lastindex or 0]
    named = _NAMED.search(sentence[-MAX_NAMED:])
    if named is None:
        return None
    return max(len(sentence) - MAX_NAMED, 0) + named.start(named.lastindex or 0), named[named.lastindex or 0]


def _values(plain: str) -> list[_Value]:
    """The formulas of a sentence; where it has none, its numbers and formulas without dollar signs."""
    values = []
    # A line may begin inside a formula; what then seems one is the prose between two.
    begin = plain.find("$") + 1 if plain.count("$") % 2 and _BETWEEN.search(plain) else 0
    for match in _FORMULA.finditer(plain, begin):
        written = (match[1] or match[2]).strip()
        value = _told_by_is(plain, match.start(), value_of(written))
        if value and (len(value) > 1 or not value.isalpha()):
            values.append(_Value(match.start(), match.end(), value, value == written.rstrip(".").rstrip()))
    values = values or [_Value(*value, True) for value in plain_values(plain)]
    # "The pairs $(a,b)$ are $(1,2)$": what holds no number speaks about one that follows.
    last = max((place for place, value in enumerate(values) if _SUBSTANCE.search(value.answer)), default=0)
    return [value for place, value in enumerate(values) if place >= last or _SUBSTANCE.search(value.answer)]


def _told_by_is(plain: str, start: int, value: str) -> str:
    r"""The right side of "the distance is $2c = 4\sqrt{5}$"."""
    if value.count("=") != 1 or "quation" in plain or not _IS.search(plain[max(0, start - 4) : start]):
        return value
    return value.partition("=")[2].strip(" .")


def _given(plain: str, values: list[_Value]) -> tuple[int, str]:
    """Where the value that counts begins, and it, or the list that begins with it."""
    if len(values) == 1:
        return values[0].start, values[0].answer
    part, begin = _concluding(plain, values)
    chosen = _chosen(plain, part, begin)
    first = last = values.index(chosen)
    while last + 1 < len(values) and _goes_on(plain, values[last], values[last + 1]):
        last += 1
    # "x = 1 and x = 2": the last of several equations of one name belongs to those before it.
    while first and _goes_on(plain, values[first - 1], values[first]) and _are_roots(*values[first - 1 : first + 1]):
        first -= 1
    chosen = values[first]
    # "a = 1 and b = 2, and a + b = 3": of sums that are worked out the last is what they led to.
    if first == last or not all(value.whole for value in values[first : last + 1]):
        return values[last].start, values[last].answer
    return chosen.start, plain[chosen.start : values[last].end].strip()


def _are_roots(one: _Value, other: _Value) -> bool:
    return root_name(one.answer) == root_name(other.answer) != ""


def _concluding(plain: str, values: list[_Value]) -> tuple[list[_Value], int]:
    """The values after the last word that concludes, without those of an aside, and where that word ends."""
    begin = 0
    for match in _CONCLUDES.finditer(plain, 0, values[-1].start + 1):
        if not any(value.start < match.start() < value.end for value in values):
            begin = match.end()
    part = [value for value in values if value.start >= begin]
    aside = _ASIDE.search(plain, part[0].end)
    if aside:
        part = [value for value in part if value.end <= aside.start()]
    return part, begin


def _chosen(plain: str, part: list[_Value], begin: int) -> _Value:
    """Of the values of a conclusion the one right after a verb or after the word that concludes, else the likeliest."""
    verbs = [match.end() for match in _VERB.finditer(plain, begin, part[-1].start)]
    for verb in reversed(verbs):
        told = next((value for value in part if value.start >= verb), part[-1])
        if _leads_to(plain, verb, told):
            return told
    if begin and not plain[begin : part[0].start].strip(" ,$*:("):
        return part[0]
    equals = plain.rfind("=")
    after = [value for value in part if value.start > equals >= 0]
    following = after or [value for value in part if verbs and value.start >= verbs[-1]]
    if following:
        return following[0]
    free = [value for value in part if not _PREPOSITION.search(plain[max(0, value.start - 12) : value.start])]
    return free[-1] if free else part[-1]


def _leads_to(plain: str, verb: int, value: _Value) -> bool:
    return _LEADING_IN.fullmatch(plain[verb : value.start]) is not None


def _goes_on(plain: str, one: _Value, other: _Value) -> bool:
    """Whether the next value belongs to the same list; "1/3, or 33.3%" is one value told twice."""
    between = plain[one.end : other.start]
    if _JOINT.fullmatch(between) is None:
        return False
    if other.answer.endswith("%") != one.answer.endswith("%"):
        return False
    return "or" not in between or "," not in between or "=" in plain[other.start : other.end]
