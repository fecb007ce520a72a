"""Routes of knowledge points, as TAL-SCQ5K publishes them, read as topics, knowledge points and a skill.

``Overseas Competition->Knowledge Point->Number Theory Modules->Division without Remainders->Divisibility Rules``
has the topics *Number Theory* and *Division without Remainders*, the knowledge point *Divisibility Rules* and the
skill ``divisibility_rules``.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from mathwright.concepts.exercised import MOST_TOPICS, Labels

ARROW = "->"
_EVERYWHERE = re.compile(r"overseas .*|knowledge points?", re.IGNORECASE)
"""Levels that every route begins with and that name nothing."""
_MODULES = re.compile(r"(?:(Problem)s?)?\s*Modules$")
_NAMING = re.compile(r"[A-Za-z]{3,}")
_WORD = re.compile(r"[a-z0-9]+")


def is_route(name: str) -> bool:
    """Whether the name of a concept is a route of levels."""
    return ARROW in name


def route_labels(route: str) -> Labels:
    """The labels of a route; never raises: a route without a level that names something has no labels at all.

    The module and, where a deeper level follows, the level below it are topics; of what is below them the last two
    are knowledge points, the most specific first; the last level that is made of words names the skill.
    """
    levels = _levels(route)
    above = levels[: min(MOST_TOPICS, max(1, len(levels) - 1))]
    below = levels[len(above) :]
    naming = [level for level in levels if _NAMING.search(level)]
    return Labels(
        skills=tuple(map(snake_case, naming[-1:])),
        topics=tuple(dict.fromkeys(above)),
        knowledge_points=tuple(dict.fromkeys(reversed(below[-2:]))),
        reason="The source says so.",
    )


def _levels(route: str) -> Sequence[str]:
    levels = [" ".join(level.split()) for level in route.split(ARROW)]
    told = [_MODULES.sub(lambda match: "Problems" if match[1] else "", level).strip() for level in levels]
    return [level for level in told if level and not _EVERYWHERE.fullmatch(level)]


def snake_case(name: str) -> str:
    """The words of a name in lower case, joined by underscores: ``Law of Addition`` is ``law_of_addition``."""
    plain = unicodedata.normalize("NFKD", name.replace("\u2019", "'").replace("'s", "")).casefold()
    return "_".join(_WORD.findall(plain)).removeprefix("the_")
