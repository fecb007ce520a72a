"""Matrices and vectors, entry by entry."""

from __future__ import annotations

from itertools import chain

from mathwright.verify.comparing.members import Comparison, all_of, in_order
from mathwright.verify.comparing.values import compare_trees
from mathwright.verify.finding import Finding, different, undecided
from mathwright.verify.reading.answer import Collection, Expression, Matrix
from mathwright.verify.reading.tree import Tree

ENTRIES = "matrix entries"


def compare_matrices(a: Matrix, b: Matrix) -> Finding:
    """Entry by entry; a column against a row of the same entries is left open."""
    if a.determinant != b.determinant:
        return undecided("matrix or determinant")
    shapes = _shape(a), _shape(b)
    if shapes[0] == shapes[1]:
        found = _entries(tuple(chain(*a.rows)), tuple(chain(*b.rows)))
        return undecided("determinants") if a.determinant and found.state == "different" else found
    if shapes[0] == shapes[1][::-1] and 1 in shapes[0]:
        found = _entries(tuple(chain(*a.rows)), tuple(chain(*b.rows)))
        return undecided("column or row") if found.state == "equal" else found
    return undecided("determinants") if a.determinant else different("matrix of another shape")


def _shape(matrix: Matrix) -> tuple[int, int]:
    return len(matrix.rows), len(matrix.rows[0]) if matrix.rows else 0


def _entries(a: tuple[Tree, ...], b: tuple[Tree, ...]) -> Finding:
    return all_of((compare_trees(one, other) for one, other in zip(a, b, strict=True)), ENTRIES)


def compare_matrix_with_tuple(matrix: Matrix, items: Collection, compare: Comparison) -> Finding:
    """A vector may be written as a tuple."""
    rows, columns = _shape(matrix)
    if matrix.determinant or items.ellipsis_at is not None:
        return undecided("matrix against list")
    if 1 not in (rows, columns):
        return different("matrix against list")
    if items.kind == "set":
        return undecided("vector against set")
    return in_order(tuple(Expression(entry) for entry in chain(*matrix.rows)), items.items, compare)


def only_entry(matrix: Matrix) -> Tree | None:
    """The entry of a matrix of one row and one column."""
    return matrix.rows[0][0] if _shape(matrix) == (1, 1) else None
