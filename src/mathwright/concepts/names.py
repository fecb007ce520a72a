"""What a concept name says, apart from how it is written: its words in their plain forms, and the idea they make.

    "Simplification of Algebraic Expressions"  words  simplify algebraic expression    idea  {simplify, expression}
    "simplifying_expressions"                  words  simplify expression              idea  {simplify, expression}

Two names of one idea differ only in case, number, form (adding, addition), word order, filler words (basic,
understanding, problems), spelling, abbreviation (LCM) or a known other word (mean, average).  Order is part of an
idea only where it tells things apart: sum of squares, fractions to decimals.  Digits always count.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from itertools import pairwise

from mathwright.programs.inflect import singular
from mathwright.programs.lexicon import regular_past

_POWERS = str.maketrans({"²": " ^ 2 ", "³": " ^ 3 ", "’": "'", "−": "-", "–": "-", "—": "-", "_": " "})
_LATEX = re.compile(r"\\(?:text|mathrm|mathbf|operatorname|left|right|[()\[\]])|[${}]|\\(?=[a-z])")
_POSSESSIVE = re.compile(r"(?<=\w)'s\b|(?<=s)'(?!\w)")
_ORDINAL = re.compile(r"\b([nk])[\s^-]*th\b")
_DASH = re.compile(r"(?<=[^\W\d_]{2})\s*[-/]\s*(?=[^\W\d_]{2})|(?<=\d)-(?=[^\W\d_]{2}|d\b)|(?<=[^\W\d_]{2})-(?=\d)")
_TOKEN = re.compile(r"[^\W\d_]+|\d+(?:[.,]\d+)*|[,:;&+=^|<>%×÷*/-]")
_SIGNS = frozenset("+=^|<>×÷*/-")
_AND = frozenset("and or & , : ;".split())
_WAYS = {"to": "to", "into": "to", "from": "from", "given": "from"}
_ARTICLES = frozenset(["a", "an", "the"])


@dataclass(frozen=True, slots=True)
class NormalForm:
    """A concept name without what is only writing."""

    words: tuple[str, ...]
    """Its content words in plain form, in written order; a phrase such as ``square_root`` is one word."""
    idea: frozenset[str]
    """What it is about: equal for two names of one idea.  Never empty."""


@dataclass(frozen=True, slots=True)
class _Words:
    """The tables of ``words/names.toml``, ready for use."""

    lemma: dict[str, str]
    verbs: frozenset[str]
    function: frozenset[str]
    turning: frozenset[str]
    filler: frozenset[str]
    filler_before_the: frozenset[str]
    relational: frozenset[str]
    quantities: frozenset[str]
    directed: frozenset[str]
    vague: frozenset[str]
    stay: frozenset[tuple[str, ...]]
    phrases: dict[str, list[tuple[tuple[str, ...], str]]]
    """By first word: the words of a phrase and the one word it is, longest first."""
    sets: tuple[tuple[frozenset[str], frozenset[str]], ...]


@lru_cache(maxsize=65_536)
def normal_form(name: str) -> NormalForm:
    """The words and the idea of a concept name; a name without any word stands for itself."""
    tokens = _tokens(name)
    plain = _joined(_plain(tokens))
    words = tuple(word for word in plain if word not in _words().function and word not in _AND)
    if any(sign in _SIGNS for sign in words):
        return NormalForm(words, frozenset(words) | {"formula " + " ".join(words)})
    idea = _idea(plain) or frozenset(words) or frozenset([" ".join(tokens) or name.strip().casefold()])
    return NormalForm(words, idea)


def same_idea(one: str, other: str) -> bool:
    """Whether two names say one idea."""
    return normal_form(one).idea == normal_form(other).idea


def is_thing(word: str) -> bool:
    """Whether a word of an idea is what a concept is about, not what one does (``add``), and not vague (``total``)."""
    words = _words()
    return word.isidentifier() and len(word) > 1 and word not in words.verbs and word not in words.vague


# --- words ----------------------------------------------------------------------------------------


def _tokens(name: str) -> list[str]:
    text = unicodedata.normalize("NFKC", name.translate(_POWERS)).casefold()
    text = _POSSESSIVE.sub("", _LATEX.sub(" ", text)).replace("'", "")
    text = _DASH.sub(" ", _ORDINAL.sub(r"\1th", text))
    return _TOKEN.findall(text.replace("%", " percent "))


def _plain(tokens: Sequence[str]) -> list[str]:
    """The plain form of each token; "determine the" is "find", articles are gone, repeats are one."""
    words = _words()
    plain: list[str] = []
    for token, following in pairwise([*tokens, ""]):
        if token in _ARTICLES:
            continue
        lemma = _lemma(token, words.lemma)
        if lemma in words.filler_before_the and following == "the":
            lemma = "find"
        if not plain or plain[-1] != lemma:
            plain.append(lemma)
    return plain


def _lemma(token: str, table: dict[str, str]) -> str:
    if token in table or not token.isalpha():
        return table.get(token, token)
    one = singular(token)
    return table.get(one, one)


def _joined(plain: Sequence[str]) -> list[str]:
    """The words with every known phrase as one word."""
    joined: list[str] = []
    at = 0
    while at < len(plain):
        phrase, length = _phrase_at(plain, at)
        joined.append(phrase)
        at += length
    return joined


def _phrase_at(plain: Sequence[str], at: int) -> tuple[str, int]:
    for pattern, phrase in _words().phrases.get(plain[at], ()):
        if tuple(plain[at : at + len(pattern)]) == pattern:
            return phrase, len(pattern)
    return plain[at], 1


# --- ideas ----------------------------------------------------------------------------------------


def _idea(plain: Sequence[str]) -> frozenset[str]:
    words = _words()
    content = [word for word in _without_fillers(plain) if word not in words.function and word not in _AND]
    kept = _reduced(frozenset(content))
    if "formula" in plain and len(kept) == 1 and not kept & words.quantities:
        kept |= {"formula"}
    return kept | frozenset(_marks(plain, kept)) if kept else kept


def _without_fillers(plain: Sequence[str]) -> list[str]:
    words = _words()
    staying = {place for at, pair in enumerate(pairwise(plain)) if pair in words.stay for place in (at, at + 1)}
    return [word for at, word in enumerate(plain) if word not in words.filler or at in staying]


def _reduced(idea: frozenset[str]) -> frozenset[str]:
    """The idea after the ``sets`` rules, each applied once, in their order."""
    for given, made in _words().sets:
        if given <= idea:
            idea = (idea - given) | made
    return idea


def _marks(plain: Sequence[str], kept: frozenset[str]) -> Iterator[str]:
    yield from _order(plain, kept)
    yield from _direction(plain, kept)
    yield from _means_by(plain, kept)


def _order(plain: Sequence[str], kept: frozenset[str]) -> Iterator[str]:
    """The order of the relational nouns, as "square > sum" for a sum of squares."""
    words = _words()
    ordered: list[str] = []
    for segment in reversed(_split(plain, words.turning)):
        found = [word for word in segment if word in words.relational and word in kept]
        if found and _AND & set(segment):
            found = ["+".join(sorted(set(found)))]
        ordered += found
    if len(ordered) > 1:
        yield " > ".join(ordered)


def _direction(plain: Sequence[str], kept: frozenset[str]) -> Iterator[str]:
    """From what to what, where a verb of change says so: "decimal to fraction"."""
    words = _words()
    sayings = words.directed | words.filler
    places = [at for at, word in enumerate(plain) if word in _WAYS]
    for at in places:
        left, right = (_things(part, kept) for part in (plain[:at], plain[at + 1 :]))
        if left and right and plain[at + 1] not in words.verbs and words.verbs.intersection(plain) <= sayings:
            yield f"{left} {_WAYS[plain[at]]} {right}"


def _things(part: Sequence[str], kept: frozenset[str]) -> str:
    return " ".join(sorted({word for word in part if word in kept and word not in _words().verbs}))


def _means_by(plain: Sequence[str], kept: frozenset[str]) -> Iterator[str]:
    """By what means, as in "solving equations by factoring"."""
    for at, word in enumerate(plain):
        means = " ".join(sorted({w for w in plain[at + 1 :] if w in kept}))
        if word in ("by", "through", "via") and means and kept.intersection(plain[:at]):
            yield f"by {means}"


def _split(plain: Iterable[str], at: frozenset[str]) -> list[list[str]]:
    parts: list[list[str]] = [[]]
    for word in plain:
        if word in at:
            parts.append([])
        else:
            parts[-1].append(word)
    return parts


# --- tables ---------------------------------------------------------------------------------------


@lru_cache(maxsize=1)
def _words() -> _Words:
    table = tomllib.loads((files("mathwright.concepts") / "words" / "names.toml").read_text("utf-8"))
    lists = {name: frozenset(str(text).split()) for name, text in table.items() if isinstance(text, str)}
    lemma = {**_verb_forms(table["verbs"]), **_written_as(table["nouns"]), **table["numbers"]}
    known = {*lemma.values(), *lists["relational"], *table["phrases"]}

    def words_of(text: str) -> tuple[str, ...]:
        return tuple(w if w in known else _lemma(w, lemma) for w in text.split() if w not in _ARTICLES)

    return _Words(
        lemma=lemma,
        verbs=frozenset(table["verbs"]),
        stay=frozenset(words_of(pair) for pair in table["stay"]),
        phrases=_phrases((words_of(text), one) for one, texts in table["phrases"].items() for text in texts),
        sets=tuple(_rule(line) for line in table["sets"]["means"].strip().split("\n")),
        **lists,
    )


def _verb_forms(verbs: dict[str, str]) -> dict[str, str]:
    forms: dict[str, str] = {}
    for verb, others in verbs.items():
        stem = verb[:-1] if verb.endswith("e") else verb
        forms |= dict.fromkeys([verb, stem + "ing", regular_past(verb), *others.split()], verb)
    return forms


def _written_as(nouns: dict[str, str]) -> dict[str, str]:
    return {form: noun for noun, forms in nouns.items() for form in [noun, *forms.split()]}


def _phrases(pairs: Iterable[tuple[tuple[str, ...], str]]) -> dict[str, list[tuple[tuple[str, ...], str]]]:
    by_first: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for pattern, phrase in sorted(pairs, key=lambda pair: (-len(pair[0]), pair[0])):
        if pattern != (phrase,):
            by_first.setdefault(pattern[0], []).append((pattern, phrase))
    return by_first


def _rule(line: str) -> tuple[frozenset[str], frozenset[str]]:
    given, _, made = line.partition("->")
    return frozenset(given.split()), frozenset(made.split())
