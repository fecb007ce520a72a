"""The second route sees an operand that the question does not say, and lets what everybody knows pass."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mathwright.programs.operands import operands_from_nowhere
from mathwright.seeds.shipped import shipped_seeds

PENS = "Ada has 12 pens and buys 30 more. She gives 7 away. How many pens are left?"
SOLVED = "12 + 30 = <<12+30=42>>42.\n42 - 7 = <<42-7=35>>35.\n#### 35"


def test_numbers_of_the_question_and_earlier_results_are_accounted_for() -> None:
    assert operands_from_nowhere(SOLVED, PENS) == ()


@pytest.mark.parametrize("number", ["12", "30", "7"])
def test_a_number_that_the_question_does_not_say_is_seen(number: str) -> None:
    assert operands_from_nowhere(SOLVED, re.sub(rf"\b{number}\b", "some", PENS)) == (number,)


def test_a_later_result_is_no_source() -> None:
    assert operands_from_nowhere("<<42-7=35>>35. <<12+30=42>>42.", PENS) == ("42",)


def test_operands_are_told_as_printed_and_in_order() -> None:
    assert operands_from_nowhere("<<1,250*.50=625>>625 <<625+9=634>>634", "Ada sells pens.") == ("1,250", ".50", "9")


@pytest.mark.parametrize(
    ("question", "left"),
    [
        pytest.param("Ada has twelve pens.", "12*1", id="a word"),
        pytest.param("Ada has twenty-five pens.", "25-1", id="two words"),
        pytest.param("Ada has two hundred and thirty pens.", "230-1", id="hundreds"),
        pytest.param("Ada earns $2 million.", "2000000-1", id="millions"),
        pytest.param("Ada has 1,250 pens.", "1250-1", id="a separator"),
        pytest.param("Ada pays $0.50.", "50*.5", id="cents of a price"),
        pytest.param("Ada pays 75 cents.", "0.75*100", id="cents"),
        pytest.param("20% of the pens are red.", "0.2*0.8*80*1.2*20/100", id="a percentage"),
        pytest.param("Twenty percent of the pens are red.", ".2*.8", id="a percentage in words"),
        pytest.param("2/5 of the pens are red.", "2/5*3", id="a fraction and its rest"),
        pytest.param("Three fourths of the pens are red.", "3/4*1", id="a fraction in words"),
        pytest.param("Half of the pens are red.", "0.5*2", id="half"),
        pytest.param("Ben has twice as many pens as Ada.", "2+3", id="twice, and three parts"),
        pytest.param("Ben has 4 times as many pens as Ada.", "4+5", id="times, and one part more"),
        pytest.param("Ada works five days a week.", "5*7", id="days of a week"),
        pytest.param("Ada works 2 hours. Ben works 5 minutes.", "2*60", id="minutes of an hour"),
        pytest.param("Ada, Ben, and Cid share the pens.", "3*4", id="as many as are named"),
        pytest.param("Ada shares them among herself and her 4 friends.", "5*4", id="one more than are named"),
    ],
)
def test_what_a_number_stands_for_is_accounted_for(question: str, left: str) -> None:
    assert operands_from_nowhere(f"<<{left}=1>>1", question) == ()


@pytest.mark.parametrize(
    ("question", "left", "nowhere"),
    [
        pytest.param("Ada has some pens.", "12-1", "12", id="a dozen of nothing"),
        pytest.param("Ada has some pens.", "60*1", "60", id="minutes of nothing"),
        pytest.param("Ada has 20 pens.", "0.2*20", "0.2", id="a share of no percentage"),
        pytest.param("Ada has 5 pens.", "500-1", "500", id="cents of no price"),
        pytest.param("Ada pays $300.", "300-3", "3", id="cents as dollars"),
        pytest.param("Ada has two hundred pens.", "202-1", "202", id="words that were not said"),
        pytest.param("Ada has 7/0 pens.", "8*7", "8", id="no fraction"),
    ],
)
def test_what_nothing_says_is_not(question: str, left: str, nowhere: str) -> None:
    assert operands_from_nowhere(f"<<{left}=1>>1", question) == (nowhere,)


def test_the_terms_of_a_sum_may_be_counted_for_their_average() -> None:
    solution = "4 + 9 + 11 = <<4+9+11=24>>24. 24 / {} = <<24/{}=8>>8."
    question = "Ada scores 4, 9 and 11 points. What is the average?"
    assert operands_from_nowhere(solution.format(3, 3), question) == ()
    assert operands_from_nowhere(solution.format(5, 5), question) == ("5",)


def test_a_result_may_be_a_percentage_or_cents() -> None:
    assert operands_from_nowhere("<<30+10=40>>40 <<50*0.4=20>>20", "30 and 10 percent of 50.") == ()
    assert operands_from_nowhere("<<30+10=40>>40 <<50*0.4=20>>20", "30 and 10 of 50.") == ("0.4",)


# --- several stories ------------------------------------------------------------------------------

TWO = (
    "Mr. Fay has 12 pens. Let N be the number of pens Mr. Fay has after he buys {} more. "
    "Cid packs N pens in boxes of 6. Each box costs $1.50. Let $M be the price of all boxes. What is M more than {}?"
)
TWO_SOLVED = (
    "12 + 30 = <<12+30=42>>42.\nSo N = 42.\n42 / 6 = <<42/6=7>>7.\n7 * 1.5 = $<<7*1.5=10.5>>10.50.\nSo M = 10.50.\n"
    "The number is 10.5 + 9 = <<10.5+9=19.5>>19.50.\n#### 19.50"
)


def test_each_story_says_its_own_numbers() -> None:
    assert operands_from_nowhere(TWO_SOLVED, TWO.format(30, 9)) == ()
    assert operands_from_nowhere(TWO_SOLVED, TWO.format("some", 30)) == ("30", "9")


def test_results_go_from_story_to_story_by_their_letter_only() -> None:
    assert operands_from_nowhere(TWO_SOLVED.replace("10.5+9", "10.5+7"), TWO.format(30, 9)) == ("7",)
    assert operands_from_nowhere(TWO_SOLVED.replace("10.5+9", "10.5+42"), TWO.format(30, 9)) == ()


def test_stories_whose_letters_differ_are_one() -> None:
    assert operands_from_nowhere(TWO_SOLVED.replace("So M", "So K"), TWO.format("some", 30)) == ("9",)


ENDED = "Ada has 12 pens and 8 books. Each pen costs $5. What is {} more than {} times the number of things Ada has?"
STORY = "12 + 8 = <<12+8=20>>20."
ENDING = f"{STORY}\n3 times 20 is 3 * 20 = <<3*20=60>>60.\n5 more than that is 60 + 5 = <<60+5=65>>65.\n#### 65"


def test_an_ending_takes_its_numbers_from_the_last_sentence() -> None:
    assert operands_from_nowhere(ENDING, ENDED.format(5, 3)) == ()
    assert operands_from_nowhere(ENDING, ENDED.format("some", 3)) == ("5",)
    assert operands_from_nowhere(ENDING, ENDED.format(5, "some")) == ("3",)


def test_an_ending_may_be_said_before_a_bare_question() -> None:
    question = "Ada has 12 pens, 8 books. The number Ben has is 5 more than 3 times that. How many does Ben have?"
    assert operands_from_nowhere(ENDING, question) == ()
    assert operands_from_nowhere(ENDING, question.replace(" 5 ", " some ")) == ("5",)


# --- all texts ------------------------------------------------------------------------------------


def test_seed_problems_say_all_their_operands() -> None:
    seeds = [seed for seed in shipped_seeds() if "<<" in seed.solutions[0]]
    assert len(seeds) > 100
    assert [seed for seed in seeds if operands_from_nowhere(seed.solutions[0], seed.question)] == []


@given(st.text(alphabet="019.,/%$<>=+-*() \nLet So N be halftwos?", max_size=80), st.text(max_size=60))
def test_no_text_makes_it_raise(text: str, other: str) -> None:
    for solution, question in ((text, other), (other, text), (f"<<{text}=1>>", text)):
        assert all(operand in solution for operand in operands_from_nowhere(solution, question))


@given(st.integers(2, 10**6), st.integers(2, 10**6))
def test_two_numbers_that_are_said_are_accounted_for(left: int, right: int) -> None:
    question = f"Ada has {left} pens and {right:,} books."
    assert operands_from_nowhere(f"<<{left}+{right}={left + right}>>", question) == ()
