"""The seed problems of a run, as its run file names them."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from mathwright.errors import DataError, UsageError
from mathwright.jobs.config import RunConfig, SeedsConfig
from mathwright.jobs.doubted import with_doubts, without_doubted
from mathwright.records import Problem
from mathwright.seeds.hub import read_hub_problems
from mathwright.seeds.reader import ReadCounts, read_problems
from mathwright.seeds.shipped import shipped_seeds


def read_seeds(seeds: SeedsConfig, limit: int | None = None, counts: ReadCounts | None = None) -> Iterator[Problem]:
    """The first ``limit`` seed problems (all where None), streamed; ``counts`` is filled on the way.

    Those that ``seeds.doubts`` names are left out, or have their corrected answer.
    Raises UsageError where no source is named, DataError for a bad file or row.
    """
    found = _all_seeds(seeds, counts)
    return islice(without_doubted(found, seeds.doubts, counts) if seeds.doubts else found, limit)


def seeds_of(config: RunConfig, counts: ReadCounts | None = None) -> tuple[RunConfig, tuple[Problem, ...]]:
    """The seed problems that a run which begins now would use, each once, and its run file with what decides that.

    Raises UsageError where no source is named, DataError for a bad file or row, and where there is none.
    """
    return with_doubts(config, distinct(read_seeds(config.seeds, counts=counts)), counts)


def _all_seeds(seeds: SeedsConfig, counts: ReadCounts | None) -> Iterator[Problem]:
    columns = seeds.columns or None
    if seeds.shipped:
        return shipped_seeds()
    if seeds.path is not None:
        return read_problems(
            Path(seeds.path), format=seeds.format, columns=columns, skip_bad_rows=seeds.skip_bad_rows, counts=counts
        )
    if seeds.hub is not None:
        return read_hub_problems(
            seeds.hub, format=seeds.format, columns=columns, skip_bad_rows=seeds.skip_bad_rows, counts=counts
        )
    raise UsageError("no seed problems: name a file (--seeds FILE), or [seeds] path, hub or shipped in the run file")


def distinct(problems: Iterator[Problem]) -> tuple[Problem, ...]:
    """The problems, each once: of several with one id the first stays.  Raises DataError where there is none."""
    kept = tuple({problem.problem_id: problem for problem in problems}.values())
    if not kept:
        raise DataError("there are no seed problems: every row was left out or bad")
    return kept
