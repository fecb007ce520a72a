"""Which rows a published dataset gets beside what a run let in: its seed problems, its splits, its hard pool."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from mathwright.curate.admit import Admit
from mathwright.curate.exact import exact_key
from mathwright.curate.split import STRADDLES, split_of
from mathwright.jobs.doubted import DOUBTED
from mathwright.publish.columns import RejectedRow
from mathwright.publish.report import data as report
from mathwright.publish.report.counts import ranked
from mathwright.records import Problem

SPLIT = "split"
"""The name under which problems that fall into no split stand among the rejected."""
NO_ANSWER = "no answer"
"""Why a seed problem is no row; likewise the next two."""
REPEATED = "duplicate of a made problem"
NOT_USED = "not used (seed_fraction)"


class Splits:
    """Splits by parent: no seed problem has descendants on both sides."""

    def __init__(self, held_out: float, run_seed: int) -> None:
        """Hold out the descendants of a share of the seed problems; 0 makes no splits."""
        self.straddling = 0
        """Problems whose seed problems fall into different splits; counted by ``whole``."""
        self._held_out = held_out
        self._run_seed = run_seed

    def whole(self, problems: Iterable[Problem]) -> Iterator[Problem]:
        """The problems that fall into one split."""
        for problem in problems:
            if self._falls_into_one(problem):
                yield problem
            else:
                self.straddling += 1

    def left_out(self, problems: Callable[[], Iterable[Problem]]) -> Iterator[RejectedRow]:
        """The others, as rejected rows; ``problems`` reads again what ``whole`` has read, if there are any.

        They are not kept meanwhile: of two million problems a third may be among them.
        """
        for problem in problems() if self.straddling else ():
            if not self._falls_into_one(problem):
                yield RejectedRow(
                    item_id=problem.problem_id, pass_name=SPLIT, step=SPLIT, reason=STRADDLES, draft=problem.question
                )

    def of(self, problem: Problem) -> str:
        """The split of a problem that ``whole`` let through."""
        return self._split(problem) or "train"

    def _falls_into_one(self, problem: Problem) -> bool:
        return self._held_out == 0 or self._split(problem) is not None

    def _split(self, problem: Problem) -> str | None:
        return split_of(problem.parents or (problem.problem_id,), self._held_out, self._run_seed)


def pooled(rows: Iterable[RejectedRow], seeds: Sequence[Problem], against: Sequence[Path]) -> Iterator[RejectedRow]:
    """The same rows; of the problems kept for the hard pool only those that a dataset could hold, each once.

    against: files of problems to keep apart from.
    """
    admit: Admit | None = None
    for row in rows:
        if row.kept is not None:
            admit = admit or Admit(seeds, against)
            if admit(row.kept) is not None:
                row = row.model_copy(update={"kept": None})
        yield row


class AddedSeeds:
    """Seed problems behind the made ones, as in the final dataset of arXiv:2403.02884."""

    def __init__(self, seeds: Sequence[Problem], against: Sequence[Path], not_used: int = 0, doubted: int = 0) -> None:
        """Nothing added yet; ``against``: files of problems to keep apart from.

        seeds: those that were used; not_used: how many the recipe's ``seed_fraction`` left aside; doubted: how many
        were left out since their stored answer is under doubt.
        """
        self.rows = 0
        self.left_out = +Counter({NOT_USED: not_used, DOUBTED: doubted})
        """Why seed problems are not among the rows."""
        self._seeds = seeds
        self._against = against

    def behind(self, made: Iterable[Problem]) -> Iterator[Problem]:
        """The made problems, then the seed problems that have an answer and repeat nothing they may not repeat."""
        keys = {exact_key(seed.question) for seed in self._seeds}
        repeated: set[int] = set()
        for problem in made:
            if keys and (key := exact_key(problem.question)) in keys:
                repeated.add(key)
            yield problem
        admit = Admit((), self._against if self._seeds else ())
        for seed in self._seeds:
            reason = self._left_out_for(seed, repeated, admit)
            if reason is None:
                self.rows += 1
                yield seed
            else:
                self.left_out[reason] += 1

    @staticmethod
    def _left_out_for(seed: Problem, repeated: set[int], admit: Admit) -> str | None:
        if not seed.answer:
            return NO_ANSWER
        if exact_key(seed.question) in repeated:
            return REPEATED
        refused = admit(seed)
        return None if refused is None else refused.reason

    def told(self) -> report.AddedSeeds:
        """What the report says of them."""
        return report.AddedSeeds(rows=self.rows, left_out=ranked(self.left_out))
