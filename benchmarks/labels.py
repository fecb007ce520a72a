"""How well labels are computed: agreement with the shipped skills, coverage of GSM8K, spread and speed.

python benchmarks/labels.py --json labels.json
python benchmarks/labels.py --draw 60 --run-seed 303    # seed problems with their labels, to judge by hand
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from pathlib import Path
from random import Random

sys.path.insert(0, str(Path(__file__).resolve().parent))
from rows import Row, Table, default_seeds

from mathwright.concepts.labels import Labels, computed_labels, labels_of
from mathwright.programs.catalog import template_of
from mathwright.programs.template import Template
from mathwright.records import Problem
from mathwright.seeds.reader import read_problems
from mathwright.seeds.shipped import shipped_seeds


def main() -> None:
    """Measure and print, or draw and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", type=Path, help="seed problems; default: GSM8K train where it is, else the shipped")
    parser.add_argument("--draw", type=int, default=0, help="print so many seed problems with their labels instead")
    parser.add_argument("--run-seed", type=int, default=7)
    parser.add_argument("--json", type=Path)
    asked = parser.parse_args()
    path = asked.seeds or default_seeds()
    problems = list(read_problems(path) if path else shipped_seeds())
    if asked.draw:
        draw(problems, asked.draw, asked.run_seed)
        return
    table = Table()
    agreement(table)
    coverage(table, problems)
    table.write(asked.json)


def agreement(table: Table) -> None:
    """How often the shipped problems' own skill is told when it is hidden."""
    found = [(problem.concepts[0].name, computed_labels(problem)) for problem in shipped_seeds()]
    first = sum(labels is not None and labels.skills[0] == own for own, labels in found)
    among = sum(labels is not None and own in labels.skills for own, labels in found)
    table.add(Row("shipped skills: told first", first / len(found), "share", n=len(found)))
    table.add(Row("shipped skills: among the three", among / len(found), "share", n=len(found)))


def coverage(table: Table, problems: list[Problem]) -> None:
    """How many seed problems with a program are labelled, how the labels spread, and what one takes."""
    programs = [problem for problem in problems if isinstance(template_of(problem), Template)]
    start = time.process_time()
    labelled = [labels for labels in map(labels_of, programs) if labels is not None]
    spent = time.process_time() - start
    first = Counter(labels.skills[0] for labels in labelled)
    skills, topics, points = (Counter(name for one in labelled for name in of(one)) for of in _NAMES)
    n = len(programs)
    table.add(Row("programs with a label", len(labelled) / n, "share", 0.9, n=n))
    table.add(Row(f"commonest first label, {first.most_common(1)[0][0]}", _top(first, labelled), "share", 0.2, True, n))
    table.add(Row(f"commonest label, {skills.most_common(1)[0][0]}", _top(skills, labelled), "share", 0.2, True, n))
    for name, counts in (("skills", skills), ("topics", topics), ("knowledge points", points)):
        table.add(Row(f"{name} that occur", len(counts), "names", n=n))
    table.add(Row("labels_of, programs read", 1_000 * spent / n, "ms a problem", 1, True, n))


_NAMES = (lambda one: one.skills, lambda one: one.topics, lambda one: one.knowledge_points)


def _top(counts: Counter[str], labelled: list[Labels]) -> float:
    return counts.most_common(1)[0][1] / len(labelled)


def draw(problems: list[Problem], size: int, run_seed: int) -> None:
    """Print seed problems with programs, their operations and their labels."""
    programs = [(problem, template_of(problem)) for problem in problems]
    known = [(problem, template) for problem, template in programs if isinstance(template, Template)]
    for problem, template in Random(f"{run_seed}:labels").sample(known, min(size, len(known))):
        print(f"\n{problem.question}")
        print("  " + " ; ".join(f"{expression} = {template.values[out]}" for expression, out in template.steps))
        labels = labels_of(problem)
        print(f"  {labels.skills} {labels.knowledge_points}\n  {labels.reason}" if labels else "  no label")


if __name__ == "__main__":
    main()
