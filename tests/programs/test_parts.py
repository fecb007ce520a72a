"""Which seed problems the answer of a combined problem can do without."""

import pytest

from mathwright.programs.parts import givens_behind, unneeded, unused_givens
from mathwright.records import Given, Part, Program, Step


def program(*expressions: str, answer: int | None = None, givens: int = 6) -> Program:
    return Program(
        givens=tuple(Given(start=place, end=place + 1, value="1") for place in range(givens)),
        steps=tuple(Step(expression=expression, value="1") for expression in expressions),
        answer=len(expressions) - 1 if answer is None else answer,
        lines=(),
    )


A, B = Part(parent="a", givens=(0, 1)), Part(parent="b", givens=(2, 3))


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        pytest.param(["g0+g1", "g2*s0"], (), id="in sequence"),
        pytest.param(["g0+g1", "g2*g3", "s0-s1"], (), id="in parallel"),
        pytest.param(["g0+g1", "g2*g3", "s0+s1", "s0-s1"], (), id="conditional: both cases use both"),
        pytest.param(["g0+g1", "g2*g3", "s1*g4"], ("a",), id="a case that uses one"),
        pytest.param(["g0+g1", "g2*g3", "2*s0"], ("b",), id="the other case"),
        pytest.param(["g0+g1", "g2*g3", "60*24"], ("a", "b"), id="constants alone"),
        pytest.param(["g0+g4", "g2*s0"], (), id="one number of two is enough"),
        pytest.param(["g4+g5"], ("a", "b"), id="only the ending's own numbers"),
    ],
)
def test_names_the_parts_that_the_answer_can_do_without(steps: list[str], expected: tuple[str, ...]) -> None:
    assert unneeded(program(*steps), (A, B)) == expected


def test_a_part_without_numbers_is_not_needed() -> None:
    assert unneeded(program("g0+g1"), (A, Part(parent="c", givens=()))) == ("c",)


def test_only_steps_that_lead_to_the_answer_count() -> None:
    assert unneeded(program("g0+g1", "g2+s0", answer=0), (A, B)) == ("b",)


def test_a_longer_index_is_another_number() -> None:
    ten = Part(parent="ten", givens=(10,))
    assert unneeded(program("g1+g0", givens=12), (ten,)) == ("ten",)
    assert unneeded(program("g10+g0", givens=12), (ten, A)) == ()


@pytest.mark.parametrize(
    ("steps", "answer", "expected"),
    [
        pytest.param(["g0+g1", "g2*s0"], 1, (3,), id="one left"),
        pytest.param(["g0+g1", "g2*g3", "s0-s1"], 2, (), id="none left"),
        pytest.param(["g0+g1", "g2*g3"], 0, (2, 3), id="a step beside the answer"),
    ],
)
def test_finds_numbers_that_the_answer_does_not_depend_on(
    steps: list[str], answer: int, expected: tuple[int, ...]
) -> None:
    assert unused_givens(program(*steps, answer=answer), (A, B)) == expected


def test_numbers_of_no_part_are_not_looked_at() -> None:
    assert unused_givens(program("g0+g1", "s0*g5"), (A,)) == ()


def test_follows_results_to_the_numbers_behind_them() -> None:
    assert givens_behind(["g0*2", "g1+g3", "s0+s0"], 2) == {0}
