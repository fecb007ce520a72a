"""Budgets as a call meets them: reserved at its most before it is sent, settled at its cost with its reply."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

from mathwright.errors import PassStoppedError, UsageError
from mathwright.store.budget import Charge
from mathwright.store.ledger import Ledger, PaidCall
from mathwright.teachers.call_line import Line
from mathwright.teachers.prices import input_tokens_at_most, most_cost_nano_usd
from mathwright.teachers.request import ModelRequest, Usage

CHARACTERS_PER_TOKEN = 4
"""Of English text, about: what limits go by before the provider has counted."""


@dataclass
class BudgetGate:
    """What the calls of one process share of a run's budgets."""

    ledger: Ledger
    paying: int = 0
    """Calls that hold a reservation now."""
    settled: asyncio.Event = field(default_factory=asyncio.Event)
    stopped: str | None = None
    """Why no further call is sent."""

    def require_open(self) -> None:
        """Raise PassStoppedError where no further call may be sent."""
        if self.stopped is not None:
            raise PassStoppedError(self.stopped)


class Purse:
    """The reservation of one call."""

    def __init__(self, gate: BudgetGate, line: Line, request: ModelRequest, n: int) -> None:
        """``n``: replies asked for in the call."""
        self._gate = gate
        self._line = line
        self._held = False
        texts = sum(len(message.content) for message in request.messages)
        self.input_tokens = texts // CHARACTERS_PER_TOKEN + 8
        """About."""
        self.output_tokens = n * line.endpoint.sampling.max_tokens
        """At most."""
        self._most: tuple[tuple[str, int], ...] = ()
        if line.budgets:
            at_most = input_tokens_at_most(message.content for message in request.messages)
            self._most = tuple((name, self._amount(name, at_most)) for name in line.budgets)

    async def reserve(self) -> None:
        """Reserve the most the call can cost; waits where calls in flight hold the room.

        Raises PassStoppedError where none of them is left and there is no room still.
        """
        gate = self._gate
        while self._most and not self._held:
            gate.require_open()
            gate.settled.clear()
            full = await gate.ledger.reserve(self._most)
            if full is None:
                self._held = True
                gate.paying += 1
            elif gate.paying:
                await gate.settled.wait()
            else:
                gate.stopped = f"the budget {full.replace(':', ' ')} is spent; a higher --budget goes on from here"

    def charges(self, first: PaidCall, usage: Usage | None) -> tuple[Charge, ...]:
        """What the call comes to in each budget; ``first`` holds the cost of all its replies."""
        if not self._held:
            return ()
        return tuple(_charge(name, most, usage, first.cost_nano_usd) for name, most in self._most)

    async def release(self) -> None:
        """Give back what a call that cost nothing had reserved; what may have been billed stays reserved."""
        if self._held:
            await self._gate.ledger.release(self._most)
            self.leave()

    def leave(self) -> None:
        """Hold the reservation no longer, and give nothing back: it is settled, or the call may have been billed."""
        if self._held:
            self._held = False
            self._gate.paying -= 1
            self._gate.settled.set()

    def _amount(self, name: str, input_at_most: int) -> int:
        if name.endswith("tokens"):
            return input_at_most + self.output_tokens
        if self._line.price is None:
            raise UsageError(f"{self._line.endpoint.model}: its price is unknown, so no budget in usd can hold")
        return most_cost_nano_usd(self._line.price, input_at_most, self.output_tokens, self._line.tariff)


def _charge(name: str, most: int, usage: Usage | None, cost: int | None) -> Charge:
    tokens = name.endswith("tokens")
    if usage is None or (cost is None and not tokens):
        return Charge(name, most, most)  # the server does not say: at its most
    return Charge(name, most, usage.input_tokens + usage.output_tokens if tokens else cost or 0)
