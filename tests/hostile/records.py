"""What the server keeps of each request."""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from typing import IO, Any

import msgspec


@dataclass
class Recorded:
    """One request and how it was answered."""

    number: int
    path: str
    body: bytes
    content: str | None = None
    """Of the question; None where the request asks for no reply, or for none that can be read."""
    model: str | None = None
    attempt: int = 0
    """How many requests of this content came before it."""
    key: str | None = None
    """The API key it came with."""
    prompt: str | None = None
    """Name of the prompt's type, where the model that answers knows it."""
    at: float = field(default_factory=time.time)
    ended: float | None = None
    status: int | None = None
    """None where no head of a reply was sent."""
    fault: str | None = None
    """The transport fault it met."""
    spoiled: str | None = None
    """How the reply was spoiled."""
    choices: int = 0
    """How many were asked for."""
    billed: bool = False
    """Whether a whole reply went out that can be read."""

    @property
    def json(self) -> Any:
        """The body read."""
        return msgspec.json.decode(self.body)


class Records:
    """All requests, in the order they came; of calls, how often each content was billed."""

    def __init__(self, file: Path | None = None, *, keep: bool = True) -> None:
        self.requests: list[Recorded] = []
        self.billed: Counter[str] = Counter()
        """Content to whole replies sent, in batches too."""
        self.billed_choices: Counter[str] = Counter()
        self.attempts: Counter[str] = Counter()
        self.in_a_row: Counter[str] = Counter()
        self.arrived = 0
        self.most_in_flight = 0
        self._keep = keep
        self._lock = Lock()
        self._file: IO[bytes] | None = file.open("ab", buffering=0) if file is not None else None

    def begin(self, path: str, body: bytes, **more: Any) -> Recorded:
        """A request has come."""
        recorded = Recorded(self.arrived, path, body, **more)
        self.arrived += 1
        if self._keep:
            self.requests.append(recorded)
        return recorded

    def attempt(self, content: str) -> int:
        """How many requests of this content came before, this one counted from now on."""
        before = self.attempts[content]
        self.attempts[content] = before + 1
        return before

    def bill(self, content: str, choices: int) -> None:
        """A whole reply has gone out."""
        with self._lock:
            self.billed[content] += 1
            self.billed_choices[content] += choices

    def end(self, recorded: Recorded, *, status: int | None, billed: bool = False, choices: int = 0) -> None:
        """The request is answered, or never will be."""
        recorded.ended, recorded.status, recorded.billed = time.time(), status, billed
        if billed and recorded.content is not None:
            self.bill(recorded.content, choices)
        if self._file is not None:
            self._file.write(msgspec.json.encode(_line(recorded)) + b"\n")

    def close(self) -> None:
        """The file is closed."""
        if self._file is not None:
            self._file.close()


def _line(recorded: Recorded) -> dict[str, Any]:
    names = "number path content model attempt prompt at ended status fault spoiled choices billed".split()
    return {name: getattr(recorded, name) for name in names}
