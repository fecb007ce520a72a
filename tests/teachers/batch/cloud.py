"""A provider's batch service in memory, which keeps what it was sent whoever dies meanwhile."""

import json
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from mathwright.store.batch_book import BatchBook, OpenBatch
from mathwright.teachers.batch.transport import BatchFault, BatchState, Intent
from mathwright.teachers.request import CallFailed, ChatMessage, Choice, Endpoint, ModelAnswer, ModelRequest

ENDPOINT = Endpoint("openai", "http://h/v1", "m")
Outcome = str
"""What comes of a line: ``answer``, a failure's kind, or ``left out``."""


class Killed(BaseException):
    """The process ends here."""


def request(text: object, draw: int = 0) -> ModelRequest:
    return ModelRequest(ENDPOINT, (ChatMessage("user", str(text)),), template="t", prompt="P", draw=draw)


@dataclass
class Seams:
    """Places where a process can die: the one with this number kills it."""

    deadly: int | None = None
    passed: int = 0
    names: list[str] = field(default_factory=list)

    def here(self, name: str) -> None:
        self.passed += 1
        self.names.append(name)
        if self.passed == self.deadly:
            raise Killed(name)


@dataclass
class Job:
    mark: str
    lines: dict[bytes, str]
    polls: int = 0
    outcomes: dict[bytes, Outcome] | None = None


@dataclass
class Cloud:
    """What the provider holds."""

    outcome: Callable[[str, int], Outcome] = lambda _text, _attempt: "answer"
    """Of a line, by its text and how often it was worked on before."""
    polls: int = 2
    """Looks that find a batch still at work."""
    faults: tuple[BatchFault, ...] = ()
    """Against the first batch."""
    jobs: dict[str, Job] = field(default_factory=dict)
    worked: Counter[str] = field(default_factory=Counter)
    billed: Counter[str] = field(default_factory=Counter)
    fetched: int = 0
    unseen: set[str] = field(default_factory=set)
    """Batches that its list does not show."""
    twice: list[str] = field(default_factory=list)
    """Lines that were handed over while an earlier batch had them, at work or answered."""

    def job(self, number: int) -> Job:
        return list(self.jobs.values())[number]

    @property
    def sizes(self) -> list[int]:
        return [len(job.lines) for job in self.jobs.values()]

    def texts(self) -> list[list[str]]:
        return [list(job.lines.values()) for job in self.jobs.values()]


@dataclass
class FakeTransport:
    """One process's way to the cloud."""

    cloud: Cloud
    seams: Seams = field(default_factory=Seams)
    failures: dict[str, list[CallFailed | Exception]] = field(default_factory=dict)
    """What the next uses of a verb raise; ``submitted`` is after the batch was made."""

    def line(self, request: ModelRequest, n: int) -> bytes:
        return json.dumps({"custom_id": request.key.hex(), "text": request.messages[0].content, "n": n}).encode()

    async def submit(self, mark: str, lines: Iterable[bytes]) -> str:
        self._fail("submit")
        self.seams.here("before submit")
        rows = [json.loads(line) for line in lines]
        remote_id = f"batch_{len(self.cloud.jobs)}"
        for row in rows:
            earlier = [job for job in self.cloud.jobs.values() if bytes.fromhex(row["custom_id"]) in job.lines]
            said = [(job.outcomes or {}).get(bytes.fromhex(row["custom_id"]), "answer") for job in earlier]
            self.cloud.twice += [row["text"]] * ("answer" in said)
        self.cloud.jobs[remote_id] = Job(mark, {bytes.fromhex(row["custom_id"]): row["text"] for row in rows})
        self.seams.here("after submit")
        self._fail("submitted")
        return remote_id

    async def find(self, intent: Intent) -> str | None:
        self._fail("find")
        self.seams.here("find")
        found = (name for name, job in self.cloud.jobs.items() if job.mark == intent.mark)
        return next((name for name in found if name not in self.cloud.unseen), None)

    async def state(self, remote_id: str) -> BatchState:
        self._fail("state")
        self.seams.here("state")
        job = self.cloud.jobs[remote_id]
        job.polls += 1
        if remote_id == "batch_0" and self.cloud.faults:
            return BatchState("failed", "failed", faults=self.cloud.faults)
        if job.polls <= self.cloud.polls:
            return BatchState("working", "in_progress")
        if job.outcomes is None:
            job.outcomes = {key: self._work(text) for key, text in job.lines.items()}
        return BatchState("ended", "completed", (remote_id,))

    def _work(self, text: str) -> Outcome:
        cloud = self.cloud
        outcome = cloud.outcome(text, cloud.worked[text])
        cloud.worked[text] += 1
        cloud.billed[text] += outcome == "answer"
        return outcome

    async def results(self, remote_id: str, state: BatchState, directory: Path) -> list[Path]:
        self._fail("results")
        self.seams.here("before results")
        self.cloud.fetched += 1
        job = self.cloud.jobs[remote_id]
        assert job.outcomes is not None
        path = directory / "results.jsonl"
        rows = [
            {"custom_id": key.hex(), "said": outcome, "text": job.lines[key]}
            for key, outcome in reversed(job.outcomes.items())
            if outcome != "left out"
        ]
        path.write_text("".join(json.dumps(row) + "\n" for row in rows))
        self.seams.here("after results")
        return [path]

    def read(self, line: bytes) -> ModelAnswer:
        row = json.loads(line)
        if row["said"] != "answer":
            raise CallFailed(row["said"], f"{row['text']}: {row['said']}")
        return ModelAnswer((Choice(f"answer to {row['text']}", "stop"), Choice("another", "stop")), None)

    def _fail(self, verb: str) -> None:
        if self.failures.get(verb):
            raise self.failures[verb].pop(0)


@dataclass(frozen=True)
class WatchedBook(BatchBook):
    """The workspace's book, with a ledger that is a set, and seams."""

    kept: set[bytes] = field(default_factory=set)
    seams: Seams = field(default_factory=Seams)

    def add(self, keys: object) -> OpenBatch:
        self.seams.here("before add")
        added = super().add(keys)  # type: ignore[arg-type]
        self.seams.here("after add")
        return added

    def submitted(self, number: int, remote_id: str) -> None:
        self.seams.here("before submitted")
        super().submitted(number, remote_id)
        self.seams.here("after submitted")

    def close(self, number: int, state: str) -> None:
        self.seams.here("before close")
        super().close(number, state)
        self.seams.here("after close")

    def unkept(self, keys: object) -> list[bytes]:
        return [key for key in keys if key not in self.kept]  # type: ignore[attr-defined]
