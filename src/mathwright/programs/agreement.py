"""Slips of number, tense and word choice that can be told without parsing."""

from __future__ import annotations

import re
import tomllib
from functools import lru_cache
from importlib.resources import files
from itertools import pairwise
from operator import eq

from mathwright.programs.clause import AUXILIARIES
from mathwright.programs.inflect import is_plural, plural, singular, third_person
from mathwright.programs.lexicon import nouns, verbs, word_class

_WORDS = re.compile(r"[A-Za-z][\w'-]*|\d[\d,.]*|[,.;:?!()\"/$-]")
_UNITS = word_class("agreement_units")
_MANY = frozenset(["two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"])
_ENDS_GROUP = word_class("agreement_ends_group")
_LABELS = word_class("agreement_labels")
_NOT_BEFORE_COUNT = _LABELS | frozenset(["a", "the", "one", "$", "/", "-", "each", "every", "another"])
_NOT_BEFORE_ONE = _NOT_BEFORE_COUNT - {"each", "every"}
_MAKES = word_class("agreement_makes")
_TITLES = frozenset({"Mr", "Mrs", "Ms", "Dr", "St", "Jr"})
_LOWER_NAMES = word_class("agreement_lower_names")
_ORDINARY_BEFORE_AND = word_class("agreement_ordinary_before_and")
_ARTICLES = frozenset(["the", "a", "an"])
_HE_SHE = frozenset(["he", "she"])
_STOPS = frozenset([".", "?", "!"])
_DO = frozenset(["did", "does", "do"])
_EACH = frozenset(["each", "every", "another"])
_LOOKED_AT = _MANY | _ARTICLES | _HE_SHE | _STOPS | _DO | _EACH
"""Words that may disagree with their neighbours, numbers in digits apart."""
_DOUBLES = frozenset(["had", "that", "very", "long", "so", ",", ".", "-", "?", "!"])


@lru_cache(maxsize=1)
def _slips() -> tuple[tuple[str, frozenset[str], re.Pattern[str]], ...]:
    """Reason, the words one of which must occur for the pattern to be tried, and the pattern."""
    text = files("mathwright.programs").joinpath("words", "slips.toml").read_text("utf-8")
    return tuple(
        (slip["reason"], frozenset(slip["triggers"].split()), re.compile(slip["pattern"]))
        for slip in tomllib.loads(text)["slip"]
    )


@lru_cache(maxsize=1)
def _triggers() -> frozenset[str]:
    """The words one of which must occur for any of the patterns to be tried."""
    return frozenset().union(*(triggers for _, triggers, _ in _slips()))


_NO_AUXILIARY = re.compile(
    r"[Hh](?:(?<=\A.)|(?<=[.?!] .)|(?<=, .)|(?<=then .))ow (?:many|much) "
    r"((?:[a-z-]+ ){0,4}?)(he|she|they|it|[A-Z][a-z]+) ([a-z]+)\b[^.?]*\?"
)


@lru_cache(maxsize=1)
def _past_only() -> frozenset[str]:
    table = verbs()
    return frozenset(form for verb, form in table.past.items() if form != verb and form not in table.past)


@lru_cache(maxsize=1)
def _third_only() -> frozenset[str]:
    return frozenset(third_person(verb) for verb in verbs().past)


@lru_cache(maxsize=1)
def _single_things() -> frozenset[str]:
    table = nouns()
    single = {singular(word) for word in table.things if word not in table.same}
    unsure = {
        "chocolate",
        "orange",
        "chicken",
        "glass",
        "toy",
        "can",
        "match",
        "corn",
        "fruit",
        "car",
        "candy",
        "block",
    }
    return frozenset((single | set(_UNITS)) - unsure)


def agreement_faults(text: str) -> list[str]:
    """The reasons found in ``text`` (straight quotes): number, agreement, tense, confused words, missing auxiliary."""
    words = _WORDS.findall(text)
    lower = [word.lower() for word in words]
    found = _slips_in(text, _triggers().intersection(lower))
    if not _LOWER_NAMES.isdisjoint(words) and not re.search(r"\bi\.e\b", text):
        found.append("lower-case name")
    # Most words are passed over: only these can disagree with their neighbours.
    spots = [at for at, word in enumerate(lower) if word in _LOOKED_AT or word.isdigit()]
    if _is_doubled(words, spots):
        found.append("doubled word")
    if _counts_disagree(words, lower, spots):
        found.append("number and noun")
    if _verb_disagrees(words, lower, spots):
        found.append("subject and verb")
    if _tense_slips(words, lower, spots):
        found.append("verb after auxiliary")
    if _lacks_auxiliary(text):
        found.append("missing auxiliary")
    return found


def _slips_in(text: str, present: frozenset[str]) -> list[str]:
    if not present:
        return []
    return [
        reason for reason, triggers, pattern in _slips() if not triggers.isdisjoint(present) and pattern.search(text)
    ]


def _is_doubled(words: list[str], spots: list[int]) -> bool:
    """Whether a word follows itself, or an article another article."""
    if True in map(eq, words, words[1:]) and any(
        one == two and one[0].islower() and one not in _DOUBLES for one, two in pairwise(words)
    ):
        return True
    articles = [at for at in spots if words[at] in _ARTICLES]
    return any(two - one == 1 for one, two in pairwise(articles))


def _counts_disagree(words: list[str], lower: list[str], spots: list[int]) -> bool:
    table, single = nouns(), _single_things()
    for at in spots:
        if at + 1 == len(lower):
            return False
        word, noun = lower[at], lower[at + 1]
        before = words[at - 1] if at else "."
        if word == "1" or word in _EACH:
            if before[0].isupper() or before in _NOT_BEFORE_ONE or (word == "1" and before[0].isdigit()):
                continue
            if (
                (noun in table.things or noun in table.people or noun[:-1] in _UNITS)
                and noun not in table.same
                and is_plural(noun)
            ):
                return noun != "glasses" and (word == "1" or noun not in {"days", "years"})
        elif noun in single and (word in _MANY or (word.isdigit() and int(word) > 1)):
            after = lower[at + 2] if at + 2 < len(lower) else "."
            if after in _ENDS_GROUP and before.lower() not in _NOT_BEFORE_COUNT:
                return plural(noun) != noun
    return False


_BASE_SURE = word_class("agreement_base_sure")
_NOT_SINGULAR = word_class("agreement_not_singular")


def _verb_disagrees(words: list[str], lower: list[str], spots: list[int]) -> bool:
    last = len(lower) - 1
    if last > 0 and _start_disagrees(lower, 0):
        return True
    for at in spots:
        word = lower[at]
        if word in _HE_SHE:
            if at < last and _pronoun_disagrees(lower, at):
                return True
            continue
        ends = word in _STOPS and (word != "." or words[at - 1] not in _TITLES)
        if ends and at + 1 < last and _start_disagrees(lower, at + 1):
            return True
    return False


def _pronoun_disagrees(lower: list[str], at: int) -> bool:
    """Whether *he* or *she* is followed by the form of a verb that goes with *they*."""
    verb, before = lower[at + 1], lower[at - 1] if at else "."
    if not ((verb in verbs().past and verb not in _past_forms()) or verb in {"are", "were"}):
        return False
    if verb == "were" and _is_wish(lower[:at]):
        return False
    return before not in AUXILIARIES and not _governs(lower, at) and not _has_auxiliary(lower, at)


def _start_disagrees(lower: list[str], at: int) -> bool:
    """Whether a sentence starts with a noun and a verb of different number."""
    word, verb = lower[at], lower[at + 1]
    if verb in _BASE_SURE and word.isalpha() and word not in _NOT_SINGULAR and not _may_be_plural(word):
        return True
    if word != "the" or at + 2 >= len(lower) or lower[at + 2] not in {"has", "was", "is", "does"}:
        return False
    return verb in nouns().people or (verb in nouns().things and verb not in nouns().same)


def _governs(lower: list[str], at: int) -> bool:
    """Whether the word before ``at`` takes a bare verb ("let he") or joins subjects ("Tom and he")."""
    before = lower[at - 1] if at else "."
    if before == "and":
        return lower[at - 2] in {"she", "he"} or lower[at - 2] not in _ORDINARY_BEFORE_AND
    return before in _MAKES


def _may_be_plural(word: str) -> bool:
    return is_plural(word) and word not in {"james", "chris", "charles", "carlos", "luis", "thomas", "nicholas"}


def _is_wish(before: list[str]) -> bool:
    return any(word in {"if", "though", "wish", "wishes", "wished"} for word in before[-6:])


@lru_cache(maxsize=1)
def _past_forms() -> frozenset[str]:
    return frozenset(verbs().past.values())


def _has_auxiliary(lower: list[str], at: int) -> bool:
    """Whether the clause before word ``at`` holds an auxiliary that may govern it ("should he and she have")."""
    for word in reversed(lower[max(0, at - 5) : at]):
        if word in {".", "?", "!", ",", ";"}:
            return False
        if word in AUXILIARIES and word not in {"is", "are", "was", "were", "has", "have", "had"}:
            return True
        if word in {
            "suggest",
            "suggests",
            "suggested",
            "requires",
            "required",
            "recommends",
            "recommended",
            "insists",
            "demands",
        }:
            return True
    return False


@lru_cache(maxsize=1)
def _not_after_do() -> frozenset[str]:
    return _past_only() | _third_only()


def _tense_slips(words: list[str], lower: list[str], spots: list[int]) -> bool:
    wrong = _not_after_do()
    for at in spots:
        if lower[at] not in _DO or at + 2 >= len(lower):
            continue
        subject = words[at + 1]
        if subject.lower() in {"he", "she", "it", "they", "we", "you"} or subject[0].isupper():
            if lower[at + 2] in wrong and not (subject[0].isupper() and lower[at + 2].endswith("s")):
                return True
        elif (
            subject in {"the", "his", "her", "their", "each"} and at + 3 < len(lower) and lower[at + 3] in _past_only()
        ):
            return lower[at + 3] != "left" and lower[at + 2] not in {"total", "recently", "other", "newly"}
    return False


def _lacks_auxiliary(text: str) -> bool:
    if text.startswith("Find") or ("how m" not in text and "How m" not in text):
        return False
    match = _NO_AUXILIARY.search(text)
    if match is None or any(word in AUXILIARIES for word in match[1].split()):
        return False
    noun, subject, verb = match[1].strip(), match[2], match[3]
    if re.search(r"\b(?:than|that|the|of|if|and)$|\b(?:than|that) ", noun):
        return False
    if any(word in verbs().past or word in _past_forms() for word in noun.split()):
        return False
    if subject[0].isupper():
        sure = {"was", "is", "has", "had", "have", "will", "can", "could", "would"}
        return bool(noun) and verb in sure and not is_plural(subject)
    return verb in AUXILIARIES or verb in _past_only() or verb in _third_only()
