"""The problems of any dataset, as far as its difficulty and its diversity are counted by them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq

from mathwright.curate.against import refuse_row
from mathwright.curate.difficulty import Difficulty, difficulty, level_of, solution_shape
from mathwright.curate.difficulty_rates import voted
from mathwright.curate.diversity_tally import Seen, seen_of
from mathwright.errors import DataError
from mathwright.jobs.config import SeedsConfig
from mathwright.jobs.seed_problems import read_seeds
from mathwright.publish.columns import SCHEMA, published_problem
from mathwright.publish.dataset import ACCEPTED_JSONL
from mathwright.records import Problem
from mathwright.seeds.files import rows_of
from mathwright.seeds.reader import ReadCounts
from mathwright.store.jsonl import open_for_reading

OURS = frozenset(("problem_id", "problem", "solutions", "evidence", "parents"))
"""Columns by which a dataset of ours is known."""
READ_ROWS = 5_000
"""Rows of a Parquet file in memory at a time."""
LATER = frozenset(("steps", "depth", "evidence_wrong_steps", "evidence_incomplete"))
"""Columns that datasets of earlier versions lack."""


class _Cells(NamedTuple):
    """What is read of a row of a published dataset, under its column names."""

    problem: str
    solution: str | None
    kind: str | None
    parents: list[str]
    skills: list[str]
    topics: list[str]
    knowledge_points: list[str]
    difficulty: str | None
    evidence: str | None
    evidence_agreeing: int | None
    evidence_of: int | None
    evidence_wrong_steps: int | None
    evidence_incomplete: int | None
    steps: int | None
    depth: int | None


class Row(NamedTuple):
    """What is counted of one problem."""

    seen: Seen
    difficulty: Difficulty


def counted_rows(seeds: SeedsConfig, limit: int | None = None, counts: ReadCounts | None = None) -> Iterator[Row]:
    """The first ``limit`` problems (all where None) of a file, or of the folder of a dataset, streamed.

    seeds: names it, and says how a file of another origin is read; ``counts`` is filled on the way by such a file.
    Raises UsageError for an unknown kind of file, DataError for a folder without a dataset and for a bad row.
    """
    if seeds.path is None or not _ours(files := files_of(Path(seeds.path)), seeds):
        return map(row_of, problems_in(seeds, limit, counts))
    return islice((row for file in files for row in _published(file)), limit)


def problems_in(seeds: SeedsConfig, limit: int | None = None, counts: ReadCounts | None = None) -> Iterator[Problem]:
    """The same as whole problems; seed problems too that come from no file.

    Raises what ``counted_rows`` raises.
    """
    if seeds.path is None:
        return read_seeds(seeds, limit, counts)
    files = files_of(Path(seeds.path))
    if _ours(files, seeds):
        rows = ((row, f"{file}:{line}") for file in files for line, row in rows_of(file, refuse_row))
        return islice((published_problem(row, place) for row, place in rows), limit)
    read = (seeds.model_copy(update={"path": str(file)}) for file in files)
    return islice((problem for one in read for problem in read_seeds(one, counts=counts)), limit)


def row_of(problem: Problem) -> Row:
    """What is counted of a problem."""
    return Row(seen_of(problem), difficulty(problem))


def files_of(place: Path) -> tuple[Path, ...]:
    """The file itself; of a folder its ``accepted*.parquet``, else its ``accepted.jsonl``.

    Raises DataError where there is nothing, and for a folder that has neither.
    """
    if not place.exists():
        raise DataError(f"{place}: no such file or folder")
    if not place.is_dir():
        return (place,)
    found = sorted(place.glob("accepted*.parquet")) or sorted(place.glob(ACCEPTED_JSONL))
    if not found:
        raise DataError(f"{place}: no accepted.parquet and no accepted.jsonl; name the folder of a dataset, or a file")
    return tuple(found)


def _ours(files: Sequence[Path], seeds: SeedsConfig) -> bool:
    """Whether the files are a dataset of ours, and nobody says how else to read them."""
    return seeds.format is None and not seeds.columns and all(map(_is_ours, files))


def _is_ours(path: Path) -> bool:
    if path.suffix.lower() == ".parquet":
        with open_for_reading(path) as file:
            try:
                return set(pq.ParquetFile(file).schema_arrow.names) >= OURS
            except (pa.ArrowInvalid, OSError) as error:
                raise DataError(f"{path}: not a readable Parquet file ({error})") from error
    if path.suffix.lower() not in (".jsonl", ".ndjson"):
        return False
    return next((row.keys() >= OURS for _, row in rows_of(path, refuse_row)), False)


def _published(path: Path) -> Iterator[Row]:
    """The rows of a dataset of ours; of Parquet only the columns that are needed are read."""
    if path.suffix.lower() == ".parquet":
        yield from _parquet_rows(path)
        return
    for line, row in rows_of(path, refuse_row):
        published_problem(row, f"{path}:{line}")  # whose types it makes sure of
        yield _counted(_Cells._make(row.get(name) for name in _Cells._fields))


def _parquet_rows(path: Path) -> Iterator[Row]:
    with open_for_reading(path) as file:
        try:
            table = pq.ParquetFile(file)
            there = _columns(path, table.schema_arrow)
            for batch in table.iter_batches(batch_size=READ_ROWS, columns=there):
                nothing = [None] * batch.num_rows
                cells = (batch.column(name).to_pylist() if name in there else nothing for name in _Cells._fields)
                yield from map(_counted, map(_Cells._make, zip(*cells, strict=True)))
        except (pa.ArrowInvalid, OSError) as error:
            raise DataError(f"{path}: not a readable Parquet file ({error})") from error


def _columns(path: Path, schema: pa.Schema) -> list[str]:
    """Those of the columns wanted that the file has.  Raises DataError where one holds something else."""
    there = [name for name in _Cells._fields if name in schema.names]
    for name in there:
        found, expected = schema.field(name).type, SCHEMA.field(name).type
        if found != expected:
            raise DataError(f"{path}: column {name} holds {found}; expected {expected}, as a published dataset has")
    if missing := [name for name in _Cells._fields if name not in there and name not in LATER]:
        raise DataError(f"{path}: no column {', '.join(missing)}; expected the columns of a published dataset")
    return there


def _counted(row: _Cells) -> Row:
    solved = None
    if row.evidence == "vote" and row.evidence_agreeing is not None and row.evidence_of is not None:
        lost = row.evidence_wrong_steps or 0, row.evidence_incomplete or 0
        solved = voted(row.evidence_agreeing, row.evidence_of, *lost)
    steps, depth = row.steps, row.depth
    if (steps is None or depth is None) and row.solution is not None:
        steps, depth = solution_shape(row.solution)
    level = level_of(row.difficulty, steps, depth, solved)
    concepts = row.skills, row.topics, row.knowledge_points
    return Row(Seen(row.problem, row.kind, row.parents, concepts), Difficulty(level, steps, depth, solved))
