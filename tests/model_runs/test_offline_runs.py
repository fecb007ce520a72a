"""Runs without a network, wave by wave: the replies are written from the files of the waves alone."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

from mathwright.jobs.config import RunConfig
from mathwright.jobs.make import MadeRun
from mathwright.jobs.offline import import_files, replies_path
from mathwright.seeds.shipped import shipped_seeds
from mathwright.store.workspace import DATABASE
from tests.hostile.asked import Told, asked_of, reply_body
from tests.hostile.model import ProgramModel
from tests.hostile.server import HostileServer
from tests.model_runs.runs import config_of, ledger_calls, problems, query, run

SEEDS = 12
MOST_WAVES = 40


class Elsewhere:
    """Where the model would be; nobody is asked there."""

    address = "http://127.0.0.1:9"
    base_url = f"{address}/v1"


def config(place: Path, recipe: str = "mugglemath", **more: Any) -> RunConfig:
    path = place / "seeds.jsonl"
    seeds = [seed for seed in shipped_seeds() if seed.solutions][:SEEDS]
    rows = ({"question": seed.question, "answer": seed.solutions[0]} for seed in seeds)
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    how = {"offline": str(place / "waves"), "concurrency": 25_000}  # what it is where none is named
    about: dict[str, Any] = {"accepted": 8, "how": how, "seeds": {"path": str(path)}, "options": {"responses": 2}}
    return config_of(place, Elsewhere(), recipe, **(about | more))


def answered(model: ProgramModel, wave: Path, which: Callable[[int], bool] = lambda place: True) -> Path:
    """The replies to a wave, as ``vllm run-batch`` writes them."""
    target = replies_path(wave)
    with target.open("w", encoding="utf-8") as file:
        for place, text in enumerate(wave.read_text(encoding="utf-8").splitlines()):
            if which(place):
                line = json.loads(text)
                asked = asked_of("openai", line["body"])
                body = reply_body(asked, [Told(model.reply(asked, 0))], f"r{place}")
                response = {"status_code": 200, "request_id": f"r{place}", "body": body}
                file.write(json.dumps({"id": "1", "custom_id": line["custom_id"], "response": response, "error": None}))
                file.write("\n")
    return target


def waves_in(place: Path) -> list[Path]:
    return sorted(path for path in (place / "waves").glob("wave-*.jsonl") if "replies" not in path.name)


def keys_of(wave: Path) -> list[str]:
    return [json.loads(line)["custom_id"] for line in wave.read_text(encoding="utf-8").splitlines()]


def to_the_end(
    place: Path, config: RunConfig, model: ProgramModel, which: Callable[[int], bool] = lambda place: True
) -> tuple[MadeRun, list[Path]]:
    """The run, wave after wave; the files that were written come with it.  ``which``: of the first wave's lines."""
    seen: list[Path] = []
    for _ in range(MOST_WAVES):
        made = run(config)
        if made.state != "unfinished":
            return made, seen
        new = [wave for wave in waves_in(place) if wave not in seen]
        assert len(new) == 1, made.next_steps
        (wave,) = new
        kept = import_files(place / "workspace", [answered(model, wave, (lambda place: True) if seen else which)])
        assert kept.kept > 0
        assert (kept.bad, kept.unknown, kept.failed) == (0, 0, {})
        seen.append(wave)
    raise AssertionError(f"not ended after {MOST_WAVES} waves")


def test_a_run_goes_wave_by_wave_to_the_same_problems_as_online(tmp_path: Path) -> None:
    model = ProgramModel()
    made, waves = to_the_end(tmp_path, config(tmp_path), model)
    assert (made.state, made.published.made) == ("complete", 8)
    assert [wave.name for wave in waves] == [f"wave-{number:03d}.jsonl" for number in range(1, len(waves) + 1)]
    keys = [key for wave in waves for key in keys_of(wave)]
    assert len(keys) == len(set(keys)) == ledger_calls(tmp_path)
    assert query(tmp_path, "SELECT DISTINCT way FROM calls JOIN call_kinds USING (kind)") == [("offline",)]
    with HostileServer(model=ProgramModel()) as server:
        (tmp_path / "online").mkdir()
        online = config_of(
            tmp_path / "online", server, accepted=8, seeds={"path": str(tmp_path / "seeds.jsonl")},
            options={"responses": 2},
        )  # fmt: skip
        assert problems(run(online)) == problems(made)


def test_a_math2_run_goes_wave_by_wave(tmp_path: Path) -> None:
    about = config(tmp_path, "math2", accepted=3, seeds={"shipped": True}, options={"seed_fraction": 0.2})
    made, waves = to_the_end(tmp_path, about, ProgramModel())
    assert (made.state, made.published.made) == ("complete", 3)
    # label, cluster, relabel, check, pair, write, attempt, votes, solutions, one skill and the other
    assert len(waves) == 11


def test_a_wave_answered_in_part_asks_the_rest_in_the_next(tmp_path: Path) -> None:
    made, waves = to_the_end(tmp_path, config(tmp_path), ProgramModel(), which=lambda place: place % 2 == 0)
    assert (made.state, made.published.made) == ("complete", 8)
    first, second = keys_of(waves[0]), keys_of(waves[1])
    assert set(first[1::2]) <= set(second)
    assert not set(first[::2]) & set(second)
    whole = tmp_path / "whole"
    whole.mkdir()
    at_once, _ = to_the_end(whole, config(whole), ProgramModel())
    assert [row["problem"] for row in problems(at_once)] == [row["problem"] for row in problems(made)]


def test_what_waits_is_said_and_not_written_again(tmp_path: Path) -> None:
    first = run(config(tmp_path))
    (wave,) = waves_in(tmp_path)
    assert first.state == "unfinished"
    assert first.next_steps[0] == f"wrote {wave}: {len(keys_of(wave))} requests for small"
    second = run(config(tmp_path))
    assert waves_in(tmp_path) == [wave]
    told = "\n".join(second.next_steps)
    assert f"no replies yet to {wave}: {len(keys_of(wave))} requests wait" in told
    assert f"vllm run-batch -i {wave} -o {replies_path(wave)} --model small" in told
    assert f"mathwright ledger import {replies_path(wave)}" in told


def test_after_an_edit_of_the_run_file_the_wave_that_waits_is_still_said(tmp_path: Path) -> None:
    """Another run asks the same calls: they are its own now, and lie in a file that the earlier run wrote."""
    run(config(tmp_path))
    (wave,) = waves_in(tmp_path)
    count = len(keys_of(wave))
    edited = config(tmp_path, options={"responses": 3})
    second = run(edited)
    assert second.next_steps[:2] == (
        f"nothing new to ask; {count} requests wait for replies to earlier waves",
        f"no replies yet to {wave}: {count} requests wait",
    )
    assert str(replies_path(wave)) in "\n".join(second.next_steps)
    assert waves_in(tmp_path) == [wave]
    assert import_files(tmp_path / "workspace", [answered(ProgramModel(), wave)]).kept == count
    third = run(edited)
    assert len(waves_in(tmp_path)) == 2
    assert "no replies yet" not in "\n".join(third.next_steps)


def test_an_edit_that_changes_every_call_leaves_the_old_wave_out(tmp_path: Path) -> None:
    run(config(tmp_path))
    (wave,) = waves_in(tmp_path)
    second = run(config(tmp_path, options={"responses": 2, "kinds": ["fractions"]}))
    (other,) = set(waves_in(tmp_path)) - {wave}
    assert second.next_steps[0] == f"wrote {other}: {len(keys_of(other))} requests for small"
    assert not set(keys_of(wave)) & set(keys_of(other))
    assert str(wave) not in "\n".join(second.next_steps)
    again = run(config(tmp_path))
    assert f"no replies yet to {wave}: {len(keys_of(wave))} requests wait" in again.next_steps


def test_a_wave_whose_file_a_killed_run_never_wrote_is_written_by_the_next_that_asks(tmp_path: Path) -> None:
    run(config(tmp_path))
    (wave,) = waves_in(tmp_path)
    lines = wave.read_bytes()
    # a kill after the plan: the file was never made
    wave.unlink()
    with closing(sqlite3.connect(tmp_path / "workspace" / DATABASE)) as connection, connection:
        connection.execute("UPDATE waves SET state = 'planned'")
    second = run(config(tmp_path, options={"responses": 3}))
    assert waves_in(tmp_path) == [wave]
    assert second.next_steps[0] == f"wrote {wave}: {len(keys_of(wave))} requests for small"
    assert wave.read_bytes() == lines
