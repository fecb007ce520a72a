"""Why a call was not found: the fields that differ are named, and shown where they can be."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest
from tests.store.paid_calls import paid

from mathwright.errors import DataError, UsageError
from mathwright.jobs.ledger import ledger_statistics, show_call, why_miss
from mathwright.jobs.why_miss import readable_reply
from mathwright.store.ledger import Ledger, PaidCall, retire
from mathwright.store.workspace import Workspace
from mathwright.teachers.kept import KeptReply, pack_reply, pack_request
from mathwright.teachers.request import FIELDS, ChatMessage, Endpoint, ModelRequest, ReplySchema, Sampling

MESSAGES = (
    ChatMessage("system", "You write problems."),
    ChatMessage("user", "Use both skills.\nSkill one: fractions.\nSkill two: percentages."),
)


def request(**changes: Any) -> ModelRequest:
    endpoint = {
        "provider": "openai",
        "base_url": "http://localhost/v1",
        "model": "small-7b",
        "sampling": Sampling(temperature=0.7),
    }
    values = {"messages": MESSAGES, "template": "aaaa", "prompt": "WriteQuestion"}
    place = {name: changes.pop(name) for name in list(changes) if name in endpoint or name in ("headers", "query")}
    return ModelRequest(endpoint=Endpoint(**(endpoint | place)), **(values | changes))  # type: ignore[arg-type]


def row(asked: ModelRequest, run: str = "run-one") -> PaidCall:
    endpoint = asked.endpoint
    return paid(
        0,
        key=asked.key,
        digests=asked.digests,
        prompt=asked.prompt,
        template=asked.template,
        provider=endpoint.provider,
        base_url=endpoint.base_url,
        model=endpoint.model,
        draw=asked.draw,
        run=run,
        request=pack_request(asked),
        reply=pack_reply(KeptReply("A question.")),
    )


def keep(place: Path, *asked: ModelRequest, run: str = "run-one") -> None:
    with Workspace.open(place) as workspace, Ledger(workspace) as ledger:
        for one in asked:
            asyncio.run(ledger.keep(row(one, run)))


CHANGES: dict[str, tuple[dict[str, Any], tuple[str, str]]] = {
    "provider": ({"provider": "anthropic"}, ("openai", "anthropic")),
    "base_url": ({"base_url": "https://api.example.com/v1"}, ("http://localhost/v1", "https://api.example.com/v1")),
    "model": ({"model": "large-70b"}, ("small-7b", "large-70b")),
    "options": ({"sampling": Sampling(temperature=0.2)}, ("temperature=0.7", "temperature=0.2")),
    "system": ({"messages": (ChatMessage("system", "You judge."), MESSAGES[1])}, ("You write problems.", "You judge.")),
    "messages": (
        {"messages": (MESSAGES[0], ChatMessage("user", MESSAGES[1].content.replace("fractions", "ratios")))},
        ("Skill one: fractions.", "Skill one: ratios."),
    ),
    "schema": ({"schema": ReplySchema("verdict", '{"type": "object"}')}, ("none", '{"type": "object"}')),
    "template": ({"template": "bbbb"}, ("aaaa", "bbbb")),
    "draw": ({"draw": 3}, ("0", "3")),
}


@pytest.mark.parametrize("field", FIELDS)
def test_the_field_that_differs_is_named_and_shown(tmp_path: Path, field: str) -> None:
    changes, shown = CHANGES[field]
    asked = request(**changes)
    keep(tmp_path, request(), asked)
    found = why_miss(tmp_path, asked.key.hex()[:12])
    assert [(one.field, one.stored, one.asked) for one in found.differences] == [(field, *shown)]
    assert found.nearest is not None
    assert (found.asked, found.kept, found.nearest.key) == (asked.key.hex(), True, request().key.hex())


def run_of(items: int = 3, draws: int = 3, **changes: Any) -> list[ModelRequest]:
    """The calls of a run of several items and draws."""
    texts = [(MESSAGES[0], ChatMessage("user", f"Problem {item}.")) for item in range(items)]
    return [request(**({"messages": text, "draw": draw} | changes)) for text in texts for draw in range(draws)]


@pytest.mark.parametrize("field", [name for name in FIELDS if name not in ("messages", "draw", "system")])
def test_among_items_and_draws_the_one_field_two_runs_differ_in_is_named(tmp_path: Path, field: str) -> None:
    changes, shown = CHANGES[field]
    first, second = run_of(), run_of(**changes)
    keep(tmp_path, *first)
    keep(tmp_path, *second, run="run-two")
    for one, asked in zip(first, second, strict=True):
        found = why_miss(tmp_path, asked.key.hex())
        assert [(one.field, one.stored, one.asked) for one in found.differences] == [(field, *shown)]
        assert found.nearest is not None
        assert (found.nearest.key, found.nearest.run) == (one.key.hex(), "run-one")


def test_a_template_that_changed_the_messages_is_named_before_a_sibling(tmp_path: Path) -> None:
    keep(tmp_path, *run_of())
    messages = (MESSAGES[0], ChatMessage("user", "Task 1."))
    asked = run_of(items=1, template="bbbb", messages=messages)
    keep(tmp_path, *asked, *run_of(template="bbbb", items=1, messages=MESSAGES), run="run-two")
    found = why_miss(tmp_path, asked[1].key.hex())
    assert [one.field for one in found.differences] == ["messages", "template"]


def test_a_further_draw_of_an_earlier_run_is_named(tmp_path: Path) -> None:
    asked, same_draw_of_another_item = run_of(draws=3)[2:6:3]
    keep(tmp_path, *run_of(draws=2), same_draw_of_another_item)
    keep(tmp_path, asked, run="run-two")
    assert [one.field for one in why_miss(tmp_path, asked.key.hex()).differences] == ["draw"]


def test_among_equals_the_one_paid_earlier_is_nearest(tmp_path: Path) -> None:
    asked = request(model="b")
    for run, one in (("run-one", request(model="a")), ("run-two", asked), ("run-three", request(model="c"))):
        keep(tmp_path, one, run=run)
    assert [one.stored for one in why_miss(tmp_path, asked.key.hex()).differences] == ["a"]


def test_a_reply_whose_end_is_left_out_ended_by_itself(tmp_path: Path) -> None:
    keep(tmp_path, request())
    call = show_call(tmp_path, request().key.hex())
    assert "finish" not in (call.reply if isinstance(call.reply, dict) else {"finish": ""})
    assert readable_reply(call).finish == "stop"


def test_several_fields_are_named_in_their_order(tmp_path: Path) -> None:
    asked = request(model="large-70b", draw=1, headers={"x-title": "env:TITLE"})
    keep(tmp_path, request(), asked)
    found = why_miss(tmp_path, asked.key.hex())
    assert [one.field for one in found.differences] == ["model", "options", "draw"]
    assert found.differences[1].asked == 'headers.x-title="env:TITLE"'


def test_the_difference_in_a_long_line_is_what_is_shown(tmp_path: Path) -> None:
    long = [f"{'so much text ' * 40}{word} and {'more ' * 40}" for word in ("before", "after")]
    one, asked = (request(messages=(ChatMessage("user", text),)) for text in long)
    keep(tmp_path, one, asked)
    (difference,) = why_miss(tmp_path, asked.key.hex()).differences
    assert (difference.stored or "").startswith("…")
    assert "before and" in (difference.stored or "")
    assert "after and" in (difference.asked or "")
    assert len(difference.asked or "") <= 92


def test_a_line_too_many_has_no_other(tmp_path: Path) -> None:
    asked = request(messages=(*MESSAGES, ChatMessage("assistant", "A draft.")))
    keep(tmp_path, request(), asked)
    (difference,) = why_miss(tmp_path, asked.key.hex()).differences
    assert (difference.stored, difference.asked) == (None, "assistant: A draft.")


def test_a_retired_call_in_the_same_words_is_the_reason(tmp_path: Path) -> None:
    keep(tmp_path, request())
    with Workspace.open(tmp_path) as workspace:
        retire(workspace, [request().key])
    keep(tmp_path, request(), request(draw=1))
    found = why_miss(tmp_path, request().key.hex())
    assert found.nearest is not None
    assert (found.nearest.retired, found.differences) == (True, ())


def wave(place: Path, asked: ModelRequest, key: str = "", **body: Any) -> Path:
    messages = [{"role": role, "content": content} for role, content in asked.messages]
    body = {"model": asked.endpoint.model, "messages": messages, "max_tokens": 4096, "temperature": 0.7} | body
    path = place / "wave.jsonl"
    line = {
        "custom_id": key or asked.key.hex(),
        "method": "POST",
        "url": "/v1/chat/completions",
        "body": body,
    }
    path.write_text(json.dumps(line) + "\n", encoding="utf-8")
    return path


def test_a_line_of_a_wave_is_compared_as_far_as_it_tells(tmp_path: Path) -> None:
    keep(tmp_path, request(), request(prompt="Other", messages=MESSAGES[:1], model="other"))
    asked = request(messages=(MESSAGES[0], ChatMessage("user", "Use both skills.\nSkill one: primes.")))
    found = why_miss(tmp_path, str(wave(tmp_path, asked, temperature=0.1)))
    told = [(one.field, one.stored, one.asked) for one in found.differences]
    assert told == [
        ("messages", "Skill one: fractions.", "Skill one: primes."),
        ("options", "temperature=0.7", "temperature=0.1"),
    ]
    assert (found.asked, found.kept) == (f"{tmp_path}/wave.jsonl:1", False)
    assert found.not_told == ("base_url", "schema", "template", "draw")


def test_a_line_whose_call_is_kept_says_so(tmp_path: Path) -> None:
    keep(tmp_path, request())
    found = why_miss(tmp_path, str(wave(tmp_path, request())))
    assert (found.kept, found.differences) == (True, ())


@pytest.mark.parametrize(
    "text",
    ['{"custom_id": "a"}', '{"body": {"model": "m"}}', '{"body": {"model": "m", "messages": [{"role": "user"}]}}'],
)
def test_a_file_without_a_request_is_refused_by_path_and_line(tmp_path: Path, text: str) -> None:
    keep(tmp_path, request())
    path = tmp_path / "a.jsonl"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DataError, match=r"a\.jsonl:1: no request of a wave .*; expected custom_id and body"):
        why_miss(tmp_path, str(path))


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    keep(tmp_path, request())
    with pytest.raises(DataError, match=r"none\.jsonl: no such file"):
        why_miss(tmp_path, str(tmp_path / "none.jsonl"))


def test_where_there_is_no_workspace_it_is_said(tmp_path: Path) -> None:
    for ask in (ledger_statistics, lambda place: show_call(place, "abcd"), lambda place: why_miss(place, "abcd")):
        with pytest.raises(UsageError, match="no workspace here"):
            ask(tmp_path / "w")
