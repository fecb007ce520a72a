"""The two questions of MuggleMath: rewrite a query in five ways, and answer one query."""

from typing import ClassVar

from mathwright.prompts.draft import Draft, Kind, Response
from mathwright.prompts.prompt import Prompt
from mathwright.records import Problem, Record

KINDS: tuple[Kind, ...] = ("change_numbers", "fractions", "compose", "condition", "complicate")
"""The five rewrites in the paper's order: change specific numbers, introduce fractions or percentages, combine
multiple concepts, include a conditional statement, increase complexity."""


class Refusal(Record):
    """A kind of rewrite that gave nothing."""

    kind: Kind
    reason: str
    """Short and countable."""


class Rewrites(Record):
    """What came of one query: each kind asked for is a draft or a refusal."""

    drafts: tuple[Draft, ...]
    """At most one of a kind, in the order asked."""
    refusals: tuple[Refusal, ...] = ()


class RewriteShown(Record):
    """What a model sees of ``RewriteQuery``."""

    question: str
    solution: str | None
    """The query's first worked text in the MATH form, which asks for a solution with each rewrite; else None."""
    concepts: tuple[str, ...]
    """Questions of other problems whose concepts may be combined with the query's."""
    kinds: tuple[Kind, ...]
    """The rewrites asked for, in order."""


class RewriteQuery(Prompt[Rewrites]):
    """Ask for one rewrite of each kind."""

    shown_type: ClassVar[type[Record]] = RewriteShown
    reply_type: ClassVar[type[Record]] = Rewrites

    query: Problem
    """The seed problem to rewrite."""
    companions: tuple[Problem, ...] = ()
    """Other seed problems, material for ``compose``."""
    kinds: tuple[Kind, ...] = KINDS
    with_solution: bool = False
    """Whether the query's solution is shown and one is asked for with each rewrite (the paper's form for MATH)."""

    def shown(self) -> RewriteShown:
        """The question, its solution in the MATH form, the companions' questions, and the kinds."""
        return RewriteShown(
            question=self.query.question,
            solution=self.query.solutions[0] if self.with_solution and self.query.solutions else None,
            concepts=tuple(companion.question for companion in self.companions),
            kinds=self.kinds,
        )


class RespondShown(Record):
    """What a model sees of ``Respond``: the question and nothing of where it came from."""

    question: str


class Respond(Prompt[Response]):
    """Ask for one chain of thought; independent answers to the same query differ by ``draw``."""

    shown_type: ClassVar[type[Record]] = RespondShown
    reply_type: ClassVar[type[Record]] = Response

    draft: Draft

    def shown(self) -> RespondShown:
        """The draft's question."""
        return RespondShown(question=self.draft.question)
