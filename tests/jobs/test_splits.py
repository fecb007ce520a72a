"""Splits by parent: what falls into none is told, and not kept in memory meanwhile."""

from __future__ import annotations

from collections.abc import Iterator

from mathwright.curate.split import STRADDLES
from mathwright.jobs.rows import Splits
from mathwright.records import Problem


def made(number: int) -> Problem:
    """A problem of two seed problems."""
    parents = (f"{number:016x}", f"{number + 1:016x}")
    return Problem(
        problem_id=f"p{number}", question=f"Q{number}?", solutions=(), answer="1", source="math2/1", parents=parents
    )


MADE = [made(number) for number in range(200)]


def test_every_problem_is_either_whole_or_left_out_and_each_in_order() -> None:
    splits = Splits(0.3, run_seed=5)
    whole = list(splits.whole(MADE))
    rows = list(splits.left_out(lambda: MADE))
    assert 0 < len(rows) < len(MADE)
    assert splits.straddling == len(rows)
    kept = {problem.problem_id for problem in whole}
    assert [row.item_id for row in rows] == [one.problem_id for one in MADE if one.problem_id not in kept]
    assert {row.reason for row in rows} == {STRADDLES}
    assert rows[0].draft == next(one.question for one in MADE if one.problem_id not in kept)


def test_problems_are_not_read_again_where_none_was_left_out() -> None:
    splits = Splits(0.0, run_seed=5)
    assert list(splits.whole(MADE)) == MADE

    def again() -> Iterator[Problem]:
        raise AssertionError("read again")

    assert list(splits.left_out(again)) == []
