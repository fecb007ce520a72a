"""What the ledger holds of a request and a reply."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.teachers.canned_calls import SMALL, request

from mathwright.errors import IncompleteReplyError, ModelReplyError
from mathwright.teachers.kept import (
    CUT_OFF,
    KeptReply,
    UnusableReply,
    pack_reply,
    pack_request,
    unpack_reply,
    unusable,
)
from mathwright.teachers.request import Choice, ReplySchema, Sampling


@given(st.text(), st.sampled_from(["stop", "length", "refusal", "other"]), st.text())
def test_a_reply_comes_back_as_it_was_kept(text: str, finish: str, reasoning: str) -> None:
    kept = KeptReply.of(Choice(text, finish, reasoning))  # type: ignore[arg-type]
    assert unpack_reply(pack_reply(kept)) == KeptReply(text, finish, reasoning)  # type: ignore[arg-type]


def test_what_is_usual_takes_no_room() -> None:
    assert json.loads(pack_reply(KeptReply("6"))) == {"text": "6"}


def test_logprobs_are_kept_as_they_came() -> None:
    kept = KeptReply.of(Choice("6", "stop", "", b'{"content": [ 1.0 ]}'))
    packed = pack_reply(kept)
    assert b'"logprobs":{"content": [ 1.0 ]}' in packed
    assert bytes(unpack_reply(packed).logprobs) == b'{"content": [ 1.0 ]}'
    assert bytes(unpack_reply(pack_reply(KeptReply("6"))).logprobs) == b""


def test_a_request_is_kept_with_its_messages_options_schema_and_extras() -> None:
    endpoint = replace(
        SMALL,
        sampling=Sampling(max_tokens=100, temperature=0.5),
        headers={"x-key": "env:MY_SECRET"},
        query={"api-version": "7"},
        api_key_env="OTHER_SECRET",
    )
    kept = json.loads(pack_request(request("½", endpoint=endpoint, schema=ReplySchema("V", '{"type": "object"}'))))
    assert kept["messages"] == [["system", "Be brief."], ["user", "½"]]
    assert (kept["sampling"]["max_tokens"], kept["sampling"]["temperature"]) == (100, 0.5)
    assert (kept["schema"], kept["query"]) == ({"type": "object"}, {"api-version": "7"})
    assert kept["headers"] == {"x-key": "env:MY_SECRET"}
    assert "OTHER_SECRET" not in json.dumps(kept)


def test_the_error_of_an_unusable_reply_is_counted_by_its_first_line_and_names_the_call() -> None:
    error = unusable("WriteQuestion", "no <question> block", "raw\ntext", b"\x01" * 16)
    assert str(error).splitlines() == [
        "WriteQuestion: no <question> block",
        f"ledger call {'01' * 16}",
        "raw",
        "text",
    ]
    assert (type(error), error.step) == (ModelReplyError, "reply")


def test_a_reply_that_was_cut_off_is_counted_under_its_own_step() -> None:
    error = unusable("WriteQuestion", CUT_OFF, "", b"")
    assert (type(error), error.step) == (IncompleteReplyError, "incomplete")


def test_a_fault_is_told_in_its_own_words() -> None:
    with pytest.raises(ModelReplyError, match=r"^empty reply$") as caught:
        raise UnusableReply("empty reply")
    assert isinstance(caught.value, UnusableReply)
    assert caught.value.fault == "empty reply"
