"""What a run asked of models in this process, and what that came to."""

from __future__ import annotations

from collections.abc import Sequence

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
    cost_nano_usd: int | None
    """Of the replies whose cost is known, in 1e-9 USD; None where that is none of them."""
    unpriced: int
    """Replies whose cost is unknown."""


def spending_of(tally: Tally) -> Spending:
    """The tally, summed over prompts."""
    prompts = tally.prompts.values()
    replies, unpriced = sum(one.replies for one in prompts), sum(one.unpriced for one in prompts)
    cost = sum(one.cost_nano_usd for one in prompts)
    return Spending(
        replies=replies,
        fresh=tally.fresh,
        input_tokens=sum(one.input_tokens for one in prompts),
        output_tokens=sum(one.output_tokens for one in prompts),
        cost_nano_usd=cost if replies > unpriced else None,
        unpriced=unpriced,
    )


def spent_by(tallies: Sequence[Tally]) -> Spending:
    """What several tallies come to together."""
    parts = [spending_of(tally) for tally in tallies]
    known = [part.cost_nano_usd for part in parts if part.cost_nano_usd is not None]
    return Spending(
        replies=sum(part.replies for part in parts),
        fresh=sum(part.fresh for part in parts),
        input_tokens=sum(part.input_tokens for part in parts),
        output_tokens=sum(part.output_tokens for part in parts),
        cost_nano_usd=sum(known) if known else None,
        unpriced=sum(part.unpriced for part in parts),
    )


def told_spending(spent: Spending, problems: int) -> str:
    """One line for the end of a run."""
    if not spent.replies:
        return "no calls: everything was there"
    cost = told_cost(spent.cost_nano_usd or 0, spent.unpriced, spent.replies)
    each = ""
    if problems and not spent.unpriced and spent.cost_nano_usd is not None:
        each = f", {told_usd(-(-spent.cost_nano_usd // problems))} a problem"
    told = f"{spent.fresh:,} paid now, {spent.replies - spent.fresh:,} from the ledger"
    return f"{spent.replies:,} calls ({told}), {spent.input_tokens:,} + {spent.output_tokens:,} tokens, {cost}{each}"
