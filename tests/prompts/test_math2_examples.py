"""The worked examples in the templates of MATH²: whose they are, and that every answer in them is right."""

import re
from collections.abc import Callable, Iterator
from fractions import Fraction
from itertools import combinations, permutations, product
from math import comb, dist, hypot, isclose, sqrt
from pathlib import Path

import pytest

from mathwright.prompts.program_check import WriteProgram
from mathwright.prompts.rendering import Templates
from mathwright.recipes.catalog import RECIPES
from mathwright.seeds.reader import read_problems
from mathwright.seeds.shipped import shipped_seeds

NAMES = [one.__name__ for one in RECIPES["math2"].prompts if one is not WriteProgram]
TEMPLATES = Templates()


def worked(name: str) -> str:
    """The worked turns of a template: from the first message of the user to the last, which is kept out."""
    return TEMPLATES.source(name).partition("\n--- user ---\n")[2].rpartition("\n--- user ---\n")[0]


# --- where the examples come from -----------------------------------------------------------------


def questions_of(name: str) -> set[str]:
    return {" ".join(found.split()) for found in re.findall(r"<question>(.*?)</question>", worked(name), re.DOTALL)}


def test_no_example_stands_in_two_templates() -> None:
    for one, other in combinations(NAMES, 2):
        assert questions_of(one) & questions_of(other) == set()


def test_no_example_is_a_shipped_seed_problem() -> None:
    shipped = {" ".join(seed.question.split()) for seed in shipped_seeds()}

    assert [name for name in NAMES if questions_of(name) & shipped] == []


@pytest.mark.parametrize("file", ["math/train.jsonl", "math/test.jsonl", "gsm8k/train.jsonl", "gsm8k/test.jsonl"])
def test_no_example_is_taken_from_a_data_set(file: str, data_dir: Path) -> None:
    """Compared by words alone, so that other numbers do not hide a copy."""
    if not (data_dir / file).exists():
        pytest.skip(f"no {file}")
    known = {words_of(seed.question) for seed in read_problems(data_dir / file, skip_bad_rows=True)}
    ours = {words: text for name in NAMES for text in questions_of(name) if len(words := words_of(text)) > 6}

    assert len(ours) > 20
    assert [ours[words] for words in ours if words in known] == []


def words_of(text: str) -> tuple[str, ...]:
    return tuple(re.findall(r"[a-z]{3,}", text.lower()))


# --- every boxed answer is right ------------------------------------------------------------------


def drawn_not_all_of_one_color() -> Fraction:
    draws = list(combinations("RRRRRBBBB", 3))
    return Fraction(sum(len(set(draw)) > 1 for draw in draws), len(draws))


def width_of_the_lawn() -> int:
    return next(w for w in range(1, 50) if (w + 2) * (w + 7) == 126)


def walks_through_the_point() -> int:
    steps = set(permutations("RRRRUUU"))
    return sum(sorted(walk[:3]) == ["R", "R", "U"] for walk in steps)


def orders_of_balloon() -> int:
    return len(set(permutations("BALLOON")))


def unreadable_digit() -> int:
    (digit,) = [digit for digit in range(10) if int(f"46{digit}52") % 9 == 0]
    return digit


def sum_of_arithmetic_sequence(first: Fraction, last: Fraction, terms: int) -> Fraction:
    step = (last - first) / (terms - 1)
    return sum((first + step * k for k in range(terms)), Fraction(0))


def even_sequences() -> int:
    """First term from k * a + k * (k - 1) = 10800, for each even number k of terms."""
    return sum((10800 - k * (k - 1)) % k == 0 for k in range(2, 10801, 2))


def squares_of_cubic_roots() -> int:
    companion = [[0, 0, -1], [1, 0, -5], [0, 1, 6]]
    return sum(companion[i][j] * companion[j][i] for i, j in product(range(3), repeat=2))


def right_triangles(perimeter: int) -> Iterator[tuple[int, int, int]]:
    for a, b in combinations(range(1, perimeter), 2):
        c = perimeter - a - b
        if c > 0 and a * a + b * b == c * c:
            yield a, b, c


def area_of_the_triangle() -> Fraction:
    return next(Fraction(a * b, 2) for a, b, c in right_triangles(56) if c == 25)


def middle_coefficient() -> int:
    ((a, b, c),) = [sides for sides in right_triangles(40) if sides[0] * sides[1] == 120]
    return a * b + b * c + c * a


def multiples_of_six() -> int:
    return sum(sum(map(int, str(n))) == 6 for n in range(102, 1000, 6))


def logarithms_summed() -> int:
    """With t = log_2 x the terms are t, 1 + t / 2, (t + 2) / 3."""
    (t,) = [t for t in range(-100, 100) if 2 * (1 + Fraction(t, 2)) == t + Fraction(t + 2, 3)]
    step = 1 + Fraction(t, 2) - t
    return int(sum(t + step * k for k in range(10)))


def exactly_one_language() -> int:
    (both,) = [both for both in range(29) if 35 + 28 - both + 9 == 60]
    return 35 + 28 - 2 * both


def different_colors() -> Fraction:
    draws = list(combinations("WWWWWBBBBBBB", 2))
    return Fraction(sum(len(set(draw)) == 2 for draw in draws), len(draws))


def exactly_one_vehicle() -> Fraction:
    return Fraction(comb(12 + 9, 2), comb(25, 2))


def longer_part_of_the_diagonal() -> Fraction:
    return next(Fraction(part) for part in range(1, 21) if Fraction(part, 21 - part) == Fraction(20, 8))


def parallel_to_the_base() -> int:
    (x,) = [x for x in range(1, 100) if Fraction(x, x + 4) == Fraction(9, 15)]
    assert x * x - 10 * x + 24 == 0
    return x


def smallest_k() -> Fraction:
    candidates = (Fraction(1, n) for n in range(1, 1000))
    fit = [k for k in candidates if 2 * comb(26, 2) * k**2 == comb(26, 1) * k + comb(26, 3) * k**3]
    assert fit == [Fraction(1, 5), Fraction(1, 20)]
    return min(fit)


def cosine_opposite_seven() -> Fraction:
    angle_cosine = Fraction(1, 5)
    assert isclose(dist((5, 0), (6 / 5, 6 * sqrt(24) / 5)), 7)
    return angle_cosine


def cosine_with_a_bisector() -> Fraction:
    found = Fraction(17, 108)
    corner = (9 * float(found), 9 * sqrt(1 - float(found) ** 2))
    foot = ((9 * 6 + 6 * corner[0]) / 15, 6 * corner[1] / 15)
    assert isclose(dist((6, 0), foot), 4)
    bisected = foot[0] / hypot(*foot)
    assert isclose(2 * bisected**2 - 1, float(found))
    return found


ANSWERS: dict[str, list[Callable[[], Fraction | int]]] = {
    "LabelSkill": [
        drawn_not_all_of_one_color,
        lambda: next(n for n in range(10, 100) if n % 5 == 2 and (n * n + n) % 8 == 0),
    ],
    "ClusterSkills": [],
    "RelabelProblem": [width_of_the_lawn],
    "CheckExemplar": [
        lambda: next(a for a in range(1, 99) for r in range(1, 9) if (a * r**4, a * r**6) == (48, 192)),
        walks_through_the_point,
    ],
    "ValidatePair": [
        lambda: next(x * y for x, y in product(range(50), repeat=2) if 3 * x + 2 * y == 31 and x - y == 2),
        lambda: next(pens for pens in range(15) if 2 * pens + (14 - pens) == 20),
        orders_of_balloon,
        unreadable_digit,
    ],
    "WriteQuestion": [
        lambda: sum_of_arithmetic_sequence(Fraction(7), Fraction(63), 15),
        lambda: sum(720 % d == 0 and 60 % d != 0 for d in range(1, 721)),
        lambda: sum(3 + 4 * k for k in range(sum(16 % d == 0 for d in range(1, 17)))),
        even_sequences,
        squares_of_cubic_roots,
        area_of_the_triangle,
        middle_coefficient,
        middle_coefficient,
    ],
    "AttemptSolution": [multiples_of_six],
    "ValidateQuestion": [
        lambda: Fraction((2**5 * 8**2).bit_length() - 1, 2),
        lambda: sum_of_arithmetic_sequence(Fraction(14 - 2 * 5), Fraction(39 + 4 * 5), 12),
        logarithms_summed,
        exactly_one_language,
        different_colors,
        exactly_one_vehicle,
        longer_part_of_the_diagonal,
        lambda: next(w for w in range(1, 99) if w * (w + 7) == 120),
        parallel_to_the_base,
        lambda: next(c for c in range(1, 9) if comb(5, 2) * c**3 == 80),
        lambda: next(t for t in (Fraction(n, 2) for n in range(1, 99)) if 2 * t * t == t + 6 * t),
    ],
    "SolveQuestion": [
        lambda: next(x for x in range(1, 12) if x * 14 == (12 - x) * 10),
        cosine_opposite_seven,
        cosine_with_a_bisector,
    ],
    "SolveWithout": [lambda: Fraction(6, 3**2 - 5)],
}


def boxed(text: str) -> Iterator[Fraction]:
    for found in re.findall(r"\\boxed\{((?:[^{}]|\{[^{}]*\})*)\}", text):
        yield Fraction(re.sub(r"\\frac\{(\d+)\}\{(\d+)\}", r"\1/\2", found))


@pytest.mark.parametrize("name", NAMES)
def test_every_answer_in_a_worked_turn_is_right(name: str) -> None:
    assert list(boxed(worked(name))) == [Fraction(answer()) for answer in ANSWERS[name]]


def test_a_flawed_example_has_the_flaw_that_its_verdict_names() -> None:
    assert (10**2 - 4 * 30 < 0, 12 + 9 + 6 > 25) == (True, True)
    assert smallest_k() == Fraction(1, 20)
    other = (Fraction(10), Fraction(40, 3), Fraction(50, 3))
    assert (sum(other), other[0] ** 2 + other[1] ** 2) == (40, other[2] ** 2)
