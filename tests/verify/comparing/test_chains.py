"""Chains of equations against one value."""

import pytest

from mathwright.verify.equality import same
from mathwright.verify.policy import check


@pytest.mark.parametrize(
    ("a", "b", "state"),
    [
        ("m + n = 61 + 35 = 96", "96", "equal"),
        ("m + n = 61 + 35 = 96", "97", "different"),
        ("m + n = 61 + 34 = 96", "96", "undecided"),
        ("m + n = 61 + 34 = 96", "95", "undecided"),
        ("\\frac{m}{n} = \\frac{5}{14}", "5/14", "equal"),
        ("\\frac{m}{n} = \\frac{5}{14}", "14/5", "different"),
        ("a - b = 5", "5", "equal"),
        ("2a - b = 5", "5", "undecided"),
        ("f(2) = 7", "7", "equal"),
        ("f(2) = 7", "8", "different"),
        ("800 - 120 = 680", "680", "equal"),
        ("800 - 120 = 680", "-680", "different"),
        ("-800 - 120 = 680", "680", "undecided"),
        ("800 - 120 = 680", "-800 - 120 = 680", "different"),
        ("1+2+34+5+6 = 48", "48", "equal"),
        ("-1+2+34+5+6 = 48", "48", "undecided"),
        ("x + 2x + 5x = 180", "22.5", "undecided"),
        ("x + 2x + 5x = 180", "180", "undecided"),
        ("x + 2x + 5x = 180", "23", "different"),
        ("x + y = 5", "5", "undecided"),
        ("x + y = 5", "6", "undecided"),
        ("x + y = 2 + 3 = 5", "5", "equal"),
        ("a^2 + b^2 = 25", "25", "undecided"),
        ("\\frac{1}{a} = 5", "5", "undecided"),
        ("x = 5", "5", "equal"),
        ("5 = x", "5", "equal"),
        ("x \\equiv 3 \\pmod 5", "3", "undecided"),
    ],
)
def test_a_chain_against_a_value(a, b, state):
    for one, other in ((a, b), (b, a)):
        verdict = same(one, other, algebra=False)
        assert verdict.state == state, verdict.rule


@pytest.mark.parametrize(
    ("gold", "reply", "question", "state"),
    [
        ("48", "-1+2+34+5+6 = 48", None, "undecided"),
        ("5", "x + y = 5", "Find $x+y$ where x and y are whole.", "equal"),
        ("5", "x + y = 5", "Which line goes through (1, 4)?", "undecided"),
        ("5", "x + y = 5", "If $x + y = 5$, what is the largest sum?", "undecided"),
        ("6", "x + y = 5", "Find $x+y$.", "undecided"),
        ("7 cm", "f(2) = 7", "How many cm is f(2)?", "equal"),
        ("7 cm", "3 + 4 = 7", "How many cm is it?", "equal"),
        ("7 cm", "3 + 5 = 7", "How many cm is it?", "undecided"),
    ],
)
def test_a_question_may_name_what_stands_on_the_left(gold, reply, question, state):
    assert check(gold, reply, question).state == state
