"""What a comparison found: equal, different or undecided, and the rule that decided."""

from __future__ import annotations

from typing import Literal, NamedTuple

State = Literal["equal", "different", "undecided"]


class Finding(NamedTuple):
    """The outcome of one comparison inside the checker; a ``Verdict`` is this with the checker's version."""

    state: State
    """``different`` only where it is proved or settled by kind; what could not be settled is ``undecided``."""
    rule: str
    """The rule that decided, or for ``undecided`` the reason; a fixed, short text without parts of the answers."""

    @property
    def decided(self) -> bool:
        """Whether it is equal or different."""
        return self.state != "undecided"


def equal(rule: str) -> Finding:
    """Found equal."""
    return Finding("equal", rule)


def different(rule: str) -> Finding:
    """Found different."""
    return Finding("different", rule)


def undecided(reason: str) -> Finding:
    """Not settled, for this reason."""
    return Finding("undecided", reason)
