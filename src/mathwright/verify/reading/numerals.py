r"""Numbers as printed, to exact fractions: separators, decimals, repeating decimals, powers of ten, other bases."""

from __future__ import annotations

import re
from fractions import Fraction

from mathwright.errors import DataError
from mathwright.verify.reading.answer import Based
from mathwright.verify.reading.tree import MAX_DIGITS, Number, Power, Product, Tree

MAX_BASE = 36
"""Digits and the 26 letters."""
MAX_LISTED_EXPONENT = 4_000
"""Powers of ten up to this become one Number; larger ones stay a Power."""

_NUMERAL = r"[0-9]+(?:\.[0-9]*)?|\.[0-9]+"
NUMBER = (
    # 1,000 and 1 000: groups of three; in a list (1,2,345) nothing is grouped.
    r"(?<![0-9.])(?<![0-9],)[1-9][0-9]{0,2}(?:,[0-9]{3})+(?!,?[0-9])(?:\.[0-9]+)?"
    r"|(?<![0-9.])(?<![0-9][ ,])[1-9][0-9]{0,2}(?: [0-9]{3})+(?![0-9]| ?/| [0-9])(?:\.[0-9]+)?"
    # 2e-3 may be 2·e - 3: a signed exponent needs two digits.
    r"|(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)[eE](?:[0-9]+|[-+][0-9]{2,})(?![0-9.])"
    r"|[0-9]*\.[0-9]*(?:\\(?:overline|bar) ?(?:\{ ?[0-9]+ ?\}|[0-9])"
    r"|\\dot ?(?:\{[0-9]\}|[0-9])(?:[0-9]*\\dot ?(?:\{[0-9]\}|[0-9]))?|\([0-9]+\)(?![0-9A-Za-z(^]))"
    r"|[0-9]*\.[0-9]+ ?(?:\.\.\.+|…|\\[lc]?dots(?![A-Za-z]))"
    r"|[0-9]+(?:\.(?!\.)[0-9]*)?|\.[0-9]+"
)
"""Pattern of one number without its sign."""
WHOLE_SCIENTIFIC = re.compile(r"([-+]?)((?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)[eE][-+]?[0-9]+)")
_REPEATING = re.compile(
    r"([0-9]*)\.([0-9]*)[\\(](?:overline|bar|dot)?[{ ]*([0-9]+)[) }]*(?:([0-9]*)\\dot ?\{?([0-9])\}?)?"
)
_BASED = re.compile(
    r"(-?) ?[(\[]? ?([0-9A-Za-z]+(?:\.[0-9A-Za-z]+)?) ?[)\]]? ?_ ?"
    r"(?:\{ ?\(?([0-9]{1,2}|[a-z]+)\)? ?\}|([0-9]{1,2}|[a-z]+))"
)
_HEXADECIMAL = re.compile(r"0x([0-9A-Fa-f]{2,200})(?:_ ?\{? ?16 ?\}?)?")
_BASE_WORDS = {
    word: number
    for number, word in enumerate(
        """two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen""".split(), 2
    )
}
_LOW = re.compile("(?<=[0-9A-Za-z)])[₀-₉]{1,2}")
_LEVEL = str.maketrans("₀₁₂₃₄₅₆₇₈₉", "0123456789")
_SMALL = [Number(Fraction(value)) for value in range(1_000)]


class NotRead(DataError):
    """The text is no formula of the bounded grammar; the message is the fixed, short reason of an Unread."""


def whole(value: int) -> Number:
    """The Number of an integer."""
    return _SMALL[value] if 0 <= value < 1_000 else Number(Fraction(value))


def number(text: str) -> Tree:
    """The tree of a token that matched ``NUMBER``: a Number, or a product with a power of ten that is too large."""
    if text.isdigit():
        if len(text) > MAX_DIGITS:
            raise NotRead("number too long")
        return whole(int(text))
    text = text.replace(",", "").replace(" ", "")
    if ("e" in text or "E" in text) and "\\" not in text:
        return scientific(text)
    if "\\" in text or "(" in text or "…" in text or ".." in text:
        return _repeating(text)
    return Number(_decimal(text))


def decimals_of(text: str) -> int | None:
    """Digits after the point of a plain decimal; None without a point."""
    _, point, places = text.partition(".")
    return len(places) if point and (not places or places.isdigit()) else None


def scientific(text: str) -> Tree:
    """``3e8``; the exponent may be huge."""
    mantissa, _, exponent = text.replace("E", "e").partition("e")
    if len(exponent) > MAX_DIGITS:
        raise NotRead("number too long")
    value, power = _decimal(mantissa), int(exponent)
    if abs(power) <= MAX_LISTED_EXPONENT:
        return Number(value * Fraction(10) ** power)
    return Product((Number(value), Power(whole(10), Number(Fraction(power)))))


def _decimal(text: str) -> Fraction:
    if len(text) > MAX_DIGITS:
        raise NotRead("number too long")
    left, _, places = text.partition(".")
    return Fraction(int(left + places or "0"), 10 ** len(places))


def _repeating(text: str) -> Tree:
    match = _REPEATING.fullmatch(text)
    if match:
        left, before, block, between, last = match.groups()
        return _repeated(left, before, block + (between or "") + (last or ""))
    digits = text.partition("...")[0].partition("…")[0].partition("\\")[0]
    left, _, places = digits.partition(".")
    for length in range(1, len(places) // 3 + 1):
        block = places[-length:]
        times = 1
        while places.endswith(block * (times + 1)):
            times += 1
        if times >= 3:
            return _repeated(left, places[: len(places) - length * times], block)
    raise NotRead("decimals that go on")


def _repeated(left: str, before: str, block: str) -> Tree:
    if len(left) + len(before) + len(block) > MAX_DIGITS:
        raise NotRead("number too long")
    whole_part = Fraction(int(left + before or "0"), 10 ** len(before))
    return Number(whole_part + Fraction(int(block), (10 ** len(block) - 1) * 10 ** len(before)))


def based(text: str) -> Based | None:
    """``1101_2``, ``2B4_{16}``, ``201_{three}``; None for any other text."""
    if not text.isascii():
        text = _LOW.sub(lambda run: f"_{{{run[0].translate(_LEVEL)}}}", text)
    hexadecimal = _HEXADECIMAL.fullmatch(text)
    if hexadecimal and (worth := in_base(hexadecimal[1], 16)) is not None:
        return Based(hexadecimal[1].upper(), 16, worth)
    match = _BASED.fullmatch(text)
    if not match or not match[2][0].isalnum():
        return None
    written = match[3] or match[4]
    base = int(written) if written.isdigit() else _BASE_WORDS.get(written, 0)
    digits = match[2].upper()
    if not digits[0].isdigit() and (len(digits) == 1 or base <= 10):
        return None  # a variable with an index
    value = in_base(digits, base)
    if value is None:
        return None
    return Based(match[1] + digits, base, -value if match[1] else value)


def in_base(digits: str, base: int) -> Fraction | None:
    """The value of digits (letters from A for ten) in the base; None where they are none of it."""
    if not 2 <= base <= MAX_BASE or len(digits) > MAX_DIGITS // 2:
        return None
    left, _, places = digits.partition(".")
    try:
        return Fraction(int(left + places, base), base ** len(places))
    except ValueError:
        return None
