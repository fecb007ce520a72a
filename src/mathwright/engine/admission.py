"""Who is in the result: admit's decisions in plan order, and the place up to which they are final."""

from __future__ import annotations

from collections.abc import Callable
from math import ceil
from typing import Any

from mathwright.engine.stage import Admit
from mathwright.records import Refused
from mathwright.store.outcomes import OutcomeRow
from mathwright.store.states import ACCEPTED, UNFINISHED, RunState

PRIOR = 10
"""Settled items that weigh as much as the guess about the yield."""
FIRST = 16
"""Items begun before the yield shows, as many as calls may be in flight at first."""
SLACK = 2
"""Items begun beyond what the yield so far asks for: the end of a run would else wait for one item at a time."""


class Admission:
    """Follows the last stage's outcomes in plan order.

    Behind an unfinished item decisions are provisional: it may yet become a problem that duplicates a later one.
    The work goes on, so that little is left once it is retried, but the result ends before it.
    """

    def __init__(
        self,
        admit: Admit,
        read: Callable[[bytes], Any],
        target: int | None,
        stored_frontier: int,
        skip_unfinished: bool,
        patience: Callable[[], int],
        waves: bool = False,
        eager: bool = True,
    ) -> None:
        """``read``: makes of a payload's JSON what ``admit`` is asked about.

        ``patience``: unfinished items after which the run ends, in a row or, in ``waves``, all together.

        ``eager``: whether all that is needed may be begun at once.
        """
        self.target = target
        self.admitted = 0
        """Let in, also provisionally."""
        self.firm = 0
        """Let in before the first unfinished item."""
        self.refused = 0
        self.frontier = 0
        """Places whose decisions are final."""
        self.decision: Refused | None = None
        """Why the last outcome considered was refused."""
        self._admit = admit
        self._read = read
        self._stored_frontier = stored_frontier
        self._skip_unfinished = skip_unfinished
        self._patience = patience
        self._waves = waves
        self._eager = eager or waves
        self._unfinished = 0
        self._unfinished_in_a_row = 0
        self._settled = 0

    def consider(self, row: OutcomeRow) -> bool:
        """Decide on the next outcome in plan order; whether the decision differs from the stored one."""
        self.decision = None
        self._settled += row.state != UNFINISHED
        self._unfinished_in_a_row = self._unfinished_in_a_row + 1 if row.state == UNFINISHED else 0
        if row.state == UNFINISHED and not self._skip_unfinished:
            self._unfinished += 1
        if row.state == ACCEPTED:
            self.decision = self._admit(self._read(row.text()))
            self.admitted += self.decision is None
            self.refused += self.decision is not None
        if not self._unfinished:
            self.firm, self.frontier = self.admitted, row.place + 1
        return self.decision != row.decision()

    def provisional(self) -> bool:
        """Whether an unfinished item stands before the last one considered."""
        return self._unfinished > 0

    def met(self) -> bool:
        """Whether enough are let in."""
        return self.target is not None and self.admitted >= self.target

    def hopeless(self) -> bool:
        """Whether so many stayed unfinished that the provider must be down, the budget spent, or the wave full."""
        unfinished = self._unfinished if self._waves else self._unfinished_in_a_row
        return unfinished > 0 and unfinished >= self._patience()

    def need(self) -> int | None:
        """Items that the target still needs at the yield so far; None where there is no target."""
        if self.target is None:
            return None
        # One item in two is taken to come through until enough have settled: those that are refused settle first.
        share = (self.admitted + PRIOR / 2) / (self._settled + PRIOR)
        return ceil(max(self.target - self.admitted, 0) / share) + SLACK

    def room(self) -> int:
        """Of those needed, the items that may still be begun: where replies come in waves, not those that wait.

        Unless eager, no more than have settled and a few: the yield may be twice what was guessed.
        """
        needed = max((self.need() or 0) - (self._unfinished if self._waves else 0), 0)
        return needed if self._eager else min(needed, FIRST + self._settled)

    def advanced_frontier(self) -> int | None:
        """The frontier where it is past the stored one, else None: a resumed run first walks what it knows."""
        return self.frontier if self.frontier > self._stored_frontier else None

    def final_frontier(self, ended: bool) -> int | None:
        """The frontier to store at the end; a run that ``ended`` may also lower it."""
        return self.frontier if ended else self.advanced_frontier()

    def state(self, held: bool, limited: bool) -> RunState:
        """How the run stands when its last stage is walked; ``held``: an earlier stage ended the plan too soon."""
        if self.met() and not self._unfinished:
            return "complete"
        if held or self._unfinished or self.hopeless():
            return "unfinished"
        if limited:
            return "limited"
        return "complete" if self.target is None else "exhausted"
