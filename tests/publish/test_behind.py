"""Calls in another thread: in order, few at a time, and what one raises is not lost."""

import threading
import time

import pytest
from tests.patience import RUNAWAY_S

from mathwright.publish.behind import MOST_BEHIND, Behind


def test_calls_are_carried_out_in_order_in_another_thread_before_the_end() -> None:
    done: list[int] = []
    threads: set[int] = set()

    def work(number: int) -> None:
        threads.add(threading.get_ident())
        done.append(number)

    with Behind() as behind:
        for number in range(50):
            behind.call(work, number)
    assert done == list(range(50))
    assert len(threads) == 1
    assert threading.get_ident() not in threads


def test_the_caller_waits_while_too_many_calls_do() -> None:
    may_go, begun, given = threading.Event(), threading.Event(), list[int]()

    def work(number: int) -> None:
        begun.set()
        assert may_go.wait(RUNAWAY_S)

    def caller() -> None:
        with Behind() as behind:
            for number in range(MOST_BEHIND + 2):
                behind.call(work, number)
                given.append(number)

    thread = threading.Thread(target=caller)
    thread.start()
    assert begun.wait(RUNAWAY_S)
    thread.join(0.05)
    assert len(given) <= MOST_BEHIND
    may_go.set()
    thread.join(RUNAWAY_S)
    assert given == list(range(MOST_BEHIND + 2))


@pytest.mark.parametrize("calls", [1, 2, 9])
def test_what_a_call_raises_is_raised_and_no_call_behind_it_is_made(calls: int) -> None:
    asked: list[int] = []

    def work(number: int) -> None:
        asked.append(number)
        raise OSError(f"no room for {number}")

    def caller() -> None:
        with Behind() as behind:
            for number in range(calls):
                behind.call(work, number)

    with pytest.raises(OSError, match="no room for 0"):
        caller()
    assert asked == [0]


def test_a_call_that_waits_behind_one_that_raises_is_not_made() -> None:
    may_raise, asked = threading.Event(), list[int]()

    def work(number: int) -> None:
        asked.append(number)
        assert may_raise.wait(RUNAWAY_S)
        raise OSError(f"no room for {number}")

    def caller() -> None:
        with Behind() as behind:
            behind.call(work, 0)
            behind.call(work, 1)
            may_raise.set()
            time.sleep(0.05)  # a second call would be under way by now

    with pytest.raises(OSError, match="no room for 0"):
        caller()
    assert asked == [0]


def test_an_error_of_the_caller_is_raised_when_the_call_in_hand_has_ended() -> None:
    done: list[int] = []

    def caller() -> None:
        with Behind() as behind:
            behind.call(done.append, 1)
            raise ValueError("mine")

    with pytest.raises(ValueError, match="mine"):
        caller()
    assert done in ([], [1])
    assert not any(thread.name.startswith("ThreadPoolExecutor") for thread in threading.enumerate())
