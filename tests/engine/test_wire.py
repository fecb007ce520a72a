"""Items on their way to a worker: the same there as here, and what they share sent once."""

from __future__ import annotations

import pickle
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mathwright.engine.wire import Receiver, Sender
from mathwright.prompts.draft import Draft
from mathwright.prompts.math2 import SkillExamples
from mathwright.recipes.mugglemath import RewriteItem
from mathwright.recipes.pairs import PairItem
from mathwright.recipes.queries import RespondItem
from mathwright.records import Concept, Given, Item, Problem, Program, Record, Step

PROGRAM = Program(
    givens=(Given(start=8, end=9, value="2"),), steps=(Step(expression="g0*2", value="4"),), answer=0, lines=("4",)
)


def problem(number: int) -> Problem:
    """A seed problem."""
    return Problem(
        problem_id=f"{number:016x}",
        question=f"Tom has {number} pens.",
        solutions=("#### 4",),
        answer="4",
        source="gsm8k",
        concepts=(Concept(kind="skill", name="adding"),),
        program=PROGRAM,
    )


SEEDS = tuple(problem(number) for number in range(8))


def pair_items(draws: int) -> list[Item]:
    """Items of one block, which differ in their number."""
    pair = (
        SkillExamples(skill="adding", exemplars=SEEDS[:3]),
        SkillExamples(skill="sharing", exemplars=SEEDS[3:6]),
    )
    return [PairItem(item_id=f"pair {index}", index=index, pair=pair, judged=pair) for index in range(draws)]


def rewrite_item(index: int, *seeds: Problem) -> RewriteItem:
    """One item of the first pass of mugglemath."""
    return RewriteItem(item_id=f"rewrite {index}", index=index, sweep=0, query=seeds[0], companions=seeds[1:])


def respond_item() -> RespondItem:
    """An item that holds no seed problem."""
    draft = Draft(question="How many?", program=PROGRAM, parents=(SEEDS[0].problem_id,), kind="change_numbers")
    return RespondItem(item_id="respond", draft=draft, concepts=SEEDS[0].concepts, license=None)


@pytest.mark.parametrize("shared", [(Problem,), (Problem, Concept), ()], ids=["problems", "two kinds", "none shared"])
@pytest.mark.parametrize(
    "items",
    [
        pytest.param(pair_items(3), id="pairs"),
        pytest.param([rewrite_item(0, *SEEDS[:3]), rewrite_item(1, *SEEDS[2:7])], id="rewrites"),
        pytest.param([rewrite_item(0, problem(99), *SEEDS[:3])], id="a stranger among them"),
        pytest.param([respond_item()], id="responds"),
        pytest.param([Item(item_id="plain")], id="plain"),
    ],
)
def test_items_arrive_as_they_were(items: list[Item], shared: tuple[type[Record], ...]) -> None:
    sender, receiver = Sender(shared), Receiver()
    for _ in range(2):
        chunk = pickle.loads(pickle.dumps(sender.chunk(1, items)))
        found = receiver.items(chunk)
        assert chunk.stage == 1
        assert found == items
        assert [type(item) for item in found] == [type(item) for item in items]
        assert [item.model_dump_json() for item in found] == [item.model_dump_json() for item in items]
        assert [item.model_fields_set for item in found] == [set(type(item).model_fields) for item in items]


def test_a_shared_record_goes_to_a_worker_once_and_is_one_object_there() -> None:
    sender, receiver = Sender([Problem]), Receiver()
    first = sender.chunk(0, [rewrite_item(0, SEEDS[0], SEEDS[1])])
    second = sender.chunk(0, [rewrite_item(1, SEEDS[1], SEEDS[2])])
    assert [news.number for news in first.news] == [0, 1]
    assert [news.number for news in second.news] == [2]
    (one,), (other,) = receiver.items(first), receiver.items(second)
    assert isinstance(one, RewriteItem)
    assert isinstance(other, RewriteItem)
    assert one.companions[0] is other.query


def test_an_equal_record_that_is_not_the_shared_one_travels_as_itself() -> None:
    sender, receiver = Sender([Problem]), Receiver()
    receiver.items(sender.chunk(0, [rewrite_item(0, SEEDS[0])]))
    chunk = sender.chunk(0, [rewrite_item(1, problem(0))])
    assert [news.number for news in chunk.news] == [1]
    assert receiver.items(chunk) == [rewrite_item(1, SEEDS[0])]


def test_a_second_worker_is_sent_the_shared_records_too() -> None:
    for _ in range(2):
        chunk = Sender([Problem]).chunk(0, [rewrite_item(0, *SEEDS[:3])])
        assert [news.number for news in chunk.news] == [0, 1, 2]
        assert Receiver().items(chunk) == [rewrite_item(0, *SEEDS[:3])]


def test_what_the_items_of_a_chunk_share_is_one_object_there_and_sent_once() -> None:
    items = pair_items(64)
    sender, receiver = Sender([Problem]), Receiver()
    chunk = sender.chunk(0, items)
    found = [item for item in receiver.items(chunk) if isinstance(item, PairItem)]
    assert len(found) == 64
    assert all(item.pair[0] is found[0].pair[0] for item in found)
    assert found[0].judged[1] is found[0].pair[1]
    (again,) = receiver.items(sender.chunk(0, items[:1]))
    assert isinstance(again, PairItem)
    assert again.pair[0].exemplars[0] is found[0].pair[0].exemplars[0]
    alone = len(sender.chunk(0, items[:1]).items)
    assert len(chunk.items) < alone + 63 * 60


def test_a_cached_property_of_an_item_stays_behind() -> None:
    items = pair_items(1)
    items[0].__dict__["told"] = "worked out here"
    (found,) = Receiver().items(Sender([Problem]).chunk(0, items))
    assert "told" not in found.__dict__


def test_records_that_could_not_be_packed_are_sent_with_the_next_chunk() -> None:
    class Odd(Item):
        """An item with what no pipe takes."""

        query: Problem
        way: Any

    sender = Sender([Problem])
    with pytest.raises((pickle.PicklingError, AttributeError, TypeError)):
        sender.chunk(0, [Odd(item_id="odd", query=SEEDS[0], way=lambda: None)])
    chunk = sender.chunk(0, [rewrite_item(0, SEEDS[0])])
    assert Receiver().items(chunk) == [rewrite_item(0, SEEDS[0])]


def test_both_ends_forget_what_is_more_than_they_keep() -> None:
    sender, receiver = Sender([Problem], most=3), Receiver()
    told = []
    for number in (0, 1, 2, 1, 3, 1):
        chunk = sender.chunk(0, [rewrite_item(number, SEEDS[number])])
        assert receiver.items(chunk) == [rewrite_item(number, SEEDS[number])]
        told.append((chunk.afresh, [news.number for news in chunk.news]))
    assert told == [(False, [0]), (False, [1]), (False, [2]), (True, [0]), (False, [1]), (False, [])]


@given(
    st.lists(st.lists(st.integers(0, 7), min_size=1, max_size=5), max_size=12),
    st.integers(1, 8),
)
def test_any_chunks_arrive_as_they_were(picked: list[list[int]], most: int) -> None:
    sender, receiver = Sender([Problem], most), Receiver()
    for place, numbers in enumerate(picked):
        items: list[Item] = [rewrite_item(place, *(SEEDS[number] for number in numbers))]
        assert receiver.items(sender.chunk(0, items)) == items
