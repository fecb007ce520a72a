"""One value said twice: ``9/4, i.e. 2.25``, ``3/4 (0.75)``, ``2/3 or about 0.67``, ``5 cm (50 mm)``."""

from __future__ import annotations

import re

MAX_LENGTH = 200
"""Characters of a text that is looked at."""
_AGAIN = re.compile(
    r"(?P<first>[^=≈]{1,80}?)\s*(?:,?\s*\(?\s*(?:i\.\s?e\.|that\sis|in\sother\swords|which\s(?:is|equals)(?:\sequal\sto)?"
    r"|or\s(?:about|approximately|approx\.?|roughly|around|nearly|equivalently|simply))\s*,?\s*)(?P<second>\S[^()]{0,80}?)\)?"
)
_THAT_IS = re.compile(
    r"(?P<first>[^()=≈]{1,80}?)\s*,\s*(?:i\.\s?e\.|that\sis|in\sother\swords)\s*,?\s*(?P<second>\S.{0,80})", re.DOTALL
)
_OR_IN_BRACKETS = re.compile(r"(?P<first>[^()=≈]{1,80}?)\s*\(\s*(?:or|=|≈|also)\s*(?P<second>[^()]{1,60}?)\s*\)")
_IN_BRACKETS = re.compile(r"(?P<first>[^()=≈]{1,60}?)\s\((?P<second>[^()]{1,60}?)\)")


def said_again(text: str) -> tuple[str, str] | None:
    """The value, and the other words for it that the text says are the same; None for other texts."""
    if len(text) > MAX_LENGTH:
        return None
    match = (
        _AGAIN.fullmatch(text)
        or _THAT_IS.fullmatch(text)
        or (_OR_IN_BRACKETS.fullmatch(text) if text.endswith(")") else None)
    )
    return (match["first"], match["second"]) if match else None


def with_brackets(text: str) -> tuple[str, str] | None:
    """A value and another in brackets behind it, which may be the same or a factor; None for other texts."""
    match = _IN_BRACKETS.fullmatch(text) if text.endswith(")") and len(text) <= MAX_LENGTH else None
    return (match["first"], match["second"]) if match else None
