from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mathwright.concepts.nearest import Nearest
from mathwright.errors import UsageError


def distance(one: set[str], other: set[str]) -> Fraction:
    return 1 - Fraction(len(one & other), len(one | other)) if one | other else Fraction(0)


def slow_nearest(sets: list[list[str]], query: list[str], k: int) -> list[int]:
    return sorted(range(len(sets)), key=lambda i: (distance(set(sets[i]), set(query)), i))[:k]


NAMES = st.lists(st.sampled_from(["a", "b", "c", "d", "e", "f", "é", "\x00", ""]), max_size=6)


@given(sets=st.lists(NAMES, max_size=60), query=NAMES, k=st.integers(0, 70))
def test_nearest_are_those_of_the_definition(sets: list[list[str]], query: list[str], k: int) -> None:
    assert Nearest(sets).nearest(query, k) == slow_nearest(sets, query, k)


@pytest.mark.parametrize("k", [1, 5, 32, 33, 200])
def test_many_ties_go_by_index(k: int) -> None:
    sets = [[["a", "b"], ["a"], ["c"], ["b", "a", "d"]][i * i % 4 if i % 3 else 2] for i in range(100)]
    assert Nearest(sets).nearest(["a", "b", "zzz"], k) == slow_nearest(sets, ["a", "b", "zzz"], k)


def test_an_index_answers_again_and_again() -> None:
    index = Nearest([["a"], ["a", "b"], ["b"]])
    assert [index.nearest(query, 2) for query in (["b"], ["a"], ["b"], ["a", "b"], [])] == [
        [2, 1],
        [0, 1],
        [2, 1],
        [1, 0],
        [0, 1],
    ]


def test_empty_sets_are_nearest_to_an_empty_one_and_far_from_all_others() -> None:
    index = Nearest([["a"], [], ["b"], []])
    assert index.nearest([], 3) == [1, 3, 0]
    assert index.nearest(["b"], 3) == [2, 0, 1]


def test_a_negative_k_is_refused() -> None:
    with pytest.raises(UsageError, match="k = -1"):
        Nearest([["a"]]).nearest(["a"], -1)
