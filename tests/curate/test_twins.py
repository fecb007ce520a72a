"""Which earlier question each one repeats, whatever the blocks they come in."""

import json
import random
from collections.abc import Sequence
from pathlib import Path

import pytest

from mathwright.curate.contamination.index import BenchmarkRow, Index, index_of
from mathwright.curate.shelf import Shelf, Shelved
from mathwright.curate.twins import Policy, Sieve, Twin

APPLES = "Ann buys 3 apples and 5 pears at the market on Monday. How many fruits does she buy in all?"
OTHER_APPLES = "Ann buys 7 apples and 2 pears at the market on Monday. How many fruits does she buy in all?"
NEAR_APPLES = "Ann buys 3 apples and 5 pears at the market on Friday. How many fruits does she buy in all?"
TRAIN = "A train runs 40 miles an hour for 3 hours and then rests. How far does it go before it rests?"
EMPTY = index_of([])


def twins(
    tmp_path: Path, questions: Sequence[str], policy: Policy = Policy(), index: Index = EMPTY, block: int = 100
) -> list[Twin | None]:
    places = [f"a:{line}" for line in range(1, len(questions) + 1)]
    with Shelf(tmp_path) as shelf:
        sieve = Sieve(index, policy, shelf)
        return [
            twin
            for at in range(0, len(questions), block)
            for twin in sieve.twins(places[at : at + block], questions[at : at + block])
        ]


def test_names_the_first_of_the_same_text_and_of_the_same_text_with_other_numbers(tmp_path: Path) -> None:
    found = twins(tmp_path, [APPLES, TRAIN, APPLES.upper(), OTHER_APPLES])
    assert found[:2] == [None, None]
    assert found[2] == Twin("exact, in this file", "a:1", APPLES)
    assert found[3] == Twin("other numbers, in this file", "a:1", APPLES)


def test_near_texts_are_dropped_from_a_similarity_on_and_other_numbers_alone_are_not(tmp_path: Path) -> None:
    found = twins(tmp_path, [APPLES, NEAR_APPLES, OTHER_APPLES], Policy(None, near=0.6))
    assert found[0] is None
    assert found[2] is None
    near = found[1]
    assert near is not None
    assert (near.rule, near.origin, near.question) == ("near, in this file", "a:1", APPLES)
    assert near.similarity is not None
    assert 0.6 <= near.similarity < 0.8
    assert twins(tmp_path, [APPLES, NEAR_APPLES], Policy(near=0.8)) == [None, None]


def test_what_is_near_with_other_numbers_falls_with_its_text(tmp_path: Path) -> None:
    other = NEAR_APPLES.replace("5", "9")
    found = twins(tmp_path, [APPLES, NEAR_APPLES, other], Policy(None, near=0.6))
    assert [twin and twin.rule for twin in found] == [None, "near, in this file", "near, in this file"]


def test_benchmarks_come_first_and_their_evidence_is_shown(tmp_path: Path) -> None:
    index = index_of([BenchmarkRow("test:7", TRAIN)])
    longer = f"It is noon. {TRAIN}"
    found = twins(tmp_path, [TRAIN, TRAIN, longer, APPLES], index=index)
    assert found[0] == found[1] == Twin("exact, in a file to keep apart from", "test:7", TRAIN)
    assert found[2] == Twin("shared words, in a file to keep apart from", "test:7", TRAIN, 1.0, TRAIN.rstrip("?"))
    assert found[3] is None


def test_a_text_near_to_a_benchmark_is_dropped(tmp_path: Path) -> None:
    index = index_of([BenchmarkRow("test:7", APPLES)])
    [twin] = twins(tmp_path, [NEAR_APPLES.replace("in all", "altogether")], Policy(near=0.4), index)
    assert twin is not None
    assert (twin.rule, twin.origin) == ("near, in a file to keep apart from", "test:7")


def test_what_is_dropped_for_a_benchmark_is_nobodys_twin(tmp_path: Path) -> None:
    index = index_of([BenchmarkRow("test:7", "What is the sum of 3 and 14?")])
    held = f"{APPLES} What is the sum of 3 and 14?"
    found = twins(tmp_path, [held, f"{NEAR_APPLES} What is the sum of 3 and 15?"], Policy(near=0.6), index)
    assert [twin and twin.rule for twin in found] == ["a short question inside, in a file to keep apart from", None]


def test_only_against_lets_the_file_repeat_itself(tmp_path: Path) -> None:
    index = index_of([BenchmarkRow("test:7", TRAIN)])
    policy = Policy(near=0.6, only_against=True)
    found = twins(tmp_path, [APPLES, APPLES, TRAIN, OTHER_APPLES, NEAR_APPLES], policy, index)
    assert [twin and twin.rule for twin in found] == [None, None, "exact, in a file to keep apart from", None, None]


@pytest.mark.parametrize("policy", [Policy(), Policy(3, near=0.6), Policy(None, near=0.5, only_against=True)])
def test_blocks_change_nothing(tmp_path: Path, data_dir: Path, policy: Policy) -> None:
    chance = random.Random("blocks")
    lines = (data_dir / "gsm8k" / "train.jsonl").read_text(encoding="utf-8").splitlines()[:200]
    rows = [json.loads(line)["question"] for line in lines]
    index = index_of(BenchmarkRow(f"b:{at}", question) for at, question in enumerate(rows[:30]))
    for _ in range(200):
        text = chance.choice(rows)
        rows.append(text.replace(chance.choice(text.split()), chance.choice(["17", "Zoe", "red"])))
    chance.shuffle(rows)
    whole = twins(tmp_path, rows, policy, index, block=1_000)
    assert len({twin.rule for twin in whole if twin is not None}) >= 3
    for block in (7, 256):
        assert twins(tmp_path, rows, policy, index, block) == whole


def test_a_shelf_gives_back_what_was_put_on_it(tmp_path: Path) -> None:
    rows = [("a:1", "Why?"), ("b\ud800:2", ""), ("c", "x\0y é三\nz")]
    with Shelf(tmp_path) as shelf:
        assert [shelf.add(*row) for row in rows] == [0, 1, 2]
        assert [shelf.get(number) for number in (2, 0, 1)] == [Shelved(*rows[2]), Shelved(*rows[0]), Shelved(*rows[1])]
        assert list(tmp_path.iterdir()) == []
