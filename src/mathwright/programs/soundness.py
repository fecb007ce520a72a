"""Whether a seed problem is sound ground for new problems: a plain story whose numbers mean one thing each.

``wording`` finds faults of language that are faults wherever they stand.  Here stand the doubts: long or loosely
joined sentences, capitals and names out of place, factors that can be read two ways, facts of the world that the
text does not state.  A doubt costs a seed problem, and there are enough of them.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from fractions import Fraction
from functools import lru_cache
from importlib.resources import files

from mathwright.programs.asking import split_question
from mathwright.programs.grounding import ALWAYS, listed_counts
from mathwright.programs.inflect import singular
from mathwright.programs.lexicon import nouns, verbs
from mathwright.programs.numbers import Mention
from mathwright.programs.people import Names, known_names, names_in
from mathwright.programs.reading import Reading

LONGEST_SENTENCE = 30
"""Words."""
LONGEST_STORY = 56
"""Words."""
MOST_STEPS = 7

_I = re.IGNORECASE
_SENTENCE = re.compile(r"(?<=[.?!])\s+")
_TITLE = re.compile(r"\b(Mr|Mrs|Ms|Dr|St)\.")
_WORD = re.compile(r"[A-Za-z][A-Za-z'-]*")
_SPLICE = re.compile(
    r",\s+(?:he|she|they|it|I|we|you|his|her|their|this|these|there)\s+(?!(?:would|must|will|has to|had to)\b)[a-z']+"
    r"|,\s+[Tt]he\s+(?:\w+\s+){1,3}(?:has|have|is|was|are|were|had|costs?|\w+ed|he|she|they)\b"
)
_SUBORDINATE = re.compile(
    r"^(?:If|When|After|Before|While|Since|As|Because|For|In|On|At|During|By|Every|Each|Last|This|Yesterday|Today|Then|"
    r"Once|Until|Although|Though|With|Without|From|Over|Upon|Given|Suppose|Assuming|To|Of|Out|Later|Next|Finally|First|"
    r"Second|Third|Instead|However|Also|So|Now|So far|Initially|Originally|Currently|Usually|Normally|Altogether|Under|"
    r"The (?:next|following|first|second|third|last|previous|other) \w+|One|Two|Three|That|Throughout|Per|Some|Between|"
    r"Using|[A-Z][a-z]+ing|[A-Z][a-z]+ly|How|What|Where|Based|Due|Unfortunately|Meanwhile|Afterwards?|Additionally)\b"
)
_JOINED = re.compile(
    r"\b(?:and|but|so|or|because|since|if|when|while|after|before|then|that|which|who|where|as|until|however)\b"
)
_HE, _SHE = re.compile(r"\b(?:he|his|him)\b", _I), re.compile(r"\b(?:she|her|hers)\b", _I)
_FAMILY = re.compile(
    r"\b(?:(?:grand)?(?:mother|father|mom|dad|ma|pa|son|daughter)|wife|husband|sister|brother|aunt|uncle|friend|boy|girl|"
    r"man|woman|teacher|boss|cousin|neighbor|niece|nephew|sibling|coach|mum|mommy|daddy|lady|boyfriend|girlfriend|"
    r"partner|queen|king|mare|cow|dog|cat|twin|parents?)s?\b",
    _I,
)
_CAPITAL = re.compile(r"(?<=[a-z0-9,] )[A-Z][a-z]+\b(?! [A-Z])(?<![A-Z][a-z] )")
_IMPERATIVE = re.compile(r"(?:^|,\s+(?:then\s+)?)(?:calculate|find|determine|compute|express)\b", _I)

SLIGHT = frozenset(
    {
        "a long sentence",
        "dates and ages",
        "chance or choice",
        "a long or loose worked text",
        "unusual punctuation",
    }
)
"""Doubts that speak against changing a story, not against telling it as it is."""

STATED_FACTS: dict[Fraction, re.Pattern[str]] = {
    Fraction(value): re.compile(pattern, _I)
    for value, pattern in (
        (7, r"\bweeks?\b|\bdaily\b"),
        (12, r"\bdozens?\b|\bmonths?\b|\byears?\b|\bfeet\b|\bfoot\b|\binch"),
        (24, r"\bhours?\b"),
        (60, r"\bminutes?\b|\bseconds?\b"),
        (52, r"\bweeks?\b|\bweekly\b"),
        (365, r"\bdays?\b|\bdaily\b"),
        (1000, r"\bkilo|\bkm\b|\bkg\b|\bliters?\b|\bgrams?\b"),
        (16, r"\bounces?\b"),
        (3, r"\byards?\b"),
        (36, r"\byards?\b"),
        (2, r"\bdoubles?d?\b|\btwice\b|\bhalf\b|\bcouple\b|\bpairs?\b"),
    )
}
"""Constants that a plain story may leave unstated, each with the words that call for it."""


@lru_cache(maxsize=1)
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Reason and pattern of the doubts in ``words/doubts.toml``."""
    text = files("mathwright.programs").joinpath("words", "doubts.toml").read_text("utf-8")
    return tuple(
        (doubt["reason"], re.compile(doubt["pattern"], _I if doubt["any_case"] else 0))
        for doubt in tomllib.loads(text)["doubt"]
    )


def ordered(question: str) -> str:
    """The text with a full stop after an order (*Calculate the total.*) where a question mark stood."""
    sentence = _SENTENCE.split(question)[-1]
    return f"{question[:-1]}." if sentence.endswith("?") and _IMPERATIVE.search(sentence) else question


def doubts(question: str, givens: Sequence[Mention], reading: Reading) -> tuple[str, ...]:
    """Why new problems should not be made of this one, each reason once; empty where nothing speaks against it."""
    found = [reason for reason, pattern in _patterns() if pattern.search(question)]
    found += _sentence_doubts(question)
    found += _name_doubts(question)
    if len(reading.equations) > MOST_STEPS or not all(equation.annotated for equation in reading.equations):
        found.append("a long or loose worked text")
    if _unstated(question, givens, reading):
        found.append("a fact that is not stated")
    return tuple(dict.fromkeys(found))


def _sentence_doubts(question: str) -> list[str]:
    sentences = _SENTENCE.split(_TITLE.sub(r"\1", question))
    lengths = [len(_WORD.findall(sentence)) for sentence in sentences]
    found = ["a long sentence"] if max(lengths) > LONGEST_SENTENCE or sum(lengths) > LONGEST_STORY else []
    if min(lengths) < 2:
        found.append("a broken sentence")
    if any(_is_spliced(sentence) for sentence in sentences):
        found.append("sentences joined by a comma")
    if sentences[-1].endswith("?") and _IMPERATIVE.search(sentences[-1]):
        found.append("an order with a question mark")
    if any(not sentence.endswith("?") and re.match(r"(?:How|What) ", sentence) for sentence in sentences):
        found.append("a question without its mark")
    if question.count("?") > 1:
        found.append("a broken sentence")
    return found


def _is_spliced(sentence: str) -> bool:
    match = _SPLICE.search(sentence)
    return (
        match is not None
        and not _SUBORDINATE.match(sentence)
        and not _JOINED.search(sentence[: match.start() + 1][-40:])
    )


def _name_doubts(question: str) -> list[str]:
    found = []
    head, last = split_question(question)
    names = known_names()
    people = names.women | names.men
    mentioned = names_in(head)
    newly = {name for name in names_in(last) if name not in mentioned and f"{name}'" not in head}
    if mentioned & people and newly & people:
        found.append("a name that only the question knows")
    if _changes_pronoun(question, names_in(question) & people, names):
        found.append("he and she for one person")
    strange = {word for word in _CAPITAL.findall(question) if word not in people and word not in names.nobody}
    small = set(re.findall(r"\b[a-z]{3,}\b", question))
    if any(word.lower() in _common_words() or word.lower() in small for word in strange):
        found.append("a capital out of place")
    return found


def _changes_pronoun(question: str, present: set[str], names: Names) -> bool:
    """Whether the one person of a story is both he and she, or has a name that goes with the other."""
    if len(present) > 1 or _FAMILY.search(question):
        return False
    he, she = _HE.search(question) is not None, _SHE.search(question) is not None
    if he and she:
        return True
    sure = {name: (name in names.women, name in names.men) for name in present}
    return any((man and not woman and she) or (woman and not man and he) for woman, man in sure.values())


@lru_cache(maxsize=1)
def _common_words() -> frozenset[str]:
    """Verbs and nouns that have no business with a capital letter inside a sentence."""
    table, things = verbs(), nouns()
    plurals = things.things | things.people
    return frozenset([*table.past, *table.past.values(), *plurals, *(singular(word) for word in plurals)])


def _unstated(question: str, givens: Sequence[Mention], reading: Reading) -> bool:
    """Whether an operand is a constant that the question neither states nor plainly calls for."""
    known = {mention.value for mention in givens}
    known |= {
        seen for mention in givens for seen in (mention.value / 100, 100 - mention.value, 1 - mention.value / 100)
    }
    for mention in givens:
        if mention.form in ("share", "fraction") and mention.value:
            parts = (mention.value.numerator, mention.value.denominator)
            known |= {1 / mention.value, 1 - mention.value, Fraction(parts[0]), Fraction(parts[1]), 1 + mention.value}
    for place, equation in enumerate(reading.equations):
        results = {before.value for before in reading.equations[:place]}
        for leaf in equation.leaves:
            if leaf.value in known or leaf.value in results or leaf.value in ALWAYS:
                continue
            fact = STATED_FACTS.get(leaf.value)
            if fact is not None and fact.search(question):
                continue
            if leaf.value not in listed_counts(question, reading.equations[:place]):
                return True
    return False
