"""A process of its own that keeps calls or spends a budget, to be killed or to race with others."""

from __future__ import annotations

import asyncio
import os
import random
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from tests.store.paid_calls import paid, reply_of

from mathwright.store.budget import Charge
from mathwright.store.ledger import Ledger
from mathwright.store.place import Place, place_of
from mathwright.store.workspace import Workspace

RUN = "run-one"


def start(mode: str, place: Place, seed: int, count: int) -> subprocess.Popen[str]:
    """Begin one process; each line it prints is a fact that holds whatever happens to it."""
    root = Path(__file__).resolve().parents[2]
    return subprocess.Popen(
        [sys.executable, __file__, mode, str(place), str(seed), str(count)],
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(root), *sys.path])},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def go(processes: Sequence[subprocess.Popen[str]]) -> None:
    """Let processes begin once all of them are ready."""
    for process in processes:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()


def say(*facts: object) -> None:
    """Print a line that is read even if the process dies after it."""
    sys.stdout.write(" ".join(map(str, facts)) + "\n")
    sys.stdout.flush()


async def keep(ledger: Ledger, seed: int, count: int) -> None:
    """Keep ``count`` calls from number ``seed`` on, 32 at once, and say which are kept."""
    numbers = iter(range(seed, seed + count))

    async def one_after_the_other() -> None:
        for number in numbers:
            await ledger.keep(paid(number))
            say(number)

    await asyncio.gather(*(one_after_the_other() for _ in range(32)))


async def same(ledger: Ledger, seed: int, count: int) -> None:
    """Keep calls that other processes keep too, with another reply, and say whose stands."""
    for start in range(0, count, 10):
        group = [paid(number, reply=reply_of(number * 100 + seed)) for number in range(start, start + 10)]
        for call, new in zip(group, await asyncio.gather(*map(ledger.keep, group)), strict=True):
            say(call.key.hex(), seed if new else "other")


async def crossing(ledger: Ledger, seed: int, count: int) -> None:
    """Keep the calls that other processes keep too, in another order, and say which were new."""
    numbers = list(range(count))
    random.Random(seed).shuffle(numbers)
    for start in range(0, count, 20):
        say(await ledger.keep_many([paid(number) for number in numbers[start : start + 20]]))


async def spend(ledger: Ledger, seed: int, count: int) -> None:
    """Reserve and settle random amounts until the budget is spent, and say what was settled."""
    chance = random.Random(seed)

    async def one_after_the_other(worker: int) -> None:
        for number in range(count):
            most = chance.randint(1, 1000)
            if await ledger.reserve([("usd", most), ("judge:usd", most)]) is not None:
                continue
            actual = chance.randint(0, most)
            call = paid((seed * 64 + worker) * 10_000 + number, request=b"{}", reply=b"{}", cost_nano_usd=actual)
            await ledger.keep(call, [Charge("usd", most, actual), Charge("judge:usd", most, actual)])
            say(actual)

    await asyncio.gather(*(one_after_the_other(worker) for worker in range(8)))


MODES = {"keep": keep, "same": same, "crossing": crossing, "spend": spend}


def main() -> None:
    mode, place, seed, count = sys.argv[1], place_of(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4])
    with Workspace.open(place) as workspace, Ledger(workspace, RUN) as ledger:
        say("ready")
        sys.stdin.readline()
        asyncio.run(MODES[mode](ledger, seed, count))


if __name__ == "__main__":
    main()
