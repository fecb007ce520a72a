"""Figures as inline SVG, without a script and without a view box.

Lengths along x are percentages and text has its size in pixels: a figure fills whatever column it stands
in, and its words stay as large on a telephone as on paper.  Colours are classes of ``report.css``.
"""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from mathwright.publish.report.data import Count, PassFunnel
from mathwright.publish.report.text import clipped, label, share, thousands, visible

LABEL_COLUMNS = 160
"""Half-width characters of a label that are sent at all; the figure's width decides how many are shown."""
SHARE_PIXELS = 56
"""Room for a share such as ``100 %`` at the right end of a row."""
BAR_ROW = 40
FUNNEL_ROW = 46
WAITING = Markup('class="waiting"')
"""Unfinished items are not refused: they are plain where refused ones are hatched."""


def bars(counts: Sequence[Count], whole: int, name: str, title: str, longest: int | None = None) -> Markup:
    """A bar for each count: label and numbers above, a thin bar below; shares are of ``whole``.

    ``name`` is the figure's id on the page; ``longest`` is the count that fills the width (default: the greatest).
    """
    longest = longest or max((bar.count for bar in counts), default=0)
    rows = [_bar_row(bar, place * BAR_ROW, whole, longest) for place, bar in enumerate(counts)]
    told = "; ".join(f"{label(bar.label)} {thousands(bar.count)}" for bar in counts)
    return _figure(name, title, told, BAR_ROW * len(counts), rows)


def _bar_row(bar: Count, top: int, whole: int, longest: int) -> Markup:
    numbers = _number(thousands(bar.count), top + 15, -SHARE_PIXELS) + _number(
        share(bar.count, whole), top + 15, 0, "number faint"
    )
    return (
        Markup("<g>")
        + _tooltip(bar.label)
        + _label(bar.label, top)
        + numbers
        + _rect("track", 0, 100, top + 23, 5)
        + _rect("through", 0, _percent(bar.count, longest), top + 23, 5)
        + Markup("</g>")
    )


def funnel(stage: PassFunnel, name: str) -> Markup:
    """One pass from its planned items down to the accepted ones, a row a step; what a step refused is hatched."""
    hatch = f"{name}-hatch"
    refused = Markup('fill="url(#{})"').format(hatch)
    rows = [_funnel_row("planned", stage.planned, 0, stage.planned, refused, 0)]
    for step in stage.steps:
        remaining = step.entered - step.rejected
        rows.append(_funnel_row(step.name, remaining, step.rejected, stage.planned, refused, len(rows)))
    remaining = stage.planned - sum(step.rejected for step in stage.steps)
    for words, count in (("unfinished", stage.unfinished), ("not taken up", stage.not_taken_up)):
        if count:
            remaining -= count
            rows.append(_funnel_row(words, remaining, count, stage.planned, WAITING, len(rows)))
    rows.append(_funnel_row("accepted", stage.accepted, 0, stage.planned, refused, len(rows), "final"))
    pattern = Markup(
        '<defs><pattern id="{}" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
        '<rect class="hatch-ground" width="6" height="6"/><rect class="hatch-line" width="2.5" height="6"/>'
        "</pattern></defs>"
    ).format(hatch)
    told = "; ".join(
        [f"planned {thousands(stage.planned)}"]
        + [f"{label(step.name)} refused {thousands(step.rejected)}" for step in stage.steps]
        + [f"unfinished {thousands(stage.unfinished)}", f"accepted {thousands(stage.accepted)}"]
    )
    return _figure(name, f"Funnel of the pass {label(stage.name)}", told, FUNNEL_ROW * len(rows), [pattern, *rows])


def _funnel_row(
    words: str, remaining: int, lost: int, planned: int, lost_fill: Markup, place: int, css: str = "through"
) -> Markup:
    top = place * FUNNEL_ROW
    numbers = _number(thousands(remaining), top + 16, 0)
    if lost:
        # Digits of 14 pixels are about 8 wide; the loss stands left of what remains.
        room = 8 * len(thousands(planned)) + 10
        lost_css = "number faint" if lost_fill == WAITING else "number lost"
        numbers += _number(f"−{thousands(lost)}", top + 16, -room, lost_css)
    left = _percent(remaining, planned)
    return (
        Markup("<g>")
        + _tooltip(words)
        + _label(words, top)
        + numbers
        + _rect("track", 0, 100, top + 24, 10)
        + _rect(css, 0, left, top + 24, 10)
        + Markup('<rect x="{}%" y="{}" width="{}%" height="10" {}/>').format(
            left, top + 24, _percent(lost, planned), lost_fill
        )
        + Markup("</g>")
    )


def _figure(name: str, title: str, told: str, height: int, parts: Sequence[Markup]) -> Markup:
    return (
        Markup(
            '<svg class="figure" role="img" width="100%" height="{}" aria-labelledby="{}-title {}-desc">'
            '<title id="{}-title">{}</title><desc id="{}-desc">{}</desc>'
        ).format(max(height, 1), name, name, name, visible(title), name, visible(told))
        + Markup("").join(parts)
        + Markup("</svg>")
    )


def _tooltip(words: str) -> Markup:
    return Markup("<title>{}</title>").format(visible(words)[:200])


def _label(words: str, top: int) -> Markup:
    """A line of HTML, because only HTML ends in an ellipsis where its room ends."""
    return Markup(
        '<foreignObject x="0" y="{}" width="62%" height="22"><div class="label">{}</div></foreignObject>'
    ).format(top + 1, clipped(label(words), LABEL_COLUMNS))


def _number(digits: str, baseline: int, shift: int, css: str = "number") -> Markup:
    return Markup('<text class="{}" x="100%" dx="{}" y="{}" text-anchor="end">{}</text>').format(
        css, shift, baseline, digits
    )


def _rect(css: str, left: float, width: float, top: int, height: int) -> Markup:
    return Markup('<rect class="{}" x="{}%" y="{}" width="{}%" height="{}"/>').format(css, left, top, width, height)


def _percent(part: int, whole: int) -> float:
    """Between 0 and 100 with two decimals; what is there at all shows as at least a hair."""
    if whole <= 0 or part <= 0:
        return 0.0
    return min(100.0, max(0.3, round(100 * part / whole, 2)))
