"""A dataset on disk: rows in Parquet and JSONL, refused items beside them, and a manifest that comes last.

Of refused items those with a problem worth keeping stand in ``hard_pool.jsonl`` too, which is there only if any is.

The files are written in a staging directory inside the target and moved into place when all of them are
finished.  A dataset is whole if and only if its ``manifest.json`` is there and the digests agree: the old
manifest goes before the first file moves, the new one comes after the last.  Hence a full disk leaves the
previous dataset untouched, and a kill leaves the previous dataset, the new one, or none that claims to be whole.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import re
import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from itertools import islice
from pathlib import Path
from typing import IO, NamedTuple

import msgspec
from pydantic import ValidationError

from mathwright.errors import DataError, StorageError, UsageError
from mathwright.publish.columns import (
    SCHEMA,
    SPLIT_SCHEMA,
    PublishedRow,
    RejectedRow,
    SplitRow,
    hard_pool_row,
    published_row,
    rejected_line,
)
from mathwright.records import Manifest, Problem, Record
from mathwright.store.disk import as_storage_error, atomic_file, sync_directory
from mathwright.store.parquet import ParquetWriter

MANIFEST = "manifest.json"
ACCEPTED_JSONL = "accepted.jsonl"
REJECTED_JSONL = "rejected.jsonl"
HARD_POOL_JSONL = "hard_pool.jsonl"
CONCEPT_GRAPH = "concept_graph.graphml"
STAGING = ".partial"
BATCH = 1_000
"""Problems in memory at a time, besides the row group that Parquet is gathering."""
_SPLIT_NAME = re.compile(r"[a-z0-9_]{1,40}")
_READ_BYTES = 1 << 20

SplitOf = Callable[[Problem], str]
WriteAccepted = Callable[[Path], "Accepted"]
"""Writes ``accepted.jsonl`` and its Parquet files into the directory."""
Finish = Callable[[Path, Manifest], Manifest]
"""Called when all rows are written: puts further files into the directory, and comes back with the manifest."""


class Accepted(NamedTuple):
    """The accepted rows as they were written."""

    rows: int
    digests: dict[str, str]
    """Name to digest of those files that were hashed while they were written."""
    splits: dict[str, int] = {}
    """Rows of each split; empty without splits."""


class HashedFile:
    """Writes to a file, and knows the digest of what it has written."""

    def __init__(self, file: IO[bytes]) -> None:
        """Nothing written yet."""
        self._file = file
        self._digest = new_digest()

    def write(self, data: bytes | bytearray | memoryview) -> None:
        """Write all of it.  Raises OSError as the file does."""
        self._file.write(data)
        self._digest.update(data)

    def digest(self) -> str:
        """As ``digest_of`` the file, once it is whole."""
        return self._digest.hexdigest()


class WrittenDataset(Record):
    """A dataset as it now lies on disk."""

    directory: Path
    rows: int
    rejected: int
    hard_pool: int
    """Rows of ``hard_pool.jsonl``; 0 where there is no such file."""
    splits: dict[str, int]
    """Rows of each split; empty without splits."""
    parquet: tuple[Path, ...]
    """``accepted.parquet``, or ``accepted-<split>.parquet`` for each split, by name."""
    manifest: Manifest
    """As written: with the rows counted and the digests of the files."""


def write_dataset(
    problems: Iterable[Problem],
    rejected: Iterable[RejectedRow],
    manifest: Manifest,
    to: Path,
    split_of: SplitOf | None = None,
    row_group: int = 10_000,
    finish: Finish | None = None,
) -> WrittenDataset:
    """Publish the problems into the directory ``to`` and say what was written; each iterable is read once.

    With ``split_of`` the rows get a column ``split`` and there is one Parquet file a split; the one
    ``accepted.jsonl`` holds all rows in order.  Equal rows give equal bytes.  A dataset already there is
    replaced, other files are left alone.  ``rows``, ``rejected`` and ``files`` of the manifest are filled in;
    ``finish`` may add files, which the manifest then promises too, and fill in the rest.

    Raises StorageError if the disk refuses or another process is writing there, DataError if a problem's text
    cannot be written as UTF-8, UsageError if ``to`` is a file or ``split_of`` names a split in anything but
    ``a-z``, ``0-9`` and ``_``.
    """

    def write_accepted(staging: Path) -> Accepted:
        return _write_accepted(problems, staging, split_of, row_group)

    return write_staged(write_accepted, rejected, manifest, to, finish)


def write_staged(
    write_accepted: WriteAccepted,
    rejected: Iterable[RejectedRow],
    manifest: Manifest,
    to: Path,
    finish: Finish | None = None,
) -> WrittenDataset:
    """As ``write_dataset``, the accepted rows being written by a function; ``rejected`` is read when it is done."""
    if to.exists() and not to.is_dir():
        raise UsageError(f"{to}: is a file; a dataset needs a directory, name another place")
    with as_storage_error(to), _sole_writer(to):
        staging = to / STAGING
        shutil.rmtree(staging, ignore_errors=True)
        staging.mkdir()
        try:
            accepted = write_accepted(staging)
            refused, pool = _write_rejected(rejected, staging)
            if finish is not None:
                manifest = finish(staging, manifest)
            known = accepted.digests
            files = {path.name: known.get(path.name) or digest_of(path) for path in sorted(staging.iterdir())}
            filled = manifest.model_copy(update={"rows": accepted.rows, "rejected": refused, "files": files})
            _put_in_place(staging, to, filled)
        finally:
            shutil.rmtree(staging, ignore_errors=True)
    parquet = tuple(to / name for name in files if name.endswith(".parquet"))
    return WrittenDataset(
        directory=to,
        rows=accepted.rows,
        rejected=refused,
        hard_pool=pool,
        splits=accepted.splits,
        parquet=parquet,
        manifest=filled,
    )


def whole_dataset(directory: Path) -> Manifest:
    """The manifest of the dataset in ``directory``, every file of which has been read and found as promised.

    Raises DataError if there is no manifest, or a file is missing or differs: the dataset is then not whole.
    """
    path = directory / MANIFEST
    try:
        with as_storage_error(path):
            manifest = Manifest.model_validate_json(path.read_bytes())
    except FileNotFoundError as error:
        raise DataError(f"{path}: no such file; the dataset was not finished, write it again") from error
    except ValidationError as error:
        raise DataError(f"{path}: not a manifest ({error.error_count()} faults); write the dataset again") from error
    for name, digest in manifest.files.items():
        file = directory / name
        if not file.is_file():
            raise DataError(f"{file}: no such file, but the manifest promises it; write the dataset again")
        if digest_of(file) != digest:
            raise DataError(f"{file}: its bytes differ from the manifest's digest; write the dataset again")
    return manifest


def digest_of(path: Path) -> str:
    """The hexadecimal blake2b-128 digest of the file's bytes, read in pieces."""
    digest = new_digest()
    with path.open("rb") as file:
        while chunk := file.read(_READ_BYTES):
            digest.update(chunk)
    return digest.hexdigest()


def new_digest() -> hashlib.blake2b:
    """The digest of a file of which nothing has been read yet."""
    return hashlib.blake2b(digest_size=16)


@contextmanager
def _sole_writer(to: Path) -> Iterator[None]:
    """Hold the directory, made if missing, so that no second process publishes into it."""
    to.mkdir(parents=True, exist_ok=True)
    handle = os.open(to, os.O_RDONLY)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise StorageError(f"{to}: another process is writing there; wait or choose another place") from error
        yield
    finally:
        os.close(handle)


def _write_accepted(problems: Iterable[Problem], staging: Path, split_of: SplitOf | None, row_group: int) -> Accepted:
    rows = 0
    with ExitStack() as open_files:
        jsonl = HashedFile(open_files.enter_context(atomic_file(staging / ACCEPTED_JSONL)))
        writers: dict[str, ParquetWriter] = {}

        def writer(split: str) -> ParquetWriter:
            if split not in writers:
                writers[split] = open_files.enter_context(_parquet(staging, split, row_group))
            return writers[split]

        if split_of is None:
            writer("")
        stream = iter(problems)
        while batch := list(islice(stream, BATCH)):
            for split, members in _by_split(batch, split_of, jsonl).items():
                writer(split).write(members)
            rows += len(batch)
    splits = {split: writers[split].rows for split in sorted(writers) if split_of is not None}
    return Accepted(rows, {ACCEPTED_JSONL: jsonl.digest()}, splits)


def _parquet(staging: Path, split: str, row_group: int) -> ParquetWriter:
    name = f"accepted-{split}.parquet" if split else "accepted.parquet"
    return ParquetWriter(staging / name, SPLIT_SCHEMA if split else SCHEMA, row_group)


def _by_split(batch: list[Problem], split_of: SplitOf | None, jsonl: HashedFile) -> dict[str, list[PublishedRow]]:
    """The rows of the batch by split (all under the empty name without one), each written to the JSONL."""
    encoder = msgspec.json.Encoder()
    lines = bytearray()
    found: dict[str, list[PublishedRow]] = {}
    for problem in batch:
        row = published_row(problem)
        split = ""
        if split_of is not None:
            split = _split_name(split_of(problem))
            row = SplitRow(**row, split=split)
        try:
            lines += encoder.encode(row)
        except UnicodeEncodeError as error:
            raise DataError(
                f"problem {problem.problem_id}: half a surrogate pair in its text, which is no character; "
                "mend the source it came from"
            ) from error
        lines += b"\n"
        found.setdefault(split, []).append(row)
    jsonl.write(lines)
    return found


def _split_name(name: str) -> str:
    if not _SPLIT_NAME.fullmatch(name):
        raise UsageError(f"split {name[:60]!r}: use a-z, 0-9 and _, as it becomes part of a file name")
    return name


def _write_rejected(rejected: Iterable[RejectedRow], staging: Path) -> tuple[int, int]:
    """Number of refused items, and of the problems kept of them."""
    encoder = msgspec.json.Encoder()
    refused = kept = 0
    with ExitStack() as open_files:
        lines = open_files.enter_context(atomic_file(staging / REJECTED_JSONL))
        pool: IO[bytes] | None = None
        for row in rejected:
            lines.write(_line(encoder, rejected_line(row)))
            refused += 1
            if row.kept is not None:
                pool = pool or open_files.enter_context(atomic_file(staging / HARD_POOL_JSONL))
                pool.write(_line(encoder, hard_pool_row(row.kept)))
                kept += 1
    return refused, kept


def _line(encoder: msgspec.json.Encoder, row: object) -> bytes:
    """The row as a line; broken text may be the very reason of a refusal, so it is escaped and stops nothing."""
    try:
        return encoder.encode(row) + b"\n"
    except UnicodeEncodeError:
        return encoder.encode(_escaped(row)) + b"\n"


def _escaped(value: object) -> object:
    if isinstance(value, str):
        return value.encode("utf-8", "backslashreplace").decode("utf-8")
    if isinstance(value, dict):
        return {name: _escaped(inner) for name, inner in value.items()}
    return [_escaped(inner) for inner in value] if isinstance(value, list) else value


def _put_in_place(staging: Path, to: Path, manifest: Manifest) -> None:
    """Move the finished files over the old ones; without a manifest in between, the dataset is not whole."""
    (to / MANIFEST).unlink(missing_ok=True)
    sync_directory(to)
    named = (to / name for name in ("accepted.parquet", HARD_POOL_JSONL, CONCEPT_GRAPH))
    for old in (*named, *to.glob("accepted-*.parquet")):
        if old.name not in manifest.files:
            old.unlink(missing_ok=True)
    for name in manifest.files:
        (staging / name).replace(to / name)
    with atomic_file(to / MANIFEST) as file:
        left_out = {"models"} if manifest.models is None else None
        file.write(manifest.model_dump_json(indent=2, exclude=left_out).encode("utf-8") + b"\n")
