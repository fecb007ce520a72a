"""The worker process's main: reads requests from its input, writes findings to its output, ends with its input.

``algebra.py`` is the program that ``process.Worker`` starts; never run by hand.
"""

from __future__ import annotations

import gc
import logging
import os
import select
import warnings
from collections.abc import Callable
from typing import BinaryIO

from mathwright.verify.finding import Finding
from mathwright.verify.workers.limits import confine, hard_limit
from mathwright.verify.workers.protocol import BEGUN, OUT_OF_MEMORY, READY, read_request, reply_line

IDLE_S = 120.0
"""A worker that is not asked for so long ends; it holds some 80 MB."""
REQUESTS = 5_000
"""Requests after which a worker ends: the libraries' caches only grow."""

SHARE_OF_ALL = 0.9
"""Of the limit, after which the process ends: what is left is for its end to be noticed."""
Decide = Callable[[str, str, float], Finding]


def main(decide: Decide, most: int = REQUESTS) -> int:
    """Serve until the input ends, or for so many requests; the exit status."""
    requests, replies = _private_pipes()
    # math-verify logs what it cannot parse, sympy warns of what it will deprecate.
    logging.disable(logging.CRITICAL)
    warnings.simplefilter("ignore")
    gc.freeze()
    confine()
    replies.write(READY)
    for _ in range(most):
        if not select.select([requests], [], [], IDLE_S)[0]:
            return 0
        line = requests.readline()
        if not line:
            return 0
        replies.write(BEGUN)
        reply, lasting = _reply(line, decide)
        replies.write(reply)
        if not lasting:
            return 0
    return 0


def _reply(line: bytes, decide: Decide) -> tuple[bytes, bool]:
    """The line to answer, and whether this process is fit for another request."""
    request = read_request(line)
    try:
        with hard_limit(SHARE_OF_ALL * request.limit_s):
            finding = decide(request.a, request.b, request.limit_s)
    except MemoryError:
        return reply_line(OUT_OF_MEMORY), False
    return reply_line(finding), True


def _private_pipes() -> tuple[BinaryIO, BinaryIO]:
    """The pipes to the checker, out of reach of anything that reads standard input or prints."""
    requests, replies = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb", buffering=0)
    nowhere = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(nowhere, descriptor)
    return requests, replies
