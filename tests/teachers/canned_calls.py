"""A provider that answers by a function, and what is needed to call it: requests, lines, an opened ledger."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeVar

from mathwright.errors import ModelReplyError
from mathwright.store.budget import BudgetState, budget_state, open_budget
from mathwright.store.ledger import Ledger
from mathwright.store.workspace import Workspace
from mathwright.teachers.call_line import Line
from mathwright.teachers.caller import Caller
from mathwright.teachers.kept import KeptReply
from mathwright.teachers.limits.health import Health
from mathwright.teachers.limits.limiter import Limiter
from mathwright.teachers.limits.settings import LimitSettings
from mathwright.teachers.prices import OwnPrice, price_of
from mathwright.teachers.purse import BudgetGate
from mathwright.teachers.request import (
    CallFailed,
    ChatMessage,
    Choice,
    Endpoint,
    FailureKind,
    Finish,
    ModelAnswer,
    ModelRequest,
    Sampling,
    Usage,
    Way,
)

RUN = "run"
BASE_URL = "http://localhost:8000/v1"
SMALL = Endpoint("openai", BASE_URL, "small-7b", Sampling(max_tokens=100))
DOLLAR_A_TOKEN = price_of("openai", BASE_URL, "small-7b", OwnPrice(input=Decimal(10**6), output=Decimal(10**6)))
"""So that a call's cost is read off its tokens."""
USD = 10**9
"""In nano dollars."""
T = TypeVar("T")
Answers = Callable[[ModelRequest, int], ModelAnswer | Awaitable[ModelAnswer]]


def request(text: str = "How much is ½ of 6?", draw: int = 0, **changes: Any) -> ModelRequest:
    values: dict[str, Any] = {
        "endpoint": SMALL,
        "messages": (ChatMessage("system", "Be brief."), ChatMessage("user", text)),
        "template": "abcd",
        "prompt": "Respond",
        "draw": draw,
    }
    return ModelRequest(**values | changes)


def answer(
    *texts: str, usage: Usage | None = Usage(10, 5), finish: Finish = "stop", reasoning: str = ""
) -> ModelAnswer:
    return ModelAnswer(tuple(Choice(text, finish, reasoning) for text in texts), usage, "req-1", "small-7b-0101")


class Canned:
    """Answers by a function; what was sent stands in ``sent``."""

    def __init__(self, answers: Answers, way: Way = "online") -> None:
        self._answers = answers
        self.way: Way = way
        self.sent: list[tuple[ModelRequest, int]] = []

    async def send(self, request: ModelRequest, n: int = 1) -> ModelAnswer:
        self.sent.append((request, n))
        found = self._answers(request, n)
        return found if isinstance(found, ModelAnswer) else await found


def always(*texts: str, usage: Usage | None = Usage(10, 5)) -> Canned:
    """One answer to everything; of several texts as many as are asked for."""
    return Canned(lambda _, n: answer(*texts[:n], usage=usage))


def failing(kind: FailureKind, **changes: Any) -> Canned:
    def fail(request: ModelRequest, n: int) -> ModelAnswer:
        raise CallFailed(kind, f"the server said {kind}", **changes)

    return Canned(fail)


class Gated:
    """A provider that answers when ``open`` is set."""

    way: Way = "online"

    def __init__(self, outcome: ModelAnswer | BaseException) -> None:
        self.outcome = outcome
        self.open = asyncio.Event()
        self.sent = 0

    async def send(self, request: ModelRequest, n: int = 1) -> ModelAnswer:
        self.sent += 1
        await self.open.wait()
        if isinstance(self.outcome, BaseException):
            raise self.outcome
        return self.outcome


def line(provider: Any, **changes: Any) -> Line:
    values: dict[str, Any] = {
        "role": "author",
        "endpoint": SMALL,
        "provider": provider,
        "limiter": None,
        "price": DOLLAR_A_TOKEN,
    }
    return Line(**values | changes)


def limited(provider: Any, health: Health, retries: int = 1, **changes: Any) -> Line:
    """A line whose limiter does not pause between tries."""

    async def at_once(_: float) -> None:
        await asyncio.sleep(0)

    limiter = Limiter("small-7b", LimitSettings(retries=retries), health, sleep=at_once)
    return line(provider, limiter=limiter, **changes)


@contextmanager
def calling(
    directory: Path, budgets: Mapping[str, int] | None = None, max_error_rate: float | None = None
) -> Iterator[Caller]:
    """A caller with a ledger of its own on the workspace in ``directory``."""
    with Workspace.open(directory) as workspace:
        for name, cap in (budgets or {}).items():
            open_budget(workspace, RUN, name, cap)
        with Ledger(workspace, RUN) as ledger:
            yield Caller(ledger, RUN, Health(max_error_rate), BudgetGate(ledger))


def budgets_in(directory: Path) -> dict[str, BudgetState]:
    with Workspace.open(directory) as workspace:
        return {state.name: state for state in budget_state(workspace, RUN)}


def spent_and_reserved(directory: Path, name: str = "usd") -> tuple[int, int]:
    state = budgets_in(directory)[name]
    return state.spent, state.reserved


def text_of(reply: KeptReply) -> str:
    """Reads a reply: its text, unless it is ``bad``."""
    if reply.text.startswith("bad"):
        raise ModelReplyError(f"{reply.text}\nwith more")
    return reply.text


async def turns(count: int = 20) -> None:
    """Let other tasks go on until they wait for something."""
    for _ in range(count):
        await asyncio.sleep(0)


async def until(true: Callable[[], bool], seconds: float = 5.0) -> None:
    """Wait until something holds."""
    async with asyncio.timeout(seconds):
        while not true():
            await asyncio.sleep(0.001)
