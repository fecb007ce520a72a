"""Whether the expression in the prose before ``= <<lhs=rhs>>`` says what the annotation says."""

from __future__ import annotations

import re
import string
from itertools import pairwise

from mathwright.programs.evaluating import NUMBER, SYMBOLS, Number, close_to, evaluate, plain_number

_COMPACT = dict(SYMBOLS) | dict.fromkeys(map(ord, " ,"), None)
# "3 large stickers + 42 stickers" becomes "3+42"; numbers that run together this way are counted before and after.
_WORDLESS = dict.fromkeys(map(ord, string.ascii_letters + " $,"), None)
# An expression or number that stands after (before) one of these is part of a longer one.
GOES_ON = frozenset("0123456789.,+-*/(%×÷·−–")
_ENDS = frozenset("0123456789)%")
_PERCENT = re.compile(r"(?<![0-9.])([0-9]{1,9}(?:\.[0-9]{1,9})?)\s*(?:%|\*\s*0?\.01(?![0-9])|/\s*100(?![0-9.]))")
_TAIL = re.compile(r"(?:[-0-9.,$€£¥ +*/×·÷()%−–]|(?<![A-Za-z])[xX](?![A-Za-z]))*\Z")
_LONE_STOP = re.compile(r"\A(?:\.(?![0-9])|[ ,])+|[. ,]+\Z")
# "3 cups/1 serving", "6 rings/group": not a division of numbers.
_PER_UNIT = re.compile(r"/ ?[$€£¥]?1(?= ?[A-Za-z])|/(?=[A-Za-z])")
_CLAUSE = re.compile(r"[;:.]|,\s")
_MINUS = re.compile(r"(?:\A|[\s(])[-−–]\Z")
# A sign inside a gap of words: a hyphen counts only where no letter touches it.
_SIGN = re.compile(r"[+*/×·÷−–]|(?<![A-Za-z])-(?![A-Za-z])|(?<![A-Za-z])[xX](?![A-Za-z])")


def printed_expression_agrees(printed: str, lhs: str, rhs: Number, tolerance: Number) -> bool:
    """Whether the expression before ``= <<`` says what the annotation says; True where none is printed."""
    if _ends_with(printed.replace(" ", "").replace("$", ""), lhs):
        return True
    if _ends_with(printed.translate(_COMPACT), lhs.translate(_COMPACT)):
        return True
    bare = printed.translate(_WORDLESS)
    if _ends_with(bare, lhs) and len(NUMBER.findall(bare)) == len(NUMBER.findall(printed)):
        return True
    value = _tail_value(printed)
    told = [found for found in (value, _worded_value(printed)) if found is not None]
    if printed.rstrip().endswith("%"):
        # "1/4 x 100% = <<1/4*100=25>>25%"
        told += [100 * found for found in told]
    if any(close_to(found, rhs, tolerance) for found in told):
        return True
    return value is None and _same_numbers(printed, lhs)


def _ends_with(printed: str, wanted: str) -> bool:
    """Whether the wanted expression ends the printed one and is the whole of it, or follows a word."""
    if not printed.endswith(wanted):
        return False
    place = len(printed) - len(wanted)
    return place == 0 or printed[place - 1] not in GOES_ON


def tail_expression(printed: str) -> str | None:
    """The bare expression, of two numbers or more, at the end of prose; None where words stand inside it."""
    printed = printed.rstrip(" ")
    match = _TAIL.search(printed) if printed[-1:] in _ENDS else None
    tail = _LONE_STOP.sub("", match[0].strip(" ,$€£¥")) if match else ""
    if len(NUMBER.findall(tail)) < 2 or (tail[0] not in "(.0123456789" and tail != printed.strip()):
        return None
    return tail


def _tail_value(printed: str) -> Number | None:
    """The value of the bare expression at the end; None where there is none."""
    tail = tail_expression(printed)
    try:
        return None if tail is None else evaluate(tail)
    except ZeroDivisionError:
        return None


def _worded_value(printed: str) -> Number | None:
    """The value of the numbers at the end that signs join, whatever words stand between; None where none are joined.

    ``2 trips * 30 miles/trip`` is 60.  Parentheses are passed over: where they matter the value is not the one looked
    for, and proves nothing.
    """
    printed = _PER_UNIT.sub(" ", printed)
    found = list(NUMBER.finditer(printed))
    start, expression = len(found), ""
    while start:
        number = found[start - 1]
        told = number[0] + ("%" if printed[number.end() : number.end() + 1] == "%" else "")
        if not expression:
            expression = told
        else:
            gap = printed[number.end() : found[start].start()]
            if len(_SIGN.findall(gap)) != 1 or _CLAUSE.search(gap):
                break
            expression = told + _signs(gap).pop() + expression
        start -= 1
    if len(found) - start < 2:
        return None
    before = printed[: found[start].start()]
    try:
        return evaluate("-" + expression if _MINUS.search(before) else expression)
    except ZeroDivisionError:
        return None


def _same_numbers(printed: str, lhs: str) -> bool:
    """Whether the numbers of ``7 stickers/page * 6 pages`` are those of ``7*6``, joined by the same signs."""
    lhs, printed = _PERCENT.sub(_as_decimal, lhs), _PERCENT.sub(_as_decimal, printed)
    wanted = list(NUMBER.finditer(lhs))
    found = list(NUMBER.finditer(printed))
    gaps = [_signs(printed[a.end() : b.start()]) for a, b in pairwise(found)]
    if len(wanted) < 2 or not gaps or not gaps[-1]:
        return True
    count = len(wanted)
    if [plain_number(m[0]) for m in found[-count:]] != [plain_number(m[0]) for m in wanted]:
        return False
    if len(found) > count and gaps[-count]:
        return False
    expected = [_signs(lhs[a.end() : b.start()]) for a, b in pairwise(wanted)]
    return all(not have or want & have for want, have in zip(expected, gaps[1 - count :], strict=True))


def _as_decimal(percent: re.Match[str]) -> str:
    """``20%``, ``20*.01`` and ``20/100`` in one spelling."""
    whole, _, decimals = percent[1].partition(".")
    return f"{whole[:-2]}.{whole[-2:].rjust(2, '0')}{decimals}"


def _signs(gap: str) -> set[str]:
    return {sign.translate(SYMBOLS) for sign in _SIGN.findall(gap)}
