"""Worker processes: each reply goes to the items it was made of."""

from __future__ import annotations

import asyncio
import threading

import pytest
from engine_stages import Number, one_stage
from pydantic_core import PydanticSerializationError

from mathwright.engine.pool import Pool
from mathwright.engine.worker import Reply


class Unpackable(Number):
    """An item that holds what no process can get from another."""

    held: object


async def worked(pool: Pool, *values: int) -> Reply:
    return await pool.work(0, [Number(item_id=f"n{value}", value=value) for value in values])


def ids(reply: Reply) -> list[str]:
    return [settled.item_id for settled in reply.settled]


def test_items_that_cannot_be_packed_take_no_reply_of_those_behind_them() -> None:
    async def three() -> tuple[list[str], list[str]]:
        pool = Pool(one_stage(), 1)
        try:
            before = ids(await worked(pool, 1))
            with pytest.raises(PydanticSerializationError):
                await pool.work(0, [Unpackable(item_id="odd", value=2, held=threading.Lock())])
            async with asyncio.timeout(60):
                return before, ids(await worked(pool, 3, 4))
        finally:
            await pool.close(at_once=True)

    assert asyncio.run(three()) == (["n1"], ["n3", "n4"])
