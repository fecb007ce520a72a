"""The teacher that needs no model: it answers by running the programs that prompts carry.

It never suspends, so worker processes can drive it without an event loop, and it writes to no ledger: asking
again costs nothing and gives the same reply.
"""

from collections.abc import Callable
from random import Random
from typing import Any

from mathwright.errors import ModelReplyError, UsageError
from mathwright.programs.catalog import rewrite, template_of
from mathwright.programs.made import Refused
from mathwright.programs.paths import paths
from mathwright.programs.telling import tell
from mathwright.prompts.mugglemath import Draft, Refusal, Respond, Response, RewriteQuery, Rewrites
from mathwright.prompts.prompt import Prompt, R

MODEL_NEEDED = "the symbolic teacher needs a program; only another teacher (roles.author.teacher) could answer"
"""What the symbolic teacher says of a text it can read no program from; names the key that sets another teacher."""


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


def chance(run_seed: int, prompt: Prompt[Any], draw: int) -> Random:
    """The source of chance of one draw of one prompt."""
    return Random(f"{run_seed}:{prompt.prompt_key()}:{draw}")


def answer_rewrite(prompt: RewriteQuery, draw: int, run_seed: int) -> Rewrites:
    """A rewrite of each kind by the makers of ``programs``, or the maker's reason."""
    template = template_of(prompt.query)
    if isinstance(template, Refused):
        raise ModelReplyError(f"no program ({template.reason}): {MODEL_NEEDED}")
    rng = chance(run_seed, prompt, draw)
    drafts: list[Draft] = []
    refusals: list[Refusal] = []
    for kind in prompt.kinds:
        made = rewrite(kind, prompt.query, prompt.companions, rng)
        if isinstance(made, Refused):
            refusals.append(Refusal(kind=kind, reason=made.reason))
            continue
        drafts.append(
            Draft(
                kind=kind,
                question=made.question,
                parents=made.parents,
                solution=tell(made.program.lines, made.answer) if prompt.with_solution else None,
                answer=made.answer,
                program=made.program,
            )
        )
    return Rewrites(drafts=tuple(drafts), refusals=tuple(refusals))


def answer_respond(prompt: Respond, draw: int, run_seed: int) -> Response:
    """The draft's worked text for draw 0; for later draws the text of another valid order, where there is one.

    Draws are independent, so two of them may tell the same path, as two samples of a model may.
    """
    draft = prompt.draft
    if draft.program is None or draft.answer is None:
        raise ModelReplyError(f"no program: {MODEL_NEEDED}")
    lines = draft.program.lines
    if draw > 0:
        lines = next(iter(paths(draft.program, chance(run_seed, prompt, draw))), lines)
    return Response(text=tell(lines, draft.answer))


HANDLERS: dict[type[Prompt[Any]], Callable[[Any, int, int], Any]] = {
    RewriteQuery: answer_rewrite,
    Respond: answer_respond,
}
"""What answers which prompt: (prompt, draw, run_seed) to its reply."""
