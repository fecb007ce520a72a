from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mathwright.verify.reading.answer import Answer, Expression, Quantity
from mathwright.verify.reading.quantities import read_quantity
from mathwright.verify.reading.tree import Call, Constant, Number, Power, Product, Symbol
from mathwright.verify.reading.units import read_unit


def shown(answer: Answer) -> tuple[str, str]:
    """The number of a quantity, and its noun or the unit that it is equal to."""
    assert isinstance(answer, Quantity)
    assert isinstance(answer.value.tree, Number)
    if answer.unit.noun:
        return str(answer.value.tree.value), answer.unit.noun
    names = [
        "cm",
        "cm^2",
        "m",
        "m/s",
        "m/s^2",
        "mph",
        "$",
        "cent",
        "€",
        "£",
        "yuan",
        "$/hour",
        "ft",
        "hour",
        "s",
        "°",
        "°C",
        "pound",
        "year",
        "cup",
        "L",
        "kg",
        "$/lb",
        "$/day",
        "km",
        "inch",
        "°F",
        "min",
    ]
    return str(answer.value.tree.value), next(name for name in names if read_unit(name) == answer.unit)


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("5 cm", "5", "cm"),
        ("5cm", "5", "cm"),
        ("-5 cm", "-5", "cm"),
        ("1,000 cm^2", "1000", "cm^2"),
        ("2 3/4 cups", "11/4", "cup"),
        ("1/2 hour", "1/2", "hour"),
        (r"\frac{1}{2} hour", "1/2", "hour"),
        ("3 m/s^2", "3", "m/s^2"),
        ("60 miles per hour", "60", "mph"),
        ("five feet", "5", "ft"),
        ("two and a half hours", "5/2", "hour"),
        ("an hour and a half", "3/2", "hour"),
        ("2 hours and a quarter", "9/4", "hour"),
        ("one minute and a half", "3/2", "min"),
        ("5 years old", "5", "year"),
        ("6 feet tall", "6", "ft"),
        ("3 liters of water", "3", "L"),
        ("two thirds of a cup", "2/3", "cup"),
        (r"\frac{3}{4} of a cup", "3/4", "cup"),
        ("5 kg per box", "5", "kg"),
        ("12 thousand dollars", "12000", "$"),
        ("$5", "5", "$"),
        ("$18,000", "18000", "$"),
        ("-$3.50", "-7/2", "$"),
        ("$-3.50", "-7/2", "$"),
        ("$ 5", "5", "$"),
        ("US$5", "5", "$"),
        ("USD 5", "5", "$"),
        ("5 USD", "5", "$"),
        ("5 dollars", "5", "$"),
        ("5 bucks", "5", "$"),
        ("$5 dollars", "5", "$"),
        ("$1.2 million", "1200000", "$"),
        ("$5k", "5000", "$"),
        ("$3/4", "3/4", "$"),
        ("$5.00 per hour", "5", "$/hour"),
        ("$12/hour", "12", "$/hour"),
        ("$12 an hour", "12", "$/hour"),
        ("$0.50 per lb", "1/2", "$/lb"),
        ("$5 per apple", "5", "$"),
        ("$5 each", "5", "$"),
        ("80 dollars per day", "80", "$/day"),
        ("25 cents", "25", "cent"),
        ("25¢", "25", "cent"),
        ("€5", "5", "€"),
        ("5€", "5", "€"),
        ("5 €", "5", "€"),
        ("£1.50", "3/2", "£"),
        ("¥5", "5", "yuan"),
        ("5元", "5", "yuan"),
        ("5 $", "5", "$"),
        ("5 ft 3 in", "21/4", "ft"),
        ("5'3\"", "21/4", "ft"),
        ("6 feet, 2 inches", "37/6", "ft"),
        ("1 hour 30 minutes", "3/2", "hour"),
        ("2 h 15 min", "9/4", "hour"),
        ("4 hours and 20 minutes", "13/3", "hour"),
        ("one hour and thirty minutes", "3/2", "hour"),
        ("1 hr 1 min 30 s", "41/40", "hour"),
        ("5 pounds 3 ounces", "83/16", "pound"),
        ("5 dollars and 25 cents", "21/4", "$"),
        ("5元3角", "53/10", "yuan"),
        ("2小时30分钟", "5/2", "hour"),
        ("2小时30分", "5/2", "hour"),
        ("25 cm2", "25", "cm^2"),
        ("3 m/s2", "3", "m/s^2"),
        ("20°C", "20", "°C"),
        (r"20\degree C", "20", "°C"),
        (r"20^{\circ} C", "20", "°C"),
        (r"25^\circ C", "25", "°C"),
        ("68 degrees Fahrenheit", "68", "°F"),
        ("12 apples", "12", "apple"),
        ("12 square units", "12", "square unit"),
        ("45 units^2", "45", "square unit"),
        ("five apples", "5", "apple"),
        ("3 dozen eggs", "36", "egg"),
        ("2 million people", "2000000", "person"),
        ("2/3 of the cake", "2/3", "cake"),
        ("5 个苹果", "5", "苹果"),
        ("三只", "3", "只"),
        ("5平方厘米", "5", "cm^2"),
        ("1.2万元", "12000", "yuan"),
        ("10 people/hour", "10", "person per hour"),
        ("1.5e8 km", "150000000", "km"),
        ('7"', "7", "inch"),
        ("7''", "7", "inch"),
        ("7'", "7", "ft"),
        ('7 1/2"', "15/2", "inch"),
        ("\\frac{7}{2}小时", "7/2", "hour"),
    ],
)
def test_reads_quantities(text: str, value: str, unit: str) -> None:
    readings = read_quantity(text)
    assert readings
    assert shown(readings[0]) == (value, unit)


@pytest.mark.parametrize(
    "text",
    [
        "5",
        "apples",
        "x",
        "",
        "5x",
        "a dog",
        "sin x",
        "5 or 6",
        "3 is odd",
        "$",
        "$x and $y",
        "1.5 million",
        "5 mod 7",
        "5 more than x",
        r"\sin 30^\circ",
        "180° - x°",
        "5 ft 3 lb",
        "3 in 5 ft",
        "3 and 5 cm apples",
        "5 minutes 2 hours",
        "the dog",
        "cm",
        "°",
        "5 5 cm",
        "$5, $10",
    ],
)
def test_what_is_no_quantity_has_no_reading(text: str) -> None:
    assert not [reading for reading in read_quantity(text) if isinstance(reading, Quantity)]


def test_a_letter_that_stands_apart_is_a_unit_first_and_one_that_stands_close_a_variable() -> None:
    unit = read_unit("m")
    assert unit is not None
    metres = Quantity(Expression(Number(Fraction(5))), unit)
    product = Expression(Product((Number(Fraction(5)), Symbol("m"))))
    assert read_quantity("5 m") == (metres, product)
    assert read_quantity("5m") == (product, metres)


def test_pounds_are_a_mass_or_money() -> None:
    assert [shown(reading) for reading in read_quantity("5 pounds")] == [("5", "pound"), ("5", "£")]


def test_an_angle_is_also_read_as_the_number_it_is() -> None:
    half_turn = Number(Fraction(180))
    quantity, number = read_quantity(r"180^{\circ}")
    assert shown(quantity) == ("180", "°")
    assert number == Expression(Call("degrees", (half_turn,)))
    assert read_quantity("π (radians)")[1] == Expression(Constant("pi"))
    assert shown(read_quantity("45°30'")[0]) == ("91/2", "°")
    assert read_quantity("2 arcminutes")[1] == Expression(
        Product((Number(Fraction(2)), Product((Number(Fraction(1, 10800)), Constant("pi")))))
    )


def test_more_than_eleven_seconds_are_no_inches() -> None:
    assert shown(read_quantity('''7'15"''')[0]) == ("29/240", "°")
    assert shown(read_quantity('''7'6"''')[0]) == ("15/2", "ft")


def test_a_chinese_unit_may_stand_behind_a_formula() -> None:
    (area,) = read_quantity("7\\pi 平方厘米")
    assert isinstance(area, Quantity)
    assert area.value.tree == Product((Number(Fraction(7)), Constant("pi")))
    assert shown(read_quantity("7平方厘米")[0])[1] == "cm^2"


def test_the_number_may_be_a_formula() -> None:
    (quantity,) = read_quantity(r"5\sqrt{3} cm")
    assert isinstance(quantity, Quantity)
    assert quantity.value.tree == Product(
        (Number(Fraction(5)), Call("root", (Number(Fraction(3)), Number(Fraction(2)))))
    )
    (area,) = read_quantity(r"x^2 cm^2")
    assert isinstance(area, Quantity)
    assert area.value.tree == Power(Symbol("x"), Number(Fraction(2)))
    (price,) = read_quantity("-$2x")
    assert isinstance(price, Quantity)


def test_the_decimals_of_a_price_are_kept() -> None:
    (price,) = read_quantity("$3.50")
    (lost,) = read_quantity("-$3.50")
    assert isinstance(price, Quantity)
    assert isinstance(lost, Quantity)
    assert price.value.decimals == lost.value.decimals == 2


@given(st.integers(0, 10**9), st.integers(0, 11))
def test_feet_and_inches_add_up(feet: int, inches: int) -> None:
    (quantity,) = read_quantity(f"{feet} ft {inches} in")
    assert shown(quantity) == (str(feet + Fraction(inches, 12)), "ft")


@given(st.text("0123456789 $°'\"/.,abcmxin{}\\()五米元", max_size=60))
def test_never_raises(text: str) -> None:
    read_quantity(text)
