"""What the prompts of MathScale show, what each step must not see, and how they are told apart."""

from collections.abc import Iterator
from typing import Any, get_args

import pytest

from mathwright.prompts.draft import Draft, Exemplar
from mathwright.prompts.mathscale import (
    ExamineProblem,
    ExamineProblemShown,
    ExtractConcepts,
    ExtractConceptsShown,
    MergeNames,
    MergeNamesShown,
    NameSeen,
    ReferenceShown,
    SolveReference,
    Together,
    WriteProblem,
    WriteProblemShown,
)
from mathwright.prompts.program_check import WriteProgram
from mathwright.prompts.prompt import Prompt
from mathwright.recipes.catalog import RECIPES
from mathwright.records import Concept, Part, Problem, Program, Record, Step

LINE = "a line only the program tells"
ANSWER = "9876543"
OWN = "the solution that came with the draft"
PROGRAM = Program(givens=(), steps=(Step(expression="2+2", value=ANSWER),), answer=0, lines=(LINE,))


def problem(name: str) -> Problem:
    return Problem(
        problem_id=f"id of {name}",
        question=f"What is {name}?",
        solutions=(f"First way to {name}.", f"Second way to {name}."),
        answer=ANSWER,
        source="t",
        concepts=(Concept(kind="topic", name=f"secret topic of {name}"),),
        program=PROGRAM,
    )


def draft(question: str = "How many in all?", **changes: Any) -> Draft:
    told = Draft(
        kind="chain",
        question=question,
        parents=("id of a",),
        solution=OWN,
        answer=ANSWER,
        program=PROGRAM,
        parts=(Part(parent="id of a", givens=()),),
    )
    return told.model_copy(update=changes)


MATERIAL = ((problem("hidden one"),), (problem("hidden two"),))
SEEN = (NameSeen(name="Sums", count=3), NameSeen(name="Addition", count=5))
BOTH = (Together(first="Addition", second="Sums", count=1),)

SHOWN: list[tuple[Prompt[Any], Record]] = [
    (ExtractConcepts(problem=problem("a")), ExtractConceptsShown(question="What is a?", solution="First way to a.")),
    (
        MergeNames(kind="topic", names=SEEN, together=BOTH),
        MergeNamesShown(kind="topic", names=SEEN, together=BOTH),
    ),
    (
        WriteProblem(
            topics=("Money",),
            knowledge_points=("Discounts", "Tips"),
            examples=(problem("a"), problem("b")),
            material=MATERIAL,
        ),
        WriteProblemShown(
            topics=("Money",),
            knowledge_points=("Discounts", "Tips"),
            examples=(
                Exemplar(question="What is a?", solution="First way to a."),
                Exemplar(question="What is b?", solution="First way to b."),
            ),
        ),
    ),
    (
        ExamineProblem(topics=("Money",), knowledge_points=("Discounts", "Tips"), draft=draft(), material=MATERIAL),
        ExamineProblemShown(topics=("Money",), knowledge_points=("Discounts", "Tips"), question="How many in all?"),
    ),
    (SolveReference(draft=draft()), ReferenceShown(question="How many in all?")),
]
PROMPTS = [pytest.param(prompt, id=type(prompt).__name__) for prompt, _ in SHOWN]


def types_within(annotation: object) -> Iterator[object]:
    """The annotation, its arguments, and the fields of the records among them."""
    yield annotation
    inner = list(get_args(annotation))
    if isinstance(annotation, type) and issubclass(annotation, Record):
        inner += [field.annotation for field in annotation.model_fields.values()]
    for part in inner:
        yield from types_within(part)


def test_every_prompt_of_the_recipe_is_looked_at_here() -> None:
    assert [type(prompt) for prompt, _ in SHOWN] == [
        one for one in RECIPES["mathscale"].prompts if one is not WriteProgram
    ]


@pytest.mark.parametrize(("prompt", "shown"), [pytest.param(*case, id=type(case[0]).__name__) for case in SHOWN])
def test_each_prompt_shows_this_and_nothing_else(prompt: Prompt[Any], shown: Record) -> None:
    assert prompt.shown() == shown
    assert type(shown) is prompt.shown_type


@pytest.mark.parametrize("prompt", PROMPTS)
def test_no_program_is_reachable_from_what_a_template_may_render(prompt: Prompt[Any]) -> None:
    within = set(types_within(prompt.shown_type))

    assert within & {Program, Part, Problem, Draft} == set()
    assert str in within


@pytest.mark.parametrize("prompt", PROMPTS)
def test_neither_answer_nor_program_nor_material_nor_the_drafts_solution_is_shown(prompt: Prompt[Any]) -> None:
    told = prompt.shown().model_dump_json()
    kept_back = (LINE, ANSWER, OWN, "id of", "secret topic", "hidden", "Second way")

    assert [text for text in kept_back if text in told] == []


@pytest.mark.parametrize("prompt", PROMPTS)
def test_what_is_shown_can_be_read_again_from_its_json(prompt: Prompt[Any]) -> None:
    assert prompt.shown_type.model_validate_json(prompt.shown().model_dump_json()) == prompt.shown()


def test_the_reference_sees_the_question_alone() -> None:
    assert SolveReference(draft=draft()).shown().model_dump() == {"question": "How many in all?"}


def test_the_material_is_for_code_and_no_part_of_the_key() -> None:
    with_material, without = (
        WriteProblem(topics=("Money",), knowledge_points=("Tips",), examples=(), material=material)
        for material in (MATERIAL[:1], ())
    )

    assert with_material.prompt_key() == without.prompt_key()


@pytest.mark.parametrize(
    "other",
    [
        pytest.param({"topics": ("Time",)}, id="topics"),
        pytest.param({"knowledge_points": ("Tips", "Discounts")}, id="order of the knowledge points"),
        pytest.param({"examples": (problem("b"),)}, id="examples"),
    ],
)
def test_the_key_of_generation_tells_apart_whatever_is_shown(other: dict[str, Any]) -> None:
    prompt = WriteProblem(topics=("Money",), knowledge_points=("Discounts", "Tips"), examples=(problem("a"),))

    assert prompt.prompt_key() != prompt.model_copy(update=other).prompt_key()


def test_a_turn_of_a_draft_keeps_the_program_the_answer_and_the_parts_back() -> None:
    prompt = WriteProblem(topics=("Money",), knowledge_points=("Tips",), examples=(), material=MATERIAL[:1])

    turn = prompt.turn(draft())

    assert Draft.model_validate_json(turn.reply) == draft(program=None, answer=None, parts=())
    assert WriteProblemShown.model_validate_json(turn.shown) == prompt.shown()
    assert [text for text in (LINE, ANSWER, "hidden") if text in turn.model_dump_json()] == []
