from __future__ import annotations

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mathwright.curate.near.index import NearIndex
from mathwright.curate.near.stream import Near, NearStream
from mathwright.errors import UsageError
from mathwright.seeds.shipped import shipped_seeds

QUESTIONS = tuple(problem.question for problem in shipped_seeds())
STORY = "Tom picks nine red apples in the garden of his aunt. How many apples does he carry home in the evening?"


def edited(random: Random) -> str:
    """A shipped question with up to eight of its words replaced."""
    words = random.choice(QUESTIONS).split()
    for _ in range(random.randrange(8)):
        words[random.randrange(len(words))] = random.choice(("nine", "apples", "Ben", "7"))
    return " ".join(words)


def stream_of_texts(count: int, run_seed: int = 7) -> list[str]:
    random = Random(run_seed)
    return [edited(random) for _ in range(count)]


def one_at_a_time(texts: list[str], threshold: float = 0.6) -> list[Near | None]:
    index = NearIndex(threshold)
    decided = []
    for text in texts:
        near = index.nearest(text)
        if near is None:
            index.add(text, len(index))
        decided.append(near)
    return decided


def test_a_near_text_names_the_kept_one_and_is_itself_not_remembered() -> None:
    edit = STORY.replace("Tom", "Ben")
    stream = NearStream(0.6)
    decided = stream.decide(["Something else was asked here.", STORY, edit, STORY.replace("nine", "ten"), edit])
    assert [near and near.place for near in decided] == [None, None, 1, 1, 1]
    assert decided[2] == Near(1, 0.9)
    assert len(stream) == 2


def test_a_text_that_is_near_only_to_a_dropped_one_is_kept() -> None:
    words = [f"w{number}" for number in range(40)]
    chain = [" ".join(words[:32]), " ".join(words[4:36]), " ".join(words[8:40])]
    assert [near and near.place for near in NearStream(0.7).decide(chain)] == [None, 0, None]
    assert [near and near.place for near in NearStream(0.7).decide(chain[1:])] == [None, 0]


def test_texts_filed_by_hundreds_are_found_as_the_last_ones_are() -> None:
    texts = [f"{number} {number * 7} {number * 11} is what {STORY}" for number in range(1_300)]
    story = "A farmer {} sows {} rows of wheat, {} rows of rye and {} of oats on the field behind the barn. How many?"
    texts += [story.format(*(f"{letter}{number}" for letter in "abcd")) for number in range(1_300)]
    texts = Random(3).sample(texts, len(texts))
    for threshold in (0.5, 0.8):
        decided = NearStream(threshold).decide(texts)
        assert decided == one_at_a_time(texts, threshold)
    assert decided.count(None) > 1_200


def test_of_several_near_texts_the_earliest_is_named() -> None:
    stream = NearStream(0.6)
    stream.remember([STORY.replace("Tom", "Ben"), STORY])
    assert stream.look([STORY]) == [Near(0, 0.9)]
    assert stream.decide([STORY]) == [Near(0, 0.9)]


@pytest.mark.parametrize("sizes", [(40,), (7, 300), (1_000, 1)])
def test_how_texts_are_cut_into_blocks_changes_nothing(sizes: tuple[int, ...]) -> None:
    texts = stream_of_texts(1_500)
    stream, decided, turn = NearStream(0.6), [], 0
    while len(decided) < len(texts):
        decided += stream.decide(texts[len(decided) : len(decided) + sizes[turn % len(sizes)]])
        turn += 1
    assert decided == NearStream(0.6).decide(texts)


@pytest.mark.parametrize("threshold", [0.4, 0.6, 0.85, 1.0])
def test_one_text_at_a_time_is_decided_as_a_block_is(threshold: float) -> None:
    texts = stream_of_texts(1_200, run_seed=11)
    decided = NearStream(threshold).decide(texts)
    assert decided == one_at_a_time(texts, threshold)
    assert 20 < decided.count(None) < 1_200


@given(st.lists(st.lists(st.sampled_from("abcde"), max_size=5, unique=True).map(" ".join), max_size=40))
def test_a_text_whose_words_do_not_repeat_is_as_near_as_can_be_to_its_equal_alone(texts: list[str]) -> None:
    decided = NearStream(1.0).decide(texts)
    assert decided == one_at_a_time(texts, 1.0)
    kept = [text for text, near in zip(texts, decided, strict=True) if near is None]
    assert set(texts) == set(kept)


def test_remembered_texts_may_repeat_one_another_and_looking_remembers_nothing() -> None:
    stream = NearStream()
    stream.remember([STORY, STORY, STORY])
    assert stream.look([STORY, "Nothing of the kind is in it.", STORY.upper()]) == [Near(0, 1.0), None, Near(0, 1.0)]
    assert len(stream) == 3


def test_keys_of_the_caller_come_back() -> None:
    index = NearIndex()
    index.add(STORY, 2**40)
    index.add("Another question of another kind altogether?", -3)
    assert index.nearest(STORY.lower()) == Near(2**40, 1.0)
    assert index.nearest("another question of another kind altogether") == Near(-3, 1.0)
    assert index.nearest("Who is there?") is None


def test_texts_added_at_once_stand_among_those_added_one_by_one() -> None:
    index, texts = NearIndex(0.9), [f"This is the text of number {number} alone" for number in range(1_500)]
    for key in range(300):
        index.add(texts[key], key)
    index.add_all(texts[300:700], range(300, 700))
    for key in range(700, 1_500):
        index.add(texts[key], key)
    assert [near and near.place for near in map(index.nearest, texts)] == list(range(1_500))


def test_a_block_of_one_text_repeated_is_one_text() -> None:
    stream = NearStream()
    assert stream.decide([STORY] * 9_000).count(None) == 1
    assert len(stream) == 1


@pytest.mark.parametrize(("slots", "kept"), [(1, 1), (4, 5_000)])
def test_thousands_of_texts_of_one_wording_end(slots: int, kept: int) -> None:
    words = (
        "A shop sells red pens and books in the morning and blue pens after lunch on a day. How many in all?".split()
    )
    places = [3 + 4 * slot for slot in range(slots)]
    texts = [
        " ".join(str(number + at) if at in places else word for at, word in enumerate(words)) for number in range(5_000)
    ]
    decided = NearStream(0.6).decide(texts)
    assert decided.count(None) == kept
    assert decided[:500] == one_at_a_time(texts[:500])


def test_nothing_gives_nothing() -> None:
    assert NearStream().decide([]) == []
    assert NearStream().look(["a b c"]) == [None]
    assert NearIndex().nearest("") is None


def test_a_kept_question_costs_less_than_a_kilobyte() -> None:
    stream, index = NearStream(), NearIndex()
    words = [f"{word}{number}" for number in range(300) for word in ("red", "apple", "box")]
    random = Random(7)
    texts = [" ".join(random.choices(words, k=45)) for _ in range(4_096)]
    assert stream.decide(texts).count(None) == 4_096
    for text in texts:
        index.add(text, len(index))
    assert stream.nbytes / 4_096 < 1_000
    assert index.nbytes / 4_096 < 1_000  # what it holds of the last few hundred besides is no more for millions


@pytest.mark.parametrize("threshold", [0, -0.1, 1.01, float("nan")])
def test_a_threshold_that_is_no_similarity_is_refused(threshold: float) -> None:
    for kind in (NearStream, NearIndex):
        with pytest.raises(UsageError, match="give a number above 0 and at most 1"):
            kind(threshold)


def test_what_another_rule_refuses_is_asked_about_in_order_and_not_remembered() -> None:
    edit = STORY.replace("Tom", "Ben")
    asked: list[int] = []

    def refuses(at: int) -> bool:
        asked.append(at)
        return at == 1

    stream = NearStream(0.6)
    decided = stream.decide(["Something else was asked here.", STORY, edit, STORY, "Why is the sky blue?"], refuses)
    assert decided == [None, None, None, Near(1, 0.9), None]
    assert asked == [0, 1, 2, 4]
    assert len(stream) == 3


def test_another_rule_that_refuses_none_changes_nothing() -> None:
    texts = stream_of_texts(4_500)
    assert NearStream(0.6).decide(texts, lambda _: False) == NearStream(0.6).decide(texts)


def test_another_rule_is_told_the_number_of_a_text_behind_the_first_block() -> None:
    asked: list[int] = []
    texts = [f"{number} is a number" for number in range(5_000)]
    NearStream(1.0).decide(texts, lambda at: asked.append(at) is not None)
    assert asked == list(range(5_000))
