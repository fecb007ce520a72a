"""Our verdicts on real outputs, and on every stored answer against itself and damaged."""

import json
from pathlib import Path

import pytest

from mathwright.jobs.verify_mutations import ITSELF, mutation_table
from mathwright.seeds.reader import read_problems
from mathwright.verify.policy import check

FILES = (
    "gsm8k/test.jsonl",
    "math/test.jsonl",
    "mwpbench/gaokaobench_math_en.jsonl",
    "mwpbench/tal_scq5k_en_test.jsonl",
    "mwpbench/agieval_sat-math.jsonl",
    "mwpbench/agieval_gaokao-mathcloze.jsonl",
)


def graded(folder: Path):
    """Gold answer, output and the publisher's verdict of each of the 5,276 outputs."""
    path = folder / "graded" / "gsm8k_openai_example_model_solutions.jsonl"
    if not path.is_file():
        pytest.skip(f"no {path}")
    golds = [problem.answer for problem in read_problems(folder / "gsm8k" / "test.jsonl")]
    for line, gold in zip(path.read_text(encoding="utf-8").splitlines(), golds, strict=True):
        for output in json.loads(line).values():
            if isinstance(output, dict):
                yield gold, output["solution"], output["is_correct"]


def test_real_outputs_are_judged_as_their_publishers_judge_them(data_dir):
    outputs = list(graded(data_dir))
    assert len(outputs) == 5_276
    verdicts = [(check(gold, reply).state, right) for gold, reply, right in outputs]
    assert sum((state == "equal") != right for state, right in verdicts) == 0
    # It ends in "10+John's age".
    assert sum(state == "undecided" for state, _ in verdicts) == 1


@pytest.mark.parametrize("name", FILES)
def test_every_stored_answer_equals_itself_and_a_damaged_one_hardly_ever(data_dir, name):
    path = data_dir / name
    if not path.is_file():
        pytest.skip(f"no {path}")
    table = mutation_table([path])
    itself = next(row for row in table.rows if row.mutation == ITSELF)
    assert itself.answers > 0
    assert itself.equal == itself.answers
    damaged = [row for row in table.rows if row.mutation != ITSELF]
    assert sum(row.equal for row in damaged) <= 0.002 * sum(row.answers for row in damaged)
