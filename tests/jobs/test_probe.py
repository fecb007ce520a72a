"""``check``: each model asked once, and what its answer says."""

from __future__ import annotations

import socket
from pathlib import Path
from typing import Any

import pytest
from tests.hostile.faults import Faults
from tests.hostile.server import HostileServer

from mathwright.jobs.config import HowConfig, RunConfig
from mathwright.jobs.probe import probe_roles
from mathwright.jobs.role_config import RoleConfig, RolesConfig
from mathwright.teachers.prices import OwnPrice

PRICE = OwnPrice.model_validate({"input": 1, "output": 2})


def role(server: HostileServer, **changes: Any) -> RoleConfig:
    about = {"teacher": "model", "model": "small", "base_url": server.base_url, "api_key_env": "", "price": PRICE}
    return RoleConfig.model_validate(about | changes)


def probe(tmp_path: Path, **roles: RoleConfig) -> tuple[list[str], list[str]]:
    how = HowConfig(workspace=str(tmp_path / "workspace"))
    return probe_roles(RunConfig(roles=RolesConfig(**roles), how=how))


def test_a_model_that_answers_is_told_with_its_time_tokens_and_cost(tmp_path: Path) -> None:
    with HostileServer() as server:
        fine, faults = probe(tmp_path, author=role(server))
        (asked,) = server.requests
    assert faults == []
    (told,) = fine
    assert told.startswith(
        f"author, judge, solver: small (served as small-2026-01-01) at {server.base_url} answers in "
    )
    assert "($1 in, $2 out a million; run file, " in told
    assert asked.status == 200
    assert not (tmp_path / "workspace").exists()  # no ledger keeps it


def test_each_model_is_asked_once_with_the_roles_it_has(tmp_path: Path) -> None:
    with HostileServer() as server:
        fine, faults = probe(tmp_path, author=role(server), judge=role(server, model="large"), solver=role(server))
        assert len(server.requests) == 2
    assert [line.partition(": ")[0] for line in fine] == ["author, solver", "judge"]
    assert faults == []


def test_symbolic_roles_are_not_asked(tmp_path: Path) -> None:
    assert probe(tmp_path) == ([], [])
    with HostileServer() as server:
        fine, _ = probe(tmp_path, author=RoleConfig(), judge=role(server))
    assert [line.partition(": ")[0] for line in fine] == ["judge"]


def test_a_wrong_key_an_unknown_model_and_a_dead_address_are_all_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WRONG_KEY", "sk-planted")
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        dead = f"http://127.0.0.1:{closed.getsockname()[1]}/v1"
        with HostileServer(keys={"right"}, models={"small"}) as server:
            monkeypatch.setenv("RIGHT_KEY", "right")
            fine, faults = probe(
                tmp_path,
                author=role(server, api_key_env="WRONG_KEY"),
                judge=role(server, api_key_env="RIGHT_KEY", model="none"),
                solver=role(server, base_url=dead),
            )
    assert fine == []
    assert [fault.partition(": ")[0] for fault in faults] == ["author", "judge", "solver"]
    assert "WRONG_KEY" in faults[0]
    assert "none" in faults[1]
    assert "cannot connect; is the server running?" in faults[2]
    assert "sk-planted" not in "".join(faults)


def test_one_that_fails_does_not_keep_the_others_from_being_asked(tmp_path: Path) -> None:
    with HostileServer(models={"small"}) as server:
        fine, faults = probe(tmp_path, author=role(server, model="none"), judge=role(server))
    assert [line.partition(": ")[0] for line in fine] == ["judge"]
    assert [line.partition(": ")[0] for line in faults] == ["author, solver"]


def test_a_key_that_is_not_set_is_a_fault_that_names_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NOT_SET", raising=False)
    with HostileServer() as server:
        fine, (fault,) = probe(tmp_path, author=role(server, api_key_env="NOT_SET"))
        assert server.requests == []
    assert fine == []
    assert "NOT_SET" in fault


def test_a_server_that_does_not_say_what_it_used_is_told_of(tmp_path: Path) -> None:
    with HostileServer(Faults(usage_missing=1.0)) as server:
        (told,), _ = probe(tmp_path, author=role(server))
    assert told.endswith("and does not say how many tokens it used: budgets count each call at its most")


def test_an_unknown_price_is_told_as_unknown(tmp_path: Path) -> None:
    with HostileServer() as server:
        (told,), _ = probe(tmp_path, author=role(server, price=None))
    assert told.endswith("price unknown: only a budget in tokens can hold (or set price)")


def test_an_anthropic_model_is_asked_in_its_own_words(tmp_path: Path) -> None:
    with HostileServer() as server:
        (told,), faults = probe(tmp_path, author=role(server, provider="anthropic", base_url=server.address))
        assert [one.path for one in server.requests] == ["/v1/messages"]
    assert (faults, "answers in" in told) == ([], True)
