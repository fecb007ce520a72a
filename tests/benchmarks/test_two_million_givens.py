"""What the second route says of a question that leaves a seed problem's number out, or does not compute with it."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "benchmarks"))
from two_million_checks import IDLE, LEFT_OUT, unfaithful
from two_million_givens import Givens, counted, idle

from mathwright.records import Problem


def seed(name: str, question: str, *annotations: str) -> Problem:
    worked = " ".join(f"<<{one}>>" for one in annotations)
    return Problem(problem_id=name, question=question, solutions=(worked,), answer="1", source="test")


APPLES = seed(
    "apples",
    "Ada has 14 baskets of 6 apples. She eats 10 pears. How many pieces of fruit does Ada have left?",
    "14*6=84",
    "84-10=74",
)
AGE = seed("age", "Ada, who is 9 years old, has 14 pens and buys 6 pens. How many pens does Ada have?", "14+6=20")
CATS = seed("cats", "Ada has 20 dogs and 10 cats. How many pets does Ada have?", "20+10=30")
GIVENS = Givens([APPLES, AGE, CATS])


def found(question: str, parents: tuple[str, ...], *annotations: str) -> list[str]:
    return list(unfaithful(GIVENS, question, [" ".join(f"<<{one}>>" for one in annotations)], parents))


@pytest.mark.parametrize(
    ("parents", "question", "annotations"),
    [
        pytest.param(
            ("apples",),
            "Ada has 15 baskets of 7 apples. She eats 12 pears. How many pieces of fruit does Ada have left?",
            ("15*7=105", "105-12=93"),
            id="other numbers",
        ),
        pytest.param(
            ("apples",),
            "Ada has fifteen baskets of 7 apples. She eats a dozen pears. How many pieces of fruit has Ada left?",
            ("15*7=105", "105-12=93"),
            id="in words",
        ),
        pytest.param(
            ("apples",),
            "Ada has N baskets of 6 apples. She eats 10 pears. Ada has 74 pieces of fruit left. What is N?",
            ("74+10=84", "84/6=14"),
            id="a letter for the unknown",
        ),
        pytest.param(
            ("age",),
            "Ada, who is 9 years old, has 15 pens and buys 8 pens. How many pens does Ada have?",
            ("15+8=23",),
            id="a number that the seed problem does not use either",
        ),
        pytest.param(
            ("cats",),
            "Ada has 20 dogs and half as many cats as dogs. How many pets does Ada have?",
            ("20/2=10", "20+10=30"),
            id="a share for a count",
        ),
        pytest.param(
            ("cats", "age"),
            "Ada has 20 dogs and 10 cats. Let B be the number of Ada's pets. Ben, who is 9 years old, has B pens and "
            "buys 6 pens. How many pens does Ben have?",
            ("20+10=30", "30+6=36"),
            id="two seed problems, the result of one standing in the other",
        ),
        pytest.param(
            ("cats",),
            "Ada has 20 dogs and 10 cats. If she has more than 25 pets, 5 run away; otherwise 3 come. How many are "
            "there?",
            ("20+10=30", "30-5=25"),
            id="the way that is not taken",
        ),
        pytest.param(("stranger",), "Ada has 3 pens.", (), id="a parent that is not known"),
    ],
)
def test_a_sound_question_passes(parents: tuple[str, ...], question: str, annotations: tuple[str, ...]) -> None:
    assert found(question, parents, *annotations) == []


@pytest.mark.parametrize(
    ("parents", "question", "annotations"),
    [
        pytest.param(
            ("apples",),
            "Ada has 15 baskets of apples. She eats 12 pears. How many pieces of fruit does Ada have left?",
            ("15*7=105", "105-12=93"),
            id="gone",
        ),
        pytest.param(
            ("apples",),
            "Ada has 15 baskets of some apples. She eats 12 pears. How many pieces of fruit does Ada have left?",
            ("15*7=105", "105-12=93"),
            id="a word without a value",
        ),
        pytest.param(
            ("cats", "age"),
            "Ada has 20 dogs and cats. Let B be the number of Ada's pets. Ben, who is 9 years old, has B pens and "
            "buys 6 pens. How many pens does Ben have?",
            ("20+10=30", "30+6=36"),
            id="gone of one of two",
        ),
    ],
)
def test_a_number_left_out_is_seen(parents: tuple[str, ...], question: str, annotations: tuple[str, ...]) -> None:
    assert found(question, parents, *annotations) == [LEFT_OUT]


@pytest.mark.parametrize(
    ("parents", "question", "annotations"),
    [
        pytest.param(
            ("apples",),
            "Ada has 15 baskets of 7 apples. She eats 12 pears. How many pieces of fruit does Ada have left?",
            ("15*7=105", "105-11=94"),
            id="another number computed with",
        ),
        pytest.param(
            ("age",),
            "Ada, who is 9 years old, has 15 pens and buys 8 pens. How many pens does Ada have?",
            ("15+7=22",),
            id="one more than in the seed problem",
        ),
    ],
)
def test_an_idle_number_is_seen(parents: tuple[str, ...], question: str, annotations: tuple[str, ...]) -> None:
    assert found(question, parents, *annotations) == [IDLE]


@pytest.mark.parametrize(
    ("question", "counts"),
    [
        ("Ada has 12 apples and three apples.", {"app": 2}),
        ("A pound costs $3 per bag.", {"per": 1}),
        ("Then the two went home.", {}),
        ("Let B be the sum. Ada has B pens.", {"pen": 1}),
        ("She has 12. How many?", {"": 1}),
        ("She has twenty-five pens.", {"": 1, "pen": 1}),
    ],
)
def test_a_number_counts_what_stands_behind_it(question: str, counts: dict[str, int]) -> None:
    assert counted(question) == counts


@pytest.mark.parametrize(
    ("question", "solution", "numbers"),
    [
        ("7 pens and 8 pens", "<<7+9=16>>", ["8"]),
        ("1,200 pens", "<<1200*2=2400>>", []),
        ("20% of it", "<<50*.2=10>>", []),
        ("20% off", "<<50*0.8=40>>", []),
        ("20% off", "<<100-20=80>>", []),
        ("20% off", "<<50*3=150>>", ["20"]),
        ("$1.50 each", "<<150*2=300>>", []),
        ("1 pen, 0 caps, 1/2 of it at 7:30", "<<2*3=6>>", []),
        ("the text says 7", "7 in prose, <<2*3=6>>", ["7"]),
    ],
)
def test_a_number_is_idle_unless_an_annotation_has_it_in_some_form(
    question: str, solution: str, numbers: list[str]
) -> None:
    assert idle(question, solution) == numbers
