"""Amounts of money as whole billionths of a dollar, how they are told, and what ``--budget`` may say."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Literal, NamedTuple, NoReturn

from mathwright.errors import UsageError

NANO = 1_000_000_000
"""Nano dollars in a dollar; the least price of a token known, 0.01 USD a million, is 10 of them."""
EXAMPLE = "--budget 5usd, --budget 1.5mtokens or --budget judge=2usd"

_BUDGET = re.compile(
    r"(?:(?P<role>[a-z_]+)\s*=\s*)?(?P<sign>\$)?\s*(?P<amount>[0-9]+(?:\.[0-9]+)?|\.[0-9]+)\s*(?P<unit>usd|[kmb]?tokens?)?"
)
_SCALES = {"": 1, "k": 1_000, "m": 1_000_000, "b": 1_000_000_000}


class Budget(NamedTuple):
    """A hard cap."""

    role: str | None
    """The role it caps; None caps all together."""
    unit: Literal["usd", "tokens"]
    amount: int
    """Nano dollars, or tokens of prompts and replies together; at least 1."""


def parse_budget(text: str) -> Budget:
    """The cap that ``5usd``, ``$5``, ``200ktokens``, ``1.5mtokens`` or ``judge=1usd`` states.

    Raises UsageError for anything else, for nothing (``0usd``), and for parts of a token.
    """
    found = _BUDGET.fullmatch(text.strip().lower())
    if found is None:
        _refuse(text, "it is no amount of money or tokens")
    unit = found["unit"] or ""
    if bool(found["sign"]) == bool(unit):
        _refuse(text, "dollars or tokens?")
    usd = unit in ("", "usd")
    scaled = Decimal(found["amount"]) * (NANO if usd else _SCALES[unit.removesuffix("s").removesuffix("token")])
    if scaled != int(scaled):
        _refuse(text, "it is finer than a billionth of a dollar" if usd else "it has a part of a token")
    if scaled == 0:
        _refuse(text, "a budget of nothing allows no call")
    return Budget(found["role"], "usd" if usd else "tokens", int(scaled))


def told_usd(nano: int) -> str:
    """The amount in dollars with four digits or more to read: ``$12.35``, ``$0.0123``, ``$0.000045``."""
    if nano < 0:
        return "-" + told_usd(-nano)
    if nano >= NANO or nano == 0:
        return f"${Decimal(nano) / NANO:.2f}"
    if nano >= NANO // 10_000:
        return f"${Decimal(nano) / NANO:.4f}"
    return f"${(Decimal(nano) / NANO).normalize():f}"


def told_cost(cost_nano_usd: int, unpriced: int, calls: int) -> str:
    """What calls cost together: ``$0.42``, ``cost unknown``, or what is known of it.

    unpriced: of ``calls``, those whose cost is unknown.
    """
    if unpriced == calls and calls:
        return "cost unknown"
    known = told_usd(cost_nano_usd)
    return f"{known} and {unpriced:,} calls of unknown cost" if unpriced else known


def _refuse(text: str, why: str) -> NoReturn:
    raise UsageError(f'--budget "{text}": {why}; write {EXAMPLE}')
