"""The text of a backward question: the answer stated, a letter for one number, and the question for the letter.

Self-verification states the question as a fact (*The number of clips Natalia sold is 72. What is the value of N?*);
FOBAR keeps the question and gives its answer (*If the answer is 72, what is the value of N?*).
Source: MetaMath, arXiv:2309.12284, section 3.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from random import Random
from typing import Literal

from mathwright.programs.asking import Asked, split_question
from mathwright.programs.closing import LARGEST, asked_of, is_quantity, relocate
from mathwright.programs.pieces import write
from mathwright.programs.separators import is_separated
from mathwright.programs.story import Story
from mathwright.programs.template import Template

AS_QUESTION = 0.15
"""Share of the problems that keep the question and give its answer, where both ways can be told."""
LONGEST_PHRASE = 20
"""Words of the noun phrase that a worked text repeats."""

Kind = Literal["money", "percent", "measure", "number"]

_NUMBER_OF = re.compile(r"the (?:\w+ ){0,2}number of ")
_PLURAL = re.compile(r"[\w']+ (?:(?!of )\w+ ){0,2}(?:earnings|savings|wages|profits|expenses|sales|costs)\b")
_UNSIGNED = re.compile(r"\b(?:difference|apart)\b")
"""A difference of 9 leaves open which of two numbers is the larger one."""
_ORDER = re.compile(r"\b(?:calculate|find|determine) (?:the|his|her|their)\b", re.IGNORECASE)
_PERCENT_ASKED = re.compile(r"\bwhat (?:is the )?percent(?:age)?\b", re.IGNORECASE)
_UNIT_ASKED = re.compile(
    r"\b(?:in|how many) (?:more |fewer |additional |total )?(?:seconds|minutes|hours|miles|kilometers|km|meters|feet|"
    r"yards|inches|centimeters|cm|pounds|ounces|kilograms|kg|grams|gallons|liters|ml|milliliters|cups)\b",
    re.IGNORECASE,
)
_MONEY_ASKED = re.compile(
    r"\b(?:money|costs?|price|profit|loss|bill|salary|balance|pays?|paid|owes?|earns?|earned|earnings|account)\b",
    re.IGNORECASE,
)
_COUNT_ASKED = re.compile(r"\b(?:how many|(?:number|count) of|population|score|points)\b", re.IGNORECASE)
_TWO_QUESTIONS = re.compile(r"\b(?:and (?:how|what|who|which)|respectively)\b", re.IGNORECASE)
_ARTICLE = re.compile(r"\b([Aa])n? $")
_PAST = re.compile(r"\b(?:did|was|were|had)\b")
_ASKS = ("What is the value of {}?", "What is the value of {}?", "What is {}?", "Find the value of {}.")
_ANSWERS = (
    ("If the answer is ", ", what is the value of {}?"),
    ("The answer to this question is ", ". What is the value of {}?"),
    ("If the answer to this question is ", ", what is {}?"),
)


@dataclass(frozen=True, slots=True)
class Stated:
    """What stands in a story's text once its answer is stated."""

    phrase: str
    """What the answer is the value of: a noun phrase as it reads inside a sentence, or ``the answer``."""
    start: int
    """Offset of the phrase in the text; -1 where it is ``the answer``."""
    verb: Literal["is", "are"]
    ask: str
    """The question for the unknown, with ``{}`` for the letter."""


def state(template: Template, story: Story, rng: Random) -> Stated | None:
    """State the story's answer in its text, as a fact or after the question; None where neither reads well.

    The stated answer becomes the story's last given.
    """
    asked = asked_of(story.question)
    as_question = rng.random() < AS_QUESTION
    ask = _ASKS[int(rng.random() * len(_ASKS))]
    if asked is not None and is_quantity(asked) and not as_question:
        stated = _as_fact(template, story, asked, ask)
        if stated is not None:
            return stated
    return _after_question(template, story, rng)


def _as_fact(template: Template, story: Story, asked: Asked, ask: str) -> Stated | None:
    phrase = asked.noun_phrase
    money = asked.kind == "money" and not _NUMBER_OF.match(phrase)
    shown = _shown(story, "money" if money else "number", whole=asked.kind == "count")
    if shown is None or _UNSIGNED.search(phrase) or (template.answer_style == "money" and asked.kind != "money"):
        return None
    front = " ".join(part for part in (asked.head.strip(), asked.condition or "") if part)
    text = f"{front} {phrase[0].upper()}{phrase[1:]}"
    if not relocate(story, len(asked.head.rstrip()), text):
        return None
    verb: Literal["is", "are"] = "are" if _PLURAL.match(phrase) else "is"
    # What the question asked about the past is told in the past.
    told = verb.replace("is", "was").replace("are", "were") if _PAST.search(asked.sentence) else verb
    story.question = f"{text} {told} "
    _add_answer(story, shown, ".")
    return Stated(phrase, len(front) + 1, verb, f" {ask}")


def _after_question(template: Template, story: Story, rng: Random) -> Stated | None:
    _, sentence = split_question(story.question)
    kind = _kind_asked(sentence, template)
    if kind is None or _UNSIGNED.search(sentence) or _TWO_QUESTIONS.search(sentence):
        return None
    shown = _shown(story, kind, whole=kind == "number")
    if shown is None:
        return None
    before, after = rng.choice(_ANSWERS if sentence.endswith("?") else _ANSWERS[:1])
    story.question = f"{story.question} {before}"
    _add_answer(story, shown, "")
    return Stated("the answer", -1, "is", after)


def _kind_asked(sentence: str, template: Template) -> Kind | None:
    """What the question asks for, so that its answer carries the sign it must; None where that is not certain."""
    if not sentence.endswith("?") and not _ORDER.search(sentence):
        return None
    found: Kind | None = "number" if _COUNT_ASKED.search(sentence) else None
    if _PERCENT_ASKED.search(sentence):
        found = "percent" if _takes_hundredths(template) else None
    elif _UNIT_ASKED.search(sentence):
        found = "measure"
    elif found is None and _MONEY_ASKED.search(sentence):
        return "money" if "$" in template.text else None
    return found if template.answer_style != "money" else None


def _takes_hundredths(template: Template) -> bool:
    """Whether the program computes with 100, as a percentage must; otherwise its result is so much by chance."""
    return any(
        template.values[side] == 100 and side not in template.given_registers
        for sense in template.senses
        for side in (sense.operation.left, sense.operation.right)
    )


def _shown(story: Story, kind: Kind, whole: bool) -> str | None:
    """The story's answer as the text states it, or None where it is out of range or cannot be written."""
    value = story.answer
    if not 1 < value <= LARGEST or (whole and not isinstance(value, int)):
        return None
    text = write(value, "money" if kind == "money" else "plain")
    if isinstance(value, int) and is_separated(story.question):
        text = f"{value:,}"
    if text is None:
        return None
    return {"money": f"${text}", "percent": f"{text}%"}.get(kind, text)


def _add_answer(story: Story, shown: str, after: str) -> None:
    digits = shown.strip("$%")
    start = len(story.question) + shown.index(digits)
    story.given(start, digits, story.answer)
    story.question = f"{story.question}{shown}{after}"


def put_letter(story: Story, stated: Stated, place: int, letter: str) -> str:
    """Replace a given by the letter and ask for it.

    Returns the stated quantity and its verb as a worked text repeats them: ``the number of clips Mona sold is``.
    """
    start, end, _ = story.givens.pop(place)
    text = story.question
    before = _ARTICLE.sub(r"\1n " if letter in "NM" else r"\1 ", text[:start])
    shift = len(before) + len(letter) - end
    story.givens = [(a + shift, b + shift, v) if a > start else (a, b, v) for a, b, v in story.givens]
    story.question = before + letter + text[end:] + stated.ask.format(letter)
    phrase, inside = stated.phrase, start - stated.start
    if len(phrase.split()) > LONGEST_PHRASE:
        priced = story.question[story.givens[-1][0] - 1] == "$"
        return f"the stated {'amount' if priced else 'number'} is"
    if stated.start >= 0 and 0 <= inside < len(phrase):
        phrase = phrase[:inside] + letter + phrase[inside + end - start :]
    return f"{phrase} {stated.verb}"
