"""A plot of cost against size, both logarithmic, as an SVG of its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from math import ceil, floor, log10
from pathlib import Path

WIDTH, HEIGHT, MARGIN = 640, 420, 70
COLOURS = ("#1f6f8b", "#b5542b", "#5a7d2a", "#6b4c9a")

Point = tuple[float, float]
"""Size and cost."""


def write_plot(lines: Mapping[str, Sequence[Point]], title: str, path: Path) -> Path:
    """Write the plot; each line is dotted on at the slope of its first point's cost per size, for comparison."""
    path.write_text(plot(lines, title), encoding="utf-8")
    return path


def plot(lines: Mapping[str, Sequence[Point]], title: str) -> str:
    """The SVG's text."""
    points = [point for line in lines.values() for point in line]
    scale = _Scale([size for size, _ in points], [cost for _, cost in points])
    shapes = [*_grid(scale)]
    for (name, line), colour, row in zip(lines.items(), COLOURS, range(len(COLOURS)), strict=False):
        shapes += _line(name, sorted(line), colour, row, scale)
    head = f'<text x="{MARGIN}" y="24" font-size="15" font-weight="bold">{escape(title)}</text>'
    body = "\n".join([head, *shapes])
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif" '
        f'font-size="12">\n<rect width="100%" height="100%" fill="white"/>\n{body}\n</svg>\n'
    )


class _Scale:
    """From sizes and costs to places on the page: whole powers of ten at the edges."""

    def __init__(self, sizes: Sequence[float], costs: Sequence[float]) -> None:
        self.across = _decades(sizes)
        self.up = _decades(costs)

    def x(self, size: float) -> float:
        return MARGIN + (log10(size) - self.across[0]) / (self.across[-1] - self.across[0]) * (WIDTH - 2 * MARGIN)

    def y(self, cost: float) -> float:
        share = (log10(cost) - self.up[0]) / (self.up[-1] - self.up[0])
        return HEIGHT - MARGIN - share * (HEIGHT - 2 * MARGIN)


def _decades(values: Sequence[float]) -> range:
    low, high = floor(log10(min(values))), ceil(log10(max(values)))
    return range(low, max(high, low + 1) + 1)


def _grid(scale: _Scale) -> list[str]:
    left, right, low, high = MARGIN, WIDTH - MARGIN, HEIGHT - MARGIN, MARGIN
    shapes = []
    for power in scale.across:
        x = scale.x(10**power)
        shapes.append(f'<line x1="{x:.1f}" y1="{low}" x2="{x:.1f}" y2="{high}" stroke="#ddd"/>')
        shapes.append(f'<text x="{x:.1f}" y="{low + 18}" text-anchor="middle">{10**power:,}</text>')
    for power in scale.up:
        y = scale.y(10.0**power)
        shapes.append(f'<line x1="{left}" y1="{y:.1f}" x2="{right}" y2="{y:.1f}" stroke="#ddd"/>')
        shapes.append(f'<text x="{left - 8}" y="{y + 4:.1f}" text-anchor="end">{10.0**power:,g}</text>')
    shapes.append(f'<text x="{WIDTH / 2}" y="{HEIGHT - 20}" text-anchor="middle">problems in the dataset</text>')
    return shapes


def _line(name: str, line: Sequence[Point], colour: str, row: int, scale: _Scale) -> list[str]:
    path = " ".join(f"{scale.x(size):.1f},{scale.y(cost):.1f}" for size, cost in line)
    shapes = [f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>']
    for size, cost in line:
        x, y = scale.x(size), scale.y(cost)
        shapes.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" fill="{colour}"/>')
        shapes.append(f'<text x="{x + 7:.1f}" y="{y + 14:.1f}" fill="{colour}">{cost:,.4g}</text>')
    if len(line) > 1:
        (first, cost), (last, _) = line[0], line[-1]
        # A cost in proportion to the size may run off the top; the grid's edge is where it is cut.
        most = 10.0 ** scale.up[-1]
        end = min(last, most / cost * first)
        shapes.append(
            f'<line x1="{scale.x(first):.1f}" y1="{scale.y(cost):.1f}" x2="{scale.x(end):.1f}" '
            f'y2="{scale.y(cost * end / first):.1f}" stroke="{colour}" stroke-dasharray="3 4"/>'
        )
    shapes.append(
        f'<text x="{WIDTH - MARGIN}" y="{44 + 16 * row}" text-anchor="end" fill="{colour}">{escape(name)}</text>'
    )
    return shapes
