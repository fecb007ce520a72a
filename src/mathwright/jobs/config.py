"""The run file: what a run makes and how; flags override it, unknown keys fail with the nearest name."""

from __future__ import annotations

import difflib
import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Literal, Self, TypeAlias

from pydantic import Field, ValidationError, model_validator

from mathwright.curate.near.bounds import TOO_NEAR_IN_RUN
from mathwright.curate.quotas import Quotas
from mathwright.errors import DataError, UsageError
from mathwright.jobs.role_config import RolesConfig
from mathwright.records import Record

Scalar: TypeAlias = str | int | float | bool
"""A value of a run file that is neither a list nor a table."""
Value: TypeAlias = Scalar | list[Scalar] | dict[str, str]
"""A value under a dotted key of a run file."""

DEFAULT_WORKSPACE = "mathwright-workspace"


class SeedsConfig(Record):
    """Where the seed problems come from: exactly one of ``path``, ``hub`` and ``shipped``."""

    path: str | None = None
    """A file of problems: JSONL, CSV or Parquet."""
    hub: str | None = None
    """A dataset id of the hub, such as ``openai/gsm8k``; needs the extra ``hub``."""
    shipped: bool = False
    """The seed problems that come with mathwright."""
    format: str | None = None
    """Name of a reader; None recognises it from the first row."""
    columns: dict[str, str] = {}
    """Our field to the file's column, for plain files: ``{question = "q", answer = "gold"}``."""
    skip_bad_rows: bool = False
    """Count bad rows and go on, instead of stopping at the first."""
    doubts: dict[str, str] = {}
    """problem_id of a seed problem whose stored answer is not used, to the answer a person put in its place; empty
    where the seed problem is left out.  A run notes here what its workspace says when it begins."""

    @model_validator(mode="after")
    def _one_source(self) -> Self:
        named = [name for name in ("path", "hub", "shipped") if getattr(self, name)]
        if len(named) > 1:
            raise ValueError(f"name one source of seed problems, not {' and '.join(named)}")
        return self


class AdmitConfig(Record):
    """What may not enter the dataset although it was accepted."""

    against: tuple[str, ...] = ()
    """Benchmarks that no new problem may repeat: files of problems, or an index that ``curate`` saved."""
    numbers: Literal["wanted", "unwanted"] | None = None
    """Whether a problem is new that differs from an earlier one in its numbers alone; None leaves it to the recipe."""
    cap_per_template: int | None = Field(default=None, ge=1)
    """Most problems that may share one text with its numbers masked; None is 1 where such are unwanted, else no cap."""
    near: float = Field(default=TOO_NEAR_IN_RUN, ge=0, le=1)
    """Similarity, of word 3-grams with numbers masked, from which a text is too near to an earlier one; 0 asks not."""
    quotas: Quotas | None = None
    """How many problems of each skill, topic, knowledge point, difficulty and kind there are to be; None: any."""

    @model_validator(mode="after")
    def _one_policy(self) -> Self:
        if self.numbers == "unwanted" and self.cap_per_template is not None and self.cap_per_template > 1:
            raise ValueError(
                f"other numbers are unwanted (numbers), but {self.cap_per_template} problems may differ in them alone "
                "(cap_per_template): leave one of them out"
            )
        return self


class HowConfig(Record):
    """How a run is carried out; leaves its result as it is."""

    engine: Literal["local"] = "local"
    """``local``: this machine's processes."""
    workers: int | None = Field(default=None, ge=0, le=1024)
    """Worker processes; 0 works in this one, None takes the cores there are."""
    concurrency: int = Field(default=1024, ge=1, le=100_000)
    """Items in flight at once, of those that ask models; how many calls are, the provider's limits decide."""
    workspace: str = DEFAULT_WORKSPACE
    """Directory that holds the state of runs, or the URL of a PostgreSQL database that does."""
    budget: tuple[str, ...] = ()
    """Hard caps, such as ``5usd``, ``2mtokens`` or ``judge=1usd``; all of them hold."""
    max_error_rate: float | None = Field(default=0.8, ge=0, le=1)
    """Highest share of calls that may come to nothing before the run ends; 1 never ends it."""
    batch: bool = False
    """Ask by the provider's batch API, at half price, within a day."""
    batch_quiet_s: float = Field(default=5.0, gt=0)
    """A batch is handed over when no request came for so long."""
    offline: str | None = None
    """Directory for waves of requests that are answered elsewhere and imported; nothing is called."""

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if self.batch and self.offline is not None:
            raise ValueError("batch and offline are two ways to ask: name one")
        return self


class RunConfig(Record):
    """A run file.  Everything but ``how`` is the run's identity."""

    recipe: str = "mugglemath"
    """Name of a recipe of the catalog."""
    accepted: int = Field(default=100, ge=1, le=2**31 - 1)
    """How many new problems are wanted; at most what a column of the workspace holds."""
    run_seed: int = 0
    """Seed of every random choice of the run."""
    seeds: SeedsConfig = SeedsConfig(shipped=True)
    roles: RolesConfig = RolesConfig()
    prompts: str | None = None
    """Directory of templates that take the place of the shipped ones of the same names."""
    options: dict[str, Value] = {}
    """The recipe's own options."""
    admit: AdmitConfig = AdmitConfig()
    how: HowConfig = HowConfig()


def read_run_config(path: Path | None, flags: Mapping[str, Value | None]) -> RunConfig:
    """The run file at ``path`` (the defaults where None), with the given flags laid over it.

    flags: dotted key to value, such as ``{"how.workers": 2}``; None leaves the file's value.
    Raises UsageError for an unknown key or a bad value, DataError where the file is not TOML.
    """
    tables = _read_toml(path) if path is not None else {}
    if flags.get("roles.author.model") is not None and flags.get("roles.author.teacher") is None:
        flags = {**flags, "roles.author.teacher": "model"}
    for key, value in flags.items():
        if value is not None:
            _lay_over(tables, key.split("."), value)
    return _validated(tables, str(path) if path is not None else "flags")


def _read_toml(path: Path) -> dict[str, object]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise UsageError(f"{path}: there is no such run file; write one with: mathwright new run {path}") from None
    except IsADirectoryError:
        raise UsageError(f"{path}: is a directory, not a run file") from None
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as fault:
        raise DataError(f"{path}: is not TOML: {fault}") from None
    except OSError as fault:
        raise UsageError(f"{path}: cannot be read: {fault.strerror}") from None


_SOURCES = ("path", "hub", "shipped")


def _lay_over(tables: dict[str, object], keys: list[str], value: Value) -> None:
    """Set one dotted key; a flag that names a source of seed problems replaces the file's."""
    *parents, last = keys
    place = tables
    for parent in parents:
        below = place.setdefault(parent, {})
        if not isinstance(below, dict):
            raise UsageError(f'key "{parent}" must be a table')
        place = below
    if parents == ["seeds"] and last in _SOURCES:
        for other in _SOURCES:
            place.pop(other, None)
    place[last] = value


def _validated(tables: dict[str, object], where: str) -> RunConfig:
    _default_to_shipped(tables)
    try:
        return RunConfig.model_validate(tables)
    except ValidationError as fault:
        raise UsageError(f"{where}: {explain_fault(fault, RunConfig)}") from None


def _default_to_shipped(tables: dict[str, object]) -> None:
    seeds = tables.get("seeds")
    if isinstance(seeds, dict) and not any(seeds.get(source) for source in _SOURCES):
        tables["seeds"] = {**seeds, "shipped": True}


def explain_fault(fault: ValidationError, model: type[Record]) -> str:
    """The first fault of a validation as one line: the dotted key, what was found, what would be right."""
    first = fault.errors()[0]
    location = [str(part) for part in first["loc"]]
    if first["type"] == "extra_forbidden":
        return unknown_key(".".join(location), location[-1], _known_keys(model, location[:-1]))
    # A workspace's URL may hold a password.
    hidden = first["type"] == "value_error" or not location or location == ["how"] or "workspace" in location
    found = "" if hidden else f", found {first['input']!r}"
    key = f'key "{".".join(location)}": ' if location else ""
    message = first["msg"].removeprefix("Value error, ")
    return f"{key}{message[:1].lower()}{message[1:]}{found}"


def unknown_key(dotted: str, key: str, known: list[str]) -> str:
    """One line about a key that is not known, with the nearest that is."""
    near = difflib.get_close_matches(key, known, n=1, cutoff=0.5)
    hint = f'did you mean "{near[0]}"?' if near else f"known: {', '.join(sorted(known))}"
    return f'unknown key "{dotted}"; {hint}'


def _known_keys(model: type[Record], location: list[str]) -> list[str]:
    for part in location:
        if part not in model.model_fields:
            continue  # a key of a table of records
        annotation = model.model_fields[part].annotation
        candidates = (annotation, *getattr(annotation, "__args__", ()))
        model = next(kind for kind in candidates if isinstance(kind, type) and issubclass(kind, Record))
    return list(model.model_fields)


def usable_cores() -> int:
    """Cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
