r"""Replies that are one JSON object: the form for verdicts and names.

An under-escaped ``\frac`` or ``\times`` is valid JSON for a form feed or a tab: such a text is refused, never mended.
"""

from __future__ import annotations

import json
import re
from typing import Any

from pydantic import ValidationError

from mathwright.errors import ModelReplyError
from mathwright.prompts.prompt import Prompt
from mathwright.records import Record

SHOWN_INPUT = 40
"""Most characters of a reply's own words in a fault."""
UNESCAPED = r"a backslash of LaTeX is not escaped in the JSON: write \\frac, not \frac"
"""The fault of a reply in which LaTeX lost a backslash, or would have."""

# \b \f \v and their like never stand in prose; a tab or carriage return right before a letter is \t(imes) or \r(ho)
_EATEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]|[\t\r](?=[A-Za-z])")
# What is left of \nabla, \neq, \nu, \notin where the escape became a line's end.  A true line's end comes after a
# sentence or before a word; a lone "e" or "u" after a full stop is a new line.
_EATEN_LINE = re.compile(
    r"(?<![.:;,!?\n])\n(?:abla|atural|cong|e|earrow|eg|eq|geq|leftarrow|leq|mid|ot|otin|prec|rightarrow|sim"
    r"|subseteq|succ|u)(?![A-Za-z'’-])"
)
_OPENED = re.compile(r'\{\s*["}]|\{\s*\Z')
# the texts of the decoder's errors, which are few
_FAULTS = (
    ("Invalid \\", UNESCAPED),
    ("Invalid control character", "a line break or tab stands inside a string of the JSON: write it as \\n"),
    ("Unterminated string", "the JSON object breaks off"),
)


def parse_object(prompt: Prompt[Any], text: str) -> Record:
    """The one JSON object in the text as the prompt's reply.

    Raises ModelReplyError where there is none, more than one, a field too many, too few or of the wrong type, or an
    escape that LaTeX lost.
    """
    found, written = one_object(text)
    try:
        # strict: a verdict is true or false, and no "yes"; from JSON, where a list may still become a tuple
        reply = prompt.reply_type.model_validate_json(written, strict=True)
    except ValidationError as error:
        raise ModelReplyError(_told(error)) from None
    _require_whole(found)
    return reply


def one_object(text: str) -> tuple[dict[str, Any], str]:
    """The one JSON object of a text, whatever stands around it, and the text of it.

    An object that cannot be read is a fault, also where a part of it could be.
    """
    found: dict[str, Any] | None = None
    written = ""
    opened = _OPENED.search(text)
    while opened is not None:
        value, end = _decoded(text, opened.start())
        if found is not None and value != found:
            raise ModelReplyError("more than one JSON object")
        found, written = value, text[opened.start() : end]
        opened = _OPENED.search(text, end)
    if found is None:
        raise ModelReplyError("no JSON object")
    return found, written


def schema_of(reply_type: type[Record]) -> str:
    """The strict JSON schema of a reply: every field required, in the record's order (reasons before verdicts)."""
    return json.dumps(_strict(reply_type.model_json_schema()))


def write_object(reply: Any) -> str:
    """The reply as JSON."""
    fields = reply.model_dump(mode="json") if isinstance(reply, Record) else reply
    return json.dumps(fields, ensure_ascii=False, indent=1)


class _Twice(ValueError):
    """A field stands twice in one object."""


def _fields_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    fields = dict(pairs)
    if len(fields) < len(pairs):
        raise _Twice
    return fields


_DECODE = json.JSONDecoder(object_pairs_hook=_fields_once).raw_decode


def _decoded(text: str, at: int) -> tuple[dict[str, Any], int]:
    try:
        value, end = _DECODE(text, at)
    except _Twice:
        raise ModelReplyError("a field stands twice in the JSON object") from None
    except json.JSONDecodeError as error:
        raise ModelReplyError(_misread(error, text)) from None
    except (ValueError, RecursionError):  # a number of thousands of digits, or brackets thousands deep
        raise ModelReplyError("the JSON object cannot be read") from None
    return value, end


def _misread(error: json.JSONDecodeError, text: str) -> str:
    for begin, fault in _FAULTS:
        if error.msg.startswith(begin):
            return fault
    return "the JSON object cannot be read" if "}" in text[error.pos :] else "the JSON object breaks off"


def _strict(schema: Any) -> Any:
    if isinstance(schema, list):
        return [_strict(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    kept = {name: _strict(part) for name, part in schema.items() if name not in ("default", "title", "description")}
    if isinstance(schema.get("properties"), dict):
        # by name: a field may be called "title"
        kept["properties"] = {name: _strict(part) for name, part in schema["properties"].items()}
        kept |= {"required": list(kept["properties"]), "additionalProperties": False}
    return kept


def _require_whole(value: Any) -> None:
    if isinstance(value, str):
        if _EATEN.search(value) or _EATEN_LINE.search(value):
            raise ModelReplyError(UNESCAPED)
    elif isinstance(value, dict):
        for part in value.values():
            _require_whole(part)
    elif isinstance(value, list):
        for part in value:
            _require_whole(part)


def _told(error: ValidationError) -> str:
    first = error.errors(include_url=False)[0]
    place = _short(".".join(str(part) for part in first["loc"] if not isinstance(part, int)))
    match first["type"]:
        case "json_invalid":  # half a character, or brackets hundreds deep
            return "the JSON object cannot be read"
        case "missing":
            return f'the field "{place}" is missing'
        case "extra_forbidden":
            return f'there is no field "{place}"'
        case "literal_error":
            return f'the field "{place}" holds {_short(repr(first["input"]))}, which is none of its values'
        case _:
            return f'the field "{place}" is of the wrong type'


def _short(text: str) -> str:
    told = " ".join(text.split())
    return told if len(told) <= SHOWN_INPUT else f"{told[: SHOWN_INPUT - 1]}…"
