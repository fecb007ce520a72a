"""A key stands in the request's header, and nowhere else, however servers shout it back."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import zstandard

from mathwright.store.ledger_reading import find_call
from mathwright.store.workspace import DATABASE, Workspace
from tests.hostile.asked import Way
from tests.hostile.faults import Faults, Transport
from tests.hostile.handler import Handler, failure
from tests.hostile.model import ProgramModel
from tests.hostile.server import HostileServer
from tests.hostile.wire import Arrived, Reply, Wire
from tests.model_runs.processes import Ended, command, run_file
from tests.model_runs.runs import config_of, ledger_calls

KEY = "sk-Planted0Key1Planted2Key3"
HEADER = "hdr-Planted4Header5Planted"
QUERY = "qry-Planted6Query7Planted"
SECRETS = {"PLANTED_KEY": KEY, "PLANTED_HEADER": HEADER, "PLANTED_QUERY": QUERY}
ROLE = {
    "api_key_env": "PLANTED_KEY",
    "headers": {"X-Gateway-Token": "env:PLANTED_HEADER"},
    "query": {"code": "env:PLANTED_QUERY"},
}


class Shouting(Handler):
    """Says in every error what it was sent, as a gateway's page for debugging does."""

    heard = ""

    def serve(self, wire: Wire, arrived: Arrived) -> None:
        self.heard = arrived.head.decode("latin-1")
        super().serve(wire, arrived)

    def _failed_reply(self, fault: Transport | None, way: Way) -> Reply | None:
        reply = super()._failed_reply(fault, way)
        if reply is None or reply.status == 429:
            return reply
        if reply.kind == "application/json":
            return failure(way, reply.status, "server_error", self.heard)
        return reply._replace(body=reply.body + self.heard.encode())

    def _not_allowed(self, arrived: Arrived, recorded: Any) -> Reply | None:
        return self.shouted(super()._not_allowed(arrived, recorded))

    def shouted(self, reply: Reply | None) -> Reply | None:
        return None if reply is None else failure("openai", reply.status, "invalid_request_error", self.heard)


def shouting(faults: Faults, **more: Any) -> HostileServer:
    server = HostileServer(faults, model=ProgramModel(), **more)
    server.handler.__class__ = Shouting
    return server


def everything_in(place: Path) -> Iterator[tuple[str, bytes]]:
    """Every file under a place; of a workspace also what lies compressed in it."""
    for path in sorted(place.rglob("*")):
        if path.is_file():
            yield str(path), path.read_bytes()
    for database in place.rglob(DATABASE):
        yield from _unpacked(database)


def _unpacked(database: Path) -> Iterator[tuple[str, bytes]]:
    with closing(sqlite3.connect(database)) as connection:
        tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        for table in tables:
            for row in connection.execute(f"SELECT * FROM {table}"):
                for cell in row:
                    if isinstance(cell, bytes):
                        yield f"{table}: {cell[:8]!r}", _plain(cell)
                    else:
                        yield table, str(cell).encode()
        keys = [key for (key,) in connection.execute("SELECT hex(key) FROM calls")]
    with Workspace.open(database.parent) as workspace:
        for key in keys:
            yield f"call {key}", find_call(workspace, key.lower()).model_dump_json().encode()


def _plain(blob: bytes) -> bytes:
    try:
        return zstandard.ZstdDecompressor().decompress(blob, max_output_size=1 << 24)
    except zstandard.ZstdError:
        return blob


def require_none(place: Path, *ended: Ended) -> None:
    texts = [(f"output of command {n}", (one.out + one.err).encode()) for n, one in enumerate(ended)]
    looked = 0
    for where, content in (*everything_in(place), *texts):
        looked += 1
        for name, secret in SECRETS.items():
            assert secret.encode() not in content, f"{name} stands in {where}"
    assert looked > len(texts)


def test_no_secret_is_kept_by_a_run_through_faults(tmp_path: Path) -> None:
    faults = Faults(seed=1).broken(0.3).careless(0.2)
    with shouting(faults, keys={KEY}) as server:
        config = config_of(tmp_path, server, accepted=4, role={**ROLE, "limits": {"retries": 0}})
        path = run_file(config, tmp_path / "run.toml")
        made = command("make", path, "--to", tmp_path / "out", environment=SECRETS)
        assert made.code in (0, 3), made.err
        checked = command("check", path, environment=SECRETS)
        shown = command("runs", "list", "--workspace", tmp_path / "workspace", environment=SECRETS)
        seen = {one.key for one in server.calls}
        assert QUERY in server.handler.heard
        assert HEADER in server.handler.heard
    assert seen == {KEY}
    reasons = b"".join(content for where, content in everything_in(tmp_path) if where == "outcomes")
    assert b"X-Gateway-Token: ***" in reasons  # what the server shouted is told, so far as it may be
    assert b"PLANTED_HEADER" in b"".join(content for where, content in everything_in(tmp_path) if "call" in where)
    require_none(tmp_path, made, checked, shown)


def test_no_secret_stands_in_what_is_said_of_a_wrong_key(tmp_path: Path) -> None:
    with shouting(Faults(), keys={"another"}) as server:
        path = run_file(config_of(tmp_path, server, role=ROLE), tmp_path / "run.toml")
        ended = [command(*words, environment=SECRETS) for words in (("make", path), ("check", path))]
        seen = {one.key for one in server.requests}
    assert seen == {KEY}
    assert [one.code for one in ended] == [1, 1]
    assert all("401" in one.err and "PLANTED_KEY" in one.err for one in ended)
    require_none(tmp_path, *ended)


def test_no_secret_is_written_into_a_wave(tmp_path: Path) -> None:
    with shouting(Faults()) as server:
        config = config_of(tmp_path, server, role=ROLE, how={"offline": str(tmp_path / "waves")})
        ended = command("make", run_file(config, tmp_path / "run.toml"), "--to", tmp_path / "out", environment=SECRETS)
        assert server.requests == []
    assert ended.code == 3, ended.err
    assert len(list((tmp_path / "waves").iterdir())) == 1
    require_none(tmp_path, ended)


def test_no_secret_is_kept_by_a_run_in_batches(tmp_path: Path) -> None:
    with shouting(Faults(batch_failed_line=0.1, batch_polls=0), keys={KEY}) as server:
        config = config_of(tmp_path, server, accepted=3, role=ROLE, how={"batch": True, "batch_quiet_s": 0.2})
        made = command("make", run_file(config, tmp_path / "run.toml"), "--to", tmp_path / "out", environment=SECRETS)
        assert {one.key for one in server.requests} == {KEY}
    assert made.code in (0, 3), made.err  # a line that fails in three batches leaves its item unfinished
    assert ledger_calls(tmp_path) > 0
    require_none(tmp_path, made)
