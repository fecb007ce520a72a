"""Whether one line of a worked text is a plain sentence that may be kept with other numbers in it.

``So Mona sold 48 + 24 = 72 clips in all.``: perhaps a connective, a subject of the story, one verb that agrees
with it, one computation, and after it only words of the question.  Everything else is told as a bare equation.
"""

from __future__ import annotations

import re
from functools import lru_cache

from mathwright.programs.inflect import is_plural, third_person
from mathwright.programs.lexicon import verbs
from mathwright.programs.people import names_in

MOST_BEFORE, MOST_AFTER, MOST_SUBJECT = 6, 8, 8
"""Words between verb and computation, after the computation, and of a subject that begins with an article."""

_SUM = re.compile(r"[$(]*\s*[\d.,]+%?(?:\s*[-+*/()x×÷−–]+\s*\$?\s*[\d.,]*%?)+\s*=\s*\$?\s?[\d.,]*\d%?")
_CONNECTIVE = re.compile(
    r"^(?:So|Then|Therefore|Thus|Next|Now|Altogether|Together|Hence|Finally|In total|In all|In the end|Overall|"
    r"That means|This means|First|After that)(?: that)?,? "
)
_WORD = re.compile(r"[A-Za-z][A-Za-z'-]*|#|\$?\d[\d,.]*%?|[,;:]")
_FUNCTION = frozenset(
    "a an the of in on at for from to with by and per each every all more less left total altogether together combined "
    "in "
    "his her their its he she they this that these than as day days week weeks hour hours minutes month months year "
    "years "
    "dollars cents miles pounds ounces inches feet yards meters additional extra other both after before during over "
    "total amount number money cost price total sum first second third last next only still also".split()
)
_PREPOSITIONS = frozenset("of for in on from to at by with per that".split())
_SINGULAR, _PLURAL = frozenset({"He", "She", "It"}), frozenset({"They", "We", "You", "I"})
_MODAL = frozenset({"will", "would", "can", "could", "must", "should"})


def is_plain(line: str, question: str) -> bool:
    """Whether the line (without annotations, with its numbers) is such a sentence.

    line: one line of a worked text.  question: the text whose people and words it may use.
    """
    text, sums = _SUM.subn("#", line.strip().rstrip("."))
    if sums != 1:
        return False
    text = _CONNECTIVE.sub("", text, count=1)
    text = text[:1].upper() + text[1:]
    tokens = _WORD.findall(text)
    if "#" not in tokens or not names_in(text) <= names_in(question) | {tokens[0]}:
        return False
    place = tokens.index("#")
    if tokens[place - 1] in ("a", "an"):
        return False
    vocabulary = frozenset(word.lower() for word in _WORD.findall(question)) | _FUNCTION
    after = tokens[place + 1 :]
    if len(after) > MOST_AFTER or not _known(after, vocabulary) or _has_verb(after):
        return False
    return _front_is_plain(tokens[:place], vocabulary, question)


def _front_is_plain(front: list[str], vocabulary: frozenset[str], question: str) -> bool:
    """Subject, verb and at most a few words of the question before the computation."""
    if not front:
        return False
    first = front[0]
    if first == "There":
        return " ".join(front[1:]) in ("are", "were", "will be", "are a total of", "were a total of")
    if first in ("The", "His", "Her", "Their") or first.endswith("'s"):
        return _is_about_a_thing(front, vocabulary)
    people = names_in(question)
    if first in people and len(front) > 2 and front[1] == "and" and front[2] in people:
        return _predicate(front[3:], False, vocabulary)
    if first in people or first in _SINGULAR:
        return _predicate(front[1:], True, vocabulary)
    return first in _PLURAL and _predicate(front[1:], False, vocabulary)


def _is_about_a_thing(front: list[str], vocabulary: frozenset[str]) -> bool:
    """``The total cost of the shoes is``"""
    if front[-1] not in ("is", "was") or len(front) > MOST_SUBJECT + 1:
        return False
    subject = front[1:-1]
    if not subject or not _known(subject, vocabulary) or _has_verb(subject):
        return False
    cut = next((place for place, word in enumerate(subject) if word in _PREPOSITIONS), len(subject))
    return cut > 0 and not is_plural(subject[cut - 1])


def _predicate(words: list[str], singular: bool, vocabulary: frozenset[str]) -> bool:
    """A verb that agrees, then at most a few known words."""
    if words and words[0] in ("still", "also", "now", "already", "originally"):
        words = words[1:]
    if not words:
        return False
    verb, rest = words[0], words[1:]
    if verb in _MODAL:
        if not rest or rest[0] not in _bases():
            return False
        rest = rest[1:]
    elif verb not in (_singular_forms() if singular else _plural_forms()):
        return False
    if rest and not (rest[-1] in ("of", "only", "another") or (len(rest) == 2 and rest[0] == "to")):
        return False
    return len(rest) <= MOST_BEFORE and _known(rest, vocabulary) and not _has_verb(rest)


def _known(words: list[str], vocabulary: frozenset[str]) -> bool:
    return all(word[:1].isupper() or word.lower() in vocabulary for word in words)


def _has_verb(words: list[str]) -> bool:
    return any(word in _certain_verbs() for word in words)


@lru_cache(maxsize=1)
def _bases() -> frozenset[str]:
    return frozenset([*verbs().past, "be"])


@lru_cache(maxsize=1)
def _singular_forms() -> frozenset[str]:
    table = verbs()
    ambiguous = {
        form for form in table.past.values() if form in table.past and form not in ("cost", "read", "cut", "put")
    }
    return (frozenset(table.past.values()) - ambiguous - {"were"}) | frozenset(
        [*(third_person(verb) for verb in table.past), "is", "was", "has", "had"]
    )


@lru_cache(maxsize=1)
def _plural_forms() -> frozenset[str]:
    table = verbs()
    return (frozenset(table.past.values()) - {"was"}) | frozenset([*table.past, "are", "were", "have", "had"]) - {"be"}


@lru_cache(maxsize=1)
def _certain_verbs() -> frozenset[str]:
    """Forms that are verbs wherever they stand, so that a second one betrays a second clause."""
    return frozenset(
        "is are was were has have had will would can could must should sold bought ate spent gave gives made makes got "
        "gets "
        "took takes paid pays needs earned earns means because since which who that so if when".split()
    )
