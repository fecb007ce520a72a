"""The questions of MathScale (arXiv:2403.02884): extract concepts, merge names, write a problem, examine it."""

from typing import ClassVar, Literal

from mathwright.prompts.draft import Draft, Exemplar, Response, exemplar
from mathwright.prompts.prompt import Prompt
from mathwright.records import Problem, Record

# --- concept extraction (section 2.1) -------------------------------------------------------------


class Extraction(Record):
    """What a seed problem is about."""

    topics: tuple[str, ...]
    """One or two general topics."""
    knowledge_points: tuple[str, ...]
    """One to five specific knowledge points."""


class ExtractConceptsShown(Record):
    """What a model sees of ``ExtractConcepts``."""

    question: str
    solution: str


class ExtractConcepts(Prompt[Extraction]):
    """Ask, as of a mathematics teacher, for topics and knowledge points."""

    shown_type: ClassVar[type[Record]] = ExtractConceptsShown
    reply_type: ClassVar[type[Record]] = Extraction

    problem: Problem

    def shown(self) -> ExtractConceptsShown:
        """Question and worked text."""
        seen = exemplar(self.problem)
        return ExtractConceptsShown(question=seen.question, solution=seen.solution)


# --- merging of names -----------------------------------------------------------------------------


class NameSeen(Record):
    """A concept's name with how often it was given."""

    name: str
    count: int
    """Seed problems that carry it."""


class Together(Record):
    """Two names given to the same seed problems."""

    first: str
    second: str
    count: int
    """Seed problems that carry both."""


class MergedName(Record):
    """Names of one concept."""

    name: str
    """The one to keep; one of the members."""
    members: tuple[str, ...]


class MergedNames(Record):
    """The names shown, in groups that mean one concept each; names that stand alone may be left out."""

    groups: tuple[MergedName, ...]


class MergeNamesShown(Record):
    """What a model sees of ``MergeNames``."""

    kind: str
    names: tuple[NameSeen, ...]
    together: tuple[Together, ...]


class MergeNames(Prompt[MergedNames]):
    """Ask which of some names that look alike mean the same concept."""

    shown_type: ClassVar[type[Record]] = MergeNamesShown
    reply_type: ClassVar[type[Record]] = MergedNames

    kind: Literal["topic", "knowledge_point"]
    names: tuple[NameSeen, ...]
    """At most 200."""
    together: tuple[Together, ...]

    def shown(self) -> MergeNamesShown:
        """All of it."""
        return MergeNamesShown(kind=self.kind, names=self.names, together=self.together)


# --- generation and validation (sections 2.3 and 2.4) ---------------------------------------------


class WriteProblemShown(Record):
    """What a model sees of ``WriteProblem``."""

    topics: tuple[str, ...]
    knowledge_points: tuple[str, ...]
    examples: tuple[Exemplar, ...]


class WriteProblem(Prompt[Draft]):
    """Ask for one problem with its solution that keeps to the topics and needs the knowledge points together."""

    shown_type: ClassVar[type[Record]] = WriteProblemShown
    reply_type: ClassVar[type[Record]] = Draft

    topics: tuple[str, ...]
    knowledge_points: tuple[str, ...]
    """In the order walked."""
    examples: tuple[Problem, ...]
    """The seed problems nearest by Jaccard distance between sets of knowledge points."""
    material: tuple[tuple[Problem, ...], ...] = ()
    """For each knowledge point in turn, seed problems that exercise it; not shown to a model."""
    draws: int = 1
    """Independent draws that are asked of this prompt in a round; no model sees it, and a program looks for a chain
    once for all of them."""

    def shown(self) -> WriteProblemShown:
        """Topics, knowledge points and the examples."""
        return WriteProblemShown(
            topics=self.topics,
            knowledge_points=self.knowledge_points,
            examples=tuple(exemplar(problem) for problem in self.examples),
        )


class Examination(Record):
    """Whether a problem keeps to what was asked for."""

    reason: str
    missing: tuple[str, ...]
    """Topics and knowledge points that it does not need; empty where it needs them all."""
    sound: bool
    """Whether it is clear, complete and consistent."""


class ExamineProblemShown(Record):
    """What a model sees of ``ExamineProblem``."""

    topics: tuple[str, ...]
    knowledge_points: tuple[str, ...]
    question: str


class ExamineProblem(Prompt[Examination]):
    """Ask whether a problem is sound and needs the knowledge points it was asked to combine."""

    shown_type: ClassVar[type[Record]] = ExamineProblemShown
    reply_type: ClassVar[type[Record]] = Examination

    topics: tuple[str, ...]
    knowledge_points: tuple[str, ...]
    draft: Draft
    material: tuple[tuple[Problem, ...], ...] = ()
    """As in ``WriteProblem``; not shown to a model."""

    def shown(self) -> ExamineProblemShown:
        """Topics, knowledge points and the question without its solution."""
        return ExamineProblemShown(
            topics=self.topics, knowledge_points=self.knowledge_points, question=self.draft.question
        )


class ReferenceShown(Record):
    """What a model sees of ``SolveReference``: the question and nothing of where it came from."""

    question: str


class SolveReference(Prompt[Response]):
    """Ask for a reference solution; independent ones differ by ``draw``."""

    shown_type: ClassVar[type[Record]] = ReferenceShown
    reply_type: ClassVar[type[Record]] = Response

    draft: Draft

    def shown(self) -> ReferenceShown:
        """The draft's question."""
        return ReferenceShown(question=self.draft.question)
