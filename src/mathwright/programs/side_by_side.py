"""Two problems told side by side, each result under a letter, and a new question that needs both.

Two of the three ways of MathFusion (arXiv:2503.16212) end so: *parallel* with one computation on both results,
*conditional* with a comparison that decides which.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field
from fractions import Fraction
from functools import lru_cache
from importlib.resources import files
from random import Random

from mathwright.programs.drawing import result
from mathwright.programs.fitting import LARGEST
from mathwright.programs.graph import Value
from mathwright.programs.joining import Row, Told, follow, free_letter, joined, lettered, told_freely
from mathwright.programs.made import Refused
from mathwright.programs.numbers import money_text
from mathwright.programs.people import newcomer
from mathwright.programs.separators import is_separated
from mathwright.programs.story import show
from mathwright.programs.template import Template

FARTHEST = 200
"""Most times that one result may be as large as the other."""
LONGEST = 120
"""Words of both stories without the question."""
_PLACE = re.compile(r"\{(\w+)\}")
_THINGS = ("stamps", "marbles", "beads", "coins", "shells", "buttons", "stickers", "postcards", "pebbles", "badges")


@lru_cache(maxsize=1)
def _wordings() -> dict[str, tuple[str, ...]]:
    text = files("mathwright.programs").joinpath("words", "joined.toml").read_text("utf-8")
    return {question: tuple(wordings) for question, wordings in tomllib.loads(text).items()}


@dataclass(frozen=True, slots=True)
class Term:
    """A quantity of the new question: a result of a story, a number of the question, or a result of its own."""

    name: str
    """How a step writes it before it has its place: ``a``, ``b``, ``n0``, ``p0``."""
    value: Value
    price: bool
    shown: str
    """As the worked text shows it: ``$72``."""
    told: str
    """As the question shows it: ``$N``, ``$72``."""


@dataclass(slots=True)
class Bench:
    """Two told problems, and the new question in the making with its worked lines."""

    row: Row
    told: tuple[Told, Told]
    rng: Random
    """Of the numbers."""
    words: Random
    """Of the question and its wording; may be the same."""
    terms: list[Term] = field(default_factory=list)
    steps: list[tuple[str, Value]] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    text: str = ""
    numbers: list[tuple[int, Term]] = field(default_factory=list)
    """Offset in the new text and number, in order of appearance."""
    answer: Term | None = None
    """The last result."""
    sound: bool = True
    """Whether every result is positive and can be written."""
    counted: int = 0
    """Numbers that the new question has so far."""
    separated: bool = False
    """Whether numbers have thousands separators, as some of the two stories have."""

    def __post_init__(self) -> None:
        self.separated = is_separated(self.row.story.question, *self.row.story.lines)
        for name, told in zip("ab", self.told, strict=True):
            price = told.quantity is not None and told.quantity.unit == "money"
            value = told.story.answer
            self.terms.append(Term(name, value, price, self._show(value, price), told.shown))

    @property
    def first(self) -> Term:
        """The result of the first story."""
        return self.terms[0]

    @property
    def second(self) -> Term:
        """The result of the second story."""
        return self.terms[1]

    @property
    def larger(self) -> Term:
        """The larger of the two results."""
        return max(self.terms, key=lambda term: term.value)

    @property
    def smaller(self) -> Term:
        """The smaller of the two results."""
        return min(self.terms, key=lambda term: term.value)

    @property
    def prices(self) -> int:
        """How many of the two results are prices."""
        return self.first.price + self.second.price

    def term(self, name: str) -> Term:
        """``first``, ``second``, ``larger``, ``smaller``; where one of the two is a price, ``price`` and ``number``."""
        if name in ("price", "number"):
            return next(term for term in self.terms if term.price == (name == "price"))
        return {"first": self.first, "second": self.second, "larger": self.larger, "smaller": self.smaller}[name]

    def one_of(self, *choices: str) -> str:
        """One of several wordings."""
        return choices[int(self.words.random() * len(choices))]

    def number(self, value: int, price: bool = False) -> Term:
        """A number of the new question."""
        self.counted += 1
        shown = self._show(value, price)
        return Term(f"n{self.counted}", value, price, shown, shown)

    def constant(self, value: int) -> Term:
        """A number that the question says in a word, such as *twice*."""
        return Term(str(value), value, False, str(value), str(value))

    def ask(self, question: str, **values: Term | str) -> None:
        """Write one wording of a question of ``words/joined.toml`` with its ``{first}`` and the values given in place.

        ``{name}`` is somebody of neither story, ``{things}`` what neither speaks of.
        """
        text, story, place = self.one_of(*_wordings()[question]), self.row.story.question, 0
        if "{name}" in text:
            values["name"] = newcomer(story, self.words)
        if "{things}" in text:
            values["things"] = self.one_of(*(thing for thing in _THINGS if thing[:-1] not in story))
        for found in _PLACE.finditer(text):
            self.text += text[place : found.start()]
            key = found.group(1)
            value = values[key] if key in values else self.term(key)
            if isinstance(value, Term) and value.name.startswith("n"):
                self.numbers.append((len(self.text) + value.price, value))
            self.text += value.told if isinstance(value, Term) else value
            place = found.end()
        self.text += text[place:]

    def work(self, lead: str, left: Term, op: str, right: Term) -> Term:
        """One computation as a step and a worked line, ``The sum is 3 + 4 = <<3+4=7>>7.``; returns its result.

        It is a price where either operand is one.
        """
        value = result(op, left.value, right.value)
        is_price = left.price or right.price
        self.sound = self.sound and _is_sensible(value, is_price)
        shown, sign = self._show(value, is_price), "$" if is_price else ""
        equation = f"{show(left.value)}{op}{show(right.value)}={show(value)}"
        self.lines.append(f"{lead} {left.shown} {op} {right.shown} = {sign}<<{equation}>>{shown.removeprefix('$')}.")
        self.answer = Term(f"p{len(self.steps)}", value, is_price, shown, shown)
        self.steps.append((f"{left.name}{op}{right.name}", value))
        return self.answer

    def _show(self, value: Value, price: bool) -> str:
        text = f"{value:,}" if self.separated and isinstance(value, int) else show(value, money=price)
        return f"${text}" if price else text

    def closed(self) -> Row | None:
        """The row with the new question at its end; None where a result makes no sense."""
        if not self.sound or self.answer is None:
            return None
        story = self.row.story
        names = {"a": f"s{self.row.results[0]}", "b": f"s{self.row.results[1]}"}
        shift = len(story.question) + 1
        story.question = f"{story.question} {self.text}"
        for place, term in self.numbers:
            given = story.given(shift + place, term.shown.removeprefix("$"), term.value)
            names.setdefault(term.name, given)
        for number, (expression, value) in enumerate(self.steps):
            names[f"p{number}"] = story.step(
                re.sub(r"[anbp]\d*", lambda found: names[found.group()], expression), value
            )
        story.lines += self.lines
        story.answer, story.money, story.answer_step = self.answer.value, self.answer.price, len(story.steps) - 1
        return self.row


def round_number(size: int, rng: Random) -> int:
    """A whole number from 2 to about ``size``, round where that is large."""
    step = 1 if size < 20 else 5 if size < 100 else 10 if size < 1000 else 100
    return max(2, step * rng.randint(1, max(2, size // step)))


def _is_sensible(value: Value, price: bool) -> bool:
    """Positive, not too large, and whole or a price in cents."""
    if not 0 < value <= 10 * LARGEST:
        return False
    return money_text(Fraction(value)) is not None if price else type(value) is int


def side_by_side(template: Template, other: Template, rng: Random) -> Bench | Refused:
    """Both problems told, in either order, with *Let N be ...* in place of their questions."""
    ordered = (template, other) if rng.random() < 0.5 else (other, template)
    first, second = told_freely(ordered[0], rng), told_freely(ordered[1], rng)
    if isinstance(first, Refused):
        return first
    if isinstance(second, Refused):
        return second
    reason = misfit(first, second)
    pair = Refused(reason) if reason is not None else lettered_pair(first, second, rng)
    return pair if isinstance(pair, Refused) else Bench(joined(pair), pair, rng, rng)


def misfit(first: Told, second: Told) -> str | None:
    """Why the results of two stories do not go together."""
    return misfit_of_words(first, second) or misfit_of_sizes(first, first.story.answer, second, second.story.answer)


def misfit_of_words(first: Told, second: Told) -> str | None:
    """The same, for a reason that other numbers do not change."""
    if first.quantity is None or second.quantity is None:
        return "question cannot be turned into a quantity"
    return "two long stories" if len(f"{first.text} {second.text}".split()) > LONGEST else None


def misfit_of_sizes(first: Told, one: Value, second: Told, other: Value) -> str | None:
    """The same, for a reason that lies in these two results."""
    less, more = (one, other) if one < other else (other, one)
    if less < 2 or more > LARGEST or more > FARTHEST * less:
        return "sizes differ"
    if less == more:
        return "equal results"
    return None if _may_be(one, first) and _may_be(other, second) else "answer is not whole"


def _may_be(answer: Value, told: Told) -> bool:
    return isinstance(answer, int) or told.quantity is None or told.quantity.unit == "money"


def lettered_pair(first: Told, second: Told, rng: Random) -> tuple[Told, Told] | Refused:
    """Both with *Let N be ...* in place of their questions, the second as it reads behind the first."""
    letter = free_letter((second,), first)
    one = Refused("no free letter") if letter is None else lettered(first, letter)
    if isinstance(one, Refused):
        return one
    letter = free_letter((one,), second)
    two = Refused("no free letter") if letter is None else lettered(second, letter)
    if isinstance(two, Told):
        two = follow(two, (one,), rng)
    return two if isinstance(two, Refused) else (one, two)
