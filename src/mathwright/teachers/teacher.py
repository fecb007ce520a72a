"""The seam between recipes and whoever answers their prompts."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from mathwright.errors import ModelReplyError
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


@runtime_checkable
class AsksTogether(Protocol):
    """A teacher that answers several draws at the same time."""

    async def ask_draws(self, prompt: Prompt[R], draws: Iterable[int]) -> list[R | ModelReplyError]:
        """The replies in the order of the draws; an error in the place of one that cannot be used."""
        ...


async def ask_draws(teacher: Teacher, prompt: Prompt[R], draws: Iterable[int]) -> list[R | None]:
    """The replies to one prompt, one a draw; None for a draw whose reply cannot be used.

    Raises ModelReplyError where no draw's can.  Asked one after the other of a teacher that does not wait: a run's
    concurrency is over items, and a teacher of code is driven without an event loop.
    """
    # Looking through a protocol takes as long as many a symbolic reply: most teachers lack its only method.
    if hasattr(teacher, "ask_draws") and isinstance(teacher, AsksTogether):
        replies = await teacher.ask_draws(prompt, draws)
    else:
        replies = [await _said(teacher, prompt, draw) for draw in draws]
    faults = [reply for reply in replies if isinstance(reply, ModelReplyError)]
    if faults and len(faults) == len(replies):
        raise faults[0]
    return [None if isinstance(reply, ModelReplyError) else reply for reply in replies]


async def _said(teacher: Teacher, prompt: Prompt[R], draw: int) -> R | ModelReplyError:
    try:
        return await teacher.ask(prompt, draw)
    except ModelReplyError as fault:
        return fault
