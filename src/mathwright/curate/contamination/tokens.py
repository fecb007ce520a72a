r"""Questions as arrays of hashed tokens, thousands of questions at a time.

A token is a run of letters, a number (``1,250.50``, ``.5`` and ``3/4`` are one), or a sign that may carry mathematics,
such as ``%`` and the ``:`` of ``3:4``.  Case, spaces, typography, the stops of sentences, ``# $ \`` and LaTeX that
looks the same make no difference.  All hashes are polynomials modulo 2**64, the same on every machine.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from mathwright.curate.spelling import FONTS, LAYOUT, LAYOUT_SIGNS, SYNONYMS, TYPOGRAPHY
from mathwright.curate.template import NUMBER_WORDS, PARTS

U64 = NDArray[np.uint64]
I64 = NDArray[np.int64]
U8 = NDArray[np.uint8]

CHUNK_BYTES = 1 << 18
"""Bytes of text hashed at once: the tables of powers and what is computed stay in the cache of the processor."""
MOST_CHARACTERS = 1 << 14
"""Characters of a question that are cut into tokens; what is behind them is one word.  No question is that long."""

_SPACE, _LETTER, _NUMBER, _SIGN, _COMMA, _POINT, _COLON, _SLASH, _APOSTROPHE = range(9)
NUMBER = _NUMBER
"""The kind of a number."""
_DRAWING = re.compile(r"\[asy\].*?(?:\[/asy\]|\Z)", re.DOTALL)
_LETTERS_OF_HEX = str.maketrans("0123456789", "ghijklmnop")
# Chinese and Japanese put no spaces between words: there a sign is a word.
_IDEOGRAPH = re.compile(r"([\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff])")


class Tokens(NamedTuple):
    """The tokens of some questions, one after the other."""

    hashes: U64
    """shape (tokens,)"""
    kinds: U8
    """shape (tokens,): a word, a number or a sign."""
    ends: I64
    """shape (questions,): the place after each question's last token."""
    sums: U64
    """shape (tokens + 1,): of the hashes, each times a power of its place; a run's hash is a difference of two."""


def _scrambled(numbers: U64) -> U64:
    """Numbers whose bits all depend on all bits of the given.  Source: the finalizer of splitmix64."""
    mixed = (numbers ^ (numbers >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return mixed ^ (mixed >> np.uint64(31))


def _powers(factor: int, count: int) -> U64:
    """1, factor, factor**2, … modulo 2**64."""
    powers = np.full(count, factor, dtype=np.uint64)
    powers[0] = 1
    return np.multiply.accumulate(powers)


_ALL = (1 << 64) - 1
_BYTE_FACTOR = 0x9E3779B97F4A7C15
_TOKEN_FACTOR = 0xD6E8FEB86659FD93
_LENGTH = CHUNK_BYTES + 4 * MOST_CHARACTERS + 2
_BYTE_POWERS = _powers(_BYTE_FACTOR, _LENGTH)
_BYTE_INVERSES = _powers(pow(_BYTE_FACTOR, -1, 1 << 64), _LENGTH)
_TOKEN_POWERS = _powers(_TOKEN_FACTOR, _LENGTH)
_TOKEN_INVERSES = _powers(pow(_TOKEN_FACTOR, -1, 1 << 64), _LENGTH)


def _kinds_of_bytes() -> U8:
    kinds = np.full(256, _SIGN, dtype=np.uint8)
    kinds[:33] = kinds[127] = _SPACE
    for byte in b'#$\\"?;`~':
        kinds[byte] = _SPACE
    kinds[128:] = _LETTER
    for byte in b"abcdefghijklmnopqrstuvwxyz":
        kinds[byte] = kinds[byte - 32] = _LETTER
    for byte in b"0123456789":
        kinds[byte] = _NUMBER
    for sign, kind in ((",", _COMMA), (".", _POINT), (":", _COLON), ("/", _SLASH), ("'", _APOSTROPHE)):
        kinds[ord(sign)] = kind
    return kinds


_KINDS = _kinds_of_bytes().tobytes()


def tokens_of(texts: Sequence[str]) -> Iterator[Tokens]:
    """The tokens of the questions, about a thousand questions at a time, in order."""
    if not texts:
        return
    joined = "\0".join(texts)
    if not (joined.isascii() and "[asy]" not in joined and joined.count("\0") == len(texts) - 1 and _short(texts)):
        joined = "\0".join(map(plain, texts))
    encoded = (joined + "\0").encode("utf-8", "replace").lower()
    data = np.frombuffer(encoded, dtype=np.uint8)
    ends = np.flatnonzero(data == 0) + 1
    # New memory costs more than what is computed in it.
    scratch = np.empty((2, min(data.size, _LENGTH) + 1), dtype=np.uint64)
    for start, stop, ends_of_chunk in _chunks(ends):
        kinds = np.frombuffer(bytearray(encoded[start:stop].translate(_KINDS)), dtype=np.uint8)
        yield _tokens(data[start:stop], _settled(kinds), ends_of_chunk, scratch)


def _short(texts: Sequence[str]) -> bool:
    return max(map(len, texts)) <= MOST_CHARACTERS


def plain(text: str) -> str:
    """A question without typography, drawings as one word each; signs of scripts without spaces stand apart."""
    if "[asy]" in text:
        text = _DRAWING.sub(_drawing, text)
    text = text.replace("\0", " ")
    if not text.isascii():
        text = text.encode("utf-8", "replace").decode("utf-8").translate(TYPOGRAPHY)
        text = _IDEOGRAPH.sub(r" \1 ", unicodedata.normalize("NFKC", text).casefold())
    return text if len(text) <= MOST_CHARACTERS else _shortened(text)


def _shortened(text: str) -> str:
    """The text with all that is behind MOST_CHARACTERS as one word, which another ending changes."""
    text = " ".join(text.split())
    begin, rest = text[:MOST_CHARACTERS], text[MOST_CHARACTERS:]
    return f"{begin} rest{letters_of(rest.lower())}" if rest else begin


def _drawing(code: re.Match[str]) -> str:
    """A word that is the same for the same drawing: its code, repeated in many a question, is no text of it."""
    return f" drawing{letters_of(''.join(code[0].split()))} "


def letters_of(text: str) -> str:
    """Sixteen letters that stand for the text."""
    digest = hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=8).hexdigest()
    return digest.translate(_LETTERS_OF_HEX)


def _chunks(ends: I64) -> Iterator[tuple[int, int, I64]]:
    """Bytes from and to, and the ends of the questions between: some questions at a time."""
    first = start = 0
    while first < ends.size:
        last = max(int(np.searchsorted(ends, start + CHUNK_BYTES, side="right")), first + 1)
        stop = int(ends[last - 1])
        yield start, stop, ends[first:last] - start
        first, start = last, stop


def _tokens(data: U8, kinds: U8, ends: I64, scratch: U64) -> Tokens:
    """Tokens of the bytes of a few questions, each followed by a zero."""
    begins = np.empty(kinds.size, dtype=bool)
    begins[0] = True
    np.not_equal(kinds[1:], kinds[:-1], out=begins[1:])
    begins |= kinds == _SIGN
    starts = np.flatnonzero(begins)
    stops = np.append(starts[1:], kinds.size)
    kept = np.flatnonzero(kinds[starts])  # not a space
    starts, stops = starts[kept], stops[kept]
    terms, sums = scratch[0, : data.size], scratch[1, : data.size + 1]
    np.multiply(data, _BYTE_POWERS[: data.size], out=terms)
    sums[0] = 0
    np.cumsum(terms, out=sums[1:])
    hashes = _scrambled((sums[stops] - sums[starts]) * _BYTE_INVERSES[starts])
    escaped = np.flatnonzero(data[starts - 1] == _BACKSLASH)
    if escaped.size:
        folded = _latex_folded(_Bytes(data, starts, stops, ends), escaped, hashes)
        starts, hashes = starts[folded], hashes[folded]
    return _summed(hashes, kinds[starts], np.searchsorted(starts, ends))


class _Bytes(NamedTuple):
    """Where tokens stand."""

    data: U8
    starts: I64
    stops: I64
    ends: I64
    """shape (questions,): the place after each question's last byte."""


def _latex_folded(tokens: _Bytes, escaped: I64, hashes: U64) -> NDArray[np.bool_]:
    """Which tokens stay, as ``latex_folded`` has it; synonyms get one hash, in place.

    escaped: the tokens behind a backslash.
    """
    data, starts = tokens.data, tokens.starts
    kept = np.ones(starts.size, dtype=bool)
    words = hashes[escaped]
    kept[escaped[_is_among(words, _LAYOUT)]] = False
    fonts = escaped[_is_among(words, _FONTS)]
    kept[fonts] = kept[_braces_behind(tokens, fonts)] = False
    signs = escaped[_IS_LAYOUT[data[starts[escaped]]]]
    kept[signs[data[starts[signs] - 2] != _BACKSLASH]] = False
    for word, same in _SYNONYMS:
        hashes[escaped[words == word]] = same
    return kept


def _braces_behind(tokens: _Bytes, fonts: I64) -> I64:
    """The braces right behind these tokens and those that close them, where no others stand between."""
    starts, firsts = tokens.starts, tokens.data[tokens.starts]
    braces = np.flatnonzero((firsts == _OPENS) | (firsts == _CLOSES))
    opening = fonts[fonts + 1 < starts.size] + 1
    opening = opening[(firsts[opening] == _OPENS) & (starts[opening] == tokens.stops[opening - 1])]
    behind = np.searchsorted(braces, opening) + 1
    opening, closing = opening[behind < braces.size], braces[behind[behind < braces.size]]
    questions = (np.searchsorted(tokens.ends, starts[place], side="right") for place in (opening, closing))
    paired = (firsts[closing] == _CLOSES) & np.equal(*questions)
    return np.concatenate([opening[paired], closing[paired]])


def _settled(kinds: U8) -> U8:
    """The kinds, in place, those of stops and the like as their neighbours say."""
    unsure = np.flatnonzero(kinds > _SIGN)
    if unsure.size:
        before, after = kinds[np.maximum(unsure - 1, 0)], kinds[unsure + 1]  # the last byte is a zero
        own = kinds[unsure]
        inside = (before == _NUMBER) & (after == _NUMBER) & (own != _APOSTROPHE) & (own != _COLON)
        is_stop = (own <= _POINT) | ((own == _COLON) & (after == _SPACE))
        told = np.where(is_stop, _SPACE, _SIGN)
        told[(own == _APOSTROPHE) & (before == _LETTER)] = _LETTER
        told[inside | ((own == _POINT) & (after == _NUMBER))] = _NUMBER
        kinds[unsure] = told
    return kinds


def word_hash(word: str) -> int:
    """The hash of one token."""
    total = 0
    for byte in reversed(word.encode("utf-8", "replace")):
        total = (total * _BYTE_FACTOR + byte) & _ALL
    return int(_scrambled(np.array([total], dtype=np.uint64))[0])


def word_hashes(words: Iterable[str]) -> U64:
    """The hashes of some tokens."""
    return np.array([word_hash(word) for word in words], dtype=np.uint64)


def text_hashes(tokens: Tokens) -> U64:
    """shape (questions,): equal for equal sequences of tokens; of a question without tokens some constant."""
    return run_hashes(tokens, np.concatenate([[0], tokens.ends[:-1]]), tokens.ends)


def whole_hashes(tokens: Tokens, hashes: U64, texts: Sequence[str]) -> U64:
    """The hashes of whole questions, in place, that of a question without tokens ("?") told by its characters."""
    for at in np.flatnonzero(np.diff(tokens.ends, prepend=0) == 0).tolist():
        hashes[at] = word_hash(f"\0{texts[at].strip()}")
    return hashes


def run_hashes(tokens: Tokens, starts: I64, ends: I64) -> U64:
    """The hash of the tokens from each start to before its end."""
    return (tokens.sums[ends] - tokens.sums[starts]) * _TOKEN_INVERSES[starts]


def gram_hashes(tokens: Tokens, length: int) -> tuple[U64, I64]:
    """The hash of each run of ``length`` tokens inside one question, and the place of its first token."""
    counts = np.diff(tokens.ends, prepend=0)
    fitting = np.maximum(counts - length + 1, 0)
    starts = np.repeat(tokens.ends - counts - (np.cumsum(fitting) - fitting), fitting) + np.arange(fitting.sum())
    return run_hashes(tokens, starts, starts + length), starts


def runs_of_one(hashes: U64, *lengths: int) -> U64:
    """The hash of each run of so many tokens, of the hashes of one question's tokens, as ``gram_hashes`` has them."""
    sums = np.empty(hashes.size + 1, dtype=np.uint64)
    sums[0] = 0
    np.add.accumulate(hashes * _TOKEN_POWERS[: hashes.size], out=sums[1:])
    runs = [(sums[size:] - sums[:-size]) * _TOKEN_INVERSES[: sums.size - size] for size in lengths if size < sums.size]
    return np.concatenate(runs) if runs else hashes[:0]


def words_of(tokens: Tokens) -> Tokens:
    """The tokens without signs."""
    return _where(tokens.hashes, tokens, tokens.kinds != _SIGN)


def without_numbers(tokens: Tokens) -> Tokens:
    """The tokens with one and the same for every number, in digits or words; ``twenty-five`` is one."""
    words = _is_among(tokens.hashes, _NUMBER_WORDS)
    hashes = np.where(words | (tokens.kinds == _NUMBER), _A_NUMBER, tokens.hashes)
    hyphens = np.flatnonzero(tokens.hashes[1:-1] == _HYPHEN) + 1
    inside = hyphens[words[hyphens - 1] & (_is_among(tokens.hashes[hyphens + 1], _PARTS) | words[hyphens + 1])]
    if not inside.size:
        return _summed(hashes, tokens.kinds, tokens.ends)
    kept = np.ones(hashes.size, dtype=bool)
    kept[inside] = kept[inside + 1] = False
    return _where(hashes, tokens, kept)


def _where(hashes: U64, tokens: Tokens, kept: NDArray[np.bool_]) -> Tokens:
    places = np.flatnonzero(kept)
    return _summed(hashes[places], tokens.kinds[places], np.searchsorted(places, tokens.ends))


def _summed(hashes: U64, kinds: U8, ends: I64) -> Tokens:
    sums = np.empty(hashes.size + 1, dtype=np.uint64)
    sums[0] = 0
    np.cumsum(hashes * _TOKEN_POWERS[: hashes.size], out=sums[1:])
    return Tokens(hashes, kinds, ends, sums)


class _Few(NamedTuple):
    """A few hashes, to be found among many: most are told apart by their first bits."""

    sorted: U64
    first_bits: NDArray[np.bool_]


def _few(words: Iterable[str]) -> _Few:
    hashes = np.sort(word_hashes(words))
    first_bits = np.zeros(1 << 12, dtype=bool)
    first_bits[hashes >> np.uint64(52)] = True
    return _Few(hashes, first_bits)


def _is_among(hashes: U64, few: _Few) -> NDArray[np.bool_]:
    found: NDArray[np.bool_] = few.first_bits[hashes >> np.uint64(52)]
    maybe = np.flatnonzero(found)
    at = np.minimum(np.searchsorted(few.sorted, hashes[maybe]), few.sorted.size - 1)
    found[maybe] = few.sorted[at] == hashes[maybe]
    return found


_NUMBER_WORDS = _few(NUMBER_WORDS)
_PARTS = _few(part + plural for part in PARTS for plural in ("", "s"))
_HYPHEN = np.uint64(word_hash("-"))
_LAYOUT, _FONTS = _few(LAYOUT), _few(FONTS)
_SYNONYMS = [(np.uint64(word_hash(word)), np.uint64(word_hash(same))) for word, same in SYNONYMS.items()]
_BACKSLASH, _OPENS, _CLOSES = b"\\{}"
_IS_LAYOUT = np.isin(np.arange(256), list(LAYOUT_SIGNS.encode()))
_A_NUMBER = np.uint64(word_hash("#"))
