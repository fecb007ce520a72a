"""Matrices and vectors, entry by entry."""

from __future__ import annotations

from fractions import Fraction
from itertools import chain

from mathwright.verify.comparing.members import Comparison, all_of, in_order
from mathwright.verify.comparing.values import compare_trees
from mathwright.verify.exact.compare import value_of
from mathwright.verify.finding import Finding, different, undecided
from mathwright.verify.reading.answer import Collection, Expression, Matrix
from mathwright.verify.reading.tree import Number, Product, Sum, Tree

ENTRIES = "matrix entries"
_NO_NUMBER = different("matrix or determinant")
MAX_SIZE = 6
"""Rows of a determinant of numbers that is computed."""
MAX_EXPANDED = 3
"""Rows of a determinant of formulas that is written out."""


def compare_matrices(a: Matrix, b: Matrix) -> Finding:
    """Entry by entry; a column against a row of the same entries is left open."""
    if a.determinant != b.determinant:
        # A matrix of one entry is that number.
        return undecided("matrix or determinant") if _shape(a) == (1, 1) or _shape(b) == (1, 1) else _NO_NUMBER
    if a.determinant:
        return _determinants(a, b)
    shapes = _shape(a), _shape(b)
    if shapes[0] == shapes[1]:
        return _entries(tuple(chain(*a.rows)), tuple(chain(*b.rows)))
    if shapes[0] == shapes[1][::-1] and 1 in shapes[0]:
        found = _entries(tuple(chain(*a.rows)), tuple(chain(*b.rows)))
        return undecided("column or row") if found.state == "equal" else found
    return different("matrix of another shape")


def _determinants(a: Matrix, b: Matrix) -> Finding:
    """By their values; those of formulas only where all entries are equal."""
    one, other = determinant(a), determinant(b)
    if one is not None and other is not None:
        return compare_trees(one, other)
    if _shape(a) == _shape(b):
        found = _entries(tuple(chain(*a.rows)), tuple(chain(*b.rows)))
        return found if found.state == "equal" else undecided("determinants")
    return undecided("determinants")


def determinant(matrix: Matrix) -> Tree | None:
    """The value of a square matrix of at most 6 rows of rational numbers, or 3 rows of formulas; else None."""
    size, columns = _shape(matrix)
    if size != columns or not 0 < size <= MAX_SIZE:
        return None
    values = [[value_of(entry) for entry in row] for row in matrix.rows]
    if all(value is not None for row in values for value in row):
        return Number(_eliminated([[value or Fraction(0) for value in row] for row in values]))
    return _expanded(matrix.rows) if size <= MAX_EXPANDED else None


def _eliminated(rows: list[list[Fraction]]) -> Fraction:
    """The determinant by elimination."""
    result = Fraction(1)
    for place in range(len(rows)):
        pivot = next((row for row in range(place, len(rows)) if rows[row][place]), None)
        if pivot is None:
            return Fraction(0)
        if pivot != place:
            rows[place], rows[pivot], result = rows[pivot], rows[place], -result
        result *= rows[place][place]
        for row in rows[place + 1 :]:
            factor = row[place] / rows[place][place]
            row[place:] = [one - factor * other for one, other in zip(row[place:], rows[place][place:], strict=True)]
    return result


def _expanded(rows: tuple[tuple[Tree, ...], ...]) -> Tree:
    """The determinant as a formula, by its first row."""
    if len(rows) == 1:
        return rows[0][0]
    terms = []
    for place, entry in enumerate(rows[0]):
        minor = _expanded(tuple(row[:place] + row[place + 1 :] for row in rows[1:]))
        terms.append(Product((Number(Fraction((-1) ** place)), entry, minor)))
    return Sum(tuple(terms))


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
