"""One pass as a funnel: what each step let through, and what it refused."""

from __future__ import annotations

from markupsafe import Markup

from mathwright.publish.report.data import PassFunnel, StepFunnel
from mathwright.publish.report.svg import figure, hatch, percent, row_label, row_number, row_rect, tooltip
from mathwright.publish.report.text import label, thousands

ROW = 46
WAITING = Markup('class="waiting"')
"""Unfinished items are not refused: they are plain where refused ones are hatched."""


def funnel(stage: PassFunnel, name: str) -> Markup:
    """One pass from its planned items down to the accepted ones, a row a step; what a step refused is hatched.

    A step that cannot refuse anything has an empty frame for a bar, and says that it is not tested.
    """
    refused = Markup('fill="url(#{}-hatch)"').format(name)
    rows = [_row("planned", stage.planned, 0, stage.planned, refused, 0)]
    for step in stage.steps:
        remaining = step.entered - step.rejected
        css = "through" if step.tested else "untested"
        rows.append(_row(_step_words(step), remaining, step.rejected, stage.planned, refused, len(rows), css))
    remaining = stage.planned - sum(step.rejected for step in stage.steps)
    for words, count in (("unfinished", stage.unfinished), ("not taken up", stage.not_taken_up)):
        if count:
            remaining -= count
            rows.append(_row(words, remaining, count, stage.planned, WAITING, len(rows)))
    rows.append(_row("accepted", stage.accepted, 0, stage.planned, refused, len(rows), "final"))
    title = f"Funnel of the pass {label(stage.name)}"
    return figure(name, title, _told(stage), ROW * len(rows), [hatch(f"{name}-hatch"), *rows])


def _told(stage: PassFunnel) -> str:
    steps = [
        f"{label(step.name)} refused {thousands(step.rejected)}" if step.tested else _step_words(step)
        for step in stage.steps
    ]
    ends = [f"unfinished {thousands(stage.unfinished)}", f"accepted {thousands(stage.accepted)}"]
    return "; ".join([f"planned {thousands(stage.planned)}", *steps, *ends])


def _step_words(step: StepFunnel) -> str:
    return label(step.name) if step.tested else f"{label(step.name)}, not tested"


def _row(
    words: str, remaining: int, lost: int, planned: int, lost_fill: Markup, place: int, css: str = "through"
) -> Markup:
    top = place * ROW
    numbers = row_number(thousands(remaining), top + 16, 0)
    if lost:
        # Digits of 14 pixels are about 8 wide; the loss stands left of what remains.
        room = 8 * len(thousands(planned)) + 10
        lost_css = "number faint" if lost_fill == WAITING else "number lost"
        numbers += row_number(f"−{thousands(lost)}", top + 16, -room, lost_css)
    left = percent(remaining, planned)
    return (
        Markup("<g>")
        + tooltip(words)
        + row_label(words, top)
        + numbers
        + row_rect("track", 0, 100, top + 24, 10)
        + row_rect(css, 0, left, top + 24, 10)
        + Markup('<rect x="{}%" y="{}" width="{}%" height="10" {}/>').format(
            left, top + 24, percent(lost, planned), lost_fill
        )
        + Markup("</g>")
    )
