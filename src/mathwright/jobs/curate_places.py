"""Where curating may write: never over what it reads, nor over files that it did not write."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from pathlib import Path

from mathwright.curate.contamination.saved import is_index
from mathwright.errors import UsageError
from mathwright.publish.blocks import ACCEPTED_PARQUET
from mathwright.publish.dataset import (
    ACCEPTED_JSONL,
    CONCEPT_GRAPH,
    HARD_POOL_JSONL,
    MANIFEST,
    REJECTED_JSONL,
    STAGING,
)

DROPPED = "dropped.jsonl"
_NAMES = (ACCEPTED_JSONL, ACCEPTED_PARQUET, DROPPED, REJECTED_JSONL, MANIFEST, HARD_POOL_JSONL, CONCEPT_GRAPH)
"""What a dataset writes, or takes away of an earlier one."""


def require_free(folder: Path, curated: Iterable[Path], kept_apart: Iterable[Path]) -> None:
    """Raise UsageError where writing a dataset into the folder would cost a file that is read, or one of another."""
    for path in curated:
        if folder.resolve() in (path.resolve().parent, path.absolute().parent.resolve()):
            raise UsageError(f"{folder}: the file to curate lies there; name another folder (--to)")
    touched = _touched(folder)
    for path in kept_apart:
        if any(_is_same(path, file) for file in touched):
            raise UsageError(f"{path}: is to be kept apart from, and would be overwritten; name another folder (--to)")
    found = [file for file in touched if os.path.lexists(file)]
    if found and not _is_ours(folder):
        raise UsageError(
            f"{folder}: holds {found[0].name}, and no {MANIFEST} of a dataset that mathwright wrote; nothing was "
            "overwritten: name another folder (--to), or move what is there away"
        )


def require_free_index(to: Path, read: Iterable[Path]) -> None:
    """Raise UsageError where saving an index at ``to`` would cost a file that is read, or one that is no index."""
    if any(_is_same(path, to) for path in read):
        raise UsageError(f"{to}: is a file that the index is made from; name another place (--build-index INDEX)")
    if to.is_dir():
        raise UsageError(f"{to}: is a folder; name a file (--build-index INDEX)")
    if to.exists() and not is_index(to):
        raise UsageError(f"{to}: is there, and no index; name another place (--build-index INDEX), or move it away")


def _touched(folder: Path) -> list[Path]:
    return [*(folder / name for name in _NAMES), *sorted(folder.glob("accepted-*.parquet"))]


def _is_same(one: Path, other: Path) -> bool:
    if one.resolve() == other.resolve():
        return True
    return one.exists() and other.exists() and one.samefile(other)


def _is_ours(folder: Path) -> bool:
    """Whether the folder holds a dataset of ours, or the rest of one whose writing was ended."""
    if (folder / STAGING).is_dir():
        return True
    try:
        manifest = json.loads((folder / MANIFEST).read_bytes())
    except (OSError, ValueError):
        return False
    return isinstance(manifest, dict) and {"mathwright", "files"} <= manifest.keys()
