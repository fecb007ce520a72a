"""The gate of a run: what may not enter its dataset although it was accepted."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from mathwright.curate.admit import Admit
from mathwright.jobs.config import RunConfig
from mathwright.records import Problem


def gate(config: RunConfig, seeds: Sequence[Problem]) -> Admit:
    """What admits problems in plan order: None lets one in, else the countable reason.

    Raises DataError, ``path:line`` first, for a file of ``admit.against`` that cannot be read.
    """
    return Admit(seeds, [Path(name) for name in config.admit.against], config.admit.cap_per_template)
