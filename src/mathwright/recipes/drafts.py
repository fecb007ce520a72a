"""From a draft and its solutions to a problem whose answer is believed, or to the hard pool."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from mathwright.prompts.draft import Draft
from mathwright.recipes.responses import Believed, NotBelieved, VoteConfig, agreed, distinct_paths, reproduced
from mathwright.records import Concept, Problem, problem_id


def believed_of(draft: Draft, solutions: Sequence[str], rule: VoteConfig) -> Believed | NotBelieved:
    """What the solutions establish: the program's answer re-executed where there is one, else their majority's."""
    if draft.program is not None and draft.answer is not None:
        return reproduced(solutions, draft.question, draft.program.steps[draft.program.answer].value, draft.answer)
    return agreed(solutions, rule)


def problem_of(
    source: str,
    draft: Draft,
    believed: Believed,
    concepts: tuple[Concept, ...],
    terms: str | None,
    paths: int,
) -> Problem:
    """The new problem; ``terms``: its licence; ``paths``: the most reasoning paths it keeps."""
    return Problem(
        problem_id=problem_id(source, draft.question, believed.answer),
        question=draft.question,
        solutions=tuple(distinct_paths(believed.solutions, paths)),
        answer=believed.answer,
        source=source,
        kind=draft.kind,
        parents=draft.parents,
        concepts=concepts,
        evidence=believed.evidence,
        program=draft.program,
        license=terms,
    )


def hard_problem(
    source: str,
    draft: Draft,
    refused: NotBelieved,
    solutions: Sequence[str],
    concepts: tuple[Concept, ...],
    terms: str | None,
) -> Problem | None:
    """The draft with its solutions and no answer, for the hard pool; None unless they reach answers that differ."""
    if not refused.disputed:
        return None
    return Problem(
        problem_id=problem_id(source, draft.question, ""),
        question=draft.question,
        solutions=tuple(dict.fromkeys(filter(None, solutions))),
        answer="",
        source=source,
        kind=draft.kind,
        parents=draft.parents,
        concepts=concepts,
        license=terms,
    )


def shared_license(draft: Draft, seeds: Iterable[Problem]) -> str | None:
    """The licence of those of the seed problems that are the draft's parents; None where they differ or state none."""
    wanted, licenses = set(draft.parents), set()
    for seed in seeds:
        if seed.problem_id in wanted:
            licenses.add(seed.license)
            wanted.remove(seed.problem_id)
            if not wanted:
                break
    return licenses.pop() if len(licenses) == 1 else None
