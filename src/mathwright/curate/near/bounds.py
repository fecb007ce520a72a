"""How alike two texts must be for the later one to be dropped, where nobody says otherwise."""

TOO_NEAR = 0.9
"""Jaccard similarity of the word 3-grams, numbers masked: a text this near to an earlier one tells it with a word or
two changed.  The bound of runs and of ``curate``."""
SAME_MEANING = 0.9
"""Cosine from which two texts are taken to mean the same; how good a bound it is depends on the model."""
