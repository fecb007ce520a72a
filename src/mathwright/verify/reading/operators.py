"""Signs of arithmetic as answers: ``+``, ``+, -``, ``<``, as of a question which sign belongs in the gap."""

from __future__ import annotations

import re

from mathwright.verify.reading.answer import Collection, Readings, Word

MAX_SIGNS = 20
"""Signs of one answer."""
_SPELLED = {"\\times": "×", "*": "×", "\\cdot": "×", "\\div": "÷", "\\gt": ">", "\\lt": "<", "\\ge": "≥", "\\le": "≤"}
_SIGN = re.compile(r"\\(?:times|cdot|div|[gl][te])(?![A-Za-z])|[-+*×÷=<>≤≥]")
_SIGNS = re.compile(rf"(?:(?:{_SIGN.pattern})[\s,;、，；]*+){{1,{MAX_SIGNS}}}+")


def read_operators(text: str) -> Readings:
    """The sign, or the signs in their order, that the whole text is; empty for any other text."""
    if not _SIGNS.fullmatch(text):
        return ()
    words = tuple(Word(_SPELLED.get(sign, sign), "operator") for sign in _SIGN.findall(text))
    return words if len(words) == 1 else (Collection("tuple", words),)
