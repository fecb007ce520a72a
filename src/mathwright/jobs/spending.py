"""What a run asked of models in this process, and what that came to."""

from __future__ import annotations

from mathwright.records import Record
from mathwright.teachers.money import told_cost, told_usd
from mathwright.teachers.tally import Tally


class Spending(Record):
    """The replies of one process to one run; those of the ledger count as what they once cost."""

    replies: int
    fresh: int
    """Of ``replies``: paid for now."""
    input_tokens: int
    output_tokens: int
    cost_nano_usd: int
    """Of all replies, in 1e-9 USD."""
    unpriced: int
    """Replies whose cost is unknown."""


def spending_of(tally: Tally) -> Spending:
    """The tally, summed over prompts."""
    prompts = tally.prompts.values()
    return Spending(
        replies=sum(one.replies for one in prompts),
        fresh=tally.fresh,
        input_tokens=sum(one.input_tokens for one in prompts),
        output_tokens=sum(one.output_tokens for one in prompts),
        cost_nano_usd=sum(one.cost_nano_usd for one in prompts),
        unpriced=sum(one.unpriced for one in prompts),
    )


def told_spending(spent: Spending, problems: int) -> str:
    """One line for the end of a run."""
    cost = told_cost(spent.cost_nano_usd, spent.unpriced, spent.replies)
    each = ""
    if problems and not spent.unpriced:
        each = f", {told_usd(-(-spent.cost_nano_usd // problems))} a problem"
    told = f"{spent.fresh:,} paid now, {spent.replies - spent.fresh:,} from the ledger"
    return f"{spent.replies:,} calls ({told}), {spent.input_tokens:,} + {spent.output_tokens:,} tokens, {cost}{each}"
