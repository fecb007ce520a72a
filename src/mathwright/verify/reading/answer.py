"""What an answer's text was read as: one type for each kind of answer."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from mathwright.verify.reading.tree import Tree


@dataclass(frozen=True, slots=True)
class Expression:
    r"""A number or a formula: ``3/4``, ``2\sqrt{3}``, ``x^2 + 1``, ``10%`` (its value, 1/10)."""

    tree: Tree
    percent: bool = False
    """Whether it was written as a percentage; the tree is the value all the same."""
    approximate: bool = False
    """Whether it was declared so: ``≈ 3.14``, "about 12"."""
    decimals: int | None = None
    """Digits after the point of a plain decimal as written, for rounding policies; None for anything else."""


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit as a product of base units, or a noun that is counted."""

    dimension: tuple[tuple[str, Fraction], ...]
    """Base dimension to its power, sorted: ``(("length", 2),)``.  Currencies are dimensions of their own
    (``(("money:USD", 1),)``); empty for a counted noun, and for percent-like factors (dozen, million: these go into
    the value instead)."""
    factor: Tree
    """How many base units one of it is (exact; degrees hold pi)."""
    offset: Fraction = Fraction(0)
    """Added after the factor, for temperatures: °C to kelvin is 5463/20."""
    noun: str = ""
    """The counted noun, singular and lower case (``apple``, ``square unit``); empty for a real unit."""


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with a unit, a price, an angle, a count of things."""

    value: Expression
    unit: Unit


@dataclass(frozen=True, slots=True)
class Collection:
    """Several answers: ``{1, 2}``, ``(1, 2)``, ``1, 2``, ``1 and 2``."""

    kind: Literal["set", "tuple", "list"]
    """``set``: braces, without order; ``tuple``: round or square or angle brackets, or a ratio's terms in order;
    ``list``: nothing around it, whose order is open."""
    items: tuple[Answer, ...]
    ellipsis_at: int | None = None
    """Place in ``items`` before which dots stand, as in 1, 2, …, n; None without dots."""


@dataclass(frozen=True, slots=True)
class Ratio:
    """``3:4`` or ``3 to 4``; equal up to a common factor."""

    terms: tuple[Tree, ...]


@dataclass(frozen=True, slots=True)
class Span:
    """One interval of real numbers; an end that is infinite is never closed."""

    low: Tree
    high: Tree
    low_closed: bool
    high_closed: bool


@dataclass(frozen=True, slots=True)
class Region:
    r"""A union of intervals and points, possibly less some points: ``(-\infty, 1) \cup \{3\}``, ``x > 2``,
    ``x \ne 0``, ``\mathbb{R}``."""

    spans: tuple[Span, ...]
    points: tuple[Tree, ...] = ()
    """Single members besides the spans."""
    without: tuple[Tree, ...] = ()
    """Points taken out of the spans."""
    symbol: str | None = None
    """The variable of an inequality or of "x in"; None where none was written."""


Operator = Literal["=", "<", "<=", ">", ">=", "!=", "~", "in"]
"""Between two terms of a relation."""


@dataclass(frozen=True, slots=True)
class Relation:
    r"""A chain such as ``x = 5``, ``y = 2x + 1``, ``a < b \le c``, ``x \equiv 3``."""

    terms: tuple[Tree, ...]
    """One more than operators."""
    operators: tuple[Operator, ...]
    modulus: Tree | None = None
    """Of a congruence, whose operator is ``=``."""


@dataclass(frozen=True, slots=True)
class Definition:
    r"""``x = 5``, ``f(x) = x^2``, ``y = \{1, 2\}``: one name, and an answer of any kind for it."""

    name: str
    """The variable or function, as in Symbol.name."""
    value: Answer
    parameters: tuple[str, ...] = ()
    """``("x",)`` for f(x) = …"""


@dataclass(frozen=True, slots=True)
class System:
    """Several relations or definitions at once (``cases``, "x = 1, y = 2"), or one of several ("x = 1 or x = 2")."""

    members: tuple[Answer, ...]
    joined: Literal["and", "or"] = "and"


@dataclass(frozen=True, slots=True)
class Family:
    r"""Infinitely many numbers, one or more for each integer: ``\frac{\pi}{6} + 2k\pi, k \in \mathbb{Z}``."""

    members: tuple[Tree, ...]
    """Formulas in the parameter, mostly offset + period · k; the family holds the values of all."""
    parameter: str
    """The variable that runs over the integers, as in Symbol.name."""


@dataclass(frozen=True, slots=True)
class Piecewise:
    r"""A function by cases: ``\begin{cases} x & x \ge 0 \\ -x & x < 0 \end{cases}``."""

    pieces: tuple[tuple[Tree, Region], ...]
    """A formula and where it holds; the first that holds at a point counts."""
    otherwise: Tree | None = None
    """What holds everywhere else; None where nothing is said of it."""


@dataclass(frozen=True, slots=True)
class Matrix:
    """Rows of equal length; a column vector has one entry a row, a row vector one row."""

    rows: tuple[tuple[Tree, ...], ...]
    determinant: bool = False
    """Whether it was written between bars."""


@dataclass(frozen=True, slots=True)
class Word:
    """One of a closed set of words: yes and no, true and false, even and odd, weekdays, months, no solution."""

    word: str
    closed_set: str


@dataclass(frozen=True, slots=True)
class Choice:
    """The letters of a multiple choice, with the content where it was written: ``(B)``, ``B. 5``, ``AC``."""

    letters: frozenset[str]
    """Upper case A to J."""
    content: Answer | None = None


@dataclass(frozen=True, slots=True)
class Clock:
    """A time of day."""

    seconds: Fraction
    """Since midnight as printed: 3:30 is 12,600 whether a.m. or not stated, and 3:30 p.m. is 55,800."""
    half_known: bool
    """Whether a.m. or p.m. was said, or a 24-hour form makes it plain."""


@dataclass(frozen=True, slots=True)
class Day:
    """A date, or a part of one; what was not said is None."""

    year: int | None
    month: int | None
    day: int | None


@dataclass(frozen=True, slots=True)
class Based:
    """A numeral in a stated base: ``1101_2``.  As a number it is worth its value; without the subscript it is not."""

    digits: str
    """Upper case, with a sign and a point where written."""
    base: int
    value: Fraction


@dataclass(frozen=True, slots=True)
class Prose:
    """Words that are none of the other kinds."""

    text: str
    """Folded: lower case, single spaces, no final stop, no article at the front."""


@dataclass(frozen=True, slots=True)
class Unread:
    """A text the bounded grammar does not read; the reason is a fixed, short text."""

    reason: str


Answer = (
    Expression
    | Quantity
    | Collection
    | Ratio
    | Region
    | Relation
    | Definition
    | System
    | Matrix
    | Family
    | Piecewise
    | Word
    | Choice
    | Clock
    | Day
    | Based
    | Prose
    | Unread
)
Readings = tuple[Answer, ...]
"""What a text can mean, the likeliest first and never empty: ``(1, 2)`` is a tuple, or an open interval."""
