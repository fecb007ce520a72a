"""A full disk under the ledger: every waiter is told, nothing is half kept, and it goes on when there is room."""

from __future__ import annotations

import asyncio
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.store.paid_calls import key_of, paid

from mathwright.errors import StorageError
from mathwright.store.budget import Charge, budget_state, open_budget
from mathwright.store.ledger import Ledger
from mathwright.store.workspace import Workspace


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 3 MiB."""
    place = tmp_path / "disk"
    place.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=3m", "none", str(place)]
    if os.getuid() != 0 or subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("no right to mount a tmpfs here")
    yield place
    subprocess.run(["umount", str(place)], check=True)


async def keep_until_full(ledger: Ledger) -> tuple[list[int], list[BaseException]]:
    """Numbers that were kept, and what the others heard."""
    kept: list[int] = []
    heard: list[BaseException] = []
    for start in range(0, 3000, 60):
        numbers = range(start, start + 60)
        calls = [paid(number, request=os.urandom(600)) for number in numbers]
        waits = [ledger.keep(call, [Charge("usd", 0, 1)]) for call in calls]
        told = await asyncio.gather(*waits, return_exceptions=True)
        kept += [number for number, one in zip(numbers, told, strict=True) if one is True]
        heard += [one for one in told if isinstance(one, BaseException)]
        if heard:
            break
    return kept, heard


def test_a_full_disk_reaches_every_waiter_and_what_was_kept_stays(small_disk: Path) -> None:
    ballast = small_disk / "ballast"
    ballast.write_bytes(bytes(1_000_000))
    with Workspace.open(small_disk / "w") as workspace, Ledger(workspace, "r") as ledger:
        open_budget(workspace, "r", "usd", 1_000_000)
        kept, heard = asyncio.run(keep_until_full(ledger))
        assert len(kept) >= 60
        assert len(kept) + len(heard) == (len(kept) // 60 + 1) * 60
        assert {type(error) for error in heard} == {StorageError}
        assert "/w: the disk is full; free space and run again" in str(heard[0])
        assert all(ledger.find(key_of(number)) is not None for number in kept)
        assert all(ledger.find(key_of(number)) is None for number in range(len(kept), len(kept) + 60))
        assert [state.spent for state in budget_state(workspace)] == [len(kept)]
        ballast.unlink()
        assert asyncio.run(ledger.keep(paid(5000))) is True
