"""MathScale from a composition to an outcome, once for each way out, and the plan of its compositions."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Coroutine, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, TypeVar

import pytest
from pydantic import ValidationError

from mathwright.concepts.saturation import count_existing
from mathwright.concepts.survey import ConceptSurvey
from mathwright.errors import DataError, ModelReplyError
from mathwright.prompts.draft import Draft, Response
from mathwright.prompts.mathscale import Examination, ExamineProblem, MergedName, SolveReference, WriteProblem
from mathwright.prompts.prompt import Prompt
from mathwright.recipes.extraction import EXTRACTION_PASSES, Extracted, Merged
from mathwright.recipes.mathscale import EPOCHS, MATHSCALE, MathScaleConfig, fault_of, graph_of, make, plan_compositions
from mathwright.recipes.mathscale import survey as survey_of
from mathwright.recipes.recipe import Told
from mathwright.recipes.shelf import CompositionItem
from mathwright.records import (
    Accepted,
    Concept,
    Evidence,
    Outcome,
    Problem,
    Program,
    Record,
    Rejected,
    Step,
    problem_id,
)
from mathwright.seeds.shipped import shipped_seeds
from mathwright.teachers.scripted import Line, ScriptedTeacher
from mathwright.teachers.symbolic import SymbolicTeacher
from mathwright.teachers.teacher import Roles
from mathwright.verify.equality import CHECKER
from mathwright.verify.solution import check_solution

T = TypeVar("T")

CONFIG = MathScaleConfig()
QUESTION = "How many litres in all?"
CONCEPTS = (
    Concept(kind="topic", name="Money"),
    Concept(kind="topic", name="Time"),
    Concept(kind="knowledge_point", name="Tips"),
    Concept(kind="knowledge_point", name="Rates"),
)
FINE = Examination(reason="", missing=(), sound=True)


def seed(name: str, terms: str | None = "MIT") -> Problem:
    return Problem(problem_id=name, question=f"What is {name}?", solutions=(), answer="1", source="t", license=terms)


ITEM = CompositionItem(
    item_id="item",
    round=4,
    topics=("Money", "Time"),
    knowledge_points=("Tips", "Rates"),
    examples=(seed("near", "Apache-2.0"), seed("a")),
    material=((seed("a"), seed("b")), (seed("c"), seed("d", "CC-BY-4.0"))),
)


def program(value: str) -> Program:
    return Program(givens=(), steps=(Step(expression=value, value=value),), answer=0, lines=())


def draft(proved: str | None = None, *, parents: tuple[str, ...] = ("a", "c"), solution: str | None = None) -> Draft:
    """A question; ``proved`` is the answer of its program."""
    return Draft(
        kind="chain",
        question=QUESTION,
        parents=parents,
        solution=solution,
        answer=proved,
        program=program(proved) if proved is not None else None,
    )


def text(equation: str, answer: str) -> str:
    return f"So it is {equation}=<<{equation}={answer}>>{answer}.\n#### {answer}"


SIX = [text("2*3", "6"), text("4+2", "6"), text("7-1", "6")]


def teachers(
    *, written: Line | None = None, found: Line = FINE, references: Sequence[str | ModelReplyError] = SIX
) -> tuple[ScriptedTeacher, ScriptedTeacher, ScriptedTeacher]:
    """Author, judge and solver; what is not named lets the item through."""
    replies = [Response(text=one) if isinstance(one, str) else one for one in references]
    return (
        ScriptedTeacher({WriteProblem: [draft() if written is None else written]}),
        ScriptedTeacher({ExamineProblem: [found]}),
        ScriptedTeacher({SolveReference: replies}),
    )


@dataclass
class Journey:
    """One item's outcome and everybody who was asked on the way."""

    outcome: object
    author: ScriptedTeacher
    judge: ScriptedTeacher
    solver: ScriptedTeacher


def journey(config: MathScaleConfig = CONFIG, item: CompositionItem = ITEM, **script: Any) -> Journey:
    cast = teachers(**script)
    return Journey(asyncio.run(make(item, Roles(*cast), config)), *cast)


def asked(teacher: ScriptedTeacher) -> list[tuple[Prompt[Any], int]]:
    return [(one.prompt, one.draw) for one in teacher.asked]


def made(outcome: object) -> Problem:
    assert isinstance(outcome, Accepted)
    assert isinstance(outcome.payload, Problem)
    return outcome.payload


# --- the whole way --------------------------------------------------------------------------------


def test_a_problem_that_comes_through_carries_the_composition_and_the_majoritys_answer() -> None:
    assert journey().outcome == Accepted(
        item_id="item",
        payload=Problem(
            problem_id=problem_id("mathscale/1", QUESTION, "6"),
            question=QUESTION,
            solutions=tuple(SIX),
            answer="6",
            source="mathscale/1",
            kind="chain",
            parents=("a", "c"),
            concepts=CONCEPTS,
            evidence=Evidence(kind="vote", agreeing=3, of=3, checker=CHECKER),
            license="MIT",
        ),
    )


def test_each_role_is_asked_its_step_and_generation_draws_by_the_round() -> None:
    found = journey(written=draft(solution=SIX[0]))

    told = draft(solution=SIX[0])
    assert asked(found.author) == [
        (
            WriteProblem(
                topics=ITEM.topics,
                knowledge_points=ITEM.knowledge_points,
                examples=ITEM.examples,
                material=ITEM.material,
            ),
            4,
        )
    ]
    examination = ExamineProblem(
        topics=ITEM.topics, knowledge_points=ITEM.knowledge_points, draft=told, material=ITEM.material
    )
    assert asked(found.judge) == [(examination, 0)]
    assert asked(found.solver) == [(SolveReference(draft=told), draw) for draw in range(3)]


@pytest.mark.parametrize(("draw", "asked_as"), [(0, 20), (1, 21), (4, 24)])
def test_a_draw_of_a_later_round_is_none_of_an_earlier_one(draw: int, asked_as: int) -> None:
    found = journey(MathScaleConfig(draws=5), written=draft(solution=SIX[0]), item=ITEM.at(draw))

    ((prompt, number),) = asked(found.author)
    assert (prompt.prompt_key(), number) == (asked(journey(written=draft()).author)[0][0].prompt_key(), asked_as)


def test_reference_solutions_are_as_many_as_configured() -> None:
    found = journey(MathScaleConfig(references=5), references=[*SIX, *SIX[:2]])

    assert [draw for _, draw in asked(found.solver)] == [0, 1, 2, 3, 4]
    assert made(found.outcome).evidence == Evidence(kind="vote", agreeing=5, of=5, checker=CHECKER)


@pytest.mark.parametrize(
    ("script", "calls"),
    [
        pytest.param({"written": ModelReplyError("garbled")}, (1, 0, 0), id="generation"),
        pytest.param({"found": ModelReplyError("garbled")}, (1, 1, 0), id="examination"),
        pytest.param({"references": [ModelReplyError("garbled")] * 3}, (1, 1, 3), id="reference"),
    ],
)
def test_an_unusable_reply_is_left_to_the_engine_and_ends_the_asking(
    script: dict[str, Any], calls: tuple[int, int, int]
) -> None:
    cast = teachers(**script)

    with pytest.raises(ModelReplyError, match="garbled"):
        asyncio.run(make(ITEM, Roles(*cast), CONFIG))

    assert tuple(len(teacher.asked) for teacher in cast) == calls


# --- examination ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("missing", "sound", "fault"),
    [
        pytest.param((), True, None, id="nothing amiss"),
        pytest.param((), False, "not sound", id="not sound"),
        pytest.param(("Rates",), False, "not sound", id="not sound comes first"),
        pytest.param(("Rates",), True, "a knowledge point is not needed", id="one knowledge point"),
        pytest.param(("Tips", "Rates", "Money"), True, "a knowledge point is not needed", id="all knowledge points"),
        pytest.param(("Money",), True, None, id="one topic may be left out"),
        pytest.param(("Time", "Money"), True, "keeps to none of the topics", id="all topics"),
        pytest.param(("Money", "rates", "weather"), True, None, id="names that were not asked for do not count"),
    ],
)
def test_a_topic_may_be_left_out_but_not_all_and_no_knowledge_point(
    missing: tuple[str, ...], sound: bool, fault: str | None
) -> None:
    assert fault_of(Examination(reason="", missing=missing, sound=sound), ITEM) == fault


@pytest.mark.parametrize(
    ("found", "reason"),
    [
        pytest.param(Examination(reason="", missing=(), sound=False), "not sound", id="not sound"),
        pytest.param(
            Examination(reason="", missing=("Tips",), sound=True), "a knowledge point is not needed", id="missing"
        ),
    ],
)
def test_a_problem_that_the_judge_finds_fault_with_is_never_solved(found: Examination, reason: str) -> None:
    ended = journey(found=found)

    assert ended.outcome == Rejected(item_id="item", step="examination", reason=reason, draft=QUESTION)
    assert len(ended.judge.asked) == 1
    assert ended.solver.asked == []


# --- reference solutions --------------------------------------------------------------------------


def test_the_authors_own_solution_votes_too() -> None:
    own, other = text("3*2", "6"), text("3+4", "7")

    problem = made(journey(written=draft(solution=own), references=[other, SIX[0], "#### 6.0"]).outcome)

    assert problem.evidence == Evidence(kind="vote", agreeing=3, of=4, checker=CHECKER)
    assert problem.answer == "6"
    assert own in problem.solutions


def test_a_wrong_solution_of_the_author_is_replaced_by_the_references() -> None:
    problem = made(journey(written=draft(solution=text("3+4", "7"))).outcome)

    assert (problem.answer, problem.evidence) == ("6", Evidence(kind="vote", agreeing=3, of=4, checker=CHECKER))
    assert problem.solutions == tuple(SIX)


def test_of_many_paths_the_configured_number_stays() -> None:
    assert len(made(journey(MathScaleConfig(paths=2)).outcome).solutions) == 2


def test_a_problem_whose_answers_have_no_majority_goes_to_the_hard_pool_with_all_solutions() -> None:
    own, texts = text("5+5", "10"), [text("2*3", "6"), text("10-3", "7"), text("12/2", "6")]

    found = journey(written=draft(solution=own), references=texts)

    assert found.outcome == Rejected(
        item_id="item",
        step="reference",
        reason="no majority answer",
        draft=QUESTION,
        kept=Problem(
            problem_id=problem_id("mathscale/1", QUESTION, ""),
            question=QUESTION,
            solutions=(own, *texts),
            answer="",
            source="mathscale/1",
            kind="chain",
            parents=("a", "c"),
            concepts=CONCEPTS,
            license="MIT",
        ),
    )


def test_with_a_program_its_answer_is_believed_and_wrong_solutions_are_dropped() -> None:
    wrong = text("3+4", "7")

    problem = made(journey(written=draft("6", solution=wrong), references=[wrong, wrong, SIX[0]]).outcome)

    assert (problem.answer, problem.evidence, problem.program) == (
        "6",
        Evidence(kind="program", checker=CHECKER),
        program("6"),
    )
    assert problem.solutions == (SIX[0],)


def test_where_no_solution_reaches_the_programs_answer_nothing_is_kept_for_the_hard_pool() -> None:
    found = journey(written=draft("6"), references=[text("3+4", "7")] * 3)

    assert found.outcome == Rejected(
        item_id="item", step="reference", reason="answer differs from the program's", draft=QUESTION
    )


@pytest.mark.parametrize(
    ("parents", "terms"),
    [
        pytest.param(("a", "c"), "MIT", id="material of one licence"),
        pytest.param(("a", "d"), None, id="material of two licences"),
        pytest.param(("near",), "Apache-2.0", id="an example"),
    ],
)
def test_the_licence_is_the_one_its_parents_share_be_they_examples_or_material(
    parents: tuple[str, ...], terms: str | None
) -> None:
    assert made(journey(written=draft(parents=parents)).outcome).license == terms


# --- the plan -------------------------------------------------------------------------------------


def row(name: str, topics: str, points: str) -> Extracted:
    return Extracted(problem_id=name, topics=tuple(topics.split()), knowledge_points=tuple(points.split()))


ROWS = [
    row("s0", "Money", "Tips Tax"),
    row("s1", "Money Time", "Tips Speed"),
    row("s2", "Time", "Speed"),
    row("s3", "Time Money", "Speed Tips Tax"),
    row("s4", "Time Shapes", "Areas"),
    row("s5", "Shapes", "Areas Speed"),
    row("s6", "Weather", "Rain"),
]
SEEDS = tuple(seed(one.problem_id) for one in ROWS)


async def told(payloads: Iterable[Record]) -> AsyncIterator[Accepted[Any]]:
    for number, payload in enumerate(payloads):
        yield Accepted(item_id=f"e{number}", payload=payload)


async def taken(items: AsyncIterator[T], most: int) -> list[T]:
    found: list[T] = []
    async for item in items:
        found.append(item)
        if len(found) == most:
            break
    return found


def planned(
    most: int = 10_000, run_seed: int = 7, also: Sequence[Record] = (), **options: object
) -> list[CompositionItem]:
    config = MathScaleConfig.model_validate({"patience": 200, "per_composition": 3} | options)
    return asyncio.run(taken(plan_compositions(told([*ROWS, *also]), SEEDS, config, run_seed), most))


def composed(item: CompositionItem) -> tuple[frozenset[str], frozenset[str]]:
    return frozenset(item.topics), frozenset(item.knowledge_points)


def concepts(items: Iterable[CompositionItem]) -> set[str]:
    return {name for item in items for name in (*item.topics, *item.knowledge_points)}


def test_every_composition_comes_once_before_any_comes_again_and_as_often_as_configured() -> None:
    items = planned()
    rounds = [[composed(item) for item in items if item.round == again] for again in range(3)]

    assert [item.round for item in items] == sorted(item.round for item in items)
    assert len(rounds[0]) == len(set(rounds[0])) == count_existing(graph_of(ROWS, MathScaleConfig(), 7))
    assert rounds[0] == rounds[1] == rounds[2]
    assert len(items) == 3 * len(rounds[0])
    assert len({item.item_id for item in items}) == len(items)


def test_draws_of_a_composition_follow_one_another_and_share_its_objects() -> None:
    blocks = planned(draws=4)
    first = blocks[::4]

    assert len(blocks) == 4 * len(planned())
    assert [composed(item) for item in first] == [composed(item) for item in planned()]
    assert [item.item_id for item in first] == [item.item_id for item in planned()]
    assert len({item.item_id for item in blocks}) == len(blocks)
    for place, item in enumerate(blocks):
        assert (item.draw, item.round) == (place % 4, first[place // 4].round)
        assert item.material is first[place // 4].material
        assert item.examples is first[place // 4].examples


def test_concepts_of_a_single_seed_problem_are_left_out_unless_one_is_enough() -> None:
    assert concepts(planned()) == {"Money", "Time", "Shapes", "Tips", "Tax", "Speed", "Areas"}
    assert concepts(planned(least=1)) == concepts(planned()) | {"Weather", "Rain"}
    assert concepts(planned(least=3)) == {"Money", "Time", "Tips", "Speed"}


def test_the_steps_of_a_walk_bound_the_sizes_of_a_composition() -> None:
    alone = planned(topic_steps=[0, 0], kp_steps=[0, 0])

    assert {(len(item.topics), len(item.knowledge_points)) for item in alone} == {(1, 1)}
    assert {len(item.topics) for item in planned()} == {2, 3}
    assert {len(item.knowledge_points) for item in planned()} <= {1, 2, 3, 4, 5}


def test_each_item_has_its_nearest_examples_and_material_that_has_the_point() -> None:
    for item in planned(40):
        points = set(item.knowledge_points)

        def nearness(problem: Problem, points: set[str] = points) -> float:
            own = {one.name for one in problem.concepts if one.kind == "knowledge_point"}
            return len(own & points) / len(own | points)

        assert len(item.examples) == 3
        scores = [nearness(problem) for problem in item.examples]
        assert scores == sorted(scores, reverse=True)
        assert len(item.material) == len(item.knowledge_points)
        for point, problems in zip(item.knowledge_points, item.material, strict=True):
            assert len(problems) > 0
            assert all(Concept(kind="knowledge_point", name=point) in problem.concepts for problem in problems)


def test_merged_names_are_walked_under_one_name() -> None:
    merged = Merged(kind="knowledge_point", groups=(MergedName(name="Tips", members=("Tips", "Tax")),))

    assert concepts(planned(also=[merged])) == {"Money", "Time", "Shapes", "Tips", "Speed", "Areas"}


def test_where_no_seed_problem_has_concepts_there_is_no_plan() -> None:
    assert asyncio.run(taken(plan_compositions(told([]), SEEDS, CONFIG, 7), 1)) == []


def test_concepts_that_are_all_rare_end_the_run_and_say_so() -> None:
    with pytest.raises(DataError, match="on 5 or more seed problems"):
        planned(1, least=5)


def test_the_plan_is_the_same_again_and_another_for_another_run_seed() -> None:
    assert planned(30) == planned(30)
    assert [composed(item) for item in planned(30)] != [composed(item) for item in planned(30, run_seed=8)]
    assert len({item.item_id for item in planned(10) + planned(10, run_seed=8)}) == 20


def test_no_walk_is_drawn_before_its_composition_is_wanted() -> None:
    assert len(planned(2, patience=10**9, per_composition=10**9)) == 2


# --- shares ---------------------------------------------------------------------------------------

WIDE = [row(f"w{i}", f"T{i % 10}", f"K{i % 20} K{(i + 1) % 20}") for i in range(60)]


@pytest.mark.parametrize(("option", "names"), [("topic_fraction", 10), ("kp_fraction", 20)])
def test_a_smaller_share_of_the_concepts_is_part_of_a_larger_one(option: str, names: int) -> None:
    def kept(share: float, run_seed: int = 7) -> tuple[set[str], set[str]]:
        graph = graph_of(WIDE, MathScaleConfig.model_validate({option: share}), run_seed)
        both = set(graph.topics), set(graph.knowledge_points)
        return both if option == "topic_fraction" else both[::-1]

    cut = [kept(share)[0] for share in (0.2, 0.5, 0.9, 1.0)]

    assert [len(one) for one in cut] == [names // 5, names // 2, 9 * names // 10, names]
    assert cut[0] < cut[1] < cut[2] < cut[3]
    assert kept(0.5)[1] == kept(1.0)[1]
    assert kept(0.5, run_seed=8)[0] != cut[1]


# --- the survey -----------------------------------------------------------------------------------


def surveyed(planned_items: int, also: Sequence[Record] = (), **options: object) -> ConceptSurvey:
    payloads: dict[str, list[Record]] = {"extract": list(ROWS), "merge": list(also)}

    def ended(name: str) -> list[Accepted[Any]]:
        return [Accepted(item_id=str(place), payload=payload) for place, payload in enumerate(payloads[name])]

    config = MathScaleConfig.model_validate(options)
    return survey_of(Told(ended=ended, seeds=SEEDS, config=config, run_seed=7, planned=planned_items))


def test_the_survey_tells_the_graph_of_the_run_and_how_its_walks_saturate() -> None:
    merged = Merged(kind="knowledge_point", groups=(MergedName(name="Tips", members=("Tips", "Tax")),))
    found = surveyed(12, [merged])

    assert found.graph is not None
    assert found.saturation is not None
    assert set(found.graph.topics + found.graph.knowledge_points) == concepts(planned(also=[merged]))
    assert [point.epochs for point in found.saturation.points] == list(EPOCHS)
    assert found.saturation.points[-1].unique == len(planned(also=[merged], per_composition=1))
    assert found.saturation.saturated
    assert (found.skills, dict(found.pairs)) == ((), {})


@pytest.mark.parametrize("patience", [1, 40, 3_000])
def test_the_survey_walks_as_the_plan_walked_and_tells_whether_compositions_were_used_again(patience: int) -> None:
    unique = len(planned(per_composition=1, patience=patience))
    each_once, again = (surveyed(items, patience=patience).saturation for items in (unique, unique + 1))
    assert each_once is not None
    assert again is not None
    assert each_once.use is not None
    assert again.use is not None

    assert (each_once.use.found, each_once.use.saturated, each_once.use.planned) == (unique, False, unique)
    assert (again.use.found, again.use.saturated, again.use.planned) == (unique, True, unique + 1)
    assert again.use.epochs == each_once.use.epochs + patience
    assert again.use.per_composition == 10
    assert again.points[-1].epochs == max(1_000, again.use.epochs)


def test_the_survey_counts_a_composition_once_however_many_draws_it_has() -> None:
    found = [surveyed(items, draws=8).saturation for items in (8, 9, 16, 17)]

    assert [one.use.found for one in found if one is not None and one.use is not None] == [1, 2, 2, 3]


def test_the_survey_of_a_graph_too_large_to_list_is_saturated_where_the_search_is(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("mathwright.concepts.saturation.count_existing", lambda *_: None)
    found = surveyed(10_000).saturation
    assert found is not None
    assert found.use is not None
    assert (found.total, found.saturated, found.use.saturated) == (None, True, True)
    assert found.points[-1].epochs == found.use.epochs > 1_000


# --- with the symbolic teacher --------------------------------------------------------------------


@cache
def symbolic() -> dict[str, list[Outcome[Any]]]:
    """The outcomes of each pass over shipped seed problems, 80 items of the last; unusable replies left out."""
    seeds, roles, config = tuple(shipped_seeds()), Roles.of(SymbolicTeacher(7)), MathScaleConfig()
    found: dict[str, list[Outcome[Any]]] = {}
    for place, one in enumerate(MATHSCALE.passes):
        names = [*one.reads, *(earlier.name for earlier in MATHSCALE.passes[max(place - 1, 0) : place])]
        earlier = [outcome for name in names for outcome in found[name] if isinstance(outcome, Accepted)]
        items = asyncio.run(taken(one.plan(as_they_come(earlier), seeds, config, 7), 80 if one.endless else 9999))
        found[one.name] = [outcome for item in items for outcome in settled(one.run(item, roles, config))]
    return found


async def as_they_come(outcomes: Sequence[Accepted[Any]]) -> AsyncIterator[Accepted[Any]]:
    for outcome in outcomes:
        yield outcome


def settled(journey: Coroutine[Any, Any, Outcome[Any]]) -> list[Outcome[Any]]:
    """The outcome of a journey without an event loop; none where the reply was unusable."""
    try:
        journey.send(None)
    except StopIteration as stop:
        return [stop.value]
    except ModelReplyError:
        return []
    raise AssertionError("the symbolic teacher never suspends")


def refusals(name: str) -> set[str]:
    return {outcome.step for outcome in symbolic()[name] if isinstance(outcome, Rejected)}


def test_what_counts_as_untested_never_refuses_what_a_program_wrote() -> None:
    for one in MATHSCALE.passes:
        assert refusals(one.name).isdisjoint(one.untested_symbolically)
        assert refusals(one.name) <= set(one.steps)


def test_compositions_become_proved_problems_that_need_every_knowledge_point() -> None:
    problems = [outcome.payload for outcome in symbolic()["make"] if isinstance(outcome, Accepted)]

    assert len(problems) > 10
    for problem in problems:
        assert {check_solution(one, problem.answer, problem.question).state for one in problem.solutions} == {"right"}
        assert problem.evidence == Evidence(kind="program", checker=CHECKER)
        points = [concept for concept in problem.concepts if concept.kind == "knowledge_point"]
        assert len(points) == len(set(problem.parents))
        assert problem.kind == "chain" or len(points) == 1


# --- configuration and passes ---------------------------------------------------------------------


def test_making_comes_after_extraction_and_merging_and_reads_both() -> None:
    assert MATHSCALE.passes[:-1] == EXTRACTION_PASSES
    make_pass = MATHSCALE.passes[-1]
    assert (make_pass.name, make_pass.reads, make_pass.endless) == ("make", ("extract",), True)
    assert make_pass.steps == ("reply", "examination", "reference")


def test_the_steps_of_a_walk_default_to_the_papers() -> None:
    assert (CONFIG.steps.topic, CONFIG.steps.knowledge_point) == ((1, 2), (0, 4))
    config = MathScaleConfig.model_validate({"topic_steps": [0, 3], "kp_steps": [2, 2]})
    assert (config.steps.topic, config.steps.knowledge_point) == ((0, 3), (2, 2))


def test_steps_the_wrong_way_round_are_told_the_right_way() -> None:
    with pytest.raises(ValidationError, match=r"the fewest steps come first, then the most: \[1, 2\], not \[2, 1\]"):
        MathScaleConfig.model_validate({"topic_steps": [2, 1]})


@pytest.mark.parametrize(
    "options",
    [
        {"topic_fraction": 0},
        {"kp_fraction": 1.5},
        {"topic_steps": [0]},
        {"topic_steps": [-1, 2]},
        {"kp_steps": [3, 1]},
        {"kp_steps": [0, 101]},
        {"patience": 0},
        {"per_composition": 0},
        {"shots": -1},
        {"references": 0},
        {"paths": 0},
        {"shot": 3},
    ],
)
def test_options_that_make_no_sense_are_refused(options: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        MathScaleConfig.model_validate(options)
