"""Ctrl-C while a thread waits for a server: it is heard at once, and left to whoever hears it otherwise."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

SIGNALS = (signal.SIGINT, signal.SIGTERM)


@contextmanager
def interrupts(heard: Callable[[], None]) -> Iterator[None]:
    """Calls ``heard`` at each SIGINT or SIGTERM that would otherwise only be noted, as asyncio notes it for its loop.

    The loop still learns of it: Python writes the signal's number to it, whatever the handler.  Where a signal ends
    the wait by itself, and outside the main thread, which alone hears signals, nothing is changed.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    noted = [(number, before) for number in SIGNALS if _is_noted(before := signal.getsignal(number))]
    for number, _ in noted:
        signal.signal(number, lambda *_: heard())
    try:
        yield
    finally:
        for number, before in noted:
            signal.signal(number, before)


def _is_noted(handler: object) -> bool:
    return callable(handler) and handler is not signal.default_int_handler
