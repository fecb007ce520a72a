"""Which responses are believed, by which rule, and which reasoning paths of a problem stay."""

import pytest
from pydantic import ValidationError

from mathwright.recipes.catalog import RECIPES
from mathwright.recipes.responses import Believed, NotBelieved, VoteConfig, agreed, distinct_paths, reproduced
from mathwright.records import Evidence
from mathwright.verify.equality import CHECKER


def text(equation: str, answer: str) -> str:
    return f"So it is {equation}=<<{equation}={answer}>>{answer}.\n#### {answer}"


def test_one_path_stays_of_each_sequence_of_equations_in_the_order_drawn() -> None:
    again = text("2 * 3", "6")

    assert distinct_paths([text("4+2", "6"), text("2*3", "6"), again, text("4+2", "6")], 3)[0] == text("4+2", "6")
    assert len(distinct_paths([text("4+2", "6"), text("2*3", "6"), again, text("4+2", "6")], 3)) == 2


def test_one_text_given_again_and_again_is_one_path() -> None:
    assert distinct_paths([text("4+2", "6")] * 3, 3) == [text("4+2", "6")]
    assert distinct_paths([text("2*3", "6"), text("2 * 3", "6")], 3) == [text("2*3", "6")]
    assert distinct_paths([], 3) == []


def test_of_paths_with_equal_equations_the_one_farthest_from_the_rest_stays() -> None:
    near = "Sum: 4+2=<<4+2=6>>6.\n#### 6"
    far = "Quite another way of putting it in many words is 4+2=<<4+2=6>>6.\n#### 6"
    other = "Sum: 2*3=<<2*3=6>>6.\n#### 6"

    assert distinct_paths([near, far, other], 3) == [far, other]


def test_of_too_many_paths_those_farthest_apart_stay() -> None:
    first = "Sum: 4+2=<<4+2=6>>6.\n#### 6"
    close = "Sum: 4+1+1=<<4+1+1=6>>6.\n#### 6"
    far = "Quite another way of putting it in many words is 2*3=<<2*3=6>>6.\n#### 6"

    kept = distinct_paths([first, close, far], 2)

    assert len(kept) == 2
    assert far in kept


def test_texts_without_equations_are_told_apart_by_their_words() -> None:
    assert distinct_paths(["Six.\n#### 6", "Half a dozen.\n#### 6", "Six.\n#### 6"], 3) == [
        "Six.\n#### 6",
        "Half a dozen.\n#### 6",
    ]


# --- votes ----------------------------------------------------------------------------------------

FALSE = "So it is 2*4=<<2*4=6>>6.\n#### 6"
RULE = VoteConfig()


def test_a_solution_with_wrong_steps_is_counted_and_neither_votes_nor_stays() -> None:
    texts = [text("4+2", "6"), FALSE, text("2*3", "6"), "It is 2*5=<<2*5=9>>9.\n#### 9", text("12/2", "6")]

    believed = agreed(texts, RULE)

    assert believed == Believed(
        "6",
        (texts[0], texts[2], texts[4]),
        Evidence(kind="vote", agreeing=3, of=5, wrong_steps=1, checker=CHECKER),
    )


@pytest.mark.parametrize(
    ("texts", "refused"),
    [
        pytest.param(
            [text("4+2", "6"), FALSE, FALSE],
            NotBelieved("majority only with wrong steps", disputed=True),
            id="a majority that needs wrong steps",
        ),
        pytest.param(
            [FALSE, FALSE, FALSE], NotBelieved("majority only with wrong steps"), id="a majority of nothing else"
        ),
        pytest.param([FALSE, "no"], NotBelieved("no solution reaches an answer"), id="one of two, by wrong steps"),
        pytest.param(["no", ""], NotBelieved("no solution reaches an answer"), id="no answers"),
        pytest.param(
            [text("4+2", "6"), text("3+4", "7"), ""], NotBelieved("all answers differ", disputed=True), id="all differ"
        ),
        pytest.param(
            [text("4+2", "6"), text("2*3", "6"), text("3+4", "7"), text("14/2", "7")],
            NotBelieved("no majority answer", disputed=True),
            id="a tie",
        ),
    ],
)
def test_says_why_no_answer_is_believed_and_whether_it_is_disputed(texts: list[str], refused: NotBelieved) -> None:
    assert agreed(texts, RULE) == refused


@pytest.mark.parametrize(
    ("options", "wins"),
    [
        pytest.param({}, True, id="more than half by default"),
        pytest.param({"vote_threshold": 0.6}, False, id="three of five are no more than 0.6"),
        pytest.param({"vote_threshold": "3/5"}, False, id="nor than 3/5"),
        pytest.param({"vote_threshold": 0.59}, True, id="but than 0.59"),
        pytest.param({"vote_margin": 2}, True, id="two ahead"),
        pytest.param({"vote_margin": 3}, False, id="not three ahead"),
    ],
)
def test_threshold_and_margin_are_the_options(options: dict[str, object], wins: bool) -> None:
    texts = [text("4+2", "6"), text("2*3", "6"), text("12/2", "6"), text("3+4", "7"), text("2*4", "8")]

    assert isinstance(agreed(texts, VoteConfig.model_validate(options)), Believed) is wins


@pytest.mark.parametrize(
    "options",
    [
        {"vote_threshold": 1},
        {"vote_threshold": -0.1},
        {"vote_threshold": "most"},
        {"vote_threshold": "1/0"},
        {"vote_margin": 0},
    ],
)
def test_a_rule_that_cannot_hold_is_refused(options: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        VoteConfig.model_validate(options)


def test_the_options_come_back_as_they_are_written() -> None:
    for recipe in RECIPES.values():
        options = recipe.config_type.model_validate({"vote_threshold": "2/3", "vote_margin": 2})
        told = options.model_dump(mode="json")
        assert (told["vote_threshold"], told["vote_margin"]) == ("2/3", 2)
        assert recipe.config_type.model_validate(told) == options


def test_of_a_programs_responses_those_with_wrong_steps_are_counted() -> None:
    texts = [text("2*3", "6"), FALSE, text("3+4", "7")]

    believed = reproduced(texts, "What is 2 times 3, or 4 and 2?", "6", "6")

    assert believed == Believed("6", (texts[0],), Evidence(kind="program", wrong_steps=1, checker=CHECKER))
