"""Which words of a text are not English.  The lexicon is pyspellchecker's, read at the first question, plus our own."""

from __future__ import annotations

import re
from functools import lru_cache
from importlib.resources import files

from spellchecker import SpellChecker

from mathwright.programs.lexicon import nouns, verbs, word_class

_LOWER = re.compile(r"[a-z](?<![\w'-].)[a-z'-]*[a-z](?![\w'])")
_CONTRACTED = ("'s", "'ll", "'d", "'ve", "'re", "'m", "n't")
# In the lexicon because films say them; in a word problem they are slips of the pen.
_SLIPS = word_class("spelling_slips")


@lru_cache(maxsize=1)
def lexicon() -> frozenset[str]:
    """Every known word in lower case: about 160,000; loading takes a quarter of a second and 45 MB."""
    extra = files("mathwright.programs").joinpath("words", "extra.txt").read_text("utf-8").split()
    table, forms = nouns(), verbs()
    own = {*extra, *table.people, *table.things, *table.mass, *table.singular, *forms.past, *forms.past.values()}
    return (frozenset(SpellChecker(language="en").word_frequency.dictionary) | own) - _SLIPS


@lru_cache(maxsize=100_000)
def is_known(word: str) -> bool:
    """Whether a lower-case word, a compound or a contraction of known words is in the lexicon."""
    known = lexicon()
    if word in known or len(word) == 1:
        return True
    if "-" in word:
        return all(not part or is_known(part) for part in word.split("-"))
    for ending in _CONTRACTED:
        if word.endswith(ending) and len(word) > len(ending):
            return is_known(word[: -len(ending)])
    return False


def unknown_words(text: str) -> tuple[str, ...]:
    """The words in lower case that no lexicon knows, in order.  Capitalised words pass as names."""
    known, words = lexicon(), _LOWER.findall(text)
    if known.issuperset(words):
        return ()
    return tuple(word for word in words if word not in known and not is_known(word))
