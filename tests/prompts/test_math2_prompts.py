"""What the prompts of MATH² show, what each step must not see, and how they are told apart."""

from collections.abc import Iterator
from typing import Any, get_args

import pytest

from mathwright.prompts.draft import Draft, Exemplar, exemplar
from mathwright.prompts.math2 import (
    RUBRIC,
    Attempt,
    AttemptShown,
    AttemptSolution,
    CheckExemplar,
    CheckExemplarShown,
    ClusterSkills,
    ClusterSkillsShown,
    LabelSkill,
    LabelSkillShown,
    Pair,
    PairVerdict,
    RelabelProblem,
    RelabelShown,
    SkillCluster,
    SkillExamples,
    SkillShown,
    SolveQuestion,
    SolveQuestionShown,
    SolveWithout,
    SolveWithoutShown,
    ValidatePair,
    ValidatePairShown,
    ValidateQuestion,
    ValidateQuestionShown,
    WriteQuestion,
    WriteQuestionShown,
)
from mathwright.prompts.mathscale import SolveReference
from mathwright.prompts.mugglemath import Respond
from mathwright.prompts.program_check import WriteProgram
from mathwright.prompts.prompt import Prompt, Turn, prompt_type_id
from mathwright.recipes.catalog import RECIPES
from mathwright.records import Concept, Part, Problem, Program, Record, Step

LINE = "a line only the program tells"
ANSWER = "9876543"
OWN = "the solution that came with the draft"
PROGRAM = Program(givens=(), steps=(Step(expression="2+2", value=ANSWER),), answer=0, lines=(LINE,))


def problem(name: str, *solutions: str) -> Problem:
    return Problem(
        problem_id=f"id of {name}",
        question=f"What is {name}?",
        solutions=solutions or (f"First way to {name}.", f"Second way to {name}."),
        answer=ANSWER,
        source="t",
        concepts=(Concept(kind="skill", name=f"secret skill of {name}"),),
        program=PROGRAM,
    )


def draft(question: str = "How many in all?", **changes: Any) -> Draft:
    part = Part(parent="id of a", givens=())
    told = Draft(
        kind="compose",
        question=question,
        parents=("id of a", "id of b"),
        solution=OWN,
        answer=ANSWER,
        program=PROGRAM,
        parts=(part,),
    )
    return told.model_copy(update=changes)


PAIR: Pair = (
    SkillExamples(skill="percents", exemplars=(problem("a"), problem("b"))),
    SkillExamples(skill="rates", exemplars=(problem("c"),)),
)
PAIR_SHOWN = (
    SkillShown(
        skill="percents",
        exemplars=(
            Exemplar(question="What is a?", solution="First way to a."),
            Exemplar(question="What is b?", solution="First way to b."),
        ),
    ),
    SkillShown(skill="rates", exemplars=(Exemplar(question="What is c?", solution="First way to c."),)),
)
CLUSTERS = (SkillCluster(name="percents", members=("tips", "tax")), SkillCluster(name="rates", members=("speed",)))
ATTEMPT = Attempt(text="The price is nowhere said, so I stop.", broken="missing data")
TURN = Turn(asked="ValidatePair", shown="{}", reply="{}")

SHOWN: list[tuple[Prompt[Any], Record]] = [
    (
        LabelSkill(problem=problem("a"), most=2),
        LabelSkillShown(question="What is a?", solution="First way to a.", most=2),
    ),
    (
        ClusterSkills(subject="algebra", names=("tax", "tips")),
        ClusterSkillsShown(subject="algebra", names=("tax", "tips")),
    ),
    (
        RelabelProblem(problem=problem("a"), clusters=CLUSTERS),
        RelabelShown(question="What is a?", solution="First way to a.", skills=("percents", "rates")),
    ),
    (
        CheckExemplar(problem=problem("a"), skill="percents"),
        CheckExemplarShown(question="What is a?", solution="First way to a.", skill="percents"),
    ),
    (ValidatePair(pair=PAIR), ValidatePairShown(pair=PAIR_SHOWN)),
    (
        WriteQuestion(pair=PAIR, conversation=(TURN,)),
        WriteQuestionShown(pair=PAIR_SHOWN, conversation=(TURN,)),
    ),
    (AttemptSolution(draft=draft()), AttemptShown(question="How many in all?")),
    (
        ValidateQuestion(pair=PAIR, draft=draft(), attempt=ATTEMPT),
        ValidateQuestionShown(
            pair=PAIR_SHOWN, question="How many in all?", attempt=ATTEMPT.text, broken="missing data"
        ),
    ),
    (SolveQuestion(pair=PAIR, draft=draft()), SolveQuestionShown(pair=PAIR_SHOWN, question="How many in all?")),
    (
        SolveWithout(pair=PAIR, draft=draft(), forbidden="rates"),
        SolveWithoutShown(question="How many in all?", forbidden="rates"),
    ),
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
    assert [type(prompt) for prompt, _ in SHOWN] == [one for one in RECIPES["math2"].prompts if one is not WriteProgram]


# --- what is shown --------------------------------------------------------------------------------


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
def test_neither_answer_nor_program_nor_solution_of_the_draft_is_shown(prompt: Prompt[Any]) -> None:
    told = prompt.shown().model_dump_json()

    assert [text for text in (LINE, ANSWER, OWN, "id of", "secret skill", "Second way") if text in told] == []


def test_the_attempt_sees_the_question_alone() -> None:
    assert AttemptSolution(draft=draft()).shown().model_dump() == {"question": "How many in all?"}


def test_the_solver_sees_neither_the_attempt_nor_a_solution() -> None:
    assert set(SolveQuestion.model_fields) == {"pair", "draft"}
    assert set(SolveQuestionShown.model_fields) == {"pair", "question"}


def test_a_validator_sees_the_attempt_and_no_other_verdict() -> None:
    assert set(ValidateQuestion.model_fields) == {"pair", "draft", "attempt"}
    assert set(ValidateQuestionShown.model_fields) == {"pair", "question", "attempt", "broken"}


def test_relabelling_shows_the_names_of_the_skills_and_not_what_they_stand_for() -> None:
    told = RelabelProblem(problem=problem("a"), clusters=CLUSTERS).shown().model_dump_json()

    assert "percents" in told
    assert "tips" not in told


def test_a_seed_problem_without_a_worked_text_is_shown_with_an_empty_one() -> None:
    bare = problem("a").model_copy(update={"solutions": ()})

    assert exemplar(bare) == Exemplar(question="What is a?", solution="")


def test_the_rubric_stands_in_the_papers_order() -> None:
    assert RUBRIC == (
        "single_answer",
        "exact_answer",
        "both_skills",
        "clear_and_complete",
        "no_surplus",
        "realistic",
        "grammar",
        "tractable",
        "other",
    )


# --- turns ----------------------------------------------------------------------------------------


def test_a_turn_holds_what_was_shown_and_replied_so_that_both_can_be_read_again() -> None:
    verdict = PairVerdict(reason="one of parts, one of time", distinct=True)

    turn = ValidatePair(pair=PAIR).turn(verdict)

    assert turn.asked == "ValidatePair"
    assert ValidatePairShown.model_validate_json(turn.shown) == ValidatePair(pair=PAIR).shown()
    assert PairVerdict.model_validate_json(turn.reply) == verdict


def test_a_turn_of_a_draft_keeps_the_program_the_answer_and_the_parts_back() -> None:
    turn = WriteQuestion(pair=PAIR).turn(draft())

    assert Draft.model_validate_json(turn.reply) == draft(program=None, answer=None, parts=())
    assert [text for text in (LINE, ANSWER, "parts", "program") if text in turn.model_dump_json()] == []
    assert OWN in turn.reply


@pytest.mark.parametrize("prompt", PROMPTS)
def test_what_is_shown_can_be_read_again_from_its_json(prompt: Prompt[Any]) -> None:
    assert prompt.shown_type.model_validate_json(prompt.shown().model_dump_json()) == prompt.shown()


# --- keys and ids ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "prompt_of",
    [
        pytest.param(lambda told: AttemptSolution(draft=told), id="AttemptSolution"),
        pytest.param(lambda told: ValidateQuestion(pair=PAIR, draft=told, attempt=ATTEMPT), id="ValidateQuestion"),
        pytest.param(lambda told: SolveQuestion(pair=PAIR, draft=told), id="SolveQuestion"),
    ],
)
def test_the_key_hangs_on_the_question_and_on_nothing_kept_back(prompt_of: Any) -> None:
    bare = draft(kind="chain", parents=(), solution=None, answer=None, program=None, parts=())

    assert prompt_of(draft()).prompt_key() == prompt_of(bare).prompt_key()
    assert prompt_of(draft()).prompt_key() != prompt_of(draft("How many are left?")).prompt_key()


@pytest.mark.parametrize(
    "other",
    [
        pytest.param(WriteQuestion(pair=PAIR), id="no conversation"),
        pytest.param(WriteQuestion(pair=PAIR[::-1], conversation=(TURN,)), id="order"),
        pytest.param(WriteQuestion(pair=(PAIR[0], PAIR[0]), conversation=(TURN,)), id="other exemplars"),
        pytest.param(ValidatePair(pair=PAIR), id="type"),
    ],
)
def test_the_key_of_generation_tells_apart_whatever_is_shown(other: Prompt[Any]) -> None:
    assert WriteQuestion(pair=PAIR, conversation=(TURN,)).prompt_key() != other.prompt_key()


def test_the_same_question_to_other_steps_is_another_question() -> None:
    prompts: tuple[Prompt[Any], ...] = (
        AttemptSolution(draft=draft()),
        SolveReference(draft=draft()),
        Respond(draft=draft()),
    )

    assert len({prompt.prompt_key() for prompt in prompts}) == 3


def test_every_type_of_prompt_of_every_recipe_has_an_id_of_its_own() -> None:
    kinds = {kind for recipe in RECIPES.values() for kind in recipe.prompts}

    assert len(kinds) > 9
    assert len({prompt_type_id(kind) for kind in kinds}) == len(kinds)
    assert {prompt_type_id(kind) for kind in kinds} == {prompt_type_id(kind) for kind in kinds}


def test_the_id_of_a_type_changes_with_what_it_shows_and_with_what_comes_back() -> None:
    def changed(**kinds: type[Record]) -> type[Prompt[Any]]:
        return type("AttemptSolution", (AttemptSolution,), {"__module__": __name__, **kinds})

    shows_more, asks_other = changed(shown_type=SolveQuestionShown), changed(reply_type=PairVerdict)

    ids = {prompt_type_id(kind) for kind in (AttemptSolution, shows_more, asks_other)}

    assert shows_more.__name__ == "AttemptSolution"
    assert len(ids) == 3
