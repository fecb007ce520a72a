"""Solutions checked against answer, steps and question."""

import json
from collections import Counter

import pytest

from mathwright.programs.replay import ANNOTATION_FALSE, NO_ANNOTATION
from mathwright.verify.solution import NUMBER_FROM_NOWHERE, check_solution

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
            "Of 9, 3+4 = <<3+4=7>>7\n#### 7", "7", "right answer, wrong steps", (NUMBER_FROM_NOWHERE,), id="stray"
        ),
        pytest.param("Seven, then.\n#### 7", "7", "unreadable", (NO_ANNOTATION, NUMBER_FROM_NOWHERE), id="no steps"),
        pytest.param("3+4 = <<3+4=7>>7", "7", "unreadable", ("no final answer",), id="no final answer"),
        pytest.param("3+4 = <<3+4=7>>7\n#### 7", "x", "unreadable", (), id="answer of another kind"),
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
