from fractions import Fraction

import pytest
from tests.verify.reading.shown import shown_tree

from mathwright.verify.reading.answer import (
    Answer,
    Choice,
    Collection,
    Definition,
    Expression,
    Prose,
    Readings,
    Region,
    Span,
    System,
)
from mathwright.verify.reading.answers import read_answer
from mathwright.verify.reading.several import read_several
from mathwright.verify.reading.tree import Number


def read(text: str) -> Readings:
    return read_answer(text)


def numbers(*values: int) -> tuple[Answer, ...]:
    return tuple(Expression(Number(Fraction(value))) for value in values)


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("2 and 3", Collection("list", numbers(2, 3))),
        ("2, 3, and 4", Collection("list", numbers(2, 3, 4))),
        ("2 or -2", Collection("list", numbers(2, -2))),
        ("2和3", Collection("list", numbers(2, 3))),
        ("1,000 and 2,000", Collection("list", numbers(1000, 2000))),
        ("five, six", Collection("list", numbers(5, 6))),
        ("x = 1 or x = 2", Definition("x", Collection("list", numbers(1, 2)))),
        ("x = 3 or 4", Definition("x", Collection("list", numbers(3, 4)))),
        ("x = 1 and y = 2", System((Definition("x", numbers(1)[0]), Definition("y", numbers(2)[0])))),
        ("Alice and Bob", Collection("list", (Prose("alice"), Prose("bob")))),
        (r"\{red, blue\}", Collection("set", (Prose("red"), Prose("blue")))),
        ("(red, blue)", Collection("tuple", (Prose("red"), Prose("blue")))),
        ("(1) 5; (2) 7", Collection("tuple", numbers(5, 7))),
        ("A or C", Choice(frozenset("AC"))),
        (
            "(1, 2) and (3, 4)",
            Collection("list", (Collection("tuple", numbers(1, 2)), Collection("tuple", numbers(3, 4)))),
        ),
    ],
)
def test_reads_lists(text: str, answer: Answer) -> None:
    assert read_several(text, read) == answer


def test_a_choice_between_regions_is_their_union() -> None:
    union = read_several("x < 1 or x > 3", read)
    assert isinstance(union, Region)
    assert [(type(span), span.low_closed, span.high_closed) for span in union.spans] == [(Span, False, False)] * 2
    assert union.symbol == "x"


def test_regions_that_hold_together_are_one_and_of_two_variables_a_system() -> None:
    both = read_several("x < 1 and x > -3", read)
    assert isinstance(both, Region)
    assert [(shown_tree(one.low), shown_tree(one.high)) for one in both.spans] == [("-3", "1")]
    either = read_several("x < 1 or y > 3", read)
    assert isinstance(either, System)
    assert either.joined == "or"


@pytest.mark.parametrize(
    "text",
    [
        "5",
        "apples",
        "2 and",
        "and 2",
        "he ate five, and he was full",
        "red and 5",
        "a, b, " * 40,
        "()",
        "",
        "(1",
        "1)",
        "between 3 and 5",
        "x^^2, 5",
    ],
)
def test_what_is_no_list_of_readable_parts_is_none(text: str) -> None:
    assert read_several(text, read) is None
