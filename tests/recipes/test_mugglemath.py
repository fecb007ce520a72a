"""MuggleMath from item to outcome, once for each way out, and the plans of its two passes."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from typing import TypeVar

import pytest
from pydantic import ValidationError

from mathwright.errors import ModelReplyError
from mathwright.prompts.draft import Draft, Kind, Response
from mathwright.prompts.mugglemath import KINDS, Refusal, Respond, RewriteQuery, Rewrites
from mathwright.recipes.mugglemath import (
    MUGGLEMATH,
    MuggleMathConfig,
    RewriteItem,
    plan_rewrites,
    respond,
    rewrite,
    rewrite_item,
)
from mathwright.recipes.queries import RespondItem, plan_responses
from mathwright.recipes.recipe import Loss
from mathwright.records import Accepted, Concept, Evidence, Problem, Program, Record, Rejected, Step, problem_id
from mathwright.teachers.scripted import ScriptedTeacher
from mathwright.teachers.teacher import Roles
from mathwright.verify.equality import CHECKER

T = TypeVar("T")

CONFIG = MuggleMathConfig()
QUESTION = "How many?"
FRUIT = Concept(kind="topic", name="fruit")
ADDING = Concept(kind="skill", name="adding")


def seed(name: str, *concepts: Concept, terms: str | None = "MIT") -> Problem:
    return Problem(
        problem_id=name,
        question=f"What is {name}?",
        solutions=(),
        answer="1",
        source="t",
        concepts=concepts,
        license=terms,
    )


def program(value: str) -> Program:
    return Program(givens=(), steps=(Step(expression=value, value=value),), answer=0, lines=())


def draft(kind: Kind = "compose", *, proved: str | None = None, solution: str | None = None) -> Draft:
    """A query; ``proved`` is the answer of its program."""
    return Draft(
        kind=kind,
        question=QUESTION,
        parents=("a", "b"),
        solution=solution,
        answer=proved,
        program=program(proved) if proved is not None else None,
    )


def item_of(query: Draft) -> RespondItem:
    return RespondItem(item_id="item", draft=query, concepts=(FRUIT, ADDING), license="MIT")


def answered(query: Draft, texts: Sequence[str], config: MuggleMathConfig = CONFIG) -> tuple[object, list[int]]:
    """The outcome of one query with these responses, and the draws that were asked."""
    solver, author = ScriptedTeacher({Respond: [Response(text=text) for text in texts]}), ScriptedTeacher({})
    outcome = asyncio.run(respond(item_of(query), Roles.of(author, solver=solver), config))
    assert author.asked == []
    return outcome, [asked.draw for asked in solver.asked]


def text(equation: str, answer: str) -> str:
    return f"So it is {equation}=<<{equation}={answer}>>{answer}.\n#### {answer}"


# --- rewrite --------------------------------------------------------------------------------------


def rewritten(reply: Rewrites | ModelReplyError, config: MuggleMathConfig = CONFIG) -> tuple[object, ScriptedTeacher]:
    author = ScriptedTeacher({RewriteQuery: [reply]})
    item = RewriteItem(item_id="item", index=9, sweep=4, query=seed("a"), companions=(seed("b"),))
    return asyncio.run(rewrite(item, Roles.of(author), config)), author


def test_rewrite_hands_on_the_drafts_and_counts_the_kinds_that_failed() -> None:
    reply = Rewrites(drafts=(draft("compose"),), refusals=(Refusal(kind="fractions", reason="no share"),))

    outcome, author = rewritten(reply)

    assert outcome == Accepted(item_id="item", payload=reply)
    assert MUGGLEMATH.passes[0].losses(reply) == (Loss("rewrite", "fractions", "no share"),)
    assert len(author.asked) == 1


def test_rewrite_asks_once_for_the_configured_kinds_and_draws_by_the_sweep() -> None:
    config = MuggleMathConfig(kinds=("condition", "fractions"), with_solution=True)

    _, author = rewritten(Rewrites(drafts=(draft(),)), config)

    (asked,) = author.asked
    assert asked.draw == 4
    assert asked.prompt == RewriteQuery(
        query=seed("a"), companions=(seed("b"),), kinds=("condition", "fractions"), with_solution=True
    )


@pytest.mark.parametrize(
    ("reasons", "reason"),
    [
        pytest.param(("no share", "no share"), "no share", id="one reason"),
        pytest.param(("no share", "no room"), "no kind of rewrite came through", id="several reasons"),
        pytest.param((), "no kind of rewrite came through", id="empty reply"),
    ],
)
def test_rewrite_is_refused_only_where_no_kind_came_through(reasons: tuple[str, ...], reason: str) -> None:
    refusals = tuple(Refusal(kind=kind, reason=why) for kind, why in zip(KINDS, reasons, strict=False))

    outcome, _ = rewritten(Rewrites(drafts=(), refusals=refusals))

    told = "\n".join(f"{refusal.kind}: {refusal.reason}" for refusal in refusals)
    assert outcome == Rejected(item_id="item", step="rewrite", reason=reason, draft=told)


def test_an_unusable_reply_is_left_to_the_engine() -> None:
    with pytest.raises(ModelReplyError, match="garbled"):
        rewritten(ModelReplyError("garbled"))


# --- respond --------------------------------------------------------------------------------------


def test_respond_makes_a_problem_of_a_proved_query() -> None:
    outcome, draws = answered(draft(proved="6"), [text("2*3", "6"), text("4+2", "6"), text("7-1", "6")])

    assert draws == [0, 1, 2]
    assert outcome == Accepted(
        item_id="item",
        payload=Problem(
            problem_id=problem_id("mugglemath/1", QUESTION, "6"),
            question=QUESTION,
            solutions=(text("2*3", "6"), text("4+2", "6"), text("7-1", "6")),
            answer="6",
            source="mugglemath/1",
            kind="compose",
            parents=("a", "b"),
            concepts=(FRUIT, ADDING),
            evidence=Evidence(kind="program", checker=CHECKER),
            program=program("6"),
            license="MIT",
        ),
    )


def made(outcome: object) -> Problem:
    assert isinstance(outcome, Accepted)
    assert isinstance(outcome.payload, Problem)
    return outcome.payload


@pytest.mark.parametrize(
    "wrong",
    [
        pytest.param(text("2*4", "8"), id="another answer"),
        pytest.param("So it is 2*4=<<2*4=6>>6.\n#### 6", id="false annotation"),
        pytest.param("So it is 2*3=<<2*3=6>>7.\n#### 6", id="prose differs"),
        pytest.param("So it is six.\n#### 6", id="nothing to re-execute"),
        pytest.param("Of 19 it is 2*3=<<2*3=6>>6.\n#### 6", id="number from nowhere"),
        pytest.param("So it is 2*3=<<2*3=6>>6.", id="no final answer"),
    ],
)
def test_a_response_that_does_not_reproduce_the_program_is_dropped_and_alone_it_refuses(wrong: str) -> None:
    two = MuggleMathConfig(responses=2)

    kept, _ = answered(draft(proved="6"), [wrong, text("2*3", "6")], two)
    refused, draws = answered(draft(proved="6"), [wrong, wrong], two)

    assert made(kept).solutions == (text("2*3", "6"),)
    assert draws == [0, 1]
    assert isinstance(refused, Rejected)
    assert (refused.step, refused.draft, refused.kept) == ("program_filter", QUESTION, None)
    assert refused.step in MUGGLEMATH.passes[1].steps


def test_program_filter_names_what_was_wrong_with_the_first_response() -> None:
    one = MuggleMathConfig(responses=1)

    differing, _ = answered(draft(proved="6"), [text("2*4", "8")], one)
    faulty, _ = answered(draft(proved="6"), ["It is 2*4=<<2*4=6>>6.\n#### 6"], one)

    assert isinstance(differing, Rejected)
    assert isinstance(faulty, Rejected)
    assert (differing.reason, faulty.reason) == ("answer differs from the program's", "annotation false")


def test_without_a_program_the_majority_class_decides_and_is_counted() -> None:
    texts = [text("2*3", "6"), text("10-3", "7"), "Twelve halves.\n#### 6.0"]

    outcome, draws = answered(draft(), texts)

    assert draws == [0, 1, 2]
    assert made(outcome).answer == "6"
    assert made(outcome).evidence == Evidence(kind="vote", agreeing=2, of=3, checker=CHECKER)
    assert made(outcome).solutions == (texts[0], texts[2])
    assert made(outcome).program is None


@pytest.mark.parametrize(
    ("texts", "reason"),
    [
        pytest.param([text("2*3", "6"), text("10-3", "7"), text("4+4", "8")], "all answers differ", id="all different"),
        pytest.param([text("2*3", "6"), "no marker", "None."], "no majority answer", id="one answer"),
    ],
)
def test_without_a_majority_the_query_goes_to_the_hard_pool_with_every_response_once(
    texts: list[str], reason: str
) -> None:
    outcome, draws = answered(draft(), texts)

    assert draws == [0, 1, 2]
    assert outcome == Rejected(
        item_id="item",
        step="majority_filter",
        reason=reason,
        draft=QUESTION,
        kept=Problem(
            problem_id=problem_id("mugglemath/1", QUESTION, ""),
            question=QUESTION,
            solutions=tuple(dict.fromkeys(texts)),
            answer="",
            source="mugglemath/1",
            kind="compose",
            parents=("a", "b"),
            concepts=(FRUIT, ADDING),
            license="MIT",
        ),
    )


def test_a_query_that_nobody_answers_is_refused_and_kept_nowhere() -> None:
    outcome, _ = answered(draft(), ["no marker"] * 3)
    assert outcome == Rejected(
        item_id="item", step="majority_filter", reason="no solution reaches an answer", draft=QUESTION
    )


def test_a_response_whose_annotations_are_false_has_no_vote() -> None:
    false = "It is 2*4=<<2*4=6>>6.\n#### 6"

    outcome, _ = answered(draft(), [false, false, text("3+4", "7")])

    assert isinstance(outcome, Rejected)
    assert outcome.step == "majority_filter"
    assert outcome.step in MUGGLEMATH.passes[1].steps


def test_the_solution_that_came_with_a_query_votes_too() -> None:
    outcome, draws = answered(
        draft(solution=text("2*3", "6")), [text("10-3", "7"), text("5+1", "6")], MuggleMathConfig(responses=2)
    )

    assert draws == [0, 1]
    assert made(outcome).evidence == Evidence(kind="vote", agreeing=2, of=3, checker=CHECKER)
    assert made(outcome).solutions == (text("2*3", "6"), text("5+1", "6"))


# --- plans ----------------------------------------------------------------------------------------


SEEDS = tuple(seed(f"s{number}") for number in range(7))


async def nothing() -> AsyncIterator[Accepted[Record]]:
    return
    yield


async def taken(items: AsyncIterator[T], most: int) -> list[T]:
    found: list[T] = []
    async for item in items:
        found.append(item)
        if len(found) == most:
            break
    return found


def rewrites(
    most: int, config: MuggleMathConfig = CONFIG, run_seed: int = 7, seeds: Sequence[Problem] = SEEDS
) -> list[RewriteItem]:
    return asyncio.run(taken(plan_rewrites(nothing(), seeds, config, run_seed), most))


def test_each_sweep_takes_every_seed_problem_once_in_an_order_of_its_own() -> None:
    items = rewrites(21)
    sweeps = [[item.query.problem_id for item in items[start : start + 7]] for start in (0, 7, 14)]

    assert [item.index for item in items] == list(range(21))
    assert [item.sweep for item in items] == [0] * 7 + [1] * 7 + [2] * 7
    assert [sorted(sweep) for sweep in sweeps] == [[problem.problem_id for problem in SEEDS]] * 3
    assert sweeps[0] != sweeps[1]


def test_sweeps_end_where_the_config_says_so_and_never_without_seed_problems() -> None:
    assert len(rewrites(100, MuggleMathConfig(sweeps=2))) == 14
    assert rewrites(1, seeds=()) == []


def test_companions_are_other_seed_problems_each_once() -> None:
    for item in rewrites(50):
        names = [companion.problem_id for companion in item.companions]
        assert len(set(names) - {item.query.problem_id}) == 4


def test_companions_are_as_many_as_there_are() -> None:
    (alone,) = rewrites(1, seeds=SEEDS[:1])

    assert alone.companions == ()
    assert [len(item.companions) for item in rewrites(3, seeds=SEEDS[:3])] == [2, 2, 2]


def test_the_plan_is_the_same_again_and_another_for_another_run_seed() -> None:
    assert rewrites(30) == rewrites(30)
    assert rewrites(30) != rewrites(30, run_seed=8)
    assert len({item.item_id for item in rewrites(50)} | {item.item_id for item in rewrites(50, run_seed=8)}) == 100


def test_any_place_of_the_plan_can_be_had_alone() -> None:
    assert rewrite_item(17, SEEDS, CONFIG, 7) == rewrites(18)[17]


def responses(*payloads: Rewrites) -> list[RespondItem]:
    async def earlier() -> AsyncIterator[Accepted[Rewrites]]:
        for number, payload in enumerate(payloads):
            yield Accepted(item_id=f"r{number}", payload=payload)

    seeds = (seed("a", FRUIT, ADDING), seed("b", ADDING), seed("c", terms="CC-BY-4.0"))
    return asyncio.run(taken(plan_responses(earlier(), seeds, CONFIG, 7), 100))


def child(kind: Kind, *parents: str) -> Draft:
    return Draft(kind=kind, question=QUESTION, parents=parents)


def test_each_query_is_one_item_in_order_with_an_id_of_its_own() -> None:
    both = Rewrites(drafts=(child("compose", "a", "b"), child("fractions", "b")))

    items = responses(both, both)

    assert [item.draft.kind for item in items] == ["compose", "fractions"] * 2
    assert len({item.item_id for item in items}) == 4
    assert items == responses(both, both)


@pytest.mark.parametrize(
    ("parents", "concepts", "terms"),
    [
        pytest.param(("a", "b"), (FRUIT, ADDING), "MIT", id="two of one licence"),
        pytest.param(("b", "c"), (ADDING,), None, id="two of two licences"),
        pytest.param(("b",), (ADDING,), "MIT", id="one"),
    ],
)
def test_a_query_takes_over_its_parents_concepts_and_their_common_licence(
    parents: tuple[str, ...], concepts: tuple[Concept, ...], terms: str | None
) -> None:
    (item,) = responses(Rewrites(drafts=(child("compose", *parents),)))

    assert (item.concepts, item.license) == (concepts, terms)


def test_a_query_that_comes_again_is_marked_and_nobody_answers_it_twice() -> None:
    first = Draft(kind="compose", question=QUESTION, parents=("a",), answer="4", solution="#### 4")
    again = first.model_copy(update={"kind": "backward", "question": f" {QUESTION.upper()} "})

    items = responses(Rewrites(drafts=(first, again)), Rewrites(drafts=(first,)))

    assert [item.repeated for item in items] == [False, True, True]
    assert items[0].draft == first
    assert items[2].draft == Draft(kind="compose", question=QUESTION, parents=("a",))
    nobody = ScriptedTeacher({})
    outcome = asyncio.run(respond(items[1], Roles.of(nobody), CONFIG))
    assert outcome == Rejected(
        item_id=items[1].item_id,
        step="repeated_query",
        reason="an earlier query is the same",
        draft=again.question,
    )
    assert nobody.asked == []


def test_no_rewrite_is_asked_for_before_its_queries_are_wanted() -> None:
    pulled: list[int] = []

    async def earlier() -> AsyncIterator[Accepted[Rewrites]]:
        for number in range(10):
            pulled.append(number)
            yield Accepted(item_id=f"r{number}", payload=Rewrites(drafts=(child("compose", "a"),)))

    asyncio.run(taken(plan_responses(earlier(), (seed("a"),), CONFIG, 7), 2))

    assert pulled == [0, 1]


# --- configuration --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "options",
    [{"responses": 0}, {"paths": 0}, {"companions": -1}, {"kinds": []}, {"kinds": ["twist"]}, {"sweeps": 0}, {"k": 1}],
)
def test_options_that_make_no_sense_are_refused(options: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        MuggleMathConfig.model_validate(options)


def test_options_come_as_a_run_file_writes_them() -> None:
    config = MuggleMathConfig.model_validate({"kinds": ["compose"], "responses": 1, "sweeps": 3})

    assert (config.kinds, config.responses, config.sweeps) == (("compose",), 1, 3)
