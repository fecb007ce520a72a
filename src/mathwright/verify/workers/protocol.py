"""What goes over the pipes between the checker and its workers: one line of JSON each way."""

from __future__ import annotations

import json
from dataclasses import dataclass

from mathwright.verify.finding import Finding, State, undecided

READY = b"ready\n"
"""The worker's first line: its libraries are loaded, its limits stand."""
BEGUN = b"begun\n"
"""What it says first to each request: one that ends before that has not seen it, and another is asked."""
OUT_OF_TIME = undecided("time limit")
OUT_OF_MEMORY = undecided("memory limit")
DIED = undecided("worker died")
CUT_OFF = frozenset({OUT_OF_TIME, OUT_OF_MEMORY, DIED})
"""What ended before it found anything."""
NOT_PARSED = undecided("not parsed")
NOT_STARTED = undecided("worker did not start")

_STATES: dict[str, State] = {"equal": "equal", "different": "different", "undecided": "undecided"}


@dataclass(frozen=True, slots=True)
class Request:
    """Two answers to compare."""

    a: str
    b: str
    limit_s: float
    """Processor time for all of it, in seconds."""


def request_line(request: Request) -> bytes:
    """The request as a line; lone surrogates travel as escapes."""
    return json.dumps([request.a, request.b, request.limit_s]).encode("ascii") + b"\n"


def read_request(line: bytes) -> Request:
    """The request of a line that ``request_line`` made."""
    a, b, limit_s = json.loads(line)
    return Request(a, b, limit_s)


def reply_line(finding: Finding) -> bytes:
    """The finding as a line."""
    return json.dumps([finding.state, finding.rule]).encode("ascii") + b"\n"


def read_reply(line: bytes) -> Finding:
    """The finding of a line that ``reply_line`` made."""
    state, rule = json.loads(line)
    return Finding(_STATES[state], rule)
