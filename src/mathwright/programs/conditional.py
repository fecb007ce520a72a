"""A comparison of the results of two problems decides what is done (the conditional way, arXiv:2503.16212).

Every case uses both results, so that no guess of the case spares a solver one of the problems.
The questions themselves are in ``words/joined.toml``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from mathwright.programs.side_by_side import Bench, round_number


def conditional(bench: Bench) -> bool:
    """Ask for a number by a rule with two cases; False where the rule drawn makes no sense for the results."""
    if bench.prices == 1:
        return False
    rules = _PRICES if bench.prices else _NUMBERS
    return rules[int(bench.words.random() * len(rules))](bench)


@dataclass(frozen=True, slots=True)
class _Comparison:
    """A rule that compares the first result with the second: it adds them in one case and subtracts in the other."""

    question: str
    adds_where_greater: bool

    def __call__(self, bench: Bench) -> bool:
        first, second = bench.first, bench.second
        greater = first.value > second.value
        bench.ask(self.question)
        word = ("more" if bench.prices else "greater") if greater else "less"
        lead = f"Since {first.shown} is {word} than {second.shown}, we"
        if greater == self.adds_where_greater:
            bench.work(f"{lead} add:", first, "+", second)
        else:
            bench.work(f"{lead} subtract:", bench.larger, "-", bench.smaller)
        return True


def _multiply_one(bench: Bench) -> bool:
    first, second = bench.first, bench.second
    one, two = (bench.number(value) for value in bench.rng.sample(range(2, 7), 2))
    bench.ask("multiply_one", one=one, two=two)
    greater = first.value > second.value
    left, factor, right = (first, one, second) if greater else (second, two, first)
    word = "greater" if greater else "less"
    lead = f"Since {first.shown} is {word} than {second.shown}, we multiply {left.shown} by {factor.shown}:"
    product = bench.work(lead, left, "*", factor)
    bench.work(f"Then we add {right.shown}:", product, "+", right)
    return True


def _half_or_difference(bench: Bench) -> bool:
    bench.ask("half_or_difference")
    whole = bench.work("The sum is", bench.first, "+", bench.second)
    if int(whole.value) % 2:
        bench.work(f"Since {whole.shown} is odd, we find the difference:", bench.larger, "-", bench.smaller)
    else:
        bench.work(f"Since {whole.shown} is even, we divide it by 2:", whole, "/", bench.constant(2))
    return True


def _twice(bench: Bench) -> bool:
    first, second = bench.first, bench.second
    bench.ask("twice", result="amount" if bench.prices else "number")
    double = bench.work(f"Twice {second.told} is", bench.constant(2), "*", second)
    if first.value > double.value:
        bench.work(f"Since {first.shown} is more than {double.shown}, we subtract:", first, "-", double)
    else:
        bench.work(f"Since {first.shown} is not more than {double.shown}, we add:", first, "+", second)
    return True


def _limited(bench: Bench) -> bool:
    question = bench.one_of("bill", "bonus") if bench.prices else "limit"
    drawn = _limits(bench)
    if drawn is None:
        return False
    if question == "bonus":  # who earns more gets more
        drawn = (drawn[0], max(drawn[1:]), min(drawn[1:]))
    limit, less, more = (bench.number(value, price=bench.prices == 2) for value in drawn)
    bench.ask(question, limit=limit, less=less, more=more)
    whole = bench.work("The sum is", bench.first, "+", bench.second)
    over = whole.value > limit.value
    change = less if over else more
    op = "-" if over and question != "bonus" else "+"
    compared = f"{whole.shown} is {'more' if over else 'not more'} than {limit.shown}"
    bench.work(f"Since {compared}, we {'add' if op == '+' else 'subtract'} {change.shown}:", whole, op, change)
    return True


def _limits(bench: Bench) -> tuple[int, int, int] | None:
    """A round limit near the sum of the two results, and two smaller numbers; None where they do not fit."""
    total = bench.first.value + bench.second.value
    whole = int(total)
    step = 1 if whole < 12 else 5 if whole < 60 else 10 if whole < 200 else 50 if whole < 1000 else 100
    limit = step * round(whole * (0.6 + 0.8 * bench.rng.random()) / step)
    less, more = (round_number(max(4, whole // 3), bench.rng) for _ in range(2))
    if limit < 2 or limit == total or less == more or less >= total:
        return None
    return limit, less, more


_Rule = Callable[[Bench], bool]
_NUMBERS: tuple[_Rule, ...] = (
    _Comparison("subtract_or_add", adds_where_greater=False),
    _Comparison("add_or_subtract", adds_where_greater=True),
    _multiply_one,
    _half_or_difference,
    _twice,
    _limited,
)
_PRICES: tuple[_Rule, ...] = (
    _Comparison("difference_or_total", adds_where_greater=False),
    _Comparison("total_or_difference", adds_where_greater=True),
    _twice,
    _limited,
    _limited,
)
