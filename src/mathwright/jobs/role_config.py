"""The roles of a run file: who answers the prompts, and on which terms."""

from __future__ import annotations

import os
from typing import Any, Literal, Self

from pydantic import Field, field_validator, model_validator

from mathwright.errors import UsageError
from mathwright.records import Record
from mathwright.teachers.limits.settings import LimitSettings
from mathwright.teachers.prices import OwnPrice, Price, is_local, price_of
from mathwright.teachers.providers.catalog import PROVIDERS
from mathwright.teachers.request import Endpoint, ProviderName, Sampling

ROLE_NAMES = ("author", "judge", "solver")
TERMS = frozenset({"api_key_env", "price", "limits", "total_timeout_s", "idle_timeout_s", "n"})
"""Keys of a role that leave its replies as they are: no part of a run's identity."""


class RoleConfig(Record):
    """Who answers the prompts of one role."""

    teacher: Literal["symbolic", "model"] = "symbolic"
    """``symbolic``: programs read from annotated solutions; needs no model, key or network.  ``model``: a language
    model behind an OpenAI-compatible or Anthropic API."""
    provider: ProviderName = "openai"
    """The protocol: ``openai`` is spoken by OpenAI, vLLM, SGLang, Ollama, llama.cpp, OpenRouter, Together, Azure and
    others; ``anthropic`` by Anthropic."""
    model: str | None = None
    """The model's name, as the provider knows it."""
    base_url: str | None = None
    """Where the API is; None: OPENAI_BASE_URL or ANTHROPIC_BASE_URL, else the provider's own address."""
    api_key_env: str | None = None
    """Environment variable that holds the key; None: OPENAI_API_KEY or ANTHROPIC_API_KEY; empty: no key is sent."""
    max_tokens: int = Field(default=4096, ge=1)
    """Most tokens of a reply, reasoning included."""
    temperature: float | None = Field(default=None, ge=0, le=2)
    top_p: float | None = Field(default=None, gt=0, le=1)
    seed: int | None = None
    """Seed of the provider's sampling; None sends none."""
    reasoning_effort: str | None = None
    """Such as ``low``; None leaves it to the provider."""
    logprobs: int | None = Field(default=None, ge=0, le=20)
    """Most likely tokens to keep at each place; 0 keeps the chosen one's probability alone; None asks for none."""
    stop: tuple[str, ...] = ()
    max_tokens_name: Literal["max_tokens", "max_completion_tokens"] = "max_tokens"
    """Reasoning models of OpenAI know ``max_completion_tokens`` alone."""
    json_schema: bool = False
    """Ask for verdicts by JSON schema; for servers that take one."""
    n: int = Field(default=1, ge=1, le=128)
    """Most draws asked for in one call; the prompt is then paid once."""
    headers: dict[str, str] = {}
    """Further headers; ``env:NAME`` is read from the environment."""
    query: dict[str, str] = {}
    """Further parameters of the address, such as ``api-version``; ``env:NAME`` as above."""
    extra: dict[str, Any] = {}
    """Further fields of the request's body."""
    price: OwnPrice | None = None
    """USD a million tokens, ``{input = 0.15, output = 0.6}``; None: from the shipped table."""
    limits: LimitSettings = LimitSettings()
    total_timeout_s: float = Field(default=600.0, gt=0)
    """Most seconds of one call."""
    idle_timeout_s: float = Field(default=120.0, gt=0)
    """Most seconds without a byte once a reply has begun."""

    @field_validator("headers", "query", "extra")
    @classmethod
    def _in_order(cls, table: dict[str, Any]) -> dict[str, Any]:
        # The resolved run file writes values before tables: what is read back from it must be the same call.
        return {name: _sorted(table[name]) for name in sorted(table)}

    @model_validator(mode="after")
    def _fits_its_teacher(self) -> Self:
        fields = type(self).model_fields
        given = [name for name in fields if name != "teacher" and getattr(self, name) != fields[name].default]
        if self.teacher == "symbolic" and given:
            raise ValueError(f'{given[0]} is for teacher = "model"; the symbolic teacher has none')
        if self.teacher == "model" and not self.model:
            raise ValueError('teacher = "model" needs model = "…", the name its provider knows')
        return self


class RolesConfig(Record):
    """The teacher of each role; ``judge`` and ``solver`` are the author's where they are not named."""

    author: RoleConfig = RoleConfig()
    judge: RoleConfig | None = None
    solver: RoleConfig | None = None

    @property
    def named(self) -> dict[str, RoleConfig]:
        """Each role to what answers it."""
        return {"author": self.author, "judge": self.judge or self.author, "solver": self.solver or self.author}

    @property
    def symbolic(self) -> bool:
        """Whether no role asks a model."""
        return all(role.teacher == "symbolic" for role in self.named.values())


def _sorted(value: Any) -> Any:
    """The value, its tables in the order of their keys."""
    if isinstance(value, list):
        return [_sorted(part) for part in value]
    return {name: _sorted(value[name]) for name in sorted(value)} if isinstance(value, dict) else value


def endpoint_of(role: RoleConfig) -> Endpoint:
    """Where and how a role's model is asked, with the environment's address where the run file names none.

    Raises UsageError for an address that is empty.
    """
    provider = PROVIDERS[role.provider]
    address = (role.base_url or provider.usual_base_url()).rstrip("/")
    if not address.startswith(("http://", "https://")):
        raise UsageError(f'base_url "{address}": begins with neither http:// nor https://')
    key = provider.api_key_env if role.api_key_env is None else role.api_key_env
    if role.api_key_env is None and is_local(address) and not os.environ.get(key):
        key = ""  # a server of one's own seldom wants one
    sampling = {name: getattr(role, name) for name in Sampling.model_fields}
    return Endpoint(
        provider=role.provider,
        base_url=address,
        model=role.model or "",
        sampling=Sampling(**sampling),
        headers=role.headers,
        query=role.query,
        api_key_env=key or None,
    )


def price_for(role: RoleConfig) -> Price | None:
    """What a role's model costs, the run file's own price before the shipped table's; None where it is unknown."""
    place = endpoint_of(role)
    return price_of(place.provider, place.base_url, place.model, role.price)


def identity_of(roles: RolesConfig) -> str:
    """What of the roles decides a run's replies, as JSON."""
    told = []
    for name in ROLE_NAMES:
        role: RoleConfig | None = getattr(roles, name)
        if role is not None:
            known = (
                role.model_copy(update={"base_url": endpoint_of(role).base_url}) if role.teacher == "model" else role
            )
            told.append(f"{name}={known.model_dump_json(exclude=set(TERMS))}")
    return "\n".join(told)


def resolved_roles(roles: RolesConfig) -> dict[str, dict[str, object]]:
    """The tables of the roles that are named, every key written out that its teacher knows."""
    tables: dict[str, dict[str, object]] = {}
    for name in ROLE_NAMES:
        role: RoleConfig | None = getattr(roles, name)
        if role is not None:
            known = {"teacher"} if role.teacher == "symbolic" else None
            table = role.model_dump(mode="json", exclude_none=True, include=known)
            tables[name] = {key: value for key, value in table.items() if value not in ({}, [])}
    return tables
