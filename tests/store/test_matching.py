"""Parts of texts, found alike in both databases."""

from __future__ import annotations

import pytest
from sqlalchemy import String, literal_column, select

from mathwright.store.doubts import Found, decide, note_doubts
from mathwright.store.matching import begins, holds
from mathwright.store.outcomes import OutcomeRow, RunSpec, take
from mathwright.store.place import Place
from mathwright.store.retry import rejected_places
from mathwright.store.states import REJECTED
from mathwright.store.workspace import Workspace

REASONS = [
    "Two numbers are equal",
    "two NUMBERS",
    "ÉTÉ",
    "été",
    "50 % of it",
    "50 x of it",
    "a_b",
    "aXb",
    "I",
    "ı",
    "K",
    "nul \0 here",
]


@pytest.mark.parametrize(
    ("part", "matched"),
    [
        ("two numbers", [0, 1]),
        ("TWO NUMBERS", [0, 1]),
        ("é", [3]),
        ("É", [2]),
        ("50 %", [4]),
        ("a_b", [6]),
        ("i", [4, 5, 8]),  # Not the dotless one, of a locale's own rules.
        ("\u212a", []),  # The sign of the kelvin, which Unicode takes for a K.
        ("nothing\0", []),
        ("L \0 H", [11]),
        ("", list(range(12))),
    ],
)
def test_the_same_items_are_found_in_both_kinds_of_workspace(place: Place, part: str, matched: list[int]) -> None:
    with Workspace.open(place) as workspace, take(workspace, RunSpec("t", "", "hash", 7, ("make",))) as log:
        log.commit([(0, OutcomeRow(at, "item", REJECTED, "s", reason)) for at, reason in enumerate(REASONS)])
        assert rejected_places(log, 0, None, part) == matched


def test_a_doubt_is_named_by_its_beginning_in_capitals_too(place: Place) -> None:
    with Workspace.open(place) as workspace:
        note_doubts(
            workspace, [Found(problem_id="ab12", question="q", stored="1", agreed="2", evidence="", checker="")]
        )
        assert decide(workspace, "AB", "kept").problem_id == "ab12"


@pytest.mark.parametrize(("beginning", "is_one"), [("ab", True), ("AB", True), ("b", False), ("a_", False)])
def test_a_beginning_is_none_further_on(place: Place, beginning: str, is_one: bool) -> None:
    with Workspace.open(place) as workspace:
        dialect = workspace.database.dialect
        column = literal_column("'aBc'", String)
        query = select(begins(column, beginning, dialect), holds(column, "bc", dialect))
        row = workspace.reading(lambda connection: connection.execute(query).one())
    assert (bool(row[0]), bool(row[1])) == (is_one, True)
