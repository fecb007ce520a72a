"""``mathwright make`` as a process, to be killed or to fail by itself."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

from mathwright.jobs.config import RunConfig
from mathwright.jobs.identity import resolved_toml


class Ended(NamedTuple):
    """How a command ended."""

    code: int
    out: str
    err: str


def run_file(config: RunConfig, path: Path) -> Path:
    """The run file of a configuration, ``how`` included."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(resolved_toml(config), encoding="utf-8")
    return path


def start(*arguments: str | Path, environment: dict[str, str] | None = None) -> subprocess.Popen[str]:
    """``mathwright`` with these arguments, under way."""
    return subprocess.Popen(
        [sys.executable, "-m", "mathwright", *map(str, arguments)],
        env={**os.environ, **(environment or {})},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def command(*arguments: str | Path, environment: dict[str, str] | None = None) -> Ended:
    """``mathwright`` with these arguments, to its end."""
    process = start(*arguments, environment=environment)
    out, err = process.communicate(timeout=900)
    return Ended(process.returncode, out, err)
