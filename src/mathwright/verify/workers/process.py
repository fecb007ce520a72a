"""One worker process, seen from the checker: started, asked, killed."""

from __future__ import annotations

import contextlib
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from mathwright.verify.finding import Finding
from mathwright.verify.workers.protocol import (
    BEGUN,
    DIED,
    NOT_STARTED,
    OUT_OF_MEMORY,
    OUT_OF_TIME,
    READY,
    read_reply,
)

START_S = 120.0
"""Wall time for the start, generous: it takes half a second on an idle machine."""
# -P: nothing is imported from the folder the caller happens to be in.
SERVE = (sys.executable, "-P", "-m", "mathwright.verify.workers.algebra")
ENDING_S = 5.0
LONGEST_REPLY = 4_096
CUT_SHORT = b"begun"
_SOURCES = Path(__file__).resolve().parents[3]
_PASSED_ON = ("PATH", "PYTHONHOME", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "SYSTEMROOT", "TMPDIR")


class Worker:
    """A process that compares answers and may be killed at any time.  One thread at a time may use it."""

    def __init__(self, command: Sequence[str] = SERVE) -> None:
        """Start the process, without waiting until it is ready."""
        # stderr goes nowhere: a library's warnings must not reach the caller's terminal.
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=_environment(),
            cwd="/",
            bufsize=0,
        )
        self._ready = False
        self._read = b""

    @property
    def pid(self) -> int:
        """The process's id."""
        return self._process.pid

    def ask(self, line: bytes, wall_s: float) -> Finding | None:
        """What it found; None if it had ended before it saw the request.  Once it has died it is of no more use.

        wall_s: it is killed after that time, counted from when it is ready.
        """
        if not self._ready and not self._becomes_ready():
            self.kill()
            return NOT_STARTED
        reply = self._reply(line, wall_s)
        if reply is None:
            self.kill()
            return OUT_OF_TIME
        if reply.endswith(b"\n"):
            return read_reply(reply)
        return self._end(begun=reply == CUT_SHORT)

    def _reply(self, line: bytes, wall_s: float) -> bytes | None:
        """Its answer; CUT_SHORT if it ended over it, nothing if it ended before; None if none came in time."""
        try:
            self._send(line)
        except BrokenPipeError:
            return b""
        begun = self._line(wall_s)
        if begun != BEGUN:
            return begun
        reply = self._line(wall_s)
        return reply if reply is None or reply.endswith(b"\n") else CUT_SHORT

    @property
    def alive(self) -> bool:
        """Whether it has not ended, as far as is known."""
        return self._process.poll() is None

    def stop(self) -> None:
        """End it at once, under the eyes of a thread that may be waiting for its answer."""
        self._process.kill()

    def kill(self) -> None:
        """End it at once and let go of its pipes."""
        self._process.kill()
        self._close()

    def _close(self) -> None:
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                pipe.close()
        self._process.wait()

    def abandon(self) -> None:
        """Forget it in a forked child: it is the parent's."""
        # Else Popen would warn about a process that still runs, and wait for one that is no child of ours.
        self._process.returncode = 0
        self._close()

    def _becomes_ready(self) -> bool:
        self._ready = self._line(START_S) == READY
        return self._ready

    def _send(self, line: bytes) -> None:
        assert self._process.stdin is not None
        rest = memoryview(line)
        while rest:
            rest = rest[self._process.stdin.write(rest) :]

    def _line(self, wall_s: float) -> bytes | None:
        """The next line; nothing if the worker ends before; None if it does not come in time."""
        assert self._process.stdout is not None
        until = time.monotonic() + wall_s
        poll = select.poll()  # not select: a descriptor may be above 1,023
        poll.register(self._process.stdout, select.POLLIN)
        while b"\n" not in self._read:
            left_ms = (until - time.monotonic()) * 1000
            if left_ms <= 0 or not poll.poll(left_ms):
                return None
            piece = self._process.stdout.read(LONGEST_REPLY)
            if not piece:
                return b""
            self._read += piece
        line, end, self._read = self._read.partition(b"\n")
        return line + end

    def _end(self, begun: bool) -> Finding | None:
        """Why the worker ended without an answer; None if it had not begun with the request."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(ENDING_S)  # not killed while it ends: its own status says why
        self.kill()
        if not begun:
            return None
        status = self._process.returncode
        if status in (-signal.SIGPROF, -signal.SIGXCPU):
            return OUT_OF_TIME
        # GMP aborts where it cannot allocate.  A SIGKILL may come from anyone, also from a kernel short of memory.
        return OUT_OF_MEMORY if status == -signal.SIGABRT else DIED


def _environment() -> dict[str, str]:
    """A small environment: no keys of the caller's, no switch that makes Python talk, hashes the same every time."""
    kept = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
    return kept | {"PYTHONPATH": str(_SOURCES), "PYTHONHASHSEED": "0", "PYTHONDONTWRITEBYTECODE": "1"}
