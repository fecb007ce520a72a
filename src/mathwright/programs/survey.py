"""How many problems of a file have a program, and why the others have none."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from random import Random

from mathwright.programs.catalog import KINDS, rewrite, template_of
from mathwright.programs.made import Made, Refused
from mathwright.programs.paths import paths
from mathwright.programs.soundness import SLIGHT
from mathwright.programs.story import finish, tell_story
from mathwright.programs.template import Template
from mathwright.records import Problem

PATHS = "paths"
"""The name under which several reasoning paths are counted beside the kinds."""
DRAWS = 3
"""Draws a maker gets before it counts as refusing a seed problem."""
COMPANIONS = 24


@dataclass(slots=True)
class Survey:
    """Counts over the seed problems of a file."""

    rows: int = 0
    programs: int = 0
    """Seed problems whose program reproduces the stored answer."""
    grounded: int = 0
    """Those with every operand placed."""
    changeable: int = 0
    """Those that at least one maker accepts, several reasoning paths counted as one."""
    rewritable: int = 0
    """Those that at least one of the ``KINDS`` accepts: a new question comes of them, not just a new solution."""
    by_maker: Counter[str] = field(default_factory=Counter)
    """Seed problems each maker accepts."""
    refused: Counter[str] = field(default_factory=Counter)
    """Why a seed problem has no grounded program, or no maker accepts it; one reason a seed problem."""

    def add(self, other: Survey) -> None:
        """Add the counts of another part of the file."""
        self.rows += other.rows
        self.programs += other.programs
        self.grounded += other.grounded
        self.changeable += other.changeable
        self.rewritable += other.rewritable
        self.by_maker.update(other.by_maker)
        self.refused.update(other.refused)


def survey(problems: Iterable[Problem], run_seed: int = 0) -> Survey:
    """The counts over these problems; companions of a problem are its neighbours."""
    found = Survey()
    for problem, companions in _with_companions(problems):
        _count(found, problem, companions, run_seed)
    return found


def _with_companions(problems: Iterable[Problem]) -> Iterator[tuple[Problem, Sequence[Problem]]]:
    recent: list[Problem] = []
    rows = iter(problems)
    while batch := list(islice(rows, COMPANIONS + 1)):
        pool = [*recent, *batch]
        for problem in batch:
            yield problem, [other for other in pool if other.problem_id != problem.problem_id][-COMPANIONS:]
        recent = batch


def _count(found: Survey, problem: Problem, companions: Sequence[Problem], run_seed: int) -> None:
    found.rows += 1
    template = template_of(problem)
    if isinstance(template, Refused):
        found.refused[template.reason] += 1
        return
    found.programs += 1
    found.grounded += template.grounded
    reasons = _try_makers(found, problem, companions, template, run_seed)
    if reasons is None:
        found.changeable += 1
    elif not template.grounded:
        found.refused["an operand comes from nowhere in sight"] += 1
    else:
        found.refused[reasons] += 1


def _try_makers(
    found: Survey, problem: Problem, companions: Sequence[Problem], template: Template, run_seed: int
) -> str | None:
    """None where a maker accepts the problem, else the first kind's reason."""
    accepted = False
    reason = "no maker"
    for kind in reversed(KINDS):
        made = _made(kind, problem, companions, run_seed)
        if isinstance(made, Made):
            accepted = True
            found.by_maker[kind] += 1
        else:
            reason = made.reason
    found.rewritable += accepted
    if has_paths(template, Random(f"{run_seed}:paths:{problem.problem_id}")):
        found.by_maker[PATHS] += 1
        accepted = True
    return None if accepted else reason


def _made(kind: str, problem: Problem, companions: Sequence[Problem], run_seed: int) -> Made | Refused:
    made: Made | Refused = Refused("no draw")
    for place in range(DRAWS):
        made = rewrite(kind, problem, companions, Random(f"{run_seed}:{kind}:{problem.problem_id}:{place}"))
        if isinstance(made, Made):
            return made
    return made


def has_paths(template: Template, rng: Random) -> bool:
    """Whether the problem, told with its own numbers, has another reasoning path."""
    own = own_telling(template)
    return own is not None and next(paths(own.program, rng), None) is not None


def own_telling(template: Template) -> Made | None:
    """The seed problem as it stands with its program, or None where its text has faults or grave doubts."""
    if template.faults or not SLIGHT.issuperset(template.doubts):
        return None
    story = tell_story(template, template.values)
    return finish(story, (template.problem_id,)) if story is not None else None
