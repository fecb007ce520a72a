from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mathwright.verify.reading.tree import Constant, Number, Product
from mathwright.verify.reading.unit_table import CHINESE_UNITS, UNIT_ROWS
from mathwright.verify.reading.units import is_money, read_unit, spelled


def factor_of(text: str) -> Fraction:
    unit = read_unit(text)
    assert unit is not None, text
    assert isinstance(unit.factor, Number), text
    return unit.factor.value


def dimension_of(text: str) -> dict[str, Fraction]:
    unit = read_unit(text)
    assert unit is not None, text
    return dict(unit.dimension)


@pytest.mark.parametrize(
    ("text", "factor", "dimension"),
    [
        ("m", "1", {"length": 1}),
        ("cm", "1/100", {"length": 1}),
        ("kilometres", "1000", {"length": 1}),
        ("inches", "127/5000", {"length": 1}),
        ("feet", "381/1250", {"length": 1}),
        ("Miles", "1609344/1000", {"length": 1}),
        ("nautical miles", "1852", {"length": 1}),
        ("cm^2", "1/10000", {"length": 2}),
        ("cm²", "1/10000", {"length": 2}),
        ("cm^{3}", "1/1000000", {"length": 3}),
        ("square centimeters", "1/10000", {"length": 2}),
        ("sq. ft", "145161/1562500", {"length": 2}),
        ("cubic meters", "1", {"length": 3}),
        ("meters squared", "1", {"length": 2}),
        ("inches cubed", "2048383/125000000000", {"length": 3}),
        ("gallon", "473176473/125000000000", {"length": 3}),
        ("mL", "1/1000000", {"length": 3}),
        ("fl oz", "473176473/16000000000000", {"length": 3}),
        ("lbs", "45359237/100000000", {"mass": 1}),
        ("min", "60", {"time": 1}),
        ("ms", "1/1000", {"time": 1}),
        ("weeks", "604800", {"time": 1}),
        ("years", "12", {"calendar": 1}),
        ("km/h", "5/18", {"length": 1, "time": -1}),
        ("km per hour", "5/18", {"length": 1, "time": -1}),
        ("mph", "1397/3125", {"length": 1, "time": -1}),
        ("miles/hour", "1397/3125", {"length": 1, "time": -1}),
        ("m/s^2", "1", {"length": 1, "time": -2}),
        ("meters per second squared", "1", {"length": 1, "time": -2}),
        ("meters per second per second", "1", {"length": 1, "time": -2}),
        ("km per hour per second", "5/18", {"length": 1, "time": -2}),
        ("kg m^2", "1", {"mass": 1, "length": 2}),
        (r"kg\cdot m/s^{2}", "1", {"mass": 1, "length": 1, "time": -2}),
        ("J/(kg·K)", "1", {"length": 2, "time": -2, "temperature": -1}),
        ("kWh", "3600000", {"mass": 1, "length": 2, "time": -2}),
        ("mol^{-1}", "1", {"amount": -1}),
        ("MB", "8000000", {"data": 1}),
        ("KiB", "8192", {"data": 1}),
        ("dollars", "1", {"money:USD": 1}),
        ("cents", "1/100", {"money:USD": 1}),
        ("pence", "1/100", {"money:GBP": 1}),
        ("US dollars", "1", {"money:USD": 1}),
        ("$/hour", "1/3600", {"money:USD": 1, "time": -1}),
        ("μm", "1/1000000", {"length": 1}),
        ("Ω", "1", {"mass": 1, "length": 2, "time": -3, "current": -2}),
        ("平方厘米", "1/10000", {"length": 2}),
        ("千米每小时", "5/18", {"length": 1, "time": -1}),
        ("mpg", "48000000000/112903", {"length": -2}),
        ("千米/小时", "5/18", {"length": 1, "time": -1}),
        ("元", "1", {"money:CNY": 1}),
    ],
)
def test_reads_units_with_exact_factors(text: str, factor: str, dimension: dict[str, int]) -> None:
    assert (factor_of(text), dimension_of(text)) == (Fraction(factor), dimension)


@pytest.mark.parametrize(
    ("left", "ratio", "right"),
    [
        ("foot", 12, "inch"), ("yard", 3, "foot"), ("mile", 1760, "yard"), ("acre", 43560, "square foot"),
        ("gallon", 4, "quart"), ("quart", 2, "pint"), ("pint", 2, "cup"), ("cup", 16, "tablespoon"),
        ("tablespoon", 3, "teaspoon"), ("gallon", 231, "cubic inch"), ("cup", 8, "fluid ounce"), ("pound", 16, "ounce"),
        ("ton", 2000, "pound"), ("tonne", 1000, "kg"), ("hour", 60, "minute"), ("day", 24, "hour"),
        ("fortnight", 2, "week"), ("decade", 10, "year"), ("year", 12, "month"), ("hectare", 10000, "m^2"),
        ("liter", 1000, "cm^3"), ("byte", 8, "bit"), ("stone", 14, "lb"), ("mile", 8, "furlong"),
        ("KM", 1, "kms"), ("MPH", 1, "mph"), ("cm square", 1, "sq.cm"),
        ("fathom", 6, "ft"),
        ("J", 1, "N·m"), ("W", 1, "J/s"), ("Pa", 1, "N/m^2"), ("V", 1, "W/A"), ("Ω", 1, "V/A"), ("C", 1, "A s"),
        ("F", 1, "C/V"), ("Hz", 1, "s^-1"), ("knot", 1, "nautical mile per hour"), ("Wb", 1, "V s"), ("H", 1, "Wb/A"),
        ("T", 1, "Wb/m^2"), ("horsepower", 550, "ft lbf/s"), ("psi", 1, "lbf/in^2"), ("bar", 100, "kPa"),
    ],
)  # fmt: skip
def test_units_agree_with_one_another(left: str, ratio: int, right: str) -> None:
    assert dimension_of(left) == dimension_of(right)
    assert factor_of(left) == ratio * factor_of(right)


def test_a_degree_is_pi_by_180_radians() -> None:
    unit = read_unit(r"^\circ")
    assert unit is not None
    assert unit.factor == Product((Number(Fraction(1, 180)), Constant("pi")))
    assert unit == read_unit("degrees") == read_unit("°")
    assert dimension_of("radians") == {"angle": 1}
    assert factor_of("rad") == 1


@pytest.mark.parametrize(("text", "at_zero"), [("°C", "5463/20"), ("K", "0"), ("°F", "45967/180"), ("℃", "5463/20")])
def test_temperatures_have_their_own_zero(text: str, at_zero: str) -> None:
    unit = read_unit(text)
    assert unit is not None
    assert (unit.offset, unit.dimension) == (Fraction(at_zero), (("temperature", Fraction(1)),))


def test_water_boils_at_212_fahrenheit() -> None:
    celsius, fahrenheit = read_unit("degrees Celsius"), read_unit("degrees F")
    assert celsius is not None
    assert fahrenheit is not None
    assert 100 * factor_of("°C") + celsius.offset == 212 * factor_of("°F") + fahrenheit.offset


@pytest.mark.parametrize(
    "text",
    ["", "apples", "x", "square units", "units", "m of", "hours per day", "per", "/", "m/", "5", "km per apple", "^2",
     "a", "percent", "M" * 61, "in 4", "square", "each"],
)  # fmt: skip
def test_what_is_no_unit_is_none(text: str) -> None:
    assert read_unit(text) is None


def test_a_capital_matters_in_a_symbol_and_not_in_a_word() -> None:
    assert read_unit("Mm") != read_unit("mm")
    assert read_unit("S") is None
    assert read_unit("Hours") == read_unit("hours")


def test_month_and_day_have_no_common_measure() -> None:
    assert dimension_of("months") != dimension_of("days")


def test_is_money_only_for_plain_currencies() -> None:
    assert [is_money(unit) for text in ("cents", "€", "$/hour", "m") if (unit := read_unit(text))] == [
        True,
        True,
        False,
        False,
    ]


def test_every_row_and_every_chinese_name_is_found() -> None:
    names = [
        name.lstrip("+").replace("_", " ") for row in UNIT_ROWS for name in (*row.symbols.split(), *row.words.split())
    ]
    assert [name for name in [*names, *CHINESE_UNITS] if read_unit(name) is None] == []


@pytest.mark.parametrize(
    ("text", "expected"), [(r"cm^{2}", "cm^2"), (r"^{\circ}", "°"), (r"kg \cdot m", "kg · m"), ("m", "m")]
)
def test_spells_a_unit_in_one_way(text: str, expected: str) -> None:
    assert spelled(text) == expected


LENGTHS = st.sampled_from(["mm", "cm", "dm", "m", "km", "inch", "foot", "yard", "mile", "nautical mile", "μm", "ly"])


@given(LENGTHS, LENGTHS, st.integers(2, 3))
def test_converting_there_and_back_changes_nothing(first: str, second: str, power: int) -> None:
    there = factor_of(first) / factor_of(second)
    assert there * (factor_of(second) / factor_of(first)) == 1
    assert factor_of(f"{first}^{power}") / factor_of(f"{second}^{power}") == there**power
    assert factor_of(f"{first}/{second}^2") == factor_of(first) / factor_of(second) ** 2
