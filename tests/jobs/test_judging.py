"""Graded rows put before a judge: the undecided ones alone, each in its place, and nothing paid twice."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from tests.hostile.asked import Asked
from tests.hostile.faults import Faults
from tests.hostile.model import ProgramModel
from tests.hostile.server import HostileServer

from mathwright.errors import UsageError
from mathwright.jobs.config import HowConfig, RunConfig
from mathwright.jobs.judging import JudgedTable, judge_undecided
from mathwright.jobs.role_config import RoleConfig, RolesConfig
from mathwright.jobs.verify import verify_file
from mathwright.teachers.prices import OwnPrice

ROWS: list[dict[str, Any]] = [
    {"gold": "72", "reply": "72"},
    {"gold": "the green one", "reply": "the one that is green", "question": "Which tea?", "id": "a"},
    {"gold": "72", "reply": "71"},
    {"gold": "the left side", "reply": "the side on the left", "note": "é"},
    {"gold": None, "reply": "5"},
]


class Judge(ProgramModel):
    def reply(self, asked: Asked, sample: int) -> str:
        same = "green" in asked.messages[-1].content
        return json.dumps({"reason": "So.", "verdict": "same" if same else "cannot tell"})


def judged(place: Path, server: HostileServer, budget: tuple[str, ...] = ()) -> JudgedTable:
    price = OwnPrice(input=1, output=1)  # type: ignore[arg-type]
    role = RoleConfig(teacher="model", model="small", base_url=server.base_url, api_key_env="", price=price)
    how = HowConfig(workspace=str(place / "workspace"), budget=budget)
    return judge_undecided(place / "graded.jsonl", RunConfig(roles=RolesConfig(judge=role), how=how))


def graded(place: Path) -> list[dict[str, Any]]:
    (place / "rows.jsonl").write_text("\n".join(map(json.dumps, ROWS)), encoding="utf-8")
    verify_file(place / "rows.jsonl", place / "graded.jsonl", workers=0)
    return read(place)


def read(place: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (place / "graded.jsonl").read_text(encoding="utf-8").splitlines()]


def test_only_undecided_rows_with_two_answers_are_judged(tmp_path: Path) -> None:
    before = graded(tmp_path)
    assert [row["verdict"] for row in before] == ["equal", "undecided", "different", "undecided", "undecided"]
    with HostileServer(Faults(), model=Judge()) as server:
        table = judged(tmp_path, server)
        assert len(server.calls) == 2
        assert judged(tmp_path, server).spent.fresh == 0
        assert len(server.calls) == 2
    after = read(tmp_path)
    assert (table.rows, table.asked, table.left, table.judge) == (5, {"equal": 1, "undecided": 1}, 1, "small")
    assert after[1] == before[1] | {"verdict": "equal", "rule": "judge: small"}
    assert after[3] == before[3] | {"rule": "judge: small"}
    assert '"é"' in (tmp_path / "graded.jsonl").read_text(encoding="utf-8")
    assert [after[place] for place in (0, 2, 4)] == [before[place] for place in (0, 2, 4)]


def test_a_spent_budget_leaves_the_rows_as_they_were(tmp_path: Path) -> None:
    before = graded(tmp_path)
    with HostileServer(Faults(), model=Judge()) as server:
        table = judged(tmp_path, server, ("1tokens",))
        assert server.calls == []
    assert (table.asked, table.left) == ({}, 3)
    assert table.stopped is not None
    assert read(tmp_path) == before


def test_a_symbolic_judge_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="the symbolic teacher cannot judge answers: name a model"):
        judge_undecided(tmp_path / "rows.jsonl", RunConfig())
