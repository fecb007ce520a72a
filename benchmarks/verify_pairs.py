"""The pairs that benchmarks/verify.py measures on: real outputs, and outputs made of gold solutions."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path
from random import Random

from mathwright.seeds.reader import read_problems
from mathwright.verify.extract import extract
from mathwright.verify.mutations import MUTATIONS

GRADED = Path("graded") / "gsm8k_openai_example_model_solutions.jsonl"


@dataclass(frozen=True, slots=True)
class Pair:
    """A gold answer and a reply."""

    gold: str
    reply: str
    question: str
    right: bool | None = None
    """What the people who published the output say of it; None where nobody has."""
    made: str = "real"
    """How the reply came about: ``real``, ``own``, ``other``, ``mutated``, ``cut``, ``rambling``."""
    model: str = ""
    row: int = 0


def data_folder() -> Path:
    """Where the public data is: MATHWRIGHT_DATA or ../shared/data."""
    return Path(os.environ.get("MATHWRIGHT_DATA", Path(__file__).resolve().parents[2] / "shared" / "data"))


def graded_pairs(data: Path) -> list[Pair]:
    """The 5,276 outputs of four models over GSM8K test, with what their publishers say of each."""
    golds = [problem.answer for problem in read_problems(data / "gsm8k" / "test.jsonl")]
    pairs = []
    with (data / GRADED).open(encoding="utf-8") as file:
        for number, (line, gold) in enumerate(zip(file, golds, strict=True), start=1):
            row = json.loads(line)
            for model, output in row.items():
                if isinstance(output, dict):
                    pairs.append(
                        Pair(gold, output["solution"], row["question"], output["is_correct"], "real", model, number)
                    )
    return pairs


def instruct_pairs(data: Path, run_seed: int) -> list[Pair]:
    """MATH solutions with their box as whole responses: to their own answer, to another's, with a damaged answer."""
    random = Random(f"{run_seed}:instruct")
    problems = list(read_problems(data / "math" / "test.jsonl"))
    pairs = []
    for place, problem in enumerate(problems):
        solution = problem.solutions[0]
        kind = random.choice(("own", "own", "other", "mutated"))
        if kind == "other":
            solution = problems[random.randrange(len(problems))].solutions[0]
        if kind == "mutated":
            damaged = [new for change in MUTATIONS.values() if (new := change(problem.answer))]
            if not damaged:
                continue
            box = extract(solution)
            solution = solution[: box.start] + random.choice(damaged) + solution[box.start + len(box.answer or "") :]
        pairs.append(Pair(problem.answer, solution, problem.question, None, kind, "", place + 1))
    return pairs


def rambling_pairs(data: Path, run_seed: int) -> list[Pair]:
    """MATH solutions that break off, and others that go on: without a box, repeating themselves, or asking anew."""
    random = Random(f"{run_seed}:rambling")
    problems = list(read_problems(data / "math" / "test.jsonl"))
    pairs = []
    for place, problem in enumerate(problems):
        solution = problem.solutions[0]
        kind = random.choice(("cut", "cut", "rambling", "own"))
        if kind == "cut":
            solution = solution[: int(len(solution) * random.uniform(0.3, 0.98))]
        if kind == "rambling":
            other = random.choice(problems)
            tail = other.solutions[0][: random.randrange(40, 1_200)].replace("\\boxed", "")
            again = solution.replace("\\boxed", "") if random.random() < 0.5 else solution
            turn = random.choice(("\n\nWait, let me check this once more. ", "\n\nProblem:\n", "\n\n"))
            pairs.append(Pair(problem.answer, again + turn + tail, problem.question, None, kind, "", place + 1))
            continue
        pairs.append(Pair(problem.answer, solution, problem.question, None, kind, "", place + 1))
    return pairs
