"""Earlier texts that tell the same: near in their words, or of the same meaning where an embedder is given."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from mathwright.curate.near.bounds import near_enough
from mathwright.curate.near.meaning import MeaningStream
from mathwright.curate.near.stream import Near, NearStream

NEAR = "near"
SAME_MEANING = "same meaning"


class Neighbour(NamedTuple):
    """The earlier text that a text tells anew."""

    rule: str
    """``NEAR`` or ``SAME_MEANING``."""
    place: int
    """Running number of that text among the remembered ones."""
    similarity: float
    """Of the word 3-grams by ``NEAR``, the cosine of the embeddings by ``SAME_MEANING``."""


class Neighbours:
    """Decides texts in order, first by their words, then by their meaning; both rules remember the same texts.

    How the texts are cut into blocks changes nothing.  Memory: that of ``NearStream`` and of ``MeaningStream``.
    """

    def __init__(self, near: float, meaning: MeaningStream | None = None) -> None:
        """near: similarity from which a text is near; 0 asks not.  meaning: an empty stream, or None.

        Raises UsageError for a similarity that is out of reach.
        """
        self._near = NearStream(near) if near_enough(near) else None
        self._meaning = meaning

    def __bool__(self) -> bool:
        """Whether any rule is asked."""
        return self._near is not None or self._meaning is not None

    def remember(self, texts: Sequence[str]) -> None:
        """Remember all texts, as those of a file to keep apart from."""
        for stream in (self._near, self._meaning):
            if stream is not None:
                stream.remember(texts)

    def look(self, texts: Sequence[str]) -> list[Neighbour | None]:
        """For each text the remembered one that it tells anew; none is remembered."""
        found: list[Neighbour | None] = [None] * len(texts)
        if self._near is not None:
            found = [_named(NEAR, near) for near in self._near.look(texts)]
        if self._meaning is not None:
            left = [at for at, neighbour in enumerate(found) if neighbour is None]
            same = self._meaning.look([texts[at] for at in left])
            for at, near in zip(left, same, strict=True):
                found[at] = _named(SAME_MEANING, near)
        return found

    def decide(self, texts: Sequence[str]) -> list[Neighbour | None]:
        """As ``look``, against earlier ones of these texts too; those with None are remembered."""
        if self._meaning is None:
            return [] if self._near is None else [_named(NEAR, near) for near in self._near.decide(texts)]
        if self._near is None:
            return [_named(SAME_MEANING, near) for near in self._meaning.decide(texts)]
        turns, same = self._meaning.turns(texts), dict[int, Near]()

        def refuses(at: int) -> bool:
            near = turns.near(at)
            if near is not None:
                same[at] = near
            return near is not None

        found = self._near.decide(texts, refuses)
        return [_named(NEAR, near) or _named(SAME_MEANING, same.get(at)) for at, near in enumerate(found)]


def _named(rule: str, near: Near | None) -> Neighbour | None:
    return None if near is None else Neighbour(rule, near.place, near.similarity)
