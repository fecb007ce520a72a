"""Worker processes end, are killed and are replaced; the checker goes on."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from mathwright.verify.finding import Finding, equal, undecided
from mathwright.verify.workers.ask import WALL_FACTOR, Workers, ask_algebra
from mathwright.verify.workers.process import Worker

MISBEHAVING = (sys.executable, "-P", str(Path(__file__).with_name("misbehaving.py")))


@pytest.fixture
def workers() -> Iterator[Workers]:
    pool = Workers(size=2, limit_s=0.4, start=lambda: Worker(MISBEHAVING))
    yield pool
    pool.close()


def pid(workers: Workers, text: str = "say") -> int:
    """The process that answers; requests in the order of their texts, so the second one sorts last."""
    return int(workers.ask(text, "~").rule)


def test_one_worker_serves_requests_that_come_one_by_one(workers: Workers) -> None:
    assert len({pid(workers, f"say {i}") for i in range(5)}) == 1


@pytest.mark.parametrize(
    ("deed", "reason"),
    [("spin", "time limit"), ("hog", "memory limit"), ("abort", "memory limit"), ("crash", "worker died")],
)
def test_what_ends_a_worker_is_undecided_and_the_next_one_answers(workers: Workers, deed: str, reason: str) -> None:
    before = pid(workers)
    begun = time.monotonic()
    assert workers.ask(deed, "~") == undecided(reason)
    assert time.monotonic() - begun < WALL_FACTOR * 0.4 - 1  # it ended itself, before it would have been killed
    assert pid(workers) != before


def test_the_place_of_one_that_ended_is_taken_at_once(workers: Workers) -> None:
    before = pid(workers)
    assert workers.ask("spin", "~") == undecided("time limit")
    (new,) = workers._idle
    assert new.pid != before
    assert new.alive
    assert pid(workers) == new.pid


def test_a_pair_whose_worker_something_else_killed_is_asked_once_more(workers: Workers) -> None:
    before = pid(workers)
    with ThreadPoolExecutor(1) as thread:
        asked = thread.submit(workers.ask, "pause", "~")
        time.sleep(0.1)
        os.kill(before, signal.SIGKILL)
        answer = asked.result()
    assert (answer.state, int(answer.rule) != before) == ("equal", True)


def test_a_pair_that_kills_its_worker_is_asked_twice_and_no_third_time() -> None:
    started: list[Worker] = []

    def start() -> Worker:
        started.append(Worker(MISBEHAVING))
        return started[-1]

    workers = Workers(size=1, limit_s=0.4, start=start)
    assert workers.ask("killed", "~") == undecided("worker died")
    assert len(started) == 3  # two that died, and one that stands ready
    assert workers.ask("killed", "~") == undecided("worker died")
    assert len(started) == 3
    workers.close()


def test_a_close_is_not_held_against_the_pair(workers: Workers) -> None:
    pid(workers)
    with ThreadPoolExecutor(1) as thread:
        asked = thread.submit(workers.ask, "pause", "~")
        time.sleep(0.1)
        workers.close()
        assert asked.result().state == "undecided"
    assert workers.ask("pause", "~").state == "equal"


def test_a_worker_that_sleeps_is_killed_by_the_clock_on_the_wall() -> None:
    workers = Workers(size=1, limit_s=0.02, start=lambda: Worker(MISBEHAVING))
    pid(workers)
    begun = time.monotonic()
    assert workers.ask("sleep", "~") == undecided("time limit")
    assert time.monotonic() - begun < 3
    workers.close()


def test_waiting_is_not_counted_as_time(workers: Workers) -> None:
    # 0.5 s of sleep under a limit of 0.4 s of processor time: a machine that is busy elsewhere looks the same.
    assert workers.ask("pause", "~").state == "equal"


def test_a_pair_that_ended_a_worker_costs_once(workers: Workers) -> None:
    assert workers.ask("spin", "~") == undecided("time limit")
    begun = time.monotonic()
    assert workers.ask("~", "spin") == undecided("time limit")
    assert time.monotonic() - begun < 0.1


def test_what_a_library_prints_or_reads_stays_out_of_the_pipes(workers: Workers) -> None:
    assert workers.ask("print", "~").state == "equal"
    assert workers.ask("read", "~").state == "equal"
    assert workers.ask("say", "~").state == "equal"


def test_a_worker_writes_nothing_into_files(workers: Workers, tmp_path: Path) -> None:
    assert workers.ask(f"write {tmp_path}/file", "~") == equal("OSError")
    assert (tmp_path / "file").read_bytes() == b""


def test_a_worker_is_given_no_key_of_the_environment(workers: Workers, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY", "hidden")
    assert workers.ask("say", "~").rule != "hidden"


def test_a_worker_that_does_not_start_is_named() -> None:
    workers = Workers(start=lambda: Worker((sys.executable, "-c", "raise SystemExit(3)")))
    assert workers.ask("a", "b") == undecided("worker did not start")
    workers.close()


def test_a_long_answer_is_not_sent() -> None:
    assert ask_algebra("1" * 10_001, "2") == undecided("answer too long")


def test_lone_surrogates_travel(workers: Workers) -> None:
    assert workers.ask("\ud800", "\udfff").state == "equal"


def test_eight_threads_share_two_workers(workers: Workers) -> None:
    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(lambda i: pid(workers, f"say {i}"), range(64)))
    assert 1 <= len(set(found)) <= 2


def test_a_thread_that_ends_does_not_take_its_worker_along(workers: Workers) -> None:
    with ThreadPoolExecutor(1) as thread:
        started = thread.submit(pid, workers).result()
    time.sleep(0.1)
    assert pid(workers) == started


def test_a_busy_event_loop_turns_no_answer_into_a_time_out(workers: Workers) -> None:
    async def busy() -> list[Finding]:
        asking = [asyncio.create_task(asyncio.to_thread(workers.ask, f"say {i}", "~")) for i in range(8)]
        for _ in range(20):
            time.sleep(0.05)  # the loop is blocked most of the time
            await asyncio.sleep(0)
        return await asyncio.gather(*asking)

    assert {finding.state for finding in asyncio.run(busy())} == {"equal"}


def test_a_worker_that_was_killed_between_requests_is_replaced(workers: Workers) -> None:
    before = pid(workers)
    os.kill(before, 9)
    assert pid(workers) != before


def test_a_worker_that_has_served_enough_is_replaced_without_a_word() -> None:
    workers = Workers(start=lambda: Worker((*MISBEHAVING, "2")))
    served = [pid(workers, f"say {i}") for i in range(5)]
    workers.close()
    assert served[0] == served[1] != served[2] == served[3] != served[4]


def test_after_a_close_the_next_request_starts_a_worker(workers: Workers) -> None:
    before = pid(workers)
    workers.close()
    assert not running(before)
    assert pid(workers) != before


def running(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


STARTED_AND_LEFT = """
import os, sys
from mathwright.verify.workers.ask import Workers
from mathwright.verify.workers.process import Worker
workers = Workers(start=lambda: Worker({command!r}))
print(workers.ask("say", "~").rule, flush=True)
os._exit(0)
"""


def test_a_worker_ends_when_its_parent_is_gone() -> None:
    code = STARTED_AND_LEFT.format(command=MISBEHAVING)
    left = int(subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout)
    until = time.monotonic() + 5
    while running(left) and time.monotonic() < until:
        time.sleep(0.02)
    assert not running(left)


FORKED = """
import os, signal
from mathwright.verify.workers import ask
before = ask.ask_algebra("x", "y")
(inherited,) = ask._workers._all
with ask._workers._lock:  # as another thread may hold it
    child = os.fork()
    if child == 0:
        signal.alarm(20)
        own = ask.ask_algebra("x", "y") == before and inherited not in ask._workers._all
        ask.close_workers()
        os._exit(0 if own else 1)
    status = os.waitpid(child, 0)[1]
assert inherited.alive and ask.ask_algebra("x", "z") is not None
print(status)
"""


def test_a_forked_child_starts_its_own_worker_and_leaves_its_parents() -> None:
    done = subprocess.run([sys.executable, "-W", "error", "-c", FORKED], capture_output=True, text=True)
    assert (done.stdout, done.stderr) == ("0\n", "")
