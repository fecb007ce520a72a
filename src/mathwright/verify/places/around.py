r"""What stands right around a box and belongs to its answer: ``-\boxed{12}``, ``\boxed{12}\%``, ``$\boxed{12}$ cm``."""

from __future__ import annotations

import re

from mathwright.verify.places.found import Found
from mathwright.verify.reading.units import read_unit

MAX_AROUND = 60
"""Characters before and after a box that are looked at."""

_DELIMITER = re.compile(
    r"(?<!\\)\$|\\\[|\\\(|[=≈&:\n]|\\(?:approx|equiv|implies|iff|(?:Long|long)?[Rr]ightarrow|to|qquad|quad)(?![a-z])|\\\\"
)
_OPENS = frozenset({"$", "\\[", "\\("})
_SIGN = r"(?:[-−]|\\pm(?![a-z]))"
_FACTOR = (
    r"(?:[0-9]{1,9}(?:\.[0-9]{1,9})?|\\pi(?![a-z])|π|\\sqrt\s?(?:\[[0-9a-z]\]\s?)?\{|√|\\[dt]?frac\s?\{(?:[^{}]{1,20}\}\s?\{)?"
    r"|[0-9]\s?/|[({|^]|\\left[(|])"
)
# "\le" and "\ge" lead to a greatest or least value, which is the answer alone.
_RELATION = r"\s?(?:[<>≠]|\\(?:lt|gt|neq?)(?![a-z]))\s?"
_LOWER = r"(?:[-−]?[0-9]{1,9}(?:\.[0-9]{1,9})?\s?(?:[<≤]|\\(?:lt|leq?)(?![a-z]))\s?)"
_BOUND = rf"(?:{_LOWER}?\\?[A-Za-z]{{1,5}}{_RELATION})"
_BEFORE = re.compile(rf"\s?{_BOUND}?{_SIGN}?\s?(?:{_FACTOR}\s?)*+")
# Only where a formula begins: in "11 = 2 + 9" a box stands for one of the terms.
_TERM_BEFORE = re.compile(rf"\s?{_SIGN}?\s?(?:{_FACTOR}\s?){{1,6}}\}}?\s?[-+−]\s?")
_LONE_SIGN = re.compile(rf"(?:\A|(?<=\s)){_SIGN}\Z")
_POWER = r"\^(?:-?[0-9]|\{-?[0-9]{1,3}\})"
_AFTER = re.compile(
    rf"(?:\s?(?:\}}(?:\{{[^{{}}]{{1,20}}\}})?|\\?%|!|\^\{{?\s?\\circ\s?\}}?|°|{_POWER}|\\pi(?![a-z])|π"
    rf"|\\sqrt\s?\{{[^{{}}]{{1,20}}\}}|/\s?(?:[0-9]{{1,9}}|\{{[^{{}}]{{1,20}}\}})|(?:\\times|\\cdot|×)\s?10{_POWER}"
    r"|[-+−]\s?(?:[0-9]{1,9}|\\sqrt\s?\{[^{}]{1,20}\})|[)|]|\\right[)|]))*+"
)
_TEXT_UNIT = re.compile(
    rf"(?:\s|~|\\[,;:! ])*\\(?:text|mathrm|mbox|textrm)\s?\{{[\s~]*([A-Za-z./ ]{{1,30}}?)[\s.]*\}}(?:\s?({_POWER}))?"
)
_CLOSES = re.compile(
    r"(?:\s|\\[,;! ]|[.,;])*(?:\Z|(?<!\\)\$|\\\]|\\\)|\\\\|&|\n|\\end|\\q?quad)|(?:[.,;]|(?=[A-Za-z]))"
)
_FORMULA_ENDS = re.compile(r"\s?(?:\$|\\\))")
_WORD_UNIT = re.compile(
    r"\s?((?:(?:square|cubic|sq\.?|cu\.?)\s)?(?:(?!in\b(?=\s[a-z]))[A-Za-z]{1,12}(?:\^?\{?[23²³]\}?)?|%|°[CF]?)"
    r"(?:(?:\sper\s|/)[A-Za-z]{1,12}(?:\^?\{?[23²³]\}?)?)?)(?=[\s.,;!?)*]|\Z)"
    r"|\s?([一-鿿]{1,4})(?=[\s。，,.；]|\Z)"
)
_SCALES = frozenset({"dozen", "thousand", "million", "billion", "trillion", "percent", "%", "°", "万", "亿"})
# Short for a unit, but more often a name, a label or a time of the day.
_NO_UNITS = frozenset({"A", "C", "F", "T", "b", "bar", "d", "pm", "t"})
_OF_AREA = re.compile(r"\b(?:sq|cu)|[23²³]\b|[²³]")
_NUMBER = re.compile(r"[-−]?(?:\\\$)?\s?(?:[0-9]|\\[dt]?frac|\\sqrt|\\pi|\\cdot|\\times|\\!|[.,{}()^/+*π√−-]|\s)+")
_ATOM = re.compile(r"[0-9][0-9.,]*|[A-Za-z]|\\[a-z]+(?:\{[^{}]*\}){0,2}")
_NO_TERM = re.compile(r"[=<>;&]|,\s|,(?![0-9]{3})|\\(?:text|mathrm|mbox|le|ge|in|pm|cup|begin)(?![a-z])|\\?%|\$")


def with_surroundings(text: str, start: int, end: int, content: str) -> Found:
    r"""The answer of the box whose content stands at ``start`` to ``end``, with what touches it.

    The content alone where a relation follows (``\boxed{5} + 3 = 8``), and where letters or signs of a product touch
    it: these leave a blank to be filled in.  A unit is taken from inside the formula or directly after it.
    Where it is one of area or volume, the content is a part besides: of those a question often asks the number, and
    names a length too.
    """
    alone = Found(content, start, "boxed")
    opens = max(text.rfind("\\boxed", 0, start), text.rfind("\\fbox", 0, start))
    if text[end : end + 1] != "}" or text[start - 1] != "{" or _NO_TERM.search(content):
        return alone
    before = _before(text[max(0, opens - MAX_AROUND) : opens])
    after, unit = _after(text[end + 1 : end + 1 + MAX_AROUND], content)
    if before.rstrip()[-1:].isdigit() and re.fullmatch(r"[0-9]{3,}", content):
        before = ""  # the last digits of a number
    # A brace that stands around the box alone, and one that opens what the window does not close.
    if _balance(before) + _balance(after):
        before, after = "", after if not _balance(after) else ""
    around = before + after
    # Nor a round bracket that closes a remark: "(the answer is \\boxed{12})".
    if (before.strip(), after.strip()) == ("{", "}") or around.count("(") != around.count(")"):
        before = after = ""
    if not before and not after and not unit:
        return alone
    parts = (content,) if not before and not after and _OF_AREA.search(unit) else ()
    return Found(_joined(before, content, after) + unit, opens - len(before) if before else start, "boxed", parts=parts)


def _before(window: str) -> str:
    """The sign, factors or bound that lead to a box; empty where something else does."""
    last = max(_DELIMITER.finditer(window), key=re.Match.end, default=None)
    side = window[last.end() :] if last else ""
    leads = _BEFORE.fullmatch(side) or (last and last[0] in _OPENS and _TERM_BEFORE.fullmatch(side))
    if last and last[0] not in ("\n", ":") and side.strip() and leads:
        return side.lstrip()
    sign = _LONE_SIGN.search(window)
    return sign[0] if sign else ""


def _after(window: str, content: str) -> tuple[str, str]:
    """What follows a box in its formula, and the unit there or behind the formula's end; empty where none does."""
    touching = _AFTER.match(window)
    after = touching[0] if touching else ""
    place = len(after)
    if not _NUMBER.fullmatch(content):
        return (after.strip() if _CLOSES.match(window, place) else ""), ""
    told = _TEXT_UNIT.match(window, place)
    if told:
        return after.strip(), _as_unit(told[1] + (told[2] or ""))
    ends = _FORMULA_ENDS.match(window, place)
    word = _WORD_UNIT.match(window, ends.end() if ends else place)
    if word and (unit := _as_unit(word[1] or word[2])):
        return after.strip(), unit
    return (after.strip() if _CLOSES.match(window, place) else ""), ""


def _as_unit(name: str) -> str:
    name = name.strip()
    known = name in _SCALES or (name not in _NO_UNITS and read_unit(name) is not None)
    if not known:
        return ""
    return f" {name}" if name.isascii() else name


def _balance(written: str) -> int:
    return written.count("{") - written.count("}")


def _joined(before: str, content: str, after: str) -> str:
    term = content if _ATOM.fullmatch(content) or not (before or after) else f"({content})"
    if before.endswith(("{", "(", "|", "<", ">")):
        term = content
    # "2" and "3" are no 23, and 2 before 1/2 is no mixed number.
    return before + ("\\cdot " if before.rstrip()[-1:].isdigit() else "") + term + after
