"""How the checker does on its own cases, as measured when it was shipped: quoted by datasets without a new run."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from mathwright.records import CheckerScore


@cache
def known_score() -> CheckerScore:
    """The score in ``verify/cases/score.json``; ``make docs`` writes it, a test keeps it fresh."""
    return CheckerScore.model_validate_json((files("mathwright.verify") / "cases" / "score.json").read_bytes())
