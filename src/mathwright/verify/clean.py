r"""One spelling for what is written in several: LaTeX wrappers, Unicode forms, spaces.

Nothing here changes a value.  Where a Unicode form would be folded into another number (``2³`` into ``23``,
``2½`` into ``21/2``) it is spelled out or left to be refused.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

MAX_WRAPPINGS = 8
"""Wrappers inside one another that are taken off."""

_NOT_ASCII = re.compile(r"[^\x00-\x7f]")
_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u00ad"), None)
_MINUS = dict.fromkeys(map(ord, "\u2212\u2010\u2012\u2013\ufe63\uff0d"), "-")
# Folding these would glue an exponent or a label to the number before it.
_KEPT_FORMS = ("<super>", "<sub>", "<circle>", "<square>", "<compat> 0028")
_WRAPPED = re.compile(
    r"\\(?:text|mathrm|textbf|mathbf|textrm|mathit|textit|textnormal|textsf|texttt|mathsf|mathtt|boldsymbol|bm|mbox"
    r"|hbox|fbox|boxed|operatorname\*?|emph|underline|displaylines)\s*\{([^{}]*)\}"
)
_UNIT_VECTOR = re.compile(
    r"\\(?:mathbf|boldsymbol|bm|vec|overrightarrow|hat|widehat)\s*"
    r"(?:\{\s*(\\(?:mathbf|boldsymbol|bm|hat|widehat|vec|mathrm)\s*\{?)?\s*\\?([ijk])(?:math)?\s*(?(1)\}?)\s*\}|\\([ij])math)"
)
_DELIMITERS = (("$$", "$$"), ("\\(", "\\)"), ("\\[", "\\]"), ("$", "$"))
_COMMANDS = re.compile(
    r"\\(?:(?:left|right)(?: ?\.)?|displaystyle|textstyle|scriptstyle|(?:no)?limits|[bB]igg?[lrm]?|bf|rm|it|nonumber"
    r"|notag|middle|hfill|hline|mathstrut|strut|allowbreak|nobreak)(?![A-Za-z])|\\(?:h|v)?phantom\s*(?:\{[^{}]*\}|[^\s\\])|(?<!\\)\\[-/!()]"
)
# The second backslash of a row's end \\ is no command.
_SMALL_SPACE = re.compile(r"(?<!\\)\\[,;:> ]|~|\\(?:q?quad|enspace|thinspace|medspace|thickspace|space)(?![A-Za-z])")
# As Pandoc tells formulas from prices: no space inside the signs, no digit behind the closing one.
_DISPLAYED = re.compile(r"\$\$(\$?[^$]+)\$\$")
_FORMULA = re.compile(r"(?<!\\)\$(?=\S)((?:[^$\\]|\\.)*)(?<=\S)\$(?![0-9])")
_SPELLED = {
    "greater": ">",
    "less": "<",
    "backslash": "",
    "asciitilde": "~",
    "quotesingle": "'",
    "pm": "\\pm ",
    "degree": "°",
}
_TEXT_SIGN = re.compile(r"\\text(greater|less|backslash|asciitilde|quotesingle|pm|degree)(?![A-Za-z])(?: ?\{\})?")
_LEVEL = re.compile(r"\\text(super|sub)script(?= ?\{)")
# \pi\mathrm{i} without the wrapper is no \pii.
_GLUED = re.compile(r"(\\[A-Za-z]+)(?=\\(?:text|mathrm|mathbf|mathit|operatorname|textbf|textrm|mbox)\s*\{)")
# 11,\! 111: what draws digits together; \sin\! x keeps its space.
_DRAWN = re.compile(r"\\!\s*(?=[0-9])")
_NEGATED = re.compile(r"\\not ?(=|\\in(?![A-Za-z]))")
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
    return _NOT_ASCII.sub(lambda character: _folded_character(character[0]), text)


@lru_cache(maxsize=4096)
def _folded_character(character: str) -> str:
    form = unicodedata.decomposition(character)
    if form.startswith("<fraction>"):
        return f" {unicodedata.normalize('NFKC', character)} ".replace("\u2044", "/")
    if form.startswith(_KEPT_FORMS):
        return character
    return unicodedata.normalize("NFKC", character)


def _without_latex(text: str) -> str:
    text = with_unit_vectors(text)
    text = _GLUED.sub(r"\1 ", text)
    if "\\!" in text:
        text = _DRAWN.sub("", text)
    if "\\text" in text:
        text = _TEXT_SIGN.sub(lambda sign: _SPELLED[sign[1]], text)
        text = _LEVEL.sub(lambda level: "^" if level[1] == "super" else "_", text)
    for _ in range(MAX_WRAPPINGS):
        before = text
        text = _unwrapped(_WRAPPED.sub(r"\1", text).strip())
        if text == before:
            break
    if text.count("$") > 1:
        text = _FORMULA.sub(r"\1", _DISPLAYED.sub(r"\1", text))
    text = _COMMANDS.sub("", text)
    if "\\not" in text:
        text = _NEGATED.sub(lambda sign: "\\ne " if sign[1] == "=" else "\\notin ", text)
    # 1{,}000 and 1\,000 group digits; "\ " between words is a space.
    text = text.replace("{,}", ",").replace("{:}", ":").replace("\\%", "%").replace("\\$", "$").replace("\\_", "_")
    text = _SMALL_SPACE.sub(" ", text)
    return _FRAC.sub(r"\\frac", text)


def with_unit_vectors(text: str) -> str:
    r"""Every unit vector as ``\hat{i}``; a single upright i, as of a complex number, stays what it is."""
    if "\\" not in text or not (
        "mathbf" in text or "hat" in text or "boldsymbol" in text or "vec" in text or "bm" in text
    ):
        return text
    found = {vector[2] or vector[3] for vector in _UNIT_VECTOR.finditer(text)}
    if len(found) < 2 and "i" in found and "\\hat" not in text and "\\vec" not in text:
        return text
    return _UNIT_VECTOR.sub(lambda vector: f"\\hat{{{vector[2] or vector[3]}}}", text)


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
    inside = text[1:-1]
    # {1, 2} and {x | x > 2} are sets, with or without backslashes.
    if text.startswith("{") and text.endswith("}") and not any(sign in inside for sign in "{}|:,"):
        return text[1:-1]
    return text
