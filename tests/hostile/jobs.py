"""What a batch goes through, whichever protocol it came by."""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import dataclass, field
from typing import Any, Literal

from tests.hostile.asked import BadRequest, Way, asked_of, error_body
from tests.hostile.faults import Faults, share
from tests.hostile.handler import Handler
from tests.hostile.records import Recorded

End = Literal["completed", "expired", "cancelled", "invalid"]


@dataclass(frozen=True)
class Line:
    """One request of a batch."""

    custom_id: str
    body: Any
    """The request's JSON."""


@dataclass(frozen=True)
class Done:
    """One line with what came of it."""

    custom_id: str
    status: int | None
    """None where the batch ended before its turn."""
    body: Any
    record: Recorded | None = None


@dataclass
class Job:
    """One batch."""

    job_id: str
    way: Way
    lines: tuple[Line, ...]
    about: dict[str, Any]
    """What its author sent along."""
    order: int
    """How many batches came before it."""
    begun: float = field(default_factory=time.monotonic)
    polls: int = 0
    cancelling: bool = False
    invalid: str | None = None
    """What is wrong with its file; None where nothing is."""
    end: End | None = None
    done: tuple[Done, ...] = ()

    @property
    def counts(self) -> Counter[str]:
        """Lines by what came of them."""
        return Counter(_name(done) for done in self.done)


def _name(done: Done) -> str:
    if done.status is None:
        return "unserved"
    return "succeeded" if done.status == 200 else "errored"


class Jobs:
    """All batches of a server."""

    def __init__(self, handler: Handler) -> None:
        self._handler = handler
        self._released = False
        self._lines = 0
        self.jobs: dict[str, Job] = {}

    @property
    def _faults(self) -> Faults:
        return self._handler.faults

    def release(self) -> None:
        """Let every batch end that never would."""
        self._released = True

    def add(self, way: Way, lines: list[Line], about: dict[str, Any], invalid: str | None = None) -> Job:
        """A batch has come."""
        prefix = "batch" if way == "openai" else "msgbatch"
        job = Job(f"{prefix}_{len(self.jobs):06x}", way, tuple(lines), about, len(self.jobs), invalid=invalid)
        self.jobs[job.job_id] = job
        return job

    def look(self, job: Job) -> Job:
        """The batch as it stands now; it ends here if it is time."""
        job.polls += 1
        if job.end is None and (job.cancelling or self._is_due(job)):
            self._end(job)
        return job

    def cancel(self, job: Job) -> Job:
        """The batch ends at the next look."""
        job.cancelling = job.end is None
        return job

    def _is_due(self, job: Job) -> bool:
        if self._faults.batch_never and not self._released:
            return False
        waited = time.monotonic() - job.begun
        return job.polls > self._faults.batch_polls and waited >= self._faults.batch_delay_s

    def _end(self, job: Job) -> None:
        faults = self._faults
        if job.invalid is not None or (job.way == "openai" and job.order < faults.batch_invalid):
            job.end, job.invalid = "invalid", job.invalid or "the server does not like the file"
            return
        expires = faults.batch_invalid <= job.order < faults.batch_invalid + faults.batch_expires
        job.end = "cancelled" if job.cancelling else "expired" if expires else "completed"
        served = len(job.lines) if job.end == "completed" else int(len(job.lines) * faults.batch_done_share)
        # neither provider promises the order of the lines
        drawn = sorted(job.lines, key=lambda line: share("order", faults.seed, job.job_id, line.custom_id))
        done = [self._served(job.way, line) for line in drawn[:served]]
        job.done = (*done, *(Done(line.custom_id, None, None) for line in drawn[served:]))

    def _served(self, way: Way, line: Line) -> Done:
        records, faults = self._handler.records, self._faults
        self._lines += 1
        try:
            asked = asked_of(way, line.body)
        except BadRequest as error:
            return Done(line.custom_id, 400, error_body(way, "invalid_request_error", str(error)))
        record = Recorded(self._lines, "batch", b"", asked.content, asked.model, records.attempt(asked.content))
        if faults.happens("batch_failed_line", asked.content, record.attempt):
            kind = "server_error" if way == "openai" else "api_error"
            return Done(line.custom_id, 500, error_body(way, kind, "The server had an error"), record)
        body = self._handler.body(asked, record, f"b{self._lines:07x}")
        records.bill(asked.content, record.choices)
        return Done(line.custom_id, 200, body, record)
