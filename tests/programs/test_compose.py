"""Two problems joined in each of three ways; what the new question says is computed again from its words alone."""

import re
import tomllib
from collections import Counter
from collections.abc import Callable
from fractions import Fraction
from functools import cache
from importlib.resources import files
from random import Random

import pytest
from tests.programs.makers_audit import faults_of

from mathwright.programs.catalog import template_of
from mathwright.programs.compose import WAYS, compose
from mathwright.programs.made import Made, Refused
from mathwright.programs.template import Template, compile_template
from mathwright.records import Problem
from mathwright.seeds.shipped import shipped_seeds

DRAWS = 2


def template(question: str, solution: str, name: str) -> Template:
    made = compile_template(
        Problem(problem_id=name, question=question, solutions=(solution,), answer="", source="test")
    )
    assert isinstance(made, Template)
    return made


CLIPS = template(
    "Amy sold 48 clips in April, and then she sold half as many clips in May. How many clips did Amy sell in all?",
    "Amy sold 48 / 2 = <<48/2=24>>24 clips in May.\nAmy sold 48 + 24 = <<48+24=72>>72 clips in all.\n#### 72",
    "clips",
)
PAGES = template(
    "Tom reads 30 pages of his book every day. He reads for 5 days. How many pages does Tom read?",
    "Tom reads 30 * 5 = <<30*5=150>>150 pages.\n#### 150",
    "pages",
)
HATS = template(
    "A shop sells 8 hats for $20 each. How much money does the shop make?",
    "The shop makes 8 * 20 = $<<8*20=160>>160.\n#### 160",
    "hats",
)
SHOES = template(
    "Rosa bought shoes for $60 and a coat for $95. How much money did Rosa spend in total?",
    "Rosa spent $60 + $95 = $<<60+95=155>>155 in total.\n#### 155",
    "shoes",
)
LONG = template(
    "A film has 12 scenes of 9 minutes each. How long is the film?",
    "The film has 12 * 9 = <<12*9=108>>108 minutes.\n#### 108",
    "long",
)
DOUBTFUL = template(
    "A club (of volunteers) fills 40 bags every hour. It works for 7 hours. How many bags does the club fill?",
    "The club fills 40 * 7 = <<40*7=280>>280 bags.\n#### 280",
    "doubtful",
)


@cache
def shipped() -> tuple[Template, ...]:
    return tuple(one for one in map(template_of, shipped_seeds()) if isinstance(one, Template))


@cache
def made_in(way: str) -> tuple[Made, ...]:
    found = []
    for place, seed in enumerate(shipped()):
        for draw in range(DRAWS):
            rng = Random(f"{way}:{place}:{draw}")
            made = compose(seed, rng.sample(shipped(), 8), rng, (way,))
            if isinstance(made, Made):
                found.append(made)
    return tuple(found)


def made_of(seed: Template, others: list[Template], way: str, draws: int = 60) -> list[Made]:
    made = [compose(seed, others, Random(f"{way}:{draw}"), (way,)) for draw in range(draws)]
    return [one for one in made if isinstance(one, Made)]


@pytest.mark.parametrize(("way", "share"), [("sequence", 0.5), ("parallel", 0.75), ("conditional", 0.65)])
def test_every_way_is_right_by_a_second_route(way: str, share: float) -> None:
    made = made_in(way)
    assert Counter(fault for one in made for fault in faults_of(one)) == Counter()
    assert len(made) >= share * DRAWS * len(shipped())
    assert {one.way for one in made} == {way}


# --- what the words of a question say -------------------------------------------------------------

Values = dict[str, Fraction]


def larger_less_smaller(v: Values) -> Fraction:
    return abs(v["N"] - v["M"])


def limited(v: Values, over: int) -> Fraction:
    total = v["N"] + v["M"]
    return total + over * v["less"] if total > v["limit"] else total + v["more"]


def subtract_or_add(v: Values) -> Fraction:
    return v["first"] - v["second"] if v["first"] > v["second"] else v["first"] + v["second"]


def add_or_subtract(v: Values) -> Fraction:
    return v["first"] + v["second"] if v["first"] > v["second"] else v["second"] - v["first"]


def multiply_one(v: Values) -> Fraction:
    first, second = v["first"], v["second"]
    return first * v["one"] + second if first > second else second * v["two"] + first


def half_or_difference(v: Values) -> Fraction:
    total = v["N"] + v["M"]
    return total / 2 if total % 2 == 0 else larger_less_smaller(v)


def twice(v: Values) -> Fraction:
    first, second = v["first"], v["second"]
    return first - 2 * second if first > 2 * second else first + second


SAYS: dict[str, Callable[[Values], Fraction]] = {
    "sum": lambda v: v["N"] + v["M"],
    "difference": larger_less_smaller,
    "product": lambda v: v["N"] * v["M"],
    "quotient": lambda v: v["larger"] / v["smaller"],
    "held": lambda v: v["N"] + v["M"],
    "left": larger_less_smaller,
    "times_sum": lambda v: v["factor"] * (v["N"] + v["M"]),
    "times_difference": lambda v: v["factor"] * larger_less_smaller(v),
    "weighted_sum": lambda v: v["factor"] * v["first"] + v["second"],
    "weighted_difference": lambda v: v["factor"] * v["larger"] - v["smaller"],
    "more_than_sum": lambda v: v["more"] + v["N"] + v["M"],
    "average": lambda v: (v["N"] + v["M"]) / 2,
    "together": lambda v: v["N"] + v["M"],
    "apart": larger_less_smaller,
    "saved": lambda v: v["months"] * v["smaller"] + v["larger"],
    "shared": lambda v: (v["N"] + v["M"]) / v["people"],
    "bought": lambda v: v["N"] * v["M"],
    "subtract_or_add": subtract_or_add,
    "add_or_subtract": add_or_subtract,
    "multiply_one": multiply_one,
    "half_or_difference": half_or_difference,
    "twice": twice,
    "limit": lambda v: limited(v, -1),
    "difference_or_total": subtract_or_add,
    "total_or_difference": add_or_subtract,
    "bill": lambda v: limited(v, -1),
    "bonus": lambda v: limited(v, +1),
}


@cache
def wordings() -> tuple[tuple[str, re.Pattern[str]], ...]:
    text = files("mathwright.programs").joinpath("words", "joined.toml").read_text("utf-8")
    found = []
    for name, questions in tomllib.loads(text).items():
        for question in questions:
            seen: set[str] = set()
            pattern = ""
            for piece in re.split(r"(\{\w+\})", question):
                key = piece.strip("{}")
                if not piece.startswith("{"):
                    pattern += re.escape(piece)
                elif key in seen:
                    pattern += f"(?P={key})"
                else:
                    seen.add(key)
                    pattern += rf"(?P<{key}>\$?[A-Za-z0-9,.]*[A-Za-z0-9])"
            found.append((name, re.compile(rf"(?:^|[.?] )(?:{pattern})$")))
    return tuple(found)


def asked(made: Made) -> tuple[str, Values]:
    """The question at the end by name, with what stands in its places; ``N`` and ``M`` are the results as told."""
    told = re.findall(r"So ([A-Z]) = ([\d,.]*\d)\.", "\n".join(made.program.lines))
    letters = {letter: Fraction(value.replace(",", "")) for letter, value in told}
    values = dict(zip("NM", letters.values(), strict=True))
    for name, pattern in wordings():
        ending = pattern.search(made.question)
        if ending is not None:
            for key, shown in ending.groupdict().items():
                plain = shown.removeprefix("$").replace(",", "")
                if plain in letters:
                    values[key] = letters[plain]
                elif plain.replace(".", "").isdigit():
                    values[key] = Fraction(plain)
            return name, values
    raise AssertionError(made.question)


@pytest.mark.parametrize("way", ["parallel", "conditional"])
def test_the_answer_is_what_the_question_says(way: str) -> None:
    seen = Counter[str]()
    for made in made_in(way):
        name, values = asked(made)
        seen[name] += 1
        assert Fraction(made.answer) == SAYS[name](values), made.question
    assert len(seen) >= (14 if way == "parallel" else 9)


def test_larger_and_smaller_are_what_they_say() -> None:
    for made in made_in("parallel"):
        _, values = asked(made)
        if "larger" in values:
            assert values["larger"] > values["smaller"]


def test_every_wording_is_asked_somewhere() -> None:
    seen = {asked(made)[0] for way in ("parallel", "conditional") for made in made_in(way)}
    assert seen == set(SAYS)


def test_both_cases_of_each_comparison_are_told() -> None:
    sides: dict[str, set[bool]] = {}
    for made in made_in("conditional"):
        name, values = asked(made)
        if name in ("subtract_or_add", "add_or_subtract", "multiply_one"):
            sides.setdefault(name, set()).add(values["first"] > values["second"])
            assert re.search(r"Since \$?[\d,.]+ is (greater|less) than \$?[\d,.]+, we", "\n".join(made.program.lines))
    assert set(map(len, sides.values())) == {2}


def test_a_result_between_one_and_two_times_the_other_is_not_more_than_twice_it() -> None:
    told = [values for made in made_in("conditional") for name, values in [asked(made)] if name == "twice"]
    assert any(values["second"] < values["first"] <= 2 * values["second"] for values in told)
    assert any(values["first"] > 2 * values["second"] for values in told)


def test_who_earns_more_gets_the_larger_bonus() -> None:
    told = [values for made in made_in("conditional") for name, values in [asked(made)] if name == "bonus"]
    assert told
    assert all(values["less"] > values["more"] for values in told)


# --- telling --------------------------------------------------------------------------------------


def test_parallel_tells_both_with_their_letters() -> None:
    for made in made_of(CLIPS, [PAGES], "parallel"):
        first, second = re.findall(
            r"Let ([A-Z]) be the number of (?:clips|pages) (?:Amy sold in all|Tom reads)\.", made.question
        )
        assert (first, second) == ("N", "M")
        assert made.parents == ("clips", "pages")
        assert [part.parent for part in made.parts] in (["clips", "pages"], ["pages", "clips"])
        assert (made.question.index("clips") < made.question.index("pages")) == (made.parts[0].parent == "clips")


def test_parts_hold_the_numbers_of_their_stories() -> None:
    for made in made_of(CLIPS, [PAGES], "conditional"):
        shown = {
            part.parent: [made.question[g.start : g.end] for g in (made.program.givens[n] for n in part.givens)]
            for part in made.parts
        }
        assert shown["clips"][1:] == ["half"]
        assert len(shown["pages"]) == 2
        own = sum(len(part.givens) for part in made.parts)
        assert all(given.start > made.question.index("Let M") for given in made.program.givens[own:])


def test_prices_are_added_to_prices_only() -> None:
    for made in made_of(HATS, [CLIPS, SHOES], "parallel"):
        assert "Let $N be the amount of money" in made.question
        assert "Let $M be the amount of money" in made.question
        assert set(made.parents) == {"hats", "shoes"}
        assert "= $<<" in made.program.lines[-1]


def test_a_price_and_a_number_make_a_purchase() -> None:
    made = made_of(HATS, [CLIPS], "parallel")
    assert made
    for one in made:
        assert re.search(r"(?:buys|sells) [NM] tickets (?:that cost|for) \$[NM] each\. How much money", one.question)
    assert made_of(HATS, [CLIPS], "conditional") == []


def test_a_question_that_cannot_be_said_otherwise_stays() -> None:
    rows = template(
        "A hall has 12 rows of 9 seats each. By how many seats is that more than 20?",
        "There are 12 * 9 = <<12*9=108>>108 seats.\nThat is 108 - 20 = <<108-20=88>>88 more.\n#### 88",
        "rows",
    )
    for made in made_of(CLIPS, [rows], "parallel"):
        assert re.search(
            r"By how many seats is that more than \d+\? Let [NM] be the answer to this question\.", made.question
        )


def test_names_of_both_stories_change_in_the_second() -> None:
    other = template(
        "Amy reads 30 pages of her book every day. She reads for 5 days. How many pages does Amy read?",
        "Amy reads 30 * 5 = <<30*5=150>>150 pages.\n#### 150",
        "other",
    )
    for way in ("parallel", "conditional"):
        for made in made_of(CLIPS, [other], way, draws=10):
            start = made.question.index("Let N be")
            second = made.question[made.question.index(". ", start) :]
            assert "Amy" not in second
            assert "Amy" in made.question[:start]


def test_a_letter_of_the_story_is_not_used_again() -> None:
    other = template(
        "Room N has 30 rows of 5 chairs each. How many chairs are in the room?",
        "There are 30 * 5 = <<30*5=150>>150 chairs.\n#### 150",
        "other",
    )
    made = made_of(CLIPS, [other], "parallel")
    assert made
    for one in made:
        assert "Let N be" not in one.question
        assert {"M", "K"} == set(re.findall(r"Let ([A-Z]) be", one.question))


def test_a_seed_problem_with_a_slight_doubt_is_told_as_it_is() -> None:
    assert DOUBTFUL.doubts == ("unusual punctuation",)
    for way in WAYS:
        for made in made_of(DOUBTFUL, [CLIPS], way, draws=20):
            assert "A club (of volunteers) fills 40 bags every hour. It works for 7 hours. Let" in made.question
    assert made_of(DOUBTFUL, [CLIPS], "parallel")


def test_a_companion_with_a_doubt_is_passed_over() -> None:
    assert compose(CLIPS, [DOUBTFUL], Random(1)) == Refused("no clean companion")
    assert made_of(CLIPS, [DOUBTFUL, PAGES], "parallel", draws=5)[0].parents == ("clips", "pages")


def test_the_seed_problem_is_the_first_parent_wherever_it_is_told() -> None:
    places = set()
    for draw in range(60):
        seed = shipped()[draw]
        made = compose(seed, shipped()[100:120], Random(draw), ("sequence",))
        if isinstance(made, Made):
            assert made.parents[0] == seed.problem_id
            places.add([part.parent for part in made.parts].index(seed.problem_id))
    assert places == {0, 1}


@pytest.mark.parametrize("way", WAYS)
def test_the_same_draw_makes_the_same_problem(way: str) -> None:
    assert made_in(way)[7] in made_in.__wrapped__(way)
    first, again = (compose(shipped()[5], shipped()[20:30], Random(4), (way,)) for _ in range(2))
    assert first == again


def test_all_ways_are_drawn() -> None:
    ways = Counter(
        made.way
        for draw in range(90)
        if isinstance(made := compose(shipped()[draw], shipped()[100:110], Random(draw)), Made)
    )
    assert set(ways) == set(WAYS)
    assert min(ways.values()) >= 8


@pytest.mark.parametrize(
    ("seed", "others", "reason"),
    [
        pytest.param(CLIPS, [], "no clean companion", id="nobody"),
        pytest.param(CLIPS, [CLIPS], "no clean companion", id="only itself"),
        pytest.param(CLIPS, [LONG], "question cannot be turned into a quantity", id="no unit"),
        pytest.param(LONG, [CLIPS], "question cannot be turned into a quantity", id="no unit of its own"),
    ],
)
def test_a_refusal_names_its_reason(seed: Template, others: list[Template], reason: str) -> None:
    assert compose(seed, others, Random(0), ("parallel",)) == Refused(reason)


def test_equal_results_are_refused() -> None:
    twin = template(
        "Tom reads 36 pages of his book every day. He reads for 2 days. How many pages does Tom read?",
        "Tom reads 36 * 2 = <<36*2=72>>72 pages.\n#### 72",
        "twin",
    )
    for way in ("parallel", "conditional"):
        for made in made_of(CLIPS, [twin], way):
            values = re.findall(r"So [NM] = (\d+)\.", "\n".join(made.program.lines))
            assert len(set(values)) == 2


def test_no_way_is_no_problem() -> None:
    assert compose(CLIPS, [PAGES], Random(0), ()) == Refused("no clean companion")
