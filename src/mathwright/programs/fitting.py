"""What a place in a row of problems asks of a seed problem: looked up once, for it stands in many searches."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cached_property
from random import Random
from typing import Literal, NamedTuple

from mathwright.programs.drawing import draw
from mathwright.programs.graph import Value
from mathwright.programs.parts import givens_behind
from mathwright.programs.quantities import Quantity, Unit, quantity_of, question_kept
from mathwright.programs.soundness import SLIGHT
from mathwright.programs.template import Template, WorkedText

SMALLEST, LARGEST = 2, 100_000
"""Smallest and largest result that a letter stands for."""
TRIALS, PASSED = 8, 6
"""Results tried on a seed problem that is to be told many times, and how many of them must do."""
TRIES = 12
"""Draws of its other numbers for one such result: where more are needed there is little room."""
KEPT = 20_000
"""Seed problems of which it is kept what their neighbours see; the first seen goes first."""

_PRICE_ENDS = re.compile(r"\s+[a-z]{3,}|[.,]?\s|[?.]$")
_COUNTED = re.compile(r"\s+(?!teeth\b)[a-z]{3,}")
_OWNED = re.compile(r"\b(?:his|her|their|its|my|your|our|a|an)\s+$", re.IGNORECASE)
_AGES = re.compile(r"\b(?:years old|how old|as old as|older|younger|'s age|ages? of)\b")
"""Where ages hang together any other number makes a father of twelve."""


class Easy(NamedTuple):
    """A number of a problem that most results of its kind and size can take the place of."""

    kind: Literal["money", "number"]
    own: Value
    """The number itself."""
    place: int
    """Its index."""
    fit: Fit


class Fit:
    """A seed problem as its neighbours in a row see it."""

    def __init__(self, template: Template) -> None:
        """Nothing but the words is looked at yet."""
        self.template = template
        self.words = template.text.count(" ") + 1
        """Of its question."""

    @cached_property
    def quantity(self) -> Quantity | None:
        """What it asks for; None where no letter can stand for it."""
        return asked_for(self.template)

    @cached_property
    def opens(self) -> bool:
        """Whether it may stand first."""
        return objection(self.template, changes=False) is None

    @cached_property
    def follows(self) -> bool:
        """Whether it may stand behind another, whose result changes one of its numbers."""
        return objection(self.template, changes=True) is None

    @cached_property
    def prices(self) -> tuple[tuple[int, Value], ...]:
        """Index and own value of each price that a letter can take the place of."""
        return _feedable(self.template, price=True)

    @cached_property
    def numbers(self) -> tuple[tuple[int, Value], ...]:
        """The same of the numbers that are no prices."""
        return _feedable(self.template, price=False)

    @cached_property
    def openings(self) -> tuple[Sequence[Value], ...]:
        """Values of its registers, each with another result; none where new numbers seldom give a new result."""
        template, rng = self.template, self._chance()
        if not self.follows or not template.choices:
            return ()
        drawn = [draw(template, rng) for _ in range(TRIALS)]
        found = {values[template.answer]: values for values in drawn if values is not None}
        return tuple(found.values()) if len(found) >= PASSED else ()

    @cached_property
    def easy(self) -> tuple[Easy, ...]:
        """The numbers a letter can stand for where most results of their size are as good as any other."""
        prices = (Easy("money", price, place, self) for place, price in self.prices if self._takes_most(place, price))
        numbers = (Easy("number", own, place, self) for place, own in self.numbers if self._takes_most(place, own))
        return (*prices, *numbers) if self.follows else ()

    def _takes_most(self, place: int, number: Value) -> bool:
        rng, register = self._chance(), self.template.given_registers[place]
        least, missed = max(SMALLEST, -(-number // 2)), 0
        for _ in range(TRIALS):
            result = least + int(rng.random() * (2 * number - least + 1))
            missed += draw(self.template, rng, fixed={register: result}, anew=True, tries=TRIES) is None
            if missed > TRIALS - PASSED:
                return False
        return True

    def _chance(self) -> Random:
        # Of the problem alone: what is found here must not depend on which search asks first.
        return Random(self.template.problem_id)

    def places(self, answer: Value, unit: Unit) -> list[int]:
        """Indices of the numbers that a result can stand for: alike in kind and size.

        The answer depends on each of them, and on another number too.
        """
        if not isinstance(answer, int) or not SMALLEST <= answer <= LARGEST:
            return []
        feedable = self.numbers if unit == "number" else self.prices
        return [place for place, number in feedable if alike_in_size(answer, number)]


_fits: dict[WorkedText, Fit] = {}


def fit_of(template: Template) -> Fit:
    """The template as its neighbours see it; kept for the last ``KEPT``."""
    # The worked text stands for its template: it belongs to this one alone, and is looked up by identity.
    fit = _fits.get(template.worked)
    if fit is None:
        fit = _fits[template.worked] = Fit(template)
        if len(_fits) > KEPT:
            del _fits[next(iter(_fits))]
    return fit


def objection(template: Template, changes: bool) -> str | None:
    """Why a problem takes no place in a row; one that ``changes`` a number must be sound ground for it."""
    if template.faults or not SLIGHT.issuperset(template.doubts) or (changes and template.doubts):
        return template.objection
    return "a number of the question is not used" if template.unused else None


def asked_for(template: Template, question: str | None = None) -> Quantity | None:
    """What the problem asks for, in a phrase or as the answer to its question; None where no letter can stand for it.

    question: its text as told; with its own numbers where None.
    """
    text, priced = question or template.text, template.answer_style == "money"
    return quantity_of(text, priced) or question_kept(text, priced)


def alike_in_size(answer: Value, number: Value) -> bool:
    """Whether neither is more than twice the other."""
    return number <= 2 * answer and answer <= 2 * number


def _feedable(template: Template, price: bool) -> tuple[tuple[int, Value], ...]:
    places = _replaceable(template, price)
    behind = givens_behind([expression for expression, _ in template.steps], template.answer_step) if places else ()
    if len(behind) < 2:
        return ()
    return tuple((place, template.values[template.given_registers[place]]) for place in places if place in behind)


def _replaceable(template: Template, price: bool) -> Sequence[int]:
    """Indices of the free numbers, written in digits, that a letter can take the place of."""
    grouped = {register for choice in template.choices if len(choice.registers) > 1 for register in choice.registers}
    if _AGES.search(template.text):
        return ()
    articles = {register for register, _ in template.articles}
    fixed = template.frozen | grouped | articles
    return [
        place
        for place, (mention, register) in enumerate(zip(template.givens, template.given_registers, strict=True))
        if register not in fixed
        and mention.form == "digits"
        and mention.money == price
        and not mention.percent
        and mention.value.denominator == 1
        and mention.value >= 4
        and not template.contexts[place].narrow
        and template.contexts[place].cap is None
        and _stands_alone(template, place)
    ]


def _stands_alone(template: Template, place: int) -> bool:
    """Whether a letter can stand for the number: before a word, and not in *his 20 meters ribbon*."""
    mention = template.givens[place]
    before, after = template.text[: mention.start], template.text[mention.end :]
    if mention.money:
        return before.endswith("$") and bool(_PRICE_ENDS.match(after))
    return bool(_COUNTED.match(after)) and not _OWNED.search(before)
