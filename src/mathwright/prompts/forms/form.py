"""What a reply form is, and the words in which a reply is said to miss it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

Parse: TypeAlias = Callable[[Any, str], Any]
"""The prompt and a reply's text, reasoning apart, to the reply.  Raises ModelReplyError whose message is the fault, in
words that the author of the reply can act upon and that are few enough to be counted."""
Write: TypeAlias = Callable[[Any], str]
"""The reply as a model should have written it; of a conversation's turn the fields are the JSON that was kept."""


@dataclass(frozen=True, slots=True)
class Form:
    """How replies to one type of prompt are written."""

    kind: Literal["tagged text", "JSON object", "worked solution", "program"]
    parse: Parse
    write: Write
    schema: str | None = None
    """JSON schema of the reply where it is JSON, else None."""
