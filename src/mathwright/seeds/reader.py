"""Seed problems from a file, one at a time, with a count of everything that was read, left out or refused."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from mathwright.errors import DataError, UsageError
from mathwright.records import Problem, problem_id
from mathwright.seeds.files import OnBad, rows_of
from mathwright.seeds.formats import FORMATS, ReadRow, format_named, format_of, reader_for
from mathwright.seeds.row import Dropped, Row, notes_on


@dataclass
class ReadCounts:
    """What became of the rows of a file (or of several, when handed on from one to the next).

    ``rows == read + dropped + bad`` at every moment.
    """

    format: str | None = None
    """Name of the last file's format; None before its first row."""
    rows: int = 0
    """Rows met, blank lines apart."""
    read: int = 0
    """Rows that became a problem."""
    dropped: Counter[str] = field(default_factory=Counter)
    """Sound rows that the format leaves out by design, by reason."""
    bad: Counter[str] = field(default_factory=Counter)
    """Rows that could not be used, by reason; only with ``skip_bad_rows``."""
    noted: Counter[str] = field(default_factory=Counter)
    """Problems kept as they are although something about their text is unusual."""
    examples: dict[str, str] = field(default_factory=dict)
    """The first message under each reason in ``bad``, with its ``path:line``."""

    def lines(self) -> list[str]:
        """The counts as lines for people, the paper's count beside ours where there is one."""
        paper = FORMATS[self.format].paper_kept.get(self.rows) if self.format else None
        beside = f" (MWPBench kept {paper:,} of these {self.rows:,})" if paper is not None else ""
        report = [f"{self.rows:,} rows, {self.read:,} read{beside}"]
        for word, counter in (("dropped", self.dropped), ("bad", self.bad), ("noted", self.noted)):
            report += [f"{word} {count:,}: {reason}" for reason, count in counter.most_common()]
        return report


def read_problems(
    path: Path,
    *,
    format: str | None = None,  # noqa: A002 - the word of the flag and of the run file
    columns: Mapping[str, str] | None = None,
    source: str | None = None,
    skip_bad_rows: bool = False,
    counts: ReadCounts | None = None,
) -> Iterator[Problem]:
    """The problems of a file (.jsonl, .ndjson, .json, .csv, .parquet), streamed in its order.

    Without ``format`` (a name in FORMATS) or ``columns`` (our field to the file's column) the format is told
    from the columns of the first row.  ``source`` replaces the source that the format names.  Texts are kept
    as they are; ``counts``, when given, is filled on the way.
    Raises UsageError for an unknown format, mapping or kind of file; DataError, ``path:line`` first, for an
    unusable file and for the first bad row, or, with ``skip_bad_rows``, if every row is bad.
    """
    if columns is not None and format not in (None, "plain"):
        raise UsageError(f"columns: a mapping reads a plain file; leave out the format '{format}' or the mapping")
    if format is not None:
        format_named(format)
    counts = ReadCounts() if counts is None else counts
    counts.format = "plain" if columns is not None else format
    before = counts.rows, sum(counts.bad.values())
    on_bad = count_bad(counts) if skip_bad_rows else _raise
    read: ReadRow | None = None
    for line, fields in rows_of(path, on_bad):
        row = Row(fields, f"{path.name}:{line}")
        if read is None:
            counts.format = counts.format or format_of(fields, f"{path}:{line}")
            read = reader_for(row, counts.format, columns, path.stem)
        try:
            result = read(row)
        except DataError as error:
            on_bad(DataError(f"{path}:{line}: {error}"), str(error).partition(";")[0])
            continue
        counts.rows += 1
        if isinstance(result, Dropped):
            counts.dropped[result.reason] += 1
        else:
            yield _counted(result, source, counts)
    require_a_usable_row(path, counts, before)


def count_bad(counts: ReadCounts) -> OnBad:
    """What counts a bad row and leaves it out."""

    def skip(error: DataError, reason: str) -> None:
        counts.rows += 1
        counts.bad[reason] += 1
        counts.examples.setdefault(reason, str(error))

    return skip


def _raise(error: DataError, reason: str) -> None:
    raise error


def _counted(problem: Problem, source: str | None, counts: ReadCounts) -> Problem:
    counts.read += 1
    for note in notes_on(problem.question):
        counts.noted[note] += 1
    if source is None:
        return problem
    renamed = {"source": source, "problem_id": problem_id(source, problem.question, problem.answer)}
    return problem.model_copy(update=renamed)


def require_a_usable_row(path: Path, counts: ReadCounts, before: tuple[int, int]) -> None:
    """Raise DataError where every row of a file is bad.  before: rows and bad rows counted when it was opened."""
    rows, bad = counts.rows - before[0], sum(counts.bad.values()) - before[1]
    if rows and rows == bad:
        first = next((text for text in counts.examples.values() if text.startswith(f"{path}:")), "as above")
        raise DataError(f"{path}: every one of its {rows:,} rows is bad; the first: {first}")
