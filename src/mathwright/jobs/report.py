"""How hard and how varied any dataset is, beside the seed problems it was made from."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator
from itertools import chain, islice
from pathlib import Path

from pydantic import ValidationError

from mathwright.errors import DataError, UsageError
from mathwright.jobs.carry_out import Tell, silent
from mathwright.jobs.config import SeedsConfig
from mathwright.jobs.diversity_rows import Row, counted_rows, row_of
from mathwright.jobs.published_rows import CURATE
from mathwright.jobs.seed_problems import read_seeds
from mathwright.publish.dataset import MANIFEST
from mathwright.publish.report.variety import FiguresTally, VarietyReport, compared
from mathwright.records import Manifest, Record
from mathwright.seeds.reader import ReadCounts

TELL_EVERY = 10_000
SHIPPED = "shipped"


class Reported(Record):
    """What a report on a dataset says."""

    dataset: Path
    """The file, or the folder of the dataset."""
    problems: int
    bad_rows: int
    """Rows left out because they could not be used (``skip_bad_rows``)."""
    seeds: str | None
    """Where the seed problems were read: a file, or ``shipped``; None where they are not known."""
    variety: VarietyReport


def report_on(
    seeds: SeedsConfig,
    beside: Path | None = None,
    *,
    limit: int | None = None,
    run_seed: int = 0,
    tell: Tell = silent,
) -> Reported:
    """The difficulty and the diversity of a dataset, in one sweep over it.

    seeds: the dataset: a file of any format the readers know, or a folder that ``make`` or ``curate`` wrote.
    beside: a file with its seed problems; None takes those that the manifest of a folder names, if they are there.
    run_seed: decides which questions the Vendi score is taken of.
    Raises UsageError where no dataset is named, DataError for a bad file or row and where there is no problem.
    """
    if seeds.path is None:
        raise UsageError("name the file or the folder of the dataset to report on")
    place, counts = Path(seeds.path), ReadCounts()
    rows = counted_rows(seeds, limit, counts)
    first = list(islice(rows, 1))
    if not first:
        raise DataError(f"{place}: there are no problems to report on")
    named = SeedsConfig(path=str(beside)) if beside is not None else seeds_beside(place)
    made = _tallied(chain(first, rows), run_seed, tell, "problems")
    other = None if named is None else _tallied(map(row_of, read_seeds(named)), run_seed, tell, "seed problems")
    return Reported(
        dataset=place,
        problems=made.diversity.problems,
        bad_rows=counts.bad.total(),
        seeds=None if named is None else named.path or SHIPPED,
        variety=compared(made, other),
    )


def seeds_beside(place: Path) -> SeedsConfig | None:
    """The seed problems that the manifest of a dataset's folder names; None where they are not here any more.

    What a curated dataset was read from is no seed problems of it.
    """
    try:
        manifest = Manifest.model_validate_json((place / MANIFEST).read_bytes())
        if manifest.recipe == CURATE:
            return None
        seeds = SeedsConfig.model_validate(tomllib.loads(manifest.config).get("seeds", {}))
    except (OSError, ValidationError, tomllib.TOMLDecodeError):
        return None
    if seeds.path is not None:
        return seeds if Path(seeds.path).is_file() else None
    return seeds if seeds.shipped else None


def _tallied(rows: Iterable[Row], run_seed: int, tell: Tell, what: str) -> FiguresTally:
    tally = FiguresTally(run_seed)
    for row in _told(rows, tell, what):
        tally.diversity.add(row.seen)
        tally.difficulty.add(row.difficulty)
    return tally


def _told(rows: Iterable[Row], tell: Tell, what: str) -> Iterator[Row]:
    for number, row in enumerate(rows, start=1):
        if number % TELL_EVERY == 0:
            tell(what, number, None)
        yield row
