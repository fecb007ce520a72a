"""What makes a run this run: everything that decides its result, by content."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from mathwright.errors import DataError
from mathwright.jobs.admission import cap_per_template
from mathwright.jobs.config import RunConfig
from mathwright.jobs.role_config import identity_of, resolved_roles
from mathwright.jobs.stages import options_of, recipe_of, templates_of
from mathwright.jobs.toml import as_toml
from mathwright.records import Problem, content_id
from mathwright.store.outcomes import RunSpec
from mathwright.store.place import without_password

DECIDING = ("concepts", "curate", "programs", "prompts", "recipes", "seeds", "teachers", "verify")
"""Packages whose code decides what a run makes."""


def spec_of(config: RunConfig, seeds: tuple[Problem, ...]) -> RunSpec:
    """The run of a run file over these seed problems.  How many problems are wanted is no part of it."""
    return RunSpec(
        recipe=config.recipe,
        config=resolved_toml(config),
        config_hash=config_hash(config, seeds),
        run_seed=config.run_seed,
        passes=tuple(one.name for one in recipe_of(config).passes),
    )


def config_hash(config: RunConfig, seeds: tuple[Problem, ...]) -> str:
    """Content id of what decides a run's result, except how many problems are wanted.

    The seed problems, the files of ``admit.against`` and the code that makes problems enter by content: a run is
    never taken up by what would have made it otherwise.
    """
    what = config.model_copy(update={"accepted": 1, "options": {}})
    told = what.model_dump_json(exclude={"how", "seeds", "admit", "roles", "prompts"})
    against = [_digest(Path(name)) for name in config.admit.against]
    rows = (problem.model_dump_json(exclude={"origin"}) for problem in seeds)
    return content_id(
        code_id(),
        told,
        identity_of(config.roles),
        *_own_templates(config),
        options_of(config).model_dump_json(),
        f"{cap_per_template(config)} {config.admit.near}",
        *([config.admit.quotas.model_dump_json()] if config.admit.quotas is not None else []),
        *against,
        *rows,
    )


def _own_templates(config: RunConfig) -> tuple[str, ...]:
    """Name and hash of each template, where the run has some of its own; the shipped ones are part of the code."""
    if config.prompts is None:
        return ()
    hashes = templates_of(config).hashes(recipe_of(config).prompts)
    return tuple(f"{name} {digest}" for name, digest in hashes.items())


@cache
def code_id() -> str:
    """Content id of the parts of mathwright that decide what is made from given seed problems."""
    package = files("mathwright")
    return content_id(*(text for folder in DECIDING for text in _texts(package / folder)))


def _texts(folder: Traversable) -> Iterator[str]:
    for entry in sorted(folder.iterdir(), key=lambda one: one.name):
        if entry.is_dir():
            yield from _texts(entry)
        elif not entry.name.endswith(".pyc"):
            yield entry.name
            yield entry.read_text(encoding="utf-8")


def resolved_toml(config: RunConfig, *, with_how: bool = True) -> str:
    """The run file with every default written out."""
    options = options_of(config).model_dump(mode="json", exclude_none=True)
    tables = config.model_dump(mode="json", exclude_none=True, exclude=None if with_how else {"how"})
    if with_how:
        # What is stored and shown names the workspace, and never its password.
        tables["how"]["workspace"] = without_password(config.how.workspace)
    return as_toml(tables | {"options": options, "roles": resolved_roles(config.roles)})


def _digest(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "blake2b").hexdigest()
    except OSError as fault:
        raise DataError(f"{path}: cannot be read: {fault.strerror}") from None
