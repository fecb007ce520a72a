"""The clause that gives an answer, cut out of running text, and the value in it."""

from __future__ import annotations

import re

from mathwright.verify.places.found import Found, Place

MAX_CLAUSE = 400
"""Characters after a mark in which its clause must end."""

_LEADING = re.compile(r"[\s*_:：>`]*(?:[:：]\s*)?")
_DISPLAY = re.compile(
    r"(?:\\\[|\$\$|```\w*\n|\\begin\{(?:align|equation|gather)\*?\})\s*(.*?)\s*"
    r"(?:\\\]|\$\$|```|\\end\{(?:align|equation|gather)\*?\})",
    re.DOTALL,
)
_DISPLAY_OPENING = re.compile(r"\\\[|\$\$(?!\$)|```|\\begin\{(?:align|equation|gather)")
_ROW_END = re.compile(r"\\\\|\\(?:begin|end)\{[a-z]+\*?\}")
# Formulas are passed over whole; money ("$5 and $6.") pairs signs only within a sentence.
_STOP = re.compile(
    r"\$(?:[^$\n.;]|[.;](?!\s))*\$|\\\((?:[^\\\n]|\\(?!\)))*\\\)"
    r"|(?P<stop>(?<![ap]\.m)[.](?=\s|\Z|\*\*|[\"'])|[。；！]|[，,]\s?(?=因为|所以|故|即)|;\s+(?=[a-z]{2})"
    r"|,?\s+(?:because|since|as\s(?:we|the|it)|which|where(?!\s[$\\(]{0,2}[A-Za-z][$)]?\s?(?:is|∈|\\in)(?![a-z]))|so\s|hence|thus|therefore|but\s|when"
    r"|after|given that|due to|not\s|rather\s|instead\s)"
    r"|,\s+(?=(?:and\s)?(?:[Ii]|we|it|he|she|they|you|this|that|not|or\s(?:in|about|approximately|roughly))\b)|\n)",
)
CONDITION = re.compile(
    r"\b(?:where|with|for)\s(?:any |some |an? |all |every )?(?:integers?\s)?[$\\(]{0,2}[A-Za-z][$)]?"
    r"\s?(?:(?:is|∈|\\in)(?![a-z])|any integer)"
)
"""What belongs to a family of answers: "x = nπ, where n is any integer"."""

_END_OF_ROW = re.compile(r"(?:[\s.,;]|\\[,;! ]|\\q?quad)+\Z")
ANNOTATION = re.compile(r"<<[^<>\n]*>>")
"""What a calculator annotation is: ``<<3+4=7>>``, no part of the sentence that it stands in."""
# "18 apples for each of them": what follows the counted thing says no more about the value.
_SAYS_MORE = re.compile(
    r"((?:[-−]?[$€£¥]?\s?[0-9][0-9.,/]*(?:\s[0-9]+/[0-9]+)?|\$[^$\n]+\$)\s?%?(?:\s(?!out\b|and\b|or\b|to\b|of\b)[a-z-]+){0,2}?)"
    r"\s(?:(?:for|that|on|from|if|at|with|by|left|more|each|altogether|respectively|remaining|in (?:total|all))\b"
    r"|(?:to|of)\s(?!\$?[0-9])).*",
)
_CASE = r"(?:\$[^$\n]{1,60}\$|[-−]?\$?[0-9][0-9.,/]{0,20}%?)"
BY_CASES = re.compile(
    rf"{_CASE}\s(?:if|when|for)\b[^.\n]{{1,80}}?(?:[,;]|\sand|\sor|\sbut)\s(?:(?:and|or|but)\s)?"
    rf"(?:(?:it is\s)?{_CASE}\s(?:if|when|for|otherwise)\b|(?:otherwise|else)\b)[^.\n]{{0,80}}"
)
"""An answer by cases, all of which are the answer: "5 if n is even and 6 if n is odd"."""
# "There are **no real solutions**": words lead to what is bold.
_TOLD_BOLD = re.compile(r"(?:(?!not\b)[A-Za-z'’]+\s){1,6}\*\*([^*]+)(?:\*\*)?")
# No sign of a power: 2**3, 2 ** 3.
_BOLD_SIGN = re.compile(r"(?<!\s)\*\*(?=[\s.,;:!?)]|\Z)|(?<!\S)\*\*(?=\S)")
_CUT = re.compile(r"(?:[=+*/\\({\[^_<]|\s-|\\[a-z]?frac|\\sqrt)\Z")
_PROSE_END = re.compile(r"\$\.?(?:\s[a-z]{2,}|\s?\Z)")
_MONEY = re.compile(r"\$\s?[0-9][0-9,]*(?:\.[0-9]+)?(?![0-9]*[^\s0-9.,;)*])|(?<=\S)\$\s*[.)*]*\Z")
_APPROXIMATE = re.compile(r"\\approx(?![A-Za-z])|≈|\\simeq(?![A-Za-z])")
_EQUALS = re.compile(r"(?<![<>!=\\:])=(?!=)")
_NAME = re.compile(
    r"[\s$\\(]*[A-Za-z](?:_\{?\w{1,3}\}?|[₀-₉]+)?'*\s*(?:\(\s*[A-Za-z](?:\s*,\s*[A-Za-z])*\s*\))?[\s$)]*"
)
# 2x + 3y = 5 is an equation; a + b = 5 and AB = 5 give a value.
_POLYNOMIAL = re.compile(r"[0-9}]\s?[A-Za-z]|[\^²³⁴-⁹]")
_SEVERAL = re.compile(r"[,;]\s|[，；、]|,\\|=[^=,]*,(?=[A-Za-z][0-9₀-₉]?\s?=)|\b(?:and|or)\b|和|或|\\\\|&")
_INSIDE = re.compile(
    r"\\begin\{([a-z]*(?:matrix|array|vmatrix)\*?)\}.*?\\end\{\1\}|\((?:[^()=]|\([^()=]*\))*\)|\{[^{}=]*\}", re.DOTALL
)
_MATRIX = re.compile(r"\\begin\{([a-z]*(?:matrix|array|cases)\*?)\}.*?\\end\{\1\}", re.DOTALL)
_LATEX_WORD = re.compile(
    r"\\(?:begin|end)\{[a-z]+\*?\}|\\(?:text|mathrm|textbf|mathbf|operatorname)\s*\{[^{}]*\}|\\[A-Za-z]+"
)
_LETTER = re.compile(r"[A-Za-z]")


def clause_at(text: str, start: int, place: Place) -> Found | None:
    """The clause that begins at ``start``, without what explains it; broken off where the text ends in it."""
    window = text[start : start + MAX_CLAUSE]
    leading = _LEADING.match(window)
    begin = leading.end() if leading else 0
    if _DISPLAY_OPENING.match(window, begin):
        return _display(text, start + begin, place)
    cases = BY_CASES.match(window, begin)
    if cases:
        return Found(cases[0].strip(" \t*_`"), start + begin, place)
    end = begin + _clause_length(window[begin:])
    written = window[begin:end]
    answer = written.strip(' \t*_`"')
    if not answer:
        return None
    if start + end >= len(text) and breaks_off(answer):
        return Found("", start + begin, place)
    value = value_of(ANNOTATION.sub("", _without_bold(answer)).strip())
    if " " in value and (more := _SAYS_MORE.fullmatch(value)):
        value = more[1].strip()
    value = _without_stray_bracket(value)
    at = window.find(value, begin)
    return Found(value, start + (at if at >= 0 else begin), place)


def _without_stray_bracket(value: str) -> str:
    """Without the bracket that closes what began before the clause: "(so the answer is 12)"."""
    closing = value.count(")") + value.count("]")
    if value.endswith(")") and closing > value.count("(") + value.count("["):
        return value[:-1].rstrip(" .")
    return value


def _without_bold(answer: str) -> str:
    if "**" not in answer:
        return answer
    told = _TOLD_BOLD.fullmatch(answer)
    return told[1] if told else _BOLD_SIGN.sub("", answer)


def _display(text: str, at: int, place: Place) -> Found | None:
    match = _DISPLAY.match(text, at, at + 5 * MAX_CLAUSE)
    if match is None:
        return Found("", at, place)
    answer = value_of(last_row(match[1]))
    return Found(answer, match.start(1), place) if answer else None


def last_row(display: str) -> str:
    """The last row of a displayed formula, without its alignment marks; the rows of a matrix are none."""
    if "&" in display:
        flat = _MATRIX.sub(lambda match: "0" * len(match[0]), display)
        for end in [match.end() for match in _ROW_END.finditer(flat)][::-1]:
            if flat[end:].replace("\\hline", "").strip(" .,&\n"):
                display, flat = display[end:], flat[end:]
                break
        display = "".join(sign for sign, seen in zip(display, flat, strict=True) if seen != "&")
    return _END_OF_ROW.sub("", display).strip()


def _clause_length(window: str) -> int:
    for match in _STOP.finditer(window):
        if match["stop"] is not None:
            return match.start()
    return len(window)


def breaks_off(answer: str) -> bool:
    """Whether a formula plainly stops before its end: after an operator, or inside braces, brackets or dollar signs."""
    answer = answer.removesuffix("**")
    if _CUT.search(answer) is not None or answer.count("\\(") > answer.count("\\)"):
        return True
    if answer.count("{") - answer.count("\\{") > answer.count("}") - answer.count("\\}"):
        return True
    if answer.count("(") + answer.count("[") > answer.count(")") + answer.count("]"):
        return True
    signs = answer.count("$") - answer.count("\\$")
    last = answer.rfind("$")
    # "It cost $5, and $x = 4$ dollars.": one sign is money.
    told = answer.endswith((".", "!")) and _PROSE_END.search(answer, last) is not None
    return signs % 2 == 1 and not told and not _MONEY.match(answer, last)


def value_of(written: str) -> str:
    r"""The value in a short formula: ``18`` of ``9 * 2 = 18``, ``2\pi`` of ``2\pi \approx 6.28``; else what is written.

    ``x = 5`` and equations in several letters stay whole: they may be the answer.
    """
    about = _APPROXIMATE.search(written)
    if about and re.search(r"[0-9]|\\pi|\\sqrt|π", exact := _right_side(written[: about.start()])):
        return _trimmed(exact)
    if "=" not in written:
        return _trimmed(written)
    return _trimmed(_right_side(written))


def _right_side(written: str) -> str:
    signs = list(_EQUALS.finditer(written)) if "=" in written else []
    if not signs:
        return written
    left, right = written[: signs[-1].start()], written[signs[-1].end() :]
    # A comma or row in a matrix or in brackets parts no answers.
    several = _SEVERAL.search(written) and _SEVERAL.search(_INSIDE.sub("", written))
    if not right.strip(" $.") or several or (len(signs) == 1 and _NAME.fullmatch(left)):
        return written
    # "8 = x" is told from behind.
    if _NAME.fullmatch(right) and not _letters(left):
        return left
    if len(signs) == 1 and _letters(left) and (_letters(right) or _POLYNOMIAL.search(left)):
        return written
    # "$2 + 3 = 5$ ways": the formula began before the sign.
    inside = right.count("$") % 2 and right.strip()[0] != "$" != right.strip()[-1]
    return f"${right.strip()}" if inside else right


def _letters(side: str) -> bool:
    return _LETTER.search(_LATEX_WORD.sub("", side)) is not None


def _trimmed(value: str) -> str:
    """Without a dollar sign or bracket whose partner was cut off, or a stop at the end."""
    value = value.strip().strip("*").strip()
    if (value.count("$") - value.count("\\$")) % 2 and value.endswith("$") and len(value) > 1:
        value = value[:-1].rstrip()
    if value.endswith(".") and not value.endswith(("..", ".m.")):
        value = value[:-1].rstrip()
    if value.endswith("\\)") and "\\(" not in value:
        value = value[:-2].rstrip()
    if value.startswith("\\(") and "\\)" not in value:
        value = value[2:].lstrip()
    return value
