from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mathwright.verify.reading.chinese import chinese_noun, has_chinese, leading_chinese_number


@pytest.mark.parametrize(
    ("text", "value", "percent", "rest"),
    [
        ("三", "3", False, ""),
        ("十二", "12", False, ""),
        ("二十", "20", False, ""),
        ("一百零五", "105", False, ""),
        ("一百五", "150", False, ""),
        ("三万二", "32000", False, ""),
        ("一千二百", "1200", False, ""),
        ("三分之二", "2/3", False, ""),
        ("百分之十", "1/10", True, ""),
        ("百分之12.5", "1/8", True, ""),
        ("负三", "-3", False, ""),
        ("负二分之一", "-1/2", False, ""),
        ("3万", "30000", False, ""),
        ("1.5亿", "150000000", False, ""),
        ("两万零五十", "20050", False, ""),
        ("二又三分之一", "7/3", False, ""),
        ("三点一四", "157/50", False, ""),
        ("二〇二〇", "2020", False, ""),
        ("一亿二千万", "120000000", False, ""),
        ("八成", "4/5", False, ""),
        ("半", "1/2", False, ""),
        ("三个苹果", "3", False, "个苹果"),
        ("零", "0", False, ""),
        ("1.2万元", "12000", False, "元"),
        ("五十米", "50", False, "米"),
        ("3百", "300", False, ""),
    ],
)
def test_reads_numerals(text: str, value: str, percent: bool, rest: str) -> None:
    assert leading_chinese_number(text) == (Fraction(value), percent, rest)


@pytest.mark.parametrize("text", ["12", "", "苹果", "5米", "零分之一", "一二三十", "abc"])
def test_what_begins_with_no_numeral_gives_none(text: str) -> None:
    assert leading_chinese_number(text) is None


@pytest.mark.parametrize(
    ("text", "noun"),
    [
        ("个苹果", "苹果"),
        ("只", "只"),
        ("人", "人"),
        ("苹果", "苹果"),
        ("小时30分", None),
        ("", None),
        ("很长很长很长很长的话", None),
    ],
)
def test_a_counted_noun_loses_its_measure_word(text: str, noun: str | None) -> None:
    assert chinese_noun(text) == noun


def test_knows_a_chinese_character() -> None:
    assert [has_chinese(text) for text in ("abc", "é", "5米", "π")] == [False, False, True, False]


DIGITS = "零一二三四五六七八九"


def spell(number: int) -> str:
    for scale, word in ((10_000, "万"), (1000, "千"), (100, "百"), (10, "十")):
        if number >= scale:
            top, rest = divmod(number, scale)
            zero = "零" if rest and rest < scale // 10 else ""
            return spell(top) + word + zero + (spell(rest) if rest else "")
    return DIGITS[number]


@given(st.integers(0, 99_999_999))
def test_spelled_numerals_read_back(number: int) -> None:
    found = leading_chinese_number(spell(number))
    assert found is not None
    assert (found.value, found.rest) == (number, "")


@given(st.text("零一二三十百千万亿点分之负又成半5.米", max_size=30))
def test_never_raises(text: str) -> None:
    leading_chinese_number(text)
