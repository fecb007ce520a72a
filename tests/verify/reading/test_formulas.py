"""What each formula is read as: the tables of formulas.toml."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from tests.verify.reading.shown import shown

from mathwright.verify.clean import cleaned
from mathwright.verify.reading.answer import Based, Expression, Unread
from mathwright.verify.reading.formulas import MAX_READINGS, read_formula

TABLES = tomllib.loads((Path(__file__).parent / "formulas.toml").read_text(encoding="utf-8"))
ROWS = [pytest.param(*row, id=f"{kind} {row[0]}") for kind, rows in TABLES.items() for row in rows]
READ = [row[0] for kind, rows in TABLES.items() for row in rows if kind not in ("unread", "numeral")]


def meanings(text: str) -> str:
    return " | ".join(map(shown, read_formula(cleaned(text))))


@pytest.mark.parametrize(("text", "expected"), ROWS)
def test_is_read_as_the_table_says(text: str, expected: str) -> None:
    assert meanings(text) == expected


@pytest.mark.parametrize("text", READ)
def test_dollars_and_frames_change_nothing(text: str) -> None:
    bare = text.strip("$")
    assert meanings(f"${bare}$") == meanings(bare)
    assert meanings(f"\\( {bare} \\)") == meanings(bare)
    assert meanings(f"\\displaystyle {bare}") == meanings(bare)


@pytest.mark.parametrize(
    ("plain", "spaced"),
    [
        (r"\frac{1}{2}", r"\dfrac {1} {2}"),
        (r"\frac{1}{2}", r"\tfrac12"),
        (r"(1,2)", r"\left( 1 ,\, 2 \right)"),
        (r"[0,\infty)", r"\big[ 0 , +\infty \big)"),
        (r"\{1,2\}", r"\left\{ 1, \; 2 \right\}"),
        (r"2\sqrt{3}", r"2 \, \sqrt 3"),
        (r"x^2+1", r"x ^ { 2 } + 1"),
        (r"|x|", r"\left\lvert x \right\rvert"),
        (r"\begin{pmatrix}1&2\end{pmatrix}", r"\begin{pmatrix} 1 & 2 \\ \end{pmatrix}"),
    ],
)
def test_spacing_and_sizes_change_nothing(plain: str, spaced: str) -> None:
    assert meanings(spaced) == meanings(plain)


@pytest.mark.parametrize("text", ["1/2x", "(100,200)", "(1,2)", "a/bc"])
def test_gives_each_meaning_once_and_few(text: str) -> None:
    readings = read_formula(text)
    assert 2 <= len(readings) <= MAX_READINGS
    assert len(set(readings)) == len(readings)


def test_knows_the_places_of_a_plain_decimal_only() -> None:
    found = [read_formula(text)[0] for text in ("1.50", "-0.5", "3", "1.5x", "1/2")]
    assert [one.decimals for one in found if isinstance(one, Expression)] == [2, 1, None, None, None]


@pytest.mark.parametrize(
    ("text", "digits", "base", "value"),
    [
        ("1101_2", "1101", 2, 13),
        ("1101_{two}", "1101", 2, 13),
        ("-37_8", "-37", 8, -31),
        ("(2B4)_{12}", "2B4", 12, 424),
    ],
)
def test_a_numeral_keeps_its_base(text: str, digits: str, base: int, value: int) -> None:
    assert read_formula(text) == (Based(digits, base, read_formula(str(value))[0].tree.value),)  # type: ignore[union-attr]


@pytest.mark.parametrize("text", ["x_2", "A_{12}", "12_2", "1_1", "7_{99}"])
def test_an_index_and_a_digit_too_large_are_no_numeral(text: str) -> None:
    assert not isinstance(read_formula(text)[0], Based)


@pytest.mark.parametrize("text", ["", " ", "\ud800", "x\ud800", "\x00", "١٢٣", "\\", "{", "∀x"])
def test_never_raises_on_odd_texts(text: str) -> None:
    assert isinstance(read_formula(cleaned(text))[0], Unread)
