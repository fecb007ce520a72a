"""The teacher that needs no model: it answers by running the programs that prompts carry.

It never suspends, so worker processes can drive it without an event loop, and it writes to no ledger: asking
again costs nothing and gives the same reply.
"""

from collections.abc import Callable
from typing import Any

from mathwright.errors import UsageError
from mathwright.prompts import math2, mathscale, mugglemath, program_check
from mathwright.prompts.prompt import Prompt, R
from mathwright.teachers.answers import math2 as math2_answers
from mathwright.teachers.answers import mathscale as mathscale_answers
from mathwright.teachers.answers import mugglemath as mugglemath_answers
from mathwright.teachers.answers import program_check as program_answers


class SymbolicTeacher:
    """Answers the prompts of ``HANDLERS`` from ``run_seed``, the prompt and the draw alone."""

    def __init__(self, run_seed: int) -> None:
        self.run_seed = run_seed

    async def ask(self, prompt: Prompt[R], draw: int = 0) -> R:
        """The computed reply.  Raises ModelReplyError where only a model could answer."""
        handler = HANDLERS.get(type(prompt))
        if handler is None:
            known = ", ".join(sorted(kind.__name__ for kind in HANDLERS))
            raise UsageError(
                f"the symbolic teacher cannot answer {type(prompt).__name__}; it answers {known}: "
                "give this role another teacher (roles.*.teacher)"
            )
        reply: R = handler(prompt, draw, self.run_seed)
        return reply


HANDLERS: dict[type[Prompt[Any]], Callable[[Any, int, int], Any]] = {
    mugglemath.RewriteQuery: mugglemath_answers.answer_rewrite,
    mugglemath.Respond: mugglemath_answers.answer_respond,
    math2.LabelSkill: math2_answers.answer_label,
    math2.ClusterSkills: math2_answers.answer_cluster,
    math2.RelabelProblem: math2_answers.answer_relabel,
    math2.CheckExemplar: math2_answers.answer_check,
    math2.ValidatePair: math2_answers.answer_pair,
    math2.WriteQuestion: math2_answers.answer_write,
    math2.AttemptSolution: math2_answers.answer_attempt,
    math2.ValidateQuestion: math2_answers.answer_validate,
    math2.SolveWithout: math2_answers.answer_without,
    math2.SolveQuestion: math2_answers.answer_solve,
    mathscale.ExtractConcepts: mathscale_answers.answer_extract,
    mathscale.MergeNames: mathscale_answers.answer_merge,
    mathscale.WriteProblem: mathscale_answers.answer_write,
    mathscale.ExamineProblem: mathscale_answers.answer_examine,
    mathscale.SolveReference: mathscale_answers.answer_reference,
    program_check.WriteProgram: program_answers.answer_program,
}
"""What answers which prompt: (prompt, draw, run_seed) to its reply."""
