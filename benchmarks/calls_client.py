"""The process that ``calls.py`` measures: pinned to its core, it asks the canned server and prints one JSON object.

python benchmarks/calls_client.py steady --port 8000 --calls 6000 --in-flight 512
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import json
import os
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from itertools import count, takewhile
from pathlib import Path

import aiohttp

from mathwright.prompts.draft import Draft
from mathwright.prompts.mugglemath import Respond
from mathwright.prompts.rendering import Templates
from mathwright.store.ledger import Ledger
from mathwright.store.workspace import Workspace
from mathwright.teachers.call_line import Line
from mathwright.teachers.caller import Caller
from mathwright.teachers.limits.health import Health
from mathwright.teachers.limits.limiter import Limiter
from mathwright.teachers.limits.settings import LimitSettings
from mathwright.teachers.model import ModelTeacher
from mathwright.teachers.providers.connection import Connection
from mathwright.teachers.providers.openai import OpenAIProvider
from mathwright.teachers.purse import BudgetGate
from mathwright.teachers.request import Endpoint, ModelAnswer, ModelRequest, Provider, Way

RUN = "benchmark"
PROMPT_CHARACTERS = 1500
REPLY_CHARACTERS = 1200
WARM_UP = 3_000
"""Calls before anything is measured: connections are open and the ledger's dictionary is trained by then."""
TEMPLATE = """--- system ---
You solve mathematics problems as a teacher writes a model solution: step by step, in short plain sentences, each step
with its reason and nothing else.
- Read the question twice. Note what is asked, in which unit, and what each number belongs to.
- One step a line: say in words what the line computes, then compute it. Name what each number counts.
- Put each calculation into a calculator annotation just before its result: 48 / 2 = <<48/2=24>>24. Every annotation
must be true exactly. Keep fractions as fractions where a decimal would go on without end.
- Do not round unless the question asks for it. Compare the result with the question before you end.
- The last line is \\boxed{…} with the exact answer, once.

--- user ---
<question>
{{ question }}
</question>
"""
"""The fixed half of a prompt of PROMPT_CHARACTERS."""


@dataclass(frozen=True)
class Asked:
    """What the process was told to do."""

    job: str
    port: int
    calls: int
    seconds: float | None
    """How long to go on, in place of a number of calls."""
    in_flight: int
    start: int
    rounds: int
    shipped: bool
    varied: bool
    workspace: Path | None
    pool: Path | None
    spawned: float

    @property
    def base_url(self) -> str:
        """Of the server."""
        return f"http://127.0.0.1:{self.port}/v1"


class Pool:
    """Text of real problems, out of which each call's own part is cut."""

    def __init__(self, path: Path | None) -> None:
        self._text = "A box holds 12 pens, and there are 7 boxes. " * 99 if path is None else path.read_text("utf-8")

    def cut(self, number: int, characters: int) -> str:
        """So many characters, begun with the number: another text for each number."""
        start = number * 7919 % max(1, len(self._text) - characters)
        return f"{number} {self._text[start : start + characters]}"[:characters].strip().ljust(characters, ".")


class Varied:
    """A provider whose replies are texts of their own, since one text for all would take no room in the ledger."""

    way: Way = "online"

    def __init__(self, inner: Provider, pool: Pool) -> None:
        self._inner = inner
        self._pool = pool
        self._number = 0

    async def send(self, request: ModelRequest, n: int = 1) -> ModelAnswer:
        """The server's answer with another text."""
        answer = await self._inner.send(request, n)
        self._number += 1
        ending = "\n\\boxed{42}"
        text = self._pool.cut(self._number * 31 + 17, REPLY_CHARACTERS - len(ending)) + ending
        return answer._replace(choices=(answer.choices[0]._replace(text=text),))


class Client:
    """The whole call path over one workspace."""

    def __init__(self, asked: Asked, workspace: Workspace, ledger: Ledger, templates: Templates) -> None:
        self.asked = asked
        self.workspace = workspace
        self.connection = Connection()
        self.pool = Pool(asked.pool)
        health = Health()
        endpoint = Endpoint("openai", asked.base_url, "canned")
        provider: Provider = OpenAIProvider(endpoint, self.connection)
        if asked.varied:
            provider = Varied(provider, self.pool)
        limits = LimitSettings(concurrency_start=asked.start, concurrency_most=asked.in_flight)
        self.limiter = Limiter("canned", limits, health)
        line = Line("author", endpoint, provider, self.limiter, None)
        self.teacher = ModelTeacher(line, Caller(ledger, RUN, health, BudgetGate(ledger)), templates)
        self._own = PROMPT_CHARACTERS - self.prompt_characters(_respond("?")) + 1

    def prompt(self, number: int) -> Respond:
        """The prompt of this number, of PROMPT_CHARACTERS with the benchmark's own template."""
        return _respond(self.pool.cut(number, max(self._own, 235)))  # 235: a question of GSM8K, for shipped templates

    def prompt_characters(self, prompt: Respond) -> int:
        """The characters of all messages of a prompt."""
        return sum(len(message.content) for message in self.teacher.request(prompt, 0).messages)

    async def ask_all(self, prompts: Iterator[Respond], workers: int, ended: list[float] | None = None) -> None:
        """Ask all prompts, so many at a time; ``ended`` gets the moment of each reply."""

        async def work() -> None:
            for prompt in prompts:
                await self.teacher.ask(prompt)
                if ended is not None:
                    ended.append(time.perf_counter())

        await asyncio.gather(*(work() for _ in range(workers)))


def _respond(question: str) -> Respond:
    return Respond(draft=Draft(kind="compose", question=question, parents=("seed",)))


@asynccontextmanager
async def client_of(asked: Asked, templates: Templates | None = None) -> AsyncIterator[Client]:
    """The call path over the workspace asked for, or over one that is thrown away."""
    with tempfile.TemporaryDirectory() as place:
        if templates is None:
            templates = Templates() if asked.shipped else own_templates(Path(place) / "templates")
        directory = asked.workspace or Path(place) / "workspace"
        with Workspace.open(directory) as workspace, Ledger(workspace, RUN) as ledger:
            client = Client(asked, workspace, ledger, templates)
            try:
                yield client
            finally:
                await client.connection.close()


def own_templates(directory: Path) -> Templates:
    """Templates in which the answer to a question is asked for with TEMPLATE."""
    (directory / "mugglemath").mkdir(parents=True)
    (directory / "mugglemath" / "respond.md").write_text(TEMPLATE)
    return Templates(directory)


Result = dict[str, float | list[float]]


async def steady(asked: Asked) -> Result:
    """CPU and rate of our path and of a bare loop, in turns; each list has one figure a round."""
    found: dict[str, list[float]] = {name: [] for name in ("cpu_ms", "rate", "bare_cpu_ms", "bare_rate")}
    async with client_of(asked) as client, bare_session() as session:
        body = client.prompt(0)
        characters = client.prompt_characters(body)
        await client.ask_all(map(client.prompt, range(-WARM_UP, 0)), asked.in_flight)
        await bare_loop(session, asked, client, WARM_UP)
        for turn in range(asked.rounds):
            prompts = [client.prompt(number) for number in range(turn * asked.calls, (turn + 1) * asked.calls)]
            spent = await _timed(client.ask_all(iter(prompts), asked.in_flight), asked.calls)
            bare = await _timed(bare_loop(session, asked, client, asked.calls), asked.calls)
            for name, value in zip(found, (*spent, *bare), strict=True):
                found[name].append(value)
    return {**found, "prompt_characters": characters}


async def _timed(work: Awaitable[None], calls: int) -> tuple[float, float]:
    """CPU milliseconds a call, of all threads, and calls a second."""
    wall, cpu = time.perf_counter(), time.process_time()
    await work
    return 1_000 * (time.process_time() - cpu) / calls, calls / (time.perf_counter() - wall)


@asynccontextmanager
async def bare_session() -> AsyncIterator[aiohttp.ClientSession]:
    """A session without any limit of its own."""
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as session:
        yield session


async def bare_loop(session: aiohttp.ClientSession, asked: Asked, client: Client, calls: int) -> None:
    """The least that asks: the same bytes posted again and again, the reply read and thrown away."""
    request = client.teacher.request(client.prompt(0), 0)
    told = [{"role": message.role, "content": message.content} for message in request.messages]
    body = json.dumps({"model": "canned", "messages": told, "max_tokens": 4096}).encode()
    url, headers = f"{asked.base_url}/chat/completions", {"Content-Type": "application/json"}
    numbers = iter(range(calls))

    async def work() -> None:
        for _ in numbers:
            async with session.post(url, data=body, headers=headers) as response:
                await response.read()

    await asyncio.gather(*(work() for _ in range(asked.in_flight)))


async def rows(asked: Asked) -> Result:
    """So many rows from nothing; when the first reply was there, by the clock of whoever started the process."""
    ended: list[float] = []
    async with client_of(asked) as client:
        await client.ask_all(map(client.prompt, range(asked.calls)), min(asked.in_flight, asked.calls), ended)
    return {"first_s": ended[0] - asked.spawned}


async def waiting(asked: Asked) -> Result:
    """Moments at which replies came, in seconds from the start; at any time a quarter more prompts wait than may go."""
    ended: list[float] = []
    async with client_of(asked) as client:
        began, cpu = time.perf_counter(), time.process_time()
        if asked.seconds is None:
            numbers: Iterator[int] = iter(range(asked.calls))
        else:
            until = began + asked.seconds
            numbers = takewhile(lambda _: time.perf_counter() < until, count())
        await client.ask_all(map(client.prompt, numbers), asked.in_flight * 5 // 4, ended)
        spent = time.process_time() - cpu
        seen = client.limiter.snapshot()
    return {
        "ended_s": [round(moment - began, 4) for moment in ended],
        "cpu_ms": 1_000 * spent / len(ended),
        "retried": seen.retried,
        "throttled": seen.throttled,
    }


async def long(asked: Asked) -> Result:
    """Memory along the way, in MB, and the bytes that a call takes on disk."""
    memory: list[float] = []
    part = asked.calls // 10
    with tempfile.TemporaryDirectory() as place:
        directory = Path(place) / "workspace"
        async with client_of(replace(asked, workspace=directory)) as client:
            began = time.perf_counter()
            for tenth in range(10):
                numbers = range(tenth * part, (tenth + 1) * part)
                await client.ask_all(map(client.prompt, numbers), asked.in_flight)
                memory.append(memory_mb())
            wall = time.perf_counter() - began
            open_bytes = disk_bytes(directory)
        closed_bytes = disk_bytes(directory)
    return {
        "memory_mb": memory,
        "rate": 10 * part / wall,
        "open_bytes": open_bytes / (10 * part),
        "closed_bytes": closed_bytes / (10 * part),
    }


async def replay(asked: Asked) -> Result:
    """Calls a second when a finished run is asked again, by a caller and a ledger that know nothing of it."""
    with tempfile.TemporaryDirectory() as place:
        templates = own_templates(Path(place) / "templates")
        asked = replace(asked, workspace=Path(place) / "workspace")
        async with client_of(asked, templates) as client:
            await client.ask_all(map(client.prompt, range(asked.calls)), asked.in_flight)
        found: list[float] = []
        for _ in range(asked.rounds):
            async with client_of(asked, templates) as client:
                prompts = [client.prompt(number) for number in range(asked.calls)]
                _, rate = await _timed(client.ask_all(iter(prompts), asked.in_flight), asked.calls)
                found.append(rate)
    return {"rate": found}


def memory_mb() -> float:
    """Resident memory of this process."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def disk_bytes(directory: Path) -> int:
    """All files of a directory."""
    return sum(path.stat().st_size for path in directory.rglob("*") if path.is_file())


JOBS: dict[str, Callable[[Asked], Awaitable[Result]]] = {
    job.__name__: job for job in (steady, rows, waiting, long, replay)
}


def main() -> None:
    """Do the job and print what it found."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("job", choices=JOBS)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--calls", type=int, default=6_000)
    parser.add_argument("--seconds", type=float)
    parser.add_argument("--in-flight", type=int, default=512)
    parser.add_argument("--start", type=int, help="calls in flight at the beginning; default: as --in-flight")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--shipped", action="store_true", help="the shipped template, a question of 235 characters")
    parser.add_argument("--varied", action="store_true", help="replies that differ")
    parser.add_argument("--workspace", type=Path)
    parser.add_argument("--pool", type=Path, help="a file of text for prompts and replies")
    parser.add_argument("--core", type=int, default=0)
    parser.add_argument("--spawned", type=float, default=time.perf_counter())
    options = vars(parser.parse_args())
    os.sched_setaffinity(0, {options.pop("core")})
    options["start"] = options["start"] or options["in_flight"]
    gc.set_threshold(100_000, 50, 100)  # as a run does
    asked = Asked(**options)
    json.dump(asyncio.run(_done(JOBS[asked.job](asked))), sys.stdout)


async def _done(job: Awaitable[Result]) -> Result:
    return await job


if __name__ == "__main__":
    main()
