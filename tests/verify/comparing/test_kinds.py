"""Every pair of kinds, from answers made by hand, in both orders."""

from fractions import Fraction
from itertools import combinations_with_replacement

import pytest

from mathwright.verify.comparing.kinds import compare
from mathwright.verify.reading.answer import (
    Based,
    Choice,
    Clock,
    Collection,
    Day,
    Definition,
    Expression,
    Matrix,
    Prose,
    Quantity,
    Ratio,
    Region,
    Relation,
    Span,
    System,
    Unit,
    Unread,
    Word,
)
from mathwright.verify.reading.tree import Constant, Number, Product, Sum, Symbol, negative


def n(value):
    return Number(Fraction(value))


def e(value):
    return Expression(n(value))


X, Y = Symbol("x"), Symbol("y")
INFINITY = Constant("infinity")
APPLES = Unit((), n(1), noun="apple")
CM = Unit((("length", Fraction(1)),), n("1/100"))

SAMPLES = {
    "number": e(5),
    "formula": Expression(Sum((X, n(1)))),
    "quantity": Quantity(e(5), CM),
    "set": Collection("set", (e(1), e(2))),
    "tuple": Collection("tuple", (e(1), e(2))),
    "list": Collection("list", (e(1), e(2))),
    "ratio": Ratio((n(3), n(4))),
    "region": Region((Span(n(1), n(2), False, False),)),
    "relation": Relation((Sum((X, Y)), n(3)), ("=",)),
    "definition": Definition("x", e(7)),
    "system": System((Definition("x", e(1)), Definition("y", e(2)))),
    "matrix": Matrix(((n(1), n(0)), (n(0), n(1)))),
    "word": Word("yes", "yes_no"),
    "choice": Choice(frozenset("B")),
    "clock": Clock(Fraction(12_600), half_known=True),
    "day": Day(2020, 7, 4),
    "based": Based("1101", 2, Fraction(13)),
    "prose": Prose("the red one of them"),
    "unread": Unread("formula too long"),
}
DIFFERENT = {
    "number": "formula ratio quantity set tuple list region definition system matrix word clock based",
    "formula": "ratio quantity set tuple list definition",
    "quantity": "set tuple list region word definition clock",
    "set": "tuple region word definition based clock",
    "tuple": "word definition based clock",
    "list": "region word definition based clock",
    "ratio": "word definition",
    "region": "definition",
    "relation": "definition",
    "definition": "system matrix word clock based",
    "matrix": "word set tuple list",
    "word": "clock",
}
EQUAL = {"tuple": "list system", "list": "set system"}


@pytest.mark.parametrize(("one", "other"), list(combinations_with_replacement(SAMPLES, 2)))
def test_each_pair_of_kinds_in_both_orders(one, other):
    found, turned = compare(SAMPLES[one], SAMPLES[other]), compare(SAMPLES[other], SAMPLES[one])
    assert found.state == turned.state
    if one == other:
        expected = "undecided" if one == "unread" else "equal"
    elif other in EQUAL.get(one, "").split() or one in EQUAL.get(other, "").split():
        expected = "equal"
    elif other in DIFFERENT.get(one, "").split() or one in DIFFERENT.get(other, "").split():
        expected = "different"
    else:
        expected = "undecided"
    assert found.state == expected, found.rule


def test_a_number_that_differs_is_different_from_every_kind_that_holds_one():
    assert compare(e(5), Ratio((n(3), n(4)))).state == "different"
    assert compare(e("3/4"), Ratio((n(3), n(4)))).state == "undecided"
    assert compare(e(13), SAMPLES["based"]).state == "undecided"
    assert compare(e(1101), SAMPLES["based"]).rule == "base missing"


@pytest.mark.parametrize(
    ("a", "b", "state"),
    [
        pytest.param(Collection("set", (e(5),)), e(5), "equal", id="braces around one"),
        pytest.param(Collection("tuple", (e(5),)), e(5), "equal", id="brackets around one"),
        pytest.param(Collection("set", (e(5), e(5))), e(5), "equal", id="one member twice"),
        pytest.param(Collection("list", (e(5), e(5))), e(5), "different", id="a list of two"),
        pytest.param(Collection("set", ()), Word("none", "no_solution"), "equal", id="the empty set is no solution"),
        pytest.param(Collection("set", ()), e(0), "different", id="the empty set is not zero"),
        pytest.param(Region((), (n(5),)), e(5), "equal", id="a point"),
        pytest.param(Region((), (n(1), n(2))), Collection("set", (e(2), e(1))), "equal", id="points are a set"),
        pytest.param(Definition("x", e(5)), e(5), "equal", id="x = 5 is 5"),
        pytest.param(Definition("x", e(5)), Definition("y", e(5)), "different", id="another name"),
        pytest.param(
            Definition("y", Expression(Product((n(2), X)))),
            Relation((Sum((Y, negative(Product((n(2), X))))), n(0)), ("=",)),
            "equal",
            id="a definition is an equation",
        ),
        pytest.param(Relation((Product((n(2), X)), n(6)), ("=",)), e(3), "undecided", id="an equation nobody solved"),
        pytest.param(
            System((Definition("x", e(1)), Definition("x", e(2))), "or"),
            Collection("set", (e(2), e(1))),
            "equal",
            id="x = 1 or x = 2 is a set",
        ),
        pytest.param(Matrix(((n(1),), (n(2),))), Collection("tuple", (e(1), e(2))), "equal", id="a column is a tuple"),
        pytest.param(Matrix(((n(1),), (n(2),))), Matrix(((n(1), n(2)),)), "undecided", id="column and row"),
        pytest.param(Matrix(((n(1),), (n(2),))), Matrix(((n(1), n(3)),)), "different", id="column and another row"),
        pytest.param(Matrix(((n(5),),)), e(5), "equal", id="one entry"),
        pytest.param(Choice(frozenset("B"), e(5)), e(5), "equal", id="a letter with its content"),
        pytest.param(Choice(frozenset("B"), e(5)), e(6), "different", id="a letter with another content"),
        pytest.param(Choice(frozenset("AC")), Collection("list", (Choice(frozenset("A")), Choice(frozenset("C")))),
                     "equal", id="letters one by one"),
        pytest.param(Collection("set", (Collection("tuple", (e(1), e(2))),)), Collection("set", (e(1), e(2))),
                     "different", id="a set of one pair"),
        pytest.param(Word("none", "no_solution"), e(0), "different", id="no solution is not zero"),
        pytest.param(Word("infinitely many", "how_many"), Word("none", "no_solution"), "different", id="none or many"),
        pytest.param(Word("yes", "yes_no"), Word("true", "true_false"), "undecided", id="two closed sets"),
    ],
)  # fmt: skip
def test_kinds_that_stand_for_each_other(a, b, state):
    assert compare(a, b).state == state
    assert compare(b, a).state == state


def test_a_nest_of_brackets_is_compared_level_by_level():
    one = other = e(5)
    for _ in range(60):
        one, other = Collection("tuple", (one, e(1))), Collection("tuple", (other, e(1)))
    assert compare(one, other).state == "equal"
    assert compare(one, Collection("tuple", (other, e(2)))).state == "different"
