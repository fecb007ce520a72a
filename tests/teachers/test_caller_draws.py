"""Draws of one prompt: asked for in as few calls as the line allows, kept and counted one by one."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from tests.teachers.canned_calls import USD, Canned, always, answer, calling, failing, line, request, text_of

from mathwright.errors import ModelReplyError, ProviderError
from mathwright.teachers.caller import Caller
from mathwright.teachers.request import CallFailed, ModelAnswer, ModelRequest


def together(caller: Caller, one: Any, draws: Sequence[int], read: Any = text_of) -> list[Any]:
    return asyncio.run(caller.ask_together(one, [request(draw=draw) for draw in draws], read))


def test_draws_are_one_call_where_the_line_says_so_and_its_usage_stands_once(tmp_path: Path) -> None:
    provider = always("a", "b", "c")
    with calling(tmp_path) as caller:
        assert together(caller, line(provider, together=4), (0, 1, 2)) == ["a", "b", "c"]
        found = [caller.ledger.find(request(draw=draw).key) for draw in (0, 1, 2)]
        assert [(one.input_tokens, one.output_tokens, one.cost_nano_usd) for one in found if one] == [
            (10, 5, 15 * USD), (0, 0, 0), (0, 0, 0),
        ]  # fmt: skip
    assert [(one.draw, n) for one, n in provider.sent] == [(0, 3)]


def test_draws_of_one_call_are_counted_once_each(tmp_path: Path) -> None:
    with calling(tmp_path) as caller:
        together(caller, line(always("a", "b", "c"), together=4), (0, 1, 2))
        count = caller.tally.of("Respond")
        assert (count.replies, count.fresh, count.cost_nano_usd) == (3, 3, 15 * USD)


def test_no_more_draws_go_into_one_call_than_the_line_allows(tmp_path: Path) -> None:
    provider = Canned(lambda one, n: answer(*(f"draw {one.draw + place}" for place in range(n))))
    with calling(tmp_path) as caller:
        assert together(caller, line(provider, together=2), range(5)) == [f"draw {place}" for place in range(5)]
    assert [(one.draw, n) for one, n in provider.sent] == [(0, 2), (2, 2), (4, 1)]


def test_without_leave_each_draw_is_a_call(tmp_path: Path) -> None:
    provider = Canned(lambda one, n: answer(f"draw {one.draw}"))
    with calling(tmp_path) as caller:
        assert together(caller, line(provider), (0, 1)) == ["draw 0", "draw 1"]
    assert [n for _, n in provider.sent] == [1, 1]


def test_draws_that_a_server_left_out_are_asked_for_again(tmp_path: Path) -> None:
    provider = Canned(lambda one, n: answer(*(f"draw {one.draw + place}" for place in range(min(n, 2)))))
    with calling(tmp_path) as caller:
        assert together(caller, line(provider, together=8), range(5)) == [f"draw {place}" for place in range(5)]
    assert [(one.draw, n) for one, n in provider.sent] == [(0, 5), (2, 3), (4, 1)]


def test_more_choices_than_were_asked_for_are_dropped(tmp_path: Path) -> None:
    provider = Canned(lambda one, n: answer("a", "b", "c"))
    with calling(tmp_path) as caller:
        assert together(caller, line(provider, together=2), (0, 1)) == ["a", "b"]


def test_of_the_draws_only_those_that_are_missing_are_bought(tmp_path: Path) -> None:
    provider = Canned(lambda one, n: answer(*(f"new {place}" for place in range(n))))
    with calling(tmp_path) as caller:
        asyncio.run(caller.ask(line(always("kept")), request(draw=1), text_of))
        assert together(caller, line(provider, together=8), (0, 1, 2)) == ["new 0", "kept", "new 1"]
        assert (caller.tally.fresh, caller.tally.replayed) == (3, 1)
    assert [(one.draw, n) for one, n in provider.sent] == [(0, 2)]


def test_an_unusable_draw_is_an_error_in_its_place(tmp_path: Path) -> None:
    with calling(tmp_path) as caller:
        first, second = together(caller, line(always("a", "bad"), together=2), (0, 1))
        found = [caller.ledger.find(request(draw=draw).key) for draw in (0, 1)]
    assert (first, type(second)) == ("a", ModelReplyError)
    assert [one.fault for one in found if one] == [None, "bad"]


@pytest.mark.parametrize("most", [1, 2, 4])
def test_a_refused_draw_is_an_error_in_its_place(tmp_path: Path, most: int) -> None:
    with calling(tmp_path) as caller:
        told = together(caller, line(failing("refused"), together=most), (0, 1, 2))
    assert [str(error).splitlines()[0] for error in told] == ["Respond: the provider refused the request"] * 3


def test_the_same_draws_asked_for_twice_at_once_are_paid_once(tmp_path: Path) -> None:
    number = iter(range(100))
    provider = Canned(lambda one, n: answer(*(f"reply {next(number)}" for _ in range(n))))

    async def work(caller: Caller) -> list[list[Any]]:
        one = line(provider, together=4)
        requests = [request(draw=draw) for draw in range(4)]
        asks = [caller.ask_together(one, requests, text_of) for _ in range(3)]
        *many, last = await asyncio.gather(*asks, caller.ask(one, requests[2], text_of))
        assert last == many[0][2]
        return many

    with calling(tmp_path) as caller:
        many = asyncio.run(work(caller))
        assert len(set(many[0])) == 4
        assert many == [many[0]] * 3
        assert caller.tally.fresh == 4
    assert sum(n for _, n in provider.sent) == 4


def test_draws_that_failed_in_one_call_fail_all_and_what_came_before_is_kept(tmp_path: Path) -> None:
    def first_only(one: ModelRequest, n: int) -> ModelAnswer:
        if one.draw:
            raise CallFailed("server", "down")
        return answer("a")

    with calling(tmp_path) as caller:
        with pytest.raises(ProviderError, match="down"):
            together(caller, line(Canned(first_only), together=4), (0, 1, 2))
        assert caller.text_of(request(draw=0)) == "a"
        assert together(caller, line(always("b", "c"), together=4), (0, 1, 2)) == ["a", "b", "c"]
