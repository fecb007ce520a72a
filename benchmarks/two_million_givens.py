"""Whether a question still says every number of the seed problems that it was made from, and computes with it.

A number is known by what it counts, the word behind it ("12 apples", "$3 per pound"): another number or a letter may
stand in its place.  Neither the makers nor their programs are asked.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from mathwright.programs.evaluating import plain_number
from mathwright.records import Problem

# fmt: off
_SPOKEN = (
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen",
    "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty", "thirty", "forty", "fifty",
    "sixty", "seventy", "eighty", "ninety", "hundred", "thousand", "million", "half", "third", "thirds", "quarter",
    "quarters", "fourth", "fourths", "fifth", "fifths", "twice", "thrice", "double", "triple", "dozen",
)
# fmt: on
_LETTERS = frozenset("BCDEFGHJKLMNOPQRSTUVWXYZ")
_WORDS = frozenset((*_SPOKEN, *(word.capitalize() for word in _SPOKEN)))
_SHORT = frozenset(word[:3] for word in _SPOKEN)
_DIGITS = frozenset("0123456789")
_MAYBE = _WORDS | _LETTERS
_TOKEN = re.compile(r"[0-9]+(?:[.,/:][0-9]+)*|[A-Za-z]+|[.?!]")
_LOOSE = frozenset(("how", "wha", "if", "the", "let", "wil", "did", "doe", "sup", "and", "whe", "eac", ".", "?", "!"))
"""Beginnings of words that a new sentence may take away from a number."""
_NO_NOUN = _LOOSE | _SHORT
_POINTING = frozenset(("the", "each", "this", "that", "which", "other", "every"))
"""Behind these a number word points at what was told: "the two", "each one"."""
_COMPARED = re.compile(r"(?:half|third|quarter|s|th|%) as (?:many|much) (?:(?:more|fewer|less) )?([A-Za-z]{1,3})")
"""A share may stand for a count: "10 cats" told as "half as many cats as dogs"."""
_ANNOTATION = re.compile(r"<<([^<>]*)>>")
_ANY_NUMBER = re.compile(r"[0-9]+(?:,[0-9]{3})*(?:\.[0-9]+)?|\.[0-9]+")
_WHOLE_NUMBER = re.compile(r"(?<![\w.,/:])(?:[0-9]+(?:,[0-9]{3})*(?:\.[0-9]+)?|\.[0-9]+)(?![\d/:])")
"""A number that is no part of a fraction, a clock time or a ratio: those enter a computation in parts."""
Counted = Counter[str]
"""How many numbers stand before words of each beginning; "" is any other place."""


class Givens:
    """What the numbers of each seed problem count."""

    def __init__(self, seeds: Iterable[Problem]) -> None:
        """Read the seed problems' questions and first solutions."""
        self._counted: dict[str, Counted] = {}
        self._idle: dict[str, int] = {}
        for seed in seeds:
            self._counted[seed.problem_id] = counted(seed.question)
            self._idle[seed.problem_id] = len(idle(seed.question, "".join(seed.solutions[:1])))

    def left_out(self, question: str, parents: Sequence[str]) -> list[str]:
        """Beginnings of the words that fewer numbers count than in the parents; [] where a parent is not known."""
        if any(parent not in self._counted for parent in parents):
            return []
        said = counted(question)
        fewer: Counted = Counter()
        for parent in parents:
            fewer.update(self._counted[parent])
        numbers = fewer.total()
        fewer.subtract(said)
        missing = +fewer
        for word in _COMPARED.findall(question) if missing else ():
            missing[word.lower()] -= 1
        if said.total() >= numbers:
            # At the end of a sentence that was turned into another, a number may have got a word behind it.
            del missing[""]
        return list((+missing).elements())

    def is_idle(self, question: str, solution: str, parents: Sequence[str]) -> bool:
        """Whether more numbers of the question enter no computation than in the parents."""
        allowed = sum(self._idle.get(parent, 0) for parent in parents)
        told = question[: _choice_begins(question)]
        return len(idle(told, solution)) > allowed and all(parent in self._idle for parent in parents)


def _choice_begins(question: str) -> int:
    """Where the sentence stands that says what to do either way; of its numbers some are never used."""
    if "otherwise" not in question and "if it is" not in question:
        return len(question)
    return question.rfind("If ", 0, max(question.rfind("otherwise"), question.rfind("if it is")))


def idle(question: str, solution: str) -> list[str]:
    """The numbers of the question, in digits, that no annotation of the solution has; a one counts for nothing."""
    computed = set(map(_plain, _ANY_NUMBER.findall(" ".join(_ANNOTATION.findall(solution)))))
    said = map(_plain, _WHOLE_NUMBER.findall(question))
    return [
        number
        for number in said
        if number not in computed and number not in ("0", "1") and computed.isdisjoint(_other_forms(number))
    ]


def _plain(token: str) -> str:
    return token if token.isdecimal() and token[0] != "0" else plain_number(token)


def _other_forms(number: str) -> list[str]:
    """A percentage as a share, what it leaves and what it makes with the whole; a price in cents."""
    if "." in number:
        return [plain_number(f"{float(number) * 100:.2f}")]
    percent = int(number)
    if percent > 100:
        return []
    shares = (percent / 100, 1 - percent / 100, 1 + percent / 100)
    return [str(100 - percent), str(100 + percent), *(plain_number(f"{share:.2f}") for share in shares)]


def counted(question: str) -> Counted:
    """What the numbers of a question count."""
    tokens = [".", *_TOKEN.findall(question), "."]
    counts: Counted = Counter()
    for place in [place for place, token in enumerate(tokens) if token in _MAYBE or "0" <= token[0] <= "9"]:
        before, token, after = tokens[place - 1], tokens[place], tokens[place + 1][:3].lower()
        if (token in _WORDS and before in _POINTING) or (token in _LETTERS and before == "Let"):
            continue
        counts["" if after in _NO_NOUN or after[0] in _DIGITS else after] += 1
    return counts
