"""A fresh workspace, as quick as the disk allows."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from mathwright.store.workspace import Workspace


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    with Workspace.open(tmp_path / "workspace") as opened:
        yield opened
