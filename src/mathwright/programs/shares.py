"""Introduce fractions or percentages: a share of a quantity (MuggleMath, arXiv:2310.05506, section 3.1)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from random import Random

from mathwright.programs.closing import MOST_OWNED, PRONOUN, Ending, Opening, close, open_story, worked
from mathwright.programs.coordinated import share_of_another
from mathwright.programs.graph import Value, plain
from mathwright.programs.made import Made, Refused
from mathwright.programs.numbers import money_text
from mathwright.programs.story import show
from mathwright.programs.template import Template

_PERCENTS = (5, 10, 15, 20, 25, 30, 35, 40, 45, 50, 55, 60, 65, 70, 75, 80, 85, 90)
_FRACTIONS = (
    ("half", 1, 2), ("one third", 1, 3), ("two thirds", 2, 3), ("one quarter", 1, 4), ("three quarters", 3, 4),
    ("one fifth", 1, 5), ("two fifths", 2, 5), ("three fifths", 3, 5), ("four fifths", 4, 5), ("one sixth", 1, 6),
    ("five sixths", 5, 6), ("one eighth", 1, 8), ("three eighths", 3, 8), ("five eighths", 5, 8), ("one tenth", 1, 10),
    ("three tenths", 3, 10), ("seven tenths", 7, 10),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Share:
    """A part of a whole, as words and as a computation."""

    words: str
    value: Fraction
    percent: int | None

    def left(self, base: str) -> str:
        """The computation of the part of ``base``: ``72 * 25 / 100``."""
        if self.percent is not None:
            return f"{base} * {self.percent} / 100"
        over = f"{base} / {self.value.denominator}"
        return over if self.value.numerator == 1 else f"{over} * {self.value.numerator}"


def introduce_fractions(template: Template, rng: Random) -> Made | Refused:
    """The problem with one quantity given as a share of another, or with a share of its result asked for."""
    if template.objection is None and not template.unused:
        made = share_of_another(template, rng)
        if made is not None:
            return made
    opening = open_story(template, rng)
    if isinstance(opening, Refused):
        return opening
    share = _share(opening, rng)
    if share is None:
        return Refused("no share comes out even")
    ending = _FORMS[int(rng.random() * len(_FORMS))](opening, share)
    return close(opening, ending, (template.problem_id,)) if ending else Refused("no share comes out even")


def _share(opening: Opening, rng: Random) -> Share | None:
    """A share of the result that comes out whole, or in cents where it is a price."""
    for _ in range(12):
        if rng.random() < 0.5:
            percent = _PERCENTS[int(rng.random() * len(_PERCENTS))]
            share = Share(f"{percent}%", Fraction(percent, 100), percent)
        else:
            words, top, bottom = _FRACTIONS[int(rng.random() * len(_FRACTIONS))]
            share = Share(words, Fraction(top, bottom), None)
        part = opening.value * share.value
        if part >= 1 and (part.denominator == 1 or (opening.money and money_text(part))):
            return share
    return None


def _part_line(opening: Opening, share: Share, part: Value) -> str:
    value = opening.value
    shown, bare = share.left(opening.shown(value)), share.left(show(value)).replace(" ", "")
    sign = "$" if opening.money else ""
    exact = show(part, money=opening.money)
    words = f"{share.words[:1].upper()}{share.words[1:]}"
    return f"{words} of {opening.shown(value)} is {shown} = {sign}<<{bare}={exact}>>{opening.digits(part)}."


def _steps(opening: Opening, share: Share) -> tuple[list[tuple[str, Value]], list[tuple[str, Value]], Value]:
    """Numbers of the text, the step of the part, and the part."""
    part = plain(opening.value * share.value)
    if share.percent is not None:
        return [(str(share.percent), share.percent)], [("a*n0/100", part)], part
    top, bottom = share.value.numerator, share.value.denominator
    return [], [(f"a/{bottom}" if top == 1 else f"a/{bottom}*{top}", part)], part


def _plain_part(opening: Opening, share: Share) -> Ending:
    numbers, steps, part = _steps(opening, share)
    asked = opening.asked
    text = f"What is {share.words} of {asked.noun_phrase}?"
    return Ending(text, numbers, steps, [_part_line(opening, share, part)], opening.money)


def _owned_part(opening: Opening, share: Share) -> Ending:
    asked, name = opening.asked, opening.name
    many = not opening.money and opening.value > MOST_OWNED
    if many or PRONOUN.search(asked.noun_phrase) or (not opening.money and not (asked.thing and asked.noun)):
        return _plain_part(opening, share)
    numbers, steps, part = _steps(opening, share)
    if opening.money:
        text = (
            f"The amount of money {name} has is {share.words} of {asked.noun_phrase}. How much money does {name} have?"
        )
    else:
        text = (
            f"The number of {asked.noun} {name} has is {share.words} of {asked.noun_phrase}. "
            f"How many {asked.noun} does {name} have?"
        )
    return Ending(text, numbers, steps, [_part_line(opening, share, part)], opening.money)


def _increased(opening: Opening, share: Share) -> Ending:
    if share.percent is None or _CLAUSE.search(opening.asked.noun_phrase):
        return _plain_part(opening, share)
    numbers, steps, part = _steps(opening, share)
    total = plain(Fraction(opening.value) + part)
    text = f"What do you get if you increase {opening.asked.noun_phrase} by {share.words}?"
    line = f"Together that is {worked(opening, opening.value, '+', part, total)}."
    return Ending(text, numbers, [*steps, ("a+p", total)], [_part_line(opening, share, part), line], opening.money)


def _decreased(opening: Opening, share: Share) -> Ending:
    if share.percent is None or _CLAUSE.search(opening.asked.noun_phrase):
        return _plain_part(opening, share)
    numbers, steps, part = _steps(opening, share)
    rest = plain(Fraction(opening.value) - part)
    text = f"What do you get if you decrease {opening.asked.noun_phrase} by {share.words}?"
    line = f"What is left is {worked(opening, opening.value, '-', part, rest)}."
    return Ending(text, numbers, [*steps, ("a-p", rest)], [_part_line(opening, share, part), line], opening.money)


_CLAUSE = re.compile(r"\b(?:after|before|by|for|when|with|without|while|paying|buying|selling)\b")
"""Behind these words *by 15%* would not be taken for the change of the whole."""
_FORMS = (_plain_part, _owned_part, _increased, _decreased)
