"""Typed prompts made again from their rendered text, by the conventions of the shipped templates."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from mathwright.prompts import judging, math2, mathscale, mugglemath, paraphrase, program_check
from mathwright.prompts.draft import Draft
from mathwright.prompts.forms.catalog import BY_NAME
from mathwright.prompts.prompt import Prompt
from mathwright.prompts.rendering import Templates
from mathwright.records import Problem
from tests.hostile.asked import Asked
from tests.hostile.blocks import bare, block, blocks, counted, listed
from tests.hostile.book import Book
from tests.hostile.samples import samples

_MOST = re.compile(r"(?:at most|up to|no more than)\s+(?:\*\*)?(\d+|one|two|three|four|five)\b", re.IGNORECASE)
_WORDS = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5}


class Unreadable(Exception):
    """A prompt's text misses a block."""


class Rebuilder:
    """Knows each type of prompt by its system message."""

    def __init__(self, book: Book, templates: Templates | None = None) -> None:
        self._book = book
        self._templates = templates if templates is not None else Templates()
        self._names = _names_by_system(self._templates)
        self._again = self._templates.again("\x00").split("\x00")[0].strip()

    @property
    def known(self) -> frozenset[str]:
        """The types of prompt that can be told."""
        return frozenset(self._names.values())

    def name_of(self, asked: Asked) -> str | None:
        """The name of the prompt's type."""
        return self._names.get(_plain(asked.system))

    def prompt_of(self, asked: Asked) -> Prompt[Any] | None:
        """The prompt; None where its type is not known.  Raises Unreadable where a block is missing."""
        name = self.name_of(asked)
        if name is None:
            return None
        text = self.shown_text(asked)
        try:
            return REBUILD[BY_NAME[name]](text, self._book)
        except (Unreadable, ValueError) as error:
            raise Unreadable(f"{name}: {error}") from error

    def shown_text(self, asked: Asked) -> str:
        """The user's message that shows the data: the last one that is no re-ask."""
        texts = [said.content for said in asked.messages if said.role == "user"]
        while len(texts) > 1 and texts[-1].startswith(self._again):
            texts.pop()
        if not texts:
            raise Unreadable("no message of the user")
        return texts[-1]


def _names_by_system(templates: Templates) -> dict[str, str]:
    """System message to name."""
    found: dict[str, str] = {}
    for prompt in samples():
        name, first = type(prompt).__name__, templates.render(prompt).messages[0]
        assert first.role == "system", f"{name} has no system message"
        assert _plain(first.content) not in found, f"{name} has the system message of another prompt"
        found[_plain(first.content)] = name
    return found


def _plain(text: str) -> str:
    return " ".join(text.split())


# --- parts of a prompt ----------------------------------------------------------------------------


def _need(found: str | None, what: str) -> str:
    if not found:
        raise Unreadable(f"no <{what}>")
    return found


def _problem(text: str, book: Book) -> Problem:
    return book.problem(_need(block(text, "question"), "question"), block(text, "solution"))


def _shown_problem(text: str, book: Book) -> Problem:
    return _problem(_need(block(text, "problem"), "problem"), book)


def _pair(text: str, book: Book) -> math2.Pair:
    skills = [
        math2.SkillExamples(
            skill=_need(block(one, "name"), "name"),
            exemplars=tuple(_problem(exemplar, book) for exemplar in blocks(one, "exemplar")),
        )
        for one in blocks(text, "skill")
        if block(one, "exemplar")
    ]
    if len(skills) != 2:
        raise Unreadable(f"{len(skills)} skills, not two")
    return skills[0], skills[1]


def _draft(text: str, book: Book) -> Draft:
    question = _need(bare(text, "question"), "question")
    written = book.written(question)
    if written is not None:
        return written.draft
    return Draft(kind="compose", question=question, parents=())


def _number(text: str) -> int:
    found = _MOST.search(text)
    return 1 if found is None else int(_WORDS.get(found[1].lower(), 0) or found[1])


# --- each type ------------------------------------------------------------------------------------


def _label(text: str, book: Book) -> math2.LabelSkill:
    outside = re.sub(r"<problem>.*?</problem>", "", text, flags=re.DOTALL)
    return math2.LabelSkill(problem=_shown_problem(text, book), most=_number(outside))


def _cluster(text: str, book: Book) -> math2.ClusterSkills:
    return math2.ClusterSkills(subject="", names=tuple(listed(_need(block(text, "names"), "names"))))


def _relabel(text: str, book: Book) -> math2.RelabelProblem:
    names = listed(_need(block(text, "names") or block(text, "skills"), "names"))
    clusters = tuple(math2.SkillCluster(name=name, members=(name,)) for name in names)
    return math2.RelabelProblem(problem=_shown_problem(text, book), clusters=clusters)


def _check(text: str, book: Book) -> math2.CheckExemplar:
    skill = _need(block(text, "skill"), "skill")
    return math2.CheckExemplar(problem=_shown_problem(text, book), skill=block(skill, "name") or skill)


def _validate(text: str, book: Book) -> math2.ValidateQuestion:
    broken = block(text, "broken") or "no"
    attempt = math2.Attempt(
        text=_need(block(text, "attempt"), "attempt"), broken=None if broken.lower() in ("no", "none") else broken
    )
    return math2.ValidateQuestion(pair=_pair(text, book), draft=_draft(text, book), attempt=attempt)


def _without(text: str, book: Book) -> math2.SolveWithout:
    forbidden = _need(block(text, "forbidden"), "forbidden")
    forbidden = block(forbidden, "name") or forbidden
    draft = _draft(text, book)
    written = book.written(draft.question)
    empty = math2.SkillExamples(skill=forbidden, exemplars=())
    pair = written.pair if written is not None and written.pair is not None else (empty, empty)
    return math2.SolveWithout(pair=pair, draft=draft, forbidden=forbidden)


def _merge(text: str, book: Book) -> mathscale.MergeNames:
    names = counted(listed(_need(block(text, "names"), "names")))
    together = []
    for line, count in counted(listed(block(text, "together"))):
        first, _, second = line.partition(" + ")
        together.append(mathscale.Together(first=first, second=second, count=count))
    return mathscale.MergeNames(
        kind="knowledge_point" if re.search(r"knowledge[ _]point", text) else "topic",
        names=tuple(mathscale.NameSeen(name=name, count=count) for name, count in names),
        together=tuple(together),
    )


def _write_problem(text: str, book: Book) -> mathscale.WriteProblem:
    return mathscale.WriteProblem(
        topics=tuple(listed(_need(block(text, "topics"), "topics"))),
        knowledge_points=tuple(listed(_need(block(text, "knowledge_points"), "knowledge_points"))),
        examples=tuple(_problem(one, book) for one in blocks(text, "example") if block(one, "question")),
    )


def _examine(text: str, book: Book) -> mathscale.ExamineProblem:
    return mathscale.ExamineProblem(
        topics=tuple(listed(block(text, "topics"))),
        knowledge_points=tuple(listed(block(text, "knowledge_points"))),
        draft=_draft(text, book),
    )


def _rewrite(text: str, book: Book) -> mugglemath.RewriteQuery:
    query = _need(block(text, "query"), "query")
    solution = block(query, "solution")
    concepts = [block(one, "question") or one for one in blocks(text, "concept")]
    return mugglemath.RewriteQuery(
        query=book.problem(_need(block(query, "question"), "question"), solution),
        companions=tuple(book.problem(one, None) for one in concepts),
        kinds=tuple(listed(_need(block(text, "kinds"), "kinds"))),  # type: ignore[arg-type]
        with_solution=solution is not None,
    )


def _same_answer(text: str, book: Book) -> judging.SameAnswer:
    return judging.SameAnswer(
        question=block(text, "question"),
        one=_need(block(text, "first_answer"), "first_answer"),
        other=_need(block(text, "second_answer"), "second_answer"),
    )


def _same_problem(text: str, book: Book) -> paraphrase.SameProblem:
    return paraphrase.SameProblem(
        one=_need(block(text, "first_problem"), "first_problem"),
        other=_need(block(text, "second_problem"), "second_problem"),
    )


REBUILD: dict[type[Prompt[Any]], Callable[[str, Book], Prompt[Any]]] = {
    math2.LabelSkill: _label,
    math2.ClusterSkills: _cluster,
    math2.RelabelProblem: _relabel,
    math2.CheckExemplar: _check,
    math2.ValidatePair: lambda text, book: math2.ValidatePair(pair=_pair(text, book)),
    math2.WriteQuestion: lambda text, book: math2.WriteQuestion(pair=_pair(text, book)),
    math2.AttemptSolution: lambda text, book: math2.AttemptSolution(draft=_draft(text, book)),
    math2.ValidateQuestion: _validate,
    math2.SolveQuestion: lambda text, book: math2.SolveQuestion(pair=_pair(text, book), draft=_draft(text, book)),
    math2.SolveWithout: _without,
    mathscale.ExtractConcepts: lambda text, book: mathscale.ExtractConcepts(problem=_shown_problem(text, book)),
    mathscale.MergeNames: _merge,
    mathscale.WriteProblem: _write_problem,
    mathscale.ExamineProblem: _examine,
    mathscale.SolveReference: lambda text, book: mathscale.SolveReference(draft=_draft(text, book)),
    mugglemath.RewriteQuery: _rewrite,
    mugglemath.Respond: lambda text, book: mugglemath.Respond(draft=_draft(text, book)),
    program_check.WriteProgram: lambda text, book: program_check.WriteProgram(draft=_draft(text, book)),
    judging.SameAnswer: _same_answer,
    paraphrase.SameProblem: _same_problem,
}
