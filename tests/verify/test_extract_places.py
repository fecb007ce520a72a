"""What is taken from boxes that belong together, from phrases, and from how a reply closes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mathwright.verify.extract import extract


@pytest.mark.parametrize(
    ("reply", "answer", "candidates", "confidence"),
    [
        pytest.param(r"$\boxed{3}$ and $\boxed{-2}$.", "3, -2", 1, "sure", id="and"),
        pytest.param(r"\boxed{1}, \boxed{2}, and \boxed{3}", "1, 2, 3", 1, "sure", id="commas"),
        pytest.param(r"x = \boxed{1} \text{ or } x = \boxed{2}", "1, 2", 1, "sure", id="one name"),
        pytest.param(r"$x=\boxed{3}$ and $y = \boxed{4}$", "x = 3, y = 4", 1, "sure", id="two names"),
        pytest.param(r"\boxed{3}. Then \boxed{-2}", "-2", 2, "likely", id="two sentences"),
        pytest.param(r"\boxed{3} and \boxed{3}", "3", 1, "sure", id="twice the same"),
        pytest.param(r"\boxed{7}. So \boxed{1} or \boxed{2}", "1, 2", 2, "likely", id="another before"),
    ],
)
def test_boxes_joined_by_a_word_are_one_answer_and_others_are_counted(reply, answer, candidates, confidence):
    found = extract(reply)
    assert (found.answer, found.candidates, found.confidence) == (answer, candidates, confidence)


def test_a_box_in_a_box_is_no_further_answer():
    assert extract(r"\boxed{a \fbox{b} c}").candidates == 1


def test_a_phrase_told_twice_is_one_answer():
    assert extract("Final Answer: The final answer is 5.").candidates == 1


def test_a_list_of_options_is_no_answer():
    assert extract("Which?\nA: 3\nB: 5\nWe shall see.").answer != "3"


def test_a_question_before_any_answer_is_read_over():
    assert extract("Let us see.\nProblem: 2+2\nThe answer is 4.").answer == "4"


def test_the_parts_of_a_joined_answer_are_told():
    assert extract(r"\boxed{1} or \boxed{2}").parts == ("1", "2")
    assert extract(r"\boxed{1}").parts == ()


@pytest.mark.parametrize(
    ("reply", "answer"),
    [
        pytest.param("The answer is x = 3, y = 4.", "x = 3, y = 4", id="commas between values"),
        pytest.param("The answer is 5, because 2+3=5.", "5", id="because"),
        pytest.param(r"the answer is $\frac{1}{2}$, which is 0.5.", r"$\frac{1}{2}$", id="which"),
        pytest.param("The answer is 5, not 6.", "5", id="not"),
        pytest.param("The answer is 9 * 2 = $<<9*2=18>>18.", "$18", id="the right side"),
        pytest.param("The answer is x = 5", "x = 5", id="a name stays"),
        pytest.param(r"The answer is 2\pi \approx 6.28.", r"2\pi", id="the exact side"),
        pytest.param(r"The answer is x \approx 6.28.", r"x \approx 6.28", id="only an approximation"),
        pytest.param("The answer is 2x + 3y = 5.", "2x + 3y = 5", id="an equation stays"),
        pytest.param("The answer is $a + b = 5$.", "5", id="a value"),
        pytest.param("The answer is 3:30 p.m.", "3:30 p.m.", id="stops of an abbreviation"),
        pytest.param("Answer:\n\n\\[\nx = 5\n\\]\nDone.", "x = 5", id="display below"),
        pytest.param("The answer is\n$$\n\\frac{3}{4}\n$$\n", r"\frac{3}{4}", id="dollars below"),
        pytest.param("**Final Answer**\n\n5", "5", id="heading"),
        pytest.param("### Final Answer:\n\nThe area is 5 cm.", "5 cm", id="a sentence under a heading"),
        pytest.param("Answer: she has 5 apples left.", "5", id="a sentence"),
        pytest.param("Final Answer: The final answer is $5$. I hope it is correct.", "$5$", id="twice told"),
        pytest.param("The final answer is 7 dollars. The answer is correct.", "7 dollars", id="talk about it"),
        pytest.param("The answer is 18 for the whole week.", "18", id="what it is for"),
        pytest.param("The answer is 3 to 5.", "3 to 5", id="a ratio"),
        pytest.param("Result: 12", "12", id="label"),
        pytest.param("答案为：$5$，因为 2+3=5", "$5$", id="Chinese comma"),
    ],
)
def test_the_clause_of_a_phrase_ends_where_its_value_does(reply, answer):
    found = extract(reply)
    assert (found.answer, found.place, found.confidence) == (answer, "phrase", "likely")


@pytest.mark.parametrize(
    ("reply", "letters"),
    [
        pytest.param("The correct option is (B)", "B", id="option is"),
        pytest.param("Therefore, option C is correct.", "C", id="is correct"),
        pytest.param("the correct choice is **C**.", "C", id="bold"),
        pytest.param("Options: (A) 3 (B) 5. I choose (B).", "B", id="choose"),
        pytest.param("The answer is 5, so the correct option is (D).", "D", id="after a phrase"),
        pytest.param("故选B", "B", id="Chinese"),
        pytest.param("故选：C．", "C", id="Chinese colon"),
        pytest.param("选择 AC", "AC", id="several"),
    ],
)
def test_letters_of_a_choice_are_taken(reply, letters):
    found = extract(reply)
    assert (found.answer, found.place) == (letters, "choice")


@pytest.mark.parametrize("reply", ["We choose $A = 5$\nand go on", "The statement A+B holds\nas we saw"])
def test_a_letter_in_a_formula_is_no_choice(reply):
    assert extract(reply).place != "choice"


@pytest.mark.parametrize(
    ("reply", "answer", "place"),
    [
        pytest.param("We add.\nTherefore, x is 5.", "5", "sentence", id="number"),
        pytest.param("Thus, there are 12 ways.\n\nHope this helps!", "12", "sentence", id="a remark after"),
        pytest.param("So she has **5** apples.", "5", "bold", id="bold"),
        pytest.param("We compute\n\\[ 2 + 3 = 5 \\]", "5", "display", id="display"),
        pytest.param("So\n\\begin{align*}\nx &= 2 + 3 \\\\\n&= 5.\n\\end{align*}", "5", "display", id="last row"),
        pytest.param("Then the ratio of 3 to 5 is 0.6.", "0.6", "sentence", id="after the verb"),
        pytest.param(r"Thus the probability is $\frac{3}{8}$.", r"\frac{3}{8}", "sentence", id="formula"),
        pytest.param("It takes 5 hours and 30 minutes.", "5 hours and 30 minutes", "sentence", id="two units"),
        pytest.param("She pays $1,000.50.", "$1,000.50", "sentence", id="price"),
        pytest.param("因此，小明有5个苹果。", "5", "sentence", id="Chinese"),
    ],
)
def test_a_closing_gives_a_guess(reply, answer, place):
    found = extract(reply)
    assert (found.answer, found.place, found.confidence) == (answer, place, "guess")


@pytest.mark.parametrize(
    "reply",
    [
        pytest.param("We add.\nShe has 5 + 3", id="no stop"),
        pytest.param("We add.\n3 + 4 = <<3+4=7>>7, 7 * 2 = <<7*2=1", id="in an annotation"),
        pytest.param("We add.\nThen \\[ x = 5.", id="in a display"),
        pytest.param("We add.\nThe answer is", id="after the phrase"),
        pytest.param("We add.\nThe answer is \\frac{1}{", id="in a fraction"),
        pytest.param("We add.\nThe answer is $\\dfrac{7!}{2! \\times", id="in dollars"),
        pytest.param("We add.\nThe answer is $\\pi + 3", id="before the closing dollar"),
        pytest.param("We have $115^2=(110 + 5)^2 =", id="in one line"),
    ],
)
def test_nothing_is_taken_from_a_reply_that_breaks_off(reply):
    found = extract(reply)
    assert (found.answer, found.place, found.confidence) == (None, "incomplete reply", "none")


@pytest.mark.parametrize(
    "reply",
    ["x > 5", "no solution", "5 apples", "a = 3, b = 4", "x = 15", "The function is increasing", "B", "$5", "(3, 4)"],
)
def test_a_short_reply_is_its_answer(reply):
    found = extract(reply)
    assert (found.answer, found.place, found.start) == (reply, "bare", 0)


@given(
    st.integers(0, 10**6),
    st.sampled_from(["so \\boxed{%d}.", "x\n#### %d", "The answer is %d.", "A: %d", "答案是%d。"]),
)
def test_a_number_is_found_where_it_stands(number, form):
    reply = form % number
    found = extract(reply)
    assert found.answer == str(number)
    assert reply[found.start :].startswith(str(number))
