"""The typed question: fields, what of them may be shown to a model, and the type of the reply."""

import json
from abc import abstractmethod
from typing import Any, ClassVar, Generic, TypeVar

from mathwright.records import Record, content_id

R = TypeVar("R", bound=Record)

HIDDEN = {"program", "parts", "answer"}
"""Fields of a reply that a symbolic author fills in and no model may see."""


class Turn(Record):
    """One exchange of a conversation that a later prompt goes on with."""

    asked: str
    """Name of the prompt's type."""
    shown: str
    """What it showed, as JSON: a model teacher renders the turn anew from it."""
    reply: str
    """The reply, as JSON and without any program."""


class Prompt(Record, Generic[R]):
    """A question to a teacher; ``R`` is the type of the reply.

    The fields are what a teacher made of code may use, programs included.  A template sees ``shown()`` and
    nothing else, so a program cannot reach a model by way of a prompt.
    """

    shown_type: ClassVar[type[Record]]
    """The record whose fields a template must render, each of them."""
    reply_type: ClassVar[type[Record]]
    """``R`` at run time."""

    @abstractmethod
    def shown(self) -> Record:
        """What a model may see, as a ``shown_type``."""

    def turn(self, reply: R) -> Turn:
        """This prompt and its reply as a turn of a conversation."""
        seen = _without_hidden(reply.model_dump())
        return Turn(asked=type(self).__name__, shown=json.dumps(self.shown().model_dump()), reply=json.dumps(seen))

    def prompt_key(self) -> str:
        """The content id of the prompt's type and of what it shows; equal for equal questions on every machine."""
        # json escapes lone surrogates, which pydantic's own serialiser refuses
        return content_id(type(self).__name__, json.dumps(self.shown().model_dump()))


def _without_hidden(dumped: Any) -> Any:
    """A reply's fields without those kept back, also in the drafts it holds."""
    if isinstance(dumped, dict):
        return {name: _without_hidden(value) for name, value in dumped.items() if name not in HIDDEN}
    return [_without_hidden(one) for one in dumped] if isinstance(dumped, list | tuple) else dumped


def prompt_type_id(prompt_type: type[Prompt[Any]]) -> str:
    """The content id of a prompt's type: changes when what it shows or what it asks back changes."""
    schemas = (part.model_json_schema() for part in (prompt_type.shown_type, prompt_type.reply_type))
    return content_id(prompt_type.__name__, *(json.dumps(schema, sort_keys=True) for schema in schemas))
