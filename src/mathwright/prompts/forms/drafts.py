"""Replies that hold new questions, and attempts at one: tagged texts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from mathwright.errors import ModelReplyError
from mathwright.prompts.draft import Draft, Kind
from mathwright.prompts.forms.tagged import clean, few_words, optional_tag, tag, write_tag
from mathwright.prompts.forms.worked import require_answer
from mathwright.prompts.math2 import Attempt, AttemptSolution, SolveWithout, WriteQuestion
from mathwright.prompts.mathscale import WriteProblem
from mathwright.prompts.mugglemath import Refusal, RewriteQuery, Rewrites
from mathwright.records import Problem

NOT_BROKEN = ("no", "none", "not broken")
"""What ``<broken>`` holds where the attempt finished."""
NOT_GIVEN = "not given"
"""Why a kind that was asked for is missing from a reply."""
UNCHANGED = "the query itself"
"""Why a rewrite that repeats the query word by word is none."""


def parse_question(prompt: WriteQuestion, text: str) -> Draft:
    """A question with its brief solution; its parents are the exemplars shown."""
    shown = [problem for one in prompt.pair for problem in one.exemplars]
    return _draft("compose", text, shown, with_solution=True)


def parse_problem(prompt: WriteProblem, text: str) -> Draft:
    """A problem with its solution; its parents are the examples shown."""
    return _draft("compose", text, prompt.examples, with_solution=True)


def parse_rewrites(prompt: RewriteQuery, text: str) -> Rewrites:
    """Each kind asked for from the block of its name; a block may hold ``<refused>`` with a reason instead.

    Raises ModelReplyError where no kind is given, and where a block misses its form.
    """
    found = [_rewrite(prompt, kind, text) for kind in prompt.kinds]
    drafts = tuple(one for one in found if isinstance(one, Draft))
    refusals = tuple(one for one in found if isinstance(one, Refusal))
    if all(refusal.reason == NOT_GIVEN for refusal in refusals) and not drafts:
        raise ModelReplyError("none of the blocks asked for")
    return Rewrites(drafts=drafts, refusals=refusals)


def _rewrite(prompt: RewriteQuery, kind: Kind, text: str) -> Draft | Refusal:
    block = optional_tag(text, kind)
    if not block:
        return Refusal(kind=kind, reason=NOT_GIVEN)
    parents = [prompt.query, *(prompt.companions if kind == "compose" else ())]
    # a seed problem without a worked text is shown in the plain form, whatever was wanted
    with_solution = prompt.with_solution and bool(prompt.query.solutions)
    try:
        reason = optional_tag(block, "refused")
        if reason is not None:
            return Refusal(kind=kind, reason=few_words(reason, "refused") or NOT_GIVEN)
        draft = _draft(kind, block, parents, with_solution=with_solution)
    except ModelReplyError as fault:
        raise ModelReplyError(f"in <{kind}>: {fault}") from None
    if draft.question.split() == prompt.query.question.split():
        return Refusal(kind=kind, reason=UNCHANGED)
    return draft


def parse_attempt(prompt: AttemptSolution | SolveWithout, text: str) -> Attempt:
    """The attempt, and what broke it in few words."""
    attempt = clean(tag(text, "attempt"), "attempt")
    broken = few_words(tag(text, "broken"), "broken")
    if broken in NOT_BROKEN:
        require_answer(attempt)
        return Attempt(text=attempt, broken=None)
    if broken in ("yes", ""):
        raise ModelReplyError("<broken> says that the question is broken, and not by what")
    return Attempt(text=attempt, broken=broken)


def write_draft(reply: Any) -> str:
    """Question and solution in their blocks."""
    fields = reply.model_dump() if isinstance(reply, Draft) else reply
    blocks = [write_tag("question", fields["question"])]
    if fields["solution"] is not None:
        blocks.append(write_tag("solution", fields["solution"]))
    return "\n".join(blocks)


def write_rewrites(reply: Any) -> str:
    """A block a kind."""
    fields = reply.model_dump() if isinstance(reply, Rewrites) else reply
    blocks = [write_tag(draft["kind"], write_draft(draft)) for draft in fields["drafts"]]
    blocks += [write_tag(one["kind"], write_tag("refused", one["reason"])) for one in fields["refusals"]]
    return "\n".join(blocks)


def write_attempt(reply: Any) -> str:
    """Attempt and break in their blocks."""
    fields = reply.model_dump() if isinstance(reply, Attempt) else reply
    return f"{write_tag('attempt', fields['text'])}\n{write_tag('broken', fields['broken'] or 'no')}"


def _draft(kind: Kind, text: str, parents: Sequence[Problem], *, with_solution: bool) -> Draft:
    question = clean(tag(text, "question"), "question")
    if "\\boxed" in question:
        raise ModelReplyError("a box inside <question>")
    solution = clean(tag(text, "solution"), "solution") if with_solution else None
    if solution is not None:
        require_answer(solution)
    ids = dict.fromkeys(parent.problem_id for parent in parents)
    return Draft(kind=kind, question=question, parents=tuple(ids), solution=solution)
