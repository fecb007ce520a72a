"""Named answers (``x = 5``, ``f(x) = x^2``) and systems of them."""

from __future__ import annotations

import re

from mathwright.verify.comparing.members import Comparison, all_of, as_multiset, as_set, in_order
from mathwright.verify.comparing.relations import compare_relations
from mathwright.verify.comparing.solving import as_equation
from mathwright.verify.comparing.substitution import substituted
from mathwright.verify.finding import Finding, different, undecided
from mathwright.verify.reading.answer import Answer, Collection, Definition, Expression, Relation, System
from mathwright.verify.reading.tree import Symbol

_NUMBERED_NAME = re.compile(r"_\{[0-9]+\}\Z")
_NUMBERED = re.compile(r"([^0-9]*)([0-9]*)(.*)", re.DOTALL)


def compare_definitions(a: Definition, b: Definition, compare: Comparison) -> Finding:
    """The same name with the same value; y may stand for f(x); two equations may be solved for other variables."""
    if a.parameters or b.parameters:
        return _functions(a, b, compare)
    if a.name == b.name:
        return compare(a.value, b.value)
    one, other = as_relation(a), as_relation(b)
    if one and other:
        return compare_relations(one, other)
    return different("another name")


def _functions(a: Definition, b: Definition, compare: Comparison) -> Finding:
    if len(a.parameters) == len(b.parameters):
        if a.name != b.name:
            return different("another name")
        renamed = {own: Symbol(name) for own, name in zip(b.parameters, a.parameters, strict=True)}
        return compare(a.value, _renamed(b.value, renamed) if a.parameters != b.parameters else b.value)
    plain, function = (a, b) if not a.parameters else (b, a)
    if plain.parameters or (plain.name != function.name and plain.name != "y"):
        return undecided("function against variable")
    return compare(a.value, b.value)


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
            return different("another name")
        return all_of((compare(one[name], other[name]) for name in sorted(one)), "system")
    found = as_set(a.members, b.members, compare)
    if a.joined != b.joined or found.state == "different":
        return undecided("systems of other form")
    return found


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


def compare_system_with_collection(system: System, items: Collection, compare: Comparison) -> Finding:
    """``x = 1, y = 2`` is (1, 2), in the alphabet's order of the names."""
    values = _values(system)
    if values is None or items.ellipsis_at is not None:
        return undecided("system against members")
    if items.kind == "set" and numbered_values(system, _NUMBERED_NAME.sub("", min(values))) is not None:
        return as_multiset(tuple(values.values()), items.items, compare)
    ordered = tuple(values[name] for name in sorted(values, key=_alphabetical))
    found = in_order(ordered, items.items, compare)
    if items.kind == "set" or (found.state == "different" and items.kind != "tuple"):
        loose = as_multiset(ordered, items.items, compare)
        return undecided("order of a system's values") if loose.state != "different" else loose
    return found


def _alphabetical(name: str) -> tuple[str, int, str]:
    match = _NUMBERED.fullmatch(name)
    assert match is not None
    return match[1], int(match[2][:9] or 0), match[3]
