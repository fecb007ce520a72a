"""A prompt of each type, from the shipped seed problems."""

from __future__ import annotations

from functools import cache
from typing import Any

from mathwright.prompts import judging, math2, mathscale, mugglemath, paraphrase, program_check
from mathwright.prompts.draft import Draft
from mathwright.prompts.prompt import Prompt
from mathwright.seeds.shipped import shipped_seeds


@cache
def samples() -> tuple[Prompt[Any], ...]:
    """In the order of the recipes' steps."""
    seeds = tuple(shipped_seeds())
    first = [seed for seed in seeds if any(concept.name == "total_cost" for concept in seed.concepts)][:3]
    second = [seed for seed in seeds if any(concept.name == "unit_rate" for concept in seed.concepts)][:3]
    pair = (
        math2.SkillExamples(skill="total_cost", exemplars=tuple(first)),
        math2.SkillExamples(skill="unit_rate", exemplars=tuple(second)),
    )
    draft = Draft(kind="compose", question="A box holds 12 pens. How many do 3 boxes hold?", parents=())
    attempt = math2.Attempt(text="It is 3 * 12 = 36. \\boxed{36}", broken=None)
    names = ("total_cost", "unit_rate", "elapsed_time")
    points = ("unit price", "rate of work")
    return (
        math2.LabelSkill(problem=first[0]),
        math2.ClusterSkills(subject="money", names=names),
        math2.RelabelProblem(
            problem=first[0], clusters=tuple(math2.SkillCluster(name=name, members=(name,)) for name in names)
        ),
        math2.CheckExemplar(problem=first[0], skill="total_cost"),
        math2.ValidatePair(pair=pair),
        math2.WriteQuestion(pair=pair),
        math2.AttemptSolution(draft=draft),
        math2.ValidateQuestion(pair=pair, draft=draft, attempt=attempt),
        math2.SolveQuestion(pair=pair, draft=draft),
        math2.SolveWithout(pair=pair, draft=draft, forbidden="unit_rate"),
        mathscale.ExtractConcepts(problem=first[0]),
        mathscale.MergeNames(
            kind="knowledge_point",
            names=(
                mathscale.NameSeen(name="unit price", count=4),
                mathscale.NameSeen(name="unit prices", count=2),
                mathscale.NameSeen(name="rate of work", count=3),
            ),
            together=(mathscale.Together(first="unit price", second="rate of work", count=1),),
        ),
        mathscale.WriteProblem(topics=("Money",), knowledge_points=points, examples=(first[0], second[0], second[1])),
        mathscale.ExamineProblem(topics=("Money",), knowledge_points=points, draft=draft),
        mathscale.SolveReference(draft=draft),
        mugglemath.RewriteQuery(query=first[0], companions=(second[0],)),
        mugglemath.Respond(draft=draft),
        program_check.WriteProgram(draft=draft),
        judging.SameAnswer(question=draft.question, one="the larger of the two", other="1/2"),
        paraphrase.SameProblem(one=draft.question, other=first[0].question),
    )
