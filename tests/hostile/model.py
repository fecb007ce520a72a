"""A model made of programs: it reads a rendered prompt as a language model does, and writes its reply in its form."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from mathwright.prompts.forms.catalog import FORMS
from mathwright.prompts.rendering import Templates
from mathwright.records import Problem
from mathwright.seeds.reader import read_problems
from mathwright.seeds.shipped import shipped_seeds
from tests.hostile.answers import Answers
from tests.hostile.asked import Asked
from tests.hostile.book import Book
from tests.hostile.rebuild import Rebuilder, Unreadable

LOST = "I am not sure what you want me to do."
"""Said to what is no prompt of ours."""


class ProgramModel:
    """Answers the prompts of the three recipes; one may serve several servers, which then know the same questions.

    ``seeds``: problems that it knows by heart beside the shipped ones, for prompts that show a question alone.
    ``wrong``: share of final solutions that are wrong, by question and sample.
    """

    def __init__(
        self,
        seeds: Iterable[Problem] = (),
        *,
        wrong: float = 0.0,
        seed: int = 0,
        templates: Templates | None = None,
    ) -> None:
        self.book = Book([*shipped_seeds(), *seeds])
        self.rebuilder = Rebuilder(self.book, templates)
        self.unreadable: list[str] = []
        """What was missing in prompts that could not be read; empty where templates keep to their conventions."""
        self._answers = Answers(self.book, wrong=wrong, seed=seed)
        self._replies: dict[tuple[str, int], str] = {}

    @classmethod
    def with_seeds(
        cls, paths: Iterable[Path], *, wrong: float = 0.0, seed: int = 0, prompts: Path | None = None
    ) -> ProgramModel:
        """One that knows the problems of files, and the templates of a directory."""
        problems = [problem for path in paths for problem in read_problems(path)]
        return cls(problems, wrong=wrong, seed=seed, templates=Templates(prompts))

    def prompt_of(self, asked: Asked) -> str | None:
        """The name of the prompt's type."""
        return self.rebuilder.name_of(asked)

    def reply(self, asked: Asked, sample: int) -> str:
        """The reply in its form, equal for equal requests."""
        key = (asked.content, sample)
        if key not in self._replies:
            self._replies[key] = self._reply(asked, sample)
        return self._replies[key]

    def _reply(self, asked: Asked, sample: int) -> str:
        try:
            prompt = self.rebuilder.prompt_of(asked)
        except Unreadable as error:
            self.unreadable.append(str(error))
            return LOST
        if prompt is None:
            if asked.system:
                self.unreadable.append(f"no template has the system message: {asked.system[:60]}")
            return LOST
        return FORMS[type(prompt)].write(self._answers.answer(prompt, sample))
