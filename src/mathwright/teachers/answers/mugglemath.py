"""MuggleMath's prompts, answered by the makers of ``programs``."""

from mathwright.errors import ModelReplyError
from mathwright.programs.catalog import rewrite, template_of
from mathwright.programs.made import Refused
from mathwright.prompts.draft import Draft, Response
from mathwright.prompts.mugglemath import Refusal, Respond, RewriteQuery, Rewrites
from mathwright.teachers.answers.drawn import MODEL_NEEDED, chance, draft_of, worked_answer


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
        else:
            drafts.append(draft_of(kind, made, prompt.with_solution))
    return Rewrites(drafts=tuple(drafts), refusals=tuple(refusals))


def answer_respond(prompt: Respond, draw: int, run_seed: int) -> Response:
    """A reasoning path of the draft."""
    return worked_answer(prompt, prompt.draft, draw, run_seed)
