"""The second route's other half: whether the question says every number that its solution computes with.

An operand must be a number of the question, an earlier result, or what everybody knows and the question speaks of.
Like ``replay``, this module reads the printed texts alone; its tables are its own, so that no error of the makers
repeats itself here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence, Set
from fractions import Fraction
from functools import lru_cache
from itertools import pairwise

from mathwright.programs.evaluating import MAX_DIGITS, MAX_EXPRESSION, PLAIN, Number, plain_number, read_number

_ANNOTATION = re.compile(r"<<([^<>]*)>>")
_NUMBER = re.compile(PLAIN)
_SHORT = r"([0-9]{1,15}(?:\.[0-9]{1,9})?)"
_TWO_NUMBERS = re.compile(rf"{_SHORT}[-+*/]{_SHORT}={_SHORT}")
_ITEM = re.compile(rf"{PLAIN}|[a-z]+|[%/¢]")
_NAMES = re.compile(r"[A-Z]\w+(?:, [A-Z]\w+)*,? and [A-Z]\w+")
_SELF = re.compile(r"\b(?:him|her|them|my|our|your)sel(?:f|ves)\b|\b(?:he|she|they|I) and\b")
_TERMS = re.compile(r"[\w.$,]+(?: ?\+ ?[\w.$,]+)+")
_NO_TITLE = r"(?<!\bMr\.)(?<!\bMs\.)(?<!\bMrs\.)(?<!\bDr\.)(?<!\bSt\.)"
_STOP = re.compile(rf"[.?!](?=\s|$){_NO_TITLE}")
_LET = re.compile(rf"\bLet \$?([A-Z]) be\b.*?[.?](?=\s|$){_NO_TITLE}", re.DOTALL)
_SO = re.compile(r"(?m)^So ([A-Z]) = ([0-9.,]+)$")
_ENDING = re.compile(
    r"(?m)^(?:Since \$?[\d,.]+ is (?:not )?(?:more|less|greater)|The number [\d,.]+ is (?:odd|even)|The sum is |"
    r"\d+ times \$?[\d,.]+ is |[\w ]+ of \$?[\d,.]+ is |[\d.]+% of \$?[\d,.]+ is )"
)
"""How a worked text begins on what the last sentences of the question ask for."""
_HUNDREDTHS = re.compile(r"%|¢|\b(?:cents?|percent|percentage)\b", re.IGNORECASE)
_DIGITS = frozenset("0123456789")
_FREE = frozenset(("0", "1"))
"""A one is seldom told: "a box", "each of them"."""

# fmt: off
_SMALL = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen")
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
# fmt: on
_SCALES = {"hundred": 100, "thousand": 1_000, "million": 10**6, "billion": 10**9, "k": 1_000}
_COUNTS = (
    {word: value for value, word in enumerate(_SMALL)}
    | {word: 10 * value for value, word in enumerate(_TENS, start=2)}
    | _SCALES
)
_PARTS = {
    "half": 2, "halve": 2, "third": 3, "fourth": 4, "quarter": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8,
    "ninth": 9, "tenth": 10, "twelfth": 12, "twentieth": 20, "hundredth": 100,
}  # fmt: skip
"""The denominators of shares in words."""
_MULTIPLES = {"twice": 2, "double": 2, "doubling": 2, "thrice": 3, "triple": 3, "tripling": 3, "quadruple": 4}
_SPOKEN = {f"{word}{end}": word for word in (*_COUNTS, *_PARTS, *_MULTIPLES) for end in ("", "s", "d", "ed")}
"""Each form of a number word, and the word."""
_KNOWN = (
    ("2", "pair couple both twin parent second other each halfway combined from way free dinner eye ear"),
    ("3", "yard"),
    ("4", "month quarter season square gallon"),
    ("5", "weekday nickel"),
    ("7", "week weekly"),
    ("10", "decade dime"),
    ("12", "year yearly annual annually month dozen foot feet inch inches"),
    ("14", "fortnight"),
    ("16", "pound ounce"),
    ("24", "day hour"),
    ("25", "quarter"),
    ("30", "month april june september november"),
    ("31", "month january march may july august october december"),
    ("52", "year decade"),
    ("60", "minute hour second"),
    ("100", "% percent percentage all cent penny pennies century meter"),
    ("0.01", "% percent percentage cent penny pennies"),
    ("365", "year"),
    ("1000", "kilogram kg kilometer km meter liter milliliter ml gram"),
)
"""What everybody knows, and the words of a question that let it be used."""
_TRIGGERS = {
    value: re.compile(
        "%|" * ("%" in words) + rf"\b(?:{'|'.join(re.findall('[a-z]+', words))})(?:s|es)?\b", re.IGNORECASE
    )
    for value, words in _KNOWN
}


def operands_from_nowhere(solution: str, question: str) -> tuple[str, ...]:
    """The operands of the annotations that nothing accounts for, as printed, in order.

    Accounted for is a number of the question (in digits or words, a percentage as a share, a share's parts or rest, a
    price in cents), the result of an earlier annotation, and a constant that the question speaks of.
    Numbers are met by value: of a question that says 3 twice, nobody sees that one is missing.  Never raises.
    """
    letters: set[str] = set()
    found: list[str] = []
    for said, worked, value in _parts(question, solution):
        found += _unaccounted(said, worked, letters)
        letters.add(value)
    return tuple(found)


def _parts(question: str, solution: str) -> list[tuple[str, str, str]]:
    """A story after the other, each with its part of the worked text and the value of the letter that it ends in.

    All in one where the two texts do not name the same letters in the same order.
    """
    asked = list(_LET.finditer(question))
    solved = _SO.split(solution)
    if not asked or [match[1] for match in asked] != solved[1::3]:
        return [(question, solution, "0")]
    ends = [0, *(match.end() for match in asked), len(question)]
    said = (question[start:end] for start, end in pairwise(ends))
    values = [plain_number(value.rstrip(".")) for value in solved[2::3]]
    return list(zip(said, solved[::3], [*values, "0"], strict=True))


def _unaccounted(question: str, solution: str, letters: Set[str]) -> Iterator[str]:
    told, results = _numbers_told(question), set(letters)
    ending = _ENDING.search(solution) if "####" in solution else None
    for match in _ANNOTATION.finditer(solution):
        if ending is not None and match.start() > ending.start():
            question, ending = _last_with_a_number(question), None
            told = _numbers_told(question)
        operands, result = _sides(match[1])
        for printed in operands:
            plain = _plain(printed)
            if plain not in told and plain not in results and not _is_accounted_for(plain, question, solution, results):
                yield printed
        results.update(map(_plain, result))


def _sides(inside: str) -> tuple[Sequence[str], Sequence[str]]:
    """The numbers of an annotation on the left of its last sign of equality, and on the right."""
    simple = _TWO_NUMBERS.fullmatch(inside)
    if simple is not None:  # most are, and are read three times as fast
        return simple.group(1, 2), simple.group(3, 3)
    left, _, result = inside[:MAX_EXPRESSION].rpartition("=")
    return _NUMBER.findall(left), _NUMBER.findall(result)


def _numbers_told(question: str) -> frozenset[str]:
    return _FREE.union(map(_plain, _NUMBER.findall(question)))


def _plain(token: str) -> str:
    """``plain_number``, at once for whole numbers: nearly all are."""
    return token if token.isdecimal() and token[0] != "0" else plain_number(token)


def _last_with_a_number(text: str) -> str:
    """The text from its last sentence with a number on: there an ending says its own."""
    ends = [match.end() for match in _STOP.finditer(text)]
    starts = [0, *ends[:-1]]
    last = next((start for start in reversed(starts) if _says_a_number(text[start:])), 0)
    return text[last:]


def _says_a_number(sentence: str) -> bool:
    return bool(_NUMBER.search(sentence)) or not _SPOKEN.keys().isdisjoint(_ITEM.findall(sentence.lower()))


def _is_accounted_for(plain: str, question: str, solution: str, results: Set[str]) -> bool:
    """The longer look at what is not, digit for digit, in sight."""
    if len(plain) > MAX_DIGITS:
        return False
    known = _TRIGGERS.get(plain)
    if known is not None and known.search(question):
        return True
    value = read_number(plain)
    if value in _values_said(question):
        return True
    if _HUNDREDTHS.search(question) and _is_share_of_a_result(value, results):
        return True
    return len(plain) < 3 and value in _counts_of_lists(question, solution)


def _is_share_of_a_result(value: Number, results: Set[str]) -> bool:
    """Whether a result, read as a percentage or as cents, is this share, or leaves it."""
    for result in results:
        if len(result) <= MAX_DIGITS:
            percent = Fraction(read_number(result))
            if value in (percent / 100, 1 - percent / 100, 100 - percent, 1 + percent / 100, 100 + percent):
                return True
    return False


def _counts_of_lists(question: str, solution: str) -> set[int]:
    """How many the question names in a row ("Ann, Ben, and Cid"), with one more; and how many a sum adds up."""
    named = {run.count(",") + 2 - (", and " in run) for run in _NAMES.findall(question)}
    if _SELF.search(question):
        named |= {value + 1 for value in _values_said(question) if value in range(2, 20)}
    return named | {count + 1 for count in named} | {run.count("+") + 1 for run in _TERMS.findall(solution)}


@lru_cache(maxsize=8)
def _values_said(question: str) -> frozenset[Number]:
    """Every value that the numbers of the question may stand for."""
    text = question.lower()
    return frozenset(_values(_ITEM.findall(text), "$" in text or "¢" in text or "cent" in text))


def _values(items: list[str], money: bool) -> Iterator[Number]:
    for place, item in enumerate(items):
        if item in _SPOKEN:
            yield from _word_values(items, place)
        elif item[-1] in _DIGITS:
            yield from _number_values(items, place, money)


def _number_values(items: list[str], place: int, money: bool) -> Iterator[Number]:
    if len(items[place]) > MAX_DIGITS:
        return
    value = read_number(items[place])
    yield value
    if money:
        yield value * 100
        if value < 100:
            yield Fraction(value) / 100
    after = items[place + 1] if place + 1 < len(items) else ""
    if after in ("%", "percent"):
        yield from _percent_values(value)
    elif after in _SCALES:
        yield value * _SCALES[after]
    elif after == "times":
        yield value + 1
    else:
        yield from _share_values(value, _denominator(items, place + 1))


def _denominator(items: list[str], place: int) -> int:
    """What stands behind the number that a share begins with; 0 where none does."""
    if items[place : place + 1] != ["/"]:
        return _PARTS.get("".join(items[place : place + 1]).rstrip("s"), 0)
    below = "".join(items[place + 1 : place + 2])
    return int(below) if below.isdecimal() and len(below) <= MAX_DIGITS else 0


def _percent_values(value: Number) -> Iterator[Number]:
    share = Fraction(value) / 100
    yield from (share, 1 - share, 1 + share, 100 - value, 100 + value)
    if value:
        yield 1 / share


def _share_values(over: Number, under: int) -> Iterator[Number]:
    if under:
        share = Fraction(over) / under
        yield from (over, under, under - over, under + over, share, 1 - share, 1 + share, 100 * share)


def _word_values(items: list[str], place: int) -> Iterator[Number]:
    single = _SPOKEN[items[place]]
    if single in _PARTS:
        before = _COUNTS.get(items[place - 1], 1) if place else 1
        yield from _share_values(before or 1, _PARTS[single])
        yield from _share_values(1, _PARTS[single])
    elif single in _MULTIPLES:
        # With what it multiplies: "twice as many" make three parts together.
        yield from (_MULTIPLES[single], _MULTIPLES[single] + 1)
    elif single in _COUNTS and (place == 0 or items[place - 1] not in _COUNTS):
        yield from _spoken(items, place)


def _spoken(items: list[str], place: int) -> Iterator[Number]:
    """The value of the words from this one on: ``two hundred thirty`` is 230; and those of its beginnings."""
    total = part = 0
    while place < len(items) and (items[place] in _COUNTS or (items[place] == "and" and total + part >= 100)):
        word = items[place]
        place += 1
        if word == "and":
            continue
        value = _COUNTS[word]
        if word == "hundred":
            part = max(part, 1) * 100
        elif word in _SCALES:
            total, part = total + max(part, 1) * value, 0
        else:
            part += value
        yield total + part
        yield value
    if place < len(items) and items[place] == "times":
        yield total + part + 1
    if place < len(items) and items[place] in ("%", "percent"):
        yield from _percent_values(total + part)
