"""The diversity of a dataset in one sweep."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mathwright.curate.contamination.words import template_text
from mathwright.curate.diversity_tally import SHOWN, DiversityTally, Seen, seen_of
from mathwright.records import Concept, Problem


def seen(question: str, *skills: str, kind: str | None = None, parents: tuple[str, ...] = ()) -> Seen:
    return Seen(question, kind, parents, (skills, (), ()))


def tallied(*rows: Seen, sample: int = 1_000, run_seed: int = 0) -> DiversityTally:
    tally = DiversityTally(run_seed, sample)
    for row in rows:
        tally.add(row)
    return tally


def test_what_is_seen_of_a_problem_keeps_its_kinds_of_concepts_apart() -> None:
    concepts = tuple(Concept(kind=kind, name=kind[:1]) for kind in ("topic", "knowledge_point", "skill", "topic"))
    one = Problem(
        problem_id="p", question="q", solutions=(), answer="", source="s", kind="compose", parents=("a",),
        concepts=concepts,
    )  # fmt: skip
    assert seen_of(one) == Seen("q", "compose", ("a",), (["s"], ["t", "t"], ["k"]))


def test_numbers_make_no_template_and_no_opening_new() -> None:
    found = tallied(seen("Ann has 3 hens. Why?"), seen("Ann has 40 hens. Why?"), seen("Ann has 5 cats.")).diversity()
    assert (found.templates.distinct, found.openings.distinct) == (2, 1)
    assert found.templates.top_share == 2 / 3
    assert (found.by_kind, found.kinds.distinct) == ((), 0)


@settings(max_examples=50, deadline=None)
@given(st.lists(st.sampled_from(["Two hens.", "3 hens!", "A hen.", "hens 4/5", ""]), min_size=1, max_size=12))
def test_templates_are_those_that_the_cap_counts(questions: list[str]) -> None:
    found = tallied(*map(seen, questions)).diversity()
    assert found.templates.distinct == len({template_text(question) for question in questions})
    assert 0 <= found.templates.entropy <= found.problems
    assert 1 <= found.templates.effective <= found.templates.distinct + 1e-9


@pytest.mark.parametrize(
    ("left", "right", "templates"),
    [
        pytest.param("She has twenty-five cows.", "She has 31 cows.", 1, id="hyphenated count"),
        pytest.param("He ate two-thirds of it.", "He ate 3/4 of it.", 1, id="hyphenated share"),
        pytest.param("He pays $1,250.50 today.", "He pays $3 today.", 1, id="separators and decimals"),
        pytest.param("Find x^2+3x.", "Find x^7+12x.", 1, id="numbers in formulas"),
        pytest.param("A 5-pound bag.", "A 12-pound bag.", 1, id="compound words"),
        pytest.param("One of them sings.", "2 of them sing.", 2, id="one is no number"),
        pytest.param("He is often here.", "He is 10 here.", 2, id="words that end like numbers"),
    ],
)
def test_only_numbers_are_masked(left: str, right: str, templates: int) -> None:
    assert tallied(seen(left), seen(right)).diversity().templates.distinct == templates


def test_the_rarest_names_come_rarest_first_and_none_is_told_twice() -> None:
    names = "abcdefgh"
    rows = [seen("q", name) for place, name in enumerate(names, start=1) for _ in range(place)]
    (skills,) = tallied(*rows).diversity().concepts
    assert [one.name for one in skills.most] == list("hgfed")
    assert [(one.name, one.problems) for one in skills.least] == [("a", 1), ("b", 2), ("c", 3)]
    assert len(skills.most) == SHOWN


def test_pairs_are_told_with_how_often_they_came() -> None:
    (skills,) = tallied(seen("q", "a", "b"), seen("q", "b", "a"), seen("q", "b", "c"), seen("q")).diversity().concepts
    assert [(set(pair.names), pair.problems) for pair in skills.most_pairs] == [({"a", "b"}, 2), ({"b", "c"}, 1)]
    assert (skills.pairs.distinct, skills.possible_pairs, skills.without) == (2, 3, 1)


def test_parents_are_counted_by_mention() -> None:
    found = tallied(seen("q", parents=("a", "b")), seen("q", parents=("a",))).diversity(seed_problems=9)
    assert (found.parents.distinct, found.parents.mentions, found.seed_problems) == (2, 3, 9)


def test_the_score_is_of_a_sample_that_the_run_seed_draws() -> None:
    rows = [seen(f"{letter}x {letter}y" if letter < "k" else "one text") for letter in "abcdefghijklmnopqrst"]
    few = [tallied(*rows, sample=6, run_seed=run_seed).diversity() for run_seed in (1, 1, 2)]
    assert {one.sample for one in few} == {6}
    assert few[0].vendi == few[1].vendi
    assert tallied(*rows).diversity().vendi > few[0].vendi
    assert tallied(*rows).diversity(sample=4).sample == 4
    assert tallied(*rows, sample=6).sampled == 6


def test_of_nothing_there_is_no_diversity() -> None:
    found = tallied().diversity()
    assert (found.problems, found.vendi, found.sample, found.concepts) == (0, 0, 0, ())
    assert found.templates.effective == pytest.approx(0)
