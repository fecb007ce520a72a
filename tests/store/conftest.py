"""Every kind of workspace, for the tests that hold for all of them."""

from collections.abc import Callable
from itertools import count
from pathlib import Path

import pytest
from tests.postgres import PostgresServer, postgres_server

from mathwright.store.place import Place


@pytest.fixture(params=["sqlite", "postgres"])
def places(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[], Place]:
    """Gives new places where a workspace may be made: all in directories, or all in a PostgreSQL server."""
    if request.param == "postgres":
        return postgres_server().fresh
    numbers = count()
    return lambda: tmp_path / f"workspace{next(numbers)}"


@pytest.fixture
def place(places: Callable[[], Place]) -> Place:
    """Where a workspace may be made."""
    return places()


@pytest.fixture(scope="session")
def server() -> PostgresServer:
    """A PostgreSQL server."""
    return postgres_server()
