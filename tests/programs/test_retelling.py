"""Chains that are told often: found among seed problems that leave room, and told with other numbers each time."""

import re
from collections.abc import Iterator
from fractions import Fraction
from functools import cache
from itertools import islice
from random import Random

import pytest
from tests.programs.makers_audit import faults_of

from mathwright.programs.catalog import template_of
from mathwright.programs.chain import LONGEST, chained, row_made
from mathwright.programs.fitting import LARGEST, PASSED, SMALLEST, fit_of
from mathwright.programs.made import Made, Refused
from mathwright.programs.often import Links
from mathwright.programs.parts import unneeded
from mathwright.programs.retelling import Numbers, Retelling, retelling_of
from mathwright.programs.template import Template, compile_template
from mathwright.records import Problem
from mathwright.seeds.shipped import shipped_seeds

SIZES = pytest.mark.parametrize("size", [2, 3, 4, 5])
TELLINGS = 12


def template(question: str, solution: str, name: str) -> Template:
    made = compile_template(
        Problem(problem_id=name, question=question, solutions=(solution,), answer="", source="test")
    )
    assert isinstance(made, Template)
    return made


CLIPS = template(
    "Amy sold 48 clips in April and 20 pins in May. How many things did Amy sell in all?",
    "Amy sold 48 + 20 = <<48+20=68>>68 things in all.\n#### 68",
    "clips",
)
PAGES = template(
    "Amy reads 50 pages of her book every day. She reads for 8 days. How many pages does Amy read?",
    "Amy reads 50 * 8 = <<50*8=400>>400 pages.\n#### 400",
    "pages",
)
COSTS = template(
    "Omar pays $4,800 for his car and $1,500 for his bike. How much money does Omar pay in all?",
    "Omar pays $4800 + $1500 = $<<4800+1500=6300>>6300.\n#### 6300",
    "costs",
)
RENT = template(
    "Rosa earned $5,000 in June and spent $700 of it. How much money does Rosa have left?",
    "Rosa has $5000 - $700 = $<<5000-700=4300>>4300 left.\n#### 4300",
    "rent",
)
SHARES = template(
    "Ben puts 60 nuts into 12 bags, as many into each. How many nuts are in a bag?",
    "There are 60 / 12 = <<60/12=5>>5 nuts in a bag.\n#### 5",
    "shares",
)


@cache
def shipped() -> tuple[Template, ...]:
    return tuple(one for one in map(template_of, shipped_seeds()) if isinstance(one, Template))


@cache
def retellings(size: int) -> tuple[Retelling, ...]:
    found = []
    for draw in range(6):
        rng = Random(f"{size}:{draw}")
        row = Links([rng.sample(shipped(), 60) for _ in range(size)]).chained(rng)
        chain = row if isinstance(row, Refused) else retelling_of(row)
        if isinstance(chain, Retelling):
            found.append(chain)
    return tuple(found)


def tellings(chain: Retelling, count: int = TELLINGS) -> list[Made]:
    numbers = Numbers(chain, Random(0))
    drawn: Iterator[Made | Refused] = (chain.telling(values) for values in iter(numbers.next, None))
    return [made for made in islice(drawn, count) if isinstance(made, Made)]


def retelling(*templates: Template) -> Retelling:
    row = chained([[one] for one in templates], Random(1))
    assert not isinstance(row, Refused)
    chain = retelling_of(row)
    assert isinstance(chain, Retelling)
    return chain


def masked(text: str) -> str:
    return re.sub(r"\d[\d,.]*\d|\d", "#", text)


@SIZES
def test_every_telling_is_right_by_a_second_route_and_has_the_words_of_the_first(size: int) -> None:
    assert retellings(size)
    for chain in retellings(size):
        made = tellings(chain)
        assert [fault for one in made for fault in faults_of(one)] == []
        assert {masked(one.question) for one in made} <= {masked(chain.first.question)}
        assert {(one.way, one.parents, one.parts) for one in made} <= {
            ("sequence", chain.first.parents, chain.first.parts)
        }


@SIZES
def test_the_answer_of_every_telling_needs_every_problem(size: int) -> None:
    for chain in retellings(size):
        assert len(chain.first.question.split()) <= LONGEST[size]
        for made in tellings(chain):
            assert unneeded(made.program, made.parts) == ()
            assert [step.expression for step in made.program.steps] == list(chain.expressions)


@SIZES
def test_no_two_tellings_have_the_same_numbers(size: int) -> None:
    for chain in retellings(size):
        questions = [made.question for made in tellings(chain)]
        assert len(set(questions)) == len(questions)


@pytest.mark.parametrize("size", [2, 3, 4])
def test_most_chains_have_many_tellings(size: int) -> None:
    counts = sorted(len(tellings(chain)) for chain in retellings(size))
    assert counts[len(counts) // 2] >= TELLINGS // 2


def test_tellings_may_share_any_number_but_not_all() -> None:
    givens = [[given.value for given in made.program.givens] for made in tellings(retelling(CLIPS, PAGES), 500)]
    for place in range(len(givens[0])):
        assert len({given[place] for given in givens}) < len(givens)
    assert len({tuple(given) for given in givens}) == len(givens)


def test_a_letter_has_the_value_of_the_result_before_it_in_every_telling() -> None:
    chain = retelling(CLIPS, PAGES)
    for made in tellings(chain, 500):
        values = [step.value for step in made.program.steps]
        letter = next(given for given in made.program.givens if made.question[given.start : given.end] == "N")
        assert letter.value == values[0]
        assert f"So N = {values[0]}." in made.program.lines
        assert Fraction(made.answer) == Fraction(values[-1])
        assert SMALLEST <= int(letter.value) <= LARGEST
        assert 25 <= int(letter.value) <= 100


def test_names_that_the_stories_share_stay_told_apart() -> None:
    chain = retelling(CLIPS, PAGES)
    name = re.search(r"(\w+) reads N pages", chain.first.question)
    assert name is not None
    assert name[1] != "Amy"
    for made in tellings(chain):
        assert made.program.lines[-1].startswith(f"{name[1]} reads ")


def test_tellings_have_thousands_separators_in_text_and_none_in_annotations() -> None:
    chain = retelling(COSTS, RENT)
    found = tellings(chain)
    assert len(found) >= TELLINGS // 2
    for made in found:
        prose = re.sub(r"<<[^<>]*>>", "", "\n".join((made.question, *made.program.lines)))
        assert re.findall(r"(?<![\d,])\d{4,}", prose) == []
        assert "," not in "".join(re.findall(r"<<[^<>]*>>", "\n".join(made.program.lines)))
        told = [(made.question[one.start : one.end].replace(",", ""), one.value) for one in made.program.givens]
        assert [text for text, value in told if text != value] == ["N"]


def test_told_with_its_own_numbers_a_chain_is_what_was_found() -> None:
    row = chained([[CLIPS], [PAGES]], Random(3))
    assert not isinstance(row, Refused)
    chain = retelling_of(row)
    assert isinstance(chain, Retelling)
    assert chain.first == row_made(row)
    again = [list(frame.template.values) for frame in chain.frames]
    for values, told, frame in zip(again, row, chain.frames, strict=True):
        for register, (_, _, value) in zip(frame.template.given_registers, told.story.givens, strict=True):
            values[register] = value
        for (_, register), (_, value) in zip(frame.template.steps, told.story.steps, strict=True):
            values[register] = value
    assert chain.telling(again) == chain.first


def test_the_same_chance_tells_the_same_numbers() -> None:
    chain = retelling(CLIPS, PAGES)
    assert tellings(chain) == tellings(chain)


def test_a_chain_with_no_numbers_left_ends() -> None:
    chain = retelling(CLIPS, PAGES)
    numbers = Numbers(chain, Random(0))
    found = list(islice(iter(numbers.next, None), 5_000))
    assert 20 < len(found) < 5_000


# --- the search -----------------------------------------------------------------------------------


def test_a_number_that_few_results_can_stand_for_is_not_easy() -> None:
    assert [(easy.kind, easy.own) for easy in fit_of(PAGES).easy] == [("number", 50), ("number", 8)]
    assert fit_of(SHARES).easy == ()
    assert [(easy.kind, easy.own) for easy in fit_of(RENT).easy] == [("money", 5000), ("money", 700)]


def test_openings_have_results_that_differ() -> None:
    openings = fit_of(CLIPS).openings
    assert PASSED <= len({values[CLIPS.answer] for values in openings}) == len(openings)


def test_a_search_takes_problems_that_leave_room() -> None:
    for draw in range(5):
        row = Links([[SHARES, CLIPS], [SHARES, PAGES]]).chained(Random(draw))
        assert not isinstance(row, Refused)
        assert [told.template.problem_id for told in row] == ["clips", "pages"]


@pytest.mark.parametrize(
    ("links", "reason"),
    [
        pytest.param([[CLIPS]], "a chain has two to five links", id="one link"),
        pytest.param([[CLIPS]] * 6, "a chain has two to five links", id="six links"),
        pytest.param([[CLIPS], []], "no number has the size of the result before it", id="an empty link"),
        pytest.param([[CLIPS], [RENT]], "no number has the size of the result before it", id="a number for a price"),
        pytest.param([[CLIPS], [CLIPS]], "no number has the size of the result before it", id="one problem twice"),
    ],
)
def test_a_search_that_finds_none_says_why(links: list[list[Template]], reason: str) -> None:
    assert Links(links).chained(Random(0)) == Refused(reason)


def test_links_that_were_searched_before_give_the_same_chains() -> None:
    sizes = [shipped()[:40], shipped()[40:80], shipped()[80:120]]
    links = Links(sizes)
    found = [links.chained(Random(draw)) for draw in range(8)]

    assert found == [Links(sizes).chained(Random(draw)) for draw in range(8)]
    assert len({one[0].text for one in found if not isinstance(one, Refused)}) > 1


def test_the_same_chance_finds_the_same_chain() -> None:
    links = [shipped()[:40], shipped()[40:80], shipped()[80:120]]
    first, second = (Links(links).chained(Random(4)) for _ in range(2))
    assert not isinstance(first, Refused)
    assert first == second
