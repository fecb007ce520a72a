"""A key that two questions share if they are the same text, whatever their case, spaces and typography."""

from __future__ import annotations

import hashlib
import unicodedata

KEY_BITS = 60
"""Bits of a key: a Python int of this size takes 32 bytes, one more bit would take 48.  Among two million questions
two different ones share a key with a probability of 2 in a million."""

TYPOGRAPHY = str.maketrans(
    dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212", "-")
    | dict.fromkeys("\u2018\u2019\u201b\u00b4`", "'")
    | dict.fromkeys("\u201c\u201d\u201e", '"')
    | dict.fromkeys("\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u00ad", None)
    # NFKC would write the exponent as a digit of the base.
    | {"\u3002": ". ", "\uff61": ". ", "\u3001": ", ", "\uff64": ", "}
    | {sign: f"^{digit}" for digit, sign in enumerate("\u2070\u00b9\u00b2\u00b3\u2074\u2075\u2076\u2077\u2078\u2079")}
)


def exact_key(question: str) -> int:
    """The key of the question's text, in [0, 2**60): NFKC, case, spaces and the stops of sentences folded.

    Signs that may carry mathematics (``+ - ( ) ! '`` and points and commas inside numbers) are kept.  A question of
    stops alone is its own.
    """
    return exact_key_of(question, folded_words(question))


def exact_key_of(question: str, words: list[str]) -> int:
    """The same of a question whose words are known."""
    return hashed(_joined(words) or question.strip())


def folded(question: str) -> str:
    """The question as it is compared: lower case, single spaces, one spelling of dashes and quotes."""
    return _joined(folded_words(question))


def folded_words(question: str) -> list[str]:
    """What stands between the spaces of the question, in lower case, in one spelling of dashes and quotes."""
    if not question.isascii():
        question = unicodedata.normalize("NFKC", question.translate(TYPOGRAPHY)).casefold()
    return question.lower().split()


def _joined(words: list[str]) -> str:
    """The words with single spaces and without the stops behind them."""
    text = " ".join(words)
    for stop in (". ", ", ", "? ", "; ", ": "):
        text = text.replace(stop, " ")
    return text.rstrip(" .?:;,")


def hashed(text: str) -> int:
    """A hash of KEY_BITS bits, equal on every machine."""
    digest = hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "big") >> (64 - KEY_BITS)
