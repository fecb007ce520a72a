"""Backward questions: what they say and how they are solved, step by step."""

import re
from collections import Counter
from random import Random

import pytest
from tests.programs.makers_audit import faults_of

from mathwright.programs.backward import backward
from mathwright.programs.made import Made, Refused
from mathwright.programs.telling import tell
from mathwright.programs.template import Template, compile_template
from mathwright.records import Problem

LETTER = re.compile(r"\b[NMK]\b")


def problem(question: str, *lines: str) -> Problem:
    worked = "\n".join(lines)
    answer = re.findall(r">>([\d.,]*\d)", worked)[-1]
    return Problem(problem_id="p", question=question, solutions=(f"{worked}\n#### {answer}",), answer="", source="test")


def template(question: str, *lines: str) -> Template:
    made = compile_template(problem(question, *lines))
    assert isinstance(made, Template)
    return made


def asked_for(seed: Template, value: int | str) -> Made:
    """The first of many draws that asks for this number of the seed problem and leaves the others as they are."""
    own = {str(number) for number in seed.values}
    for draw in range(400):
        made = backward(seed, Random(draw))
        if isinstance(made, Made) and made.answer == str(value) and {g.value for g in made.program.givens} <= own:
            return made
    raise AssertionError(f"never asked for {value}")


def as_fact(seed: Template, value: int | str) -> Made:
    """The same, with the question told as a fact."""
    for draw in range(400):
        made = backward(seed, Random(draw))
        if not isinstance(made, Made) or made.answer != str(value) or "answer" in made.question:
            continue
        if made.question.endswith("What is the value of N?"):
            return made
    raise AssertionError(f"never asked for {value}")


CLIPS = (
    "Mona sold 48 clips in April, and then she sold half as many clips in May. How many clips did Mona sell in all?",
    "Mona sold 48 / 2 = <<48/2=24>>24 clips in May.",
    "Mona sold 48 + 24 = <<48+24=72>>72 clips in all.",
)
APPLES = (
    "Ada has 14 baskets of 6 apples. She sells all but 10 apples for $3 each. How much money does Ada earn?",
    "Ada has 14 * 6 = <<14*6=84>>84 apples.",
    "She sells 84 - 10 = <<84-10=74>>74 apples.",
    "Ada earns 74 * $3 = $<<74*3=222>>222.",
)


CLIPS_ASKED = (
    "Mona sold N clips in April, and then she sold half as many clips in May. The number of clips Mona sold in all was "
    "72. What is the value of N?"
)
APPLES_ASKED = (
    "Ada has N baskets of 6 apples. She sells all but 10 apples for $3 each. The amount of money Ada earns is $222. "
    "What is the value of N?"
)


def told(made: Made) -> list[str]:
    return [made.question, *made.program.lines]


def test_paths_that_meet_are_collected() -> None:
    assert told(as_fact(template(*CLIPS), 48)) == [
        CLIPS_ASKED,
        "In terms of N, the number of clips Mona sold in all is N + N / 2.",
        "The coefficient of N is 1 + 1 / 2 = <<1+1/2=1.5>>1.5.",
        "So N = 72 / 1.5 = <<72/1.5=48>>48.",
    ]


def test_the_way_back_is_told_in_the_seed_problems_sentences() -> None:
    assert told(as_fact(template(*APPLES), 14)) == [
        APPLES_ASKED,
        "She sells 222 / 3 = <<222/3=74>>74 apples.",
        "Ada has 74 + 10 = <<74+10=84>>84 apples.",
        "Since N * 6 = 84, N = 84 / 6 = <<84/6=14>>14.",
    ]


def test_what_is_known_without_the_unknown_comes_first() -> None:
    made = as_fact(template(*APPLES), 3)
    assert told(made)[1:] == [
        "Ada has 14 * 6 = <<14*6=84>>84 apples.",
        "She sells 84 - 10 = <<84-10=74>>74 apples.",
        "In terms of N, the amount of money Ada earns is 74 * N.",
        "So N = 222 / 74 = <<222/74=3>>3.",
    ]
    assert [step.expression for step in made.program.steps] == ["g0*g1", "s0-g2", "g3/s1"]


@pytest.mark.parametrize(
    ("seed", "value", "lines"),
    [
        pytest.param(
            (
                "A shirt costs $80. It is sold at 25% off. How much does the shirt cost now?",
                "The discount is 80 * 25% = $<<80*25*.01=20>>20.",
                "The shirt now costs 80 - 20 = $<<80-20=60>>60.",
            ),
            25,
            ["80 * N * 0.01 = 80 - 60 = <<80-60=20>>20"],
            id="a percentage",
        ),
        pytest.param(
            (
                "Ada shares 90 nuts equally among 15 children and keeps none. How many nuts does each child get?",
                "Each child gets 90 / 15 = <<90/15=6>>6 nuts.",
            ),
            15,
            ["N = 90 / 6 = <<90/6=15>>15"],
            id="a divisor",
        ),
        pytest.param(
            (
                "Ada has 90 nuts. She eats 12 nuts a day for 5 days. How many nuts does Ada have left?",
                "She eats <<12*5=60>>60 nuts.",
                "She has <<90-60=30>>30 nuts left.",
            ),
            12,
            ["N * 5 = 90 - 30 = <<90-30=60>>60", "N = 60 / 5 = <<60/5=12>>12"],
            id="taken away",
        ),
        pytest.param(
            (
                "A pen costs $2.50 and a ruler costs $4. Ada buys 6 pens and a ruler. How much money does Ada spend?",
                "The pens cost 2.5 * 6 = $<<2.5*6=15>>15.",
                "Ada spends 15 + 4 = $<<15+4=19>>19.",
            ),
            "2.50",
            ["= <<15/6=2.5>>2.50"],
            id="a price with cents",
        ),
        pytest.param(
            (
                "Ada has 25 beads. Ben has 9 beads less, and Cem has twice as many beads as Ben. How many have they?",
                "Ben has 25 - 9 = <<25-9=16>>16 beads.",
                "Cem has 16 * 2 = <<16*2=32>>32 beads.",
                "They have 25 + 16 + 32 = <<25+16+32=73>>73 beads.",
            ),
            25,
            ["1 + 1 + 2 = <<1+1+2=4>>4", "9 + 9 * 2 = <<9+9*2=27>>27", "4 * N = 73 + 27 = <<73+27=100>>100"],
            id="terms with and without it",
        ),
    ],
)  # fmt: skip
def test_worked_texts_solve_step_by_step(seed: tuple[str, ...], value: int | str, lines: list[str]) -> None:
    made = asked_for(template(*seed), value)
    worked = tell(made.program.lines, made.answer)
    assert [line for line in lines if line not in worked] == []
    assert faults_of(made) == []


def test_both_forms_of_the_paper_are_told() -> None:
    seed = template(*CLIPS)
    ends = Counter(
        " ".join(LETTER.sub("N", re.sub(r"\d+", "9", made.question)).split("May. ")[1].split())
        for draw in range(300)
        if isinstance(made := backward(seed, Random(draw)), Made)
    )
    assert set(ends) == {
        "The number of clips Mona sold in all was 9. What is the value of N?",
        "The number of clips Mona sold in all was 9. What is N?",
        "The number of clips Mona sold in all was 9. Find the value of N.",
        "How many clips did Mona sell in all? If the answer is 9, what is the value of N?",
        "How many clips did Mona sell in all? The answer to this question is 9. What is the value of N?",
        "How many clips did Mona sell in all? If the answer to this question is 9, what is N?",
    }


def test_many_problems_come_from_one() -> None:
    made = {one.question for draw in range(200) if isinstance(one := backward(template(*CLIPS), Random(draw)), Made)}
    assert len(made) >= 60


def test_what_a_seed_problem_says_is_not_told_of_another_with_its_id() -> None:
    pens = "Ben buys 14 pens in April and half as many in May. How many pens did Ben buy in all?"
    one, other = template(*CLIPS), template(pens, *CLIPS[1:])
    assert isinstance(backward(one, Random(0)), Made)
    assert isinstance(backward(other, Random(0)), Refused)
    assert isinstance(backward(one, Random(0)), Made)


def test_the_same_draw_makes_the_same_problem() -> None:
    assert backward(template(*APPLES), Random(5)) == backward(template(*APPLES), Random(5))


def test_an_article_goes_with_the_letter() -> None:
    seed = template(
        "Ada reads a 90-page book. She has read 30 pages. How many pages does Ada have left to read?",
        "Ada has 90 - 30 = <<90-30=60>>60 pages left to read.",
    )
    assert as_fact(seed, 90).question.startswith("Ada reads an N-page book. ")


def test_several_earnings_are_so_much() -> None:
    seed = template(
        "Ada sells 5 tickets an hour for $6 each. What will be the earnings from the tickets in 8 hours?",
        "Ada earns 5 * 6 = $<<5*6=30>>30 an hour.",
        "Ada earns 30 * 8 = $<<30*8=240>>240.",
    )
    made = as_fact(seed, 8)
    assert "The earnings from the tickets in N hours are $240. What is" in made.question
    assert "In terms of N, the earnings from the tickets in N hours are 30 * N." in made.program.lines


def test_a_percentage_by_chance_is_not_stated() -> None:
    question = "Ada has 6 knives and gets 10 knives. She has 24 forks. What percentage of her cutlery is knives?"
    lines = ("<<6+10=16>>16", "<<16+24=40>>40")
    refused = Refused("a percentage by chance")
    assert {repr(backward(template(question, *lines), Random(draw))) for draw in range(20)} == {repr(refused)}
    exact = template(question, *lines, "<<16/40=.4>>.4", "<<.4*100=40>>40")
    assert " 40%" in asked_for(exact, 24).question


PINS = "Ada has 14 hats. Each hat has 3 pins of 5 grams. How many grams do the pins of her hats weigh?"


def test_a_line_that_would_tell_the_unknown_is_not_kept() -> None:
    lines = ("They weigh 3 * 5 = <<3*5=15>>15 grams on the 14 hats.", "They weigh 14 * 15 = <<14*15=210>>210 grams.")
    assert as_fact(template(PINS, *lines), 14).program.lines[0] == "3 * 5 = <<3*5=15>>15."


def test_a_computation_is_told_once() -> None:
    seed = template(
        "Ada buys 4 hats for $6 each. Ben buys 4 caps for $6 each. Cem pays $9. How much money do they spend?",
        *("<<4*6=24>>24", "<<4*6=24>>24", "<<24+24+9=57>>57"),
    )
    made = as_fact(seed, 9)
    assert made.program.lines[0] == "4 * 6 = <<4*6=24>>24."
    assert made.program.lines[1].startswith("In terms of N, ")
    assert len(made.program.steps) == 3


def test_a_single_one_need_not_be_computed_with() -> None:
    seed = template(
        "Ada has 1 bag of 17 beads. She finds 5 beads. How many beads does Ada have?",
        *("<<1*17=17>>17", "<<17+5=22>>22"),
    )
    assert list(as_fact(seed, 17).program.lines) == [
        "In terms of N, the number of beads Ada has is N + 5.",
        "So N = 22 - 5 = <<22-5=17>>17.",
    ]
    assert as_fact(seed, 5).program.lines[-1] == "So N = 22 - 17 = <<22-17=5>>5."


def test_a_long_story_keeps_its_numbers() -> None:
    seed = template(
        "Ada, who likes to walk in the hills behind her house with her dog and her cat and a book about the birds that "
        "she hopes to see there, walks 12 miles and then another 5 miles. How many miles does Ada walk in all?",
        "Ada walks 12 + 5 = <<12+5=17>>17 miles.",
    )
    assert seed.objection == "a long sentence"
    made = [one for draw in range(40) if isinstance(one := backward(seed, Random(draw)), Made)]
    assert {one.answer for one in made} == {"12", "5"}


def test_the_letter_is_free_in_the_text() -> None:
    seed = template(
        "Ada takes bus N for 12 kilometers and walks 3 kilometers. How many kilometers does Ada travel in all?",
        "Ada travels 12 + 3 = <<12+3=15>>15 kilometers.",
    )
    assert asked_for(seed, 12).question.startswith("Ada takes bus N for M kilometers and walks 3")


ODD = "Ada sells 30 odd buttons for $2 each and 20 pins for $3 each. How much money does Ada earn?"


@pytest.mark.parametrize(
    ("seed", "reason"),
    [
        pytest.param(
            ("There are 45 people on a trip. Each car can take 5 people. How many cars do they need?",
             "They need 45 / 5 = <<45/5=9>>9 cars."),
            "no number can be the unknown", id="a rounded quotient: 41 people need 9 cars, too"),
        pytest.param(
            (ODD, "<<30*2=60>>60", "<<20*3=60>>60", "<<60+60=120>>120"),
            "a comparison could turn out otherwise", id="a word that decides"),
        pytest.param(
            ("Ada pays $3 a visit, but nothing once she has paid more than $90. What do 20 visits cost?",
             "They cost 20 * 3 = $<<20*3=60>>60."),
            "a number of the question is not used", id="a number not used, of another kind"),
        pytest.param(
            ("Ada sells 12 mugs for over $9 each, for $10 to be exact. How much money does Ada earn?",
             "The shop takes <<12*9=108>>108.", "Ada earns <<12*10=120>>120.", "<<120-108=12>>12"),
            "a comparison could turn out otherwise", id="a threshold"),
        pytest.param(
            ("Ada has 6 jars with 6 beans each. How many beans does Ada have?", "Ada has <<6*6=36>>36 beans."),
            "no number can be the unknown", id="said twice"),
        pytest.param(
            ("Ada has 12 pens and 40 books. She buys 7 pens. How many pens does Ada have?", "Ada has <<12+7=19>>19."),
            "a number of the question is not used", id="a number not used"),
        pytest.param(
            ("Ada bought 3 pens for £2 each and a book for £9. How much money did Ada spend?",
             "<<3*2=6>>6", "<<6+9=15>>15"),
            "another currency", id="pounds"),
        pytest.param(
            ("A square garden is 12 meters long. How many square meters is the garden?",
             "The garden is <<12*12=144>>144 square meters."),
            "solution not shown to be unique", id="a square"),
    ],
)  # fmt: skip
def test_a_refusal_names_its_reason(seed: tuple[str, ...], reason: str) -> None:
    assert {repr(backward(template(*seed), Random(draw))) for draw in range(20)} == {repr(Refused(reason))}


def test_a_text_with_a_fault_is_not_told() -> None:
    seed = template(
        "Ada picks 200 leaves. 24% have 2 tips. The others have 1 tip. How many tips are there on leaves with 2 tips?",
        *("<<200*.24=48>>48", "<<48*2=96>>96"),
    )
    questions = [one.question for draw in range(60) if isinstance(one := backward(seed, Random(draw)), Made)]
    assert len(questions) == 60
    assert [question for question in questions if "N% have" in question] == []


PETS = (
    "Ada has 30 pets. Of these, 12 pets are cats and 18 pets are dogs. Cats eat 2 cans, dogs 4 cans. Pets eat 5 nuts "
    "each. How many cans and nuts do the pets eat?"
)


def test_a_part_of_a_stated_whole_is_not_asked_for() -> None:
    seed = template(PETS, "<<12*2=24>>24", "<<18*4=72>>72", "<<30*5=150>>150", "<<24+72+150=246>>246")
    answers = {made.answer for draw in range(60) if isinstance(made := backward(seed, Random(draw)), Made)}
    assert answers.isdisjoint({"30", "12", "18"})
    assert "5" in answers


def test_a_difference_is_told_with_its_direction() -> None:
    seed = template(
        "Ada has 25 beads. Ben has 9 beads. How many more beads does Ada have than Ben?",
        "Ada has 25 - 9 = <<25-9=16>>16 more beads.",
    )
    questions = [one.question for draw in range(60) if isinstance(one := backward(seed, Random(draw)), Made)]
    assert len(questions) == 60
    assert [question for question in questions if "How many more beads does Ada have than Ben?" not in question] == []
