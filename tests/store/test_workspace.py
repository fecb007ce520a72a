"""Opening a workspace: what is made, and what is refused with what to do."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import select, text

from mathwright.errors import StorageError, UsageError
from mathwright.store.outcomes import RunSpec, take
from mathwright.store.place import Place
from mathwright.store.schema import MIGRATIONS, schema_version
from mathwright.store.workspace import DATABASE, Workspace


def test_a_new_one_has_this_schema_in_wal_mode(tmp_path: Path) -> None:
    with Workspace.open(tmp_path / "w") as workspace, workspace.read() as connection:
        assert connection.execute(select(schema_version.c.version)).scalars().all() == [len(MIGRATIONS)]
        assert connection.execute(text("PRAGMA journal_mode")).scalar_one() == "wal"
        assert connection.execute(text("PRAGMA synchronous")).scalar_one() == 1


def test_many_may_open_a_new_one_at_once(place: Place) -> None:
    with ThreadPoolExecutor(8) as threads:
        opened = list(threads.map(lambda _: Workspace.open(place), range(16)))
    for workspace in opened:
        workspace.close()
    assert len(opened) == 16


def test_a_reading_transaction_sees_one_state(place: Place) -> None:
    count = text("SELECT count(*) FROM runs")
    with Workspace.open(place) as workspace, workspace.read() as connection:
        assert connection.execute(count).scalar_one() == 0
        with take(workspace, RunSpec("test", "", "hash", 7, ("make",))):
            assert workspace.reading(lambda beside: beside.execute(count).scalar_one()) == 1
        assert connection.execute(count).scalar_one() == 0


def test_a_file_in_its_place_is_refused(tmp_path: Path) -> None:
    (tmp_path / "w").write_text("notes")
    with pytest.raises(StorageError, match="is a file; a workspace is a directory"):
        Workspace.open(tmp_path / "w")
    with pytest.raises(StorageError, match="a part of the path is a file"):
        Workspace.open(tmp_path / "w" / "deeper")


def test_another_programs_database_is_refused(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / DATABASE) as connection:
        connection.execute("CREATE TABLE photos (id)")
    connection.close()
    with pytest.raises(StorageError, match=r"not one of mathwright's \(its tables: photos\)"):
        Workspace.open(tmp_path)


def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    (tmp_path / DATABASE).write_bytes(b"not a database, " * 100)
    with pytest.raises(StorageError, match="not a mathwright workspace"):
        Workspace.open(tmp_path)


def test_where_none_is_wanted_none_is_made(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no workspace here"):
        Workspace.open(tmp_path / "w", create=False)
    assert not (tmp_path / "w").exists()


@pytest.mark.parametrize("exists", [True, False], ids=["workspace", "directory"])
def test_a_read_only_place_is_refused(tmp_path: Path, exists: bool) -> None:
    place = tmp_path / "w"
    place.mkdir()
    if exists:
        Workspace.open(place).close()
        (place / DATABASE).chmod(0o444)
    place.chmod(0o555)
    assert tell_as_nobody(place).startswith("StorageError")


def tell_as_nobody(place: Path) -> str:
    """What opening the workspace says to a user without rights; root may do everything."""
    program = (
        "import os, sys; from pathlib import Path\n"
        "from mathwright.errors import StorageError; from mathwright.store.workspace import Workspace\n"
        "if os.getuid() == 0: os.setuid(65534)\n"
        "try: Workspace.open(Path(sys.argv[1]))\n"
        "except StorageError as error: print('StorageError', error)\n"
    )
    for parent in [place, *place.parents]:
        if os.access(parent, os.W_OK) and parent != place and parent.stat().st_uid == os.getuid():
            parent.chmod(parent.stat().st_mode | 0o055)
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run(
        [sys.executable, "-c", program, str(place)], env=environment, capture_output=True, text=True, check=False
    )
    assert done.stderr == ""
    return done.stdout
