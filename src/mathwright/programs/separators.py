"""Thousands separators all over a told problem, where any of its numbers has them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from mathwright.programs.graph import Value

_SEPARATED = re.compile(r",(?<=\d,)\d{3}(?!\d)")
_LONG = re.compile(r"(?<![\d.,/])\d{4,}(?!\d|,\d|/\d)")
_ANNOTATION = re.compile(r"(<<[^<>]*>>)")
YEARS = range(1900, 2101)
"""Bare numbers of a question that may be a year, which has no separator."""

Givens = list[tuple[int, int, Value]]


def separate(question: str, givens: Givens, lines: Sequence[str]) -> tuple[str, Givens, list[str]]:
    """Question, numbers and worked lines with 1,250 for every 1250, unless none of their numbers is so written.

    Annotations stay as they are, and so does what may be a year.
    """
    if not is_separated(question, *lines):
        return question, givens, list(lines)
    kept = {found for found in _LONG.findall(question) if _may_be_year(question, found)}
    told, moved = _separated_question(question, givens, kept)
    return told, moved, [_separated_line(line, kept) for line in lines]


def is_separated(*texts: str) -> bool:
    """Whether a number of the texts has thousands separators."""
    return any(_SEPARATED.search(text) for text in texts)


def _may_be_year(question: str, number: str) -> bool:
    return int(number) in YEARS and f"${number}" not in question


def _separated_question(question: str, givens: Givens, kept: set[str]) -> tuple[str, Givens]:
    parts: list[str] = []
    inserted: list[int] = []
    place = 0
    for found in _LONG.finditer(question):
        if found.group() in kept:
            continue
        text = f"{int(found.group()):,}" if found.group()[0] != "0" else found.group()
        parts += [question[place : found.start()], text]
        inserted += [found.start()] * (len(text) - len(found.group()))
        place = found.end()
    moved = [
        (start + sum(at < start for at in inserted), end + sum(at < end for at in inserted), value)
        for start, end, value in givens
    ]
    return "".join((*parts, question[place:])), moved


def _separated_line(line: str, kept: set[str]) -> str:
    def separated(found: re.Match[str]) -> str:
        text = found.group()
        return text if text in kept or text[0] == "0" else f"{int(text):,}"

    return "".join(part if part.startswith("<<") else _LONG.sub(separated, part) for part in _ANNOTATION.split(line))
