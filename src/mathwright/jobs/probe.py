"""Whether the models of a run file answer: each asked once, in one small call that no ledger keeps."""

from __future__ import annotations

import asyncio
import time

from mathwright.errors import ProviderError, UsageError
from mathwright.jobs.config import RunConfig
from mathwright.jobs.role_config import RoleConfig, endpoint_of, price_for
from mathwright.teachers.money import told_usd
from mathwright.teachers.prices import Price, cost_nano_usd
from mathwright.teachers.providers.catalog import PROVIDERS
from mathwright.teachers.providers.connection import Connection
from mathwright.teachers.request import ChatMessage, Endpoint, ModelAnswer, ModelRequest, Usage

QUESTION = ChatMessage("user", "Reply with the one word: ready")
PROBE_TIMEOUT_S = 60.0


def probe_roles(config: RunConfig) -> tuple[list[str], list[str]]:
    """A line for each model that answers, with what its answer cost, and one for each that does not."""
    return asyncio.run(_probe_all(config))


async def _probe_all(config: RunConfig) -> tuple[list[str], list[str]]:
    fine: list[str] = []
    faults: list[str] = []
    for names, role in _models(config):
        try:
            fine.append(f"{names}: {await _probe(role)}")
        except (ProviderError, UsageError) as fault:
            faults.append(f"{names}: {fault}")
    return fine, faults


def _models(config: RunConfig) -> list[tuple[str, RoleConfig]]:
    """Each model once, with the roles it has."""
    found: list[tuple[list[str], RoleConfig]] = []
    for name, role in config.roles.named.items():
        if role.teacher != "model":
            continue
        same = next((names for names, other in found if other == role), None)
        if same is None:
            found.append(([name], role))
        else:
            same.append(name)
    return [(", ".join(names), role) for names, role in found]


async def _probe(role: RoleConfig) -> str:
    endpoint = endpoint_of(role)
    connection = Connection(total_timeout_s=min(role.total_timeout_s, PROBE_TIMEOUT_S))
    try:
        provider = PROVIDERS[endpoint.provider].make(endpoint, connection)
        started = time.monotonic()
        answer = await provider.send(ModelRequest(endpoint, (QUESTION,), template="", prompt="check"))
        seconds = time.monotonic() - started
    finally:
        await connection.close()
    return _told(endpoint, answer, seconds, price_for(role))


def _told(endpoint: Endpoint, answer: ModelAnswer, seconds: float, price: Price | None) -> str:
    served = answer.served_model
    name = endpoint.model if served in (None, endpoint.model) else f"{endpoint.model} (served as {served})"
    cut = "; its reply was cut off at max_tokens" if answer.choices[0].finish == "length" else ""
    return f"{name} at {endpoint.base_url} answers in {seconds:.1f} s, {_cost(answer.usage, price)}{cut}"


def _cost(usage: Usage | None, price: Price | None) -> str:
    if usage is None:
        return "and does not say how many tokens it used: budgets count each call at its most"
    tokens = f"{usage.input_tokens:,} + {usage.output_tokens:,} tokens"
    if price is None:
        return f"{tokens}, price unknown: only a budget in tokens can hold (or set price)"
    tier = price.tiers[0]
    told = told_usd(cost_nano_usd(price, usage))
    return f"{tokens}, {told} (${tier.input} in, ${tier.output} out a million; {price.source}, {price.date})"
