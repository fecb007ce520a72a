"""What symbolic answers share: their source of chance, and worked texts told from a program."""

from random import Random
from typing import Any

from mathwright.errors import ModelReplyError
from mathwright.programs.made import Made
from mathwright.programs.paths import paths
from mathwright.programs.telling import tell
from mathwright.prompts.draft import Draft, Kind, Response
from mathwright.prompts.prompt import Prompt

MODEL_NEEDED = "the symbolic teacher needs a program to work from"
"""What the symbolic teacher says, behind its reason, of a text it can read no program from."""


def chance(run_seed: int, prompt: Prompt[Any], draw: int) -> Random:
    """The source of chance of one draw of one prompt."""
    return Random(f"{run_seed}:{prompt.prompt_key()}:{draw}")


def worked_answer(prompt: Prompt[Response], draft: Draft, draw: int, run_seed: int) -> Response:
    """The draft's worked text for draw 0; for later draws the text of another valid order, where there is one.

    Draws are independent, so two of them may tell the same path, as two samples of a model may.
    """
    if draft.program is None or draft.answer is None:
        raise ModelReplyError(f"no program: {MODEL_NEEDED}")
    lines = draft.program.lines
    if draw > 0:
        lines = next(iter(paths(draft.program, chance(run_seed, prompt, draw))), lines)
    return Response(text=tell(lines, draft.answer))


def draft_of(kind: Kind, made: Made, with_solution: bool = False) -> Draft:
    """What a maker made, as a draft."""
    return Draft(
        kind=kind,
        question=made.question,
        parents=made.parents,
        solution=tell(made.program.lines, made.answer) if with_solution else None,
        answer=made.answer,
        program=made.program,
        parts=made.parts,
    )
