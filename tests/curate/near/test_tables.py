from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from mathwright.curate.near.tables import MOST_SAME, BandTable

BLOCKS = st.lists(
    st.lists(st.one_of(st.integers(0, 2**32 - 1), st.integers(0, 9), st.integers(2**32 - 9, 2**32 - 1)), max_size=300),
    max_size=5,
)


def filled(blocks: list[list[int]]) -> BandTable:
    table, place = BandTable(), 0
    for block in blocks:
        table.put_all(np.array(block, np.uint32), np.arange(place, place + len(block)))
        place += len(block)
    return table


def found(table: BandTable, keys: list[int]) -> list[list[int]]:
    who, where = table.find_all(np.array(keys, np.uint32))
    return [sorted(where[who == index].tolist()) for index in range(len(keys))]


@given(BLOCKS)
def test_every_text_is_found_under_its_key_and_no_other(blocks: list[list[int]]) -> None:
    keys = [key for block in blocks for key in block]
    distinct = sorted(set(keys))
    for key, places in zip(distinct, found(filled(blocks), distinct), strict=True):
        expected = [place for place, other in enumerate(keys) if other == key]
        assert places == expected[: len(places)]
        assert len(places) >= min(len(expected), MOST_SAME)


@given(BLOCKS)
def test_one_at_a_time_gives_what_blocks_give(blocks: list[list[int]]) -> None:
    keys = [key for block in blocks for key in block if block]
    single = BandTable()
    for place, key in enumerate(keys):
        single.put(key, place)
    distinct = sorted(set(keys))
    for key, places in zip(distinct, found(single, distinct), strict=True):
        expected = [place for place, other in enumerate(keys) if other == key]
        assert sorted(single.find(key)) == places == expected[: len(places)]
        assert len(places) >= min(len(expected), MOST_SAME)


def test_a_key_that_was_never_put_is_not_found() -> None:
    table = filled([[5, 5, 0, 2**32 - 1]])
    assert found(table, [4, 6, 1, 2**32 - 2]) == [[], [], [], []]
    assert [table.find(key) for key in (4, 6, 1, 2**32 - 2)] == [[], [], [], []]


def test_a_hundred_thousand_texts_survive_the_growth() -> None:
    keys = np.random.default_rng(7).integers(0, 2**32, 100_000, dtype=np.uint32)
    table = BandTable()
    for at in range(0, len(keys), 7_000):
        table.put_all(keys[at : at + 7_000], np.arange(at, min(at + 7_000, len(keys))))
    who, where = table.find_all(keys)
    assert np.count_nonzero(who == where) == len(keys)
    assert table.nbytes < 25 * len(keys)


def test_all_keys_are_given_back_each_as_often_as_it_stands_in_the_table() -> None:
    assert sorted(filled([[5, 9, 5], [0] * 20]).keys().tolist()) == [0] * 20 + [5, 5, 9]
    assert BandTable().keys().tolist() == []


def test_a_key_of_boilerplate_is_not_followed_for_ever() -> None:
    table = filled([[77] * 5_000, [77] * 5_000])
    assert MOST_SAME <= len(found(table, [77])[0]) < 2 * MOST_SAME + 8
    assert found(table, [77])[0][:MOST_SAME] == list(range(MOST_SAME))


def test_a_key_of_boilerplate_put_one_at_a_time_is_not_followed_for_ever_either() -> None:
    table = BandTable()
    for place in range(500):
        table.put(77, place)
    assert table.find(77)[:MOST_SAME] == list(range(MOST_SAME))
    assert len(table.find(77)) < 2 * MOST_SAME + 8
