"""The algebra of backward problems: what an answer says about one number of its problem, and that it says it once."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mathwright.programs.arithmetic import Unreadable
from mathwright.programs.evaluating import evaluate
from mathwright.programs.expressions import parse_step, value_of
from mathwright.programs.inverse import (
    NO_INFLUENCE,
    NOT_UNIQUE,
    UNWRITABLE,
    Compute,
    Formula,
    Unknown,
    code,
    compute,
    dependents,
    number,
    shown,
    size,
    written,
)
from mathwright.programs.template import Template, compile_template
from mathwright.records import Given, Problem, Program


def template(question: str, *lines: str) -> Template:
    worked = "\n".join(lines)
    answer = lines[-1].rpartition(">>")[2].partition(" ")[0].strip(".")
    made = compile_template(
        Problem(problem_id="p", question=question, solutions=(f"{worked}\n#### {answer}",), answer="", source="test")
    )
    assert isinstance(made, Template)
    return made


def unknown(question: str, place: int, *lines: str) -> Unknown:
    made = template(question, *lines)
    return Unknown(made, made.values, made.given_registers[place], "N")


BEADS = "Ada has 17 red beads and 5 blue beads. She gives 3 beads away. How many beads does Ada have left?"
STRINGS = "Ada has 17 strings of 5 beads. She gives 3 beads away. How many beads does Ada have left?"


def layered(found: Unknown) -> list[str]:
    """Each layer as text, from the answer inwards; ``_`` is what stands inside."""
    layers, _ = found.layers()
    return [f"{shown(one.beside)} {one.op} _" if one.flipped else f"_ {one.op} {shown(one.beside)}" for one in layers]


@pytest.mark.parametrize(
    ("place", "lines", "layers"),
    [
        pytest.param(0, ("<<17*5=85>>85", "<<85-3=82>>82"), ["_ - 3", "_ * 5"], id="minus, times"),
        pytest.param(1, ("<<17*5=85>>85", "<<85-3=82>>82"), ["_ - 3", "17 * _"], id="the other factor"),
        pytest.param(2, ("<<17*5=85>>85", "<<85-3=82>>82"), ["85 - _"], id="taken away"),
        pytest.param(1, ("<<(17-3)/5=2.8>>2.8",), ["17 - 3 / _"], id="divisor, in one line"),
        pytest.param(0, ("<<17*1=17>>17", "<<17-3+5=19>>19"), ["_ + 5", "_ - 3"], id="times 1 is no layer"),
    ],
)
def test_layers_lead_from_the_answer_to_the_unknown(place: int, lines: tuple[str, ...], layers: list[str]) -> None:
    found = unknown(STRINGS, place, *lines)
    assert layered(found) == layers
    assert found.layers()[0][-1].inside == found.register


@pytest.mark.parametrize("place", [0, 1, 2])
def test_undoing_every_layer_gives_the_unknown_back(place: int) -> None:
    found = unknown(STRINGS, place, "<<17*5=85>>85", "<<85-3=82>>82")
    formula: Formula = number(82, "u0")
    layers, core = found.layers()
    for layer in layers:
        formula = layer.undone(formula)
    assert core == found.register
    assert formula.value == (17, 5, 3)[place]


@pytest.mark.parametrize(
    ("lines", "slope", "rest"),
    [
        pytest.param(("<<17/2=8.5>>8.5", "<<17+8.5=25.5>>25.5"), "1 + 1 / 2", None, id="a number and its half"),
        pytest.param(("<<17+5=22>>22", "<<17+22=39>>39"), "1 + 1", "5", id="a number and 5 more"),
        pytest.param(("<<3*17=51>>51", "<<51-17=34>>34"), "3 - 1", None, id="three of it without one"),
        pytest.param(
            ("<<17-3=14>>14", "<<(17+14)*5=155>>155", "<<155+17=172>>172"),
            "(1 + 1) * 5 + 1",
            "- 3 * 5",
            id="a sum times 5",
        ),
        pytest.param(("<<100-17=83>>83", "<<83-17=66>>66"), "- (1 + 1)", "100", id="taken away twice"),
        pytest.param(("<<17-5=12>>12", "<<17-12=5>>5"), None, "5", id="it cancels"),
    ],
)
def test_paths_that_meet_are_one_linear_function(lines: tuple[str, ...], slope: str | None, rest: str | None) -> None:
    question = "Ada has 17 beads, 5 shells and 3 stones. She reads half of 100 books. How many things does Ada have?"
    found = unknown(question, 0, *lines)
    linear = found.linear(found.layers()[1])
    told = [
        None if part is None else ("- " if part.negative else "") + _grouped(part.formula, part.negative)
        for part in (linear.slope, linear.rest)
    ]
    assert told == [slope, rest]


def _grouped(formula: Formula, negative: bool) -> str:
    text = shown(formula)
    return f"({text})" if negative and isinstance(formula, Compute) and formula.op in "+-" else text


@pytest.mark.parametrize(
    ("place", "lines", "reason"),
    [
        pytest.param(0, ("<<17*17=289>>289",), NOT_UNIQUE, id="a square"),
        pytest.param(0, ("<<17+3=20>>20", "<<17/20=0.85>>0.85"), NOT_UNIQUE, id="above and below"),
        pytest.param(2, ("<<17+5=22>>22",), NO_INFLUENCE, id="not used"),
    ],
)
def test_other_functions_are_refused(place: int, lines: tuple[str, ...], reason: str) -> None:
    found = unknown(BEADS, place, *lines)
    with pytest.raises(Unreadable, match=reason):
        found.linear(found.layers()[1])


def test_a_product_with_nothing_tells_nothing() -> None:
    found = unknown(STRINGS, 0, "<<17*5=85>>85", "<<85-3=82>>82")
    layer = found.layers()[0][1]
    lost = type(layer)(layer.out, layer.inside, "*", number(0, "0"), flipped=False)
    with pytest.raises(Unreadable, match=NO_INFLUENCE):
        lost.undone(number(0, "u0"))


def test_the_formula_of_a_step_keeps_known_steps_whole() -> None:
    found = unknown(STRINGS, 2, "<<17*5=85>>85", "<<85-3=82>>82")
    assert shown(found.formula(found.template.answer)) == "85 - N"
    assert dependents(found.template, found.register) == {found.register, found.template.answer}


def test_a_percentage_is_read_as_a_share() -> None:
    question = "A coat costs $80. It is sold at 25% off. How much does the coat cost now?"
    lines = ("<<80*.25=20>>20", "<<80-20=60>>60")
    assert shown(unknown(question, 0, *lines).formula(template(question, *lines).answer)) == "N - N * 0.25"
    assert shown(unknown(question, 1, *lines).formula(template(question, *lines).answer)) == "80 - 80 * N / 100"


@pytest.mark.parametrize(
    ("question", "place", "line", "formula"),
    [
        pytest.param("Ada pays $75, $100 and $50. How much is it?", 2, "75+100+50=225", "75 + 100 + N", id="sum"),
        pytest.param(
            "Ada drinks 28 pounds, or 40%. What does she weigh?", 1, "28*100/40=70", "28 * 100 / N", id="times"
        ),
        pytest.param(
            "A ticket costs $80, 20% off. How much is it?", 0, "80*(100-20)/100=64", "N * 80 / 100", id="rest"
        ),
    ],
)
def test_a_hundred_that_is_no_percentage_is_told(question: str, place: int, line: str, formula: str) -> None:
    lines = (f"<<{line}>>{line.rpartition('=')[2]}",)
    assert shown(unknown(question, place, *lines).formula(template(question, *lines).answer)) == formula


numbers = st.fractions(min_value=0, max_value=50, max_denominator=12).filter(lambda value: written(value) is not None)


@st.composite
def formulas(draw: st.DrawFn, depth: int = 4) -> Formula:
    if depth == 0 or draw(st.booleans()):
        value = draw(numbers)
        return number(int(value) if value.denominator == 1 else value, f"({value.numerator}/{value.denominator})")
    left, right = draw(formulas(depth - 1)), draw(formulas(depth - 1))
    op = draw(st.sampled_from("+-*/" if right.value != 0 else "+-*"))
    return compute(op, left, right)


@given(formulas())
def test_a_formula_means_the_same_on_paper_and_in_a_program(formula: Formula) -> None:
    program = Program(givens=(Given(start=0, end=1, value="1"),), steps=(), answer=0, lines=())
    assert evaluate(shown(formula)) == formula.value
    assert value_of(parse_step(code(formula), program), []) == formula.value


@given(formulas())
def test_the_size_of_a_formula_counts_its_signs(formula: Formula) -> None:
    if isinstance(formula, Compute):
        assert size(formula) == 1 + size(formula.left) + size(formula.right)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (7, "7"),
        (Fraction(1, 8), "0.125"),
        (Fraction(4, 3), "4/3"),
        (Fraction(1, 16), "1/16"),
        (Fraction(1, 101), None),
    ],
)
def test_numbers_are_written_short(value: int | Fraction, text: str | None) -> None:
    assert written(value) == text


@pytest.mark.parametrize("value", [-1, Fraction(1, 101)])
def test_what_cannot_be_written_short_is_refused(value: int | Fraction) -> None:
    with pytest.raises(Unreadable, match=UNWRITABLE):
        number(value, "g0")
