"""The makers by kind, and the one call that recipes and teachers use."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from random import Random

from mathwright.programs.backward import backward
from mathwright.programs.chain import chain
from mathwright.programs.change import change_numbers
from mathwright.programs.complicate import complicate
from mathwright.programs.compose import compose
from mathwright.programs.condition import condition
from mathwright.programs.kept import Kept
from mathwright.programs.made import Made, Refused
from mathwright.programs.shares import introduce_fractions
from mathwright.programs.template import Template, compile_template
from mathwright.records import Problem

Maker = Callable[[Template, Random], Made | Refused]

MAKERS: dict[str, Maker] = {
    "change_numbers": change_numbers,
    "fractions": introduce_fractions,
    "condition": condition,
    "complicate": complicate,
    "backward": backward,
}
"""The makers that need no other problem."""
KINDS: tuple[str, ...] = ("change_numbers", "fractions", "compose", "condition", "complicate", "chain", "backward")
"""Every kind: the five of MuggleMath's prompt (arXiv:2310.05506) in its order, then ours."""
CHAIN_LENGTHS = (2, 2, 2, 2, 3, 3, 3, 3, 4, 5)
"""Numbers of problems in a chain, as often as they are drawn."""
PLACES = 2
"""Places of the seed problem in a chain of one length that are tried."""
CANDIDATES = 3
"""Companions a link that a long chain must have: with fewer there is hardly one."""

KEPT_TEMPLATES = 20_000
"""Templates kept in memory; the least recently used goes first."""

_templates: Kept[Template | Refused] = Kept(compile_template, KEPT_TEMPLATES)


def template_of(problem: Problem) -> Template | Refused:
    """The template of a seed problem; compiled once, then kept."""
    return _templates(problem)


def rewrite(kind: str, seed: Problem, companions: Sequence[Problem], rng: Random) -> Made | Refused:
    """A new problem of this kind from the seed problem, or the reason why there is none.

    companions: other seed problems, of which ``compose`` takes the first that fits and ``chain`` one to four.
    """
    template = template_of(seed)
    if isinstance(template, Refused):
        return template
    if kind in MAKERS:
        return MAKERS[kind](template, rng)
    others = [other for other in map(template_of, companions) if isinstance(other, Template)]
    return compose(template, others, rng) if kind == "compose" else _chained(template, others, rng)


def _chained(template: Template, others: Sequence[Template], rng: Random) -> Made | Refused:
    """The seed problem somewhere in a chain of others; a shorter chain where there is none of the length drawn."""
    length = min(rng.choice(CHAIN_LENGTHS), max(2, 1 + len(others) // CANDIDATES))
    made: Made | Refused = Refused("no chain")
    for size in range(length, 1, -1):
        for place in rng.sample(range(size), PLACES):
            links: list[Sequence[Template]] = [others] * (size - 1)
            links.insert(place, [template])
            made = chain(links, rng)
            if isinstance(made, Made):
                rest = tuple(parent for parent in made.parents if parent != template.problem_id)
                return replace(made, parents=(template.problem_id, *rest))
    return made
