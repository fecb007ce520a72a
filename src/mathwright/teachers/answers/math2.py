"""MATH²'s prompts, answered by labels, programs and words."""

import re
from collections.abc import Callable, Iterator
from fractions import Fraction

from mathwright.concepts.families import family_of
from mathwright.concepts.fit import fits
from mathwright.concepts.grouping import group_skills
from mathwright.concepts.labels import labels_of
from mathwright.concepts.overlap import skills_overlap
from mathwright.concepts.vocabulary import skills
from mathwright.errors import ModelReplyError
from mathwright.programs.catalog import template_of
from mathwright.programs.compose import compose
from mathwright.programs.made import Made, Refused
from mathwright.programs.parts import unneeded, unused_givens
from mathwright.programs.replay import replay
from mathwright.programs.stray import stray_numbers
from mathwright.programs.telling import tell
from mathwright.programs.template import Template
from mathwright.programs.wording import faults
from mathwright.prompts.draft import Draft, Response
from mathwright.prompts.math2 import (
    RUBRIC,
    Attempt,
    AttemptSolution,
    CheckExemplar,
    ClusterSkills,
    CoarseSkill,
    Criterion,
    ExemplarVerdict,
    LabelSkill,
    Pair,
    PairVerdict,
    QuestionVerdict,
    RelabelProblem,
    SkillCluster,
    SkillClusters,
    SkillExamples,
    SkillLabel,
    SolveQuestion,
    SolveWithout,
    ValidatePair,
    ValidateQuestion,
    WriteQuestion,
)
from mathwright.teachers.answers.drawn import MODEL_NEEDED, chance, draft_of, worked_answer

_OPEN_QUESTION = re.compile(r"\?(?! Let \$?[A-Z] be the answer)")
"""A question mark whose question is not answered by a letter that goes on standing for the answer."""
_DIGITS = re.compile(r"[\d.,]+")
LARGEST = 10_000_000
"""Results beyond this are not plausible in a school problem."""
MOST_STEPS = 24
"""Steps beyond this are not tractable by hand."""


def answer_label(prompt: LabelSkill, draw: int, run_seed: int) -> SkillLabel:
    """The skills that operations and words of the seed problem tell of."""
    labels = labels_of(prompt.problem)
    if labels is None or not labels.skills:
        raise ModelReplyError(f"no label: {MODEL_NEEDED}")
    return SkillLabel(reason=labels.reason, skills=labels.skills[: prompt.most])


def answer_cluster(prompt: ClusterSkills, draw: int, run_seed: int) -> SkillClusters:
    """Names of the vocabulary stand for themselves, being coarse enough; others go by family and words."""
    groups = group_skills(prompt.names, lambda name: name if name in skills() else family_of(name))
    return SkillClusters(clusters=tuple(SkillCluster(name=one.name, members=one.members) for one in groups))


def answer_relabel(prompt: RelabelProblem, draw: int, run_seed: int) -> CoarseSkill:
    """The coarse skill that holds the first of the seed problem's skills that any holds."""
    labels = labels_of(prompt.problem)
    for skill in labels.skills if labels is not None else ():
        for cluster in prompt.clusters:
            if skill in cluster.members or skill == cluster.name:
                return CoarseSkill(reason=f"it needs {skill.replace('_', ' ')}", skill=cluster.name)
    raise ModelReplyError(f"no skill of the list: {MODEL_NEEDED}")


def answer_check(prompt: CheckExemplar, draw: int, run_seed: int) -> ExemplarVerdict:
    """Whether the skill's rule holds for the seed problem, or that of a finer skill of its family."""
    labels = labels_of(prompt.problem)
    families = {family_of(skill) for skill in labels.skills} if labels is not None else set()
    fit = prompt.skill in families or fits(prompt.problem, prompt.skill)
    return ExemplarVerdict(reason="its program and words", fits=fit)


def answer_pair(prompt: ValidatePair, draw: int, run_seed: int) -> PairVerdict:
    """Whether names, programs and words of the two skills differ enough."""
    first, second = prompt.pair
    alike = skills_overlap(first.skill, second.skill, first.exemplars, second.exemplars)
    return PairVerdict(reason="names, programs and words are " + ("alike" if alike else "distinct"), distinct=not alike)


def answer_write(prompt: WriteQuestion, draw: int, run_seed: int) -> Draft:
    """An exemplar of each skill joined, the combinations tried in random order."""
    rng = chance(run_seed, prompt, draw)
    first, second = (list(_templates(one)) for one in prompt.pair)
    if not first or not second:
        raise ModelReplyError(f"no exemplar with a program: {MODEL_NEEDED}")
    rng.shuffle(first)
    rng.shuffle(second)
    reason = "no two exemplars can be joined"
    for template in first:
        made = compose(template, second, rng)
        if isinstance(made, Made):
            return draft_of("compose", made)
        reason = made.reason
    raise ModelReplyError(reason)


def _templates(one: SkillExamples) -> Iterator[Template]:
    for problem in one.exemplars:
        template = template_of(problem)
        if not isinstance(template, Refused):
            yield template


def answer_attempt(prompt: AttemptSolution, draw: int, run_seed: int) -> Attempt:
    """The printed annotations computed again by the second route; what does not hold breaks the question."""
    draft = prompt.draft
    if draft.program is None or draft.answer is None:
        raise ModelReplyError(f"no program: {MODEL_NEEDED}")
    text = tell(draft.program.lines, draft.answer)
    found = (*replay(text).faults, *(("number from nowhere",) if _strays(draft) else ()))
    return Attempt(text=text, broken=next(iter(found), None))


def _strays(draft: Draft) -> bool:
    lines = draft.program.lines if draft.program is not None else ()
    return any(True for _ in stray_numbers("\n".join(lines), draft.question))


def answer_validate(prompt: ValidateQuestion, draw: int, run_seed: int) -> QuestionVerdict:
    """Every criterion that a program can be held against; draws agree, since nothing in it is chance."""
    if prompt.draft.program is None or prompt.draft.answer is None:
        raise ModelReplyError(f"no program: {MODEL_NEEDED}")
    failed = tuple(criterion for criterion in RUBRIC if criterion in CHECKS and not CHECKS[criterion](prompt))
    reason = ", ".join(failed) or "every criterion that a program can be held against"
    return QuestionVerdict(reason=reason, failed=failed, valid=not failed)


def _exact(prompt: ValidateQuestion) -> bool:
    draft = prompt.draft
    if draft.program is None or draft.answer is None:
        return False
    return Fraction(draft.answer.replace(",", "")) == Fraction(draft.program.steps[draft.program.answer].value)


def both_parts_needed(draft: Draft, pair: Pair) -> bool:
    """Whether an exemplar of each skill went in, and the answer is out of reach without either."""
    if draft.program is None or unneeded(draft.program, draft.parts):
        return False
    if not {part.parent for part in draft.parts}.issuperset(draft.parents):
        return False
    return all(any(problem.problem_id in draft.parents for problem in one.exemplars) for one in pair)


def _surplus(draft: Draft) -> list[str]:
    """Quantities in digits that the answer does not depend on; words such as *half* may be told by a literal."""
    if draft.program is None:
        return []
    givens = (draft.program.givens[place] for place in unused_givens(draft.program, draft.parts))
    shown = ((draft.question[given.start : given.end], given.value) for given in givens)
    return [text for text, value in shown if _DIGITS.fullmatch(text) and Fraction(value) > 1]


def _plausible(prompt: ValidateQuestion) -> bool:
    program = prompt.draft.program
    return program is not None and all(0 < Fraction(step.value) <= LARGEST for step in program.steps)


CHECKS: dict[Criterion, Callable[[ValidateQuestion], bool]] = {
    "single_answer": lambda prompt: len(_OPEN_QUESTION.findall(prompt.draft.question)) <= 1,
    "exact_answer": _exact,
    "both_skills": lambda prompt: both_parts_needed(prompt.draft, prompt.pair),
    "clear_and_complete": lambda prompt: prompt.attempt.broken is None,
    "no_surplus": lambda prompt: not _surplus(prompt.draft),
    "realistic": _plausible,
    "grammar": lambda prompt: not faults(prompt.draft.question),
    "tractable": lambda prompt: prompt.draft.program is not None and len(prompt.draft.program.steps) <= MOST_STEPS,
}
"""Criterion to whether the draft meets it; ``other`` is not tested."""


def answer_without(prompt: SolveWithout, draw: int, run_seed: int) -> Attempt:
    """The worked text where no exemplar of the forbidden skill brought a part that the answer needs."""
    draft = prompt.draft
    if draft.program is None or draft.answer is None:
        raise ModelReplyError(f"no program: {MODEL_NEEDED}")
    spared = set(unneeded(draft.program, draft.parts))
    brought = {
        problem.problem_id for one in prompt.pair if one.skill == prompt.forbidden for problem in one.exemplars
    } & set(draft.parents)
    needed = bool(brought - spared)
    text = "" if needed else tell(draft.program.lines, draft.answer)
    return Attempt(text=text, broken="needs the forbidden skill" if needed else None)


def answer_solve(prompt: SolveQuestion, draw: int, run_seed: int) -> Response:
    """A reasoning path of the draft."""
    return worked_answer(prompt, prompt.draft, draw, run_seed)
