"""One computation on the results of two problems (the parallel way of MathFusion, arXiv:2503.16212).

A letter stands for a number, so that adding clips to miles is plain mathematics; prices stay prices.
The questions themselves are in ``words/joined.toml``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from mathwright.programs.side_by_side import Bench, Term, round_number

MOST_FACTOR = 1_000
"""Largest result that is multiplied by the other."""
MOST_TICKETS = 60
"""Most tickets that somebody buys, and largest price of one."""


def parallel(bench: Bench) -> bool:
    """Ask for one number that needs both results; False where the question drawn makes no sense for them."""
    asks = _PRICES if bench.prices == 2 else _MIXED if bench.prices == 1 else _NUMBERS
    return asks[int(bench.words.random() * len(asks))](bench)


@dataclass(frozen=True, slots=True)
class _Single:
    """A question that one operation answers."""

    question: str
    lead: str
    left: str
    op: str
    right: str
    largest: int = MOST_FACTOR
    """Of what is multiplied."""

    def __call__(self, bench: Bench) -> bool:
        left, right = bench.term(self.left), bench.term(self.right)
        if self.op == "*" and max(left.value, right.value) > self.largest:
            return False
        bench.ask(self.question)
        bench.work(self.lead, left, self.op, right)
        return True


def _times_sum(bench: Bench) -> bool:
    factor = _factor(bench)
    bench.ask("times_sum", factor=factor)
    whole = bench.work("The sum is", bench.first, "+", bench.second)
    bench.work(f"{factor.shown} times the sum is", factor, "*", whole)
    return True


def _times_difference(bench: Bench) -> bool:
    factor = _factor(bench)
    bench.ask("times_difference", factor=factor)
    gap = bench.work("The difference is", bench.larger, "-", bench.smaller)
    bench.work(f"{factor.shown} times the difference is", factor, "*", gap)
    return True


def _weighted_sum(bench: Bench) -> bool:
    factor = _factor(bench)
    bench.ask("weighted_sum", factor=factor)
    product = bench.work(f"{factor.shown} times {bench.first.told} is", factor, "*", bench.first)
    bench.work("The number is", product, "+", bench.second)
    return True


def _weighted_difference(bench: Bench) -> bool:
    factor = _factor(bench)
    bench.ask("weighted_difference", factor=factor)
    product = bench.work(f"{factor.shown} times {bench.larger.told} is", factor, "*", bench.larger)
    bench.work("The difference is", product, "-", bench.smaller)
    return True


def _more_than_sum(bench: Bench) -> bool:
    more = bench.number(round_number(int(bench.smaller.value), bench.rng))
    bench.ask("more_than_sum", more=more)
    whole = bench.work("The sum is", bench.first, "+", bench.second)
    bench.work("The number is", whole, "+", more)
    return True


def _average(bench: Bench) -> bool:
    bench.ask("average")
    whole = bench.work("The sum is", bench.first, "+", bench.second)
    bench.work("The average is", whole, "/", bench.constant(2))
    return True


def _saved(bench: Bench) -> bool:
    months = bench.number(bench.rng.randint(2, 9))
    bench.ask("saved", months=months)
    saved = bench.work("The savings are", months, "*", bench.smaller)
    bench.work("Together with the gift that is", saved, "+", bench.larger)
    return True


def _shared(bench: Bench) -> bool:
    people = bench.number(bench.rng.randint(2, 8))
    bench.ask("shared", people=people)
    whole = bench.work("The club has", bench.first, "+", bench.second)
    bench.work("Each team gets", whole, "/", people)
    return True


def _factor(bench: Bench) -> Term:
    return bench.number(bench.rng.randint(3, 6))


_Ask = Callable[[Bench], bool]
_NUMBERS: tuple[_Ask, ...] = (
    _Single("sum", "The sum is", "first", "+", "second"),
    _Single("difference", "The difference is", "larger", "-", "smaller"),
    _Single("product", "The product is", "first", "*", "second"),
    _Single("quotient", "The quotient is", "larger", "/", "smaller"),
    _Single("held", "Together that is", "first", "+", "second"),
    _Single("left", "The number left is", "larger", "-", "smaller"),
    _times_sum,
    _times_difference,
    _weighted_sum,
    _weighted_difference,
    _more_than_sum,
    _average,
)
_PRICES: tuple[_Ask, ...] = (
    _Single("together", "Together they are", "first", "+", "second"),
    _Single("apart", "The difference is", "larger", "-", "smaller"),
    _saved,
    _shared,
    _average,
)
_MIXED: tuple[_Ask, ...] = (_Single("bought", "The total is", "number", "*", "price", MOST_TICKETS),)
