"""Which questions repeat a benchmark's, found a second way: words out of one regular expression, runs of them in a set.

None of the index that admission and ``curate`` ask is used here; what counts as a repetition is the same.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from pathlib import Path

from mathwright.curate.template import NUMBER_WORDS

GRAM = 13
"""Words of a run."""
COVERED = 0.55
"""Share of the shorter question's words in shared runs.  Admission refuses from 0.5 on; as it cuts words otherwise at
hyphens and signs, what lies at the edge is not counted."""
SHORTEST = 5
"""Words that a benchmark question has at least, to be looked for inside others."""
MASK = "#"
_WORD = re.compile(r"[0-9]+(?:[.,/:][0-9]+)*|[a-z]+(?:'[a-z]+)*")


def plain_words(question: str) -> list[str]:
    """The words and numbers of a question in lower case, without signs."""
    return _WORD.findall(question.lower().replace("\u2019", "'"))


def masked(words: Iterable[str]) -> list[str]:
    """The words with one mask for each number, however many words say it."""
    found: list[str] = []
    for word in words:
        if not (word[0].isdigit() or word in NUMBER_WORDS):
            found.append(word)
        elif found[-1:] != [MASK]:
            found.append(MASK)
    return found


class Benchmarks:
    """The questions that a dataset must not have."""

    def __init__(self, questions: Iterable[str]) -> None:
        """Remember the questions."""
        self._lengths: list[int] = []
        self._texts: set[str] = set()
        self._runs: dict[str, list[int]] = {}
        self._short: dict[str, set[str]] = {}
        for row, question in enumerate(questions):
            words = plain_words(question)
            own = masked(words)
            self._lengths.append(len(own))
            self._texts.add(" ".join(own))
            for run in set(_runs(own, GRAM)):
                self._runs.setdefault(run, []).append(row)
            if SHORTEST <= len(words) < GRAM:
                self._short.setdefault(" ".join(words[:SHORTEST]), set()).add(" ".join(words))

    def repeated_in(self, question: str) -> str | None:
        """How the question repeats one of these; None where it does not."""
        words = plain_words(question)
        own = masked(words)
        if own and " ".join(own) in self._texts:
            return "the same but for numbers"
        if self._holds_short(words):
            return "a short question inside"
        return f"{GRAM} words in a row" if self._covered(own) >= COVERED else None

    def _holds_short(self, words: Sequence[str]) -> bool:
        """Whether a question of fewer words than a run stands in these, number for number."""
        return any(
            " ".join(words[start : start + size]) in self._short[begin]
            for start, begin in enumerate(_runs(words, SHORTEST))
            if begin in self._short
            for size in range(SHORTEST, GRAM)
        )

    def _covered(self, words: Sequence[str]) -> float:
        """Greatest share of the shorter question's words that stand in runs of both."""
        shared: dict[int, set[int]] = {}
        for start, run in enumerate(_runs(words, GRAM)):
            for row in self._runs.get(run, ()):
                shared.setdefault(row, set()).update(range(start, start + GRAM))
        return max((len(at) / min(len(words), self._lengths[row]) for row, at in shared.items()), default=0.0)


def _runs(words: Sequence[str], size: int) -> list[str]:
    return [" ".join(words[start : start + size]) for start in range(len(words) - size + 1)]


def questions_in(path: Path) -> list[str]:
    """The questions of a benchmark in JSON lines."""
    rows = map(json.loads, path.read_text("utf-8").splitlines())
    return [row["question"] if "question" in row else row["problem"] for row in rows]


@lru_cache(maxsize=1)
def benchmarks_of(paths: tuple[Path, ...]) -> Benchmarks:
    """The questions of these files; kept in each process, as all groups of rows ask for the same."""
    return Benchmarks(question for path in paths for question in questions_in(path))
