"""Replies that hold questions and attempts: what becomes of each block, and what is refused."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mathwright.errors import ModelReplyError
from mathwright.prompts.draft import Draft, Kind
from mathwright.prompts.forms.drafts import (
    NOT_GIVEN,
    UNCHANGED,
    parse_attempt,
    parse_problem,
    parse_question,
    parse_rewrites,
    write_attempt,
    write_draft,
    write_rewrites,
)
from mathwright.prompts.math2 import Attempt, AttemptSolution, SkillExamples, SolveWithout, WriteQuestion
from mathwright.prompts.mathscale import WriteProblem
from mathwright.prompts.mugglemath import KINDS, Refusal, RewriteQuery, Rewrites
from mathwright.records import Problem


def problem(name: str, *solutions: str) -> Problem:
    return Problem(problem_id=name, question=f"What is {name}?", solutions=solutions, answer="4", source="t")


A, B, C = (problem(name, "2+2\n#### 4") for name in "abc")
PAIR = (SkillExamples(skill="x", exemplars=(A, B)), SkillExamples(skill="y", exemplars=(B, C)))
QUESTION = WriteQuestion(pair=PAIR)
PROBLEM = WriteProblem(topics=("T",), knowledge_points=("k",), examples=(C, A))
ATTEMPT = AttemptSolution(draft=Draft(kind="compose", question="a?", parents=()))
GOOD = "<question>\nHow many?\n</question>\n<solution>\n$2$, so \\boxed{2}\n</solution>"


def rewrite(kinds: tuple[Kind, ...] = KINDS, *, with_solution: bool = False, query: Problem = A) -> RewriteQuery:
    return RewriteQuery(query=query, companions=(B, C), kinds=kinds, with_solution=with_solution)


def fault_of(parse: Any, prompt: Any, text: str) -> str:
    with pytest.raises(ModelReplyError) as raised:
        parse(prompt, text)
    assert len(str(raised.value)) <= 120
    return str(raised.value)


# --- one question with its solution ---------------------------------------------------------------


def test_the_parents_of_a_question_are_the_exemplars_shown_each_once() -> None:
    expected = Draft(kind="compose", question="How many?", parents=("a", "b", "c"), solution="$2$, so \\boxed{2}")
    assert parse_question(QUESTION, f"Here:\n```\n{GOOD}\n```") == expected


def test_the_parents_of_a_problem_are_the_examples_shown() -> None:
    assert parse_problem(PROBLEM, GOOD).parents == ("c", "a")


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        pytest.param("**Question** How many?", "no <question> block", id="no tags"),
        pytest.param("<question>How many?</question>", "no <solution> block", id="no solution"),
        pytest.param(GOOD + GOOD, "more than one <question> block", id="two questions"),
        pytest.param(GOOD.replace("</solution>", ""), "the <solution> block is not closed", id="cut off"),
        pytest.param(GOOD.replace("boxed", "text"), "no final answer", id="no box"),
        pytest.param(GOOD.replace("$2$", "\\boxed{3}"), "several boxed answers", id="two boxes"),
        pytest.param(GOOD.replace("many?", "many? \\boxed{}"), "a box inside <question>", id="a box to fill in"),
        pytest.param(f"<solution>{GOOD}", "more than one <solution> block", id="nested"),
        pytest.param(
            "<question>a?<solution>\\boxed{2}</solution></question>",
            "a stray <solution> inside <question>",
            id="inside out",
        ),
    ],
)
def test_a_question_that_misses_its_form_is_told(text: str, fault: str) -> None:
    assert fault_of(parse_question, QUESTION, text) == fault
    assert fault_of(parse_problem, PROBLEM, text) == fault


# --- rewrites -------------------------------------------------------------------------------------


def blocks(**content: str) -> str:
    return "\n".join(f"<{kind}>\n{text}\n</{kind}>" for kind, text in content.items())


def test_each_kind_asked_for_is_a_draft_or_a_refusal_in_the_order_asked() -> None:
    text = blocks(
        compose="<question>c?</question>",
        fractions="<refused>No quantity\nto share.</refused>",
        change_numbers="<question>n?</question>",
        complicate="<question>not asked for</question>",
    )
    found = parse_rewrites(rewrite(("change_numbers", "fractions", "compose", "condition")), text)
    assert [(one.kind, one.question, one.parents, one.solution) for one in found.drafts] == [
        ("change_numbers", "n?", ("a",), None),
        ("compose", "c?", ("a", "b", "c"), None),
    ]
    assert [(one.kind, one.reason) for one in found.refusals] == [
        ("fractions", "no quantity to share"),
        ("condition", NOT_GIVEN),
    ]


def test_with_a_solution_shown_each_rewrite_needs_one() -> None:
    text = blocks(fractions=GOOD)
    asked = rewrite(("fractions",), with_solution=True)
    assert parse_rewrites(asked, text).drafts[0].solution == "$2$, so \\boxed{2}"
    bare = blocks(fractions="<question>a?</question>")
    assert fault_of(parse_rewrites, asked, bare) == "in <fractions>: no <solution> block"


def test_without_a_solution_shown_none_is_kept() -> None:
    assert parse_rewrites(rewrite(("fractions",)), blocks(fractions=GOOD)).drafts[0].solution is None


def test_a_query_that_has_no_solution_to_show_asks_for_none() -> None:
    asked = rewrite(("fractions",), with_solution=True, query=problem("d"))
    assert asked.shown().solution is None
    assert parse_rewrites(asked, blocks(fractions="<question>a?</question>")).drafts[0].solution is None


def test_the_query_itself_is_no_rewrite() -> None:
    text = blocks(fractions="<question>What  is\na?</question>", condition="<question>Else?</question>")
    found = parse_rewrites(rewrite(("fractions", "condition")), text)
    assert found.refusals == (Refusal(kind="fractions", reason=UNCHANGED),)
    assert [draft.kind for draft in found.drafts] == ["condition"]


def test_a_reply_that_refuses_every_kind_with_reasons_is_taken() -> None:
    text = blocks(fractions="<refused>no quantity to share</refused>", condition="<refused> . </refused>")
    found = parse_rewrites(rewrite(("fractions", "compose", "condition")), text)
    assert [one.reason for one in found.refusals] == ["no quantity to share", NOT_GIVEN, NOT_GIVEN]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        pytest.param("", "none of the blocks asked for", id="empty"),
        pytest.param("1. **Change numbers**: How many?", "none of the blocks asked for", id="a list"),
        pytest.param(blocks(condition="<question>a?</question>"), "none of the blocks asked for", id="another kind"),
        pytest.param(blocks(fractions="How many?"), "in <fractions>: no <question> block", id="bare text"),
        pytest.param(
            blocks(fractions="<question></question>"), "in <fractions>: the <question> block is empty", id="empty block"
        ),
        pytest.param("<fractions>\n<question>a?</question>", "the <fractions> block is not closed", id="cut off"),
        pytest.param(
            blocks(fractions="<question>a?</question><compose>"),
            "the <compose> block is not closed",
            id="a kind in a kind",
        ),
        pytest.param(
            blocks(fractions=f"<refused>{'long ' * 20}</refused>"),
            "in <fractions>: <refused> is longer than 80 characters",
            id="long reason",
        ),
        pytest.param(blocks(fractions="<question>a?</question>") * 2, "more than one <fractions> block", id="twice"),
    ],
)
def test_rewrites_that_miss_their_form_are_told(text: str, fault: str) -> None:
    assert fault_of(parse_rewrites, rewrite(("fractions", "compose")), text) == fault


# --- attempts -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("broken", "expected"),
    [
        ("no", None),
        ("No.", None),
        ("none", None),
        ("Not broken", None),
        ("missing data", "missing data"),
        ("Several\nanswers.", "several answers"),
    ],
)
def test_an_attempt_says_whether_and_by_what_it_was_broken(broken: str, expected: str | None) -> None:
    text = f"Well.\n<attempt>\nIt is \\boxed{{3}}.\n</attempt>\n<broken>{broken}</broken>"
    assert parse_attempt(ATTEMPT, text) == Attempt(text="It is \\boxed{3}.", broken=expected)


def test_an_attempt_that_broke_off_needs_no_answer() -> None:
    text = "<attempt>No speed is given.</attempt><broken>missing data</broken>"
    asked = SolveWithout(pair=PAIR, draft=ATTEMPT.draft, forbidden="x")
    assert parse_attempt(asked, text) == Attempt(text="No speed is given.", broken="missing data")


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        pytest.param("<attempt>\\boxed{3}</attempt>", "no <broken> block", id="no verdict"),
        pytest.param("<broken>no</broken>", "no <attempt> block", id="no attempt"),
        pytest.param("<attempt>3</attempt><broken>no</broken>", "no final answer", id="finished without an answer"),
        pytest.param("<attempt>\\boxed{3}</attempt><broken></broken>", "the <broken> block is empty", id="empty"),
        pytest.param(
            "<attempt>a</attempt><broken>Yes</broken>",
            "<broken> says that the question is broken, and not by what",
            id="yes",
        ),
        pytest.param(
            "<attempt>a</attempt><broken>.</broken>",
            "<broken> says that the question is broken, and not by what",
            id="a stop",
        ),
        pytest.param(
            f"<attempt>a</attempt><broken>{'a b ' * 30}</broken>",
            "<broken> is longer than 80 characters",
            id="an essay",
        ),
        pytest.param("<attempt>a<broken>no</broken></attempt>", "a stray <broken> inside <attempt>", id="inside"),
    ],
)
def test_an_attempt_that_misses_its_form_is_told(text: str, fault: str) -> None:
    assert fault_of(parse_attempt, ATTEMPT, text) == fault


# --- what is written is read back -----------------------------------------------------------------

WORDS = [
    "$\\frac{1}{2}$",
    "\\nabla",
    "\\theta",
    "a < b",
    "\n",
    "\n\n",
    "é",
    "汤",
    "<<2*3=6>>",
    "{",
    "\\\\",
    "is",
    "%",
    "{{ x }}",
]
TEXTS = st.lists(st.sampled_from(WORDS), min_size=1).map(" ".join).map(str.strip).filter(bool)
REASONS = st.text("abc ", min_size=1, max_size=80).map(lambda text: " ".join(text.split())).filter(bool)


@given(TEXTS, TEXTS)
def test_drafts_are_read_back(question: str, solution: str) -> None:
    draft = Draft(kind="compose", question=question, parents=("a", "b", "c"), solution=f"{solution}\n#### 4")
    assert parse_question(QUESTION, write_draft(draft)) == draft
    turned = json.loads(QUESTION.turn(draft).reply)
    assert write_draft(turned) == write_draft(draft)


@given(st.sets(st.sampled_from(KINDS), min_size=1), st.data())
def test_rewrites_are_read_back(kinds: set[Kind], data: st.DataObject) -> None:
    order = tuple(kind for kind in KINDS if kind in kinds)
    parents = {"compose": ("a", "b", "c")}
    told = data.draw(st.lists(st.booleans(), min_size=len(order), max_size=len(order)))
    rewrites = Rewrites(
        drafts=tuple(
            Draft(kind=kind, question=data.draw(TEXTS), parents=parents.get(kind, ("a",)))
            for kind, refused in zip(order, told, strict=True)
            if not refused
        ),
        refusals=tuple(
            Refusal(kind=kind, reason=data.draw(REASONS)) for kind, refused in zip(order, told, strict=True) if refused
        ),
    )
    assert parse_rewrites(rewrite(order), write_rewrites(rewrites)) == rewrites
    assert write_rewrites(rewrites.model_dump()) == write_rewrites(rewrites)


@given(TEXTS, st.none() | REASONS.filter(lambda text: text not in ("no", "none")))
def test_attempts_are_read_back(text: str, broken: str | None) -> None:
    attempt = Attempt(text=f"{text}\n#### 4", broken=broken)
    assert parse_attempt(ATTEMPT, write_attempt(attempt)) == attempt
    assert write_attempt(attempt.model_dump()) == write_attempt(attempt)
