"""Duplicates and contamination out of any dataset the readers know, each dropped row with its twin."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain, islice
from pathlib import Path

from mathwright.curate.against import refuse_row
from mathwright.curate.twins import Sieve, Twin
from mathwright.errors import UsageError
from mathwright.jobs.config import SeedsConfig
from mathwright.jobs.doctor import installed_version
from mathwright.jobs.publish import source_commit
from mathwright.jobs.seed_problems import read_seeds
from mathwright.jobs.toml import as_toml
from mathwright.publish.columns import RejectedRow, published_problem
from mathwright.publish.dataset import write_dataset
from mathwright.records import Manifest, Problem, Record, content_id
from mathwright.seeds.files import rows_of
from mathwright.seeds.reader import ReadCounts
from mathwright.store.jsonl import write_jsonl

OUR_COLUMNS = frozenset(("problem_id", "problem", "solutions", "evidence", "parents"))
DROPPED = "dropped.jsonl"
TELL_EVERY = 1_000


class Curated(Record):
    """What was kept and what was dropped."""

    rows: int
    """Problems read."""
    bad_rows: int
    """Rows left out because they could not be used (``skip_bad_rows``)."""
    kept: int
    dropped: dict[str, int]
    """Rule to rows dropped under it."""
    dataset: Path
    """The folder with what was kept."""
    dropped_file: Path
    """One JSON object a dropped row: the question, the rule, the twin's place and question."""


def curate_file(
    seeds: SeedsConfig,
    against: Sequence[str] = (),
    *,
    cap_per_template: int = 1,
    limit: int | None = None,
    to: Path | None = None,
    tell: Callable[[str, int, int | None], None] | None = None,
) -> Curated:
    """Drop problems that repeat an earlier one, or one of ``against``, exactly or with other numbers.

    cap_per_template: how many problems of the file may share one text with its numbers masked.
    Raises UsageError where no file is named, DataError for a bad file or row, StorageError where the disk refuses.
    """
    if seeds.path is None:
        raise UsageError("name the file to curate")
    counts = ReadCounts()
    sieve = Sieve([Path(name) for name in against], cap_per_template)
    path = Path(seeds.path)
    folder = to if to is not None else path.parent / f"{path.stem}-curated"
    if folder.resolve() == path.resolve().parent:
        raise UsageError(f"{folder}: the file to curate lies there; name another folder (--to)")
    dropped: list[tuple[Problem, Twin]] = []
    problems = _told(_read(path, seeds, limit, counts), tell)
    first = list(islice(problems, 1))  # a file that cannot be read leaves no folder behind
    settings = {"seeds": seeds.model_dump(mode="json"), "against": list(against), "cap_per_template": cap_per_template}
    written = write_dataset(
        _kept(chain(first, problems), sieve, dropped),
        (_rejected(problem, twin) for problem, twin in dropped),
        _manifest(as_toml(settings)),
        folder,
    )
    write_jsonl(folder / DROPPED, (_dropped_row(problem, twin) for problem, twin in dropped))
    return Curated(
        rows=written.rows + len(dropped),
        bad_rows=counts.bad.total(),
        kept=written.rows,
        dropped=dict(Counter(twin.rule for _, twin in dropped)),
        dataset=folder,
        dropped_file=folder / DROPPED,
    )


def _read(path: Path, seeds: SeedsConfig, limit: int | None, counts: ReadCounts) -> Iterator[Problem]:
    """The problems of the file; rows of a dataset of ours keep their solutions, parents and evidence."""
    if seeds.format is not None or seeds.columns or not _is_published(path):
        return read_seeds(seeds, limit, counts)
    rows = (published_problem(row, f"{path}:{line}") for line, row in rows_of(path, refuse_row))
    return islice(rows, limit)


def _is_published(path: Path) -> bool:
    if path.is_dir() or path.suffix not in (".jsonl", ".parquet"):
        return False
    for _, row in rows_of(path, refuse_row):
        return row.keys() >= OUR_COLUMNS
    return False


def _told(problems: Iterator[Problem], tell: Callable[[str, int, int | None], None] | None) -> Iterator[Problem]:
    for number, problem in enumerate(problems, start=1):
        if tell is not None and number % TELL_EVERY == 0:
            tell("problems", number, None)
        yield problem


def _kept(problems: Iterable[Problem], sieve: Sieve, dropped: list[tuple[Problem, Twin]]) -> Iterator[Problem]:
    for problem in problems:
        twin = sieve.twin(problem)
        if twin is None:
            yield problem
        else:
            dropped.append((problem, twin))


def _rejected(problem: Problem, twin: Twin) -> RejectedRow:
    return RejectedRow(
        item_id=problem.problem_id, pass_name="curate", step="curate", reason=twin.rule, draft=problem.question
    )


def _dropped_row(problem: Problem, twin: Twin) -> dict[str, object]:
    return {
        "problem_id": problem.problem_id,
        "origin": problem.origin,
        "question": problem.question,
        "rule": twin.rule,
        "twin_origin": twin.origin,
        "twin_question": twin.question,
    }


def _manifest(config: str) -> Manifest:
    return Manifest(
        mathwright=installed_version("mathwright") or "unknown",
        recipe="curate",
        run_seed=0,
        config=config,
        config_hash=content_id("curate", config),
        prompts={},
        commit=source_commit(),
        rows=0,
        rejected=0,
        files={},
    )
