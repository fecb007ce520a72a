"""A run from seed problems to its dataset: the same whatever the workers, the kills and the targets before."""

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest

from mathwright.errors import DataError, UsageError
from mathwright.jobs.config import AdmitConfig, HowConfig, RunConfig, SeedsConfig
from mathwright.jobs.demo import ACCEPTED, run_demo
from mathwright.jobs.make import MadeRun, make, resolve
from mathwright.jobs.preview import preview
from mathwright.jobs.publish import publish_run
from mathwright.jobs.runs import explain, list_runs, show_run
from mathwright.publish.dataset import whole_dataset
from mathwright.recipes.catalog import RECIPES

KILLS = int(os.environ.get("MATHWRIGHT_SOAK", "3"))
each_recipe = pytest.mark.parametrize("recipe", sorted(RECIPES))
SAME = ("accepted.parquet", "accepted.jsonl", "rejected.jsonl", "manifest.json", "report.json")


def run(place: Path, accepted: int = 20, *, workers: int = 0, to: str = "out", **changes: object) -> MadeRun:
    how = HowConfig(workers=workers, workspace=str(place / "workspace"))
    config = RunConfig(accepted=accepted, run_seed=3, how=how).model_copy(update=changes)
    return make(config, to=place / to)


def contents(folder: Path) -> dict[str, bytes]:
    return {name: (folder / name).read_bytes() for name in SAME}


def seeds_file(path: Path, *rows: tuple[str, str]) -> SeedsConfig:
    path.write_text("".join(json.dumps({"question": q, "answer": a}) + "\n" for q, a in rows), encoding="utf-8")
    return SeedsConfig(path=str(path))


def check_done(command: list[str], cwd: Path) -> None:
    done = subprocess.run(command, capture_output=True, text=True, cwd=cwd)
    assert done.returncode == 0, done.stderr


FRUIT = ("Tom has 3 apples and 4 pears. How many fruits does he have?", "Tom has 3+4=<<3+4=7>>7 fruits.\n#### 7")


@each_recipe
def test_writes_as_many_problems_as_wanted_each_proved_by_its_program(tmp_path: Path, recipe: str) -> None:
    made = run(tmp_path, recipe=recipe)
    assert (made.state, made.published.rows, made.published.wanted) == ("complete", 20, 20)
    assert whole_dataset(tmp_path / "out").rows == 20
    rows = [json.loads(line) for line in (tmp_path / "out" / "accepted.jsonl").read_text(encoding="utf-8").splitlines()]
    assert {row["evidence"] for row in rows} == {"program"}
    assert len({row["problem"] for row in rows}) == 20
    assert all(row["solution"].endswith(f"#### {row['answer']}") for row in rows)
    assert made.published.report.read_text(encoding="utf-8").startswith("<!")


@each_recipe
def test_the_result_does_not_depend_on_the_number_of_workers(tmp_path: Path, recipe: str) -> None:
    run(tmp_path / "none", workers=0, recipe=recipe)
    run(tmp_path / "two", workers=2, recipe=recipe)
    assert contents(tmp_path / "none" / "out") == contents(tmp_path / "two" / "out")


@each_recipe
def test_another_run_seed_gives_other_problems(tmp_path: Path, recipe: str) -> None:
    run(tmp_path / "a", recipe=recipe)
    run(tmp_path / "b", run_seed=4, recipe=recipe)
    first, second = (contents(tmp_path / name / "out")["accepted.jsonl"] for name in "ab")
    assert first != second


@each_recipe
def test_a_higher_target_goes_on_in_the_same_run_and_a_lower_one_cuts_it(tmp_path: Path, recipe: str) -> None:
    fresh = run(tmp_path / "fresh", 20, recipe=recipe)
    ten = run(tmp_path / "grown", 10, recipe=recipe)
    twenty = run(tmp_path / "grown", 20, recipe=recipe)
    assert ten.published.run_id == twenty.published.run_id == fresh.published.run_id
    assert contents(tmp_path / "grown" / "out") == contents(tmp_path / "fresh" / "out")
    run(tmp_path / "grown", 10, to="cut", recipe=recipe)
    run(tmp_path / "short", 10, recipe=recipe)
    assert contents(tmp_path / "grown" / "cut") == contents(tmp_path / "short" / "out")


@each_recipe
@pytest.mark.timeout(900)
def test_a_killed_run_goes_on_to_the_same_result(tmp_path: Path, recipe: str) -> None:
    run(tmp_path / "whole", 150, recipe=recipe)
    arguments = ["--accepted", "150", "--run-seed", "3", "--workspace", str(tmp_path / "workspace")]
    command = [
        sys.executable,
        "-m",
        "mathwright",
        "make",
        "--recipe",
        recipe,
        *arguments,
        "--to",
        str(tmp_path / "out"),
    ]
    chance = random.Random(f"kills:{recipe}")
    for kill in range(KILLS):
        workers = ["--workers", chance.choice("012")]
        process = subprocess.Popen([*command, *workers], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(chance.uniform(0.5, 2.5))
        process.send_signal(signal.SIGKILL)
        process.wait()
        if kill % 10 == 9:
            check_done([*command, *workers], tmp_path)
            assert contents(tmp_path / "out") == contents(tmp_path / "whole" / "out")
            shutil.rmtree(tmp_path / "workspace")
    check_done(command, tmp_path)
    assert contents(tmp_path / "out") == contents(tmp_path / "whole" / "out")


def test_ctrl_c_is_told_in_one_line_and_the_same_command_goes_on(tmp_path: Path) -> None:
    arguments = ["make", "--accepted", "5000", "--workspace", str(tmp_path / "workspace"), "--workers", "0"]
    command = [sys.executable, "-m", "mathwright", *arguments]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=tmp_path)
    while not list_runs(tmp_path / "workspace"):
        time.sleep(0.1)
    time.sleep(0.5)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=30)
    assert (process.returncode, out) == (130, "")
    assert "Go on with: mathwright make --accepted 5000" in err
    assert "Traceback" not in err
    assert [found.state for found in list_runs(tmp_path / "workspace")] == ["interrupted"]


@each_recipe
def test_seed_problems_without_programs_end_the_run_and_say_why(tmp_path: Path, recipe: str) -> None:
    seeds = seeds_file(tmp_path / "a.jsonl", ("What is the meaning of this?", "None.\n#### 7"))
    made = run(tmp_path, 5, seeds=seeds, recipe=recipe)
    assert (made.state, made.published.rows) == ("exhausted", 0)
    assert made.published.ending == "no_program"
    assert sum(made.published.refused.values()) == made.published.rejected > 0
    assert "needs a program" in next(iter(made.published.refused))


def test_limit_ends_the_run_below_its_target(tmp_path: Path) -> None:
    how = HowConfig(workers=0, workspace=str(tmp_path / "workspace"))
    made = make(RunConfig(accepted=50, how=how), to=tmp_path / "out", limit=10)
    assert (made.state, made.published.rows) == ("limited", 10)


def test_keeps_apart_from_a_file_even_with_other_numbers(tmp_path: Path) -> None:
    seeds = seeds_file(tmp_path / "train.jsonl", FRUIT)
    (tmp_path / "test.jsonl").write_text(
        json.dumps({"question": FRUIT[0].replace("3", "50"), "answer": "#### 1"}) + "\n"
    )
    options: dict[str, object] = {"kinds": ["change_numbers"], "sweeps": 30}
    free = run(tmp_path / "free", 2, seeds=seeds, options=options)
    apart = run(
        tmp_path / "apart", 2, seeds=seeds, options=options, admit=AdmitConfig(against=(str(tmp_path / "test.jsonl"),))
    )
    assert free.published.rows == 2
    assert apart.published.rows == 0
    assert apart.published.refused["admit: in an against file with other numbers"] > 0
    assert apart.published.ending == "exhausted"
    gave_up = run(
        tmp_path / "up",
        2,
        seeds=seeds,
        options={"kinds": ["change_numbers"]},
        admit=AdmitConfig(against=(str(tmp_path / "test.jsonl"),)),
    )
    assert (gave_up.published.ending, gave_up.published.most_items) == ("gave_up", 2 + 20 * 2)


def test_a_changed_file_of_seed_problems_is_another_run(tmp_path: Path) -> None:
    config = RunConfig(seeds=seeds_file(tmp_path / "a.jsonl", FRUIT))
    before = resolve(config)
    seeds_file(tmp_path / "a.jsonl", FRUIT, (FRUIT[0].replace("Tom", "Ann"), FRUIT[1]))
    after = resolve(config)
    assert (before.seeds, after.seeds) == (1, 2)
    assert before.run_id != after.run_id


@pytest.mark.parametrize("change", [{"accepted": 7}, {"how": HowConfig(workers=1, workspace="elsewhere")}])
def test_target_and_how_are_no_part_of_a_runs_identity(change: dict[str, object]) -> None:
    assert resolve(RunConfig()).run_id == resolve(RunConfig().model_copy(update=change)).run_id


@pytest.mark.parametrize(
    ("config", "message"),
    [
        (RunConfig(recipe="mugglemaths"), 'unknown recipe "mugglemaths"; did you mean "mugglemath"?'),
        (
            RunConfig(options={"response": 2}),
            '[options] of mugglemath: unknown key "response"; did you mean "responses"?',
        ),
        (
            RunConfig(options={"program_check": True}),
            (
                '[options] of mugglemath: unknown key "program_check"; known: companions, kinds, most_responses, paths,'
                " responses, sampling_budget, sweeps, vote_margin, vote_threshold, with_solution;"
                " it is an option of math2 and mathscale"
            ),
        ),
    ],
)
def test_a_wrong_name_is_said_before_anything_is_read(config: RunConfig, message: str) -> None:
    with pytest.raises(UsageError) as fault:
        make(config.model_copy(update={"seeds": SeedsConfig(path="missing.jsonl")}))
    assert str(fault.value) == message


def test_a_missing_file_is_a_data_error_that_names_it(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"missing\.jsonl: no such file"):
        run(tmp_path, seeds=SeedsConfig(path=str(tmp_path / "missing.jsonl")))


@each_recipe
def test_preview_shows_what_the_run_would_make_first_and_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, recipe: str
) -> None:
    monkeypatch.chdir(tmp_path)
    shown = preview(RunConfig(run_seed=3, recipe=recipe), 4)
    assert list(tmp_path.iterdir()) == []
    run(tmp_path, 4, recipe=recipe)
    rows = [json.loads(line) for line in (tmp_path / "out" / "accepted.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [problem.problem_id for problem in shown] == [row["problem_id"] for row in rows]


def test_the_demo_runs_every_recipe_and_shows_a_problem_of_each(tmp_path: Path) -> None:
    found = run_demo(tmp_path)
    assert {one.recipe: one.run.published.rows for one in found} == ACCEPTED
    assert sorted(ACCEPTED) == sorted(RECIPES)
    assert all(one.shown is not None and one.shown.source == f"{one.recipe}/1" for one in found)


@each_recipe
def test_a_dataset_is_written_again_from_the_workspace_byte_for_byte(tmp_path: Path, recipe: str) -> None:
    made = run(tmp_path, recipe=recipe)
    publish_run(tmp_path / "workspace", made.published.run_id[:6], to=tmp_path / "again")
    assert contents(tmp_path / "again") == contents(tmp_path / "out")


def test_splits_share_no_seed_problem(tmp_path: Path) -> None:
    made = run(tmp_path, 60)
    again = publish_run(tmp_path / "workspace", made.published.run_id, to=tmp_path / "split", held_out=0.4)
    rows = [
        json.loads(line) for line in (tmp_path / "split" / "accepted.jsonl").read_text(encoding="utf-8").splitlines()
    ]
    parents = {
        name: {p for row in rows if row["split"] == name for p in row["parents"]} for name in ("train", "held_out")
    }
    assert min(map(len, parents.values())) > 5
    assert parents["train"] & parents["held_out"] == set()
    assert again.rows + sum(json.loads(line)["pass"] == "split" for line in rejected(tmp_path / "split")) == 60


def rejected(folder: Path) -> list[str]:
    return (folder / "rejected.jsonl").read_text(encoding="utf-8").splitlines()


def test_explains_a_problem_down_to_the_seed_problems_it_was_made_from(tmp_path: Path) -> None:
    made = run(tmp_path)
    row = json.loads((tmp_path / "out" / "accepted.jsonl").read_text(encoding="utf-8").splitlines()[-1])
    found = explain(tmp_path / "workspace", row["problem_id"])
    assert [one.run_id for one in found.made] == [made.published.run_id]
    assert [parent.problem_id for parent in found.parents] == row["parents"]
    assert all(parent.seed_problem is not None for parent in found.parents)
    with pytest.raises(UsageError, match="no run made a problem 'nothing'"):
        explain(tmp_path / "workspace", "nothing")


def test_explains_a_seed_problem_by_the_oldest_run_that_reads_it(tmp_path: Path) -> None:
    gone = seeds_file(tmp_path / "gone.jsonl", FRUIT)
    first = run(tmp_path, 1, seeds=gone, to="first")
    Path(tmp_path / "gone.jsonl").unlink()
    made, _ = run(tmp_path, 2), run(tmp_path, 2, run_seed=4, to="other")
    publish_run(tmp_path / "workspace", made.published.run_id, to=tmp_path / "both", with_seeds=True)
    row = json.loads((tmp_path / "both" / "accepted.jsonl").read_text(encoding="utf-8").splitlines()[-1])
    found = explain(tmp_path / "workspace", row["problem_id"])
    assert (found.made, found.parents) == ((), ())
    assert found.seed_of is not None
    assert (found.seed_of.run_id, found.seed_of.problem.question) == (made.published.run_id, row["problem"])
    unread = rf"or has such a seed problem; .*; the seed problems of run {first.published.run_id} cannot be read: "
    with pytest.raises(UsageError, match=unread):
        explain(tmp_path / "workspace", "nothing")


def test_preview_counts_what_was_refused_on_the_way(tmp_path: Path) -> None:
    seeds = seeds_file(tmp_path / "train.jsonl", FRUIT, ("Why 1?", "So.\n#### 1"))
    seeds_file(tmp_path / "test.jsonl", (FRUIT[0].replace("3", "50"), "#### 54"))
    options: dict[str, list[str | int | float | bool] | int] = {"kinds": ["change_numbers"], "sweeps": 3}
    admit = AdmitConfig(against=(str(tmp_path / "test.jsonl"),))
    refused = Counter[str]()
    config = RunConfig(seeds=seeds, options=options, admit=admit)  # type: ignore[arg-type]
    assert preview(config, 2, refused) == []
    assert refused["admit: in an against file with other numbers"] > 0
    assert [items for reason, items in refused.items() if reason.startswith("rewrite, reply: no program")] == [3]


def test_the_yield_of_a_run_counts_what_the_dataset_counts(tmp_path: Path) -> None:
    made = run(tmp_path)
    found = show_run(tmp_path / "workspace", made.published.run_id)
    assert found.run.let_in == found.passes[-1].let_in == 20
    assert len(rejected(tmp_path / "out")) == made.published.rejected
