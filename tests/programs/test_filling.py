"""Texts filled together are what each of them is when filled by itself."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mathwright.programs.filling import filling_of
from mathwright.programs.graph import Value
from mathwright.programs.pieces import Pieces, Slot, Style, fill

VALUES: tuple[Value, ...] = (7, 1250, Fraction(5, 2), 20)
STYLES: tuple[Style, ...] = ("plain", "comma", "money", "cents", "word", "Word", "percent")
PIECES = st.lists(
    st.one_of(
        st.sampled_from(["", " of ", "100% of %s", "%", "%%d ", "\n"]),
        st.builds(Slot, st.integers(0, len(VALUES) - 1), st.sampled_from(STYLES)),
    ),
    max_size=8,
).map(tuple)


def filled(texts: list[Pieces], values: tuple[Value, ...] = VALUES) -> list[str] | None:
    filling = filling_of(texts)
    written = filling.written(values)
    return None if written is None else filling.filled(written)


@given(st.lists(PIECES, max_size=4))
def test_texts_filled_together_are_what_each_is_alone(texts: list[Pieces]) -> None:
    alone = [fill(pieces, VALUES) for pieces in texts]

    assert filled(texts) == (None if None in alone else alone)


def test_a_number_that_stands_in_many_places_is_written_once() -> None:
    texts: list[Pieces] = [("He has ", Slot(0, "plain"), "."), (Slot(0, "plain"), "*2=", Slot(0, "word"))]

    assert filling_of(texts).slots == ((0, "plain"), (0, "word"))
    assert filled(texts) == ["He has 7.", "7*2=seven"]


@pytest.mark.parametrize("values", [(7, 1250, Fraction(1, 3), 20), (7, 1250, Fraction(1, 7), 20)])
def test_where_one_number_cannot_be_written_there_is_no_text(values: tuple[Value, ...]) -> None:
    assert filled([("a ", Slot(0, "plain")), (Slot(2, "plain"),)], values) is None
