"""Doubts about stored answers: noted, decided by a person, and in force until a person keeps the answer."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import text

from mathwright.errors import UsageError
from mathwright.store.doubts import Doubt, Found, decide, in_force, list_doubts, note_doubts
from mathwright.store.place import Place
from mathwright.store.schema import MIGRATIONS, metadata, schema_version
from mathwright.store.workspace import Workspace


@pytest.fixture
def workspace(place: Place) -> Iterator[Workspace]:
    with Workspace.open(place) as opened:
        yield opened


def found(name: str, agreed: str = "72") -> Found:
    return Found(problem_id=name, question="How many?", stored="73", agreed=agreed, evidence="{}", checker="c/1")


def test_what_is_found_stands_open_with_its_evidence(workspace: Workspace) -> None:
    assert note_doubts(workspace, [found("a")], clock=lambda: 5.0) == {"a": "open"}
    (doubt,) = list_doubts(workspace)
    assert doubt == Doubt(
        **found("a").model_dump(), found=5.0, state="open", answer=None, decided_by=None, decided=None, note=None
    )


def test_an_open_one_is_found_anew_and_a_decided_one_stays(workspace: Workspace) -> None:
    note_doubts(workspace, [found("a"), found("b")], clock=lambda: 1.0)
    decide(workspace, "b", "kept", by="ann", clock=lambda: 2.0)
    assert note_doubts(workspace, [found("a", "71"), found("b", "71")]) == {"a": "open", "b": "kept"}
    told = {doubt.problem_id: (doubt.agreed, doubt.state, doubt.decided_by) for doubt in list_doubts(workspace)}
    assert told == {"a": ("71", "open", None), "b": ("72", "kept", "ann")}


def test_all_but_kept_ones_are_in_force(workspace: Workspace) -> None:
    note_doubts(workspace, map(found, ("open", "kept", "dropped", "corrected")))
    decide(workspace, "kept", "kept")
    decide(workspace, "dropped", "dropped")
    decide(workspace, "corr", "corrected", answer="72")
    assert in_force(workspace) == {"open": "", "dropped": "", "corrected": "72"}


def test_a_later_decision_replaces_the_earlier_one_whole(workspace: Workspace) -> None:
    note_doubts(workspace, [found("a")])
    decide(workspace, "a", "corrected", answer="72", by="ann", note="read it", clock=lambda: 3.0)
    doubt = decide(workspace, "a", "kept", by="ann", clock=lambda: 4.0)
    told = (doubt.state, doubt.answer, doubt.decided_by, doubt.note, doubt.decided)
    assert told == ("kept", None, "ann", None, 4.0)


@pytest.mark.parametrize("by", ["ben", None])
def test_another_persons_decision_is_replaced_only_where_that_is_wanted(workspace: Workspace, by: str | None) -> None:
    note_doubts(workspace, [found("a")])
    decide(workspace, "a", "corrected", answer="72", by="ann", clock=lambda: 86_400.0)
    told = r"^a: was corrected to '72' by ann on 1970-01-02 00:00 UTC; to decide it anew, add --again$"
    with pytest.raises(UsageError, match=told):
        decide(workspace, "a", "kept", by=by)
    (kept,) = list_doubts(workspace)
    assert (kept.state, kept.answer, kept.decided_by, kept.decided) == ("corrected", "72", "ann", 86_400.0)
    doubt = decide(workspace, "a", "kept", by=by, again=True, clock=lambda: 4.0)
    assert (doubt.state, doubt.answer, doubt.decided_by, doubt.decided) == ("kept", None, by, 4.0)


def test_of_two_that_decide_at_once_the_second_is_told_of_the_first(place: Place) -> None:
    with Workspace.open(place) as one, Workspace.open(place) as other:
        for turn in range(8):
            note_doubts(one, [found(f"doubt{turn}")])
            together = threading.Barrier(2)

            def decided(workspace: Workspace, by: str, turn: int = turn, together: threading.Barrier = together) -> int:
                together.wait(10)
                try:
                    return int(decide(workspace, f"doubt{turn}", "kept", by=by).state == "kept")
                except UsageError:
                    return 0

            with ThreadPoolExecutor(2) as threads:
                assert sum(threads.map(decided, (one, other), ("ann", "ben"))) == 1


@pytest.mark.parametrize(("beginning", "how_many"), [("a", "2"), ("c", "no"), ("", "3"), ("%", "no"), ("_", "no")])
def test_a_beginning_must_name_one(workspace: Workspace, beginning: str, how_many: str) -> None:
    note_doubts(workspace, map(found, ("a1", "a2", "b1")))
    with pytest.raises(UsageError, match=rf"{how_many} doubts begin with '{beginning}'; see: mathwright audit list"):
        decide(workspace, beginning, "kept")


def test_they_are_listed_by_state_in_the_order_found(workspace: Workspace) -> None:
    note_doubts(workspace, [found("b")], clock=lambda: 1.0)
    note_doubts(workspace, [found("a")], clock=lambda: 2.0)
    decide(workspace, "b", "dropped")
    assert [doubt.problem_id for doubt in list_doubts(workspace)] == ["b", "a"]
    assert [doubt.problem_id for doubt in list_doubts(workspace, "open")] == ["a"]


def test_a_workspace_of_version_3_gets_the_table(place: Place) -> None:
    with Workspace.open(place) as workspace, workspace.write() as connection:
        metadata.tables["doubts"].drop(connection)
        connection.execute(schema_version.update().values(version=3))
    with Workspace.open(place) as workspace:
        assert list_doubts(workspace) == []
        with workspace.read() as connection:
            assert connection.execute(text("SELECT version FROM mathwright_schema")).scalar_one() == len(MIGRATIONS)
