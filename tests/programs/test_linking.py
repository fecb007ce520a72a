"""Where each operand of a worked text comes from, and what must then stay equal or stay as it is."""

from fractions import Fraction

import pytest

from mathwright.programs.linking import Linked, link
from mathwright.programs.numbers import mentions
from mathwright.programs.reading import read
from mathwright.programs.template import Template, compile_template
from mathwright.records import Problem


def linked(question: str, *sums: str) -> Linked:
    solution = worked(*sums)
    return link(question, solution, mentions(question), read(solution))


def worked(*sums: str) -> str:
    lines = [f"{sum_.partition('=')[0]} = <<{sum_}>>{sum_.partition('=')[2]}" for sum_ in sums]
    return "\n".join([*lines, f"#### {sums[-1].partition('=')[2]}"])


def template(question: str, *sums: str) -> Template:
    problem = Problem(problem_id="p", question=question, solutions=(worked(*sums),), answer="", source="test")
    found = compile_template(problem)
    assert isinstance(found, Template)
    return found


def operands(found: Linked, step: int) -> list[str]:
    """How each operand of a step is named."""
    return [found.graph.names[register] for register in found.leaf_registers[step]]


def test_operands_are_givens_and_earlier_results() -> None:
    found = linked("Ada has 9 mugs and 4 jars, and each costs $2.", "9+4=13", "13*2=26")
    assert [operands(found, step) for step in (0, 1)] == [["g0", "g1"], ["s0", "g2"]]
    assert [found.graph.values[register] for register in found.step_registers] == [13, 26]
    assert (found.ties, found.ungrounded) == ([], False)
    assert found.used == set(found.given_registers)


def test_equal_givens_are_tied_and_each_is_used() -> None:
    question = "Ada fills 6 jars with 6 beans each. How many beans does she use?"
    found = linked(question, "6*6=36")
    assert operands(found, 0) == ["g0", "g1"]
    assert found.ties == [tuple(found.given_registers)]
    (choice,) = template(question, "6*6=36").choices
    assert choice.registers == tuple(found.given_registers)


def test_an_equal_given_that_is_used_already_leaves_the_other() -> None:
    found = linked("Ada has 6 mugs, 8 jars and 6 pots.", "6+8=14", "14+6=20")
    assert operands(found, 1) == ["s0", "g2"]


def test_a_given_that_equals_a_result_is_frozen_with_all_it_comes_from() -> None:
    question = "Ada gives 3 of her 8 pens to Ben, who has 5 pens. How many pens does Ben have now?"
    sums = ("8-3=5", "5+3=8")
    found = linked(question, *sums)
    assert found.ties == [(found.given_registers[2], found.step_registers[0])]
    ambiguous = template(question, *sums)
    assert ambiguous.frozen == set(ambiguous.given_registers)
    assert ambiguous.choices == ()


def test_the_same_story_with_another_number_is_free() -> None:
    free = template(
        "Ada gives 3 of her 8 pens to Ben, who has 6 pens. How many pens do they have now?", "8-3=5", "5+6=11"
    )
    assert free.frozen == set()
    assert sorted(register for choice in free.choices for register in choice.registers) == [0, 1, 2]


def test_a_given_that_equals_a_constant_is_frozen_alone() -> None:
    sound = template("Ada bakes 8 pies a day for 7 days. How many pies does Ada bake?", "8*7=56")
    assert sound.frozen == {sound.given_registers[1]}


@pytest.mark.parametrize(
    ("question", "sum_", "count", "listed"),
    [
        pytest.param("Amy, Ben and Carl split 85 mugs.", "85/3=85/3", 3, True, id="the people named"),
        pytest.param("Amy and Ben split 60 mugs with some others.", "60/5=12", 5, False, id="more than are named"),
        pytest.param("Amy, Ben, Carl and Dan split 60 mugs with me.", "60/5=12", 5, True, id="and one more"),
        pytest.param(
            "The Zorbs, Kints, Wapps and Lumms split 60 mugs.", "60/4=15", 4, False, id="names of nobody known"
        ),
    ],
)
def test_the_count_of_the_people_named_is_a_constant(question: str, sum_: str, count: int, listed: bool) -> None:
    found = linked(question, sum_)
    assert found.graph.values[found.leaf_registers[0][1]] == count
    assert operands(found, 0)[1] == str(count)
    assert found.ungrounded is not listed


@pytest.mark.parametrize(
    ("sums", "listed"),
    [
        pytest.param(("40+10+20+31+54=155", "155/5=31"), True, id="terms of the sum before"),
        pytest.param(("40+10+20+31*54=1744", "1744/5=1744/5"), False, id="five operands, but no sum"),
        pytest.param(("40+10+20=70", "70/5=14"), False, id="a sum of three"),
        pytest.param(("40/5=8", "40+10+20+31+54=155"), False, id="before the sum"),
    ],
)
def test_the_count_of_summands_is_a_constant_after_their_sum(sums: tuple[str, ...], listed: bool) -> None:
    found = linked("The shelves hold 40, 10, 20, 31 and 54 mugs.", *sums)
    assert found.ungrounded is not listed


def test_a_count_that_is_also_a_given_is_the_given() -> None:
    found = linked("Amy, Ben and Carl eat 3 plums.", "9*3=27")
    assert operands(found, 0)[1] == "g0"


def test_an_operand_from_nowhere_is_a_constant_and_spoils_the_story() -> None:
    sums = ("8*13=104",)
    question = "Ada fills 8 jars. How many beans does she use?"
    found = linked(question, *sums)
    assert (found.ungrounded, operands(found, 0)) == (True, ["g0", "13"])
    spoilt = template(question, *sums)
    assert (spoilt.grounded, spoilt.objection) == (False, "an operand comes from nowhere in sight")


@pytest.mark.parametrize(
    ("question", "sum_", "name", "value"),
    [
        pytest.param("A coat for $80 is 25% off.", "80*.75=60", "(1-(g1/100))", Fraction(3, 4), id="rest of a percent"),
        pytest.param("A coat for $80 is 25% off.", "80*.25=20", "(g1/100)", Fraction(1, 4), id="percent as a share"),
        pytest.param("Ada eats 2/7 of 70 plums.", "70/7=10", "7", 7, id="a fraction never changes"),
    ],
)
def test_a_given_is_read_another_way(question: str, sum_: str, name: str, value: Fraction | int) -> None:
    found = linked(question, sum_)
    assert operands(found, 0)[1] == name
    assert found.graph.values[found.leaf_registers[0][1]] == value
    assert found.used == set(found.given_registers)


def test_a_step_that_copies_a_number_has_a_register_of_its_own() -> None:
    found = linked("Ada has 9 mugs.", "9=9", "9+9=18")
    assert found.step_registers[0] not in found.given_registers
    assert found.graph.values[found.step_registers[0]] == 9
