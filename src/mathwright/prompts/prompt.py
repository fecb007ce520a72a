"""The typed question: fields, what of them may be shown to a model, and the type of the reply."""

import json
from abc import abstractmethod
from typing import Any, ClassVar, Generic, TypeVar

from mathwright.records import Record, content_id

R = TypeVar("R", bound=Record)


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

    def prompt_key(self) -> str:
        """The content id of the prompt's type and of what it shows; equal for equal questions on every machine."""
        # json escapes lone surrogates, which pydantic's own serialiser refuses
        return content_id(type(self).__name__, json.dumps(self.shown().model_dump()))


def prompt_type_id(prompt_type: type[Prompt[Any]]) -> str:
    """The content id of a prompt's type: changes when what it shows or what it asks back changes."""
    schemas = (part.model_json_schema() for part in (prompt_type.shown_type, prompt_type.reply_type))
    return content_id(prompt_type.__name__, *(json.dumps(schema, sort_keys=True) for schema in schemas))
