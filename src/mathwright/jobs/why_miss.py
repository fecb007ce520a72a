"""Why a call was not found in the ledger: the parts in which it differs from the nearest one that is there."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from itertools import zip_longest
from pathlib import Path
from typing import Any, Literal, NamedTuple

import msgspec
from pydantic import JsonValue

from mathwright.errors import DataError
from mathwright.records import Record
from mathwright.store.jsonl import read_jsonl
from mathwright.store.ledger_reading import LedgerCall, Wanted
from mathwright.teachers.request import DIGEST_BYTES, FIELDS, ChatMessage, Endpoint, Finish, ModelRequest

SHOWN_CHARACTERS = 90
BEFORE_DIFFERENCE = 30
"""How much of a line is shown, and how much of that stands before the first character that differs."""
IN_A_LINE = ("provider", "model", "system", "messages")
"""The fields whose digests a line of a wave tells."""
OTHER_NAMES = {"max_completion_tokens": "max_tokens", "top_logprobs": "logprobs"}
"""Fields of a request's body by the option they come from, where the names differ."""

_ABSENT = object()
_PLACES = FIELDS.index("messages"), FIELDS.index("draw")


class Difference(Record):
    """One field in which two calls differ."""

    field: str
    """One of ``FIELDS``."""
    stored: str | None
    """The nearest call's, shortened; None where it cannot be shown."""
    asked: str | None
    """The call's that was asked about."""


class WhyMiss(Record):
    """What keeps a call apart from the nearest other one."""

    asked: str
    """Its key, or the file its request was read from."""
    kept: bool
    """Whether the ledger holds the call that was asked about, so that it would be found."""
    nearest: LedgerCall | None
    """None where the ledger has no other call of the prompt."""
    differences: tuple[Difference, ...]
    """In the order of ``FIELDS``; empty for a retired call that is asked in the same words."""
    not_told: tuple[str, ...]
    """Fields that a line of a wave does not hold."""


class WaveLine(NamedTuple):
    """One request of an offline wave."""

    place: str
    key: str
    """As its ``custom_id`` says, which may be no key."""
    parts: tuple[bytes | None, ...]
    """Digests in the order of ``FIELDS``, None for what the line does not tell."""
    messages: tuple[ChatMessage, ...]
    model: str
    options: Mapping[str, JsonValue]
    """The rest of the body."""


class _Message(msgspec.Struct):
    role: Literal["system", "user", "assistant"]
    content: str


class _Body(msgspec.Struct):
    model: str
    messages: list[_Message]


class _Line(msgspec.Struct):
    body: dict[str, Any]
    custom_id: str = ""


def parts_of(call: LedgerCall) -> tuple[bytes, ...]:
    """The digests of a call's fields, in the order of ``FIELDS``."""
    return _split(bytes.fromhex(call.digests))


def wanted_call(call: LedgerCall) -> Wanted:
    """What the nearest other call of a stored one is chosen by."""
    return Wanted(parts_of(call), *_PLACES, call.prompt, call.run, call.key)


def wanted_line(line: WaveLine) -> Wanted:
    """What the nearest call of a line of a wave is chosen by."""
    return Wanted(line.parts, *_PLACES)


def read_line(path: Path) -> WaveLine:
    """The first request of a file.  Raises DataError where it is none."""
    number, row = next(read_jsonl(path))
    try:
        line = msgspec.convert(row, _Line)
        body = msgspec.convert(line.body, _Body)
    except msgspec.ValidationError as error:
        raise DataError(f"{path}:{number}: no request of a wave ({error}); expected custom_id and body") from error
    messages = tuple(ChatMessage(one.role, one.content) for one in body.messages)
    request = ModelRequest(Endpoint("openai", "", body.model), messages, template="", prompt="")
    digests = zip(FIELDS, _split(request.digests), strict=True)
    options = {name: value for name, value in line.body.items() if name not in ("model", "messages")}
    parts = tuple(digest if name in IN_A_LINE else None for name, digest in digests)
    return WaveLine(f"{path}:{number}", line.custom_id, parts, messages, body.model, options)


def compared(asked: LedgerCall, nearest: LedgerCall | None) -> WhyMiss:
    """The fields in which two calls of the ledger differ."""
    differences: list[Difference] = []
    if nearest is not None:
        for name, one, other in zip(FIELDS, parts_of(nearest), parts_of(asked), strict=True):
            if one != other:
                differences.append(_apart(name, nearest, asked))
    return WhyMiss(
        asked=asked.key, kept=not asked.retired, nearest=nearest, differences=tuple(differences), not_told=()
    )


def compared_line(line: WaveLine, nearest: LedgerCall | None, kept: bool) -> WhyMiss:
    """The fields in which a line of a wave differs from a call of the ledger, as far as the line tells."""
    not_told = tuple(name for name in FIELDS if name not in (*IN_A_LINE, "options"))
    differences: list[Difference] = []
    if nearest is not None:
        told = {"provider": "openai", "model": line.model, **_texts(line.messages)}
        for name, one, other in zip(FIELDS, parts_of(nearest), line.parts, strict=True):
            if other is not None and one != other:
                differences.append(_difference(name, _shown_parts(nearest, name), told[name]))
        differences += _options_apart(nearest, line.options)
    return WhyMiss(asked=line.place, kept=kept, nearest=nearest, differences=tuple(differences), not_told=not_told)


def _split(digests: bytes) -> tuple[bytes, ...]:
    return tuple(digests[place * DIGEST_BYTES :][:DIGEST_BYTES] for place in range(len(FIELDS)))


def _options_apart(nearest: LedgerCall, options: Mapping[str, JsonValue]) -> Iterator[Difference]:
    """The options of a body that have another value in the stored request; those of one side alone may be defaults."""
    stored = _options_of(nearest)
    asked = {f"sampling.{OTHER_NAMES.get(name, name)}": value for name, value in options.items()}
    apart = [name for name, value in asked.items() if name in stored and stored[name] != value]
    if apart:
        yield _difference("options", _listed(stored, apart), _listed(asked, apart))


def _difference(name: str, stored: str, asked: str) -> Difference:
    if name not in ("system", "messages"):
        return Difference(field=name, stored=_cut(stored, 0), asked=_cut(asked, 0))
    for one, other in zip_longest(stored.splitlines(), asked.splitlines()):
        if one != other:
            at = next((at for at, pair in enumerate(zip_longest(one or "", other or "")) if pair[0] != pair[1]), 0)
            return Difference(
                field=name,
                stored=None if one is None else _cut(one, at),
                asked=None if other is None else _cut(other, at),
            )
    return Difference(field=name, stored=None, asked=None)


def _apart(name: str, stored: LedgerCall, asked: LedgerCall) -> Difference:
    if name != "options":
        return _difference(name, _shown_parts(stored, name), _shown_parts(asked, name))
    one, other = _options_of(stored), _options_of(asked)
    apart = [key for key in sorted({**one, **other}) if one.get(key, _ABSENT) != other.get(key, _ABSENT)]
    return _difference(name, _listed(one, apart), _listed(other, apart))


def _shown_parts(call: LedgerCall, name: str) -> str:
    """A field of a stored call, as text."""
    if name in ("system", "messages"):
        return _texts(messages_of(call))[name]
    if name == "schema":
        schema = call.request.get("schema") if isinstance(call.request, dict) else None
        return "none" if schema is None else _plain(schema)
    return str(getattr(call, name))


def messages_of(call: LedgerCall) -> tuple[ChatMessage, ...]:
    """The messages that were sent.  Raises DataError where the ledger holds none."""
    stored = call.request.get("messages") if isinstance(call.request, dict) else None
    try:
        return msgspec.convert(stored, tuple[ChatMessage, ...])
    except msgspec.ValidationError as error:
        raise DataError(f"call {call.key} of the ledger: its messages cannot be read ({error})") from error


class ReadableReply(msgspec.Struct):
    """What a person reads of a reply."""

    text: str = ""
    reasoning: str = ""
    finish: Finish = "stop"
    """Storage leaves out ``stop``, as every default."""


def readable_reply(call: LedgerCall) -> ReadableReply:
    """The reply of a call.  Raises DataError where it has another form."""
    try:
        return msgspec.convert(call.reply, ReadableReply)
    except msgspec.ValidationError as error:
        raise DataError(f"call {call.key} of the ledger: its reply cannot be read ({error})") from error


def _texts(messages: Sequence[ChatMessage]) -> dict[str, str]:
    """The text of the system's messages and of all others, as they are compared."""
    system = [one.content for one in messages if one.role == "system"]
    rest = [f"{one.role}: {one.content}" for one in messages if one.role != "system"]
    return {"system": "\n".join(system), "messages": "\n".join(rest)}


def _options_of(call: LedgerCall) -> dict[str, JsonValue]:
    """The options of a stored request by ``group.name``."""
    if not isinstance(call.request, dict):
        return {}
    return {
        f"{group}.{name}": value
        for group in ("sampling", "headers", "query")
        for name, value in _members(call.request.get(group)).items()
    }


def _members(value: JsonValue) -> Mapping[str, JsonValue]:
    return value if isinstance(value, dict) else {}


def _listed(options: Mapping[str, JsonValue], names: Sequence[str]) -> str:
    return ", ".join(f"{name.removeprefix('sampling.')}={_plain(options[name])}" for name in names if name in options)


def _plain(value: JsonValue) -> str:
    return json.dumps(value, ensure_ascii=False)


def _cut(text: str, at: int) -> str:
    """The part of a line around the character ``at``."""
    start = max(0, at - BEFORE_DIFFERENCE) if len(text) > SHOWN_CHARACTERS else 0
    shown = text[start : start + SHOWN_CHARACTERS]
    return ("…" if start else "") + shown + ("…" if start + SHOWN_CHARACTERS < len(text) else "")
