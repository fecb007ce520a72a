"""Numbers from nowhere: what a worked text prints that neither its question nor its annotations know.

A number left over from the seed problem, or made up on the way, shows here.  Like ``replay``, this module reads
the printed text alone and shares nothing with the makers.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Set
from fractions import Fraction
from functools import lru_cache

from mathwright.programs.evaluating import MAX_DIGITS, Number

# fmt: off
_SMALL = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen")
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_ORDINAL = ("third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
# fmt: on
_SCALES = {"hundred": 100, "thousand": 1_000, "million": 10**6, "billion": 10**9}
_COUNTS = (
    {word: value for value, word in enumerate(_SMALL)}
    | {word: 10 * value for value, word in enumerate(_TENS, start=2)}
    | _SCALES
)
# What a word may stand for in an annotation: "a quarter of" is /4, *1/4 or *.25.
_WORDS: dict[str, tuple[Number, ...]] = {
    "half": (Fraction(1, 2), 2),
    "halves": (Fraction(1, 2), 2),
    "double": (2,),
    "twice": (2,),
    "thrice": (3,),
    "triple": (3,),
    "couple": (2,),
    "pair": (2,),
    "both": (2,),
    "dozen": (12,),
    "decade": (10,),
    "century": (100,),
    "quarter": (Fraction(1, 4), 4, 25),
}
_ORDINALS = {word: value for value, word in enumerate(_ORDINAL, start=3)}
# In a worked text these point at things rather than count them: "this one", "the two of them", "the second day".
_POINTING = frozenset({"zero", "one", "two", "both", "couple", "pair", *_ORDINALS})

# Both begin with one set of characters: a search for these is several times as fast as one that tries alternatives.
_NUMBER = re.compile(r"[0-9.](?:(?<=\.)[0-9]+|(?<=[0-9])(?:[0-9]{0,2}(?:,[0-9]{3})+(?![0-9])|[0-9]*)(?:\.[0-9]+)?)")
_WORD = re.compile(r"[a-z][a-z]{2,}")
_SPOKEN = {form: word for word in (*_COUNTS, *_WORDS, *_ORDINALS) for form in (word, f"{word}s", f"{word}d")}
_ANNOTATION = re.compile(r"<<([^<>]*)>>")
_MARKER = re.compile(r"(?m)^[ \t]*(?:step )?[0-9]{1,2}[.):](?=\s)")
_MARKED = re.compile(r"\n[ \t]*(?:step )?[0-9]{1,2}[.):]\s")
# "1 hour = 60 minutes" says what a unit is, not how many there are.
_ONE_UNIT = re.compile(
    r"1 (?<=\b1 )(?:second|minute|hour|day|week|month|year|dozen|dollar|foot|yard|mile|pound|[a-z]*meter)\b"
)
_FRACTION = re.compile(r"([0-9]{1,9})\s*/\s*([0-9]{1,9})")


@lru_cache(maxsize=32)
def stray_numbers(solution: str, question: str) -> tuple[str, ...]:
    """The numbers, digits or words, that the worked text prints and nothing accounts for, in order.

    Accounted for is what stands in the question (digits, number words, halves and dozens, a percentage also as a
    share), or as operand or result of an annotation.  The ``####`` line is not looked at.  Never raises.
    """
    body = solution.rpartition("####")[0] or solution
    if _plainly_accounted_for(body, question):
        return ()
    prose = _ANNOTATION.sub("", body).lower()
    if _MARKED.search(f"\n{prose}"):
        prose = _MARKER.sub(" ", prose)
    prose = _ONE_UNIT.sub(" ", prose)
    worked = " ; ".join(_ANNOTATION.findall(body))
    if _only_points(prose, question, worked):
        return ()
    return tuple(_unaccounted(prose, _known_from(question) | set(_values_in(worked))))


def _plainly_accounted_for(body: str, question: str) -> bool:
    """Whether all numbers are digits that stand, as digits, in the question or in an annotation: the usual case."""
    rest = set(_NUMBER.findall(body)) - _printed(question)
    if rest:
        worked = _NUMBER.findall(" ".join(_ANNOTATION.findall(body)))
        rest.difference_update(worked)
        if rest and not _digits(rest) <= _digits(_printed(question).union(worked)):
            return False
    if _SPOKEN.keys().isdisjoint(_WORD.findall(body.lower())):
        return True
    return _SPOKEN.keys().isdisjoint(_WORD.findall(_ANNOTATION.sub(" ", body).lower()))


def _only_points(prose: str, question: str, worked: str) -> bool:
    """Whether its numbers in digits stand in the question or in an annotation, and its words only point at things."""
    printed = set(_NUMBER.findall(prose))
    if max(map(len, printed), default=0) > MAX_DIGITS:
        return False
    if not (printed - _printed(question)).issubset(_NUMBER.findall(worked)):
        return False
    return all(_POINTING.issuperset(words) for _, words in _spoken(prose))


@lru_cache(maxsize=64)
def _printed(question: str) -> frozenset[str]:
    """The question's numbers in digits, as printed; kept as ``_known_from`` is."""
    return frozenset(_NUMBER.findall(question))


def _digits(printed: Iterable[str]) -> set[str]:
    """The numbers without separators and trailing zeros."""
    found = set()
    for number in printed:
        plain = number.replace(",", "")
        found.add(plain.rstrip("0").rstrip(".") if "." in plain else plain)
    return found


@lru_cache(maxsize=64)
def _known_from(question: str) -> frozenset[Number]:
    """What the question accounts for; kept, since several worked texts of one question are looked at in a row."""
    return frozenset(_values_in(question))


def _unaccounted(prose: str, known: Set[Number]) -> Iterator[str]:
    fractions = {match.start(): match for match in _fractions(prose)}
    covered = 0
    for match in _NUMBER.finditer(prose):
        fraction = fractions.get(match.start())
        if fraction and int(fraction[2]) and Fraction(int(fraction[1]), int(fraction[2])) in known:
            covered = fraction.end()
        if match.start() >= covered and not _is_known(match[0], prose[match.end() : match.end() + 9], known):
            yield match[0]
    for value, words in _spoken(prose):
        if value in known or _POINTING.issuperset(words):
            continue
        if len(words) > 1 or known.isdisjoint(_meanings(words[0])):
            yield " ".join(words)


def _fractions(text: str) -> Iterator[re.Match[str]]:
    return _FRACTION.finditer(text) if "/" in text else iter(())


def _is_known(printed: str, after: str, known: Set[Number]) -> bool:
    value = _value(printed)
    if value is None or value in known:
        return value is not None
    if after.lstrip().startswith("%"):
        # The whole is 100 % without anyone's saying so.
        return value == 100 or Fraction(value) / 100 in known
    scale = _SCALES.get(after.strip().partition(" ")[0].rstrip(".,"))
    return scale is not None and value * scale in known


def _values_in(text: str) -> Iterator[Number]:
    """Every value that the text's numbers and number words may stand for."""
    text = text.lower()
    for match in _NUMBER.finditer(text):
        value = _value(match[0])
        if value is not None:
            yield value
            yield from _as_followed(value, text[match.end() : match.end() + 9].lstrip())
    for fraction in _fractions(text):
        if int(fraction[2]):
            yield Fraction(int(fraction[1]), int(fraction[2]))
    for value, words in _spoken(text):
        yield value
        yield from (other for word in words for other in _meanings(word))


def _as_followed(value: Number, after: str) -> Iterator[Number]:
    """What the number is together with the sign or word behind it."""
    if not after or after[0] not in "%phtmb":
        return
    if after.startswith(("%", "percent")):
        yield Fraction(value) / 100
    elif scale := _SCALES.get(after.partition(" ")[0].rstrip(".,?")):
        yield value * scale


def _meanings(word: str) -> Iterator[Number]:
    yield from _WORDS.get(word, ())
    if word in _COUNTS:
        yield _COUNTS[word]
    if word in _ORDINALS:
        yield _ORDINALS[word]
        yield Fraction(1, _ORDINALS[word])


def _spoken(text: str) -> Iterator[tuple[Number, list[str]]]:
    """Value and words of each run of number words: ``twenty-five`` is (25, [twenty, five])."""
    run: list[str] = []
    end = 0
    if _SPOKEN.keys().isdisjoint(_WORD.findall(text)):
        return
    for match in _WORD.finditer(text):
        word = _SPOKEN.get(match[0], "")
        if not word:
            continue
        if run and (match.start() - end != 1 or word not in _COUNTS or run[-1] not in _COUNTS):
            yield _spoken_value(run), run
            run = []
        run.append(word)
        end = match.end()
    if run:
        yield _spoken_value(run), run


def _spoken_value(words: list[str]) -> Number:
    """``two hundred thirty`` is 230; a word that counts nothing stands for its first meaning."""
    total = part = 0
    for word in words:
        if word not in _COUNTS:
            return next(_meanings(word))
        value = _COUNTS[word]
        if word == "hundred":
            part = max(part, 1) * 100
        elif word in _SCALES:
            total, part = total + max(part, 1) * value, 0
        else:
            part += value
    return total + part


def _value(printed: str) -> Number | None:
    if len(printed) > MAX_DIGITS:
        return None
    whole, _, decimals = printed.replace(",", "").partition(".")
    return Fraction(int(whole + decimals), int("1" + "0" * len(decimals))) if decimals else int(whole)
