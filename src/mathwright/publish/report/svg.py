"""What every figure of the page is drawn with: inline SVG without a script.

Two kinds of figure.  Rows of bars have no view box: lengths along x are percentages and text has its size in pixels,
so that they fill whatever column they stand in, and their words stay as large on a telephone as on paper.  Figures
whose places matter (a grid, a network) have a width in pixels and stand in a box that scrolls sideways.
Colours are classes of ``report.css``.
"""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from mathwright.publish.report.text import clipped, label, visible

LABEL_COLUMNS = 160
"""Half-width characters of a label that are sent at all; the figure's width decides how many are shown."""
CHARACTER_PIXELS = 0.58
"""Mean width of a character, in its size; names that stand in a fixed figure get that much room."""


def figure(
    name: str, title: str, told: str, height: int, parts: Sequence[Markup], width: int | None = None, css: str = ""
) -> Markup:
    """An image with its title and its content in words; ``name`` is its id on the page.

    width: pixels; None fills the column.
    """
    size = Markup('width="100%" height="{}"').format(max(height, 1))
    if width is not None:
        size = Markup('width="{}" height="{}"').format(width, max(height, 1))
    return (
        Markup(
            '<svg class="{}" role="img" {} aria-labelledby="{}-title {}-desc">'
            '<title id="{}-title">{}</title><desc id="{}-desc">{}</desc>'
        ).format(f"figure {css}".rstrip(), size, name, name, name, visible(title), name, visible(told))
        + Markup("").join(parts)
        + Markup("</svg>")
    )


def hatch(name: str) -> Markup:
    """The pattern of what was refused; fill with ``url(#name)``."""
    return Markup(
        '<defs><pattern id="{}" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
        '<rect class="hatch-ground" width="6" height="6"/><rect class="hatch-line" width="2.5" height="6"/>'
        "</pattern></defs>"
    ).format(name)


def tooltip(words: str) -> Markup:
    """What a pointer at rest shows."""
    return Markup("<title>{}</title>").format(visible(words)[:200])


def row_label(words: str, top: int) -> Markup:
    """A line of HTML, because only HTML ends in an ellipsis where its room ends."""
    return Markup(
        '<foreignObject x="0" y="{}" width="62%" height="22"><div class="label">{}</div></foreignObject>'
    ).format(top + 1, clipped(label(words), LABEL_COLUMNS))


def row_number(digits: str, baseline: int, shift: int, css: str = "number") -> Markup:
    """A number that ends ``-shift`` pixels before the right end of the row."""
    return Markup('<text class="{}" x="100%" dx="{}" y="{}" text-anchor="end">{}</text>').format(
        css, shift, baseline, digits
    )


def row_rect(css: str, left: float, width: float, top: int, height: int) -> Markup:
    """A bar; ``left`` and ``width`` in percent."""
    return Markup('<rect class="{}" x="{}%" y="{}" width="{}%" height="{}"/>').format(css, left, top, width, height)


def percent(part: int, whole: int) -> float:
    """Between 0 and 100 with two decimals; what is there at all shows as at least a hair."""
    if whole <= 0 or part <= 0:
        return 0.0
    return min(100.0, max(0.3, round(100 * part / whole, 2)))


def text_pixels(words: str, size: int) -> float:
    """About how wide the words are in letters of this size."""
    return len(words) * size * CHARACTER_PIXELS
