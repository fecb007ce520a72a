"""Keys with an id and a count: as a dict, in less room."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from mathwright.curate.exact import hashed
from mathwright.curate.key_table import MOST, KeyTable

KEYS = st.integers(0, (1 << 60) - 1) | st.integers(0, 5)


@given(st.lists(st.tuples(KEYS, st.integers(0, (1 << 64) - 1), st.integers(0, MOST))))
def test_holds_what_a_dict_holds(entries: list[tuple[int, int, int]]) -> None:
    table = KeyTable()
    known: dict[int, tuple[int, int]] = {}
    for key, identity, count in entries:
        assert table.find(key) == known.get(key)
        table.put(key, identity, count)
        known[key] = identity, count
    assert {key: table.find(key) for key in known} == known
    assert len(table) == len(known)


def test_nothing_is_lost_when_it_grows_and_keys_crowd_at_its_end() -> None:
    table = KeyTable()
    keys = [hashed(f"key {number}") for number in range(20_000)] + list(range((1 << 60) - 500, 1 << 60))
    for place, key in enumerate(keys):
        table.put(key, place, place % 7)
    assert [table.find(key) for key in keys] == [(place, place % 7) for place in range(len(keys))]
    assert table.find(hashed("another")) is None
    assert table.nbytes / len(keys) < 60


def test_a_count_stops_at_the_greatest() -> None:
    table = KeyTable()
    table.put(1, 2, MOST + 5)
    assert table.find(1) == (2, MOST)


@given(st.lists(st.dictionaries(KEYS, st.tuples(st.integers(0, (1 << 64) - 1), st.integers(0, MOST)), max_size=900)))
def test_holds_what_a_dict_holds_many_at_a_time(blocks: list[dict[int, tuple[int, int]]]) -> None:
    table, alone = KeyTable(), KeyTable()
    known: dict[int, tuple[int, int]] = {}
    for block in blocks:
        keys = np.array(list(block), np.uint64)
        ids, counts, is_known = table.find_all(keys)
        told = zip(ids.tolist(), counts.tolist(), is_known.tolist(), strict=True)
        assert list(told) == [(*known.get(key, (0, 0)), key in known) for key in block]
        values = list(block.values())
        table.put_all(
            keys, np.array([one for one, _ in values], np.uint64), np.array([n for _, n in values], np.uint32)
        )
        for key, value in block.items():
            alone.put(key, *value)
        known |= block
    assert {key: table.find(key) for key in known} == {key: alone.find(key) for key in known} == known
    assert len(table) == len(alone) == len(known)


def test_many_keys_at_a_time_that_crowd_at_its_end_are_all_found() -> None:
    table = KeyTable()
    keys = np.array([*range((1 << 60) - 2_000, 1 << 60), *(hashed(f"key {at}") for at in range(3_000))], np.uint64)
    for start in range(0, 5_000, 1_700):
        part = np.arange(start, min(start + 1_700, 5_000))
        table.put_all(keys[part], part.astype(np.uint64), (part % 7).astype(np.uint32))
    ids, counts, known = table.find_all(keys)
    assert ids.tolist() == list(range(5_000))
    assert counts.tolist() == [at % 7 for at in range(5_000)]
    assert known.all()
    assert table.find(hashed("another")) is None
    assert table.nbytes / len(keys) < 60


def test_keys_that_all_want_the_last_slot_begin_again_at_the_first() -> None:
    table = KeyTable()
    size = table.nbytes // 20
    at_the_end = [key for key in range(60_000) if ((key * 0x9E3779B97F4A7C15 % (1 << 64)) * size) >> 64 == size - 1]
    keys = np.array(at_the_end[:40], np.uint64)
    assert len(keys) == 40
    table.put_all(keys, keys, np.ones(40, np.uint32))
    assert table.find_all(keys)[0].tolist() == keys.tolist()
    assert [table.find(int(key)) for key in keys] == [(int(key), 1) for key in keys]
