"""The seam: roles, and draws of a teacher that answers one at a time."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from mathwright.errors import ModelReplyError, ProviderError
from mathwright.prompts.draft import Draft, Response
from mathwright.prompts.mugglemath import Respond
from mathwright.teachers.teacher import AsksTogether, Roles, ask_draws

RESPOND = Respond(draft=Draft(kind="compose", question="How much is 2 * 3?", parents=()))


class OneByOne:
    """Answers a draw with its number, or raises what stands in its place."""

    def __init__(self, *outcomes: BaseException | None) -> None:
        self.outcomes = outcomes
        self.asked: list[int] = []

    async def ask(self, prompt: Any, draw: int = 0) -> Any:
        self.asked.append(draw)
        outcome = self.outcomes[draw]
        if outcome is not None:
            raise outcome
        return Response(text=str(draw))


def texts(found: list[Any]) -> list[str | None]:
    return [None if reply is None else reply.text for reply in found]


def test_a_role_that_is_not_given_is_the_authors() -> None:
    author, judge = OneByOne(), OneByOne()
    assert Roles.of(author) == Roles(author, author, author)
    assert Roles.of(author, judge) == Roles(author, judge, author)
    assert Roles.of(author, solver=judge) == Roles(author, author, judge)


def test_a_teacher_that_does_not_wait_is_asked_draw_by_draw_without_an_event_loop() -> None:
    one = OneByOne(None, None)
    asking = ask_draws(one, RESPOND, range(2))
    with pytest.raises(StopIteration) as done:
        asking.send(None)
    assert texts(done.value.value) == ["0", "1"]
    assert not isinstance(one, AsksTogether)


def test_a_draw_that_cannot_be_used_is_none_and_the_others_are_asked() -> None:
    one = OneByOne(ModelReplyError("no"), None, ModelReplyError("no"))
    assert texts(asyncio.run(ask_draws(one, RESPOND, range(3)))) == [None, "1", None]
    assert one.asked == [0, 1, 2]


def test_the_first_fault_is_raised_where_no_draw_can_be_used() -> None:
    with pytest.raises(ModelReplyError, match=r"^first$"):
        asyncio.run(ask_draws(OneByOne(ModelReplyError("first"), ModelReplyError("second")), RESPOND, range(2)))


def test_no_draws_are_no_fault() -> None:
    assert asyncio.run(ask_draws(OneByOne(), RESPOND, ())) == []


def test_a_failed_provider_is_no_unusable_draw() -> None:
    with pytest.raises(ProviderError, match="down"):
        asyncio.run(ask_draws(OneByOne(None, ProviderError("down")), RESPOND, range(2)))
