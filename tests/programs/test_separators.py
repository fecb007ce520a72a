"""Thousands separators: all or none, the offsets true, annotations and years untouched."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mathwright.programs.separators import separate


@pytest.mark.parametrize(
    ("question", "line", "told", "told_line"),
    [
        pytest.param("Has 1200 and 30.", "<<1200+30=1230>>1230", None, None, id="none has one"),
        pytest.param("Has pens,123 and 1500.", "1500", None, None, id="a comma before a number"),
        pytest.param("Has 1,400 and 1200.", "1,400-1200", "Has 1,400 and 1,200.", "1,400-1,200", id="mixed question"),
        pytest.param(
            "Has 1500.", "1,500 - 60 = <<1500-60=1440>>1440", "Has 1,500.", "1,500 - 60 = <<1500-60=1440>>1,440",
            id="annotations stay",
        ),
        pytest.param("In 2015 had 1,400.", "1400 in 2015", "In 2015 had 1,400.", "1,400 in 2015", id="years stay"),
        pytest.param("Pays $2000 of 1,400.", "$2000", "Pays $2,000 of 1,400.", "$2,000", id="a price is no year"),
        pytest.param("Has 1,400 of 1234.5.", "0.12345", "Has 1,400 of 1,234.5.", "0.12345", id="decimals"),
    ],
)  # fmt: skip
def test_every_long_number_is_separated_where_one_is(
    question: str, line: str, told: str | None, told_line: str | None
) -> None:
    assert separate(question, [], [line])[::2] == (told or question, [told_line or line])


@given(st.lists(st.integers(2, 3_000_000), min_size=1, max_size=6))
def test_the_offsets_show_the_same_numbers_and_twice_changes_nothing(numbers: list[int]) -> None:
    question, spans = "He has 1,000", [(7, 12, 1000)]
    for number in numbers:
        question += f" and ${number}"
        spans.append((len(question) - len(str(number)), len(question), number))
    told, moved, _ = separate(question, spans, [])
    assert [int(told[start:end].replace(",", "")) for start, end, _ in moved] == [1000, *numbers]
    assert all(told[start:end] == f"{value:,}" for start, end, value in moved)
    assert separate(told, moved, []) == (told, moved, [])
