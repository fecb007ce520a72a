"""Solutions checked against answer, steps and question."""

import json
from collections import Counter
from fractions import Fraction

import pytest

from mathwright.programs.replay import (
    ANNOTATION_FALSE,
    EXPRESSION_DIFFERS,
    FINAL_NOT_LAST,
    NO_ANNOTATION,
    NUMBER_DIFFERS,
)
from mathwright.verify.solution import NUMBER_FROM_NOWHERE, PRINTED_FALSE, SolutionFault, check_solution

QUESTION = "Tom has 3 apples and gets 4 more. How many has he?"


@pytest.mark.parametrize(
    ("solution", "answer", "state", "faults"),
    [
        pytest.param("3+4 = <<3+4=7>>7\n#### 7", "7", "right", (), id="right"),
        pytest.param("3+4 = <<3+4=7>>7\n#### 7", "7.0", "right", (), id="right in another spelling"),
        pytest.param("3+4 = <<3+4=7>>7\n#### 7", "8", "wrong answer", (), id="wrong answer"),
        pytest.param(
            "3+4 = <<3+4=8>>8\nno, <<8-1=7>>7\n#### 7",
            "7",
            "right answer, wrong steps",
            (ANNOTATION_FALSE,),
            id="wrong step",
        ),
        pytest.param(
            "Of 9, 3+4 = <<3+4=7>>7\n#### 7", "7", "right answer, steps missing", (NUMBER_FROM_NOWHERE,), id="stray"
        ),
        pytest.param("Seven, then.\n#### 7", "7", "unreadable", (NO_ANNOTATION, NUMBER_FROM_NOWHERE), id="no steps"),
        pytest.param("3+4 = <<3+4=7>>7", "7", "unreadable", ("no final answer",), id="no final answer"),
        pytest.param("3+4 = <<3+4=7>>7\n#### 7", "B", "unreadable", (), id="answer of another kind"),
    ],
)
def test_tells_answer_from_steps(solution, answer, state, faults):
    verdict = check_solution(solution, answer, QUESTION)
    assert (verdict.state, verdict.faults) == (state, faults)


def test_gsm8k_originals_are_never_wrong(data_dir):
    states: Counter[str] = Counter()
    for line in (data_dir / "gsm8k" / "train.jsonl").read_text("utf-8").splitlines():
        row = json.loads(line)
        answer = row["answer"].rpartition("####")[2].strip()
        states[check_solution(row["answer"], answer, row["question"]).state] += 1
    assert states["wrong answer"] == 0
    assert states["right"] >= 6_300
    assert states["unreadable"] <= 100


# --- where ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("solution", "found"),
    [
        pytest.param(
            "One line.\n48/2 = <<48/2=24>>25 cups\n#### 24",
            [SolutionFault(NUMBER_DIFFERS, 2, "48/2 = <<48/2=24>>25 cups")],
            id="another number in the prose",
        ),
        pytest.param(
            "48/2 = <<48/3=16>>16\nThen 16+8 = <<16+8=24>>24.\n#### 24",
            [SolutionFault(EXPRESSION_DIFFERS, 1, "48/2 = <<48/3=16>>16")],
            id="another expression in the prose",
        ),
        pytest.param(
            "20+3 = <<20+3=24>>24\n\n  20+4 = <<20+4=25>>25  \n#### 24",
            [
                SolutionFault(ANNOTATION_FALSE, 1, "20+3 = <<20+3=24>>24"),
                SolutionFault(ANNOTATION_FALSE, 3, "20+4 = <<20+4=25>>25"),
                SolutionFault(FINAL_NOT_LAST, 4, "#### 24"),
            ],
            id="two false lines and another end",
        ),
        pytest.param(
            "20+4 = <<20+4=24>>24\nSo 4*7 = 29 too.\n#### 24",
            [SolutionFault(PRINTED_FALSE, 2, "4*7 = 29")],
            id="an equation without an annotation",
        ),
        pytest.param("20+4 = <<20+\n4=24>>24\n#### 24", [], id="an annotation over two lines"),
        pytest.param(
            "20+4 = <<20+\n4=24>>24\n3+4 = <<3+4=8>>8\n24 = <<24=24>>24\n#### 24",
            [SolutionFault(ANNOTATION_FALSE, 3, "3+4 = <<3+4=8>>8")],
            id="a false line behind an annotation over two lines",
        ),
    ],
)
def test_each_fault_names_its_line_and_what_stands_there(solution: str, found: list[SolutionFault]) -> None:
    verdict = check_solution(solution, "24")

    assert list(verdict.found) == found
    assert verdict.faults == tuple(one.name for one in found)


def test_a_number_from_nowhere_is_told_with_its_line() -> None:
    verdict = check_solution("Of these\nthe 9 go: 3+4 = <<3+4=7>>7\n#### 7", "7", QUESTION)
    assert verdict.found == (SolutionFault(NUMBER_FROM_NOWHERE, 2, "9"),)


@pytest.mark.parametrize(
    ("solution", "state"),
    [
        pytest.param("3+4 = <<3+4=7>>7 and 4*7 = 29\n#### 7", "right answer, wrong steps", id="false in the prose"),
        pytest.param("3/0 = <<3/0=3>>3, 3+4 = <<3+4=7>>7\n#### 7", "right answer, wrong steps", id="by zero"),
        pytest.param("3+1 = <<3+1=4>>4\nso 7\n#### 7", "right answer, steps missing", id="the end is not shown"),
        pytest.param("3+4 = <<3+4=7>> pens\n#### 7", "right answer, steps missing", id="the number is left out"),
        pytest.param("3+4 = <<3+4=8>>8\n#### 8", "wrong answer", id="a wrong answer is that first"),
    ],
)
def test_what_is_false_and_what_is_missing_are_two_things(solution: str, state: str) -> None:
    assert check_solution(solution, "7").state == state


def test_false_alarms_over_real_solutions_are_rare(data_dir) -> None:
    wrong = []
    for split in ("train", "test"):
        for line in (data_dir / "gsm8k" / f"{split}.jsonl").read_text("utf-8").splitlines():
            row = json.loads(line)
            answer = row["answer"].rpartition("####")[2].strip()
            verdict = check_solution(row["answer"], answer, row["question"], Fraction(1, 1000))
            if verdict.state == "right answer, wrong steps":
                wrong.append(row)
    # Of these 30 a reader finds 25 with something false in them, such as "10 x 1,248 = 11,480".
    assert len(wrong) == 30
