"""Equations without annotations, computed again."""

import pytest

from mathwright.programs.prose_equations import false_equations, states_results


@pytest.mark.parametrize(
    ("line", "said"),
    [
        pytest.param("He has 4+4+6 = 18 hot dogs", "4+4+6 = 18", id="a sum"),
        pytest.param("So it cost 192*100=$1920", "192*100 =$1920", id="money"),
        pytest.param("So, she has $32 - $20 = $300 left.", "32 - $20 = $300", id="money on both sides"),
        pytest.param("because 2 / 12 = .125", "2 / 12 = .125", id="a decimal that is no rounding"),
        pytest.param("10 x 1,248 = 11,480", "10 x 1,248 = 11,480", id="groups of three"),
        pytest.param("3+4 = <<3+4=7>>7 and 7*2 = 15.", "7*2 = 15", id="behind an annotation"),
        pytest.param("7*2 = 15 cups", "7*2 = 15", id="words behind"),
    ],
)
def test_names_an_equation_that_does_not_hold(line: str, said: str) -> None:
    assert list(false_equations(line)) == [said]


@pytest.mark.parametrize(
    "line",
    [
        pytest.param("3+4 = 7", id="true"),
        pytest.param("10/3 = 3.33 and 20/3 = 6.7 and 20/3 = 6.6", id="rounded or cut off"),
        pytest.param("7/2 = 3 with one left", id="whole part"),
        pytest.param("3+4 = <<3+4=8>>8", id="annotated: another's to judge"),
        pytest.param("3+4 = $<<3+4=8>>8", id="annotated behind a sign"),
        pytest.param("3x + 4 = 28", id="an unknown"),
        pytest.param("(5/2)x+5 = 930", id="an unknown behind a parenthesis"),
        pytest.param("60 / 3/4 = 80", id="three quarters as one number"),
        pytest.param("12 x 1 and 1/4 = 15", id="a mixed number in words"),
        pytest.param("0900-0130 = 0730 hours", id="clock times"),
        pytest.param("100/5 = 5A/5", id="a letter behind"),
        pytest.param("2+3 = 4+1 = 5", id="a chain"),
        pytest.param("250 x 12 = 3 000 grams", id="groups of three with a space"),
        pytest.param("5 * 3 = 15 thousand, 5 * 3 = 1 million", id="a scale in words"),
        pytest.param("2/4*100 = 50% and 2/4 = 50%", id="percent"),
        pytest.param("50 cents * 4 = 200", id="words inside"),
        pytest.param("7/0 = 3", id="division by zero"),
        pytest.param("= 7 =", id="nothing there"),
        pytest.param("no equation", id="none"),
    ],
)
def test_keeps_quiet_where_it_holds_or_cannot_be_read(line: str) -> None:
    assert list(false_equations(line)) == []


def test_a_hostile_line_is_read_at_once() -> None:
    assert list(false_equations("1+" * 200_000 + "= 5" + "=1+1" * 2_000)) == []


@pytest.mark.parametrize(
    ("text", "may"),
    [
        pytest.param("3+4 = <<3+4=7>>7\nSo it is 7.", False, id="annotated"),
        pytest.param("3+4 = $<<3+4=7>>7", False, id="annotated behind a sign"),
        pytest.param("3+4 = <<3+4=7>>7 = 7", True, id="behind an annotation"),
        pytest.param("3-4 = -$.5", True, id="a negative price"),
        pytest.param("<<3+4 = 8\n9>>", True, id="over two lines, where no line has an annotation"),
        pytest.param("a = b", False, id="letters"),
        pytest.param("So N = 7.", False, id="a letter that stands for a number"),
        pytest.param("(3+4)  = 8", True, id="a bracket and spaces before the sign"),
        pytest.param("3+4 <<3+4=7>> = 8", True, id="an annotation before the sign"),
        pytest.param("5*20% = 2", True, id="a percentage before the sign"),
    ],
)
def test_tells_whether_a_result_is_printed(text: str, may: bool) -> None:
    assert states_results(text) == may
