"""Sandboxed programs per second, and how soon one that does not end is stopped.

    python benchmarks/sandbox.py --json sandbox.json
    python benchmarks/sandbox.py --quick

The programs are of the kind a solver writes: some arithmetic, a loop over cases, exact fractions.  Rates with monty
are with its workers warm; bubblewrap starts an interpreter for each program.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from rows import Row, Table

from mathwright.verify.sandbox.outcome import Limits, Sandbox
from mathwright.verify.sandbox.run import run_program, sandbox_available

ARITHMETIC = "boxes, pens = 3, 12\ngiven_away = boxes * pens // 4\nprint(boxes * pens - given_away)"
CASES = (
    "from itertools import combinations\n"
    "members = ['g'] * 5 + ['b'] * 4\n"
    "print(sum('g' in team and 'b' in team for team in combinations(members, 3)))"
)
COUNTING = "print(sum(1 for a in range(1, 60) for b in range(a, 60) if (a * b) % 12 == 0))"
FRACTIONS = "from fractions import Fraction\nrate = Fraction(1, 4) + Fraction(1, 6)\nprint(Fraction(2, 3) / rate)"
MIX = {ARITHMETIC: "27", CASES: "70", COUNTING: "445", FRACTIONS: "8/5"}
"""Program to its answer."""
SYMPY = "import sympy\nx = sympy.symbols('x')\nprint(sympy.solve(x**2 - 2)[1])"
ENDLESS = "while True: pass"
HOSTILE = (
    "x = 'a'\nwhile True: x = x + x",
    "print(10**10**10)",
    "def f(n): return f(n + 1)\nf(0)",
    "while True: print('x' * 1000)",
    "a = [0] * 10**10",
)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--programs", type=int, default=4_000, help="programs in monty; a fiftieth in bubblewrap")
    parser.add_argument("--json", type=Path)
    parser.add_argument("--quick", action="store_true", help="at most 60 s")
    asked = parser.parse_args()
    programs = 800 if asked.quick else asked.programs
    table = Table()
    first_program(table)
    monty(table, programs)
    stopped(table, "monty")
    after_hostile(table)
    reason = sandbox_available("bwrap")
    if reason is None:
        bubblewrap(table, max(16, programs // 50))
        stopped(table, "bwrap")
    else:
        print(f"bwrap: not measured: {reason}")
    table.write(asked.json)


def first_program(table: Table) -> None:
    """How long the first program of a process takes, its workers started."""
    start = time.perf_counter()
    solved(ARITHMETIC)
    table.add(Row("monty: first program of a process", 1_000 * (time.perf_counter() - start), "ms"))


def solved(source: str, sandbox: Sandbox = "monty") -> None:
    """Run one program of ``MIX``; ends the benchmark if its answer is wrong."""
    run = run_program(source, sandbox=sandbox)
    if run.answer != MIX[source]:
        sys.exit(f"{sandbox}: {run.answer!r} instead of {MIX[source]!r}: {run.error}\n{source}")


def monty(table: Table, programs: int) -> None:
    """Rates by kind of program and over all, one after the other; then from many threads at once."""
    mixed = [source for _ in range(programs // len(MIX)) for source in MIX]
    table.add(Row("monty: programs, one after the other", rate(mixed), "programs/s", 300, n=len(mixed)))
    for name, source in (("arithmetic", ARITHMETIC), ("exact fractions", FRACTIONS), ("1,770 cases", COUNTING)):
        part = [source] * (programs // 4)
        table.add(Row(f"monty: {name}", rate(part), "programs/s", n=len(part)))
    start = time.perf_counter()
    with ThreadPoolExecutor(16) as threads:
        list(threads.map(solved, mixed))
    table.add(
        Row("monty: programs, 16 threads", len(mixed) / (time.perf_counter() - start), "programs/s", n=len(mixed))
    )


def rate(sources: list[str]) -> float:
    """Programs per second, one after the other."""
    start = time.perf_counter()
    for source in sources:
        solved(source)
    return len(sources) / (time.perf_counter() - start)


def stopped(table: Table, sandbox: Sandbox) -> None:
    """How long an endless loop runs that may run one second."""
    start = time.perf_counter()
    run = run_program(ENDLESS, sandbox=sandbox, limits=Limits(seconds=1.0, memory=1 << 30))
    spent = time.perf_counter() - start
    if run.state != "over limit":
        sys.exit(f"{sandbox}: an endless loop ended as {run.state}: {run.error}")
    table.add(Row(f"{sandbox}: endless loop, limit 1 s", spent, "s", 1.5, at_most=True))


def after_hostile(table: Table) -> None:
    """How long a program takes that comes after a hostile one."""
    times = []
    for hostile in HOSTILE:
        run_program(hostile, limits=Limits(seconds=0.5))
        start = time.perf_counter()
        solved(ARITHMETIC)
        times.append(1_000 * (time.perf_counter() - start))
    table.add(Row("monty: program after a hostile one, slowest", max(times), "ms", 100, at_most=True, n=len(times)))


def bubblewrap(table: Table, programs: int) -> None:
    """Rates in bubblewrap, an interpreter each; with the import of sympy."""
    mixed = [source for _ in range(programs // len(MIX)) for source in MIX]
    start = time.perf_counter()
    for source in mixed:
        solved(source, "bwrap")
    table.add(Row("bwrap: programs", len(mixed) / (time.perf_counter() - start), "programs/s", n=len(mixed)))
    times = []
    for _ in range(3):
        run = run_program(SYMPY, sandbox="bwrap")
        if run.answer != "sqrt(2)":
            sys.exit(f"bwrap: sympy says {run.answer!r}: {run.error}")
        times.append(run.seconds)
    table.add(Row("bwrap: a program with sympy", statistics.median(times), "s", n=len(times)))


if __name__ == "__main__":
    main()
