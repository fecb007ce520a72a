"""What the question's own words settle, and what they leave open."""

import pytest

from mathwright.verify.equality import same
from mathwright.verify.policy import check

KIND = "What kind of triangle is ABC?"
OPTIONS = "Which expression equals 2(x+1)+x? A) 2x+1 B) 3x+1 C) 2x+2 D) 3x+2"
SQUARES = "Find $a^2+b^2$."


@pytest.mark.parametrize(
    ("gold", "reply", "question", "state"),
    [
        ("isosceles", "Isosceles triangle", KIND, "equal"),
        ("isosceles triangle", "isosceles", KIND, "equal"),
        ("isosceles", "isosceles right", KIND, "undecided"),
        ("isosceles", "isosceles triangle", "Describe ABC.", "undecided"),
        ("isosceles", "scalene triangle", KIND, "undecided"),
        ("parabola", "It is a parabola opening upward.", None, "undecided"),
        ("parabola", "It is a parabola opening upward.", "What conic is it?", "equal"),
        ("rectangle", "It is a rectangle with equal sides.", "What is it?", "undecided"),
        ("parabola", "It is not a parabola opening upward.", "What conic is it?", "undecided"),
        ("D", "d) 3x + 2", OPTIONS, "equal"),
        ("B", "d) 3x + 2", OPTIONS, "different"),
        ("3x+2", "d) 3x + 2", OPTIONS, "equal"),
        ("D", "d) 3x + 1", OPTIONS, "undecided"),
        ("D", "d) 3x + 2", "Which is it?", "undecided"),
        ("16", "a^2+b^2 = 16", SQUARES, "equal"),
        ("16", "a^2+b^2 = 15", SQUARES, "undecided"),
        ("16", "a^2+b^2 = 16", "If a^2+b^2=16, find ab.", "undecided"),
        ("16", "a^2+b^2 = 16", "Find a^2+b^2+c^2.", "undecided"),
        ("3.14", "3,14", "What is pi?", "undecided"),
        ("3.14", "3,15", "What is pi?", "different"),
        ("314", "3,14", "What is it?", "different"),
    ],
)
def test_the_question_settles_what_it_names_and_no_more(gold, reply, question, state):
    verdict = check(gold, reply, question)
    assert verdict.state == state, verdict.rule


@pytest.mark.parametrize(
    ("a", "b", "state"),
    [
        ("parabola", "hyperbola", "different"),
        ("rational", "irrational", "different"),
        ("isosceles", "isoceles", "undecided"),
        ("parabola", "parabolla", "undecided"),
        ("sulphur", "sulfur", "undecided"),
        ("Steven", "Stephen", "undecided"),
        ("gray", "grey", "undecided"),
        ("infinitely many", "finitely many", "different"),
        ("a > b > c", "a < b < c", "different"),
        ("a > b > c", "c < b < a", "equal"),
        ("a \\ge b \\ge c", "a \\le b \\le c", "undecided"),
        ("a > b \\ge c", "a < b \\ge c", "different"),
        ("f(2) = 3", "f(2) = 4", "different"),
        ("P(2) = 4", "2P(2) = 8", "equal"),
        ("P(2) = 4", "2P(3) = 8", "undecided"),
        ("0:1:0", "0:1:1", "different"),
        ("0:0:0", "0:1:1", "undecided"),
        ("1/3 of the boys", "1/3 of the girls", "undecided"),
        ("\\dbinom{8}{4}", "\\tbinom{8}{4}", "equal"),
        ("\\dbinom{8}{4}", "C(8,4) = 70", "equal"),
        ("[0, 1)", "[0, 1[", "equal"),
        ("[0, 1]", "[0, 1[", "different"),
        ("(2, \\infty)", "x>2, i.e. x \\in (2,\\infty)", "equal"),
        ("(3, \\infty)", "x>2, i.e. x \\in (2,\\infty)", "different"),
        ("\\begin{pmatrix} 3 \\\\ -1 \\end{pmatrix}", "(3, -1)^T", "equal"),
        ("\\begin{pmatrix} 3 \\\\ 1 \\end{pmatrix}", "(3, -1)^T", "different"),
        ("\\cos 2\\theta", "1 - 2sin^2(theta)", "equal"),
        ("alpha", "beta", "different"),
        ("\\sin(2x-2)", "\\sin 2(x - 1)", "equal"),
        ("\\text{FF}_{16}", "0xFF", "equal"),
        ("255", "0xFF", "undecided"),
        ("\\text{FE}_{16}", "0xFF", "different"),
    ],
)
def test_other_words_and_notations(a, b, state):
    for one, other in ((a, b), (b, a)):
        verdict = same(one, other, algebra=False)
        assert verdict.state == state, verdict.rule
