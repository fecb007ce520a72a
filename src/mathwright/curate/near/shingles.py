"""A text as a set of word 3-grams, each one number: many texts at a time, or one.

Case and the stops that end a word do not count, so that a text and its folded form have one set.  Words end at white
space; a Chinese or Japanese sign is a word.  A text of one or two words is one shingle by itself, and so is a text of
none: such texts are near only to their equals.  The numbers are the same on every machine.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from mathwright.curate.exact import folded

WORDS = 3
"""Words of a shingle."""

PAD = np.uint32(0xFFFFFFFF)
"""A number that no shingle has."""

ASKED = 8
"""Shingles at the end of a text, its last ten words, that stand for what it asks."""

_BASE = np.uint64(0x9E3779B97F4A7C15)
_INVERSE = np.uint64(pow(0x9E3779B97F4A7C15, -1, 2**64))
_MIX = np.uint64(0xD6E8FEB86659FD93)
_FACTORS = np.array((0xA0761D6478BD642F, 0xE7037ED1A0B428DB, 0x8EBC6AF09C88C6E3), np.uint64)
_WHOLE_BASE, _WHOLE_MIX, _64_BITS = int(_BASE), int(_MIX), 2**64 - 1
_UPPER_HALF = int(sys.byteorder == "little")
_LONGEST_TABLE = 1 << 21
_NARROWEST = 32
_MOST_WORDS = 1 << 16
_STOP_SIGNS = ".,?;:"
_SIGN = re.compile("[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff]")


class Shingles(NamedTuple):
    """The shingle sets of n texts, one after the other."""

    values: NDArray[np.uint32]
    """Distinct and ascending within a text."""
    offsets: NDArray[np.int64]
    """Shape (n + 1,): text i has ``values[offsets[i]:offsets[i + 1]]``, at least one."""
    asked: NDArray[np.uint32]
    """Shape (n, ASKED): the last shingles of each text, from its end; a shorter text repeats its first."""


def shingles_of(texts: Sequence[str]) -> Shingles:
    """The shingle sets of the texts, in order."""
    words, first = _words(texts)
    counts = np.diff(first)
    sizes = np.maximum(counts - (WORDS - 1), 1)
    at = ragged(first[:-1], sizes)
    padded = np.concatenate((words, np.zeros(WORDS, np.uint64)))
    values = padded[at] * _FACTORS[0]
    values += padded[at + 1] * _FACTORS[1]
    values += padded[at + 2] * _FACTORS[2]
    starts = np.cumsum(sizes) - sizes
    _mend_short(values, starts, padded, first[:-1], counts)
    numbers = _numbers(values)
    last = (starts + sizes - 1)[:, None] - np.minimum(np.arange(ASKED), sizes[:, None] - 1)
    return Shingles(*_distinct(numbers, starts, sizes), numbers[last])


class Words(dict[str, bytes]):
    """A word to its number as eight bytes, none for a word that is all stops; what is asked for is remembered.

    A dictionary that fills itself, as the words of one text are then looked up without a line of Python a word.
    """

    def __missing__(self, word: str) -> bytes:
        """The number of a word that is met for the first time."""
        if len(self) >= _MOST_WORDS:
            self.clear()
        number = _number_of(word.rstrip(_STOP_SIGNS))
        self[word] = kept = number.to_bytes(8, sys.byteorder) if number else b""
        return kept

    def shingles(self, text: str) -> NDArray[np.uint32]:
        """The shingles of one text in their order, as often as they stand in it; ``shingles_of`` gives their set."""
        split = (text.lower() if text.isascii() else _spaced(text)).split()
        words = np.frombuffer(b"".join(map(self.__getitem__, split)), np.uint64)
        if len(words) < WORDS:
            return _numbers((words * _FACTORS[: len(words)]).sum(keepdims=True))
        values = words[:-2] * _FACTORS[0]
        values += words[1:-1] * _FACTORS[1]
        values += words[2:] * _FACTORS[2]
        return _numbers(values)


def set_of(numbers: NDArray[np.uint32]) -> Shingles:
    """What ``shingles_of`` makes of the one text that has these shingles in this order."""
    ordered = np.sort(numbers)
    fresh = np.empty(len(ordered), bool)
    fresh[0] = True
    np.not_equal(ordered[1:], ordered[:-1], out=fresh[1:])
    distinct = ordered[fresh]
    asked = numbers[: -1 - ASKED : -1]
    if len(asked) < ASKED:
        asked = np.pad(asked, (0, ASKED - len(asked)), "edge")
    return Shingles(distinct, np.array((0, len(distinct))), asked[None])


def _number_of(word: str) -> int:
    """The number that ``_words`` gives to a word; 0 for none."""
    if not word:
        return 0
    number, power = 0, 1
    for letter in word.encode("utf-8", "surrogatepass"):
        number += _LETTER_NUMBERS[letter] * power
        power = power * _WHOLE_BASE & _64_BITS
    number &= _64_BITS
    number = (number ^ number >> 32) * _WHOLE_MIX & _64_BITS
    return number ^ number >> 32


def ragged(starts: NDArray[np.int64], sizes: NDArray[np.int64]) -> NDArray[np.int64]:
    """The indices ``starts[i], starts[i] + 1, …`` of ``sizes[i]`` each, one run after the other."""
    ends = np.cumsum(sizes)
    total = int(ends[-1]) if len(ends) else 0
    return np.repeat(starts - (ends - sizes), sizes) + np.arange(total)


def _words(texts: Sequence[str]) -> tuple[NDArray[np.uint64], NDArray[np.int64]]:
    """A number for every word of all texts, and where each text's words begin, shape (n + 1,)."""
    parts = [(text if text.isascii() else _spaced(text)).encode("utf-8", "surrogatepass") for text in texts]
    data = np.frombuffer(b" ".join((b"", *parts, b"")), np.uint8)
    gaps = np.flatnonzero(_GAPS[data])
    # A word lies between two gaps that are not neighbours.
    apart = np.diff(gaps) > 1
    begins, ends = _without_stops(data, gaps[:-1][apart] + 1, gaps[1:][apart])
    powers, inverses = _powers(len(data))
    summed = np.cumsum(_LETTERS[data] * powers[: len(data)])
    words = (summed[ends - 1] - summed[begins - 1]) * inverses[begins]
    lengths = np.fromiter(map(len, parts), np.int64, len(parts)) + 1
    bounds = np.concatenate((np.zeros(1, np.int64), np.cumsum(lengths)))
    return _mixed(words), np.searchsorted(begins, bounds)


def _spaced(text: str) -> str:
    """A folded text with spaces about every Chinese or Japanese sign, each of which is a word."""
    return _SIGN.sub(r" \g<0> ", folded(text))


def _without_stops(
    data: NDArray[np.uint8], begins: NDArray[np.int64], ends: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The words less the stops at their ends, and less those that are nothing but stops."""
    stopped = np.flatnonzero(_STOPS[data[ends - 1]])
    while len(stopped):
        ends[stopped] -= 1
        stopped = stopped[_STOPS[data[ends[stopped] - 1]]]
    some = ends > begins
    return (begins, ends) if some.all() else (begins[some], ends[some])


def _mend_short(
    values: NDArray[np.uint64],
    starts: NDArray[np.int64],
    words: NDArray[np.uint64],
    first: NDArray[np.int64],
    counts: NDArray[np.int64],
) -> None:
    """Write the one shingle of each text with fewer words than a shingle has."""
    for row in np.flatnonzero(counts < WORDS).tolist():
        count, at = int(counts[row]), int(first[row])
        values[starts[row]] = (words[at : at + count] * _FACTORS[:count]).sum()


def _mixed(values: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """The numbers spread over all 64 bits, in place."""
    values ^= values >> np.uint64(32)
    values *= _MIX
    values ^= values >> np.uint64(32)
    return values


def _numbers(values: NDArray[np.uint64]) -> NDArray[np.uint32]:
    """The shingles in 32 bits, the upper half of the mixed values; the greatest number is left free, sets are padded
    with it.  The values are changed."""
    values ^= values >> np.uint64(32)
    values *= _MIX
    return np.minimum(values.view(np.uint32)[_UPPER_HALF::2], PAD - np.uint32(1))


def _distinct(
    values: NDArray[np.uint32], starts: NDArray[np.int64], sizes: NDArray[np.int64]
) -> tuple[NDArray[np.uint32], NDArray[np.int64]]:
    """The values of each text sorted, each once, and where each text's begin.

    Texts of about one size are sorted as the rows of one matrix: short rows sort ten times as fast as one long array.
    """
    fresh_sizes = np.empty_like(sizes)
    parts: list[tuple[NDArray[np.int64], NDArray[np.uint32]]] = []
    done, width = 0, _NARROWEST
    while done < len(sizes):
        rows = np.flatnonzero((sizes <= width) & (sizes > width // 2 * (width > _NARROWEST)))
        done += len(rows)
        if len(rows):
            # A text shorter than the matrix is wide repeats its last value, which is one of its set.
            columns = np.minimum(np.arange(min(width, int(sizes[rows].max()))), sizes[rows, None] - 1)
            matrix = np.sort(values[starts[rows, None] + columns], axis=1)
            fresh = np.ones(matrix.shape, bool)
            np.not_equal(matrix[:, 1:], matrix[:, :-1], out=fresh[:, 1:])
            fresh_sizes[rows] = fresh.sum(axis=1)
            parts.append((rows, matrix[fresh]))
        width *= 2
    offsets = np.concatenate((np.zeros(1, np.int64), np.cumsum(fresh_sizes)))
    if len(parts) == 1:
        return parts[0][1], offsets
    ordered = np.empty(int(offsets[-1]), np.uint32)
    for rows, part in parts:
        ordered[ragged(offsets[rows], fresh_sizes[rows])] = part
    return ordered, offsets


def _powers(length: int) -> tuple[NDArray[np.uint64], NDArray[np.uint64]]:
    """Powers of the base and of its inverse, modulo 2**64, at least ``length + 1`` of each."""
    size = 1 << max(12, length.bit_length())
    return _kept_powers(size) if size <= _LONGEST_TABLE else _new_powers(size)


@cache
def _kept_powers(size: int) -> tuple[NDArray[np.uint64], NDArray[np.uint64]]:
    return _new_powers(size)


def _new_powers(size: int) -> tuple[NDArray[np.uint64], NDArray[np.uint64]]:
    steps = np.full(size, _BASE), np.full(size, _INVERSE)
    for factors in steps:
        factors[0] = 1
    return np.cumprod(steps[0]), np.cumprod(steps[1])


def _letters() -> NDArray[np.uint64]:
    """A number for every byte, one for a capital and its small letter."""
    letters = _mixed(_mixed(np.arange(1, 257, dtype=np.uint64) * _FACTORS[0]))
    letters[ord("A") : ord("Z") + 1] = letters[ord("a") : ord("z") + 1]
    return letters


_LETTERS = _letters()
_LETTER_NUMBERS: tuple[int, ...] = tuple(_LETTERS.tolist())
_STOPS = np.zeros(256, bool)
_STOPS[list(_STOP_SIGNS.encode())] = True
_GAPS = np.zeros(256, bool)
_GAPS[list(b"\t\n\v\f\r\x1c\x1d\x1e\x1f ")] = True
