"""The results of a batch on disk, found by the key of a call, until somebody asks for them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import IO

import msgspec

from mathwright.store.disk import as_storage_error


class _Named(msgspec.Struct):
    custom_id: str = ""


_NAMED = msgspec.json.Decoder(_Named)


class Spool:
    """Lines of results in files, which may be removed once it has them open: a kill then leaves nothing behind."""

    def __init__(self, paths: Sequence[Path]) -> None:
        """Raises StorageError where a file cannot be read."""
        self._files: list[IO[bytes]] = []
        self._places: dict[bytes, tuple[int, int, int]] = {}
        for path in paths:
            with as_storage_error(path):
                self._files.append(path.open("rb"))
                self._read_index(len(self._files) - 1)

    def line(self, key: bytes) -> bytes | None:
        """The line of a call; None where the results have none."""
        place = self._places.get(key)
        if place is None:
            return None
        file, start, size = place
        self._files[file].seek(start)
        return self._files[file].read(size)

    def close(self) -> None:
        """Close the files."""
        for file in self._files:
            file.close()

    def _read_index(self, number: int) -> None:
        start = 0
        for line in self._files[number]:
            key = _key_of(line)
            if key is not None:
                self._places.setdefault(key, (number, start, len(line)))
            start += len(line)


def _key_of(line: bytes) -> bytes | None:
    """The key a line is about; None where it is none of ours."""
    try:
        return bytes.fromhex(_NAMED.decode(line).custom_id) or None
    except (msgspec.DecodeError, ValueError):
        return None
