"""From a draft and its solutions to a problem, or to the hard pool."""

import pytest

from mathwright.prompts.draft import Draft
from mathwright.recipes.drafts import believed_of, hard_problem, problem_of, shared_license
from mathwright.recipes.responses import Believed, NotBelieved, VoteConfig
from mathwright.records import Concept, Evidence, Problem, Program, Step, problem_id
from mathwright.verify.equality import CHECKER

QUESTION = "How many in all?"
RULE = VoteConfig()
RATES = Concept(kind="skill", name="rates")


def text(equation: str, answer: str) -> str:
    return f"So it is {equation}=<<{equation}={answer}>>{answer}.\n#### {answer}"


def program(*values: str, answer: int = 0) -> Program:
    steps = tuple(Step(expression=value, value=value) for value in values)
    return Program(givens=(), steps=steps, answer=answer, lines=())


def draft(told: Program | None = None, answer: str | None = None) -> Draft:
    return Draft(kind="chain", question=QUESTION, parents=("a", "b"), answer=answer, program=told)


# --- what is believed -----------------------------------------------------------------------------


def test_a_programs_value_decides_against_any_majority() -> None:
    texts = [text("3+4", "7"), text("2*3", "6"), text("10-3", "7")]

    believed = believed_of(draft(program("7", "6", answer=1), "6"), texts, RULE)

    assert believed == Believed("6", (texts[1],), Evidence(kind="program", checker=CHECKER))


def test_the_answer_is_told_as_the_program_prints_it() -> None:
    believed = believed_of(draft(program("6000"), "6,000"), [text("2*3000", "6000")], RULE)

    assert isinstance(believed, Believed)
    assert believed.answer == "6,000"


@pytest.mark.parametrize(
    "question", [pytest.param(draft(), id="none"), pytest.param(draft(program("6")), id="without an answer")]
)
def test_without_a_program_the_majority_decides(question: Draft) -> None:
    texts = [text("3+4", "7"), text("2*3", "6"), "Seven.\n#### 7.0"]

    believed = believed_of(question, texts, RULE)

    assert believed == Believed("7", (texts[0], texts[2]), Evidence(kind="vote", agreeing=2, of=3, checker=CHECKER))


def test_the_reason_for_no_belief_says_which_of_the_two_was_asked() -> None:
    texts = [text("3+4", "7"), text("2*4", "8")]

    assert believed_of(draft(program("6"), "6"), texts, RULE) == NotBelieved("answer differs from the program's")
    assert believed_of(draft(), texts, RULE) == NotBelieved("all answers differ", disputed=True)


# --- problems -------------------------------------------------------------------------------------


def test_a_problem_takes_question_kind_parents_and_program_from_its_draft() -> None:
    believed = Believed("6", (text("2*3", "6"),), Evidence(kind="program", checker=CHECKER))

    problem = problem_of("math2/1", draft(program("6"), "6"), believed, (RATES,), "MIT", paths=3)

    assert problem == Problem(
        problem_id=problem_id("math2/1", QUESTION, "6"),
        question=QUESTION,
        solutions=(text("2*3", "6"),),
        answer="6",
        source="math2/1",
        kind="chain",
        parents=("a", "b"),
        concepts=(RATES,),
        evidence=Evidence(kind="program", checker=CHECKER),
        program=program("6"),
        license="MIT",
    )


def test_of_the_believed_solutions_one_a_path_stays_and_no_more_than_wanted() -> None:
    texts = (text("2*3", "6"), "Then it is 2*3=<<2*3=6>>6.\n#### 6", text("4+2", "6"), text("36/3/2", "6"))
    believed = Believed("6", texts, Evidence(kind="vote", agreeing=4, of=4, checker=CHECKER))

    kept = {most: problem_of("t", draft(), believed, (), None, paths=most).solutions for most in (1, 2, 3, 9)}

    assert {most: len(solutions) for most, solutions in kept.items()} == {1: 1, 2: 2, 3: 3, 9: 3}
    assert set(kept[9]) - {texts[0], texts[1]} == {texts[2], texts[3]}


DISPUTED = NotBelieved("no majority answer", disputed=True)


def test_the_hard_pool_keeps_every_differing_solution_once_and_no_answer() -> None:
    texts = [text("3+4", "7"), text("2*4", "8"), "", text("3+4", "7"), text("2*4", "8")]

    problem = hard_problem("math2/1", draft(), DISPUTED, texts, (RATES,), "MIT")

    assert problem == Problem(
        problem_id=problem_id("math2/1", QUESTION, ""),
        question=QUESTION,
        solutions=(texts[0], texts[1]),
        answer="",
        source="math2/1",
        kind="chain",
        parents=("a", "b"),
        concepts=(RATES,),
        license="MIT",
    )


def test_only_a_disputed_answer_makes_a_question_hard() -> None:
    refused = NotBelieved("no solution reaches an answer")
    assert hard_problem("math2/1", draft(), refused, ["I cannot solve this."], (RATES,), "MIT") is None


# --- licences -------------------------------------------------------------------------------------


def seed(name: str, terms: str | None) -> Problem:
    return Problem(problem_id=name, question="?", solutions=(), answer="1", source="t", license=terms)


@pytest.mark.parametrize(
    ("seeds", "terms"),
    [
        pytest.param([seed("a", "MIT"), seed("b", "MIT")], "MIT", id="one licence"),
        pytest.param([seed("a", "MIT"), seed("a", "MIT")], "MIT", id="one parent twice"),
        pytest.param([seed("a", "MIT"), seed("b", "CC-BY-4.0")], None, id="two licences"),
        pytest.param([seed("a", "MIT"), seed("b", None)], None, id="one states none"),
        pytest.param([seed("a", None), seed("b", None)], None, id="none states one"),
        pytest.param([seed("a", "MIT"), seed("other", "CC-BY-4.0")], "MIT", id="no parent does not count"),
        pytest.param([seed("other", "MIT")], None, id="no parent among them"),
        pytest.param([], None, id="nothing shown"),
    ],
)
def test_the_licence_is_the_one_that_the_parents_share(seeds: list[Problem], terms: str | None) -> None:
    assert shared_license(draft(), seeds) == terms
