"""What the hostile server does with each request."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection
from typing import Any

import msgspec

from tests.hostile.asked import Asked, BadRequest, Model, Told, Way, asked_of, error_body, reply_body
from tests.hostile.careless import told
from tests.hostile.faults import Faults, Transport
from tests.hostile.limits import Bucket
from tests.hostile.records import Recorded, Records
from tests.hostile.wire import Arrived, Reply, Wire

HTML = (
    b"<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n<center><h1>502 Bad Gateway</h1></center>\r\n"
    b"<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n"
)
CALLS: dict[str, Way] = {"/v1/chat/completions": "openai", "/v1/messages": "anthropic"}
SLOW_PIECES = 60

Route = Callable[[Arrived, Recorded], Reply]


class Handler:
    """Answers requests for replies and for the list of models; what else is asked goes to ``routes``."""

    def __init__(
        self,
        faults: Faults,
        model: Model,
        records: Records,
        *,
        keys: Collection[str] | None = None,
        models: Collection[str] | None = None,
    ) -> None:
        self.faults = faults
        self.model = model
        self.records = records
        self.keys = keys
        """API keys that are taken; None takes any, and none."""
        self.models = models
        """Names of models that there are; None knows any."""
        self.in_flight = 0
        self.bucket = Bucket(faults)
        self.route: Route | None = None
        self._open: dict[Wire, Recorded] = {}
        self._timers: set[asyncio.TimerHandle] = set()

    # --- a request from its arrival ---------------------------------------------------------------

    def serve(self, wire: Wire, arrived: Arrived) -> None:
        """Answer the request, now or later."""
        recorded = self.records.begin(arrived.path, arrived.body, key=_key_of(arrived))
        way = CALLS.get(arrived.path)
        if (refused := self._not_allowed(arrived, recorded)) is not None:
            self._send(wire, recorded, refused)
        elif way is not None and arrived.method == "POST":
            self._call(wire, arrived, recorded, way)
        else:
            self._send(wire, recorded, self._other(arrived, recorded))

    def lost(self, wire: Wire) -> None:
        """The client has gone; what it waited for is neither sent nor billed."""
        recorded = self._open.pop(wire, None)
        if recorded is not None:
            self.in_flight -= 1
            recorded.fault = recorded.fault or "client gone"
            self.records.end(recorded, status=None)

    def _call(self, wire: Wire, arrived: Arrived, recorded: Recorded, way: Way) -> None:
        try:
            asked = asked_of(way, msgspec.json.decode(arrived.body))
        except (BadRequest, msgspec.DecodeError) as error:
            self._send(wire, recorded, failure(way, 400, "invalid_request_error", str(error)))
            return
        recorded.content, recorded.model, recorded.choices = asked.content, asked.model, asked.n
        if self.models is not None and asked.model not in self.models:
            self._send(wire, recorded, unknown_model(way, asked.model))
            return
        recorded.attempt = self.records.attempt(asked.content)
        self.in_flight += 1
        self._open[wire] = recorded
        self.records.most_in_flight = max(self.records.most_in_flight, self.in_flight)
        delay = self.faults.delay_s(asked.content, recorded.attempt, self.in_flight)
        fault = self._fault(asked.content, recorded)
        if delay <= 0:
            self._answer(wire, recorded, asked, fault)
        else:
            asyncio.get_running_loop().call_later(delay, self._answer, wire, recorded, asked, fault)

    def _fault(self, content: str, recorded: Recorded) -> Transport | None:
        most = self.faults.most_in_flight
        if (most is not None and self.in_flight > most) or not self.bucket.take():
            recorded.fault = "over the limit"
            return "throttled"
        in_a_row = self.records.in_a_row
        fault = self.faults.drawn_transport(content, recorded.attempt, in_a_row[content])
        in_a_row[content] = in_a_row[content] + 1 if fault is not None else 0
        recorded.fault = fault
        return fault

    def _answer(self, wire: Wire, recorded: Recorded, asked: Asked, fault: Transport | None) -> None:
        if wire not in self._open:
            return
        if fault == "hang":
            return
        request_id = f"{recorded.number:08x}"
        failed = self._failed_reply(fault, asked.way)
        if failed is not None:
            self._ended(wire, recorded, failed, billed=False)
        elif fault == "cut_before":
            self._leave(wire, recorded, None)
            wire.reset()
        else:
            self._good(wire, recorded, asked, fault, request_id)

    def _good(self, wire: Wire, recorded: Recorded, asked: Asked, fault: Transport | None, request_id: str) -> None:
        body = msgspec.json.encode(self.body(asked, recorded, request_id))
        if fault == "malformed":
            body = b"{'choices': [{'message': " + body[:40] + b", oops}]"
        elif fault == "truncated":
            body = body[: len(body) * 2 // 3]
        kind = "text/html" if self.faults.happens("wrong_type", asked.content) else "application/json"
        reply = Reply(200, body, kind, self._headers(asked.way, request_id))
        if fault == "cut_within":
            self._leave(wire, recorded, 200)
            encoded = reply.encoded()
            wire.cut(encoded[: len(encoded) - len(body) * 2 // 3])
        elif fault == "slow_body":
            self._slowly(wire, recorded, reply.encoded(), len(body))
        else:
            self._ended(wire, recorded, reply, billed=fault is None)

    def _slowly(self, wire: Wire, recorded: Recorded, encoded: bytes, length: int) -> None:
        """The head at once, the body piece by piece; billed if it ever arrives whole."""
        head, body = encoded[: len(encoded) - length], encoded[len(encoded) - length :]
        size = max(1, len(body) // SLOW_PIECES)
        pieces = [body[at : at + size] for at in range(0, len(body), size)]
        pause = self.faults.slow_s / len(pieces)
        wire.write(head)
        loop = asyncio.get_running_loop()

        def step(index: int) -> None:
            if wire not in self._open:
                return
            wire.write(pieces[index])
            if index + 1 < len(pieces):
                loop.call_later(pause, step, index + 1)
                return
            self._leave(wire, recorded, 200, billed=True)
            wire.done()

        step(0)

    # --- what the reply says ----------------------------------------------------------------------

    def body(self, asked: Asked, recorded: Recorded, request_id: str) -> dict[str, Any]:
        """The whole reply of a call that comes through."""
        n = 1 if asked.way == "anthropic" or self.faults.happens("n_ignored", asked.content) else asked.n
        begun = self.records.billed_choices[asked.content]
        samples = range(begun, begun + n) if self.faults.draws_differ else [0] * n
        choices = [self._told(asked, sample, recorded) for sample in samples]
        if self.faults.happens("duplicated", asked.content):
            choices = [choice for choice in choices for _ in range(2)]
        recorded.choices = len(choices)
        usage = not self.faults.happens("usage_missing", asked.content)
        return reply_body(asked, choices, request_id, usage=usage)

    def _told(self, asked: Asked, sample: int, recorded: Recorded) -> Told:
        recorded.spoiled = self.faults.drawn_spoiled(asked.content, sample)
        name_of = getattr(self.model, "prompt_of", None)
        if name_of is not None:
            recorded.prompt = name_of(asked)
        return told(self.faults, asked, sample, self.model.reply(asked, sample))

    # --- failures ---------------------------------------------------------------------------------

    def _failed_reply(self, fault: Transport | None, way: Way) -> Reply | None:
        match fault:
            case "throttled" | "throttled_bare":
                reply = failure(way, 429, "rate_limit_error", "Rate limit reached for requests", "rate_limit_exceeded")
                if fault == "throttled":
                    reply = reply._replace(headers=(("retry-after", f"{self.faults.retry_after_s:g}"),))
                return reply._replace(headers=(*reply.headers, *self.bucket.headers(way)))
            case "server_error":
                kind = "server_error" if way == "openai" else "api_error"
                return failure(way, 500, kind, "The server had an error while processing your request")
            case "bad_gateway":
                return Reply(502, HTML, "text/html")
            case "unavailable":
                return Reply(503, b"upstream connect error or disconnect before headers", "text/plain")
            case "overloaded":
                return failure(way, 529, "overloaded_error", "Overloaded")
        return None

    def _not_allowed(self, arrived: Arrived, recorded: Recorded) -> Reply | None:
        if self.keys is None or recorded.key in self.keys:
            return None
        way: Way = "anthropic" if arrived.path.startswith("/v1/messages") else "openai"
        if way == "anthropic":
            return failure(way, 401, "authentication_error", "invalid x-api-key")
        # as some gateways do, the key is echoed whole
        told_key = f"Incorrect API key provided: {recorded.key}. You can find your API key at the provider's site."
        return failure(way, 401, "invalid_request_error", told_key, "invalid_api_key")

    def _other(self, arrived: Arrived, recorded: Recorded) -> Reply:
        if arrived.path == "/v1/models" and arrived.method == "GET":
            known = sorted(self.models if self.models is not None else {"hostile"})
            listed = [{"id": name, "object": "model", "created": 0, "owned_by": "hostile"} for name in known]
            return as_json({"object": "list", "data": listed})
        if arrived.path in CALLS:
            return failure("openai", 405, "invalid_request_error", f"Not allowed: {arrived.method} {arrived.path}")
        if self.route is not None:
            return self.route(arrived, recorded)
        return unknown_path(arrived)

    # --- the end of a request ---------------------------------------------------------------------

    def _headers(self, way: Way, request_id: str) -> tuple[tuple[str, str], ...]:
        name = "x-request-id" if way == "openai" else "request-id"
        return ((name, f"req_{request_id}"), *self.bucket.headers(way))

    def _ended(self, wire: Wire, recorded: Recorded, reply: Reply, *, billed: bool) -> None:
        self._leave(wire, recorded, reply.status, billed=billed and not wire.gone)
        wire.send(reply.encoded())

    def _leave(self, wire: Wire, recorded: Recorded, status: int | None, *, billed: bool = False) -> None:
        if self._open.pop(wire, None) is not None:
            self.in_flight -= 1
            self.records.end(recorded, status=status, billed=billed, choices=recorded.choices)

    def _send(self, wire: Wire, recorded: Recorded, reply: Reply) -> None:
        self.records.end(recorded, status=reply.status)
        wire.send(reply.encoded())


def as_json(body: Any) -> Reply:
    """A good reply of JSON."""
    return Reply(200, msgspec.json.encode(body))


def failure(way: Way, status: int, kind: str, message: str, code: str | None = None) -> Reply:
    """An error as the provider tells it."""
    return Reply(status, msgspec.json.encode(error_body(way, kind, message, code)))


def unknown_path(arrived: Arrived) -> Reply:
    """There is nothing at this address."""
    return failure("openai", 404, "invalid_request_error", f"Unknown request URL: {arrived.method} {arrived.path}")


def unknown_model(way: Way, name: str) -> Reply:
    """There is no such model."""
    if way == "anthropic":
        return failure(way, 404, "not_found_error", f"model: {name}")
    message = f"The model `{name}` does not exist or you do not have access to it."
    return failure(way, 404, "invalid_request_error", message, "model_not_found")


def _key_of(arrived: Arrived) -> str | None:
    """The API key, in whichever header it came."""
    found = arrived.headers.get("x-api-key") or arrived.headers.get("api-key")
    return found or arrived.headers.get("authorization", "").removeprefix("Bearer ").strip() or None
