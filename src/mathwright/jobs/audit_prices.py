"""What an audit would ask of its models, and what that can cost at most."""

from __future__ import annotations

from collections.abc import Sequence

from mathwright.jobs.audit_voices import asked_of
from mathwright.jobs.config import RunConfig
from mathwright.jobs.model_roles import require_budgets
from mathwright.jobs.role_config import RoleConfig, price_for
from mathwright.jobs.stages import templates_of
from mathwright.records import Problem, Record
from mathwright.teachers.prices import input_tokens_at_most, most_cost_nano_usd
from mathwright.teachers.purse import CHARACTERS_PER_TOKEN


class AuditEstimate(Record):
    """The calls of an audit, those the ledger holds included; a judge's come on top, where answers stay undecided."""

    problems: int
    solvers: tuple[str, ...]
    """Models that would be asked; none: the stored solutions are computed again, which costs nothing."""
    calls: int
    """Replies; re-asks of unusable ones come on top."""
    input_tokens: int
    """About."""
    output_tokens_at_most: int
    cost_nano_usd_at_most: int | None
    """None where the price of a model is unknown."""


def audit_estimate(
    config: RunConfig, problems: Sequence[Problem], solvers: Sequence[RoleConfig], draws: int
) -> AuditEstimate:
    """The estimate for these problems and models.

    Raises UsageError for a budget that the audit would refuse.
    """
    for role in solvers:
        roles = config.roles.model_copy(update={"solver": role})
        require_budgets(config.model_copy(update={"roles": roles}))
    texts = _texts(config, problems) if solvers else []
    costs = [_most_cost(role, texts, draws) for role in solvers]
    known = [cost for cost in costs if cost is not None]
    letters = sum(len(text) for messages in texts for text in messages)
    return AuditEstimate(
        problems=len(problems),
        solvers=tuple(role.model or "" for role in solvers),
        calls=len(problems) * draws * len(solvers),
        input_tokens=letters // CHARACTERS_PER_TOKEN * draws * len(solvers),
        output_tokens_at_most=sum(len(problems) * draws * role.max_tokens for role in solvers),
        cost_nano_usd_at_most=sum(known) if len(known) == len(costs) else None,
    )


def _texts(config: RunConfig, problems: Sequence[Problem]) -> list[list[str]]:
    """The messages of each problem's prompt."""
    templates = templates_of(config)
    return [[one.content for one in templates.render(asked_of(problem)).messages] for problem in problems]


def _most_cost(role: RoleConfig, texts: Sequence[Sequence[str]], draws: int) -> int | None:
    price = price_for(role)
    if price is None:
        return None
    each = (most_cost_nano_usd(price, input_tokens_at_most(messages), role.max_tokens) for messages in texts)
    return draws * sum(each)
