"""Exact arithmetic against mpmath, on random formulas: half of them rewritten, half of them changed."""

from collections import Counter
from random import Random

from tests.verify.exact.random_values import Unclear, are_equal, formula, perturbed, rewritten

from mathwright.verify.exact.compare import compare_values

PAIRS = 300
MOST_UNDECIDED = 0.15


def outcomes(pairs: int, seed: int) -> Counter[tuple[bool, str]]:
    """How often a pair that mpmath finds equal or not was found what."""
    rng = Random(seed)
    found: Counter[tuple[bool, str]] = Counter()
    while found.total() < pairs:
        one = formula(rng)
        other = rewritten(one, rng) if rng.random() < 0.5 else perturbed(rewritten(one, rng), rng)
        try:
            truth = are_equal(one, other)
        except (Unclear, OverflowError, ZeroDivisionError):
            continue
        verdict = compare_values(one, other)
        assert compare_values(other, one).state == verdict.state
        if verdict.decided:
            assert (verdict.state == "equal") == truth, (one, other, verdict)
        found[truth, verdict.state] += 1
    return found


def test_no_verdict_is_wrong_and_few_pairs_are_left_open() -> None:
    found = outcomes(PAIRS, seed=1)
    assert sum(found[truth, "undecided"] for truth in (True, False)) < MOST_UNDECIDED * PAIRS
    assert found[True, "equal"] > PAIRS / 4
    assert found[False, "different"] > PAIRS / 4
