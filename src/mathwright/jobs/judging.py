"""Graded rows that the checker left undecided, put before a judge."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from pathlib import Path
from typing import Any

from mathwright.errors import PassStoppedError, ProviderError, UsageError
from mathwright.jobs.carry_out import Tell, silent
from mathwright.jobs.config import RunConfig
from mathwright.jobs.model_roles import ModelRoles, open_roles
from mathwright.jobs.role_config import identity_of
from mathwright.jobs.spending import Spending, spending_of
from mathwright.jobs.verify_rows import BAD_ROW, RowSettings
from mathwright.records import Record, Verdict, content_id
from mathwright.store.disk import atomic_file
from mathwright.store.jsonl import open_for_reading
from mathwright.store.place import place_of
from mathwright.store.workspace import Workspace
from mathwright.teachers.caller import all_of
from mathwright.verify.judge import AnswerPair, judged

TOGETHER = 1_000
"""Rows that are held in memory while their judge is asked."""


class JudgedTable(Record):
    """What a judge made of the undecided rows of a file."""

    rows: int
    judge: str
    asked: dict[str, int]
    """Verdict to undecided rows that were put before the judge; ``undecided`` where it could not tell."""
    left: int
    """Undecided rows that have no two answers to compare, or that a provider failed on."""
    spent: Spending
    stopped: str | None
    """Why the calls ended early."""


def judge_undecided(
    path: Path, config: RunConfig, settings: RowSettings | None = None, tell: Tell = silent
) -> JudgedTable:
    """Ask the judge of a run file about the undecided rows of a file that ``verify_file`` wrote, and write them anew.

    A row that it decides gets its verdict, and the rule ``judge: model``; ``ms`` stays the checker's.
    Raises UsageError where the judge is no model, or the run file asks offline.
    """
    role = config.roles.named["judge"]
    if role.teacher != "model":
        raise UsageError("the symbolic teacher cannot judge answers: name a model (--judge-model, or [roles.judge])")
    if config.how.offline is not None:
        raise UsageError("a judge is asked now: leave [how] offline out")
    work = _Judging(settings or RowSettings(), role.model or "", tell)
    run_id = f"verify-{content_id(str(path.resolve()), identity_of(config.roles))}"
    with Workspace.open(place_of(config.how.workspace)) as workspace:
        return asyncio.run(work.carried_out(path, config, workspace, run_id))


class _Judging:
    def __init__(self, settings: RowSettings, name: str, tell: Tell) -> None:
        self.settings = settings
        self.name = name
        self.tell = tell
        self.rows = self.left = 0
        self.asked: Counter[str] = Counter()
        self.stopped: str | None = None

    async def carried_out(self, path: Path, config: RunConfig, workspace: Workspace, run_id: str) -> JudgedTable:
        """Every row of the file, in its place."""
        async with open_roles(config, workspace, run_id) as opened:
            with open_for_reading(path) as rows, atomic_file(path) as to:
                while lines := [line for _, line in zip(range(TOGETHER), rows, strict=False)]:
                    to.writelines(await all_of(self._row(line, opened) for line in lines))
                    self.rows += len(lines)
                    self.tell("rows judged", self.rows, None, opened.status())
            spent, stopped = spending_of(opened.caller.tally), self.stopped
        return JudgedTable(
            rows=self.rows, judge=self.name, asked=dict(self.asked), left=self.left, spent=spent, stopped=stopped
        )

    async def _row(self, line: bytes, opened: ModelRoles) -> bytes:
        row = json.loads(line)
        if row.get("verdict") != "undecided" or row.get("rule") == BAD_ROW:
            return line
        pair = _pair(row, self.settings)
        verdict = None if pair is None else await self._said(pair, opened)
        if verdict is None:
            self.left += 1
            return line
        self.asked[verdict.state] += 1
        told = json.dumps(row | {"verdict": verdict.state, "rule": verdict.rule}, ensure_ascii=False)
        return told.encode("utf-8", "backslashreplace") + b"\n"

    async def _said(self, pair: AnswerPair, opened: ModelRoles) -> Verdict | None:
        if self.stopped is not None:
            return None
        try:
            return (await judged([pair], opened.roles.judge, self.name))[0]
        except PassStoppedError as fault:
            self.stopped = str(fault)
        except ProviderError:
            pass
        return None


def _pair(row: dict[str, Any], settings: RowSettings) -> AnswerPair | None:
    """The gold answer and what was taken from the reply; None where either is missing."""
    gold, extracted, question = row.get(settings.gold), row.get("extracted"), row.get(settings.question)
    gold = gold[0] if isinstance(gold, list) and len(gold) == 1 else gold
    if not isinstance(gold, str | int | float) or not isinstance(extracted, str) or not extracted.strip():
        return None
    return AnswerPair(str(gold), extracted, question if isinstance(question, str) else None)
