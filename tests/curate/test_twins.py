"""Which earlier question each one repeats, whatever the blocks they come in."""

import json
import random
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from mathwright.curate.contamination.index import BenchmarkRow, Index, index_of
from mathwright.curate.near.meaning import MeaningStream
from mathwright.curate.shelf import Shelf, Shelved
from mathwright.curate.twins import Policy, Sieve, Twin
from mathwright.errors import UsageError

APPLES = "Ann buys 3 apples and 5 pears at the market on Monday. How many fruits does she buy in all?"
OTHER_APPLES = "Ann buys 7 apples and 2 pears at the market on Monday. How many fruits does she buy in all?"
NEAR_APPLES = "Ann buys 3 apples and 5 pears at the market on Friday. How many fruits does she buy in all?"
TRAIN = "A train runs 40 miles an hour for 3 hours and then rests. How far does it go before it rests?"
REWORDED = "On Monday Ann went to a fair for fruit: pears, 5 of them, with 3 apples. Tell their number."
EMPTY = index_of([])
FRUIT = ("apples", "pears", "market", "fair")


class Fruit:
    """Embeds a text by whether it is about fruit; knows nothing of numbers, and of any other text nothing at all."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.asked += texts
        known = [any(word in text for word in FRUIT) for text in texts]
        return np.array([[1.0, 0.0] if one else [0.0, 0.0] for one in known], np.float32).reshape(-1, 2)


class Lengths:
    """Embeds a text by how many letters and words it has, so that many mean nearly the same."""

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        rows = np.array(
            [[len(text) % 97, len(text.split()) % 13, text.count("e") % 11, 5] for text in texts], np.float32
        )
        unit: NDArray[np.float32] = rows / np.linalg.norm(rows, axis=1, keepdims=True)
        return unit


def twins(
    tmp_path: Path,
    questions: Sequence[str],
    policy: Policy = Policy(),
    index: Index = EMPTY,
    block: int = 100,
    meaning: MeaningStream | None = None,
) -> list[Twin | None]:
    places = [f"a:{line}" for line in range(1, len(questions) + 1)]
    with Shelf(tmp_path) as shelf:
        sieve = Sieve(index, policy, shelf, meaning)
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
    assert near.shared == NEAR_APPLES.split(" on ")[0] + " on"
    assert twins(tmp_path, [APPLES, NEAR_APPLES], Policy(near=0.8)) == [None, None]


def test_a_near_text_is_dropped_unless_another_bound_is_given(tmp_path: Path) -> None:
    assert [twin and twin.rule for twin in twins(tmp_path, [APPLES, NEAR_APPLES])] == [None, "near, in this file"]


@pytest.mark.parametrize("near", [-0.1, 0.1, 0.49, 1.01])
def test_a_bound_below_which_hardly_a_near_text_is_found_is_refused(tmp_path: Path, near: float) -> None:
    with pytest.raises(UsageError, match=rf"near: {near} is out of reach: .* give 0\.5 to 1, or 0"):
        twins(tmp_path, [APPLES], Policy(near=near))


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
    [twin] = twins(tmp_path, [NEAR_APPLES.replace("in all", "altogether")], Policy(near=0.5), index)
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


@pytest.mark.parametrize("block", [1, 2, 4, 9])
def test_a_cap_counts_the_questions_of_a_template_over_blocks(tmp_path: Path, block: int) -> None:
    rows = [APPLES.replace("3", str(number)) for number in range(10, 19)]
    found = twins(tmp_path, rows, Policy(4), block=block)
    assert found[:4] == [None] * 4
    assert found[4:] == [Twin("other numbers, in this file", "a:1", rows[0])] * 5


def test_the_same_meaning_in_other_words_is_dropped_last_with_its_twin_and_cosine(tmp_path: Path) -> None:
    rows = [TRAIN, APPLES, OTHER_APPLES, NEAR_APPLES, REWORDED]
    found = twins(tmp_path, rows, Policy(near=0.6), meaning=MeaningStream(Fruit()))
    assert [twin and twin.rule for twin in found[:4]] == [
        None,
        None,
        "other numbers, in this file",
        "near, in this file",
    ]
    assert found[4] == Twin("same meaning, in this file", "a:2", APPLES, 1.0, "On Monday")
    assert twins(tmp_path, rows, Policy(near=0.6))[4] is None


def test_numbers_do_not_make_a_meaning_and_a_text_is_embedded_once_whatever_its_numbers(tmp_path: Path) -> None:
    embedder = Fruit()
    found = twins(tmp_path, [APPLES, OTHER_APPLES, TRAIN], Policy(None, 0), meaning=MeaningStream(embedder))
    assert found == [None, None, None]
    assert len(embedder.asked) == 2
    assert not any(sign.isdigit() for text in embedder.asked for sign in text)


def test_the_meaning_of_a_benchmark_must_not_come_back(tmp_path: Path) -> None:
    index = index_of([BenchmarkRow("test:6", TRAIN), BenchmarkRow("test:7", APPLES)])
    twin = Twin("same meaning, in a file to keep apart from", "test:7", APPLES, 1.0, "On Monday")
    assert twins(tmp_path, [REWORDED, REWORDED], index=index, meaning=MeaningStream(Fruit())) == [twin, twin]
    policy = Policy(only_against=True)
    ours = "She sells pears."
    found = twins(
        tmp_path, [TRAIN.replace("A train", "Tom"), ours, ours], policy, EMPTY, meaning=MeaningStream(Fruit())
    )
    assert found == [None, None, None]
    assert twins(tmp_path, [REWORDED], policy, index, meaning=MeaningStream(Fruit())) == [twin]


@pytest.mark.parametrize("policy", [Policy(), Policy(3, near=0), Policy(None, near=0.5, only_against=True)])
def test_blocks_change_nothing_with_meanings(tmp_path: Path, data_dir: Path, policy: Policy) -> None:
    chance = random.Random("meanings")
    lines = (data_dir / "gsm8k" / "train.jsonl").read_text(encoding="utf-8").splitlines()[:200]
    rows = [json.loads(line)["question"] for line in lines]
    index = index_of(BenchmarkRow(f"b:{at}", question) for at, question in enumerate(rows[:10]))
    rows += [text.replace(chance.choice(text.split()), "red") for text in rows]
    chance.shuffle(rows)
    found = [
        twins(tmp_path, rows, policy, index, block, MeaningStream(Lengths(), 0.9995)) for block in (1_000, 1, 7, 256)
    ]
    rules = {twin.rule for twin in found[0] if twin is not None}
    assert "same meaning, in a file to keep apart from" in rules
    assert ("same meaning, in this file" in rules) != policy.only_against
    assert found[1:] == found[:1] * 3


def test_a_shelf_gives_back_what_was_put_on_it(tmp_path: Path) -> None:
    rows = [("a:1", "Why?"), ("b\ud800:2", ""), ("c", "x\0y é三\nz")]
    with Shelf(tmp_path) as shelf:
        assert [shelf.add(*row) for row in rows] == [0, 1, 2]
        assert [shelf.get(number) for number in (2, 0, 1)] == [Shelved(*rows[2]), Shelved(*rows[0]), Shelved(*rows[1])]
        assert list(tmp_path.iterdir()) == []
