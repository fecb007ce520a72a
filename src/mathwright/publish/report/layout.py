"""Places for the concepts of a small graph: neighbours near each other, names apart.

Equal graphs give equal places: nothing is drawn at random.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

ROUNDS = 300
"""Improvements of the places; 60 concepts stand still after about 150."""
PUSHES = 400
"""Times that names which overlap are pushed apart."""

Places = NDArray[np.floating]
"""Shape (nodes, 2)."""


def places(sizes: Sequence[tuple[float, float]], edges: Sequence[tuple[int, int, int]], room: Places) -> Places:
    """The middle of each node's box, in pixels from the top left; the boxes do not overlap where there is room.

    sizes: width and height of each node with its name; edges: two nodes and their weight; room: width and height.
    """
    boxes = np.array(sizes, float).reshape(-1, 2)
    if len(boxes) == 1:
        return room.reshape(1, 2) / 2
    largest = boxes.max(axis=0)
    spread = largest / 2 + _spread(_stress_places(_distances(len(boxes), edges))) * (room - largest)
    return _apart(spread, boxes, room)


def _spread(found: Places) -> Places:
    """The places in [0, 1]: half what they are, half their rank, lest a far one press the others together."""
    low, high = found.min(axis=0), found.max(axis=0)
    ranks = found.argsort(axis=0, kind="stable").argsort(axis=0) / (len(found) - 1)
    mean: Places = ((found - low) / np.maximum(high - low, 1e-9) + ranks) / 2
    return mean


def _distances(nodes: int, edges: Sequence[tuple[int, int, int]]) -> Places:
    """Shortest ways, shape (nodes, nodes): an edge is 1 long, up to twice that where its weight is small.

    Nodes without a way between them stand a little farther apart than the farthest that have one.
    """
    found = np.full((nodes, nodes), np.inf)
    np.fill_diagonal(found, 0)
    heaviest = max((weight for *_, weight in edges), default=1)
    for left, right, weight in edges:
        found[left, right] = found[right, left] = 2 - np.log1p(weight) / np.log1p(heaviest)
    for middle in range(nodes):
        found = np.minimum(found, found[:, middle, None] + found[None, middle])
    finite = np.isfinite(found)
    return np.where(finite, found, found[finite].max() + 1)


def _stress_places(wanted: Places) -> Places:
    """Places whose distances are near the wanted ones, short distances first; shape (nodes, 2).

    Source: stress majorization, E. Gansner, Y. Koren, S. North, Graph drawing by stress majorization, 2004.
    """
    count = len(wanted)
    angles = 2 * np.pi * np.arange(count) / count
    found: Places = wanted.max() / 2 * np.column_stack((np.cos(angles), np.sin(angles)))
    importance = np.divide(1, wanted**2, out=np.zeros_like(wanted), where=wanted > 0)
    inverse: Places = np.linalg.pinv(_laplacian(importance))
    for _ in range(ROUNDS):
        apart = np.linalg.norm(found[:, None] - found[None], axis=2)
        pull = np.divide(importance * wanted, apart, out=np.zeros_like(wanted), where=apart > 1e-9)
        found = inverse @ (_laplacian(pull) @ found)
    return found


def _laplacian(weights: Places) -> Places:
    found: Places = np.diag(weights.sum(axis=1)) - weights
    return found


def _apart(middle: Places, boxes: Places, room: Places) -> Places:
    """The middles, pushed until the boxes do not overlap, and inside the room."""
    needed = (boxes[:, None] + boxes[None]) / 2
    order = np.arange(len(boxes))
    for _ in range(PUSHES):
        offset = middle[:, None] - middle[None]
        overlap = needed - np.abs(offset)
        touching = (overlap > 0).all(axis=2) & (order[:, None] != order[None])
        if not touching.any():
            break
        sideways = overlap[..., 0] < overlap[..., 1]
        for axis, chosen in ((0, touching & sideways), (1, touching & ~sideways)):
            # Of two in one place the later goes one way, the earlier the other.
            toward = np.where(offset[..., axis] != 0, np.sign(offset[..., axis]), np.sign(order[:, None] - order[None]))
            middle[:, axis] += 0.3 * np.where(chosen, toward * overlap[..., axis], 0).sum(axis=1)
        middle = np.clip(middle, boxes / 2, room - boxes / 2)
    return middle
