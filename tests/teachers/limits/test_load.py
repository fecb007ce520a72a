"""What a window measures, and when one load counts as slower than another."""

from math import inf

import pytest

from mathwright.teachers.limits.load import Load, Throughputs, Window


def load(latency_s: float = 1.0, token_latency_s: float = inf, concurrency: float = 10, throughput: float = 10) -> Load:
    return Load(latency_s, token_latency_s, concurrency, throughput)


@pytest.mark.parametrize(
    ("latency_s", "token_latency_s", "slower"),
    [
        pytest.param(2.0, 0.02, True, id="both: a queue"),
        pytest.param(9.0, 0.01, False, id="longer replies"),
        pytest.param(1.0, 0.90, False, id="shorter replies"),
        pytest.param(1.9, 0.90, False, id="not yet"),
    ],
)
def test_a_load_is_slower_in_seconds_and_by_token(latency_s: float, token_latency_s: float, slower: bool) -> None:
    assert load(latency_s, token_latency_s).is_slower_than(load(1.0, 0.01), 2.0) is slower


def test_without_tokens_the_seconds_decide() -> None:
    assert load(2.0).is_slower_than(load(1.0), 2.0)
    assert not load(1.9).is_slower_than(load(1.0), 2.0)


def test_a_window_measures_medians_and_what_came_through() -> None:
    window = Window(began=10.0, last_of_it=4, outstanding=0)
    window.latencies.extend([1.0, 1.0, 7.0])
    window.token_latencies.extend([0.1, 0.2, 0.9])

    assert window.load(13.0) == Load(1.0, 0.2, 3.0, 1.0)
    assert window.load(10.0) is None
    assert Window(began=0.0, last_of_it=1, outstanding=0).load(9.0) is None


def test_the_best_of_two_loads_has_the_lower_of_each_latency() -> None:
    best = load(1.0, 0.5).best_of(load(2.0, 0.1))

    assert (best.latency_s, best.token_latency_s) == (1.0, 0.1)
    assert load().best_of(None) == load()


def test_remembers_throughput_by_concurrency_and_compares_with_a_clearly_smaller_one() -> None:
    seen = Throughputs()
    for concurrency, throughput in [(10, 10), (20, 20), (40, 25), (90, 99)]:
        seen.remember(load(concurrency=concurrency, throughput=throughput))
    seen.remember(load(concurrency=20, throughput=30))

    assert seen.at_fewer(load(concurrency=40)) == 25
    assert seen.at_fewer(load(concurrency=26)) == 10
    assert seen.at_fewer(load(concurrency=13)) == 0
    seen.forget()
    assert seen.at_fewer(load(concurrency=40)) == 0
