"""The names of files in ``file:line``: the last part of the path, and more of it where several files have that one."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable
from pathlib import Path


def short_names(paths: Iterable[Path]) -> dict[Path, str]:
    """For each path its shortest ending that no other file among them has; a file named twice has one name."""
    # resolve() follows links, and a cache links test.jsonl to a file whose name is a digest.
    whole = {path: Path(os.path.abspath(path)) for path in paths}  # noqa: PTH100
    files = set(whole.values())
    return {path: _shortest(file, files) for path, file in whole.items()}


def _shortest(file: Path, files: Collection[Path]) -> str:
    for length in range(1, len(file.parts)):
        ending = file.parts[-length:]
        if sum(other.parts[-length:] == ending for other in files) == 1:
            return "/".join(ending)
    return file.as_posix()
