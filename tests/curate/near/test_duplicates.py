from __future__ import annotations

import pytest

from mathwright.curate.near.duplicates import EXACT, NEAR, OTHER_NUMBERS, Duplicate, near_duplicates, near_in
from mathwright.errors import UsageError

STORY = "Tom picks 9 red apples in the garden of his aunt. How many apples does he carry home in the evening?"
RENUMBERED = [STORY.replace("9", number) for number in ("8", "70", "twelve")]
RENAMED = STORY.replace("Tom", "Ben")
OTHER = "What is the area of a square with a side of 4 cm?"


def test_every_dropped_text_names_its_twin_its_similarity_and_its_class() -> None:
    texts = [OTHER, STORY, STORY.upper(), RENAMED, RENUMBERED[2]]
    assert list(near_duplicates(texts)) == [
        Duplicate(2, 1, 1.0, EXACT),
        Duplicate(3, 1, 0.9, NEAR),
        Duplicate(4, 1, 16 / 22, OTHER_NUMBERS),
    ]


@pytest.mark.parametrize(("cap", "dropped"), [(1, [1, 2, 3, 4]), (2, [2, 3, 4]), (3, [3, 4]), (9, [4])])
def test_wanted_number_edits_stay_up_to_the_cap_of_their_template(cap: int, dropped: list[int]) -> None:
    texts = [STORY, *RENUMBERED, RENAMED]
    assert [one.row for one in near_duplicates(texts, numbers="wanted", cap_per_template=cap)] == dropped


def test_unwanted_number_edits_go_whatever_the_cap() -> None:
    assert [one.row for one in near_duplicates([STORY, *RENUMBERED], cap_per_template=9)] == [1, 2, 3]


def test_an_exact_copy_goes_even_where_other_numbers_are_wanted() -> None:
    assert [one.rule for one in near_duplicates([STORY, STORY], numbers="wanted", cap_per_template=9)] == [EXACT]


def test_against_another_set_only_what_is_near_to_it_goes() -> None:
    texts = [OTHER, OTHER, RENAMED, *RENUMBERED[:1]]
    assert list(near_in(texts, [RENAMED, STORY])) == [
        Duplicate(2, 0, 1.0, EXACT),
        Duplicate(3, 0, 16 / 22, NEAR),
    ]


def test_a_higher_threshold_lets_more_in() -> None:
    assert list(near_duplicates([STORY, RENAMED], threshold=0.95)) == []
    assert len(list(near_duplicates([STORY, RENAMED], threshold=0.85))) == 1


def test_a_cap_that_keeps_nothing_is_refused() -> None:
    with pytest.raises(UsageError, match="cap_per_template: 0 would keep nothing"):
        list(near_duplicates([STORY], cap_per_template=0))
