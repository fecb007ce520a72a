r"""Families of numbers with an integer parameter: ``x = 2k\pi \pm \frac{\pi}{3}, k \in \mathbb{Z}``."""

from __future__ import annotations

from mathwright.verify.reading.answer import Answer, Collection, Definition, Expression, Family, Relation, System
from mathwright.verify.reading.tree import Number, Symbol, Tree, symbols_of

_INTEGERS = frozenset((Symbol("set Z"), Symbol("Z")))


def with_parameter(items: list[Answer]) -> Answer | None:
    r"""The family that formulas and a final ``k \in \mathbb{Z}`` describe; None for anything else."""
    parameter = _integer_parameter(items[-1]) if len(items) > 1 else None
    if parameter is None:
        return None
    if len(items) == 2 and _is_whole(items[0], parameter):
        return items[0]
    return family_of(items[:-1], parameter)


def _is_whole(item: Answer, name: str) -> bool:
    """Whether it is ``x = 5``, of which "x is an integer" says nothing new."""
    if not isinstance(item, Definition) or item.name != name or not isinstance(item.value, Expression):
        return False
    tree = item.value.tree
    return isinstance(tree, Number) and tree.value.denominator == 1


def _integer_parameter(condition: Answer) -> str | None:
    if isinstance(condition, Relation) and condition.operators == ("in",) and condition.modulus is None:
        member, domain = condition.terms
        if isinstance(member, Symbol) and domain in _INTEGERS:
            return member.name
    return None


def family_of(items: list[Answer], parameter: str) -> Answer | None:
    """The family of the items' formulas in the parameter, under their one name where they have one."""
    names = {item.name if isinstance(item, Definition) and not item.parameters else "" for item in items}
    trees: list[Tree] = []
    for item in items:
        found = _formulas(item)
        if found is None:
            return None
        trees.extend(found)
    if len(names) != 1 or not any(parameter in symbols_of(tree) for tree in trees):
        return None
    (name,) = names
    family = Family(tuple(dict.fromkeys(trees)), parameter)
    if not name:
        return family
    return Definition(name, family) if name != parameter else None


def _formulas(item: Answer) -> list[Tree] | None:
    """The formulas that an item lists; None where it holds anything else."""
    match item:
        case Definition(_, value, ()):
            return _formulas(value)
        case Expression(tree):
            return [tree]
        case Family(members):
            return list(members)
        case Collection("set" | "list", members, None):
            found = [_formulas(member) for member in members]
            known = [trees for trees in found if trees is not None]
            return [tree for trees in known for tree in trees] if len(known) == len(found) else None
        case System(members, "or"):
            return _formulas(Collection("list", members))
    return None


def completed(items: list[Answer]) -> Answer | None:
    r"""``2k\pi`` or ``\pi + 2k\pi, k \in Z``, where the condition was read with the last item only; else None."""
    last = items[-1]
    family = last.value if isinstance(last, Definition) else last
    if not isinstance(family, Family):
        return None
    return family_of(items, family.parameter)
