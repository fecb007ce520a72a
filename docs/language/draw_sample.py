"""Draw made problems for independent readers: ``n`` a maker and way, uniformly over the seed problems.

    python docs/language/draw_sample.py ../shared/data/gsm8k/train.jsonl --n 30 --run-seed 1 --to sample.jsonl

Each row has ``id``, ``kind`` and ``text`` (question, worked text without annotations, answer); the readers see only
``text``.
"""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Iterator
from pathlib import Path
from random import Random

from mathwright.programs.catalog import KINDS, rewrite, template_of
from mathwright.programs.compose import WAYS, compose
from mathwright.programs.made import Made, Refused
from mathwright.programs.paths import paths
from mathwright.programs.survey import PATHS, own_telling
from mathwright.programs.telling import tell
from mathwright.programs.template import Template
from mathwright.records import Problem
from mathwright.seeds.reader import read_problems

TRIES = 3
COMPANIONS = {"chain": 24}
"""Other seed problems that a kind may choose from; 8 for the others."""
SAMPLED = (*(kind for kind in KINDS if kind != "compose"), *(f"compose_{way}" for way in WAYS), PATHS)
"""What is drawn: every kind, each way of composing two problems, and several reasoning paths."""


def made_texts(kind: str, seeds: list[Problem], n: int, rng: Random) -> Iterator[tuple[str, str, str]]:
    """(id, question, worked text) of ``n`` problems of one of ``SAMPLED`` from different seed problems."""
    order = list(seeds)
    rng.shuffle(order)
    found = 0
    for seed in order:
        told = path_of(seed, rng) if kind == PATHS else rewritten(kind, seed, seeds, rng)
        if told is not None:
            yield (seed.problem_id, *told)
            found += 1
        if found == n:
            return


def rewritten(kind: str, seed: Problem, seeds: list[Problem], rng: Random) -> tuple[str, str] | None:
    """Question and worked text of a rewrite, or None where the maker refuses."""
    for _ in range(TRIES):
        companions = rng.sample(seeds, COMPANIONS.get(kind, 8))
        way = kind.removeprefix("compose_")
        made = composed(way, seed, companions, rng) if way in WAYS else rewrite(kind, seed, companions, rng)
        if isinstance(made, Made):
            return made.question, tell(made.program.lines, made.answer)
    return None


def composed(way: str, seed: Problem, companions: list[Problem], rng: Random) -> Made | Refused:
    """The seed problem joined with a companion in one way."""
    template = template_of(seed)
    others = [other for other in map(template_of, companions) if isinstance(other, Template)]
    return compose(template, others, rng, (way,)) if isinstance(template, Template) else template


def path_of(seed: Problem, rng: Random) -> tuple[str, str] | None:
    """The seed problem with another of its reasoning paths, or None where it has none."""
    template = template_of(seed)
    own = own_telling(template) if isinstance(template, Template) else None
    lines = next(paths(own.program, rng), None) if own is not None else None
    if own is None or lines is None:
        return None
    return own.question, tell(lines, own.answer)


def main() -> None:
    """Write the sample."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("seeds", type=Path)
    parser.add_argument("--n", type=int, default=30, help="problems a maker")
    parser.add_argument("--run-seed", type=int, default=1)
    parser.add_argument("--to", type=Path, default=Path("language_sample.jsonl"))
    asked = parser.parse_args()
    seeds = list(read_problems(asked.seeds))
    rows = []
    for kind in SAMPLED:
        rng = Random(f"{asked.run_seed}:language:{kind}")
        for seed_id, question, worked in made_texts(kind, seeds, asked.n, rng):
            plain = re.sub(r"<<[^<>]*>>", "", worked).replace("#### ", "Answer: ")
            rows.append({"id": f"{kind}-{seed_id}", "kind": kind, "text": f"{question}\n\nSolution:\n{plain}"})
    Random(f"{asked.run_seed}:order").shuffle(rows)
    asked.to.write_text("".join(json.dumps(row) + "\n" for row in rows))
    print(f"{len(rows)} texts in {asked.to}")


if __name__ == "__main__":
    main()
