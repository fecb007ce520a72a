"""One prompt asked for many draws: chains found once, told with other numbers, whichever draw is asked for first."""

import re
from collections.abc import Coroutine
from functools import cache
from typing import Any

import pytest

from mathwright.concepts.labels import labels_of
from mathwright.errors import ModelReplyError
from mathwright.programs.replay import replay
from mathwright.prompts.draft import Draft
from mathwright.prompts.mathscale import ExamineProblem, WriteProblem
from mathwright.prompts.prompt import Prompt, R
from mathwright.records import Concept, Problem
from mathwright.seeds.shipped import shipped_seeds
from mathwright.teachers.answers.alone import ALONE
from mathwright.teachers.answers.chains import TOPIC_MISSED
from mathwright.teachers.answers.drawn import MODEL_NEEDED
from mathwright.teachers.symbolic import SymbolicTeacher

DRAWS = 24


def ask(prompt: Prompt[R], draw: int = 0, run_seed: int = 7) -> R:
    """The reply, without an event loop: the symbolic teacher never suspends."""
    question: Coroutine[Any, Any, R] = SymbolicTeacher(run_seed).ask(prompt, draw)
    with pytest.raises(StopIteration) as stop:
        question.send(None)
    reply: R = stop.value.value
    return reply


def refusal(prompt: Prompt[Any], draw: int = 0) -> str:
    """What the teacher says of a draw that it has nothing for."""
    with pytest.raises(ModelReplyError) as error:
        SymbolicTeacher(7).ask(prompt, draw).send(None)
    return str(error.value)


@cache
def seeds() -> tuple[Problem, ...]:
    """Shipped seed problems, each with a topic of its own choosing."""
    found = [seed for seed in shipped_seeds() if labels_of(seed) is not None]
    topics = ("Trade", "Time")
    return tuple(
        seed.model_copy(update={"concepts": (Concept(kind="topic", name=topics[place % 2]),)})
        for place, seed in enumerate(found[:144])
    )


def prompt(links: int = 2, topics: tuple[str, ...] = ("Trade", "Time"), draws: int = DRAWS) -> WriteProblem:
    size = len(seeds()) // 3
    material = tuple(seeds()[place * size : (place + 1) * size] for place in range(links))
    points = tuple(f"point {place}" for place in range(links))
    return WriteProblem(topics=topics, knowledge_points=points, examples=(), material=material, draws=draws)


@cache
def drafts(links: int) -> tuple[Draft, ...]:
    return tuple(ask(prompt(links), draw) for draw in range(DRAWS))


def masked(text: str) -> str:
    return re.sub(r"\d[\d,.]*\d|\d", "#", text)


@pytest.mark.parametrize("links", [2, 3])
def test_all_draws_differ_and_most_share_their_words(links: int) -> None:
    questions = [draft.question for draft in drafts(links)]

    assert len(set(questions)) == DRAWS
    assert len({masked(question) for question in questions}) <= 5


@pytest.mark.parametrize("links", [2, 3])
def test_every_draw_is_right_and_needs_every_knowledge_point(links: int) -> None:
    for draft in drafts(links):
        asked = prompt(links)
        found = ask(
            ExamineProblem(
                topics=asked.topics, knowledge_points=asked.knowledge_points, draft=draft, material=asked.material
            )
        )
        assert (draft.kind, len(draft.parents)) == ("chain", links)
        assert (found.sound, set(found.missing) <= {"Trade", "Time"}) == (True, True)
        assert draft.solution is not None
        assert (str(replay(draft.solution).answer), replay(draft.solution).faults) == (
            (draft.answer or "").replace(",", ""), (),
        )  # fmt: skip


def test_a_draw_is_the_same_whichever_was_asked_for_before() -> None:
    wanted = drafts(2)
    assert [ask(prompt(), draw) for draw in (17, 3, 17, 0)] == [wanted[draw] for draw in (17, 3, 17, 0)]
    assert ask(prompt(3), 5) == drafts(3)[5]
    assert ask(prompt(), 20) == wanted[20]


def test_another_round_or_run_seed_tells_other_problems() -> None:
    later = {ask(prompt(), draw).question for draw in range(DRAWS, DRAWS + 5)}
    other = {ask(prompt(), draw, run_seed=8).question for draw in range(5)}

    assert later.isdisjoint(draft.question for draft in drafts(2))
    assert other.isdisjoint(draft.question for draft in drafts(2))


def test_a_chain_keeps_to_one_of_the_topics() -> None:
    topic_of = {seed.problem_id: seed.concepts[0].name for seed in seeds()}
    for draw in range(5):
        draft = ask(prompt(topics=("Time",)), draw)
        assert "Time" in {topic_of[parent] for parent in draft.parents}
    assert refusal(prompt(topics=("Shapes",))) == TOPIC_MISSED


def test_a_knowledge_point_of_the_topics_name_is_not_the_topic() -> None:
    point = (Concept(kind="knowledge_point", name="Time"),)
    material = tuple(
        tuple(seed.model_copy(update={"concepts": point}) for seed in seeds) for seeds in prompt().material
    )
    assert refusal(prompt(topics=("Time",)).model_copy(update={"material": material})) == TOPIC_MISSED


def test_where_there_is_no_chain_every_draw_says_why() -> None:
    alone = prompt().model_copy(update={"material": (seeds()[:1], seeds()[:1])})
    reasons = {refusal(alone, draw) for draw in range(4)}

    assert reasons == {"no number has the size of the result before it"}


CLIPS = Problem(
    problem_id="clips",
    question="Amy sold 48 clips in April and 20 pins in May. How many things did Amy sell in all?",
    solutions=("Amy sold 48 + 20 = <<48+20=68>>68 things in all.\n#### 68",),
    answer="68",
    source="t",
    concepts=(Concept(kind="topic", name="Trade"),),
)
PAGES = Problem(
    problem_id="pages",
    question="Amy reads 50 pages of her book every day. She reads for 8 days. How many pages does Amy read?",
    solutions=("Amy reads 50 * 8 = <<50*8=400>>400 pages.\n#### 400",),
    answer="400",
    source="t",
)


def test_where_the_numbers_run_out_the_draws_behind_are_refused() -> None:
    many = prompt(draws=5_000).model_copy(update={"material": ((CLIPS,), (PAGES,))})

    assert ask(many, 3).parents == ("clips", "pages")
    assert refusal(many, 4_999) == "no other numbers fit the chain"
    assert ask(many, 4).parents == ("clips", "pages")


def test_a_single_knowledge_point_is_rewritten_anew_by_each_draw() -> None:
    told = [ask(prompt(1), draw) for draw in range(12)]

    assert {draft.kind for draft in told} <= set(ALONE)
    assert len({draft.question for draft in told}) == 12
    assert ask(prompt(1), 7) == told[7]


def test_without_programs_the_answer_needs_a_model() -> None:
    words = Problem(problem_id="w", question="What is a prime?", solutions=("Two divisors.",), answer="", source="t")
    bare = prompt().model_copy(update={"material": ((words,), seeds()[:9])})

    assert refusal(bare) == f"no seed problem with a program: {MODEL_NEEDED}"
    assert refusal(prompt().model_copy(update={"material": ()})) == f"no seed problem with a program: {MODEL_NEEDED}"
