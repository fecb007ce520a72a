"""Accepted, deduplicated, written problems per second with the symbolic teacher, and the memory it takes.

    python benchmarks/symbolic.py --seeds ../shared/data/gsm8k/train.jsonl --json symbolic.json
    python benchmarks/symbolic.py --quick

Each run is the command a user types (``mathwright make``) in a fresh workspace.  Memory is the sum of the
proportional sizes (PSS) of all its processes, sampled four times a second.
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from processes import run
from processes import size as size_of
from rows import Row, Table, default_seeds

MATHWRIGHT = [sys.executable, "-m", "mathwright"]
RUN_FILE = """recipe = "mugglemath"
accepted = {accepted}
run_seed = 7
[seeds]
{seeds}
[options]
responses = {responses}
"""


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", type=Path, help="seed problems; default: GSM8K train where it is, else the shipped")
    parser.add_argument("--sizes", type=int, nargs="+", default=[100_000, 1_000_000])
    parser.add_argument("--json", type=Path)
    parser.add_argument("--quick", action="store_true", help="at most 60 s")
    asked = parser.parse_args()
    table = Table()
    help_time(table)
    seeds = asked.seeds or default_seeds()
    for size in [10_000] if asked.quick else asked.sizes:
        throughput(table, seeds, size, responses=1)
    if not asked.quick:
        throughput(table, seeds, asked.sizes[0], responses=3)
    table.write(asked.json)


def help_time(table: Table) -> None:
    """How long ``mathwright --help`` takes: median of seven."""
    times = []
    for _ in range(7):
        start = time.perf_counter()
        subprocess.run([*MATHWRIGHT, "--help"], capture_output=True, check=True)
        times.append(time.perf_counter() - start)
    table.add(Row("mathwright --help", round(statistics.median(times), 3), "s", 0.3, at_most=True, n=7))


def throughput(table: Table, seeds: Path | None, size: int, responses: int) -> None:
    """One whole run: rate, CPU a problem, peak memory of all processes."""
    with tempfile.TemporaryDirectory() as place:
        run_file = Path(place) / "run.toml"
        told = f'path = "{seeds}"' if seeds else "shipped = true"
        run_file.write_text(RUN_FILE.format(accepted=size, seeds=told, responses=responses))
        cost = run([*MATHWRIGHT, "make", str(run_file), "--workspace", f"{place}/ws", "--to", f"{place}/out"]).cost
        disk = size_of(Path(place))
        shutil.rmtree(f"{place}/ws", ignore_errors=True)
    name = f"make, {size:,} problems, k = {responses}"
    table.add(Row(f"{name}: rate", round(size / cost.wall_s, 1), "problems/s", 2_000, n=size))
    table.add(Row(f"{name}: CPU", round(1_000 * cost.cpu_s / size, 3), "ms a problem", 0.9, at_most=True, n=size))
    table.add(
        Row(
            f"{name}: peak memory, all processes", round(cost.peak_bytes / 2**20, 1), "MiB", 1_024, at_most=True, n=size
        )
    )
    table.add(Row(f"{name}: disk, workspace and dataset", round(disk / size / 1_000, 2), "kB a problem", n=size))


if __name__ == "__main__":
    main()
