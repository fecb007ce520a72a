"""A run's result written as a dataset with its report, from what the workspace holds."""

from __future__ import annotations

import subprocess
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path

from mathwright.curate.split import STRADDLES, split_of
from mathwright.errors import DataError
from mathwright.jobs.config import RunConfig
from mathwright.jobs.doctor import installed_version
from mathwright.jobs.identity import resolved_toml, spec_of
from mathwright.jobs.runs import config_of, existing
from mathwright.jobs.seed_problems import distinct, read_seeds
from mathwright.jobs.settled import Settled
from mathwright.jobs.stages import recipe_of, stages_of
from mathwright.prompts.prompt import prompt_type_id
from mathwright.publish.columns import RejectedRow
from mathwright.publish.dataset import WrittenDataset, write_dataset
from mathwright.publish.report.page import write_report
from mathwright.publish.report.tally import ReportTally
from mathwright.records import Manifest, Problem, Record
from mathwright.store.outcomes import Outcomes, read_outcomes
from mathwright.store.runs import show_run

OUTPUT = Path("mathwright-output")
"""Where datasets go unless a place is named."""
REPORT = "report.html"
SPLIT = "split"
"""The name under which problems that fall into no split stand among the rejected."""


class Published(Record):
    """A run's dataset as it now lies on disk."""

    run_id: str
    dataset: Path
    """The folder."""
    report: Path
    rows: int
    rejected: int
    wanted: int
    """Problems asked for."""
    refused: dict[str, int]
    """``pass, step: reason`` to items refused, most frequent first."""
    files: tuple[Path, ...]


def publish_run(workspace: Path, run_id: str, *, to: Path | None = None, held_out: float = 0.0) -> Published:
    """Write the dataset and the report of a run again.

    held_out: share of the seed problems whose descendants make a split ``held_out`` of their own; 0 makes no splits.
    Raises UsageError where no single run begins with ``run_id``, DataError where its seed problems are gone or others.
    """
    with existing(workspace) as opened:
        found = show_run(opened, run_id)
        config = config_of(found.config)
        config = config.model_copy(update={"accepted": found.run.target or config.accepted})
        seeds = distinct(read_seeds(config.seeds))
        spec = spec_of(config, seeds)
        if spec.run_id != found.run.run_id:
            raise DataError(
                f"run {found.run.run_id}: its seed problems, the files it keeps apart from, or mathwright itself have "
                "changed since; make it again"
            )
        outcomes = read_outcomes(opened, spec.run_id)
        exhausted = found.run.state == "exhausted"
        return write_result(config, outcomes, seeds, spec.config_hash, exhausted=exhausted, to=to, held_out=held_out)


def write_result(
    config: RunConfig,
    outcomes: Outcomes,
    seeds: tuple[Problem, ...],
    config_hash: str,
    *,
    exhausted: bool,
    to: Path | None = None,
    held_out: float = 0.0,
) -> Published:
    """Write the first ``config.accepted`` problems that were let in, the rejected items, the manifest, the report.

    exhausted: the plan ended before that many were let in.
    With splits, a problem whose seed problems fall into different ones is written with the rejected.
    """
    recipe, stages = recipe_of(config), stages_of(config, seeds)
    settled = Settled(recipe, stages, outcomes, exhausted)
    tally = ReportTally(config.run_seed)
    splits = Splits(held_out, config.run_seed)
    folder = to if to is not None else OUTPUT / outcomes.run_id
    written = write_dataset(
        tally.watch(splits.whole(settled.problems(config.accepted))),
        tally.watch_rejected(chain(settled.rejected(), splits.straddling)),
        manifest_of(config, config_hash),
        folder,
        splits.of if held_out else None,
    )
    data = tally.report(
        title=f"{config.recipe}: {written.rows:,} problems",
        recipe=config.recipe,
        yields=settled.yields(symbolic=True),
        admit_refused=settled.not_let_in + Counter(row.reason for row in splits.straddling),
        date=datetime.now(UTC).date().isoformat(),
    )
    report = write_report(data, folder / REPORT)
    return _published(config, outcomes.run_id, written, report, settled)


class Splits:
    """Splits by parent: no seed problem has descendants on both sides."""

    def __init__(self, held_out: float, run_seed: int) -> None:
        """Hold out the descendants of a share of the seed problems; 0 makes no splits."""
        self.straddling: list[RejectedRow] = []
        """Problems whose seed problems fall into different splits; filled by ``whole``."""
        self._held_out = held_out
        self._run_seed = run_seed

    def whole(self, problems: Iterable[Problem]) -> Iterator[Problem]:
        """The problems that fall into one split."""
        for problem in problems:
            if self._held_out == 0 or self._split(problem) is not None:
                yield problem
                continue
            self.straddling.append(
                RejectedRow(
                    item_id=problem.problem_id, pass_name=SPLIT, step=SPLIT, reason=STRADDLES, draft=problem.question
                )
            )

    def of(self, problem: Problem) -> str:
        """The split of a problem that ``whole`` let through."""
        return self._split(problem) or "train"

    def _split(self, problem: Problem) -> str | None:
        return split_of(problem.parents or (problem.problem_id,), self._held_out, self._run_seed)


def _published(config: RunConfig, run_id: str, written: WrittenDataset, report: Path, settled: Settled) -> Published:
    return Published(
        run_id=run_id,
        dataset=written.directory,
        report=report,
        rows=written.rows,
        rejected=written.rejected,
        wanted=config.accepted,
        refused=settled.refused(),
        files=tuple(written.directory / name for name in sorted(written.manifest.files)),
    )


def manifest_of(config: RunConfig, config_hash: str) -> Manifest:
    """What the dataset says of its own making; rows and files are filled in when it is written.

    ``[how]`` is left out: it does not decide the result, and equal results should have equal manifests.
    """
    return Manifest(
        mathwright=installed_version("mathwright") or "unknown",
        recipe=config.recipe,
        run_seed=config.run_seed,
        config=resolved_toml(config, with_how=False),
        config_hash=config_hash,
        prompts={kind.__name__: prompt_type_id(kind) for kind in recipe_of(config).prompts},
        commit=source_commit(),
        rows=0,
        rejected=0,
        files={},
    )


def source_commit() -> str | None:
    """The git commit of the source checkout this package runs from; None for an installed package."""
    root = Path(__file__).resolve().parents[3]
    if not (root / ".git").exists() or not (root / "pyproject.toml").exists():
        return None
    try:
        asked = subprocess.run(
            ["git", "-C", str(root), "rev-parse", "--verify", "--quiet", "HEAD"],
            capture_output=True,
            text=True,
            timeout=10,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return asked.stdout.strip() or None
