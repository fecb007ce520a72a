"""The form of the replies to each type of prompt, and each type's name and place among the templates."""

from __future__ import annotations

from typing import Any

from mathwright.prompts import judging, math2, mathscale, mugglemath, paraphrase, program_check
from mathwright.prompts.forms.code import parse_program, write_program
from mathwright.prompts.forms.drafts import (
    parse_attempt,
    parse_problem,
    parse_question,
    parse_rewrites,
    write_attempt,
    write_draft,
    write_rewrites,
)
from mathwright.prompts.forms.form import Form
from mathwright.prompts.forms.objects import parse_object, schema_of, write_object
from mathwright.prompts.forms.worked import parse_worked, write_worked
from mathwright.prompts.prompt import Prompt


def _json(prompt_type: type[Prompt[Any]]) -> Form:
    return Form("JSON object", parse_object, write_object, schema_of(prompt_type.reply_type))


_WORKED = Form("worked solution", parse_worked, write_worked)
_ATTEMPT = Form("tagged text", parse_attempt, write_attempt)

FORMS: dict[type[Prompt[Any]], Form] = {
    math2.LabelSkill: _json(math2.LabelSkill),
    math2.ClusterSkills: _json(math2.ClusterSkills),
    math2.RelabelProblem: _json(math2.RelabelProblem),
    math2.CheckExemplar: _json(math2.CheckExemplar),
    math2.ValidatePair: _json(math2.ValidatePair),
    math2.WriteQuestion: Form("tagged text", parse_question, write_draft),
    math2.AttemptSolution: _ATTEMPT,
    math2.ValidateQuestion: _json(math2.ValidateQuestion),
    math2.SolveQuestion: _WORKED,
    math2.SolveWithout: _ATTEMPT,
    mathscale.ExtractConcepts: _json(mathscale.ExtractConcepts),
    mathscale.MergeNames: _json(mathscale.MergeNames),
    mathscale.WriteProblem: Form("tagged text", parse_problem, write_draft),
    mathscale.ExamineProblem: _json(mathscale.ExamineProblem),
    mathscale.SolveReference: _WORKED,
    mugglemath.RewriteQuery: Form("tagged text", parse_rewrites, write_rewrites),
    mugglemath.Respond: _WORKED,
    program_check.WriteProgram: Form("program", parse_program, write_program),
    judging.SameAnswer: _json(judging.SameAnswer),
    paraphrase.SameProblem: _json(paraphrase.SameProblem),
}
"""In the order the recipes ask them; what several ask comes last."""

BY_NAME: dict[str, type[Prompt[Any]]] = {prompt_type.__name__: prompt_type for prompt_type in FORMS}
"""Name of a prompt's type to the type; a template's file is named alike, ``math2/write_question.md``."""
