"""MATH² from a skill pair to an outcome, once for each way out, and the plan of its pairs."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Coroutine, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import combinations
from typing import Any, Literal, TypeVar

import pytest
from pydantic import ValidationError

from mathwright.concepts.survey import ConceptSurvey
from mathwright.errors import DataError, IncompleteReplyError, ModelReplyError
from mathwright.prompts.draft import Draft, Response
from mathwright.prompts.math2 import (
    Attempt,
    AttemptSolution,
    Criterion,
    Pair,
    PairVerdict,
    QuestionVerdict,
    SkillExamples,
    SolveQuestion,
    SolveWithout,
    ValidatePair,
    ValidateQuestion,
    WriteQuestion,
)
from mathwright.prompts.prompt import Prompt, Turn
from mathwright.recipes.math2 import MATH2, Math2Config, flaw_of, make
from mathwright.recipes.pairs import PairItem, pair_item, plan_pairs, repository_of
from mathwright.recipes.pairs import survey as survey_of
from mathwright.recipes.recipe import Told
from mathwright.recipes.skills import SKILL_PASSES, Relabelled
from mathwright.records import (
    Accepted,
    Concept,
    Evidence,
    Outcome,
    Part,
    Problem,
    Program,
    Rejected,
    SkillNeed,
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

CONFIG = Math2Config()
QUESTION = "How many litres in all?"
SKILLS = (Concept(kind="skill", name="percents"), Concept(kind="skill", name="rates"))
DISTINCT = PairVerdict(reason="one of shares, one of time", distinct=True)
ATTEMPT = Attempt(text="It is 6.", broken=None)
NEEDED = Attempt(text="Without rates one is stuck at once.", broken="needs the skill")
BOTH = (SkillNeed(skill="percents", found="needed"), SkillNeed(skill="rates", found="needed"))
UNTESTED = (SkillNeed(skill="percents", found="not tested"), SkillNeed(skill="rates", found="not tested"))


def believed(agreeing: int | None = None, of: int | None = None, needs: tuple[SkillNeed, ...] = BOTH) -> Evidence:
    """A vote where there are numbers, else a program."""
    kind: Literal["vote", "program"] = "program" if of is None else "vote"
    return Evidence(kind=kind, agreeing=agreeing, of=of, skills_needed=needs, checker=CHECKER)


def seed(name: str, terms: str | None = "MIT") -> Problem:
    return Problem(problem_id=name, question=f"What is {name}?", solutions=(), answer="1", source="t", license=terms)


def examples(skill: str, *names: str) -> SkillExamples:
    return SkillExamples(skill=skill, exemplars=tuple(map(seed, names)))


PAIR: Pair = (examples("percents", "a", "b"), examples("rates", "c"))
JUDGED: Pair = (examples("percents", "d"), examples("rates", "e"))
ITEM = PairItem(item_id="item", index=5, pair=PAIR, judged=JUDGED)


def program(value: str) -> Program:
    return Program(givens=(), steps=(Step(expression=value, value=value),), answer=0, lines=("told by the program",))


def draft(proved: str | None = None, *, parents: tuple[str, ...] = ("a", "c"), solution: str | None = None) -> Draft:
    """A question; ``proved`` is the answer of its program."""
    return Draft(
        kind="compose",
        question=QUESTION,
        parents=parents,
        solution=solution,
        answer=proved,
        program=program(proved) if proved is not None else None,
        parts=(Part(parent="a", givens=(31337,)),) if proved is not None else (),
    )


def verdict(*failed: Criterion, valid: bool | None = None) -> QuestionVerdict:
    return QuestionVerdict(reason="", failed=failed, valid=not failed if valid is None else valid)


def text(equation: str, answer: str) -> str:
    return f"So it is {equation}=<<{equation}={answer}>>{answer}.\n#### {answer}"


SIX = [text("2*3", "6"), text("4+2", "6"), text("7-1", "6"), text("12/2", "6")]


def teachers(
    *,
    pair: Line = DISTINCT,
    written: Line | None = None,
    attempt: Line = ATTEMPT,
    verdicts: Sequence[Line] = (verdict(),) * 4,
    solutions: Sequence[str | ModelReplyError] = SIX,
    without: Sequence[Line] = (NEEDED, NEEDED),
) -> tuple[ScriptedTeacher, ScriptedTeacher, ScriptedTeacher]:
    """Author, judge and solver; what is not named lets the item through."""
    replies = [Response(text=one) if isinstance(one, str) else one for one in solutions]
    return (
        ScriptedTeacher({WriteQuestion: [draft() if written is None else written]}),
        ScriptedTeacher({ValidatePair: [pair], ValidateQuestion: list(verdicts)}),
        ScriptedTeacher({AttemptSolution: [attempt], SolveQuestion: replies, SolveWithout: list(without)}),
    )


@dataclass
class Journey:
    """One item's outcome and everybody who was asked on the way."""

    outcome: object
    author: ScriptedTeacher
    judge: ScriptedTeacher
    solver: ScriptedTeacher


def journey(config: Math2Config = CONFIG, **script: Any) -> Journey:
    cast = teachers(**script)
    return Journey(asyncio.run(make(ITEM, Roles(*cast), config)), *cast)


def asked(teacher: ScriptedTeacher) -> list[tuple[type[Prompt[Any]], int]]:
    """Type of prompt and draw of each question, in order."""
    return [(type(one.prompt), one.draw) for one in teacher.asked]


def made(outcome: object) -> Problem:
    assert isinstance(outcome, Accepted)
    assert isinstance(outcome.payload, Problem)
    return outcome.payload


def refused(outcome: object) -> Rejected:
    assert isinstance(outcome, Rejected)
    assert outcome.step in MATH2.passes[-1].steps
    return outcome


# --- 1 skill-pair validation ----------------------------------------------------------------------


def test_a_pair_of_skills_that_overlap_is_dropped_before_anybody_else_is_asked() -> None:
    found = journey(pair=PairVerdict(reason="both are shares", distinct=False))

    assert found.outcome == Rejected(
        item_id="item", step="pair_validation", reason="skills overlap", draft="percents and rates"
    )
    assert [one.prompt for one in found.judge.asked] == [ValidatePair(pair=JUDGED)]
    assert (found.author.asked, found.solver.asked) == ([], [])


# --- the whole way --------------------------------------------------------------------------------


def test_a_question_that_comes_through_becomes_a_problem_of_both_skills() -> None:
    found = journey(Math2Config(paths=2))

    problem = made(found.outcome)
    assert problem.solutions in list(combinations(SIX, 2))
    assert problem.model_copy(update={"solutions": ()}) == Problem(
        problem_id=problem_id("math2/1", QUESTION, "6"),
        question=QUESTION,
        solutions=(),
        answer="6",
        source="math2/1",
        kind="compose",
        parents=("a", "c"),
        concepts=SKILLS,
        evidence=believed(4, 4),
        program=None,
        license="MIT",
    )


def test_each_role_is_asked_its_steps_in_order_with_draws_that_tell_votes_apart() -> None:
    found = journey()

    assert asked(found.author) == [(WriteQuestion, 5)]
    assert asked(found.judge) == [(ValidatePair, 0), *((ValidateQuestion, draw) for draw in range(4))]
    assert asked(found.solver) == [
        (AttemptSolution, 0),
        *((SolveQuestion, draw) for draw in range(4)),
        (SolveWithout, 0),
        (SolveWithout, 0),
    ]


def test_votes_and_solutions_are_as_many_as_configured() -> None:
    config = Math2Config(votes=7, solutions=2, both_needed="off")

    found = journey(config, verdicts=[verdict()] * 7, solutions=SIX[:2])

    assert asked(found.judge)[1:] == [(ValidateQuestion, draw) for draw in range(7)]
    assert asked(found.solver)[1:] == [(SolveQuestion, draw) for draw in range(2)]
    assert made(found.outcome).evidence == believed(2, 2, ())


@pytest.mark.parametrize(
    ("script", "calls"),
    [
        pytest.param({"pair": ModelReplyError("garbled")}, (0, 1, 0), id="pair validation"),
        pytest.param({"written": ModelReplyError("garbled")}, (1, 1, 0), id="generation"),
        pytest.param({"attempt": ModelReplyError("garbled")}, (1, 1, 1), id="attempt"),
        pytest.param({"verdicts": [ModelReplyError("garbled")] * 4}, (1, 5, 1), id="question validation"),
        pytest.param({"solutions": [ModelReplyError("garbled")] * 4}, (1, 5, 5), id="final solution"),
    ],
)
def test_an_unusable_reply_is_left_to_the_engine_and_ends_the_asking(
    script: dict[str, Any], calls: tuple[int, int, int]
) -> None:
    cast = teachers(**script)

    with pytest.raises(ModelReplyError, match="garbled"):
        asyncio.run(make(ITEM, Roles(*cast), CONFIG))

    assert tuple(len(teacher.asked) for teacher in cast) == calls


def test_a_vote_that_was_no_verdict_counts_among_those_asked_and_for_nothing() -> None:
    garbled = ModelReplyError("garbled")

    kept = journey(verdicts=[verdict(), garbled, verdict(), verdict()])
    dropped = journey(verdicts=[verdict(), garbled, verdict(), garbled])

    assert made(kept.outcome).answer == "6"
    assert refused(dropped.outcome).reason == "voted down"


def test_a_solution_that_cannot_be_used_votes_for_nothing_and_is_kept_nowhere() -> None:
    garbled = ModelReplyError("garbled")

    kept = journey(solutions=[SIX[0], garbled, SIX[1], SIX[2]])
    split = journey(solutions=[SIX[0], garbled, SIX[1], text("3+4", "7")])

    assert made(kept.outcome).evidence == believed(3, 4).model_copy(update={"incomplete": 1})
    assert set(made(kept.outcome).solutions) == {SIX[0], SIX[1], SIX[2]}
    pool = refused(split.outcome)
    assert pool.reason == "no majority answer"
    assert pool.kept is not None
    assert pool.kept.solutions == (SIX[0], SIX[1], text("3+4", "7"))


@pytest.mark.parametrize(
    "unusable",
    [
        pytest.param(IncompleteReplyError("cut off"), id="cut off"),
        pytest.param(ModelReplyError("garbled"), id="garbled"),
        pytest.param(Attempt(text=" ", broken="needs the forbidden skill"), id="without a worked text"),
        pytest.param(Attempt(text="No way leads there.", broken="question is faulty"), id="a word on the question"),
    ],
)
def test_a_solution_without_a_skill_that_says_nothing_of_it_is_no_test_of_it(unusable: Line) -> None:
    problem = made(journey(without=[unusable, NEEDED]).outcome)
    dropped = journey(Math2Config(both_needed="reject"), without=[unusable, unusable])

    assert problem.evidence == believed(4, 4, (UNTESTED[0], BOTH[1]))
    assert made(dropped.outcome).evidence == believed(4, 4, UNTESTED)


# --- 2 question generation ------------------------------------------------------------------------


def test_generation_goes_on_with_the_conversation_of_the_pairs_validation() -> None:
    found = journey()

    turn = ValidatePair(pair=JUDGED).turn(DISTINCT)
    assert [one.prompt for one in found.author.asked] == [WriteQuestion(pair=PAIR, conversation=(turn,))]


def test_generation_starts_anew_where_no_conversation_is_wanted() -> None:
    found = journey(Math2Config(conversation=False))

    assert [one.prompt for one in found.author.asked] == [WriteQuestion(pair=PAIR)]


def test_no_turn_of_any_prompt_holds_what_only_code_may_know() -> None:
    found = journey(written=draft("6", solution=SIX[0]))

    turns = [turn for one in found.author.asked for turn in one.prompt.conversation]
    turns.append(WriteQuestion(pair=PAIR).turn(draft("31337", solution=SIX[0])))
    told = "".join(turn.model_dump_json() for turn in turns)
    assert [type(turn) for turn in turns] == [Turn, Turn]
    assert [word for word in ("31337", "told by the program", "program", "parts", "answer") if word in told] == []


# --- 3 solution attempt ---------------------------------------------------------------------------


def test_the_attempt_sees_the_question_and_a_broken_one_is_left_to_the_validators() -> None:
    broken = Attempt(text="The price is nowhere said.", broken="missing data")

    found = journey(written=draft(solution=SIX[0]), attempt=broken)

    prompts = [one.prompt for one in found.judge.asked[1:]]
    assert found.solver.asked[0].prompt.shown().model_dump() == {"question": QUESTION}
    assert prompts == [ValidateQuestion(pair=PAIR, draft=draft(solution=SIX[0]), attempt=broken)] * 4
    assert "The price is nowhere said." in prompts[0].shown().model_dump_json()
    assert "missing data" in prompts[0].shown().model_dump_json()
    assert made(found.outcome).answer == "6"


# --- 4 question validation ------------------------------------------------------------------------

YES, NO = verdict(), verdict(valid=False)


@pytest.mark.parametrize(
    ("verdicts", "flaw"),
    [
        pytest.param([YES] * 4, None, id="all for it"),
        pytest.param([YES, YES, YES, NO], None, id="most for it"),
        pytest.param([YES, YES, NO, NO], "voted down", id="a tie drops"),
        pytest.param([NO, YES, NO, NO], "voted down", id="most against it"),
        pytest.param([YES], None, id="one for it"),
        pytest.param([NO], "voted down", id="one against it"),
        pytest.param([YES, YES, NO], None, id="odd number"),
        pytest.param(
            [verdict("grammar"), verdict("realistic"), verdict("tractable")], "voted down", id="no shared criterion"
        ),
        pytest.param([verdict("grammar"), verdict("grammar"), YES, YES], "voted down", id="half of them find it unmet"),
        pytest.param(
            [verdict("grammar"), verdict("grammar"), verdict("grammar"), YES],
            "criterion not met: grammar",
            id="most find it unmet",
        ),
        pytest.param(
            [verdict("grammar"), verdict("grammar", "both_skills"), verdict("both_skills")],
            "criterion not met: both skills",
            id="the first of the rubric gives the reason",
        ),
        pytest.param(
            [verdict("grammar", "exact_answer"), verdict("grammar"), verdict("grammar")],
            "criterion not met: grammar",
            id="not the first that anybody names",
        ),
        pytest.param(
            [verdict("no_surplus", valid=True)] * 3, "criterion not met: no surplus", id="unmet though they say Yes"
        ),
        pytest.param(
            [verdict("other", "other"), YES, YES], None, id="one verdict has one vote however often it names it"
        ),
        pytest.param([verdict("other", "other", "other", valid=True), YES], None, id="named thrice by one of two"),
    ],
)
def test_most_verdicts_decide_and_a_criterion_that_most_find_unmet_is_the_reason(
    verdicts: list[QuestionVerdict], flaw: str | None
) -> None:
    assert flaw_of(verdicts) == flaw


@pytest.mark.parametrize(
    ("verdicts", "reason"),
    [
        pytest.param([verdict("single_answer")] * 4, "criterion not met: single answer", id="criterion"),
        pytest.param([YES, NO, YES, NO], "voted down", id="bare votes"),
    ],
)
def test_a_question_that_the_validators_drop_is_never_solved(verdicts: list[QuestionVerdict], reason: str) -> None:
    found = journey(verdicts=verdicts)

    assert found.outcome == Rejected(item_id="item", step="question_validation", reason=reason, draft=QUESTION)
    assert asked(found.judge)[1:] == [(ValidateQuestion, draw) for draw in range(4)]
    assert asked(found.solver) == [(AttemptSolution, 0)]


def test_validators_and_solvers_are_asked_the_same_whatever_was_replied_before() -> None:
    found = journey(verdicts=[YES, verdict("grammar"), YES, YES], written=draft(solution=SIX[0]))

    assert len({one.prompt.prompt_key() for one in found.judge.asked[1:]}) == 1
    solving = {one.prompt.shown().model_dump_json() for one in found.solver.asked[1:5]}
    assert solving == {SolveQuestion(pair=PAIR, draft=draft()).shown().model_dump_json()}
    assert [one for one in (SIX[0], ATTEMPT.text, "grammar") if one in "".join(solving)] == []


# --- 5 final solution, re-validation --------------------------------------------------------------


def test_answers_that_are_mathematically_equal_vote_together() -> None:
    texts = ["Half.\n#### 1/2", "A third.\n#### 1/3", "Half.\n#### 0.5", "It is \\boxed{\\frac{1}{2}}."]

    problem = made(journey(solutions=texts).outcome)

    assert (problem.answer, problem.evidence) == ("1/2", believed(3, 4))
    assert set(problem.solutions) <= {texts[0], texts[2], texts[3]}


def test_a_question_on_whose_answer_all_solutions_differ_goes_to_the_hard_pool() -> None:
    texts = [text("2*3", "6"), text("10-3", "7"), text("4+4", "8"), text("3*3", "9")]

    found = journey(solutions=texts, written=draft(solution=text("5+5", "10")))

    assert found.outcome == Rejected(
        item_id="item",
        step="revalidation",
        reason="all answers differ",
        draft=QUESTION,
        kept=Problem(
            problem_id=problem_id("math2/1", QUESTION, ""),
            question=QUESTION,
            solutions=tuple(texts),
            answer="",
            source="math2/1",
            kind="compose",
            parents=("a", "c"),
            concepts=SKILLS,
            license="MIT",
        ),
    )


def test_half_of_the_solutions_is_no_majority() -> None:
    rejected = refused(journey(solutions=[*SIX[:2], text("3+4", "7"), text("4+4", "8")]).outcome)

    assert (rejected.step, rejected.reason) == ("revalidation", "no majority answer")
    assert rejected.kept is not None


def test_with_a_program_its_answer_is_believed_and_wrong_solutions_are_dropped() -> None:
    wrong = text("3+4", "7")

    problem = made(journey(written=draft("6"), solutions=[wrong, wrong, wrong, SIX[0]]).outcome)

    assert (problem.answer, problem.evidence, problem.program) == ("6", believed(), program("6"))
    assert problem.solutions == (SIX[0],)


def test_where_no_solution_reaches_the_programs_answer_nothing_is_kept_for_the_hard_pool() -> None:
    found = journey(written=draft("6"), solutions=[text("3+4", "7")] * 4)

    assert found.outcome == Rejected(
        item_id="item", step="revalidation", reason="answer differs from the program's", draft=QUESTION
    )
    assert SolveWithout not in [kind for kind, _ in asked(found.solver)]


# --- both skills needed ---------------------------------------------------------------------------


def test_the_question_is_solved_with_each_skill_forbidden_in_turn() -> None:
    found = journey(written=draft(solution=SIX[0]))

    told = draft(solution=SIX[0])
    assert [one.prompt for one in found.solver.asked[5:]] == [
        SolveWithout(pair=PAIR, draft=told, forbidden="percents"),
        SolveWithout(pair=PAIR, draft=told, forbidden="rates"),
    ]
    assert made(found.outcome).answer == "6"


REACHED = Attempt(text=SIX[1], broken=None)


@pytest.mark.parametrize(
    ("without", "calls"),
    [
        pytest.param([REACHED], 1, id="without the first"),
        pytest.param([NEEDED, REACHED], 2, id="without the second"),
        pytest.param([Attempt(text="#### 6.0", broken=None)], 1, id="an equal answer"),
    ],
)
@pytest.mark.parametrize("mode", [pytest.param("reject", id="reject"), pytest.param(True, id="true")])
def test_a_question_whose_answer_comes_out_without_a_skill_is_dropped_where_that_is_wanted(
    mode: object, without: list[Attempt], calls: int
) -> None:
    found = journey(Math2Config.model_validate({"both_needed": mode}), without=without)

    assert found.outcome == Rejected(
        item_id="item", step="both_needed", reason="answer reached without one of the skills", draft=QUESTION
    )
    assert len([kind for kind, _ in asked(found.solver) if kind is SolveWithout]) == calls


def test_by_default_what_comes_out_without_each_skill_stands_with_the_evidence() -> None:
    needs = (SkillNeed(skill="percents", found="reached without"), BOTH[1])

    assert made(journey(without=[REACHED, NEEDED]).outcome).evidence == believed(4, 4, needs)
    assert made(journey().outcome).evidence == believed(4, 4, BOTH)


@pytest.mark.parametrize(
    "attempt",
    [
        pytest.param(Attempt(text=text("3+4", "7"), broken=None), id="another answer"),
        pytest.param(Attempt(text=SIX[1], broken="needs rates"), id="broken off, though a number stands there"),
        pytest.param(Attempt(text="6", broken=None), id="a bare number is no worked answer"),
    ],
)
def test_another_answer_or_none_without_a_skill_shows_that_it_is_needed(attempt: Attempt) -> None:
    found = journey(Math2Config(both_needed="reject"), without=[attempt, attempt])
    assert made(found.outcome).evidence == believed(4, 4, BOTH)


@pytest.mark.parametrize("mode", [pytest.param("off", id="off"), pytest.param(False, id="false")])
def test_without_the_test_of_both_skills_nothing_is_solved_without_one(mode: object) -> None:
    found = journey(Math2Config.model_validate({"both_needed": mode}))

    assert made(found.outcome).evidence == believed(4, 4, ())
    assert SolveWithout not in [kind for kind, _ in asked(found.solver)]


# --- licences -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("parents", "terms"),
    [
        pytest.param(("a", "c"), "MIT", id="both parents of one licence"),
        pytest.param(("a", "other"), None, id="two licences"),
        pytest.param(("a", "silent"), None, id="one states none"),
        pytest.param(("silent",), None, id="states none"),
        pytest.param((), None, id="no parents"),
    ],
)
def test_the_problem_has_the_licence_that_its_parents_share(parents: tuple[str, ...], terms: str | None) -> None:
    shown = SkillExamples(skill="rates", exemplars=(seed("c"), seed("other", "CC-BY-4.0"), seed("silent", None)))
    item = ITEM.model_copy(update={"pair": (PAIR[0], shown)})

    outcome = asyncio.run(make(item, Roles(*teachers(written=draft(parents=parents))), CONFIG))

    assert made(outcome).license == terms


# --- the plan -------------------------------------------------------------------------------------

FILED = {"ages": 4, "areas": 5, "percents": 2, "rates": 6, "volumes": 1}
"""Number of seed problems of each skill; each asks for something else."""
WORDS = ("apples", "boats", "clouds", "doors", "eggs", "forks")
SEEDS = tuple(seed(f"{skill} {word}") for skill, size in FILED.items() for word in WORDS[:size])
PAIRS = sorted(combinations(["ages", "areas", "percents", "rates"], 2))


def filed(seeds: Sequence[Problem] = SEEDS) -> list[Relabelled]:
    return [Relabelled(problem_id=one.problem_id, skill=one.problem_id.partition(" ")[0]) for one in seeds]


async def relabelled(seeds: Sequence[Problem]) -> AsyncIterator[Accepted[Relabelled]]:
    for one in filed(seeds):
        yield Accepted(item_id=one.problem_id, payload=one)


async def taken(items: AsyncIterator[T], most: int) -> list[T]:
    found: list[T] = []
    async for item in items:
        found.append(item)
        if len(found) == most:
            break
    return found


def planned(
    most: int, config: Math2Config = CONFIG, run_seed: int = 7, seeds: Sequence[Problem] = SEEDS
) -> list[PairItem]:
    return asyncio.run(taken(plan_pairs(relabelled(seeds), seeds, config, run_seed), most))


def skills(item: PairItem) -> tuple[str, str]:
    return item.pair[0].skill, item.pair[1].skill


def names(shown: Pair) -> list[set[str]]:
    return [{problem.problem_id for problem in one.exemplars} for one in shown]


def test_no_pair_comes_a_second_time_before_every_pair_came_once() -> None:
    items = planned(18)
    sweeps = [[skills(item) for item in items[start : start + 6]] for start in (0, 6, 12)]

    assert [sorted(sweep) for sweep in sweeps] == [PAIRS] * 3
    assert len({tuple(sweep) for sweep in sweeps}) == 3
    assert [item.index for item in items] == list(range(18))
    assert len({item.item_id for item in items}) == 18


def test_a_skill_of_too_few_seed_problems_takes_no_part() -> None:
    def paired(least: int) -> set[str]:
        return {skill for item in planned(20, Math2Config(least_exemplars=least)) for skill in skills(item)}

    assert [sorted(paired(least)) for least in (1, 2, 3, 5)] == [
        ["ages", "areas", "percents", "rates", "volumes"],
        ["ages", "areas", "percents", "rates"],
        ["ages", "areas", "rates"],
        ["areas", "rates"],
    ]


@pytest.mark.parametrize("least", [6, 7])
def test_without_two_skills_the_plan_says_what_would_help(least: int) -> None:
    with pytest.raises(DataError, match=f"with {least} or more seed problems: [01]; .*lower options.least_exemplars"):
        planned(1, Math2Config(least_exemplars=least))


def test_where_no_seed_problem_has_a_skill_there_is_no_plan() -> None:
    assert planned(1, seeds=()) == []


def test_exemplars_are_seed_problems_of_their_skill_each_once_as_many_as_wanted_or_there_are() -> None:
    for item in planned(12):
        assert names(item.pair) != [set(), set()]
        for shown in (item.pair, item.judged):
            for one in shown:
                ids = {problem.problem_id for problem in one.exemplars}
                assert {name.partition(" ")[0] for name in ids} == {one.skill}
                assert len(ids) == len(one.exemplars) == min(3, FILED[one.skill])


def test_a_pair_is_judged_by_the_same_exemplars_each_time_and_generates_from_fresh_ones() -> None:
    items = planned(60)

    for pair in PAIRS:
        again = [item for item in items if skills(item) == pair]
        assert len(again) == 10
        assert len({item.judged for item in again}) == 1
    rich = [item for item in items if skills(item) == ("areas", "rates")]
    assert len({tuple(map(frozenset, names(item.pair))) for item in rich}) > 5


def test_which_exemplars_are_fresh_hangs_on_the_run_seed() -> None:
    repository, pairs = repository_of(filed(), SEEDS, CONFIG), (("areas", "rates"),)

    drawn = [[pair_item(index, pairs, repository, CONFIG, seed).pair for index in range(9)] for seed in (7, 7, 8)]

    assert drawn[0] == drawn[1] != drawn[2]


def test_what_represents_a_skill_is_the_same_in_every_pair_and_under_every_run_seed() -> None:
    judged = {one.skill: one for item in planned(6) for one in item.judged}

    assert {one for item in planned(12, run_seed=8) for one in item.judged} == set(judged.values())


def test_the_plan_is_the_same_again_and_another_for_another_run_seed() -> None:
    assert planned(20) == planned(20)
    assert [skills(item) for item in planned(20)] != [skills(item) for item in planned(20, run_seed=8)]
    assert len({item.item_id for item in planned(30) + planned(30, run_seed=8)}) == 60


def test_any_place_of_the_plan_can_be_had_alone() -> None:
    repository = repository_of(filed(), SEEDS, CONFIG)

    pairs = tuple(combinations(repository.skills, 2))
    assert pair_item(17, pairs, repository, CONFIG, 7) == planned(18)[17]


# --- the survey -----------------------------------------------------------------------------------


def surveyed(settled: int, config: Math2Config = CONFIG, seeds: Sequence[Problem] = SEEDS) -> ConceptSurvey:
    def ended(name: str) -> list[Accepted[Relabelled]]:
        assert name == "relabel"
        return [Accepted(item_id=one.problem_id, payload=one) for one in filed(seeds)]

    return survey_of(Told(ended=ended, seeds=seeds, config=config, run_seed=7, planned=settled))


@pytest.mark.parametrize("settled", [0, 1, 5, 6, 7, 11, 12, 17, 30, 32])
def test_the_survey_counts_how_often_each_pair_was_planned(settled: int) -> None:
    counted = Counter(skills(item) for item in planned(40)[:settled])

    found = surveyed(settled)

    assert found.skills == ("ages", "areas", "percents", "rates")
    assert {pair: count for pair, count in found.pairs.items() if count} == dict(counted)
    assert sum(found.pairs.values()) == settled


def test_a_survey_of_too_few_skills_has_no_pairs() -> None:
    assert surveyed(0, Math2Config(least_exemplars=6)) == ConceptSurvey(skills=("rates",), pairs={})
    assert surveyed(0, seeds=()) == ConceptSurvey()


# --- with the symbolic teacher --------------------------------------------------------------------


@cache
def symbolic() -> dict[str, list[Outcome[Any]]]:
    """The outcomes of each pass over shipped seed problems, 60 items of the last; unusable replies left out."""
    seeds, roles, config = tuple(shipped_seeds()), Roles.of(SymbolicTeacher(7)), Math2Config()
    found: dict[str, list[Outcome[Any]]] = {}
    for place, one in enumerate(MATH2.passes):
        names = [*one.reads, *(earlier.name for earlier in MATH2.passes[max(place - 1, 0) : place])]
        earlier = [outcome for name in names for outcome in found[name] if isinstance(outcome, Accepted)]
        items = asyncio.run(taken(one.plan(as_they_come(earlier), seeds, config, 7), 60 if one.endless else 9999))
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
    for one in MATH2.passes:
        assert refusals(one.name).isdisjoint(one.untested_symbolically)
        assert refusals(one.name) <= set(one.steps)


def test_no_seed_problem_is_lost_on_the_way_to_its_skill() -> None:
    """The shipped seed problems are labelled by hand: every one of them fits the skill it is filed under."""
    assert [len(symbolic()[name]) for name in ("label", "relabel")] == [len(tuple(shipped_seeds()))] * 2
    assert refusals("label") == refusals("relabel") == set()


def test_seed_problems_become_skills_and_pairs_become_proved_problems_that_need_both() -> None:
    problems = [outcome.payload for outcome in symbolic()["make"] if isinstance(outcome, Accepted)]

    assert len(problems) >= 20
    for problem in problems:
        assert {check_solution(one, problem.answer, problem.question).state for one in problem.solutions} == {"right"}
        needs = tuple(SkillNeed(skill=one.name, found="not tested") for one in problem.concepts)
        assert (problem.kind, problem.evidence) == ("compose", believed(needs=needs))
        assert len(set(problem.parents)) == len(set(problem.concepts)) == 2
    filed_under = {
        one.payload.problem_id: one.payload.skill for one in symbolic()["relabel"] if isinstance(one, Accepted)
    }
    assert [{filed_under[parent] for parent in one.parents} for one in problems] == [
        {concept.name for concept in one.concepts} for one in problems
    ]


# --- configuration and passes ---------------------------------------------------------------------


def test_making_comes_after_the_passes_of_skill_discovery_and_never_ends() -> None:
    assert MATH2.passes[:-1] == SKILL_PASSES
    assert (MATH2.passes[-1].name, MATH2.passes[-1].endless) == ("make", True)
    assert MATH2.passes[-1].steps == (
        "reply",
        "pair_validation",
        "question_validation",
        "revalidation",
        "both_needed",
    )


@pytest.mark.parametrize(
    "options",
    [
        {"least_exemplars": 0},
        {"exemplars": 0},
        {"votes": 0},
        {"solutions": 0},
        {"paths": 0},
        {"seed_fraction": 0},
        {"vote": 3},
    ],
)
def test_options_that_make_no_sense_are_refused(options: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Math2Config.model_validate(options)
