"""The symbolic answers to MathScale's prompts: concepts, merged names, chains of seed problems, their examination."""

from collections.abc import Coroutine, Sequence
from typing import Any

import pytest

from mathwright.concepts.labels import labels_of
from mathwright.errors import ModelReplyError
from mathwright.programs.replay import replay
from mathwright.programs.telling import tell
from mathwright.prompts.draft import Draft
from mathwright.prompts.mathscale import (
    Examination,
    ExamineProblem,
    ExtractConcepts,
    Extraction,
    MergeNames,
    NameSeen,
    SolveReference,
    Together,
    WriteProblem,
)
from mathwright.prompts.prompt import Prompt, R
from mathwright.records import Concept, Given, Part, Problem, Program, Step
from mathwright.seeds.shipped import shipped_seeds
from mathwright.teachers.answers.alone import ALONE
from mathwright.teachers.answers.drawn import MODEL_NEEDED
from mathwright.teachers.symbolic import SymbolicTeacher

RUN_SEED = 7


def ask(prompt: Prompt[R], draw: int = 0, run_seed: int = RUN_SEED) -> R:
    """The reply, without an event loop: the symbolic teacher never suspends."""
    question: Coroutine[Any, Any, R] = SymbolicTeacher(run_seed).ask(prompt, draw)
    with pytest.raises(StopIteration) as stop:
        question.send(None)
    reply: R = stop.value.value
    return reply


def refusal(prompt: Prompt[Any]) -> str:
    """What the teacher says of a prompt that it cannot answer."""
    with pytest.raises(ModelReplyError) as error:
        SymbolicTeacher(RUN_SEED).ask(prompt).send(None)
    return str(error.value)


def seed(name: str, question: str, worked: str, answer: str, *topics: str) -> Problem:
    return Problem(
        problem_id=name,
        question=question,
        solutions=(f"{worked}\n#### {answer}",),
        answer=answer,
        source="t",
        concepts=tuple(Concept(kind="topic", name=topic) for topic in topics),
    )


CLIPS = seed(
    "clips",
    "Tom had 48 clips and sold 24 of them. How many clips does Tom have left?",
    "Tom has 48-24=<<48-24=24>>24 clips left.",
    "24",
    "Trade",
)
FRUITS = seed(
    "fruits",
    "Ann buys 20 apples and 15 pears. How many fruits does she buy?",
    "Ann buys 20+15=<<20+15=35>>35 fruits.",
    "35",
    "Food",
    "Money",
)
WORDS = seed("words", "What is a prime?", "A number with two divisors.", "two divisors", "Numbers")
MATERIAL = ((WORDS, CLIPS), (FRUITS,))

QUESTION = (
    "Tom had 48 clips and sold 24 of them. Let N be the number of clips Tom has left. "
    "Ann buys N apples and 15 pears. How many fruits does she buy?"
)
LINES = ("Tom has 48 - 24 = <<48-24=24>>24 clips left.", "So N = 24.", "Ann buys 24 + 15 = <<24+15=39>>39 fruits.")


def draft(parents: tuple[str, ...] = ("clips", "fruits"), last: str = "s0+g3", lines: tuple[str, ...] = LINES) -> Draft:
    """The clips and the fruits in a row; ``last`` is the step that gives the answer."""
    texts = (("had ", "48", "48"), ("sold ", "24", "24"), ("buys ", "N", "24"), ("apples and ", "15", "15"))
    numbers = ((QUESTION.index(before) + len(before), text, value) for before, text, value in texts)
    return Draft(
        kind="chain",
        question=QUESTION,
        parents=parents,
        answer="39",
        program=Program(
            givens=tuple(Given(start=start, end=start + len(text), value=value) for start, text, value in numbers),
            steps=(Step(expression="g0-g1", value="24"), Step(expression=last, value="39")),
            answer=1,
            lines=lines,
        ),
        parts=(Part(parent="clips", givens=(0, 1)), Part(parent="fruits", givens=(3,))),
    )


# --- examination ----------------------------------------------------------------------------------


def examined(told: Draft, topics: Sequence[str] = ("Trade", "Money")) -> Examination:
    prompt = ExamineProblem(topics=tuple(topics), knowledge_points=("Leftovers", "Sums"), draft=told, material=MATERIAL)
    return ask(prompt)


def test_a_problem_that_needs_every_knowledge_point_and_keeps_to_the_topics_passes() -> None:
    assert examined(draft()) == Examination(reason="every part is needed", missing=(), sound=True)


@pytest.mark.parametrize(
    ("told", "topics", "missing"),
    [
        pytest.param(draft(last="g2+g3"), ("Money",), ("Leftovers",), id="a part is not needed"),
        pytest.param(draft(last="g2+g3"), ("Trade",), ("Leftovers", "Trade"), id="and its topic with it"),
        pytest.param(draft(parents=("clips",)), ("Trade",), ("Sums",), id="no seed problem of a point"),
        pytest.param(draft(parents=()), ("Trade",), ("Leftovers", "Sums", "Trade"), id="none at all"),
        pytest.param(draft(), ("Trade", "Numbers"), ("Numbers",), id="a topic of no parent"),
        pytest.param(draft(), ("Numbers", "Time"), ("Numbers", "Time"), id="no topic"),
    ],
)
def test_what_the_answer_does_not_need_is_missing(
    told: Draft, topics: tuple[str, ...], missing: tuple[str, ...]
) -> None:
    found = examined(told, topics)

    assert (found.missing, found.sound) == (missing, True)
    assert found.reason == f"not needed: {', '.join(missing)}"


@pytest.mark.parametrize(
    "lines",
    [
        pytest.param((*LINES[:2], "Ann buys 24 + 15 = <<24+15=38>>38 fruits."), id="false"),
        pytest.param((*LINES[:2], "Ann buys 24 + 15 = <<24+15=39>>38 fruits."), id="prose differs"),
        pytest.param((), id="nothing worked out"),
    ],
)
def test_a_worked_text_that_does_not_hold_makes_the_problem_unsound(lines: tuple[str, ...]) -> None:
    found = examined(draft(lines=lines))

    assert (found.missing, found.sound) == ((), False)


def test_a_question_that_does_not_say_a_number_of_its_program_is_unsound() -> None:
    told = draft().model_copy(update={"question": QUESTION.replace("48", "some")})

    assert (examined(told).missing, examined(told).sound) == ((), False)


def test_a_draft_without_a_program_needs_a_model() -> None:
    for missing in ("program", "answer"):
        bare = draft().model_copy(update={missing: None})
        prompts: tuple[Prompt[Any], ...] = (
            ExamineProblem(topics=("Trade",), knowledge_points=("a", "b"), draft=bare, material=MATERIAL),
            SolveReference(draft=bare),
        )
        assert {refusal(prompt) for prompt in prompts} == {f"no program: {MODEL_NEEDED}"}


# --- generation and reference solutions -----------------------------------------------------------


def prompt_of(material: tuple[tuple[Problem, ...], ...]) -> WriteProblem:
    points = tuple(f"point {place}" for place in range(len(material)))
    return WriteProblem(topics=("Trade",), knowledge_points=points, examples=(), material=material)


@pytest.mark.parametrize("draw", range(6))
def test_knowledge_points_are_chained_in_the_order_walked_with_a_solution(draw: int) -> None:
    told = ask(prompt_of(MATERIAL), draw)

    assert (told.kind, told.parents) == ("chain", ("clips", "fruits"))
    assert [part.parent for part in told.parts] == ["clips", "fruits"]
    assert told.solution is not None
    solution = replay(told.solution)
    assert (str(solution.answer), solution.faults) == (told.answer, ())
    assert examined(told) == Examination(reason="every part is needed", missing=(), sound=True)


def test_the_order_walked_is_the_order_told() -> None:
    told = ask(prompt_of(MATERIAL[::-1]))

    assert told.parents == ("fruits", "clips")
    assert told.question.index("apples") < told.question.index("clips")


@pytest.mark.parametrize("draw", range(6))
def test_a_single_knowledge_point_needs_no_chain(draw: int) -> None:
    told = ask(prompt_of((MATERIAL[0],)), draw)

    assert told.kind in ALONE
    assert (told.parents, told.parts) == (("clips",), ())
    assert told.question != CLIPS.question
    assert told.solution is not None
    assert str(replay(told.solution).answer) == told.answer


def test_draws_give_other_problems_and_the_same_draw_the_same() -> None:
    told = [ask(prompt_of((MATERIAL[0],)), draw) for draw in range(12)]

    assert ask(prompt_of((MATERIAL[0],)), 3) == told[3]
    assert len({one.question for one in told}) > 3
    assert len({one.kind for one in told}) > 1


@pytest.mark.parametrize(
    "material",
    [
        pytest.param((), id="no material"),
        pytest.param(((),), id="none for the point"),
        pytest.param(((WORDS,),), id="no program for the point"),
        pytest.param(((CLIPS,), (WORDS,)), id="no program for one of two"),
    ],
)
def test_a_knowledge_point_without_a_program_needs_a_model(material: tuple[tuple[Problem, ...], ...]) -> None:
    assert refusal(prompt_of(material)) == f"no seed problem with a program: {MODEL_NEEDED}"


def test_links_that_do_not_chain_are_refused_with_the_makers_reason() -> None:
    far = seed(
        "far", "Ann saw 9000 ants and 7000 bees. How many animals did she see?", "<<9000+7000=16000>>16000", "16000"
    )

    assert refusal(prompt_of(((CLIPS,), (far,)))) == "no number has the size of the result before it"


def test_no_seed_problem_is_chained_with_itself() -> None:
    told = ask(prompt_of(((CLIPS,), (CLIPS, FRUITS))))

    assert told.parents == ("clips", "fruits")


def test_the_first_reference_tells_the_program_as_it_stands() -> None:
    assert ask(SolveReference(draft=draft())).text == tell(LINES, "39")
    assert str(replay(ask(SolveReference(draft=draft()), 2).text).answer) == "39"


# --- concepts and names ---------------------------------------------------------------------------


def test_concepts_are_those_that_program_and_words_tell_of() -> None:
    for problem in list(shipped_seeds())[:20]:
        labels = labels_of(problem)
        assert labels is not None
        assert ask(ExtractConcepts(problem=problem)) == Extraction(
            topics=labels.topics, knowledge_points=labels.knowledge_points
        )


def test_a_seed_problem_of_which_nothing_is_known_needs_a_model() -> None:
    nothing = WORDS.model_copy(update={"concepts": ()})

    assert refusal(ExtractConcepts(problem=nothing)) == f"no label: {MODEL_NEEDED}"


def merged(*names: str, together: tuple[Together, ...] = ()) -> list[tuple[str, tuple[str, ...]]]:
    seen = tuple(NameSeen(name=name, count=10 - place) for place, name in enumerate(names))
    groups = ask(MergeNames(kind="topic", names=seen, together=together)).groups
    return [(one.name, one.members) for one in groups]


def test_names_of_one_idea_are_merged_under_one_of_them_and_others_left_out() -> None:
    ((name, members),) = merged("Arithmetic", "Percentages", "Arithmetic operations", "Basic arithmetic")

    assert members == ("Arithmetic", "Arithmetic operations", "Basic arithmetic")
    assert name == "Arithmetic"


def test_names_that_stand_together_again_and_again_are_not_merged() -> None:
    names = ("Simplification of algebraic expressions", "Simplifying expressions")
    beside = Together(first=names[0], second=names[1], count=9)

    assert len(merged(*names)) == 1
    assert merged(*names, together=(beside,)) == []
