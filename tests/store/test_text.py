"""Texts that a database refuses are kept in another spelling, and found again by either."""

from __future__ import annotations

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.store.paid_calls import key_of, paid

from mathwright.store.doubts import Found, list_doubts, note_doubts
from mathwright.store.ledger import Ledger
from mathwright.store.outcomes import OutcomeRow, RunSpec, take
from mathwright.store.place import Place
from mathwright.store.retry import rejected_places
from mathwright.store.runs import show_run
from mathwright.store.states import REJECTED
from mathwright.store.text import storable
from mathwright.store.workspace import Workspace

SPEC = RunSpec("test", "name = 'a\ud800b'", "hash", 7, ("make",))
ODD = "a\x00b\ud83dc\udc00"
KEPT = "a\u2400b\ufffdc\ufffd"


@given(st.text(st.characters()))
def test_every_text_can_be_encoded_and_what_could_be_stays(text: str) -> None:
    stored = storable(text)
    stored.encode()
    assert "\x00" not in stored
    assert storable(stored) == stored
    assert len(stored) == len(text)
    if all(sign != "\x00" and not "\ud800" <= sign <= "\udfff" for sign in text):
        assert stored == text


def test_odd_texts_in_every_column_of_an_outcome(place: Place) -> None:
    with Workspace.open(place) as workspace, take(workspace, SPEC) as log:
        log.commit([(0, OutcomeRow(0, ODD, REJECTED, ODD, ODD, refused=ODD, evidence=ODD))])
        (row,) = log.rows(0)
        assert (row.item_id, row.step, row.reason, row.refused, row.evidence) == (KEPT,) * 5
        assert rejected_places(log, 0, ODD, None) == [0]
        assert rejected_places(log, 0, KEPT, ODD) == [0]
        (refusal,) = show_run(workspace, SPEC.run_id).passes[0].refusals
        assert (refusal.step, refusal.reason) == (KEPT, KEPT)


def test_odd_texts_of_a_call(place: Place) -> None:
    call = paid(1, model=ODD, served_model=ODD, fault=ODD, request_id=ODD, prompt=ODD, template=ODD)
    with Workspace.open(place) as workspace:
        for _ in range(2):  # by two ledgers: the second finds what the first has made
            with Ledger(workspace) as ledger:
                asyncio.run(ledger.keep(call))
                found = ledger.find(key_of(1))
        assert found is not None
        assert (found.reply, found.fault) == (call.reply, KEPT)


@pytest.mark.parametrize("tokens", [2**31, 2**62])
def test_counts_that_no_server_should_send_are_kept(place: Place, tokens: int) -> None:
    with Workspace.open(place) as workspace, Ledger(workspace) as ledger:
        asyncio.run(ledger.keep(paid(1, input_tokens=tokens)))
        found = ledger.find(key_of(1))
        assert found is not None
        assert found.input_tokens == tokens


def test_odd_texts_of_a_doubt(place: Place) -> None:
    odd = Found(
        problem_id="a",
        question=ODD.replace("\ud83d", "").replace("\udc00", ""),
        stored="1",
        agreed="2",
        evidence="{}",
        checker="c",
    )
    with Workspace.open(place) as workspace:
        note_doubts(workspace, [odd])
        (doubt,) = list_doubts(workspace)
    assert doubt.question == "a\u2400bc"
