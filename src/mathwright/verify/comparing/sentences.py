"""Words of closed sets inside a sentence: stated ("it is a Tuesday"), or denied ("the statement is not true")."""

from __future__ import annotations

import re

from mathwright.verify.comparing.words import compare_words
from mathwright.verify.finding import Finding, different, undecided
from mathwright.verify.reading.answer import Prose, Word
from mathwright.verify.reading.words import read_word

MAX_WORDS = 12
"""Words of a sentence that is searched; a longer one is left open."""
MAX_CHARACTERS = 120
_WINDOW = 4
"""Words of the longest name of a closed set's word that is looked for."""
_REACH = 3
"""Words between a negation and what it denies, at most: "is not always strictly increasing"."""

OTHER_KINDS = undecided("answers of different kinds")
_DENIED = different("word denied in a sentence")
_TOKEN = re.compile(r"[a-z]+(?:['’][a-z]+)?|[,;.:!?]")
_NEGATION = re.compile(r"not|never|neither|nor|cannot|[a-z]+n['’]t")
_TURNS = frozenset("but that which because since if unless only and or , ; . : ! ?".split())
"""What ends the reach of a negation; "neither … nor" has a negation of its own on either side."""
_HEDGES = frozenset("no if unless may might could would should whether when either or but".split())
_CHINESE_DENIAL = re.compile(r"(?:不是|并非|不一定|并不|未必|不|非)\Z")
_CHINESE_HEDGE = re.compile(r"[不非未若当或]|如果|时|没有|可能")
_CHINESE = re.compile(r"[\u3400-\u9fff]+")
_STATING = frozenset(
    "is are was were be a an the has have of on always equals therefore thus so hence it's answer statement".split()
)
_OPEN_SETS = frozenset({"yes_no", "ordinal", "statement", "frequency"})
"""Sets whose words stand in sentences for other reasons: no, first, always."""


def compare_word_with_sentence(word: Word, prose: Prose) -> Finding:
    """Different where the sentence names the word only to deny it; what it states otherwise is left open."""
    if len(prose.text) > MAX_CHARACTERS:
        return OTHER_KINDS
    alone = read_word(prose.text.replace("**", ""))
    if alone is not None:
        # The reader took "it is a" away.
        return compare_words(word, alone)
    if word.closed_set in _OPEN_SETS:
        return OTHER_KINDS
    if _CHINESE.fullmatch(prose.text):
        return _DENIED if _denied_in_chinese(word, prose.text) else OTHER_KINDS
    tokens = _TOKEN.findall(prose.text)
    places = _places(tokens, word) if len(tokens) <= MAX_WORDS else []
    return _DENIED if places and all(_is_denied(tokens, place) for place in places) else OTHER_KINDS


def stated_word(prose: Prose) -> Word | None:
    """The word that a short sentence ends with, as what something is: "the sum is even", "方程无解"; else None."""
    if len(prose.text) > MAX_CHARACTERS:
        return None
    if _CHINESE.fullmatch(prose.text):
        return _stated_in_chinese(prose.text)
    tokens = _TOKEN.findall(prose.text)
    if not 1 < len(tokens) <= MAX_WORDS:
        return None
    start = next((place for place in range(max(len(tokens) - _WINDOW, 1), len(tokens)) if _word(tokens[place:])), 0)
    word = _word(tokens[start:]) if start else None
    if word is None or word.closed_set in _OPEN_SETS or tokens[start - 1] not in _STATING:
        return None
    if any(token in _HEDGES or _NEGATION.fullmatch(token) for token in tokens[:start]):
        return None
    # "From Monday on it is Tuesday": another word of the set leaves open which is meant.
    named = (_word(tokens[at : at + size]) for at in range(start) for size in range(1, min(_WINDOW, start - at) + 1))
    return None if any(found is not None and found.closed_set == word.closed_set for found in named) else word


def _places(tokens: list[str], word: Word) -> list[int]:
    sizes = range(1, _WINDOW + 1)
    return sorted({at for at in range(len(tokens)) for size in sizes if _word(tokens[at : at + size]) == word})


def _word(tokens: list[str]) -> Word | None:
    return read_word(" ".join(tokens)) if tokens else None


def _is_denied(tokens: list[str], place: int) -> bool:
    """Whether one negation, and no second one, stands shortly before in the same clause."""
    before = tokens[max(place - _REACH - 1, 0) : place]
    for at in range(len(before) - 1, -1, -1):
        if before[at] in _TURNS:
            return False
        if _NEGATION.fullmatch(before[at]):
            rest = tokens[: place - len(before) + at]
            return before[at] == "nor" or not any(map(_NEGATION.fullmatch, rest))
    return False


def _denied_in_chinese(word: Word, text: str) -> bool:
    ends = [start for start in range(1, len(text)) if read_word(text[start:]) == word]
    return bool(ends) and any(_CHINESE_DENIAL.search(text[:start]) for start in ends)


def _stated_in_chinese(text: str) -> Word | None:
    for start in range(1, len(text)):
        found = read_word(text[start:])
        if found is not None:
            return found if found.closed_set not in _OPEN_SETS and not _CHINESE_HEDGE.search(text[:start]) else None
    return None
