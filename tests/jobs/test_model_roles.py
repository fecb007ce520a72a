"""The teachers of a run: what they share, what each has of its own, and what is refused before anything is asked."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import pytest
from tests.hostile.server import HostileServer

from mathwright.errors import ProviderError, UsageError
from mathwright.jobs.config import HowConfig, RunConfig
from mathwright.jobs.costs import asked_models
from mathwright.jobs.model_roles import (
    ModelRoles,
    budget_name,
    open_replay,
    open_roles,
    parse_budgets,
    same_judge,
)
from mathwright.jobs.role_config import RoleConfig, RolesConfig
from mathwright.prompts.draft import Draft, Response
from mathwright.prompts.mugglemath import Respond
from mathwright.store.budget import budget_state
from mathwright.store.workspace import Workspace
from mathwright.teachers.batch.provider import BatchProvider
from mathwright.teachers.model import ModelTeacher
from mathwright.teachers.prices import OwnPrice
from mathwright.teachers.symbolic import SymbolicTeacher

ADDRESS = "http://127.0.0.1:9/v1"
PRICE = OwnPrice.model_validate({"input": 1, "output": 2})
RUN = "run"
RESPOND = Respond(draft=Draft(kind="compose", question="How much is 2 + 2?", parents=()))
T = TypeVar("T")


def role(**changes: Any) -> RoleConfig:
    about = {"teacher": "model", "model": "small", "base_url": ADDRESS, "api_key_env": "", "price": PRICE}
    return RoleConfig.model_validate(about | changes)


def config_of(how: dict[str, Any] | None = None, **roles: RoleConfig) -> RunConfig:
    return RunConfig(roles=RolesConfig(**roles), how=HowConfig(**(how or {})))


def opened(place: Path, config: RunConfig, look: Callable[[ModelRoles], T]) -> T:
    """What is seen of the opened roles."""

    async def work() -> T:
        with Workspace.open(place) as workspace:
            async with open_roles(config, workspace, RUN) as roles:
                return look(roles)

    return asyncio.run(work())


def lines(roles: ModelRoles) -> list[Any]:
    teachers = (roles.roles.author, roles.roles.judge, roles.roles.solver)
    return [teacher.line for teacher in teachers if isinstance(teacher, ModelTeacher)]


# --- what is shared -------------------------------------------------------------------------------


def test_each_role_is_told_apart_though_one_model_answers_all(tmp_path: Path) -> None:
    found = opened(tmp_path, config_of(author=role(n=4)), lines)
    assert [line.role for line in found] == ["author", "judge", "solver"]
    assert [line.together for line in found] == [4, 4, 4]
    assert {line.endpoint.model for line in found} == {"small"}
    assert len({id(line.limiter) for line in found}) == 1


def test_each_model_at_each_place_has_limits_of_its_own(tmp_path: Path) -> None:
    config = config_of(author=role(), judge=role(model="large"), solver=role(base_url="http://127.0.0.1:10/v1"))
    limiters = opened(tmp_path, config, lambda roles: [line.limiter for line in lines(roles)])
    assert len({id(one) for one in limiters}) == 3
    warm = config_of(author=role(), judge=role(temperature=1.0))
    assert len({id(one) for one in opened(tmp_path, warm, lambda roles: [line.limiter for line in lines(roles)])}) == 1


def test_symbolic_and_asked_roles_mix(tmp_path: Path) -> None:
    def kinds(roles: ModelRoles) -> list[type]:
        return [type(one) for one in (roles.roles.author, roles.roles.judge, roles.roles.solver)]

    config = config_of(author=RoleConfig(), judge=role())
    assert opened(tmp_path, config, kinds) == [SymbolicTeacher, ModelTeacher, SymbolicTeacher]


def test_batches_and_waves_wait_outside_the_limits_and_hold_a_line_for_each_draw(tmp_path: Path) -> None:
    batch = opened(tmp_path, config_of({"batch": True}, author=role(n=4), judge=role(temperature=1.0)), lines)
    assert [(line.limiter, line.together, line.tariff) for line in batch] == [(None, 1, "batch")] * 3
    assert isinstance(batch[0].provider, BatchProvider)
    assert (batch[0].provider is batch[2].provider, batch[0].provider is batch[1].provider) == (True, False)
    offline = opened(tmp_path, config_of({"offline": str(tmp_path / "out")}, author=role(n=4)), lines)
    assert [(line.limiter, line.together, line.tariff) for line in offline] == [(None, 1, "online")] * 3
    assert [line.provider.role for line in offline] == ["author", "judge", "solver"]
    assert [line.provider.way for line in (*batch[:1], *offline[:1])] == ["batch", "offline"]


def test_a_role_asks_and_the_progress_says_what_it_came_to(tmp_path: Path) -> None:
    async def work(config: RunConfig) -> tuple[str, str, str | None]:
        with Workspace.open(tmp_path) as workspace:
            async with open_roles(config, workspace, RUN) as roles:
                before = roles.status()
                assert await roles.roles.solver.ask(RESPOND) == Response(text="Two and two make four.\n\\boxed{4}")
                return before, roles.status(), roles.stopped()

    with HostileServer() as server:
        before, after, stopped = asyncio.run(work(config_of(author=role(base_url=server.base_url))))
    assert before.startswith("0 calls · ")
    assert after.startswith("1 calls · $0.00")
    assert after.endswith(" · 0 in flight")
    assert stopped is None


# --- budgets --------------------------------------------------------------------------------------


def test_each_role_counts_against_its_own_budgets_and_those_of_all(tmp_path: Path) -> None:
    how = {"budget": ("5usd", "judge=1usd", "solver=2mtokens")}
    found = opened(tmp_path, config_of(how, author=role()), lines)
    assert {line.role: line.budgets for line in found} == {
        "author": ("usd",),
        "judge": ("usd", "judge:usd"),
        "solver": ("usd", "solver:tokens"),
    }
    with Workspace.open(tmp_path) as workspace:
        assert {state.name: state.cap for state in budget_state(workspace, RUN)} == {
            "usd": 5 * 10**9, "judge:usd": 10**9, "solver:tokens": 2_000_000,
        }  # fmt: skip


def test_names_of_budgets() -> None:
    assert [budget_name(one) for one in parse_budgets(("5usd", "judge=1usd", "1mtokens"))] == [
        "usd", "judge:usd", "tokens",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("budgets", "told"),
    [
        (("writer=1usd",), 'there is no role "writer"; roles are author, judge, solver'),
        (("1usd", "2usd"), "usd is capped twice"),
        (("judge=1usd", "judge=2usd"), "judge usd is capped twice"),
        (("much",), "much"),
    ],
)
def test_budgets_that_cannot_hold_are_refused(budgets: tuple[str, ...], told: str) -> None:
    with pytest.raises(UsageError, match=told):
        parse_budgets(budgets)


@pytest.mark.parametrize(
    ("budget", "named", "table"),
    [
        ("1usd", {}, "author"),
        ("judge=1usd", {}, "author"),
        ("judge=1usd", {"judge": role(price=None)}, "judge"),
        ("1usd", {"solver": role(price=None, model="large")}, "author"),
    ],
)
def test_money_cannot_be_capped_where_a_price_is_unknown_and_the_table_to_mend_is_named(
    tmp_path: Path, budget: str, named: dict[str, RoleConfig], table: str
) -> None:
    config = config_of({"budget": (budget,)}, author=role(price=None), **named)
    with pytest.raises(UsageError, match=rf"price of small at {ADDRESS} is unknown.*set roles\.{table}\.price"):
        opened(tmp_path, config, lines)


def test_tokens_can_be_capped_where_a_price_is_unknown(tmp_path: Path) -> None:
    config = config_of({"budget": ("1mtokens", "judge=1usd")}, author=role(price=None), judge=role())
    assert opened(tmp_path, config, lambda roles: [line.price for line in lines(roles)])[0] is None


# --- what is refused ------------------------------------------------------------------------------


def test_a_key_that_is_not_set_is_said_before_anything_is_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("NOT_SET", raising=False)
    with pytest.raises(UsageError, match="NOT_SET"):
        opened(tmp_path, config_of(author=role(), judge=role(api_key_env="NOT_SET")), lines)


def test_a_faulty_template_is_said_before_anything_is_asked(tmp_path: Path) -> None:
    config = config_of(author=role()).model_copy(update={"prompts": str(tmp_path / "none")})
    with pytest.raises(UsageError, match="is no directory of templates"):
        opened(tmp_path, config, lines)


# --- replay ---------------------------------------------------------------------------------------


def test_a_replay_answers_from_the_ledger_hears_what_is_asked_and_sends_nothing(tmp_path: Path) -> None:
    async def ask(config: RunConfig, opening: Any, draw: int) -> tuple[Any, ModelRoles]:
        with Workspace.open(tmp_path) as workspace:
            async with opening(config, workspace, RUN) as roles:
                return await roles.roles.author.ask(RESPOND, draw), roles

    with HostileServer() as server:
        config = config_of(author=role(base_url=server.base_url))
        paid, _ = asyncio.run(ask(config, open_roles, 0))
        replayed, roles = asyncio.run(ask(config, open_replay, 0))
        assert replayed == paid
        assert [(one.prompt, one.draw) for one in roles.caller.heard or ()] == [("Respond", 0)]
        with pytest.raises(ProviderError, match="the ledger does not hold this call"):
            asyncio.run(ask(config, open_replay, 1))
        assert len(server.requests) == 1


# --- what is told ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("roles", "warned"),
    [
        ({"author": role()}, True),
        ({"author": role(), "judge": role(temperature=0.0)}, True),
        ({"author": role(), "judge": role(base_url=ADDRESS + "/")}, True),
        ({"author": role(), "judge": role(model="large")}, False),
        ({"author": role(), "judge": role(base_url="http://127.0.0.1:10/v1")}, False),
        ({"author": role(), "judge": RoleConfig()}, False),
        ({"judge": role()}, False),
        ({}, False),
    ],
)
def test_a_model_that_judges_its_own_work_is_warned_of(roles: dict[str, RoleConfig], warned: bool) -> None:
    told = same_judge(config_of(**roles))
    assert (told is not None) == warned
    if told is not None:
        assert told.startswith("judge and author are one model (small), which judges its own work")


def test_prices_are_those_of_the_roles_that_ask() -> None:
    found = asked_models(config_of(author=role(price=None), judge=role(model="large"), solver=RoleConfig()))
    assert [(one.role, one.model, one.price is None) for one in found] == [
        ("author", "small", True), ("judge", "large", False),
    ]  # fmt: skip
