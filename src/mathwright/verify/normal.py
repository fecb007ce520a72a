"""The normal form of an answer: its kind, and a key that is equal for equal answers of that kind."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from mathwright.verify.clean import cleaned
from mathwright.verify.rational import Decimal10, rational_key

MAX_LENGTH = 10_000
"""Characters of an answer that is read; of a longer one only plain decimals are."""

Kind = Literal["rational", "quantity", "word", "text", "empty", "unread"]

_PLAIN_INTEGER = re.compile(r"-?[1-9][0-9]{0,17}|0")
_LONG_DECIMAL = re.compile(r"\s*([-+]?)([0-9]*)(?:\.([0-9]*))?\s*")
_MONEY = re.compile(r"([-+]?)\s?(US ?\$|[$€£¥])\s?([-+]?)(.+)", re.IGNORECASE)
_CURRENCIES = tuple("$€£¥")
_PERCENT = re.compile(r"\s?(?:percent|per cent)\Z", re.IGNORECASE)
_QUANTITY = re.compile(r"([-+]?[0-9.][-+0-9.,/ ]*?|[-+]?[0-9 ]*\\frac\S*?[}0-9])\s?([A-Za-z][A-Za-z .'/]*)")
_WORDS = re.compile(r"[^\W\d_]+(?:[ '’-][^\W\d_]+)*")
_TOKENS = re.compile(r"\\(?:[A-Za-z]+|.)|\s+|.", re.DOTALL)
CHOICE_LETTERS = frozenset("abcde")
"""Letters that name the options of a multiple choice."""
_CLOSED_SETS: tuple[frozenset[str], ...] = (
    frozenset({"yes", "no"}),
    frozenset({"true", "false"}),
    CHOICE_LETTERS,
    frozenset({"even", "odd"}),
    frozenset({"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"}),
    frozenset({"january", "february", "march", "april", "may", "june"})
    | frozenset({"july", "august", "september", "october", "november", "december"}),
)


@dataclass(frozen=True, slots=True)
class NormalForm:
    """What an answer was read as."""

    kind: Kind
    """``rational``: an exact number; ``quantity``: a number with a unit; ``word``: one of a closed set, such as
    yes and no; ``text``: anything else that was read; ``empty``: nothing; ``unread``: too long."""
    key: str
    """Equal for equal answers of the kind."""
    mark: str = ""
    """The currency of a price, the unit of a quantity, the closed set of a word; else empty."""


def normal_form(answer: str) -> NormalForm:
    """The normal form of an answer.  Never raises; takes microseconds, milliseconds for a megabyte."""
    if _PLAIN_INTEGER.fullmatch(answer):
        digits = answer.rstrip("0")
        if not digits:
            return NormalForm("rational", "0e0")
        return NormalForm("rational", f"{digits}e{len(answer) - len(digits)}")
    if len(answer) > MAX_LENGTH:
        return _long(answer)
    text = cleaned(answer)
    if not text:
        return NormalForm("empty", "")
    return _number(text) or _quantity(text) or _wording(text)


def _number(text: str) -> NormalForm | None:
    text = text[:-1] if text.endswith(".") and not text.endswith("..") else text
    if text[-1:] in _CURRENCIES:
        text = text[-1] + text[:-1]
    money = _MONEY.fullmatch(text)
    if money:
        if money[1] and money[3]:
            return None
        text = money[1] + money[3] + money[4]
        if text.endswith("%"):
            return None
    key = rational_key(_PERCENT.sub("%", text))
    currency = money[2].upper().replace("US", "").strip() if money else ""
    return NormalForm("rational", key, currency) if key else None


def _quantity(text: str) -> NormalForm | None:
    match = _QUANTITY.fullmatch(text.rstrip("."))
    key = rational_key(match[1].strip()) if match else None
    if not match or not key:
        return None
    unit = match[2].strip()
    # 5 m and 5 M, 5x and 5X are not the same.
    return NormalForm("quantity", key, unit.casefold() if len(unit) > 3 else unit)


def _wording(text: str) -> NormalForm:
    folded = text.rstrip(".").strip().casefold()
    for number, closed in enumerate(_CLOSED_SETS):
        if folded in closed:
            return NormalForm("word", folded, str(number))
    if len(folded) > 1 and _WORDS.fullmatch(folded):
        return NormalForm("text", folded)
    # A formula: x and X, or a final stop, may matter.
    return NormalForm("text", _formula(text))


def _formula(text: str) -> str:
    r"""The formula's tokens as TeX reads them: ``x^{2}`` is ``x ^ 2``, ``\sqrt 3`` is ``\sqrt{3}``.

    A space between two letters or digits stays: ``1 1/2`` is not ``11/2``.
    """
    tokens: list[str] = []
    for match in _TOKENS.finditer(text):
        token = match[0]
        if not token.isspace():
            tokens.append(token)
        elif _ends_plain(tokens) and text[match.end() : match.end() + 1].isalnum():
            tokens.append(" ")
        if len(tokens) > 2 and tokens[-1] == "}" and tokens[-3] == "{":
            tokens[-3:] = [tokens[-2]]
    return "\x00".join(tokens)


def _ends_plain(tokens: list[str]) -> bool:
    """Whether the last token is one letter or digit, no command."""
    return bool(tokens) and len(tokens[-1]) == 1 and tokens[-1].isalnum()


def _long(answer: str) -> NormalForm:
    match = _LONG_DECIMAL.fullmatch(answer)
    if not match or not (match[2] or match[3]):
        return NormalForm("empty" if answer.isspace() else "unread", "")
    whole, decimals = match[2], match[3] or ""
    digits = (whole + decimals).lstrip("0")
    short = digits.rstrip("0")
    exponent = len(digits) - len(short) - len(decimals) if short else 0
    return NormalForm("rational", Decimal10(match[1] == "-" and short != "", short, exponent).key())
