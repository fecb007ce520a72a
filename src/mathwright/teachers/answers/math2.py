"""MATH²'s prompts, answered by labels, programs and words."""

from functools import lru_cache

from mathwright.concepts.families import family_of
from mathwright.concepts.fit import fits
from mathwright.concepts.grouping import group_skills
from mathwright.concepts.labels import labels_of
from mathwright.concepts.overlap import skills_overlap
from mathwright.concepts.vocabulary import skills
from mathwright.errors import ModelReplyError
from mathwright.programs.compose import compose
from mathwright.programs.kept import Latest
from mathwright.programs.made import Made
from mathwright.programs.parts import unneeded
from mathwright.programs.telling import tell
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
    SkillLabel,
    SolveQuestion,
    SolveWithout,
    ValidatePair,
    ValidateQuestion,
    WriteQuestion,
)
from mathwright.teachers.answers.drawn import MODEL_NEEDED, chance, draft_of, worked_answer
from mathwright.teachers.answers.joints import question_drawn, templates_among
from mathwright.teachers.answers.rubric import CHECKS, broken_at


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
    return _pair_verdict(prompt.pair)


def _judged(pair: Pair) -> PairVerdict:
    first, second = pair
    alike = skills_overlap(first.skill, second.skill, first.exemplars, second.exemplars)
    return PairVerdict(reason="names, programs and words are " + ("alike" if alike else "distinct"), distinct=not alike)


_pair_verdict: Latest[Pair, PairVerdict] = Latest(_judged)


def answer_write(prompt: WriteQuestion, draw: int, run_seed: int) -> Draft:
    """An exemplar of each skill joined, the combinations tried in random order."""
    if prompt.draws > 1:
        return question_drawn(prompt, draw, run_seed)
    rng = chance(run_seed, prompt, draw)
    first, second = (list(templates_among(one.exemplars)) for one in prompt.pair)
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


def answer_attempt(prompt: AttemptSolution, draw: int, run_seed: int) -> Attempt:
    """The worked text, and what does not hold when it and the numbers of the question are read again."""
    draft = prompt.draft
    if draft.program is None or draft.answer is None:
        raise ModelReplyError(f"no program: {MODEL_NEEDED}")
    text = tell(draft.program.lines, draft.answer)
    return Attempt(text=text, broken=broken_at(draft, draft.program, draft.answer))


def answer_validate(prompt: ValidateQuestion, draw: int, run_seed: int) -> QuestionVerdict:
    """Every criterion that a program can be held against; draws agree, since nothing in it is chance."""
    return _question_verdict(prompt)


def _validated(prompt: ValidateQuestion) -> QuestionVerdict:
    if prompt.draft.program is None or prompt.draft.answer is None:
        raise ModelReplyError(f"no program: {MODEL_NEEDED}")
    failed = tuple(criterion for criterion in RUBRIC if criterion in CHECKS and not CHECKS[criterion](prompt))
    return _verdict_of(failed)


@lru_cache(maxsize=256)
def _verdict_of(failed: tuple[Criterion, ...]) -> QuestionVerdict:
    reason = ", ".join(failed) or "every criterion that a program can be held against"
    return QuestionVerdict(reason=reason, failed=failed, valid=not failed)


_question_verdict: Latest[ValidateQuestion, QuestionVerdict] = Latest(_validated)


_NEEDED = Attempt(text="", broken="needs the forbidden skill")


def answer_without(prompt: SolveWithout, draw: int, run_seed: int) -> Attempt:
    """The worked text where no exemplar of the forbidden skill brought a part that the answer needs."""
    draft = prompt.draft
    if draft.program is None or draft.answer is None:
        raise ModelReplyError(f"no program: {MODEL_NEEDED}")
    spared = set(unneeded(draft.program, draft.parts))
    brought = {
        problem.problem_id for one in prompt.pair if one.skill == prompt.forbidden for problem in one.exemplars
    } & set(draft.parents)
    return _NEEDED if brought - spared else Attempt(text=tell(draft.program.lines, draft.answer), broken=None)


def answer_solve(prompt: SolveQuestion, draw: int, run_seed: int) -> Response:
    """A reasoning path of the draft."""
    return worked_answer(prompt, prompt.draft, draw, run_seed)
