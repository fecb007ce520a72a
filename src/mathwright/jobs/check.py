"""Whether a run file can be carried out here: its names, its seed problems, its files, its workspace."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path

from mathwright.curate.contamination.saved import is_index, read_against
from mathwright.engine.stage import Stage
from mathwright.engine.upstream import nothing
from mathwright.errors import MathwrightError
from mathwright.jobs.config import RunConfig
from mathwright.jobs.doctor import diagnose
from mathwright.jobs.model_roles import same_judge
from mathwright.jobs.probe import probe_roles
from mathwright.jobs.quotas import require_quotas
from mathwright.jobs.seed_problems import seeds_of
from mathwright.jobs.stages import options_of, recipe_of, stages_of, templates_of
from mathwright.records import Problem, Record
from mathwright.seeds.reader import ReadCounts
from mathwright.store.place import Place, place_of
from mathwright.store.workspace import Workspace, workspace_exists


class Checked(Record):
    """What was looked at: a line for each thing that is fine, for each that must be mended, and for each to know."""

    fine: tuple[str, ...]
    faults: tuple[str, ...]
    notes: tuple[str, ...] = ()


def check_run(config: RunConfig, *, calls: bool = True) -> Checked:
    """Look at everything a run would need; makes no problem and writes nothing.

    Each model is asked once, in one small call that is paid for; not so without ``calls``.
    """
    fine: list[str] = []
    faults: list[str] = []
    seeds: list[Problem] = []
    looks: list[Callable[[], str]] = [
        partial(_recipe, config),
        partial(_seeds, config, seeds),
        partial(first_item, config, seeds),
        partial(_prompts, config),
        *(partial(_against, Path(name)) for name in config.admit.against),
        partial(_workspace, place_of(config.how.workspace)),
    ]
    for look in looks:
        try:
            fine += filter(None, [look()])
        except MathwrightError as fault:
            faults.append(str(fault))
    if calls and config.how.offline is None:
        answered, silent = probe_roles(config)
        fine += answered
        faults += silent
    faults += diagnose(place_of(config.how.workspace)).faults
    notes = tuple(filter(None, [same_judge(config), split_beside(config)]))
    return Checked(fine=tuple(fine), faults=tuple(dict.fromkeys(faults)), notes=notes)


def _recipe(config: RunConfig) -> str:
    recipe_of(config), options_of(config)
    return f"recipe {config.recipe} and its options"


def _seeds(config: RunConfig, found: list[Problem]) -> str:
    """Look at every row, and fill ``found``."""
    counts = ReadCounts()
    found += seeds_of(config, counts)[1]
    told = "; ".join(counts.lines()) if counts.rows else f"{len(found):,} shipped"
    return f"seed problems: {told}"


def first_item(config: RunConfig, seeds: Sequence[Problem]) -> str:
    """Plan the first item, which an option may leave no seed problem for; empty where there is nothing to plan from."""
    if not seeds:
        return ""
    require_quotas(config, seeds)
    first = stages_of(config, seeds)[0]
    asyncio.run(_drawn(first))
    return f"pass {first.name}: begins"


async def _drawn(stage: Stage) -> None:
    async for _ in stage.plan(nothing()):
        return


def _prompts(config: RunConfig) -> str:
    """Read every template that the run would use."""
    if config.roles.symbolic:
        return ""
    found = templates_of(config).hashes(recipe_of(config).prompts)
    return f"prompts: {len(found)} templates" + ("" if config.prompts is None else f", with those of {config.prompts}")


def _against(path: Path) -> str:
    return f"{path}: {len(read_against([path]).rows):,} problems to keep apart from"


def split_beside(config: RunConfig) -> str:
    """Empty, or what to know where the seed problems are a train split whose test split the new problems may repeat."""
    if config.seeds.path is None:
        return ""
    seeds = Path(config.seeds.path)
    beside = seeds.with_name(seeds.name.replace("train", "test"))
    if beside.name == seeds.name or not beside.is_file() or _is_kept_apart(beside, config.admit.against):
        return ""
    return f"{beside} lies beside the seed problems and is not in admit.against: new problems may repeat it"


def _is_kept_apart(path: Path, against: Sequence[str]) -> bool:
    """Whether the file is named, or one that a named index was made from; what cannot be read is told elsewhere."""
    named = [Path(name) for name in against]
    sources = {str(name.resolve()) for name in named}
    with suppress(MathwrightError):
        indexes = [name for name in named if is_index(name)]
        sources |= {source.path for source in read_against(indexes).sources}
    return str(path.resolve()) in sources


def _workspace(place: Place) -> str:
    if not (place.exists() if isinstance(place, Path) else workspace_exists(place)):
        return f"workspace {place}: will be made"
    with Workspace.open(place, create=False):
        return f"workspace {place}: opens"
