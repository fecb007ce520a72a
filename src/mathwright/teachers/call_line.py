"""One model as one role asks it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from mathwright.teachers.limits.limiter import Limiter
from mathwright.teachers.prices import Price
from mathwright.teachers.request import Endpoint, Provider


@dataclass(frozen=True)
class Line:
    """One model as one role asks it: where calls go, what they cost and what they may."""

    role: str
    endpoint: Endpoint
    provider: Provider
    limiter: Limiter | None
    """None where the provider is not waited for by the call: batches and offline waves."""
    price: Price | None
    """None where it is unknown."""
    budgets: tuple[str, ...] = ()
    """Names of the budgets that its calls count against, ``usd`` or ``tokens``, with the role before them or not."""
    together: int = 1
    """Most draws asked for in one call (``n``)."""

    @property
    def tariff(self) -> Literal["online", "batch"]:
        """Which of the provider's prices its calls have."""
        return "batch" if self.provider.way == "batch" else "online"
