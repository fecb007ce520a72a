"""How alike two texts must be for the later one to be dropped, where nobody says otherwise."""

from __future__ import annotations

from mathwright.errors import UsageError

TOO_NEAR = 0.65
"""Jaccard similarity of the word 3-grams, numbers masked, from which ``curate`` drops a text.  Of the labelled pairs
that are one problem it finds 72 %, at 0.9 33 %, and none of those that ask something else.  Of 15 pairs of MATH train
between 0.6 and 0.65 nine ask something else ("distinguishable", "indistinguishable")."""
TOO_NEAR_IN_RUN = 0.9
"""Likewise for what a run makes.  Rewrites of one seed problem share most of their text and differ in what is asked
last, so that a lower bound takes away what the recipe is for; the cap of a template is their gate."""
LEAST_NEAR = 0.5
"""Least similarity that may be asked for: the bands meet 55 % of the pairs that are just so near, 23 % at 0.4."""
SAME_MEANING = 0.9
"""Cosine from which two texts are taken to mean the same; how good a bound it is depends on the model."""


def near_enough(near: float) -> float:
    """The bound, 0 or such that what is as near is mostly found.  Raises UsageError for another one."""
    if near != 0 and not LEAST_NEAR <= near <= 1:
        raise UsageError(
            f"near: {near} is out of reach: of texts less than {LEAST_NEAR} alike most would not be found; "
            f"give {LEAST_NEAR} to 1, or 0 to ask not"
        )
    return near
