"""The gate of a run: what may not enter its dataset although it was accepted."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from mathwright.curate.admit import Admit
from mathwright.curate.against import questions_of
from mathwright.curate.template import template_key
from mathwright.jobs.config import RunConfig
from mathwright.records import Problem

OTHER_NUMBERS = "in an against file with other numbers"
"""Why a problem is refused whose question differs from one to keep apart from in nothing but numbers."""


def gate(config: RunConfig, seeds: Sequence[Problem]) -> Callable[[Problem], str | None]:
    """What admits problems in plan order: None lets one in, else the countable reason.

    Raises DataError, ``path:line`` first, for a file of ``admit.against`` that cannot be read.
    """
    against = [Path(name) for name in config.admit.against]
    admit = Admit(seeds, against, config.admit.cap_per_template)
    if not against:
        return admit
    templates = {template_key(question) for path in against for _, question in questions_of(path)}

    def admit_apart(problem: Problem) -> str | None:
        if template_key(problem.question) in templates:
            return OTHER_NUMBERS
        return admit(problem)

    return admit_apart
