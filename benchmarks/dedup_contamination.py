r"""Decontamination against GSM8K and MATH test: rows a second on one core, recall of planted rows, clean rows flagged.

Part of dedup.py.  Clean are the rows of GSM8K and MATH train that share less than CLEAN of their word 3-grams, numbers
masked, with every test question, by plain counting; the others are relatives of test questions and count as neither.
Planted are test questions: exact, with other numbers, with a sentence of another question added, with both, and with
one word in twenty or in ten replaced by one of another question; and those with LaTeX respelt, which the first rule
has to find: ``$`` as ``\(``, fractions in display style, other delimiters, spaces and fonts.
"""

from __future__ import annotations

import gc
import json
import random
import re
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path

from rows import Row, Table, default_seeds

from mathwright.curate.contamination.index import BenchmarkRow, Index, index_of
from mathwright.curate.contamination.search import EXACT, OTHER_NUMBERS, look_up
from mathwright.curate.contamination.words import masked_tokens, tokens_in, words_in

CLEAN = 0.4
PLANTED, QUICK_PLANTED = 6_000, 500
ROWS, QUICK_ROWS = 300_000, 30_000
BLOCK = 10_000
_COMMON = 200
"""A 3-gram in so many test questions tells none from another."""


def measure_contamination(table: Table, quick: bool) -> None:
    """Measure and add the rows; nothing where the data sets are absent."""
    seeds = default_seeds()
    if seeds is None or not (math := seeds.parent.parent / "math").is_dir():
        print("decontamination: set MATHWRIGHT_DATA to a folder with gsm8k and math")
        return
    gsm8k = seeds.parent
    test = [*_questions(gsm8k / "test.jsonl"), *_questions(math / "test.jsonl")]
    train = [*_questions(gsm8k / "train.jsonl"), *_questions(math / "train.jsonl")]
    start = time.process_time()
    index = index_of(BenchmarkRow(f"test:{at}", question) for at, question in enumerate(test))
    built = time.process_time() - start
    table.add(Row(f"decontamination: index of {len(test):,} questions", built, "s"))
    _measure_speed(table, index, train, QUICK_ROWS if quick else ROWS)
    _measure_recall(table, index, test, train, QUICK_PLANTED if quick else PLANTED)
    if not quick:
        _measure_clean(table, index, test, train)


def _questions(path: Path) -> list[str]:
    rows = map(json.loads, path.read_text(encoding="utf-8").splitlines())
    return [row.get("question") or row["problem"] for row in rows]


def _measure_speed(table: Table, index: Index, train: Sequence[str], rows: int) -> None:
    texts = [train[at % len(train)] for at in range(rows)]
    gc.collect()
    seconds = []
    for _ in range(3):
        start = time.process_time()
        for at in range(0, rows, BLOCK):
            look_up(index, texts[at : at + BLOCK])
        seconds.append(time.process_time() - start)
    table.add(Row("decontamination", rows / min(seconds), "rows/s", 150_000))


def _measure_recall(table: Table, index: Index, test: Sequence[str], train: Sequence[str], count: int) -> None:
    chance = random.Random("contamination")
    sentences = [sentence for question in train[:7_000] for sentence in _sentences(question)]
    words = [word for question in train[:2_000] for word in question.split()]
    ways: dict[str, tuple[Callable[[str], str], float | None]] = {
        "exact": (lambda text: text, 0.99),
        "renumbered": (lambda text: _renumbered(text, chance), 0.9),
        "a sentence added": (lambda text: _longer(text, sentences, chance), None),
        "renumbered, a sentence added": (lambda text: _longer(_renumbered(text, chance), sentences, chance), None),
        "one word in 20 replaced": (lambda text: _reworded(text, words, 0.05, chance), None),
        "one word in 10 replaced": (lambda text: _reworded(text, words, 0.1, chance), None),
    }
    asked = chance.sample(list(test), min(count, len(test)))
    for name, (plant, goal) in ways.items():
        found = {match.place for match in look_up(index, [plant(text) for text in asked]).matches}
        table.add(Row(f"decontamination: recall, {name}", len(found) / len(asked), "share", goal, n=len(asked)))
    _measure_respelt(table, index, test, chance)


def _measure_respelt(table: Table, index: Index, test: Sequence[str], chance: random.Random) -> None:
    """Questions with LaTeX, each way of writing it anew by itself and all together."""
    for name, change in {**RESPELT, "all": _respelt}.items():
        # A drawing is compared as it stands.
        plain = (text for text in test if "[asy]" not in text)
        texts = [changed for text in plain if (changed := change(text, chance)) != text]
        exact = sum(match.rule == EXACT for match in look_up(index, texts).matches)
        table.add(
            Row(f"decontamination: exact, LaTeX respelt, {name}", exact / len(texts), "share", 0.99, n=len(texts))
        )


def _measure_clean(table: Table, index: Index, test: Sequence[str], train: Sequence[str]) -> None:
    nearest = _nearest(test)
    matches = {match.place: match for match in look_up(index, train).matches}
    sure = {at for at, match in matches.items() if match.rule in (EXACT, OTHER_NUMBERS)}
    clean = [at for at, question in enumerate(train) if at not in sure and nearest(question) < CLEAN]
    flagged = sum(at in matches for at in clean)
    table.add(
        Row("decontamination: clean rows flagged", flagged / len(clean), "share", 0.03, at_most=True, n=len(clean))
    )


def _nearest(test: Sequence[str]) -> Callable[[str], float]:
    """The greatest Jaccard similarity of a question's masked word 3-grams with those of a test question."""
    sets = [_grams(question) for question in test]
    holders: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for at, grams in enumerate(sets):
        for gram in grams:
            holders[gram].append(at)

    def nearest(question: str) -> float:
        grams, shared = _grams(question), Counter[int]()
        for gram in grams:
            if len(found := holders.get(gram, [])) < _COMMON:
                shared.update(found)
        return max((count / len(grams | sets[at]) for at, count in shared.most_common(20)), default=0.0)

    return nearest


def _grams(question: str) -> set[tuple[str, ...]]:
    words = words_in(masked_tokens(tokens_in(question)))
    return {tuple(words[at : at + 3]) for at in range(len(words) - 2)}


def _in_place(pattern: str, *instead: str) -> Callable[[str, random.Random], str]:
    """Writes each match as one of these, ``{}`` its first group."""
    return lambda text, chance: re.sub(pattern, lambda found: chance.choice(instead).format(*found.groups()), text)


RESPELT: dict[str, Callable[[str, random.Random], str]] = {
    "parentheses for dollars": _in_place(r"(?<![\\$])\$((?:[^$\\]|\\[\s\S])+)\$(?!\$)", r"\({}\)", r"\[{}\]"),
    "fractions": _in_place(r"\\[dt]?frac(?![A-Za-z])", r"\dfrac", r"\tfrac", r"\frac", r"\cfrac"),
    "delimiters": _in_place(r"\\(?:left|right)(?![A-Za-z])", "", r"\big"),
    "spaces": _in_place(r"(?<=\$)()(?=[A-Za-z])", r"\,", r"\;", "~", r"\quad ", r"\!"),
    "fonts": _in_place(r"\\(?:text|mathrm|mbox)\{([^{}\\]*)\}", r"\textrm{{{}}}", " {} "),
}
"""Ways to write LaTeX so that it looks the same."""


def _respelt(text: str, chance: random.Random) -> str:
    for change in RESPELT.values():
        text = change(text, chance)
    return text


def _sentences(text: str) -> list[str]:
    return re.split(r"(?<=[.?!])\s", text)


def _renumbered(text: str, chance: random.Random) -> str:
    return re.sub(r"\d+", lambda found: str(chance.randint(10 ** (len(found[0]) - 1), 10 ** len(found[0]) - 1)), text)


def _longer(text: str, sentences: Sequence[str], chance: random.Random) -> str:
    parts = _sentences(text)
    parts.insert(chance.randint(0, len(parts)), chance.choice(sentences))
    return " ".join(parts)


def _reworded(text: str, words: Sequence[str], share: float, chance: random.Random) -> str:
    return " ".join(chance.choice(words) if chance.random() < share else word for word in text.split())
