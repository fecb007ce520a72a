"""What a run admits, as its run file or else its recipe says."""

import json
from pathlib import Path
from typing import Any

import pytest

from mathwright.curate.admit import AGAINST, CAP_REACHED, DUPLICATE, NEAR, OF_SEED, SEED_OTHER_NUMBERS
from mathwright.curate.contamination.search import EXACT, OTHER_NUMBERS
from mathwright.errors import UsageError
from mathwright.jobs.admission import cap_per_template, gate
from mathwright.jobs.check import check_run
from mathwright.jobs.config import AdmitConfig, HowConfig, RunConfig, SeedsConfig, read_run_config
from mathwright.jobs.curate import build_index
from mathwright.jobs.identity import config_hash
from mathwright.records import Problem, problem_id

TEXT = "{} walks from home to school and back on each of {} days of the week, rain or shine. How often is that?"


def problem(question: str) -> Problem:
    return Problem(problem_id=problem_id("t", question, "1"), question=question, solutions=(), answer="1", source="t")


def reasons(config: RunConfig, *questions: str, seeds: tuple[Problem, ...] = ()) -> list[str | None]:
    admit = gate(config, seeds)
    return [refused and refused.reason for refused in map(admit, map(problem, questions))]


@pytest.mark.parametrize(
    ("recipe", "settings", "cap"),
    [
        ("mugglemath", {}, None),
        ("math2", {}, 1),
        ("mathscale", {}, 1),
        ("mugglemath", {"numbers": "unwanted"}, 1),
        ("math2", {"numbers": "wanted"}, None),
        ("math2", {"cap_per_template": 50}, 50),
        ("mugglemath", {"numbers": "unwanted", "cap_per_template": 1}, 1),
    ],
)
def test_other_numbers_are_new_where_recipe_or_run_file_say_so(
    recipe: str, settings: dict[str, Any], cap: int | None
) -> None:
    assert cap_per_template(RunConfig(recipe=recipe, admit=AdmitConfig(**settings))) == cap


def test_copies_other_numbers_and_near_texts_are_refused_each_for_its_reason() -> None:
    config = RunConfig(recipe="math2", admit=AdmitConfig(near=0.8))
    asked = [TEXT.format("Ann", 3), TEXT.format("Ann", 3), TEXT.format("Ann", 4), TEXT.format("Zoe", 5), "Why 1?"]
    assert reasons(config, *asked) == [None, DUPLICATE, CAP_REACHED, NEAR, None]
    assert reasons(RunConfig(), *asked) == [None, DUPLICATE, None, NEAR, None]
    assert reasons(RunConfig(admit=AdmitConfig(near=0)), *asked) == [None, DUPLICATE, None, None, None]


def test_seed_problems_are_not_let_in_again_and_their_near_relatives_are() -> None:
    seed = problem(TEXT.format("Ann", 3))
    asked = seed.question, TEXT.format("Ann", 4)
    assert reasons(RunConfig(), *asked, seeds=(seed,)) == [OF_SEED, None]
    assert reasons(RunConfig(recipe="math2"), *asked, seeds=(seed,)) == [OF_SEED, SEED_OTHER_NUMBERS]


@pytest.mark.parametrize("settings", [{"near": 0.5}, {"numbers": "unwanted"}, {"cap_per_template": 2}])
def test_what_is_admitted_is_part_of_a_runs_identity(settings: dict[str, Any]) -> None:
    assert config_hash(RunConfig(admit=AdmitConfig(**settings)), ()) != config_hash(RunConfig(), ())


def test_a_run_file_may_name_a_saved_index(tmp_path: Path) -> None:
    held, index = tmp_path / "held.jsonl", tmp_path / "held.index"
    held.write_text(json.dumps({"question": TEXT.format("Ann", 3)}) + "\n", encoding="utf-8")
    build_index([str(held)], index)
    held.unlink()
    (tmp_path / "run.toml").write_text(f'[admit]\nagainst = ["{index}"]\n', encoding="utf-8")
    config = read_run_config(tmp_path / "run.toml", {})
    assert reasons(config, TEXT.format("Ann", 3), TEXT.format("Ann", 4), "Why 1?") == [
        AGAINST[EXACT],
        AGAINST[OTHER_NUMBERS],
        None,
    ]
    assert check_run(config, calls=False).faults == ()


def test_the_check_tells_of_a_test_file_beside_the_seed_problems_unless_it_is_kept_apart(tmp_path: Path) -> None:
    row = json.dumps({"question": "Tom has 3 apples and eats 1. How many are left?", "answer": "2 #### 2"}) + "\n"
    train, test, index = tmp_path / "gsm8k-train.jsonl", tmp_path / "gsm8k-test.jsonl", tmp_path / "bench.index"
    for path in (train, test):
        path.write_text(row, encoding="utf-8")
    build_index([str(test)], index)

    def notes(*against: Path) -> tuple[str, ...]:
        admit = AdmitConfig(against=tuple(map(str, against)))
        config = RunConfig(
            seeds=SeedsConfig(path=str(train)), admit=admit, how=HowConfig(workspace=str(tmp_path / "w"))
        )
        return tuple(note for note in check_run(config, calls=False).notes if "admit.against" in note)

    told = f"{test} lies beside the seed problems and is not in admit.against: new problems may repeat it"
    assert [notes(), notes(train), notes(test), notes(index)] == [(told,), (told,), (), ()]
    test.unlink()
    assert notes() == ()


def test_an_unknown_policy_is_refused(tmp_path: Path) -> None:
    (tmp_path / "run.toml").write_text('[admit]\nnumbers = "some"\n', encoding="utf-8")
    with pytest.raises(UsageError, match=r"admit\.numbers"):
        read_run_config(tmp_path / "run.toml", {})
    (tmp_path / "run.toml").write_text("[admit]\nnear = 1.5\n", encoding="utf-8")
    with pytest.raises(UsageError, match=r"admit\.near"):
        read_run_config(tmp_path / "run.toml", {})


def test_evidence_is_json_and_names_the_twin() -> None:
    admit = gate(RunConfig(), ())
    first = problem(TEXT.format("Ann", 3))
    assert admit(first) is None
    refused = admit(first)
    assert refused is not None
    assert json.loads(refused.evidence or "") == {"twin": first.problem_id}
