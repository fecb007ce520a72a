"""How many planted defects the checks of ``two_million_checks`` see, and how many sound rows they flag.

    python benchmarks/two_million_seen.py DATASET.parquet

Of rows drawn at random: a number that the solution computes with is dropped from the question, or another one stands in
its place; an operand of an annotation is another number, and the rest of the solution stays.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Callable
from pathlib import Path
from random import Random

import polars as pl

sys.path.insert(0, str(Path(__file__).resolve().parent))
from rows import Row, Table, default_seeds
from two_million_checks import COLUMNS, faults_of, unfaithful
from two_million_givens import Givens

from mathwright.seeds.reader import read_problems
from mathwright.seeds.shipped import shipped_seeds

SEEN = 0.9
_ANNOTATION = re.compile(r"<<([^<>=]*)=[^<>]*>>")
_NUMBER = re.compile(r"(?<![\d.,/])\d+(?:,\d{3})*(?:\.\d+)?(?![\d,.]*\d)")
Mutation = Callable[[str, str, Random], tuple[str, str] | None]
"""Question and solution with a defect planted, or None where there is no place for one."""


def without_a_number(question: str, solution: str, rng: Random) -> tuple[str, str] | None:
    """A number that is computed with stands as a word without a value."""
    return _with_another_number(question, solution, rng, "some")


def with_another_number(question: str, solution: str, rng: Random) -> tuple[str, str] | None:
    """A number that is computed with is said as another one."""
    return _with_another_number(question, solution, rng, str(rng.randrange(1_000, 9_999)))


def _with_another_number(question: str, solution: str, rng: Random, other: str) -> tuple[str, str] | None:
    used = {number for left in _ANNOTATION.findall(solution) for number in _NUMBER.findall(left)} - {"0", "1"}
    places = [match for match in _NUMBER.finditer(question) if match[0].replace(",", "") in used]
    if not places:
        return None
    place = rng.choice(places)
    return question[: place.start()] + other + question[place.end() :], solution


def with_another_operand(question: str, solution: str, rng: Random) -> tuple[str, str] | None:
    """One operand is a number up to 9 away."""
    spans = [match.span(1) for match in _ANNOTATION.finditer(solution)]
    places = [match for start, end in spans for match in _NUMBER.finditer(solution, start, end)]
    if not places:
        return None
    place = rng.choice(places)
    value = int(float(place[0].replace(",", "")))
    other = rng.choice([near for near in range(max(value - 9, 0), value + 10) if str(near) != place[0]])
    return question, solution[: place.start()] + str(other) + solution[place.end() :]


MUTATIONS: dict[str, Mutation] = {
    "a number dropped from the question": without_a_number,
    "another number in the question": with_another_number,
    "another operand in an annotation": with_another_operand,
}


def main() -> None:
    """Plant, look and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("dataset", type=Path)
    parser.add_argument("--seeds", type=Path, help="seed problems; default: GSM8K train where it is, else the shipped")
    parser.add_argument("--rows", type=int, default=1_000)
    parser.add_argument("--json", type=Path)
    asked = parser.parse_args()
    seeds = asked.seeds or default_seeds()
    givens = Givens(read_problems(seeds) if seeds else shipped_seeds())
    rows = pl.read_parquet(asked.dataset, columns=COLUMNS).sample(2 * asked.rows, seed=7).rows()
    table = Table()
    for name, mutation in {"sound rows": _as_it_is, **MUTATIONS}.items():
        rng, seen = Random(f"7:{name}"), list[bool]()
        for question, solutions, answer, parents in rows:
            planted = mutation(question, solutions[0], rng) if solutions and len(seen) < asked.rows else None
            if planted is not None:
                found = [*faults_of(*planted, answer), *unfaithful(givens, planted[0], planted[1:], parents)]
                seen.append(bool(found))
        share, sound = sum(seen) / len(seen), mutation is _as_it_is
        table.add(Row(f"{name}: seen", round(share, 4), "of rows", 0 if sound else SEEN, at_most=sound, n=len(seen)))
    table.write(asked.json)


def _as_it_is(question: str, solution: str, _: Random) -> tuple[str, str]:
    return question, solution


if __name__ == "__main__":
    main()
