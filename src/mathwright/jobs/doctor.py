"""What this machine offers and what is missing, for a person or a bug report."""

from __future__ import annotations

import importlib.util
import os
import platform
import shutil
import sqlite3
import sys
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import NamedTuple

from mathwright.errors import MathwrightError
from mathwright.jobs.config import usable_cores
from mathwright.records import Record
from mathwright.store.mounts import MOUNTS, file_system_of, is_network
from mathwright.store.place import DatabaseUrl, Place
from mathwright.store.server import look_at
from mathwright.verify.sandbox.run import SANDBOXES, sandbox_available

CORE_PACKAGES = ("pydantic", "pyarrow", "sqlalchemy", "zstandard", "typer", "jinja2", "msgspec", "rich")
EXTRAS = {"hub": "huggingface_hub", "postgres": "psycopg"}
"""Extra to the module it brings."""
LOW_DISK_GIB = 1.0
"""Below this a large run may fill the disk."""


class Diagnosis(Record):
    """What ``mathwright doctor`` found."""

    mathwright: str
    python: str
    platform: str
    cores: int
    """Cores this process may use."""
    memory_gib: float | None
    """Physical memory; None where the system does not say."""
    sqlite: str
    packages: dict[str, str]
    """Core package to installed version."""
    extras: dict[str, bool]
    """Extra to whether it is installed."""
    sandboxes: dict[str, str]
    """Where programs of solvers can run: ``ready``, or why not and what to do."""
    workspace: str
    """Where the workspace is, or would be."""
    workspace_kind: str
    """``SQLite`` or ``PostgreSQL``, with the version."""
    workspace_writable: bool
    file_system: str
    """Type of the file system there, such as ``ext4``; empty for a server, and where the system does not say."""
    disk_free_gib: float | None
    """None for a server, which does not say."""
    faults: tuple[str, ...]
    """What must be mended, one line each; empty when all is well."""


class _Found(NamedTuple):
    """What there is to say of a workspace."""

    kind: str
    writable: bool
    file_system: str
    free_gib: float | None
    faults: list[str]


def diagnose(workspace: Place) -> Diagnosis:
    """The state of this machine, and of the place where the workspace is or would be."""
    found = _of_directory(workspace) if isinstance(workspace, Path) else _of_server(workspace)
    return Diagnosis(
        mathwright=installed_version("mathwright") or "unknown",
        python=platform.python_version(),
        platform=platform.platform(terse=True),
        cores=usable_cores(),
        memory_gib=_memory_gib(),
        sqlite=sqlite3.sqlite_version,
        packages={name: installed_version(name) or "missing" for name in CORE_PACKAGES},
        extras={extra: importlib.util.find_spec(module) is not None for extra, module in EXTRAS.items()},
        sandboxes={sandbox: sandbox_available(sandbox) or "ready" for sandbox in SANDBOXES},
        workspace=str(workspace),
        workspace_kind=found.kind,
        workspace_writable=found.writable,
        file_system=found.file_system,
        disk_free_gib=found.free_gib,
        faults=(*_of_platform(), *found.faults),
    )


def _of_platform() -> list[str]:
    faults: list[str] = []
    if sys.platform not in ("linux", "darwin"):
        faults.append(f"{sys.platform}: mathwright runs on Linux and macOS")
    return faults


def _of_directory(workspace: Path) -> _Found:
    place = _nearest_existing(workspace.absolute())
    free = shutil.disk_usage(place).free / 2**30
    writable = os.access(place, os.W_OK)
    kind = file_system_of(place, MOUNTS.read_text(errors="surrogateescape") if MOUNTS.exists() else "")[1]
    faults = _faults(place, writable, kind, free)
    return _Found(f"SQLite {sqlite3.sqlite_version}", writable, kind, round(free, 1), faults)


def _of_server(workspace: DatabaseUrl) -> _Found:
    try:
        server = look_at(workspace)
    except MathwrightError as fault:
        return _Found("PostgreSQL", False, "", None, [str(fault)])
    return _Found(f"PostgreSQL {server.version}", server.may_write, "", None, list(server.faults))


def installed_version(package: str) -> str | None:
    """The installed version of a package, or None."""
    try:
        return version(package)
    except PackageNotFoundError:
        return None


def _faults(place: Path, writable: bool, kind: str, free: float) -> list[str]:
    faults = []
    if not writable:
        faults.append(f"{place}: no right to write; name another place with --workspace")
    if is_network(kind):
        faults.append(
            f"{place}: a network file system ({kind}), where SQLite can lose data; "
            "name a local directory with --workspace"
        )
    if free < LOW_DISK_GIB:
        faults.append(f"{place}: only {free:.2f} GiB free")
    return faults


def _nearest_existing(path: Path) -> Path:
    return path if path.exists() or path == path.parent else _nearest_existing(path.parent)


def _memory_gib() -> float | None:
    try:
        return round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30, 1)
    except (ValueError, OSError):
        return None
