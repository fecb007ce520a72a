"""Items on their way to a worker process: what many of them share travels once.

A record that a stage names as shared, such as a seed problem, goes to each worker once; a record or tuple that several
items of a chunk hold as the same object goes once with the chunk, and is one object there too.  So an item that differs
from the one before it in a number costs the number.
"""

from __future__ import annotations

import io
import pickle
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, NamedTuple, get_args

from mathwright.records import Item, Record

PROTOCOL = 5


class News(NamedTuple):
    """A shared record on its way to a worker that has not seen it."""

    number: int
    kind: type[Record]
    text: bytes
    """Its JSON."""


@dataclass(frozen=True)
class Chunk:
    """Items of one stage."""

    stage: int
    news: tuple[News, ...]
    """Shared records that come for the first time."""
    items: bytes
    """A pickle that ``Receiver`` reads."""


class Shared:
    """The records that the items of a run may share, numbered."""

    def __init__(self, records: Iterable[Record]) -> None:
        """Number the records by what they are, not by what they hold: an equal one travels as itself."""
        distinct = {id(one): one for one in records}
        self.records = tuple(distinct.values())  # holds them, so that no other object gets one of their ids
        self.numbers: Mapping[int, int] = {identity: number for number, identity in enumerate(distinct)}
        self.kinds = frozenset(type(one) for one in self.records)


class Sender:
    """Packs chunks for one worker; it remembers which shared records that worker has."""

    def __init__(self, shared: Shared) -> None:
        """Nothing sent yet."""
        self._shared = shared
        self._known: set[int] = set()

    def chunk(self, stage: int, items: Sequence[Item]) -> Chunk:
        """The items, packed; send it, as those that follow rest on it."""
        sink = io.BytesIO()
        pickler = _Pickler(sink, self._shared)
        pickler.dump(list(items))
        new = sorted(pickler.met - self._known)
        self._known.update(new)
        records = ((number, self._shared.records[number]) for number in new)
        news = tuple(News(number, type(one), _json(one)) for number, one in records)
        return Chunk(stage, news, sink.getvalue())


@dataclass
class Receiver:
    """Unpacks the chunks of one Sender, in the order in which they were packed."""

    _shared: dict[int, Record] = field(default_factory=dict)

    def items(self, chunk: Chunk) -> list[Item]:
        """The items as they were packed."""
        for number, kind, text in chunk.news:
            self._shared[number] = _read(kind, text)
        found: list[Item] = _Unpickler(io.BytesIO(chunk.items), self._shared).load()
        return found


class _Pickler(pickle.Pickler):
    def __init__(self, sink: io.BytesIO, shared: Shared) -> None:
        super().__init__(sink, PROTOCOL)
        self._numbers = shared.numbers
        self._kinds = shared.kinds
        self.met: set[int] = set()
        """Numbers of the shared records that came up."""

    def persistent_id(self, value: object) -> int | None:
        """The number of a shared record."""
        number = self._numbers.get(id(value))
        if number is not None:
            self.met.add(number)
        return number

    def reducer_override(self, value: object) -> Any:
        """A record by its fields where it may hold shared ones, else as JSON: pydantic reads that faster than pickle
        many small records."""
        if not isinstance(value, Record):
            return NotImplemented
        kind = type(value)
        if not _opened(kind, self._kinds):
            return _read, (kind, _json(value))
        return _record, (kind, *[getattr(value, name) for name in _fields(kind)])


class _Unpickler(pickle.Unpickler):
    def __init__(self, source: io.BytesIO, shared: Mapping[int, Record]) -> None:
        super().__init__(source)
        self._shared = shared

    def persistent_load(self, number: int) -> Record:
        """The shared record of that number."""
        return self._shared[number]


def _json(value: Record) -> bytes:
    return value.__pydantic_serializer__.to_json(value)


def _read(kind: type[Record], text: bytes) -> Record:
    read: Callable[[bytes], Record] = kind.__pydantic_validator__.validate_json
    return read(text)


def _record(kind: type[Record], *values: object) -> Record:
    """The record with these fields; they were validated where it was made."""
    names = _fields(kind)
    one = kind.__new__(kind)
    one.__setstate__(
        {
            "__dict__": dict(zip(names, values, strict=True)),
            "__pydantic_fields_set__": set(names),
            "__pydantic_extra__": None,
            "__pydantic_private__": None,
        }
    )
    return one


@lru_cache(maxsize=256)
def _fields(kind: type[Record]) -> tuple[str, ...]:
    return tuple(kind.model_fields)


@lru_cache(maxsize=256)
def _opened(kind: type[Record], shared: frozenset[type[Record]]) -> bool:
    return not shared.isdisjoint(_held(kind))


def _held(kind: type[Record]) -> set[type[Record]]:
    """The types of records below a record of this type."""
    found: set[type[Record]] = set()
    waiting: list[object] = [kind]
    while waiting:
        here = waiting.pop()
        if isinstance(here, type) and issubclass(here, Record) and here not in found:
            found.add(here)
            waiting.extend(info.annotation for info in here.model_fields.values())
        waiting.extend(get_args(here))
    return found - {kind}
