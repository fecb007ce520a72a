"""Near-duplicates among two million question-sized texts: rows a second on one core, memory, recall and precision.

python benchmarks/dedup.py --quick
python benchmarks/dedup.py --json dedup.json        # 2,000,000 texts, about three minutes on an idle core
python benchmarks/dedup.py --labelled               # the labelled pairs that ship with the tests

The texts are planted by dedup_texts.py.  A dropped row is right if the row it names as its twin comes of the same
question; recall is the share of the planted copies that are dropped rightly, precision the share of the dropped rows
that are right.  Seconds are CPU seconds of this process, without those that planting takes.  "As curate does" is all
that ``mathwright curate`` asks by default, exact copies, other numbers and near texts, twins and evidence included;
the rows above it are of near texts alone.
"""

from __future__ import annotations

import argparse
import importlib
import importlib.util
import resource
import sys
import time
from array import array
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
sys.path.insert(0, str(Path(__file__).resolve().parent))
from dedup_peers import PEERS
from dedup_texts import KINDS, LOOKALIKE, NEW, Generator, Planted
from rows import Row, Table, default_seeds
from tests.curate.near.labelled import curated as labelled_pairs_curated
from tests.curate.near.labelled import measured as labelled_pairs

from mathwright.curate.contamination.index import index_of
from mathwright.curate.near.bounds import TOO_NEAR_IN_RUN
from mathwright.curate.near.index import NearIndex
from mathwright.curate.near.stream import NearStream
from mathwright.curate.shelf import Shelf
from mathwright.curate.twins import Policy, Sieve

ROWS, QUICK_ROWS, PEER_ROWS, QUICK_PEER_ROWS, INDEX_ROWS = 2_000_000, 50_000, 100_000, 5_000, 20_000
BLOCK = 50_000


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help=f"{QUICK_ROWS:,} texts instead of {ROWS:,}")
    parser.add_argument("--rows", type=int, help="so many texts")
    parser.add_argument("--peer-rows", type=int, help="so many texts for the peers; 0 leaves them out")
    parser.add_argument("--questions", type=Path, default=default_seeds(), help="GSM8K train, whose sentences are used")
    parser.add_argument("--labelled", action="store_true", help="the labelled pairs of the tests only")
    parser.add_argument("--json", type=Path)
    asked = parser.parse_args()
    table = Table()
    if asked.labelled:
        measure_labelled(table)
    elif asked.questions is None:
        print("no questions to plant: give --questions, or set MATHWRIGHT_DATA to a folder with gsm8k/train.jsonl")
        return
    else:
        rows = asked.rows or (QUICK_ROWS if asked.quick else ROWS)
        measure_stream(table, asked.questions, rows)
        measure_curate(table, asked.questions, rows)
        measure_index(table, asked.questions, min(rows, INDEX_ROWS))
        peer_rows = asked.peer_rows if asked.peer_rows is not None else QUICK_PEER_ROWS if asked.quick else PEER_ROWS
        if peer_rows:
            measure_peers(table, asked.questions, peer_rows)
        measure_labelled(table)
        measure_other_parts(table, asked.quick)
    table.write(asked.json)


@dataclass(slots=True)
class Score:
    """How many rows of each kind there are, were dropped, and were dropped for the right twin."""

    rows: Counter[str] = field(default_factory=Counter)
    dropped: Counter[str] = field(default_factory=Counter)
    right: Counter[str] = field(default_factory=Counter)

    def count(self, row: Planted, twin: int | None) -> None:
        """Count one row; ``twin`` is the question that its twin comes of, None if the row is kept."""
        self.rows[row.kind] += 1
        if twin is not None:
            self.dropped[row.kind] += 1
            self.right[row.kind] += row.origin == twin

    def recall(self, *kinds: str) -> float:
        """Of the planted copies of these kinds (of all, if none is given), the share dropped rightly.

        Some keep a copy and drop what it is a copy of, which is as good: over all kinds both count.
        """
        right = sum(self.right[kind] for kind in kinds) if kinds else self.right.total()
        return right / max(1, sum(self.rows[kind] for kind in kinds or KINDS))

    def precision(self) -> float:
        """Of the dropped rows, the share that is right."""
        return self.right.total() / max(1, self.dropped.total())


def measure_stream(table: Table, questions: Path, rows: int) -> None:
    """All rows through NearStream, a block at a time."""
    stream, score, spent, origins = NearStream(), Score(), 0.0, array("i")
    before = peak_gib()
    for block in blocks(Generator(questions, rows)):
        texts = [row.text for row in block]
        start = time.process_time()
        decided = stream.decide(texts)
        spent += time.process_time() - start
        for row, near in zip(block, decided, strict=True):
            score.count(row, None if near is None else origins[near.place])
            if near is None:
                origins.append(row.origin)
    table.add(Row("near-duplicates, rows a second", rows / spent, "rows/s", 45_000, n=rows))
    table.add(Row("peak memory, texts' planting included", peak_gib(), "GiB", 2.5, at_most=True, n=rows))
    table.add(Row("peak memory before the first text", before, "GiB"))
    table.add(Row("memory a kept text", stream.nbytes / len(stream), "B", 1_200, at_most=True, n=len(stream)))
    table.add(Row("recall", score.recall(), "share", 0.97, n=rows))
    table.add(Row("precision", score.precision(), "share", 0.995, n=score.dropped.total()))
    add_kinds(table, score)


def add_kinds(table: Table, score: Score, how: str = "") -> None:
    """What was dropped of each kind."""
    for kind in KINDS:
        table.add(Row(f"{how}recall, {kind}", score.recall(kind), "share", n=score.rows[kind]))
    for kind in (NEW, LOOKALIKE):
        dropped = score.dropped[kind] / max(1, score.rows[kind])
        table.add(Row(f"{how}dropped, {kind}", dropped, "share", n=score.rows[kind]))


def measure_curate(table: Table, questions: Path, rows: int) -> None:
    """All rows through what ``curate`` asks, with its defaults."""
    score, spent, number = Score(), 0.0, 0
    with TemporaryDirectory() as folder, Shelf(Path(folder)) as shelf:
        sieve = Sieve(index_of([]), Policy(), shelf)
        for block in blocks(Generator(questions, rows)):
            # The place says what the row is a copy of, so that a twin does.
            places = [f"{row.origin}:{number + at}" for at, row in enumerate(block)]
            start = time.process_time()
            twins = sieve.twins(places, [row.text for row in block])
            spent += time.process_time() - start
            number += len(block)
            for row, twin in zip(block, twins, strict=True):
                score.count(row, None if twin is None else int(twin.origin.partition(":")[0]))
    how = "as curate does: "
    table.add(Row(f"{how}rows a second", rows / spent, "rows/s", n=rows))
    table.add(Row(f"{how}recall", score.recall(), "share", 0.96, n=rows))
    table.add(Row(f"{how}precision", score.precision(), "share", 0.995, n=score.dropped.total()))
    add_kinds(table, score, how)


def measure_index(table: Table, questions: Path, rows: int) -> None:
    """The same texts one at a time, as a run's admission meets them."""
    texts = [row.text for row in Generator(questions, rows)]
    index = NearIndex()
    start = time.process_time()
    for text in texts:
        if index.nearest(text) is None:
            index.add(text, len(index))
    spent = time.process_time() - start
    table.add(Row("one at a time, look-up and addition", spent / rows * 1e6, "us", 150, at_most=True, n=rows))
    table.add(Row("one at a time, memory", index.nbytes / len(index), "B", 1_200, at_most=True, n=len(index)))


def measure_peers(table: Table, questions: Path, rows: int) -> None:
    """The same texts through the libraries that are installed, and through ours again for the same load."""
    planted = list(Generator(questions, rows))
    texts = [row.text for row in planted]
    for name, (modules, decide) in {"mathwright": ((), ours), **PEERS}.items():
        missing = [module for module in modules if importlib.util.find_spec(module) is None]
        if missing:
            print(f"{name}: left out, {', '.join(missing)} not installed")
            continue
        measure_peer(table, name, decide, planted, texts)


def measure_peer(
    table: Table,
    name: str,
    decide: Callable[[Sequence[str]], list[int | None]],
    planted: list[Planted],
    texts: list[str],
) -> None:
    """One library: rows a second, recall, precision."""
    before = cpu_seconds()
    twins = decide(texts)
    spent = cpu_seconds() - before
    score = Score()
    for row, twin in zip(planted, twins, strict=True):
        score.count(row, None if twin is None else planted[twin].origin)
    table.add(Row(f"{name}, rows a second", len(texts) / spent, "rows/s", n=len(texts)))
    table.add(Row(f"{name}, recall", score.recall(), "share", n=len(texts)))
    table.add(Row(f"{name}, precision", score.precision(), "share", n=score.dropped.total()))


def ours(texts: Sequence[str]) -> list[int | None]:
    """For each text the number of the kept text that it repeats."""
    kept: list[int] = []
    twins: list[int | None] = []
    for number, near in enumerate(NearStream().decide(texts)):
        twins.append(None if near is None else kept[near.place])
        if near is None:
            kept.append(number)
    return twins


def measure_labelled(table: Table) -> None:
    """The labelled pairs that ship with the tests, with numbers counting and with numbers masked."""
    for name, measured in (
        ("", labelled_pairs()),
        (", numbers masked", labelled_pairs(numbers_count=False)),
        (", as curate does", labelled_pairs_curated()),
        (", as curate does from 0.9 on", labelled_pairs_curated(Policy(near=TOO_NEAR_IN_RUN))),
    ):
        for kind, (near, pairs) in measured.by_kind.items():
            table.add(Row(f"labelled{name}: called near, {kind}", near / pairs, "share", n=pairs))
        table.add(Row(f"labelled{name}: recall", measured.recall, "share"))
        table.add(Row(f"labelled{name}: precision", measured.precision, "share"))


def measure_other_parts(table: Table, quick: bool) -> None:
    """Decontamination, where its benchmark is there."""
    if importlib.util.find_spec("dedup_contamination") is not None:
        importlib.import_module("dedup_contamination").measure_contamination(table, quick)


def blocks(rows: Generator) -> Iterator[list[Planted]]:
    """The rows, BLOCK at a time."""
    written = iter(rows)
    while block := list(islice(written, BLOCK)):
        yield block


def cpu_seconds() -> float:
    """CPU seconds of this process and of those it waited for."""
    mine, theirs = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return mine.ru_utime + mine.ru_stime + theirs.ru_utime + theirs.ru_stime


def peak_gib() -> float:
    """The most memory this process ever had."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20


if __name__ == "__main__":
    main()
