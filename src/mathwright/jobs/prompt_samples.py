"""One prompt of each type, about seed problems, so that a template can be read as a model gets it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from mathwright.prompts import judging, math2, mathscale, mugglemath, paraphrase, program_check
from mathwright.prompts.draft import Draft
from mathwright.prompts.prompt import Prompt
from mathwright.records import Problem

SEEDS = 8
"""Seed problems a sample is made of."""


def sample(prompt_type: type[Prompt[Any]], seeds: Sequence[Problem]) -> Prompt[Any]:
    """A prompt of the type about the seed problems, of which there are at least ``SEEDS``."""
    return _SAMPLES[prompt_type](seeds)


def _names(seeds: Sequence[Problem], kind: str) -> tuple[str, ...]:
    found = [concept.name for one in seeds for concept in one.concepts if concept.kind == kind]
    return tuple(dict.fromkeys(found)) or (f"a {kind}",)


def _clusters(seeds: Sequence[Problem]) -> tuple[math2.SkillCluster, ...]:
    names = (*_names(seeds, "skill"), "ratios_and_proportions", "linear_equations")
    return tuple(math2.SkillCluster(name=name, members=(name,)) for name in names)


def _pair(seeds: Sequence[Problem]) -> math2.Pair:
    first, *_, last = _clusters(seeds)
    return (
        math2.SkillExamples(skill=first.name, exemplars=tuple(seeds[:3])),
        math2.SkillExamples(skill=last.name, exemplars=tuple(seeds[3:6])),
    )


def _draft(seeds: Sequence[Problem]) -> Draft:
    return Draft(kind="compose", question=seeds[6].question, parents=(seeds[0].problem_id,))


def _attempt(seeds: Sequence[Problem]) -> math2.Attempt:
    return math2.Attempt(text=seeds[6].solutions[0], broken=None)


def _write_question(seeds: Sequence[Problem]) -> math2.WriteQuestion:
    asked = math2.ValidatePair(pair=_pair(seeds))
    said = math2.PairVerdict(reason="Neither skill is part of the other.", distinct=True)
    return math2.WriteQuestion(pair=_pair(seeds), conversation=(asked.turn(said),))


def _merge(seeds: Sequence[Problem]) -> mathscale.MergeNames:
    names = ("Average", "Averages", *_names(seeds, "topic"))
    return mathscale.MergeNames(
        kind="topic",
        names=tuple(mathscale.NameSeen(name=name, count=place + 2) for place, name in enumerate(names)),
        together=(mathscale.Together(first=names[0], second=names[2], count=2),),
    )


_POINTS = ("Arithmetic mean", "Unit rate", "Setting up a linear equation")

_SAMPLES: dict[type[Prompt[Any]], Callable[[Sequence[Problem]], Prompt[Any]]] = {
    math2.LabelSkill: lambda seeds: math2.LabelSkill(problem=seeds[0]),
    math2.ClusterSkills: lambda seeds: math2.ClusterSkills(
        subject="Algebra", names=tuple(cluster.name for cluster in _clusters(seeds))
    ),
    math2.RelabelProblem: lambda seeds: math2.RelabelProblem(problem=seeds[0], clusters=_clusters(seeds)),
    math2.CheckExemplar: lambda seeds: math2.CheckExemplar(problem=seeds[0], skill=_clusters(seeds)[0].name),
    math2.ValidatePair: lambda seeds: math2.ValidatePair(pair=_pair(seeds)),
    math2.WriteQuestion: _write_question,
    math2.AttemptSolution: lambda seeds: math2.AttemptSolution(draft=_draft(seeds)),
    math2.ValidateQuestion: lambda seeds: math2.ValidateQuestion(
        pair=_pair(seeds), draft=_draft(seeds), attempt=_attempt(seeds)
    ),
    math2.SolveQuestion: lambda seeds: math2.SolveQuestion(pair=_pair(seeds), draft=_draft(seeds)),
    math2.SolveWithout: lambda seeds: math2.SolveWithout(
        pair=_pair(seeds), draft=_draft(seeds), forbidden=_pair(seeds)[0].skill
    ),
    mathscale.ExtractConcepts: lambda seeds: mathscale.ExtractConcepts(problem=seeds[0]),
    mathscale.MergeNames: _merge,
    mathscale.WriteProblem: lambda seeds: mathscale.WriteProblem(
        topics=_names(seeds, "topic")[:2], knowledge_points=_POINTS, examples=tuple(seeds[:3])
    ),
    mathscale.ExamineProblem: lambda seeds: mathscale.ExamineProblem(
        topics=_names(seeds, "topic")[:2], knowledge_points=_POINTS, draft=_draft(seeds)
    ),
    mathscale.SolveReference: lambda seeds: mathscale.SolveReference(draft=_draft(seeds)),
    mugglemath.RewriteQuery: lambda seeds: mugglemath.RewriteQuery(query=seeds[0], companions=tuple(seeds[1:5])),
    mugglemath.Respond: lambda seeds: mugglemath.Respond(draft=_draft(seeds)),
    program_check.WriteProgram: lambda seeds: program_check.WriteProgram(draft=_draft(seeds)),
    judging.SameAnswer: lambda seeds: judging.SameAnswer(
        question=seeds[0].question, one=seeds[0].answer, other=f"about {seeds[0].answer}"
    ),
    paraphrase.SameProblem: lambda seeds: paraphrase.SameProblem(one=seeds[0].question, other=seeds[6].question),
}
