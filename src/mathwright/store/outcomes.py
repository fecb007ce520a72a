"""The outcomes of one run: added as they finish, read back in plan order, from SQLite and shards alike."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from typing import NamedTuple, TypeVar

import zstandard
from sqlalchemy import Connection, bindparam, delete, func, or_, select, update

from mathwright.errors import StorageError
from mathwright.records import Record, Refused, content_id
from mathwright.store.conflicts import insert_new
from mathwright.store.lease import Lease, hold_run, require_fence, take_fence
from mathwright.store.schema import outcomes, runs
from mathwright.store.shards import PAGE_PLACES, SHARD_PLACES
from mathwright.store.states import ACCEPTED, UNFINISHED, RunState
from mathwright.store.text import storable
from mathwright.store.workspace import Workspace

in_pass = outcomes.c["pass"]
R = TypeVar("R", bound=Record)
T = TypeVar("T")


@dataclass(frozen=True)
class RunSpec:
    """What makes a run this run and no other."""

    recipe: str
    config: str
    """The resolved run file, as TOML."""
    config_hash: str
    """Content id of what decides the result."""
    run_seed: int
    passes: tuple[str, ...]
    """Names of the passes, first to last."""

    @property
    def run_id(self) -> str:
        """Content id: equal for equal work on every machine."""
        return content_id(self.recipe, self.config_hash, str(self.run_seed), *self.passes)


class OutcomeRow(NamedTuple):
    """One item's outcome as it is stored."""

    place: int
    """Position in the plan of its pass, from 0."""
    item_id: str
    state: int
    """``states.ACCEPTED``, ``REJECTED`` or ``UNFINISHED``."""
    step: str | None = None
    reason: str | None = None
    problem_id: str | None = None
    """Of an accepted Problem, or of one a rejected item keeps for the hard pool; None for other payloads."""
    payload: bytes | None = None
    """JSON of the payload or of the kept problem, else the draft's text: zstd while ``shard`` is None, then plain."""
    refused: str | None = None
    """Why admit did not let it in."""
    evidence: str | None = None
    """JSON of what shows that; None where ``refused`` says all."""
    shard: int | None = None

    def decision(self) -> Refused | None:
        """Admit's decision, None where it let the problem in."""
        return None if self.refused is None else Refused(self.refused, self.evidence)

    def decided(self, refused: Refused | None) -> OutcomeRow:
        """The same outcome under another decision of admit's."""
        why, shown = refused or (None, None)
        return self._replace(refused=why, evidence=shown)

    def text(self) -> bytes:
        """The payload's JSON or the draft's text, empty if there is none."""
        if self.payload is None or self.shard is not None:
            return self.payload or b""
        return _unpack(self.payload)


class _Unpackers(threading.local):
    """One decompressor a thread: it may not be shared, and making one costs more than using it."""

    def __init__(self) -> None:
        self.unpack = zstandard.ZstdDecompressor().decompress


_unpackers = _Unpackers()


def _unpack(packed: bytes) -> bytes:
    return _unpackers.unpack(packed)


COLUMNS = [outcomes.c[name] for name in OutcomeRow._fields]
_WRITTEN = ("run", "pass", *OutcomeRow._fields)
_INSERT = f"INSERT INTO outcomes ({', '.join(_WRITTEN)}) VALUES ({', '.join('?' * len(_WRITTEN))})"
_DECIDE = "UPDATE outcomes SET refused = ?, evidence = ? WHERE run = ? AND pass = ? AND place = ?"
_PAYLOAD = OutcomeRow._fields.index("payload")


@dataclass(frozen=True)
class Outcomes:
    """Reads one run's outcomes; many processes may, also while another writes them."""

    workspace: Workspace
    run: int
    run_id: str
    passes: tuple[str, ...]

    def rows(self, pass_index: int, start: int = 0, *, lost_only: bool = False) -> Iterator[OutcomeRow]:
        """The outcomes of a pass in plan order from place ``start``; a thousand in memory at a time.

        lost_only: leave out what was accepted and admit let in, or has not yet seen.
        """
        while (first := self._next_place(pass_index, start)) is not None:
            page = first - first % PAGE_PLACES
            yield from self._page(pass_index, max(first, start), page + PAGE_PLACES, lost_only)
            start = page + PAGE_PLACES

    def accepted(self, pass_index: int, stop: int | None = None) -> int:
        """How many outcomes of a pass were accepted, admitted or not; ``stop``: of the places before it."""
        where = [outcomes.c.run == self.run, in_pass == pass_index, outcomes.c.state == ACCEPTED]
        if stop is not None:
            where.append(outcomes.c.place < stop)
        query = select(func.count()).select_from(outcomes).where(*where)
        return int(self.workspace.reading(lambda connection: connection.execute(query).scalar_one()))

    def frontier(self) -> int:
        """Places of the last pass that admit has settled."""
        query = select(runs.c.frontier).where(runs.c.run == self.run)
        return int(self.workspace.reading(lambda connection: connection.execute(query).scalar_one()))

    def let_in(self, payload_type: type[R], at_most: int | None = None) -> Iterator[R]:
        """The run's result: the first payloads in plan order that are accepted and that admit let in."""
        frontier, given = self.frontier(), 0
        for row in self.rows(len(self.passes) - 1):
            if row.place >= frontier or given == at_most:
                return
            if row.state == ACCEPTED and row.refused is None:
                given += 1
                yield payload_type.model_validate_json(row.text())

    def _next_place(self, pass_index: int, start: int) -> int | None:
        where = (outcomes.c.run == self.run, in_pass == pass_index, outcomes.c.place >= start)
        query = select(func.min(outcomes.c.place)).where(*where)
        place: int | None = self.workspace.reading(lambda connection: connection.execute(query).scalar_one())
        return place

    def _page(self, pass_index: int, start: int, stop: int, lost_only: bool = False) -> list[OutcomeRow]:
        where = [outcomes.c.run == self.run, in_pass == pass_index, outcomes.c.place >= start, outcomes.c.place < stop]
        if lost_only:
            where.append(or_(outcomes.c.state != ACCEPTED, outcomes.c.refused.is_not(None)))
        query = select(*COLUMNS).where(*where).order_by(outcomes.c.place)
        found = self.workspace.reading(lambda connection: connection.execute(query).all())
        if all(row.shard is None for row in found):
            return [OutcomeRow._make(row) for row in found]
        payloads = self.workspace.shards.payloads(self.run_id, pass_index, start)
        # Every row of a run comes by: made once, since _replace takes longer than all else here.
        return [
            OutcomeRow._make(row)
            if row.shard is None
            else OutcomeRow._make((*row[:_PAYLOAD], payloads[row.place], *row[_PAYLOAD + 1 :]))
            for row in found
        ]


@dataclass(frozen=True)
class RunLog(Outcomes):
    """Outcomes of a run that this process holds, and may therefore write."""

    unsealed: Counter[tuple[int, int]]
    """Outcomes not in a shard and not unfinished, by (pass, shard)."""
    lease: Lease
    fence: int
    """What the run's must still be whenever something is written."""

    def write(self, work: Callable[[Connection], T]) -> T:
        """What ``work`` gives back once all it wrote is kept, by the process that holds the run alone.

        ``work`` may be called again, as of ``Workspace.writing``.  Raises UsageError where another process has taken
        the run, since this one had lost its connection.
        """
        self.lease.renew()

        def fenced(connection: Connection) -> T:
            require_fence(connection, self.run, self.fence)
            return work(connection)

        return self.workspace.writing(fenced)

    def commit(
        self,
        rows: Sequence[tuple[int, OutcomeRow]] = (),
        retried: Sequence[tuple[int, int]] = (),
        frontier: int | None = None,
        refusals: Mapping[int, Refused | None] | None = None,
    ) -> None:
        """Keep (pass index, outcome) rows, admit's refusals by place and its frontier: all, or nothing.

        ``retried``: (pass index, place) of unfinished outcomes that ``rows`` replace.  A shard that this
        completes is written.  Raises StorageError if the disk is full; what was kept before stays.
        """

        def kept(connection: Connection) -> None:
            self._forget(connection, retried)
            _for_each(connection, _INSERT, [(self.run, index, *row) for index, row in rows])
            self._settle(connection, frontier, refusals or {})

        self.write(kept)
        for index, row in rows:
            if row.state != UNFINISHED:
                self.unsealed[index, row.place // SHARD_PLACES] += 1
        self.seal()

    def seal(self) -> None:
        """Move every complete shard's payloads to its Parquet file."""
        for key in [key for key, count in self.unsealed.items() if count == SHARD_PLACES]:
            self._seal(*key)
            del self.unsealed[key]

    def set_state(self, state: RunState, target: int | None = None) -> None:
        """Record how the run stands; ``target`` only where it is given."""
        values: dict[str, object] = {"state": state, "updated": time.time()}
        if target is not None:
            values["target"] = target
        self.write(lambda connection: connection.execute(update(runs).where(runs.c.run == self.run).values(values)))

    def _forget(self, connection: Connection, retried: Sequence[tuple[int, int]]) -> None:
        if retried:
            here = (outcomes.c.run == self.run, in_pass == bindparam("p"), outcomes.c.place == bindparam("q"))
            connection.execute(
                delete(outcomes).where(*here, outcomes.c.state == UNFINISHED), [{"p": p, "q": q} for p, q in retried]
            )

    def _settle(self, connection: Connection, frontier: int | None, refusals: Mapping[int, Refused | None]) -> None:
        last = len(self.passes) - 1
        decided = [(refused or (None, None), place) for place, refused in refusals.items()]
        _for_each(connection, _DECIDE, [(why, shown, self.run, last, place) for (why, shown), place in decided])
        if frontier is not None:
            values = {"frontier": frontier, "updated": time.time()}
            connection.execute(update(runs).where(runs.c.run == self.run).values(values))

    def _seal(self, pass_index: int, shard: int) -> None:
        first, stop = shard * SHARD_PLACES, (shard + 1) * SHARD_PLACES
        pages = (
            [
                (row.place, row.item_id, None if row.payload is None else row.text())
                for row in self._page(pass_index, start, start + PAGE_PLACES)
            ]
            for start in range(first, stop, PAGE_PLACES)
        )
        keep = self.workspace.shards.write(self.run_id, pass_index, shard, pages)
        where = (outcomes.c.run == self.run, in_pass == pass_index, outcomes.c.place >= first, outcomes.c.place < stop)
        sealed = update(outcomes).where(*where).values(payload=None, shard=shard)

        def kept(connection: Connection) -> None:
            keep(connection)
            connection.execute(sealed)

        self.write(kept)


def _for_each(connection: Connection, statement: str, rows: Sequence[tuple[object, ...]]) -> None:
    """Execute a statement of the driver's once a row, texts as they are stored.

    Every outcome of a run comes by, and what SQLAlchemy does for a row takes as long as all else in a commit.
    """
    if rows:
        mark = "?" if connection.dialect.paramstyle == "qmark" else "%s"
        kept = [tuple([storable(one) if type(one) is str else one for one in row]) for row in rows]
        connection.exec_driver_sql(statement.replace("?", mark), kept)


def take(workspace: Workspace, spec: RunSpec) -> AbstractContextManager[RunLog]:
    """Hold a run for writing, recorded if it is new.

    Raises UsageError naming the process that holds it.
    """
    return _held(workspace, spec.run_id, spec.passes, lambda connection: find_or_add(connection, spec))


def take_stored(workspace: Workspace, run_id: str) -> AbstractContextManager[RunLog]:
    """Hold a run of the workspace for writing, as ``take`` does.  Raises StorageError if there is no such run."""
    stored = read_outcomes(workspace, run_id)
    known = select(runs.c.run).where(runs.c.run_id == run_id)

    def find(connection: Connection) -> int:
        found: int | None = connection.execute(known).scalar_one_or_none()
        if found is None:
            raise StorageError(f"{workspace.place}: no run {run_id}")
        return found

    return _held(workspace, run_id, stored.passes, find)


@contextmanager
def _held(
    workspace: Workspace, run_id: str, passes: tuple[str, ...], find: Callable[[Connection], int]
) -> Iterator[RunLog]:
    with hold_run(workspace, run_id) as lease:

        def begin(connection: Connection) -> RunLog:
            run = find(connection)
            # First of all: it waits for what the last holder is still writing, which is then counted.
            fence = take_fence(connection, run)
            unsealed = count_unsealed(connection, run)
            return RunLog(workspace, run, run_id, passes, unsealed, lease, fence)

        log = workspace.writing(begin)
        if workspace.transactions is not None:
            workspace.transactions.forget_receipts()
        workspace.shards.tidy(run_id)
        log.seal()
        yield log


def read_outcomes(workspace: Workspace, run_id: str) -> Outcomes:
    """A run's outcomes for reading.  Raises StorageError if there is no such run."""
    query = select(runs.c.run, runs.c.passes).where(runs.c.run_id == run_id)
    found = workspace.reading(lambda connection: connection.execute(query).one_or_none())
    if found is None:
        raise StorageError(f"{workspace.place}: no run {run_id}")
    return Outcomes(workspace=workspace, run=found.run, run_id=run_id, passes=tuple(found.passes.split("\n")))


def find_or_add(connection: Connection, spec: RunSpec) -> int:
    """The row number of a run, recorded if it is new."""
    known = select(runs.c.run).where(runs.c.run_id == spec.run_id)
    found: int | None = connection.execute(known).scalar_one_or_none()
    if found is not None:
        return found
    now = time.time()
    values = {
        "run_id": spec.run_id,
        "recipe": spec.recipe,
        "config": spec.config,
        "config_hash": spec.config_hash,
        "run_seed": str(spec.run_seed),
        "passes": "\n".join(spec.passes),
        "frontier": 0,
        "state": "running",
        "created": now,
        "updated": now,
    }
    connection.execute(insert_new(runs, connection.dialect).values(values))
    return int(connection.execute(known).scalar_one())


def count_unsealed(connection: Connection, run: int) -> Counter[tuple[int, int]]:
    """Outcomes of a run that are neither in a shard nor unfinished, by (pass, shard)."""
    # Grouped by its name: PostgreSQL takes the same expression with other parameters for another one.
    shard = (outcomes.c.place // SHARD_PLACES).label("of_shard")
    found = connection.execute(
        select(in_pass, shard, func.count())
        .where(outcomes.c.run == run, outcomes.c.shard.is_(None), outcomes.c.state != UNFINISHED)
        .group_by(in_pass, "of_shard")
    )
    return Counter({(index, number): count for index, number, count in found})
