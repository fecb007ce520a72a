from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mathwright.curate.exact import folded
from mathwright.curate.near.shingles import ASKED, PAD, Shingles, Words, set_of, shingles_of

TEXTS = st.lists(
    st.one_of(
        st.text(alphabet="ab .,?:\t\n\x1c\x00é\u3042", max_size=30),
        st.text(max_size=60),
        st.lists(st.sampled_from(("tom", "Tom", "has", "2", "apples.", "?", "...", "e\u0301")), max_size=90).map(
            " ".join
        ),
    ),
    min_size=1,
    max_size=6,
)


def sets(shingles: Shingles) -> list[list[int]]:
    bounds = shingles.offsets.tolist()
    return [shingles.values[a:b].tolist() for a, b in pairwise(bounds)]


def shared(a: str, b: str) -> int:
    first, second = sets(shingles_of((a, b)))
    return len(set(first) & set(second))


def test_a_text_has_one_shingle_for_each_three_words_in_a_row() -> None:
    assert [len(one) for one in sets(shingles_of(("a b c", "a b c d", "one two", "", "x y z x y z")))] == [
        1,
        2,
        1,
        1,
        3,
    ]


def test_shingles_depend_on_the_order_of_words_and_on_nothing_before_them() -> None:
    assert shared("he buys two red apples", "so he buys two red pears") == 2
    assert shared("he buys two", "two buys he") == 0


def test_the_words_of_one_text_never_run_into_the_next() -> None:
    alone = sets(shingles_of(("a b c d",)))[0]
    assert sets(shingles_of(("x y", "a b c d", "e f g")))[1] == alone


@pytest.mark.parametrize(
    ("text", "other"),
    [
        pytest.param("Tom has 3 apples. He eats one.", "tom has 3 apples he eats one", id="stops and case"),
        pytest.param("a\tb\n c", "a b c", id="white space"),
        pytest.param("", " \n ", id="nothing"),
        pytest.param("wait ... what is it ?", "wait what is it", id="stops alone are no words"),
        pytest.param("It\u2019s five \u2013 or so", "it's five - or so", id="typography"),
    ],
)
def test_what_folding_makes_equal_has_one_set(text: str, other: str) -> None:
    first, second = sets(shingles_of((text, other)))
    assert first == second


def test_points_inside_numbers_and_signs_of_mathematics_count() -> None:
    assert shared("add 1.5 and 2", "add 15 and 2") == 0
    assert shared("what is (a + b)!", "what is (a + b)") == 3 - 1


def test_signs_without_spaces_between_them_are_words() -> None:
    assert len(sets(shingles_of(("小明有三个苹果",)))[0]) == 5


@given(TEXTS)
def test_one_text_at_a_time_gives_what_many_give(texts: list[str]) -> None:
    together, words = shingles_of(texts), Words()
    singles = [set_of(words.shingles(text)) for text in texts]
    assert sets(together) == [one.values.tolist() for one in singles]
    assert together.asked.tolist() == [one.asked[0].tolist() for one in singles]


@given(TEXTS)
def test_a_text_and_its_folded_form_have_one_set(texts: list[str]) -> None:
    assert sets(shingles_of(texts)) == sets(shingles_of([folded(text) for text in texts]))


@given(TEXTS)
def test_sets_are_ascending_distinct_not_empty_and_free_of_the_pad(texts: list[str]) -> None:
    for one in sets(shingles_of(texts)):
        assert one == sorted(set(one))
        assert len(one) > 0
        assert int(PAD) not in one


def test_what_a_text_asks_is_its_last_shingles_from_the_end() -> None:
    words = [f"w{number}" for number in range(20)]
    all_of_it, the_end = shingles_of((" ".join(words), " ".join(words[-ASKED - 2 :])))[2]
    assert all_of_it.tolist() == the_end.tolist()
    assert all_of_it[0] == shingles_of((" ".join(words[-3:]),)).values[0]


def test_a_lone_surrogate_is_a_letter_as_any_other() -> None:
    assert shared("\ud800 is no sign at all", "\ud801 is no sign at all") == 3


def test_a_text_of_a_million_words_is_one_set() -> None:
    number = 300_000
    assert len(sets(shingles_of((" ".join(map(str, range(number))), "a b c")))[0]) == pytest.approx(number - 2, abs=30)


def test_the_numbers_are_the_same_on_every_machine() -> None:
    assert shingles_of(("How many apples?",)).values.tolist() == [4053876769]
