r"""Remarks behind a formula: ``for all real x`` says nothing, ``where x ≠ 2`` is a condition of its own."""

from __future__ import annotations

import re

MAX_LENGTH = 400
"""Characters of a text whose remark is looked at."""
_REALS = r"(?:\\mathbb\s?\{?\s?R\s?\}?|ℝ|R|(?:the\s)?(?:set\sof\s)?(?:all\s)?real(?:s|\snumbers?))"
_IN = r"(?:∈|\\in(?![A-Za-z])|in|is(?:\sany|\sa)?)"
_EVERYWHERE = re.compile(
    r"\s*,?\s*[(\[]?\s*(?:"
    r"(?:for|where)\s(?:all|any|every|each)\s(?:real\s)?(?:numbers?\s|values?\s(?:of\s)?)?[A-Za-z]"
    rf"(?:\s?{_IN}\s?{_REALS})?"
    rf"|(?:for|on|over)\s(?:all\s|any\s|every\s)?(?:{_REALS})"
    rf"|(?:where\s|for\s|with\s)?[A-Za-z]\s(?:∈|\\in)\s?{_REALS}"
    rf"|(?:where\s|with\s)[A-Za-z]\s{_IN}\s?{_REALS}"
    r")\s*[)\]]?\Z"
)
# Of a function only: of 2k for all integers k there are many.
_OF_FUNCTION = re.compile(
    r"\s*,?\s*[(\[]?\s*for\s(?:all|any|every|each)\s(?:(?:positive|non-?negative|natural|real|nonzero|non-zero)\s)?"
    r"(?:integers?|numbers?|reals?)(?:\s[a-z])?\s*[)\]]?\Z"
)
_FUNCTION = re.compile(r"[A-Za-z]\s?\([a-z]\)\s?=[^=]")
_SIGN = r"(?:[<>≠≤≥]|[<>!]=|\\(?:ne|neq|lt|gt|le|ge|leq|geq|leqslant|geqslant)(?![A-Za-z]))"
_CONDITION = re.compile(
    r"\s*,?\s*[(\[]?\s*(?:(?:where|when|if|for(?:\sall|\sany|\severy)?(?:\sreal)?|with|provided(?:\sthat)?|assuming(?:\sthat)?|given(?:\sthat)?)\s)"
    rf"((?:[-0-9.]{{1,9}}\s?{_SIGN}\s?)?[A-Za-z]\s?{_SIGN}\s?[-0-9\\A-Za-z{{}}/.^ ]{{1,30}})\s*[)\]]?\Z"
)
_SAME_SIGNS = re.compile(
    r"\s*,?\s*\(?(?:with\s|take\s)?(?:the\s)?(same|opposite|corresponding|like)\ssigns?(?:\s(?:taken\s)?together)?\)?\Z"
)
_PLUS_MINUS = re.compile(r"\\pm(?![A-Za-z])|±")


def without_remark(text: str) -> str:
    """The formula without a remark that says nothing; a condition behind it stands after a comma."""
    if len(text) > MAX_LENGTH:
        return text
    if _FUNCTION.match(text):
        text = _OF_FUNCTION.sub("", text) or text
    bare = _EVERYWHERE.sub("", text)
    if bare and bare != text and not bare.endswith(("=", "∈", "\\in", "{", "|", ":")) and _is_formula(bare):
        return bare
    match = _CONDITION.search(text)
    if match and match.start() and _is_formula(text[: match.start()]):
        return f"{text[: match.start()]}, {match[1]}"
    return text


def _is_formula(text: str) -> bool:
    """Whether it is a formula and no list, whose last part alone the remark may be about."""
    return any(sign in text for sign in "=+-^\\/") or " " not in text


def with_linked_signs(text: str) -> list[str] | None:
    r"""``(1, 2)`` and ``(-1, -2)`` for ``(\pm 1, \pm 2)`` with the remark "same signs"; None without such a remark."""
    match = _SAME_SIGNS.search(text[-60:])
    if not match:
        return None
    formula = text[: len(text) - len(match[0])].strip()
    count = len(_PLUS_MINUS.findall(formula))
    if count < 2 or "mp" in formula or "∓" in formula or (match[1] == "opposite" and count > 2):
        return None
    second = ("-", "+") if match[1] == "opposite" else ("+", "-")
    return [_signed(formula, sign, other) for sign, other in zip(("+", "-"), second, strict=True)]


def _signed(formula: str, first: str, others: str) -> str:
    return _PLUS_MINUS.sub(others, _PLUS_MINUS.sub(first, formula, count=1))
