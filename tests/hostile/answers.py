"""Replies by program to prompts rebuilt from their text; a guess as a model makes it where there is no program."""

from __future__ import annotations

import re
from collections.abc import Callable
from fractions import Fraction
from typing import Any

from mathwright.concepts.families import family_of
from mathwright.concepts.labels import labels_of
from mathwright.errors import ModelReplyError
from mathwright.programs.catalog import rewrite
from mathwright.programs.made import Made
from mathwright.prompts import judging, math2, mathscale, mugglemath, paraphrase, program_check
from mathwright.prompts.draft import Draft, Response
from mathwright.prompts.prompt import Prompt
from mathwright.records import Problem
from mathwright.teachers.answers.drawn import chance, draft_of
from mathwright.teachers.symbolic import HANDLERS
from tests.hostile.book import Book, Written, boxed
from tests.hostile.faults import share

GENERIC = ("algebraic_manipulation", "geometric_reasoning", "counting_arguments", "properties_of_numbers")
"""Labels of problems without a program."""
_NUMBER = re.compile(r"\d+")
Answer = Callable[[Any], Any]


class Answers:
    """One prompt to its reply; what is written goes into the book."""

    def __init__(self, book: Book, *, wrong: float, seed: int) -> None:
        self._book = book
        self._wrong = wrong
        self._seed = seed
        self._own: dict[type[Prompt[Any]], Callable[[Any, int], Any]] = {
            math2.LabelSkill: self._label,
            math2.RelabelProblem: self._relabel,
            math2.CheckExemplar: self._check,
            math2.WriteQuestion: self._write,
            math2.AttemptSolution: self._attempt,
            math2.ValidateQuestion: self._validate,
            math2.SolveQuestion: self._solve,
            math2.SolveWithout: self._without,
            mathscale.ExtractConcepts: self._extract,
            mathscale.WriteProblem: self._write_problem,
            mathscale.ExamineProblem: self._examine,
            mathscale.SolveReference: self._solve,
            mugglemath.RewriteQuery: self._rewrite,
            mugglemath.Respond: self._respond,
            program_check.WriteProgram: self._write_program,
            judging.SameAnswer: self._judge,
            paraphrase.SameProblem: self._compare,
        }

    def answer(self, prompt: Prompt[Any], sample: int) -> Any:
        """The reply, equal for equal prompts and samples."""
        own = self._own.get(type(prompt))
        return self._symbolic(prompt, sample) if own is None else own(prompt, sample)

    def _symbolic(self, prompt: Prompt[Any], sample: int) -> Any:
        return HANDLERS[type(prompt)](prompt, sample, self._seed)

    # --- labels -----------------------------------------------------------------------------------

    def _label(self, prompt: math2.LabelSkill, sample: int) -> math2.SkillLabel:
        try:
            label: math2.SkillLabel = self._symbolic(prompt, sample)
        except ModelReplyError:
            return math2.SkillLabel(reason="the general method", skills=(_generic(prompt.problem),))
        return label

    def _relabel(self, prompt: math2.RelabelProblem, sample: int) -> math2.CoarseSkill:
        """A cluster is known by its name alone, so a skill of its family finds it too."""
        try:
            coarse: math2.CoarseSkill = self._symbolic(prompt, sample)
        except ModelReplyError:
            labels = labels_of(prompt.problem)
            families = [family_of(skill) for skill in labels.skills] if labels is not None else []
            names = [cluster.name for cluster in prompt.clusters]
            among = [name for name in families if name in names] or names
            return math2.CoarseSkill(reason="the nearest", skill=_chosen(among, prompt.problem.question))
        return coarse

    def _check(self, prompt: math2.CheckExemplar, sample: int) -> math2.ExemplarVerdict:
        if labels_of(prompt.problem) is None:
            return math2.ExemplarVerdict(reason="it seems so", fits=True)
        verdict: math2.ExemplarVerdict = self._symbolic(prompt, sample)
        return verdict

    def _extract(self, prompt: mathscale.ExtractConcepts, sample: int) -> mathscale.Extraction:
        try:
            extraction: mathscale.Extraction = self._symbolic(prompt, sample)
        except ModelReplyError:
            generic = _generic(prompt.problem).replace("_", " ")
            return mathscale.Extraction(topics=("General Mathematics",), knowledge_points=(generic,))
        return extraction

    # --- new questions ----------------------------------------------------------------------------

    def _write(self, prompt: math2.WriteQuestion, sample: int) -> Draft:
        try:
            draft = self._symbolic(prompt, sample)
        except ModelReplyError:
            draft = self._one_changed([problem for one in prompt.pair for problem in one.exemplars], prompt, sample)
        return self._kept(draft, pair=prompt.pair)

    def _write_problem(self, prompt: mathscale.WriteProblem, sample: int) -> Draft:
        material = tuple(self._about(point, prompt.examples) for point in prompt.knowledge_points)
        try:
            draft = self._symbolic(prompt.model_copy(update={"material": material}), sample)
        except ModelReplyError:
            draft = self._one_changed(list(prompt.examples), prompt, sample)
        return self._kept(draft, points=prompt.knowledge_points, topics=prompt.topics)

    def _about(self, point: str, examples: tuple[Problem, ...]) -> tuple[Problem, ...]:
        labelled = [(problem, labels_of(problem)) for problem in examples]
        fit = [problem for problem, labels in labelled if labels is not None and point in labels.knowledge_points]
        return tuple(fit or self._book.about(point) or examples)

    def _rewrite(self, prompt: mugglemath.RewriteQuery, sample: int) -> mugglemath.Rewrites:
        try:
            rewrites: mugglemath.Rewrites = self._symbolic(prompt, sample)
        except ModelReplyError:
            refused = tuple(mugglemath.Refusal(kind=kind, reason="cannot be done well") for kind in prompt.kinds)
            return mugglemath.Rewrites(drafts=(), refusals=refused)
        drafts = tuple(self._kept(draft, with_solution=prompt.with_solution) for draft in rewrites.drafts)
        return mugglemath.Rewrites(drafts=drafts, refusals=rewrites.refusals)

    def _one_changed(self, problems: list[Problem], prompt: Prompt[Any], sample: int) -> Draft:
        """What a careless author does: one of the problems with other numbers; without any program, an invented one."""
        rng = chance(self._seed, prompt, sample)
        for problem in rng.sample(problems, len(problems)):
            made = rewrite("change_numbers", problem, (), rng)
            if isinstance(made, Made):
                return draft_of("change_numbers", made)
        boxes, pens = rng.randint(3, 40), rng.randint(3, 40)
        question = f"A shop has {boxes} boxes with {pens} pens in each. How many pens does the shop have?"
        worked = f"There are {boxes} * {pens} = {boxes * pens} pens."
        return Draft(kind="compose", question=question, parents=(), solution=boxed(worked, str(boxes * pens)))

    def _kept(self, draft: Draft, *, with_solution: bool = True, **more: Any) -> Draft:
        """The draft with its worked text as a model writes it, remembered with its program."""
        if draft.program is not None and draft.answer is not None:
            worked = boxed("\n".join(draft.program.lines), draft.answer) if with_solution else None
            draft = draft.model_copy(update={"solution": worked})
        self._book.keep(Written(draft, **more))
        return draft

    # --- attempts and verdicts --------------------------------------------------------------------

    def _attempt(self, prompt: math2.AttemptSolution, sample: int) -> math2.Attempt:
        draft = prompt.draft
        if draft.program is not None and draft.answer is not None:
            attempt: math2.Attempt = self._symbolic(prompt, sample)
            return math2.Attempt(text=boxed(attempt.text, draft.answer), broken=attempt.broken)
        known = self._solution(draft)
        if known is not None:
            return math2.Attempt(text=known, broken=None)
        if share("attempt", self._seed, draft.question) < 0.5:
            return math2.Attempt(text="One number that would be needed is not given.", broken="missing data")
        return math2.Attempt(text=_guess(draft.question, sample), broken=None)

    def _without(self, prompt: math2.SolveWithout, sample: int) -> math2.Attempt:
        draft = prompt.draft
        try:
            attempt: math2.Attempt = self._symbolic(prompt, sample)
        except ModelReplyError:
            return math2.Attempt(text="Every way I see goes through it.", broken="needs the skill")
        if attempt.broken is not None or draft.answer is None:
            return math2.Attempt(text="Every way I see goes through it.", broken="needs the skill")
        return math2.Attempt(text=boxed(attempt.text, draft.answer), broken=None)

    def _validate(self, prompt: math2.ValidateQuestion, sample: int) -> math2.QuestionVerdict:
        try:
            verdict: math2.QuestionVerdict = self._symbolic(prompt, sample)
        except ModelReplyError:
            failed: tuple[math2.Criterion, ...] = ("both_skills",)
            if prompt.attempt.broken is not None:
                failed = ("both_skills", "clear_and_complete")
            return math2.QuestionVerdict(reason="one skill is enough", failed=failed, valid=False)
        return verdict

    def _examine(self, prompt: mathscale.ExamineProblem, sample: int) -> mathscale.Examination:
        """What was asked of the author, and not what the rules say of the seed problems, is what the answer needs."""
        written = self._book.written(prompt.draft.question)
        if written is None or prompt.draft.program is None:
            return mathscale.Examination(reason="it is too simple", missing=prompt.knowledge_points, sound=True)
        missing = [name for name in prompt.knowledge_points if name not in written.points]
        missing += [name for name in prompt.topics if name not in written.topics]
        as_attempt = self._symbolic(math2.AttemptSolution(draft=prompt.draft), sample)
        reason = "not needed: " + ", ".join(missing) if missing else "every one is needed"
        return mathscale.Examination(reason=reason, missing=tuple(missing), sound=as_attempt.broken is None)

    # --- final solutions --------------------------------------------------------------------------

    def _solve(self, prompt: math2.SolveQuestion | mathscale.SolveReference, sample: int) -> Response:
        draft = prompt.draft
        if draft.program is None or draft.answer is None:
            return Response(text=self._solution(draft) or _guess(draft.question, sample))
        worked: Response = self._symbolic(prompt, sample)
        return Response(text=boxed(worked.text, self._final(draft.question, draft.answer, sample)))

    def _respond(self, prompt: mugglemath.Respond, sample: int) -> Response:
        """In GSM8K's form, annotations and all."""
        draft = prompt.draft
        if draft.program is None or draft.answer is None:
            known = self._book.solution(draft.question)
            return Response(text=known[0] if known is not None else _guess(draft.question, sample))
        worked: Response = self._symbolic(prompt, sample)
        prose = worked.text.rpartition("####")[0]
        return Response(text=f"{prose}#### {self._final(draft.question, draft.answer, sample)}")

    def _write_program(self, prompt: program_check.WriteProgram, sample: int) -> program_check.ProgramSource:
        draft = prompt.draft
        if draft.program is None or draft.answer is None:
            return program_check.ProgramSource(source=f"print({len(draft.question)})")
        final = self._final(draft.question, draft.answer, sample)
        if final != draft.answer:
            return program_check.ProgramSource(source=f"print('{final}')")
        source: program_check.ProgramSource = self._symbolic(prompt, sample)
        return source

    def _judge(self, prompt: judging.SameAnswer, sample: int) -> judging.AnswerVerdict:
        """By the words alone: the same words, in whatever order, are the same answer."""
        same = sorted(prompt.one.lower().split()) == sorted(prompt.other.lower().split())
        return judging.AnswerVerdict(reason="by the words", verdict="same" if same else "cannot tell")

    def _compare(self, prompt: paraphrase.SameProblem, sample: int) -> paraphrase.ParaphraseVerdict:
        """By the words alone: problems with a third of their words in common are the same."""
        one, other = set(prompt.one.lower().split()), set(prompt.other.lower().split())
        same = 3 * len(one & other) >= len(one | other)
        return paraphrase.ParaphraseVerdict(reason="by the words", verdict="same" if same else "different")

    def _solution(self, draft: Draft) -> str | None:
        """Of a question without a program: what its author wrote, or the seed problem's own."""
        written = self._book.written(draft.question)
        if written is not None:
            return written.draft.solution
        known = self._book.solution(draft.question)
        return boxed(*known) if known is not None else None

    def _final(self, question: str, answer: str, sample: int) -> str:
        """The answer, or a wrong one, as the question's text has it."""
        if share("wrong", self._seed, question, sample) >= self._wrong:
            return answer
        slip = 1 + int(9 * share("slip", self._seed, question, sample))
        return str(Fraction(answer.replace(",", "")) + slip)


def _generic(problem: Problem) -> str:
    return _chosen(GENERIC, problem.question)


def _chosen(names: Any, about: str) -> str:
    return str(names[int(share("chosen", about) * len(names))])


def _guess(question: str, sample: int) -> str:
    """An honest-looking solution of a question nobody here knows: the sum of its numbers, which is wrong."""
    numbers = [int(found[:6]) for found in _NUMBER.findall(question)] or [7]
    total = sum(numbers) + int(3 * share("guess", question, sample))
    return f"Adding {' + '.join(map(str, numbers))} gives the total.\nThe answer is \\boxed{{{total}}}."
