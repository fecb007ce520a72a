"""Every stored answer against itself and against its mutations: a table by file and mutation."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from mathwright.jobs.carry_out import Tell, silent
from mathwright.records import Record
from mathwright.seeds.reader import read_problems
from mathwright.verify.finding import State
from mathwright.verify.mutations import MUTATIONS
from mathwright.verify.policy import check

ITSELF = "itself"


class MutationRow(Record):
    """The verdicts on one mutation of one file's answers."""

    file: str
    mutation: str
    """``itself``, or a key of ``verify.mutations.MUTATIONS``."""
    answers: int
    """To how many answers it applies."""
    equal: int
    different: int
    undecided: int


class MutationPair(Record):
    """A pair with a verdict it should not have, or should not be left without."""

    origin: str
    """Where the problem stands, ``file:line``."""
    mutation: str
    answer: str
    mutated: str
    verdict: State
    rule: str


class MutationTable(Record):
    """The answers of some files against themselves and their mutations."""

    rows: tuple[MutationRow, ...]
    wrong: tuple[MutationPair, ...]
    """Answers that are not equal to themselves, and mutations that are not different."""


def mutation_table(files: Sequence[Path], *, tell: Tell = silent) -> MutationTable:
    """Check each answer of the files, as gold, against itself and each mutation that applies, without its question.

    Raises DataError for a bad file or row, UsageError for a file of unknown kind.
    """
    counts: dict[tuple[str, str], Counter[str]] = {}
    wrong: list[MutationPair] = []
    for file in files:
        name = f"{file.resolve().parent.name}/{file.stem}"
        for mutation in (ITSELF, *MUTATIONS):
            counts[name, mutation] = Counter()
        for number, pair in enumerate(_pairs(file), start=1):
            counts[name, pair.mutation][pair.verdict] += 1
            if pair.verdict != ("equal" if pair.mutation == ITSELF else "different"):
                wrong.append(pair)
            if number % 100 == 0:
                tell(name, number, None)
    return MutationTable(
        rows=tuple(_row(file, mutation, states) for (file, mutation), states in counts.items()), wrong=tuple(wrong)
    )


def _pairs(file: Path) -> Iterator[MutationPair]:
    for problem in read_problems(file):
        for mutation in (ITSELF, *MUTATIONS):
            mutated = problem.answer if mutation == ITSELF else MUTATIONS[mutation](problem.answer)
            if mutated is None or not mutated.strip():
                continue
            verdict = check(problem.answer, mutated)
            yield MutationPair(
                origin=problem.origin or file.name,
                mutation=mutation,
                answer=problem.answer,
                mutated=mutated,
                verdict=verdict.state,
                rule=verdict.rule,
            )


def _row(file: str, mutation: str, states: Counter[str]) -> MutationRow:
    return MutationRow(
        file=file,
        mutation=mutation,
        answers=states.total(),
        equal=states["equal"],
        different=states["different"],
        undecided=states["undecided"],
    )
