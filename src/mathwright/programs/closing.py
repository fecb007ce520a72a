"""A new ending for a told problem: what the question asks for becomes a quantity that the new ending works on."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from random import Random

from mathwright.programs.asking import Asked, ask
from mathwright.programs.drawing import draw
from mathwright.programs.graph import Value
from mathwright.programs.made import Made, Refused
from mathwright.programs.people import newcomer
from mathwright.programs.separators import is_separated
from mathwright.programs.story import Story, finish, show, tell_story
from mathwright.programs.template import Template

_NUMBER_OF = re.compile(r"the (?:\w+ ){0,2}number of ")

PRONOUN = re.compile(r"\b(?:he|she|they|it|his|her|their|him|them|its)\b")
"""After the name of somebody new a pronoun could be taken for that person."""
MOST_OWNED = 100
"""Most things that one person may be said to have."""
LARGEST = 1_000_000
"""Largest answer that a new ending is put on."""


@dataclass(slots=True)
class Opening:
    """A told problem up to its question, and the quantity it asks for."""

    story: Story
    asked: Asked
    value: Value
    name: str
    """Somebody who is not in the story yet."""

    @property
    def money(self) -> bool:
        """Whether the quantity is a price; *the number of dollars* is a number."""
        return self.asked.kind == "money" and not _NUMBER_OF.match(self.asked.noun_phrase)

    def digits(self, value: Value) -> str:
        """A value of this quantity's kind as text, with thousands separators where the story has them."""
        text = show(value, money=self.money)
        return f"{value:,}" if isinstance(value, int) and is_separated(self.story.question) else text

    def shown(self, value: Value) -> str:
        """The same with its currency sign."""
        return f"${self.digits(value)}" if self.money else self.digits(value)


def open_story(template: Template, rng: Random) -> Opening | Refused:
    """The template told with its own or with new numbers, and what it asks for."""
    if template.objection is not None:
        return Refused(template.objection)
    own = asked_of(template.text)
    if own is None or not is_quantity(own):
        return Refused("question cannot be turned into a quantity")
    values = draw(template, rng) if template.choices and not template.unused and rng.random() < 0.5 else None
    story = tell_story(template, values or template.values)
    if story is None:
        return Refused("a number cannot be written")
    asked = asked_of(story.question)
    if asked is None or not is_quantity(asked):
        return Refused("question cannot be turned into a quantity")
    if (asked.kind == "money") != story.money and asked.kind == "money":
        story.money = True
    if not 2 <= story.answer <= LARGEST:
        return Refused("answer too small or too large")
    if asked.kind != "money" and not isinstance(story.answer, int):
        return Refused("answer is not whole")
    return Opening(story, asked, story.answer, newcomer(story.question, rng))


@lru_cache(maxsize=20_000)
def asked_of(question: str) -> Asked | None:
    """What the question asks for; kept, since half of all stories are told with their own numbers."""
    return ask(question)


def is_quantity(asked: Asked) -> bool:
    """Whether the phrase means one number: a price, a count, or a measure whose unit it names."""
    if asked.kind in ("percent", "age", "other") or len(asked.noun_phrase.split()) < 4:
        return False
    return asked.kind in ("money", "count") or bool(_NUMBER_OF.match(asked.noun_phrase))


@dataclass(slots=True)
class Ending:
    """The text that replaces the question, its numbers, and the steps that answer it."""

    text: str
    numbers: list[tuple[str, Value]]
    """Numbers of the new text that are not in the phrase, as shown there, in order of appearance."""
    steps: list[tuple[str, Value]]
    """(expression, value); ``a`` is the old answer, ``n0``, ``n1``, … the new numbers, ``p`` the step before."""
    lines: list[str]
    money: bool


def close(opening: Opening, ending: Ending, parents: tuple[str, ...]) -> Made | Refused:
    """The problem with its new ending."""
    story, asked = opening.story, opening.asked
    front = " ".join(part for part in (asked.head.strip(), (asked.condition or "").strip()) if part)
    question = f"{front} {ending.text}" if front else ending.text
    if not relocate(story, len(asked.head.rstrip()), question):
        return Refused("a number of the question is lost")
    story.question = question
    names = _number_names(story, question, len(front), ending)
    if names is None:
        return Refused("a number of the ending is lost")
    names["a"] = f"s{story.answer_step}"
    for expression, value in ending.steps:
        names["p"] = story.step(re.sub(r"[anp]\d*", lambda found: names[found.group()], expression), value)
    story.lines += ending.lines
    story.answer, story.answer_step, story.money = ending.steps[-1][1], len(story.steps) - 1, ending.money
    return finish(story, parents) or Refused("answer cannot be written")


def relocate(story: Story, head: int, question: str) -> bool:
    """Move the numbers of the old final sentence to where the new text repeats them."""
    moved: list[tuple[int, int, Value]] = []
    place = head
    for start, end, value in story.givens:
        if end <= head:
            moved.append((start, end, value))
            continue
        text = story.question[start:end]
        found = re.compile(rf"(?<![\w.,]){re.escape(text)}(?![\w]|[.,]\d)", re.IGNORECASE).search(question, place)
        if found is None:
            return False
        place = found.end()
        moved.append((found.start(), found.end(), value))
    story.givens = moved
    return True


def _number_names(story: Story, question: str, start: int, ending: Ending) -> dict[str, str] | None:
    names: dict[str, str] = {}
    taken = {place for place, _, _ in story.givens}
    place = start
    for index, (text, value) in enumerate(ending.numbers):
        pattern = re.compile(rf"(?<![\w.,/]){re.escape(text)}(?![\w/]|[.,]\d)")
        found = pattern.search(question, place)
        while found is not None and found.start() in taken:
            found = pattern.search(question, found.end())
        if found is None:
            return None
        place = found.end()
        names[f"n{index}"] = story.given(found.start(), text, value)
    return names


def worked(opening: Opening, left: Value | str, op: str, right: Value | str, result: Value) -> str:
    """One computation in GSM8K's form, ``3 * $72 = $<<3*72=216>>216``; quantities are values, bare factors strings."""
    sign = "$" if opening.money else ""
    shown = [side if isinstance(side, str) else opening.shown(side) for side in (left, right)]
    bare = [side if isinstance(side, str) else show(side) for side in (left, right)]
    left_shown, right_shown = shown
    return f"{left_shown} {op} {right_shown} = {sign}<<{bare[0]}{op}{bare[1]}={show(result)}>>{opening.digits(result)}"


def round_number(value: Value, rng: Random) -> int:
    """A whole number of up to half the value, round where the value is large; at least 2."""
    size = max(4, int(value) // 2)
    step = 1 if size < 20 else 5 if size < 100 else 10 if size < 1000 else 100
    return max(2, step * (1 + int(rng.random() * max(2, size // step))))
