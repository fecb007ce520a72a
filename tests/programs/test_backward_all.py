"""All backward questions of the shipped seed problems and of GSM8K: right both ways, one solution only."""

import re
from collections import Counter
from fractions import Fraction
from functools import cache
from pathlib import Path
from random import Random

from tests.programs.makers_audit import faults_of

from mathwright.programs.backward import backward
from mathwright.programs.made import Made, Refused
from mathwright.programs.numbers import mentions
from mathwright.programs.template import Template, compile_template
from mathwright.programs.wording import faults
from mathwright.records import Problem
from mathwright.seeds.reader import read_problems
from mathwright.seeds.shipped import shipped_seeds

LETTER = re.compile(r"\b[NMK]\b")


def place_of(made: Made) -> int:
    """Where among the givens the letter stands; the letter is the last word that the question names."""
    letter = LETTER.findall(made.question)[-1]
    start = re.search(rf"\b{letter}\b", made.question)
    assert start is not None
    return sum(given.start < start.start() for given in made.program.givens[:-1])


def forwards(seed: Template, made: Made, unknown: Fraction) -> Fraction | None:
    """What the seed problem's own operations give with this value for the letter; None where they divide by 0."""
    *others, _ = made.program.givens
    place = place_of(made)
    numbers = [Fraction(given.value) for given in others]
    values = [Fraction(value) for value in seed.values]
    for register, value in zip(seed.given_registers, [*numbers[:place], unknown, *numbers[place:]], strict=True):
        values[register] = value
    for sense in seed.senses:
        operation = sense.operation
        left, right = values[operation.left], values[operation.right]
        if operation.op == "/" and right == 0:
            return None
        values[operation.out] = {
            "+": lambda a, b: a + b, "-": lambda a, b: a - b, "*": lambda a, b: a * b, "/": lambda a, b: a / b,
        }[operation.op](left, right)  # fmt: skip
    return values[seed.answer]


def complaints(seed: Template, made: Made) -> list[str]:
    stated, answer = Fraction(made.program.givens[-1].value), Fraction(made.answer)
    found = faults_of(made) + list(faults(made.question))
    if forwards(seed, made, answer) != stated:
        found.append("forwards another answer")
    near = (Fraction(n) for n in range(1, min(int(3 * answer) + 40, 300)) if n != answer)
    if any(forwards(seed, made, other) == stated for other in near):
        found.append("another solution")
    if any(mention.value == answer for mention in mentions(made.question)):
        found.append("the text says the number")
    spans = [(given.start, given.end) for given in made.program.givens]
    if Fraction(made.question[spans[-1][0] : spans[-1][1]].replace(",", "")) != stated:
        found.append("span of the answer")
    if spans != sorted(spans) or any(LETTER.fullmatch(made.question[start:end]) for start, end in spans):
        found.append("spans")
    if any(f"g{place}" not in _expressions(made) for place in _used(seed, made)):
        found.append("a number left over")
    return found


def _expressions(made: Made) -> list[str]:
    return [name for step in made.program.steps for name in re.findall(r"g\d+", step.expression)]


def _used(seed: Template, made: Made) -> list[int]:
    """Places, in the new program, of the stated answer and of the numbers that the old program names."""
    place = place_of(made)
    old = {int(name) for text, _ in seed.steps for name in re.findall(r"g(\d+)", text)} - {place}
    kept = [n - (n > place) for n in old if seed.givens[n].value != 1]
    return [*kept, len(made.program.givens) - 1]


def audit(problems: list[Problem], draws: int) -> tuple[Counter[str], int, int]:
    """Complaints, products, and accepted seed problems."""
    wrong: Counter[str] = Counter()
    made = accepted = 0
    for place, seed in enumerate(problems):
        compiled = compile_template(seed)
        if isinstance(compiled, Refused):
            continue
        found = [backward(compiled, Random(f"{place}:{draw}")) for draw in range(draws)]
        products = [one for one in found if isinstance(one, Made)]
        made, accepted = made + len(products), accepted + bool(products)
        for one in products:
            wrong.update(complaints(compiled, one))
    return wrong, made, accepted


@cache
def shipped() -> list[Problem]:
    return list(shipped_seeds())


def test_every_problem_from_the_shipped_seeds_has_one_solution() -> None:
    wrong, made, accepted = audit(shipped(), 3)
    assert wrong == Counter()
    assert made >= 500
    assert accepted >= 0.6 * len(shipped())


def test_every_problem_from_gsm8k_has_one_solution(data_dir: Path) -> None:
    problems = list(read_problems(data_dir / "gsm8k" / "train.jsonl"))[::5]
    wrong, made, accepted = audit(problems, 1)
    assert wrong == Counter()
    assert made >= 400
    assert accepted >= 0.25 * len(problems)
