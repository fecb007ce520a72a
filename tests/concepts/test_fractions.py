import pytest
from hypothesis import given
from hypothesis import strategies as st

from mathwright.concepts.fractions import kept_share
from mathwright.errors import UsageError

NAMES = [f"name {i}" for i in range(101)]


@given(names=st.lists(st.text(max_size=2), max_size=30), share=st.floats(0.51, 1))
def test_keeps_the_rounded_number_in_their_order(names: list[str], share: float) -> None:
    kept = kept_share(names, share, 3, "topic_fraction")
    assert len(kept) == round(share * len(names))
    rest = iter(names)
    assert all(name in rest for name in kept)


@given(st.floats(0.005, 1), st.floats(0.005, 1), st.integers())
def test_a_smaller_share_is_part_of_a_larger_one(one: float, other: float, run_seed: int) -> None:
    small, large = (kept_share(NAMES, share, run_seed, "kp_fraction") for share in sorted((one, other)))
    assert set(small) <= set(large)


def test_the_whole_is_the_whole() -> None:
    assert kept_share(NAMES, 1, 7, "seed_fraction") == NAMES


def test_the_choice_hangs_on_the_run_seed_and_on_what_is_chosen() -> None:
    choices = [kept_share(NAMES, 0.5, *how) for how in ((1, "a"), (2, "a"), (1, "b"), (1, "a"))]
    assert choices[0] == choices[3]
    assert choices[0] != choices[1]
    assert choices[0] != choices[2]
    assert choices[0] != NAMES[:50]


def test_the_choice_does_not_hang_on_the_order_of_the_names() -> None:
    assert kept_share(NAMES[::-1], 0.3, 1, "a") == kept_share(NAMES, 0.3, 1, "a")[::-1]


def test_the_choice_is_this_one_for_good() -> None:
    assert kept_share(["a", "b", "c", "d", "e", "\ud800"], 0.5, 7, "topic_fraction") == ["a", "b", "e"]


@pytest.mark.parametrize("share", [0, -0.1, 1.001, float("nan"), float("inf")])
def test_a_share_beyond_its_range_is_refused(share: float) -> None:
    with pytest.raises(UsageError, match="topic_fraction = "):
        kept_share(NAMES, share, 1, "topic_fraction")


@pytest.mark.parametrize(
    ("names", "share", "told"),
    [(283, 0.001, "0.0035"), (101, 0.0049, "0.0099"), (1, 0.5, "1"), (1_000_000, 1e-7, "1e-06")],
)
def test_a_share_that_keeps_nothing_is_refused_with_one_that_keeps_one(names: int, share: float, told: str) -> None:
    many = [f"name {i}" for i in range(min(names, 2000))] + ["x"] * (names - 2000)
    with pytest.raises(UsageError) as fault:
        kept_share(many, share, 1, "seed_fraction")
    assert str(fault.value) == f"seed_fraction = {share}: keeps none of {names:,}; give at least {told}"
    assert round(float(told) * names) == 1


def test_of_nothing_every_share_is_nothing() -> None:
    assert kept_share([], 0.001, 1, "seed_fraction") == []
