"""Turn the inverted part of a question ("did Natalia sell in May") into a clause ("Natalia sold in May").

Only what is sure is turned: a verb must be in ``words/verbs.toml`` and its subject of a known shape.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from mathwright.programs.inflect import is_plural, past, third_person
from mathwright.programs.lexicon import nouns, verbs, word_class

DO = frozenset({"do", "does", "did"})
BE = frozenset({"is", "are", "was", "were"})
HAVE = frozenset({"has", "have", "had"})
MODAL = frozenset({"will", "would", "can", "could", "should", "must", "might", "may"})
AUXILIARIES = DO | BE | HAVE | MODAL
PRONOUNS = frozenset({"he", "she", "it", "they", "we", "you", "i", "everyone", "everybody", "each", "both"})
_DETERMINERS = word_class("clause_determiners")
_NUMBERS = frozenset(["two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "twelve"])
_ADVERBS = word_class("clause_adverbs")
_FUNCTION = word_class("clause_function")
_BEFORE_VERB = frozenset({"help", "go", "let", "make", "have"})
_NAME = re.compile(r"(?:Mr\.|Mrs\.|Ms\.|Dr\.|[A-Z][\w-]*)(?:'s?)?$")
_WORD = re.compile(r"[A-Za-z][\w-]*(?:'s?)?$")
_AFTER_BE = word_class("clause_after_be")


@dataclass(frozen=True, slots=True)
class Clause:
    """A statement made of the inverted part of a question."""

    subject: str | None
    """Who does it; None where the asked thing itself is the subject."""
    verb: str
    """Base form of the main verb."""
    front: str
    """Subject and what stands before the main verb; empty without a subject."""
    verb_text: str
    """The main verb, inflected."""
    tail: str
    """What follows the main verb."""

    @property
    def text(self) -> str:
        """The clause in one string."""
        return " ".join(part for part in (self.front, self.verb_text, self.tail) if part)


def subject_is_sure(words: list[str]) -> bool:
    """Whether ``words`` are one noun phrase, or two joined by "and"."""
    if not words:
        return False
    if "and" in words:
        at = words.index("and")
        return _atom_is_sure(words[:at]) and _atom_is_sure(words[at + 1 :])
    return _atom_is_sure(words)


def _atom_is_sure(words: list[str]) -> bool:
    if not words:
        return False
    if len(words) == 1:
        return words[0].lower() in PRONOUNS or (
            _NAME.match(words[0]) is not None and not words[0].endswith(("'", "'s"))
        )
    if "of" in words:
        at = words.index("of")
        if at + 1 == len(words) or words[0].lower() not in _DETERMINERS:
            return False
        rest = words[at + 1 :]
        return (words[:at] in (["each"], ["both"], ["all"], ["one"]) or _plain(words[1:at])) and (
            rest == ["them"] or _atom_is_sure(rest)
        )
    if all(_NAME.match(word) for word in words):
        return not words[-1].endswith(("'", "'s"))
    opens = words[0].lower() in _DETERMINERS | _NUMBERS or words[0].endswith(("'s", "s'"))
    opens = opens or (words[0].isdigit() and is_plural(words[-1]))
    if len(words) > 2 and _NAME.match(words[0]) and words[1].endswith("'s"):
        words = words[1:]
        opens = True
    return opens and _plain(words[1:])


def _plain(words: list[str]) -> bool:
    return 1 <= len(words) <= 4 and all(
        word.isdigit() or (_WORD.match(word) is not None and word.lower() not in _FUNCTION) for word in words
    )


def is_plural_subject(words: list[str]) -> bool | None:
    """Whether a subject takes the plural verb; None where that is not sure."""
    if "and" in words:
        return True
    head = words[words.index("of") - 1] if "of" in words else words[-1]
    low = head.lower()
    if low in {"they", "we", "you", "both", "all"}:
        return True
    if low in {"he", "she", "it", "each", "everyone", "everybody", "one"} or words[0] in {"each", "every", "one"}:
        return False
    if _NAME.match(head):
        return False
    return is_plural(low)


def _verb_at(words: list[str], forms: frozenset[str] | None = None) -> int | None:
    """Index of the main verb after a subject at the start of ``words``; None where two readings compete."""
    known = verbs().past
    for at in range(1, min(len(words), 10)):
        word = words[at]
        hit = word in forms if forms is not None else word in known
        if not hit:
            continue
        end = at
        while end > 1 and (words[end - 1] in _ADVERBS or words[end - 1] == "not"):
            end -= 1
        if not subject_is_sure(words[:end]):
            continue
        following = words[at + 1] if at + 1 < len(words) else ""
        if forms is None and following in known and word not in _BEFORE_VERB and words[0].lower() not in PRONOUNS:
            return None
        return at
    return None


def _subject_end(words: list[str], at: int) -> int:
    end = at
    while end > 1 and (words[end - 1] in _ADVERBS or words[end - 1] == "not"):
        end -= 1
    return end


def _coordinates(words: list[str]) -> bool:
    """Whether a second verb follows ("pick and eat"), which would have to be inflected as well."""
    known = verbs().past
    return any(word in {"and", "or", "but", "then"} and nxt in known for word, nxt in pairwise(words))


def inverted(aux: str, words: list[str]) -> Clause | None:
    """The clause of ``aux`` and what follows it, where a subject stands between; None where that is not sure."""
    if aux in DO:
        return _with_do(aux, words)
    if aux in MODAL:
        at = _verb_at(words)
        return None if at is None else _build(words, at, _subject_end(words, at), aux, words[at], words[at])
    if aux in HAVE:
        at = _verb_at(words, _participles())
        return None if at is None else _build(words, at, _subject_end(words, at), aux, words[at], words[at])
    return _with_be(aux, words)


def _participles() -> frozenset[str]:
    return frozenset(verbs().participle.values())


def _with_do(aux: str, words: list[str]) -> Clause | None:
    at = _verb_at(words)
    if at is None or _coordinates(words[at + 1 :]):
        return None
    end = _subject_end(words, at)
    verb = words[at]
    if "not" in words[end:at]:
        return _build(words, at, end, aux, verb, verb)
    subject = words[:end]
    if aux != "did" and is_plural_subject(subject) is not (aux == "do") and subject[0] != "I":
        return None
    form = past(verb) if aux == "did" else third_person(verb) if aux == "does" else verb
    return _build(words, at, end, "", verb, form)


def _build(words: list[str], at: int, end: int, aux: str, verb: str, form: str) -> Clause:
    subject = " ".join(words[:end])
    front = " ".join(part for part in (subject, aux, *words[end:at]) if part)
    tail = " ".join(words[at + 1 :])
    if re.search(r"(?:^|(?<!in)(?<! a) )total$", tail):
        tail = f"{tail[:-5]}in total"
    return Clause(subject, verb, front, form, tail)


def _with_be(aux: str, words: list[str]) -> Clause | None:
    if words[:1] == ["there"]:
        return Clause(None, "be", "there", aux, " ".join(words[1:]))
    for at in range(1, min(len(words), 8)):
        word = words[at]
        if word.endswith("ing") or word in {"able", "going", "supposed", "left", "allowed", "expected", "required"}:
            end = _subject_end(words, at)
            if subject_is_sure(words[:end]):
                return _build(words, at, end, aux, "be", word)
    return None


def asked_is_subject(words: list[str], people: bool) -> Clause | None:
    """The relative clause of a question whose asked thing is the subject ("are left", "will fit", "voted")."""
    if len(words) < 1:
        return None
    pronoun = "who" if people else "that"
    verb = _subject_verb(words)
    if verb is None or any(word in AUXILIARIES for word in words[2:5]):
        return None
    return Clause(None, verb, pronoun, words[0], " ".join(words[1:]))


def _subject_verb(words: list[str]) -> str | None:
    first, rest = words[0], words[1:]
    table = verbs()
    if first in BE:
        return "be" if rest and _after_be(rest) else None
    if first in MODAL:
        rest = [word for word in rest if word not in _ADVERBS and word != "not"]
        return rest[0] if rest and rest[0] in table.past else None
    if first in DO:
        return rest[1] if len(rest) > 1 and rest[0] == "not" and rest[1] in table.past else None
    if first in HAVE:
        return _have_verb(rest)
    if first in table.past:
        return first
    return table.base_of_past.get(first)


def _have_verb(rest: list[str]) -> str | None:
    if not rest:
        return None
    if rest[0] in _participles():
        return rest[0]
    opens = rest[0] in {"a", "an", "the", "no", "at", "more", "less", "fewer", "only", "both"} or rest[0][0].isdigit()
    return "have" if opens or (rest[0].islower() and is_plural(rest[0])) else None


def _after_be(rest: list[str]) -> bool:
    first = rest[0]
    if first in _AFTER_BE or first in _participles() or first.endswith("ing"):
        return True
    return len(rest) == 1 and (first in nouns().people or first in {"each", "both"})
