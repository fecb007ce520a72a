"""Words, names, times of day and dates."""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from fractions import Fraction

from mathwright.programs.inflect import singular
from mathwright.programs.spelling import is_known
from mathwright.verify.exact.compare import is_number, surely_undefined, value_known, value_of
from mathwright.verify.finding import Finding, different, equal, undecided
from mathwright.verify.reading.answer import Answer, Clock, Collection, Day, Expression, Prose, Quantity, Word
from mathwright.verify.reading.tree import Constant

HALF_DAY = 12 * 3600
"""Seconds from a.m. to p.m."""

_NAME = re.compile(r"[a-z][a-z'’-]+")
_NUMBER = re.compile(r"[0-9]+(?:,[0-9]{3})*(?:\.[0-9]+)?")
_SHARE = re.compile(r"\bout of\b|\bin\b|\bto\b|/|:")
_STEM = 4
"""Letters at the front that two forms of one word share: increase, increasing."""
_LONG, _START, _APART = 5, 2, 4
"""Letters of a word, of the front that spellings share, and between two words: sulphur and sulfur have 3 between."""
_DENYING = frozenset({"in", "un", "non", "ir", "im", "dis"})
"""What turns a word round: infinite, unequal."""
_LIKE = 0.7
"""Likeness from which two words may be spellings of one (gray and grey have 0.75)."""

HALF_OPEN = undecided("half of the day left open")
NUMBER_AGAINST_WORD = different("number against word")
NONE_AGAINST_ZERO = different("none against zero")
WORD_AND_REASON = undecided("word with more behind it")
REAL_OR_NONE = undecided("no solution, or none among real numbers")
_REAL_SETS = frozenset({"no_solution", "no_real_solution"})
# Different words of these sets do not exclude each other: no real solution is no solution.
_LOOSE_SETS = frozenset({"no_solution", "undefined", "right_wrong"})
_NUMBERED_SETS = frozenset({"ordinal", "statement"})
_EXCLUDING_SETS = frozenset({"no_solution", "how_many"})


def compare_words(a: Word, b: Word) -> Finding:
    """Two words of a closed set exclude each other; of two sets nothing is said."""
    if a.closed_set != b.closed_set:
        sets = {a.closed_set, b.closed_set}
        if sets == _REAL_SETS:
            return REAL_OR_NONE
        return different("word") if sets == _EXCLUDING_SETS else undecided("words of other kinds")
    if a.word == b.word:
        return equal("word")
    return undecided("words that may agree") if a.closed_set in _LOOSE_SETS else different("word")


def compare_word_with_number(word: Word, number: Expression) -> Finding:
    """A word is no number, but "3rd" may be 3."""
    if not is_number(number.tree):
        return undecided("word against formula")
    if word.closed_set == "undefined" and not value_known(number.tree):
        return equal("without a value") if surely_undefined(number.tree) else undecided("without a known value")
    value = value_of(number.tree)
    if word.closed_set in _REAL_SETS and value == 0:
        return NONE_AGAINST_ZERO
    if word.closed_set in _NUMBERED_SETS and word.word.isdecimal() and value == int(word.word):
        return undecided("ordinal against number")
    if isinstance(number.tree, Constant) and number.tree.name == "infinity":
        return undecided("infinity against word")
    return NUMBER_AGAINST_WORD


def compare_word_with_quantity(word: Word, quantity: Quantity) -> Finding:
    """No solution is 0 solutions, and otherwise as with bare numbers."""
    none = word.closed_set == "no_solution" and quantity.unit.noun in ("solution", "root")
    if none and value_of(quantity.value.tree) == 0:
        return equal("no solution")
    return compare_word_with_number(word, quantity.value)


def compare_word_with_collection(word: Word, items: Collection) -> Finding:
    """The empty set is "no solution"; a set with members is not."""
    if word.closed_set == "no_solution" and not items.items:
        return equal("empty set")
    if len(items.items) > 1 and all(_may_explain(item, word) for item in items.items[1:]):
        return _with_reason(word, items.items[0])
    # Statements 1 and 3 may be listed by their numbers.
    return undecided("word against members") if word.closed_set in _NUMBERED_SETS else different("word against members")


def _may_explain(item: Answer, word: Word) -> bool:
    return isinstance(item, Prose) or (isinstance(item, Word) and item.closed_set != word.closed_set)


def _with_reason(word: Word, first: Answer) -> Finding:
    """Of "yes, it is true" against "yes": the first word counts, if it is of the same set."""
    if not isinstance(first, Word) or first.closed_set != word.closed_set:
        return undecided("word against text")
    found = compare_words(word, first)
    return WORD_AND_REASON if found.state == "equal" else found


def compare_prose(a: Prose, b: Prose) -> Finding:
    """The same words; of single words those that are plainly others differ, of longer texts nothing is said."""
    if "nan" in (a.text, b.text):
        return undecided("not a number")
    if a.text == b.text:
        return equal("text")
    if not _NAME.fullmatch(a.text) or not _NAME.fullmatch(b.text):
        return _by_one_number(a.text, b.text) or undecided("texts differ")
    if singular(a.text) == singular(b.text):
        return equal("text")
    return undecided("words alike") if _alike(a.text, b.text) and not _two_words(a.text, b.text) else different("text")


def _two_words(a: str, b: str) -> bool:
    """Whether two words that look alike are both in the lexicon, and neither spellings nor forms of one."""
    short, long = sorted((a, b), key=len)
    front = long.removesuffix(short)
    if front != long:
        # Rational and irrational.
        return front in _DENYING and is_known(short) and is_known(long)
    if len(short) < _LONG or short[:_START] == long[:_START] or short in long:
        return False
    blocks = SequenceMatcher(None, short, long, autojunk=False).get_matching_blocks()
    apart = len(short) + len(long) - 2 * sum(block.size for block in blocks)
    return apart >= _APART and is_known(short) and is_known(long)


def _by_one_number(a: str, b: str) -> Finding | None:
    """The same words around the same numbers but one; None of other pairs, and of shares such as 1 out of 4."""
    numbers, other_numbers = _NUMBER.findall(a), _NUMBER.findall(b)
    if len(numbers) != len(other_numbers) or _SHARE.search(a) or _NUMBER.sub("0", a) != _NUMBER.sub("0", b):
        return None
    differing = [pair for pair in zip(numbers, other_numbers, strict=True) if pair[0] != pair[1]]
    if len(differing) != 1:
        return None
    one, other = (number.replace(",", "").strip("0") for number in differing[0])
    return None if one.rstrip(".") == other.rstrip(".") else different("number in a text")


def _alike(a: str, b: str) -> bool:
    """Whether two words may be spellings or forms of one."""
    short, long = sorted((a, b), key=len)
    if short in long or a[:_STEM] == b[:_STEM] or len(short) < _STEM - 1:
        return True
    return SequenceMatcher(None, short, long, autojunk=False).ratio() >= _LIKE


def compare_prose_with_number(prose: Prose, number: Expression) -> Finding:
    """A single word or name is no number; of longer texts nothing is said."""
    if _NAME.fullmatch(prose.text) and len(prose.text) >= _STEM and is_number(number.tree):
        return NUMBER_AGAINST_WORD
    return undecided("text against number")


def compare_clocks(a: Clock, b: Clock) -> Finding:
    """Times of day; where one does not say which half, the half is left open."""
    if a.half_known == b.half_known:
        return equal("time of day") if a.seconds == b.seconds else different("time of day")
    if (a.seconds - b.seconds) % HALF_DAY:
        return different("time of day")
    return HALF_OPEN


def compare_clock_with_number(clock: Clock, number: Expression) -> Finding:
    """3 p.m. may be written as 3; another number is another time."""
    value = value_of(number.tree)
    if value is None or (value * 3600 - clock.seconds) % HALF_DAY == 0:
        return undecided("time of day against number")
    # 3:30 may have been meant as a ratio, or as minutes and seconds.
    minutes = clock.seconds / Fraction(60)
    return undecided("time of day against number") if value in (minutes, clock.seconds) else different("time of day")


def compare_clock_with_duration(clock: Clock, duration: Quantity) -> Finding:
    """A time of day is no duration and no other measure; that 15:30 is 15.5 hours is left open."""
    if not duration.unit.dimension:
        return undecided("time of day against count")
    value, factor = value_of(duration.value.tree), value_of(duration.unit.factor)
    seconds = value * factor if value is not None and factor is not None else None
    is_time = duration.unit.dimension == (("time", Fraction(1)),)
    if is_time and (seconds is None or seconds == clock.seconds):
        return undecided("time of day against duration")
    return different("time of day against duration")


def compare_days(a: Day, b: Day) -> Finding:
    """Dates by what both of them say."""
    pairs = [(a.year, b.year), (a.month, b.month), (a.day, b.day)]
    if any(one is not None and other is not None and one != other for one, other in pairs):
        return different("date")
    if any((one is None) != (other is None) for one, other in pairs):
        return undecided("part of a date left out")
    return equal("date")
