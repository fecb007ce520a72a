"""The fastest reply: one text for whatever is asked, for benchmarks."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import msgspec

from tests.hostile.asked import Asked, Said, Told, reply_body
from tests.hostile.wire import Arrived, Reply, Wire

SENTENCE = "Each of the 12 boxes holds 7 pens, so there are 12 * 7 = 84 pens in all, and half of them are 42. "


def text_of(characters: int, ending: str = "\n\\boxed{42}") -> str:
    """A worked text of so many characters."""
    body = SENTENCE * (characters // len(SENTENCE) + 1)
    return body[: max(0, characters - len(ending))] + ending


class Canned:
    """Serves the same bytes to every POST, at once or after a time; counts them, keeps nothing."""

    def __init__(
        self, text: str, *, latency_s: float = 0.0, model: str = "canned", prompt_characters: int = 1500
    ) -> None:
        asked = Asked("openai", model, (Said("user", "x" * prompt_characters),), 1, 1 << 20, "canned")
        body = msgspec.json.encode(reply_body(asked, [Told(text)], "canned"))
        self._reply = Reply(200, body, headers=(("x-request-id", "req_canned"),)).encoded()
        self._anthropic = Reply(
            200,
            msgspec.json.encode(reply_body(Asked("anthropic", *_rest(asked)), [Told(text)], "canned")),
            headers=(("request-id", "req_canned"),),
        ).encoded()
        self._latency_s = latency_s
        self._later: Callable[..., object] | None = None
        self.served = 0
        self.in_flight = 0
        self.most_in_flight = 0

    def serve(self, wire: Wire, arrived: Arrived) -> None:
        """Answer."""
        reply = self._anthropic if b"/messages" in arrived.head[:60] else self._reply
        if self._latency_s <= 0:
            self.served += 1
            wire.send(reply)
            return
        if self._later is None:
            self._later = asyncio.get_running_loop().call_later
        self.in_flight += 1
        self.most_in_flight = max(self.most_in_flight, self.in_flight)
        self._later(self._latency_s, self._end, wire, reply)

    def _end(self, wire: Wire, reply: bytes) -> None:
        self.in_flight -= 1
        self.served += wire.send(reply)


def _rest(asked: Asked) -> tuple[str, tuple[Said, ...], int, int, str]:
    return asked.model, asked.messages, asked.n, asked.most_tokens, asked.content
