"""Skill discovery from item to outcome, once for each way out, and the plans of its three passes."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from itertools import pairwise
from typing import Any, TypeVar

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from mathwright.concepts.labels import computed_labels
from mathwright.errors import ModelReplyError
from mathwright.prompts.math2 import (
    CheckExemplar,
    ClusterSkills,
    CoarseSkill,
    ExemplarVerdict,
    LabelSkill,
    RelabelProblem,
    SkillCluster,
    SkillClusters,
    SkillLabel,
)
from mathwright.recipes.skills import (
    MOST_NAMES,
    SKILL_PASSES,
    SUBJECT,
    Clustered,
    ClusterItem,
    LabelItem,
    Labelled,
    RelabelItem,
    Relabelled,
    SkillConfig,
    cluster,
    equal_parts,
    label,
    placed,
    plan_clusters,
    plan_labels,
    plan_relabels,
    relabel,
    skill_name,
    subject_of,
)
from mathwright.records import Accepted, Concept, Problem, Record, Rejected
from mathwright.seeds.shipped import shipped_seeds
from mathwright.teachers.scripted import ScriptedTeacher
from mathwright.teachers.teacher import Roles

T = TypeVar("T")

CONFIG = SkillConfig()


def seed(name: str, *concepts: Concept) -> Problem:
    return Problem(
        problem_id=name, question=f"What is {name}?", solutions=(), answer="1", source="t", concepts=concepts
    )


def topic(name: str) -> Concept:
    return Concept(kind="topic", name=name)


async def told(payloads: Sequence[Record]) -> AsyncIterator[Accepted[Any]]:
    for number, payload in enumerate(payloads):
        yield Accepted(item_id=f"e{number}", payload=payload)


async def untouched() -> AsyncIterator[Accepted[Any]]:
    raise AssertionError("the first pass of a recipe has nothing before it")
    yield


async def whole(items: AsyncIterator[T]) -> list[T]:
    return [item async for item in items]


# --- names ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "name"),
    [
        pytest.param("percent_of_a_quantity", "percent_of_a_quantity", id="already one"),
        pytest.param("Percent of a Quantity", "percent_of_a_quantity", id="case and spaces"),
        pytest.param("  sum & product (2)! ", "sum_product_2", id="signs"),
        pytest.param("__rates--and__ratios__", "rates_and_ratios", id="runs"),
        pytest.param("x" * 100, "x" * 80, id="overlong"),
        pytest.param("x" * 79 + " and y", "x" * 79, id="cut off behind a word"),
        pytest.param("?!", "", id="nothing left"),
        pytest.param("", "", id="empty"),
    ],
)
def test_a_skill_name_is_lower_case_words_joined_by_underscores(text: str, name: str) -> None:
    assert skill_name(text) == name


@given(st.text(alphabet="aB3 _-é", max_size=99))
def test_naming_twice_changes_nothing(text: str) -> None:
    assert skill_name(skill_name(text)) == skill_name(text)


def test_the_subject_is_the_sources_first_topic() -> None:
    skill = Concept(kind="skill", name="tips")

    assert subject_of(seed("a", skill, topic("algebra"), topic("geometry"))) == "algebra"
    assert subject_of(seed("a", skill)) == subject_of(seed("a")) == SUBJECT == "mathematics"


# --- label ----------------------------------------------------------------------------------------


def labelled(
    reply: SkillLabel | ModelReplyError, config: SkillConfig = CONFIG, problem: Problem | None = None
) -> tuple[object, ScriptedTeacher]:
    author, others = ScriptedTeacher({LabelSkill: [reply]}), ScriptedTeacher({})
    item = LabelItem(item_id="item", problem=problem or seed("a"))
    outcome = asyncio.run(label(item, Roles.of(author, others, others), config))
    assert others.asked == []
    return outcome, author


def test_label_asks_the_author_once_and_names_each_skill_once_in_its_form() -> None:
    reply = SkillLabel(reason="", skills=("Percent of a Quantity", "!", "percent_of_a_quantity", "rates", "tips"))
    problem = seed("a", topic("algebra"))

    outcome, author = labelled(reply, SkillConfig(labels=2), problem)

    names = ("percent_of_a_quantity", "rates")
    assert outcome == Accepted(item_id="item", payload=Labelled(problem_id="a", subject="algebra", skills=names))
    (asked,) = author.asked
    assert (asked.prompt, asked.draw) == (LabelSkill(problem=problem, most=2), 0)


def test_label_keeps_the_main_skill_alone_by_default() -> None:
    outcome, author = labelled(SkillLabel(reason="", skills=("rates", "tips")))

    assert outcome == Accepted(item_id="item", payload=Labelled(problem_id="a", subject=SUBJECT, skills=("rates",)))
    assert author.asked[0].prompt == LabelSkill(problem=seed("a"), most=1)


@pytest.mark.parametrize("skills", [pytest.param((), id="none"), pytest.param(("?", " "), id="no words")])
def test_label_refuses_a_reply_without_a_name(skills: tuple[str, ...]) -> None:
    outcome, author = labelled(SkillLabel(reason="", skills=skills))

    assert outcome == Rejected(item_id="item", step="label", reason="names no skill", draft="What is a?")
    assert len(author.asked) == 1


def test_an_unusable_label_is_left_to_the_engine() -> None:
    with pytest.raises(ModelReplyError, match="garbled"):
        labelled(ModelReplyError("garbled"))


SEEDS = tuple(seed(f"s{number}") for number in range(20))


def label_items(share: float = 1.0, run_seed: int = 7, seeds: Sequence[Problem] = SEEDS) -> list[LabelItem]:
    return asyncio.run(whole(plan_labels(untouched(), seeds, SkillConfig(seed_fraction=share), run_seed)))


def test_each_seed_problem_is_labelled_once_in_order_under_an_id_of_its_own() -> None:
    items = label_items()

    assert [item.problem for item in items] == list(SEEDS)
    assert len({item.item_id for item in items}) == 20


def test_a_smaller_share_of_the_seed_problems_is_part_of_a_larger_one() -> None:
    shares = [[item.item_id for item in label_items(share)] for share in (0.1, 0.25, 0.5, 0.9, 1.0)]

    assert [len(share) for share in shares] == [2, 5, 10, 18, 20]
    for smaller, larger in pairwise(shares):
        assert [item for item in larger if item in set(smaller)] == smaller


def test_which_share_it_is_hangs_on_the_run_seed_and_not_on_the_order() -> None:
    half = {item.problem.problem_id for item in label_items(0.5)}

    assert {item.problem.problem_id for item in label_items(0.5, seeds=SEEDS[::-1])} == half
    assert {item.problem.problem_id for item in label_items(0.5, run_seed=8)} != half


# --- cluster --------------------------------------------------------------------------------------


def of_subject(subject: str, *skills: str) -> Labelled:
    return Labelled(problem_id="a", subject=subject, skills=skills)


def cluster_items(*payloads: Labelled) -> list[ClusterItem]:
    return asyncio.run(whole(plan_clusters(told(payloads), (), CONFIG, 7)))


def test_the_names_of_a_subject_are_asked_about_once_each_in_alphabetical_order() -> None:
    items = cluster_items(
        of_subject("geometry", "areas"), of_subject("algebra", "tips", "rates"), of_subject("algebra", "rates", "ages")
    )

    assert [(item.subject, item.names) for item in items] == [
        ("algebra", ("ages", "rates", "tips")),
        ("geometry", ("areas",)),
    ]


def test_one_call_holds_two_hundred_names_and_more_are_parted_equally() -> None:
    def sizes(names: int) -> list[int]:
        return [len(item.names) for item in cluster_items(of_subject("algebra", *(f"n{i:03}" for i in range(names))))]

    assert MOST_NAMES == 200
    assert sizes(200) == [200]
    assert sizes(201) == [100, 101]
    assert sizes(401) == [133, 134, 134]


def test_the_parts_of_a_subject_follow_the_alphabet_and_have_ids_of_their_own() -> None:
    names = [f"n{i:03}" for i in range(401)]

    items = cluster_items(of_subject("algebra", *reversed(names)), of_subject("geometry", *names))

    assert [name for item in items for name in item.names] == names + names
    assert len({item.item_id for item in items}) == 6


@given(st.integers(0, 60), st.integers(1, 9))
def test_equal_parts_are_as_few_as_can_be_and_differ_by_one_at_most(size: int, most: int) -> None:
    names = [str(number) for number in range(size)]

    parts = list(equal_parts(names, most))

    assert [name for part in parts for name in part] == names
    assert len(parts) == -(-size // most)
    lengths = {len(part) for part in parts}
    assert max(lengths, default=0) <= most
    assert max(lengths, default=0) - min(lengths, default=0) <= 1


def clustered(names: tuple[str, ...], *clusters: SkillCluster) -> tuple[object, ScriptedTeacher]:
    author, others = ScriptedTeacher({ClusterSkills: [SkillClusters(clusters=clusters)]}), ScriptedTeacher({})
    item = ClusterItem(item_id="item", subject="algebra", names=names)
    outcome = asyncio.run(cluster(item, Roles.of(author, others, others), CONFIG))
    assert others.asked == []
    return outcome, author


def group(name: str, *members: str) -> SkillCluster:
    return SkillCluster(name=name, members=members)


def test_cluster_asks_the_author_once_and_every_name_ends_in_one_group() -> None:
    names = ("ages", "rates", "speed", "tax", "tips")

    outcome, author = clustered(names, group("Percents!", "tips", "tax"), group("rates_of_change", "speed"))

    groups = (
        group("percents", "tips", "tax"),
        group("rates_of_change", "speed"),
        group("ages", "ages"),
        group("rates", "rates"),
    )
    assert outcome == Accepted(item_id="item", payload=Clustered(subject="algebra", clusters=groups))
    (asked,) = author.asked
    assert (asked.prompt, asked.draw) == (ClusterSkills(subject="algebra", names=names), 0)


@pytest.mark.parametrize(
    ("reply", "groups"),
    [
        pytest.param([group("x", "a", "made up")], [group("x", "a")], id="made-up member"),
        pytest.param([group("x", "made up")], [], id="group of made-up names"),
        pytest.param([group("x", "a"), group("y", "b", "a")], [group("x", "a"), group("y", "b")], id="claimed twice"),
        pytest.param([group("x", "a"), group("y", "a")], [group("x", "a")], id="claimed twice, nothing left"),
        pytest.param([group("x", "a", "a", "b")], [group("x", "a", "b")], id="twice in one group"),
        pytest.param([group("?", "a", "b"), group("x", "a")], [group("x", "a")], id="group without a name"),
        pytest.param([group("x", "a"), group("y", "b")], [group("x", "a"), group("y", "b")], id="all renamed"),
        pytest.param([group("x", "A")], [], id="another spelling is made up"),
    ],
)
def test_each_name_stays_in_the_first_named_group_that_claims_it(
    reply: list[SkillCluster], groups: list[SkillCluster]
) -> None:
    assert list(placed(("a", "b"), reply)) == groups


def test_the_only_name_of_a_subject_may_be_given_a_coarse_one() -> None:
    outcome, _ = clustered(("unit_rate",), group("rates", "unit_rate"))

    groups = (group("rates", "unit_rate"),)
    assert outcome == Accepted(item_id="item", payload=Clustered(subject="algebra", clusters=groups))


@pytest.mark.parametrize(
    "reply",
    [
        pytest.param([], id="no groups"),
        pytest.param([group("rates", "speed"), group("x", "Tax")], id="made up"),
        pytest.param([group("!", "ages", "tax")], id="no name"),
    ],
)
def test_cluster_refuses_a_reply_that_groups_no_name_that_was_shown(reply: list[SkillCluster]) -> None:
    outcome, author = clustered(("ages", "tax"), *reply)

    reason = "groups no name that was shown"
    assert outcome == Rejected(item_id="item", step="cluster", reason=reason, draft="ages\ntax")
    assert len(author.asked) == 1


# --- relabel: the plan ----------------------------------------------------------------------------


def relabel_items(seeds: Sequence[Problem], *payloads: Record) -> list[RelabelItem]:
    return asyncio.run(whole(plan_relabels(told(payloads), seeds, CONFIG, 7)))


def test_each_labelled_seed_problem_is_asked_about_with_the_skills_of_its_subject() -> None:
    problems = [seed("b", topic("algebra")), seed("a", topic("geometry")), seed("unlabelled", topic("algebra"))]

    items = relabel_items(
        problems,
        Labelled(problem_id="a", subject="geometry", skills=("areas",)),
        Labelled(problem_id="b", subject="algebra", skills=("tips",)),
        Clustered(subject="algebra", clusters=(group("percents", "tips", "tax"), group("rates", "speed"))),
        Clustered(subject="geometry", clusters=(group("areas", "areas"),)),
    )

    assert [item.problem.problem_id for item in items] == ["a", "b"]
    assert items[0].clusters == (group("areas", "areas"),)
    assert {one.name: set(one.members) for one in items[1].clusters} == {
        "percents": {"tips", "tax"},
        "rates": {"speed"},
    }
    assert len({item.item_id for item in items}) == 2


def test_groups_of_one_name_from_several_calls_of_a_subject_are_joined() -> None:
    (item,) = relabel_items(
        [seed("a")],
        Labelled(problem_id="a", subject=SUBJECT, skills=("tips",)),
        Clustered(subject=SUBJECT, clusters=(group("percents", "tax"), group("rates", "speed"))),
        Clustered(subject=SUBJECT, clusters=(group("percents", "tips"), group("areas", "floors"))),
        Clustered(subject="another", clusters=(group("percents", "shares"),)),
    )

    assert sorted((one.name, sorted(one.members)) for one in item.clusters) == [
        ("areas", ["floors"]),
        ("percents", ["tax", "tips"]),
        ("rates", ["speed"]),
    ]


def test_a_subject_whose_names_were_never_grouped_is_left_out() -> None:
    items = relabel_items(
        [seed("a"), seed("b")],
        Labelled(problem_id="a", subject="algebra", skills=("tips",)),
        Labelled(problem_id="b", subject="geometry", skills=("areas",)),
        Clustered(subject="geometry", clusters=(group("areas", "areas"),)),
    )

    assert [item.problem.problem_id for item in items] == ["b"]


# --- relabel: the journey -------------------------------------------------------------------------


def relabelled(
    skill: str, fits: bool = True, config: SkillConfig = CONFIG
) -> tuple[object, list[object], list[object]]:
    """The outcome, what the author was asked and what the judge was asked."""
    author = ScriptedTeacher({RelabelProblem: [CoarseSkill(reason="", skill=skill)]})
    judge = ScriptedTeacher({CheckExemplar: [ExemplarVerdict(reason="", fits=fits)]})
    clusters = (group("percents", "tips"), group("rates", "speed"))
    item = RelabelItem(item_id="item", problem=seed("a"), clusters=clusters)
    outcome = asyncio.run(relabel(item, Roles.of(author, judge, ScriptedTeacher({})), config))
    assert [asked.prompt for asked in author.asked] == [RelabelProblem(problem=seed("a"), clusters=clusters)]
    return outcome, [asked.prompt for asked in author.asked], [asked.prompt for asked in judge.asked]


def test_relabel_gives_the_skill_once_the_judge_finds_the_exemplar_fit() -> None:
    outcome, asked, judged = relabelled("Percents")

    assert outcome == Accepted(item_id="item", payload=Relabelled(problem_id="a", skill="percents", computed=()))
    assert len(asked) == 1
    assert judged == [CheckExemplar(problem=seed("a"), skill="percents")]


@pytest.mark.parametrize("skill", ["tips", "percent", "", "areas"])
def test_relabel_refuses_a_skill_that_was_not_shown_and_asks_no_judge(skill: str) -> None:
    outcome, _, judged = relabelled(skill)

    reason = "names no skill that was shown"
    assert outcome == Rejected(item_id="item", step="relabel", reason=reason, draft="What is a?")
    assert judged == []


def test_an_exemplar_that_does_not_fit_its_skill_is_refused() -> None:
    outcome, _, judged = relabelled("rates", fits=False)

    reason = "exemplar does not fit its skill"
    assert outcome == Rejected(item_id="item", step="exemplar_check", reason=reason, draft="What is a?")
    assert len(judged) == 1


def test_relabel_keeps_the_skills_that_the_program_tells_of() -> None:
    problem = next(shipped_seeds())
    labels = computed_labels(problem)
    assert labels is not None
    author = ScriptedTeacher({RelabelProblem: [CoarseSkill(reason="", skill="rates")]})
    item = RelabelItem(item_id="item", problem=problem, clusters=(group("rates", "speed"),))
    outcome = asyncio.run(relabel(item, Roles.of(author), SkillConfig(check_exemplars=False)))
    assert isinstance(outcome, Accepted)
    assert outcome.payload.computed == labels.skills


def test_without_the_check_no_judge_is_asked() -> None:
    outcome, _, judged = relabelled("rates", fits=False, config=SkillConfig(check_exemplars=False))

    assert outcome == Accepted(item_id="item", payload=Relabelled(problem_id="a", skill="rates", computed=()))
    assert judged == []


# --- configuration and passes ---------------------------------------------------------------------


def test_the_passes_follow_the_paper_and_relabelling_reads_the_labels_too() -> None:
    assert [(one.name, one.reads) for one in SKILL_PASSES] == [("label", ()), ("cluster", ()), ("relabel", ("label",))]
    assert [one.steps for one in SKILL_PASSES] == [
        ("reply", "label"),
        ("reply", "cluster"),
        ("reply", "relabel", "exemplar_check"),
    ]


@pytest.mark.parametrize(
    "options", [{"seed_fraction": 0}, {"seed_fraction": 1.1}, {"labels": 0}, {"labels": 6}, {"skills": 3}]
)
def test_options_that_make_no_sense_are_refused(options: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        SkillConfig.model_validate(options)
