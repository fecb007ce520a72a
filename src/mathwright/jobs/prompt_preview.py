"""The first prompts a run would send, rendered; nothing is sent."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Sequence
from contextlib import aclosing, suppress
from typing import Any

from mathwright.errors import MathwrightError
from mathwright.jobs.config import RunConfig
from mathwright.jobs.preview import through
from mathwright.jobs.seed_problems import seeds_of
from mathwright.jobs.stages import options_of, recipe_of, stages_of, templates_of
from mathwright.prompts.program_check import WriteProgram
from mathwright.prompts.prompt import Prompt, R
from mathwright.prompts.rendering import Message
from mathwright.recipes.program_check import asks_for_programs
from mathwright.records import Problem, Record
from mathwright.teachers.symbolic import SymbolicTeacher
from mathwright.teachers.teacher import Roles

MOST_ITEMS = 200
"""Items of a pass that are looked at for prompts that have not been seen."""


class PromptSeen(Record):
    """One prompt as a model would get it."""

    name: str
    messages: tuple[Message, ...]


class _Watching:
    """Notes the first prompt of each type, and lets the symbolic teacher answer so that the next one comes."""

    def __init__(self, run_seed: int, seen: dict[str, Prompt[Any]]) -> None:
        self._answers = SymbolicTeacher(run_seed)
        self._seen = seen

    async def ask(self, prompt: Prompt[R], draw: int = 0) -> R:
        self._seen.setdefault(type(prompt).__name__, prompt)
        return await self._answers.ask(prompt, draw)


def preview_prompts(config: RunConfig) -> list[PromptSeen]:
    """The first prompt of each type, in the order asked.

    Where one prompt depends on the reply to another, the symbolic teacher stands in for the model; of seed problems
    that it can say nothing of, only the first prompts are seen.
    """
    templates = templates_of(config)
    seen: dict[str, Prompt[Any]] = {}
    config, seeds = seeds_of(config)
    asyncio.run(_watch(config, seeds, seen))
    return [PromptSeen(name=name, messages=templates.render(prompt).messages) for name, prompt in seen.items()]


async def _watch(config: RunConfig, seeds: Sequence[Problem], seen: dict[str, Prompt[Any]]) -> None:
    roles = Roles.of(_Watching(config.run_seed, seen))
    wanted = {kind.__name__ for kind in recipe_of(config).prompts}
    if not asks_for_programs(options_of(config)):
        wanted.discard(WriteProgram.__name__)
    chain = through(stages_of(config, tuple(seeds), roles), Counter(), MOST_ITEMS)
    # what a plan makes of too few outcomes is no fault of the prompts that were seen
    with suppress(MathwrightError):
        async with aclosing(chain) as outcomes:
            tried = 0
            async for _ in outcomes:
                tried += 1
                if wanted <= set(seen) or tried == MOST_ITEMS:
                    return
