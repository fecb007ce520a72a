"""A run's result written as a dataset with its report, from what the workspace holds."""

from __future__ import annotations

import asyncio
import subprocess
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import cached_property, partial
from itertools import chain
from pathlib import Path

from mathwright.concepts.fractions import kept_seeds
from mathwright.concepts.graphml import write_graphml
from mathwright.concepts.survey import ConceptSurvey
from mathwright.curate.quotas import QuotaStanding
from mathwright.curate.split import STRADDLES
from mathwright.errors import DataError
from mathwright.jobs.carry_out import rare_collections
from mathwright.jobs.config import RunConfig
from mathwright.jobs.costs import asked_models, costs_of, manifest_calls
from mathwright.jobs.doctor import installed_version
from mathwright.jobs.ending import ending_of
from mathwright.jobs.identity import resolved_toml, spec_of
from mathwright.jobs.quotas import QuotaWatch, came_instead, served_concepts, stored_offer
from mathwright.jobs.rows import AddedSeeds, Splits, pooled
from mathwright.jobs.runs import config_of, existing
from mathwright.jobs.seed_problems import distinct, read_seeds
from mathwright.jobs.settled import Settled
from mathwright.jobs.stages import most_items, options_of, recipe_of, stages_of
from mathwright.prompts.prompt import prompt_type_id
from mathwright.publish.costs import ReportedCalls, RunCosts
from mathwright.publish.dataset import CONCEPT_GRAPH, WrittenDataset, write_dataset
from mathwright.publish.report.data import ReportData, Standing
from mathwright.publish.report.labels import counted, reuse_words
from mathwright.publish.report.page import write_report
from mathwright.publish.report.tally import ReportTally
from mathwright.recipes.recipe import Told
from mathwright.records import Concept, Manifest, Problem, Record
from mathwright.store.outcomes import Outcomes, read_outcomes
from mathwright.store.place import Place
from mathwright.store.runs import show_run
from mathwright.verify.equality import CHECKER
from mathwright.verify.known_score import known_score

OUTPUT = Path("mathwright-output")
"""Where datasets go unless a place is named."""
REPORT = "report.html"


class Published(Record):
    """A run's dataset as it now lies on disk."""

    run_id: str
    state: str
    """How the run stands: ``complete``, ``exhausted``, or one that is not finished, such as ``interrupted``."""
    dataset: Path
    """The folder."""
    report: Path
    rows: int
    """All rows, seed problems among them."""
    seed_rows: int
    """Seed problems behind the made ones; 0 where they were not asked for."""
    seeds_left_out: dict[str, int]
    """Why seed problems that were asked for are not among the rows, to how many."""
    rejected: int
    hard_pool: int
    """Problems on whose answer no majority of the solvers agrees, in ``hard_pool.jsonl``; 0 without such a file."""
    let_in: int
    """Problems of the run's result; with splits some of them may stand among the rejected."""
    wanted: int
    """Problems asked for."""
    refused: dict[str, int]
    """``pass, step: reason`` to items refused, most frequent first."""
    ending: str
    """``state``; of an ``exhausted`` run also ``gave_up`` or ``no_program``, where that is what ended its plan."""
    most_items: int
    """Items of its endless pass after which the run gives up."""
    reused: str | None
    """In a sentence, how often compositions were used; None where none was used twice."""
    short: tuple[QuotaStanding, ...] = ()
    """Quotas that are not filled, the shortest of each trait first."""
    came: dict[str, tuple[str, ...]] = {}
    """Trait of a quota for a value that no problem has, to the values that problems have, most frequent first."""
    files: tuple[Path, ...]

    @property
    def made(self) -> int:
        """Made problems among the rows."""
        return self.rows - self.seed_rows


def publish_run(
    workspace: Place, run_id: str, *, to: Path | None = None, held_out: float = 0.0, with_seeds: bool = False
) -> Published:
    """Write the dataset and the report of a run again, as far as it has come.

    held_out: share of the seed problems whose descendants make a split ``held_out`` of their own; 0 makes no splits.
    with_seeds: append the seed problems.
    Raises UsageError where no single run begins with ``run_id``, DataError where its seed problems are gone or others.
    """
    with existing(workspace) as opened, rare_collections():
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
        return write_result(
            config,
            outcomes,
            seeds,
            spec.config_hash,
            state=found.run.state,
            to=to,
            held_out=held_out,
            with_seeds=with_seeds,
        )


def write_result(
    config: RunConfig,
    outcomes: Outcomes,
    seeds: tuple[Problem, ...],
    config_hash: str,
    *,
    state: str,
    to: Path | None = None,
    held_out: float = 0.0,
    with_seeds: bool = False,
) -> Published:
    """Write the first ``config.accepted`` problems that were let in, the rejected items, the manifest, the report.

    state: how the run stands; ``exhausted``: its plan ended before that many were let in.
    With splits, a problem whose seed problems fall into different ones is written with the rejected.
    """
    costs = None if config.roles.symbolic else costs_of(outcomes.workspace, outcomes.run_id, recipe_of(config))
    result = Result(config, outcomes, seeds, state, held_out, with_seeds, costs)
    folder = to if to is not None else OUTPUT / outcomes.run_id
    written = result.write(folder, manifest_of(config, config_hash, costs))
    report = write_report(result.report(), folder / REPORT)
    return _published(outcomes.run_id, result, written, report)


class Result:
    """One sweep over what a run has settled: its rows go out, its counts stay for the report."""

    def __init__(
        self,
        config: RunConfig,
        outcomes: Outcomes,
        seeds: tuple[Problem, ...],
        state: str,
        held_out: float,
        with_seeds: bool,
        costs: RunCosts | None = None,
    ) -> None:
        """Nothing swept yet; ``costs``: None where no model is asked."""
        recipe, stages = recipe_of(config), stages_of(config, seeds)
        self._outcomes = outcomes
        self.settled = Settled(recipe, stages, outcomes, state == "exhausted")
        self.state = state
        self.wanted = config.accepted
        self._config = config
        self._seeds = seeds
        self._held_out = held_out
        self._with_seeds = with_seeds
        self._against = [Path(name) for name in config.admit.against]
        self._tally = ReportTally(config.run_seed)
        self._quotas = QuotaWatch(config)
        self._stages = stages
        self._splits = Splits(held_out, config.run_seed)
        used = used_seeds(config, seeds) if with_seeds else ()
        not_used = len(seeds) - len(used) if with_seeds else 0
        doubted = list(config.seeds.doubts.values()).count("") if with_seeds else 0
        self._added = AddedSeeds(used, self._against, not_used, doubted)
        self._survey = ConceptSurvey()
        self._costs = costs

    def write(self, folder: Path, manifest: Manifest) -> WrittenDataset:
        """The dataset as it now lies in ``folder``."""
        let_in = self._quotas.of(self.settled.problems(self.wanted))
        rejected = pooled(self.settled.rejected(), self._seeds, self._against)
        return write_dataset(
            self._added.behind(self._tally.watch(self._splits.whole(let_in))),
            self._tally.watch_rejected(chain(rejected, self._splits.left_out(self._let_in_again))),
            manifest,
            folder,
            self._splits.of if self._held_out else None,
            finish=self._finish,
        )

    def _let_in_again(self) -> Iterator[Problem]:
        return self._outcomes.let_in(Problem, self.settled.let_in)

    def _finish(self, staging: Path, manifest: Manifest) -> Manifest:
        """What can be told only when all rows have gone by."""
        self._survey = survey_of(self._config, self._seeds, self.settled, self._served())
        if self._survey.graph is not None:
            write_graphml(self._survey.graph, staging / CONCEPT_GRAPH)
        return manifest.model_copy(update={"seed_rows": self._added.rows, "seeds_left_out": dict(self._added.left_out)})

    def _served(self) -> Callable[[], Counter[tuple[Concept, ...]]] | None:
        """What tells the concepts of the settled items, where quotas steered their plan."""
        if self._config.admit.quotas is None:
            return None
        planned = self.settled.passes[-1].planned
        return partial(served_concepts, self._stages, self._config, self._seeds, self._outcomes, planned)

    @property
    def ending(self) -> str:
        """How the run stands, and what ended its plan; read it after ``write``."""
        return ending_of(self._config, len(self._seeds), self.state, self.settled.passes)

    @property
    def most_items(self) -> int:
        """Items of its endless pass after which the run gives up."""
        return most_items(self._config, len(self._seeds))

    @property
    def reused(self) -> str | None:
        """How often compositions were used, where that is more than once; read it after ``write``."""
        found = self._survey.saturation
        if found is None or found.use is None or not found.use.saturated:
            return None
        return reuse_words(found.use, found.total)

    @cached_property
    def quotas(self) -> tuple[QuotaStanding, ...]:
        """How the quotas stand, nothing where the run has none; read it after ``write``."""
        return self._quotas.standing(
            lambda: asyncio.run(stored_offer(self._stages, self._config, self._seeds, self._outcomes))
        )

    def report(self) -> ReportData:
        """What the page shows; call it after ``write``."""
        straddling = +Counter({STRADDLES: self._splits.straddling})
        costs = self._costs
        report = self._tally.report(
            title=f"{self._config.recipe}: {counted(self._tally.problems, 'problem')}",
            recipe=self._config.recipe,
            yields=self.settled.yields(symbolic=self._config.roles.symbolic),
            admit_refused=self.settled.not_let_in + straddling,
            date=datetime.now(UTC).date().isoformat(),
            survey=self._survey,
            standing=Standing(state=self.ending, let_in=self.settled.let_in, wanted=self.wanted),
            added_seeds=self._added.told() if self._with_seeds else None,
            calls=None if costs is None else ReportedCalls(costs=costs, roles=tuple(asked_models(self._config))),
            seeds=self._seeds,
        )
        return report.model_copy(update={"quotas": self.quotas})


def survey_of(
    config: RunConfig,
    seeds: tuple[Problem, ...],
    settled: Settled,
    served: Callable[[], Counter[tuple[Concept, ...]]] | None = None,
) -> ConceptSurvey:
    """What the recipe knows of skills or concepts; nothing before its last pass has begun.

    served: as of ``Told``.  Call it when the rejected items of ``settled`` have been read.
    """
    survey, planned = recipe_of(config).survey, settled.passes[-1].planned
    if survey is None or not planned:
        return ConceptSurvey()
    options = options_of(config)
    return survey(Told(settled.ended, seeds, options, config.run_seed, planned, served))


def used_seeds(config: RunConfig, seeds: tuple[Problem, ...]) -> tuple[Problem, ...]:
    """The seed problems that the option ``seed_fraction`` keeps; all where the recipe has no such option."""
    share: float = getattr(options_of(config), "seed_fraction", 1.0)
    return tuple(kept_seeds(seeds, share, config.run_seed))


def _published(run_id: str, result: Result, written: WrittenDataset, report: Path) -> Published:
    return Published(
        run_id=run_id,
        state=result.state,
        dataset=written.directory,
        report=report,
        rows=written.rows,
        seed_rows=written.manifest.seed_rows,
        seeds_left_out=written.manifest.seeds_left_out,
        rejected=written.rejected,
        hard_pool=written.hard_pool,
        let_in=result.settled.let_in,
        wanted=result.wanted,
        refused=result.settled.refused(),
        ending=result.ending,
        most_items=result.most_items,
        reused=result.reused,
        short=tuple(one for one in result.quotas if one.short),
        came=came_instead(result.quotas),
        files=tuple(written.directory / name for name in sorted(written.manifest.files)),
    )


def manifest_of(config: RunConfig, config_hash: str, costs: RunCosts | None = None) -> Manifest:
    """What the dataset says of its own making; rows and files are filled in when it is written.

    ``[how]`` is left out: it does not decide the result, and equal results should have equal manifests, but for
    ``costs``, what was paid.
    """
    prompts = recipe_of(config).prompts
    return Manifest(
        mathwright=installed_version("mathwright") or "unknown",
        recipe=config.recipe,
        run_seed=config.run_seed,
        config=resolved_toml(config, with_how=False),
        config_hash=config_hash,
        prompts={kind.__name__: prompt_type_id(kind) for kind in prompts},
        commit=source_commit(),
        checker=CHECKER,
        checker_score=known_score(),
        rows=0,
        rejected=0,
        files={},
        models=None if costs is None else manifest_calls(config, prompts, costs),
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
