"""The roles of a run file: what is sent where, what decides a run, and what comes back from the resolved file."""

from __future__ import annotations

import tomllib
from decimal import Decimal
from typing import Any

import pytest
from pydantic import ValidationError

from mathwright.errors import UsageError
from mathwright.jobs.role_config import (
    ROLE_NAMES,
    TERMS,
    RoleConfig,
    RolesConfig,
    endpoint_of,
    identity_of,
    resolved_roles,
)
from mathwright.jobs.toml import as_toml
from mathwright.teachers.limits.settings import LimitSettings
from mathwright.teachers.prices import OwnPrice
from mathwright.teachers.request import Sampling

ENVIRONMENT = ("OPENAI_API_KEY", "OPENAI_BASE_URL", "ANTHROPIC_API_KEY", "ANTHROPIC_BASE_URL")
CHANGES: dict[str, Any] = {
    "provider": "anthropic",
    "model": "large",
    "base_url": "http://other:1/v1",
    "api_key_env": "OTHER_KEY",
    "max_tokens": 5,
    "temperature": 0.5,
    "top_p": 0.5,
    "seed": 1,
    "reasoning_effort": "low",
    "logprobs": 2,
    "stop": ("END",),
    "max_tokens_name": "max_completion_tokens",
    "json_schema": True,
    "n": 4,
    "headers": {"x-title": "mine", "authorization": "env:OTHER_KEY"},
    "query": {"api-version": "2024-10-21"},
    "extra": {"provider": {"order": ["a", "b"]}, "top_k": 40, "nested": {"z": {"y": 1}, "a": [1, 2]}},
    "price": OwnPrice(input=Decimal("0.15"), output=Decimal("0.6")),
    "limits": LimitSettings(concurrency_start=4, requests_per_minute=60),
    "total_timeout_s": 5.0,
    "idle_timeout_s": 2.5,
}
"""Each key of a model's role to another value than its default."""


@pytest.fixture(autouse=True)
def no_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ENVIRONMENT:
        monkeypatch.delenv(name, raising=False)


def role(**changes: Any) -> RoleConfig:
    return RoleConfig.model_validate({"teacher": "model", "model": "small", "base_url": "http://here:1/v1"} | changes)


def roles(**changes: Any) -> RolesConfig:
    return RolesConfig(author=role(**changes))


# --- which roles there are ------------------------------------------------------------------------


def test_without_a_word_all_roles_are_symbolic() -> None:
    assert RolesConfig().symbolic
    assert list(RolesConfig().named) == list(ROLE_NAMES)


def test_judge_and_solver_are_the_authors_where_they_are_not_named() -> None:
    one = RolesConfig(author=role(), solver=RoleConfig())
    assert one.named == {"author": role(), "judge": role(), "solver": RoleConfig()}
    assert not one.symbolic
    assert not RolesConfig(author=RoleConfig(), judge=role()).symbolic


@pytest.mark.parametrize("name", sorted(CHANGES))
def test_the_symbolic_teacher_takes_no_key_of_a_model(name: str) -> None:
    with pytest.raises(ValidationError, match=f'{name} is for teacher = "model"'):
        RoleConfig.model_validate({name: CHANGES[name]})


def test_a_model_needs_its_name() -> None:
    with pytest.raises(ValidationError, match='teacher = "model" needs model'):
        RoleConfig(teacher="model")


@pytest.mark.parametrize(
    ("name", "value"),
    [("max_tokens", 0), ("temperature", 2.1), ("top_p", 0), ("logprobs", 21), ("n", 0), ("n", 129)],
)
def test_values_out_of_range_are_refused(name: str, value: float) -> None:
    with pytest.raises(ValidationError, match=name):
        role(**{name: value})


# --- the endpoint ---------------------------------------------------------------------------------


def test_the_endpoint_holds_what_decides_a_reply() -> None:
    changes = {name: value for name, value in CHANGES.items() if name not in ("base_url", "provider")}
    endpoint = endpoint_of(role(**changes))
    assert (endpoint.provider, endpoint.base_url, endpoint.model) == ("openai", "http://here:1/v1", "large")
    assert {name: getattr(endpoint.sampling, name) for name in Sampling.model_fields} == {
        name: CHANGES[name] for name in Sampling.model_fields
    }
    assert dict(endpoint.headers) == {"x-title": "mine", "authorization": "env:OTHER_KEY"}
    assert (dict(endpoint.query), endpoint.api_key_env) == ({"api-version": "2024-10-21"}, "OTHER_KEY")


@pytest.mark.parametrize(
    ("provider", "own", "variable"),
    [
        ("openai", "https://api.openai.com/v1", "OPENAI_BASE_URL"),
        ("anthropic", "https://api.anthropic.com", "ANTHROPIC_BASE_URL"),
    ],
)
def test_the_address_is_the_run_files_then_the_environments_then_the_providers(
    monkeypatch: pytest.MonkeyPatch, provider: str, own: str, variable: str
) -> None:
    assert endpoint_of(role(provider=provider, base_url=None)).base_url == own
    monkeypatch.setenv(variable, " http://gateway:7/v1/ ")
    assert endpoint_of(role(provider=provider, base_url=None)).base_url == "http://gateway:7/v1"
    assert endpoint_of(role(provider=provider, base_url="http://file:1/v1/")).base_url == "http://file:1/v1"


@pytest.mark.parametrize("address", ["here:8000/v1", "ftp://here", "//here"])
def test_an_address_that_is_none_is_told(address: str) -> None:
    with pytest.raises(UsageError, match=rf'base_url "{address}": begins with neither http:// nor https://'):
        endpoint_of(role(base_url=address))


@pytest.mark.parametrize(
    ("address", "set_in_environment", "named", "expected"),
    [
        ("https://api.openai.com/v1", False, None, "OPENAI_API_KEY"),
        ("https://gateway.example.com/v1", False, None, "OPENAI_API_KEY"),
        ("http://localhost:8000/v1", False, None, None),
        ("http://192.168.1.7:8000/v1", False, None, None),
        ("http://localhost:8000/v1", True, None, "OPENAI_API_KEY"),
        ("http://localhost:8000/v1", False, "MY_KEY", "MY_KEY"),
        ("https://api.openai.com/v1", True, "", None),
    ],
)
def test_a_server_of_ones_own_needs_no_key(
    monkeypatch: pytest.MonkeyPatch, address: str, set_in_environment: bool, named: str | None, expected: str | None
) -> None:
    if set_in_environment:
        monkeypatch.setenv("OPENAI_API_KEY", "secret")
    assert endpoint_of(role(base_url=address, api_key_env=named)).api_key_env == expected


def test_anthropic_has_a_key_of_its_own() -> None:
    assert endpoint_of(role(provider="anthropic", base_url=None)).api_key_env == "ANTHROPIC_API_KEY"


# --- the identity of a run ------------------------------------------------------------------------


def test_every_key_of_a_role_is_tried_here() -> None:
    assert set(CHANGES) | {"teacher"} == set(RoleConfig.model_fields)


@pytest.mark.parametrize("name", sorted(CHANGES))
def test_what_changes_replies_changes_the_run_and_terms_do_not(name: str) -> None:
    changed = identity_of(roles(**{name: CHANGES[name]})) != identity_of(roles())
    terms = {"api_key_env", "price", "limits", "total_timeout_s", "idle_timeout_s", "n"}
    assert changed == (name not in terms)


def test_terms_are_what_no_key_of_a_call_holds() -> None:
    for name in TERMS:
        assert endpoint_of(role(**{name: CHANGES[name]})).digests == endpoint_of(role()).digests


def test_the_address_enters_as_it_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    named = identity_of(roles(base_url="http://gateway:7/v1"))
    assert named == identity_of(roles(base_url="http://gateway:7/v1/"))
    assert named != identity_of(roles(base_url=None))
    monkeypatch.setenv("OPENAI_BASE_URL", "http://gateway:7/v1")
    assert named == identity_of(roles(base_url=None))


def test_a_role_that_is_named_changes_the_run() -> None:
    assert identity_of(RolesConfig(author=role(), judge=role(model="large"))) != identity_of(roles())
    assert identity_of(RolesConfig(judge=role())) != identity_of(RolesConfig(solver=role()))


def test_no_key_enters_the_identity(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-planted")
    monkeypatch.setenv("OTHER_KEY", "sk-planted")
    told = identity_of(roles(**CHANGES)) + as_toml(resolved_roles(roles(**CHANGES)))  # type: ignore[arg-type]
    assert "sk-planted" not in told


# --- the resolved run file ------------------------------------------------------------------------


@pytest.mark.parametrize("name", sorted(CHANGES))
def test_a_role_comes_back_from_the_resolved_file(name: str) -> None:
    one = RolesConfig(author=role(**{name: CHANGES[name]}), judge=RoleConfig())
    back = RolesConfig.model_validate(tomllib.loads(as_toml({"roles": resolved_roles(one)}))["roles"])
    assert back == one
    assert identity_of(back) == identity_of(one)
    assert endpoint_of(back.author).digests == endpoint_of(one.author).digests


def test_all_of_a_role_comes_back_at_once() -> None:
    one = roles(**CHANGES)
    assert RolesConfig.model_validate(tomllib.loads(as_toml({"roles": resolved_roles(one)}))["roles"]) == one


def test_symbolic_roles_are_told_in_one_word_and_those_not_named_not_at_all() -> None:
    assert resolved_roles(RolesConfig()) == {"author": {"teacher": "symbolic"}}


@pytest.mark.parametrize("name", ["headers", "query", "extra"])
def test_the_order_of_a_table_is_no_part_of_a_run(name: str) -> None:
    tables = [{"a": "1", "b": "2"}, {"b": "2", "a": "1"}]
    one, other = (roles(**{name: table}) for table in tables)
    assert identity_of(one) == identity_of(other)
    assert endpoint_of(one.author).digests == endpoint_of(other.author).digests
