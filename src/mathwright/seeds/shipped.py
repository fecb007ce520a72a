"""The seed problems that come with mathwright: our own, in GSM8K's form, with skill and topic."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import as_file, files

from mathwright.records import Problem
from mathwright.seeds.reader import read_problems

SHIPPED_SOURCE = "mathwright_shipped"


def shipped_seeds() -> Iterator[Problem]:
    """Every shipped seed problem, in the order of the files' names and lines."""
    folder = files("mathwright.seeds") / "shipped"
    for file in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if file.name.endswith(".jsonl"):
            with as_file(file) as path:
                yield from read_problems(path, format="gsm8k", source=SHIPPED_SOURCE)
