"""Counted nouns: what ``12 apples``, ``5 different ways`` and ``3 boxes of pens`` count."""

from __future__ import annotations

import re
from functools import lru_cache

from mathwright.programs.inflect import singular
from mathwright.verify.reading.number_words import is_number_word

MAX_NOUN_LENGTH = 60
"""Characters of a phrase that is taken as a noun."""
_MAX_WORDS = 5
_WORD = re.compile(r"[A-Za-z][A-Za-z'’-]*")
_SQUARED = re.compile(r"\b(?:sq|cu)\b\.?|\bunits?\s?(?:\^\s?\{?\s?([23])\s?\}?|squared|cubed)")
# Words that make a phrase something else than a noun: a sentence, a formula, a condition.
_OTHERS = frozenset(
    """is are was were be been am has have had do does did will would can could may must should not or and but if then
    than to mod modulo choose factorial over divided plus minus times into by from at in between equal squared cubed
    equals because so since that which who when where while as remainder r root square-root power raised greater
    smaller larger even odd degrees degree percent percentage positive negative true false yes no none with without
    out only sin cos tan cot sec csc arcsin arccos arctan sinh cosh tanh log ln lg exp sqrt pi theta alpha beta
    gamma delta lambda omega phi sigma infinity inf abs max min gcd lcm floor ceil mm cm km frac mu rho tau epsilon
    below above under ahead behind short early late less north south east west due up down base bases clockwise
    counterclockwise upward upwards downward downwards forward backward lost ago twos threes fours fives sixes sevens
    eights nines""".split()
)
_FILLERS = frozenset(
    "different distinct possible total additional extra whole other such unique new of the separate".split()
)
_TRAILING = frozenset("old long tall wide high deep away apart later each left remaining total altogether".split())


@lru_cache(maxsize=4096)
def counted_noun(text: str) -> str | None:
    """The noun that the whole text is, singular and in lower case (``apple``, ``square unit``), or None."""
    if len(text) > MAX_NOUN_LENGTH:
        return None
    words = _SQUARED.sub(_square, text.replace("/", " per ")).lower().split()
    words = _inner(words)
    if words in (["times"], ["time"]):
        return "time"
    if words[:1] == ["for"]:
        return None
    if not 1 <= len(words) <= _MAX_WORDS or max(map(len, words)) < 3 or not all(map(_is_plain, words)):
        return None
    return " ".join(_singular_heads(words))


def without_trailing_adjective(text: str) -> str:
    """``5 years`` of ``5 years old``; other texts unchanged."""
    front, space, last = text.rpartition(" ")
    return front if space and last.lower() in _TRAILING else text


def _is_plain(word: str) -> bool:
    """Whether a word may stand in a noun: no number ("5 ten-thousandths"), no function, no verb."""
    return bool(_WORD.fullmatch(word)) and word not in _OTHERS and (word == "a" or not is_number_word(word))


def _square(match: re.Match[str]) -> str:
    """``square`` for ``sq.``, ``square unit`` for ``units^2``."""
    cubic = match[0].startswith("cu") or match[1] == "3" or match[0].endswith("cubed")
    power = "cubic" if cubic else "square"
    return f"{power} unit" if match[0].startswith("unit") else power


def _inner(words: list[str]) -> list[str]:
    while words and words[0] in _FILLERS:
        words = words[1:]
    while len(words) > 1 and words[-1] in _TRAILING:
        words = words[:-1]
    return words


def _singular_heads(words: list[str]) -> list[str]:
    """Each noun before "of" or "per", and the last one, in the singular."""
    last = len(words) - 1
    return [
        singular(word) if place == last or words[place + 1] in ("of", "per") else word
        for place, word in enumerate(words)
    ]
