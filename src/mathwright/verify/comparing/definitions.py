"""Named answers (``x = 5``, ``f(x) = x^2``) and systems of them."""

from __future__ import annotations

import re
from collections.abc import Iterable

from mathwright.verify.comparing.labels import ANOTHER_NAME, IN_OTHER_WORDS, compare_names, is_in_words
from mathwright.verify.comparing.members import Comparison, all_of, as_multiset, as_set, in_order
from mathwright.verify.comparing.relations import compare_relations
from mathwright.verify.comparing.solving import as_equation
from mathwright.verify.comparing.substitution import substituted
from mathwright.verify.finding import Finding, different, equal, undecided
from mathwright.verify.reading.answer import Answer, Collection, Definition, Expression, Relation, System
from mathwright.verify.reading.tree import Symbol, symbols_of

_NUMBERED_NAME = re.compile(r"_\{[0-9]+\}\Z")
FUNCTION_OF_ANOTHER = undecided("function of another variable")
_ROOT = re.compile(r"([kmnrtxyz]|lambda|alpha|theta)_\{[0-9]+\}")
"""Names that number the solutions of an equation; a_1, a_2 are mostly terms of a sequence, which has an order."""
_TERM = re.compile(r"([A-Za-z])_\{([a-z])\}")
_NUMBERED = re.compile(r"([^0-9]*)([0-9]*)(.*)", re.DOTALL)


def compare_definitions(a: Definition, b: Definition, compare: Comparison) -> Finding:
    """The same name with the same value; y may stand for f(x); two equations may be solved for other variables."""
    if a.parameters or b.parameters:
        return _functions(a, b, compare)
    named = compare_names(a.name, b.name)
    if named.state == "equal":
        return compare(a.value, b.value)
    indices = _TERM.fullmatch(a.name), _TERM.fullmatch(b.name)
    if indices[0] and indices[1] and indices[0][1] == indices[1][1]:
        # a_n = 2n for a_k = 2k.
        return _functions(_sequence(a, indices[0]), _sequence(b, indices[1]), compare)
    one, other = as_relation(a), as_relation(b)
    found = compare_relations(one, other) if one and other else named
    return found if found.state == "equal" or named.state == "different" else _of_undecided_name(a, b, named, compare)


def _sequence(term: Definition, name: re.Match[str]) -> Definition:
    """A sequence's general term as a function of its index."""
    return Definition(name[1], term.value, (name[2],))


def _of_undecided_name(a: Definition, b: Definition, named: Finding, compare: Comparison) -> Finding:
    """Another value differs, whatever the name."""
    found = compare(a.value, b.value)
    return found if found.state == "different" else named


def _functions(a: Definition, b: Definition, compare: Comparison) -> Finding:
    if len(a.parameters) == len(b.parameters):
        if a.name != b.name:
            return ANOTHER_NAME
        if a.parameters == b.parameters:
            return compare(a.value, b.value)
        renamed = {own: Symbol(name) for own, name in zip(b.parameters, a.parameters, strict=True)}
        found = compare(a.value, _renamed(b.value, renamed))
        return found if found.state == "different" else _renaming(a, b) or found
    plain, function = (a, b) if not a.parameters else (b, a)
    if plain.parameters or (plain.name != function.name and plain.name != "y"):
        return undecided("function against variable")
    found = compare(a.value, b.value)
    if found.state == "different" and names_in(plain.value) != names_in(function.value):
        # y = 2x may be f(t) = 2t.
        return FUNCTION_OF_ANOTHER
    return found


def names_in(value: Answer) -> frozenset[str]:
    """The variables of a formula; none of other answers."""
    return symbols_of(value.tree) if isinstance(value, Expression) else frozenset()


def _renaming(a: Definition, b: Definition) -> Finding | None:
    """What speaks against taking one argument for another: f(x) = x for f(t) = t is the only case for it."""
    if any(name.isupper() for name in (*a.parameters, *b.parameters)):
        # P(A) and P(B) are of two events.
        return different("another argument")
    used = all(
        isinstance(one.value, Expression) and symbols_of(one.value.tree) >= set(one.parameters) for one in (a, b)
    )
    return None if used or not isinstance(a.value, Expression) else undecided("argument that is not used")


def _renamed(value: Answer, names: dict[str, Symbol]) -> Answer:
    if isinstance(value, Expression):
        return Expression(substituted(value.tree, names))
    return value


def as_relation(definition: Definition) -> Relation | None:
    """``y = 2x`` as an equation; None of a function, or of a value that is no expression."""
    if definition.parameters or not isinstance(definition.value, Expression):
        return None
    return as_equation(definition.name, definition.value.tree)


def compare_definition_with_relation(definition: Definition, relation: Relation) -> Finding:
    """As equations where it is one; else by the relation's solution."""
    equation = as_relation(definition)
    if equation is None:
        return undecided("definition against relation")
    return compare_relations(equation, relation)


def simplified(answer: Answer) -> Answer:
    """A system of one member as that member; several values of one name as a set of values."""
    if not isinstance(answer, System):
        return answer
    if len(answer.members) == 1:
        return answer.members[0]
    named = _definitions(answer)
    if named and len({member.name for member in named}) == 1 and not any(member.parameters for member in named):
        return Definition(named[0].name, Collection("set", tuple(member.value for member in named)))
    return answer


def _definitions(system: System) -> tuple[Definition, ...] | None:
    named = tuple(member for member in system.members if isinstance(member, Definition))
    return named if len(named) == len(system.members) else None


def compare_systems(a: System, b: System, compare: Comparison) -> Finding:
    """By the value of each name; systems of relations as sets, which may be written in too many ways to differ."""
    one, other = _values(a), _values(b)
    if one is not None and other is not None:
        if set(one) != set(other):
            return IN_OTHER_WORDS if _in_words(one) or _in_words(other) else different("another name")
        found = all_of((compare(one[name], other[name]) for name in sorted(one)), "system")
        return _other_numbering(a, b, compare) or found if found.state == "different" else found
    found = as_set(a.members, b.members, compare)
    if a.joined != b.joined or found.state == "different":
        return undecided("systems of other form")
    return found


def _other_numbering(a: System, b: System, compare: Comparison) -> Finding | None:
    """Of the same roots, numbered in another order."""
    one, other = roots_of(a), roots_of(b)
    if one is None or other is None or as_multiset(one, other, compare).state == "different":
        return None
    return undecided("roots numbered in another order")


def _values(system: System) -> dict[str, Answer] | None:
    """Name to value, where each member defines another name and all of them hold."""
    named = _definitions(system)
    if named is None or system.joined != "and" or any(member.parameters for member in named):
        return None
    values = {member.name: member.value for member in named}
    return values if len(values) == len(named) else None


def numbered_values(system: System, name: str) -> tuple[Answer, ...] | None:
    """The values of ``x_1, x_2, …`` where these are all that a system gives, and x is the name; else None."""
    values = _values(system)
    wanted = [f"{name}_{{{place}}}" for place in range(1, len(system.members) + 1)]
    return tuple(values[each] for each in wanted) if values is not None and set(values) == set(wanted) else None


def roots_of(system: System) -> tuple[Answer, ...] | None:
    """The values of ``x_1 = 4, x_2 = -1``, which are those of x; None of other systems."""
    values = _values(system)
    if values is None:
        return None
    stems = {match[1] if (match := _ROOT.fullmatch(name)) else None for name in values}
    if len(stems) != 1 or None in stems:
        return None
    return tuple(values[name] for name in sorted(values, key=_alphabetical))


def compare_system_with_collection(system: System, items: Collection, compare: Comparison) -> Finding:
    """``x = 1, y = 2`` is (1, 2), in the alphabet's order of the names."""
    values = _values(system)
    if values is None or items.ellipsis_at is not None:
        return undecided("system against members")
    if _in_words(values):
        return _in_written_order(values, items, compare)
    if _has_no_order(system, items, min(values)):
        return as_multiset(tuple(values.values()), items.items, compare)
    ordered = tuple(values[name] for name in sorted(values, key=_alphabetical))
    found = in_order(ordered, items.items, compare)
    if items.kind == "set" or (found.state == "different" and items.kind != "tuple"):
        loose = as_multiset(ordered, items.items, compare)
        return undecided("order of a system's values") if loose.state != "different" else loose
    return found


def _in_words(names: Iterable[str]) -> bool:
    return any(map(is_in_words, names))


def _has_no_order(system: System, items: Collection, name: str) -> bool:
    if items.kind == "set":
        return numbered_values(system, _NUMBERED_NAME.sub("", name)) is not None
    return items.kind == "list" and roots_of(system) is not None


def _in_written_order(values: dict[str, Answer], items: Collection, compare: Comparison) -> Finding:
    """Values under labels in words, against bare ones: the other order may be the one that was asked for."""
    written = tuple(values.values())
    if items.kind != "set" and in_order(written, items.items, compare).state == "equal":
        return equal("members in order")
    found = as_multiset(written, items.items, compare)
    return found if found.state == "different" else undecided("order of labelled values")


def _alphabetical(name: str) -> tuple[str, int, str]:
    match = _NUMBERED.fullmatch(name)
    assert match is not None
    return match[1], int(match[2][:9] or 0), match[3]
