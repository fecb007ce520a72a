"""The book of batches: what is open, for whom, and what the ledger has of it."""

import asyncio

from tests.store.paid_calls import key_of, paid

from mathwright.store.batch_book import BatchBook, OpenBatch
from mathwright.store.key_parts import KEYS_A_QUERY
from mathwright.store.ledger import Ledger
from mathwright.store.place import Place
from mathwright.store.workspace import Workspace

KEYS = tuple(key_of(number) for number in range(2 * KEYS_A_QUERY + 3))


def book_of(workspace: Workspace, model: str = "m", base_url: str = "http://h/v1") -> BatchBook:
    return BatchBook(workspace, "openai", base_url, model, "run", clock=lambda: 1_800_000_000.7)


def test_a_batch_is_open_from_the_intent_until_it_is_closed(place: Place) -> None:
    with Workspace.open(place) as workspace:
        book = book_of(workspace)
        first, second = book.add(KEYS), book.add(KEYS[:2])
        assert first == OpenBatch(1, None, 1_800_000_000, KEYS)
        assert book.open() == [first, second]
        book.submitted(first.number, "batch_a")
        assert book.open() == [first._replace(remote_id="batch_a"), second]
        book.close(first.number, "kept")
        assert book.open() == [second]


def test_one_that_was_taken_for_lost_is_open_again_once_it_has_a_name(place: Place) -> None:
    with Workspace.open(place) as workspace:
        book = book_of(workspace)
        number = book.add(KEYS[:1]).number
        book.close(number, "lost")
        book.submitted(number, "batch_a")
        assert [batch.remote_id for batch in book.open()] == ["batch_a"]
        book.add(KEYS[:1])
        book.close(number, "kept")
        assert book.remote_ids() == {"batch_a"}


def test_each_model_at_each_place_has_a_book_of_its_own(place: Place) -> None:
    with Workspace.open(place) as workspace:
        book_of(workspace).add(KEYS[:1])
        assert book_of(workspace, model="other").open() == []
        assert book_of(workspace, base_url="http://elsewhere/v1").open() == []
        assert len(book_of(workspace).open()) == 1


def test_it_tells_which_replies_are_not_in_the_ledger(place: Place) -> None:
    with Workspace.open(place) as workspace:
        book = book_of(workspace)
        assert book.unkept(KEYS) == list(KEYS)

        async def keep() -> None:
            with Ledger(workspace) as ledger:
                await ledger.keep_many([paid(number) for number in (0, KEYS_A_QUERY, len(KEYS) - 1)])

        asyncio.run(keep())
        assert book.unkept(KEYS) == [*KEYS[1:KEYS_A_QUERY], *KEYS[KEYS_A_QUERY + 1 : -1]]
