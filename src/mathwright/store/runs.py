"""What a workspace holds, told: its runs, one run's yield table, a problem's lineage; and how to shrink it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, and_, case, delete, func, or_, select

from mathwright.errors import StorageError, UsageError
from mathwright.records import Problem, Record
from mathwright.store.database import vacuum
from mathwright.store.lease import hold_run, run_is_held
from mathwright.store.outcomes import read_outcomes, take_stored
from mathwright.store.schema import metadata, outcomes, runs, shards
from mathwright.store.shards import ShardFiles, bytes_of, forget_shards
from mathwright.store.states import ACCEPTED, REJECTED, STATES, UNFINISHED
from mathwright.store.workspace import DATABASE, Workspace

in_pass = outcomes.c["pass"]


class RunSummary(Record):
    """One line of ``runs list``."""

    run_id: str
    recipe: str
    run_seed: int
    state: str
    """As recorded; ``killed`` where it is recorded as running and no process holds it."""
    target: int | None
    """Problems asked for; None for as many as the plan gives."""
    let_in: int
    """Problems of the result."""
    accepted: int
    """Accepted items over all passes; likewise the next two."""
    rejected: int
    unfinished: int
    bytes_in_database: int
    """Payloads that wait for their shard, compressed."""
    bytes_in_shards: int
    created: float
    """Seconds since 1970."""
    updated: float


class Refusal(Record):
    """How many items one step refused for one reason."""

    step: str
    """The recipe's name of the step; ``admit`` where the problem was accepted but not let in."""
    reason: str
    items: int


class PassYield(Record):
    """What became of the items of one pass."""

    name: str
    planned: int
    accepted: int
    rejected: int
    unfinished: int
    let_in: int
    """Accepted and let in by admit; of a pass before the last: accepted."""
    surplus: int
    """Accepted beyond what the target needed; 0 for a pass before the last."""
    refusals: tuple[Refusal, ...]
    """By step and reason, most frequent first within a step."""


class RunYield(Record):
    """One run with its yield table."""

    run: RunSummary
    config: str
    """The resolved run file, as TOML."""
    passes: tuple[PassYield, ...]


class Lineage(Record):
    """Where a made problem comes from."""

    run_id: str
    recipe: str
    pass_name: str
    place: int
    """Position in the plan of its pass, from 0."""
    item_id: str
    refused: str | None
    """Why admit did not let it in, or ``step: reason`` of a refused one that was kept for the hard pool."""
    surplus: bool
    problem: Problem
    """As it was made; its ``parents`` are the ids of the seed problems."""


class Sizes(Record):
    """Bytes of a workspace on disk."""

    database: int
    """The SQLite file with its write-ahead log, or the tables of a server without the shards."""
    shards: int


def list_runs(workspace: Workspace) -> list[RunSummary]:
    """Every run, oldest first."""
    query = select(runs).order_by(runs.c.run)
    return workspace.reading(
        lambda connection: [_summary(workspace, connection, row) for row in connection.execute(query).all()]
    )


def find_run(workspace: Workspace, beginning: str) -> str:
    """The run_id that begins so.  Raises UsageError if none or several do."""
    query = select(runs.c.run_id).order_by(runs.c.run)
    known: list[str] = workspace.reading(lambda connection: list(connection.execute(query).scalars()))
    found = [run_id for run_id in known if run_id.startswith(beginning)]
    if len(found) != 1:
        listed = ", ".join(found or known[-10:]) or "none yet"
        wrong = f"{len(found)} runs begin with {beginning!r}" if found else f"no run begins with {beginning!r}"
        raise UsageError(f"{workspace.place}: {wrong}; the runs: {listed}")
    return found[0]


def show_run(workspace: Workspace, run_id: str) -> RunYield:
    """The yield table of a run.  Raises UsageError if there is none or ``run_id`` is not a unique beginning."""
    run_id = find_run(workspace, run_id)

    def shown(connection: Connection) -> RunYield:
        row = connection.execute(select(runs).where(runs.c.run_id == run_id)).one()
        names = row.passes.split("\n")
        return RunYield(
            run=_summary(workspace, connection, row),
            config=row.config,
            passes=tuple(_pass_yield(connection, row, index, name) for index, name in enumerate(names)),
        )

    return workspace.reading(shown)


def remove_run(workspace: Workspace, run_id: str) -> None:
    """Delete a run, its outcomes and its shards.  Raises UsageError if it is unknown or being worked on."""
    run_id = find_run(workspace, run_id)

    def removed(connection: Connection) -> None:
        run = connection.execute(select(runs.c.run).where(runs.c.run_id == run_id)).scalar_one()
        connection.execute(delete(outcomes).where(outcomes.c.run == run))
        forget_shards(connection, run)
        connection.execute(delete(runs).where(runs.c.run == run))

    with hold_run(workspace, run_id):
        workspace.writing(removed)
        # The lock file stays: a process that had opened it would otherwise hold a deleted file beside a new one.
        if isinstance(workspace.shards, ShardFiles):
            workspace.shards.remove(run_id)


def compact(workspace: Workspace) -> tuple[Sizes, Sizes]:
    """Give back the room that is not needed, and the sizes before and after.

    Complete shards leave the database, leftovers of killed processes and removed runs go, SQLite's file is
    rewritten.  Raises UsageError if a run is being worked on, StorageError if there is no room for the rewrite, or the
    server passed over tables in it.
    """
    before = sizes(workspace)
    query = select(runs).order_by(runs.c.run)
    known = workspace.reading(lambda connection: connection.execute(query).all())
    for row in known:
        with take_stored(workspace, row.run_id):
            pass
    if isinstance(workspace.shards, ShardFiles):
        _remove_strays(workspace, workspace.shards, {row.run_id for row in known})
    with workspace.errors():
        warned = vacuum(workspace.database)
    if warned:
        raise StorageError(
            f"{workspace.place}: the server did not rewrite {len(warned)} of the tables, so their room is not given "
            f"back; let the tables' owner run this command [{warned[0]}]"
        )
    return before, sizes(workspace)


def sizes(workspace: Workspace) -> Sizes:
    """Bytes on disk."""
    return Sizes(database=database_bytes(workspace), shards=workspace.shards.size())


def database_bytes(workspace: Workspace) -> int:
    """Bytes of the database on disk, with its write-ahead log where it is a file; shards are not counted."""
    if workspace.transactions is None:
        return bytes_of(workspace.directory.glob(f"{DATABASE}*"))
    sizes_of = (func.pg_total_relation_size(table.name) for table in metadata.sorted_tables if table is not shards)
    query = select(*sizes_of)
    return sum(workspace.reading(lambda connection: connection.execute(query).one()))


def _remove_strays(workspace: Workspace, files: ShardFiles, kept: set[str]) -> None:
    for run_id in files.run_ids():
        if run_id not in kept and not run_is_held(workspace, run_id):
            files.remove(run_id)


def lineage(workspace: Workspace, problem_id: str) -> list[Lineage]:
    """Every place where the problem was made, oldest run first; empty if no run of this workspace made it."""
    query = (
        select(runs, outcomes)
        .join(outcomes, outcomes.c.run == runs.c.run)
        .where(outcomes.c.problem_id == problem_id)
        .order_by(runs.c.run, in_pass, outcomes.c.place)
    )
    found = workspace.reading(lambda connection: connection.execute(query).mappings().all())
    return [_lineage(workspace, dict(row)) for row in found]


def _lineage(workspace: Workspace, row: dict[str, object]) -> Lineage:
    index, place = row["pass"], row["place"]
    assert isinstance(index, int)
    assert isinstance(place, int)
    stored = read_outcomes(workspace, str(row["run_id"]))
    outcome = next(stored.rows(index, place))
    last = index == len(stored.passes) - 1
    return Lineage(
        run_id=stored.run_id,
        recipe=str(row["recipe"]),
        pass_name=stored.passes[index],
        place=place,
        item_id=outcome.item_id,
        refused=f"{outcome.step}: {outcome.reason}" if outcome.state == REJECTED else outcome.refused,
        surplus=last and outcome.state == ACCEPTED and place >= stored.frontier(),
        problem=Problem.model_validate_json(outcome.text()),
    )


def _summary(workspace: Workspace, connection: Connection, row: Row[Any]) -> RunSummary:
    states = _states(connection, outcomes.c.run == row.run)
    last = row.passes.count("\n")
    waiting = select(func.coalesce(func.sum(func.length(outcomes.c.payload)), 0)).where(outcomes.c.run == row.run)
    killed = row.state == "running" and not run_is_held(workspace, row.run_id)
    return RunSummary(
        run_id=row.run_id,
        recipe=row.recipe,
        run_seed=int(row.run_seed),
        state="killed" if killed else row.state,
        target=row.target,
        let_in=connection.execute(_count(row, last, _was_let_in(row))).scalar_one(),
        accepted=states.get(ACCEPTED, 0),
        rejected=states.get(REJECTED, 0),
        unfinished=states.get(UNFINISHED, 0),
        bytes_in_database=connection.execute(waiting).scalar_one(),
        bytes_in_shards=workspace.shards.size(row.run_id),
        created=row.created,
        updated=row.updated,
    )


def _pass_yield(connection: Connection, row: Row[Any], index: int, name: str) -> PassYield:
    last = index == row.passes.count("\n")
    states = _states(connection, and_(outcomes.c.run == row.run, in_pass == index))
    accepted = states.get(ACCEPTED, 0)
    beyond = and_(outcomes.c.state == ACCEPTED, outcomes.c.place >= row.frontier)
    return PassYield(
        name=name,
        planned=sum(states.values()),
        **{state: states.get(number, 0) for number, state in enumerate(STATES)},
        let_in=connection.execute(_count(row, index, _was_let_in(row))).scalar_one() if last else accepted,
        surplus=connection.execute(_count(row, index, beyond)).scalar_one() if last else 0,
        refusals=tuple(_refusals(connection, row, index, last)),
    )


def _refusals(connection: Connection, row: Row[Any], index: int, last: bool) -> Iterable[Refusal]:
    """Rejected items by step and reason, unfinished ones by reason, then what admit refused."""
    by_admit = and_(outcomes.c.state == ACCEPTED, outcomes.c.refused.is_not(None), outcomes.c.place < row.frontier)
    step = case((outcomes.c.state == ACCEPTED, "admit"), else_=func.coalesce(outcomes.c.step, "unfinished"))
    reason = func.coalesce(outcomes.c.refused, outcomes.c.reason)
    wanted = or_(outcomes.c.state != ACCEPTED, by_admit) if last else outcomes.c.state != ACCEPTED
    named = (outcomes.c.state, step.label("of_step"), reason.label("of_reason"), outcomes.c.place)
    one = select(*named).where(outcomes.c.run == row.run, in_pass == index, wanted).subquery()
    # Grouped by columns of a sub-query: PostgreSQL takes an expression with other parameters for another one.
    group = (one.c.state, one.c.of_step, one.c.of_reason)
    found = connection.execute(select(*group, func.count(), func.min(one.c.place)).group_by(*group)).all()
    # Sorted here: databases order texts by their own languages.
    ordered = sorted(found, key=lambda row: (row[0] == ACCEPTED, row[1], -row[3], row[4]))
    return (Refusal(step=step, reason=reason, items=items) for _, step, reason, items, _ in ordered)


def _states(connection: Connection, where: ColumnElement[bool]) -> dict[int, int]:
    """Number of outcomes by state."""
    found = connection.execute(select(outcomes.c.state, func.count()).where(where).group_by(outcomes.c.state))
    return dict(found.all())


def _was_let_in(row: Row[Any]) -> ColumnElement[bool]:
    return and_(outcomes.c.state == ACCEPTED, outcomes.c.refused.is_(None), outcomes.c.place < row.frontier)


def _count(row: Row[Any], index: int, where: ColumnElement[bool]) -> Select[int]:
    return select(func.count()).select_from(outcomes).where(outcomes.c.run == row.run, in_pass == index, where)
