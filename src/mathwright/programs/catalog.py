"""The makers by kind, and the one call that recipes and teachers use."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence
from random import Random

from mathwright.programs.change import change_numbers
from mathwright.programs.complicate import complicate
from mathwright.programs.compose import compose
from mathwright.programs.condition import condition
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
}
KINDS: tuple[str, ...] = ("change_numbers", "fractions", "compose", "condition", "complicate")
"""Every kind, in the order of MuggleMath's prompt (arXiv:2310.05506)."""

KEPT_TEMPLATES = 20_000
"""Templates kept in memory; the least recently used goes first."""

_templates: OrderedDict[tuple[str, str, str], Template | Refused] = OrderedDict()


def template_of(problem: Problem) -> Template | Refused:
    """The template of a seed problem; compiled once, then kept."""
    key = (problem.problem_id, problem.question, problem.solutions[0] if problem.solutions else "")
    known = _templates.get(key)
    if known is not None:
        return known
    made = compile_template(problem)
    _templates[key] = made
    if len(_templates) > KEPT_TEMPLATES:
        _templates.popitem(last=False)
    return made


def rewrite(kind: str, seed: Problem, companions: Sequence[Problem], rng: Random) -> Made | Refused:
    """A new problem of this kind from the seed problem, or the reason why there is none.

    companions: other seed problems, which only ``compose`` uses; the first that fits is taken.
    """
    template = template_of(seed)
    if isinstance(template, Refused):
        return template
    if kind != "compose":
        return MAKERS[kind](template, rng)
    others = (other for other in map(template_of, companions) if isinstance(other, Template))
    return compose(template, others, rng)
