"""What a call to a model costs us, from the prompt to the reply that a recipe gets, and how many pass at once.

    python benchmarks/calls.py --json calls.json
    python benchmarks/calls.py --quick

A canned server on one core answers every prompt (about 1,500 characters) with one text of 1,200; the client runs on
another core and does what a run does: renders the prompt, looks into the ledger, waits for the limits, sends, reads
the reply, and commits it before it is used.  Each row is a process of its own; CPU is that of all its threads.  The
bare loop posts the same bytes with aiohttp and reads the reply, in turns with our path in one process: what both take
grows and falls together with the machine's other load.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
sys.path.insert(0, str(Path(__file__).resolve().parent))
from calls_peers import compare_peers
from rows import Row, Table, default_seeds
from tests.hostile.faults import Faults
from tests.hostile.process import hostile_process

from mathwright.seeds.shipped import shipped_seeds

HERE = Path(__file__).resolve().parent
CLIENT = HERE / "calls_client.py"
ENVIRONMENT = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
"""Of the measured process: an installed package is compiled before it is first imported."""
BODY = 1200
SERVER_CORE = 1
ROWS = 2_000


@dataclass(frozen=True)
class Run:
    """A client process that has ended."""

    found: dict[str, Any]
    wall_s: float
    peak_mb: float


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--quick", action="store_true", help="at most 60 s")
    parser.add_argument("--only", choices=PARTS, nargs="+", default=[*PARTS], help="these parts alone")
    asked = parser.parse_args()
    table = Table()
    table.add(Row("load before, over a minute", round(os.getloadavg()[0], 2), "processes"))
    with tempfile.TemporaryDirectory() as place:
        pool = written_pool(Path(place) / "pool.txt")
        for part in asked.only:
            PARTS[part](table, pool, asked.quick)
    table.add(Row("load after, over a minute", round(os.getloadavg()[0], 2), "processes"))
    table.write(asked.json)


def written_pool(path: Path) -> Path:
    """A file of questions and solutions: GSM8K train where it is, else the shipped seed problems."""
    seeds = default_seeds()
    if seeds is not None:
        told = [json.loads(line) for line in seeds.read_text("utf-8").splitlines()]
        texts = [f"{row['question']} {row['answer']}" for row in told]
    else:
        texts = [" ".join((seed.question, *seed.solutions)) for seed in shipped_seeds()]
    path.write_text(" ".join(texts).replace("#### ", "So the answer is "), "utf-8")  # a reply has one final answer
    return path


def client(job: str, port: int, pool: Path, *options: object) -> Run:
    """Run the client to its end."""
    command = [sys.executable, str(CLIENT), job, "--port", str(port), "--pool", str(pool), *map(str, options)]
    began = time.perf_counter()
    process = subprocess.Popen(
        [*command, "--spawned", str(began)], stdout=subprocess.PIPE, env=ENVIRONMENT, cwd=HERE.parent
    )
    assert process.stdout is not None
    said = process.stdout.read()
    process.stdout.close()
    _, status, used = os.wait4(process.pid, 0)
    wall_s = time.perf_counter() - began
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"the client failed ({process.returncode}): {' '.join(command)}")
    return Run(json.loads(said), wall_s, used.ru_maxrss * 1024 / 1e6)


def steady(table: Table, pool: Path, quick: bool) -> None:
    """Zero latency, 512 in flight: CPU and rate, beside the bare loop."""
    calls, rounds = (3_000, 3) if quick else (10_000, 7)
    with hostile_process("--canned", str(BODY), "--core", str(SERVER_CORE)) as server:
        found = client("steady", server.port, pool, "--calls", calls, "--rounds", rounds).found
        shipped = client(
            "steady", server.port, pool, "--calls", calls, "--rounds", 1 if quick else rounds, "--shipped"
        ).found
    n = calls * rounds
    ratio = median(ours / bare for ours, bare in zip(found["rate"], found["bare_rate"], strict=True))
    cpu = median(found["cpu_ms"])
    table.add(Row(f"steady, {found['prompt_characters']} characters: CPU, must", cpu, "ms a call", 0.30, True, n))
    table.add(Row(f"steady, {found['prompt_characters']} characters: CPU", cpu, "ms a call", 0.18, True, n))
    table.add(Row("steady: rate", median(found["rate"]), "calls/s", 5_000, n=n))
    table.add(Row("steady: rate by bare aiohttp loop's, must", ratio, "ratio", 1 / 3, n=n))
    table.add(Row("steady: rate by bare aiohttp loop's", ratio, "ratio", 0.55, n=n))
    by_cpu = median(bare / ours for ours, bare in zip(found["cpu_ms"], found["bare_cpu_ms"], strict=True))
    # Where others use the cores too, the server may hold the bare loop back: then the ratio of the rates is too kind.
    table.add(Row("steady: bare loop's CPU by ours", by_cpu, "ratio", n=n))
    table.add(Row("steady: bare aiohttp loop, rate", median(found["bare_rate"]), "calls/s", n=n))
    table.add(Row("steady: bare aiohttp loop, CPU", median(found["bare_cpu_ms"]), "ms a call", n=n))
    name = f"steady, shipped template, {shipped['prompt_characters']} characters"
    table.add(Row(f"{name}: CPU", median(shipped["cpu_ms"]), "ms a call", n=n))
    table.add(Row(f"{name}: rate", median(shipped["rate"]), "calls/s", n=n))


def fresh(table: Table, pool: Path, quick: bool) -> None:
    """A process from nothing: its first reply, and 2,000 rows."""
    times = 2 if quick else 7
    with hostile_process("--canned", str(BODY), "--core", str(SERVER_CORE)) as server:
        client("rows", server.port, pool, "--calls", 1)  # writes what Python compiles
        first = [client("rows", server.port, pool, "--calls", 1) for _ in range(times)]
        runs = [client("rows", server.port, pool, "--calls", ROWS) for _ in range(times)]
    first_s = median(run.found["first_s"] for run in first)
    table.add(Row("first reply after process start", first_s, "s", 1.0, True, times))
    rate = ROWS / median(run.wall_s for run in runs)
    table.add(Row(f"{ROWS:,} rows, start-up included: rate", rate, "rows/s", 1_400, n=times))
    table.add(Row(f"{ROWS:,} rows: peak memory", max(run.peak_mb for run in runs), "MB", 120, True, times))


def latency(table: Table, pool: Path, quick: bool) -> None:
    """Replies that take a second, 1,000 and 4,000 of them at once."""
    settings = json.dumps({"latency_s": 1.0})
    options = ("--canned", str(BODY), "--core", str(SERVER_CORE), "--faults", settings)
    for in_flight, goal in ((1_000, 950), (4_000, 2_000)):
        # A quick run begins with all of them; from the usual 16 the limit doubles every second.
        start, ramp_s, seconds = (in_flight, 3, 5) if quick else (16, 14, 29)
        with hostile_process(*options) as server:
            asked = ("--seconds", seconds, "--in-flight", in_flight, "--start", start)
            run = client("waiting", server.port, pool, *asked)
        ended = run.found["ended_s"]
        name = f"1 s latency, {in_flight:,} in flight"
        table.add(Row(f"{name}: after {ramp_s} s", rate_between(ended, ramp_s, seconds), "calls/s", goal, n=len(ended)))
        table.add(Row(f"{name}: with the ramp from {start}", rate_between(ended, 0, seconds), "calls/s", n=len(ended)))
        table.add(Row(f"{name}: CPU", run.found["cpu_ms"], "ms a call", n=len(ended)))


def rate_between(ended: Sequence[float], begin_s: float, end_s: float) -> float:
    """Replies a second between two moments."""
    return sum(begin_s <= moment < end_s for moment in ended) / (end_s - begin_s)


def faults(table: Table, pool: Path, quick: bool) -> None:
    """Every quick transport fault, 5 % in all, at 200 ms."""
    calls = 2_000 if quick else 30_000
    rates: dict[float, float] = {}
    for share in (0.0, 0.05):
        settings = Faults(latency_s=0.2).broken(share)
        with hostile_process("--core", str(SERVER_CORE), faults=settings) as server:
            run = client("waiting", server.port, pool, "--calls", calls, "--in-flight", 256)
        rates[share] = calls / run.found["ended_s"][-1]
        name = "200 ms latency, 256 in flight, " + (f"{share:.0%} faults" if share else "clean")
        table.add(Row(f"{name}: rate", rates[share], "calls/s", n=calls))
        if share:
            table.add(Row(f"{name}: tries repeated", run.found["retried"] + run.found["throttled"], "tries", n=calls))
    # In a quick run the last calls, which wait for their third or fourth try, take half of the time.
    table.add(Row("5% faults by clean", rates[0.05] / rates[0.0], "ratio", None if quick else 0.8, n=calls))


def long(table: Table, pool: Path, quick: bool) -> None:
    """Many calls with texts of their own: memory and disk."""
    calls = 20_000 if quick else 1_000_000
    with hostile_process("--canned", str(BODY), "--core", str(SERVER_CORE)) as server:
        run = client("long", server.port, pool, "--calls", calls, "--varied")
    memory, name = run.found["memory_mb"], f"{calls:,} calls"
    table.add(Row(f"{name}: rate", run.found["rate"], "calls/s", n=calls))
    # SQLite's caches, twice 32 MB, are full after about 40,000 calls.
    flat = None if quick else 1.05
    table.add(Row(f"{name}: memory after all by after half", memory[-1] / memory[4], "ratio", flat, True, calls))
    table.add(Row(f"{name}: peak memory", run.peak_mb, "MB", n=calls))
    table.add(Row(f"{name}: disk while open", run.found["open_bytes"] / 1000, "kB a call", n=calls))
    table.add(Row(f"{name}: disk", run.found["closed_bytes"] / 1000, "kB a call", 1.3, True, calls))


def replay(table: Table, pool: Path, quick: bool) -> None:
    """A finished run asked again."""
    calls = 4_000 if quick else 30_000
    with hostile_process("--canned", str(BODY), "--core", str(SERVER_CORE)) as server:
        run = client("replay", server.port, pool, "--calls", calls, "--rounds", 5, "--varied")
    table.add(Row("replay of a finished run", median(run.found["rate"]), "calls/s", 20_000, n=calls))


def peers(table: Table, pool: Path, quick: bool) -> None:
    """Other programs for the same, where they install; not in a quick run.

    MATHWRIGHT_PEERS may name a directory of virtual environments that hold them already.
    """
    if quick:
        return
    given = os.environ.get("MATHWRIGHT_PEERS")
    few, many = 500, 8_000
    with hostile_process("--canned", str(BODY), "--core", str(SERVER_CORE)) as server:
        walls = [client("rows", server.port, pool, "--calls", rows).wall_s for rows in (few, many)]
        ours = (many - few) / (walls[1] - walls[0])
        compare_peers(table, server.base_url, ours, Path(given) if given else None)


PARTS = {part.__name__: part for part in (steady, fresh, latency, faults, long, replay, peers)}

if __name__ == "__main__":
    main()
