"""What headers say of limits."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from multidict import CIMultiDict

from mathwright.teachers.providers.headers import LARGEST_COUNT, LONGEST_S, NOTHING_TOLD, read_count, read_span, told_by
from mathwright.teachers.request import Allowance, Told

NOW = 1_795_262_400.0  # 2026-11-21T12:00:00Z


def told(**headers: str) -> Told:
    return told_by({name.replace("_", "-"): value for name, value in headers.items()}, lambda: NOW)


def test_reads_what_openai_says() -> None:
    found = told(
        x_ratelimit_limit_requests="10000",
        x_ratelimit_remaining_requests="9999",
        x_ratelimit_reset_requests="6ms",
        x_ratelimit_limit_tokens="2000000",
        x_ratelimit_remaining_tokens="1999000",
        x_ratelimit_reset_tokens="6m0s",
    )

    assert found.requests == Allowance(10_000, 9_999, 0.006)
    assert found.input_tokens == Allowance(2_000_000, 1_999_000, 360.0)
    assert (found.output_tokens, found.retry_after_s) == (Allowance(), None)


def test_reads_what_anthropic_says_and_takes_input_tokens_over_all_tokens() -> None:
    found = told(
        anthropic_ratelimit_requests_limit="50",
        anthropic_ratelimit_requests_remaining="0",
        anthropic_ratelimit_requests_reset="2026-11-21T12:01:00Z",
        anthropic_ratelimit_tokens_limit="7",
        anthropic_ratelimit_input_tokens_limit="30000",
        anthropic_ratelimit_input_tokens_remaining="29000",
        anthropic_ratelimit_input_tokens_reset="2026-11-21T13:00:30+01:00",
        anthropic_ratelimit_output_tokens_remaining="800",
        retry_after="60",
    )

    assert found.requests == Allowance(50, 0, 60.0)
    assert found.input_tokens == Allowance(30_000, 29_000, 30.0)
    assert found.output_tokens == Allowance(None, 800, None)
    assert found.retry_after_s == 60.0


def test_finds_names_in_any_case() -> None:
    assert told_by(CIMultiDict({"Retry-After": "2", "X-RateLimit-Limit-Requests": "5"}))[::3] == (Allowance(5), 2.0)


def test_milliseconds_win_over_seconds() -> None:
    assert told(retry_after_ms="1500", retry_after="2").retry_after_s == 1.5


def test_a_moment_is_measured_from_the_replys_own_date() -> None:
    found = told(date="Sat, 21 Nov 2026 10:00:00 GMT", retry_after="Sat, 21 Nov 2026 10:00:20 GMT")

    assert found.retry_after_s == 20.0


def test_a_reply_without_such_headers_says_nothing() -> None:
    assert told_by({"content-type": "application/json", "date": "x"}) is NOTHING_TOLD


def test_a_longer_pause_than_a_day_is_a_day() -> None:
    assert told(retry_after="999999").retry_after_s == LONGEST_S
    assert told(x_ratelimit_reset_tokens="400h").input_tokens.reset_s == LONGEST_S


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("12", 12.0),
        ("0.5", 0.5),
        ("0", 0.0),
        (" 7 ", 7.0),
        ("1s", 1.0),
        ("20ms", 0.02),
        ("6m0s", 360.0),
        ("7.66s", 7.66),
        ("2m59.56s", 179.56),
        ("1h2m3s", 3723.0),
        ("0d20h", 72_000.0),
        ("1d2h", LONGEST_S),
        ("1s500ms", 1.5),
        ("2026-11-21T12:00:10.5Z", 10.5),
        ("2026-11-21T12:00:10", 10.0),
        ("2026-11-21T11:00:00Z", 0.0),
        ("Sat, 21 Nov 2026 12:02:00 GMT", 120.0),
        ("1795262410", 10.0),
        ("1795262410000", 10.0),
        *(
            (text, None)
            for text in ("", "soon", "-1", "nan", "inf", "1e9", "s", "m", "1x", "٣", "1_0", "9" * 400, "--")
        ),
        *(
            (text, None)
            for text in (
                "2026-13-45T00:00:00Z",
                "Sat, 21 Nov 2026 12:00:00 +" + "9" * 30,
                "Sat, 99 Nov 2026 12:02:00 GMT",
            )
        ),
    ],
)
def test_reads_spans(text: str, seconds: float | None) -> None:
    assert read_span(text, lambda: NOW) == (None if seconds is None else pytest.approx(seconds))


@pytest.mark.parametrize(
    ("text", "count"),
    [("5", 5), ("0", 0), (" 5 ", 5), ("99.0", 99), (str(LARGEST_COUNT), LARGEST_COUNT)]
    + [(text, None) for text in ("-1", "", "many", "1,000", "٣", "1_0", str(LARGEST_COUNT + 1), "9" * 5000)],
)
def test_reads_counts(text: str, count: int | None) -> None:
    assert read_count(text) == count


NAMES = ["retry-after", "retry-after-ms", "date", "x-ratelimit-reset-tokens", "anthropic-ratelimit-requests-reset"]
VALUES = st.text(max_size=40) | st.from_regex(r"[\d.:TZ+hms, -]{1,40}") | st.integers().map(str)


@given(st.dictionaries(st.sampled_from([*NAMES, "x-ratelimit-limit-tokens"]), VALUES))
def test_no_value_is_an_error_and_every_span_lies_within_a_day(headers: dict[str, str]) -> None:
    found = told_by(headers, lambda: NOW)
    spans = (found.retry_after_s, *(allowance.reset_s for allowance in found[:3]))

    assert all(span is None or 0 <= span <= LONGEST_S for span in spans)
