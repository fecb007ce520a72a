"""Files that are written whole or not at all, and devices that are never replaced."""

import os
import stat
import threading
from pathlib import Path

import pytest

from mathwright.errors import StorageError
from mathwright.store.disk import atomic_file


def test_a_pipe_is_written_to_and_stays_a_pipe(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    read: list[bytes] = []
    reader = threading.Thread(target=lambda: read.append(pipe.read_bytes()))
    reader.start()
    with atomic_file(pipe) as file:
        file.write(b"row\n")
    reader.join()
    assert read == [b"row\n"]
    assert stat.S_ISFIFO(pipe.stat().st_mode)
    assert list(tmp_path.iterdir()) == [pipe]


def test_a_full_device_is_told_and_stays_a_device() -> None:
    device = Path("/dev/full")
    if not device.is_char_device():
        pytest.skip("there is no /dev/full here")
    with pytest.raises(StorageError), atomic_file(device) as file:
        file.write(b"row\n" * 100_000)
    assert device.is_char_device()
