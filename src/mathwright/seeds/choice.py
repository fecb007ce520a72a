"""Multiple choice into word problem: MWPBench's stated rule.

A question that refers to its options makes no sense without them and is dropped; of the others the text of
the right option becomes the answer.  Source: Tang et al. 2024, arXiv:2403.02884, section on MWPBench.

The authors' own counts show that they drop more than they state.  On AGIEval, leaving out every question with
"which" or "following" in it gives exactly their 102 and 938 rows; on TAL-SCQ5K no list of phrases that we tried
gives theirs (2,638 and 1,496).  We keep to the stated phrases and print both counts.
"""

from __future__ import annotations

from mathwright.seeds.row import Dropped

REFERRING = ("which of the following", "which one", "which is", "the following", "which statement")
"""A question that holds one of these, in any case of letters, refers to its options; the paper's list."""

REFERRING_ZH = ("下列", "以下", "下面")
"""The same in Chinese ("the following", "below"); ours, since the paper works on translations."""


def refers_to_options(question: str) -> Dropped | None:
    """Why a multiple-choice question cannot stand without its options; None where it can."""
    lower = question.lower()
    for phrase in (*REFERRING, *REFERRING_ZH):
        if phrase in lower:
            return Dropped(f'refers to its options: "{phrase}"')
    return None
