"""Pairs of skills as a triangle of cells, with each skill's name at the corner of its row and its column."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from itertools import pairwise
from math import ceil

from markupsafe import Markup

from mathwright.publish.report.pairs import SkillPairs, SkillUse
from mathwright.publish.report.svg import figure, hatch, text_pixels, tooltip
from mathwright.publish.report.text import clipped, label, thousands

SMALLEST, LARGEST = 13, 34
"""Pixels of a cell; 60 of the smallest and a name fill the page."""
ROOM = 700
"""Pixels that the cells of few skills share."""
NUMBERED = 26
"""Pixels from which a cell has room for its number."""
LARGE_NAMES = 17
"""Pixels from which a row has room for letters of the usual size."""
NAME_COLUMNS = 34
SHADES = {0: (), 1: (4,), 2: (2, 5), 3: (1, 3, 5), 4: (1, 2, 4, 5), 5: (1, 2, 3, 4, 5)}
"""Number of classes to their shades, of five."""


def heatmap(pairs: SkillPairs, name: str) -> Markup:
    """Each pair of the shown skills: shaded by its problems, hatched where it gave none, pale where never tried."""
    cell = max(SMALLEST, min(LARGEST, ROOM // max(len(pairs.shown), 1)))
    size, small = (14, Markup("")) if cell >= LARGE_NAMES else (12, Markup(' class="small"'))
    names = [clipped(label(skill.name), NAME_COLUMNS) for skill in pairs.shown]
    tried = {(row, column): (items, problems) for row, column, items, problems in pairs.cells}
    shades = Shades(pairs)
    parts = [hatch(f"{name}-hatch")]
    for row, words in enumerate(names):
        cells = (_cell(pairs.shown, row, column, tried.get((row, column)), shades, cell, name) for column in range(row))
        at = Markup('<text{} x="{}" y="{}">{}</text>').format(
            small, row * cell + 5, row * cell + (cell + size) // 2 - 1, words
        )
        parts += [*cells, at]
    width = max((row * cell + 8 + int(text_pixels(words, size)) for row, words in enumerate(names)), default=1)
    return figure(name, "Pairs of skills", _told(pairs), len(names) * cell, parts, width, "grid")


class Shades:
    """Classes of numbers of problems that grow by the same factor, at most five."""

    def __init__(self, pairs: SkillPairs) -> None:
        """The classes of the shown pairs."""
        self._most = max((problems for *_, problems in pairs.cells), default=0)
        # Less a hair, so that the fifth root of 32 is 2 on every machine.
        grown = {ceil(self._most ** (place / 5) - 1e-9) for place in range(5)}
        self._lowest = sorted(grown) if self._most > 5 else list(range(1, self._most + 1))

    def of(self, problems: int) -> int:
        """The shade of a pair with at least one problem, 1 to 5."""
        return SHADES[len(self._lowest)][bisect_right(self._lowest, problems) - 1]

    def classes(self) -> list[tuple[int, str]]:
        """Shade and range of each class, such as ``3–6``, palest first."""
        told = [
            thousands(low) if low + 1 == beyond else f"{thousands(low)}–{thousands(beyond - 1)}"
            for low, beyond in pairwise([*self._lowest, self._most + 1])
        ]
        return list(zip(SHADES[len(told)], told, strict=True))


def _cell(
    skills: Sequence[SkillUse],
    row: int,
    column: int,
    tried: tuple[int, int] | None,
    shades: Shades,
    cell: int,
    name: str,
) -> Markup:
    items, problems = tried or (0, 0)
    css = f"pair u{shades.of(problems)}" if problems else "pair none" if items else "pair never"
    fill = Markup(' fill="url(#{}-hatch)"').format(name) if items and not problems else Markup("")
    x, y, side = column * cell, row * cell, cell - 1
    drawn = Markup('<rect class="{}" x="{}" y="{}" width="{}" height="{}"{}>{}</rect>').format(
        css, x, y, side, side, fill, tooltip(_pair_words(skills[column].name, skills[row].name, items, problems))
    )
    if problems and cell >= NUMBERED and text_pixels(thousands(problems), 12) <= side:
        drawn += Markup('<text class="small number in u{}" x="{}" y="{}" text-anchor="middle">{}</text>').format(
            shades.of(problems), x + side / 2, y + cell // 2 + 4, thousands(problems)
        )
    return drawn


def _pair_words(first: str, second: str, items: int, problems: int) -> str:
    pair = f"{label(first)} × {label(second)}"
    if not items:
        return f"{pair}: never tried"
    return f"{pair}: {thousands(problems)} accepted of {thousands(items)} tried"


def _told(pairs: SkillPairs) -> str:
    """The figure in words: its numbers, and its most used pairs."""
    best = sorted(pairs.cells, key=lambda cell: -cell[3])[:10]
    told = [
        f"{label(pairs.shown[column].name)} with {label(pairs.shown[row].name)} {thousands(problems)}"
        for row, column, _, problems in best
        if problems
    ]
    numbers = (
        f"of {thousands(pairs.possible)} pairs {thousands(pairs.used)} have problems, {thousands(pairs.refused)} were "
        f"tried and gave none, {thousands(pairs.never)} were never tried"
    )
    return numbers + ("; most problems: " + ", ".join(told) if told else "")


def heatmap_legend(pairs: SkillPairs, name: str) -> Markup:
    """What the cells of the figure called ``name`` mean."""
    swatch = Markup('<svg class="figure swatch" width="14" height="14" aria-hidden="true">{}</svg>{}')
    box = Markup('<rect class="pair {}" width="14" height="14"{}/>')
    entries = [swatch.format(box.format(f"u{shade}", ""), told) for shade, told in Shades(pairs).classes()]
    if entries:
        entries[0] = Markup("accepted problems: ") + entries[0]
    fill = Markup(' fill="url(#{}-hatch)"').format(name)
    entries.append(swatch.format(box.format("none", fill), "tried, nothing accepted"))
    entries.append(swatch.format(box.format("never", ""), "never tried"))
    return Markup('<p class="legend">{}</p>').format(
        Markup(" ").join(Markup("<span>{}</span>").format(entry) for entry in entries)
    )
