"""Which numbers can be asked for: those that a letter can stand for and that nothing else gives away."""

import pytest

from mathwright.programs.masking import DECIDED, maskable
from mathwright.programs.template import Template, compile_template
from mathwright.records import Problem


def asked_for(question: str, *lines: str) -> list[str]:
    """The numbers that can be the unknown, as the question writes them."""
    worked = "\n".join((*lines, "#### " + lines[-1].rpartition("=")[2].partition(">")[0]))
    made = compile_template(Problem(problem_id="p", question=question, solutions=(worked,), answer="", source="test"))
    assert isinstance(made, Template)
    return [made.givens[place].text for place in maskable(made)]


@pytest.mark.parametrize(
    ("question", "lines", "numbers"),
    [
        pytest.param("Ada has 15 hats. She buys 4 hats. How many hats has she?", ("<<15+4=19>>19",), ["15", "4"],
                     id="counts"),
        pytest.param("Ada has fifteen hats. She buys 4 hats. How many hats has she?", ("<<15+4=19>>19",), ["4"],
                     id="a word is no digit"),
        pytest.param("A hat costs $15 and a tie costs $4. What do they cost?", ("<<15+4=19>>19",), ["15", "4"],
                     id="prices"),
        pytest.param("Ada walks a 15-mile path, then 4 miles. How many miles is that?", ("<<15+4=19>>19",), ["15", "4"],
                     id="an article before a compound can follow the letter"),
        pytest.param("Ada pays a $15 fee. Ben pays $4. How much is that?", ("<<15+4=19>>19",), ["4"],
                     id="no letter after an article and a sign"),
        pytest.param("Ada has 15 hats. Ben has 0 hats. How many hats have they?", ("<<15+0=15>>15",), ["15"],
                     id="not nothing"),
        pytest.param("Ada has 3 15-inch bars. Ben has 4 nuts. How much is it?", ("<<3*15+4=49>>49",), ["4"],
                     id="no letter beside another number"),
        pytest.param("Ada has 3 $15 notes. Ben has $4. How much is it?", ("<<3*15+4=49>>49",), ["4"],
                     id="no letter beside another number, with a sign"),
        pytest.param("In room 15, there are 9 hats. Ben has 4 ties. What is it?", ("<<15+9+4=28>>28",), ["9", "4"],
                     id="not a name"),
        pytest.param("Ada has 15 hats and 15 pins. She buys 4 pins. How many pins has she?", ("<<15+4=19>>19",), ["4"],
                     id="not what is said twice"),
    ],
)  # fmt: skip
def test_a_letter_stands_where_a_number_is_free(question: str, lines: tuple[str, ...], numbers: list[str]) -> None:
    assert asked_for(question, *lines) == numbers


@pytest.mark.parametrize(
    ("question", "lines", "numbers"),
    [
        pytest.param("A van can take 5 people. How many vans do 45 people need?", ("<<45/5=9>>9",), [],
                     id="need: 44 people need as many"),
        pytest.param("A clerk packs eggs by the dozen. How many boxes does he need for 48 eggs?", ("<<48/12=4>>4",), [],
                     id="need, by the dozen"),
        pytest.param("Ada reads 9 pages a day. How many days does she take for 45 pages?", ("<<45/9=5>>5",), [],
                     id="days are counted"),
        pytest.param("Eggs come in boxes of 6 at $3 a box. Ada needs 48 eggs. How much does she pay?",
                     ("<<48/6=8>>8", "<<8*3=24>>24"), ["3"], id="a rounded quotient on the way to a price"),
        pytest.param("Ada can walk 4 miles an hour. How many hours does she take for 20 miles?", ("<<20/4=5>>5",),
                     ["4", "20"], id="hours are measured"),
        pytest.param("Ada shares 45 nuts equally among 5 people. How many nuts does each get?", ("<<45/5=9>>9",),
                     ["45"], id="shares are equal; the people are listed"),
        pytest.param("Ben needs 3 times as many nuts as Ada. Ben has 45 nuts. How many nuts does Ada have?",
                     ("<<45/3=15>>15",), ["3", "45"], id="a factor is exact"),
    ],
)  # fmt: skip
def test_a_rounded_quotient_has_no_single_solution(question: str, lines: tuple[str, ...], numbers: list[str]) -> None:
    assert asked_for(question, *lines) == numbers


@pytest.mark.parametrize(
    ("question", "lines", "numbers"),
    [
        pytest.param("Of 30 fish, 18 are red and 12 fish are blue. A red fish eats 9 flies, a blue fish eats 7 flies "
                     "and each fish eats 4 crumbs. How many flies and crumbs do they eat?",
                     ("<<18*9=162>>162", "<<12*7=84>>84", "<<30*4=120>>120", "<<162+84+120=366>>366"),
                     ["9", "7", "4"], id="parts and whole"),
        pytest.param("Ada picks 200 leaves. 75% have 3 tips. 24% have 2 tips. 1% have 4 tips. How many tips are there?",
                     ("<<200*.75*3=450>>450", "<<200*.24*2=96>>96", "<<200*.01*4=8>>8", "<<450+96+8=554>>554"),
                     ["200", "3", "2", "4"], id="percentages that fill up 100"),
        pytest.param("Ada has 13 hats and buys 4 bags for $9 each. She adds hats and dollars. What does she get?",
                     ("<<4*9=36>>36", "<<13+36=49>>49"), ["13", "4", "9"], id="a sum of unlike things says nothing"),
    ],
)  # fmt: skip
def test_related_numbers_give_each_other_away(question: str, lines: tuple[str, ...], numbers: list[str]) -> None:
    assert asked_for(question, *lines) == numbers


@pytest.mark.parametrize(
    ("question", "lines", "numbers"),
    [
        pytest.param("Ada has 8 hats. Ben has twice as many. Cem has 8 more than Ben. How many hats has Cem?",
                     ("<<8*2=16>>16", "<<16+8=24>>24"), [], id="said twice"),
        pytest.param("Ada has 40 hats. Ben has half as many. Cem has 20 more than Ben. How many hats has Cem?",
                     ("<<40/2=20>>20", "<<20+20=40>>40"), [], id="a result of the same value"),
        pytest.param("Ada has 4 goats. Ben has 9 hens. How many legs do the goats have, with the hens?",
                     ("<<4*4=16>>16", "<<16+9=25>>25"), ["9"], id="a number that may count legs"),
        pytest.param("Ada has 5 sacks of 40 nuts. She finds 60 nuts. She eats a fifth of her nuts. How many is that?",
                     ("<<5*40=200>>200", "<<200+60=260>>260", "<<260/5=52>>52"), ["40", "60"],
                     id="a number that a share may stand for"),
    ],
)  # fmt: skip
def test_an_operand_that_could_be_another_number_is_not_asked_for(
    question: str, lines: tuple[str, ...], numbers: list[str]
) -> None:
    assert asked_for(question, *lines) == numbers


@pytest.mark.parametrize(
    ("text", "decided"),
    [
        ("Who is the oldest?", True), ("It costs less if she buys more than 20 pens.", True), ("over $50", True),
        ("Round to the nearest ten.", True), ("He buys two, gets one free.", False), ("Buy two, get one free.", True),
        ("He has 5 more than Ada.", False), ("a round trip", False), ("He is older than 5 friends.", False),
    ],
)  # fmt: skip
def test_words_that_decide_are_known(text: str, decided: bool) -> None:
    assert (DECIDED.search(text) is not None) is decided
