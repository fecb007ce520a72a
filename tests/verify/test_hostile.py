"""Whatever an answer is, the checker gives a verdict, in bounded time and memory, and runs nothing of it."""

import asyncio
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from tests.patience import RUNAWAY_S
from tests.verify.hostile_answers import HARMLESS, HOSTILE, PWNED

from mathwright.records import Verdict
from mathwright.verify.equality import same
from mathwright.verify.policy import check
from mathwright.verify.workers.ask import LIMIT_S

ROOT = Path(__file__).parents[2]
NEVER_EQUAL = {"NaN", "nan", "empty", "a space", "a million spaces", "an empty box"}
"""Those that are no answer: not equal to themselves either."""
GROWTH_KB = 200_000
GROWTH = """
from resource import RUSAGE_SELF, getrusage
from tests.verify.hostile_answers import HARMLESS, HOSTILE
from mathwright.verify.policy import check
check(HARMLESS, HARMLESS)
before = getrusage(RUSAGE_SELF).ru_maxrss
for made in HOSTILE.values():
    check(HARMLESS, made())
print(getrusage(RUSAGE_SELF).ru_maxrss - before)
"""
"""What a process of its own grows by; the workers have a limit that the kernel keeps."""

WALL_S = 15.0
"""A worker's second of processor time on a machine that does much else."""


WAYS: dict[str, Callable[[str], Verdict]] = {
    "beside a number": lambda text: same(HARMLESS, text),
    "beside a formula": lambda text: same(r"\frac{x+1}{\sqrt{2}}", text),
    "beside a little more of it": lambda text: same(text, f"{text}+1"),
    "as a reply": lambda text: check(HARMLESS, text),
    "as a gold answer": lambda text: check(text, HARMLESS),
    "in a box": lambda text: check(HARMLESS, rf"So we get \boxed{{{text}}}."),
    "after its announcement": lambda text: check(HARMLESS, f"The answer is {text}"),
    "as a question": lambda text: check("5 cm", "50 mm", question=text),
}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("name", HOSTILE)
def test_gives_a_verdict_within_the_limit(name: str, way: str) -> None:
    text = HOSTILE[name]()
    begun, begun_s = time.process_time(), time.monotonic()
    verdict = WAYS[way](text)
    assert time.process_time() - begun < RUNAWAY_S
    assert time.monotonic() - begun_s < WALL_S
    assert verdict.rule


@pytest.mark.parametrize("name", HOSTILE)
def test_is_the_same_both_ways_and_as_itself(name: str) -> None:
    text = HOSTILE[name]()
    assert same(text, HARMLESS) == same(HARMLESS, text)
    assert (same(text, text).state == "equal") == (name not in NEVER_EQUAL)


def test_what_cannot_be_computed_is_told_from_its_neighbour_or_left_open() -> None:
    for name in ("tower", "factorial of a billion", "binomial", "sum of a billion terms", "huger exponent"):
        text = HOSTILE[name]()
        assert same(text, f"{text}+1").state != "equal"


def test_nothing_is_run_read_or_written() -> None:
    PWNED.unlink(missing_ok=True)
    for name in HOSTILE:
        same(HARMLESS, HOSTILE[name]())
    assert not PWNED.exists()


def test_no_answer_takes_much_memory() -> None:
    told = subprocess.run([sys.executable, "-c", GROWTH], cwd=ROOT, capture_output=True, text=True, check=True)
    assert int(told.stdout) < GROWTH_KB


def test_eight_threads_find_what_one_finds() -> None:
    # a text that no other test has asked about, so that nothing is remembered
    other = r"\frac{271828}{31415}"
    with ThreadPoolExecutor(8) as threads:
        found = dict(zip(HOSTILE, threads.map(lambda name: same(other, HOSTILE[name]()), HOSTILE), strict=True))
    assert found == {name: same(other, HOSTILE[name]()) for name in HOSTILE}


def test_a_busy_event_loop_changes_no_verdict() -> None:
    pair = (r"\int_0^1 x^2\,dx", r"\frac{1}{3}")
    alone = same(*pair)

    async def busy() -> list[Verdict]:
        asking = [asyncio.create_task(asyncio.to_thread(same, *pair)) for _ in range(8)]
        for _ in range(10):
            time.sleep(LIMIT_S / 8)  # blocks the loop, for longer than the limit in all
            await asyncio.sleep(0)
        return await asyncio.gather(*asking)

    assert alone.state == "equal"
    assert asyncio.run(busy()) == [alone] * 8


def test_no_gold_answer_decides_nothing() -> None:
    assert check("", HARMLESS).state == "undecided"
    assert check(None, HARMLESS).state == "undecided"  # type: ignore[arg-type]
    assert check(HARMLESS, None).state == "different"  # type: ignore[arg-type]
