"""What both providers' batch services have in common, as the batch provider needs it."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Literal, NamedTuple, Protocol

from mathwright.teachers.request import CallFailed, ModelAnswer, ModelRequest

PASSING = frozenset({"throttled", "server", "broken", "timeout", "unreadable"})
"""Kinds of failure that another try may not meet."""


class BatchFault(NamedTuple):
    """What a provider says against a batch that it did not take up."""

    words: str
    """Its words, on one line, without secrets."""
    line: int | None = None
    """The line they are about, from 1; None for the batch as a whole."""


class BatchState(NamedTuple):
    """How far a batch is."""

    phase: Literal["working", "ended", "failed"]
    """``ended``: what there is of results can be fetched, all or a part.  ``failed``: no line was worked on."""
    word: str
    """The provider's word for it."""
    files: tuple[str, ...] = ()
    """Where its results lie, by the provider's names."""
    faults: tuple[BatchFault, ...] = ()


class Intent(NamedTuple):
    """A batch that was about to be handed over, by which it is found again."""

    mark: str
    """The name that we gave it: no other batch has it."""
    requests: int
    created: float
    """When, in seconds since 1970."""
    known: frozenset[str] = frozenset()
    """The provider's names for our other batches."""


class BatchTransport(Protocol):
    """One provider's batch service.  Everything raises CallFailed, and nothing else, for what goes wrong over there."""

    def line(self, request: ModelRequest, n: int) -> bytes:
        """One line of a batch, without its line feed."""
        ...

    async def submit(self, mark: str, lines: Iterable[bytes]) -> str:
        """Hand over a batch; the provider's name for it."""
        ...

    async def find(self, intent: Intent) -> str | None:
        """The provider's name for a batch that may have been handed over; None where there is no sign of it."""
        ...

    async def state(self, remote_id: str) -> BatchState:
        """How far the batch is."""
        ...

    async def results(self, remote_id: str, state: BatchState, directory: Path) -> list[Path]:
        """Fetch the results into files of the directory, a line a request, each with its ``custom_id``."""
        ...

    def read(self, line: bytes) -> ModelAnswer:
        """The answer that a line of the results holds.  Raises CallFailed for the failure that it holds."""
        ...


def same_failure(failure: CallFailed) -> CallFailed:
    """The same failure for one more waiter: raised twice, one object would gather both tracebacks."""
    copy = CallFailed(failure.kind, str(failure), status=failure.status, told=failure.told, sent=failure.sent)
    copy.__cause__ = failure
    return copy
