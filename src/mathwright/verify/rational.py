r"""Exact rationals out of printed numbers: one text key for each value, without ever building a huge number.

A decimal is kept as its digits and a power of ten, so ``1e400000`` and a million digits cost what it costs to
read them.  A fraction is reduced; one that ends (``3/8``) gets the key of its decimal.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from math import gcd

MAX_FRACTION_DIGITS = 1_000
"""Digits on either side of a fraction; a longer one is not read."""
MAX_EXPONENT_DIGITS = 15
"""Digits of a power of ten."""

_INTEGER = r"[0-9]{1,3}(?:,[0-9]{3})+(?![0-9,])|[0-9]{1,3}(?: [0-9]{3})+(?![0-9])|[0-9]+"
_POWER = r"[eE]([-+]?[0-9]+)|\s?(?:\*|x|×|\\times|\\cdot|·)\s?10\s?\^\s?(?:\{\s?([-+]?[0-9]+)\s?\}|([-+]?[0-9]+))"
_DECIMAL = re.compile(rf"({_INTEGER})?(?:\.([0-9]*))?(?:{_POWER})?")
_BARE_POWER = re.compile(r"10\s?\^\s?(?:\{\s?([-+]?[0-9]+)\s?\}|([-+]?[0-9]+))")
_GROUPED_FROM_ZERO = re.compile(r"0[0-9]{0,2}[, ]")
_SLASHED = re.compile(r"(?:([0-9]+)\s)?([^\s/]+)\s?/\s?([^\s/]+)")
_LATEX = re.compile(r"(?:([0-9]+)\s?)?\\frac\s?(?:\{([^{}]*)\}|([0-9]))\s?(?:\{([^{}]*)\}|([0-9]))")


@dataclass(frozen=True, slots=True)
class Decimal10:
    """sign · 0.digits-as-integer · 10^exponent, with no zero at either end of the digits; zero is ``("", 0)``."""

    negative: bool
    digits: str
    exponent: int

    def key(self) -> str:
        """Equal for equal values, different for different ones."""
        return f"{'-' if self.negative else ''}{self.digits or '0'}e{self.exponent}"

    def shifted(self, places: int) -> Decimal10:
        """The value times ``10 ** places``."""
        return Decimal10(self.negative, self.digits, self.exponent + places if self.digits else 0)


def rational_key(text: str) -> str | None:
    """The key of the exact value of a cleaned number; None where the text is no number that is read here.

    Read are integers, decimals, thousands separators, scientific notation, fractions, mixed numbers, signs, and a
    percentage as its value: ``10%`` has the key of 0.1.
    """
    text, negative = _sign(text)
    percent = text.endswith("%")
    if percent:
        text = text[:-1].rstrip()
    value = _decimal(text)
    if value is None:
        return _fraction_key(text, negative, percent)
    if percent:
        value = value.shifted(-2)
    return Decimal10(negative and value.digits != "", value.digits, value.exponent).key()


def _sign(text: str) -> tuple[str, bool]:
    """The text without its one leading sign (or a pair of brackets around a signed number), and whether it is -."""
    if text.startswith("(") and text.endswith(")") and text[1:2] in ("-", "+") and "," not in text:
        text = text[1:-1]
    if text[:1] in ("-", "+"):
        return text[1:].lstrip(), text[0] == "-"
    return text, False


def _decimal(text: str) -> Decimal10 | None:
    if power := _BARE_POWER.fullmatch(text):
        return _made("1", "", power[1] or power[2])
    match = _DECIMAL.fullmatch(text)
    if not match or (not match[1] and not match[2]) or _GROUPED_FROM_ZERO.match(text):
        return None
    whole = (match[1] or "").replace(",", "").replace(" ", "")
    return _made(whole, match[2] or "", match[3] or match[4] or match[5] or "0")


def _made(whole: str, decimals: str, power: str) -> Decimal10 | None:
    if len(power) > MAX_EXPONENT_DIGITS:
        return None
    digits = (whole + decimals).lstrip("0")
    short = digits.rstrip("0")
    exponent = int(power) - len(decimals) + len(digits) - len(short)
    return Decimal10(False, short, exponent if short else 0)


def _fraction_key(text: str, negative: bool, percent: bool) -> str | None:
    parts = _fraction_parts(text)
    if parts is None:
        return None
    whole, top, bottom = parts
    top_value, bottom_value = _signed(top), _signed(bottom)
    if top_value is None or bottom_value is None or not bottom_value.digits:
        return None
    # Both sides times the same power of ten: integers.
    floor = min(top_value.exponent, bottom_value.exponent)
    numerator, denominator = _integer(top_value, floor), _integer(bottom_value, floor)
    if numerator is None or denominator is None:
        return None
    if whole:
        # "2 3/2" is no mixed number, and "1 234/567" may be 1234/567.
        if floor < 0 or not 0 < numerator < denominator or len(top) == 3 or len(whole) > MAX_FRACTION_DIGITS:
            return None
        numerator += int(whole) * denominator
    return _reduced_key(-numerator if negative else numerator, denominator * (100 if percent else 1))


def _fraction_parts(text: str) -> tuple[str, str, str] | None:
    if match := _SLASHED.fullmatch(text):
        return match[1] or "", match[2], match[3]
    if match := _LATEX.fullmatch(text):
        return match[1] or "", match[2] or match[3] or "", match[4] or match[5] or ""
    return None


def _signed(text: str) -> Decimal10 | None:
    text, negative = _sign(text.strip())
    value = _decimal(text)
    return value and Decimal10(negative and value.digits != "", value.digits, value.exponent)


def _integer(value: Decimal10, floor: int) -> int | None:
    zeros = value.exponent - floor
    if len(value.digits) + zeros > MAX_FRACTION_DIGITS:
        return None
    number = int(value.digits + "0" * zeros or "0")
    return -number if value.negative else number


def _reduced_key(numerator: int, denominator: int) -> str:
    if denominator < 0:
        numerator, denominator = -numerator, -denominator
    common = gcd(numerator, denominator)
    numerator, denominator = numerator // common, denominator // common
    places, rest = _decimal_places(denominator)
    if rest != 1:
        return f"{numerator}/{denominator}"
    made = _made(str(abs(numerator) * 10**places // denominator), "", "0")
    assert made is not None
    shifted = made.shifted(-places)
    return Decimal10(numerator < 0, shifted.digits, shifted.exponent).key()


def _decimal_places(denominator: int) -> tuple[int, int]:
    """Decimal places of 1/denominator, and what is left of it without factors 2 and 5 (1 if it ends)."""
    twos = fives = 0
    while denominator % 2 == 0:
        denominator, twos = denominator // 2, twos + 1
    while denominator % 5 == 0:
        denominator, fives = denominator // 5, fives + 1
    return max(twos, fives), denominator
