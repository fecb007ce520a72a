"""Answers and trees as short texts for tables: ``(+ x 1)``, ``R[1,oo)@x``, ``x:=5``."""

from __future__ import annotations

from mathwright.verify.reading.answer import (
    Answer,
    Based,
    Collection,
    Definition,
    Expression,
    Family,
    Matrix,
    Piecewise,
    Ratio,
    Region,
    Relation,
    Span,
    System,
    Unread,
)
from mathwright.verify.reading.tree import Call, Constant, Number, Power, Product, Sum, Symbol, Tree

_AROUND = {"set": "{%s}", "tuple": "<%s>", "list": "L(%s)"}


def shown_tree(tree: Tree) -> str:
    match tree:
        case Number(value):
            return str(value)
        case Constant(name):
            return "oo" if name == "infinity" else name
        case Symbol(name):
            return name
        case Sum(terms):
            return _call("+", terms)
        case Product(factors):
            return _call("*", factors)
        case Power(base, exponent):
            return _call("^", (base, exponent))
        case Call(name, arguments):
            return _call(name, arguments)


def _call(name: str, arguments: tuple[Tree, ...]) -> str:
    return f"({name} {' '.join(map(shown_tree, arguments))})"


def shown(answer: Answer) -> str:
    match answer:
        case Expression(tree, percent, approximate, decimals):
            places = "" if decimals is None else f"#{decimals}"
            return f"{'~' * approximate}{shown_tree(tree)}{'%' * percent}{places}"
        case Region():
            return _region(answer)
        case Ratio(terms):
            return ":".join(map(shown_tree, terms))
        case Based(digits, base, value):
            return f"{digits} in {base} = {value}"
        case Unread(reason):
            return reason
    return _compound(answer)


def _compound(answer: Answer) -> str:
    match answer:
        case Collection(kind, items, ellipsis_at):
            dots = "" if ellipsis_at is None else f"...{ellipsis_at}"
            return _AROUND[kind] % ", ".join(map(shown, items)) + dots
        case Relation(terms, operators, modulus):
            rest = "".join(f" {sign} {shown_tree(term)}" for sign, term in zip(operators, terms[1:], strict=True))
            return f"Rel[{shown_tree(terms[0])}{rest}]" + (f" mod {shown_tree(modulus)}" if modulus else "")
        case Definition(name, value, parameters):
            return f"{name}{'(' + ','.join(parameters) + ')' if parameters else ''}:={shown(value)}"
        case System(members, joined):
            return f"{joined.upper()}[{'; '.join(map(shown, members))}]"
        case Matrix(rows, determinant):
            inside = "; ".join(",".join(map(shown_tree, row)) for row in rows)
            return f"{'det' * determinant}M[{inside}]"
        case Family(members, parameter):
            return f"Fam[{'; '.join(map(shown_tree, members))}]@{parameter}"
        case Piecewise(pieces, otherwise):
            cases = [f"{shown_tree(value)} on {_region(region)}" for value, region in pieces]
            return f"Cases[{'; '.join(cases)}{f'; else {shown_tree(otherwise)}' if otherwise else ''}]"
    return repr(answer)


def _region(region: Region) -> str:
    text = "R" + "u".join(map(_span, region.spans))
    text += "+{" + ",".join(map(shown_tree, region.points)) + "}" if region.points else ""
    text += "-{" + ",".join(map(shown_tree, region.without)) + "}" if region.without else ""
    return text + (f"@{region.symbol}" if region.symbol else "")


def _span(span: Span) -> str:
    ends = f"{shown_tree(span.low)},{shown_tree(span.high)}"
    return f"{'[' if span.low_closed else '('}{ends}{']' if span.high_closed else ')'}"
