"""``runs retry``: rejected items taken up again ask anew what decided, and nothing that came before it."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from mathwright.errors import UsageError
from mathwright.jobs.config import HowConfig, RunConfig
from mathwright.jobs.make import make
from mathwright.jobs.retry import retry_run
from mathwright.jobs.runs import show_run
from tests.hostile.model import ProgramModel
from tests.hostile.server import HostileServer
from tests.model_runs.runs import asked_by_prompt, calls_since, config_of, problems, query, reasons, run

ITEMS = 8
"""Items of the last pass: a plan of so many is carried out whole."""


BEFORE = ("LabelSkill", "ClusterSkills", "RelabelProblem", "CheckExemplar", "ValidatePair")
"""What is asked before either step that is taken up."""


class Moody(ProgramModel):
    """Answers some prompts of one type badly while it is in a mood."""

    def __init__(self, prompt: str, how: str) -> None:
        super().__init__()
        self.prompt = prompt
        self.how = how
        self.in_a_mood = True
        self.spoiled = 0

    def reply(self, asked: Any, sample: int) -> str:
        if self.in_a_mood and self.prompt_of(asked) == self.prompt and int(asked.content[:2], 16) % 3:
            self.spoiled += 1
            return self.how
        return super().reply(asked, sample)


NO = '{"reason": "I do not like it", "failed": ["grammar"], "valid": false}'


def config(place: Path, server: HostileServer, recipe: str = "math2") -> RunConfig:
    return config_of(place, server, recipe, 1000, options={"seed_fraction": 0.3})


def state_of(made: Any, place: Path) -> str:
    return show_run(place / "workspace", made.published.run_id).run.state


class Whole(NamedTuple):
    """A run of a model without moods."""

    problems: list[dict[str, Any]]
    reasons: Counter[tuple[str, str]]
    asked: Counter[str]


@pytest.fixture(scope="module")
def clean(tmp_path_factory: pytest.TempPathFactory) -> Whole:
    place = tmp_path_factory.mktemp("clean")
    with HostileServer(model=ProgramModel()) as server:
        made = run(config(place, server), limit=ITEMS)
        return Whole(problems(made), reasons(made), asked_by_prompt(server.calls))


@pytest.mark.parametrize(
    ("prompt", "how", "step"),
    [
        ("WriteQuestion", "Here it is.", "reply"),
        ("ValidateQuestion", NO, "question_validation"),
    ],
    ids=["reply", "question_validation"],
)
def test_only_what_decided_is_asked_anew(tmp_path: Path, clean: Whole, prompt: str, how: str, step: str) -> None:
    draws, calls = (4, 4) if prompt == "ValidateQuestion" else (1, 2)  # a re-ask goes with what it followed
    model = Moody(prompt, how)
    with HostileServer(model=model) as server:
        first = run(config(tmp_path, server), limit=ITEMS)
        asked_first = asked_by_prompt(server.calls)
        refused = sum(count for (at, _), count in reasons(first).items() if at == step)
        assert 0 < refused < ITEMS
        assert reasons(first) != clean.reasons
        model.in_a_mood = False
        asked = len(server.requests)
        retried = retry_run(tmp_path / "workspace", first.published.run_id, step=step)
        assert len(server.requests) == asked
        assert (retried.items, retried.by_pass, retried.calls) == (refused, {"make": refused}, refused * calls)
        assert state_of(first, tmp_path) == "unfinished"
        second = run(config(tmp_path, server), limit=ITEMS)
        after = asked_by_prompt(calls_since(server, asked))
    assert (problems(second), reasons(second)) == (clean.problems, clean.reasons)
    assert after[prompt] == refused * draws
    for before in BEFORE:
        assert after[before] == 0
    for later in ("SolveQuestion", "SolveWithout"):
        assert after[later] == clean.asked[later] - asked_first[later]
    assert query(tmp_path, "SELECT count(*) FROM calls WHERE retired = 1") == [(retried.calls,)]


def test_items_are_chosen_by_a_part_of_their_reason(tmp_path: Path) -> None:
    model = Moody("WriteQuestion", "Here it is.")
    with HostileServer(model=model) as server:
        made = run(config(tmp_path, server), limit=ITEMS)
        model.in_a_mood = False
        with pytest.raises(UsageError, match="no rejected item has reason 'something else'; see: "):
            retry_run(tmp_path / "workspace", made.published.run_id, reason="something else")
        with pytest.raises(UsageError, match="say which rejected items"):
            retry_run(tmp_path / "workspace", made.published.run_id)
        (reason,) = [reason for step, reason in reasons(made) if step == "reply"]
        retried = retry_run(tmp_path / "workspace", made.published.run_id, reason=reason.partition(": ")[2])
    assert retried.items == reasons(made)[("reply", reason)]


def test_a_retried_label_plans_the_later_passes_anew(tmp_path: Path, clean: Whole) -> None:
    model = Moody("LabelSkill", "It is a nice problem.")
    with HostileServer(model=model) as server:
        first = run(config(tmp_path, server), limit=ITEMS)
        refused = sum(count for (_, reason), count in reasons(first).items() if reason.startswith("LabelSkill"))
        assert refused > 10
        model.in_a_mood = False
        asked = len(server.requests)
        retried = retry_run(tmp_path / "workspace", first.published.run_id, step="reply")
        assert retried.by_pass == {"label": refused}
        assert query(tmp_path, "SELECT DISTINCT pass FROM outcomes ORDER BY 1") == [(0,)]
        second = run(config(tmp_path, server), limit=ITEMS)
        after = asked_by_prompt(calls_since(server, asked))
    assert problems(second) == clean.problems
    assert after["LabelSkill"] == refused
    assert after["ClusterSkills"] > 0
    assert state_of(second, tmp_path) == "limited"


def test_a_run_of_symbolic_teachers_has_nothing_to_retry(tmp_path: Path) -> None:
    how = HowConfig(workspace=str(tmp_path / "workspace"), workers=0)
    made = make(RunConfig(accepted=3, how=how), to=tmp_path / "out")
    with pytest.raises(UsageError, match="its teachers are symbolic and would give the same replies"):
        retry_run(tmp_path / "workspace", made.published.run_id, step="reply")
