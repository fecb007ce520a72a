"""Who is in a story, who may join it, and who takes whose place."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mathwright.programs.people import known_names, names_in, newcomer, rename, substitute

NAMES = known_names()
NEW = (*NAMES.new_women, *NAMES.new_men)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ann met Bob.", {"Ann", "Bob"}),
        ("Ann's dog and Ross' cat.", {"Ann", "Ross"}),
        ("The dog ran to Paris on Monday.", {"Paris"}),
        ("How many did she see? They saw 3.", set()),
        ("IBM sold 3 PCs.", set()),
        ("", set()),
    ],
)
def test_finds_the_names_of_a_text(text: str, expected: set[str]) -> None:
    assert names_in(text) == expected


def test_the_lists_do_not_contradict_each_other() -> None:
    assert NAMES.women & NAMES.men == set()
    assert (NAMES.women | NAMES.men) & NAMES.nobody == set()
    assert len(set(NEW)) == len(NEW)
    assert all(names_in(f"Then {name} left.") == {name} for name in NEW)


@given(st.lists(st.sampled_from(sorted({*NEW, "Amy", "Paris"})), max_size=8), st.integers(0, 99))
def test_a_newcomer_has_a_name_and_an_initial_of_their_own(present: list[str], draw: int) -> None:
    name = newcomer(f"{' and '.join(present)} met.", Random(draw))
    assert name in NEW
    assert name[0] not in {other[0] for other in present}


def test_a_newcomer_shares_an_initial_only_where_all_are_taken() -> None:
    everybody = " ".join(NEW)
    crowd = everybody.replace(" Zane", "").replace("Wanda ", "")
    assert {newcomer(crowd, Random(draw)) for draw in range(20)} == {"Wanda", "Zane"}


def test_many_may_join() -> None:
    found = {newcomer("Amy met Ben.", Random(draw)) for draw in range(200)}
    assert found & set(NAMES.new_women)
    assert found & set(NAMES.new_men)
    assert len(found) > 20


@pytest.mark.parametrize("draw", range(10))
def test_renames_each_to_another_of_the_same_gender_whom_neither_story_knows(draw: int) -> None:
    here = "Amy and Lily met Ben and Rosa."
    other = " ".join(name for name in NEW if name not in ("Rosa", "Greta", "Hana", "Boris"))
    chosen = rename(here, {"Amy", "Lily", "Ben"}, other, Random(draw))
    assert chosen in (
        {"Amy": "Greta", "Lily": "Hana", "Ben": "Boris"},
        {"Amy": "Hana", "Lily": "Greta", "Ben": "Boris"},
    )


@pytest.mark.parametrize(
    ("text", "clashing"),
    [
        pytest.param("Paris is far.", {"Paris"}, id="no known person"),
        pytest.param("Amy is in Paris.", {"Amy", "Paris"}, id="one of two unknown"),
        pytest.param(f"Amy knows {' '.join(NAMES.new_women)}.", {"Amy"}, id="nobody left"),
    ],
)
def test_renames_nobody_where_one_cannot_be(text: str, clashing: set[str]) -> None:
    assert rename(text, clashing, "", Random(0)) is None


def test_renaming_nobody_is_possible() -> None:
    assert rename("Amy left.", set(), "", Random(0)) == {}


def test_substitutes_whole_names_at_once() -> None:
    text = "Ann saw Anna, JoAnn and Rosa; Ann's hat, Ann-Marie, ann."
    assert (
        substitute(text, {"Ann": "Rosa", "Rosa": "Ann"}) == "Rosa saw Anna, JoAnn and Ann; Rosa's hat, Rosa-Marie, ann."
    )
    assert substitute(text, {}) == text
