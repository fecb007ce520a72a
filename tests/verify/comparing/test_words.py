"""Words and times of day against what may be meant by them."""

import pytest

from mathwright.verify.equality import same


@pytest.mark.parametrize(
    ("a", "b", "state"),
    [
        ("3:30 p.m.", "3.30 hours", "different"),
        ("3:30 p.m.", "15.5 hours", "undecided"),
        ("3:30", "3.5 hours", "undecided"),
        ("3:30", "210 seconds", "undecided"),
        ("3:30 a.m.", "4 hours", "different"),
        ("3:30 a.m.", "3.5 hours", "undecided"),
        ("3:30 a.m.", "12600 meters", "different"),
        ("3:30", "3 apples", "undecided"),
        ("no solution", "no real solutions", "undecided"),
        ("no real solutions", "no real solution", "equal"),
        ("no real solutions", "0", "different"),
        ("yes", "yes, it is true", "undecided"),
        ("yes", "no, it is true", "different"),
        ("true", "yes, since 5 is odd", "undecided"),
    ],
)
def test_words_and_times(a, b, state):
    for one, other in ((a, b), (b, a)):
        verdict = same(one, other, algebra=False)
        assert verdict.state == state, verdict.rule
