"""Limits that a worker lays on itself."""

import contextlib

import pytest

from mathwright.verify.workers.limits import OutOfTime, soft_limit


def spin(rounds: int) -> int:
    return sum(number for number in range(rounds))


def test_python_code_is_stopped() -> None:
    with pytest.raises(OutOfTime), soft_limit(0.05):
        spin(10**10)


def test_one_who_swallows_it_is_stopped_again() -> None:
    def swallow_once() -> None:
        with contextlib.suppress(OutOfTime):
            spin(10**10)
        spin(10**10)

    with pytest.raises(OutOfTime), soft_limit(0.05):
        swallow_once()


def test_code_that_catches_exceptions_does_not_catch_it() -> None:
    assert not issubclass(OutOfTime, Exception)


def test_nothing_comes_after_the_body() -> None:
    with soft_limit(0.02):
        pass
    assert spin(3_000_000) == 4_499_998_500_000
