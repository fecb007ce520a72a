"""Chinese phrases that stand for signs, in the signs' own notation: ``根号3``, ``零下5度``, ``3比5``, ``正负2``."""

from __future__ import annotations

import re

from mathwright.verify.reading.chinese import leading_chinese_number

_FIGURE = r"(?:[0-9]{1,15}(?:\.[0-9]{1,15})?|[零〇一二两三四五六七八九十百千万]{1,12})"
_SURD = r"[0-9]{0,9}\\sqrt\{[0-9A-Za-z.]{1,20}\}"
_SIGNS: tuple[tuple[str, re.Pattern[str], str], ...] = (
    ("根号", re.compile(r"根号下?\s?(?:\(([^()]{1,40})\)|([0-9]+(?:\.[0-9]+)?|[A-Za-z]))"), r"\\sqrt{\1\2}"),
    ("分之", re.compile(rf"({_SURD}|[0-9]{{1,9}})分之({_SURD})"), r"\\frac{\2}{\1}"),
    ("分之", re.compile(rf"({_SURD})分之([0-9]{{1,9}})"), r"\\frac{\2}{\1}"),
    ("正负", re.compile(r"正负\s?(?=[0-9\\])"), r"\\pm "),
    ("零", re.compile(rf"\A零下\s?({_FIGURE})\s?(?:度|摄氏度|℃|°\s?C)\Z"), r"-\1°C"),
    ("零", re.compile(rf"\A零上\s?({_FIGURE})\s?(?:度|摄氏度|℃|°\s?C)\Z"), r"\1°C"),
    ("比", re.compile(r"\A([0-9]{1,15})\s?比\s?([0-9]{1,15})\Z"), r"\1:\2"),
    ("于", re.compile(r"\A(?:大于或?等于|不小于)\s?(?=[-0-9\\])"), "at least "),
    ("于", re.compile(r"\A(?:小于或?等于|不大于)\s?(?=[-0-9\\])"), "at most "),
    ("于", re.compile(r"\A大于\s?(?=[-0-9\\])"), "greater than "),
    ("于", re.compile(r"\A小于\s?(?=[-0-9\\])"), "less than "),
    ("于", re.compile(r"(?:大于或?等于|不小于)\s?(?=[-0-9\\A-Za-z(])"), r"\\ge "),
    ("于", re.compile(r"(?:小于或?等于|不大于)\s?(?=[-0-9\\A-Za-z(])"), r"\\le "),
    ("不等于", re.compile(r"(?<=[A-Za-z])\s?不等于\s?(?=[-0-9\\A-Za-z(])"), r"\\ne "),
    ("于", re.compile(r"(?<!等)大于\s?(?=[-0-9\\A-Za-z(])"), "> "),
    ("于", re.compile(r"(?<!等)小于\s?(?=[-0-9\\A-Za-z(])"), "< "),
)

_SPELLED_RATIO = re.compile(r"([零一二两三四五六七八九十百千万]{1,12})比([零一二两三四五六七八九十百千万]{1,12})")


def in_signs(text: str) -> str:
    """The text with phrases for roots, signs, ratios and comparisons written as signs."""
    spelled = _SPELLED_RATIO.fullmatch(text) if "比" in text else None
    if spelled:
        terms = [leading_chinese_number(figure) for figure in spelled.groups()]
        if all(term and not term.rest for term in terms):
            return ":".join(str(term.value) for term in terms if term)
    for word, pattern, signs in _SIGNS:
        if word in text:
            text = pattern.sub(signs, text)
    return text
