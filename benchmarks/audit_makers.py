"""Re-execute many made problems by a second route: printed annotations and the numbers of their prose.

    python benchmarks/audit_makers.py ../shared/data/gsm8k/train.jsonl --n 100000 --json audit.json

For each kind: problems made, seed problems it accepts (share of all), how many of the questions differ in more than
their numbers, and every fault found; for ``compose`` and ``chain`` also the ways, and whether every part is needed.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import islice
from pathlib import Path
from random import Random

from mathwright.curate.contamination.words import template_text
from mathwright.programs.catalog import KINDS, rewrite, template_of
from mathwright.programs.made import Made
from mathwright.programs.parts import unneeded
from mathwright.programs.paths import paths
from mathwright.programs.replay import replay
from mathwright.programs.stray import stray_numbers
from mathwright.programs.survey import PATHS, own_telling
from mathwright.programs.telling import tell
from mathwright.programs.template import Template
from mathwright.records import Problem
from mathwright.seeds.reader import read_problems
from mathwright.seeds.shipped import shipped_seeds

sys.path.insert(0, str(Path(__file__).resolve().parent))
from rows import Row, Table, default_seeds

SWEEPS = 400
COMPANIONS = {"chain": 24}
"""Other seed problems that a kind may choose from; 8 for the others."""


@dataclass(slots=True)
class Audit:
    """What the second route found for one kind."""

    kind: str
    seeds: int = 0
    made: int = 0
    accepted_seeds: set[str] = field(default_factory=set)
    wrong: Counter[str] = field(default_factory=Counter)
    templates: set[int] = field(default_factory=set)
    """Keys of the questions with their numbers masked."""
    joined: Counter[str] = field(default_factory=Counter)
    """Problems of several seed problems, by way and number of parts."""


def audit(path: Path | None, kind: str, n: int, most_seeds: int | None = None) -> Audit:
    """Make and check at least ``n`` problems of one kind, or as many as ``SWEEPS`` sweeps give.

    most_seeds: how many of the seed problems are used; None uses all.
    """
    seeds = list(islice(read_problems(path) if path is not None else shipped_seeds(), most_seeds))
    found = Audit(kind, len(seeds))
    for sweep in range(SWEEPS):
        for place, seed in enumerate(seeds):
            if found.made >= n and sweep:
                break
            rng = Random(f"audit:{kind}:{sweep}:{place}")
            for told in _made(kind, seed, seeds, rng):
                _count(found, seed, told)
        if found.made >= n:
            break
    return found


@dataclass(slots=True)
class _Told:
    question: str
    worked: str
    answer: str
    made: Made | None = None


def _count(found: Audit, seed: Problem, told: _Told) -> None:
    found.made += 1
    found.accepted_seeds.add(seed.problem_id)
    found.wrong.update(_faults(told))
    if told.made is None:
        return
    found.templates.add(hash(template_text(told.question)))
    if told.made.way is not None:
        found.joined[f"{told.made.way} of {len(told.made.parts)}"] += 1
        if unneeded(told.made.program, told.made.parts):
            found.wrong["a part is not needed"] += 1


def _made(kind: str, seed: Problem, seeds: list[Problem], rng: Random) -> Iterator[_Told]:
    if kind == PATHS:
        template = template_of(seed)
        own = own_telling(template) if isinstance(template, Template) else None
        if own is not None:
            for lines in paths(own.program, rng):
                yield _Told(own.question, tell(lines, own.answer), own.answer)
        return
    made = rewrite(kind, seed, rng.sample(seeds, COMPANIONS.get(kind, 8)), rng)
    if isinstance(made, Made):
        yield _Told(made.question, tell(made.program.lines, made.answer), made.answer, made)


def _faults(told: _Told) -> list[str]:
    again = replay(told.worked)
    found = list(again.faults)
    if again.answer != Fraction(told.answer):
        found.append("another answer")
    if stray_numbers(told.worked, told.question):
        found.append("stray number")
    return found


def main() -> int:
    """Audit every kind; exit status 1 where anything is wrong."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("seeds", type=Path, nargs="?", help="default: GSM8K train where it is, else the shipped")
    parser.add_argument("--n", type=int, default=100_000, help="problems a kind")
    parser.add_argument("--quick", action="store_true", help="300 problems a kind of the first 400 seed problems")
    parser.add_argument("--json", type=Path)
    asked = parser.parse_args()
    n = 300 if asked.quick else asked.n
    kinds = (*KINDS, PATHS)
    seeds = asked.seeds or default_seeds()
    with ProcessPoolExecutor(2) as pool:
        most_seeds = [400 if asked.quick else None] * len(kinds)
        audits = list(pool.map(audit, [seeds] * len(kinds), kinds, [n] * len(kinds), most_seeds))
    table = Table()
    for found in audits:
        table.add(Row(f"{found.kind}: wrong by a second route", found.wrong.total(), "faults", 0, True, found.made))
        share = round(100 * len(found.accepted_seeds) / found.seeds, 2)
        table.add(Row(f"{found.kind}: seed problems accepted", share, "% of all", n=found.seeds))
        if found.templates:
            table.add(Row(f"{found.kind}: questions that differ in words", len(found.templates), "keys", n=found.made))
        for way, count in sorted(found.joined.items()):
            table.add(Row(f"{found.kind}: {way}", count, "problems", n=found.made))
        for fault, count in found.wrong.items():
            print(f"  {fault}: {count}")
    table.write(asked.json)
    return 1 if any(found.wrong for found in audits) else 0


if __name__ == "__main__":
    sys.exit(main())
