"""The difficulty of a dataset, level by level, gathered in one sweep."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from mathwright.curate.difficulty import LEVELS, NOT_KNOWN, Difficulty
from mathwright.curate.difficulty_rates import SolveRate
from mathwright.records import Record


class LevelRow(Record):
    """The problems of one level of difficulty."""

    level: str
    """``1`` (easiest) to ``5``, or ``not known``."""
    problems: int
    steps: float | None
    """Mean number of operations; None where no problem shows them.  Likewise ``depth``."""
    depth: float | None
    """Mean number of steps on the longest way to the answer."""
    drawn: int
    """Problems that solvers drew solutions of."""
    right: int
    """Draws that reach the answer."""
    wrong: int
    """Draws that reach another or none."""
    incomplete: int
    """Draws that were cut off or could not be used, neither right nor wrong."""
    undecided: int
    """Draws whose answer could not be compared."""
    rate: float | None
    """Share of the complete draws that are right; None where there is none."""
    low: float | None
    """Wilson's bound for ``rate`` at 95 %, as if the draws of a problem were independent; likewise ``high``."""
    high: float | None


class DifficultyTable(Record):
    """How hard the problems of a dataset are."""

    problems: int
    levels: tuple[LevelRow, ...]
    """The levels that occur, easiest first, the problems of no known level last."""
    steps: dict[int, int]
    """Operations to problems, ascending."""
    depths: dict[int, int]
    """Steps on the longest way to the answer to problems, ascending."""
    without_steps: int
    """Problems whose solution shows no operations."""
    all: LevelRow
    """The same over all problems; ``level`` is ``all``."""


@dataclass
class _Level:
    """Sums over the problems of one level."""

    problems: int = 0
    shaped: int = 0
    steps: int = 0
    depths: int = 0
    drawn: int = 0
    draws: list[int] = field(default_factory=lambda: [0, 0, 0, 0])

    def add(self, found: Difficulty) -> None:
        self.problems += 1
        if found.steps is not None and found.depth is not None:
            self.shaped += 1
            self.steps += found.steps
            self.depths += found.depth
        if found.solved is not None:
            self.drawn += 1
            self.draws = [mine + more for mine, more in zip(self.draws, found.solved, strict=True)]

    def join(self, other: _Level) -> None:
        """Add the sums of another level."""
        self.problems += other.problems
        self.shaped += other.shaped
        self.steps += other.steps
        self.depths += other.depths
        self.drawn += other.drawn
        self.draws = [mine + more for mine, more in zip(self.draws, other.draws, strict=True)]

    def row(self, level: str) -> LevelRow:
        solved = SolveRate(*self.draws)
        low, high = solved.interval() if solved.complete else (None, None)
        return LevelRow(
            level=level,
            problems=self.problems,
            steps=self.steps / self.shaped if self.shaped else None,
            depth=self.depths / self.shaped if self.shaped else None,
            drawn=self.drawn,
            right=solved.right,
            wrong=solved.wrong,
            incomplete=solved.incomplete,
            undecided=solved.undecided,
            rate=solved.rate,
            low=low,
            high=high,
        )


class DifficultyTally:
    """Counts problems by their difficulty as they stream by, in memory that does not grow."""

    def __init__(self) -> None:
        """Nothing counted yet."""
        self._levels = {level: _Level() for level in (*LEVELS, NOT_KNOWN)}
        self._steps: Counter[int] = Counter()
        self._depths: Counter[int] = Counter()

    def add(self, found: Difficulty) -> None:
        """Count one problem."""
        self._levels[found.level].add(found)
        if found.steps is not None and found.depth is not None:
            self._steps[found.steps] += 1
            self._depths[found.depth] += 1

    def table(self) -> DifficultyTable:
        """What was counted."""
        everything = _Level()
        for sums in self._levels.values():
            everything.join(sums)
        return DifficultyTable(
            problems=everything.problems,
            levels=tuple(sums.row(level) for level, sums in self._levels.items() if sums.problems),
            steps=_ascending(self._steps),
            depths=_ascending(self._depths),
            without_steps=everything.problems - everything.shaped,
            all=everything.row("all"),
        )


def _ascending(counts: Mapping[int, int]) -> dict[int, int]:
    return {number: counts[number] for number in sorted(counts)}
