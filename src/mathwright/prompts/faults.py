"""What a reply may be instead of what was asked for: a refusal, a text in another script, thoughts cut off."""

from __future__ import annotations

import re

SHORT = 800
"""Most characters of a reply that may be a refusal; a longer one has said something else after all."""
NEAR_START = 200
"""Characters from the start within which a refusal begins."""
FOREIGN_SHARE = 0.3
"""Share of letters of other scripts above which a text is foreign."""
OWN_SHARE = 0.1
"""Share of such letters from which the question itself is in another script."""

_CANNOT = r"(?:can(?:no|')t|can not|am (?:unable|not able) to|'m (?:unable|not able) to|won't|will not|must decline)"
_DEEDS = (
    r"(?:assist|help|fulfil|comply|provide|creat|generat|continu|complete|write|answer|engage|support|respond"
    r"|do (?:that|this|so))"
)
_REFUSAL = re.compile(
    rf"\b(?:sorry|apologi[sz]e)\b[^.!?\n]{{0,60}}\bI {_CANNOT}"
    rf"|\bI(?: {_CANNOT}|'m unable to|'m not able to)(?: to)?(?: \w+){{0,3}} {_DEEDS}"
    r"|\bI must decline\b"
    r"|\bas an AI\b"
    r"|\b(?:against|violates?) (?:my|our|the|openai's) (?:\w+ )?(?:guidelines|polic(?:y|ies))",
    re.IGNORECASE,
)
_NO_PROSE = re.compile(r"\\[A-Za-z]+|</?\w+>")
_OPENED = re.compile(r"\s*<(think(?:ing)?)>")
_CLOSED = re.compile(r"</think(?:ing)?>")
# Latin and its supplements; Greek; both once more with further accents; letterlike signs; Latin ligatures;
# full-width Latin; mathematical alphabets
_OWN = (
    (0x41, 0x2AF), (0x370, 0x3FF), (0x1D00, 0x1FFF), (0x2070, 0x214F), (0x2C60, 0x2C7F), (0xA720, 0xA7FF),
    (0xFB00, 0xFB06), (0xFF21, 0xFF5A), (0x1D400, 0x1D7FF),
)  # fmt: skip
_OTHER = re.compile(f"[^\x00-\x40{''.join(f'{chr(low)}-{chr(high)}' for low, high in _OWN)}]")
"""A sign of another script, or one that is no letter."""


def split_thoughts(text: str) -> tuple[str, str] | None:
    """Reasoning in ``<think>`` tags at the start, and the reply after it, both stripped; None where it is cut off.

    A lone ``</think>`` ends reasoning that the server opened itself.  Without tags the reasoning is empty.
    """
    opened = _OPENED.match(text)
    closed = list(_CLOSED.finditer(text))
    if not closed:
        return None if opened else ("", text.strip())
    last = closed[-1]
    reply = text[last.end() :]
    if _OPENED.match(reply):
        return None
    return text[opened.end() if opened else 0 : last.start()].strip(), reply.strip()


def refused(text: str) -> bool:
    """Whether a reply that misses its form is a refusal: short, and refusing near its start."""
    plain = text.strip().replace("’", "'")
    return len(plain) <= SHORT and _REFUSAL.search(plain[:NEAR_START]) is not None


def foreign(text: str, asked: str) -> bool:
    """Whether a reply is in another script than what was asked."""
    return _other_scripts(text) > FOREIGN_SHARE and _other_scripts(asked) < OWN_SHARE


def _other_scripts(text: str) -> float:
    """Share of the letters of prose that are neither Latin nor Greek; 0 where there is no letter."""
    prose = _NO_PROSE.sub(" ", text)
    others = sum(map(str.isalpha, _OTHER.findall(prose)))
    return others / sum(map(str.isalpha, prose)) if others else 0.0
