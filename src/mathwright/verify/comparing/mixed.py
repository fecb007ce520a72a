"""Answers of different kinds against each other: what one kind may stand for in the other, and what it cannot."""

from __future__ import annotations

from mathwright.verify.comparing.chains import compare_relation_with_value
from mathwright.verify.comparing.choices import letters_of
from mathwright.verify.comparing.definitions import numbered_values
from mathwright.verify.comparing.matrices import determinant, only_entry
from mathwright.verify.comparing.members import Comparison, as_multiset, as_set
from mathwright.verify.comparing.regions import compare_regions, finite_points, is_empty
from mathwright.verify.comparing.sentences import OTHER_KINDS
from mathwright.verify.comparing.solving import as_region
from mathwright.verify.comparing.words import NUMBER_AGAINST_WORD
from mathwright.verify.exact.compare import is_number
from mathwright.verify.finding import Finding, different, equal, undecided
from mathwright.verify.reading.answer import (
    Answer,
    Collection,
    Definition,
    Expression,
    Matrix,
    Quantity,
    Region,
    Relation,
    System,
    Word,
)

_ONE_AGAINST_SEVERAL = different("one value against several")


def single_with_collection(single: Expression | Quantity, items: Collection, compare: Comparison) -> Finding:
    """One value is not several, unless all of them are the one."""
    if items.ellipsis_at is not None:
        return undecided("dots stand for members")
    if items.kind == "set" and items.items:
        return as_set((single,), items.items, compare)
    # "AC" as a product of A and C may be the letters A and C.
    return OTHER_KINDS if items.items and letters_of(items) else _ONE_AGAINST_SEVERAL


def number_with_region(number: Expression | Quantity, region: Region, compare: Comparison) -> Finding:
    """A number is a region only if that is one point."""
    points = finite_points(region)
    if points:
        return as_set((number,), [Expression(point) for point in points], compare)
    value = number.value if isinstance(number, Quantity) else number
    return different("number against region") if is_number(value.tree) else OTHER_KINDS


def collection_with_region(items: Collection, region: Region, compare: Comparison) -> Finding:
    """Listed members are a region only if that consists of points."""
    points = finite_points(region)
    if items.ellipsis_at is not None or items.kind == "tuple":
        return OTHER_KINDS
    if points is not None:
        members = [Expression(point) for point in points]
        return (as_set if items.kind == "set" else as_multiset)(items.items, members, compare)
    if not items.items:
        return _emptiness(region)
    numbers = all(isinstance(item, Expression) and is_number(item.tree) for item in items.items)
    return different("members against region") if numbers else OTHER_KINDS


def _emptiness(region: Region) -> Finding:
    empty = is_empty(region)
    if empty is None:
        return OTHER_KINDS
    return equal("empty set") if empty else different("empty set against region")


def word_with_region(word: Word, region: Region) -> Finding:
    """No solution is the empty set."""
    return _emptiness(region) if word.closed_set == "no_solution" else OTHER_KINDS


def word_with_relation(word: Word, relation: Relation) -> Finding:
    """An inequality that nothing fulfils has no solution."""
    region = as_region(relation)
    return OTHER_KINDS if region is None else word_with_region(word, region)


def relation_with_number(relation: Relation, value: Expression | Quantity, compare: Comparison) -> Finding:
    """An inequality by its solutions, an equation by what it says of the number."""
    region = None if set(relation.operators) <= {"="} else as_region(relation)
    if region is not None:
        return number_with_region(value, region, compare)
    return compare_relation_with_value(relation, value, compare)


def relation_with_region(relation: Relation, region: Region, compare: Comparison) -> Finding:
    """By the relation's solutions, where it can be solved."""
    solved = as_region(relation)
    if solved is not None:
        return compare_regions(solved, region)
    return compare_relation_with_value(relation, region, compare)


def matrix_with_number(matrix: Matrix, number: Expression, compare: Comparison) -> Finding:
    """A matrix is a number only if it has one entry; a determinant is worth one."""
    entry = only_entry(matrix)
    if entry is not None:
        return compare(Expression(entry), number)
    if matrix.determinant:
        value = determinant(matrix)
        return compare(Expression(value), number) if value else OTHER_KINDS
    if not is_number(number.tree):
        return OTHER_KINDS
    return different("matrix against number")


def system_with_value(system: System, value: Answer) -> Finding:
    """Several names are not one number."""
    if system.joined == "and" and isinstance(value, Expression) and is_number(value.tree):
        return _ONE_AGAINST_SEVERAL
    return OTHER_KINDS


def definition_with_system(definition: Definition, system: System, compare: Comparison) -> Finding:
    """``x_1 = 1, x_2 = 3`` are the values of x; else one value of several that are asked for is not all of them."""
    roots = numbered_values(system, definition.name)
    if roots is not None and isinstance(definition.value, Collection) and not definition.parameters:
        return compare(Collection("list", roots), definition.value)
    if system.joined == "or":
        equations = _each_equation(definition)
        return as_set(equations, system.members, compare) if equations else OTHER_KINDS
    if all(isinstance(member, Definition) for member in system.members):
        return _ONE_AGAINST_SEVERAL
    return OTHER_KINDS


def _each_equation(definition: Definition) -> tuple[Definition, ...] | None:
    r"""``y = \pm 2x`` as two equations."""
    values = definition.value
    if definition.parameters or not isinstance(values, Collection) or values.kind == "tuple":
        return None
    if values.ellipsis_at is not None or not all(isinstance(item, Expression) for item in values.items):
        return None
    return tuple(Definition(definition.name, item) for item in values.items)


def never_a_word(_: Word, __: Answer) -> Finding:
    """Kinds made of numbers are no words."""
    return NUMBER_AGAINST_WORD
