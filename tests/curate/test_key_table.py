"""Keys with an id and a count: as a dict, in less room."""

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
