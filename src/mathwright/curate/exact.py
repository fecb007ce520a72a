"""A key that two questions share if they are the same text, whatever their case, spaces and typography."""

from __future__ import annotations

import hashlib
import unicodedata

from mathwright.curate.contamination.words import compared_words, exact_text_of
from mathwright.curate.spelling import TYPOGRAPHY

KEY_BITS = 60
"""Bits of a key: a Python int of this size takes 32 bytes, one more bit would take 48.  Among two million questions
two different ones share a key with a probability of 2 in a million."""


def exact_key(question: str) -> int:
    """The key of the question's tokens, in [0, 2**60): equal where ``exact`` of the contamination index holds.

    A question of stops alone is its own.
    """
    return exact_key_of(question, compared_words(question))


def exact_key_of(question: str, words: list[str]) -> int:
    """The same of a question whose words are known."""
    return hashed(exact_text_of(question, words))


def folded(question: str) -> str:
    """The question in lower case, with single spaces, one spelling of dashes and quotes, and no stops of sentences."""
    if not question.isascii():
        question = unicodedata.normalize("NFKC", question.translate(TYPOGRAPHY)).casefold()
    text = " ".join(question.lower().split())
    for stop in (". ", ", ", "? ", "; ", ": "):
        text = text.replace(stop, " ")
    return text.rstrip(" .?:;,")


def hashed(text: str) -> int:
    """A hash of KEY_BITS bits, equal on every machine."""
    digest = hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "big") >> (64 - KEY_BITS)
