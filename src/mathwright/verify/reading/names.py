"""The names a formula may use: functions, letters, signs, and the one spelling of each inside the reader."""

from __future__ import annotations

_SAME = """sin cos tan cot sec csc arcsin arccos arctan arccot arcsec arccsc sinh cosh tanh coth arsinh arcosh artanh
exp ln log floor ceil gcd lcm min max arg abs conj""".split()
FUNCTION_NAMES: dict[str, str] = {
    **{name: name for name in _SAME},
    "asin": "arcsin",
    "acos": "arccos",
    "atan": "arctan",
    "tg": "tan",
    "ctg": "cot",
    "cotg": "cot",
    "cosec": "csc",
    "arctg": "arctan",
    "arcctg": "arccot",
    "asinh": "arsinh",
    "acosh": "arcosh",
    "atanh": "artanh",
    "arcsinh": "arsinh",
    "arccosh": "arcosh",
    "arctanh": "artanh",
    "lg": "lg",
    "Re": "re",
    "Im": "im",
    "ceiling": "ceil",
    "sqrt": "sqrt",
    "cbrt": "cbrt",
    "binom": "binomial",
    "binomial": "binomial",
    "comb": "binomial",
    "perm": "permutations",
    "factorial": "factorial",
}
"""Name in a text (with or without a backslash) to the name in a tree; ``sqrt``, ``cbrt`` and ``lg`` become others."""

POWERED = frozenset(
    """sin cos tan cot sec csc sinh cosh tanh coth arcsin arccos arctan arccot arcsec arccsc ln log lg""".split()
)
"""Functions whose exponent may stand before the argument: sin^2 x."""

INVERSES = {
    **{name: f"arc{name}" for name in ("sin", "cos", "tan", "cot", "sec", "csc")},
    "sinh": "arsinh",
    "cosh": "arcosh",
    "tanh": "artanh",
}
"""What the exponent -1 before the argument makes of a function."""

_GREEK_LETTERS = """alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron rho sigma tau
upsilon phi chi psi omega Gamma Delta Theta Lambda Xi Sigma Upsilon Phi Psi Omega""".split()
_GREEK_SIGNS = "αβγδεζηθικλμνξορστυφχψωΓΔΘΛΞΣΥΦΨΩ"
LETTER_NAMES: dict[str, str] = {
    **{f"\\{name}": name for name in _GREEK_LETTERS},
    **dict(zip(_GREEK_SIGNS, _GREEK_LETTERS, strict=True)),
    "\\varepsilon": "epsilon",
    "\\vartheta": "theta",
    "\\varphi": "phi",
    "\\varrho": "rho",
    "\\ell": "ell",
    "\\hbar": "hbar",
    "\\pi": "pi",
    "π": "pi",
    "\\imath": "i",
    "\\jmath": "j",
    "\\Pi": "Pi",
    "µ": "mu",
}
"""Commands and signs that are one letter; ``pi`` is the constant."""

PLAIN_GREEK = frozenset("alpha beta gamma delta epsilon theta lambda sigma omega phi psi rho".split())
"""Greek letters that are one letter without a backslash too."""

SIGNS: dict[str, str] = {
    **dict.fromkeys(("*", "\\times", "×", "\\cdot", "·", "⋅", "\\ast", "∗", "\\bullet"), "*"),
    **dict.fromkeys(("/", "\\div", "÷", "∕", "\\slash"), "/"),
    **dict.fromkeys(("^", "**"), "^"),
    **dict.fromkeys(("=", "=="), "="),
    **dict.fromkeys(("<", "\\lt"), "<"),
    **dict.fromkeys((">", "\\gt"), ">"),
    **dict.fromkeys(("<=", "=<", "\\le", "\\leq", "\\leqslant", "\\leqq", "≤", "⩽", "≦"), "<="),
    **dict.fromkeys((">=", "\\ge", "\\geq", "\\geqslant", "\\geqq", "≥", "⩾", "≧"), ">="),
    **dict.fromkeys(("!=", "\\ne", "\\neq", "≠"), "!="),
    **dict.fromkeys(("\\approx", "≈", "\\sim", "\\simeq", "≃"), "~"),
    **dict.fromkeys(("\\equiv", "≡"), "==="),
    **dict.fromkeys(("\\pm", "±", "+-", "+/-"), "pm"),
    **dict.fromkeys(("\\mp", "∓"), "mp"),
    **dict.fromkeys(("\\cup", "∪", "\\bigcup"), "cup"),
    **dict.fromkeys(("\\cap", "∩"), "cap"),
    **dict.fromkeys(("\\setminus", "\\backslash", "∖"), "minus"),
    **dict.fromkeys(("\\in", "∈", "\\isin"), "in"),
    **dict.fromkeys(("\\notin", "∉"), "notin"),
    **dict.fromkeys(("\\ldots", "\\cdots", "\\dots", "\\dotsc", "\\dotsb", "...", "…", "⋯", "\\hdots"), "dots"),
    **dict.fromkeys(("\\circ", "°", "\\degree", "∘", "˚", "º", "\\degrees"), "deg"),
    **dict.fromkeys(("\\infty", "∞", "\\infinity"), "inf"),
    **dict.fromkeys(("\\emptyset", "\\varnothing", "∅", "\\empty"), "empty"),
    **dict.fromkeys(("\\{", "\\lbrace"), "\\{"),
    **dict.fromkeys(("\\}", "\\rbrace"), "\\}"),
    **dict.fromkeys(("[", "\\lbrack"), "["),
    **dict.fromkeys(("]", "\\rbrack"), "]"),
    **dict.fromkeys(("(", "\\lparen"), "("),
    **dict.fromkeys((")", "\\rparen"), ")"),
    **dict.fromkeys(("|", "\\vert", "\\lvert", "\\rvert", "\\mid", "∣", "\\big|"), "|"),
    **dict.fromkeys(("\\lfloor", "⌊"), "\\lfloor"),
    **dict.fromkeys(("\\rfloor", "⌋"), "\\rfloor"),
    **dict.fromkeys(("\\lceil", "⌈"), "\\lceil"),
    **dict.fromkeys(("\\rceil", "⌉"), "\\rceil"),
    **dict.fromkeys(("\\langle", "⟨", "〈"), "\\langle"),
    **dict.fromkeys(("\\rangle", "⟩", "〉"), "\\rangle"),
    **dict.fromkeys(("'", "\\prime", "′", "’"), "'"),
    **dict.fromkeys(("\\to", "\\rightarrow", "→", "->", "\\longrightarrow"), "to"),
    **dict.fromkeys(("\\lor", "\\vee", "∨", "或"), "or"),
    **dict.fromkeys(("\\land", "\\wedge", "∧", "且"), "and"),
    **dict.fromkeys((":", "∶", "\\colon"), ":"),
    **dict.fromkeys(("，", ","), ","),
    **dict.fromkeys((";", "；"), ";"),
    **dict.fromkeys(("%", "\\%"), "%"),
    **{sign: sign for sign in ("+", "-", "_", "{", "}", "!", "&", "\\\\", ".")},
}
"""A sign's spellings to the one the reader knows."""

COMMANDS = frozenset(
    r"""\frac \sqrt √ ∛ \binom \overline \bar \hat \vec \overrightarrow \widehat \sum ∑ \prod ∏ \int ∫ \lim \bmod \mod
    \pmod \choose \over \mathbb \mathcal \angle ∠ \triangle △ \operatorname \tilde \widetilde \underline
    \dot \partial ∂""".split()
)
"""Commands that have a rule of their own in the reader."""

WORD_SIGNS = {
    "or": "or",
    "and": "and",
    "mod": "\\bmod",
    "inf": "inf",
    "infinity": "inf",
    "infty": "inf",
    "oo": "inf",
    "choose": "choose",
    "otherwise": "otherwise",
    "pi": "pi",
    "union": "cup",
    "degrees": "deg",
    "degree": "deg",
}
"""Plain words that stand for a sign or a letter."""

SMALL_WORDS = frozenset(
    """is of to no at by we it if as an in on so he up us my me go do am be hi ok cm mm km kg ft mg ml dm hr am pm
th st nd rd oz lb yd sq cc vs hz""".split()
)
"""Words of two letters that are no product of two variables."""

LETTER_RUNS = ("abcd", "xyz", "pqr", "mnp", "rst", "uvw", "abxy")
"""Alphabets out of which three or more letters in order, with none between left out or not, are a product."""

NUMBER_SETS = {"R": "R", "Z": "Z", "N": "N", "Q": "Q", "C": "C"}
r"""Letters that ``\mathbb`` makes a set of numbers."""

OPENERS: dict[str, tuple[str, ...]] = {
    "(": (")", "]"),
    "[": ("]", ")"),
    "{": ("}",),
    "\\{": ("\\}",),
    "\\langle": ("\\rangle",),
    "\\lfloor": ("\\rfloor",),
    "\\lceil": ("\\rceil",),
}
"""Opening brackets to what may close them: an interval may end with another bracket than it began."""
CLOSERS = frozenset((")", "]", "}", "\\}", "\\rangle", "\\rfloor", "\\rceil"))
