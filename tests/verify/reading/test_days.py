import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mathwright.verify.reading.answer import Day
from mathwright.verify.reading.days import has_two_meanings, read_day

FOURTH = Day(2020, 7, 4)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("July 4, 2020", FOURTH), ("July 4th, 2020", FOURTH), ("4 July 2020", FOURTH), ("the 4th of July 2020", FOURTH),
        ("4th July, 2020", FOURTH), ("Jul. 4 2020", FOURTH), ("2020-07-04", FOURTH), ("2020/07/04", FOURTH),
        ("2020年7月4日", FOURTH), ("Saturday, July 4, 2020", FOURTH), ("July 4", Day(None, 7, 4)),
        ("July 4^{th}", Day(None, 7, 4)), ("7月4日", Day(None, 7, 4)), ("July 2020", Day(2020, 7, None)),
        ("25/12/2020", Day(2020, 12, 25)), ("12/25/2020", Day(2020, 12, 25)), ("5/5/2020", Day(2020, 5, 5)),
        ("on May 5", Day(None, 5, 5)), ("Sept 1", Day(None, 9, 1)), ("February 29", Day(None, 2, 29)),
    ],
)  # fmt: skip
def test_reads_dates(text: str, day: Day) -> None:
    assert read_day(text) == day


@pytest.mark.parametrize(
    "text",
    ["7/4/2020", "February 30", "July", "July 32", "2020-13-01", "13/13/2020", "4 apples", "5 - 3", "table 4", "2020",
     "July 4 " * 9, "4/5", "2020-02-30", "12345"],
)  # fmt: skip
def test_what_is_no_date_or_could_be_two_is_none(text: str) -> None:
    assert read_day(text) is None


def test_knows_a_date_of_two_meanings() -> None:
    texts = ["7/4/2020", "5/5/2020", "25/12/2020", "7/4/20200", "0/4/2020", "7/4/1234", "1/2"]
    assert [has_two_meanings(text) for text in texts] == [True, False, False, False, False, False, False]


@given(st.dates(dt.date(1000, 1, 1)))
def test_forms_of_one_date_agree(date: dt.date) -> None:
    expected = Day(date.year, date.month, date.day)
    assert read_day(date.isoformat()) == expected
    assert read_day(f"{date:%B} {date.day}, {date.year}") == expected
    assert read_day(f"{date.day} {date:%b} {date.year}") == expected
    assert read_day(f"{date.year}年{date.month}月{date.day}日") == expected
