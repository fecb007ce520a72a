"""Equations, inequalities, chains, congruences and systems, as texts."""

import pytest

from mathwright.verify.equality import same


@pytest.mark.parametrize(
    ("a", "b", "state"),
    [
        ("y = 2x + 1", "2x - y + 1 = 0", "equal"),
        ("y = 2x + 1", "4x - 2y = -2", "equal"),
        ("y = 2x + 1", "2x + 1 = y", "equal"),
        ("y = 2x + 1", "y = 2x - 1", "different"),
        ("y = 2x + 1", "x = 2y + 1", "different"),
        ("y = 2x + 1", "z = 2x + 1", "different"),
        ("\\frac{x}{2} + \\frac{y}{3} = 1", "3x + 2y = 6", "equal"),
        ("\\frac{y}{x} = 2", "y = 2x", "undecided"),
        ("x^2 + y^2 = 4", "2x^2 + 2y^2 = 8", "equal"),
        ("x^2 + y^2 = 4", "x^2 + y^2 = 5", "different"),
        ("\\tan t = 2t", "\\tan t = 3t", "different"),
        ("2x = 6", "x = 3", "equal"),
        ("2x = 6", "3", "undecided"),
        ("2x = 6", "6", "undecided"),
        ("2x = 6", "4", "different"),
        ("x < 3", "3 > x", "equal"),
        ("x < 3", "x \\le 3", "different"),
        ("-2x < -6", "x > 3", "equal"),
        ("-2x < -6", "x < 3", "different"),
        ("x \\ne 3", "3 \\ne x", "equal"),
        ("1 < 2x + 1 < 5", "0 < x < 2", "equal"),
        ("5 > 2x + 1 > 1", "(0, 2)", "equal"),
        ("1 < 2x + 1 < 5", "0 < x \\le 2", "different"),
        ("x + y \\le 3", "2x + 2y \\le 6", "equal"),
        ("x + y \\le 3", "-x - y \\ge -3", "equal"),
        ("x + y \\le 3", "x + y \\ge 3", "different"),
        ("x + y \\le 3", "x + y < 3", "different"),
        ("x + y \\le 3", "x + y \\le 4", "different"),
        ("a < b < c", "c > b > a", "equal"),
        ("a < b < c", "a < c < b", "undecided"),
        ("x^2 < 4", "-2 < x < 2", "equal"),
        ("85 = 5 \\times 17", "17 \\times 5 = 85", "equal"),
        ("85 = 5 \\times 17", "85 = 5 \\times 18", "different"),
        ("23 < 32", "32 > 23", "equal"),
        ("23 < 32", "-23 < 32", "different"),
        ("x \\equiv 3 \\pmod 5", "x \\equiv -2 \\pmod{5}", "equal"),
        ("x \\equiv 3 \\pmod 5", "x \\equiv 4 \\pmod 5", "different"),
        ("x \\equiv 3 \\pmod 5", "x \\equiv 3 \\pmod{10}", "different"),
        ("w(2n) = w(n)", "w(3n) = w(n)", "undecided"),
        ("x = 1, y = 2", "y = 2, x = 1", "equal"),
        ("x = 1, y = 2", "x = 2, y = 1", "different"),
        ("x = 1, y = 2", "x = 1, z = 2", "different"),
        ("x = 1, y = 2", "x = 1", "different"),
        ("x = 1, y = 2", "(1, 2)", "equal"),
        ("x = 1, y = 2", "(2, 1)", "different"),
        ("x = 1, y = 2", "2, 1", "undecided"),
        ("x = 1, y = 2", "3, 1", "different"),
        ("b = 2, a = 1", "(1, 2)", "equal"),
        ("x = 1 \\text{ or } x = 2", "\\{1, 2\\}", "equal"),
        ("f(x) = x^2", "f(t) = t^2", "equal"),
        ("f(x) = x^2", "f(t) = t^3", "different"),
        ("f(x) = x^2", "g(x) = x^2", "different"),
        ("f(x) = x^2", "y = x^2", "equal"),
        ("f(x) = x^2", "z = x^2", "undecided"),
    ],
)
def test_two_relations(a, b, state):
    for one, other in ((a, b), (b, a)):
        verdict = same(one, other, algebra=False)
        assert verdict.state == state, verdict.rule


@pytest.mark.parametrize(
    ("a", "b", "state"),
    [
        ("x^2 + C", "x^2 + K", "equal"),
        ("x^2 + C", "C + x^2", "equal"),
        ("x^2 + C", "x^2 + c", "equal"),
        ("x^2 + C", "x^2 + 7 + C", "equal"),
        ("\\ln|2x| + C", "\\ln|x| + C", "equal"),
        ("x^2 + C", "x^2", "different"),
        ("x^2 + C", "x^3 + C", "different"),
        ("x^2 + C", "2x^2 + C", "different"),
        ("a + c", "a + k", "different"),
        ("a + C", "a + 1 + C", "different"),
    ],
)
def test_antiderivatives_are_equal_up_to_a_constant(a, b, state):
    for one, other in ((a, b), (b, a)):
        verdict = same(one, other, algebra=False)
        assert verdict.state == state, verdict.rule
