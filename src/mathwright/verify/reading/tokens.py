r"""A cleaned text cut into tokens, each sign in its one spelling, brackets matched.

Bounded: ``MAX_LENGTH`` characters, ``MAX_TOKENS`` tokens, ``MAX_NESTING`` brackets inside one another.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal, NamedTuple

from mathwright.verify.reading.names import (
    CLOSERS,
    COMMANDS,
    FUNCTION_NAMES,
    LETTER_NAMES,
    LETTER_RUNS,
    OPENERS,
    PLAIN_GREEK,
    SIGNS,
    SMALL_WORDS,
    WORD_SIGNS,
)
from mathwright.verify.reading.numerals import NUMBER, NotRead

MAX_LENGTH = 10_000
"""Characters of a text that is read."""
MAX_TOKENS = 2_000
MAX_NESTING = 60
"""Brackets, signs and functions inside one another."""

Kind = Literal["number", "letter", "function", "command", "sign", "end"]


class Token(NamedTuple):
    """One piece of a formula."""

    kind: Kind
    """``letter``: a variable or constant of one letter; ``sign``: in its spelling of ``names.SIGNS``."""
    text: str
    spaced: bool
    """Whether a space stands before it."""


@dataclass(slots=True)
class Tokens:
    """The tokens of a text, and where each bracket is closed."""

    items: list[Token]
    """Ends with one of kind ``end``."""
    partner: dict[int, int]
    """Place of an opening bracket to that of its closing one."""


_TOKEN = re.compile(
    rf"( ?)(?:({NUMBER})"
    r"|(\\(?:begin|end) ?\{[a-z]+\*?\}(?: ?\{[lcr| ]*\})?|\\[A-Za-z]+|\\.)"
    r"|([A-Za-z]+)"
    r"|(\.\.\.+|\*\*|[<>=]=|(?<![0-9])!=|=<|->|\+/-|^\+-|[^ ]))",
    re.DOTALL,
)
_PLAIN_FUNCTION = re.compile(
    "([a-zA-Z]?)(" + "|".join(sorted(FUNCTION_NAMES, key=len, reverse=True)) + ")([xyzabABC]?)"
)
_DIFFERENTIAL = re.compile("[a-z]{0,2}d[xyztur]")
# What introduces the condition of a case, before or behind its &.
_CONDITION = re.compile(
    r"(?<![A-Za-z\\])(?:(otherwise|else|其他|其它)|if|when|for(?: all)?|where|当)(?![A-Za-z])", re.IGNORECASE
)
_MAX_POINTS = 6
_HIGH = re.compile("[⁰¹²³⁴-⁹⁺⁻ⁿ]+")
_LOW = re.compile("[₀-₉]+")
_LEVEL = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻ⁿ₀₁₂₃₄₅₆₇₈₉", "0123456789+-n0123456789")
END = Token("end", "", False)


def _fixed() -> dict[tuple[str, str], Token]:
    """Every token whose text does not vary, by what is written and the space before it."""
    kinds: list[tuple[Kind, dict[str, str]]] = [
        ("function", {**FUNCTION_NAMES, **{f"\\{name}": canonical for name, canonical in FUNCTION_NAMES.items()}}),
        ("command", {name: name for name in COMMANDS} | {"∑": "\\sum", "√": "\\sqrt"}),
        ("command", dict.fromkeys(("\\binom", "\\dbinom", "\\tbinom"), "\\binom")),
        ("command", {"∏": "\\prod", "∫": "\\int", "∠": "\\angle", "△": "\\triangle", "\\mod": "\\bmod"}),
        ("letter", LETTER_NAMES | {name: name for name in PLAIN_GREEK}),
        ("letter", {chr(code): chr(code) for code in (*range(65, 91), *range(97, 123))}),
        ("sign", SIGNS),
    ]
    fixed: dict[tuple[str, str], Token] = {}
    for kind, names in kinds:
        for written, canonical in names.items():
            fixed[" ", written] = Token(kind, canonical, True)
            fixed["", written] = Token(kind, canonical, False)
    for written, canonical in WORD_SIGNS.items():
        word_kind: Kind = "letter" if canonical == "pi" else "command" if canonical.startswith("\\") else "sign"
        fixed[" ", written] = Token(word_kind, canonical, True)
        fixed["", written] = Token(word_kind, canonical, False)
    return fixed


_FIXED = _fixed()


def tokens_of(text: str) -> Tokens:
    """The tokens of a cleaned text.

    Raises NotRead.
    """
    if len(text) > MAX_LENGTH:
        raise NotRead("formula too long")
    if "--" in text:
        # A dash, or two signs: x -- 5 is not x + 5.
        raise NotRead("two minus signs")
    text = _spelled(text)
    items: list[Token] = []
    for match in _TOKEN.finditer(text):
        space, number, command, word, sign = match.groups()
        if number:
            items.append(Token("number", number, space != ""))
        elif known := _FIXED.get((space, command or word or sign)):
            items.append(known)
        else:
            items.extend(_word(word, space != "") if word else _odd(command or sign))
    if len(items) > MAX_TOKENS:
        raise NotRead("formula too long")
    items = _mended(items, text)
    return Tokens([*items, END, END, END], _partners(items))


def _odd(text: str) -> list[Token]:
    if text.startswith(("\\begin", "\\end")):
        return [_environment(text)]
    raise NotRead("unknown command" if text.startswith("\\") else "unknown sign")


def _environment(command: str) -> Token:
    r"""``\begin:pmatrix`` and ``\end:pmatrix``."""
    verb, _, name = command.partition("{")
    return Token("command", f"{verb.strip()}:{name.partition('}')[0].rstrip('*')}", False)


def _mended(items: list[Token], text: str) -> list[Token]:
    if "x10" in text or "x 10" in text:
        items = _with_times(items)
    if "U" in text:
        items = _with_unions(items)
    if "\\begin" in text:
        items = _without_open_brace(items)
    if text.startswith("]") or (text.startswith("[") and text.endswith("[")):
        items = _turned(items)
    if text.startswith("<") and text.endswith(">") and len(items) > 1:
        items = [_FIXED["", "\\langle"], *items[1:-1], _FIXED["", "\\rangle"]]
    return items


def _word(word: str, spaced: bool) -> list[Token]:
    """Letters of a product, or a function run into its argument; anything else is words."""
    lowered = word.lower()
    if lowered == "nan":
        raise NotRead("not a number")
    if word.isupper() and len(word) < _MAX_POINTS:
        # ABC is a triangle or an order of three, and not CBA.
        return [Token("letter", word, spaced)]
    if len(word) == 2 and lowered not in SMALL_WORDS:
        return _letters(word, spaced)
    match = _PLAIN_FUNCTION.fullmatch(word) if len(word) < 12 else None
    if match and (match[1] != "a" or match[3]):
        before = _letters(match[1], spaced)
        return [*before, Token("function", FUNCTION_NAMES[match[2]], False), *_letters(match[3], False)]
    if lowered in ("infinity", "infty", "inf"):
        return [Token("sign", "inf", spaced)]
    if len(word) > 2 and (_in_order(word) or _DIFFERENTIAL.fullmatch(word)):
        return _letters(word, spaced)
    raise NotRead("words")


def _letters(word: str, spaced: bool) -> list[Token]:
    return [Token("letter", letter, spaced and place == 0) for place, letter in enumerate(word)]


def _in_order(word: str) -> bool:
    """Whether the letters are those of a product such as xyz: in order, out of one usual alphabet."""
    return any(set(word) <= set(run) for run in LETTER_RUNS) and list(word) == sorted(set(word))


def _spelled(text: str) -> str:
    """Superscripts and subscripts as TeX writes them, the conditions of cases without their "if"."""
    if "\\begin" in text:
        text = _CONDITION.sub(lambda word: " otherwise " if word[1] else " ", text)
    if text.isascii():
        return text
    text = _HIGH.sub(lambda run: "^{" + run[0].translate(_LEVEL) + "}", text)
    return _LOW.sub(lambda run: "_{" + run[0].translate(_LEVEL) + "}", text)


def _with_times(items: list[Token]) -> list[Token]:
    """The letter of ``3 x 10^8`` is a sign."""
    texts = [item.text for item in items]
    return [
        _FIXED["", "*"]
        if item.text == "x"
        and place
        and items[place - 1].kind == "number"
        and texts[place + 1 : place + 3] == ["10", "^"]
        else item
        for place, item in enumerate(items)
    ]


def _with_unions(items: list[Token]) -> list[Token]:
    """``U`` between two brackets is a union."""
    last = len(items) - 1
    return [
        _FIXED["", "\\cup"]
        if item.text == "U"
        and 0 < place < last
        and items[place - 1].text in CLOSERS
        and items[place + 1].text in OPENERS
        else item
        for place, item in enumerate(items)
    ]


def _without_open_brace(items: list[Token]) -> list[Token]:
    r"""Without the brace before ``\begin{array}`` that has no closing one: it is the sign of a system."""
    return [
        item
        for place, item in enumerate(items)
        if item.text != "\\{" or place + 1 == len(items) or not items[place + 1].text.startswith("\\begin")
    ]


def _turned(items: list[Token]) -> list[Token]:
    """``]a, b[`` with the brackets of ``(a, b)``."""
    turned = []
    opening = True
    for item in items:
        if item.text in "[]" and item.kind == "sign":
            outwards = item.text == ("]" if opening else "[")
            item = Token("sign", ("(" if opening else ")") if outwards else item.text, item.spaced)
            opening = not opening
        elif item.text in "()" and item.kind == "sign":
            opening = item.text == ")"
        turned.append(item)
    return turned


def _partners(items: list[Token]) -> dict[int, int]:
    partner: dict[int, int] = {}
    open_places: list[int] = []
    for place, item in enumerate(items):
        text = item.text
        if item.kind != "sign" and not (item.kind == "command" and ":" in text):
            continue
        if text in OPENERS or text.startswith("\\begin:"):
            open_places.append(place)
            if len(open_places) > MAX_NESTING:
                raise NotRead("nested too deeply")
        elif text in CLOSERS or text.startswith("\\end:"):
            if not open_places or not _closes(text, items[open_places[-1]].text):
                raise NotRead("brackets do not match")
            partner[open_places.pop()] = place
    if open_places:
        raise NotRead("brackets do not match")
    return partner


def _closes(closer: str, opener: str) -> bool:
    if opener.startswith("\\begin:"):
        return closer == opener.replace("begin", "end")
    return closer in OPENERS[opener]
