"""What the headers of a reply say of the provider's limits."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import lru_cache
from typing import Literal, TypeAlias

from mathwright.teachers.request import Allowance, Told

Bucket = Literal["requests", "input_tokens", "output_tokens", "tokens"]
Part = Literal["limit", "remaining", "reset_s", "retry_s", "retry_ms"]
Clock: TypeAlias = Callable[[], float]
LONGEST_S = 86_400.0
"""No header is believed to ask for a longer pause than a day."""
LARGEST_COUNT = 10**15
EPOCH_S, EPOCH_MS = 1e9, 1e11
"""A plain number from here on is a moment (seconds, milliseconds since 1970), as some gateways write it."""

_BUCKETS: dict[str, Bucket] = {
    "requests": "requests",
    "tokens": "tokens",
    "input-tokens": "input_tokens",
    "output-tokens": "output_tokens",
    "tokens-prompt": "input_tokens",  # so Fireworks
    "tokens-generated": "output_tokens",
}
_PARTS: dict[str, Part] = {"limit": "limit", "remaining": "remaining", "reset": "reset_s"}
_PLACES: dict[str, tuple[Bucket, Part]] = {
    "retry-after": ("requests", "retry_s"),
    "retry-after-ms": ("requests", "retry_ms"),
    **{f"x-ratelimit-{part}-{name}": (_BUCKETS[name], _PARTS[part]) for part in _PARTS for name in _BUCKETS},
    **{f"anthropic-ratelimit-{name}-{part}": (_BUCKETS[name], _PARTS[part]) for part in _PARTS for name in _BUCKETS},
}
_NUMBER = re.compile(r"\d{1,18}(?:\.\d{1,9})?", re.ASCII)
_SPAN = re.compile(
    r"(?:(\d{1,9})d)?(?:(\d{1,9})h)?(?:(\d{1,9})m)?(?:(\d{1,9}(?:\.\d{1,9})?)s)?(?:(\d{1,9}(?:\.\d{1,9})?)ms)?",
    re.ASCII,
)
_SPAN_UNITS_S = (86_400.0, 3_600.0, 60.0, 1.0, 0.001)
NOTHING_TOLD = Told()


def told_by(headers: Mapping[str, str], clock: Clock = time.time) -> Told:
    """What the headers say of limits; a value that makes no sense is taken as not said.

    ``clock`` gives seconds since 1970; a moment is measured from the reply's own ``Date`` where it has one, so that
    a wrong clock of this machine does not count.
    """
    found: list[tuple[Bucket, Part, str]] | None = None
    for name, value in headers.items():
        place = _PLACES.get(name.lower())
        if place is not None:
            found = [] if found is None else found
            found.append((*place, value))
    return NOTHING_TOLD if found is None else _told(found, headers, clock)


def _told(found: list[tuple[Bucket, Part, str]], headers: Mapping[str, str], clock: Clock) -> Told:
    counts: dict[tuple[Bucket, Part], int] = {}
    spans: dict[tuple[Bucket, Part], float] = {}
    for name, part, text in found:
        if part in ("limit", "remaining"):
            count = read_count(text)
            if count is not None:
                counts[name, part] = count
        else:
            span = read_span(text, lambda: _moment_of(headers, clock))
            if span is not None:
                spans[name, part] = min(span / 1000 if part == "retry_ms" else span, LONGEST_S)

    def allowance(name: Bucket) -> Allowance:
        return Allowance(counts.get((name, "limit")), counts.get((name, "remaining")), spans.get((name, "reset_s")))

    of_input = allowance("input_tokens")
    return Told(
        requests=allowance("requests"),
        input_tokens=of_input if of_input != Allowance() else allowance("tokens"),
        output_tokens=allowance("output_tokens"),
        retry_after_s=spans.get(("requests", "retry_ms"), spans.get(("requests", "retry_s"))),
    )


@lru_cache(maxsize=1024)  # a provider says the same limits with every reply
def read_count(text: str) -> int | None:
    """A count of requests or tokens, or None where the text is none."""
    text = text.strip()
    if not _NUMBER.fullmatch(text):
        return None
    count = int(text.partition(".")[0])
    return count if count <= LARGEST_COUNT else None


def read_span(text: str, now: Clock) -> float | None:
    """Seconds from now: of ``12``, ``0.5``, ``6m0s``, ``20ms``, a moment of RFC 3339 or HTTP; None where it is none."""
    span = _plain_span(text)
    if span is not None and span < EPOCH_S:
        return span
    moment = _moment(text.strip()) if span is None else span / (1000 if span >= EPOCH_MS else 1)
    return None if moment is None else max(moment - now(), 0.0)


@lru_cache(maxsize=1024)
def _plain_span(text: str) -> float | None:
    """Seconds as the text has them, which are no span from EPOCH_S on; None where it is no such form."""
    text = text.strip()
    if _NUMBER.fullmatch(text):
        return float(text)
    span = _SPAN.fullmatch(text)
    if not text or span is None:
        return None
    seconds = sum(float(part) * unit for part, unit in zip(span.groups(), _SPAN_UNITS_S, strict=True) if part)
    return min(seconds, LONGEST_S)


def _moment(text: str) -> float | None:
    """Seconds since 1970 of a moment; one without a zone is taken as UTC."""
    for read in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            moment = read(text)
            return (moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)).timestamp()
        except (ValueError, OverflowError, TypeError, IndexError):  # the reader of e-mail dates knows all four
            continue
    return None


def _moment_of(headers: Mapping[str, str], clock: Clock) -> float:
    """When the reply was sent."""
    date = headers.get("date")
    sent = None if date is None else _moment(date)
    return clock() if sent is None else sent
