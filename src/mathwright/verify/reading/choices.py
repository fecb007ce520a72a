r"""Letters of a multiple choice: ``(B)``, ``B. 5``, ``Option B``, ``\textbf{(B)}\ 5``, ``AC``, ``选B``."""

from __future__ import annotations

import re

from mathwright.verify.reading.answer import Choice

_LONE = re.compile(r"[A-E]")
# Not (e) and (i), which are numbers.
_BRACKETED = re.compile(r"[(\[]\s?([A-Ja-dfghj])\s?[)\]]\s?[.:]?")
_MARKED = re.compile(r"([A-J])\s?[).:]")
_NAMED = re.compile(
    r"(?:(?:[Tt]he\s+)?(?:[Cc]orrect\s+)?(?:[Oo]ption|[Cc]hoice|[Aa]nswer|[Ll]etter)\s*(?:is\s+|:\s*)?|故?选项?择?\s*:?\s*)"
    r"(?:[(\[]\s?([A-Ja-j])\s?[)\]]|([A-J]))\s?[.:]?"
)
_CONTENT = re.compile(
    r"(?:[(\[]\s?([A-J])\s?[)\]]\s?[.:]?|([A-J])\s?(?:[).]|:(?=\s))|(?:[Oo]ption|[Cc]hoice)\s+\(?([A-J])\)?\s?[:.,-])"
    r"\s*([^\s+*/^=|,].*)",
    re.DOTALL,
)
# Of a second letter, or a sentence about the first, no single option is chosen.
_ABOUT = re.compile(r"(?:or|and|is|are|was|not)\b|(?s:.*)(?:^|\s)(?:\([A-J]\)|[A-J][).:])(?=\s)", re.MULTILINE)
_RUN = re.compile(r"(?=[A-F]{2,5}\Z)A?B?C?D?E?F?")
_SEVERAL = re.compile(
    r"(?:(?:[Oo]ptions?|[Cc]hoices?|选)\s*)?\(?[A-F]\)?(?:(?:\s*[,;、&]\s*(?:and\s)?|\s+(?:and|or)\s+)\(?[A-F]\)?){1,5}[.]?"
)
_LETTER = re.compile(r"(?<![A-Za-z])[A-F](?![A-Za-z])")


def read_choice(text: str) -> Choice | None:
    """The letters that the whole text names, without content; None for any other text.

    A lone small letter, and capitals after E, name variables.
    """
    if len(text) == 1:
        return Choice(frozenset(text)) if _LONE.fullmatch(text) else None
    if len(text) > 40:
        return None
    match = _BRACKETED.fullmatch(text) or _MARKED.fullmatch(text)
    if match:
        return Choice(frozenset(match[1].upper()))
    match = _NAMED.fullmatch(text)
    if match:
        return Choice(frozenset((match[1] or match[2]).upper()))
    if _RUN.fullmatch(text):
        return Choice(frozenset(text))
    letters = _LETTER.findall(text) if _SEVERAL.fullmatch(text) else []
    return Choice(frozenset(letters)) if letters and len(set(letters)) == len(letters) else None


def choice_and_content(text: str) -> tuple[str, str] | None:
    """A letter and what stands beside it, ``("B", "5 apples")`` for ``B: 5 apples``; None without either."""
    match = _CONTENT.fullmatch(text)
    if match is None or _ABOUT.match(match[4]):
        return None
    return match[1] or match[2] or match[3], match[4].strip()
