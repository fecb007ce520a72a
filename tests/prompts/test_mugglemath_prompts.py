"""What the prompts of MuggleMath show, what they keep back, and how they are told apart."""

from collections.abc import Iterator
from typing import get_args

import pytest

from mathwright.programs import catalog
from mathwright.prompts.draft import Draft
from mathwright.prompts.mugglemath import KINDS, Respond, RespondShown, RewriteQuery, Rewrites, RewriteShown
from mathwright.prompts.prompt import Prompt, prompt_type_id
from mathwright.records import Problem, Program, Record, Step

PROMPT_TYPES = (RewriteQuery, Respond)
HIDDEN = "a line only the program tells"


def program(line: str = HIDDEN) -> Program:
    return Program(givens=(), steps=(Step(expression="2+2", value="4"),), answer=0, lines=(line,))


def problem(question: str, solution: str = "2+2=<<2+2=4>>4\n#### 4") -> Problem:
    return Problem(
        problem_id="0" * 16, question=question, solutions=(solution,), answer="4", source="t", program=program()
    )


def draft(question: str, line: str = HIDDEN) -> Draft:
    return Draft(
        kind="fractions", question=question, parents=("p",), solution="its own", answer="4", program=program(line)
    )


def types_within(annotation: object) -> Iterator[object]:
    """The annotation, its arguments, and the fields of the records among them."""
    yield annotation
    inner = list(get_args(annotation))
    if isinstance(annotation, type) and issubclass(annotation, Record):
        inner += [field.annotation for field in annotation.model_fields.values()]
    for part in inner:
        yield from types_within(part)


@pytest.mark.parametrize("prompt_type", PROMPT_TYPES)
def test_no_program_is_reachable_from_what_a_template_may_render(prompt_type: type[Prompt[Record]]) -> None:
    within = set(types_within(prompt_type.shown_type))

    assert within & {Program, Problem, Draft} == set()
    assert str in within


def test_the_walk_over_types_would_find_a_program() -> None:
    assert Program in set(types_within(RewriteQuery))


@pytest.mark.parametrize(
    "prompt",
    [
        pytest.param(RewriteQuery(query=problem("a?"), companions=(problem("b?"),), with_solution=True), id="rewrite"),
        pytest.param(Respond(draft=draft("a?")), id="respond"),
    ],
)
def test_what_is_shown_holds_no_text_of_a_program(prompt: Prompt[Record]) -> None:
    assert HIDDEN in prompt.model_dump_json()
    assert HIDDEN not in prompt.shown().model_dump_json()
    assert type(prompt.shown()) is prompt.shown_type


def test_rewrite_shows_the_question_the_companions_questions_and_the_kinds() -> None:
    prompt = RewriteQuery(query=problem("a?"), companions=(problem("b?"), problem("c?")))

    assert prompt.shown() == RewriteShown(question="a?", solution=None, concepts=("b?", "c?"), kinds=KINDS)


def test_rewrite_shows_the_first_solution_only_in_the_form_for_math() -> None:
    query = problem("a?", solution="shown")

    assert RewriteQuery(query=query).shown().solution is None
    assert RewriteQuery(query=query, with_solution=True).shown().solution == "shown"


def test_the_form_for_math_bears_a_problem_without_a_solution() -> None:
    query = problem("a?").model_copy(update={"solutions": ()})

    assert RewriteQuery(query=query, with_solution=True).shown().solution is None


def test_respond_shows_the_question_alone() -> None:
    assert Respond(draft=draft("a?")).shown() == RespondShown(question="a?")


def test_the_kinds_stand_in_the_papers_order_and_each_has_a_maker() -> None:
    assert KINDS == ("change_numbers", "fractions", "compose", "condition", "complicate")
    assert set(KINDS) <= set(catalog.KINDS)


def test_prompt_key_is_the_same_whatever_the_program_and_the_kind_kept_back() -> None:
    assert Respond(draft=draft("a?", "one")).prompt_key() == Respond(draft=draft("a?", "two")).prompt_key()


@pytest.mark.parametrize(
    "other",
    [
        pytest.param(RewriteQuery(query=problem("z?"), companions=(problem("b?"),)), id="question"),
        pytest.param(RewriteQuery(query=problem("a?"), companions=(problem("z?"),)), id="companion"),
        pytest.param(RewriteQuery(query=problem("a?")), id="no companion"),
        pytest.param(RewriteQuery(query=problem("a?"), companions=(problem("b?"),), kinds=KINDS[:2]), id="kinds"),
        pytest.param(RewriteQuery(query=problem("a?"), companions=(problem("b?"),), with_solution=True), id="form"),
        pytest.param(Respond(draft=draft("a?")), id="type"),
    ],
)
def test_prompt_key_tells_apart_whatever_is_shown(other: Prompt[Record]) -> None:
    prompt = RewriteQuery(query=problem("a?"), companions=(problem("b?"),))

    assert prompt.prompt_key() != other.prompt_key()


def test_prompt_key_is_the_same_on_every_machine() -> None:
    assert Respond(draft=draft("How many?")).prompt_key() == "3e6d6e37e164ae1a"


def test_prompt_key_bears_a_lone_surrogate() -> None:
    assert len(Respond(draft=draft("half \ud83d a pair")).prompt_key()) == 16


def test_a_turn_keeps_the_programs_of_all_drafts_back() -> None:
    reply = Rewrites(drafts=(draft("a?"), draft("b?")))

    turn = RewriteQuery(query=problem("a?")).turn(reply)

    seen = Rewrites.model_validate_json(turn.reply)
    assert [one.question for one in seen.drafts] == ["a?", "b?"]
    assert {(one.program, one.answer, one.parts) for one in seen.drafts} == {(None, None, ())}
    assert HIDDEN not in turn.model_dump_json()


def test_prompt_types_have_ids_of_their_own() -> None:
    assert prompt_type_id(RewriteQuery) == prompt_type_id(RewriteQuery)
    assert prompt_type_id(RewriteQuery) != prompt_type_id(Respond)
