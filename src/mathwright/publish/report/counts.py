"""A label with how often it occurs: one bar of a chart, or one line of a table."""

from __future__ import annotations

from collections.abc import Mapping

from mathwright.publish.report.text import printable_name
from mathwright.records import Record


class Count(Record):
    """One bar or one line of a table."""

    label: str
    count: int


def ranked(counts: Mapping[str, int]) -> tuple[Count, ...]:
    """Most frequent first, then by name."""
    ordered = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    return tuple(Count(label=printable_name(label), count=count) for label, count in ordered)
