"""Duplicates and contamination out of any dataset the readers know, each dropped row with its twin."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import IO, Literal, TypeAlias

import msgspec
import pyarrow as pa

from mathwright.curate.admit import RefusalEvidence
from mathwright.curate.contamination.index import Index
from mathwright.curate.contamination.saved import read_against, save_index
from mathwright.curate.near.bounds import SAME_MEANING, TOO_NEAR
from mathwright.curate.near.meaning import Embedder, MeaningStream
from mathwright.curate.near.models import local_embedder
from mathwright.curate.places import short_names
from mathwright.curate.shelf import Shelf
from mathwright.curate.twins import Policy, Sieve, Twin
from mathwright.errors import UsageError
from mathwright.jobs.config import RunConfig, SeedsConfig
from mathwright.jobs.curate_places import DROPPED, require_free, require_free_index
from mathwright.jobs.curate_rows import Block, Source, blocks_of, schema_of_all, sources_of
from mathwright.jobs.doctor import installed_version
from mathwright.jobs.foreign_rows import LINES
from mathwright.jobs.paraphrases import NoJudge, ParaphraseJudge, Paraphrases
from mathwright.jobs.publish import source_commit
from mathwright.jobs.published_rows import CURATE
from mathwright.jobs.toml import as_toml
from mathwright.publish.blocks import write_blocks, write_lines
from mathwright.publish.columns import RejectedRow
from mathwright.publish.dataset import Accepted, write_staged
from mathwright.records import Manifest, Record, content_id
from mathwright.seeds.reader import ReadCounts
from mathwright.store.disk import atomic_file

Numbers: TypeAlias = Literal["wanted", "unwanted"]
Tell = Callable[[str, int, int | None], None]


class DroppedRow(msgspec.Struct, frozen=True, omit_defaults=True):
    """A line of ``dropped.jsonl``."""

    problem_id: str
    origin: str
    """``file:line``"""
    question: str
    rule: str
    twin_origin: str
    """``file:line`` of the question that it repeats."""
    twin_question: str
    similarity: float | None
    """None where the rule says all."""
    shared: str | None
    """The longest run of words in common; None where all is."""
    row: msgspec.Raw = msgspec.Raw()
    """The whole row as it was read, of a dataset of others; absent of ours."""


class Curated(Record):
    """What was kept and what was dropped."""

    rows: int
    """Problems read."""
    bad_rows: int
    """Rows left out because they could not be used (``skip_bad_rows``)."""
    first_bad: str | None
    """What was wrong with the first of them, ``path:line`` first; None where there is none."""
    kept: int
    dropped: dict[str, int]
    """Rule to rows dropped under it."""
    dataset: Path
    """The folder with what was kept."""
    dropped_file: Path
    """One JSON object a dropped row: the question, the rule, the twin's place and question, what both share."""
    judged: Paraphrases | None = None
    """What a judge said of neighbours that are near but not certain; None where none was asked."""


class BuiltIndex(Record):
    """A saved index of benchmarks."""

    index: Path
    questions: int
    files: tuple[str, ...]


def curate_file(
    seeds: SeedsConfig,
    against: Sequence[str] = (),
    *,
    behind: Sequence[str] = (),
    numbers: Numbers | None = None,
    cap_per_template: int | None = None,
    near: float = TOO_NEAR,
    only_against: bool = False,
    embedder: Path | Embedder | None = None,
    semantic: float = SAME_MEANING,
    judge: RunConfig | None = None,
    limit: int | None = None,
    to: Path | None = None,
    tell: Tell | None = None,
) -> Curated:
    """Drop problems that repeat an earlier one, or one of ``against``.

    Rows of datasets of others need a question only, and those kept are written as they were, with all their columns;
    as rows of ours are those of our datasets, and others read beside them or under ``seeds.format``.
    behind: further files, read as one set with the first, in order.
    numbers: whether other numbers make a problem new (None: unwanted, unless a cap says how many are wanted);
    cap_per_template: how many problems may share one text with its numbers masked (None: one where other numbers are
    unwanted, else all).
    near: similarity from which another text is dropped; 0 asks not.  only_against: let the files repeat themselves.
    embedder: a model, or its folder, that tells which texts mean the same, from the cosine ``semantic`` on.
    judge: a run file whose judge is asked about near neighbours that no rule is sure of.
    Raises UsageError where no file is named, flags exclude each other, the embedder cannot be had, or the result would
    overwrite a file that is read or that is not of mathwright; DataError for a bad file, row or model, StorageError
    where the disk refuses.
    """
    paths = _paths(seeds, behind)
    benchmarks = [Path(name) for name in against]
    folder = to if to is not None else paths[0].parent / f"{Path(paths[0].name.removesuffix('.gz')).stem}-curated"
    require_free(folder, paths, benchmarks)
    policy = _policy(numbers, cap_per_template, near, only_against)
    meaning = _meaning(embedder, semantic)
    index = read_against(benchmarks, beside=paths)
    names = short_names([*paths, *benchmarks, *(Path(source.path) for source in index.sources)])
    work = _Curating(index, policy, meaning, sources_of(seeds, paths, names), limit, tell)
    manifest = _manifest(seeds, behind, against, policy, _told_embedder(embedder, semantic))
    with NoJudge() if judge is None else ParaphraseJudge(judge, index, policy) as asked:
        written = write_staged(lambda staging: work.written(staging, asked), work.rejected(), manifest, folder)
        judged = asked.told()
    return work.curated(written.rows, folder, judged)


def build_index(against: Sequence[str], to: Path) -> BuiltIndex:
    """Save an index of the questions of these files, for ``against``.

    Raises UsageError where no file is named, or the index would overwrite one of them or a file that is no index;
    DataError, ``path:line`` first, for a file without questions.
    """
    require_free_index(to, [Path(name) for name in against])
    index = read_against([Path(name) for name in against])
    save_index(index, to)
    return BuiltIndex(index=to, questions=len(index.rows), files=tuple(source.path for source in index.sources))


class _Curating:
    """The rows of the files, one block at a time."""

    def __init__(
        self,
        index: Index,
        policy: Policy,
        meaning: MeaningStream | None,
        sources: Sequence[Source],
        limit: int | None,
        tell: Tell | None,
    ) -> None:
        self.rows = 0
        self.counts = ReadCounts()
        self.dropped: Counter[str] = Counter()
        self._index = index
        self._policy = policy
        self._meaning = meaning
        self._tell = tell
        self._schema = schema_of_all(sources)
        self._blocks = blocks_of(sources, limit, self.counts)
        # A file that cannot be read leaves no folder behind.
        self._first = next(self._blocks, None)
        self._staging = Path()

    def written(self, staging: Path, judge: NoJudge | ParaphraseJudge) -> Accepted:
        """The rows written as kept; the others stand in ``dropped.jsonl``."""
        self._staging = staging
        with ExitStack() as opened:
            shelf = opened.enter_context(Shelf(staging))
            lines = opened.enter_context(atomic_file(staging / DROPPED))
            sieve = Sieve(self._index, self._policy, shelf, self._meaning)
            kept = self._kept(sieve, judge, lines)
            return write_lines(kept, staging) if self._schema is LINES else write_blocks(kept, self._schema, staging)

    def _kept(self, sieve: Sieve, judge: NoJudge | ParaphraseJudge, lines: IO[bytes]) -> Iterator[pa.Table]:
        block = self._first
        while block is not None:
            twins = judge.judged(block, sieve.twins(block.places, block.questions))
            self.rows += len(twins)
            self._write_dropped(block, twins, lines)
            yield block.table.filter(pa.array([twin is None for twin in twins])) if any(twins) else block.table
            if self._tell is not None:
                self._tell("problems", self.rows, None)
            block = next(self._blocks, None)

    def _write_dropped(self, block: Block, twins: Sequence[Twin | None], lines: IO[bytes]) -> None:
        rows = [(at, twin) for at, twin in enumerate(twins) if twin is not None]
        taken = block.taken([at for at, _ in rows]) if rows else []
        for (problem_id, as_it_was), (at, twin) in zip(taken, rows, strict=True):
            self.dropped[twin.rule] += 1
            row = DroppedRow(problem_id, block.places[at], block.questions[at], *twin)
            if as_it_was is not None:
                row = msgspec.structs.replace(row, row=msgspec.Raw(as_it_was))
            lines.write(msgspec.json.encode(row) + b"\n")

    def curated(self, kept: int, folder: Path, judged: Paraphrases | None) -> Curated:
        """What came of it, when all is written to the folder."""
        return Curated(
            rows=self.rows,
            bad_rows=self.counts.bad.total(),
            first_bad=next(iter(self.counts.examples.values()), None),
            kept=kept,
            dropped=dict(self.dropped),
            dataset=folder,
            dropped_file=folder / DROPPED,
            judged=judged,
        )

    def rejected(self) -> Iterator[RejectedRow]:
        """The dropped rows as refused items, when all are written."""
        with (self._staging / DROPPED).open("rb") as lines:
            for line in lines:
                row = msgspec.json.decode(line, type=DroppedRow)
                evidence = RefusalEvidence(row.twin_origin, row.twin_question, row.similarity, row.shared)
                yield RejectedRow(
                    item_id=row.problem_id,
                    pass_name="curate",
                    step="curate",
                    reason=row.rule,
                    draft=row.question,
                    evidence=msgspec.json.encode(evidence).decode(),
                )


def _paths(seeds: SeedsConfig, behind: Sequence[str]) -> list[Path]:
    if seeds.path is None:
        raise UsageError("name the file to curate")
    return [Path(seeds.path), *map(Path, behind)]


def _policy(numbers: Numbers | None, cap: int | None, near: float, only_against: bool) -> Policy:
    if numbers == "unwanted" and cap is not None and cap > 1:
        raise UsageError(
            f"other numbers are unwanted (--numbers), but {cap} problems may differ in them alone "
            "(--cap-per-template): leave one of them out"
        )
    if only_against and cap is not None:
        raise UsageError("the files may repeat themselves (--only-against): leave --cap-per-template out")
    return Policy(cap or (None if numbers == "wanted" else 1), near, only_against)


def _meaning(embedder: Path | Embedder | None, semantic: float) -> MeaningStream | None:
    if embedder is None:
        return None
    return MeaningStream(local_embedder(embedder) if isinstance(embedder, Path) else embedder, semantic)


def _told_embedder(embedder: Path | Embedder | None, semantic: float) -> dict[str, str | float]:
    if embedder is None:
        return {}
    return {"embedder": str(embedder) if isinstance(embedder, Path) else type(embedder).__name__, "semantic": semantic}


def _manifest(
    seeds: SeedsConfig, behind: Sequence[str], against: Sequence[str], policy: Policy, embedder: dict[str, str | float]
) -> Manifest:
    rules = {key: value for key, value in policy._asdict().items() if value is not None}
    config = as_toml(
        {
            "seeds": seeds.model_dump(mode="json"),
            "behind": list(behind),
            "against": list(against),
            "policy": rules | embedder,
        }
    )
    return Manifest(
        mathwright=installed_version("mathwright") or "unknown",
        recipe=CURATE,
        run_seed=0,
        config=config,
        config_hash=content_id("curate", config),
        prompts={},
        commit=source_commit(),
        rows=0,
        rejected=0,
        files={},
    )
