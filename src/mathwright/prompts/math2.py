"""The questions of MATH² (arXiv:2407.21009): name skills, group them, and write, attack, judge and solve a question.

No field of a prompt carries what another step must not see: the attempt and the final solution get the question
without its solution, and no validator sees another.
"""

from typing import ClassVar, Literal, get_args

from mathwright.prompts.draft import Draft, Exemplar, Response, exemplar
from mathwright.prompts.prompt import Prompt, Turn
from mathwright.records import Problem, Record

# --- skills (arXiv:2405.12205, section 2) ---------------------------------------------------------


class SkillLabel(Record):
    """The skills a seed problem exercises."""

    reason: str
    """Why, in a sentence or two."""
    skills: tuple[str, ...]
    """Lower case, descriptive words joined by underscores; the main one first."""


class LabelSkillShown(Record):
    """What a model sees of ``LabelSkill``."""

    question: str
    solution: str
    most: int


class LabelSkill(Prompt[SkillLabel]):
    """Ask for the skills that a seed problem needs."""

    shown_type: ClassVar[type[Record]] = LabelSkillShown
    reply_type: ClassVar[type[Record]] = SkillLabel

    problem: Problem
    most: int = 1
    """Most names in the reply."""

    def shown(self) -> LabelSkillShown:
        """Question, worked text, and how many names at most."""
        seen = exemplar(self.problem)
        return LabelSkillShown(question=seen.question, solution=seen.solution, most=self.most)


class SkillCluster(Record):
    """Fine skill names under one coarse name."""

    name: str
    """Descriptive, lower case, words joined by underscores."""
    members: tuple[str, ...]
    """Names that were shown."""


class SkillClusters(Record):
    """The coarse skills of a subject."""

    clusters: tuple[SkillCluster, ...]


class ClusterSkillsShown(Record):
    """What a model sees of ``ClusterSkills``."""

    subject: str
    names: tuple[str, ...]


class ClusterSkills(Prompt[SkillClusters]):
    """Ask for groups of the fine names of one subject."""

    shown_type: ClassVar[type[Record]] = ClusterSkillsShown
    reply_type: ClassVar[type[Record]] = SkillClusters

    subject: str
    names: tuple[str, ...]
    """Different names, at most 200."""

    def shown(self) -> ClusterSkillsShown:
        """All of it."""
        return ClusterSkillsShown(subject=self.subject, names=self.names)


class CoarseSkill(Record):
    """The one coarse skill of a seed problem."""

    reason: str
    skill: str
    """One of the names that were shown, letter by letter."""


class RelabelShown(Record):
    """What a model sees of ``RelabelProblem``."""

    question: str
    solution: str
    skills: tuple[str, ...]


class RelabelProblem(Prompt[CoarseSkill]):
    """Ask which coarse skill a seed problem is the best example of."""

    shown_type: ClassVar[type[Record]] = RelabelShown
    reply_type: ClassVar[type[Record]] = CoarseSkill

    problem: Problem
    clusters: tuple[SkillCluster, ...]
    """The coarse skills to choose from; a model sees their names."""

    def shown(self) -> RelabelShown:
        """Question, worked text and the names to choose from."""
        seen = exemplar(self.problem)
        names = tuple(cluster.name for cluster in self.clusters)
        return RelabelShown(question=seen.question, solution=seen.solution, skills=names)


class ExemplarVerdict(Record):
    """Whether a seed problem is a fit example of a skill."""

    reason: str
    fits: bool


class CheckExemplarShown(Record):
    """What a model sees of ``CheckExemplar``."""

    question: str
    solution: str
    skill: str


class CheckExemplar(Prompt[ExemplarVerdict]):
    """Ask whether solving the problem really needs the skill it is filed under."""

    shown_type: ClassVar[type[Record]] = CheckExemplarShown
    reply_type: ClassVar[type[Record]] = ExemplarVerdict

    problem: Problem
    skill: str

    def shown(self) -> CheckExemplarShown:
        """Question, worked text and the skill's name."""
        seen = exemplar(self.problem)
        return CheckExemplarShown(question=seen.question, solution=seen.solution, skill=self.skill)


# --- pairs (arXiv:2407.21009, section 2) ----------------------------------------------------------


class SkillExamples(Record):
    """A skill with seed problems that exercise it."""

    skill: str
    exemplars: tuple[Problem, ...]


class SkillShown(Record):
    """A skill with its exemplars as a model sees them."""

    skill: str
    exemplars: tuple[Exemplar, ...]


Pair = tuple[SkillExamples, SkillExamples]
PairShown = tuple[SkillShown, SkillShown]


def pair_shown(pair: Pair) -> PairShown:
    """The pair as a model sees it."""
    first, second = (
        SkillShown(skill=one.skill, exemplars=tuple(exemplar(problem) for problem in one.exemplars)) for one in pair
    )
    return first, second


class PairVerdict(Record):
    """Whether two skills are qualitatively distinct."""

    reason: str
    distinct: bool


class ValidatePairShown(Record):
    """What a model sees of ``ValidatePair``."""

    pair: PairShown


class ValidatePair(Prompt[PairVerdict]):
    """Ask whether two skills differ enough for a question that needs both."""

    shown_type: ClassVar[type[Record]] = ValidatePairShown
    reply_type: ClassVar[type[Record]] = PairVerdict

    pair: Pair

    def shown(self) -> ValidatePairShown:
        """Both skills with their exemplars."""
        return ValidatePairShown(pair=pair_shown(self.pair))


class WriteQuestionShown(Record):
    """What a model sees of ``WriteQuestion``."""

    pair: PairShown
    conversation: tuple[Turn, ...]


class WriteQuestion(Prompt[Draft]):
    """Ask for one new question that needs both skills, with a brief solution and one exact final result."""

    shown_type: ClassVar[type[Record]] = WriteQuestionShown
    reply_type: ClassVar[type[Record]] = Draft

    pair: Pair
    conversation: tuple[Turn, ...] = ()
    """What was asked and answered before in the same conversation."""
    draws: int = 1
    """Independent draws that are asked of this prompt; no model sees it, and a program looks for a way to join the
    exemplars once for all of them."""

    def shown(self) -> WriteQuestionShown:
        """Both skills with their exemplars, and the turns before."""
        return WriteQuestionShown(pair=pair_shown(self.pair), conversation=self.conversation)


class Attempt(Record):
    """A defeatist's attempt at a question."""

    text: str
    """The reasoning, to its end or to where it broke off."""
    broken: str | None
    """What makes the question unfit, in a few countable words (``missing data``); None where the attempt finished."""


class AttemptShown(Record):
    """What a model sees of ``AttemptSolution``: the question and nothing of where it came from."""

    question: str


class AttemptSolution(Prompt[Attempt]):
    """Ask to solve with a defeatist's eye: missing data, ambiguity, contradiction and intractability are said."""

    shown_type: ClassVar[type[Record]] = AttemptShown
    reply_type: ClassVar[type[Record]] = Attempt

    draft: Draft

    def shown(self) -> AttemptShown:
        """The draft's question."""
        return AttemptShown(question=self.draft.question)


Criterion = Literal[
    "single_answer", "exact_answer", "both_skills", "clear_and_complete", "no_surplus", "realistic", "grammar",
    "tractable", "other",
]  # fmt: skip

RUBRIC: tuple[Criterion, ...] = get_args(Criterion)
"""The criteria in the paper's order: one answer; exact; both skills rigorously needed, each as deep as in its
exemplars; clear and complete; no surplus information; realistic and consistent; grammar; tractable by hand; anything
else that makes it unfit."""


class QuestionVerdict(Record):
    """One validation of a question."""

    reason: str
    """The reasoning; every flaw, not only the first."""
    failed: tuple[Criterion, ...]
    """The criteria that are not met; empty where all are."""
    valid: bool
    """The bare Yes or No at the end."""


class ValidateQuestionShown(Record):
    """What a model sees of ``ValidateQuestion``."""

    pair: PairShown
    question: str
    attempt: str
    broken: str | None


class ValidateQuestion(Prompt[QuestionVerdict]):
    """Ask for a verdict over the rubric; independent verdicts differ by ``draw`` and never see one another."""

    shown_type: ClassVar[type[Record]] = ValidateQuestionShown
    reply_type: ClassVar[type[Record]] = QuestionVerdict

    pair: Pair
    draft: Draft
    attempt: Attempt

    def shown(self) -> ValidateQuestionShown:
        """Exemplars, question, attempt and what broke it."""
        return ValidateQuestionShown(
            pair=pair_shown(self.pair),
            question=self.draft.question,
            attempt=self.attempt.text,
            broken=self.attempt.broken,
        )


class SolveWithoutShown(Record):
    """What a model sees of ``SolveWithout``."""

    question: str
    forbidden: str


class SolveWithout(Prompt[Attempt]):
    """Ask to solve without one of the two skills, and to say so where that cannot be done."""

    shown_type: ClassVar[type[Record]] = SolveWithoutShown
    reply_type: ClassVar[type[Record]] = Attempt

    pair: Pair
    draft: Draft
    forbidden: str
    """Name of the skill that may not be used."""

    def shown(self) -> SolveWithoutShown:
        """Question and forbidden skill."""
        return SolveWithoutShown(question=self.draft.question, forbidden=self.forbidden)


class SolveQuestionShown(Record):
    """What a model sees of ``SolveQuestion``: neither the draft's solution nor the attempt."""

    pair: PairShown
    question: str


class SolveQuestion(Prompt[Response]):
    """Ask for a solution from scratch; independent ones differ by ``draw``."""

    shown_type: ClassVar[type[Record]] = SolveQuestionShown
    reply_type: ClassVar[type[Record]] = Response

    pair: Pair
    draft: Draft

    def shown(self) -> SolveQuestionShown:
        """Exemplars and question."""
        return SolveQuestionShown(pair=pair_shown(self.pair), question=self.draft.question)
