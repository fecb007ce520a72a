"""What a place in a row asks of a seed problem: the numbers a letter may take the place of, what speaks against it."""

import pytest

from mathwright.programs.fitting import LARGEST, fit_of, objection
from mathwright.programs.template import Template, compile_template
from mathwright.records import Problem


def template(question: str, solution: str, name: str = "p") -> Template:
    made = compile_template(
        Problem(problem_id=name, question=question, solutions=(solution,), answer="", source="test")
    )
    assert isinstance(made, Template)
    return made


BRICKS = template(
    "A wall has 240 bricks, and 15 of the bricks are broken. How many bricks are whole?",
    "There are 240 - 15 = <<240-15=225>>225 whole bricks.\n#### 225",
)


@pytest.mark.parametrize(
    ("answer", "fits"),
    [(119, False), (120, True), (240, True), (480, True), (481, False)],
)
def test_a_result_takes_the_place_of_a_number_of_its_size(answer: int, fits: bool) -> None:
    assert (fit_of(BRICKS).places(answer, "number") == [0]) is fits


def test_results_of_no_use_fit_nowhere() -> None:
    small = template("Amy has 4 hats and 9 caps. How many has she in all?", "4 + 9 = <<4+9=13>>13\n#### 13")
    assert fit_of(small).places(2, "number") == [0]
    assert fit_of(small).places(1, "number") == []
    assert fit_of(BRICKS).places(LARGEST + 1, "number") == []
    assert fit_of(BRICKS).places(240, "money") == []


@pytest.mark.parametrize(
    ("question", "solution", "places"),
    [
        pytest.param(
            "Amy has 40 hats. She buys 30 caps. How many things does Amy have?",
            "40 + 30 = <<40+30=70>>70\n#### 70", [0, 1], id="two",
        ),
        pytest.param(
            "Amy has 40 hats and sells 30% of them. How many hats does Amy sell?",
            "40 * 30 / 100 = <<40*30/100=12>>12\n#### 12", [0], id="no percentage",
        ),
        pytest.param(
            "Amy has 40 hats and forty caps. Ben has 30 more. How many do they have in all?",
            "40 + 40 + 30 = <<40+40+30=110>>110\n#### 110", [2], id="no number in a word, none tied to another",
        ),
        pytest.param(
            "Amy lost her 40 hats and bought 30 caps. How many things were these?",
            "40 + 30 = <<40+30=70>>70\n#### 70", [1], id="not what somebody owns",
        ),
        pytest.param(
            "Amy has 40 hats. She buys 2 boxes of hats every week for 30 weeks. How many boxes does Amy buy?",
            "2 * 30 = <<2*30=60>>60\n#### 60", [2], id="not an unused number",
        ),
        pytest.param(
            "A dog has 42 teeth. There are 36 dogs here. How many teeth are here?",
            "42 * 36 = <<42*36=1512>>1512\n#### 1512", [1], id="no fact of the body",
        ),
    ],
)  # fmt: skip
def test_finds_the_numbers_that_a_letter_may_replace(question: str, solution: str, places: list[int]) -> None:
    assert fit_of(template(question, solution)).places(36, "number") == places


def test_the_number_alone_must_not_decide_the_answer() -> None:
    yearly = template(
        "Amy reads 40 pages a week. How many pages is that in a year?", "40 * 52 = <<40*52=2080>>2080\n#### 2080"
    )
    assert fit_of(yearly).places(40, "number") == []


@pytest.mark.parametrize(
    ("question", "changes", "reason"),
    [
        pytest.param("Amy has 40 hats and 30 caps. How many has she?", True, None, id="sound"),
        pytest.param("Amy (a girl) has 40 hats and 30 caps. How many has she?", False, None, id="slight, as it is"),
        pytest.param(
            "Amy (a girl) has 40 hats and 30 caps. How many has she?", True, "unusual punctuation", id="slight, changed"
        ),
        pytest.param(
            "Amy has 40 hats. She has 30 caps. She has 50 pens. How many hats and caps has she?", False,
            "a number of the question is not used", id="a number too many",
        ),
    ],
)  # fmt: skip
def test_objects_to_what_is_no_ground(question: str, changes: bool, reason: str | None) -> None:
    assert objection(template(question, "40 + 30 = <<40+30=70>>70\n#### 70"), changes) == reason
