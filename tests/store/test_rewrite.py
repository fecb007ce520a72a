"""A run's outcomes decided anew: all are stored, or none; what another run holds is not touched."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from tests.store.kept_shards import shards_of
from tests.store.test_retry import FIRST, LAST, SPEC, accepted, fill, rejected, row

from mathwright.errors import UsageError
from mathwright.store.lease import take_fence
from mathwright.store.outcomes import OutcomeRow, RunLog, RunSpec, read_outcomes, take
from mathwright.store.place import Place
from mathwright.store.rewrite import rewrite
from mathwright.store.schema import runs
from mathwright.store.shards import SHARD_PLACES
from mathwright.store.workspace import Workspace

OTHER = RunSpec("test", "accepted = 3", "newer hash", 7, ("first", "make"))


@pytest.fixture
def workspace(place: Place) -> Iterator[Workspace]:
    with Workspace.open(place) as opened:
        yield opened


@contextmanager
def filled(workspace: Workspace, places: int) -> Iterator[RunLog]:
    with take(workspace, SPEC) as log:
        fill(log, FIRST, range(2))
        fill(log, LAST, range(places))
        yield log


def standing(workspace: Workspace, spec: RunSpec) -> tuple[int, str, int]:
    with workspace.read() as connection:
        found = connection.execute(
            select(runs.c.frontier, runs.c.state, runs.c.target).where(runs.c.run_id == spec.run_id)
        )
        frontier, state, target = found.one()
        return frontier, state, target


NEW: list[tuple[int, OutcomeRow]] = [(FIRST, row(0)), (LAST, rejected(0, "anew")), (LAST, accepted(1))]


def test_the_rows_of_the_same_run_take_the_place_of_the_old_ones_and_of_their_shards(workspace: Workspace) -> None:
    with filled(workspace, SHARD_PLACES + 3) as old:
        assert shards_of(workspace, SPEC.run_id) == {(LAST, 0)}

        rewrite(old, SPEC, NEW, frontier=2, state="complete", target=1)

        with pytest.raises(UsageError, match="was taken over"):  # what it counts is there no more
            old.set_state("running")

    assert [list(old.rows(index)) for index in (FIRST, LAST)] == [[row(0)], [rejected(0, "anew"), accepted(1)]]
    assert shards_of(workspace, SPEC.run_id) == set()
    assert standing(workspace, SPEC) == (2, "complete", 1)
    with take(workspace, SPEC) as log:  # it is a run like any other
        fill(log, LAST, range(2, 4))
        assert [one.place for one in log.rows(LAST)] == [0, 1, 2, 3]


def test_another_run_gets_them_and_the_old_one_stays(workspace: Workspace) -> None:
    with filled(workspace, 5) as old:
        before = [list(old.rows(index)) for index in (FIRST, LAST)]

        rewrite(old, OTHER, NEW, frontier=2, state="unfinished", target=9)

        assert [list(old.rows(index)) for index in (FIRST, LAST)] == before
        assert list(read_outcomes(workspace, OTHER.run_id).rows(LAST)) == [rejected(0, "anew"), accepted(1)]
        assert standing(workspace, OTHER) == (2, "unfinished", 9)
        with pytest.raises(UsageError, match=f"run {OTHER.run_id} already holds what this mathwright makes"):
            rewrite(old, OTHER, NEW, frontier=2, state="complete", target=9)


def test_where_it_fails_on_the_way_nothing_has_changed(workspace: Workspace) -> None:
    with filled(workspace, 5) as old:
        before, stood = list(old.rows(LAST)), standing(workspace, SPEC)

        for spec in (SPEC, OTHER):
            with pytest.raises(IntegrityError):
                rewrite(old, spec, [*NEW, NEW[-1]], frontier=0, state="complete", target=1)

        assert list(old.rows(LAST)) == before
    assert standing(workspace, SPEC) == stood
    with workspace.read() as connection:
        assert list(connection.execute(select(runs.c.run_id)).scalars()) == [SPEC.run_id]


@pytest.mark.parametrize("spec", [SPEC, OTHER], ids=["the same run", "another"])
def test_who_was_overtaken_meanwhile_rewrites_nothing(workspace: Workspace, spec: RunSpec) -> None:
    with filled(workspace, 5) as old:
        before, stood = list(old.rows(LAST)), standing(workspace, SPEC)
        with workspace.write() as connection:
            take_fence(connection, old.run)  # as another process does that finds the lock free

        with pytest.raises(UsageError, match="was taken over by process"):
            rewrite(old, spec, NEW, frontier=2, state="complete", target=1)

        assert list(old.rows(LAST)) == before
    assert standing(workspace, SPEC) == stood
    with workspace.read() as connection:
        assert list(connection.execute(select(runs.c.run_id)).scalars()) == [SPEC.run_id]
