"""Gets replies: from the ledger where they were paid before, else from the provider within budget and limits.

A reply is committed to the ledger before anybody uses it, and asked for once however many want it at the time.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from mathwright.errors import ModelReplyError, PassStoppedError, UsageError
from mathwright.store.ledger import Ledger, PaidCall
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
    _in_flight: dict[bytes, asyncio.Future[KeptReply]] = field(default_factory=dict)

    async def ask(self, line: Line, request: ModelRequest, read: Read[T]) -> T:
        """What the reply to one request says.  Raises ModelReplyError, ProviderError, or UsageError for a wrong key."""
        if self.heard is not None:
            self.heard.append(request)
        kept = self._find(request, count=True)
        if kept is None:
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
        missing = [one for one in requests if self._find(one) is None and one.key not in self._in_flight]
        if line.together > 1 and len(missing) > 1:
            parts = [missing[at : at + line.together] for at in range(0, len(missing), line.together)]
            await _all(self._buy(line, part, read) for part in parts)
        return await _all(self._said(line, one, read) for one in requests)

    def ended(self, ok: bool, fault: str = "") -> None:
        """Count how a reply was read.  Raises PassStoppedError where too many come to nothing."""
        try:
            self.health.ended(ok, fault)
        except PassStoppedError as error:
            self.gate.stopped = str(error)
            raise

    async def _said(self, line: Line, request: ModelRequest, read: Read[T]) -> T | ModelReplyError:
        try:
            return await self.ask(line, request, read)
        except ModelReplyError as error:
            return error

    async def all_said(self, waits: Iterable[Awaitable[T]]) -> list[T]:
        """All results, once all have ended."""
        return await _all(waits)

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

    async def _buy(self, line: Line, requests: Sequence[ModelRequest], read: Read[T]) -> list[KeptReply]:
        """The replies to requests that differ in their draw, bought and kept; those a server left out bought anew."""
        loop = asyncio.get_running_loop()
        futures: list[asyncio.Future[KeptReply]] = [loop.create_future() for _ in requests]
        for request, future in zip(requests, futures, strict=True):
            self._in_flight[request.key] = future
        try:
            bought: list[KeptReply] = []
            while len(bought) < len(requests):
                bought += await self._send(line, requests[len(bought) :], read)
        except BaseException as error:
            for future in futures:
                if not future.done():
                    future.set_exception(error if isinstance(error, Exception) else asyncio.CancelledError())
                    future.exception()  # those who wait get it; where nobody does it is no loss
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
        kept = [KeptReply.of(choice) for choice in answer.choices[: len(requests)]]
        rows = [
            self._row(line, request, reply, answer, _Try(place == 0, tries, latency_s), _fault(read, reply))
            for place, (request, reply) in enumerate(zip(requests, kept, strict=False))
        ]
        if await self.ledger.keep_many(rows, purse.charges(rows[0], answer.usage)) < len(rows):
            # another process was first with some of them: its replies stand
            found = [self._find(request) for request in requests]
            kept = [theirs or ours for theirs, ours in zip(found, kept, strict=False)]
        purse.leave()
        tally = self.tally.of(requests[0].prompt)
        for row in rows:
            tally.add(True, row.input_tokens, row.output_tokens, row.cost_nano_usd)
        return kept

    @staticmethod
    async def _answer(line: Line, requests: Sequence[ModelRequest], purse: Purse) -> Sent:
        """What the provider answers, within limits and budgets."""

        async def attempt() -> ModelAnswer:
            await purse.reserve()
            try:
                return await line.provider.send(requests[0], len(requests))
            except CallFailed as failure:
                if failure.maybe_billed:
                    purse.leave()
                raise

        try:
            if line.limiter is None:
                return Sent(await attempt(), 1, 0.0)
            return await line.limiter.call(purse.input_tokens, purse.output_tokens, attempt)
        except CallFailed as failure:
            await purse.release()
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


async def _all(waits: Iterable[Awaitable[T]]) -> list[T]:
    """All results; where one fails the others are awaited first, so that nothing goes on behind the caller's back."""
    results = await asyncio.gather(*waits, return_exceptions=True)
    found: list[T] = []
    for result in results:
        if isinstance(result, BaseException):
            raise result
        found.append(result)
    return found
