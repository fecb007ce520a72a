"""Plus-minus: the two formulas that one with ± stands for, all its signs linked."""

from __future__ import annotations

from dataclasses import replace

from mathwright.verify.reading.tree import Call, Power, Product, Sum, Tree, negative


def with_sign(tree: Tree, sign: int) -> Tree:
    """The tree with + for ± and - for ∓ (sign 1), or the other way (sign -1)."""
    match tree:
        case Call("plusminus" | "minusplus" as name, (inside,)):
            inside = with_sign(inside, sign)
            return inside if (name == "plusminus") == (sign == 1) else negative(inside)
        case Call(_, arguments):
            return replace(tree, arguments=tuple(with_sign(one, sign) for one in arguments))
        case Sum(terms):
            return Sum(tuple(with_sign(one, sign) for one in terms))
        case Product(factors):
            return Product(tuple(with_sign(one, sign) for one in factors))
        case Power(base, exponent):
            return Power(with_sign(base, sign), with_sign(exponent, sign))
    return tree
