"""What a reply tells in words: yes and no, names, ratios, solutions line by line, choices made and not made."""

from __future__ import annotations

import pytest

from mathwright.verify.extract import extract


@pytest.mark.parametrize(
    ("reply", "answer"),
    [
        pytest.param("13 × 17 = 221.\n\nFinal answer: Yes, 221 is composite.", "Yes", id="after a phrase"),
        pytest.param("Answer: No, 17 is not divisible by 3.", "No", id="no"),
        pytest.param("答案：是的，221是合数", "是的", id="Chinese"),
        pytest.param("Yes, 221 is composite.", "Yes", id="a short reply"),
        pytest.param("13 × 17 = 221.\n\nSo yes, 221 is composite.", "yes", id="a closing sentence"),
        pytest.param("We get 3 + 5 = 8.\nYes, 3 + 5 = 8.", "8", id="a check"),
        pytest.param("The total is 8 apples.\nYes, that matches the 8 we guessed.", "8", id="a remark"),
        pytest.param("The total is 8 apples.\nYes, that is 8 of them.", "8", id="a repeated value"),
        pytest.param("Answer: No solution", "No solution", id="no yes or no"),
    ],
)
def test_a_yes_or_no_is_taken_before_its_reason(reply, answer):
    assert extract(reply).answer == answer


@pytest.mark.parametrize(
    ("reply", "answer"),
    [
        pytest.param("100 = 14 × 7 + 2.\n\n100 days from now it will be a Thursday.", "Thursday", id="a day"),
        pytest.param("We count 30 days.\nSo the 45th day falls in February.", "February", id="a month"),
        pytest.param("Bob has 3 points.\nSo the winner is Alice.", "Alice", id="a name"),
        pytest.param("She works 2 days.\nShe earned 5 dollars on Tuesday.", "5 dollars", id="a day that is no answer"),
        pytest.param(
            "We add.\nSo there are 4 values for which it has no solutions.", "4", id="values without solutions"
        ),
        pytest.param("So x = 2 is extraneous.\nHence it has no solutions.", "no solutions", id="no solution"),
        pytest.param("2 > 3 不成立。\n所以方程无解。", "无解", id="no solution, Chinese"),
        pytest.param("**The ratio is 3 to 5 (3:5).**", "3 to 5", id="a ratio told twice"),
        pytest.param("So $w = 4$. The ratio of $w$ to $l$ is $4 : 8 = 1 : 2$.", "1 : 2", id="a ratio brought down"),
        pytest.param("There are **no real solutions**.\n\nAnswer: There are **none**.", "none", id="a bold word"),
        pytest.param("The answer is **5** apples", "5 apples", id="a bold number"),
        pytest.param("Answer: 2**3", "2**3", id="a power"),
    ],
)
def test_words_and_ratios_are_taken_whole(reply, answer):
    assert extract(reply).answer == answer


@pytest.mark.parametrize(
    ("reply", "answer"),
    [
        pytest.param("The solutions are:\n- x = 1\n- x = 2\n\nI hope this helps!", "x = 1, x = 2", id="bullets"),
        pytest.param("Two solutions:\n\n1. $x = 2$\n2. $x = -3$", "x = 2, x = -3", id="numbered"),
        pytest.param("The roots:\nx₁ = 3\nx₂ = 5.", "x₁ = 3, x₂ = 5", id="subscripts"),
        pytest.param(
            "We solve.\n\nx = 1 + sqrt(2) and x = 1 - sqrt(2)", "x = 1 + sqrt(2) and x = 1 - sqrt(2)", id="a line"
        ),
        pytest.param("We add.\nx = 2 + 3\nx = 5", "x = 5", id="a calculation"),
        pytest.param("We have $c = 9$. Because $d = c - 8$, $d = 1$.", "d = 1", id="an equation with a variable"),
        pytest.param("答案：x₁=1，x₂=3", "x₁=1，x₂=3", id="after a phrase"),
        pytest.param("Answer: x=1,y=2", "x=1,y=2", id="without a space"),
        pytest.param("答案：x²/9 + y²/13 = 1", "x²/9 + y²/13 = 1", id="an equation"),
    ],
)
def test_solutions_are_taken_together(reply, answer):
    assert extract(reply).answer == answer


@pytest.mark.parametrize(
    ("reply", "letters"),
    [
        pytest.param("有人会选 B，但是题目问总个数。\n\n【答案】D", "D", id="a mark in brackets"),
        pytest.param("容易误选B，其实 5 是质数。\n故选：C", "C", id="a mistake told of"),
        pytest.param("Don't choose B here.\nI would choose C.", "C", id="not chosen"),
        pytest.param("I choose C.\nSome students might choose B.", "C", id="others choose"),
        pytest.param("I choose C.\n误选B", "C", id="chosen by mistake"),
        pytest.param("I choose C.\n不选B", "C", id="not chosen, Chinese"),
        pytest.param("不难看出应选B", "B", id="not hard to see"),
        pytest.param("故选：A、C。", "A、C", id="several"),
        pytest.param("The correct options are A and C.", "A and C", id="several in English"),
        pytest.param(
            "Check each option:\n\nA) 1/2\nB) sqrt(5)\n\nSo the irrational one is option B.", "B", id="at the end"
        ),
        pytest.param("Correct option:\n\n**B**", "B", id="below its label"),
    ],
)
def test_the_choice_that_is_made_is_taken(reply, letters):
    assert extract(reply).answer == letters


@pytest.mark.parametrize(
    ("reply", "answer"),
    [
        pytest.param("Some students might choose B.\nThe sum is 5.", "5", id="a choice of others"),
        pytest.param("Check each option:\n\nA) 3\nB) 4\nThe sum is 7.", "7", id="options"),
        pytest.param("The smallest is option B. Hence the sum is 7.", "7", id="a step"),
        pytest.param("The correct choice is a prime, so the sum is 7.", "7", id="an article"),
    ],
)
def test_a_letter_that_is_no_choice_is_passed_over(reply, answer):
    assert extract(reply).answer == answer


@pytest.mark.parametrize(
    ("reply", "answer"),
    [
        pytest.param(r"\boxed{\text{The 12th number is } 144}", "144", id="a sentence in a box"),
        pytest.param(r"\boxed{\text{Minimum: } 3}", "3", id="a label in a box"),
        pytest.param(r"\boxed{\text{x is even}}", r"\text{x is even}", id="words alone"),
        pytest.param("So you need 9/4 cups of sugar, i.e. 2 ¼ cups.", "2 ¼", id="a fraction sign"),
        pytest.param("So 13 = (1101)₂.", "(1101)₂", id="a base"),
        pytest.param("So 13 = 1101₂.", "1101₂", id="a base without brackets"),
    ],
)
def test_a_value_keeps_its_small_signs(reply, answer):
    assert extract(reply).answer == answer


@pytest.mark.parametrize(
    ("reply", "answer"),
    [
        ("Halve it. (So the answer is 12)", "12"),
        ("Halve it. (So the answer is $12$.)", "$12$"),
        (r"Halve it. (So we get \boxed{12})", "12"),
        (r"Halve it. (So we get $-\boxed{12}$)", "-12"),
        (r"So we get $2(\boxed{12})$", "2(12)"),
        ("So the answer is [0, 12)", "[0, 12)"),
        ("So the answer is (3, 12)", "(3, 12)"),
    ],
)
def test_a_bracket_that_was_opened_before_the_answer_is_none_of_it(reply: str, answer: str) -> None:
    assert extract(reply).answer == answer
