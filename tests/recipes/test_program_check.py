"""The program check: what a solver's program says of an answer that is believed."""

import asyncio
from pathlib import Path
from typing import Any

import pytest

from mathwright.errors import IncompleteReplyError, ModelReplyError, UsageError
from mathwright.prompts.draft import Draft, Response
from mathwright.prompts.math2 import (
    Attempt,
    AttemptSolution,
    PairVerdict,
    QuestionVerdict,
    SkillExamples,
    SolveQuestion,
    SolveWithout,
    ValidatePair,
    ValidateQuestion,
    WriteQuestion,
)
from mathwright.prompts.mathscale import Examination, ExamineProblem, SolveReference, WriteProblem
from mathwright.prompts.program_check import ProgramSource, WriteProgram
from mathwright.prompts.prompt import Prompt
from mathwright.recipes import math2, mathscale
from mathwright.recipes.math2 import Math2Config
from mathwright.recipes.mathscale import MathScaleConfig
from mathwright.recipes.mugglemath import MuggleMathConfig
from mathwright.recipes.pairs import PairItem
from mathwright.recipes.program_check import (
    DIFFERS,
    PROGRAM_CHECK,
    ProgramCheckConfig,
    confirmed,
    require_usable,
    step_of,
)
from mathwright.recipes.responses import NO_MAJORITY, Believed, NotBelieved
from mathwright.recipes.shelf import CompositionItem
from mathwright.records import Evidence, Given, Problem, Program, Rejected, Step
from mathwright.teachers.scripted import ScriptedTeacher
from mathwright.teachers.symbolic import SymbolicTeacher
from mathwright.teachers.teacher import Roles
from mathwright.verify.sandbox.bubblewrap import unavailable
from mathwright.verify.sandbox.run import sandbox_available

ON = ProgramCheckConfig(program_check=True)
DRAFT = Draft(kind="compose", question="How many pens in 3 boxes of 12?", parents=())
BELIEVED = Believed("36", ("3*12=36\n#### 36",), Evidence(kind="vote", agreeing=3, of=4))


def says(reply: ProgramSource | ModelReplyError, config: ProgramCheckConfig = ON) -> Believed | NotBelieved:
    return asyncio.run(confirmed(DRAFT, BELIEVED, ScriptedTeacher({WriteProgram: [reply]}), config))


def evidence(told: Any) -> Believed:
    return BELIEVED._replace(evidence=Evidence(kind="vote", agreeing=3, of=4, program=told))


@pytest.mark.parametrize(
    ("source", "told"),
    [
        pytest.param("print(3 * 12)", "agrees", id="the same answer"),
        pytest.param("print(3 * 12 / 1)", "agrees", id="as a float"),
        pytest.param("import sympy", "undecided", id="refused by the sandbox"),
        pytest.param("1 / 0", "undecided", id="an error"),
        pytest.param("print('none')", "undecided", id="says that there is none"),
    ],
)
def test_what_a_program_says_stands_in_the_evidence(source: str, told: str) -> None:
    assert says(ProgramSource(source=source)) == evidence(told)


def test_a_program_with_another_answer_sends_the_question_to_the_hard_pool() -> None:
    refused = says(ProgramSource(source="print(3 + 12)"))
    assert refused == NotBelieved("a program gives another answer", disputed=True)
    assert isinstance(refused, NotBelieved)
    assert step_of(refused, "revalidation") == "program_check"
    assert step_of(NotBelieved(NO_MAJORITY, disputed=True), "revalidation") == "revalidation"
    assert (PROGRAM_CHECK, DIFFERS) == ("program_check", "a program gives another answer")


@pytest.mark.parametrize("fault", [ModelReplyError("no ```python block"), IncompleteReplyError("cut off")])
def test_a_reply_without_a_program_refuses_nothing(fault: ModelReplyError) -> None:
    assert says(fault) == evidence("undecided")


def test_nobody_is_asked_where_the_check_is_off_or_nothing_is_believed() -> None:
    solver = ScriptedTeacher({WriteProgram: [ProgramSource(source="print(1)")]})
    refused = NotBelieved(NO_MAJORITY, disputed=True)
    assert asyncio.run(confirmed(DRAFT, BELIEVED, solver, ProgramCheckConfig())) == BELIEVED
    assert asyncio.run(confirmed(DRAFT, refused, solver, ON)) == refused
    assert list(solver.asked) == []


def test_the_prompt_tells_of_sympy_where_the_sandbox_has_it() -> None:
    solver = ScriptedTeacher({WriteProgram: [ModelReplyError("no program")] * 2})
    for sandbox in ("monty", "bwrap"):
        config = ProgramCheckConfig(program_check=True, sandbox=sandbox)
        asyncio.run(confirmed(DRAFT, BELIEVED, solver, config))
    assert [one.prompt for one in solver.asked] == [
        WriteProgram(draft=DRAFT),
        WriteProgram(draft=DRAFT, with_sympy=True),
    ]


@pytest.mark.skipif(sandbox_available("bwrap") is not None, reason=str(sandbox_available("bwrap")))
def test_a_program_that_needs_sympy_runs_in_bubblewrap() -> None:
    config = ProgramCheckConfig(program_check=True, sandbox="bwrap")
    assert says(ProgramSource(source="import sympy\nprint(sympy.Integer(36))"), config) == evidence("agrees")


def test_a_running_program_leaves_other_items_their_turn() -> None:
    ticks = 0

    async def other() -> None:
        nonlocal ticks
        while True:
            await asyncio.sleep(0.01)
            ticks += 1

    async def both() -> None:
        task = asyncio.create_task(other())
        solver = ScriptedTeacher({WriteProgram: [ProgramSource(source="while True: pass")]})
        found = await confirmed(DRAFT, BELIEVED, solver, ON)
        assert found == evidence("undecided")
        task.cancel()

    asyncio.run(both())
    assert ticks > 20


# --- the symbolic solver --------------------------------------------------------------------------

PROGRAM = Program(
    givens=(Given(start=0, end=1, value="3"), Given(start=2, end=3, value="5/2"), Given(start=4, end=5, value="0")),
    steps=(
        Step(expression="g0*g1", value="15/2"),
        Step(expression="(s0+0.5)/4", value="2"),
        Step(expression="g2/7+s1/3", value="2/3"),
    ),
    answer=2,
    lines=("told",),
)


def symbolically(draft: Draft, answer: str) -> Believed | NotBelieved:
    """Driven as the engine drives symbolic teachers: without an event loop."""
    journey = confirmed(draft, BELIEVED._replace(answer=answer), SymbolicTeacher(0), ON)
    with pytest.raises(StopIteration) as ended:
        journey.send(None)
    found = ended.value.value
    assert isinstance(found, Believed | NotBelieved)
    return found


def test_a_symbolic_solver_prints_the_drafts_program_in_exact_fractions() -> None:
    draft = DRAFT.model_copy(update={"program": PROGRAM, "answer": "2/3"})
    said = asyncio.run(SymbolicTeacher(0).ask(WriteProgram(draft=draft)))
    assert said.source.splitlines() == [
        "from fractions import Fraction",
        'g0 = Fraction("3")',
        'g1 = Fraction("5/2")',
        'g2 = Fraction("0")',
        "s0 = g0*g1",
        's1 = (s0+Fraction("0.5"))/Fraction("4")',
        's2 = g2/Fraction("7")+s1/Fraction("3")',
        "print(s2)",
    ]
    found = symbolically(draft, "2/3")
    assert isinstance(found, Believed)
    assert found.evidence.program == "agrees"
    assert symbolically(draft, "3/4") == NotBelieved(DIFFERS, disputed=True)


def test_a_symbolic_solver_without_a_program_proves_nothing() -> None:
    found = symbolically(DRAFT, "36")
    assert isinstance(found, Believed)
    assert found.evidence.program == "undecided"


# --- in the recipes -------------------------------------------------------------------------------

SEED = Problem(problem_id="s", question="1+1?", solutions=("#### 2",), answer="2", source="t")
PAIR = (SkillExamples(skill="sums", exemplars=(SEED,)), SkillExamples(skill="products", exemplars=(SEED,)))
SOLUTION = Response(text="3*12=<<3*12=36>>36\n#### 36")
ASKED: dict[type[Prompt[Any]], Any] = {
    ValidatePair: PairVerdict(reason="r", distinct=True),
    WriteQuestion: DRAFT,
    AttemptSolution: Attempt(text="36", broken=None),
    ValidateQuestion: QuestionVerdict(reason="r", failed=(), valid=True),
    SolveQuestion: SOLUTION,
    SolveWithout: Attempt(text="", broken="needs it"),
    WriteProblem: DRAFT,
    ExamineProblem: Examination(reason="r", missing=(), sound=True),
    SolveReference: SOLUTION,
}


def journey_of(recipe: str, source: str, config: dict[str, Any]) -> tuple[Any, list[str]]:
    """An item's outcome where every step before the check lets it through, and what was asked."""
    script = {kind: (lambda prompt, draw, reply=reply: reply) for kind, reply in ASKED.items()}
    teacher = ScriptedTeacher({**script, WriteProgram: [ProgramSource(source=source)]})
    if recipe == "math2":
        pair = PairItem(item_id="item", index=0, pair=PAIR, judged=PAIR)
        outcome: Any = asyncio.run(math2.make(pair, Roles.of(teacher), Math2Config(**config)))
    else:
        item = CompositionItem(
            item_id="item", topics=("T",), knowledge_points=("p",), examples=(SEED,), material=((SEED,),), round=0
        )
        outcome = asyncio.run(mathscale.make(item, Roles.of(teacher), MathScaleConfig(**config)))
    return outcome, [type(one.prompt).__name__ for one in teacher.asked]


@pytest.mark.parametrize("recipe", ["math2", "mathscale"])
def test_a_recipe_asks_for_a_program_where_it_is_told_to(recipe: str) -> None:
    outcome, asked = journey_of(recipe, "print(3 * 12)", {"program_check": True})
    assert (outcome.payload.answer, outcome.payload.evidence.program) == ("36", "agrees")
    assert asked.count("WriteProgram") == 1
    outcome, asked = journey_of(recipe, "print(3 * 12)", {})
    assert (outcome.payload.answer, outcome.payload.evidence.program) == ("36", None)
    assert "WriteProgram" not in asked


@pytest.mark.parametrize("recipe", ["math2", "mathscale"])
def test_a_program_that_differs_rejects_the_item_and_keeps_the_question_without_an_answer(recipe: str) -> None:
    outcome, _ = journey_of(recipe, "print(3 + 12)", {"program_check": True})
    assert isinstance(outcome, Rejected)
    assert (outcome.step, outcome.reason) == (PROGRAM_CHECK, DIFFERS)
    assert outcome.kept is not None
    assert (outcome.kept.question, outcome.kept.answer) == (DRAFT.question, "")
    assert SOLUTION.text in outcome.kept.solutions


def test_a_sandbox_that_is_not_there_is_told_before_anything_is_asked(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    unavailable.cache_clear()
    try:
        with pytest.raises(UsageError, match="--sandbox bwrap: bubblewrap is not installed"):
            require_usable(Math2Config(program_check=True, sandbox="bwrap"))
        require_usable(Math2Config(sandbox="bwrap"))
        require_usable(MuggleMathConfig())
    finally:
        unavailable.cache_clear()
