"""Counts as thin bars."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from mathwright.publish.report.counts import Count
from mathwright.publish.report.svg import figure, percent, row_label, row_number, row_rect, tooltip
from mathwright.publish.report.text import label, share, thousands

SHARE_PIXELS = 56
"""Room for a share such as ``100 %`` at the right end of a row."""
ROW = 40


def bars(counts: Sequence[Count], whole: int, name: str, title: str, longest: int | None = None) -> Markup:
    """A bar for each count: label and numbers above, a thin bar below; shares are of ``whole``.

    ``name`` is the figure's id on the page; ``longest`` is the count that fills the width (default: the greatest).
    """
    longest = longest or max((bar.count for bar in counts), default=0)
    rows = [_row(bar, place * ROW, whole, longest) for place, bar in enumerate(counts)]
    told = "; ".join(f"{label(bar.label)} {thousands(bar.count)}" for bar in counts)
    return figure(name, title, told, ROW * len(counts), rows)


def _row(bar: Count, top: int, whole: int, longest: int) -> Markup:
    numbers = row_number(thousands(bar.count), top + 15, -SHARE_PIXELS) + row_number(
        share(bar.count, whole), top + 15, 0, "number faint"
    )
    return (
        Markup("<g>")
        + tooltip(bar.label)
        + row_label(bar.label, top)
        + numbers
        + row_rect("track", 0, 100, top + 23, 5)
        + row_rect("through", 0, percent(bar.count, longest), top + 23, 5)
        + Markup("</g>")
    )
