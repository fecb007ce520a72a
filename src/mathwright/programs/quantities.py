"""What a letter can stand for: the quantity that a question asks for, as the end of *Let N be ...*."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from mathwright.programs.asking import Asked, split_question
from mathwright.programs.closing import asked_of, is_quantity

Unit = Literal["money", "dollars", "number"]
"""A price, a number of dollars, or any other number."""

LONGEST_PHRASE = 20
"""Words of *the number of clips Natalia sold in May*."""

_NUMBER_OF = re.compile(r"the (?:\w+ ){0,2}number of ")
_THERE_ARE = re.compile(
    r"^(the (?:\w+ ){0,2}number of [a-z' -]+?) there (?:are|were)(?=$| (?:in|on|at|after|before|altogether|left|for)\b)"
)
_UNIT_NAMED = re.compile(
    r" in (?:square |cubic )?(?:feet|inches|yards|miles|meters|centimeters|kilometers|pounds|ounces|grams|kilograms|"
    r"gallons|liters|seconds|minutes|hours|days|weeks|months|years)(?: per hour)?$"
)
_AGE = re.compile(r"^([A-Z][a-z]+'s?|his|her|the \w+'s) (?:current )?age( now)?$")
_OWN_SUM = re.compile(r"^(?:[A-Z][a-z]+'s?|his|her|their|the) (?:[a-z]+ ){1,3}[a-z]+$|^the (?:profit|cost|price)$")
_FOREIGN = re.compile(r"[£€¥]|\b(?:euros?|pesos?|rupees|yen|pence|GBP|francs)\b")
_DOLLARS = re.compile(r"\$|\bdollars?\b")
_CENTS = re.compile(r"\bcents?\b|¢|\b(?:pennies|penny)\b")
_LAME = re.compile(
    r"\b(?:combined to|remaining with|left to be|do so|gets? to be|finished the|expected to|has to be|supposed)\b|"
    r"\b(?:will|would) each\b|\bthere\b.*\bthere\b|\bthere (?:are|were) \w+ing\b|\b(\w+) \1\b"
)
_HANGING = re.compile(r"\b(?:do so|as such|in this case|the same way|this way)\b")
_HOW_MANY = re.compile(r"^(?:[^?]*[, ])?how many\b", re.IGNORECASE)
_HOW_MUCH_MONEY = re.compile(
    r"^(?:[^?]*[, ])?how much (?:(?:more |total )?money|(?:\w+ )?change|"
    r"(?:is|are|was|were|will|would|does|do|did)\b[^?]*\b(?:pay|spend|cost|earn|owe|make|save|charge)s?\b)",
    re.IGNORECASE,
)
_SLIP = re.compile(r"[a-z0-9,] (?:How|What|The|If|Then)\b")
_SEVERAL = re.compile(r"\b(?:and (?:how|what|who|which)|respectively|or how)\b|\bhow\b.*\bhow\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Quantity:
    """What a question asks for, ready to be given a letter."""

    front: str
    """All that stands before *Let N be*: the story with the question's own condition, or with the question itself."""
    head: int
    """How many characters of the question ``front`` repeats unchanged."""
    phrase: str
    """Begins in lower case unless with a name; no full stop."""
    unit: Unit
    kept: bool
    """Whether the question stands as it was and the phrase only points at it."""

    def shown(self, letter: str) -> str:
        """The letter as the text shows it: ``$N`` for a price."""
        return f"${letter}" if self.unit == "money" else letter


def quantity_of(question: str, priced: bool) -> Quantity | None:
    """What the question asks for, in a phrase; None where no phrase is sure to mean one number.

    priced: whether the worked text prints the answer as a price.
    """
    asked = asked_of(question)
    if asked is None:
        return None
    phrase, unit = _phrase(asked), _unit(asked, question, priced)
    if phrase is None or unit is None or _LAME.search(phrase) or _HANGING.search(asked.condition or ""):
        return None
    front = " ".join(part for part in (asked.head.strip(), (asked.condition or "").strip()) if part)
    return Quantity(front, len(asked.head.rstrip()), phrase, unit, kept=False)


def question_kept(question: str, priced: bool) -> Quantity | None:
    """The answer of a question that stays as it is, as compositional problems have it (arXiv:2410.01748).

    None where its unit is not plain from *how many* or *how much money*.
    """
    head, sentence = split_question(question)
    if not sentence.endswith("?") or "?" in head or _SLIP.search(sentence) or _SEVERAL.search(sentence):
        return None
    pattern = _HOW_MUCH_MONEY if priced else _HOW_MANY
    if not pattern.search(sentence) or (_FOREIGN.search(question) if priced else _CENTS.search(sentence)):
        return None
    unit: Unit = "money" if priced else "number"
    return Quantity(question, len(question), "the answer to this question", unit, kept=True)


def _unit(asked: Asked, question: str, priced: bool) -> Unit | None:
    counted = _NUMBER_OF.match(asked.noun_phrase) is not None
    if asked.kind != "money":
        return None if priced else "number"
    if counted:
        return "dollars" if asked.noun == "dollars" else "number"
    if _FOREIGN.search(question) or not _DOLLARS.search(question) or (not priced and _CENTS.search(question)):
        return None
    return "money"


def _phrase(asked: Asked) -> str | None:
    phrase = _THERE_ARE.sub(r"\1", asked.noun_phrase)
    if len(phrase.split()) > LONGEST_PHRASE or asked.kind == "percent":
        return None
    if asked.kind == "age":
        age = _AGE.match(phrase)
        return f"{age[1]} {'current ' if age[2] else ''}age in years" if age is not None else None
    if is_quantity(asked) or _UNIT_NAMED.search(phrase) or _NUMBER_OF.match(phrase):
        return phrase
    return phrase if asked.kind == "money" and _OWN_SUM.match(phrase) else None
