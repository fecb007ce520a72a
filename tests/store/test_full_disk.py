"""A full disk: a clear error, nothing that was kept is lost, and the run goes on once there is room."""

from __future__ import annotations

import errno
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pytest

from mathwright.errors import StorageError
from mathwright.store.disk import as_storage_error, atomic_file
from mathwright.store.jsonl import write_jsonl
from mathwright.store.outcomes import OutcomeRow, RunLog, RunSpec, take
from mathwright.store.parquet import ParquetWriter
from mathwright.store.states import ACCEPTED
from mathwright.store.workspace import Workspace

SPEC = RunSpec("test", "", "hash", 7, ("make",))


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 2 MiB."""
    place = tmp_path / "disk"
    place.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=2m", "none", str(place)]
    if os.getuid() != 0 or subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("no right to mount a tmpfs here")
    yield place
    subprocess.run(["umount", str(place)], check=True)


def rows_from(start: int) -> list[tuple[int, OutcomeRow]]:
    return [(0, OutcomeRow(start + k, f"i{start + k}", ACCEPTED, payload=os.urandom(1000))) for k in range(50)]


def fill(log: RunLog) -> None:
    """Commit until something stops it."""
    for start in range(0, 5000, 50):
        log.commit(rows_from(start))


def test_the_workspace_keeps_what_was_committed_and_goes_on_when_there_is_room(small_disk: Path) -> None:
    ballast = small_disk / "ballast"
    ballast.write_bytes(bytes(1_000_000))
    with Workspace.open(small_disk / "w") as workspace:
        with take(workspace, SPEC) as log, pytest.raises(StorageError, match=r"/w: .*free space"):
            fill(log)
        with take(workspace, SPEC) as log:
            kept = len(list(log.rows(0)))
            assert kept >= 50
            assert [row.place for row in log.rows(0)] == list(range(kept))
    ballast.unlink()
    with Workspace.open(small_disk / "w") as workspace, take(workspace, SPEC) as log:
        log.commit(rows_from(kept))
        assert len(list(log.rows(0))) == kept + 50


def test_no_room_for_a_new_workspace(small_disk: Path) -> None:
    with pytest.raises(OSError, match="No space left"):
        (small_disk / "ballast").write_bytes(bytes(3_000_000))
    with pytest.raises(StorageError, match="free space"):
        Workspace.open(small_disk / "w")


def test_files_are_whole_or_absent(small_disk: Path) -> None:
    with pytest.raises(StorageError, match="the disk is full; free space"):
        write_jsonl(small_disk / "a.jsonl", ({"text": "x" * 1000} for _ in range(5000)))
    schema = pa.schema([("blob", pa.binary())])
    rows = [{"blob": os.urandom(1000)} for _ in range(5000)]
    with (
        pytest.raises(StorageError, match="the disk is full; free space"),
        ParquetWriter(small_disk / "a.parquet", schema, row_group=100) as writer,
    ):
        writer.write(rows)
    assert list(small_disk.iterdir()) == []


@pytest.mark.parametrize(
    ("code", "told"),
    [(errno.ENOSPC, "disk is full"), (errno.EDQUOT, "quota"), (errno.EROFS, "read-only"), (errno.EACCES, "permission")],
)
def test_failures_of_the_system_say_what_to_do(tmp_path: Path, code: int, told: str) -> None:
    with pytest.raises(StorageError, match=rf"a\.txt: .*{told}"), as_storage_error(tmp_path / "a.txt"):
        raise OSError(code, os.strerror(code))


def test_other_failures_stay_what_they_are(tmp_path: Path) -> None:
    with pytest.raises(InterruptedError), atomic_file(tmp_path / "a.txt"):
        raise InterruptedError(errno.EINTR, "interrupted")
    assert list(tmp_path.iterdir()) == []
