"""Payloads at rest: one Parquet file for 10,000 places in plan order of one pass."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import zstandard

from mathwright.errors import StorageError
from mathwright.store.parquet import ParquetWriter

SHARD_PLACES = 10_000
PAGE_PLACES = 1_000
"""Places read at a time: one row group, so that a single payload costs one row group to look up."""

SCHEMA = pa.schema(
    [
        pa.field("place", pa.int64(), nullable=False),
        pa.field("item_id", pa.string(), nullable=False),
        pa.field("payload", pa.binary()),
    ]
)
"""``payload``: JSON of an accepted payload, text of a rejected draft (UTF-8), or null."""


def shard_path(directory: Path, pass_index: int, shard: int) -> Path:
    """Where a run whose shards lie in ``directory`` keeps one shard."""
    return directory / f"{pass_index}-{shard:06d}.parquet"


def write_shard(path: Path, pages: Iterator[Sequence[tuple[int, str, bytes | None]]]) -> None:
    """Write (place, item_id, zstd payload) rows, given page by page, to ``path``, fsynced, whole or not at all."""
    unpack = zstandard.ZstdDecompressor().decompress
    with ParquetWriter(path, SCHEMA, row_group=PAGE_PLACES) as writer:
        for page in pages:
            writer.write_columns(
                {
                    "place": [place for place, _, _ in page],
                    "item_id": [item_id for _, item_id, _ in page],
                    "payload": [None if packed is None else unpack(packed) for _, _, packed in page],
                }
            )


def read_payloads(path: Path, start: int) -> dict[int, bytes | None]:
    """The payloads of the page of ``PAGE_PLACES`` that begins at place ``start``, by place.

    Raises StorageError if the file is missing or damaged.
    """
    group = start % SHARD_PLACES // PAGE_PLACES
    try:
        with pq.ParquetFile(path) as file:
            columns = file.read_row_group(group, columns=["place", "payload"]).to_pydict()
    except (pa.ArrowInvalid, OSError) as error:
        raise StorageError(f"{path}: the shard cannot be read ({error}); restore it, or remove the run") from error
    return dict(zip(columns["place"], columns["payload"], strict=True))
