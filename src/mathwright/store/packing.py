"""How requests and replies are packed: zstd with a dictionary per prompt type and template, kept in the workspace.

The first call of a type serves as the first dictionary; the first few hundred train a better one.  On MATH and GSM8K
text, prompts of 1,500 and replies of 1,200 characters take 1,399 bytes a call without, 1,036 with the first, 858
with the second, which is also the fastest.  Packed together they would take 20 less, but a replay reads the
reply alone.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import NamedTuple, TypeAlias

import zstandard
from sqlalchemy import Connection, select

from mathwright.errors import StorageError
from mathwright.store.conflicts import insert_new
from mathwright.store.schema import call_dictionaries
from mathwright.store.workspace import Workspace

GRADES = ("first", "trained")
"""Of dictionaries: made of the type's first call, trained on many."""
FIRST, TRAINED = range(2)
LEVEL = 3
TRAINED_BYTES = 65_536
SAMPLE_CALLS = 256
SAMPLE_BYTES = 1_000_000
"""Calls to train on, and when to stop gathering them before: training takes about 15 ms a megabyte."""
FEWEST_SAMPLES = 64
"""Fewer long texts train nothing worth keeping, and zstd refuses very few."""
ONE_SAMPLE_BYTES = 8_192
"""How much of one request or reply is trained on."""

MANY = 32
"""Texts from which on zstd's call for many is cheaper: it makes its working memory anew each time."""

Text: TypeAlias = bytes | bytearray | memoryview


class Texts(NamedTuple):
    """What one call is packed from."""

    prompt: str
    template: str
    request: bytes
    reply: bytes


class Packed(NamedTuple):
    """One call, packed."""

    dictionary: int
    request: bytes
    reply: bytes


@dataclass
class _Kind:
    """What a prompt type's next calls are packed with."""

    dictionary: int
    compressor: zstandard.ZstdCompressor
    samples: list[bytes] | None
    """What was gathered for training; None once that is over."""
    sampled: int = field(default=0)
    """Bytes gathered."""


class Packer:
    """Packs calls; of one thread at a time."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._kinds: dict[tuple[str, str], _Kind] = {}

    def pack(self, given: Sequence[Texts]) -> list[Packed]:
        """The calls packed, each with its type's best dictionary, which is in the workspace when this returns."""
        by_kind: dict[tuple[str, str], list[int]] = {}
        for place, texts in enumerate(given):
            by_kind.setdefault((texts.prompt, texts.template), []).append(place)
        packed: dict[int, Packed] = {}
        for (prompt, template), places in by_kind.items():
            kind = self._kinds.get((prompt, template))
            if kind is None:
                first = given[places[0]]
                kind = self._open(prompt, template, FIRST, first.request + first.reply)
            plain = [text for place in places for text in given[place][2:]]
            blobs = _compress(kind.compressor, plain)
            for at, place in enumerate(places):
                packed[place] = Packed(kind.dictionary, blobs[2 * at], blobs[2 * at + 1])
            if kind.samples is not None:
                self._learn(prompt, template, kind, plain)
        return [packed[place] for place in range(len(given))]

    def _learn(self, prompt: str, template: str, kind: _Kind, texts: list[bytes]) -> None:
        """Gather what to train on; with enough of it the type's later calls have a better dictionary."""
        samples = kind.samples if kind.samples is not None else []
        samples += [text[:ONE_SAMPLE_BYTES] for text in texts]
        kind.sampled += sum(map(len, texts))
        if len(samples) < 2 * SAMPLE_CALLS and kind.sampled < SAMPLE_BYTES:
            return
        kind.samples = None
        content = _train(samples)
        if content is not None:
            self._open(prompt, template, TRAINED, content)

    def _open(self, prompt: str, template: str, grade: int, content: bytes) -> _Kind:
        """The type's best dictionary: the workspace's if it has one of this grade or a better, else ``content``."""

        def opened(connection: Connection) -> tuple[int, int] | None:
            found = _best(connection, prompt, template)
            if found is None or found[1] < grade:
                _add(connection, prompt, template, grade, content)
                # That of another process where it came first.
                found = _best(connection, prompt, template)
            return found

        found = self._workspace.writing(opened)
        assert found is not None
        number, best = found
        dictionary = load_dictionary(self._workspace, number)
        dictionary.precompute_compress(level=LEVEL)
        compressor = zstandard.ZstdCompressor(level=LEVEL, dict_data=dictionary, write_dict_id=False)
        kind = _Kind(dictionary=number, compressor=compressor, samples=None if best == TRAINED else [])
        self._kinds[prompt, template] = kind
        return kind


def _compress(compressor: zstandard.ZstdCompressor, texts: list[bytes]) -> list[bytes]:
    if len(texts) < MANY:
        return [compressor.compress(text) for text in texts]
    # One call for all: each return from zstd is a moment in which a busy event loop takes the interpreter away.
    packed = compressor.multi_compress_to_buffer(list[Text](texts))
    return [packed[place].tobytes() for place in range(len(packed))]


class Unpacker:
    """Unpacks what a Packer packed, in this process or another; of one thread at a time."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._by_dictionary: dict[int, Callable[[bytes], bytes]] = {}

    def unpack(self, dictionary: int, packed: bytes) -> bytes:
        """The text as it was.  Raises StorageError if dictionary or text are damaged."""
        unpack = self._by_dictionary.get(dictionary)
        if unpack is None:
            content = load_dictionary(self._workspace, dictionary)
            unpack = self._by_dictionary[dictionary] = zstandard.ZstdDecompressor(dict_data=content).decompress
        try:
            return unpack(packed)
        except zstandard.ZstdError as error:
            raise StorageError(
                f"{self._workspace.place}: a call of the ledger is damaged ({error});"
                " restore a copy of the workspace, or ask again in a new one"
            ) from error


def load_dictionary(workspace: Workspace, number: int) -> zstandard.ZstdCompressionDict:
    """One dictionary.  Raises StorageError if it is missing or not what was stored."""
    columns = (call_dictionaries.c.grade, call_dictionaries.c.content, call_dictionaries.c.digest)
    query = select(*columns).where(call_dictionaries.c.dictionary == number)
    row = workspace.reading(lambda connection: connection.execute(query).one_or_none())
    content = b"" if row is None else _unpack_dictionary(row.content)
    if row is None or _digest(content) != row.digest:
        raise StorageError(
            f"{workspace.place}: dictionary {number} of the ledger is {'missing' if row is None else 'damaged'},"
            " so the calls packed with it cannot be read; restore a copy of the workspace, or begin a new one"
        )
    form = zstandard.DICT_TYPE_FULLDICT if row.grade == TRAINED else zstandard.DICT_TYPE_RAWCONTENT
    return zstandard.ZstdCompressionDict(content, dict_type=form)


def _unpack_dictionary(packed: bytes) -> bytes:
    try:
        return zstandard.ZstdDecompressor().decompress(packed)
    except zstandard.ZstdError:
        return b""


def _best(connection: Connection, prompt: str, template: str) -> tuple[int, int] | None:
    """Number and grade."""
    found = connection.execute(
        select(call_dictionaries.c.dictionary, call_dictionaries.c.grade)
        .where(call_dictionaries.c.prompt == prompt, call_dictionaries.c.template == template)
        .order_by(call_dictionaries.c.grade.desc())
        .limit(1)
    ).one_or_none()
    return None if found is None else (found.dictionary, found.grade)


def _add(connection: Connection, prompt: str, template: str, grade: int, content: bytes) -> None:
    connection.execute(
        insert_new(call_dictionaries, connection.dialect).values(
            prompt=prompt,
            template=template,
            grade=grade,
            content=zstandard.ZstdCompressor(level=9).compress(content),
            digest=_digest(content),
        )
    )


def _train(samples: list[bytes]) -> bytes | None:
    """A dictionary, or None where these texts make none."""
    if len(samples) < FEWEST_SAMPLES:
        return None
    try:
        # With k and d given zstd does not search for the best ones, which would take a hundred times as long.
        return zstandard.train_dictionary(TRAINED_BYTES, list[Text](samples), k=200, d=8).as_bytes()
    except zstandard.ZstdError:
        return None


def _digest(content: bytes) -> bytes:
    return blake2b(content, digest_size=16).digest()
