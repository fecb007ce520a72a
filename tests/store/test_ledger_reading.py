"""One call by its key, and the nearest other one."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator

import pytest
from sqlalchemy import update
from tests.store.paid_calls import FIELDS, digests_of, key_of, paid

from mathwright.errors import StorageError, UsageError
from mathwright.store.ledger import Ledger, PaidCall, retire
from mathwright.store.ledger_reading import Wanted, find_call, is_kept, nearest_call
from mathwright.store.place import Place
from mathwright.store.schema import calls
from mathwright.store.workspace import Workspace


@pytest.fixture
def workspace(place: Place) -> Iterator[Workspace]:
    with Workspace.open(place) as opened:
        yield opened


def keep(workspace: Workspace, *kept: PaidCall) -> None:
    with Ledger(workspace) as ledger:
        for call in kept:
            asyncio.run(ledger.keep(call))


def parts(number: int) -> list[bytes | None]:
    digests = digests_of(number)
    return [digests[4 * place : 4 * place + 4] for place in range(FIELDS)]


def nearest_key(workspace: Workspace, wanted: list[bytes | None], run: str | None = None) -> str | None:
    found = nearest_call(workspace, Wanted(wanted, 5, 8, "WriteQuestion", run, key_of(1).hex()))
    return None if found is None else found.key


@pytest.mark.parametrize("digits", [4, 5, 31, 32])
def test_a_call_is_found_by_the_beginning_of_its_key(workspace: Workspace, digits: int) -> None:
    keep(workspace, paid(1), paid(2))
    found = find_call(workspace, key_of(1).hex()[:digits].upper())
    assert (found.key, found.model, found.draw, found.retired) == (key_of(1).hex(), "small-7b", 0, False)
    assert found.request == json.loads(paid(1).request)
    assert found.reply == json.loads(paid(1).reply)
    assert found.digests == digests_of(1).hex()


def test_an_ambiguous_beginning_lists_the_keys(workspace: Workspace) -> None:
    keep(workspace, *(paid(n, key=b"\xab\xcd" + bytes([n]) * 14) for n in range(12)), paid(99, key=b"\xab\xce" * 8))
    with pytest.raises(UsageError, match=r"several calls begin with abcd; give more digits: abcd0{28} \(Write.* more$"):
        find_call(workspace, "abcd")
    assert find_call(workspace, "abcd0b").key == "abcd" + "0b" * 14


@pytest.mark.parametrize("key", ["abc", "xyzw", "a" * 33, "", "../a"])
def test_what_is_no_key_is_refused(workspace: Workspace, key: str) -> None:
    with pytest.raises(UsageError, match="is no key of a call: give 4 to 32 of its hexadecimal digits"):
        find_call(workspace, key)


def test_an_unknown_key_is_said(workspace: Workspace) -> None:
    keep(workspace, paid(1, key=b"\xaa" * 16))
    with pytest.raises(UsageError, match="no call of the ledger has a key that begins with abcd"):
        find_call(workspace, "abcd")


def test_a_retired_call_is_shown_where_no_other_has_its_key(workspace: Workspace) -> None:
    keep(workspace, paid(1))
    retire(workspace, [key_of(1)])
    assert find_call(workspace, key_of(1).hex()[:8]).retired is True
    assert is_kept(workspace, key_of(1).hex()) is False
    keep(workspace, paid(1, latency_ms=5))
    assert find_call(workspace, key_of(1).hex()[:8]).latency_ms == 5
    assert is_kept(workspace, key_of(1).hex()) is True


@pytest.mark.parametrize("key", ["", "request-1", "zz" * 16])
def test_what_is_no_key_is_not_kept(workspace: Workspace, key: str) -> None:
    assert is_kept(workspace, key) is False


def test_the_nearest_call_has_the_most_equal_parts(workspace: Workspace) -> None:
    keep(
        workspace,
        paid(1),
        paid(2, digests=digests_of(1, p2=7)),
        paid(3, digests=digests_of(1, p2=7, p8=1)),
        paid(4, digests=digests_of(1), prompt="Other"),
    )
    assert nearest_key(workspace, parts(1)) == key_of(2).hex()


def test_among_equals_another_run_comes_first_then_the_latest(workspace: Workspace) -> None:
    keep(workspace, *(paid(n, digests=digests_of(1, p3=n), run="old" if n == 2 else "new") for n in (2, 3, 4)))
    assert nearest_key(workspace, parts(1), "new") == key_of(2).hex()
    assert nearest_key(workspace, parts(1), "none") == key_of(4).hex()


def test_parts_that_are_not_known_are_not_compared(workspace: Workspace) -> None:
    keep(workspace, paid(2, digests=digests_of(1, p0=9, p1=9)), paid(3, digests=digests_of(1, p2=9)))
    wanted = parts(1)
    assert nearest_key(workspace, wanted) == key_of(3).hex()
    wanted[0] = wanted[1] = None
    assert nearest_key(workspace, wanted) == key_of(2).hex()


def test_where_no_other_call_is_there_is_no_nearest(workspace: Workspace) -> None:
    keep(workspace, paid(1), paid(2, prompt="Other"))
    assert nearest_key(workspace, parts(1)) is None


def test_a_call_that_is_no_json_is_named(workspace: Workspace) -> None:
    keep(workspace, paid(1, request=b"rubbish"))
    with pytest.raises(StorageError, match=rf"call {key_of(1).hex()} of the ledger is damaged"):
        find_call(workspace, key_of(1).hex())
    with workspace.write() as connection:
        connection.execute(update(calls).values(request=b"rubbish"))
    with pytest.raises(StorageError, match="a call of the ledger is damaged"):
        find_call(workspace, key_of(1).hex())
