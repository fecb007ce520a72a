"""A sample of a stream."""

from collections import Counter
from random import Random

from mathwright.curate.diversity_sample import Reservoir


def test_every_value_has_the_same_chance_to_be_kept() -> None:
    kept: Counter[int] = Counter()
    chance = Random("fair")
    for _ in range(4_000):
        reservoir: Reservoir[int] = Reservoir(3, chance)
        for value in range(12):
            reservoir.offer(value)
        assert len(set(reservoir.sample())) == 3
        kept.update(reservoir.sample())
    # 1,000 expected each, standard deviation 27.
    assert max(abs(kept[value] - 1_000) for value in range(12)) < 140


def test_a_short_stream_is_kept_whole_and_in_its_order() -> None:
    reservoir: Reservoir[str] = Reservoir(3, Random(0))
    for value in "ab":
        reservoir.offer(value)
    assert (reservoir.sample(), reservoir.seen) == (("a", "b"), 2)


def test_the_sample_is_the_one_that_randrange_draws() -> None:
    reservoir: Reservoir[int] = Reservoir(5, Random("same"))
    chance, kept = Random("same"), list(range(5))
    for value in range(2_000):
        reservoir.offer(value)
        if value >= 5 and (place := chance.randrange(value + 1)) < 5:
            kept[place] = value
    assert reservoir.sample() == tuple(sorted(kept))
