"""What becomes of a story whose result, or one of whose numbers, stands under a letter."""

from random import Random

from mathwright.programs.joining import (
    Told,
    digits,
    finished,
    follow,
    joined,
    lettered,
    tell,
)
from mathwright.programs.made import Made, Refused
from mathwright.programs.template import Template, compile_template
from mathwright.records import Problem


def template(question: str, solution: str, name: str = "p") -> Template:
    made = compile_template(
        Problem(problem_id=name, question=question, solutions=(solution,), answer="", source="test")
    )
    assert isinstance(made, Template)
    return made


def told(question: str, solution: str, name: str = "p") -> Told:
    made = template(question, solution, name)
    one = tell(made, made.values)
    assert isinstance(one, Told)
    return one


BRICKS = template(
    "A wall has 240 bricks, and 15 of the bricks are broken. How many bricks are whole?",
    "There are 240 - 15 = <<240-15=225>>225 whole bricks.\n#### 225",
)


def test_a_story_ends_in_its_letter() -> None:
    one = told(
        "Amy has 40 hats. If she buys 30 more, how many hats does Amy have then?", "40 + 30 = <<40+30=70>>70\n#### 70"
    )
    ready = lettered(one, "K")
    assert isinstance(ready, Told)
    assert ready.text == "Amy has 40 hats. Suppose she buys 30 more. Let K be the number of hats Amy has then."
    assert [ready.text[start:end] for start, end, _ in ready.story.givens] == ["40", "30"]
    assert ready.result == "So K = 70."
    assert one.text.endswith("?")


def test_a_question_whose_numbers_would_change_places_stays() -> None:
    one = told(
        "A class made paper hats. How many hats did 12 children make if each made 5 hats?",
        "12 * 5 = <<12*5=60>>60\n#### 60",
    )
    ready = lettered(one, "N")
    assert isinstance(ready, Told)
    assert ready.text.endswith("if each made 5 hats? Let N be the answer to this question.")
    assert [ready.text[start:end] for start, end, _ in ready.story.givens] == ["12", "5"]


def test_values_have_separators_where_the_story_has_them() -> None:
    plain = told("Amy has 4000 hats and 30 caps. How many has she?", "4000 + 30 = <<4000+30=4030>>4030\n#### 4030")
    comma = told("Amy has 4,000 hats and 30 caps. How many has she?", "4000 + 30 = <<4000+30=4030>>4030\n#### 4030")
    assert digits(4030, False, plain.story) == "4030"
    assert digits(4030, False, comma.story) == "4,030"


def test_steps_and_offsets_follow_the_text() -> None:
    first = lettered(
        told("Amy has 40 hats and 30 caps. How many things does Amy have?", "40 + 30 = <<40+30=70>>70\n#### 70", "a"),
        "N",
    )
    second = lettered(
        told("Ben has 8 pens and 9 pins. How many things does Ben have?", "8 + 9 = <<8+9=17>>17\n#### 17", "b"), "M"
    )
    assert isinstance(first, Told)
    assert isinstance(second, Told)
    row = joined([first, second])
    assert [row.story.question[start:end] for start, end, _ in row.story.givens] == ["40", "30", "8", "9"]
    assert [step for step, _ in row.story.steps] == ["g0+g1", "g2+g3"]
    assert row.results == [0, 1]
    assert row.story.lines == [
        "40 + 30 = <<40+30=70>>70.", "So N = 70.", "8 + 9 = <<8+9=17>>17.", "So M = 17.",
    ]  # fmt: skip
    assert [part.givens for part in row.parts] == [(0, 1), (2, 3)]
    assert finished(row, "parallel", ("a", "b")) == Refused("one of the problems is not needed")


def test_an_order_does_not_end_what_has_a_question_inside() -> None:
    first = lettered(
        told("Amy has 40 hats. By how many hats is that more than 30?", "40 - 30 = <<40-30=10>>10\n#### 10", "a"), "N"
    )
    last = template(
        "Ben has 9 pens and 8 pins. Calculate the total number of things Ben has.", "9 + 8 = <<9+8=17>>17\n#### 17", "b"
    )
    assert isinstance(first, Told)
    fed = tell(last, last.values, fed=0)
    assert isinstance(fed, Told)
    second = follow(fed, (first,), Random(0))
    assert isinstance(second, Told)
    assert second.text == "Ben has N pens and 8 pins. Calculate the total number of things Ben has."
    assert finished(joined([first, second]), "sequence", ("a", "b")) == Refused("an order after a question")


def test_a_question_may_follow_a_question() -> None:
    first = lettered(
        told("Amy has 40 hats. By how many hats is that more than 30?", "40 - 30 = <<40-30=10>>10\n#### 10", "a"), "N"
    )
    last = template("Ben has 9 pens and 8 pins. How many things does Ben have?", "9 + 8 = <<9+8=17>>17\n#### 17", "b")
    assert isinstance(first, Told)
    fed = tell(last, last.values, fed=0)
    assert isinstance(fed, Told)
    second = follow(fed, (first,), Random(0))
    assert isinstance(second, Told)
    made = finished(joined([first, second]), "sequence", ("a", "b"))
    assert isinstance(made, Made)
    assert made.program.steps[1].expression == "s0+g3"
    assert [part.givens for part in made.parts] == [(0, 1), (3,)]
