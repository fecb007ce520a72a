"""Gets replies: from the ledger where they were paid before, else from the provider within budget and limits.

A reply is committed to the ledger before anybody uses it, and asked for once however many want it at the time.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import chain, repeat
from typing import Generic, TypeVar

from mathwright.errors import ModelReplyError, PassStoppedError, UsageError
from mathwright.store.ledger import Ledger, PaidCall
from mathwright.teachers.batch.pending import CallPending
from mathwright.teachers.call_line import Line
from mathwright.teachers.kept import KeptReply, pack_reply, pack_request, unpack_reply
from mathwright.teachers.limits.health import Health
from mathwright.teachers.limits.limiter import Sent
from mathwright.teachers.prices import cost_nano_usd
from mathwright.teachers.purse import BudgetGate, Purse
from mathwright.teachers.request import CallFailed, ModelAnswer, ModelRequest, Usage
from mathwright.teachers.tally import Tally

T = TypeVar("T")
Read = Callable[[KeptReply], T]
"""A reply's text to what it says.  Raises ModelReplyError with the fault where it cannot be used."""


@dataclass
class Caller:
    """All calls of one process for one run."""

    ledger: Ledger
    run_id: str
    health: Health
    gate: BudgetGate
    tally: Tally = field(default_factory=Tally)
    heard: list[ModelRequest] | None = None
    """Every request in the order asked, where somebody wants to know."""
    _in_flight: dict[bytes, asyncio.Future[KeptReply | None]] = field(default_factory=dict)
    """By key; None comes of a call whose caller was cancelled: whoever waited for it has to ask."""

    async def ask(self, line: Line, request: ModelRequest, read: Read[T]) -> T:
        """What the reply to one request says.  Raises ModelReplyError, ProviderError, or UsageError for a wrong key."""
        if self.heard is not None:
            self.heard.append(request)
        read = _ReadOnce(read)
        kept = self._find(request, count=True)
        while kept is None:
            waited = self._in_flight.get(request.key)
            if waited is not None:
                kept = await asyncio.shield(waited)
            else:
                (kept,) = await self._buy(line, (request,), read)
        return read(kept)

    async def ask_together(
        self, line: Line, requests: Sequence[ModelRequest], read: Read[T]
    ) -> list[T | ModelReplyError]:
        """As ``ask`` for requests that differ in their draw alone, several in one call where ``line`` says so."""
        fresh: dict[bytes, KeptReply | ModelReplyError] = {}
        if line.together > 1:
            missing = [one for one in requests if self._find(one) is None]
            parts = [missing[at : at + line.together] for at in range(0, len(missing), line.together)]
            for found in await all_of(self._buy_free(line, part, read) for part in parts):
                fresh |= found
        return await all_of(self._said(line, one, read, fresh.get(one.key)) for one in requests)

    def ended(self, ok: bool, fault: str = "") -> None:
        """Count how a reply was read.  Raises PassStoppedError where too many come to nothing."""
        try:
            self.health.ended(ok, fault)
        except PassStoppedError as error:
            self.gate.stopped = str(error)
            raise

    async def _said(
        self, line: Line, request: ModelRequest, read: Read[T], fresh: KeptReply | ModelReplyError | None
    ) -> T | ModelReplyError:
        if isinstance(fresh, ModelReplyError):
            return fresh
        try:
            return await self.ask(line, request, read) if fresh is None else read(fresh)
        except ModelReplyError as error:
            return error

    def text_of(self, request: ModelRequest) -> str:
        """The text of the reply that is kept for a request; empty where there is none."""
        kept = self._find(request)
        return "" if kept is None else kept.text

    def was_unusable(self, request: ModelRequest) -> bool:
        """Whether the reply that is kept for a request could not be used."""
        found = self.ledger.find(request.key)
        return found is not None and found.fault is not None

    def _find(self, request: ModelRequest, *, count: bool = False) -> KeptReply | None:
        found = self.ledger.find(request.key)
        if found is None:
            return None
        if count:
            one = self.tally.of(request.prompt)
            one.add(False, found.input_tokens, found.output_tokens, found.cost_nano_usd)
        return unpack_reply(found.reply)

    async def _buy_free(
        self, line: Line, requests: Sequence[ModelRequest], read: Read[T]
    ) -> dict[bytes, KeptReply | ModelReplyError]:
        """By key, what came of those requests that nobody else is asking."""
        free = [one for one in requests if one.key not in self._in_flight]
        if not free:
            return {}
        try:
            bought = await self._buy(line, free, read)
        except ModelReplyError as refused:
            return {one.key: refused for one in free if self._find(one) is None}
        return {one.key: kept for one, kept in zip(free, bought, strict=True)}

    async def _buy(self, line: Line, requests: Sequence[ModelRequest], read: Read[T]) -> list[KeptReply]:
        """The replies to requests that differ in their draw, bought and kept; those a server left out bought anew."""
        loop = asyncio.get_running_loop()
        futures: list[asyncio.Future[KeptReply | None]] = [loop.create_future() for _ in requests]
        for request, future in zip(requests, futures, strict=True):
            self._in_flight[request.key] = future
        try:
            bought: list[KeptReply] = []
            while len(bought) < len(requests):
                bought += await self._send(line, requests[len(bought) :], read)
        except BaseException as error:
            for future in futures:
                if isinstance(error, Exception):
                    future.set_exception(error)
                    future.exception()  # those who wait get it; where nobody does it is no loss
                else:
                    future.set_result(None)
            raise
        finally:
            for request in requests:
                del self._in_flight[request.key]
        for future, kept in zip(futures, bought, strict=True):
            future.set_result(kept)
        return bought

    async def _send(self, line: Line, requests: Sequence[ModelRequest], read: Read[T]) -> list[KeptReply]:
        """One call and its replies, at least one and at most as many as the requests; committed."""
        self.gate.require_open()
        purse = Purse(self.gate, line, requests[0], len(requests))

        try:
            answer, tries, latency_s = await self._answer(line, requests, purse)
        except PassStoppedError as error:
            self.gate.stopped = str(error)
            raise
        except ModelReplyError as refused:
            self.ended(False, str(refused).partition("\n")[0])
            raise
        kept = [KeptReply.of(choice) for choice in answer.choices[: len(requests)]]
        faults: list[str | None] = []
        try:
            faults.extend(_fault(read, reply) for reply in kept)
        finally:  # a bug of ours in reading loses nothing that was paid
            told = zip(requests, kept, chain(faults, repeat(None)), strict=False)
            rows = [
                self._row(line, request, reply, answer, _Try(place == 0, tries, latency_s), fault)
                for place, (request, reply, fault) in enumerate(told)
            ]
            new = await self._keep(rows, purse, answer.usage)
        if new < len(rows):
            # another process was first with some of them: its replies stand
            found = [self._find(request) for request in requests]
            kept = [theirs or ours for theirs, ours in zip(found, kept, strict=False)]
        return kept

    async def _keep(self, rows: Sequence[PaidCall], purse: Purse, usage: Usage | None) -> int:
        """Commit and count what one call brought; how many of its replies are new comes back."""
        try:
            new = await self.ledger.keep_many(rows, purse.charges(rows[0], usage))
        finally:
            purse.leave()
        tally = self.tally.of(rows[0].prompt)
        for row in rows:
            tally.add(True, row.input_tokens, row.output_tokens, row.cost_nano_usd)
        return new

    @staticmethod
    async def _answer(line: Line, requests: Sequence[ModelRequest], purse: Purse) -> Sent:
        """What the provider answers, within limits and budgets."""

        async def attempt() -> ModelAnswer:
            await purse.reserve()
            try:
                return await line.provider.send(requests[0], len(requests))
            except (CallFailed, CallPending) as failure:
                # Nothing stays reserved between tries: a call that waits for the room would hold the only permit, and
                # the one that has the room wait for that permit.
                if failure.maybe_billed:
                    purse.leave()
                else:
                    await purse.release()
                raise

        try:
            if line.limiter is None:
                return Sent(await attempt(), 1, 0.0)
            return await line.limiter.call(purse.input_tokens, purse.output_tokens, attempt)
        except CallFailed as failure:
            raise _lasting(failure, requests[0]) from failure
        except BaseException:
            purse.leave()  # cancelled on the way, it may have been billed
            raise

    def _row(
        self, line: Line, request: ModelRequest, reply: KeptReply, answer: ModelAnswer, one: _Try, fault: str | None
    ) -> PaidCall:
        # what n replies cost together stands with the first of them
        usage = answer.usage if one.first or answer.usage is None else Usage(0, 0)
        price = line.price
        endpoint = request.endpoint
        return PaidCall(
            key=request.key,
            digests=request.digests,
            prompt=request.prompt,
            template=request.template,
            provider=endpoint.provider,
            base_url=endpoint.base_url,
            model=endpoint.model,
            draw=request.draw,
            request=pack_request(request),
            reply=pack_reply(reply),
            input_tokens=usage.input_tokens if usage else None,
            cached_tokens=usage.cached_tokens if usage else None,
            output_tokens=usage.output_tokens if usage else None,
            reasoning_tokens=usage.reasoning_tokens if usage else None,
            cost_nano_usd=cost_nano_usd(price, usage, line.tariff) if price is not None and usage is not None else None,
            priced=price.date if price is not None else None,
            latency_ms=round(one.latency_s * 1000),
            tries=one.tries,
            request_id=answer.request_id,
            served_model=answer.served_model,
            way=line.provider.way,
            fault=fault,
            run=self.run_id,
            role=line.role,
        )


class _ReadOnce(Generic[T]):
    """Reads a reply; the one that it read well before it does not read again."""

    __slots__ = ("_read", "_reply", "_said")

    def __init__(self, read: Read[T]) -> None:
        self._read = read
        self._reply: KeptReply | None = None

    def __call__(self, reply: KeptReply) -> T:
        if reply is not self._reply:
            self._said = self._read(reply)
            self._reply = reply
        return self._said


@dataclass(frozen=True, slots=True)
class _Try:
    first: bool
    tries: int
    latency_s: float


def _fault(read: Read[T], reply: KeptReply) -> str | None:
    try:
        read(reply)
    except ModelReplyError as error:
        return str(error).partition("\n")[0]
    return None


def _lasting(failure: CallFailed, request: ModelRequest) -> Exception:
    """What a failure means for the item: a request that was refused rejects it, a wrong key stops the run."""
    if failure.kind == "refused":
        return ModelReplyError(f"{request.prompt}: the provider refused the request\n{failure}")
    if failure.kind == "stop":
        return UsageError(str(failure))
    return failure


async def all_of(waits: Iterable[Awaitable[T]]) -> list[T]:
    """All results; where one fails the others are awaited first, so that nothing goes on behind the caller's back."""
    # Tasks, since a result may be an error too: one that was returned and not raised.
    tasks = [asyncio.ensure_future(one) for one in waits]
    await asyncio.gather(*tasks, return_exceptions=True)
    return [task.result() for task in tasks]
