r"""One spelling for what is written in several ways: typography, and LaTeX that says the same.

``tokens`` folds LaTeX in the tokens of thousands of questions, ``latex_folded`` in one text; a test compares the two.
Only what looks the same in print is folded: ``\cdot`` and ``\times`` stay two signs.
"""

from __future__ import annotations

import re

TYPOGRAPHY = str.maketrans(
    dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212", "-")
    | dict.fromkeys("\u2018\u2019\u201b\u00b4`", "'")
    | dict.fromkeys("\u201c\u201d\u201e", '"')
    | dict.fromkeys("\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u00ad", None)
    | dict.fromkeys("\x85\u1680\u2028\u2029", " ")
    # NFKC would write the exponent as a digit of the base.
    | {"\u3002": ". ", "\uff61": ". ", "\u3001": ", ", "\uff64": ", "}
    | {sign: f"^{digit}" for digit, sign in enumerate("\u2070\u00b9\u00b2\u00b3\u2074\u2075\u2076\u2077\u2078\u2079")}
)

# fmt: off
LAYOUT = (
    "left", "right", "middle", "big", "bigl", "bigr", "bigg", "biggl", "biggr", "quad", "qquad",
    "displaystyle", "textstyle",
)
"""Commands that size or space what stands beside them."""
FONTS = (
    "text", "textrm", "textbf", "textit", "mathrm", "mathbf", "mathit", "mathsf", "mbox", "operatorname",
)
"""Commands that set what stands in the braces behind them in another font."""
# fmt: on
SYNONYMS = {"dfrac": "frac", "tfrac": "frac", "cfrac": "frac", "leq": "le", "geq": "ge", "neq": "ne"}
LAYOUT_SIGNS = "!:>()[]"
r"""What is no sign behind one backslash: ``\!`` is a space, ``\(`` a ``$``.  Behind two it stands on a new line."""

# A longer word is another command.
_ENDS = r"(?![a-z'\x80-\U0010ffff])"
_COMMAND = re.compile(
    rf"\\(?:{'|'.join(LAYOUT)}){_ENDS}"
    rf"|\\(?P<synonym>{'|'.join(SYNONYMS)}){_ENDS}"
    rf"|\\(?:{'|'.join(FONTS)})(?:\{{(?P<inside>[^{{}}]*)\}}|{_ENDS})"
    rf"|(?<!\\)\\[{re.escape(LAYOUT_SIGNS)}]"
)


def latex_folded(text: str) -> str:
    """The text, in lower case, with spaces for the LaTeX that says nothing; every other sign stays in its place."""
    return _COMMAND.sub(_folded, text)


def _folded(found: re.Match[str]) -> str:
    command, synonym, inside = found[0], found["synonym"], found["inside"]
    if synonym is not None:
        return f"\\{SYNONYMS[synonym]:<{len(synonym)}}"
    if inside is None:
        return " " * len(command)
    return " " * (len(command) - len(inside) - 1) + latex_folded(inside) + " "
