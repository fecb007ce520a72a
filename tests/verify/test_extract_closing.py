"""What a reply that marks no answer gives as it closes, and when nothing may be taken from it."""

import pytest

from mathwright.verify.extract import extract


@pytest.mark.parametrize(
    ("reply", "answer"),
    [
        pytest.param("The car travelled **20 miles**.", "20 miles", id="bold in one sentence"),
        pytest.param("It is a **Tuesday**.", "Tuesday", id="a bold word"),
        pytest.param("We count.\n\n**Therefore 30! ends in 8 zeros.**", "8", id="a bold sentence"),
        pytest.param("Adding.\n\n**17 × 23 = 381**", "381", id="the right side in bold"),
        pytest.param("A and B divide it; the odd one out is\n\n**(C) 8**", "(C) 8", id="a bold choice"),
        pytest.param("So there are **3** such primes: **23, 29 and 31**.", "23, 29 and 31", id="the last bold"),
        pytest.param("Adding 3 and 5 gives 8.", "8", id="gives"),
        pytest.param("k ∈ R.\nIt has two roots if and only if k ∈ (4, ∞).", "k ∈ (4, ∞)", id="if and only if"),
        pytest.param("1 < 2 < 3 < 4, so the order is 1, 2, 3, 4", "1, 2, 3, 4", id="a list"),
        pytest.param("Expand.\nThe expression simplifies to 3x + 5.", "3x + 5", id="a plain formula"),
        pytest.param("Plot.\nThe vertex is at (3, -4).", "(3, -4)", id="a plain point"),
        pytest.param("Plot.\nThus the range is [2, 7).", "[2, 7)", id="a plain interval"),
        pytest.param("Solve.\nThe solutions are 2 and -3.", "2 and -3", id="two solutions"),
        pytest.param("Solve.\nTherefore, x = 2 or x = -3.", "x = 2 or x = -3", id="two plain equations"),
        pytest.param("Solve.\nSo x = 4.", "x = 4", id="a plain equation"),
        pytest.param("Count.\nSo 10 people stayed in 2020.", "10", id="right after so"),
        pytest.param("Then we have 5 + 3 = 8 apples.", "8", id="a plain sum"),
        pytest.param("Sum.\nThe perimeter is 2√3 + 4 cm.", "2√3 + 4 cm", id="a root and a unit"),
        pytest.param("Sum.\nThe area is 25π square units.", "25π square units", id="pi and a unit"),
        pytest.param("5+3=8\n8*2=16\nTotal is 16", "16", id="a reply that leaves its stops out"),
        pytest.param("We have $g(2) = 9$, so $f(g(2)) = f(9) = 29$.", "29", id="after so"),
        pytest.param("It is so, which gives $a=11$ and $b=7$, so $a+b=18$.", "18", id="the last so"),
        pytest.param("Hence $a = 10$ and $b = 6,$ and $3b - a = 18 - 10 = 8.$", "8", id="what the parts led to"),
        pytest.param("Thus $8$ is the largest integer for which $|6x-7|$ is prime.", "8", id="before an aside"),
        pytest.param("The greatest value is $5$, which is achieved when $x=0$.", "5", id="which is achieved"),
        pytest.param("So \\[x = 5\\]We have $r=-2$, $s=13$, and thus $r+s=11$.", "11", id="after a display"),
        pytest.param("There are 7 terms, so the sum equals \\[1 + 2 = 3.\\]", "3", id="the display at the end"),
        pytest.param("So\n\\begin{align*}\n48&=6x\\\\\n8&=x.\n\\end{align*}", "8", id="told from behind"),
        pytest.param("Hence the distance is $2c = 4 \\sqrt{5}.$", "4 \\sqrt{5}", id="is an equation"),
        pytest.param("Only $-1$, $0$, and $1$ do, for a total of $3$.", "3", id="for a total of"),
        pytest.param("Therefore, $r+s$ comes out at $5$.", "5", id="a sum that is not worked out"),
        pytest.param("We see $a -\nb = 4$, so the area is $5\\pi$.", "5\\pi", id="a line that begins in a formula"),
        pytest.param("We see.\nThe chance is 1/3, 33%.", "1/3", id="told twice"),
        pytest.param("We add.\nThe speed = 12", "12", id="an equation without a stop"),
        pytest.param("The sum $r+s$ is the coefficient of $x$, namely $-15$.", "-15", id="namely"),
    ],
)
def test_the_last_conclusion_is_taken(reply, answer):
    found = extract(reply)
    assert (found.answer, found.confidence) == (answer, "guess")


@pytest.mark.parametrize(
    ("reply", "answer"),
    [
        pytest.param("So she covers 1/3 of it, or about 33.3%.\n\nHope that helps! 😊", "1/3", id="hope"),
        pytest.param("She pays $15 in total.\n\nLet me know if step 2 is unclear!", "$15", id="let me know"),
        pytest.param("We get 12.\n\nIs there anything else I can help with?", "12", id="a question"),
        pytest.param("So it is 12.\n\nFeel free to ask about part 3.", "12", id="feel free"),
        pytest.param("Therefore $n=5$.\n\n(Note that $r=1$ would not work.)", "n=5", id="a note in brackets"),
        pytest.param("So $x = 4.$ Checking, $4 + 3 = 7$.", "x = 4", id="a check"),
        pytest.param("So $x = 4$.\n[asy]\nlabel(7);\n[/asy]", "x = 4", id="a drawing"),
        pytest.param("So $x = 4$.\n[asy]" + "label(7);\n" * 300 + "[/asy]", "x = 4", id="a long drawing"),
    ],
)
def test_what_follows_the_conclusion_is_passed_over(reply, answer):
    assert extract(reply).answer == answer


@pytest.mark.parametrize(
    ("display", "answer"),
    [
        pytest.param(
            r"\begin{pmatrix} 1 \\ 2 \end{pmatrix} + v = \begin{pmatrix} 2 \\ 4 \end{pmatrix}.",
            r"\begin{pmatrix} 2 \\ 4 \end{pmatrix}",
            id="a matrix is no list",
        ),
        pytest.param(r"x = \frac{1}{2} \,.", r"x = \frac{1}{2}", id="a space at the end"),
        pytest.param(r"f(2) = (3 + 4)^2 = 49", "49", id="a chain"),
    ],
)
def test_a_display_gives_its_right_side(display, answer):
    assert extract(f"We find\n\\[{display}\\]").answer == answer


def test_the_rows_of_a_matrix_are_no_rows_of_its_display():
    reply = "So\n\\begin{align*}\nu &= 3v \\\\\nv &= \\begin{pmatrix} 1 \\\\ 2 \\end{pmatrix}\n\\end{align*}"
    assert extract(reply).answer == "v = \\begin{pmatrix} 1 \\\\ 2 \\end{pmatrix}"


@pytest.mark.parametrize(
    ("reply", "answer"),
    [
        pytest.param(r"So the answer is $\$20$", r"$\$20$", id="money between dollars"),
        pytest.param("The answer is x=nπ, where n is any integer", "x=nπ, where n is any integer", id="a condition"),
        pytest.param("The answer is the sum of 2 and 3, which is 5.", "5", id="described first"),
        pytest.param("The answer is 3, which is odd.", "3", id="described after"),
    ],
)
def test_a_phrase_gives_its_value(reply, answer):
    found = extract(reply)
    assert (found.answer, found.place) == (answer, "phrase")


@pytest.mark.parametrize(
    "reply",
    [
        "x=nπ, where n is any integer",
        "All real numbers except 3.",
        "All positive integers greater than 5",
        "Tuesday",
        "3 hours and 20 minutes",
        "$x > 2$",
    ],
)
def test_a_short_answer_stays_whole(reply):
    assert (extract(reply).answer, extract(reply).place) == (reply, "bare")


@pytest.mark.parametrize(
    "reply",
    [
        pytest.param("I'm sorry.\nI can't help with that.", id="a refusal"),
        pytest.param("Let me think.\nStep 1: Compute 5 + 3.", id="a step to come"),
        pytest.param("Let us see.\nWhat is 5 + 3?", id="a question"),
        pytest.param("We plan.\n3. Check the units.", id="the number of a step"),
        pytest.param("We plan.\nFirst, add 5 and 3.", id="a plan"),
        pytest.param("We plan.\n\n**Step 2: Simplify**", id="a bold heading"),
        pytest.param("So far.\nNext, we need to find the price of 3 pears.", id="a need"),
        pytest.param("More, please.\nCould you tell me the value of 3?", id="a question back"),
        pytest.param("1. Expand.\n2. Collect terms.\n3. Divide by 2.", id="a list of steps"),
    ],
)
def test_nothing_is_taken_from_a_reply_that_concludes_nothing(reply):
    found = extract(reply)
    assert (found.answer, found.place, found.confidence) == (None, "no answer found", "none")


@pytest.mark.parametrize(
    "reply",
    [
        pytest.param("We add.\nI will now compute 3 + 4 and", id="a last word that wants more"),
        pytest.param("We get\n\\[ x = 5 ", id="an open display"),
        pytest.param("So it goes.\nThe sum is $\\frac{3}{", id="an open brace"),
        pytest.param("We add.\nThe total is 3 +", id="a sign"),
        pytest.param("<think>\nSo it is 5.", id="an open thought"),
    ],
)
def test_an_open_end_is_an_incomplete_reply(reply):
    assert extract(reply).place == "incomplete reply"


@pytest.mark.parametrize("end", ["**So it is 8.**", "So it is 8. 😊", "So it is 8 ✓", "So it is 8.)", 'So it is "8".'])
def test_a_whole_end_is_not_incomplete(end):
    assert extract(f"We add.\n{end}").answer == "8"
