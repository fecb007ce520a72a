"""A small concept graph as a picture."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from math import log, sqrt

import numpy as np
from markupsafe import Markup

from mathwright.publish.report.connections import Picture, PictureNode
from mathwright.publish.report.labels import counted
from mathwright.publish.report.layout import places
from mathwright.publish.report.svg import figure, text_pixels, tooltip
from mathwright.publish.report.text import clipped, label, thousands

WIDTH = 980
HEIGHT, HEIGHT_PER_NODE = 240, 11
NAME_COLUMNS, NAME_LINES = 20, 2
NAME_SIZE = 12
"""Pixels, as the class ``small`` has them."""
LINE = 13
SMALLEST, LARGEST = 4, 10
"""Radius in pixels: the circle's area grows with the seed problems that name the concept."""


def network(picture: Picture, name: str) -> Markup:
    """The concepts with their names, joined by lines that are thicker where more seed problems need both."""
    most = max(node.count for node in picture.nodes)
    radii = [SMALLEST + (LARGEST - SMALLEST) * sqrt(node.count / most) for node in picture.nodes]
    names = [_lines(label(node.name)) for node in picture.nodes]
    height = HEIGHT + HEIGHT_PER_NODE * len(names)
    sizes = [
        (max(2 * radius, *(text_pixels(line, NAME_SIZE) for line in lines)) + 8, 2 * radius + LINE * len(lines) + 8)
        for lines, radius in zip(names, radii, strict=True)
    ]
    middles = places(sizes, picture.edges, np.array((WIDTH, height), float)).tolist()
    # The circle stands at the top of its box, the name below it.
    points = [(x, y - tall / 2 + radius + 2) for (x, y), (_, tall), radius in zip(middles, sizes, radii, strict=True)]
    nodes = [
        _node(node, lines, x, y, radius)
        for node, lines, (x, y), radius in zip(picture.nodes, names, points, radii, strict=True)
    ]
    return figure(name, "The concept graph", _told(picture), height, [*_edges(picture, points), *nodes], WIDTH, "net")


def _edges(picture: Picture, points: Sequence[tuple[float, float]]) -> list[Markup]:
    """The lightest first, so that the heaviest lie on top."""
    heaviest = max((weight for *_, weight in picture.edges), default=1)
    drawn = []
    line = Markup(
        '<line x1="{:.1f}" y1="{:.1f}" x2="{:.1f}" y2="{:.1f}" stroke-width="{:.1f}" stroke-opacity="{:.2f}">{}</line>'
    )
    for left, right, weight in reversed(picture.edges):
        strength = log(1 + weight) / log(1 + heaviest)
        words = f"{label(picture.nodes[left].name)} – {label(picture.nodes[right].name)}: {thousands(weight)}"
        look = (0.6 + 3 * strength, 0.2 + 0.5 * strength)
        drawn.append(line.format(*points[left], *points[right], *look, tooltip(words)))
    return drawn


def _lines(name: str) -> list[str]:
    """The name in at most two lines, cut where it is longer."""
    lines = textwrap.wrap(clipped(name, NAME_COLUMNS * NAME_LINES), NAME_COLUMNS)
    if len(lines) > NAME_LINES:
        lines = [*lines[: NAME_LINES - 1], clipped(" ".join(lines[NAME_LINES - 1 :]), NAME_COLUMNS)]
    return lines or [""]


def _node(node: PictureNode, lines: Sequence[str], x: float, y: float, radius: float) -> Markup:
    tip = tooltip(f"{label(node.name)}: {counted(node.count, 'seed problem')}")
    circle = Markup('<circle class="{}" cx="{:.1f}" cy="{:.1f}" r="{:.1f}">{}</circle>')
    text = Markup('<text class="small name" x="{:.1f}" y="{:.1f}" text-anchor="middle">{}</text>')
    first = y + radius + NAME_SIZE + 1
    return circle.format(node.kind, x, y, radius, tip) + Markup("").join(
        text.format(x, first + place * LINE, line) for place, line in enumerate(lines)
    )


def _told(picture: Picture) -> str:
    """The strongest edges in words."""
    told = [
        f"{label(picture.nodes[left].name)} with {label(picture.nodes[right].name)} {thousands(weight)}"
        for left, right, weight in picture.edges[:20]
    ]
    return f"{len(picture.nodes)} concepts; strongest edges: " + ", ".join(told) if told else "no edges"


def network_legend() -> Markup:
    """What the two kinds of circles and the lines mean."""
    entries = [
        Markup(
            '<span><svg class="figure swatch net" width="14" height="14" aria-hidden="true">'
            '<circle class="{}" cx="7" cy="7" r="6"/></svg>{}</span>'
        ).format(kind, label(kind))
        for kind in ("topic", "knowledge_point")
    ]
    entries.append(Markup("<span>larger: named by more seed problems; thicker: needed together more often</span>"))
    return Markup('<p class="legend">{}</p>').format(Markup(" ").join(entries))
