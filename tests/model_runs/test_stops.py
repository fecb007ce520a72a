"""What no further call would mend ends the run at once, says how to mend it, and loses nothing."""

from __future__ import annotations

import socket
import time
from pathlib import Path

import pytest

from mathwright.errors import UsageError
from mathwright.jobs.runs import list_runs
from tests.hostile.faults import Faults
from tests.hostile.model import ProgramModel
from tests.hostile.server import HostileServer
from tests.model_runs.processes import command, run_file
from tests.model_runs.runs import MODEL, config_of, ledger_calls, query, run

AT_ONCE = 64
"""Most calls that may have been on their way when the first failed."""


class Nowhere:
    """An address where nobody listens."""

    def __init__(self) -> None:
        with socket.create_server(("127.0.0.1", 0)) as taken:
            self.address = f"http://127.0.0.1:{taken.getsockname()[1]}"
        self.base_url = f"{self.address}/v1"


@pytest.mark.parametrize("provider", ["openai", "anthropic"])
def test_a_wrong_key_stops_the_run_at_once_and_the_right_one_goes_on(
    tmp_path: Path, provider: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOME_KEY", "wr0ng")
    with HostileServer(model=ProgramModel(), keys={"right"}) as server:
        config = config_of(tmp_path, server, accepted=4, role={"provider": provider, "api_key_env": "SOME_KEY"})
        with pytest.raises(UsageError, match="SOME_KEY") as raised:
            run(config)
        assert "401" in str(raised.value)
        assert "wr0ng" not in str(raised.value)
        assert len(server.requests) <= AT_ONCE
        assert {one.status for one in server.requests} == {401}
        monkeypatch.setenv("SOME_KEY", "right")
        assert run(config).state == "complete"


def test_a_key_that_is_withdrawn_in_the_middle_loses_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOME_KEY", "right")
    with HostileServer(model=ProgramModel(), keys={"right"}) as server:
        role = {"api_key_env": "SOME_KEY"}
        run(config_of(tmp_path, server, accepted=3, role=role))
        paid = ledger_calls(tmp_path)
        monkeypatch.setenv("SOME_KEY", "withdrawn")
        with pytest.raises(UsageError, match="401"):
            run(config_of(tmp_path, server, accepted=60, role=role))
        assert ledger_calls(tmp_path) == paid
        assert [one.state for one in list_runs(tmp_path / "workspace")] == ["failed"]
        monkeypatch.setenv("SOME_KEY", "right")
        made = run(config_of(tmp_path, server, accepted=60, role=role))
        assert (made.state, made.published.made) == ("complete", 60)
        assert server.billed.total() == ledger_calls(tmp_path)


@pytest.mark.parametrize("provider", ["openai", "anthropic"])
def test_an_unknown_model_stops_the_run_at_once_and_is_named(tmp_path: Path, provider: str) -> None:
    with HostileServer(model=ProgramModel(), models={"large"}) as server:
        config = config_of(tmp_path, server, accepted=4, role={"provider": provider})
        with pytest.raises(UsageError, match=MODEL) as raised:
            run(config)
        asked = [one.status for one in server.requests]
    assert "404" in str(raised.value)
    assert 0 < len(asked) <= AT_ONCE
    assert set(asked) == {404}


def test_a_port_where_nobody_listens_ends_the_run_within_its_patience(tmp_path: Path) -> None:
    limits = {"breaker_failures": 3, "breaker_patience_s": 1.5, "retry_base_s": 0.01}
    where = Nowhere()
    config = config_of(tmp_path, where, accepted=4, role={"limits": limits})
    begun = time.monotonic()
    told: list[str] = []
    made = run(config, tell=lambda what, done, total, note="": told.append(note))
    assert time.monotonic() - begun < 15
    assert made.state == "unfinished"
    assert made.stopped is not None
    assert where.base_url in made.stopped
    assert "cannot connect" in made.stopped
    assert "base_url" in made.stopped
    assert any("provider down" in note for note in told)
    assert ledger_calls(tmp_path) == 0
    port = int(where.address.rpartition(":")[2])
    with HostileServer(model=ProgramModel(), port=port):
        assert run(config).state == "complete"


def test_a_port_where_nobody_listens_is_said_by_the_command(tmp_path: Path) -> None:
    limits = {"breaker_failures": 2, "breaker_patience_s": 0.5, "retry_base_s": 0.01}
    where = Nowhere()
    path = run_file(config_of(tmp_path, where, accepted=4, role={"limits": limits}), tmp_path / "run.toml")
    ended = command("make", path, "--to", tmp_path / "out")
    assert ended.code == 3
    assert where.base_url in ended.err
    assert "Traceback" not in ended.err


def test_a_server_that_is_away_for_a_while_is_waited_for(tmp_path: Path) -> None:
    faults = Faults(seed=1, latency_s=0.02)
    limits = {"breaker_failures": 3, "breaker_patience_s": 30.0, "retry_base_s": 0.01, "retries": 20}
    with HostileServer(faults, model=ProgramModel()) as server:
        config = config_of(tmp_path, server, accepted=20, role={"limits": limits})
        broken: list[int] = []

        def tell(what: str, done: int, total: int | None, note: str = "", /) -> None:
            if len(server.calls) > 20 and not broken:
                broken.append(len(server.calls))
                server.break_connections()

        made = run(config, tell=tell)
    assert broken
    assert (made.state, made.published.made) == ("complete", 20)


def test_more_errors_than_allowed_end_the_run_and_say_which(tmp_path: Path) -> None:
    with HostileServer(Faults(chinese=0.6), model=ProgramModel()) as server:
        config = config_of(tmp_path, server, accepted=200, how={"max_error_rate": 0.1})
        made = run(config)
        asked = len(server.requests)
        assert made.state == "unfinished"
        assert made.stopped is not None
        assert "more than the 10.0% of --max-error-rate" in made.stopped
        assert "in another language" in made.stopped
        assert asked < 500
        assert query(tmp_path, "SELECT count(*) FROM calls")[0][0] == server.billed.total()
        made = run(config_of(tmp_path, server, accepted=5))
    assert (made.state, made.published.made) == ("complete", 5)
