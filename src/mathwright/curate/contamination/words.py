"""The tokens of one question as text, cut as ``tokens`` cuts the bytes of thousands; a test compares the two."""

from __future__ import annotations

import re
from difflib import SequenceMatcher

from mathwright.curate.contamination.tokens import MOST_CHARACTERS, letters_of, plain
from mathwright.curate.template import NUMBER_WORDS, PARTS

_LETTER = "[a-z\u0080-\U0010ffff]"
_COLON = r':(?=[^\x00-\x20\x7f#$\\"?;`])'  # before a space it is the stop of a sentence
_TOKEN = re.compile(rf"{_LETTER}+(?:'{_LETTER}+)*'?|\.?[0-9]+(?:[.,/][0-9]+)*|[!%&'()*+\-/<=>@\[\]^_{{|}}~]|{_COLON}")
_NUMBER_BEGINS = frozenset("0123456789.")
_SIGNS = frozenset("!%&'()*+-/:<=>@[]^_{|}~")
_AFTER_HYPHEN = NUMBER_WORDS | PARTS | {f"{part}s" for part in PARTS}
# Of a word that begins or ends in a hyphen, what stands beside it says whether the hyphen is part of a number.
_UNSURE = "\n"
# Numbers make words without end; those that come often stay few.
_MOST_KEPT, _LONGEST_KEPT = 1 << 16, 32


def tokens_in(question: str) -> list[str]:
    """The tokens of one question, as ``tokens_of`` hashes them."""
    text = plain(question)
    return _TOKEN.findall(text.lower() if text.isascii() else text)


def shared_text(question: str, other: str) -> str | None:
    """The longest run of words, numbers masked, that the question shares with the other, as it stands in the question.

    None where they share no word.
    """
    text = plain(question)
    lowered = text.lower() if text.isascii() else text
    found = list(_TOKEN.finditer(lowered))
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
    return template_text_of(question, question.lower().split()) if question.isascii() else _masked_text(question)


def template_text_of(question: str, words: list[str]) -> str:
    """The same of a question whose words, in lower case, are known; they are not looked at unless all are ASCII."""
    if not question.isascii() or len(question) > MOST_CHARACTERS or "[asy]" in question:
        return _masked_text(question)
    text = "".join(map(_masked_words.__getitem__, words))
    return _masked_text(question) if _UNSURE in text else text[:-1] or letters_of(question.strip())


def _masked_text(question: str) -> str:
    return " ".join(masked_tokens(tokens_in(question))) or letters_of(question.strip())


class _MaskedWords(dict[str, str]):
    """An ASCII word to its masked tokens, a space behind each; what is asked for is remembered.

    A dictionary that fills itself, as a question is then masked without a line of Python a word.
    """

    def __missing__(self, word: str) -> str:
        tokens = _TOKEN.findall(word)
        masked = "".join(f"{token} " for token in masked_tokens(tokens))
        if tokens and "-" in (tokens[0], tokens[-1]):
            masked = _UNSURE
        if len(word) <= _LONGEST_KEPT:
            if len(self) >= _MOST_KEPT:
                self.clear()
            self[word] = masked
        return masked


_masked_words = _MaskedWords()


def may_end_number(token: str) -> bool:
    """Whether a token may be the hyphen of a number in words, or stand behind it."""
    return token == "-" or token in _AFTER_HYPHEN


def words_in(tokens: list[str]) -> list[str]:
    """The tokens without signs."""
    return [token for token in tokens if token not in _SIGNS]
