r"""What stands around an answer taken off: "the answer is", ``**…**``, ``\boxed{}``, dollar signs, a final stop."""

from __future__ import annotations

import re
from typing import NamedTuple

from mathwright.verify.clean import cleaned, with_unit_vectors
from mathwright.verify.reading.chinese_notation import in_signs
from mathwright.verify.reading.number_words import number_in_words
from mathwright.verify.reading.remarks import without_remark

_MONEY = "\ue024"
"""Stands for a dollar sign of money while those around formulas are taken off."""
_DEGREES = dict.fromkeys(map(ord, "˚º"), "°")
_BOXES = ("\\boxed", "\\fbox", "\\framebox")
_DISPLAYED = re.compile(r"\$\$([^$]*)\$\$")
_PAIRED = re.compile(r"\$([^$]*)\$")
_MONEY_BETWEEN = re.compile(r"[-+]?[0-9.,]+(?:[^$]*[\s,;–(/+-])\Z")
_SPACED = re.compile(
    r"\\(?:text|textnormal|rm|bf|mathrm|textbf|mathbf|textrm|textit|textsf|mathsf|mathit|mbox|hbox)\s*"
    r"\{([^{}]*(?:\{[^{}]*\}[^{}]*){0,4})\}"
)
_BRACED_WORD = re.compile(r"(?<![\^_}A-Za-z])\{\s*([A-Za-z]+)\s*\}")
_SWITCHES = re.compile(r"\\(?:rm|bf|it|sf)(?![A-Za-z])")
_ESCAPES = tuple(
    (re.compile(rf"{escape}(?:\{{\}})?"), sign)
    for escape, sign in (
        (r"\\textbackslash\s?(?=\$)", r"\\"),
        (r"\\textless(?![A-Za-z])", " < "),
        (r"\\textgreater(?![A-Za-z])", " > "),
        (r"\\textbackslash\s?(?=[\\%])", ""),
        (r"(?:\\text(?:backslash|asciitilde)|\\space)(?![A-Za-z])|~", " "),
        (r"\\textquotesingle(?![A-Za-z])\s?", "'"),
        (r"\\textbar(?![A-Za-z])", "|"),
        (r"\\textdegree(?![A-Za-z])", "°"),
        (r"\\_", "_"),
        (r"\\textsuperscript\s*\{([^{}]*)\}", r"^{\1}"),
    )
)
_CIRCLED = re.compile(r"\\textcircled\s*\{\s*([1-9])\s*\}")
_BOLD = re.compile(r"(?:^|(?<=[\s:]))(\*\*|__|\*|`)(?=[^\s*_`])([^*`]*[^\s*`])\1(?=[\s.,;:!?]|$)")
# 5 (five) apples: said twice; the second is dropped where it is the same number.
_AGAIN = re.compile(r"([-0-9.,/]{1,20}) ?\(([A-Za-z -]{3,40})\)(?= |\Z)")
_CHINESE_MIXED = re.compile(r"(?<=[0-9])\s?又\s?(?=[0-9]+\s?/|\\[dt]?frac)")
# 5((7)/(10)) is 5 7/10 in Math23K.
_MIXED_IN_BRACKETS = re.compile(
    r"(-?[1-9][0-9]{0,8})\(\(([1-9][0-9]{0,8})\)/\(([1-9][0-9]{0,8})\)\)(?![\^!(/*0-9A-Za-z])"
)
_INTEGER = re.compile(
    r"\s*[,;]?\s*[([]?\s*(?:(?:where|for|with)\s+)?(?:(?:any|all|every|some)\s+)?"
    r"(?:(?P<a>[A-Za-z])\s+(?:is\s+|be\s+|are\s+)?(?:an?\s+|any\s+|all\s+)?integers?"
    r"|(?:integers?|integer values? of)\s+(?P<b>[A-Za-z])|(?P<c>[A-Za-z])\s?[是为]\s?(?:任意)?整数)\s*[)\]]?\s*\Z"
)
_TIMES = re.compile(r"(?<=[0-9)}]) [xX] (?=[0-9(]|\\(?:[dt]?frac|sqrt|pi|text|left)(?![A-Za-z]))")
_LEADING = re.compile(
    r"(?:(?:so|thus|therefore|hence|then|finally|exactly|only|just|is|are|was|a\s+total\s+of|equals?(?:\s+to)?|or)[\s,:]"
    r"|(?:(?:the|my|our|your|this)\s+)?(?:(?:final|correct|right|required|exact)\s+)?"
    r"(?:answer|ans|result|solution|value|total)\s?(?:is\s?:|is\s|are\s|equals\s|would\s+be\s|should\s+be\s|[:=.]\s?|：)"
    r"|(?:it\s+is|it's|there\s+(?:are|is|were|was|will\s+be)|we\s+(?:get|have|find|obtain)(?:\s+that)?)[\s,:]"
    r"|\\(?:therefore|implies|Rightarrow|Longrightarrow|rightarrow|to)(?![A-Za-z])|=>|⇒|∴|→|=(?!=)|:"
    r"|(?:最终)?答案?\s?(?:是|为|应是|应为|[:：])|(?:所以|因此|故|即|一共是?|共)[,:，：]?)\s*(?=\S)",
    re.IGNORECASE,
)
_TRAILING = re.compile(
    r"(?<=\S)(?<!\bthe)(?:\s+(?:in\s+total|in\s+all|altogether|total|only|is\s+the\s+answer|exactly|approximately|approx\.?)"
    r"|\s*\((?:approx\.?|approximately|exact|exactly|total)\))\Z",
    re.IGNORECASE,
)
_APPROXIMATE = re.compile(
    r"(?:(?:approximately|approx\.?|about|around|roughly|nearly|almost|circa)\s|(?:≈|≃|≅|≒|~|约等于|大约|约)"
    r"|\\(?:approx|simeq|sim)(?![A-Za-z]))\s*",
    re.IGNORECASE,
)
_FRAME = re.compile(r"\\text(?:bf|it|rm)?\s?\{")
_DRAWN = re.compile(r"\\!(?:\s*(?=[0-9]))?")
# €1.200.000: two groups or more leave no doubt that the dots are no decimal points.
_DOTTED = re.compile(
    r"(?<![0-9A-Za-z.,])([1-9][0-9]{0,2}(?:\.[0-9]{3}){2,})(?:,([0-9]{1,2}))?(?![0-9A-Za-z]|[.,][0-9])"
)
_REMARKS = (" for ", "where ", "∈", "\\in", "if ", "when ", "with ", "provided", "assuming", "given ", " on ", " over ")
_MINUTES = re.compile(r"\\min(?=[\s$}]*\Z)")
_ROUNDS = 5
_NO_LEAD = frozenset("0123456789-+({[|.$x")
"""What no word before an answer begins with."""


class Trimmed(NamedTuple):
    """An answer by itself."""

    text: str
    """In the one spelling of ``clean.py``."""
    approximate: bool
    """Whether it was declared so."""


def trimmed(raw: str) -> Trimmed:
    """The answer in one spelling, without what stands around it."""
    text = raw.strip()
    approximate = text.startswith("~")
    if not text.isascii():
        # Folding would make a letter of them.
        text = text.translate(_DEGREES)
        text = _CHINESE_MIXED.sub(" ", text)
    text = cleaned(_without_markup(text))
    text = _respelled(text)
    if "(" in text:
        text = _said_once(text)
    if "integer" in text or "整数" in text:
        text = _INTEGER.sub(_in_integers, text)
    for _ in range(_ROUNDS):
        before = text
        text = _without_lead(_without_stop(text))
        match = _TRAILING.search(text[-40:]) if text[-1:].isalpha() or text[-1:] in ")." else None
        if match:
            text = text[: len(text) - len(match[0])].rstrip()
            approximate = approximate or "approx" in match[0].casefold()
        match = None if text[:1] in _NO_LEAD else _APPROXIMATE.match(text)
        if match and match.end() < len(text):
            text, approximate = text[match.end() :], True
        if text == before:
            break
    return Trimmed(text, approximate)


def _respelled(text: str) -> str:
    """With the dots of 1.200.000, Chinese phrases and remarks in the one form that the readers know."""
    if text.count(".") > 1:
        text = _DOTTED.sub(lambda match: match[1].replace(".", "") + (f".{match[2]}" if match[2] else ""), text)
    if not text.isascii():
        text = in_signs(text)
    if "((" in text and (mixed := _MIXED_IN_BRACKETS.match(text)) and int(mixed[2]) < int(mixed[3]):
        text = f"{mixed[1]} {mixed[2]}/{mixed[3]}{text[mixed.end() :]}"
    return without_remark(text) if any(word in text for word in _REMARKS) else text


def _without_markup(text: str) -> str:
    if "\\" in text:
        text = _unboxed(_unescaped(text))
    if "*" in text or "`" in text or "__" in text:
        text = _BOLD.sub(r"\2", text)
    if "$" in text:
        text = _without_dollars(text)
    if "\\" in text:
        # Spaces keep 5\text{m}, a quantity, apart from 5m, a product.
        spaced = _SPACED.sub(r" \1 ", text)
        text = _SWITCHES.sub(" ", text if spaced == text else _BRACED_WORD.sub(r" \1 ", spaced))
    if "\\begin" in text or not (" x " in text or " X " in text):
        return text
    return _TIMES.sub(" × ", text)


def _unescaped(text: str) -> str:
    r"""Without ``\!``, which only draws digits together, and with the signs that text mode spells out."""
    if "\\!" in text:
        text = _DRAWN.sub("", text)
    text = with_unit_vectors(text).replace("^{}", "^").replace("\\&", " & ")
    if "\\min" in text:
        text = _MINUTES.sub("min", text)
    if "\\text" in text or "\\_" in text or "\\sp" in text:
        for pattern, sign in _ESCAPES:
            text = pattern.sub(sign, text)
        text = _CIRCLED.sub(lambda match: chr(0x245F + int(match[1])), text)
    return text


def _unboxed(text: str) -> str:
    frame = _FRAME.match(text)
    if frame and text.endswith("}") and _closes_at_end(text[frame.end() :]):
        text = text[frame.end() : -1].strip()
    for _ in range(_ROUNDS):
        opening = next((box for box in _BOXES if text.startswith(box)), None)
        inside = text[len(opening) :].strip() if opening else ""
        if inside.startswith("{") and inside.endswith("}"):
            text = inside[1:-1].strip()
        elif inside and "{" not in inside:
            return inside
        else:
            break
    return text


def _closes_at_end(text: str) -> bool:
    """Whether the brace that was opened before the text is closed by its last character."""
    depth = 1
    for character in text[:-1]:
        depth += (character == "{") - (character == "}")
        if depth == 0:
            return False
    return True


def _without_dollars(text: str) -> str:
    text = _DISPLAYED.sub(r" \1 ", text.replace("\\$", _MONEY)).replace("$$", "$")
    first = _PAIRED.search(text)
    if first and not _MONEY_BETWEEN.match(first[1]):
        text = _PAIRED.sub(r" \1 ", text)
    if _MONEY in text and text.count("$") == 1:
        # Half of the signs around a formula that was cut out.
        text = text.replace("$", "")
    return text.replace(_MONEY, "$").strip() if text.strip("$ ") else ""


def _said_once(text: str) -> str:
    match = _AGAIN.match(text)
    return match[1] + text[match.end() :] if match and _is_number(match[1], match[2]) else text


def _in_integers(match: re.Match[str]) -> str:
    r"""``, k \in \mathbb{Z}`` for ", where k is an integer"."""
    letter = match["a"] or match["b"] or match["c"]
    held = re.search(rf"(?<![A-Za-z]){letter}(?![A-Za-z])", match.string[: match.start()])
    return f", {letter} \\in \\mathbb{{Z}}" if held else match[0]


def _is_number(digits: str, words: str) -> bool:
    value = number_in_words(words)
    return value is not None and str(value) == digits.replace(",", "")


def _without_stop(text: str) -> str:
    text = text.rstrip(" ,;。，；")
    # Two stops end an abbreviation and the sentence; three are dots of a list.
    return text.rstrip(". ") if text.endswith(".") and not text.endswith("...") else text


def _without_lead(text: str) -> str:
    match = None if text[:1] in _NO_LEAD else _LEADING.match(text)
    return text[match.end() :] if match else text
