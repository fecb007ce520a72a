"""How often a reply is read: once when it is bought, and once for each who finds it later."""

from __future__ import annotations

import asyncio
from pathlib import Path

from tests.teachers.canned_calls import always, calling, line, request

from mathwright.teachers.kept import KeptReply


def test_a_bought_reply_is_read_once_and_a_found_one_by_each_who_asks(tmp_path: Path) -> None:
    read: list[str] = []

    def noting(reply: KeptReply) -> str:
        read.append(reply.text)
        return reply.text

    provider = always("six")
    with calling(tmp_path) as caller:
        assert asyncio.run(caller.ask(line(provider), request(), noting)) == "six"
        assert read == ["six"]
    with calling(tmp_path) as caller:
        assert asyncio.run(caller.ask(line(provider), request(), noting)) == "six"
    assert read == ["six", "six"]
    assert len(provider.sent) == 1
