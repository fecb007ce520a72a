"""A stored solution computed again: what it comes to, and that a rounded step is no false one."""

import pytest

from mathwright.records import Problem
from mathwright.verify.recomputed import recomputed

CLIPS = "Tom sold 48 clips in April and half as many in May. How many did he sell in all?"


def problem(answer: str, *solutions: str, question: str = CLIPS) -> Problem:
    return Problem(problem_id="p", question=question, solutions=solutions, answer=answer, source="t")


@pytest.mark.parametrize(
    ("solution", "answer", "state", "comes_to"),
    [
        pytest.param("48/2 = <<48/2=24>>24\n48+24 = <<48+24=72>>72\n#### 72", "72", "agrees", None, id="right"),
        pytest.param("48/2 = <<48/2=24>>24\n48+24 = <<48+24=73>>73\n#### 73", "73", "differs", "72", id="last"),
        pytest.param("48/2 = <<48/2=25>>25\n48+25 = <<48+25=73>>73\n#### 73", "73", "differs", "72", id="carried"),
        pytest.param("48/2 = <<48/2=25>>25\n48+24 = <<48+24=72>>72\n#### 72", "72", "wrong steps", None, id="unused"),
        pytest.param("48/2 = <<48/2=24>>24\n48+24 = <<48+24=72>>72\n#### 72", "70", "differs", "72", id="stored"),
        pytest.param("40/3 = <<40/3=13.33>>13.33\n#### 13.33", "13.33", "wrong steps", None, id="rounded"),
        pytest.param("40/3 = <<40/3=13>>13\n#### 13", "13", "wrong steps", None, id="cut to whole"),
        pytest.param("7*3 = <<7*3=20>>20\n#### 20", "20", "differs", "21", id="whole numbers are never rounded"),
        pytest.param("1/0 = <<1/0=5>>5\n#### 5", "5", "cannot tell", None, id="division by zero"),
        pytest.param("3-8 = <<3-8=5>>5\n2*5 = <<2*5=10>>10\n#### 10", "10", "differs", "-10", id="negative carried"),
        pytest.param("It is $\\boxed{72}$.", "72", "cannot tell", None, id="nothing to compute"),
        pytest.param("They are $\\boxed{-2}$ and $\\boxed{1}$.", "1", "differs", "-2, 1", id="two boxes, one stored"),
        pytest.param("It is $\\boxed{x+11}$ or $\\boxed{11+x}$.", "11+x", "cannot tell", None, id="two forms"),
        pytest.param("So she gets 12 apples.", "11", "cannot tell", None, id="an end that is only guessed"),
        pytest.param("Who knows?", "1", "cannot tell", None, id="no answer"),
    ],
)
def test_it_says_what_the_stored_solution_comes_to(
    solution: str, answer: str, state: str, comes_to: str | None
) -> None:
    found = recomputed(problem(answer, solution))
    assert (found.state, found.answer) == (state, comes_to)


def test_a_false_result_that_is_reached_again_by_a_true_step_counts_as_true() -> None:
    text = "4*6 = <<4*6=25>>25\n5*5 = <<5*5=25>>25\n25+1 = <<25+1=26>>26\n#### 26"
    assert recomputed(problem("26", text)).state == "wrong steps"


def test_without_a_solution_there_is_nothing_to_say() -> None:
    assert recomputed(problem("1"))._asdict() == {
        "state": "cannot tell",
        "answer": None,
        "text": "",
        "why": "no solution",
    }


def test_it_says_in_what_way_it_differs() -> None:
    assert recomputed(problem("73", "48+24 = <<48+24=73>>73\n#### 73")).why == "its steps, computed again"
    assert recomputed(problem("70", "48+24 = <<48+24=72>>72\n#### 72")).why == "its last line"
