"""Items on their way to a worker process: what many of them share travels once.

A record of a kind that comes again and again, such as a seed problem, goes to each worker once, for as long as it is
the same object here; a record or tuple that several items of a chunk hold as the same object goes once with the chunk,
and is one object there too.  So an item that differs from the one before it in a number costs the number.
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
MOST_KEPT = 50_000
"""Records that both ends keep, after which they begin anew: items may hold records that never come again."""


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
    afresh: bool
    """Whether all that was shared before is forgotten."""
    news: tuple[News, ...]
    """Shared records that come for the first time."""
    items: bytes
    """A pickle that ``Receiver`` reads."""


class Sender:
    """Packs chunks for one worker; it remembers which records that worker has."""

    def __init__(self, kinds: Iterable[type[Record]], most: int = MOST_KEPT) -> None:
        """Nothing sent yet.

        kinds: of the records that go once: they are known by what they are, not by what they hold, so that an equal
        one travels as itself.
        """
        self._kinds = frozenset(kinds)
        self._most = most
        self._numbers: dict[int, int] = {}
        self._kept: list[Record] = []  # so that no other object gets one of their ids

    def chunk(self, stage: int, items: Sequence[Item]) -> Chunk:
        """The items, packed; send it, as those that follow rest on it."""
        afresh = len(self._kept) >= self._most
        if afresh:
            self._numbers, self._kept = {}, []
        sink = io.BytesIO()
        pickler = _Pickler(sink, self._kinds, self._numbers)
        pickler.dump(list(items))
        first = len(self._kept)
        news = tuple(News(first + at, type(one), _json(one)) for at, one in enumerate(pickler.new))
        # Only now: what could not be packed was not sent.
        self._numbers.update({id(one): first + at for at, one in enumerate(pickler.new)})
        self._kept += pickler.new
        return Chunk(stage, afresh, news, sink.getvalue())


@dataclass
class Receiver:
    """Unpacks the chunks of one Sender, in the order in which they were packed."""

    _shared: dict[int, Record] = field(default_factory=dict)

    def items(self, chunk: Chunk) -> list[Item]:
        """The items as they were packed."""
        if chunk.afresh:
            self._shared.clear()
        for number, kind, text in chunk.news:
            self._shared[number] = _read(kind, text)
        found: list[Item] = _Unpickler(io.BytesIO(chunk.items), self._shared).load()
        return found


class _Pickler(pickle.Pickler):
    def __init__(self, sink: io.BytesIO, kinds: frozenset[type[Record]], numbers: Mapping[int, int]) -> None:
        super().__init__(sink, PROTOCOL)
        self._kinds = kinds
        self._numbers = numbers
        self._new_numbers: dict[int, int] = {}
        self.new: list[Record] = []
        """Shared records that came up for the first time."""

    def persistent_id(self, value: object) -> int | None:
        """The number of a shared record."""
        if type(value) not in self._kinds:
            return None
        number = self._numbers.get(id(value))
        return self._new_number(value) if number is None else number

    def _new_number(self, value: Any) -> int:
        if id(value) not in self._new_numbers:
            self._new_numbers[id(value)] = len(self._numbers) + len(self.new)
            self.new.append(value)
        return self._new_numbers[id(value)]

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
