"""The seam between recipes and whoever answers their prompts."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from mathwright.prompts.prompt import Prompt, R


class Teacher(Protocol):
    """Answers typed prompts."""

    async def ask(self, prompt: Prompt[R], draw: int = 0) -> R:
        """The reply to one prompt; ``draw`` is the index of an independent sample, so three draws are three replies.

        Raises ModelReplyError for a reply that cannot be used, ProviderError when a provider failed for good.
        """
        ...


@dataclass(frozen=True, slots=True)
class Roles:
    """Who writes, who judges and who solves; they may all be one teacher."""

    author: Teacher
    judge: Teacher
    solver: Teacher

    @classmethod
    def of(cls, author: Teacher, judge: Teacher | None = None, solver: Teacher | None = None) -> "Roles":
        """The roles of a run; a role that is not given is the author's."""
        return cls(author, author if judge is None else judge, author if solver is None else solver)


async def ask_draws(teacher: Teacher, prompt: Prompt[R], draws: Iterable[int]) -> list[R]:
    """The replies to one prompt, one a draw, asked one after the other.

    Sequential on purpose: a run's concurrency is over items, and a teacher of code is driven without an event loop.
    """
    return [await teacher.ask(prompt, draw) for draw in draws]
