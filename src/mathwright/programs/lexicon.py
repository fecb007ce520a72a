"""The word lists under ``words/``, read once and kept."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Verbs:
    """Verb forms of word problems."""

    past: dict[str, str]
    """Base form to simple past, ``be`` to ``was``."""
    participle: dict[str, str]
    """Base form to past participle."""
    doubling: frozenset[str]
    """Regular verbs that double their last consonant before ``-ed`` and ``-ing``."""
    base_of_past: dict[str, str]
    """Simple past to base form."""


@dataclass(frozen=True, slots=True)
class Nouns:
    """Nouns of word problems."""

    people: frozenset[str]
    """Plurals that name persons."""
    things: frozenset[str]
    """Plurals of things that can be bought, given and owned one by one."""
    same: frozenset[str]
    """Nouns whose plural is their singular."""
    mass: frozenset[str]
    """Nouns that are not counted."""
    not_plural: frozenset[str]
    """Words in ``-s`` that are no plural."""
    singular: dict[str, str]
    """Irregular plural to singular."""
    plural: dict[str, str]
    """Irregular singular to plural."""


def _table(name: str) -> dict[str, str | dict[str, str] | dict[str, list[str]]]:
    text = files("mathwright.programs").joinpath("words", name).read_text("utf-8")
    return tomllib.loads(text)


def _words(table: dict[str, str | dict[str, str] | dict[str, list[str]]], key: str) -> frozenset[str]:
    return frozenset(str(table[key]).split())


@lru_cache(maxsize=1)
def _classes() -> dict[str, tuple[str, ...]]:
    return {name: tuple(str(words).split()) for name, words in _table("classes.toml").items()}


def word_list(name: str) -> tuple[str, ...]:
    """The words of the class ``name`` in ``words/classes.toml``, in their order."""
    return _classes()[name]


def word_class(name: str) -> frozenset[str]:
    """The words of the class ``name`` in ``words/classes.toml``, as a set."""
    return frozenset(word_list(name))


def regular_past(verb: str, doubled: bool = False) -> str:
    """The simple past of a regular verb; ``doubled`` says that its last consonant is written twice."""
    if verb.endswith("e"):
        return verb + "d"
    if verb.endswith("y") and verb[-2:-1] not in "aeiou":
        return verb[:-1] + "ied"
    return verb + (verb[-1] if doubled else "") + "ed"


@lru_cache(maxsize=1)
def verbs() -> Verbs:
    """The verbs of ``words/verbs.toml``."""
    table = _table("verbs.toml")
    irregular = table["irregular"]
    assert isinstance(irregular, dict)
    doubling = _words(table, "doubling")
    past = {verb: regular_past(verb, verb in doubling) for verb in _words(table, "regular") | doubling}
    participle = dict(past)
    for verb, forms in irregular.items():
        past[verb], participle[verb] = forms[0], forms[1]
    return Verbs(past, participle, doubling, {form: verb for verb, form in sorted(past.items())})


@lru_cache(maxsize=1)
def nouns() -> Nouns:
    """The nouns of ``words/nouns.toml``."""
    table = _table("nouns.toml")
    irregular = table["irregular"]
    assert isinstance(irregular, dict)
    singular = {plural: str(form) for plural, form in irregular.items()}
    return Nouns(
        people=_words(table, "people"),
        things=_words(table, "things"),
        same=_words(table, "same"),
        mass=_words(table, "mass"),
        not_plural=_words(table, "not_plural"),
        singular=singular,
        plural={form: plural for plural, form in singular.items()},
    )
