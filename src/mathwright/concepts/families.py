"""The coarse skill that a fine one belongs to.

Source: arXiv:2405.12205 and arXiv:2407.21009 (MATH^2), step 0, where a model groups fine skill names into coarse
ones; here a table for the skills of ``skills.toml`` and words for all other names.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from importlib.resources import files
from tomllib import loads

from mathwright.concepts.vocabulary import skills


def family_of(skill: str) -> str | None:
    """The coarse skill of a fine one: ``percentage_discount`` belongs to ``percentages``; None where nothing fits.

    skill: lower case, words joined by underscores; spaces and capitals are forgiven.
    """
    name = "_".join(skill.casefold().split())
    known = skills().get(name)
    if known is not None:
        return known.family
    words = f"_{name}"
    return next((family for family, stems in _stems() if any(f"_{stem}" in words for stem in stems)), None)


@lru_cache(maxsize=1)
def _stems() -> Sequence[tuple[str, tuple[str, ...]]]:
    """Family to the beginnings of words that tell it, in order of precedence."""
    table = loads(files("mathwright.concepts").joinpath("words", "families.toml").read_text("utf-8"))
    return tuple((family, tuple(str(words).split())) for family, words in table.items())
