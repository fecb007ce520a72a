"""The lock of a run: one holder, and looking at it takes nothing away."""

import threading
from pathlib import Path

import pytest

from mathwright.errors import UsageError
from mathwright.store.lease import hold, is_held


def test_a_second_holder_is_told_who_holds_it(tmp_path: Path) -> None:
    with (
        hold(tmp_path / "lock", "run r"),
        pytest.raises(UsageError, match="run r is being worked on by process"),
        hold(tmp_path / "lock", "run r"),
    ):
        pass
    assert not is_held(tmp_path / "lock")


def test_looking_all_the_time_keeps_nobody_from_starting(tmp_path: Path) -> None:
    path, over = tmp_path / "lock", threading.Event()
    path.touch()

    def look() -> None:
        while not over.is_set():
            is_held(path)

    watcher = threading.Thread(target=look)
    watcher.start()
    try:
        for _ in range(50):
            with hold(path, "run r"):
                pass
    finally:
        over.set()
        watcher.join()
