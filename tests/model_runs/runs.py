"""Runs that ask the hostile server, and what they leave behind."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from typing import Any

from mathwright.jobs.config import AdmitConfig, HowConfig, RunConfig
from mathwright.jobs.make import MadeRun, make
from mathwright.jobs.role_config import RoleConfig, RolesConfig
from mathwright.store.workspace import DATABASE
from mathwright.teachers.limits.settings import LimitSettings
from mathwright.teachers.prices import OwnPrice
from tests.hostile.records import Recorded
from tests.hostile.server import HostileServer

QUICK = LimitSettings(retry_base_s=0.005, retry_longest_s=0.02, retries=12)
"""Pauses of a provider that is near."""
PRICE = OwnPrice(input=0.15, output=0.6)
MODEL = "small"


def role_of(server: Any, **changes: Any) -> RoleConfig:
    """A role that asks this server."""
    anthropic = changes.get("provider") == "anthropic"
    about: dict[str, Any] = {
        "teacher": "model",
        "model": MODEL,
        "base_url": server.address if anthropic else server.base_url,
        "api_key_env": "",
        "max_tokens": 1500,
        "price": PRICE,
        "limits": QUICK,
    }
    return RoleConfig.model_validate(about | changes)


def config_of(
    place: Path,
    server: Any,
    recipe: str = "mugglemath",
    accepted: int = 6,
    *,
    role: dict[str, Any] | None = None,
    how: dict[str, Any] | None = None,
    **changes: Any,
) -> RunConfig:
    """A run whose roles all ask this server; ``changes`` are fields of the run file."""
    about = HowConfig.model_validate({"workspace": str(place / "workspace"), "concurrency": 16, **(how or {})})
    config = RunConfig(
        recipe=recipe,
        accepted=accepted,
        run_seed=3,
        roles=RolesConfig(author=role_of(server, **(role or {}))),
        # The server's model makes its problems of the seeds, by other numbers.
        admit=AdmitConfig(numbers="wanted"),
        how=about,
    )
    return RunConfig.model_validate(config.model_dump() | changes)


def run(config: RunConfig, to: Path | None = None, **more: Any) -> MadeRun:
    """The run, its dataset beside its workspace."""
    return make(config, to=to or Path(config.how.workspace).parent / "out", **more)


def problems(made: MadeRun | Path) -> list[dict[str, Any]]:
    """The rows of a dataset."""
    return rows_of(folder_of(made) / "accepted.jsonl")


def rejected(made: MadeRun | Path) -> list[dict[str, Any]]:
    """The rows of what was refused."""
    return rows_of(folder_of(made) / "rejected.jsonl")


def folder_of(made: MadeRun | Path) -> Path:
    return made if isinstance(made, Path) else Path(made.published.dataset)


def rows_of(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def reasons(made: MadeRun | Path) -> Counter[tuple[str, str]]:
    """Step and reason of what was refused, counted."""
    return Counter((row["step"], row["reason"]) for row in rejected(made))


def asked_by_prompt(requests: Iterable[Recorded]) -> Counter[str]:
    """Requests for replies, by the name of the prompt's type."""
    return Counter(str(one.prompt) for one in requests if one.content is not None)


def calls_since(server: HostileServer, before: int) -> list[Recorded]:
    """The requests for replies that came after the first ``before`` requests."""
    return [one for one in server.requests[before:] if one.content is not None]


def query(place: Path, sql: str) -> list[tuple[Any, ...]]:
    """Rows of the workspace's database."""
    with closing(sqlite3.connect(place / "workspace" / DATABASE)) as connection:
        return connection.execute(sql).fetchall()


def require_sound(place: Path) -> None:
    """The database opens clean."""
    assert query(place, "PRAGMA integrity_check") == [("ok",)]
    assert query(place, "PRAGMA foreign_key_check") == []


def ledger_calls(place: Path) -> int:
    return int(query(place, "SELECT count(*) FROM calls")[0][0])
