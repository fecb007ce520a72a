"""Two answers against each other, each by its kind: one table for every pair of kinds."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from mathwright.verify.comparing.choices import compare_choice_with_other, compare_choices
from mathwright.verify.comparing.definitions import (
    FUNCTION_OF_ANOTHER,
    compare_definition_with_relation,
    compare_definitions,
    compare_system_with_collection,
    compare_systems,
    names_in,
    simplified,
)
from mathwright.verify.comparing.families import compare_families, compare_family_with_formulas, family_with_word
from mathwright.verify.comparing.matrices import compare_matrices, compare_matrix_with_tuple
from mathwright.verify.comparing.members import compare_collections
from mathwright.verify.comparing.mixed import (
    collection_with_region,
    definition_with_system,
    matrix_with_number,
    never_a_word,
    number_with_region,
    relation_with_number,
    relation_with_region,
    single_with_collection,
    system_with_value,
    word_with_region,
    word_with_relation,
)
from mathwright.verify.comparing.piecewise import compare_piecewise, compare_piecewise_with_formula
from mathwright.verify.comparing.quantities import compare_quantities, compare_quantity_with_number
from mathwright.verify.comparing.regions import compare_regions
from mathwright.verify.comparing.relations import compare_relations
from mathwright.verify.comparing.sentences import OTHER_KINDS, compare_word_with_sentence
from mathwright.verify.comparing.values import (
    compare_expressions,
    compare_numeral_with_number,
    compare_numerals,
    compare_ratio_with_number,
    compare_ratios,
)
from mathwright.verify.comparing.words import (
    compare_clock_with_duration,
    compare_clock_with_number,
    compare_clocks,
    compare_days,
    compare_prose,
    compare_prose_with_number,
    compare_word_with_collection,
    compare_word_with_number,
    compare_word_with_quantity,
    compare_words,
)
from mathwright.verify.finding import Finding, different, undecided
from mathwright.verify.reading.answer import (
    Answer,
    Based,
    Choice,
    Clock,
    Collection,
    Day,
    Definition,
    Expression,
    Family,
    Matrix,
    Piecewise,
    Prose,
    Quantity,
    Ratio,
    Region,
    Relation,
    System,
    Unread,
    Word,
)

_Rule = Callable[[Any, Any], Finding]
"""Takes the two answers, in the order of the table's key."""


def compare(a: Answer, b: Answer) -> Finding:
    """Whether two answers, each read in one way, are the same; symmetric up to the reason."""
    if not (_is_set(a) and _is_set(b)):
        # Else {(1, 2)} would be taken for (1, 2), which {1, 2} is not.
        a, b = _reduced(a), _reduced(b)
    rule = _TABLE.get((type(a), type(b)))
    if rule is not None:
        return rule(a, b)
    rule = _TABLE.get((type(b), type(a)))
    if rule is not None:
        return rule(b, a)
    return _by_one_kind(a, b)


def _by_one_kind(a: Answer, b: Answer) -> Finding:
    """For kinds that meet every other in the same way."""
    for one in (a, b):
        if isinstance(one, Unread):
            return undecided(one.reason)
    for one, other in ((a, b), (b, a)):
        if isinstance(one, Choice):
            return compare_choice_with_other(one, other, compare)
    for one, other in ((a, b), (b, a)):
        if isinstance(one, Definition):
            return _of_value(one, other)
    return OTHER_KINDS


def _of_value(definition: Definition, other: Answer) -> Finding:
    """By the value alone; that x is 1 or 2 does not make it the point (1, 2), and f(t) = 2t may be 2x."""
    value = definition.value
    found = compare(value, other)
    if found.state == "different" and definition.parameters and names_in(value) != names_in(other):
        return FUNCTION_OF_ANOTHER
    lists = isinstance(value, Collection) and value.kind == "list" and len(value.items) > 1
    if lists and found.state == "equal" and isinstance(other, Collection) and other.kind == "tuple":
        return undecided("values against a point")
    return found


def _is_set(answer: Answer) -> bool:
    return isinstance(answer, Collection) and answer.kind == "set"


def _reduced(answer: Answer) -> Answer:
    """Without brackets around a single answer: {5} and (5) are 5."""
    while True:
        if isinstance(answer, Collection) and len(answer.items) == 1 and answer.ellipsis_at is None:
            answer = answer.items[0]
        elif isinstance(answer, System) and (simpler := simplified(answer)) is not answer:
            answer = simpler
        else:
            return answer


_VALUE_AGAINST_MEMBERS = different("one value against several")

_TABLE: dict[tuple[type, type], _Rule] = {
    # the same kind
    (Expression, Expression): compare_expressions,
    (Quantity, Quantity): compare_quantities,
    (Collection, Collection): lambda a, b: compare_collections(a, b, compare),
    (Ratio, Ratio): compare_ratios,
    (Region, Region): compare_regions,
    (Relation, Relation): compare_relations,
    (Definition, Definition): lambda a, b: compare_definitions(a, b, compare),
    (System, System): lambda a, b: compare_systems(a, b, compare),
    (Matrix, Matrix): compare_matrices,
    (Word, Word): compare_words,
    (Choice, Choice): lambda a, b: compare_choices(a, b, compare),
    (Clock, Clock): compare_clocks,
    (Day, Day): compare_days,
    (Based, Based): compare_numerals,
    (Prose, Prose): compare_prose,
    # a number or formula
    (Quantity, Expression): compare_quantity_with_number,
    (Expression, Collection): lambda a, b: single_with_collection(a, b, compare),
    (Ratio, Expression): compare_ratio_with_number,
    (Expression, Region): lambda a, b: number_with_region(a, b, compare),
    (Relation, Expression): lambda a, b: relation_with_number(a, b, compare),
    (System, Expression): system_with_value,
    (Matrix, Expression): lambda a, b: matrix_with_number(a, b, compare),
    (Word, Expression): compare_word_with_number,
    (Clock, Expression): compare_clock_with_number,
    (Based, Expression): compare_numeral_with_number,
    (Prose, Expression): compare_prose_with_number,
    (Word, Prose): compare_word_with_sentence,
    (Clock, Quantity): compare_clock_with_duration,
    (Word, Relation): word_with_relation,
    # a number with a unit
    (Quantity, Collection): lambda a, b: single_with_collection(a, b, compare),
    (Quantity, Region): lambda a, b: number_with_region(a, b, compare),
    (Relation, Quantity): lambda a, b: relation_with_number(a, b, compare),
    (Word, Quantity): compare_word_with_quantity,
    (Prose, Quantity): lambda a, b: compare_prose_with_number(a, b.value),
    # several answers
    (Collection, Region): lambda a, b: collection_with_region(a, b, compare),
    (System, Collection): lambda a, b: compare_system_with_collection(a, b, compare),
    (Matrix, Collection): lambda a, b: compare_matrix_with_tuple(a, b, compare),
    (Word, Collection): compare_word_with_collection,
    (Based, Collection): lambda a, b: _VALUE_AGAINST_MEMBERS,
    (Clock, Collection): lambda a, b: _VALUE_AGAINST_MEMBERS,
    # the rest
    (Relation, Region): lambda a, b: relation_with_region(a, b, compare),
    (Word, Region): word_with_region,
    (Definition, Relation): compare_definition_with_relation,
    (Definition, System): lambda a, b: definition_with_system(a, b, compare),
    (Word, Matrix): never_a_word,
    (Word, Ratio): never_a_word,
    # infinitely many numbers, functions by cases
    (Family, Family): compare_families,
    (Family, Expression): lambda a, b: compare_family_with_formulas(a, b, compare),
    (Family, Collection): lambda a, b: compare_family_with_formulas(a, b, compare),
    (Family, Word): family_with_word,
    (Piecewise, Piecewise): compare_piecewise,
    (Piecewise, Expression): compare_piecewise_with_formula,
    (Word, Clock): never_a_word,
}
