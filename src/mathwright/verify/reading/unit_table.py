"""Units of measure with exact factors, as data: what ``units.py`` looks up."""

from __future__ import annotations

from typing import NamedTuple


class UnitRow(NamedTuple):
    """A unit, or a family of units that take the metric prefixes."""

    dimension: str
    """Base dimensions with their powers: ``mass length time-2``."""
    factor: str
    """How many base units it is: a fraction or decimal; ``pi/180`` with pi in front."""
    symbols: str
    """Symbols, in which capitals matter; a ``+`` in front: takes the metric prefixes' symbols."""
    words: str
    """Words in lower case, singular (a plural in -s is understood); a ``+`` in front: takes the prefixes' words.
    An underscore is a space."""
    offset: str = "0"
    """Added after the factor."""


UNIT_ROWS: tuple[UnitRow, ...] = (
    # length, in metres; misspelled capitals are common
    UnitRow("length", "1", "+m", "+meter +metre"),
    UnitRow("length", "1000", "Km KM kms", ""),
    UnitRow("length", "0.01", "Cm CM cms", ""),
    UnitRow("length", "0.001", "mms", ""),
    UnitRow("length", "0.0254", "in in.", "inch inches"),
    UnitRow("length", "0.3048", "ft ft.", "foot feet"),
    UnitRow("length", "0.9144", "yd yds", "yard"),
    UnitRow("length", "1609.344", "mi mi.", "mile"),
    UnitRow("length", "1852", "nmi", "nautical_mile"),
    UnitRow("length", "201.168", "", "furlong"),
    UnitRow("length", "1.8288", "", "fathom"),
    UnitRow("length", "0.0000000001", "Å", "angstrom"),
    UnitRow("length", "0.000001", "", "micron"),
    UnitRow("length", "9460730472580800", "ly", "light-year light_year lightyear"),
    UnitRow("length", "149597870700", "AU", "astronomical_unit"),
    # area, volume
    UnitRow("length2", "4046.8564224", "", "acre"),
    UnitRow("length2", "10000", "ha", "hectare"),
    UnitRow("length3", "0.001", "+L +l", "+liter +litre"),
    UnitRow("length3", "0.000001", "cc mls ML", ""),
    UnitRow("length3", "473176473/125000000000", "gal gal.", "gallon"),
    UnitRow("length3", "473176473/500000000000", "qt qts", "quart"),
    UnitRow("length3", "473176473/1000000000000", "", "pint"),
    UnitRow("length3", "473176473/2000000000000", "", "cup"),
    UnitRow("length3", "473176473/16000000000000", "fl_oz floz fl._oz.", "fluid_ounce"),
    UnitRow("length3", "473176473/32000000000000", "tbsp Tbsp", "tablespoon"),
    UnitRow("length3", "473176473/96000000000000", "tsp", "teaspoon"),
    # mass, in kilograms
    UnitRow("mass", "0.001", "+g", "+gram +gramme"),
    UnitRow("mass", "1", "Kg KG kgs", ""),
    UnitRow("mass", "1000", "t", "tonne metric_ton"),
    UnitRow("mass", "0.45359237", "lb lbs lb. lbs.", "pound"),
    UnitRow("mass", "0.028349523125", "oz oz. ozs", "ounce"),
    UnitRow("mass", "907.18474", "", "ton short_ton"),
    UnitRow("mass", "6.35029318", "stone", ""),
    UnitRow("mass", "0.5", "", "jin"),
    UnitRow("mass", "0.0002", "", "carat"),
    # time, in seconds; months and years are no number of days
    UnitRow("time", "1", "+s sec sec. secs", "+second"),
    UnitRow("time", "60", "min min. mins", "minute"),
    UnitRow("time", "3600", "h hr hr. hrs hrs.", "hour"),
    UnitRow("time", "86400", "d", "day"),
    UnitRow("time", "604800", "wk wks", "week"),
    UnitRow("time", "1209600", "", "fortnight"),
    UnitRow("calendar", "1", "mo", "month"),
    UnitRow("calendar", "12", "yr yr. yrs", "year"),
    UnitRow("calendar", "120", "", "decade"),
    UnitRow("calendar", "1200", "", "century centuries"),
    # angle, in radians
    UnitRow("angle", "1", "rad rads", "radian"),
    UnitRow("angle", "pi/180", "° deg deg.", "degree"),
    UnitRow("angle", "pi/200", "", "gradian"),
    UnitRow("angle", "pi/10800", "arcmin", "arcminute minute_of_arc minutes_of_arc"),
    UnitRow("angle", "pi/648000", "arcsec", "arcsecond second_of_arc seconds_of_arc"),
    # temperature, in kelvins
    UnitRow("temperature", "1", "+K", "kelvin"),
    UnitRow("temperature", "1", "°C ℃ degC", "celsius degree_celsius degrees_celsius degree_centigrade "
            "degrees_centigrade centigrade degree_c degrees_c", "5463/20"),
    UnitRow("temperature", "5/9", "°F ℉ degF", "fahrenheit degree_fahrenheit degrees_fahrenheit degree_f degrees_f",
            "45967/180"),
    # data, in bits
    UnitRow("data", "1", "+bit +bits", "+bit"),
    UnitRow("data", "8", "+B KB", "+byte"),
    UnitRow("data", "8192", "KiB", "kibibyte"),
    UnitRow("data", "8388608", "MiB", "mebibyte"),
    UnitRow("data", "8589934592", "GiB", "gibibyte"),
    # speed, frequency
    UnitRow("length time-1", "0.44704", "mph", ""),
    UnitRow("length time-1", "5/18", "kph kmph kmh", ""),
    UnitRow("length time-1", "463/900", "kn", "knot"),
    UnitRow("length-2", "48000000000/112903", "mpg", ""),
    UnitRow("time-1", "1", "+Hz", "+hertz"),
    UnitRow("angle time-1", "pi/30", "rpm RPM", ""),
    # mechanics, in SI base units
    UnitRow("mass length time-2", "1", "+N", "+newton"),
    UnitRow("mass length time-2", "4.4482216152605", "lbf", ""),
    UnitRow("mass length2 time-2", "1", "+J", "+joule"),
    UnitRow("mass length2 time-2", "3600", "+Wh", "+watt-hour +watt_hour"),
    UnitRow("mass length2 time-2", "4.184", "+cal", "+calorie"),
    UnitRow("mass length2 time-2", "0.0000000000000000001602176634", "+eV", "+electronvolt electron_volt"),
    UnitRow("mass length2 time-3", "1", "+W", "+watt"),
    UnitRow("mass length2 time-3", "745.69987158227022", "hp", "horsepower"),
    UnitRow("mass length-1 time-2", "1", "+Pa", "+pascal"),
    UnitRow("mass length-1 time-2", "101325", "atm", "atmosphere"),
    UnitRow("mass length-1 time-2", "100000", "+bar", ""),
    UnitRow("mass length-1 time-2", "133.322387415", "mmHg", ""),
    UnitRow("mass length-1 time-2", "44482216152605/6451600000", "psi", ""),
    # electricity, substance, light
    UnitRow("current", "1", "+A", "+ampere +amp"),
    UnitRow("current time", "1", "+C", "+coulomb"),
    UnitRow("mass length2 time-3 current-1", "1", "+V", "+volt"),
    UnitRow("mass length2 time-3 current-2", "1", "+Ω", "+ohm"),
    UnitRow("mass-1 length-2 time4 current2", "1", "+F", "+farad"),
    UnitRow("mass length2 time-2 current-2", "1", "+H", "+henry"),
    UnitRow("mass time-2 current-1", "1", "+T", "+tesla"),
    UnitRow("mass length2 time-2 current-1", "1", "+Wb", "+weber"),
    UnitRow("amount", "1", "+mol", "+mole"),
    UnitRow("amount length-3", "1000", "", "molar"),
    UnitRow("light", "1", "cd", "candela"),
    UnitRow("sound", "1", "dB", "decibel"),
    UnitRow("share", "1", "ppm", ""),
    # money, each a dimension of its own
    UnitRow("money:USD", "1", "$ US$ USD usd", "dollar us_dollar u.s._dollar buck"),
    UnitRow("money:USD", "0.01", "¢ ￠", "cent"),
    UnitRow("money:EUR", "1", "€ EUR eur", "euro"),
    UnitRow("money:GBP", "1", "£ GBP gbp", "pound_sterling pounds_sterling british_pound quid"),
    UnitRow("money:GBP", "0.01", "", "pence"),
    UnitRow("money:CNY", "1", "¥ CNY RMB rmb 元 Yuan", "yuan renminbi"),
    UnitRow("money:CNY", "0.1", "", "jiao"),
    UnitRow("money:JPY", "1", "JPY 円", "yen"),
    UnitRow("money:INR", "1", "₹ INR Rs. Rs", "rupee"),
    UnitRow("money:INR", "0.01", "", "paise"),
    UnitRow("money:KRW", "1", "₩ KRW", "korean_won"),
    UnitRow("money:RUB", "1", "₽ RUB", "ruble rouble"),
    UnitRow("money:MXN", "1", "MXN", "peso"),
    UnitRow("money:CHF", "1", "CHF", "franc"),
    UnitRow("money:HKD", "1", "HK$ HKD", "hong_kong_dollar"),
    UnitRow("money:CAD", "1", "C$ CAD CA$", "canadian_dollar"),
    UnitRow("money:AUD", "1", "A$ AUD AU$", "australian_dollar"),
    UnitRow("money:SGD", "1", "S$ SGD", "singapore_dollar"),
)  # fmt: skip
"""Every unit.  Factors are by definition exact; the US customary measures of volume are meant."""

PREFIXES: tuple[tuple[str, str, int], ...] = (
    ("p", "pico", -12),
    ("n", "nano", -9),
    ("µ", "micro", -6),
    ("m", "milli", -3),
    ("c", "centi", -2),
    ("d", "deci", -1),
    ("h", "hecto", 2),
    ("k", "kilo", 3),
    ("M", "mega", 6),
    ("G", "giga", 9),
    ("T", "tera", 12),
)
"""Symbol, word and power of ten of the metric prefixes."""

CHINESE_UNITS: dict[str, str] = {
    "米": "m", "厘米": "cm", "分米": "dm", "毫米": "mm", "千米": "km", "公里": "km", "公分": "cm", "微米": "µm",
    "平方米": "m^2", "平方厘米": "cm^2", "平方分米": "dm^2", "平方毫米": "mm^2", "平方千米": "km^2",
    "平方公里": "km^2", "公顷": "ha", "立方米": "m^3", "立方厘米": "cm^3", "立方分米": "dm^3", "立方毫米": "mm^3",
    "升": "L", "毫升": "mL", "克": "g", "千克": "kg", "公斤": "kg", "斤": "jin", "吨": "t", "毫克": "mg",
    "秒": "s", "秒钟": "s", "分钟": "min", "小时": "h", "时": "h", "个小时": "h", "天": "day", "日": "day",
    "周": "week", "星期": "week", "个星期": "week", "月": "month", "个月": "month", "年": "year",
    "元": "yuan", "块": "yuan", "块钱": "yuan", "元钱": "yuan", "人民币": "yuan", "角": "jiao", "美元": "dollar",
    "欧元": "euro", "英镑": "GBP", "日元": "yen", "港元": "HKD", "美分": "cent",
    "度": "degree", "弧度": "radian", "摄氏度": "°C", "牛": "N", "牛顿": "N", "焦耳": "J", "焦": "J", "瓦": "W",
    "千瓦": "kW", "伏": "V", "安": "A", "欧": "Ω", "赫兹": "Hz", "帕": "Pa", "英里": "mile", "英尺": "foot",
    "英寸": "inch", "磅": "lb", "千瓦时": "kWh",
}  # fmt: skip
"""Chinese names of units, to what ``units.py`` reads."""
