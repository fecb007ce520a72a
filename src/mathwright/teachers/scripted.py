"""A teacher that answers from a script: for tests, and for trying a recipe without a model."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from mathwright.errors import MathwrightError, UsageError
from mathwright.prompts.prompt import Prompt, R
from mathwright.records import Record

Line = Record | MathwrightError
Part = Sequence[Line] | Callable[[Any, int], Line]


@dataclass(frozen=True, slots=True)
class Asked:
    """One question a scripted teacher was asked."""

    prompt: Prompt[Any]
    draw: int


class ScriptedTeacher:
    """Answers each type of prompt in the order its script lists, or by a function of prompt and draw.

    A reply that is an error is raised.  ``asked`` holds every question in order.
    """

    def __init__(self, script: Mapping[type[Prompt[Any]], Part]) -> None:
        self.asked: list[Asked] = []
        self._script = dict(script)
        self._told = dict.fromkeys(self._script, 0)

    async def ask(self, prompt: Prompt[R], draw: int = 0) -> R:
        """The script's next reply.  Raises UsageError where the script holds none or one of another type."""
        self.asked.append(Asked(prompt, draw))
        line = self._line(prompt, draw)
        if isinstance(line, MathwrightError):
            raise line
        if not isinstance(line, prompt.reply_type):
            raise UsageError(
                f"scripted teacher: the script answers {_name(prompt)} with {_name(line)}; "
                f"give a {prompt.reply_type.__name__}"
            )
        reply: R = line  # type: ignore[assignment]  # reply_type is R, which no type checker can follow
        return reply

    def _line(self, prompt: Prompt[Any], draw: int) -> Line:
        part = self._script.get(type(prompt))
        if part is None:
            known = ", ".join(sorted(kind.__name__ for kind in self._script)) or "nothing"
            raise UsageError(f"scripted teacher: no script for {_name(prompt)}; it answers {known}")
        if callable(part):
            return part(prompt, draw)
        place = self._told[type(prompt)]
        if place == len(part):
            raise UsageError(f"scripted teacher: {_name(prompt)} was asked {place + 1} times, the script has {place}")
        self._told[type(prompt)] = place + 1
        return part[place]


def _name(record: Record) -> str:
    return type(record).__name__
