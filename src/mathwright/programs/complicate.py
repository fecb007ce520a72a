"""Increase complexity: more steps on the result (MuggleMath, arXiv:2310.05506, section 3.1)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from random import Random

from mathwright.programs.closing import MOST_OWNED, PRONOUN, Ending, Opening, close, open_story, round_number, worked
from mathwright.programs.graph import Value
from mathwright.programs.made import Made, Refused
from mathwright.programs.template import Template

_PARTS = ((2, "half"), (3, "one third"), (4, "one quarter"), (5, "one fifth"), (10, "one tenth"))
_MONEY_VERBS = (("save", "saved"), ("raise", "raised"), ("donate", "donated"), ("earn", "earned"), ("spend", "spent"))

_PRESENT = re.compile(r"\b(?:pays|spends|earns|makes|costs|saves|has|have|owes|needs|gets|is|are|pay|earn|make|get)\b")
"""What is asked for happens now, and what it is compared with should too."""


@dataclass(frozen=True, slots=True)
class Chain:
    """Two operations on the result, as a phrase and as steps."""

    phrase: str
    """``5 more than 3 times {}`` with the quantity left open."""
    numbers: list[tuple[str, Value]]
    steps: list[tuple[str, Value]]
    lines: list[str]


def complicate(template: Template, rng: Random) -> Made | Refused:
    """The problem with two more steps on its result."""
    opening = open_story(template, rng)
    if isinstance(opening, Refused):
        return opening
    chain = _CHAINS[int(rng.random() * len(_CHAINS))](opening, rng)
    if chain is None:
        return Refused("no sensible further step")
    ending = Ending(_question(opening, chain, rng), chain.numbers, chain.steps, chain.lines, opening.money)
    return close(opening, ending, (template.problem_id,))


def _question(opening: Opening, chain: Chain, rng: Random) -> str:
    asked, name = opening.asked, opening.name
    phrase = chain.phrase.format(asked.noun_phrase)
    if PRONOUN.search(asked.noun_phrase):
        return f"What is {phrase}?"
    if opening.money:
        verb, past = _MONEY_VERBS[int(rng.random() * len(_MONEY_VERBS))]
        if _PRESENT.search(asked.noun_phrase):
            return f"The amount of money {name} {verb}s is {phrase}. How much money does {name} {verb}?"
        return f"The amount of money {name} {past} is {phrase}. How much money did {name} {verb}?"
    if asked.thing and asked.noun and chain.steps[-1][1] <= MOST_OWNED and rng.random() < 0.7:
        return f"The number of {asked.noun} {name} has is {phrase}. How many {asked.noun} does {name} have?"
    return f"What is {phrase}?" if asked.noun_phrase.startswith("the number of") else f"What number is {phrase}?"


def _times(opening: Opening, factor: int, value: Value) -> str:
    return f"{factor} times {opening.shown(value)} is {worked(opening, str(factor), '*', value, value * factor)}."


def _multiply_add(opening: Opening, rng: Random) -> Chain:
    factor, more = rng.choice((2, 3, 4, 5)), round_number(opening.value, rng)
    product = opening.value * factor
    total = product + more
    return Chain(
        f"{opening.shown(more)} more than {factor} times {{}}",
        [(opening.digits(more), more), (str(factor), factor)],
        [("n1*a", product), ("p+n0", total)],
        [
            _times(opening, factor, opening.value),
            f"{opening.shown(more)} more than that is {worked(opening, product, '+', more, total)}.",
        ],
    )


def _multiply_subtract(opening: Opening, rng: Random) -> Chain | None:
    factor, less = rng.choice((2, 3, 4, 5)), round_number(opening.value, rng)
    product = opening.value * factor
    rest = product - less
    if rest < 2:
        return None
    return Chain(
        f"{opening.shown(less)} less than {factor} times {{}}",
        [(opening.digits(less), less), (str(factor), factor)],
        [("n1*a", product), ("p-n0", rest)],
        [
            _times(opening, factor, opening.value),
            f"{opening.shown(less)} less than that is {worked(opening, product, '-', less, rest)}.",
        ],
    )


def _add_multiply(opening: Opening, rng: Random) -> Chain:
    factor, more = rng.choice((2, 3, 4)), round_number(opening.value, rng)
    total = opening.value + more
    return Chain(
        f"{factor} times the sum of {opening.shown(more)} and {{}}",
        [(str(factor), factor), (opening.digits(more), more)],
        [("a+n1", total), ("n0*p", total * factor)],
        [
            f"The sum is {worked(opening, opening.value, '+', more, total)}.",
            _times(opening, factor, total),
        ],
    )


def _divide_add(opening: Opening, rng: Random) -> Chain | None:
    value, more = opening.value, round_number(opening.value, rng)
    fitting = [(by, word) for by, word in _PARTS if isinstance(value, int) and value % by == 0 and value // by >= 2]
    if not isinstance(value, int) or not fitting:
        return None
    by, word = rng.choice(fitting)
    part = value // by
    total = part + more
    return Chain(
        f"{opening.shown(more)} more than {word} of {{}}",
        [(opening.digits(more), more)],
        [(f"a/{by}", part), ("p+n0", total)],
        [
            f"{word.capitalize()} of {opening.shown(value)} is {worked(opening, value, '/', str(by), part)}.",
            f"{opening.shown(more)} more than that is {worked(opening, part, '+', more, total)}.",
        ],
    )


_CHAINS = (_multiply_add, _multiply_subtract, _add_multiply, _divide_add)
