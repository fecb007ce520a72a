from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mathwright.verify.reading.answer import Clock
from mathwright.verify.reading.clocks import read_clock


@pytest.mark.parametrize(
    ("text", "hour", "minute", "known"),
    [
        ("3:30", 3, 30, False),
        ("3:30 p.m.", 15, 30, True),
        ("3:30 PM", 15, 30, True),
        ("3:30pm", 15, 30, True),
        ("3:30 p.m", 15, 30, True),
        ("15:30", 15, 30, True),
        ("0:05", 0, 5, True),
        ("12:00", 12, 0, False),
        ("12:00 a.m.", 0, 0, True),
        ("12:15 p.m.", 12, 15, True),
        ("24:00", 0, 0, True),
        ("3 PM", 15, 0, True),
        ("9 a.m.", 9, 0, True),
        ("noon", 12, 0, True),
        ("Midnight", 0, 0, True),
        ("3 o'clock", 3, 0, False),
        ("three o'clock", 3, 0, False),
        ("half past three", 3, 30, False),
        ("quarter to five", 4, 45, False),
        ("a quarter past one", 1, 15, False),
        ("ten minutes to one", 12, 50, False),
        ("5 to 3 pm", 14, 55, True),
        ("6:30 in the morning", 6, 30, True),
        ("6:30 in the evening", 18, 30, True),
        ("8.50 p . m .", 20, 50, True),
        ("4 : 51 p.m.", 16, 51, True),
        ("at 7:25", 7, 25, False),
        ("下午3点30分", 15, 30, True),
        ("3点半", 3, 30, False),
        ("三点半", 3, 30, False),
        ("晚上十点二十分", 22, 20, True),
        ("上午9点", 9, 0, True),
        ("3点", 3, 0, False),
        ("12:00 noon", 12, 0, True),
        ("12 noon", 12, 0, True),
        ("12:00 midnight", 0, 0, True),
        ("12 midnight", 0, 0, True),
        ("12 p.m.", 12, 0, True),
        ("12 a.m.", 0, 0, True),
        ("3:25 this afternoon", 15, 25, True),
        ("7:40 in the early evening", 19, 40, True),
        ("2 at night", 2, 0, True),
        ("12 at night", 0, 0, True),
        ("9 at night", 21, 0, True),
        ("at midnight", 0, 0, True),
    ],
)
def test_reads_times_of_day(text: str, hour: int, minute: int, known: bool) -> None:
    assert read_clock(text) == Clock(Fraction(hour * 3600 + minute * 60), known)


def test_reads_seconds() -> None:
    assert read_clock("4:51:06 p.m.") == Clock(Fraction(16 * 3600 + 51 * 60 + 6), half_known=True)


@pytest.mark.parametrize(
    "text",
    [
        "25:30",
        "3:75",
        "3:4",
        "1:2:3",
        "3:30 apples",
        "5 cm",
        "am",
        "24:01",
        "3 to 4",
        "three to one",
        "x:30",
        "13 p",
        "3时",
        "-3:30",
        "3:30:99",
        "half past",
        "3:00 noon",
        "12:30 midnight",
        "half past thirteen",
        "8.50",
        "3:30" * 20,
    ],
)
def test_what_is_no_time_is_none(text: str) -> None:
    assert read_clock(text) is None


@given(st.integers(0, 23), st.integers(0, 59), st.sampled_from(["", " a.m.", " p.m."]))
def test_hours_before_and_after_noon(hour: int, minute: int, half: str) -> None:
    clock = read_clock(f"{hour}:{minute:02}{half}")
    assert clock is not None
    later = 12 if half == " p.m." and hour < 12 and hour > 0 else 0
    expected = 0 if half == " a.m." and hour == 12 else hour + later
    assert clock.seconds == expected * 3600 + minute * 60
