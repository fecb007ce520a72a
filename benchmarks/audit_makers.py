"""Re-execute many made problems by a second route: printed annotations and the numbers of their prose.

    python benchmarks/audit_makers.py ../shared/data/gsm8k/train.jsonl --n 100000 --json audit.json

For each kind: problems made, seed problems it accepts (share of all), and every fault found.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from random import Random

from mathwright.programs.catalog import KINDS, rewrite, template_of
from mathwright.programs.made import Made
from mathwright.programs.paths import paths
from mathwright.programs.replay import replay
from mathwright.programs.stray import stray_numbers
from mathwright.programs.survey import PATHS, own_telling
from mathwright.programs.telling import tell
from mathwright.programs.template import Template
from mathwright.records import Problem
from mathwright.seeds.reader import read_problems

SWEEPS = 400


@dataclass(slots=True)
class Audit:
    """What the second route found for one kind."""

    kind: str
    seeds: int = 0
    made: int = 0
    accepted_seeds: set[str] = field(default_factory=set)
    wrong: Counter[str] = field(default_factory=Counter)


def audit(path: str, kind: str, n: int) -> Audit:
    """Make and check at least ``n`` problems of one kind, or as many as ``SWEEPS`` sweeps give."""
    seeds = list(read_problems(Path(path)))
    found = Audit(kind, len(seeds))
    for sweep in range(SWEEPS):
        for place, seed in enumerate(seeds):
            rng = Random(f"audit:{kind}:{sweep}:{place}")
            for question, worked, answer in _made(kind, seed, seeds, rng):
                found.made += 1
                found.accepted_seeds.add(seed.problem_id)
                found.wrong.update(_faults(question, worked, answer))
        if found.made >= n:
            break
    return found


def _made(kind: str, seed: Problem, seeds: list[Problem], rng: Random) -> Iterator[tuple[str, str, str]]:
    if kind == PATHS:
        template = template_of(seed)
        own = own_telling(template) if isinstance(template, Template) else None
        if own is not None:
            for lines in paths(own.program, rng):
                yield own.question, tell(lines, own.answer), own.answer
        return
    made = rewrite(kind, seed, rng.sample(seeds, 8), rng)
    if isinstance(made, Made):
        yield made.question, tell(made.program.lines, made.answer), made.answer


def _faults(question: str, worked: str, answer: str) -> list[str]:
    again = replay(worked)
    found = list(again.faults)
    if again.answer != Fraction(answer):
        found.append("another answer")
    if stray_numbers(worked, question):
        found.append("stray number")
    return found


def main() -> int:
    """Audit every kind; exit status 1 where anything is wrong."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("seeds")
    parser.add_argument("--n", type=int, default=100_000, help="problems a kind")
    parser.add_argument("--json", type=Path)
    asked = parser.parse_args()
    kinds = (*KINDS, PATHS)
    with ProcessPoolExecutor(2) as pool:
        audits = list(pool.map(audit, [asked.seeds] * len(kinds), kinds, [asked.n] * len(kinds)))
    rows = [
        {
            "kind": a.kind,
            "made": a.made,
            "seed_share": round(len(a.accepted_seeds) / a.seeds, 4),
            "wrong": dict(a.wrong),
        }
        for a in audits
    ]
    for row in rows:
        print(json.dumps(row))
    if asked.json:
        asked.json.write_text(json.dumps(rows, indent=1) + "\n")
    return 1 if any(a.wrong for a in audits) else 0


if __name__ == "__main__":
    sys.exit(main())
