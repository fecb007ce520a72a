"""The error rate above which a run ends."""

import pytest

from mathwright.errors import PassStoppedError, UsageError
from mathwright.teachers.limits.health import Health


def test_ends_the_run_above_the_rate_and_names_the_most_frequent_fault() -> None:
    health = Health(0.1)
    for _ in range(46):
        health.ended(True)
    for fault in ("timeout", "no <answer> tag", "no <answer> tag", "no <answer> tag", "timeout"):
        health.ended(False, fault)

    with pytest.raises(PassStoppedError, match=r"6 of 52 calls came to nothing \(11\.5%, more than the 10\.0%"):
        health.ended(False, "no <answer> tag")
    with pytest.raises(PassStoppedError, match=r"most often: no <answer> tag \(4 times\)"):
        health.check()


def test_judges_no_run_before_it_has_made_enough_calls() -> None:
    health = Health(0.0, least=50)
    for _ in range(49):
        health.ended(False)
    with pytest.raises(PassStoppedError):
        health.ended(False)


def test_exactly_the_rate_is_not_above_it() -> None:
    health = Health(0.1, least=10)
    for nth in range(1_000):
        health.ended(nth % 10 != 9)

    assert health.error_rate == pytest.approx(0.1)


def test_without_a_rate_nothing_ends_the_run() -> None:
    health = Health()
    for _ in range(1_000):
        health.ended(False)

    assert (health.calls, health.failed, health.error_rate) == (1_000, 1_000, 1.0)
    assert Health().error_rate == 0.0


@pytest.mark.parametrize("rate", [-0.1, 1.1, 10.0, float("nan")])
def test_refuses_percents(rate: float) -> None:
    with pytest.raises(UsageError, match=r"give a fraction from 0 to 1, such as 0\.1"):
        Health(rate)
