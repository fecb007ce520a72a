"""Letters of a multiple choice against each other and against contents."""

from __future__ import annotations

from mathwright.verify.comparing.members import Comparison
from mathwright.verify.finding import Finding, different, equal, undecided
from mathwright.verify.reading.answer import Answer, Choice, Collection, Expression, Readings
from mathwright.verify.reading.tree import Symbol

_LETTERS = frozenset("ABCDEFGHIJ")
LETTER_AGAINST_CONTENT = undecided("letter against content")
LETTERS_IN_ANOTHER_ORDER = undecided("letters in another order")


def compare_choices(a: Choice, b: Choice, compare: Comparison) -> Finding:
    """The letters decide; where both sides give the content too, it must not contradict."""
    if a.letters != b.letters:
        return different("letter")
    if a.content is not None and b.content is not None and compare(a.content, b.content).state == "different":
        return undecided("the letter with another content")
    return equal("letter")


def compare_choice_with_other(choice: Choice, other: Answer, compare: Comparison) -> Finding:
    """By the content that was written beside the letter; a bare letter may stand for anything."""
    letters = letters_of(other)
    if letters is not None:
        return compare_choices(choice, Choice(letters), compare)
    if choice.content is None:
        return LETTER_AGAINST_CONTENT
    return compare(choice.content, other)


def letters_of(answer: Answer) -> frozenset[str] | None:
    """The letters that an answer consists of: of ``{A, C}`` or a single capital; None of anything else."""
    match answer:
        case Choice(letters, None):
            return letters
        case Expression(Symbol(name)) if name in _LETTERS:
            return frozenset((name,))
        case Collection(_, items, None) if items:
            found = [letters_of(item) for item in items]
            if all(letters is not None for letters in found):
                return frozenset().union(*(letters for letters in found if letters is not None))
    return None


def letters_in_order(readings: Readings) -> tuple[str, ...] | None:
    """The letters as they are listed; ``AC`` is listed as the alphabet has them, ``{C, A}`` is no list."""
    if not isinstance(readings[0], Choice):
        return None
    for reading in readings[1:]:
        if isinstance(reading, Collection):
            return _names(reading)
    return tuple(sorted(readings[0].letters))


def _names(items: Collection) -> tuple[str, ...] | None:
    found = [letters_of(item) for item in items.items]
    return tuple(min(letters) for letters in found if letters) if all(found) else None
