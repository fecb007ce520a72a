"""Which seed problems can be read as programs, and why the others cannot; surveyed on several processes."""

from __future__ import annotations

import multiprocessing
import multiprocessing.context
import threading
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from itertools import islice

from mathwright.jobs.carry_out import Tell, silent
from mathwright.jobs.config import SeedsConfig, usable_cores
from mathwright.jobs.seed_problems import read_seeds
from mathwright.programs.survey import Survey, survey
from mathwright.records import Problem, Record
from mathwright.seeds.reader import ReadCounts

CHUNK = 250
"""Seed problems surveyed at a time; fixed, because companions for ``compose`` come from the same chunk."""


class ProgramTable(Record):
    """How many seed problems have a program, and why the others have none."""

    rows: int
    programs: int
    """Their program reproduces the stored answer."""
    grounded: int
    """Of these: every operand stands in the question, is an earlier result, or a common constant."""
    changeable: int
    """Of these: at least one maker accepts it."""
    rewritable: int
    """Of these: at least one maker accepts it, other reasoning paths apart."""
    by_maker: dict[str, int]
    """Seed problems each maker accepts."""
    refused: dict[str, int]
    """Reason to seed problems that are not changeable; one reason a seed problem."""
    left_out: dict[str, int]
    """Reason to rows that are no seed problems: bad ones (``skip_bad_rows``) and those the format drops."""


def survey_seeds(
    seeds: SeedsConfig, *, limit: int | None = None, workers: int | None = None, tell: Tell = silent
) -> ProgramTable:
    """Survey the first ``limit`` seed problems (all where None) on ``workers`` processes (all cores where None).

    The counts do not depend on ``workers``; 0 works in this process.
    Raises UsageError where no source is named, DataError for a bad file or row.
    """
    total, counts = Survey(), ReadCounts()
    workers = usable_cores() if workers is None else workers
    for part in _parts(_chunks(read_seeds(seeds, limit, counts)), workers):
        total.add(part)
        tell("seed problems", total.rows, None)
    return ProgramTable(
        rows=total.rows,
        programs=total.programs,
        grounded=total.grounded,
        changeable=total.changeable,
        rewritable=total.rewritable,
        by_maker=dict(sorted(total.by_maker.items())),
        refused=dict(total.refused.most_common()),
        left_out=dict((counts.bad + counts.dropped).most_common()),
    )


def _chunks(problems: Iterator[Problem]) -> Iterator[list[Problem]]:
    while chunk := list(islice(problems, CHUNK)):
        yield chunk


def _context() -> multiprocessing.context.BaseContext:
    """Forked workers, which need no guarded main module; fresh ones where threads may hold locks that a fork copies."""
    return multiprocessing.get_context("fork" if threading.active_count() == 1 else "spawn")


def _parts(chunks: Iterable[list[Problem]], workers: int) -> Iterator[Survey]:
    """The survey of each chunk, in order; at most two chunks a process wait."""
    chunks = iter(chunks)
    first = next(chunks, [])
    second = next(chunks, None)
    if workers == 0 or second is None:  # starting processes costs more than a chunk
        yield survey(first)
        yield from map(survey, [second] if second else [])
        yield from map(survey, chunks)
        return
    with ProcessPoolExecutor(workers, mp_context=_context()) as pool:
        waiting: deque[Future[Survey]] = deque(pool.submit(survey, chunk) for chunk in (first, second))
        for chunk in chunks:
            if len(waiting) >= 2 * workers:
                yield waiting.popleft().result()
            waiting.append(pool.submit(survey, chunk))
        while waiting:
            yield waiting.popleft().result()
