"""Difficulty measured by asking: what is asked, counted, written and paid; what ends it well."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from tests.hostile.asked import Asked
from tests.hostile.faults import Faults
from tests.hostile.model import ProgramModel
from tests.hostile.server import HostileServer

from mathwright.curate.difficulty_rates import SolveRate
from mathwright.errors import DataError, IncompleteReplyError, ModelReplyError, UsageError
from mathwright.jobs.asking import NO_ANSWER, UNFINISHED
from mathwright.jobs.audit_voices import Panel, Solver
from mathwright.jobs.config import HowConfig, RunConfig, SeedsConfig
from mathwright.jobs.difficulty import DifficultyFound, DifficultySettings, estimate_difficulty, measure_difficulty
from mathwright.jobs.difficulty import measured as one_measured
from mathwright.jobs.role_config import RoleConfig, RolesConfig
from mathwright.prompts.draft import Response
from mathwright.prompts.mathscale import SolveReference
from mathwright.publish.columns import published_row
from mathwright.records import Evidence, Problem
from mathwright.store.jsonl import write_jsonl
from mathwright.teachers.prices import OwnPrice
from mathwright.teachers.scripted import ScriptedTeacher

RIGHT = {"clips": 4, "pens": 1, "apples": 0}
"""Of the draws of a problem, by a word of its question, how many are right."""


class Solving(ProgramModel):
    """Solves by heart: the first draws right, the others wrong."""

    def reply(self, asked: Asked, sample: int) -> str:
        word = next(word for word in RIGHT if word in asked.messages[-1].content)
        return f"So it is \\boxed{{{7 if sample < RIGHT[word] else 10 + sample}}}."


@contextmanager
def served(model: ProgramModel) -> Iterator[HostileServer]:
    with HostileServer(Faults(draws_differ=True), model=model) as serving:
        yield serving


def config_of(place: Path, server: HostileServer | None, *, seeds: SeedsConfig | None = None) -> RunConfig:
    path = place / "rows.jsonl"
    write_jsonl(path, [{"question": f"How many {word}?", "answer": "So.\n#### 7.0"} for word in RIGHT])
    price = OwnPrice(input=1, output=1)  # type: ignore[arg-type]
    role = RoleConfig(teacher="symbolic")
    if server is not None:
        role = RoleConfig(
            teacher="model", model="small", base_url=server.base_url, api_key_env="", price=price, max_tokens=500
        )
    return RunConfig(
        seeds=seeds or SeedsConfig(path=str(path)),
        roles=RolesConfig(solver=role),
        how=HowConfig(workspace=str(place / "workspace"), workers=0, concurrency=3),
    )


def measured(config: RunConfig, to: Path | None = None, **settings: object) -> DifficultyFound:
    return measure_difficulty(config, DifficultySettings.model_validate({"draws": 4} | settings), to=to)


def lines(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_each_problem_gets_the_level_of_its_solve_rate_in_the_order_of_the_file(tmp_path: Path) -> None:
    with served(Solving()) as server:
        found = measured(config_of(tmp_path, server), to=tmp_path / "rows.out.jsonl")
        assert len(server.calls) == 12
    rows = lines(tmp_path / "rows.out.jsonl")
    assert [(row["question"], row["level"], row["right"], row["wrong"], row["rate"]) for row in rows] == [
        ("How many clips?", "1", 4, 0, 1.0),
        ("How many pens?", "4", 1, 3, 0.25),
        ("How many apples?", "5", 0, 4, 0.0),
    ]
    assert (rows[0]["low"], rows[0]["high"]) == (pytest.approx(0.510109, abs=1e-6), 1.0)
    assert [row["basis"] for row in rows] == ["measured"] * 3
    assert (found.basis, found.left_out, found.solvers, found.draws) == ({"measured": 3}, {}, ("small",), 4)
    assert (found.table.all.right, found.table.all.wrong, found.table.all.drawn) == (5, 7, 3)
    assert found.spent is not None
    assert found.spent.fresh == 12


def test_the_same_again_pays_nothing(tmp_path: Path) -> None:
    with served(Solving()) as server:
        config = config_of(tmp_path, server)
        first, second = measured(config), measured(config)
        assert len(server.calls) == 12
    assert second.table == first.table
    assert second.spent is not None
    assert second.spent.fresh == 0


def drawn(*lines: Response | ModelReplyError) -> SolveRate:
    """How the draws of one solver end for a problem whose answer is 7."""
    teacher = ScriptedTeacher({SolveReference: lines})
    panel = Panel((Solver("one", teacher),), draws=len(lines))
    return asyncio.run(one_measured(made(0, 0), panel))


def test_a_draw_without_an_answer_is_wrong_and_one_that_is_cut_off_is_not() -> None:
    right, other, silent = (Response(text=text) for text in ("\\boxed{7}", "\\boxed{8}", "I do not know."))
    cut = IncompleteReplyError("cut off")
    assert drawn(right, cut, silent, other, right) == SolveRate(right=2, wrong=2, incomplete=1)
    assert drawn(cut, cut) == SolveRate(0, 0, incomplete=2)


def test_the_draws_of_several_solvers_count_together() -> None:
    teachers = [ScriptedTeacher({SolveReference: [Response(text=f"\\boxed{{{n}}}")] * 2}) for n in (7, 8)]
    panel = Panel(tuple(Solver(str(n), one) for n, one in enumerate(teachers)), draws=2)
    assert asyncio.run(one_measured(made(0, 0), panel)) == SolveRate(2, 2)


def made(number: int, agreeing: int, answer: str = "7") -> Problem:
    return Problem(
        problem_id=f"p{number}",
        question=f"How many {list(RIGHT)[number]}?",
        solutions=("<<3+4=7>>7\n#### 7",),
        answer=answer,
        source="mugglemath/1",
        evidence=Evidence(kind="vote", agreeing=agreeing, of=4) if agreeing else None,
    )


def dataset(place: Path, *problems: Problem) -> SeedsConfig:
    write_jsonl(place / "accepted.jsonl", [published_row(problem) for problem in problems])
    return SeedsConfig(path=str(place))


def test_a_dataset_that_says_how_its_draws_ended_is_asked_only_where_it_does_not(tmp_path: Path) -> None:
    seeds = dataset(tmp_path, made(0, 3), made(1, 0), made(2, 0, answer=""))
    with served(Solving()) as server:
        config = config_of(tmp_path, server, seeds=seeds)
        found = measured(config, to=tmp_path / "out.jsonl")
        assert len(server.calls) == 4
        anew = measured(config, anew=True)
        assert len(server.calls) == 8
    assert [(row["basis"], row["level"], row["right"]) for row in lines(tmp_path / "out.jsonl")] == [
        ("evidence", "2", 3),
        ("measured", "4", 1),
    ]
    assert (found.basis, found.left_out) == ({"evidence": 1, "measured": 1}, {NO_ANSWER: 1})
    assert anew.basis == {"measured": 2}


def test_without_a_model_the_levels_go_by_what_the_dataset_says(tmp_path: Path) -> None:
    found = measured(config_of(tmp_path, None, seeds=dataset(tmp_path, made(0, 3), made(1, 0), made(2, 0, ""))))
    assert [(row.level, row.problems) for row in found.table.levels] == [("1", 2), ("2", 1)]
    assert (found.basis, found.solvers, found.spent) == ({"nobody drew": 2, "evidence": 1}, (), None)
    assert not (tmp_path / "workspace").exists()


def test_a_spent_budget_ends_it_with_what_is_known_and_a_larger_one_goes_on(tmp_path: Path) -> None:
    with served(Solving()) as server:
        config = config_of(tmp_path, server)
        poor = config.model_copy(update={"how": config.how.model_copy(update={"budget": ("0.0001usd",)})})
        found = measured(poor, to=tmp_path / "out.jsonl")
        assert found.stopped is not None
        assert found.left_out[UNFINISHED] == 3 - len(lines(tmp_path / "out.jsonl"))
        whole = measured(config)
    assert (whole.stopped, whole.left_out, whole.basis) == (None, {}, {"measured": 3})


def test_the_estimate_counts_the_problems_that_would_be_asked(tmp_path: Path) -> None:
    seeds = dataset(tmp_path, made(0, 3), made(1, 0), made(2, 0, answer=""))
    with served(Solving()) as server:
        estimate = estimate_difficulty(config_of(tmp_path, server, seeds=seeds), DifficultySettings(draws=5))
        assert server.calls == []
    assert (estimate.problems, estimate.calls, estimate.solvers) == (1, 5, ("small",))


def test_settings_that_cannot_hold_and_empty_files_are_said(tmp_path: Path) -> None:
    config = config_of(tmp_path, None)
    offline = config.model_copy(update={"how": config.how.model_copy(update={"offline": "asked"})})
    with pytest.raises(UsageError, match=r"leave \[how\] offline out"):
        measured(offline)
    with pytest.raises(DataError, match=r"nowhere\.jsonl: no such file"):
        measured(config.model_copy(update={"seeds": SeedsConfig(path="nowhere.jsonl")}))
