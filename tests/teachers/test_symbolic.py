"""The symbolic teacher: dispatch, chance, honesty, and that it never suspends."""

from collections.abc import Coroutine, Sequence
from typing import Any, ClassVar, TypeVar

import pytest

from mathwright.errors import ModelReplyError, UsageError
from mathwright.programs.replay import replay
from mathwright.programs.telling import tell
from mathwright.prompts.draft import Draft, Response
from mathwright.prompts.mugglemath import KINDS, Respond, RewriteQuery, Rewrites
from mathwright.prompts.prompt import Prompt
from mathwright.recipes.catalog import RECIPES
from mathwright.records import Given, Problem, Program, Record, Step
from mathwright.teachers.answers.drawn import MODEL_NEEDED, chance
from mathwright.teachers.symbolic import HANDLERS, SymbolicTeacher

T = TypeVar("T")

CLIPS = "Tom had 48 clips and sold 24 of them. How many clips does he have left?"
APPLES = "Ann has 12 red apples and 15 green apples. She eats 4 red apples and 5 green apples. How many are left?"


def drive(question: Coroutine[Any, Any, T]) -> T:
    """The result of a coroutine that never suspends, without an event loop."""
    with pytest.raises(StopIteration) as stop:
        question.send(None)
    result: T = stop.value.value
    return result


def given(question: str, text: str) -> Given:
    start = question.index(text)
    return Given(start=start, end=start + len(text), value=text)


def problem(name: str, question: str, numbers: Sequence[str], steps: Sequence[tuple[str, str]], *lines: str) -> Problem:
    program = Program(
        givens=tuple(given(question, number) for number in numbers),
        steps=tuple(Step(expression=expression, value=value) for expression, value in steps),
        answer=len(steps) - 1,
        lines=lines,
    )
    answer = steps[-1][1]
    return Problem(
        problem_id=name, question=question, solutions=(tell(lines, answer),), answer=answer, source="t", program=program
    )


def apples() -> Problem:
    """Two steps in either order, then a sum: it has a second path."""
    return problem(
        "apples",
        APPLES,
        ("12", "15", "4", "5"),
        (("g0-g2", "8"), ("g1-g3", "10"), ("s0+s1", "18")),
        "There are 12-4=<<12-4=8>>8 red apples left.",
        "There are 15-5=<<15-5=10>>10 green apples left.",
        "In all there are 8+10=<<8+10=18>>18 apples left.",
    )


def clips() -> Problem:
    """One step: there is no other path."""
    return problem("clips", CLIPS, ("48", "24"), (("g0-g1", "24"),), "Tom has 48-24=<<48-24=24>>24 clips left.")


def draft_of(told: Problem) -> Draft:
    return Draft(
        kind="change_numbers",
        question=told.question,
        parents=(told.problem_id,),
        answer=told.answer,
        program=told.program,
    )


def respond(told: Problem, draw: int, run_seed: int = 7) -> str:
    return drive(SymbolicTeacher(run_seed).ask(Respond(draft=draft_of(told)), draw)).text


@pytest.mark.parametrize(
    ("solutions", "reason"),
    [
        pytest.param(("It is 24.\n#### 24",), "no program (no annotations): ", id="no annotations"),
        pytest.param((), "no program (no worked solution): ", id="no solution"),
    ],
)
def test_a_query_without_a_program_is_refused_with_the_reason(solutions: tuple[str, ...], reason: str) -> None:
    plain = clips().model_copy(update={"problem_id": f"plain {len(solutions)}", "solutions": solutions})

    with pytest.raises(ModelReplyError) as error:
        SymbolicTeacher(7).ask(RewriteQuery(query=plain)).send(None)

    assert str(error.value) == reason + MODEL_NEEDED


@pytest.mark.parametrize("missing", ["program", "answer"])
def test_a_draft_without_a_program_needs_a_model(missing: str) -> None:
    draft = draft_of(clips()).model_copy(update={missing: None})

    with pytest.raises(ModelReplyError) as error:
        SymbolicTeacher(7).ask(Respond(draft=draft)).send(None)

    assert str(error.value) == f"no program: {MODEL_NEEDED}"


def test_a_prompt_it_cannot_answer_is_named() -> None:
    class Unknown(Prompt[Response]):
        shown_type: ClassVar[type[Record]] = Response
        reply_type: ClassVar[type[Record]] = Response

        def shown(self) -> Record:
            return Response(text="?")

    with pytest.raises(UsageError) as error:
        SymbolicTeacher(7).ask(Unknown()).send(None)
    known = sorted(kind.__name__ for kind in HANDLERS)
    assert str(error.value) == (
        f"the symbolic teacher cannot answer Unknown; it answers {', '.join(known)}: "
        "give this role another teacher (roles.*.teacher)"
    )


def test_draw_0_tells_the_program_as_it_stands() -> None:
    assert respond(apples(), 0) == apples().solutions[0]


def test_a_later_draw_tells_another_valid_order() -> None:
    told = respond(apples(), 1)

    assert told != respond(apples(), 0)
    assert replay(told).answer == 18
    assert replay(told).faults == ()


def test_a_later_draw_repeats_the_only_path_there_is() -> None:
    assert respond(clips(), 1) == respond(clips(), 0)


def test_each_kind_asked_for_is_a_draft_or_a_refusal_in_order() -> None:
    rewrites = drive(SymbolicTeacher(7).ask(RewriteQuery(query=apples(), companions=(clips(),))))

    assert sorted([d.kind for d in rewrites.drafts] + [r.kind for r in rewrites.refusals]) == sorted(KINDS)
    assert [d.kind for d in rewrites.drafts] == [k for k in KINDS if k not in {r.kind for r in rewrites.refusals}]
    assert "change_numbers" in [d.kind for d in rewrites.drafts]


def test_a_draft_carries_the_answer_its_own_text_reaches() -> None:
    (draft,) = drive(SymbolicTeacher(7).ask(RewriteQuery(query=apples(), kinds=("change_numbers",)))).drafts

    told = replay(drive(SymbolicTeacher(7).ask(Respond(draft=draft))).text)
    assert draft.answer is not None
    assert (str(told.answer), told.faults) == (draft.answer.replace(",", ""), ())
    assert (draft.question == APPLES, draft.parents, draft.solution) == (False, ("apples",), None)


def test_a_solution_comes_with_each_rewrite_only_where_one_is_asked_for() -> None:
    prompt = RewriteQuery(query=apples(), kinds=("change_numbers",), with_solution=True)

    (draft,) = drive(SymbolicTeacher(7).ask(prompt)).drafts

    assert draft.solution == drive(SymbolicTeacher(7).ask(Respond(draft=draft))).text


def rewritten(run_seed: int, draw: int) -> Rewrites:
    prompt = RewriteQuery(query=apples(), companions=(clips(),), kinds=("change_numbers",))
    return drive(SymbolicTeacher(run_seed).ask(prompt, draw))


def test_the_same_run_seed_prompt_and_draw_give_the_same_reply() -> None:
    assert rewritten(7, 1) == rewritten(7, 1)


def test_three_draws_and_another_run_seed_are_four_different_requests() -> None:
    prompt = RewriteQuery(query=apples())
    requests = {chance(7, prompt, 0).random(), chance(7, prompt, 1).random(), chance(7, prompt, 2).random()}

    assert len(requests | {chance(8, prompt, 0).random()}) == 4
    assert len({rewritten(7, draw).drafts[0].question for draw in range(6)}) > 1


def test_every_handler_replies_with_its_prompts_type() -> None:
    for prompt in (RewriteQuery(query=apples()), Respond(draft=draft_of(apples()))):
        assert type(drive(SymbolicTeacher(7).ask(prompt))) is prompt.reply_type


def test_it_answers_the_prompts_of_every_recipe_and_no_others() -> None:
    assert set(HANDLERS) == {kind for recipe in RECIPES.values() for kind in recipe.prompts}
