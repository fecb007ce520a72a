"""Seed problems by their concepts: examples nearest to a composition, and material for each knowledge point."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mathwright.concepts.compositions import composition
from mathwright.prompts.draft import Draft
from mathwright.prompts.mathscale import ExamineProblem
from mathwright.recipes.extraction import Extracted, concept_graph_of
from mathwright.recipes.shelf import (
    MATERIAL,
    CompositionItem,
    Shelf,
    concepts_of,
    examination_of,
    seeds_behind,
)
from mathwright.records import Concept, Problem


def seed(name: str) -> Problem:
    own = (Concept(kind="skill", name=f"own of {name}"),)
    return Problem(
        problem_id=name, question=f"What is {name}?", solutions=(), answer="1", source="t", concepts=own, license="MIT"
    )


def row(name: str, topics: str, points: str) -> Extracted:
    return Extracted(problem_id=name, topics=tuple(topics.split()), knowledge_points=tuple(points.split()))


ROWS = [
    row("s0", "money", "tips tax"),
    row("s1", "money", "tips"),
    row("s2", "time", "speed"),
    row("s3", "time money", "speed tips tax"),
    row("s4", "time", "rare"),
    row("s5", "rarer", "speed tax scarce"),
]


def shelf(rows: Sequence[Extracted] = ROWS, shots: int = 3, run_seed: int = 7, least: int = 2) -> Shelf:
    graph = concept_graph_of(rows, least, topics=lambda names: names, points=lambda names: names)
    return Shelf(rows, graph, [seed(one.problem_id) for one in rows], shots, run_seed)


def item(topics: str, points: str, again: int = 0, **changes: int) -> CompositionItem:
    return shelf(**changes).item(composition(topics.split(), points.split()), again)


def ids(problems: Sequence[Problem]) -> list[str]:
    return [problem.problem_id for problem in problems]


# --- examples -------------------------------------------------------------------------------------


def test_the_composition_is_handed_on_in_the_order_walked() -> None:
    found = item("time money", "tax speed tips", again=4)

    assert (found.topics, found.knowledge_points, found.round) == (("time", "money"), ("tax", "speed", "tips"), 4)


@pytest.mark.parametrize(
    ("points", "nearest"),
    [
        pytest.param("tips", ["s1", "s0", "s3"], id="1, 1/2, 1/3"),
        pytest.param("tax", ["s0", "s5", "s3"], id="ties in the order of the rows"),
        pytest.param("speed tax", ["s5", "s3", "s2"], id="1, 2/3, 1/2"),
        pytest.param("speed tax tips", ["s3", "s0", "s5"], id="1, then two of three"),
    ],
)
def test_examples_are_the_nearest_by_jaccard_distance_nearest_first(points: str, nearest: list[str]) -> None:
    assert ids(item("time", points).examples) == nearest


@pytest.mark.parametrize("shots", [0, 1, 2, 5, 6, 9])
def test_examples_are_as_many_as_wanted_or_as_there_are(shots: int) -> None:
    assert len(item("time", "tax", shots=shots).examples) == min(shots, 6)


def test_examples_are_the_same_in_every_round_and_under_every_run_seed() -> None:
    assert item("time", "tax").examples == item("time", "tax", again=3, run_seed=8).examples


def test_concepts_that_are_not_in_the_graph_do_not_count_towards_nearness() -> None:
    rows = [row("far", "t", "a rare1 rare2 rare3"), row("near", "t", "a b"), row("none", "t", "b")]

    found = shelf(rows, shots=1).item(composition(["t"], ["a"]), 0)

    assert ids(found.examples) == ["far"]


# --- material -------------------------------------------------------------------------------------


def test_the_material_of_each_knowledge_point_exercises_it() -> None:
    found = item("money", "tips speed tax")

    assert [sorted(ids(problems)) for problems in found.material] == [
        ["s0", "s1", "s3"],
        ["s2", "s3", "s5"],
        ["s0", "s3", "s5"],
    ]


def test_material_of_the_compositions_topics_comes_first() -> None:
    (about_time,) = item("time", "tax").material
    (about_money,) = item("money", "tax").material

    assert ids(about_time)[0] == "s3"
    assert set(ids(about_money)[:2]) == {"s0", "s3"}
    assert ids(about_money)[2] == "s5"


def test_seed_problems_carry_the_concepts_of_the_graph_in_place_of_their_own() -> None:
    (problems,) = item("time", "speed").material
    by_id = {problem.problem_id: problem for problem in problems}

    assert by_id["s3"].concepts == (
        Concept(kind="topic", name="time"),
        Concept(kind="topic", name="money"),
        Concept(kind="knowledge_point", name="speed"),
        Concept(kind="knowledge_point", name="tips"),
        Concept(kind="knowledge_point", name="tax"),
    )
    assert [concept.name for concept in by_id["s5"].concepts] == ["speed", "tax"]
    assert by_id["s5"].model_copy(update={"concepts": ()}) == seed("s5").model_copy(update={"concepts": ()})
    assert item("time", "speed", least=1).examples[0].concepts == (
        Concept(kind="topic", name="time"),
        Concept(kind="knowledge_point", name="speed"),
    )


MANY = [row(f"m{number:02}", "about" if number % 3 == 0 else "other", "tips") for number in range(40)]


def material(again: int = 0, run_seed: int = 7) -> list[str]:
    (problems,) = shelf(MANY, run_seed=run_seed).item(composition(["about"], ["tips"]), again).material
    return ids(problems)


def test_of_many_some_are_drawn_once_each_and_others_in_another_round() -> None:
    rounds = [material(again) for again in range(5)]

    assert {len(names) for names in rounds} == {len(set(names)) for names in rounds} == {MATERIAL}
    assert len({frozenset(names) for names in rounds}) > 1
    assert material(2) == material(2)
    assert material(2) != material(2, run_seed=8)


@pytest.mark.parametrize("most", [1, 12, 30, 40, 48])
def test_a_shelf_hands_out_as_much_material_as_it_is_told_to(most: int) -> None:
    graph = concept_graph_of(MANY, 2, topics=lambda names: names, points=lambda names: names)
    whole = Shelf(MANY, graph, [seed(one.problem_id) for one in MANY], 3, 7, most)
    (problems,) = whole.item(composition(["about"], ["tips"]), 0).material

    assert len(set(ids(problems))) == len(problems) == min(most, 40)


@given(st.integers(0, 200))
def test_no_seed_problem_of_another_topic_stands_before_one_of_the_compositions(again: int) -> None:
    about = [int(name[1:]) % 3 == 0 for name in material(again)]

    assert about == sorted(about, reverse=True)


# --- ids ------------------------------------------------------------------------------------------


def test_an_item_is_named_after_the_run_seed_the_composition_and_the_round() -> None:
    one = item("time money", "tax tips").item_id

    assert one == item("money time", "tips tax").item_id
    others = [
        item("time money", "tax tips", again=1).item_id,
        item("time money", "tax tips", run_seed=8).item_id,
        item("time", "tax tips").item_id,
        item("time money", "tax").item_id,
    ]
    assert len({one, *others}) == 5


def test_another_draw_differs_in_its_id_alone() -> None:
    first = item("time money", "tax tips")
    others = [first.at(draw) for draw in range(1, 4)]

    assert first.at(0) is first
    assert [other.draw for other in others] == [1, 2, 3]
    assert len({first.item_id, *(other.item_id for other in others)}) == 4
    assert {other.model_copy(update={"item_id": first.item_id, "draw": 0}) == first for other in others} == {True}
    assert all(other.material is first.material for other in others)


# --- what a draft is held against -----------------------------------------------------------------


def draft(*parents: str) -> Draft:
    return Draft(kind="chain", question="How many?", parents=parents)


def test_the_judge_is_asked_what_the_author_was_asked_for() -> None:
    one = item("time money", "tax tips")

    found = examination_of(one, draft("s0"))

    assert found == ExamineProblem(
        topics=("time", "money"), knowledge_points=("tax", "tips"), draft=draft("s0"), material=one.material
    )
    assert found.material is one.material
    assert ExamineProblem.model_validate_json(found.model_dump_json()) == found


def test_the_parents_are_found_among_examples_and_material() -> None:
    one, other = item("time", "tips", shots=1), item("time", "speed", shots=1)

    assert ids(seeds_behind(one, draft("s3", "s0"))) == ["s3", "s0"]
    assert ids(seeds_behind(item("time", "tips", shots=6), draft("s2"))) == ["s2"]
    assert ids(seeds_behind(one, draft("s0", "nowhere", "s2"))) == ["s0"]
    assert ids(seeds_behind(other, draft("s0", "nowhere", "s2"))) == ["s2"]


def test_a_problem_has_the_concepts_of_its_composition_in_the_order_walked() -> None:
    assert concepts_of(item("time money", "tax speed")) == (
        Concept(kind="topic", name="time"),
        Concept(kind="topic", name="money"),
        Concept(kind="knowledge_point", name="tax"),
        Concept(kind="knowledge_point", name="speed"),
    )
    assert [concept.name for concept in concepts_of(item("time", "tax"))] == ["time", "tax"]
