"""Seed problems under doubt: left out of a run, or used with the answer a person put in the place of the stored one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from mathwright.errors import DataError
from mathwright.jobs.config import RunConfig
from mathwright.records import Problem, problem_id
from mathwright.seeds.reader import ReadCounts
from mathwright.store.doubts import in_force
from mathwright.store.place import Place, place_of
from mathwright.store.workspace import Workspace, workspace_exists
from mathwright.verify.policy import check

DOUBTED = "stored answer under doubt"
"""Why a seed problem is left out; likewise the next."""
NOT_REACHED = "no solution reaches the corrected answer"


def with_doubts(
    config: RunConfig, problems: Iterable[Problem], counts: ReadCounts | None = None
) -> tuple[RunConfig, tuple[Problem, ...]]:
    """The run file with the decisions of its workspace that concern these seed problems, and those it uses.

    The decisions become part of the run file, so that whatever takes the stored run up later uses the same seed
    problems, whatever was decided since; and since they change the seed problems, they make another run.
    Raises DataError where none is left.
    """
    seeds = tuple(problems)
    known = _known(place_of(config.how.workspace))
    concerned = {seed.problem_id: known[seed.problem_id] for seed in seeds if seed.problem_id in known}
    if not concerned:
        return config, seeds
    used = tuple(without_doubted(seeds, concerned, counts))
    decided = config.seeds.doubts | dict(sorted(concerned.items()))
    if not used:
        raise DataError(
            f"there are no seed problems: the stored answers of all {len(seeds):,} are under doubt; decide them: "
            "mathwright audit list"
        )
    return config.model_copy(update={"seeds": config.seeds.model_copy(update={"doubts": decided})}), used


def without_doubted(
    problems: Iterable[Problem], doubts: Mapping[str, str], counts: ReadCounts | None = None
) -> Iterator[Problem]:
    """The problems whose stored answer stands, and the corrected ones; ``counts`` is told of those left out.

    doubts: problem_id to the corrected answer, or to an empty text.
    """
    for problem in problems:
        answer = doubts.get(problem.problem_id)
        if answer is None:
            yield problem
            continue
        kept = corrected(problem, answer) if answer else None
        if kept is not None:
            yield kept
        elif counts is not None:
            counts.read -= bool(counts.rows)  # of shipped seed problems no rows are counted
            counts.dropped[NOT_REACHED if answer else DOUBTED] += 1


def corrected(problem: Problem, answer: str) -> Problem | None:
    """The problem with another answer and those of its solutions that reach it; None where none does.

    Its id is another, as an answer is part of it.
    """
    reaching = tuple(text for text in problem.solutions if check(answer, text, problem.question).state == "equal")
    if not reaching:
        return None
    found = {"answer": answer, "solutions": reaching, "program": None}
    return problem.model_copy(update=found | {"problem_id": problem_id(problem.source, problem.question, answer)})


def _known(place: Place) -> dict[str, str]:
    if not workspace_exists(place):
        return {}
    with Workspace.open(place, create=False) as workspace:
        return in_force(workspace)
