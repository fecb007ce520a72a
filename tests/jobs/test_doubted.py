"""Seed problems under doubt: out of every run that begins, and what has begun stays what it was."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from mathwright.errors import DataError
from mathwright.jobs.config import HowConfig, RunConfig, SeedsConfig
from mathwright.jobs.doubted import DOUBTED, NOT_REACHED, corrected, without_doubted
from mathwright.jobs.doubts import decide_doubt
from mathwright.jobs.identity import spec_of
from mathwright.jobs.make import make, resolve
from mathwright.jobs.publish import publish_run
from mathwright.jobs.seed_problems import distinct, read_seeds, seeds_of
from mathwright.records import Problem, Program, Step, problem_id
from mathwright.seeds.reader import ReadCounts
from mathwright.store.doubts import Found, note_doubts
from mathwright.store.workspace import Workspace

ROWS = [
    ("Tom sold 48 clips in April and half as many in May. How many clips did he sell in all?",
     "He sold 48/2 = <<48/2=24>>24 clips in May.\nIn all he sold 48+24 = <<48+24=72>>72 clips.\n#### 72"),
    ("Ann has 12 red apples and 15 green apples. She eats 4 red apples. How many apples are left?",
     "There are 12-4 = <<12-4=8>>8 red apples left.\nIn all there are 8+15 = <<8+15=23>>23 apples left.\n#### 23"),
    ("A box holds 6 pens. How many pens do 7 boxes hold if 2 pens are lost?",
     "The boxes hold 6*7 = <<6*7=42>>42 pens.\nThen 42-2 = <<42-2=40>>40 pens are there.\n#### 40"),
]  # fmt: skip


def config_of(place: Path, accepted: int = 3) -> RunConfig:
    path = place / "seeds.jsonl"
    path.write_text("\n".join(json.dumps({"question": q, "answer": a}) for q, a in ROWS), encoding="utf-8")
    return RunConfig(
        accepted=accepted,
        seeds=SeedsConfig(path=str(path)),
        how=HowConfig(workspace=str(place / "workspace"), workers=0),
    )


def doubt(place: Path, problem: Problem) -> None:
    found = Found(problem_id=problem.problem_id, question="", stored="", agreed="", evidence="{}", checker="c")
    with Workspace.open(place / "workspace") as workspace:
        note_doubts(workspace, [found])


def seed(config: RunConfig, place: int) -> Problem:
    return distinct(read_seeds(config.seeds))[place]


def test_without_doubts_nothing_changes(tmp_path: Path) -> None:
    config = config_of(tmp_path)
    told, seeds = seeds_of(config)
    assert (told, len(seeds), (tmp_path / "workspace").exists()) == (config, 3, False)


@pytest.mark.parametrize(("state", "left"), [("open", 2), ("dropped", 2), ("kept", 3)])
def test_an_open_or_dropped_doubt_keeps_its_seed_problem_out(tmp_path: Path, state: str, left: int) -> None:
    config, counts = config_of(tmp_path), ReadCounts()
    doubtful = seed(config, 1)
    doubt(tmp_path, doubtful)
    if state != "open":
        decide_doubt(tmp_path / "workspace", doubtful.problem_id, state)  # type: ignore[arg-type]
    told, seeds = seeds_of(config, counts)
    assert len(seeds) == left
    assert counts.dropped[DOUBTED] == 3 - left
    assert told.seeds.doubts == ({doubtful.problem_id: ""} if left == 2 else {})
    assert counts.rows == counts.read + sum(counts.dropped.values())


def test_a_corrected_answer_keeps_the_solutions_that_reach_it() -> None:
    texts = ("So it is 71.\n#### 71", "So it is 72.\n#### 72", "So $\\boxed{72.0}$.")
    program = Program(givens=(), steps=(Step(expression="70+1", value="71"),), answer=0, lines=())
    problem = Problem(problem_id="p", question="How many?", solutions=texts, answer="71", source="t", origin="f:1")
    found = corrected(problem.model_copy(update={"program": program}), "72")
    assert found is not None
    assert found.program is None
    assert (found.answer, found.solutions, found.origin) == ("72", texts[1:], "f:1")
    assert found.problem_id == problem_id("t", "How many?", "72")
    assert corrected(problem, "70") is None


def test_a_corrected_answer_that_no_solution_reaches_leaves_the_problem_out() -> None:
    problem = Problem(problem_id="p", question="How many?", solutions=("#### 71",), answer="71", source="t")
    counts = ReadCounts(rows=1, read=1)
    assert list(without_doubted([problem], {"p": "72"}, counts)) == []
    assert (counts.read, dict(counts.dropped)) == (0, {NOT_REACHED: 1})


def test_where_all_are_under_doubt_it_says_so(tmp_path: Path) -> None:
    config = config_of(tmp_path)
    for place in range(3):
        doubt(tmp_path, seed(config, place))
    with pytest.raises(DataError, match="the stored answers of all 3 are under doubt"):
        seeds_of(config)


def test_a_decision_makes_another_run_and_a_stored_run_keeps_its_seed_problems(tmp_path: Path) -> None:
    config = config_of(tmp_path)
    before = make(config, to=tmp_path / "a", with_seeds=True)
    doubtful = seed(config, 1)
    doubt(tmp_path, doubtful)

    during = make(config, to=tmp_path / "b", with_seeds=True)
    assert during.published.run_id != before.published.run_id
    assert (during.seeds, during.doubted) == (2, {DOUBTED: 1})
    assert during.published.seeds_left_out[DOUBTED] == 1
    assert resolve(config).doubted == {DOUBTED: 1}
    assert resolve(config).run_id == during.published.run_id
    rows = [json.loads(line) for line in (tmp_path / "b" / "accepted.jsonl").read_text("utf-8").splitlines()]
    assert len(rows) == during.published.rows > 2
    parents = [row["parents"] or [row["problem_id"]] for row in rows]
    assert all(doubtful.problem_id not in named for named in parents)

    decide_doubt(tmp_path / "workspace", doubtful.problem_id, "kept")
    again = publish_run(tmp_path / "workspace", during.published.run_id, to=tmp_path / "c")
    assert again.run_id == during.published.run_id
    told, seeds = seeds_of(config)
    assert spec_of(told, seeds).run_id == before.published.run_id
