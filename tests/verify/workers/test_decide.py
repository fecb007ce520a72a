"""Pairs of texts that need algebra, decided as a worker decides them."""

import pytest

from mathwright.verify.equality import same
from mathwright.verify.finding import equal, undecided
from mathwright.verify.reading.answers import read_answer
from mathwright.verify.workers.ask import ask_algebra
from mathwright.verify.workers.conditions import may_be_asked, may_help, worth_asking
from mathwright.verify.workers.decide import decided
from mathwright.verify.workers.opinion import math_verify_agrees

HALF = r"\int_0^1 x\,dx"
LIMIT = r"\lim_{x \to 0} \frac{\sin x}{x}"
TRIANGLE = r"\sum_{k=1}^{n} k"


@pytest.mark.parametrize(
    ("a", "b"),
    [
        pytest.param(HALF, r"\frac{1}{2}", id="integral"),
        pytest.param(TRIANGLE, r"\frac{n(n+1)}{2}", id="sum"),
        pytest.param(LIMIT, "1", id="limit"),
        pytest.param(rf"({HALF}, 2)", "(1/2, 2)", id="tuple"),
        pytest.param(rf"\{{{HALF}, {LIMIT}\}}", r"\{1, 1/2\}", id="set in another order"),
        pytest.param(f"y = {HALF}", "y = 1/2", id="definition"),
        pytest.param(f"y = {HALF}", "1/2", id="definition and value"),
        pytest.param(f"{HALF} cm", "5 mm", id="quantity"),
        pytest.param(f"[0, {LIMIT}]", "[0, 1]", id="interval"),
        pytest.param(
            rf"\begin{{pmatrix}} {LIMIT} & 2 \\ 3 & 4 \end{{pmatrix}}",
            r"\begin{pmatrix} 1 & 2 \\ 3 & 4 \end{pmatrix}",
            id="matrix",
        ),
        pytest.param(f"x^2 + y^2 = {LIMIT}", "2x^2 + 2y^2 = 2", id="equation"),
    ],
)
def test_equal(a: str, b: str) -> None:
    assert decided(a, b, 20.0).state == "equal"
    assert decided(b, a, 20.0).state == "equal"


@pytest.mark.parametrize(
    ("a", "b"),
    [
        pytest.param(HALF, r"\frac{1}{3}", id="integral"),
        pytest.param(rf"({HALF}, 2)", "(2, 1/2)", id="tuple in another order"),
        pytest.param(rf"\{{{HALF}, {LIMIT}\}}", r"\{1, 1/3\}", id="set"),
        pytest.param(f"{HALF} cm", "5 m", id="quantity"),
        pytest.param(f"y = {HALF}", f"z = {HALF}", id="names"),
        pytest.param(f"[0, {LIMIT}]", "[0, 1)", id="end of an interval"),
        pytest.param(f"x^2 + y^2 = {LIMIT}", "x^2 + y^2 = 2", id="equation"),
        pytest.param("3 cats", "3 dogs", id="nouns"),
        pytest.param("NaN", "NaN", id="not a number"),
        pytest.param("", "", id="blank"),
    ],
)
def test_never_equal(a: str, b: str) -> None:
    assert decided(a, b, 20.0).state != "equal"
    assert decided(b, a, 20.0).state != "equal"


def test_a_worker_finds_what_is_found_here() -> None:
    assert ask_algebra(TRIANGLE, r"\frac{n(n+1)}{2}") == decided(TRIANGLE, r"\frac{n(n+1)}{2}", 20.0)
    assert ask_algebra("3 cats", "3 dogs").state == "undecided"


def test_time_that_runs_out_is_undecided_and_the_worker_lives_on() -> None:
    slow = r"\int_0^1 \sin(x^x)\cos(e^{x^2})\,dx"
    assert decided(slow, "1", 0.2) == undecided("time limit")
    assert decided(HALF, "1/2", 20.0).state == "equal"


@pytest.mark.parametrize(
    ("a", "b", "asked"),
    [
        pytest.param(r"x \oplus y", r"y \oplus x", True, id="unread by us"),
        pytest.param("4", r"4\sqrt{2}", False, id="a part of the other"),
        pytest.param(r"\frac{1}{2004!}", r"\frac{1}{2006!}", False, id="tiny values"),
        pytest.param("(1, 2)", r"\{1, 2\}", False, id="two kinds"),
        pytest.param("5 cm", "5 m", False, id="units"),
        pytest.param("(B)", "B", False, id="letters"),
        pytest.param("the answer is five", "five is the answer", False, id="prose"),
        pytest.param(r"0.56 = 56\%", r"-0.56 = 56\%", False, id="relations, of which it takes one side"),
        pytest.param(r"x \oplus y \le 1", r"y \oplus x \le 1", False, id="relations we do not read"),
    ],
)
def test_math_verify_is_asked_only_where_its_word_would_count(a: str, b: str, asked: bool) -> None:
    assert may_be_asked(a, b, read_answer(a), read_answer(b)) == asked
    assert may_be_asked(b, a, read_answer(b), read_answer(a)) == asked


def test_math_verify_may_say_equal_and_nothing_else() -> None:
    assert math_verify_agrees(r"\frac{x+y}{2}", r"\frac{y+x}{2}") == equal("math-verify")
    assert math_verify_agrees(r"\frac{x-y}{2}", r"\frac{y-x}{2}") is None
    assert math_verify_agrees(r"\frac{", r"\frac{") is None


@pytest.mark.parametrize(
    ("a", "b", "worth"),
    [
        (HALF, "1/2", True),
        (r"x \oplus y", r"y \oplus x", True),
        ("blue", "red", False),
        ("(B)", "5", False),
        ("", "5", False),
        (r"\{1, 2\}", "5", False),
    ],
)
def test_no_worker_is_asked_where_it_could_find_nothing(a: str, b: str, worth: bool) -> None:
    assert worth_asking(a, b) == worth
    assert worth_asking(b, a) == worth


@pytest.mark.parametrize(
    ("reason", "helps"),
    [
        ("not computable here", True),
        ("no common points", True),
        ("unknown command", True),
        ("the real or the principal root", False),
        ("two values", False),
        ("unknown function", False),
        ("logarithm without a base", False),
        ("without a value", False),
        ("brackets do not match", False),
        ("text against number", False),
        ("ambiguous notation", False),
    ],
)
def test_no_worker_is_asked_for_reasons_that_it_never_settles(reason: str, helps: bool) -> None:
    assert may_help(reason) == helps


def test_what_cut_a_worker_off_is_the_verdicts_reason() -> None:
    assert same(r"\int_0^1 \sin(x^x)\cos(e^{x^2})\,dx", "5").rule == "time limit"
