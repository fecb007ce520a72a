"""Include a conditional statement: a clause that decides the last step (MuggleMath, arXiv:2310.05506, section 3.1)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from random import Random

from mathwright.programs.closing import Ending, Opening, close, open_story, round_number, worked
from mathwright.programs.graph import Value
from mathwright.programs.made import Made, Refused
from mathwright.programs.template import Template

_COST = re.compile(r"\b(?:cost|price|bill|spent|spend|spends|pay|pays|paid|owe|owes|charge)\b", re.IGNORECASE)
_KEPT = re.compile(r"\b(?:sav\w+|income|earn\w*|profit|left|change|remain\w*|after|once|wage|salary)\b", re.IGNORECASE)
"""What somebody has or keeps: no fee is added to it, although a price is spoken of."""
_GAIN = re.compile(
    r"\b(?:earn|earns|earned|make|makes|made|profit|salary|raise|raised|collect\w*|wage|income|pay)\b", re.IGNORECASE
)


def condition(template: Template, rng: Random) -> Made | Refused:
    """The problem with a last step that depends on the size of its result."""
    opening = open_story(template, rng)
    if isinstance(opening, Refused):
        return opening
    if isinstance(opening.value, int) and not opening.money and rng.random() < 0.3:
        clause = _parity(opening, rng)
    else:
        clause = _threshold(opening, rng)
    if clause is None:
        return Refused("no sensible condition")
    ending = Ending(clause.text, clause.numbers, [clause.step], clause.lines, opening.money)
    return close(opening, ending, (template.problem_id,))


@dataclass(frozen=True, slots=True)
class Clause:
    """A conditional sentence with the question after it, and the step that it decides."""

    text: str
    numbers: list[tuple[str, Value]]
    step: tuple[str, Value]
    lines: list[str]


@dataclass(frozen=True, slots=True)
class _Frame:
    """How the two branches are worded; ``{}`` stands for the amounts."""

    text: str
    above: str
    """The operation where the result is more than the threshold."""
    below: str
    share: int = 1
    """The amounts are at most about half of this part of the value: a fee or a bonus is small beside what it is for."""


_FRAMES = {
    "cost": _Frame(
        "If {phrase} is more than {limit}, {one} is taken off; otherwise, a fee of {two} is added. "
        "What is the final amount?",
        "-", "+", 4,
    ),
    "gain": _Frame(
        "If {phrase} is more than {limit}, a bonus of {one} is added; otherwise, a bonus of {two} is added. "
        "What is the final amount?",
        "+", "+", 3,
    ),
    "amount": _Frame(
        "If {phrase} is more than {limit}, subtract {one} from it; otherwise, add {two} to it. What amount do you get?",
        "-", "+",
    ),
    "number": _Frame(
        "If {phrase} is more than {limit}, subtract {one} from it; otherwise, add {two} to it. What number do you get?",
        "-", "+",
    ),
    "double": _Frame(
        "If {phrase} is more than {limit}, add {one} to it; otherwise, add {two} to it. What number do you get?",
        "+", "+",
    ),
}  # fmt: skip


def _frame(opening: Opening, rng: Random) -> _Frame:
    phrase = opening.asked.noun_phrase
    if not opening.money:
        return _FRAMES["number" if rng.random() < 0.6 else "double"]
    if _COST.search(phrase) and not _KEPT.search(phrase):
        return _FRAMES["cost"]
    return _FRAMES["gain" if _GAIN.search(phrase) else "amount"]


def _threshold(opening: Opening, rng: Random) -> Clause | None:
    value = opening.value
    limit = _limit(value, rng)
    frame = _frame(opening, rng)
    one, two = (round_number(int(value) // frame.share, rng) for _ in range(2))
    if limit is None or one == two:
        return None
    above = value > limit
    amount, op = (one, frame.above) if above else (two, frame.below)
    result = value - amount if op == "-" else value + amount
    if result < 1:
        return None
    shown = opening.shown
    text = frame.text.format(phrase=opening.asked.noun_phrase, limit=shown(limit), one=shown(one), two=shown(two))
    comparison = "more than" if above else "not more than"
    verb = "subtract" if op == "-" else "add"
    line = (
        f"Since {shown(value)} is {comparison} {shown(limit)}, we {verb} {shown(amount)}: "
        f"{worked(opening, value, op, amount, result)}."
    )
    numbers: list[tuple[str, Value]] = [(opening.digits(n), n) for n in (limit, one, two)]
    return Clause(text, numbers, (f"a{op}n{1 if above else 2}", result), [line])


def _limit(value: Value, rng: Random) -> int | None:
    """A round number near the value, above or below it, and not equal to it."""
    whole = int(value)
    step = 1 if whole < 12 else 5 if whole < 60 else 10 if whole < 200 else 50 if whole < 1000 else 100
    chosen = step * round(whole * (0.6 + rng.random() * 0.9) / step)
    return chosen if chosen >= 2 and chosen != value else None


def _parity(opening: Opening, rng: Random) -> Clause | None:
    value = opening.value
    more = round_number(value, rng)
    if not isinstance(value, int):
        return None
    even = value % 2 == 0
    phrase = opening.asked.noun_phrase
    text = (
        f"If {phrase} is even, divide it by 2; if it is odd, add {opening.digits(more)} to it. What number do you get?"
    )
    result = value // 2 if even else value + more
    reason = "even, so we divide it by 2" if even else f"odd, so we add {opening.digits(more)} to it"
    computed = worked(opening, value, "/", "2", result) if even else worked(opening, value, "+", more, result)
    return Clause(
        text,
        [("2", 2), (opening.digits(more), more)],
        ("a/n0" if even else "a+n1", result),
        [f"The number {opening.shown(value)} is {reason}: {computed}."],
    )
