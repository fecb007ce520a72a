"""What a run paid to models, as its yield, its report and its manifest tell it."""

from __future__ import annotations

from mathwright.records import Record
from mathwright.store.ledger_statistics import CallSums, ModelCalls
from mathwright.teachers.money import told_cost
from mathwright.teachers.prices import Price


class PromptCosts(Record):
    """The calls that a run paid for one type of prompt, asked again ones included."""

    pass_name: str | None
    """The pass that asks it; None for a prompt that the recipe does not know any more."""
    prompt: str
    """Name of the prompt's type."""
    sums: CallSums


class RunCosts(Record):
    """The calls that a run paid itself; replies it found in the ledger were paid by earlier runs and are not here."""

    prompts: tuple[PromptCosts, ...]
    """In the order in which the recipe asks them."""
    total: CallSums
    models: tuple[ModelCalls, ...]
    """Whom it paid, in the order in which it first asked."""
    cost_nano_usd: int | None
    """In 1e-9 USD, of all its calls; None where the price of any is unknown."""
    problems: int
    """Problems of the run that were let in."""
    problem_nano_usd: int | None
    """Cost per accepted problem, rounded up; None where there is none, or where ``cost_nano_usd`` is."""


class AskedModel(Record):
    """A model that a run file names, and on which terms."""

    role: str
    provider: str
    base_url: str
    model: str
    price: Price | None
    """As it is when this is written; None where it is unknown."""


class ReportedCalls(Record):
    """What a report says of a run's calls."""

    costs: RunCosts
    roles: tuple[AskedModel, ...]


def told_sums(sums: CallSums) -> str:
    """What calls cost, for a reader: ``$0.42``, ``cost unknown``, or what is known of it."""
    return told_cost(sums.cost_nano_usd or 0, sums.cost_unknown, sums.calls)
