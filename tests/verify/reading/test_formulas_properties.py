"""Random formulas, printed in one of several syntaxes, are read back with their value."""

from __future__ import annotations

from fractions import Fraction
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mathwright.verify.clean import cleaned
from mathwright.verify.reading.answer import Collection, Expression, Matrix, Region, Span
from mathwright.verify.reading.formulas import read_formula
from mathwright.verify.reading.tree import Call, Number, Power, Product, Sum, Symbol, Tree, negative, quotient

POINT = {"x": Fraction(7, 3), "y": Fraction(-5, 2), "n": Fraction(4)}
NUMBERS = st.fractions(-20, 20, max_denominator=12).map(Number)
SYMBOLS = st.sampled_from(sorted(POINT)).map(Symbol)


def _trees(inner: st.SearchStrategy[Tree]) -> st.SearchStrategy[Tree]:
    pairs = st.lists(inner, min_size=2, max_size=3).map(tuple)
    return st.one_of(
        pairs.map(Sum),
        pairs.map(Product),
        st.tuples(inner, inner).map(lambda two: quotient(*two)),
        st.tuples(inner, st.integers(0, 3)).map(lambda two: Power(two[0], Number(Fraction(two[1])))),
        inner.map(negative),
        inner.map(lambda one: Call("abs", (one,))),
    )


TREES = st.recursive(st.one_of(NUMBERS, SYMBOLS), _trees, max_leaves=10)


def value(tree: Tree) -> Fraction:
    """The value at ``POINT``; raises ZeroDivisionError where there is none."""
    match tree:
        case Number(number):
            return number
        case Symbol(name):
            return POINT[name]
        case Sum(terms):
            return sum(map(value, terms), start=Fraction(0))
        case Product(factors):
            total = Fraction(1)
            for factor in factors:
                total *= value(factor)
            return total
        case Power(base, exponent):
            return value(base) ** int(value(exponent))
        case Call("abs", (inside,)):
            return abs(value(inside))
    raise AssertionError(tree)


class Printer:
    """Prints a tree, each sign in a spelling drawn at random, brackets wherever a rule could be needed."""

    def __init__(self, random: Random) -> None:
        self.random = random

    def pick(self, *spellings: str) -> str:
        return self.random.choice(spellings)

    def bracketed(self, text: str) -> str:
        return self.pick(f"({text})", f"\\left({text}\\right)", f"( {text} )", f"{{({text})}}", f"[{text}]")

    def atom(self, tree: Tree) -> str:
        text = self.text(tree)
        simple = isinstance(tree, Symbol) or (isinstance(tree, Number) and text.isdigit())
        return text if simple else self.bracketed(text)

    def number(self, number: Fraction) -> str:
        top, bottom = number.numerator, number.denominator
        if bottom == 1:
            return self.pick(str(top), f"{top}.0")
        sign, top = ("-" if top < 0 else ""), abs(top)
        forms = [f"\\frac{{{top}}}{{{bottom}}}", f"\\dfrac {{{top}}} {{{bottom}}}", f"{top}/{bottom}"]
        whole, part = divmod(top, bottom)
        if whole:
            forms.append(f"{whole}\\frac{{{part}}}{{{bottom}}}")
        if whole and part < 100:  # "4 107/108" may be 4107/108
            forms.append(f"{whole} {part}/{bottom}")
        if 100 % bottom == 0:
            forms.append(f"{top * 100 // bottom}\\%")
        return sign + self.pick(*forms)

    def text(self, tree: Tree) -> str:
        match tree:
            case Number(number):
                return self.number(number)
            case Symbol(name):
                return self.pick(name, f"{{{name}}}", f"\\mathrm{{{name}}}")
            case Sum(terms):
                return self.pick("+", " + ").join(map(self.atom, terms))
            case Product(factors):
                return self.pick("*", r" \cdot ", r"\times ", "·").join(map(self.atom, factors))
            case Power(base, exponent):
                raised = self.atom(base) if not isinstance(base, Number) else self.bracketed(self.text(base))
                return raised + self.pick("^", "**", " ^ ") + self.pick("{%s}", "(%s)") % self.text(exponent)
            case Call("abs", (inside,)):
                return self.pick("|%s|", r"\left|%s\right|", r"\lvert %s \rvert", "abs(%s)") % self.text(inside)
        raise AssertionError(tree)


def evaluated(tree: Tree) -> Fraction | None:
    try:
        return value(tree)
    except ZeroDivisionError:
        return None


@given(TREES, st.integers(0, 2**32))
def test_a_formula_in_any_syntax_has_the_value_of_its_tree(tree: Tree, seed: int) -> None:
    text = Printer(Random(seed)).text(tree)
    first = read_formula(cleaned(text))[0]
    assert isinstance(first, Expression), (text, first)
    assert evaluated(first.tree) == evaluated(tree), text


@given(st.integers(0, 10**12), st.integers(0, 3))
def test_thousands_in_any_grouping_are_one_number(number: int, style: int) -> None:
    text = f"{number:,}".replace(",", [",", "{,}", "\\,", " "][style])
    assert read_formula(cleaned(text))[0] == Expression(Number(Fraction(number)))


@given(st.integers(0, 99), st.integers(0, 3), st.integers(1, 9999))
def test_a_repeating_decimal_is_its_fraction(whole: int, leading: int, block: int) -> None:
    digits = str(block)
    expected = Fraction(whole) + Fraction(block, (10 ** len(digits) - 1) * 10**leading)
    zeros = "0" * leading
    for form in ("{w}.{z}\\overline{{{d}}}", "{w}.{z}({d})", "{w}.{z}\\bar{{{d}}}"):
        first = read_formula(form.format(w=whole, z=zeros, d=digits))[0]
        assert isinstance(first, Expression)
        assert first.tree == Number(expected)


@given(st.lists(st.integers(-999, 999), min_size=2, max_size=6), st.sampled_from(["set", "tuple", "list"]))
def test_collections_keep_kind_members_and_order(numbers: list[int], kind: str) -> None:
    inside = ", ".join(map(str, numbers))
    text = {"set": rf"\{{{inside}\}}", "tuple": f"({inside})", "list": inside}[kind]
    items = tuple(Expression(Number(Fraction(number))) for number in numbers)
    assert read_formula(text)[0] == Collection(kind, items)  # type: ignore[arg-type]


@given(st.integers(-50, 50), st.integers(1, 50), st.booleans(), st.booleans())
def test_an_interval_is_the_inequality_and_the_set(low: int, length: int, low_closed: bool, high_closed: bool) -> None:
    high = low + length
    span = Span(Number(Fraction(low)), Number(Fraction(high)), low_closed, high_closed)
    interval = f"{'[' if low_closed else '('}{low}, {high}{']' if high_closed else ')'}"
    left, right = r"\le" if low_closed else "<", "<=" if high_closed else "<"
    inequality = f"{low} {left} x {right} {high}"
    assert Region((span,)) in read_formula(interval)
    assert read_formula(cleaned(inequality)) == (Region((span,), symbol="x"),)
    assert read_formula(cleaned(rf"\{{x \mid {inequality}\}}")) == (Region((span,)),)
    assert read_formula(cleaned(rf"x \in {interval}"))[0] == Region((span,), symbol="x")


@given(st.lists(st.lists(st.integers(-99, 99), min_size=2, max_size=2), min_size=1, max_size=4))
def test_a_matrix_keeps_its_entries(rows: list[list[int]]) -> None:
    inside = r" \\ ".join(" & ".join(map(str, row)) for row in rows)
    expected = Matrix(tuple(tuple(Number(Fraction(one)) for one in row) for row in rows))
    for name in ("pmatrix", "bmatrix", "matrix"):
        assert read_formula(cleaned(rf"\begin{{{name}}} {inside} \end{{{name}}}")) == (expected,)


@given(st.text(alphabet="0123456789xyab.,;:=<>+-*/^_(){}[]|!%\\ '&ei", max_size=40))
def test_any_text_is_read_or_refused(text: str) -> None:
    readings = read_formula(cleaned(text))
    assert 1 <= len(readings) <= 4
    assert readings == read_formula(cleaned(text))


COMMANDS = (
    r"\frac \sqrt \pm \in \cup \begin{cases} \end{cases} \\ & \{ \} ( ) [ ] { } ^ _ | , = <"
    r" 1 2 x f ( \sin \log C d \int : or"
).split()


@given(st.lists(st.sampled_from(COMMANDS), max_size=25).map("".join))
def test_any_row_of_commands_is_read_or_refused(text: str) -> None:
    assert 1 <= len(read_formula(cleaned(text))) <= 4


@pytest.mark.parametrize("text", ["1/2x", r"\sin \pi/6", "a/bc"])
def test_the_other_meaning_of_a_slash_is_kept(text: str) -> None:
    first, second = read_formula(text)
    assert first != second
