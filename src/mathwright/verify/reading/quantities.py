"""Quantities: a number with a unit, a price, a count of things; ``5 ft 3 in``, ``$1.2 million``, ``12 apples``."""

from __future__ import annotations

import re
from fractions import Fraction

from mathwright.verify.reading.answer import Expression, Quantity, Readings, Unit
from mathwright.verify.reading.chinese import chinese_noun, has_chinese, leading_chinese_number
from mathwright.verify.reading.formulas import read_formula
from mathwright.verify.reading.nouns import counted_noun, without_trailing_adjective
from mathwright.verify.reading.number_words import leading_number
from mathwright.verify.reading.numerals import whole
from mathwright.verify.reading.tree import Call, Number, Product, Tree
from mathwright.verify.reading.units import is_money, read_unit, spelled

MAX_SPLITS = 12
"""Places of a text that are tried as the end of its number."""

PLAIN_NUMBER = r"[-+]?(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,40})(?:\.[0-9]{1,40})?"
_PLAIN = re.compile(PLAIN_NUMBER)
_NUMBER = re.compile(rf"({PLAIN_NUMBER}(?:\s?/\s?[0-9]{{1,20}}|\s[0-9]{{1,9}}/[0-9]{{1,9}})?)(\s*)(?=[^\s0-9])")
_BOUNDARY = re.compile(
    r"(?<=[0-9)}\]!°])\s*(?=[A-Za-z°¢$€£])|\s+(?=[A-Za-z\\])|(?=°)|(?=\\circ)"
    r"|(?<=[^\s\u4e00-\u9fff])\s*(?=[\u4e00-\u9fff])"
)
_DEGREE_SIGN = re.compile(r"\s*\^?\s*\{?\s*(?:\\circ|\\degrees?|°)(?![A-Za-z])\s*\}?")
_ARC = re.compile(
    r"(-?)([0-9]{1,6})°\s*([0-9]{1,2}(?:\.[0-9]{1,12})?)\s*(?:'|′|\\prime|\^\s?\{?\\prime\}?)"
    r"(?:\s*([0-9]{1,2}(?:\.[0-9]{1,12})?)\s*(?:''|\"|″))?"
)
_MARKED = re.compile(r"(-?[0-9]{1,6}(?:\.[0-9]{1,6})?(?:\s?[0-9]{1,3}/[0-9]{1,3})?)\s?(''|\"|″|'|′)")
_FEET_INCHES = re.compile(r"([0-9]{1,6})['′]\s*([0-9]{1,2}(?:\.[0-9]{1,6})?)\s*(?:''|\"|″|′′)")
_AND_A_PART = re.compile(
    rf"(an?|one|{PLAIN_NUMBER})\s([A-Za-z]{{3,12}})\sand\s(?:a|one)\s(half|quarter)", re.IGNORECASE
)
_ONE_UNIT = re.compile(r"an?\s([A-Za-z]{3,12})", re.IGNORECASE)
_DOLLARS_AND_CENTS = re.compile(r"\$\s?([0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,12})\sand\s([0-9]{1,2})\s?(?:cents?|¢)")
_AND_A_FRACTION = re.compile(r"([0-9]{1,9})\sand\s([0-9]{1,9})\s?/\s?([1-9][0-9]{0,8})(?:\s([A-Za-z].{0,40}))?")
_RATE_FIRST = re.compile(rf"每([\u3400-\u9fff]{{1,3}}?)\s?({PLAIN_NUMBER})\s?([\u3400-\u9fffA-Za-z]{{1,6}})")
_PIECE = re.compile(
    rf"({PLAIN_NUMBER}(?:\s[0-9]{{1,9}}/[0-9]{{1,9}})?|[a-z]+(?:-[a-z]+)?)\s*((?:[A-Za-z]+\.?|[\u4e00-\u9fff]+)(?:\s(?!and\s)[a-z]+)?)"
    r"(?:\s*,?\s*and\s+|\s*,\s*|\s*)",
)
_ANGLE = (("angle", Fraction(1)),)
_IN_BRACKETS = re.compile(r"([^()]{1,80}[^()A-Za-z])\s?\(([A-Za-z][A-Za-z0-9^/ ]{0,30})\)")
_SIGNS = {"$": "$", "US$": "$", "HK$": "HK$", "A$": "A$", "C$": "C$", "S$": "S$"} | {sign: sign for sign in "€£¥₹₩₽"}
_CODES = "USD|EUR|GBP|CNY|RMB|JPY|INR|HKD|CAD|AUD"
_MONEY = re.compile(
    rf"([-+]?)\s?(US\s?\$|HK\s?\$|[AC]U?\$|S\$|[$€£¥₹₩₽]|(?:{_CODES}|Rs\.?)(?![A-Za-z]))\s?([-+]?)\s?"
    r"([^\s+=<>$][^$]*)"
)
_MONEY_LETTERS = {"k": 10**3, "K": 10**3, "M": 10**6, "m": 10**6, "B": 10**9, "bn": 10**9}
_RATE = re.compile(r"(?:/(?=\s?[A-Za-z])|per\s|an?\s|each\b|apiece\b)\s*(.*)")
_SCALES = re.compile(r"(?:hundred|thousand|million|billion|trillion|dozen)s?(?![A-Za-z])")
# Standing apart these are units first and variables second; the others, and all that stand close, the reverse.
_LIKELY_UNITS = frozenset("m g s h L N J W V K m^2 m^3 s^2".split())
_LETTER_UNIT = re.compile(r"[A-Za-z](?:\^-?\d)?")
_OF_A = re.compile(r"of\s+(?:an?|the|one)\s+")
_OF = re.compile(r"\s+(?:of|per|for|from|more|less|in\s+(?:total|all))\s|\s+(?:more|less|total|altogether|each)\Z")


def read_quantity(text: str) -> Readings:
    """What the whole text means as a quantity, the likeliest first; empty where it is none."""
    if "°" in text or "\\circ" in text or "\\degree" in text:
        text = _DEGREE_SIGN.sub("°", text)
    if text.endswith(")"):
        text = _bare_unit(text)
    if text.endswith("分") and "时" in text:
        text += "钟"
    if readings := _with_and(text):
        return readings
    if "每" in text and (match := _RATE_FIRST.fullmatch(text)):
        text = f"{match[2]}{match[3]}/{match[1]}"
    money = _money(without_trailing_adjective(text))
    if money:
        return (money,)
    return _simple(text) or _mixed(text) or _formula_with_unit(text)


def _with_and(text: str) -> Readings:
    """``an hour and a half``, ``an hour``, ``$5 and 25 cents``, ``3 and 1/4 cups``."""
    if match := _AND_A_PART.fullmatch(text):
        return _and_a_part(match)
    if (match := _ONE_UNIT.fullmatch(text)) and (unit := read_unit(match[1])):
        return (Quantity(Expression(whole(1)), unit),)
    if (match := _DOLLARS_AND_CENTS.fullmatch(text)) and (dollar := read_unit("$")):
        return (
            Quantity(Expression(Number(Fraction(match[1].replace(",", "")) + Fraction(int(match[2]), 100))), dollar),
        )
    match = _AND_A_FRACTION.fullmatch(text)
    part = Fraction(int(match[2]), int(match[3])) if match else Fraction(1)
    return _counted(Expression(Number(int(match[1]) + part)), match[4]) if match and match[4] and part < 1 else ()


def mixed_with_and(text: str) -> Readings:
    """``3 and 1/4`` as one number, which may as well be two; empty for other texts."""
    match = _AND_A_FRACTION.fullmatch(text)
    part = Fraction(int(match[2]), int(match[3])) if match else Fraction(1)
    return (Expression(Number(int(match[1]) + part)),) if match and not match[4] and 0 < part < 1 else ()


def _and_a_part(match: re.Match[str]) -> Readings:
    """``an hour and a half``."""
    count = Fraction(match[1].replace(",", "")) if match[1][0] in "+-0123456789" else Fraction(1)
    part = Fraction(1, 2 if match[3].lower() == "half" else 4)
    return _counted(Expression(Number(count + part)), match[2])


def _bare_unit(text: str) -> str:
    """``π radians`` for ``π (radians)``."""
    match = _IN_BRACKETS.fullmatch(text)
    return f"{match[1]} {match[2]}" if match and len(match[2]) > 1 and read_unit(match[2]) else text


def _simple(text: str) -> Readings:
    """A plain number, or one in words, and its unit."""
    if has_chinese(text):
        chinese = leading_chinese_number(text)
        if chinese:
            return _counted(Expression(Number(chinese.value)), chinese.rest) if chinese.rest else ()
    match = _NUMBER.match(text)
    if match:
        readings = _with_unit(text, match[1], text[match.end() :], apart=bool(match[2]))
        if readings:
            return readings
    worded = leading_number(text) if text[:1].isalnum() or text[:1] == "-" else None
    return _counted(Expression(Number(worded[0])), worded[1]) if worded and worded[1] else ()


def _with_unit(text: str, number: str, rest: str, apart: bool) -> Readings:
    if _SCALES.match(rest):
        return ()
    unit = unit_of(rest)
    if unit is None:
        # 6abc is a product; what is counted stands apart.
        return _noun(number, rest) if apart or not rest[0].isascii() else ()
    value = _amount(number)
    return _readings(text, Quantity(value, unit), spelled(rest), apart) if value else ()


def unit_of(text: str) -> Unit | None:
    """The unit in ``meters``, ``years old``, ``liters of water``, ``(cm)``; None where there is no known one."""
    unit = read_unit(text)
    if unit or len(text) < 4:
        return unit
    if text.startswith("(") and text.endswith(")"):
        return read_unit(text[1:-1].strip())
    if text.startswith("of "):
        return read_unit(_OF_A.sub("", text))
    shorter = without_trailing_adjective(text)
    if shorter != text:
        return unit_of(shorter)
    match = _OF.search(text)
    return read_unit(text[: match.start()]) if match and len(text) < 80 else None


def _readings(text: str, quantity: Quantity, unit_text: str, apart: bool) -> Readings:
    """A quantity, with the reading as a product of variables where its unit is a letter."""
    dimension = quantity.unit.dimension
    if dimension == _ANGLE:
        return (quantity, Expression(_angle(quantity)))
    if not _LETTER_UNIT.fullmatch(unit_text):
        return _of_pounds(quantity) if unit_text in ("pound", "pounds") else (quantity,)
    formula = read_formula(text)
    if not isinstance(formula[0], Expression):
        return (quantity,)
    if apart and unit_text in _LIKELY_UNITS:
        return (quantity, formula[0])
    return (formula[0], quantity)


def _of_pounds(quantity: Quantity) -> Readings:
    """Pounds are a mass, or money."""
    money = read_unit("GBP")
    return (quantity, Quantity(quantity.value, money)) if money else (quantity,)


def _angle(quantity: Quantity) -> Tree:
    """The angle as a number: degrees as they are written, radians bare, others converted."""
    factor, value = quantity.unit.factor, quantity.value.tree
    if factor == Number(Fraction(1)):
        return value
    if isinstance(factor, Product) and factor.factors[0] == Number(Fraction(1, 180)):
        return Call("degrees", (value,))
    return Product((value, factor))


def _noun(number: str, rest: str) -> Readings:
    noun = _noun_of(rest)
    value = _amount(number) if noun else None
    return (Quantity(value, _counting(noun)),) if noun and value else ()


def _noun_of(text: str) -> str | None:
    return chinese_noun(text) if has_chinese(text) else counted_noun(text)


def _counted(value: Expression, rest: str) -> Readings:
    """A number in words and what it counts or measures."""
    unit = unit_of(rest)
    if unit:
        return (Quantity(value, unit),)
    noun = _noun_of(rest)
    return (Quantity(value, _counting(noun)),) if noun else ()


def _counting(noun: str) -> Unit:
    return Unit((), Number(Fraction(1)), Fraction(0), noun)


def _amount(text: str) -> Expression | None:
    """The number that a text is, as an expression; None for anything else."""
    first = read_formula(text.strip())[0] if text.strip() else None
    return first if isinstance(first, Expression) else None


def _formula_with_unit(text: str) -> Readings:
    r"""A formula such as ``5\sqrt{3}`` before a known unit, or before a noun."""
    if len(text) > 400:
        return ()
    for place, match in enumerate(_BOUNDARY.finditer(text)):
        front, rest = text[: match.start()].strip(), text[match.end() :]
        if place >= MAX_SPLITS:
            break
        unit = unit_of(rest) if front else None
        if unit and not _binds_the_sign(front, rest):
            value = _amount(front)
            if value:
                return _readings(text, Quantity(value, unit), spelled(rest), apart=match[0] != "")
    return _formula_with_noun(text)


def _formula_with_noun(text: str) -> Readings:
    for place, match in enumerate(_BOUNDARY.finditer(text)):
        front, rest = text[: match.start()].strip(), text[match.end() :]
        if place >= MAX_SPLITS:
            break
        apart = match[0] != "" or not rest[:1].isascii()
        if len(rest) > 2 and apart and not _bare_letter(front) and counted_noun(rest):
            value = _amount(front)
            return (Quantity(value, _counting(counted_noun(rest) or "")),) if value else ()
    return ()


def _bare_letter(front: str) -> bool:
    """Whether nothing but a letter stands before: "a dog" is no quantity."""
    return not any(character.isdigit() for character in front)


def _binds_the_sign(front: str, rest: str) -> bool:
    r"""Whether a degree sign belongs to a part of the formula: ``\sin 30°``, ``180 - x°``."""
    if not rest.startswith("°"):
        return False
    bare = front[1:] if front.startswith(("-", "+")) else front
    return "\\" in bare.replace("\\frac", "").replace("\\pi", "") or bool(re.search(r"[-+°]|[a-z]{2}", _outside(bare)))


def _outside(text: str) -> str:
    """The text with what stands in brackets left out, where the brackets match."""
    kept, depth = [], 0
    for character in text.replace("\\frac", "").replace("\\pi", ""):
        depth += character in "([{"
        if depth == 0:
            kept.append(character)
        depth -= character in ")]}"
    return "".join(kept)


def _money(text: str) -> Quantity | None:
    match = _MONEY.fullmatch(text)
    if not match:
        return None
    sign = match[2].replace(" ", "")
    unit = read_unit(_SIGNS.get(sign, sign))
    value = _price(match[4]) if unit else None
    if value is None or unit is None:
        return None
    if "-" in (match[1], match[3]):
        negative = read_formula(f"-({match[4]})")[0] if not isinstance(value[0].tree, Number) else None
        tree = Number(-value[0].tree.value) if isinstance(value[0].tree, Number) else None
        if tree is None:
            return Quantity(negative, unit) if isinstance(negative, Expression) else None
        return Quantity(Expression(tree, decimals=value[0].decimals), _per(sign, unit, value[1]))
    return Quantity(value[0], _per(sign, unit, value[1]))


def _price(text: str) -> tuple[Expression, str] | None:
    """The number after a currency sign, and what follows it."""
    match = _PLAIN.match(text)
    rest = text[match.end() :].strip() if match else ""
    if not match or not rest:
        value = _amount(text)
        return (value, "") if value else None
    scale = _MONEY_LETTERS.get(rest)
    if scale:
        value = _amount(match[0])
        return (Expression(Number(value.tree.value * scale)), "") if value and isinstance(value.tree, Number) else None
    if _SCALES.match(rest):
        worded = leading_number(text)
        return (Expression(Number(worded[0])), worded[1]) if worded and _is_rate(worded[1]) else None
    value = _amount(match[0] if _is_rate(rest) else text)
    return (value, rest if _is_rate(rest) else "") if value else None


def _is_rate(rest: str) -> bool:
    unit = read_unit(rest) if rest else None
    return not rest or bool(_RATE.match(rest)) or (unit is not None and is_money(unit))


def _per(sign: str, unit: Unit, rest: str) -> Unit:
    """The unit of a price: plain money, also per thing; money per hour."""
    match = _RATE.fullmatch(rest)
    compound = read_unit(f"{_SIGNS.get(sign, sign)}/{match[1]}") if match and match[1] else None
    return compound or unit


def _mixed(text: str) -> Readings:
    """Several units of one dimension, largest first: ``5 ft 3 in``, ``1 hour and 30 minutes``."""
    if "°" in text or "'" in text or '"' in text or "″" in text or "′" in text or "\\prime" in text:
        return _arc(text)
    if len(text) > 120:
        return ()
    place, parts = 0, []
    while place < len(text):
        match = _PIECE.match(text, place)
        part = _simple(f"{match[1]} {match[2]}") if match else ()
        if not match or not part or not isinstance(part[0], Quantity):
            return ()
        parts.append(part[0])
        place = match.end()
    total = _total(parts) if len(parts) > 1 else None
    return (total,) if total else ()


def _total(parts: list[Quantity]) -> Quantity | None:
    first = parts[0].unit
    value = Fraction(0)
    last: Fraction | None = None
    for part in parts:
        number, factor, whole = part.value.tree, part.unit.factor, first.factor
        if not isinstance(number, Number) or not isinstance(factor, Number) or not isinstance(whole, Number):
            return None
        if part.unit.dimension != first.dimension or not first.dimension or (last is not None and factor.value >= last):
            return None
        last = factor.value
        value += number.value * factor.value / whole.value
    return Quantity(Expression(Number(value)), first)


def _arc(text: str) -> Readings:
    match = _ARC.fullmatch(text)
    degree = read_unit("°")
    if match and degree:
        value = Fraction(match[2]) + Fraction(match[3]) / 60 + Fraction(match[4] or 0) / 3600
        quantity = Quantity(Expression(Number(-value if match[1] else value)), degree)
        return (quantity, Expression(_angle(quantity)))
    return _feet_and_inches(text)


def _feet_and_inches(text: str) -> Readings:
    """``5'3"``, ``6"``, ``5'``; 30'20" are minutes and seconds of arc."""
    match = _FEET_INCHES.fullmatch(text)
    degree, foot, inch = read_unit("°"), read_unit("foot"), read_unit("inch")
    if match and degree and Fraction(match[2]) >= 12:
        minutes = Fraction(match[1]) / 60 + Fraction(match[2]) / 3600
        quantity = Quantity(Expression(Number(minutes)), degree)
        return (quantity, Expression(_angle(quantity)))
    if match and foot:
        return (Quantity(Expression(Number(Fraction(match[1]) + Fraction(match[2]) / 12)), foot),)
    match = _MARKED.fullmatch(text)
    unit = foot if match and match[2] in ("'", "′") else inch
    value = _amount(match[1]) if match else None
    return (Quantity(value, unit),) if value and unit else ()
