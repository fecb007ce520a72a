"""Each doubt about a seed problem fires on its own example, and lets the sound version of it pass."""

import re
import tomllib
from importlib.resources import files

import pytest

from mathwright.programs.numbers import mentions
from mathwright.programs.reading import read
from mathwright.programs.soundness import LONGEST_SENTENCE, MOST_STEPS, SLIGHT, doubts, ordered

ASKED = "How many pens are there?"
PLAIN = "<<1+0=1>>1\n#### 1"

PATTERNS = [
    ("a factor that reads two ways", "Ada has 3 times more shells than Ben.", "Ada has 3 times as many shells as Ben."),
    ("a factor that reads two ways", "The price increased 3 times in May.", "The price increased by $3 in May."),
    ("a factor that reads two ways", "Ada has half the fewer shells.", "Ada has half the shells."),
    ("unusual punctuation", "Ada has pens; Ben has 4 of them.", "Ada has pens, and Ben has 4 of them."),
    ("a formula in the text", "Ada has x pens.", "Ada has 6 pens."),
    ("awkward wording", "Ada pays $2 per each pen.", "Ada pays $2 per pen."),
    ("awkward wording", "Ada buys 3 dozens of eggs.", "Ada buys 3 dozen eggs."),
    ("awkward wording", "Ada got a $20 gift card.", "Ada got $20 from Ben."),
    ("chance or choice", "Ada buys at least 4 pens.", "Ada buys the last 4 pens."),
    ("dates and ages", "Ada is 9 years old.", "Ada sails for 9 years."),
    ("dates and ages", "Ada saves for 3 months on 4 days.", "Ada saves for 3 months in 4 jars."),
    ("as and than", "Ada reads as many books than Ben.", "Ada reads as many books as Ben."),
    ("pieces of countable things", "Ada folds 3 pieces of towels.", "Ada folds 3 pieces of paper."),
    ("price of one or of all", "Ada buys 5 pens at $3.", "Ada buys 5 pens at $3 each."),
    ("price of one or of all", "Ada feeds two goats hay 3 times a day.", "Ada feeds two goats hay each day."),
    ("a capital out of place", "Ada sings, The band plays 4 songs.", "Ada sings while the band plays 4 songs."),
    ("a noun after a number", "Ada opens a 12 bag of seeds.", "Ada opens a 12-ounce bag of seeds."),
    ("subject and verb", "Every pen cost $3.", "Every pen costs $3."),
    ("a condition left hanging", "If Ada has 4 pens. Ben has 5 pens.", "If Ada has 4 pens, Ben has 5 pens."),
    ("one name on both sides", "Ada has 4 more pens than Ada.", "Ada has 4 more pens than Ben."),
    ("one adverb and a lone name", "Then Ben buys 4 pens.", "Then Ben buys 4 pens and Ben eats."),
]
LONG = "red " * LONGEST_SENTENCE
SENTENCES = [
    ("a long sentence", f"Ada has {LONG}pens.", f"Ada has {LONG[: -4 * 3]}pens."),
    ("a long sentence", "Ada has one more red pen. " * 9, "Ada has one more red pen. " * 8),
    ("a broken sentence", "Ada has 3 pens. Pens.", "Ada has 3 pens. Pens last."),
    ("a broken sentence", "Has Ada 3 pens?", "Ada has 3 pens."),
    ("sentences joined by a comma", "Ada has 3 pens, she buys 4 pens.", "If Ada has 3 pens, she buys 4 pens."),
    ("sentences joined by a comma", "Ada has 3 pens, the box has 4 pens.", "Ada has 3 pens and, the box has 4 pens."),
    ("sentences joined by a comma", "Ada had 3 pens, she has 4 pens.", "Ada had 3 pens, she must have 4 pens."),
    ("a question without its mark", "How many pens were there.", "Somehow 3 pens were there."),
    ("a capital out of place", "Ada has 3 red Pens.", "Ada has 3 red Zorbs."),
    ("he and she for one person", "Amy has 3 pens. He buys 4 pens.", "Amy has 3 pens. She buys 4 pens."),
    ("he and she for one person", "Ben has 3 pens in her bag.", "Ben has 3 pens in his bag."),
    ("he and she for one person", "The clerk found his pen in her bag.", "The clerk found his pen in his bag."),
    ("he and she for one person", "Amy says he has 4 pens.", "Amy says to her brother that he has 4 pens."),
    ("he and she for one person", "Amy paints. He has 4 pens.", "Amy paints. Ben says he has 4 pens."),
]


def reasons(question: str, solution: str = PLAIN) -> tuple[str, ...]:
    return doubts(question, mentions(question), read(solution))


@pytest.mark.parametrize(("reason", "doubtful", "sound"), [*PATTERNS, *SENTENCES])
def test_names_the_doubt_and_lets_the_sound_version_pass(reason: str, doubtful: str, sound: str) -> None:
    assert reasons(f"{doubtful.strip()} {ASKED}") == (reason,)
    assert reasons(f"{sound.strip()} {ASKED}") == ()


def test_every_pattern_of_the_file_has_an_example_here() -> None:
    text = files("mathwright.programs").joinpath("words", "doubts.toml").read_text("utf-8")
    table = tomllib.loads(text)["doubt"]
    unseen = [
        doubt["pattern"]
        for doubt in table
        if not any(
            reason == doubt["reason"] and re.search(doubt["pattern"], f"{text} {ASKED}", re.I * doubt["any_case"])
            for reason, text, _ in PATTERNS
        )
    ]
    assert unseen == []
    assert {reason for reason, *_ in PATTERNS} == {doubt["reason"] for doubt in table}


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        pytest.param("Ada has 3 pens. How many pens does Ben have?", (), id="nobody in the story is known by name"),
        pytest.param("Amy has 3 pens. How many pens does Amy have?", (), id="the same name"),
        pytest.param("Amy has Ben's 3 pens. How many pens does Ben have?", (), id="a name that owns something"),
        pytest.param(
            "Amy has 3 pens. How many pens does Ben have?", ("a name that only the question knows",), id="a stranger"
        ),
    ],
)
def test_a_person_of_the_question_stands_in_the_story(question: str, expected: tuple[str, ...]) -> None:
    assert reasons(question) == expected


@pytest.mark.parametrize(
    ("story", "sum_", "stated"),
    [
        pytest.param("Amy pays $5 twelve times.", "5*12=60", True, id="a given"),
        pytest.param("Amy pays $5 each month for a year.", "5*12=60", True, id="months of a year"),
        pytest.param("Amy pays $5 for every box.", "5*12=60", False, id="twelve out of nowhere"),
        pytest.param("Amy walks 5 miles daily for a week.", "5*7=35", True, id="days of a week"),
        pytest.param("Amy walks 5 miles with a dog.", "5*7=35", False, id="seven out of nowhere"),
        pytest.param("Amy walks 5 miles with a dog.", "5*100=500", True, id="a hundred always"),
        pytest.param("Amy sells 20% of 50 mugs.", "50*.8=40", True, id="the rest of a percent"),
        pytest.param("Amy sells 20% of 50 mugs.", "50*.7=35", False, id="no part of the percent"),
        pytest.param("Amy sells 2/5 of 50 mugs.", "50*3/5=30", False, id="numerator of the rest"),
        pytest.param("Amy sells 2/5 of 50 mugs.", "50*2/5=20", True, id="parts of a fraction"),
    ],
)
def test_a_number_of_the_worked_text_is_stated_or_plainly_called_for(story: str, sum_: str, stated: bool) -> None:
    worked = f"<<{sum_}>>\n#### {sum_.partition('=')[2]}"
    assert reasons(f"{story} {ASKED}", worked) == (() if stated else ("a fact that is not stated",))


def test_an_earlier_result_is_stated() -> None:
    assert reasons(f"Amy has 3 pens and 4 caps. {ASKED}", "<<3+4=7>>7\n<<7*7=49>>49\n#### 49") == ()


def test_a_worked_text_is_short_and_annotated_throughout() -> None:
    steps = "<<1+0=1>>1\n" * MOST_STEPS
    loose = ("a long or loose worked text",)
    assert reasons(f"Amy has a pen. {ASKED}", f"{steps}#### 1") == ()
    assert reasons(f"Amy has a pen. {ASKED}", f"{steps}{PLAIN}") == loose
    assert reasons(f"Amy has a pen. {ASKED}", f"She has 1 + 0 = 1 pen.\n{PLAIN}") == loose


def test_an_order_ends_in_a_full_stop() -> None:
    order = "Amy has a pen. Calculate the number of pens?"
    assert ordered(order) == "Amy has a pen. Calculate the number of pens."
    assert ordered("Find a pen. Are there 3 pens?") == "Find a pen. Are there 3 pens?"
    assert reasons(order) == ("an order with a question mark",)
    assert reasons(ordered(order)) == ()


def test_slight_doubts_are_doubts_that_can_arise() -> None:
    arising = {reason for reason, *_ in [*PATTERNS, *SENTENCES]}
    arising |= set(reasons(f"Amy has a pen. {ASKED}", f"She has 9 + 4 = 13 pens.\n{PLAIN}"))
    assert arising >= SLIGHT


def test_each_doubt_stands_once() -> None:
    assert reasons(f"Amy is at most 9 years old (or more). {ASKED}") == (
        "unusual punctuation",
        "chance or choice",
        "dates and ages",
    )
