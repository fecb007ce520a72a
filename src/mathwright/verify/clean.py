r"""One spelling for what is written in several: LaTeX wrappers, Unicode forms, spaces.

Nothing here changes a value.  Where a Unicode form would be folded into another number (``2³`` into ``23``,
``2½`` into ``21/2``) it is spelled out or left to be refused.
"""

from __future__ import annotations

import re
import unicodedata

MAX_WRAPPINGS = 8
"""Wrappers inside one another that are taken off."""

_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u00ad"), None)
_MINUS = dict.fromkeys(map(ord, "\u2212\u2010\u2012\u2013\ufe63\uff0d"), "-")
# Folding these would glue an exponent or a label to the number before it.
_KEPT_FORMS = ("<super>", "<sub>", "<circle>", "<square>", "<compat> 0028")
_WRAPPED = re.compile(r"\\(?:text|mathrm|textbf|mathbf|textrm|mathit|textit|operatorname)\s*\{([^{}]*)\}")
_DELIMITERS = (("$$", "$$"), ("\\(", "\\)"), ("\\[", "\\]"), ("$", "$"))
_COMMANDS = re.compile(r"\\(?:left|right|displaystyle|textstyle|limits|big[lr]?|Big[lr]?)(?![A-Za-z])")
_SMALL_SPACE = re.compile(r"\\[,!;: ]|~|\\q?quad(?![A-Za-z])")
_FRAC = re.compile(r"\\[dtc]frac(?![A-Za-z])")


def cleaned(text: str) -> str:
    r"""The text in one spelling: NFKC, single spaces, ``-`` for every minus, no ``\left``, ``\text{}``, ``$…$``.

    The caller bounds the length.
    """
    if not text.isascii():
        text = _folded(text)
    if "\\" in text or "{" in text or "$" in text or "~" in text:
        text = _without_latex(text)
    return " ".join(text.split())


def _folded(text: str) -> str:
    text = text.translate(_INVISIBLE).translate(_MINUS)
    return "".join(_folded_character(character) for character in text)


def _folded_character(character: str) -> str:
    if character.isascii():
        return character
    form = unicodedata.decomposition(character)
    if form.startswith("<fraction>"):
        return f" {unicodedata.normalize('NFKC', character)} ".replace("\u2044", "/")
    if form.startswith(_KEPT_FORMS):
        return character
    return unicodedata.normalize("NFKC", character)


def _without_latex(text: str) -> str:
    for _ in range(MAX_WRAPPINGS):
        before = text
        text = _unwrapped(_WRAPPED.sub(r"\1", text).strip())
        if text == before:
            break
    text = _COMMANDS.sub("", text)
    # 1{,}000 and 1\,000 group digits; "\ " between words is a space.
    text = text.replace("{,}", ",").replace("\\%", "%").replace("\\$", "$")
    text = _SMALL_SPACE.sub(" ", text)
    return _FRAC.sub(r"\\frac", text)


def _unwrapped(text: str) -> str:
    for opening, closing in _DELIMITERS:
        inside = text[len(opening) : len(text) - len(closing)]
        if (
            len(text) > 2 * len(opening)
            and text.startswith(opening)
            and text.endswith(closing)
            and "$" not in inside.replace("\\$", "")
        ):
            return inside
    if text.startswith("{") and text.endswith("}") and "{" not in text[1:] and "}" not in text[:-1]:
        return text[1:-1]
    return text
