"""What a question asks for, as a noun phrase and as an indirect question.

"How many clips did Natalia sell altogether?"  ->  "the number of clips Natalia sold altogether"
                                                   "how many clips Natalia sold altogether"
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from mathwright.programs.phrase import Kind, Phrase
from mathwright.programs.phrasing import phrase_of

_UNIT = (
    "dollars|cents|minutes|hours|seconds|days|weeks|months|years|miles|kilometers|km|meters|centimeters|cm|feet|inches|"
    "yards|pounds|ounces|grams|kilograms|kg|gallons|liters|milliliters|ml|miles per hour|mph|square feet|square inches|"
    "square meters"
)
_WH = r"(?:how|what|what's|calculate|find|determine)"
_LEADING_IF = re.compile(
    rf"^(?:If|Given that|Given|Assuming that|Assuming|Suppose that|Suppose|Knowing that) (?P<c>.+?)"
    rf"(?:, then|,| then) (?P<q>{_WH}\b.+)$",
    re.I,
)
_TRAILING_IF = re.compile(
    r"^(?P<q>.+?),? (?:only if|if|given that|assuming that|assuming|knowing that|considering that) (?P<c>.+)$"
)
_LEADING_PHRASE = re.compile(
    rf"^(?P<p>(?:In total|In all|Altogether|All together|On average|Together|Combined|Overall"
    rf"|(?:After|At|In|By|During|Over|For|From|On|Per|Before) [^,]+)), (?P<q>{_WH}\b.+)$"
)
_IN_UNIT = re.compile(
    rf"(?:,| \(|) in (?:terms of )?(?P<unit>{_UNIT})(?:\)|,|(?=$)|(?= (?:did|does|do|will|is|was|are|has|would|can)\b))"
)
_LEADING_UNIT = re.compile(rf"^In (?P<unit>{_UNIT}), ")
_PAREN_UNIT = re.compile(rf"\(in (?P<unit>{_UNIT})\)")
_ASIDE = re.compile(r",? ?,? (?P<a>in total|in all|altogether|all together|on average|total|combined),")
_QUESTION_WORD = re.compile(r"\b(?:how|what|which|who|whom|why|where)\b", re.I)
_NESTED = re.compile(r"\b(?:how|what|which|whom|why|where)\b", re.I)
_PRONOUN = re.compile(r"\b(?:he|she|they|it|his|her|their|its|him|them)\b", re.I)
_CAPITAL = re.compile(r"\b[A-Z][a-z]+")
_SENTENCE_END = re.compile(r"[.!?][\"')\u201d]*\s+")
_ABBREVIATION = re.compile(r"(?:\b(?:Mr|Mrs|Ms|Dr|St|Jr|Sr|vs|approx|No|ft|in|lb|oz|a\.m|p\.m|U\.S)|\b[A-Z])\.\s*$")
LONGEST_ABBREVIATION = len("approx")
"""Letters before its stop."""
_BROKEN_CONDITION = re.compile(
    r"^(?:not|so|when|after|before|any|only|possible|needed|necessary|all of)\b|\b(?:respectively|, then)\b", re.I
)


@dataclass(frozen=True, slots=True)
class Asked:
    """The end of a question, ready to be asked in other words."""

    head: str
    """All text before the final question, unchanged; empty where there is none."""
    sentence: str
    """The final question sentence as it stands."""
    condition: str | None
    """A statement to follow ``head`` ("Suppose each costs $2."); None where the question states nothing."""
    noun_phrase: str
    """``the number of clips Natalia sold altogether``: begins in lower case unless with a name, no full stop."""
    indirect: str
    """``how many clips Natalia sold altogether``; where the question asks "What is NP?", the noun phrase."""
    kind: Kind
    noun: str | None
    """Plural head noun of what is counted (``clips``, ``minutes``); None for money and masses."""
    noun_group: str | None
    """``noun`` with its adjectives and "of" phrase (``red clips``, ``slices of pizza``)."""
    thing: bool
    """Whether ``noun`` names things that can be bought, given and owned one by one."""
    subject: str | None
    """Who does it (``Natalia``, ``she``); None where nobody does."""
    verb: str | None
    """Base form of the main verb; None for "What is NP?"."""


@dataclass(frozen=True, slots=True)
class _Parts:
    condition: str | None
    core: str
    suffix: str
    unit: str | None


def split_question(question: str) -> tuple[str, str]:
    """The text before the last sentence, and the last sentence."""
    text = question.strip()
    start = 0
    for match in _SENTENCE_END.finditer(text):
        stop, end = match.start(), match.end()
        if end < len(text) and not _ABBREVIATION.search(text, max(0, stop - LONGEST_ABBREVIATION), stop + 1):
            start = end
    return text[:start].rstrip(), text[start:]


def ask(question: str) -> Asked | None:
    """What ``question`` asks for; None where its last sentence cannot be turned with certainty."""
    head, sentence = split_question(question)
    if "?" in head or not (sentence.endswith("?") or re.match(r"(?:Calculate|Find|Determine) ", sentence)):
        return None
    parts = _parts(sentence.rstrip("?. ").replace("\u2019", "'"))
    if parts is None or (not head and parts.condition is None) or (head and head[-1] not in ".!\"')\u201d"):
        return None
    phrase = phrase_of(parts.core, parts.unit, "$" in question or "dollar" in question)
    if phrase is None or not _condition_reads(parts, phrase, head):
        return None
    if parts.suffix:
        phrase = _with_suffix(phrase, parts.suffix)
    if not _reads_well(phrase):
        return None
    return Asked(
        head=head,
        sentence=sentence,
        condition=None if parts.condition is None else f"Suppose {parts.condition}.",
        noun_phrase=phrase.noun_phrase,
        indirect=phrase.indirect,
        kind=phrase.kind,
        noun=phrase.noun,
        noun_group=phrase.noun_group,
        thing=phrase.thing,
        subject=phrase.subject,
        verb=phrase.verb,
    )


def _parts(text: str) -> _Parts | None:
    unit = None
    match = _LEADING_UNIT.match(text) or _PAREN_UNIT.search(text) or _IN_UNIT.search(text)
    if match is not None:
        unit = match["unit"]
        text = f"{text[: match.start()].rstrip(' ,')} {text[match.end() :].lstrip(' ,')}".strip()
    condition, text = _condition(text)
    suffix = ""
    match = _LEADING_PHRASE.match(text)
    if match is not None:
        suffix, text = _lower_first(match["p"]), match["q"]
    match = _ASIDE.search(text)
    if match is not None:
        suffix = f"{match['a']} {suffix}".strip()
        text = f"{text[: match.start()]} {text[match.end() :].strip()}"
    if "(" in text or ")" in text or ";" in text or ":" in text or '"' in text:
        return None
    if condition is not None and (_QUESTION_WORD.search(condition) or _BROKEN_CONDITION.match(condition)):
        return None
    return _Parts(condition, text, suffix, unit)


def _lower_first(phrase: str) -> str:
    return phrase[0].lower() + phrase[1:]


def _condition(text: str) -> tuple[str | None, str]:
    match = _LEADING_IF.match(text)
    if match is None:
        match = _TRAILING_IF.match(text)
        if match is None or not re.match(_WH, match["q"], re.I):
            return None, text
    return match["c"].strip(" ,"), match["q"]


def _condition_reads(parts: _Parts, phrase: Phrase, head: str) -> bool:
    """Whether the condition, told before the question, names nobody by a pronoun too early."""
    if parts.condition is None:
        return True
    if len(parts.condition.split()) < 3:
        return False
    if not _PRONOUN.search(parts.condition):
        return True
    told = f"{head} {parts.condition}"
    return bool(head) and all(name in told for name in _CAPITAL.findall(phrase.noun_phrase))


def _with_suffix(phrase: Phrase, suffix: str) -> Phrase:
    return replace(phrase, noun_phrase=f"{phrase.noun_phrase} {suffix}", indirect=f"{phrase.indirect} {suffix}")


_LIST = re.compile(r"(?:\w+(?: \w+)?, )+(?:\w+ )?(?:\w+,? )?(?:and|or) ")


def _reads_well(phrase: Phrase) -> bool:
    text = phrase.noun_phrase
    if len(text.split()) > 28 or "  " in text or " if " in text or _NESTED.search(text) is not None:
        return False
    bare = re.sub(r"(?<=\d),(?=\d)", "", text)
    return "," not in _LIST.sub("", bare)
