"""Chains: each result is a number of the next problem, in the order of the links, within bounds."""

import re
from collections import Counter
from fractions import Fraction
from functools import cache
from itertools import pairwise
from random import Random

import pytest
from tests.programs.makers_audit import faults_of

from mathwright.programs.catalog import KINDS, rewrite, template_of
from mathwright.programs.chain import LONGEST, chain
from mathwright.programs.made import Made, Refused
from mathwright.programs.template import Template, compile_template
from mathwright.records import Problem
from mathwright.seeds.shipped import shipped_seeds

CANDIDATES = 14
DRAWS = 25


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
    "Amy reads 50 pages of her book every day. She reads for 5 days. How many pages does Amy read?",
    "Amy reads 50 * 5 = <<50*5=250>>250 pages.\n#### 250",
    "pages",
)
BRICKS = template(
    "A wall has 240 bricks, and 15 of the bricks are broken. How many bricks are whole?",
    "There are 240 - 15 = <<240-15=225>>225 whole bricks.\n#### 225",
    "bricks",
)
RENT = template(
    "Omar pays $900 for his flat and $250 for food every month. How much money does Omar pay in all every month?",
    "Omar pays $900 + $250 = $<<900+250=1150>>1150.\n#### 1150",
    "rent",
)
SAVING = template(
    "Rosa earned $1,500 in June and spent $700 of it. How much money does Rosa have left?",
    "Rosa has $1500 - $700 = $<<1500-700=800>>800 left.\n#### 800",
    "saving",
)


@cache
def shipped() -> tuple[Template, ...]:
    return tuple(one for one in map(template_of, shipped_seeds()) if isinstance(one, Template))


@cache
def chains(size: int) -> tuple[Made, ...]:
    found = []
    for draw in range(DRAWS):
        rng = Random(f"{size}:{draw}")
        made = chain([rng.sample(shipped(), CANDIDATES) for _ in range(size)], rng)
        if isinstance(made, Made):
            found.append(made)
    return tuple(found)


SIZES = pytest.mark.parametrize(("size", "least"), [(2, 0.95), (3, 0.9), (4, 0.8), (5, 0.3)])


@SIZES
def test_every_length_works_and_is_right_by_a_second_route(size: int, least: float) -> None:
    made = chains(size)
    assert len(made) >= least * DRAWS
    assert Counter(fault for one in made for fault in faults_of(one)) == Counter()
    assert {(one.way, len(one.parts), len(set(one.parents))) for one in made} == {("sequence", size, size)}


@SIZES
def test_the_question_stays_within_its_length(size: int, least: float) -> None:
    assert max(len(made.question.split()) for made in chains(size)) <= LONGEST[size]


@SIZES
def test_each_letter_is_said_once_and_used_by_the_next_problem(size: int, least: float) -> None:
    for made in chains(size):
        letters = re.findall(r"Let \$?([A-Z]) be ", made.question)
        assert letters == list("NMKP")[: size - 1]
        said = re.sub(r"Let \$?[A-Z] be ", "Let ", made.question)
        uses = list(re.finditer(r"\b[NMKP]\b", said))
        assert [use.group() for use in uses] == letters
        lets = [let.start() for let in re.finditer("Let ", said)]
        assert all(let < use.start() for let, use in zip(lets, uses, strict=True))


@SIZES
def test_a_letter_has_the_value_of_the_result_before_it(size: int, least: float) -> None:
    for made in chains(size):
        said = dict(re.findall(r"So ([A-Z]) = ([\d,.]*\d)\.", "\n".join(made.program.lines)))
        shown = {
            made.question[given.start : given.end]: given.value
            for given in made.program.givens
            if made.question[given.start : given.end].isupper()
        }
        assert {letter: Fraction(value.replace(",", "")) for letter, value in said.items()} == {
            letter: Fraction(value) for letter, value in shown.items()
        }
        assert len(shown) == size - 1


@SIZES
def test_parts_stand_in_the_order_told(size: int, least: float) -> None:
    for made in chains(size):
        assert made.parents == tuple(part.parent for part in made.parts)
        numbers = [given for part in made.parts for given in part.givens]
        assert numbers == sorted(numbers)
        starts = [made.program.givens[part.givens[0]].start for part in made.parts]
        assert all(a < b for a, b in pairwise(starts))


def test_follows_the_order_of_the_links() -> None:
    made = chain([[CLIPS], [PAGES], [BRICKS]], Random(0))
    assert isinstance(made, Made)
    assert made.parents == ("clips", "pages", "bricks")
    assert made.parts[0].givens == (0, 1)


def test_the_answer_takes_the_place_of_a_number() -> None:
    made = chain([[CLIPS], [PAGES]], Random(0))
    assert isinstance(made, Made)
    question = made.question
    assert re.search(
        r"Let N be the number of clips Amy sold in all\. (\w+) reads N pages of her book every day", question
    )
    name = re.search(r"(\w+) reads N pages", question)
    assert name is not None
    assert name[1] != "Amy"
    assert question.endswith(f"How many pages does {name[1]} read?")
    assert made.program.steps[-1].expression == "s1*g3"
    assert question[made.program.givens[2].start : made.program.givens[2].end] == "N"
    assert made.parts[1].givens == (3,)


def test_money_stands_for_money() -> None:
    for draw in range(20):
        made = chain([[SAVING], [RENT, PAGES, BRICKS]], Random(draw))
        if isinstance(made, Made):
            assert made.parents == ("saving", "rent")
            assert "Let $N be the amount of money Rosa has left." in made.question
            assert re.search(r"\$N (?:for|every)", made.question)
    assert isinstance(chain([[CLIPS], [RENT]], Random(1)), Refused)


def test_no_seed_problem_twice() -> None:
    assert isinstance(chain([[CLIPS], [CLIPS]], Random(0)), Refused)
    for draw in range(10):
        made = chain([[PAGES, BRICKS]] * 2, Random(draw))
        if isinstance(made, Made):
            assert set(made.parents) == {"pages", "bricks"}


@pytest.mark.parametrize("size", [0, 1, 6])
def test_a_chain_has_two_to_five_links(size: int) -> None:
    assert chain([[CLIPS]] * size, Random(0)) == Refused("a chain has two to five links")


@pytest.mark.parametrize(
    ("links", "reason"),
    [
        pytest.param([[CLIPS], []], "no number has the size of the result before it", id="an empty link"),
        pytest.param([[], [CLIPS]], "no clean link", id="an empty first link"),
        pytest.param([[CLIPS], [RENT]], "no number has the size of the result before it", id="a number for a price"),
    ],
)
def test_a_refusal_names_its_reason(links: list[list[Template]], reason: str) -> None:
    assert chain(links, Random(0)) == Refused(reason)


def test_the_search_is_bounded() -> None:
    links = [shipped()[:30]] * 4
    assert chain(links, Random(0), tries=0) == Refused("no clean link")
    assert isinstance(chain(links, Random(0), tries=3), Refused)
    assert isinstance(chain(links, Random(0)), Made)


def test_looks_for_another_candidate_where_one_leads_nowhere() -> None:
    for draw in range(5):
        made = chain([[RENT, CLIPS, SAVING], [BRICKS, PAGES], [BRICKS]], Random(draw))
        assert isinstance(made, Made)
        assert made.parents == ("clips", "pages", "bricks")


def test_the_same_draw_makes_the_same_chain() -> None:
    links = [shipped()[:15], shipped()[15:30], shipped()[30:45]]
    assert chain(links, Random(8)) == chain(links, Random(8))


def test_the_catalog_puts_the_seed_problem_first_among_the_parents() -> None:
    assert "chain" in KINDS
    seeds = list(shipped_seeds())
    sizes = Counter[int]()
    for place in range(40):
        rng = Random(f"catalog:{place}")
        made = rewrite("chain", seeds[place], rng.sample(seeds, 20), rng)
        if isinstance(made, Made):
            assert made.parents[0] == seeds[place].problem_id
            assert sorted(part.parent for part in made.parts) == sorted(made.parents)
            sizes[len(made.parts)] += 1
    assert sizes.total() >= 20
    assert set(sizes) <= {2, 3, 4, 5}
    assert sizes[2] + sizes[3] > sizes[4] + sizes[5] > 0
