"""What a seed problem exercises: the record that labelling gives."""

from __future__ import annotations

from mathwright.records import Record

MOST_SKILLS = 3
MOST_TOPICS = 2
MOST_POINTS = 5


class Labels(Record):
    """What a seed problem exercises."""

    skills: tuple[str, ...]
    """1-3 names in lower case, words joined by underscores, the most characteristic first; () where a source names
    topics only and there is no program."""
    topics: tuple[str, ...]
    """1-2 names in title case, such as ``Ratios and Rates``."""
    knowledge_points: tuple[str, ...]
    """1-5 specific names, such as ``Finding the original price before a discount``; () where no more than a topic is
    known."""
    reason: str
    """One short sentence: which operations and words decided, or that the source says so."""
