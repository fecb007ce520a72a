"""Payloads at rest: one Parquet file for 10,000 places in plan order of one pass, on disk or in the database."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Protocol, TypeAlias

import pyarrow as pa
import pyarrow.parquet as pq
from sqlalchemy import Connection, bindparam, delete, func, select
from sqlalchemy.dialects.postgresql import insert

from mathwright.errors import StorageError
from mathwright.store.disk import as_storage_error
from mathwright.store.parquet import ParquetWriter
from mathwright.store.schema import runs, shards
from mathwright.store.transactions import Transactions

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

Pages: TypeAlias = Iterator[Sequence[tuple[int, str, bytes | None]]]
"""(place, item_id, payload) rows in the order of their places, page by page."""
Keep: TypeAlias = Callable[[Connection], None]
"""Does the part of keeping a shard that a transaction does."""


class Shards(Protocol):
    """Where a workspace keeps the shards of its runs."""

    def write(self, run_id: str, pass_index: int, shard: int, pages: Pages) -> Keep:
        """Pack a shard, whole or not at all; what comes back keeps it in the place of one that was there.

        That belongs into the transaction which lets outcomes point at the shard.
        """

    def payloads(self, run_id: str, pass_index: int, start: int) -> dict[int, bytes | None]:
        """The payloads of the page of ``PAGE_PLACES`` that begins at place ``start``, by place.

        Raises StorageError if the shard is missing or damaged.
        """

    def forgotten(self, run_id: str, first_pass: int = 0) -> None:
        """Remove what ``forget_shards`` leaves of a run's shards; no outcome points at them any more."""

    def tidy(self, run_id: str) -> None:
        """Remove what killed processes left of unfinished shards."""

    def size(self, run_id: str | None = None) -> int:
        """Bytes of the shards of a run, or of all."""


class ShardFiles:
    """Shards as files, a directory a run."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory

    def path(self, run_id: str, pass_index: int, shard: int) -> Path:
        """Where a shard lies."""
        return self.directory / run_id / f"{pass_index}-{shard:06d}.parquet"

    def write(self, run_id: str, pass_index: int, shard: int, pages: Pages) -> Keep:
        """As of ``Shards``; fsynced.  The file is kept by then: nothing reads it before an outcome points at it."""
        write_shard(self.path(run_id, pass_index, shard), pages)
        return lambda _: None

    def payloads(self, run_id: str, pass_index: int, start: int) -> dict[int, bytes | None]:
        """As of ``Shards``."""
        path = self.path(run_id, pass_index, start // SHARD_PLACES)
        return _page(path, start, str(path))

    def forgotten(self, run_id: str, first_pass: int = 0) -> None:
        """As of ``Shards``."""
        for path in (self.directory / run_id).glob("*"):
            if int(path.name.lstrip(".").partition("-")[0]) >= first_pass:
                with as_storage_error(path):
                    path.unlink()

    def remove(self, run_id: str) -> None:
        """Remove a run's directory."""
        directory = self.directory / run_id
        if directory.exists():
            with as_storage_error(directory):
                shutil.rmtree(directory)

    def run_ids(self) -> list[str]:
        """The runs that have a directory."""
        return [path.name for path in self.directory.glob("*")]

    def tidy(self, run_id: str) -> None:
        """As of ``Shards``."""
        for leftover in (self.directory / run_id).glob(".*.tmp"):
            leftover.unlink()

    def size(self, run_id: str | None = None) -> int:
        """As of ``Shards``."""
        return bytes_of(self.directory.glob("*/*" if run_id is None else f"{run_id}/*"))


class ShardTable:
    """Shards as rows of the database, so that a run goes on wherever the database is reached from."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions
        self._last: tuple[tuple[str, int, int], bytes] | None = None

    def write(self, run_id: str, pass_index: int, shard: int, pages: Pages) -> Keep:
        """As of ``Shards``."""
        with TemporaryDirectory(prefix="mathwright-") as place:
            path = Path(place) / "shard.parquet"
            write_shard(path, pages)
            content = path.read_bytes()
        run = select(runs.c.run).where(runs.c.run_id == run_id).scalar_subquery()
        new = insert(shards).values(
            {"run": run, "pass": pass_index, "shard": shard, "content": bindparam("packed", content)}
        )
        kept = new.on_conflict_do_update(
            index_elements=list(shards.primary_key), set_={"content": new.excluded.content}
        )

        def keep(connection: Connection) -> None:
            connection.execute(kept)
            self._last = None

        return keep

    def payloads(self, run_id: str, pass_index: int, start: int) -> dict[int, bytes | None]:
        """As of ``Shards``."""
        key = (run_id, pass_index, start // SHARD_PLACES)
        # Ten pages are read one after the other, and each of them is a part of one value of the database.
        last = self._last
        content = last[1] if last is not None and last[0] == key else self._content(*key)
        self._last = (key, content)
        name = f"shard {key[2]} of pass {pass_index} of run {run_id}"
        return _page(pa.BufferReader(content), start, name)

    def forgotten(self, run_id: str, first_pass: int = 0) -> None:
        """As of ``Shards``."""
        self._last = None

    def tidy(self, run_id: str) -> None:
        """As of ``Shards``: a transaction leaves nothing."""

    def size(self, run_id: str | None = None) -> int:
        """As of ``Shards``."""
        query = select(func.coalesce(func.sum(func.octet_length(shards.c.content)), 0)).join(runs)
        if run_id is not None:
            query = query.where(runs.c.run_id == run_id)
        return int(self._transactions.read(lambda connection: connection.execute(query).scalar_one()))

    def _content(self, run_id: str, pass_index: int, shard: int) -> bytes:
        here = (runs.c.run_id == run_id, shards.c["pass"] == pass_index, shards.c.shard == shard)
        query = select(shards.c.content).join(runs).where(*here)
        found = self._transactions.read(lambda connection: connection.execute(query).scalar_one_or_none())
        return b"" if found is None else bytes(found)


def forget_shards(connection: Connection, run: int, first_pass: int = 0) -> None:
    """Remove a run's shards from the table, from one pass on; ``Shards.forgotten`` removes files after the commit."""
    connection.execute(delete(shards).where(shards.c.run == run, shards.c["pass"] >= first_pass))


def write_shard(path: Path, pages: Pages) -> None:
    """Write rows to ``path``, fsynced, whole or not at all."""
    with ParquetWriter(path, SCHEMA, row_group=PAGE_PLACES) as writer:
        for page in pages:
            writer.write_columns(
                {
                    "place": [place for place, _, _ in page],
                    "item_id": [item_id for _, item_id, _ in page],
                    "payload": [payload for _, _, payload in page],
                }
            )


def bytes_of(paths: Iterable[Path]) -> int:
    """Bytes of those of the paths that are files."""
    return sum(path.stat().st_size for path in paths if path.is_file())


def _page(source: Path | pa.BufferReader, start: int, name: str) -> dict[int, bytes | None]:
    group = start % SHARD_PLACES // PAGE_PLACES
    try:
        with pq.ParquetFile(source) as file:
            columns = file.read_row_group(group, columns=["place", "payload"]).to_pydict()
    except (pa.ArrowInvalid, OSError) as error:
        raise StorageError(f"{name}: the shard cannot be read ({error}); restore it, or remove the run") from error
    return dict(zip(columns["place"], columns["payload"], strict=True))
