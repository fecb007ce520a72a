"""The hostile server as a process, for what is killed and what is measured."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from tests.hostile.faults import Faults

ROOT = Path(__file__).resolve().parents[2]


class Started(NamedTuple):
    """A server that is ready."""

    process: subprocess.Popen[str]
    port: int

    @property
    def base_url(self) -> str:
        """Of the OpenAI protocol."""
        return f"http://127.0.0.1:{self.port}/v1"

    def cpu_s(self) -> float:
        """Seconds of processor time it has taken."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / 100


@contextmanager
def hostile_process(*options: str, faults: Faults | None = None) -> Iterator[Started]:
    """The server with these options of its command line, ended at the end."""
    command = [sys.executable, "-m", "tests.hostile", *options]
    if faults is not None:
        command += ["--faults", json.dumps(faults.as_json())]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    try:
        told = process.stdout.readline()
        assert told.strip(), "the hostile server did not start"
        yield Started(process, int(told))
    finally:
        process.terminate()
        process.wait(timeout=10)
        process.stdout.close()


def recorded(path: Path) -> list[dict[str, Any]]:
    """The lines of its file of records, but one that is not whole."""
    lines = path.read_bytes().split(b"\n")[:-1]
    return [json.loads(line) for line in lines]
