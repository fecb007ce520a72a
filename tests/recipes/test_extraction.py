"""Concept extraction and merging from item to outcome, their plans, and what the rows come to."""

import asyncio
from collections.abc import AsyncIterator, Iterable, Sequence
from typing import Any, TypeVar

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from mathwright.errors import DataError, ModelReplyError
from mathwright.prompts.mathscale import (
    ExtractConcepts,
    Extraction,
    MergedName,
    MergedNames,
    MergeNames,
    NameSeen,
    Together,
)
from mathwright.recipes.extraction import (
    EXTRACTION_PASSES,
    KNOWLEDGE_POINTS,
    LONGEST_NAME,
    TOPICS,
    Extracted,
    ExtractionConfig,
    ExtractItem,
    Kind,
    Merged,
    MergeItem,
    concept_graph_of,
    extract,
    merge,
    merge_items,
    named,
    plan_extractions,
    plan_merges,
    rows_of,
    usable,
)
from mathwright.records import Accepted, Problem, Record, Rejected
from mathwright.teachers.scripted import ScriptedTeacher
from mathwright.teachers.teacher import Roles

T = TypeVar("T")

CONFIG = ExtractionConfig()


def seed(name: str) -> Problem:
    return Problem(problem_id=name, question=f"What is {name}?", solutions=(), answer="1", source="t")


async def untouched() -> AsyncIterator[Accepted[Any]]:
    raise AssertionError("the first pass of a recipe has nothing before it")
    yield


async def told(payloads: Sequence[Record]) -> AsyncIterator[Accepted[Any]]:
    for number, payload in enumerate(payloads):
        yield Accepted(item_id=f"e{number}", payload=payload)


async def whole(items: AsyncIterator[T]) -> list[T]:
    return [item async for item in items]


def row(name: str, topics: Iterable[str], points: Iterable[str]) -> Extracted:
    return Extracted(problem_id=name, topics=tuple(topics), knowledge_points=tuple(points))


# --- extract --------------------------------------------------------------------------------------


def extracted(topics: Sequence[str], points: Sequence[str]) -> tuple[object, ScriptedTeacher]:
    reply = Extraction(topics=tuple(topics), knowledge_points=tuple(points))
    author, others = ScriptedTeacher({ExtractConcepts: [reply]}), ScriptedTeacher({})
    item = ExtractItem(item_id="item", problem=seed("a"))
    outcome = asyncio.run(extract(item, Roles.of(author, others, others), CONFIG))
    assert others.asked == []
    return outcome, author


def test_extract_asks_the_author_once_for_the_concepts_of_the_seed_problem() -> None:
    outcome, author = extracted(["Money"], ["Discounts", "Tips"])

    assert outcome == Accepted(item_id="item", payload=row("a", ["Money"], ["Discounts", "Tips"]))
    assert [(asked.prompt, asked.draw) for asked in author.asked] == [(ExtractConcepts(problem=seed("a")), 0)]


def test_of_a_longer_reply_the_first_two_topics_and_five_knowledge_points_stay() -> None:
    outcome, _ = extracted([f"t{i}" for i in range(4)], [f"k{i}" for i in range(9)])

    assert (TOPICS, KNOWLEDGE_POINTS) == (2, 5)
    assert outcome == Accepted(item_id="item", payload=row("a", ["t0", "t1"], ["k0", "k1", "k2", "k3", "k4"]))


@pytest.mark.parametrize(
    ("topics", "points", "reason"),
    [
        pytest.param([], ["Tips"], "no topic", id="no topic"),
        pytest.param(["Money"], [], "no knowledge point", id="no knowledge point"),
        pytest.param([], [], "no topic", id="neither"),
        pytest.param(["  "], ["Tips"], "no topic", id="blank topic"),
        pytest.param(["Money"], ["x" * (LONGEST_NAME + 1)], "no knowledge point", id="a text for a name"),
    ],
)
def test_extract_refuses_a_reply_without_either(topics: list[str], points: list[str], reason: str) -> None:
    outcome, author = extracted(topics, points)

    assert outcome == Rejected(item_id="item", step="extract", reason=reason, draft="What is a?")
    assert len(author.asked) == 1


def test_an_unusable_reply_is_left_to_the_engine() -> None:
    roles = Roles.of(ScriptedTeacher({ExtractConcepts: [ModelReplyError("garbled")]}))

    with pytest.raises(ModelReplyError, match="garbled"):
        asyncio.run(extract(ExtractItem(item_id="item", problem=seed("a")), roles, CONFIG))


@pytest.mark.parametrize(
    ("names", "tidy"),
    [
        pytest.param(["  Unit \n rates "], ("Unit rates",), id="spaces"),
        pytest.param(["Rates", "Rates ", "rates"], ("Rates", "rates"), id="twice, and case tells apart"),
        pytest.param(["", "Rates"], ("Rates",), id="empty"),
        pytest.param(["x" * 120, "y" * 121], ("x" * 120,), id="overlong"),
        pytest.param(["a", "a", "b", "c", "d"], ("a", "b", "c"), id="most are counted after repeats"),
    ],
)
def test_names_are_tidied_and_stand_once(names: list[str], tidy: tuple[str, ...]) -> None:
    assert named(names, 3) == tidy


SEEDS = tuple(seed(f"s{number}") for number in range(20))


def extract_items(share: float = 1.0, seeds: Sequence[Problem] = SEEDS, run_seed: int = 7) -> list[ExtractItem]:
    config = ExtractionConfig(seed_fraction=share)
    return asyncio.run(whole(plan_extractions(untouched(), seeds, config, run_seed)))


def test_each_seed_problem_is_read_once_in_order_under_an_id_of_its_own() -> None:
    assert [item.problem for item in extract_items()] == list(SEEDS)
    assert len({item.item_id for item in extract_items()}) == 20


def test_a_smaller_share_of_the_seed_problems_is_part_of_a_larger_one() -> None:
    small, half, large = ([item.item_id for item in extract_items(share)] for share in (0.2, 0.5, 0.8))

    assert (len(small), len(half), len(large)) == (4, 10, 16)
    assert set(small) < set(half) < set(large)
    assert {item.item_id for item in extract_items(0.5, SEEDS[::-1])} == set(half)
    assert {item.item_id for item in extract_items(0.5, run_seed=8)} != set(half)


# --- merge: the plan ------------------------------------------------------------------------------

ROWS = [
    row("a", ["Percent"], ["Finding averages", "Unit rates"]),
    row("b", ["Percents", "Percent"], ["Finding an average", "Unit rates"]),
    row("c", ["Geometry"], ["Finding averages", "Finding an average"]),
    row("d", ["Percents"], ["Areas of circles"]),
]


def merge_plan(config: ExtractionConfig = CONFIG) -> list[MergeItem]:
    return asyncio.run(whole(plan_merges(told(ROWS), (), config, 7)))


def test_look_alikes_are_asked_about_topics_first_with_how_often_they_stand_and_stand_together() -> None:
    topics, points = merge_plan()

    assert (topics.kind, points.kind) == ("topic", "knowledge_point")
    assert set(topics.names) == {NameSeen(name="Percent", count=2), NameSeen(name="Percents", count=2)}
    assert topics.together == (Together(first="Percent", second="Percents", count=1),)
    assert set(points.names) == {
        NameSeen(name="Finding an average", count=2),
        NameSeen(name="Finding averages", count=2),
    }
    assert points.together == (Together(first="Finding an average", second="Finding averages", count=1),)
    assert topics.item_id != points.item_id
    assert merge_plan() == [topics, points]


def test_without_merging_nothing_is_asked() -> None:
    assert merge_plan(ExtractionConfig(merge=False)) == []


def test_names_that_never_stand_together_have_no_count() -> None:
    (item,) = merge_items("topic", [("Percent",), ("Percents",), ("Geometry",)])

    assert {one.name for one in item.names} == {"Percent", "Percents"}
    assert item.together == ()


# --- merge: the journey ---------------------------------------------------------------------------


def item_of(**counts: int) -> MergeItem:
    names = tuple(NameSeen(name=name, count=count) for name, count in counts.items())
    return MergeItem(item_id="item", kind="topic", names=names, together=())


def group(name: str, *members: str) -> MergedName:
    return MergedName(name=name, members=members)


def test_merge_asks_the_author_once_and_hands_on_the_groups() -> None:
    author, others = ScriptedTeacher({MergeNames: [MergedNames(groups=(group("a", "a", "b"),))]}), ScriptedTeacher({})
    item = item_of(a=1, b=2, c=3)

    outcome = asyncio.run(merge(item, Roles.of(author, others, others), CONFIG))

    assert outcome == Accepted(item_id="item", payload=Merged(kind="topic", groups=(group("a", "a", "b"),)))
    assert [one.prompt for one in author.asked] == [MergeNames(kind="topic", names=item.names, together=())]
    assert others.asked == []


@pytest.mark.parametrize(
    ("reply", "kept"),
    [
        pytest.param([], [], id="nothing to merge"),
        pytest.param([group("a", "a", "b")], [group("a", "a", "b")], id="as it should be"),
        pytest.param([group("a", "a")], [], id="a name alone"),
        pytest.param([group("a", "a", "a")], [], id="a name with itself"),
        pytest.param([group("a", "a", "made up")], [], id="a name and a made-up one"),
        pytest.param([group("a", "a", "made up", "b")], [group("a", "a", "b")], id="made-up member"),
        pytest.param([group("made up", "a", "b")], [group("b", "a", "b")], id="made-up name: the commonest instead"),
        pytest.param([group("c", "a", "b")], [group("b", "a", "b")], id="name from outside the group"),
        pytest.param([group("x", "a", "d")], [group("d", "a", "d")], id="commonest of its members, not of all"),
        pytest.param([group("a", "a", "b"), group("c", "b", "c")], [group("a", "a", "b")], id="claimed twice"),
        pytest.param(
            [group("a", "a", "b"), group("c", "c", "b", "d")],
            [group("a", "a", "b"), group("c", "c", "d")],
            id="claimed twice, two are left",
        ),
        pytest.param([group("a", "A", "B")], [], id="another spelling is made up"),
    ],
)
def test_of_a_reply_only_groups_of_shown_names_are_used(reply: list[MergedName], kept: list[MergedName]) -> None:
    assert list(usable(item_of(a=1, b=9, c=12, d=3), reply)) == kept


@given(st.lists(st.lists(st.sampled_from("abcdefg"), max_size=5), max_size=5))
def test_no_name_is_ever_in_two_groups_and_each_group_is_called_after_a_member(members: list[list[str]]) -> None:
    groups = list(usable(item_of(a=1, b=2, c=3, d=4), [group("e", *one) for one in members]))

    names = [name for one in groups for name in one.members]
    assert len(set(names)) == len(names)
    assert set(names) <= set("abcd")
    assert all(one.name in one.members and len(one.members) >= 2 for one in groups)


# --- what the rows come to ------------------------------------------------------------------------


def outcomes(*payloads: Record) -> list[Accepted[Record]]:
    return [Accepted(item_id=f"o{number}", payload=payload) for number, payload in enumerate(payloads)]


def merged(kind: Kind, *groups: MergedName) -> Merged:
    return Merged(kind=kind, groups=groups)


def test_rows_carry_the_merged_names_of_their_kind_each_once() -> None:
    rows = rows_of(
        outcomes(
            row("a", ["Sums", "Addition"], ["Tip", "Sums", "Tips"]),
            row("b", ["Addition"], ["Tip", "Areas"]),
            merged("topic", group("Addition", "Addition", "Sums")),
            merged("knowledge_point", group("Tips", "Tips", "Tip")),
        )
    )

    assert rows == [row("a", ["Addition"], ["Tips", "Sums"]), row("b", ["Addition"], ["Tips", "Areas"])]


def test_without_merged_names_the_rows_are_as_extracted() -> None:
    assert rows_of(outcomes(*ROWS)) == ROWS
    assert rows_of(outcomes(*ROWS, merged("topic"), merged("knowledge_point"))) == ROWS


def test_groups_of_several_calls_that_share_a_member_are_one() -> None:
    rows = rows_of(
        outcomes(
            row("a", ["x"], ["k"]),
            row("b", ["y"], ["k"]),
            row("c", ["z"], ["k"]),
            merged("topic", group("x", "x", "y")),
            merged("topic", group("z", "y", "z")),
        )
    )

    assert [one.topics for one in rows] == [("x",), ("x",), ("x",)]


def test_the_graph_holds_concepts_on_two_seed_problems_or_more() -> None:
    rows = [row("a", ["s", "t"], ["k", "l"]), row("b", ["t"], ["k", "m"]), row("c", ["u", "t"], ["m"])]

    graph = concept_graph_of(rows, 2, topics=lambda names: names, points=lambda names: names)
    everything = concept_graph_of(rows, 1, topics=lambda names: names, points=lambda names: names)

    assert (graph.topics, graph.knowledge_points) == (("t",), ("k", "m"))
    assert (everything.topics, everything.knowledge_points) == (("s", "t", "u"), ("k", "l", "m"))


def test_concepts_are_chosen_from_those_that_are_common_enough_in_alphabetical_order() -> None:
    rows = [row("a", ["s", "t"], ["k", "l"]), row("b", ["t", "s"], ["l", "k"]), row("c", ["rare"], ["rarer"])]
    offered: list[list[str]] = []

    def first(names: list[str]) -> list[str]:
        offered.append(names)
        return names[:1]

    graph = concept_graph_of(rows, 2, topics=first, points=first)

    assert offered == [["s", "t"], ["k", "l"]]
    assert (graph.topics, graph.knowledge_points) == (("s",), ("k",))


def test_merging_can_lift_names_over_the_count_filter() -> None:
    payloads = [row("a", ["t"], ["Tip"]), row("b", ["t"], ["Tips"])]
    renamed = rows_of(outcomes(*payloads, merged("knowledge_point", group("Tips", "Tip", "Tips"))))

    with pytest.raises(DataError, match="no knowledge point is on 2 or more seed problems"):
        concept_graph_of(payloads, 2, topics=lambda names: names, points=lambda names: names)
    graph = concept_graph_of(renamed, 2, topics=lambda names: names, points=lambda names: names)
    assert graph.knowledge_points == ("Tips",)


def test_where_nothing_is_common_enough_it_is_told_how_much_there_is() -> None:
    rows = [row("a", ["t"], ["k", "l"]), row("b", ["t"], ["l"]), row("c", [], ["m"])]

    with pytest.raises(DataError) as fault:
        concept_graph_of(rows, 3, topics=lambda names: names, points=lambda names: names)
    assert str(fault.value) == (
        "no topic is on 3 or more seed problems (seed problems read: 3, topics: 1, the most frequent on 2): "
        "add seed problems, or lower options.least"
    )
    with pytest.raises(DataError, match=r"no knowledge point is .* \(seed problems read: 3, knowledge points: 3, the"):
        concept_graph_of([*rows[:2], row("c", ["t"], ["m"])], 3, topics=lambda names: names, points=lambda names: names)
    with pytest.raises(DataError, match=r"topics: 0, the most frequent on 0"):
        concept_graph_of([], 1, topics=lambda names: names, points=lambda names: names)


# --- configuration and passes ---------------------------------------------------------------------


def test_the_passes_are_extraction_and_merging_which_refuses_nothing_itself() -> None:
    assert [(one.name, one.steps, one.reads) for one in EXTRACTION_PASSES] == [
        ("extract", ("reply", "extract"), ()),
        ("merge", ("reply",), ()),
    ]


@pytest.mark.parametrize("options", [{"seed_fraction": 0}, {"seed_fraction": 2}, {"least": 0}, {"merges": True}])
def test_options_that_make_no_sense_are_refused(options: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        ExtractionConfig.model_validate(options)
