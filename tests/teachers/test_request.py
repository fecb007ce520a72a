"""The key under which a paid reply is kept: equal for requests that may share a reply, and for no others."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.teachers.canned_calls import SMALL, request

from mathwright.teachers.request import (
    DIGEST_BYTES,
    FIELDS,
    CallFailed,
    ChatMessage,
    Endpoint,
    ModelRequest,
    ReplySchema,
    Sampling,
)


def at(**changes: Any) -> ModelRequest:
    return request(endpoint=replace(SMALL, **changes))


SYSTEM, USER = request().messages
CHANGED: dict[str, list[ModelRequest]] = {
    "provider": [at(provider="anthropic")],
    "base_url": [at(base_url="http://localhost:8001/v1")],
    "model": [at(model="small-8b")],
    "options": [
        at(headers={"x-title": "a"}),
        at(query={"api-version": "1"}),
        *(
            at(sampling=Sampling(**{"max_tokens": 100} | change))
            for change in (
                {"max_tokens": 101},
                {"temperature": 0.0},
                {"top_p": 0.5},
                {"seed": 0},
                {"reasoning_effort": "low"},
                {"logprobs": 0},
                {"stop": ("x",)},
                {"max_tokens_name": "max_completion_tokens"},
                {"json_schema": True},
                {"extra": {"top_k": 1}},
            )
        ),
    ],
    "system": [request(messages=(USER,)), request(messages=(SYSTEM._replace(content="Be brief"), USER))],
    "messages": [
        request("How much is ½ of 7?"),
        request(messages=(SYSTEM, USER._replace(role="assistant"))),
        request(messages=(SYSTEM, USER, USER)),
        request(messages=(SYSTEM,)),
    ],
    "schema": [request(schema=ReplySchema("Verdict", "{}")), request(schema=ReplySchema("Verdict", '{"a": 1}'))],
    "template": [request(template="abce")],
    "draw": [request(draw=1), request(draw=10)],
}


def parts(one: ModelRequest) -> list[bytes]:
    return [one.digests[start : start + DIGEST_BYTES] for start in range(0, len(one.digests), DIGEST_BYTES)]


def test_equal_requests_have_equal_keys_of_16_bytes() -> None:
    assert request().key == request().key
    assert (len(request().key), len(parts(request()))) == (16, len(FIELDS))


@pytest.mark.parametrize(
    ("field", "changed"), [pytest.param(name, one, id=name) for name, many in CHANGED.items() for one in many]
)
def test_each_part_changes_the_key_and_its_own_digest_alone(field: str, changed: ModelRequest) -> None:
    assert changed.key != request().key
    differ = [name for name, old, new in zip(FIELDS, parts(request()), parts(changed), strict=True) if old != new]
    assert differ == [field]


def test_every_part_is_tried_above_and_every_option() -> None:
    assert tuple(CHANGED) == FIELDS
    tried = {name for one in CHANGED["options"] for name in one.endpoint.sampling.model_fields_set}
    assert tried == set(Sampling.model_fields)


def test_what_cannot_change_the_reply_is_no_part_of_the_key() -> None:
    assert at(api_key_env="MY_KEY").key == request().key
    assert request(prompt="Other").key == request().key
    assert request(schema=ReplySchema("A", "{}")).key == request(schema=ReplySchema("B", "{}")).key
    assert at(headers={"a": "1", "b": "2"}).key == at(headers={"b": "2", "a": "1"}).key
    assert at(query={"a": "1", "b": "2"}).key == at(query={"b": "2", "a": "1"}).key


def test_headers_are_not_taken_for_parameters_of_the_address() -> None:
    assert at(headers={"a": "1"}).key != at(query={"a": "1"}).key


TEXTS = st.text(st.characters(codec=None, categories=("L", "N", "P", "Z", "Cs", "Cc")), max_size=6)
TALK = st.lists(st.tuples(st.sampled_from(["user", "assistant"]), TEXTS), max_size=4)
CHATS = st.tuples(st.none() | TEXTS, TALK).map(
    lambda both: tuple(
        ChatMessage(*one)
        for one in ([] if both[0] is None else [("system", both[0])]) + both[1]  # type: ignore[arg-type]
    )
)


@given(CHATS, CHATS)
def test_messages_share_a_key_only_where_they_are_the_same(
    one: tuple[ChatMessage, ...], other: tuple[ChatMessage, ...]
) -> None:
    assert (request(messages=one).key == request(messages=other).key) == (one == other)


@given(TEXTS, TEXTS)
def test_texts_cannot_be_moved_from_one_message_to_the_next(first: str, second: str) -> None:
    apart = (ChatMessage("user", first), ChatMessage("user", second))
    assert request(messages=apart).key != request(messages=(ChatMessage("user", first + second),)).key


@pytest.mark.parametrize("between", ["user\n", "user 1\n", "user 2\n"])
def test_a_text_cannot_look_like_two_messages(between: str) -> None:
    apart = (ChatMessage("user", "a"), ChatMessage("user", "b"))
    assert request(messages=apart).key != request(messages=(ChatMessage("user", f"a{between}b"),)).key


def test_a_lone_surrogate_is_a_text_like_any_other() -> None:
    assert request("\ud800").key != request("\ud801").key
    assert request("\ud800").key == request("\ud800").key


def test_sampling_json_leaves_out_what_is_left_to_the_provider() -> None:
    sampling = Endpoint("openai", "u", "m", Sampling(temperature=0.5)).sampling_json
    assert b'"temperature":0.5' in sampling
    assert b"top_p" not in sampling


@pytest.mark.parametrize(
    ("kind", "sent", "maybe"),
    [
        ("broken", True, True),
        ("timeout", True, True),
        ("unreadable", True, True),
        ("broken", False, False),
        ("timeout", False, False),
        ("server", True, False),
        ("throttled", True, False),
        ("refused", True, False),
        ("stop", True, False),
    ],
)
def test_only_what_was_lost_on_the_way_may_have_been_billed(kind: Any, sent: bool, maybe: bool) -> None:
    assert CallFailed(kind, "x", sent=sent).maybe_billed is maybe
