"""Combine two problems in one of MathFusion's three ways (arXiv:2503.16212).

sequence     the answer of one replaces a number of the other (arXiv:2410.01748)
parallel     both are told, and one question needs both answers
conditional  both are told, and a comparison of the answers decides what is asked
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from random import Random

from mathwright.programs.chain import chain
from mathwright.programs.conditional import conditional
from mathwright.programs.fitting import objection
from mathwright.programs.joining import finished
from mathwright.programs.made import Made, Refused
from mathwright.programs.parallel import parallel
from mathwright.programs.quantities import Unit, quantity_of
from mathwright.programs.side_by_side import side_by_side
from mathwright.programs.template import Template

WAYS = ("sequence", "parallel", "conditional")
"""How two problems are joined."""
TRIES = 3
"""Questions drawn for one pair of problems told side by side."""


def compose(
    template: Template, companions: Iterable[Template], rng: Random, ways: Sequence[str] = WAYS
) -> Made | Refused:
    """The seed problem joined with the first companion that fits, in one of the ``ways``, tried in random order.

    ``parents`` has the seed problem first; ``parts`` are in the order told.
    """
    reason = objection(template, changes=False)
    if reason is not None:
        return Refused(reason)
    others = [
        other
        for other in companions
        if other.problem_id != template.problem_id and objection(other, changes=True) is None
    ]
    refused = Refused("no clean companion")
    for way in rng.sample(list(ways), len(ways)) if others else ():
        made = _in_sequence(template, others, rng) if way == "sequence" else _beside(way, template, others, rng)
        if isinstance(made, Made):
            return made
        refused = made
    return refused


def _in_sequence(template: Template, others: Sequence[Template], rng: Random) -> Made | Refused:
    links: list[Sequence[Template]] = [[template], others]
    if rng.random() < 0.5:
        links.reverse()
    made = chain(links, rng)
    if isinstance(made, Refused):
        made = chain(links[::-1], rng)
    if isinstance(made, Refused) or made.parents[0] == template.problem_id:
        return made
    return replace(made, parents=made.parents[::-1])


def _beside(way: str, template: Template, others: Sequence[Template], rng: Random) -> Made | Refused:
    """Companions that ask for a quantity of the same kind come first, those whose question must stay last."""
    ask = {"parallel": parallel, "conditional": conditional}[way]
    own = _kind(template)[1]
    reason = "no sensible question for the pair"
    for other in sorted(others, key=lambda one: (_kind(one)[0], _kind(one)[1] != own)):
        for _ in range(TRIES):
            bench = side_by_side(template, other, rng)
            if isinstance(bench, Refused):
                reason = bench.reason
                break
            row = bench.closed() if ask(bench) else None
            made = finished(row, way, (template.problem_id, other.problem_id)) if row is not None else None
            if isinstance(made, Made):
                return made
    return Refused(reason)


def _kind(template: Template) -> tuple[bool, Unit]:
    """Whether its question can only stay as it is, and what its answer counts."""
    priced = template.answer_style == "money"
    quantity = quantity_of(template.text, priced)
    return quantity is None, quantity.unit if quantity is not None else "money" if priced else "number"
