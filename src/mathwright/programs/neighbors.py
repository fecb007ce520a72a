"""Whether a story can be told right after others: nobody in it is taken for somebody of theirs."""

from __future__ import annotations

import re
from functools import lru_cache
from random import Random

from mathwright.programs.inflect import is_plural, singular
from mathwright.programs.lexicon import nouns
from mathwright.programs.people import known_names, names_in, rename

_OPENS_BADLY = re.compile(
    r"^(?:\d|\$\d|It(?! (?:takes?|took|costs?)\b)|This (?!(?:year|month|week|morning|weekend)\b)|(?:He|She|They|His|"
    r"Her|Their|Its|That|These|Those|Then|Another|Also|Now|Later|Next|And|But|So|Finally|"
    r"The (?:other|next|same|rest|remaining|following|second|third))\b)"
)
_SPEAKER = re.compile(r"\b(?:I|me|my|we|us|our|you|your)\b", re.IGNORECASE)
_PRONOUN = re.compile(r"\b(?:he|she|him|his|her|hers|they|their|them)\b", re.IGNORECASE)
_HE, _SHE = re.compile(r"\b(?:he|him|his)\b", re.IGNORECASE), re.compile(r"\b(?:she|her|hers)\b", re.IGNORECASE)
_DEFINITE = re.compile(r"\b[Tt]he ((?:[a-z-]+ ){0,1}[a-z-]+)")
_SOMEBODY = re.compile(r"\b[Aa]n? ((?:[a-z-]+ )?[a-z-]+)")
_WORD = re.compile(r"[a-z]{3,}")
_SENTENCE_START = re.compile(r"(?:^|[.?!] )[\"']?([A-Z][a-z]+)")
_GENERIC = frozenset(
    "day week month year morning afternoon evening night weekend weekday hour minute time end beginning start middle "
    "rest number amount total sum cost price value money rate way first second third last next other same whole "
    "remaining average difference length width height weight distance size original regular full final of in on at to "
    "for and more less most least half quarter number only each two three four both people person".split()
)
"""Words whose article points at nothing in particular."""


def clash(before: str, text: str) -> str | None:
    """Why ``text`` cannot follow ``before``, short and countable; None where it can.  Names are not looked at."""
    if _OPENS_BADLY.match(text):
        return "a story that opens badly"
    if _SPEAKER.search(before) and _SPEAKER.search(text):
        return "two speakers"
    if _pronoun_first(text):
        return "a pronoun before its name"
    if _mistaken(before, text):
        return "a thing of both stories"
    return None


def _pronoun_first(text: str) -> bool:
    """Whether the first sentence says *she* before it says who."""
    sentence = re.split(r"(?<=[.?!])\s", text, maxsplit=1)[0]
    pronoun = _PRONOUN.search(sentence)
    if pronoun is None:
        return False
    return not names_in(sentence[: pronoun.start()]) and bool(names_in(sentence))


def _mistaken(before: str, text: str) -> bool:
    """Whether *the* store of one story may be taken for the store of another, or both are about *a* farmer."""
    known = {_one(word) for word in _WORD.findall(before.lower())} - _GENERIC
    for found in _DEFINITE.finditer(text):
        meant = {_one(word) for word in found.group(1).split()} & known
        if meant and not meant <= {_one(word) for word in _WORD.findall(text[: found.start()].lower())}:
            return True
    return bool(_introduced(before) & _introduced(text))


@lru_cache(maxsize=20_000)
def _one(word: str) -> str:
    return singular(word)


def _introduced(text: str) -> set[str]:
    """The persons whom the text introduces without a name, such as *a farmer*."""
    words = {word for found in _SOMEBODY.findall(text) for word in found.split()}
    return {word for word in words if f"{word}s" in nouns().people or word in ("man", "woman", "person", "child")}


def new_names(before: str, text: str, rng: Random) -> dict[str, str] | None:
    """New names for those of the text that ``before`` uses too; None where one of them cannot have another."""
    both = {name for name in names_in(before) & names_in(text) if not _is_plain_word(name, before, text)}
    if any(_speaks_against(name, text) for name in both):
        return None
    return rename(text, both, before, rng)


def _is_plain_word(word: str, before: str, text: str) -> bool:
    """Whether a capitalised word is an ordinary plural at the start of a sentence, such as *Tickets*."""
    small = word.lower()
    if not is_plural(small) or small not in nouns().things | nouns().people:
        return False
    return all(
        len(re.findall(rf"\b{word}\b", told)) == _SENTENCE_START.findall(told).count(word) for told in (before, text)
    )


def _speaks_against(name: str, text: str) -> bool:
    """Whether the only pronouns of a text are not those that go with the name."""
    names = known_names()
    he, she = _HE.search(text) is not None, _SHE.search(text) is not None
    return (name in names.men and she and not he) or (name in names.women and he and not she)
