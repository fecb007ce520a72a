import json
import time
from threading import Thread

import pytest

from tests.hostile.asked import Fixed
from tests.hostile.client import Connection, Seen, ask, chat
from tests.hostile.faults import QUICK, SPOILED, TRANSPORT, Faults, share
from tests.hostile.server import HostileServer

REPLY = "<question>\nHow many?\n</question>\n<solution>\nTwo: \\boxed{2}\n</solution>"


def seen_with(faults: Faults, path: str = "/v1/chat/completions", body: bytes | None = None, **more: float) -> Seen:
    with HostileServer(faults, model=Fixed(REPLY)) as server:
        return ask(server.port, path, body, **more)


def content_of(seen: Seen) -> str:
    text = seen.json["choices"][0]["message"]["content"]
    assert isinstance(text, str)
    return text


# --- transport ------------------------------------------------------------------------------------


def test_429_comes_with_and_without_retry_after() -> None:
    told = seen_with(Faults(throttled=1.0, retry_after_s=3))
    assert (told.status, told.headers["retry-after"], told.json["error"]["code"]) == (429, "3", "rate_limit_exceeded")
    bare = seen_with(Faults(throttled_bare=1.0))
    assert (bare.status, "retry-after" in bare.headers) == (429, False)
    anthropic = seen_with(Faults(throttled=1.0), "/v1/messages")
    assert anthropic.json["error"]["type"] == "rate_limit_error"


@pytest.mark.parametrize(
    ("fault", "status", "kind"),
    [
        ("server_error", 500, "application/json"),
        ("bad_gateway", 502, "text/html"),
        ("unavailable", 503, "text/plain"),
        ("overloaded", 529, "application/json"),
    ],
)
def test_failures_of_the_server_have_its_status_and_form(fault: str, status: int, kind: str) -> None:
    seen = seen_with(Faults(**{fault: 1.0}))  # type: ignore[arg-type]
    assert (seen.status, seen.headers["content-type"], seen.whole) == (status, kind, True)
    assert seen.body.startswith(b"<html>") == (fault == "bad_gateway")


def test_the_connection_breaks_before_the_first_byte() -> None:
    seen = seen_with(Faults(cut_before=1.0))
    assert (seen.status, seen.body) == (None, b"")


def test_the_connection_ends_in_the_middle_of_the_body() -> None:
    seen = seen_with(Faults(cut_within=1.0))
    assert (seen.status, seen.whole) == (200, False)
    assert 0 < len(seen.body) < int(seen.headers["content-length"])


def test_a_slow_body_has_its_head_at_once_and_does_not_end() -> None:
    seen = seen_with(Faults(slow_body=1.0, slow_s=600), timeout_s=0.5)
    assert (seen.status, seen.whole) == (200, False)
    assert 0 < len(seen.body) < int(seen.headers["content-length"]) // 4


def test_a_slow_body_arrives_whole_and_is_billed_where_one_waits() -> None:
    with HostileServer(Faults(slow_body=1.0, slow_s=0.3, most_in_a_row=0)) as server, Connection(server.port) as one:
        begun = time.monotonic()
        assert one.ask("POST", "/v1/chat/completions", chat()).whole
        assert time.monotonic() - begun > 0.25
        assert one.ask("POST", "/v1/chat/completions", chat()).whole
    assert server.billed.total() == 2


def test_a_reply_that_hangs_never_sends_a_byte() -> None:
    seen = seen_with(Faults(hang=1.0), timeout_s=0.3)
    assert (seen.status, seen.body) == (None, b"")


@pytest.mark.parametrize("fault", ["malformed", "truncated"])
def test_a_whole_body_that_is_no_json(fault: str) -> None:
    seen = seen_with(Faults(**{fault: 1.0}))  # type: ignore[arg-type]
    assert (seen.status, seen.whole, seen.headers["content-type"]) == (200, True, "application/json")
    with pytest.raises(json.JSONDecodeError):
        _ = seen.json


def test_a_good_reply_under_the_wrong_type() -> None:
    seen = seen_with(Faults(wrong_type=1.0))
    assert (seen.headers["content-type"], content_of(seen)) == ("text/html", REPLY)


def test_choices_come_twice_or_only_once() -> None:
    assert len(seen_with(Faults(duplicated=1.0)).json["choices"]) == 2
    assert len(seen_with(Faults(n_ignored=1.0), body=chat(n=4)).json["choices"]) == 1


@pytest.mark.parametrize("path", ["/v1/chat/completions", "/v1/messages"])
def test_usage_may_be_missing(path: str) -> None:
    assert "usage" in seen_with(Faults(), path).json
    assert "usage" not in seen_with(Faults(usage_missing=1.0), path).json


def test_nothing_that_fails_is_billed() -> None:
    for fault in QUICK:
        with HostileServer(Faults(**{fault: 1.0})) as server:  # type: ignore[arg-type]
            ask(server.port)
        assert (fault, server.billed.total(), server.calls[0].fault) == (fault, 0, fault)


# --- what the reply says --------------------------------------------------------------------------


def test_spoiled_replies_say_what_a_careless_model_says() -> None:
    seen = {name: seen_with(Faults(**{name: 1.0})) for name in SPOILED}  # type: ignore[arg-type]
    said = {name: content_of(one) for name, one in seen.items()}
    assert seen["length_cut"].json["choices"][0]["finish_reason"] == "length"
    assert said["length_cut"] == REPLY[: len(said["length_cut"])] != REPLY
    assert said["empty"] == ""
    assert "can" in said["refusal"] or "not able" in said["refusal"]
    assert "答案" in said["chinese"]
    assert said["wrong_tags"].startswith("<problem_statement>")
    assert said["two_boxes"].count("\\boxed{") == 2
    assert said["preamble"].startswith("Sure!")
    assert said["preamble"].count(REPLY) == 1
    assert said["fences"] == f"```\n{REPLY}\n```"
    assert said["under_escaped"] == REPLY


def test_an_under_escaped_reply_is_json_that_lost_its_backslashes() -> None:
    with HostileServer(Faults(under_escaped=1.0), model=Fixed('{"reason": "fine", "fits": true}')) as server:
        said = json.loads(content_of(ask(server.port)))
    assert said["reason"].startswith("$\x0crac{1}{2} \times 2$: fine")


def test_thoughts_stand_before_the_reply() -> None:
    said = content_of(seen_with(Faults(thinking=1.0)))
    assert said.startswith("<think>\n")
    assert said.endswith(f"</think>\n\n{REPLY}")


# --- draws ----------------------------------------------------------------------------------------


def test_the_same_prompt_gets_the_same_reply_and_other_faults_at_each_attempt() -> None:
    faults = Faults(seed=3).broken(0.5).careless(0.5)
    with HostileServer(faults, model=Fixed(REPLY)) as first, HostileServer(faults, model=Fixed(REPLY)) as second:
        for text in map(str, range(40)):
            for _ in range(6):
                ask(first.port, body=chat(text))
        for _ in range(6):
            for text in map(str, reversed(range(40))):
                ask(second.port, body=chat(text))
    histories = [
        {(c.content, c.attempt): (c.fault, c.status, c.billed, c.spoiled) for c in server.calls}
        for server in (first, second)
    ]
    assert histories[0] == histories[1]
    spoiled = {c.content: {d.spoiled for d in first.calls if d.content == c.content and d.billed} for c in first.calls}
    assert {len(ways) for ways in spoiled.values()} == {1}
    assert len({way for ways in spoiled.values() for way in ways}) > 5
    assert {c.fault for c in first.calls} == {*QUICK, None}


def test_no_content_fails_more_often_in_a_row_than_is_set() -> None:
    with HostileServer(Faults(server_error=1.0, most_in_a_row=3)) as server:
        statuses = [ask(server.port).status for _ in range(8)]
    assert statuses == [500, 500, 500, 200, 500, 500, 500, 200]


def test_shares_are_met() -> None:
    faults = Faults().broken(0.2).careless(0.1)
    drawn = [faults.drawn_transport(str(n), 0) for n in range(20_000)]
    assert 0.19 < sum(one is not None for one in drawn) / 20_000 < 0.21
    assert {one for one in drawn if one is not None} == set(QUICK)
    spoiled = [faults.drawn_spoiled(str(n)) for n in range(20_000)]
    assert 0.09 < sum(one is not None for one in spoiled) / 20_000 < 0.11
    assert {one for one in spoiled if one is not None} == set(SPOILED)
    assert 0.49 < sum(share(n) for n in range(20_000)) / 20_000 < 0.51


def test_settings_go_through_json() -> None:
    faults = Faults.from_json({"seed": 4, "broken": 0.2, "latency_s": 0.5})
    assert faults == Faults(seed=4, latency_s=0.5).broken(0.2)
    assert Faults.from_json(faults.as_json()) == faults
    assert set(QUICK) == set(TRANSPORT) - {"hang", "slow_body"}
    with pytest.raises(AssertionError, match="no such setting"):
        Faults.from_json({"latancy_s": 1})


# --- time and limits ------------------------------------------------------------------------------


def test_latency_and_its_jitter_are_waited_for() -> None:
    faults = Faults(latency_s=0.1, jitter_s=0.2)
    with HostileServer(faults) as server:
        begun = time.monotonic()
        assert ask(server.port).status == 200
        waited = time.monotonic() - begun
        (call,) = server.calls
        told = faults.delay_s(str(call.content), 0, 1)
    assert 0.1 < told < 0.3
    assert told <= waited < told + 0.2


def test_latency_grows_with_what_is_in_flight_beyond_the_capacity() -> None:
    faults = Faults(latency_s=1.0, capacity=10)
    assert [faults.delay_s("x", 0, in_flight) for in_flight in (1, 10, 20, 100)] == [1.0, 1.0, 2.0, 10.0]


def test_more_in_flight_than_is_allowed_gets_429() -> None:
    with HostileServer(Faults(latency_s=0.3, most_in_flight=2)) as server:
        threads = [Thread(target=ask, args=(server.port,)) for _ in range(5)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert sorted(call.status or 0 for call in server.calls) == [200, 200, 429, 429, 429]
    assert server.records.most_in_flight == 5


def test_a_bucket_of_requests_runs_empty_and_its_level_is_told() -> None:
    with HostileServer(Faults(requests_per_minute=60, bucket=2)) as server:
        seen = [ask(server.port) for _ in range(3)]
    assert [one.status for one in seen] == [200, 200, 429]
    assert [one.headers["x-ratelimit-remaining-requests"] for one in seen] == ["1", "0", "0"]
    assert {one.headers["x-ratelimit-limit-requests"] for one in seen} == {"60"}


def test_limits_are_told_in_each_providers_headers() -> None:
    faults = Faults(limit_headers=True)
    assert seen_with(faults).headers["x-ratelimit-limit-tokens"] == "2000000"
    assert seen_with(faults, "/v1/messages").headers["anthropic-ratelimit-requests-limit"] == "10000"
    assert "x-ratelimit-limit-requests" not in seen_with(Faults()).headers
