"""The ledger: what keep() returned for is found, by every process, whatever happens after."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import event, select, text, update
from tests.store.paid_calls import key_of, paid, reply_of, request_of, text_of

from mathwright.errors import StorageError
from mathwright.store.conflicts import alone
from mathwright.store.ledger import INSERT_SIZES, Ledger, PaidCall, StoredReply, retire
from mathwright.store.outcomes import RunSpec, take
from mathwright.store.packing import SAMPLE_CALLS
from mathwright.store.place import Place
from mathwright.store.runs import database_bytes
from mathwright.store.schema import (
    MIGRATIONS,
    call_dictionaries,
    call_kinds,
    calls,
    schema_version,
)
from mathwright.store.workspace import Workspace


@pytest.fixture
def workspace(place: Place) -> Iterator[Workspace]:
    with Workspace.open(place) as opened:
        yield opened


async def keep_all(ledger: Ledger, kept: list[PaidCall]) -> list[bool]:
    """Each call by a task of its own, as they come back from a provider."""
    return await asyncio.gather(*(ledger.keep(call) for call in kept))


def count(workspace: Workspace, table: str) -> int:
    with workspace.read() as connection:
        return int(connection.execute(text(f"SELECT count(*) FROM {table}")).scalar_one())


def test_a_kept_call_is_found_with_all_that_is_used_of_it(workspace: Workspace) -> None:
    call = paid(1, fault="two answers", cached_tokens=None, cost_nano_usd=None, priced=None)
    with Ledger(workspace) as ledger:
        assert asyncio.run(ledger.keep(call)) is True
        assert ledger.find(call.key) == StoredReply(call.reply, "two answers", 400, None, 300, 50, None)


def test_every_column_holds_what_was_given(workspace: Workspace) -> None:
    call = paid(3, draw=2, latency_ms=11, tries=4, way="batch", role="judge")
    with Ledger(workspace) as ledger:
        asyncio.run(ledger.keep(call))
    with workspace.read() as connection:
        row = connection.execute(select(calls, call_kinds).join_from(calls, call_kinds)).one()
    given = {name: getattr(call, name) for name in PaidCall.__slots__ if name not in ("request", "reply")}
    assert {name: row._mapping[name] for name in given} == given
    assert row.retired == 0
    assert row.created > 1_700_000_000


def test_an_unknown_key_is_not_found(workspace: Workspace) -> None:
    with Ledger(workspace) as ledger:
        assert ledger.find(key_of(1)) is None
        asyncio.run(ledger.keep(paid(1)))
        assert ledger.find(key_of(2)) is None


def test_calls_that_wait_together_share_few_transactions(workspace: Workspace) -> None:
    begun: list[str] = []
    event.listen(workspace.database, "commit", lambda connection: begun.append("commit"))
    with Ledger(workspace) as ledger:
        asyncio.run(keep_all(ledger, [paid(number) for number in range(300)]))
        assert len(begun) < 20
        assert all(ledger.find(key_of(number)).reply == reply_of(number) for number in range(300))  # type: ignore[union-attr]


@pytest.mark.parametrize("size", [1, *(size + 1 for size in INSERT_SIZES), 2 * max(INSERT_SIZES) - 1])
def test_groups_of_every_size_are_kept_whole(workspace: Workspace, size: int) -> None:
    kept = [paid(number, request=request_of(number, 50), draw=number) for number in range(size)]
    with Ledger(workspace) as ledger:
        assert asyncio.run(ledger.keep_many(kept)) == size
        assert [ledger.find(call.key).reply for call in kept] == [call.reply for call in kept]  # type: ignore[union-attr]
    assert count(workspace, "calls") == size


def test_the_first_reply_under_a_key_stands_and_the_second_is_told_so(workspace: Workspace) -> None:
    first, second = paid(1), paid(1, reply=reply_of(9))
    with Ledger(workspace) as one, Ledger(workspace) as other:
        assert asyncio.run(one.keep(first)) is True
        assert asyncio.run(other.keep(second)) is False
        assert other.find(first.key).reply == first.reply  # type: ignore[union-attr]
        assert asyncio.run(keep_all(one, [paid(1), paid(2), paid(2), paid(3)])) == [False, True, False, True]
        assert asyncio.run(one.keep_many([paid(3), paid(4), paid(5)])) == 2


def test_calls_are_packed_better_once_there_were_enough_and_old_ones_stay_readable(workspace: Workspace) -> None:
    with Ledger(workspace) as ledger:
        for start in range(0, 2 * SAMPLE_CALLS, 64):
            asyncio.run(ledger.keep_many([paid(number) for number in range(start, start + 64)]))
    with workspace.read() as connection:
        used = connection.execute(select(calls.c.dictionary).order_by(calls.c.call)).scalars().all()
        sizes = connection.execute(text("SELECT length(reply) + length(request) FROM calls ORDER BY call")).scalars()
        packed = list(sizes)
    assert (used[0], used[-1], used.index(2)) == (1, 2, SAMPLE_CALLS)
    assert sum(packed[-100:]) < 0.9 * sum(packed[100:200])
    with Ledger(workspace) as later:
        assert all(later.find(key_of(n)).reply == reply_of(n) for n in range(2 * SAMPLE_CALLS))  # type: ignore[union-attr]
        asyncio.run(later.keep(paid(9999)))
    assert count(workspace, "call_dictionaries") == 2


def test_two_ledgers_share_one_dictionary(workspace: Workspace) -> None:
    with Ledger(workspace) as one, Ledger(workspace) as other:
        asyncio.run(one.keep(paid(1)))
        asyncio.run(other.keep(paid(2)))
        assert one.find(key_of(2)).reply == reply_of(2)  # type: ignore[union-attr]
    assert count(workspace, "call_dictionaries") == 1
    assert count(workspace, "call_kinds") == 1


@given(
    texts=st.lists(
        st.tuples(st.sampled_from(["A", "B"]), st.binary(max_size=300), st.binary(max_size=300)), max_size=80
    )
)
@settings(max_examples=20, deadline=None)
def test_any_bytes_come_back_as_they_were(tmp_path_factory: pytest.TempPathFactory, texts: list) -> None:  # type: ignore[type-arg]
    kept = [
        paid(number, prompt=prompt, request=request, reply=reply)
        for number, (prompt, request, reply) in enumerate(texts)
    ]
    with Workspace.open(tmp_path_factory.mktemp("w")) as workspace, Ledger(workspace) as ledger:
        asyncio.run(ledger.keep_many(kept))
        assert [ledger.find(call.key).reply for call in kept] == [call.reply for call in kept]  # type: ignore[union-attr]


def test_a_closed_ledger_has_written_what_waited_and_may_be_used_again(workspace: Workspace) -> None:
    ledger = Ledger(workspace)

    async def leave() -> None:
        tasks = [asyncio.ensure_future(ledger.keep(paid(number))) for number in range(50)]
        await asyncio.sleep(0)
        ledger.close()
        assert count(workspace, "calls") == 50
        await asyncio.gather(*tasks)

    asyncio.run(leave())
    asyncio.run(ledger.keep(paid(51)))
    assert ledger.find(key_of(51)) is not None
    ledger.close()


def test_a_cancelled_caller_loses_no_reply(workspace: Workspace) -> None:
    async def cancel(ledger: Ledger) -> None:
        task = asyncio.ensure_future(ledger.keep(paid(1)))
        await asyncio.sleep(0)
        task.cancel()
        await asyncio.gather(task, ledger.keep(paid(2)), return_exceptions=True)

    with Ledger(workspace) as ledger:
        asyncio.run(cancel(ledger))
    with Ledger(workspace) as ledger:
        assert ledger.find(key_of(1)) is not None


def test_find_waits_for_no_writer(workspace: Workspace) -> None:
    with Ledger(workspace) as ledger:
        asyncio.run(ledger.keep(paid(1)))
        with workspace.write() as connection:
            connection.execute(update(calls).values(fault="changed"))
            assert ledger.find(key_of(1)).fault is None  # type: ignore[union-attr]
        assert ledger.find(key_of(1)).fault == "changed"  # type: ignore[union-attr]


def test_a_retired_call_is_asked_anew_and_stays_in_the_table(workspace: Workspace) -> None:
    with Ledger(workspace) as ledger:
        asyncio.run(ledger.keep_many([paid(1), paid(2)]))
        assert retire(workspace, [key_of(1), key_of(77)]) == 1
        assert ledger.find(key_of(1)) is None
        assert asyncio.run(ledger.keep(paid(1, reply=reply_of(5)))) is True
        assert ledger.find(key_of(1)).reply == reply_of(5)  # type: ignore[union-attr]
        assert retire(workspace, [key_of(1), key_of(1)]) == 1
        assert asyncio.run(ledger.keep(paid(1))) is True
    with workspace.read() as connection:
        retired = connection.execute(select(calls.c.key).where(calls.c.retired == 1)).scalars().all()
    assert count(workspace, "calls") == 4
    assert [key[:12] for key in retired] == [key_of(1)[:12]] * 2
    assert retire(workspace, retired) == 0


@pytest.mark.parametrize("content", [b"", b"not zstd"], ids=["empty", "other bytes"])
def test_a_damaged_dictionary_is_named(workspace: Workspace, content: bytes) -> None:
    with Ledger(workspace) as ledger:
        asyncio.run(ledger.keep(paid(1)))
    with workspace.write() as connection:
        connection.execute(update(call_dictionaries).values(content=content))
    with Ledger(workspace) as ledger:
        with pytest.raises(StorageError, match=r"\w: dictionary 1 of the ledger is damaged, .*restore a copy"):
            ledger.find(key_of(1))
        with pytest.raises(StorageError, match="dictionary 1 of the ledger is damaged"):
            asyncio.run(ledger.keep(paid(2)))
        with pytest.raises(StorageError, match="dictionary 1 of the ledger is damaged"):
            asyncio.run(ledger.keep(paid(2)))


def test_a_damaged_reply_is_named(workspace: Workspace) -> None:
    with Ledger(workspace) as ledger:
        asyncio.run(ledger.keep(paid(1)))
        with workspace.write() as connection:
            connection.execute(update(calls).values(reply=b"rubbish"))
        with pytest.raises(StorageError, match=r"\w: a call of the ledger is damaged"):
            ledger.find(key_of(1))


def test_every_waiter_hears_of_a_failure_and_nothing_is_half_written(workspace: Workspace) -> None:
    async def keep(ledger: Ledger) -> list[BaseException | bool]:
        return await asyncio.gather(*(ledger.keep(paid(n)) for n in range(1, 20)), return_exceptions=True)

    with Ledger(workspace) as ledger:
        asyncio.run(ledger.keep(paid(0)))
        with workspace.write() as connection:
            connection.execute(text("ALTER TABLE calls RENAME TO gone"))
        with pytest.raises(Exception, match=r"no such table|does not exist"):
            asyncio.run(ledger.keep(paid(1)))
        told = asyncio.run(keep(ledger))
        assert [type(one).__name__ for one in told] == [
            "OperationalError" if workspace.transactions is None else "StorageError"
        ] * 19
        with workspace.write() as connection:
            connection.execute(text("ALTER TABLE gone RENAME TO calls"))
        assert asyncio.run(keep(ledger)) == [True] * 19


def test_a_workspace_that_another_process_keeps_locked_is_a_storage_error(workspace: Workspace) -> None:
    workspace.close()
    short = "PRAGMA busy_timeout=20" if workspace.transactions is None else "SET lock_timeout = 20"
    event.listen(workspace.database, "connect", lambda connection, _: connection.execute(short).close())
    locked = pytest.raises(StorageError, match="another process kept the workspace locked")
    with Ledger(workspace) as ledger, workspace.write() as connection, locked:
        alone(connection, calls)
        asyncio.run(ledger.keep(paid(1)))


def test_a_version_1_workspace_is_brought_to_the_ledger_and_keeps_its_runs(place: Place) -> None:
    with Workspace.open(place) as workspace, take(workspace, RunSpec("r", "", "hash", 7, ("make",))):
        pass
    with Workspace.open(place) as workspace, workspace.write() as old:
        for table in ("batch_calls", "batches", "calls", "call_kinds", "call_dictionaries", "budgets"):
            old.execute(text(f"DROP TABLE {table}"))
        old.execute(text("UPDATE mathwright_schema SET version = 1"))
    with Workspace.open(place) as workspace, Ledger(workspace) as ledger:
        assert asyncio.run(ledger.keep(paid(1))) is True
        assert count(workspace, "runs") == 1
        with workspace.read() as connection:
            assert connection.execute(select(schema_version.c.version)).scalar_one() == len(MIGRATIONS)


def test_a_call_takes_at_most_1300_bytes_on_disk(workspace: Workspace) -> None:
    lengths = {len(text_of(number, 1500)) for number in range(10)}
    assert lengths == {1500}
    number = 4_000
    with Ledger(workspace) as ledger:
        for start in range(0, number, 250):
            asyncio.run(ledger.keep_many([paid(n, digests=os.urandom(36)) for n in range(start, start + 250)]))
    workspace.close()  # which brings SQLite's log into its file
    size = database_bytes(workspace)
    assert size / number < 1300
