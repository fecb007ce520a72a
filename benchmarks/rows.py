"""The rows every benchmark writes: name, value, unit, goal, met, command, commit, cpu, n."""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
from dataclasses import asdict, dataclass, field
from pathlib import Path


@dataclass(slots=True)
class Row:
    """One measured figure beside its goal."""

    name: str
    value: float
    unit: str
    goal: float | None = None
    """The figure aimed at; None where the row is only for information."""
    at_most: bool = False
    """Whether smaller is better."""
    n: int = 1

    @property
    def met(self) -> bool | None:
        """Whether the goal is reached; None where there is none."""
        if self.goal is None:
            return None
        return self.value <= self.goal if self.at_most else self.value >= self.goal


@dataclass(slots=True)
class Table:
    """The rows of one benchmark run."""

    rows: list[Row] = field(default_factory=list)

    def add(self, row: Row) -> None:
        """Keep a row and print it."""
        self.rows.append(row)
        goal = (
            ""
            if row.goal is None
            else f"  (goal {'<=' if row.at_most else '>='} {row.goal:g}: {'met' if row.met else 'NOT met'})"
        )
        print(f"{row.name:44} {row.value:12,.3f} {row.unit}{goal}", flush=True)

    def write(self, path: Path | None) -> None:
        """Write the rows as JSON, where a path is given."""
        if path is None:
            return
        about = {"command": " ".join(["python", *sys.argv]), "commit": commit(), "cpu": cpu()}
        rows = [
            {**{k: v for k, v in asdict(row).items() if k != "at_most"}, "met": row.met, **about} for row in self.rows
        ]
        path.write_text(json.dumps(rows, indent=1) + "\n")


def commit() -> str:
    """The short hash of the checkout's commit, or ``unknown``."""
    told = subprocess.run(["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=False)
    return told.stdout.strip() or "unknown"


def cpu() -> str:
    """The processor's name."""
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), platform.machine())


def default_seeds() -> Path | None:
    """GSM8K train where MATHWRIGHT_DATA or ../shared/data has it."""
    root = Path(os.environ.get("MATHWRIGHT_DATA", Path(__file__).resolve().parents[2] / "shared" / "data"))
    path = root / "gsm8k" / "train.jsonl"
    return path if path.is_file() else None
