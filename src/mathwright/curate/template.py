"""A key that two questions share if they are the same text but for their numbers."""

from __future__ import annotations

import re

from mathwright.curate.exact import folded, hashed

# fmt: off
NUMBER_WORDS = frozenset((
    "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen",
    "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty", "thirty", "forty", "fifty",
    "sixty", "seventy", "eighty", "ninety", "hundred", "thousand", "million", "half", "third", "quarter", "twice",
    "double", "triple", "thrice",
))
# fmt: on
PARTS = frozenset(
    ("one", "half", "third", "fourth", "quarter", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
)
_DIGITS = str.maketrans(dict.fromkeys("0123456789$€£¥", "#"))
# "1,250.50", "3/4" and "20%" are one number each.
_NUMBER = re.compile(r"#[#.,/%]*")


def template_key(question: str) -> int:
    """The key of the question with its numbers masked, in [0, 2**60).

    Masked are digits with their currency, separators, decimals and percent sign, simple fractions, and number
    words from two on; "one" is kept, as it mostly counts nothing ("one of them").
    """
    return hashed(masked(folded(question)))


def masked(text: str) -> str:
    """A folded question with ``#`` for every number."""
    words = _NUMBER.sub("#", text.translate(_DIGITS)).split(" ")
    # Tested here, not in a function: every question of a run comes by, and most words are neither.
    return " ".join(["#" if word in NUMBER_WORDS or ("-" in word and _is_compound(word)) else word for word in words])


def _is_compound(word: str) -> bool:
    """Two number words with a hyphen: ``twenty-five``, ``two-thirds``."""
    first, _, second = word.partition("-")
    return first in NUMBER_WORDS and (second in NUMBER_WORDS or second.rstrip("s") in PARTS)
