"""Names in front of values: when one stands for another, as texts."""

import pytest

from mathwright.verify.equality import same


@pytest.mark.parametrize(
    ("a", "b", "state", "rule"),
    [
        ("x = 5", "y = 5", "different", "equation in other variables"),
        ("x = 5", "5", "equal", "rational"),
        ("X = 5", "x = 5", "undecided", "variables that differ by case"),
        ("X = 5", "x = 6", "different", "rational"),
        ("AB = 5", "BA = 5", "equal", "rational"),
        ("AB = 5", "AC = 5", "different", "equation in other variables"),
        ("ABC = 5", "CBA = 5", "different", "equation in other variables"),
        ("AB = CD", "AB = DC", "undecided", "points in another order"),
        ("\\angle A = 30^\\circ", "A = 30^\\circ", "equal", "quantity"),
        ("\\angle A = 30^\\circ", "B = 30^\\circ", "different", "another name"),
        # arguments
        ("f(x) = x^2", "f(t) = t^2", "equal", None),
        ("f(x) = x^2+1", "f(t) = 1+t^2", "equal", None),
        ("f(x) = x^2", "f(t) = x^2", "different", None),
        ("f(x) = 0", "f(y) = 0", "undecided", "argument that is not used"),
        ("f(x) = 0", "f(y) = 1", "different", "rational"),
        ("f(x, y) = x", "f(a, b) = a", "undecided", "argument that is not used"),
        ("f(x, y) = x - y", "f(a, b) = a - b", "equal", None),
        ("f(x, y) = x - y", "f(a, b) = b - a", "different", None),
        ("P(A) = 0", "P(B) = 0", "different", None),
        ("P(A) = 0", "P(A) = \\frac{0}{2}", "equal", "rational"),
        ("F(A, B) = 0", "F(A, C) = 0", "different", "another argument"),
        ("f(1) = 3", "f(2) = 3", "different", "another argument"),
        ("f(1) = 3", "f(\\frac22) = 3", "equal", "statement"),
        ("f(1) = 3", "f(x) = 3", "undecided", None),
        ("f(1) = 3", "3", "equal", "rational"),
        ("f(1) = 3", "g(1) = 3", "undecided", None),
        # functions, variables, sequences
        ("f(x) = 2x", "y = 2x", "equal", None),
        ("f(t) = 2t", "y = 2x", "undecided", "function of another variable"),
        ("f(t) = 2t", "y = 3t", "different", None),
        ("f(t) = 2t", "2x", "undecided", "function of another variable"),
        ("f(x) = 2x", "3x", "different", None),
        ("f(t) = 2t", "5", "undecided", None),
        ("f(t) = 2", "5", "different", "rational"),
        ("a_n = 2n", "a_k = 2k", "equal", None),
        ("a_n = 2n", "a_k = 3k", "different", None),
        ("a_n = 2n", "b_n = 2n", "different", None),
        ("a_n = 2n", "a_k = 2n", "different", None),
        # numbered roots
        ("x_1 = 4, x_2 = -1", "-1, 4", "equal", "members"),
        ("x_1 = 4, x_2 = -1", "1, 4", "different", "members"),
        ("x_1 = 4, x_3 = -1", "-1, 4", "equal", "members"),
        ("x_1 = 4, x_2 = -1", "(-1, 4)", "undecided", None),
        ("x_1 = 4, x_2 = -1", "(4, -1)", "equal", None),
        ("x_1 = 4, y_1 = -1", "-1, 4", "undecided", None),
        ("a_1 = 4, a_2 = -1", "-1, 4", "undecided", None),
        ("x_1 = 4, x_2 = -1", "x_1 = -1, x_2 = 4", "undecided", "roots numbered in another order"),
        ("x_1 = 4, x_2 = -1", "x_1 = -1, x_2 = 5", "different", "system"),
        ("a_1 = 4, a_2 = -1", "a_1 = -1, a_2 = 4", "different", "system"),
        # both signs
        ("y = \\pm\\frac34 x", "3x \\pm 4y = 0", "equal", "members"),
        ("y = \\pm\\frac34 x", "4x \\pm 3y = 0", "different", "members"),
        ("y = \\pm 2x", "y = 2x", "different", None),
        # computations behind a name
        ("m + n = 61 + 35 = 96", "m + n = 96", "equal", "equation"),
        ("m + n = 61 + 34 = 96", "m + n = 96", "undecided", None),
        ("-x = 5", "5", "undecided", None),
        ("-x = 5", "-5", "undecided", None),
        ("-x = 5", "4", "different", None),
    ],
)
def test_names(a, b, state, rule):
    for one, other in ((a, b), (b, a)):
        verdict = same(one, other, algebra=False)
        assert (verdict.state, rule or verdict.rule) == (state, verdict.rule)


@pytest.mark.parametrize(
    ("a", "b", "state"),
    [
        ("0:1:0", "0:0:1", "different"),
        ("0:1:0", "0:1:0.0", "equal"),
        ("61:00", "16:00", "undecided"),
        ("k\\pi", "n\\pi", "undecided"),
        ("2k\\pi", "n\\pi", "different"),
        ("k\\pi", "x\\pi", "different"),
        ("3k", "3n", "different"),
        ("11_2", "2000!", "different"),
        ("1101_2", "1101", "undecided"),
        ("1101_2", "0b", "different"),
        ("no solution", "0 solutions", "equal"),
        ("no solution", "0 apples", "different"),
        ("yes", "0 solutions", "different"),
        ("\\angle ABC = 30^\\circ", "ABC = 30^\\circ", "equal"),
        ("no solution", "2 solutions", "different"),
        ("\\begin{pmatrix} 3 \\\\ -1 \\end{pmatrix}", "3\\mathbf{i} + \\mathbf{j}", "different"),
    ],
)
def test_values_that_differ_in_writing(a, b, state):
    for one, other in ((a, b), (b, a)):
        verdict = same(one, other, algebra=False)
        assert verdict.state == state, verdict.rule
