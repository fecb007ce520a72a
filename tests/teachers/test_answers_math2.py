"""The symbolic answers to MATH²'s prompts: good drafts pass, each bad one fails the criteria it should and no other."""

from collections.abc import Coroutine, Sequence
from typing import Any

import pytest

from mathwright.concepts.families import family_of
from mathwright.concepts.labels import labels_of
from mathwright.errors import ModelReplyError
from mathwright.programs.replay import replay
from mathwright.programs.telling import tell
from mathwright.prompts.draft import Draft
from mathwright.prompts.math2 import (
    Attempt,
    AttemptSolution,
    CheckExemplar,
    ClusterSkills,
    CoarseSkill,
    Criterion,
    LabelSkill,
    Pair,
    QuestionVerdict,
    RelabelProblem,
    SkillCluster,
    SkillExamples,
    SolveQuestion,
    SolveWithout,
    ValidatePair,
    ValidateQuestion,
    WriteQuestion,
)
from mathwright.prompts.prompt import Prompt, R
from mathwright.records import Given, Part, Problem, Program, Step
from mathwright.seeds.shipped import shipped_seeds
from mathwright.teachers.answers.drawn import MODEL_NEEDED
from mathwright.teachers.answers.rubric import LARGEST, MOST_STEPS, missing_givens
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


def seed(name: str, question: str, worked: str, answer: str) -> Problem:
    return Problem(
        problem_id=name, question=question, solutions=(f"{worked}\n#### {answer}",), answer=answer, source="t"
    )


CLIPS = seed(
    "clips",
    "Tom had 48 clips and sold 24 of them. How many clips does Tom have left?",
    "Tom has 48-24=<<48-24=24>>24 clips left.",
    "24",
)
FRUITS = seed(
    "fruits",
    "Ann buys 20 apples and 15 pears. How many fruits does she buy?",
    "Ann buys 20+15=<<20+15=35>>35 fruits.",
    "35",
)
WORDS = seed("words", "What is a prime?", "A number with two divisors.", "two divisors")
PAIR: Pair = (
    SkillExamples(skill="leftovers", exemplars=(WORDS, CLIPS)),
    SkillExamples(skill="sums", exemplars=(FRUITS,)),
)

QUESTION = (
    "Tom had 48 clips and sold 24 of them. Let N be the number of clips Tom has left. "
    "Ann buys N apples and 15 pears. How many fruits does she buy?"
)
LINES = ("Tom has 48 - 24 = <<48-24=24>>24 clips left.", "So N = 24.", "Ann buys 24 + 15 = <<24+15=39>>39 fruits.")
STEPS = (("g0-g1", "24"), ("s0+g3", "39"))
PARTS = (("clips", (0, 1)), ("fruits", (3,)))


NUMBERS = (("had ", "48", "48"), ("sold ", "24", "24"), ("buys ", "N", "24"), ("apples and ", "15", "15"))
"""What stands before a given, its text and its value."""


def program(steps: Sequence[tuple[str, str]] = STEPS, lines: tuple[str, ...] = LINES) -> Program:
    numbers = ((QUESTION.index(before) + len(before), text, value) for before, text, value in NUMBERS)
    return Program(
        givens=tuple(Given(start=start, end=start + len(text), value=value) for start, text, value in numbers),
        steps=tuple(Step(expression=expression, value=value) for expression, value in steps),
        answer=len(steps) - 1,
        lines=lines,
    )


def draft(
    *,
    question: str = QUESTION,
    parents: tuple[str, ...] = ("clips", "fruits"),
    answer: str | None = None,
    steps: Sequence[tuple[str, str]] = STEPS,
    lines: tuple[str, ...] = LINES,
    parts: Sequence[tuple[str, tuple[int, ...]]] = PARTS,
) -> Draft:
    """The clips and the fruits in a row, which is sound; what is named is changed."""
    return Draft(
        kind="compose",
        question=question,
        parents=parents,
        answer=steps[-1][1] if answer is None else answer,
        program=moved(program(steps, lines), question),
        parts=tuple(Part(parent=parent, givens=givens) for parent, givens in parts),
    )


def moved(told: Program, question: str) -> Program:
    """The program with each given at its place in another question, where the words before it still stand there."""
    places = [question.find(f"{before}{text}") + len(before) for before, text, _ in NUMBERS]
    givens = [
        given.model_copy(update={"start": place, "end": place + given.end - given.start})
        if place >= len(before)
        else given
        for given, place, (before, *_) in zip(told.givens, places, NUMBERS, strict=True)
    ]
    return told.model_copy(update={"givens": tuple(givens)})


BARE = Draft(kind="compose", question=QUESTION, parents=("clips", "fruits"), solution="#### 39")
FINISHED = Attempt(text="", broken=None)


# --- the attempt ----------------------------------------------------------------------------------


def test_the_attempt_tells_the_worked_text_and_finds_nothing_broken_in_a_sound_one() -> None:
    assert ask(AttemptSolution(draft=draft())) == Attempt(text="\n".join((*LINES, "#### 39")), broken=None)


@pytest.mark.parametrize(
    ("changes", "broken"),
    [
        pytest.param(
            {"lines": (*LINES[:2], "Ann buys 24 + 15 = <<24+15=38>>38 fruits.")}, "annotation false", id="false"
        ),
        pytest.param(
            {"lines": (*LINES[:2], "Ann buys 24 + 15 = <<24+15=39>>38 fruits.")},
            "printed number differs from annotation",
            id="prose differs",
        ),
        pytest.param({"answer": "38"}, "final answer is no annotated result", id="another answer"),
        pytest.param({"lines": ()}, "no annotation", id="nothing worked out"),
        pytest.param(
            {"lines": ("Tom had 77 boxes.", *LINES)}, "number from nowhere", id="a number that the question lacks"
        ),
        pytest.param(
            {"lines": ("There are 2 - 2 = <<2-2=0>>0 more.", "Each gets 5 / 0 = <<5/0=5>>5.", *LINES)},
            "division by zero",
            id="impossible",
        ),
    ],
)
def test_what_does_not_hold_breaks_the_attempt_and_with_it_clear_and_complete(
    changes: dict[str, Any], broken: str
) -> None:
    told = draft(**changes)

    attempt = ask(AttemptSolution(draft=told))
    verdict = ask(ValidateQuestion(pair=PAIR, draft=told, attempt=attempt))

    assert attempt.broken == broken
    assert "clear_and_complete" in verdict.failed


@pytest.mark.parametrize(
    "question",
    [
        pytest.param(QUESTION.replace("48", "some"), id="a number left out"),
        pytest.param(QUESTION.replace("48", "47"), id="another number"),
        pytest.param(QUESTION.replace("15", "XV"), id="no number that is read"),
        pytest.param(QUESTION.replace("48", "148"), id="the end of a longer number"),
        pytest.param(QUESTION.replace("48", "48.5"), id="the beginning of a longer number"),
        pytest.param(QUESTION.replace("15", "P"), id="a letter for a number that nothing feeds"),
        pytest.param(QUESTION.replace("buys N apples", "buys n apples"), id="no letter"),
        pytest.param(QUESTION.replace("buys N apples", "buys Ns apples"), id="a word for the letter"),
    ],
)
def test_a_question_that_does_not_say_a_number_of_its_program_lacks_data(question: str) -> None:
    told = draft().model_copy(update={"question": question})

    assert ask(AttemptSolution(draft=told)).broken in ("missing data", "number from nowhere")
    assert missing_givens(told, program()) != ()


@pytest.mark.parametrize(
    ("words", "text", "value"),
    [
        ("a half of it", "half", "1/2"),
        ("one fifth of it", "one fifth", "1/5"),
        ("one fifth of it", "fifth", "1/5"),
        ("one fifth of it", "one", "1"),
        ("two hundred of them", "two hundred", "200"),
        ("a dozen of them", "dozen", "12"),
        ("20% of it", "20", "20"),
        ("1,250 of them", "1,250", "1250"),
        ("2 1/2 of them", "2 1/2", "5/2"),
        ("forty-eight of them", "forty-eight", "48"),
    ],
)
def test_a_number_may_be_said_in_any_way_that_is_read(words: str, text: str, value: str) -> None:
    start = words.index(text)
    given = Given(start=start, end=start + len(text), value=value)
    told = draft().model_copy(update={"question": words})

    assert missing_givens(told, Program(givens=(given,), steps=(), answer=0, lines=())) == ()
    wrong = given.model_copy(update={"value": "7"})
    assert missing_givens(told, Program(givens=(wrong,), steps=(), answer=0, lines=())) == (0,)


def test_a_part_of_a_number_is_not_said() -> None:
    words = "forty-eight of them"
    given = Given(start=words.index("eight"), end=words.index(" of"), value="8")
    told = draft().model_copy(update={"question": words})

    assert missing_givens(told, Program(givens=(given,), steps=(), answer=0, lines=())) == (0,)


def test_a_letter_for_a_result_is_the_whole_of_the_given() -> None:
    fed = program().givens[2]
    longer = program().model_copy(update={"givens": (fed.model_copy(update={"end": fed.end + 2}),)})

    assert missing_givens(draft(parts=()), longer) == (0,)


def test_only_what_is_fed_on_may_stand_as_a_letter() -> None:
    """The third given is no part's, and its value is a result: it is fed on; as a part's own it would be missing."""
    assert missing_givens(draft(), program()) == ()
    assert missing_givens(draft(parts=(*PARTS, ("more", (2,)))), program()) == (2,)
    assert missing_givens(draft(), program((("g0", "48"), ("s0-g3", "33")))) == (2,)


# --- the verdict ----------------------------------------------------------------------------------


def judged(told: Draft, attempt: Attempt = FINISHED, pair: Pair = PAIR) -> QuestionVerdict:
    return ask(ValidateQuestion(pair=pair, draft=told, attempt=attempt))


def test_a_sound_draft_meets_every_criterion_that_a_program_can_be_held_against() -> None:
    verdict = judged(draft(), ask(AttemptSolution(draft=draft())))

    assert (verdict.failed, verdict.valid) == ((), True)


SET_ASIDE = "How many caps does Tom have? Let $K be the answer to this question."

BAD: list[tuple[str, dict[str, Any], tuple[Criterion, ...]]] = [
    ("two questions", {"question": f"{QUESTION} How many pears does she buy?"}, ("single_answer",)),
    (
        "two questions behind one that a letter answers",
        {"question": f"{SET_ASIDE} {QUESTION} How many pears does she buy?"},
        ("single_answer",),
    ),
    ("rounded answer", {"steps": (("g0-g1", "24"), ("s0/g3", "8/5")), "answer": "2"}, ("exact_answer",)),
    ("rounded decimal", {"steps": (("g0-g1", "24"), ("s0/g3", "7/3")), "answer": "2.33"}, ("exact_answer",)),
    ("no seed problem of a skill", {"parents": ("clips", "other")}, ("both_skills",)),
    ("no seed problem of the other skill", {"parents": ("other", "fruits")}, ("both_skills",)),
    ("a part that brings nothing", {"parts": (("clips", (0, 1)), ("fruits", ()))}, ("both_skills",)),
    ("a given that no step uses", {"steps": (("g0", "48"), ("s0-g3", "33"))}, ("no_surplus",)),
    (
        "a part that the answer does not need",
        {"steps": (("g0-g1", "24"), ("g2+g3", "39"))},
        ("both_skills", "no_surplus"),
    ),
    ("a negative step", {"steps": (("g1-g0", "-24"), ("g3-s0", "39"))}, ("realistic",)),
    ("a step that comes to nothing", {"steps": (("g1-g0+g1", "0"), ("s0+g3", "15"))}, ("realistic",)),
    ("a result beyond a school problem", {"steps": (("g0-g1", "24"), ("s0*g3", str(LARGEST + 1)))}, ("realistic",)),
    ("a sentence begun in lower case", {"question": QUESTION.replace("Tom had", "tom had")}, ("grammar",)),
    (
        "too many steps",
        {"steps": (*STEPS, *((f"s{place}+0", "39") for place in range(1, MOST_STEPS)))},
        ("tractable",),
    ),
    (
        "several at once",
        {"question": QUESTION.replace("Tom had", "tom had"), "parents": ("clips",), "answer": "40"},
        ("exact_answer", "both_skills", "grammar"),
    ),
]


@pytest.mark.parametrize(("changes", "failed"), [pytest.param(*case[1:], id=case[0]) for case in BAD])
def test_a_bad_draft_fails_exactly_the_criteria_it_should_in_the_order_of_the_rubric(
    changes: dict[str, Any], failed: tuple[Criterion, ...]
) -> None:
    verdict = judged(draft(**changes))

    assert (verdict.failed, verdict.valid) == (failed, False)
    assert verdict.reason == ", ".join(failed)


def test_an_attempt_that_broke_off_fails_clear_and_complete_alone() -> None:
    assert judged(draft(), Attempt(text="", broken="missing data")).failed == ("clear_and_complete",)


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"steps": (("g0-g1", "24"), ("s0*g3", str(LARGEST)))}, id="the largest result"),
        pytest.param({"steps": (("g0-g1", "24"), ("s0*g3", "3600")), "answer": "3,600"}, id="thousands separated"),
        pytest.param({"steps": (("g0-g1", "24"), ("s0/g3", "8/5")), "answer": "1.6"}, id="exact decimal"),
        pytest.param({"steps": (("g0-g1", "24"), ("s0/g3", "7/3")), "answer": "7/3"}, id="fraction"),
        pytest.param(
            {"question": QUESTION.replace("How many fruits does she buy?", "Find how many fruits she buys.")},
            id="an order",
        ),
        pytest.param(
            {"steps": (*STEPS, *((f"s{place}+0", "39") for place in range(1, MOST_STEPS - 1)))},
            id="as many steps as may be",
        ),
        pytest.param({"parents": ("fruits", "clips")}, id="parents the other way round"),
        pytest.param({"question": f"{SET_ASIDE} {QUESTION}"}, id="one question behind one that a letter answers"),
    ],
)
def test_what_is_just_within_bounds_passes(changes: dict[str, Any]) -> None:
    assert judged(draft(**changes)).failed == ()


@pytest.mark.parametrize(
    ("text", "value", "surplus"),
    [
        pytest.param("48", "48", True, id="digits"),
        pytest.param("half", "1/2", False, id="a word that a literal may tell"),
        pytest.param("pair", "2", False, id="a word that counts nothing here"),
        pytest.param("1", "1", False, id="one, as an article"),
    ],
)
def test_a_given_that_no_step_uses_is_surplus_where_it_stands_in_digits(text: str, value: str, surplus: bool) -> None:
    """Words such as *half* are often told by a literal of a step, so that their given looks unused."""
    told = draft(question=QUESTION.replace("48", text, 1), steps=(("g1*1", "24"), ("s0+g3", "39")))
    assert told.program is not None
    start = told.question.index(text)
    first = Given(start=start, end=start + len(text), value=value)
    givens = (first, *told.program.givens[1:])

    verdict = judged(told.model_copy(update={"program": told.program.model_copy(update={"givens": givens})}))

    assert ("no_surplus" in verdict.failed) == surplus


@pytest.mark.parametrize(
    ("words", "surplus"),
    [
        (" He also has 99 cats.", True),
        (" She owns seventeen cats.", True),
        (" She owns two cats.", True),
        (" She owns a dozen cats.", True),
        (" It is 2 km away.", True),
        (" He pays twice for 3.5 hours.", True),
        (" She owns one cat.", False),
        (" He has half a loaf.", False),
        (" If N is more than twice M, subtract twice M.", False),
        (" If $N is more than twice $M, subtract twice $M.", False),
        (" If it is even, divide the sum by 2.", False),
        (" Add the two amounts.", False),
    ],
)
def test_a_number_that_is_no_given_is_surplus_unless_it_joins_the_parts(words: str, surplus: bool) -> None:
    question = QUESTION.replace(" How many fruits", f"{words} How many fruits")

    assert ("no_surplus" in judged(draft(question=question)).failed) == surplus


def test_a_number_that_is_a_given_of_no_part_joins_the_parts() -> None:
    told = draft(question=QUESTION.replace("How many fruits", "She buys 3 times as many plums. How many fruits"))
    assert told.program is not None
    place = told.question.index("3 times")
    givens = (*told.program.givens, Given(start=place, end=place + 1, value="3"))

    assert judged(told).failed == ("no_surplus",)
    assert judged(told.model_copy(update={"program": told.program.model_copy(update={"givens": givens})})).failed == ()


def test_verdicts_do_not_differ_by_draw() -> None:
    prompt = ValidateQuestion(pair=PAIR, draft=draft(parents=("clips",)), attempt=FINISHED)

    assert ask(prompt, 0) == ask(prompt, 3) == ask(prompt, 1, run_seed=8)


# --- with a skill forbidden -----------------------------------------------------------------------


@pytest.mark.parametrize("forbidden", ["leftovers", "sums"])
def test_a_question_that_needs_both_skills_breaks_off_without_either(forbidden: str) -> None:
    attempt = ask(SolveWithout(pair=PAIR, draft=draft(), forbidden=forbidden))

    assert attempt == Attempt(text="", broken="needs the forbidden skill")


@pytest.mark.parametrize(
    "told",
    [
        pytest.param(draft(steps=(("g0-g1", "24"), ("g2+g3", "39"))), id="its part is not needed"),
        pytest.param(draft(parents=("fruits",), parts=()), id="no seed problem of it went in"),
    ],
)
def test_the_answer_comes_out_without_a_skill_that_the_question_does_not_need(told: Draft) -> None:
    attempt = ask(SolveWithout(pair=PAIR, draft=told, forbidden="leftovers"))

    assert attempt == Attempt(text="\n".join((*LINES, "#### 39")), broken=None)
    assert ask(SolveWithout(pair=PAIR, draft=told, forbidden="sums")).broken == "needs the forbidden skill"


# --- generation and solutions ---------------------------------------------------------------------


def written(draw: int = 0, run_seed: int = RUN_SEED) -> Draft:
    return ask(WriteQuestion(pair=PAIR), draw, run_seed)


@pytest.mark.parametrize("draw", range(8))
def test_a_question_is_made_of_an_exemplar_of_each_skill_and_passes_every_step(draw: int) -> None:
    told = written(draw)

    assert (told.kind, told.parents, told.solution) == ("compose", ("clips", "fruits"), None)
    assert sorted(part.parent for part in told.parts) == ["clips", "fruits"]
    attempt = ask(AttemptSolution(draft=told))
    assert (attempt.broken, judged(told, attempt).failed) == (None, ())
    for skill in ("leftovers", "sums"):
        assert ask(SolveWithout(pair=PAIR, draft=told, forbidden=skill)).broken == "needs the forbidden skill"
    solution = replay(ask(SolveQuestion(pair=PAIR, draft=told), draw).text)
    assert (str(solution.answer), solution.faults) == (told.answer, ())


def test_draws_and_run_seeds_give_other_questions_and_the_same_ones_the_same() -> None:
    assert written(3) == written(3)
    assert len({written(draw).question for draw in range(12)}) > 2
    assert [written(draw) for draw in range(6)] != [written(draw, run_seed=8) for draw in range(6)]


def test_the_first_solution_tells_the_program_as_it_stands() -> None:
    assert ask(SolveQuestion(pair=PAIR, draft=draft())).text == tell(LINES, "39")


@pytest.mark.parametrize("side", [0, 1])
def test_a_skill_whose_exemplars_have_no_programs_needs_a_model(side: int) -> None:
    wordy = SkillExamples(skill="words", exemplars=(WORDS,))
    pair: Pair = (wordy, PAIR[1]) if side == 0 else (PAIR[0], wordy)

    assert refusal(WriteQuestion(pair=pair)) == f"no exemplar with a program: {MODEL_NEEDED}"


def test_exemplars_that_cannot_be_joined_are_refused_with_the_makers_reason() -> None:
    pair: Pair = (SkillExamples(skill="a", exemplars=(CLIPS,)), SkillExamples(skill="b", exemplars=(CLIPS,)))

    assert refusal(WriteQuestion(pair=pair)) == "no clean companion"


@pytest.mark.parametrize("told", [BARE, BARE.model_copy(update={"program": program()})], ids=["program", "answer"])
def test_a_draft_without_a_program_needs_a_model_at_every_step(told: Draft) -> None:
    prompts: tuple[Prompt[Any], ...] = (
        AttemptSolution(draft=told),
        ValidateQuestion(pair=PAIR, draft=told, attempt=FINISHED),
        SolveQuestion(pair=PAIR, draft=told),
        SolveWithout(pair=PAIR, draft=told, forbidden="sums"),
    )

    assert {refusal(prompt) for prompt in prompts} == {f"no program: {MODEL_NEEDED}"}


# --- skills ---------------------------------------------------------------------------------------

SHIPPED = {problem.problem_id: problem for problem in shipped_seeds()}


def labelled(problem: Problem) -> tuple[str, ...]:
    labels = labels_of(problem)
    return labels.skills if labels is not None else ()


def several() -> Problem:
    """A shipped seed problem with more than one skill."""
    return next(problem for problem in SHIPPED.values() if len(labelled(problem)) > 1)


def test_a_label_names_the_first_skills_of_the_seed_problem_as_many_as_asked_for() -> None:
    skills = labelled(several())

    assert ask(LabelSkill(problem=several())).skills == skills[:1]
    assert ask(LabelSkill(problem=several(), most=2)).skills == skills[:2]
    assert ask(LabelSkill(problem=several(), most=5)).skills == skills


def test_a_seed_problem_of_which_nothing_is_known_needs_a_model() -> None:
    assert refusal(LabelSkill(problem=WORDS)) == f"no label: {MODEL_NEEDED}"


def test_every_name_is_in_exactly_one_cluster() -> None:
    names = tuple(sorted({skill for problem in SHIPPED.values() for skill in labelled(problem)}))

    clusters = ask(ClusterSkills(subject="mathematics", names=names)).clusters

    assert sorted(name for one in clusters for name in one.members) == list(names)
    assert 1 < len(clusters) <= len(names)


def relabelled(problem: Problem, *clusters: tuple[str, tuple[str, ...]]) -> CoarseSkill:
    listed = tuple(SkillCluster(name=name, members=members) for name, members in clusters)
    return ask(RelabelProblem(problem=problem, clusters=listed))


def test_relabelling_takes_the_cluster_of_the_main_skill_wherever_it_stands() -> None:
    first, second = labelled(several())[:2]

    assert relabelled(several(), ("other", (second,)), ("mine", ("x", first))).skill == "mine"
    assert relabelled(several(), ("other", ("x",)), ("second", (second,))).skill == "second"
    assert relabelled(several(), ("other", ("x",)), (first, ("y",))).skill == first


def test_relabelling_needs_a_model_where_no_cluster_holds_a_skill() -> None:
    listed = (SkillCluster(name="other", members=("x",)),)

    assert refusal(RelabelProblem(problem=several(), clusters=listed)) == f"no skill of the list: {MODEL_NEEDED}"
    assert refusal(RelabelProblem(problem=WORDS, clusters=listed)) == f"no skill of the list: {MODEL_NEEDED}"


def test_a_seed_problem_fits_its_own_skill_and_not_one_of_another_kind() -> None:
    skills = {skill: problem for problem in SHIPPED.values() for skill in labelled(problem)[:1]}
    foreign = [
        ask(CheckExemplar(problem=problem, skill=other)).fits
        for skill, problem in skills.items()
        for other in skills
        if other not in labelled(problem)
    ]

    assert [skill for skill, one in skills.items() if not ask(CheckExemplar(problem=one, skill=skill)).fits] == []
    assert sum(foreign) < len(foreign) / 4


def test_a_seed_problem_fits_the_coarse_skill_of_each_of_its_labels() -> None:
    coarse = [(problem, family_of(skill)) for problem in SHIPPED.values() for skill in labelled(problem)]

    named = [(problem, family) for problem, family in coarse if family is not None]
    assert len(named) > 200
    assert [family for problem, family in named if not ask(CheckExemplar(problem=problem, skill=family)).fits] == []


def shown(skill: str, problems: Sequence[Problem]) -> SkillExamples:
    return SkillExamples(skill=skill, exemplars=tuple(problems))


def test_a_skill_overlaps_with_itself_and_with_no_quite_different_one() -> None:
    geometry, money = (
        [one for one in SHIPPED.values() if any(concept.name == topic for concept in one.concepts)][:3]
        for topic in ("Geometry", "Money")
    )

    itself = ask(ValidatePair(pair=(shown("area_and_perimeter", geometry), shown("areas_and_perimeters", geometry))))
    other = ask(ValidatePair(pair=(shown("area_and_perimeter", geometry), shown("total_cost", money))))

    assert (itself.distinct, other.distinct) == (False, True)
    assert "alike" in itself.reason
    assert "distinct" in other.reason
