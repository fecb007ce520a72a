"""Members in order, as multisets and as sets, by three-valued equality."""

from fractions import Fraction
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mathwright.verify.comparing.members import as_multiset, as_set, compare_collections, in_order
from mathwright.verify.finding import different, equal, undecided
from mathwright.verify.reading.answer import Collection, Expression, Prose
from mathwright.verify.reading.tree import Number


def letters(a, b):
    """Letters are equal or different; a question mark is undecided against all."""
    if "?" in (a.text, b.text):
        return undecided("open")
    return equal("letter") if a.text == b.text else different("letter")


def of(text):
    return tuple(Prose(letter) for letter in text)


@pytest.mark.parametrize(
    ("a", "b", "ordered", "multiset", "as_a_set"),
    [
        ("abc", "abc", "equal", "equal", "equal"),
        ("abc", "bca", "different", "equal", "equal"),
        ("aab", "abb", "different", "different", "equal"),
        ("aab", "ab", "different", "different", "equal"),
        ("abc", "abd", "different", "different", "different"),
        ("ab?", "abc", "undecided", "undecided", "undecided"),
        ("a?", "bc", "different", "different", "different"),
        ("a?", "b?", "different", "undecided", "undecided"),
        ("", "", "equal", "equal", "equal"),
        ("", "a", "different", "different", "different"),
        ("ab", "abc", "different", "different", "different"),
        ("ab?", "ab", "different", "different", "undecided"),
    ],
)
def test_members_of_two_collections(a, b, ordered, multiset, as_a_set):
    for compare, state in ((in_order, ordered), (as_multiset, multiset), (as_set, as_a_set)):
        assert compare(of(a), of(b), letters).state == state
        assert compare(of(b), of(a), letters).state == state


LETTERS = st.text(alphabet="abc?", max_size=3)


@given(LETTERS, LETTERS)
def test_equal_and_different_are_never_wrong_whatever_the_open_member_is(a, b):
    states = {as_multiset(of(one), of(other), letters).state for one in _filled(a) for other in _filled(b)}
    found = as_multiset(of(a), of(b), letters).state
    assert found == "undecided" or states == {found}


def _filled(text):
    """The text with each open member as every letter, and one that is no other."""
    texts = [""]
    for letter in text:
        texts = [before + filled for before in texts for filled in ("abcd" if letter == "?" else letter)]
    return texts


@given(st.lists(st.fractions(max_denominator=5), max_size=6), st.randoms())
def test_a_set_of_numbers_is_equal_to_itself_in_any_order(values, rng):
    shuffled = rng.sample(values, len(values))
    one, other = (tuple(Expression(Number(value)) for value in side) for side in (values, shuffled))
    for kind in ("set", "list"):
        found = compare_collections(Collection(kind, one), Collection(kind, other), letters)
        assert found.state == "equal"


def test_a_list_is_a_tuple_only_in_its_order():
    items = of("abc")
    for order in permutations(items):
        found = compare_collections(Collection("tuple", items), Collection("list", order), letters)
        assert found.state == ("equal" if order == items else "different")


def test_a_set_is_no_tuple():
    assert compare_collections(Collection("set", of("ab")), Collection("tuple", of("ab")), letters).state == "different"


@pytest.mark.parametrize(
    ("a", "b", "places", "state"),
    [
        ("abn", "abn", (2, 2), "equal"),
        ("abn", "acn", (2, 2), "different"),
        ("abn", "abcn", (2, 3), "undecided"),
        ("abn", "abn", (2, None), "undecided"),
        ("abn", "abn", (2, 1), "undecided"),
    ],
)
def test_dots_are_compared_member_by_member(a, b, places, state):
    one, other = (Collection("list", of(text), place) for text, place in zip((a, b), places, strict=True))
    assert compare_collections(one, other, letters).state == state


def test_too_many_members_that_are_no_numbers_are_left_open():
    many = of("a" * 200)
    assert as_multiset(many, many, letters).rule == "too many members"
    numbers = tuple(Expression(Number(Fraction(value))) for value in range(2_000))
    assert as_multiset(numbers, numbers[::-1], letters).state == "equal"
