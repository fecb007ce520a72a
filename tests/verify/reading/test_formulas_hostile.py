"""Texts made to break a reader: each gets an answer, in little time, in a tree that can be hashed."""

from __future__ import annotations

import time

import pytest
from tests.patience import RUNAWAY_S

from mathwright.verify.reading.answer import Unread
from mathwright.verify.reading.formulas import read_formula

HOSTILE = {
    "braces": "{" * 100_000,
    "closed braces": "{" * 4_900 + "x" + "}" * 4_900,
    "parentheses": "(" * 4_000 + "1" + ")" * 4_000,
    "a megabyte of digits": "1" * 1_000_000,
    "nine thousand digits": "1" * 9_000,
    "commands": r"\frac" * 50_000,
    "roots": r"\sqrt" * 1_900 + "2",
    "signs": "-" * 1_900 + "1",
    "tower": "2" + "^2" * 900,
    "carets": "^" * 1_900,
    "factorials": "5" + "!" * 1_900,
    "percents": "5" + "%" * 1_900,
    "bars": "|" * 900 + "x" + "|" * 900,
    "groups of three": "1" + ",000" * 2_499,
    "spaced groups": "1 000" * 1_900,
    "decimals that go on": "0." + "12" * 4_000 + "...",
    "nearly repeating": "0." + "1" * 3_900 + "2...",
    "commas": "," * 9_000,
    "list": "1," * 900,
    "equations": "x=" * 900 + "1",
    "inequalities": "x<" * 900 + "1",
    "equal signs": "=" * 1_900 + "5",
    "about": r"\approx " * 900 + "5",
    "plus-minus": "1" + r"\pm 1" * 600,
    "short fractions": r"\frac12" * 900,
    "or": "x or " * 900,
    "indices": "x_" * 900 + "1",
    "matrices": r"\begin{pmatrix}" * 800,
    "matrices inside": r"\begin{pmatrix}" * 59 + "1" + r"\end{pmatrix}" * 59,
    "sum of matrices": "+".join([r"\begin{pmatrix}1\end{pmatrix}"] * 400),
    "unions": r"\cup".join(["(1,2)"] * 300),
    "sets inside": r"\{" * 59 + "1" + r"\}" * 59,
    "tuples inside": "(" * 59 + "1" + ",2)" * 59,
    "quotients": "1/2x" * 800,
    "angle brackets": "<" * 900 + ">" * 900,
    "definitions inside": "x=(1," * 55 + "2" + ")" * 55,
    "set-builders inside": r"\{x|x>" * 50 + "1" + r"\}" * 50,
    "cases inside": r"\begin{cases}x=" * 30 + "1" + r"\end{cases}" * 30,
    "chosen": "^" * 50 + "5C_2",
    "remainders": "5 mod " * 900 + "3",
    "functions": "sin " * 900 + "x",
    "brackets that differ": "[(" * 29 + "1,2" + ")]" * 29,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_answers_soon(name: str) -> None:
    started = time.perf_counter()
    readings = read_formula(HOSTILE[name])
    assert time.perf_counter() - started < RUNAWAY_S
    assert isinstance(hash(readings), int)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("9" * 10_001, "formula too long"),
        ("x+" * 1_500 + "x", "formula too long"),
        ("1" * 4_001, "number too long"),
        ("1." + "1" * 4_000, "number too long"),
        ("(" * 61 + "1" + ")" * 61, "nested too deeply"),
        ("-" * 0 + r"\sqrt" * 61 + "2", "nested too deeply"),
        ("5" + "!" * 200, "nested too deeply"),
        ("(1", "brackets do not match"),
        ("1)", "brackets do not match"),
        (r"\begin{pmatrix}1\end{cases}", "brackets do not match"),
        (r"\begin{pmatrix}1&2\\3\end{pmatrix}", "rows of different length"),
        (r"\input{x}", "unknown command"),
        ("__import__('os')", "words"),
        ("nan", "not a number"),
    ],
)
def test_refuses_with_the_reason(text: str, reason: str) -> None:
    assert read_formula(text) == (Unread(reason),)


def test_reads_up_to_its_bounds() -> None:
    assert not isinstance(read_formula("1" * 4_000)[0], Unread)
    assert not isinstance(read_formula("(" * 50 + "1" + ")" * 50)[0], Unread)
    assert not isinstance(read_formula("x+" * 999 + "x")[0], Unread)
