"""Formulas that surely have no value: a division by zero, a pole of tan, the logarithm of zero."""

from __future__ import annotations

from mathwright.verify.exact.decide import compare_values
from mathwright.verify.exact.plain import TEN, NotComputed, bare_log_in, plain
from mathwright.verify.reading.tree import ZERO, Call, Constant, Number, Power, Tree, children

MAX_SUSPECTS = 8
"""Divisors and the like that are tested for zero."""


def surely_undefined(tree: Tree) -> bool:
    """Whether some part without variables is proved to have no value, so that the whole has none."""
    try:
        suspects = _suspects(plain(tree, TEN))
    except (NotComputed, RecursionError):
        return False
    return any(not bare_log_in(one) and compare_values(one, ZERO).state == "equal" for one in suspects[:MAX_SUSPECTS])


def _suspects(tree: Tree) -> list[Tree]:
    """What must not be zero, in a plain tree; the innermost last."""
    found: list[Tree] = []
    stack = [tree]
    while stack:
        node = stack.pop()
        match node:
            case Power(base, Number(value)) if value < 0:
                found.append(base)
            case Call("tan", (angle,)):
                found.append(Call("cos", (angle,)))
            case Call("cot", (angle,)):
                found.append(Call("sin", (angle,)))
            case Call("ln", (inside,)) if inside != Constant("e"):
                found.append(inside)
        stack.extend(children(node))
    return found
