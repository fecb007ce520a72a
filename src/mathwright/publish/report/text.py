"""How foreign text and numbers are told on the page."""

from __future__ import annotations

import re
import unicodedata

CLIP_CHARACTERS = 4_000
"""Longer texts are cut here; a worked solution of a school problem has 300 to 1,500."""

CLIP_NAME = 160
"""Longer names, reasons, ids and answers are cut here."""

# Characters that act without being seen: controls except tab and newline, soft hyphen, zero-width spaces,
# bidirectional overrides and isolates, tags.  The joiners U+200C and U+200D belong to Persian words and to
# emoji, so they count only beside ASCII.
_UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff"
    "\ud800-\udfff\ufff9-\ufffb\U000e0000-\U000e007f]"
    "|(?<=[\x20-\x7e])[\u200c\u200d]|[\u200c\u200d](?=[\x20-\x7e])"
)


def printable(text: str, at_most: int = CLIP_CHARACTERS) -> str:
    """The text, cut to ``at_most`` characters and encodable as UTF-8; what was cut is said at its end."""
    kept = text[:at_most].encode("utf-8", "backslashreplace").decode("utf-8")
    return kept if len(text) <= at_most else f"{kept}… [{len(text) - at_most:,} more characters]"


def printable_name(text: str) -> str:
    """The same for a name, a reason or an id: at most CLIP_NAME characters."""
    return printable(text, CLIP_NAME)


def visible(text: str) -> str:
    """The text with every character that acts unseen written out, such as ``⟨U+202E⟩``."""
    return _UNSEEN.sub(lambda match: f"⟨U+{ord(match.group()):04X}⟩", text.replace("\r\n", "\n"))


def thousands(count: int) -> str:
    """``12345`` as ``12,345``."""
    return f"{count:,}"


def share(part: int, whole: int) -> str:
    """The part in percent with one decimal, ``<0.1 %`` for less, ``–`` where the whole is nothing."""
    if whole <= 0:
        return "–"
    if part in (0, whole):
        return "100\u202f%" if part else "0\u202f%"
    percent = 100 * part / whole
    if percent < 0.1:
        return "<0.1\u202f%"
    # 99.96 would round to a false 100.0.
    return f"{min(percent, 99.9):.1f}\u202f%"


def label(name: str) -> str:
    """A step, kind or skill as words: underscores become spaces."""
    return name.replace("_", " ")


def clipped(text: str, columns: int) -> str:
    """The text on one line, cut with an ellipsis where it is wider than ``columns`` half-width characters."""
    one_line = " ".join(visible(text).split())
    used = 0
    for position, character in enumerate(one_line):
        used += 2 if unicodedata.east_asian_width(character) in "WF" else 1
        if used > columns:
            return one_line[: max(0, position - 1)].rstrip() + "…"
    return one_line
