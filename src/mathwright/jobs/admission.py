"""The gate of a run: what may not enter its dataset although it was accepted."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from mathwright.curate.admit import Admit, read_candidate
from mathwright.jobs.config import RunConfig
from mathwright.records import Problem

NUMBERS_UNWANTED = frozenset(("math2", "mathscale"))
"""Recipes for which other numbers make no new problem.  mugglemath's own augmentation is to change numbers."""


def cap_per_template(config: RunConfig) -> int | None:
    """Most problems of one text with its numbers masked, as the run file or else the recipe says; None is no cap."""
    admit = config.admit
    if admit.cap_per_template is not None:
        return admit.cap_per_template
    unwanted = config.recipe in NUMBERS_UNWANTED if admit.numbers is None else admit.numbers == "unwanted"
    return 1 if unwanted else None


def gate(config: RunConfig, seeds: Sequence[Problem]) -> Admit:
    """What admits problems in plan order: None lets one in, else the countable reason.

    Raises DataError, ``path:line`` first, for a file of ``admit.against`` that cannot be read.
    """
    return Admit(seeds, [Path(name) for name in config.admit.against], cap_per_template(config), config.admit.near)


def reader(config: RunConfig) -> Callable[[bytes], Any]:
    """What makes of a payload's JSON what the run's rules ask for: quotas ask for more than the gate does."""
    return read_candidate if config.admit.quotas is None else Problem.model_validate_json
