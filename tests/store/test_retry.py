"""Rejected items taken up again: what of a run goes, what stays, and how it reads afterwards."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import zstandard
from sqlalchemy import select
from tests.store.kept_shards import shards_of

from mathwright.records import Problem
from mathwright.store.outcomes import OutcomeRow, RunLog, RunSpec, take
from mathwright.store.place import Place
from mathwright.store.retry import REASON, rejected_places, take_up
from mathwright.store.schema import runs
from mathwright.store.shards import SHARD_PLACES
from mathwright.store.states import ACCEPTED, REJECTED, UNFINISHED
from mathwright.store.workspace import Workspace

SPEC = RunSpec("test", "accepted = 3", "hash", 7, ("first", "make"))
FIRST, LAST = 0, 1


def accepted(place: int) -> OutcomeRow:
    problem = Problem(
        problem_id=f"{place:016x}", question=f"{place}?", solutions=(), answer=str(place), source="t", parents=("a",)
    )
    packed = zstandard.compress(problem.model_dump_json().encode())
    return OutcomeRow(place, f"item{place}", ACCEPTED, problem_id=problem.problem_id, payload=packed)


def rejected(place: int, reason: str = "no", step: str = "sieve") -> OutcomeRow:
    return OutcomeRow(
        place, f"item{place}", REJECTED, step, reason, f"{place:016x}", zstandard.compress(f"draft {place}".encode())
    )


def row(place: int) -> OutcomeRow:
    """Every fourth is rejected."""
    return rejected(place) if place % 4 == 3 else accepted(place)


def fill(log: RunLog, pass_index: int, places: range) -> None:
    for start in range(places.start, places.stop, 2000):
        log.commit([(pass_index, row(place)) for place in range(start, min(start + 2000, places.stop))])


def state_of(log: RunLog) -> str:
    with log.workspace.read() as connection:
        return str(connection.execute(select(runs.c.state)).scalar_one())


@pytest.fixture
def log(place: Place) -> Iterator[RunLog]:
    with Workspace.open(place) as workspace, take(workspace, SPEC) as taken:
        yield taken


@pytest.fixture
def sealed(place: Place) -> Iterator[Workspace]:
    """A last pass with one shard in its file, and some places more."""
    with Workspace.open(place) as workspace:
        with take(workspace, SPEC) as log:
            fill(log, LAST, range(SHARD_PLACES + 40))
            log.commit(frontier=SHARD_PLACES + 20)
        yield workspace


# --- which items ----------------------------------------------------------------------------------


def test_places_are_found_by_step_and_by_a_part_of_the_reason(log: RunLog) -> None:
    log.commit(
        [
            (LAST, rejected(0, "Respond: no final answer", "reply")),
            (LAST, accepted(1)),
            (LAST, rejected(2, "Respond: empty reply", "reply")),
            (LAST, rejected(3, "no majority answer", "revalidation")),
            (LAST, OutcomeRow(4, "item4", UNFINISHED, reason="no final answer")),
            (FIRST, rejected(5, "no final answer", "reply")),
        ]
    )
    assert rejected_places(log, LAST, None, None) == [0, 2, 3]
    assert rejected_places(log, LAST, "reply", None) == [0, 2]
    assert rejected_places(log, LAST, None, "answer") == [0, 3]
    assert rejected_places(log, LAST, "reply", "answer") == [0]
    assert rejected_places(log, LAST, "repl", None) == []
    assert rejected_places(log, FIRST, "reply", None) == [5]


def test_signs_of_a_pattern_stand_for_themselves(log: RunLog) -> None:
    log.commit([(LAST, rejected(0, "100% wrong")), (LAST, rejected(1, "100 wrong")), (LAST, rejected(2, "a_b"))])
    assert rejected_places(log, LAST, None, "0% w") == [0]
    assert rejected_places(log, LAST, None, "a_") == [2]
    assert rejected_places(log, LAST, None, "%") == [0]


# --- one pass -------------------------------------------------------------------------------------


def test_what_is_taken_up_is_unfinished_and_says_so(log: RunLog) -> None:
    fill(log, LAST, range(8))
    assert take_up(log, LAST, [3, 7]) == 2
    found = {one.place: one for one in log.rows(LAST)}
    assert found[3] == OutcomeRow(3, "item3", UNFINISHED, None, REASON)
    assert [one.state for one in found.values()] == [
        ACCEPTED, ACCEPTED, ACCEPTED, UNFINISHED, ACCEPTED, ACCEPTED, ACCEPTED, UNFINISHED,
    ]  # fmt: skip
    assert state_of(log) == "unfinished"


def test_only_rejected_places_are_taken_up(log: RunLog) -> None:
    fill(log, LAST, range(8))
    assert take_up(log, LAST, [2, 3, 99]) == 1
    assert [one.place for one in log.rows(LAST) if one.state == UNFINISHED] == [3]


def test_nothing_to_take_up_changes_nothing(log: RunLog) -> None:
    fill(log, FIRST, range(4))
    fill(log, LAST, range(8))
    log.set_state("complete")
    log.commit(frontier=8)
    assert take_up(log, FIRST, []) == 0
    assert (state_of(log), log.frontier(), len(list(log.rows(LAST)))) == ("complete", 8, 8)


@pytest.mark.parametrize(("frontier", "expected"), [(8, 3), (2, 2)])
def test_the_result_ends_before_the_first_place_that_is_taken_up(log: RunLog, frontier: int, expected: int) -> None:
    fill(log, LAST, range(8))
    log.commit(frontier=frontier)
    take_up(log, LAST, [3, 7])
    assert log.frontier() == expected
    assert [problem.answer for problem in log.let_in(Problem)] == ["0", "1", "2"][:expected]


def test_another_run_is_left_alone(place: Place) -> None:
    other = RunSpec("test", "", "other", 7, SPEC.passes)
    with Workspace.open(place) as workspace, take(workspace, SPEC) as log, take(workspace, other) as beside:
        for one in (log, beside):
            fill(one, FIRST, range(8))
            fill(one, LAST, range(8))
            one.commit(frontier=8)
        take_up(log, FIRST, [3])
        assert (beside.frontier(), len(list(beside.rows(LAST)))) == (8, 8)
        assert [row.state for row in beside.rows(FIRST)].count(UNFINISHED) == 0


# --- sealed shards --------------------------------------------------------------------------------


def test_places_of_a_sealed_shard_are_taken_up_and_the_others_still_read(sealed: Workspace) -> None:
    with take(sealed, SPEC) as log:
        assert take_up(log, LAST, [3, 1003, SHARD_PLACES + 3]) == 3
        rows = list(log.rows(LAST))
    assert [one.place for one in rows] == list(range(SHARD_PLACES + 40))
    assert [one.place for one in rows if one.state == UNFINISHED] == [3, 1003, SHARD_PLACES + 3]
    for place in (0, 4, 1004, SHARD_PLACES - 2, SHARD_PLACES):
        assert Problem.model_validate_json(rows[place].text()).answer == str(place)
    assert (rows[3].text(), rows[7].text()) == (b"", b"draft 7")


def test_a_page_whose_first_place_is_taken_up_still_reads(sealed: Workspace) -> None:
    with take(sealed, SPEC) as log:
        log.commit([(LAST, rejected(SHARD_PLACES + 1000))])
        take_up(log, LAST, [place for place in range(1000, 1500) if place % 4 == 3])
        page = [one for one in log.rows(LAST, 1000) if one.place < 2000]
    assert [one.text() for one in page if one.place == 1999] == [b"draft 1999"]
    assert sum(one.state == UNFINISHED for one in page) == 125


def test_what_is_done_again_is_read_beside_its_shard(sealed: Workspace) -> None:
    with take(sealed, SPEC) as log:
        take_up(log, LAST, [3, 1003])
    with take(sealed, SPEC) as log:
        log.commit([(LAST, accepted(3)), (LAST, rejected(1003, "again"))], retried=[(LAST, 3), (LAST, 1003)])
        rows = list(log.rows(LAST))
        assert Problem.model_validate_json(rows[3].text()).answer == "3"
        assert (rows[1003].reason, rows[1003].text()) == ("again", b"draft 1003")
        assert (rows[2].shard, rows[3].shard) == (0, None)
        assert [one.state for one in rows].count(UNFINISHED) == 0


def test_the_log_that_took_items_up_still_knows_when_a_shard_is_whole(log: RunLog) -> None:
    fill(log, LAST, range(SHARD_PLACES - 4))
    take_up(log, LAST, [3, 7])
    log.commit([(LAST, row(place)) for place in range(SHARD_PLACES - 4, SHARD_PLACES - 2)])
    log.commit([(LAST, accepted(3)), (LAST, accepted(7))], retried=[(LAST, 3), (LAST, 7)])
    assert shards_of(log.workspace, log.run_id) == set()  # two places are missing still
    log.commit([(LAST, row(place)) for place in range(SHARD_PLACES - 2, SHARD_PLACES)])
    assert shards_of(log.workspace, log.run_id) == {(LAST, 0)}
    assert [one.place for one in log.rows(LAST)] == list(range(SHARD_PLACES))
    assert Problem.model_validate_json(next(log.rows(LAST, 7)).text()).answer == "7"


# --- an earlier pass ------------------------------------------------------------------------------


def test_what_later_passes_made_of_them_goes_with_its_shards(sealed: Workspace) -> None:
    with take(sealed, SPEC) as log:
        fill(log, FIRST, range(8))
        assert shards_of(sealed, SPEC.run_id) == {(LAST, 0)}
        assert take_up(log, FIRST, [3]) == 1
        assert shards_of(sealed, SPEC.run_id) == set()
        assert list(log.rows(LAST)) == []
        assert [one.place for one in log.rows(FIRST) if one.state == UNFINISHED] == [3]
        assert (log.frontier(), state_of(log)) == (0, "unfinished")
        assert list(log.let_in(Problem)) == []


def test_a_later_pass_is_filled_and_sealed_anew(sealed: Workspace) -> None:
    with take(sealed, SPEC) as log:
        fill(log, FIRST, range(8))
        take_up(log, FIRST, [3])
        fill(log, LAST, range(SHARD_PLACES))
        assert shards_of(sealed, SPEC.run_id) == {(LAST, 0)}
        assert Problem.model_validate_json(next(log.rows(LAST, 5000)).text()).answer == "5000"


def test_the_shards_of_an_earlier_pass_stay(place: Place) -> None:
    with Workspace.open(place) as workspace, take(workspace, SPEC) as log:
        fill(log, FIRST, range(SHARD_PLACES))
        fill(log, LAST, range(8))
        take_up(log, FIRST, [7])
        assert shards_of(workspace, SPEC.run_id) == {(FIRST, 0)}
        assert Problem.model_validate_json(next(log.rows(FIRST, 8)).text()).answer == "8"
