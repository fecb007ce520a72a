"""Splits by parent."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mathwright.curate.split import split_of
from mathwright.errors import UsageError

NAMES = [f"{n:016x}" for n in range(2_000)]


@given(st.lists(st.lists(st.sampled_from(NAMES[:40]), min_size=1, max_size=3), max_size=60), st.integers(0, 9))
def test_no_two_splits_share_a_parent(families, run_seed):
    sides: dict[str | None, set[str]] = {"train": set(), "held_out": set(), None: set()}
    for parents in families:
        sides[split_of(parents, 0.3, run_seed)].update(parents)
    assert sides["train"].isdisjoint(sides["held_out"])


def test_parents_on_both_sides_belong_to_none():
    train = next(name for name in NAMES if split_of([name], 0.5, 1) == "train")
    held = next(name for name in NAMES if split_of([name], 0.5, 1) == "held_out")
    assert [split_of(pair, 0.5, 1) for pair in itertools.permutations([train, held])] == [None, None]


def test_holds_out_the_fraction_asked_for():
    held = sum(split_of([name], 0.1, 7) == "held_out" for name in NAMES)
    assert 150 <= held <= 250
    assert {split_of([name], 0, 7) for name in NAMES} == {"train"}
    assert {split_of([name], 1, 7) for name in NAMES} == {"held_out"}


def test_more_held_out_keeps_those_that_were():
    few = {name for name in NAMES if split_of([name], 0.1, 7) == "held_out"}
    many = {name for name in NAMES if split_of([name], 0.2, 7) == "held_out"}
    assert few < many


@pytest.mark.parametrize(("parents", "fraction"), [([], 0.1), (["a"], -0.1), (["a"], 1.1), (["a"], float("nan"))])
def test_refuses_what_has_no_split(parents, fraction):
    with pytest.raises(UsageError, match="split_of"):
        split_of(parents, fraction, 1)
