"""Which form a question has, and its phrase."""

from __future__ import annotations

from mathwright.programs.clause import BE, MODAL
from mathwright.programs.how_long import EXTENTS, how_long
from mathwright.programs.how_many import how_many
from mathwright.programs.how_much import how_much
from mathwright.programs.phrase import Phrase
from mathwright.programs.what_is import what_is


def phrase_of(core: str, unit: str | None, priced: bool) -> Phrase | None:
    """The phrase of a question without its condition.

    ``unit``: what "in minutes" named, or None; ``priced``: whether the text speaks of dollars.
    """
    words = core.split()
    if len(words) < 3:
        return None
    first, second = words[0].lower(), words[1].lower()
    if first == "how" and second == "many":
        return None if unit else how_many(words[2:])
    if first == "how" and second == "much":
        return None if unit not in (None, "dollars") else how_much(words[2:], priced)
    if first == "how" and second in EXTENTS:
        return how_long(second, words[2:], unit)
    if first == "what's":
        return what_is(words[1:], "is", unit)
    if first == "what" and (second in BE or second in MODAL):
        return what_is(words[2:], second, unit)
    if first in {"calculate", "find", "determine"}:
        return what_is(words[1:], "is", unit)
    return None
