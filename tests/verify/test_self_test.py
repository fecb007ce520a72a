"""The shipped cases as a whole: how many, how many near-misses, what the checker makes of them, what datasets quote."""

from collections import Counter

import pytest

from mathwright.verify.known_score import known_score
from mathwright.verify.self_test import Case, score_of, self_test, shipped_cases


def test_every_shipped_case_has_the_verdict_that_is_right() -> None:
    found = self_test()
    assert found.wrong == ()
    assert found.all.near_called_equal == 0
    assert sum(score.cases for score in found.kinds) == found.all.cases


def test_there_are_enough_cases_and_half_are_near_misses() -> None:
    cases = shipped_cases()
    assert len(cases) >= 600
    assert 2 * sum(case.near for case in cases) >= len(cases)


def test_no_near_miss_is_meant_to_be_equal() -> None:
    assert [case for case in shipped_cases() if case.near and case.state == "equal"] == []


def test_no_case_comes_twice() -> None:
    told = Counter((case.a, case.b, case.question) for case in shipped_cases())
    assert [case for case, times in told.items() if times > 1] == []


def test_what_datasets_quote_is_what_the_checker_does() -> None:
    assert known_score() == score_of(self_test()), "run make docs"


@pytest.mark.parametrize(
    ("state", "found", "holds"),
    [
        ("equal", "equal", True),
        ("equal", "undecided", False),
        ("not equal", "undecided", True),
        ("not equal", "different", True),
        ("not equal", "equal", False),
        ("different", "undecided", False),
    ],
)
def test_a_case_holds_if_its_verdict_was_found(state, found, holds) -> None:
    assert Case("1", "2", state, "", "numbers").holds(found) is holds
