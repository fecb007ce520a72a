"""Five ways to spoil an answer: sign, one digit, reciprocal, dropped unit, swapped tuple.

What comes out is a wrong answer, or None where the change does not apply or would leave the answer true.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from types import MappingProxyType

from mathwright.verify.clean import cleaned
from mathwright.verify.comparing.quantities import in_base_units, unit_kind
from mathwright.verify.comparing.values import compare_trees
from mathwright.verify.exact.compare import is_number, value_of
from mathwright.verify.reading.answer import (
    Answer,
    Collection,
    Definition,
    Expression,
    Matrix,
    Prose,
    Quantity,
    Region,
    Relation,
    System,
    Unread,
)
from mathwright.verify.reading.answers import read_answer
from mathwright.verify.reading.tree import MINUS_ONE, Power, Tree

MAX_LENGTH = 1_000
"""Characters of an answer that is changed."""

_NUMBER = re.compile(r"[0-9]+(?:,[0-9]{3}(?![0-9]))*(?:\.[0-9]+)?|\.[0-9]+")
_NOT_ZERO = re.compile(r"[1-9]")
# Where a sign or a digit may not matter: even functions, absolute values, both signs, dots, nought times.
_SIGN_FREE = re.compile(r"cos|sec|abs|\||\\[lr]?vert|vmatrix|\\pm|±|\^\s*\{?\s*[0-9]*[02468](?![0-9])|\\ldots|\\dots|…")
_DIGIT_FREE = re.compile(
    r"\\overline|\\ldots|\\dots|…|\.\.\.|(?<![0-9.])[01]\s*\^|\bmod\b|\\equiv|\\approx|≈|\\sim"
    r"|(?<![0-9.])0\s*(?:\\times|\*|\\cdot)|(?:\\times|\*|\\cdot)\s*0(?![.0-9])"
)
# What a sign before a number has to stand before: \frac12, \sqrt 3, $5.
_BEFORE_NUMBER = re.compile(r"(?:\\(?:frac|sqrt|binom)\s*\{?\s*|\\?\$\s*)\Z")
_OPERATOR = re.compile(r"[0-9A-Za-z)\]}!%]\s*-\s*\Z")
_PLAIN = re.compile(r"(-?)\s?([0-9]+(?:\.[0-9]+)?)")
_FRACTION = re.compile(r"(-?)\s?\\frac\{([0-9]+)\}\{([0-9]+)\}|(-?)\s?([0-9]+)/([0-9]+)")
_SIGNED_KINDS = (Expression, Quantity, Collection, Region, Definition, Matrix, Relation, System)
_WORD = re.compile(r"(?<!\\)\b[A-Za-z]{2,}")
_UNIT_TEXT = re.compile(
    r"\s*(?:\^?\s*\{?\s*(?:\\circ|°)\s*\}?\s*[CF]?|(?<![\\A-Za-z])[A-Za-z\u4e00-\u9fff][^0-9=]*(?:\^?\{?[23]\}?)?)\Z"
)


def other_sign(answer: str) -> str | None:
    """The first number of the answer with the other sign."""
    text = _formula_text(answer)
    if text is None or _SIGN_FREE.search(text):
        return None
    number = next((match for match in _NUMBER.finditer(text) if _NOT_ZERO.search(match[0])), None)
    if number is None or not isinstance(read_answer(answer)[0], _SIGNED_KINDS):
        return None
    start = number.start()
    while command := _BEFORE_NUMBER.search(text[:start]):
        start = command.start()
    before = text[:start].rstrip()
    if not before.endswith("-"):
        return f"{text[:start]}-{text[start:]}"
    return before[:-1] + ("+" if _OPERATOR.search(before) else "") + text[start:]


def other_digit(answer: str) -> str | None:
    """The last digit of the last number one higher; 9 becomes 8."""
    text = _formula_text(answer)
    if text is None or _DIGIT_FREE.search(text) or isinstance(read_answer(answer)[0], Prose | Unread):
        return None
    numbers = list(_NUMBER.finditer(text))
    if not numbers:
        return None
    place = numbers[-1].end() - 1
    digit = "8" if text[place] == "9" else str(int(text[place]) + 1)
    return text[:place] + digit + text[place + 1 :]


def reciprocal(answer: str) -> str | None:
    """One over the number; of a fraction the fraction turned over."""
    text = _formula_text(answer)
    reading = read_answer(answer)[0]
    if text is None or not isinstance(reading, Expression) or not is_number(reading.tree) or reading.percent:
        return None
    if _WORD.search(text) or not _differs_from_reciprocal(reading.tree):
        return None
    if match := _FRACTION.fullmatch(text):
        sign, top, bottom = (match[1], match[2], match[3]) if match[2] else (match[4], match[5], match[6])
        return f"{sign}\\frac{{{bottom}}}{{{top}}}"
    if match := _PLAIN.fullmatch(text):
        return f"{match[1]}\\frac{{1}}{{{match[2]}}}"
    return f"\\frac{{1}}{{{text.rstrip(' .')}}}"


def _differs_from_reciprocal(tree: Tree) -> bool:
    if value_of(tree) == 0:
        return False
    return compare_trees(tree, Power(tree, MINUS_ONE)).state == "different"


def dropped_unit(answer: str) -> str | None:
    """The number without its unit, or without its percent sign; prices and counts may go without."""
    text = _formula_text(answer)
    reading = read_answer(answer)[0]
    if text is None:
        return None
    if isinstance(reading, Expression):
        bare = text.rstrip("%").rstrip() if reading.percent and text.endswith("%") else _without_degrees(text)
        return bare if bare and bare != text and value_of(reading.tree) != 0 else None
    if not isinstance(reading, Quantity) or unit_kind(reading.unit) in ("noun", "money"):
        return None
    bare = _UNIT_TEXT.sub("", text)
    if bare == text or not bare or value_of(reading.value.tree) == 0:
        return None
    # Radians need no unit.
    in_radians = in_base_units(reading.value.tree, reading.unit) == reading.value.tree
    return None if unit_kind(reading.unit) == "angle" and in_radians else bare


def _without_degrees(text: str) -> str:
    return re.sub(r"\s*(?:\^\s*\{?\s*\\circ\s*\}?|°)\Z", "", text)


def swapped(answer: str) -> str | None:
    """A tuple with its first two different members exchanged; a set or a bare list may stand in any order."""
    text = _formula_text(answer)
    reading = read_answer(answer)[0]
    if text is None or not _is_tuple(reading, text):
        return None
    members = _members(text[1:-1])
    for place in range(len(members) - 1):
        if read_answer(members[place]) != read_answer(members[place + 1]):
            members[place], members[place + 1] = members[place + 1], members[place]
            return f"{text[0]}{','.join(members)}{text[-1]}"
    return None


def _is_tuple(reading: Answer, text: str) -> bool:
    if text[0] not in "([" or text[-1] not in ")]":
        return False
    if isinstance(reading, Region):
        return len(reading.spans) == 1 and not reading.points and not reading.without
    return isinstance(reading, Collection) and reading.kind == "tuple" and reading.ellipsis_at is None


def _members(text: str) -> list[str]:
    """The parts between the commas outside all brackets."""
    members, depth, start = [], 0, 0
    for place, character in enumerate(text):
        depth += (character in "([{") - (character in ")]}")
        if character == "," and depth == 0:
            members.append(text[start:place].strip())
            start = place + 1
    return [*members, text[start:].strip()]


def _formula_text(answer: str) -> str | None:
    """The cleaned text of an answer that is short and has something to change."""
    if len(answer) > MAX_LENGTH:
        return None
    text = cleaned(answer)
    return text or None


MUTATIONS: MappingProxyType[str, Callable[[str], str | None]] = MappingProxyType(
    {
        "sign": other_sign,
        "digit": other_digit,
        "reciprocal": reciprocal,
        "unit": dropped_unit,
        "swap": swapped,
    }
)
"""By name, in the order of the table."""


def mutations(answer: str) -> dict[str, str]:
    """Each mutation that applies, to the spoilt answer."""
    spoilt = {name: mutate(answer) for name, mutate in MUTATIONS.items()}
    return {name: text for name, text in spoilt.items() if text is not None}
