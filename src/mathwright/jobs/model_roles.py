"""The teachers of a run that asks models, with all they share: ledger, connections, limits, budgets, prompts."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from mathwright.errors import UsageError
from mathwright.jobs.config import RunConfig
from mathwright.jobs.role_config import ROLE_NAMES, RoleConfig, endpoint_of, price_for
from mathwright.jobs.spending import spending_of
from mathwright.jobs.stages import templates_of
from mathwright.prompts.rendering import Templates
from mathwright.store.batch_book import BatchBook
from mathwright.store.budget import open_budget
from mathwright.store.ledger import Ledger
from mathwright.store.pending import PendingCalls
from mathwright.store.workspace import Workspace
from mathwright.teachers.batch.anthropic import AnthropicBatches
from mathwright.teachers.batch.offline import OfflineWave
from mathwright.teachers.batch.openai import OpenAIBatches
from mathwright.teachers.batch.provider import BatchProvider
from mathwright.teachers.batch.transport import BatchTransport
from mathwright.teachers.call_line import Line
from mathwright.teachers.caller import Caller
from mathwright.teachers.limits.health import Health
from mathwright.teachers.limits.limiter import Limiter
from mathwright.teachers.model import ModelTeacher
from mathwright.teachers.money import Budget, parse_budget, told_cost
from mathwright.teachers.prices import Price
from mathwright.teachers.providers.catalog import PROVIDERS
from mathwright.teachers.providers.connection import Connection
from mathwright.teachers.purse import BudgetGate
from mathwright.teachers.request import (
    CallFailed,
    Endpoint,
    ModelAnswer,
    ModelRequest,
    Provider,
    ProviderName,
    Way,
)
from mathwright.teachers.symbolic import SymbolicTeacher
from mathwright.teachers.teacher import Roles, Teacher

TRANSPORTS: dict[ProviderName, Callable[[Endpoint, Connection], BatchTransport]] = {
    "openai": OpenAIBatches,
    "anthropic": AnthropicBatches,
}
"""The batch service of each provider."""


@dataclass
class ModelRoles:
    """The teachers of one run in one process."""

    roles: Roles
    caller: Caller
    limiters: dict[tuple[str, str, str], Limiter] = field(default_factory=dict)
    wave: OfflineWave | None = None
    """Where the calls go of a run without a network."""

    def stopped(self) -> str | None:
        """Why calls ended before the run did, None where they did not."""
        return self.caller.gate.stopped

    def status(self) -> str:
        """How the calls stand, for a line of progress."""
        tally = self.caller.tally
        spent = spending_of(tally)
        told = [f"{spent.replies:,} calls", told_cost(spent.cost_nano_usd or 0, spent.unpriced, spent.replies)]
        for limiter in self.limiters.values():
            now = limiter.snapshot()
            told.append(f"{now.in_flight:,} in flight" + (f", {now.held}" if now.held else ""))
        return " · ".join(told)


@dataclass
class _Opening:
    """What roles share while they are built."""

    config: RunConfig
    caller: Caller
    templates: Templates
    budgets: tuple[Budget, ...]
    workspace: Workspace
    wave: OfflineWave | None
    connections: dict[tuple[float, float], Connection] = field(default_factory=dict)
    limiters: dict[tuple[str, str, str], Limiter] = field(default_factory=dict)
    collectors: list[tuple[Endpoint, BatchProvider]] = field(default_factory=list)

    def teacher(self, name: str, role: RoleConfig) -> Teacher:
        """The teacher of one role."""
        if role.teacher == "symbolic":
            return SymbolicTeacher(self.config.run_seed)
        endpoint = endpoint_of(role)
        line = Line(
            role=name,
            endpoint=endpoint,
            provider=self.provider(name, role, endpoint),
            limiter=None if self.wave is not None or self.config.how.batch else self.limiter(role, endpoint),
            price=price_for(role),
            budgets=_budgets_of(name, self.budgets),
            # a batch or a wave holds a line for each draw; one for several would leave the others for the next
            together=1 if self.wave is not None or self.config.how.batch else role.n,
        )
        return ModelTeacher(line, self.caller, self.templates)

    def provider(self, name: str, role: RoleConfig, endpoint: Endpoint) -> Provider:
        """What carries the calls of one endpoint."""
        if self.wave is not None:
            return self.wave.of_role(name)
        if self.config.how.batch:
            return self.batches(role, endpoint)
        return PROVIDERS[endpoint.provider].make(endpoint, self.connection(role))

    def batches(self, role: RoleConfig, endpoint: Endpoint) -> BatchProvider:
        """The one collector of batches of an endpoint, which roles that ask alike share."""
        known = next((one for other, one in self.collectors if other == endpoint), None)
        if known is None:
            transport = TRANSPORTS[endpoint.provider](endpoint, self.connection(role))
            place = (endpoint.provider, endpoint.base_url, endpoint.model)
            book = BatchBook(self.workspace, *place, run=self.caller.run_id)
            known = BatchProvider(endpoint, transport, book, quiet_s=self.config.how.batch_quiet_s)
            self.collectors.append((endpoint, known))
        return known

    def connection(self, role: RoleConfig) -> Connection:
        """The connections with a role's time-outs."""
        times = (role.total_timeout_s, role.idle_timeout_s)
        if times not in self.connections:
            self.connections[times] = Connection(total_timeout_s=times[0], idle_timeout_s=times[1])
        return self.connections[times]

    async def close(self) -> None:
        """Close what was opened."""
        for _, collector in self.collectors:
            await collector.close()
        for connection in self.connections.values():
            await connection.close()
        if self.wave is not None:
            self.wave.pending.close()

    def limiter(self, role: RoleConfig, endpoint: Endpoint) -> Limiter:
        """The one limiter of a model at a place; the first role to name it says its limits."""
        place = (endpoint.provider, endpoint.base_url, endpoint.model)
        if place not in self.limiters:
            self.limiters[place] = Limiter(f"{endpoint.model} at {endpoint.base_url}", role.limits, self.caller.health)
        return self.limiters[place]


@asynccontextmanager
async def open_roles(
    config: RunConfig, workspace: Workspace, run_id: str, *, budget_run: str | None = None
) -> AsyncIterator[ModelRoles]:
    """The teachers of a run file, ready to be asked; closed with all they share.

    budget_run: the run against whose budgets the calls count, where it is not ``run_id``, which pays them.
    Raises UsageError for a key that is not set, a template with a fault, a budget that cannot hold.
    """
    require_budgets(config)
    budgets = parse_budgets(config.how.budget)
    templates = templates_of(config)
    capped = budget_run or run_id
    with Ledger(workspace, capped) as ledger:
        caller = Caller(ledger, run_id, Health(config.how.max_error_rate), BudgetGate(ledger))
        wave = None
        if config.how.offline is not None:
            wave = OfflineWave(Path(config.how.offline), PendingCalls(workspace), run_id)
        opening = _Opening(config, caller, templates, budgets, workspace, wave)
        try:
            for budget in budgets:
                open_budget(workspace, capped, budget_name(budget), budget.amount)
            named = {name: opening.teacher(name, role) for name, role in config.roles.named.items()}
            yield ModelRoles(Roles(**named), caller, opening.limiters, wave)
        finally:
            await opening.close()


@asynccontextmanager
async def open_replay(config: RunConfig, workspace: Workspace, run_id: str) -> AsyncIterator[ModelRoles]:
    """The teachers of a run file with nobody behind them: they answer what the ledger holds, and note what is asked.

    Anything else raises ProviderError.
    """
    templates = templates_of(config)
    with Ledger(workspace, run_id) as ledger:
        caller = Caller(ledger, run_id, Health(), BudgetGate(ledger), heard=[])
        named: dict[str, Teacher] = {}
        for name, role in config.roles.named.items():
            line = Line(role=name, endpoint=endpoint_of(role), provider=_Nobody(), limiter=None, price=None)
            model = ModelTeacher(line, caller, templates)
            named[name] = model if role.teacher == "model" else SymbolicTeacher(config.run_seed)
        yield ModelRoles(Roles(**named), caller)


class _Nobody:
    """Stands where a provider would."""

    way: Way = "online"

    async def send(self, request: ModelRequest, n: int = 1) -> ModelAnswer:
        raise CallFailed("server", "the ledger does not hold this call", sent=False)


def parse_budgets(texts: tuple[str, ...]) -> tuple[Budget, ...]:
    """The caps of a run file or of flags.  Raises UsageError for one that cannot be read or is given twice."""
    budgets = tuple(map(parse_budget, texts))
    names = [budget_name(one) for one in budgets]
    for one, name in zip(budgets, names, strict=True):
        if one.role is not None and one.role not in ROLE_NAMES:
            raise UsageError(f'--budget: there is no role "{one.role}"; roles are {", ".join(ROLE_NAMES)}')
        if names.count(name) > 1:
            raise UsageError(f"--budget: {name.replace(':', ' ')} is capped twice")
    return budgets


def budget_name(budget: Budget) -> str:
    """The budget's name in the workspace: ``usd``, ``judge:tokens``."""
    return budget.unit if budget.role is None else f"{budget.role}:{budget.unit}"


def same_judge(config: RunConfig) -> str | None:
    """A warning where the judge is the model that wrote, None elsewhere."""
    author, judge = config.roles.author, config.roles.judge or config.roles.author
    if author.teacher != "model" or judge.teacher != "model":
        return None
    if (endpoint_of(author).base_url, author.model) != (endpoint_of(judge).base_url, judge.model):
        return None
    return f"judge and author are one model ({author.model}), which judges its own work: name another in [roles.judge]"


def require_budgets(config: RunConfig) -> None:
    """Raise UsageError for a budget that cannot be read or cannot hold; nothing is opened."""
    budgets = parse_budgets(config.how.budget)
    for name, role in config.roles.named.items():
        if role.teacher == "model":
            _require_price(_table(config, name), endpoint_of(role), price_for(role), _budgets_of(name, budgets))


def _budgets_of(name: str, budgets: tuple[Budget, ...]) -> tuple[str, ...]:
    """Names of the budgets that a role's calls count against."""
    return tuple(budget_name(one) for one in budgets if one.role in (None, name))


def _table(config: RunConfig, name: str) -> str:
    """The table of the run file that says what a role asks."""
    return "author" if getattr(config.roles, name) is None else name


def _require_price(table: str, endpoint: Endpoint, price: Price | None, budgets: tuple[str, ...]) -> None:
    if price is None and any(budget.endswith("usd") for budget in budgets):
        raise UsageError(
            f"the price of {endpoint.model} at {endpoint.base_url} is unknown: a budget in usd cannot hold;"
            f" set roles.{table}.price = {{ input = 0.15, output = 0.6 }} (USD a million tokens; 0 for a server of your"
            " own), or give the budget in tokens (--budget 2mtokens)"
        )
