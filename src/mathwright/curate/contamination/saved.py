"""Questions to keep apart from, out of files of problems and saved indexes; and the saving of an index.

A saved index is one file: a first line with its kind and version, a second with the digest of the rest, then its
sources and questions as JSON, compressed.  The tables are made from the questions when it is read, which takes
15 microseconds a question: nothing in the file can disagree with them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path

import msgspec
import zstandard

from mathwright.curate.against import questions_of
from mathwright.curate.contamination.index import VERSION, BenchmarkRow, Index, SourceFile, index_of
from mathwright.curate.places import short_names
from mathwright.errors import DataError, UsageError
from mathwright.store.disk import atomic_file
from mathwright.store.jsonl import open_for_reading

_KIND = b"mathwright contamination index "
_AGAIN = "build it again: mathwright curate --build-index {path} --against FILE"
_LONGEST_LINE = 200
_MOST_BYTES = 1 << 32
_READ_BYTES = 1 << 20


class _Content(msgspec.Struct):
    """What rests in the file behind its two lines."""

    sources: list[SourceFile]
    rows: list[BenchmarkRow]


def read_against(paths: Sequence[Path], beside: Sequence[Path] = ()) -> Index:
    """The index of all questions of these files, each a file of problems or a saved index.

    beside: further files, from which the places of the questions are to be told apart.
    Raises UsageError for an unknown kind of file; DataError, ``path:line`` first, for a file without questions, for
    a damaged index, one of another version, and one whose source files have changed since.
    """
    saved = {path: _read(path) for path in paths if is_index(path)}
    files = [path for path in paths if path not in saved]
    names = short_names([*beside, *files, *(path for content in saved.values() for path in _source_paths(content))])
    rows: list[BenchmarkRow] = []
    sources: list[SourceFile] = []
    for path in paths:
        if path in saved:
            rows += _renamed(saved[path], names)
            sources += saved[path].sources
        else:
            rows += (BenchmarkRow(f"{names[path]}:{line}", question) for line, question in questions_of(path))
            sources.append(SourceFile(str(path.resolve()), _digest(path)))
    return index_of(rows, sources)


def _source_paths(content: _Content) -> list[Path]:
    return [Path(source.path) for source in content.sources]


def _renamed(content: _Content, names: Mapping[Path, str]) -> list[BenchmarkRow]:
    """The rows under the names that their files have among all; as they were saved where the file is not told."""
    paths = _source_paths(content)
    now = {old: names[path] for path, old in short_names(paths).items()}
    rows = []
    for row in content.rows:
        name, _, line = row.place.rpartition(":")
        rows.append(row._replace(place=f"{now.get(name, name)}:{line}"))
    return rows


def save_index(index: Index, to: Path) -> None:
    """Write the index to one file, whole or not at all.  Raises StorageError where the disk refuses."""
    if not index.rows:
        raise UsageError("an index of nothing: name files of benchmark questions (--against FILE)")
    content = zstandard.compress(msgspec.json.encode(_Content(list(index.sources), list(index.rows))))
    with atomic_file(to) as file:
        file.write(_KIND + b"%d\n" % VERSION)
        file.write(_hexdigest(content).encode() + b"\n")
        file.write(content)


def is_index(path: Path) -> bool:
    """Whether the file says that it is a saved index, of whatever version."""
    if path.is_dir():
        return False
    with open_for_reading(path) as file:
        return file.read(len(_KIND)) == _KIND


def _read(path: Path) -> _Content:
    again = _AGAIN.format(path=path)
    with open_for_reading(path) as file:
        version = file.readline(_LONGEST_LINE)[len(_KIND) :].strip().decode("ascii", "replace")
        if version != str(VERSION):
            raise DataError(f"{path}: an index of version {version}, this mathwright reads {VERSION}; {again}")
        digest = file.readline(_LONGEST_LINE).strip()
        packed = file.read()
    if _hexdigest(packed).encode() != digest:
        raise DataError(f"{path}: the index is damaged, its bytes differ from its digest; {again}")
    try:
        content = msgspec.json.decode(zstandard.decompress(packed, max_output_size=_MOST_BYTES), type=_Content)
    except (zstandard.ZstdError, msgspec.MsgspecError) as fault:
        raise DataError(f"{path}: the index is damaged ({fault}); {again}") from fault
    for source in content.sources:
        file_now = Path(source.path)
        if file_now.is_file() and _digest(file_now) != source.digest:
            raise DataError(f"{path}: {source.path} has changed since the index was built; {again}")
    return content


def _digest(path: Path) -> str:
    digest = hashlib.blake2b(digest_size=16)
    with open_for_reading(path) as file:
        while chunk := file.read(_READ_BYTES):
            digest.update(chunk)
    return digest.hexdigest()


def _hexdigest(content: bytes) -> str:
    return hashlib.blake2b(content, digest_size=16).hexdigest()
