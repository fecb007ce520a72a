"""Unique compositions against epochs of walks, as a line that flattens where there are no more to find."""

from __future__ import annotations

from math import ceil

from markupsafe import Markup

from mathwright.concepts.saturation import Saturation
from mathwright.publish.report.svg import figure
from mathwright.publish.report.text import thousands

TALL = 220
"""Pixels of the plot."""
TOP, BOTTOM = 26, 30
"""Pixels above it and below."""
DOTTED = 40
"""Most points that are each marked."""
FAR = 1.5
"""An estimate beyond this many times what was found is not drawn: it would press the line to the ground."""


def curve(found: Saturation, name: str) -> Markup:
    """The line through the points, with the number that exists, or is estimated, as a dashed one."""
    last = found.points[-1]
    ceiling = _ceiling(found)
    whole = tick_above(max(last.unique, ceiling[0] if ceiling else 0))
    points = [(100 * point.epochs / last.epochs, 100 * point.unique / whole) for point in found.points]
    parts = [_level(0, whole, ""), *(_level(value, whole, thousands(value)) for value in (whole // 2, whole))]
    if ceiling is not None:
        parts.append(_dashed(ceiling[0], whole, ceiling[1]))
    parts += [_line([(0.0, 0.0), *points]), *(_dots(points) if len(points) <= DOTTED else []), _epochs(last.epochs)]
    return figure(name, "Unique compositions by epoch", _told(found), TOP + TALL + BOTTOM, parts, css="curve")


def _ceiling(found: Saturation) -> tuple[float, str] | None:
    if found.total is not None:
        return found.total, f"{thousands(found.total)} exist"
    if not found.saturated and found.estimate <= FAR * found.points[-1].unique:
        return found.estimate, f"about {thousands(round(found.estimate))} exist"
    return None


def tick_above(value: float) -> int:
    """The least of 2, 4, 6, 8, 10, 20, 30, … 100, 200, … that is not below the value."""
    if value <= 10:
        return next(tick for tick in (2, 4, 6, 8, 10) if tick >= value)
    unit = 10
    while 10 * unit < value:
        unit *= 10
    return unit * ceil(value / unit)


def _height(value: float, whole: float) -> float:
    return TOP + TALL * (1 - value / whole)


def _level(value: int, whole: int, words: str) -> Markup:
    y = _height(value, whole)
    return Markup(
        '<line class="level" x1="0" x2="100%" y1="{0:.1f}" y2="{0:.1f}"/>'
        '<text class="faint number" x="0" y="{1:.1f}">{2}</text>'
    ).format(y, y - 5, words)


def _dashed(value: float, whole: int, words: str) -> Markup:
    y = _height(value, whole)
    return Markup(
        '<line class="ceiling" x1="0" x2="100%" y1="{0:.1f}" y2="{0:.1f}"/>'
        '<text class="number" x="100%" y="{1:.1f}" text-anchor="end">{2}</text>'
    ).format(y, y - 6, words)


def _line(points: list[tuple[float, float]]) -> Markup:
    """A figure of its own that stretches with the column; its stroke does not."""
    told = " ".join(f"{x:.2f},{100 - y:.2f}" for x, y in points)
    return Markup(
        '<svg x="0" y="{}" width="100%" height="{}" viewBox="0 0 100 100" preserveAspectRatio="none" '
        'overflow="visible"><polyline class="line" points="{}" vector-effect="non-scaling-stroke"/></svg>'
    ).format(TOP, TALL, told)


def _dots(points: list[tuple[float, float]]) -> list[Markup]:
    dot = Markup('<circle class="dot" cx="{:.2f}%" cy="{:.1f}" r="2.5"/>')
    return [dot.format(x, _height(y, 100)) for x, y in points]


def _epochs(last: int) -> Markup:
    text = Markup('<text class="faint number" x="{}" y="{}" text-anchor="{}">{}</text>')
    y = TOP + TALL + 20
    return text.format("0", y, "start", "0") + text.format("100%", y, "end", f"{thousands(last)} epochs")


def _told(found: Saturation) -> str:
    shown = found.points[:: max(1, len(found.points) // 10)]
    return "; ".join(f"{thousands(point.unique)} after {thousands(point.epochs)} epochs" for point in shown)
