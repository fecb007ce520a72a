"""The tokens of one question as text, cut as ``tokens`` cuts the bytes of thousands; a test compares the two."""

from __future__ import annotations

import re
from collections.abc import Callable
from difflib import SequenceMatcher

from mathwright.curate.contamination.tokens import MOST_CHARACTERS, letters_of, plain
from mathwright.curate.spelling import latex_folded
from mathwright.curate.template import NUMBER_WORDS, PARTS, SHARES

_LETTER = "[a-z\u0080-\U0010ffff]"
_COLON = r':(?=[^\x00-\x20\x7f#$\\"?;`~])'  # before a space it is the stop of a sentence
_TOKEN = re.compile(rf"{_LETTER}+(?:'{_LETTER}+)*'?|\.?[0-9]+(?:[.,/][0-9]+)*|[!%&'()*+\-/<=>@\[\]^_{{|}}]|{_COLON}")
_NUMBER_BEGINS = frozenset("0123456789.")
_SIGNS = frozenset("!%&'()*+-/:<=>@[]^_{|}")
_COMMAND = re.compile(r"\\[A-Za-z]")
_OPERATORS = frozenset("+-*/=<>^")
_COUNTS = NUMBER_WORDS - SHARES
_AFTER_HYPHEN = NUMBER_WORDS | PARTS | {f"{part}s" for part in PARTS}
# Of a word that begins or ends in a hyphen, what stands beside it says whether the hyphen is part of a number.
_UNSURE = "\n"
# Numbers make words without end; those that come often stay few.
_MOST_KEPT, _LONGEST_KEPT = 1 << 16, 32


def tokens_in(question: str) -> list[str]:
    """The tokens of one question, as ``tokens_of`` hashes them."""
    return _TOKEN.findall(_compared(plain(question)))


def compared_words(question: str) -> list[str]:
    """What stands between the spaces of the question once case, typography and LaTeX are folded: no token goes on."""
    simple = question.isascii() and len(question) <= MOST_CHARACTERS and "[asy]" not in question
    return _compared(question if simple else plain(question)).split()


def _compared(text: str) -> str:
    """A plain text in lower case, LaTeX folded, every sign in its place."""
    lowered = text.lower() if text.isascii() else text
    return latex_folded(lowered) if "\\" in lowered else lowered


def shared_text(question: str, other: str) -> str | None:
    """The longest run of words, numbers masked, that the question shares with the other, as it stands in the question.

    None where they share no word.
    """
    text = plain(question)
    found = list(_TOKEN.finditer(_compared(text)))
    spans = [match.span() for match in found if match[0] not in _SIGNS]
    own = [_one_masked(match[0]) for match in found if match[0] not in _SIGNS]
    others = words_in(list(map(_one_masked, tokens_in(other))))
    run = SequenceMatcher(None, own, others, autojunk=False).find_longest_match()
    if not run.size:
        return None
    # What normal forms have lengthened or cut is shown as it was compared.
    shown = question if len(text) == len(question) else text
    return shown[spans[run.a][0] : spans[run.a + run.size - 1][1]]


def _one_masked(token: str) -> str:
    return "#" if token[0] in _NUMBER_BEGINS or token in NUMBER_WORDS else token


def masked_tokens(tokens: list[str]) -> list[str]:
    """The tokens with ``#`` for every number, in digits or words; ``twenty-five`` is one."""
    masked = list(map(_one_masked, tokens))
    if "-" not in tokens:
        return masked
    inside = {
        place
        for at in range(1, len(tokens) - 1)
        if tokens[at] == "-" and tokens[at - 1] in NUMBER_WORDS and tokens[at + 1] in _AFTER_HYPHEN
        for place in (at, at + 1)
    }
    return [token for at, token in enumerate(masked) if at not in inside] if inside else masked


def template_text(question: str) -> str:
    """The question's tokens with numbers masked, spaces between: what texts are near by.

    Of a question without tokens ("?") a word of its own: it is like nothing but its copies.
    """
    return template_text_of(question, compared_words(question))


def template_text_of(question: str, words: list[str]) -> str:
    """The same of a question whose ``compared_words`` are known."""
    text = "".join(map(_masked_words.__getitem__, words))
    if _UNSURE in text:
        text = _spaced(masked_tokens(exact_text_of(question, words).split(" ")))
    return text[:-1] or letters_of(question.strip())


def exact_text_of(question: str, words: list[str]) -> str:
    """The tokens of a question whose ``compared_words`` are known, spaces between; of none a word of its own."""
    return "".join(map(_exact_words.__getitem__, words))[:-1] or letters_of(question.strip())


class _KnownWords(dict[str, str]):
    """A word to its tokens, a space behind each; what is asked for is remembered.

    A dictionary that fills itself, as a question is then cut without a line of Python a word.
    """

    def __init__(self, told: Callable[[list[str]], str]) -> None:
        self._told = told

    def __missing__(self, word: str) -> str:
        told = self._told(_TOKEN.findall(word))
        if len(word) <= _LONGEST_KEPT:
            if len(self) >= _MOST_KEPT:
                self.clear()
            self[word] = told
        return told


def _spaced(tokens: list[str]) -> str:
    return "".join(f"{token} " for token in tokens)


def _masked(tokens: list[str]) -> str:
    return _UNSURE if tokens and "-" in (tokens[0], tokens[-1]) else _spaced(masked_tokens(tokens))


_exact_words, _masked_words = _KnownWords(_spaced), _KnownWords(_masked)


def is_told_apart(question: str) -> bool:
    """Whether a short question has a number or a formula: "How much does she have left?" ends many a text."""
    tokens = tokens_in(question)
    if _COMMAND.search(question) or any(token[0] in _NUMBER_BEGINS or token in _COUNTS for token in tokens):
        return True
    return any(
        sign in _OPERATORS and _is_operand(before) and _is_operand(after)
        for before, sign, after in zip(tokens, tokens[1:], tokens[2:], strict=False)
    )


def _is_operand(token: str) -> bool:
    """Whether a formula may have the token beside a sign; of numbers the question has none."""
    return len(token) == 1 and (token.isalpha() or token in "()")


def may_end_number(token: str) -> bool:
    """Whether a token may be the hyphen of a number in words, or stand behind it."""
    return token == "-" or token in _AFTER_HYPHEN


def words_in(tokens: list[str]) -> list[str]:
    """The tokens without signs."""
    return [token for token in tokens if token not in _SIGNS]
