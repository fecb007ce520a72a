"""Options of a multiple choice, as questions print them."""

import time

import pytest
from tests.patience import RUNAWAY_S

from mathwright.verify.options import options_of

TWO = {"A": "3", "B": "5"}


@pytest.mark.parametrize(
    ("question", "options"),
    [
        ("What is it? (A) 3 (B) 5", TWO),
        ("What is it?\nA. 3\nB. 5", TWO),
        ("What is it? A. 3  B. 5.", TWO),
        ("What is it?\nA: 3\nB: 5\nAnswer with a letter.", TWO),
        ("What is it?\nA) 3\nB) 5", TWO),
        ("下列哪个是对的？A．3 B．5", TWO),
        ("下列哪个是对的？（A）3（B）5", TWO),
        ("What is it? $\\textbf{(A)}\\ 3 \\qquad\\textbf{(B)}\\ 5$", TWO),
        ("What is it? $\\text{(A) } 3\\qquad\\text{(B) } 5$", TWO),
        ("What is it? $\\mathrm{(A)}\\ 3\\quad\\mathrm{(B)}\\ 5$", TWO),
        ("What is it? (A)$3$ (B)$5$", {"A": "$3$", "B": "$5$"}),
        ("Options: ['(A)3', '(B)5']", TWO),
        ("Is it (A) an even number, or (B) an odd one?", {"A": "an even number", "B": "an odd one?"}),
        ("Point A. is on line B. How far is C?", {"A": "is on line", "B": "How far is C?"}),
        ("What is f(A) if A = 3?", {}),
        ("What is it? (A) 3", {}),
        ("What is it?", {}),
        ("First (A) 1 (B) 2 (C) 3; then (A) 3 (B) 5 (C) 7", {"A": "3", "B": "5", "C": "7"}),
    ],
)
def test_options(question, options):
    assert dict(options_of(question)) == options


def test_hostile_questions_are_quick():
    start = time.process_time()
    for mark in ("(A) ", "(A) (B) ", "A. ", "A. x B. y ", "\\textbf{", "$ ", "(A) x (B)" + " " * 9_000 + "y"):
        options_of(mark * (19_000 // len(mark)))
    assert time.process_time() - start < RUNAWAY_S
