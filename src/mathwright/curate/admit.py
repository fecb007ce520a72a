"""Who may enter a run's dataset: no duplicates, of itself, of its seed problems, of files, and caps."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from mathwright.curate.against import questions_of
from mathwright.curate.exact import exact_key, folded, hashed
from mathwright.curate.template import masked
from mathwright.errors import UsageError
from mathwright.records import Problem, Refused

DUPLICATE = Refused("duplicate question")
OF_SEED = Refused("duplicate of a seed problem")
IN_AGAINST = Refused("duplicate in against file")
OTHER_NUMBERS = Refused("in an against file with other numbers")
CAP_REACHED = Refused("template cap reached")


class Admit:
    """Decides problem by problem, in the order in which it is asked; only what it lets in is remembered.

    Memory: about 70 bytes a problem let in, 145 with a cap.  Numbers do not make a question new for the cap:
    questions that differ in nothing else share a template.
    """

    def __init__(
        self,
        seed_problems: Iterable[Problem] = (),
        against: Sequence[Path] = (),
        cap_per_template: int | None = None,
    ) -> None:
        """Remember the seed problems and the questions of the ``against`` files.

        cap_per_template: greatest number of problems of one template; None sets no cap.
        Raises UsageError for a cap below 1; DataError, ``path:line`` first, for a file that cannot be read.
        """
        if cap_per_template is not None and cap_per_template < 1:
            raise UsageError(
                f"cap_per_template: {cap_per_template} would let nothing in; give 1 or more, or leave it out"
            )
        self._cap = cap_per_template
        self._seeds = {exact_key(problem.question) for problem in seed_problems}
        self._against: set[int] = set()
        self._against_templates: set[int] = set()
        for path in against:
            for _, question in questions_of(path):
                text = folded(question)
                self._against.add(hashed(text))
                self._against_templates.add(hashed(masked(text)))
        self._admitted: set[int] = set()
        self._templates: dict[int, int] = {}

    def __call__(self, problem: Problem) -> Refused | None:
        """None if the problem is let in, else why not."""
        text = folded(problem.question)
        key = hashed(text)
        if key in self._admitted:
            return DUPLICATE
        if key in self._seeds:
            return OF_SEED
        if key in self._against:
            return IN_AGAINST
        template = hashed(masked(text)) if self._against_templates or self._cap is not None else 0
        if template in self._against_templates:
            return OTHER_NUMBERS
        if self._cap is not None:
            count = self._templates.get(template, 0)
            if count >= self._cap:
                return CAP_REACHED
            self._templates[template] = count + 1
        self._admitted.add(key)
        return None
