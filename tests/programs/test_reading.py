"""Worked texts become checked equations, or say in one reason why not."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mathwright.programs.reading import read


def test_reads_every_annotation_and_finds_the_answer() -> None:
    reading = read("She sold 48/2 = <<48/2=24>>24 clips.\nIn all 48+24 = <<48+24=72>>72.\n#### 72")
    assert reading.refused is None
    assert [equation.value for equation in reading.equations] == [24, 72]
    assert (reading.answer, reading.answer_equation) == (Fraction(72), 1)


def test_reads_an_equation_that_the_prose_prints_without_annotation() -> None:
    reading = read("He has 4 + 6 = 10 now.\nHalf is 10/2 = <<10/2=5>>5.\n#### 5")
    assert [(equation.left.strip(), equation.annotated) for equation in reading.equations] == [
        ("4 + 6", False),
        ("10/2", True),
    ]


@pytest.mark.parametrize(
    ("solution", "reason"),
    [
        pytest.param("<<1/0=1>>1\n#### 1", "division by zero", id="zero division"),
        pytest.param("<<2+2=5>>5\n#### 5", "annotation false", id="false"),
        pytest.param("<<1/3=0.33>>0.33\n#### 0.33", "annotation rounds", id="rounds"),
        pytest.param("<<2+2=4\n#### 4", "annotation not closed", id="unterminated"),
        pytest.param("<<2+2>>4\n#### 4", "annotation is no equation", id="no equation"),
        pytest.param("<<2+2=4>>4\n#### 7", "answer is no annotated result", id="other answer"),
        pytest.param("Four.\n#### 4", "no annotations", id="no annotations"),
        pytest.param("<<2+2=4>>4", "no final answer", id="no final answer"),
        pytest.param("", "no annotations", id="empty"),
        pytest.param("<<" + "(" * 10_000 + "1=1>>\n#### 1", "expression too long", id="10,000 deep"),
        pytest.param("<<" + "9" * 250 + "=1>>\n#### 1", "number too long", id="huge digits"),
        pytest.param("<<1+1=2>>2\n#### " + "9" * 400, "answer is no annotated result", id="400-digit answer"),
    ],
)
def test_refuses_with_one_countable_reason(solution: str, reason: str) -> None:
    refused = read(solution).refused
    assert refused is not None
    assert refused == reason or (reason == "answer is no annotated result" and refused == "no final answer")


@given(st.text(max_size=200))
def test_never_raises(text: str) -> None:
    assert read(text).refused is None or isinstance(read(text).refused, str)
