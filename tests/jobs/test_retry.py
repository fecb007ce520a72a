"""``runs retry``: rejected items are asked anew from the refusal on, and nothing else is paid again."""

from __future__ import annotations

import json
from collections import Counter
from hashlib import blake2b
from pathlib import Path
from typing import Any

import pytest
from tests.hostile.asked import Asked
from tests.hostile.model import ProgramModel
from tests.hostile.server import HostileServer

from mathwright.errors import UsageError
from mathwright.jobs.config import AdmitConfig, HowConfig, RunConfig, SeedsConfig
from mathwright.jobs.make import MadeRun, make
from mathwright.jobs.retry import Retried, retry_run
from mathwright.jobs.role_config import RoleConfig, RolesConfig
from mathwright.records import Problem
from mathwright.store.outcomes import read_outcomes
from mathwright.store.states import REJECTED, UNFINISHED
from mathwright.store.workspace import Workspace
from mathwright.teachers.prices import OwnPrice

REWRITE, RESPOND = "RewriteQuery", "Respond"


def kind_of(asked: Asked) -> str:
    return REWRITE if any("<change_numbers>" in message.content for message in asked.messages) else RESPOND


class Moody(ProgramModel):
    """Gives no usable reply to about one question in three of the kinds that are ``broken``."""

    def __init__(self, *broken: str) -> None:
        super().__init__()
        self.broken = set(broken)
        self.asked: Counter[str] = Counter()

    def reply(self, asked: Asked, sample: int) -> str:
        kind = kind_of(asked)
        self.asked[kind] += 1
        first = next(
            message.content for message in reversed(asked.messages) if "could not be used" not in message.content
        )
        question = first if asked.messages[-1].content == first else asked.messages[-3].content
        if kind in self.broken and blake2b(question.encode(), digest_size=1).digest()[0] % 3 == 0:
            return "Nothing comes to mind."
        return super().reply(asked, sample)


def config_of(place: Path, server: HostileServer, accepted: int = 12, **options: Any) -> RunConfig:
    role = RoleConfig(
        teacher="model",
        model="small",
        base_url=server.base_url,
        api_key_env="",
        price=OwnPrice(input=1, output=1),  # type: ignore[arg-type]
        extra={"nested": {"b": {"c": 1}, "a": 2}},
    )
    return RunConfig(
        recipe="mugglemath",
        accepted=accepted,
        run_seed=3,
        options={"kinds": ["change_numbers"], "responses": 1, "companions": 0, **options},
        roles=RolesConfig(author=role),
        how=HowConfig(workspace=str(place / "workspace"), concurrency=4),
    )


def run(config: RunConfig) -> MadeRun:
    return make(config, to=Path(config.how.workspace).parent / "out")


def retry(config: RunConfig, made: MadeRun, **which: Any) -> Retried:
    return retry_run(Path(config.how.workspace), made.published.run_id, **which)


def states(config: RunConfig, made: MadeRun, pass_index: int) -> list[int]:
    with Workspace.open(Path(config.how.workspace)) as workspace:
        return [row.state for row in read_outcomes(workspace, made.published.run_id).rows(pass_index)]


def questions(config: RunConfig, made: MadeRun) -> list[str]:
    with Workspace.open(Path(config.how.workspace)) as workspace:
        result = read_outcomes(workspace, made.published.run_id).let_in(Problem, config.accepted)
        return [problem.question for problem in result]


def unusable(config: RunConfig, made: MadeRun) -> list[tuple[int, int, str | None]]:
    """Pass, place and reason of the items rejected for their reply."""
    with Workspace.open(Path(config.how.workspace)) as workspace:
        found = read_outcomes(workspace, made.published.run_id)
        return [
            (index, row.place, row.reason)
            for index in (0, 1)
            for row in found.rows(index)
            if row.state == REJECTED and row.step == "reply"
        ]


@pytest.fixture
def straight(tmp_path: Path) -> list[str]:
    """The questions of a run whose model was never moody."""
    with HostileServer(model=Moody()) as server:
        config = config_of(tmp_path / "straight", server)
        return questions(config, run(config))


def test_what_is_taken_up_is_asked_again_and_the_result_is_as_if_it_had_never_failed(
    tmp_path: Path, straight: list[str]
) -> None:
    model = Moody(RESPOND)
    with HostileServer(model=model) as server:
        config = config_of(tmp_path, server)
        made = run(config)
        refused = unusable(config, made)
        assert {(index, reason) for index, _, reason in refused} == {(1, "Respond: no final answer")}
        assert questions(config, made) != straight

        retried = retry(config, made, step="reply")
        assert (retried.run_id, retried.items) == (made.published.run_id, len(refused))
        assert retried.by_pass == {"respond": len(refused)}
        assert retried.calls == 2 * len(refused)  # each was asked, and asked once more
        assert states(config, made, 1).count(UNFINISHED) == len(refused)

        model.broken.clear()
        model.asked.clear()
        again = run(config)
        assert again.published.run_id == made.published.run_id
        assert model.asked[REWRITE] == 0
        assert 0 < model.asked[RESPOND] <= len(refused)  # those behind the last that is wanted stay
        assert questions(config, again) == straight
        assert unusable(config, again) == []


def test_items_of_an_earlier_pass_drop_what_was_made_after_it_and_pay_only_for_themselves(
    tmp_path: Path, straight: list[str]
) -> None:
    model = Moody(REWRITE)
    with HostileServer(model=model) as server:
        config = config_of(tmp_path, server)
        made = run(config)
        refused = unusable(config, made)
        assert {(index, reason) for index, _, reason in refused} == {(0, "RewriteQuery: none of the blocks asked for")}
        before = model.asked[RESPOND]

        retried = retry(config, made, reason="none of the blocks")
        assert (retried.items, retried.by_pass) == (len(refused), {"rewrite": len(refused)})
        assert states(config, made, 1) == []

        model.broken.clear()
        model.asked.clear()
        again = run(config)
        assert model.asked[REWRITE] <= len(refused) + 2
        assert model.asked[RESPOND] < before
        assert questions(config, again) == straight


@pytest.mark.parametrize(
    "broken", [pytest.param(RESPOND, id="pass behind the steered"), pytest.param(REWRITE, id="steered pass")]
)
def test_what_quotas_planned_behind_the_items_taken_up_is_planned_anew(tmp_path: Path, broken: str) -> None:
    """Later waves rest on what they come to."""
    quotas = {"admit": AdmitConfig.model_validate({"quotas": {"skill": {"at_least": 1}, "wave": 8}})}
    with HostileServer(model=Moody()) as server:
        steady = config_of(tmp_path / "straight", server, accepted=28).model_copy(update=quotas)
        straight = questions(steady, run(steady))
    model = Moody(broken)
    with HostileServer(model=model) as server:
        config = config_of(tmp_path, server, accepted=28).model_copy(update=quotas)
        made = run(config)
        refused = unusable(config, made)
        before = model.asked.total()

        retried = retry(config, made, step="reply")
        assert (retried.items, sum(retried.by_pass.values())) == (len(refused), len(refused))
        assert (states(config, made, 0), states(config, made, 1)) == ([], [])

        model.broken.clear()
        model.asked.clear()
        again = run(config)
        assert again.published.run_id == made.published.run_id
        assert questions(config, again) == straight != []
        assert model.asked.total() < before


def test_what_fails_again_is_rejected_again(tmp_path: Path) -> None:
    with HostileServer(model=Moody(RESPOND)) as server:
        config = config_of(tmp_path, server)
        made = run(config)
        refused = unusable(config, made)
        retry(config, made, step="reply")
        assert unusable(config, run(config)) == refused


def test_of_several_draws_those_that_were_usable_are_asked_anew_too_but_no_earlier_step(tmp_path: Path) -> None:
    model = Moody(RESPOND)
    with HostileServer(model=model) as server:
        config = config_of(tmp_path, server, accepted=6, responses=3)
        made = run(config)
        refused = unusable(config, made)
        assert refused
        model.asked.clear()
        retried = retry(config, made, step="reply")
        assert model.asked == {}
        assert retried.calls >= 2 * retried.items


class Severe(ProgramModel):
    """Finds every third problem unsound while it is ``severe``."""

    severe = True

    def __init__(self) -> None:
        super().__init__()
        self.asked: Counter[str | None] = Counter()

    def reply(self, asked: Asked, sample: int) -> str:
        kind = self.prompt_of(asked)
        self.asked[kind] += 1
        chance = blake2b(asked.messages[-1].content.encode(), digest_size=1).digest()[0]
        if kind == "ExamineProblem" and self.severe and chance % 3 == 0:
            return '{"reason": "It does not say when.", "missing": [], "sound": false}'
        return super().reply(asked, sample)


def test_a_usable_reply_that_refused_an_item_is_asked_anew_and_what_led_to_it_is_not(tmp_path: Path) -> None:
    model = Severe()
    with HostileServer(model=model) as server:
        config = config_of(tmp_path, server).model_copy(
            update={"recipe": "mathscale", "options": {"seed_fraction": 0.3}}
        )
        made = run(config)
        retried = retry(config, made, step="examination")
        assert retried.items > 0
        assert (retried.by_pass, retried.calls) == ({"make": retried.items}, retried.items)

        model.severe = False
        model.asked.clear()
        again = run(config)
    assert (model.asked["WriteProblem"], model.asked["ExtractConcepts"]) == (0, 0)
    assert 0 < model.asked["ExamineProblem"] <= retried.items
    assert len(questions(config, again)) == config.accepted


# --- what is refused ------------------------------------------------------------------------------


def test_it_must_be_said_which_items(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="say which rejected items: --step STEP or --reason TEXT"):
        retry_run(tmp_path, "any")


def test_no_such_item_is_told_with_what_was_looked_for(tmp_path: Path) -> None:
    with HostileServer(model=Moody(RESPOND)) as server:
        config = config_of(tmp_path, server, accepted=3)
        made = run(config)
    with pytest.raises(UsageError, match="no rejected item has step 'reply' and reason 'odd'"):
        retry(config, made, step="reply", reason="odd")


def test_a_symbolic_run_would_only_repeat_itself(tmp_path: Path) -> None:
    config = RunConfig(accepted=3, how=HowConfig(workspace=str(tmp_path / "workspace"), workers=0))
    made = run(config)
    with pytest.raises(UsageError, match="its teachers are symbolic and would give the same replies"):
        retry(config, made, step="reply")


def test_a_run_whose_seed_problems_changed_is_not_taken_up(tmp_path: Path) -> None:
    seeds = tmp_path / "seeds.jsonl"
    row = {"question": "Tom has 3 pens and buys 4. How many?", "answer": "3 + 4 = <<3+4=7>>7\n#### 7"}
    seeds.write_text(json.dumps(row) + "\n")
    with HostileServer(model=Moody(RESPOND)) as server:
        config = config_of(tmp_path, server, accepted=1, sweeps=1).model_copy(
            update={"seeds": SeedsConfig(path=str(seeds))}
        )
        made = run(config)
        seeds.write_text(json.dumps(row | {"question": "Tom has 3 pens and buys 4. How many now?"}) + "\n")
        with pytest.raises(UsageError, match="its seed problems or mathwright have changed since"):
            retry(config, made, step="reply")
