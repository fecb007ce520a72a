"""Two rules that remember the same texts, decided as if the texts came one by one."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

import numpy as np
import pytest
from numpy.typing import NDArray

from mathwright.curate.near.meaning import MeaningStream
from mathwright.curate.near.stream import NearStream
from mathwright.curate.neighbours import Neighbour, Neighbours

COLOURS = {"red": 0, "scarlet": 10, "blue": 120, "green": 240, "lime": 252}


class Colours:
    """Embeds a text as the direction of the colour it begins with."""

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        angles = np.deg2rad([COLOURS[text.split()[0]] for text in texts])
        return np.stack((np.cos(angles), np.sin(angles)), axis=1).astype(np.float32)


def both(near: float = 0.6, cosine: float = 0.97) -> Neighbours:
    return Neighbours(near, MeaningStream(Colours(), cosine))


def coloured(colour: str, letter: str) -> str:
    """A text whose words, but for the colour, are the letter's."""
    return " ".join([colour, *(f"{letter}{number}" for number in range(12))])


def one_by_one(texts: Sequence[str]) -> list[Neighbour | None]:
    """What both rules say, each text compared with all kept ones before the next is looked at."""
    near, meaning, found = NearStream(0.6), MeaningStream(Colours(), 0.97), []
    for text in texts:
        [by_words], [by_meaning] = near.look([text]), meaning.look([text])
        if by_words is not None:
            found.append(Neighbour("near", *by_words))
        elif by_meaning is not None:
            found.append(Neighbour("same meaning", *by_meaning))
        else:
            found.append(None)
            near.remember([text])
            meaning.remember([text])
    return found


def test_words_come_before_meaning_and_both_name_the_kept_text() -> None:
    texts = [coloured("red", "a"), coloured("blue", "b"), coloured("red", "a") + " more", coloured("scarlet", "c")]
    found = both().decide(texts)
    assert [told and told[:2] for told in found] == [None, None, ("near", 0), ("same meaning", 0)]
    assert found[3] is not None
    assert found[3].similarity == pytest.approx(np.cos(np.deg2rad(10)), abs=1e-5)


def test_what_means_the_same_is_dropped_and_is_nobodys_twin_in_words() -> None:
    dropped, like_it = coloured("scarlet", "c"), coloured("green", "c")
    texts = [coloured("red", "a"), dropped, like_it, coloured("lime", "d")]
    assert [told and told[:2] for told in both().decide(texts)] == [
        None,
        ("same meaning", 0),
        None,
        ("same meaning", 1),
    ]


def test_what_is_near_is_nobodys_twin_in_meaning() -> None:
    texts = [coloured("red", "a"), coloured("blue", "a"), coloured("blue", "b")]
    assert [told and told.rule for told in both().decide(texts)] == [None, "near", None]


@pytest.mark.parametrize("block", [1, 3, 50, 400])
def test_blocks_are_decided_as_texts_one_by_one(block: int) -> None:
    random = Random(3)
    texts = [coloured(random.choice([*COLOURS]), random.choice("abcdefgh")) for _ in range(400)]
    texts = [text + f" {random.choice('abc')}x {random.choice('abc')}y" for text in texts]
    neighbours = both()
    found = [told for at in range(0, len(texts), block) for told in neighbours.decide(texts[at : at + block])]
    assert found == one_by_one(texts)
    assert {told.rule for told in found if told is not None} == {"near", "same meaning"}


def test_looking_remembers_nothing() -> None:
    neighbours = both()
    neighbours.remember([coloured("red", "a")])
    texts = [coloured("blue", "a"), coloured("blue", "c"), coloured("scarlet", "b"), coloured("blue", "d")]
    for _ in range(2):
        assert [told and told[:2] for told in neighbours.look(texts)] == [("near", 0), None, ("same meaning", 0), None]


def test_each_rule_can_be_left_out() -> None:
    texts = [coloured("red", "a"), coloured("red", "b"), coloured("blue", "a")]
    assert [told and told.rule for told in both(near=0).decide(texts)] == [None, "same meaning", None]
    assert [told and told.rule for told in Neighbours(0.6).decide(texts)] == [None, None, "near"]
    assert (bool(Neighbours(0)), bool(Neighbours(0.6)), bool(both(near=0))) == (False, True, True)
