"""What ended a run below its target: its plan, too few items that came through, or seed problems without programs."""

from collections import Counter

import pytest

from mathwright.jobs.config import RunConfig
from mathwright.jobs.ending import ending_of
from mathwright.jobs.settled import PassCounts
from mathwright.jobs.stages import most_items
from mathwright.teachers.answers.drawn import MODEL_NEEDED

CONFIG = RunConfig(recipe="mugglemath", accepted=3)
BARE = ("reply", f"no program (no annotations): {MODEL_NEEDED}")
MOST = 2 * 5 + 20 * 3


def counts(name: str, accepted: int = 0, unfinished: int = 0, **rejected: int) -> PassCounts:
    reasons = {"bare": BARE, "other": ("reply", "no numbers")}
    counter = Counter({reasons[key]: items for key, items in rejected.items()})
    return PassCounts(name, accepted, unfinished, counter)


def test_a_run_gives_up_after_twenty_items_for_each_problem_wanted_and_two_for_each_seed_problem() -> None:
    assert most_items(CONFIG, 5) == MOST == 70


@pytest.mark.parametrize(
    ("rewrite", "respond", "ending"),
    [
        pytest.param(counts("rewrite", bare=9), counts("respond"), "no_program", id="no item had a program"),
        pytest.param(counts("rewrite", bare=MOST), counts("respond"), "no_program", id="nor any before giving up"),
        pytest.param(counts("rewrite", 1, bare=9), counts("respond", bare=1), "no_program", id="none in the last pass"),
        pytest.param(counts("rewrite", bare=8, other=1), counts("respond"), "exhausted", id="another reason"),
        pytest.param(counts("rewrite", 1, bare=9), counts("respond"), "exhausted", id="one came through"),
        pytest.param(counts("rewrite", 1, bare=9), counts("respond", 1, bare=1), "exhausted", id="one was accepted"),
        pytest.param(counts("rewrite", bare=9, unfinished=1), counts("respond"), "exhausted", id="one is unfinished"),
        pytest.param(counts("rewrite"), counts("respond"), "exhausted", id="nothing planned"),
        pytest.param(counts("rewrite", 1, other=MOST - 1), counts("respond", 1), "gave_up", id="as many as allowed"),
        pytest.param(counts("rewrite", 1, other=MOST - 2), counts("respond", 1), "exhausted", id="one fewer"),
    ],
)
def test_an_exhausted_run_says_what_ended_its_plan(rewrite: PassCounts, respond: PassCounts, ending: str) -> None:
    assert ending_of(CONFIG, 5, "exhausted", [rewrite, respond]) == ending
    assert ending_of(CONFIG, 5, "limited", [rewrite, respond]) == "limited"


def test_the_items_counted_are_those_of_the_pass_without_end() -> None:
    config = RunConfig(recipe="mathscale", accepted=3)
    extract, merge, made = counts("extract", MOST), counts("merge", 2), counts("make", 2, other=MOST - 2)
    assert ending_of(config, 5, "exhausted", [extract, merge, made]) == "gave_up"
    assert ending_of(config, 5, "exhausted", [extract, merge, counts("make", 2)]) == "exhausted"
