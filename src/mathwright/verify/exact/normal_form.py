"""Trees into normal form: what each kind of node and each function becomes."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from flint import fmpq  # type: ignore[attr-defined, unused-ignore]

from mathwright.verify.exact.angles import known_angle
from mathwright.verify.exact.cosines import angle
from mathwright.verify.exact.forms import (
    CONSTANTS,
    I_FORM,
    PI_FORM,
    Field,
    Form,
    Value,
    from_fraction,
    to_fraction,
)
from mathwright.verify.exact.logarithms import exponential, logarithm
from mathwright.verify.exact.plain import MAX_TERMS, NOT_HERE, TOO_LARGE, E, NotComputed
from mathwright.verify.exact.polynomials import (
    ONE,
    Poly,
    add_to,
    content,
    leading,
    scaled,
    within_bits,
)
from mathwright.verify.exact.roots import root_power
from mathwright.verify.exact.whole_numbers import WHOLE_FUNCTIONS
from mathwright.verify.reading.tree import Call, Constant, Number, Power, Product, Sum, Symbol, Tree

MAX_EXPONENT = 1 << 40
"""Whole exponents above it are taken of 1 and -1 only: products of them must stay far below a machine word."""


class Former:
    """Brings plain trees to normal form over one Field; raises NotComputed where it cannot."""

    def __init__(self) -> None:
        self.field = Field()
        self.bound: dict[str, fmpq] = {}
        """Values of the variables that a sum or product runs over just now."""

    def form(self, tree: Tree) -> Value:
        """The tree's normal form."""
        return _BY_TYPE[type(tree)](self, tree)

    def _number(self, tree: Number) -> Value:
        value = tree.value
        return fmpq(value.numerator, value.denominator)

    def _constant(self, tree: Constant) -> Value:
        if tree.name == "infinity":
            raise NotComputed("infinity")
        return CONSTANTS[tree.name]

    def _symbol(self, tree: Symbol) -> Value:
        if tree.name in self.bound:
            return self.bound[tree.name]
        return self.field.atom(f"@{tree.name}", tree)

    def _sum(self, tree: Sum) -> Value:
        rational = fmpq(0)
        total: Poly = {}
        others: list[Form] = []
        for term in tree.terms:
            value = self.form(term)
            if not isinstance(value, Form):
                rational = within_bits(rational + value)
            elif value.bottom is ONE:
                add_to(total, value.top)
            else:
                others.append(value)
        if rational:
            add_to(total, {(): rational})
        result = self.field.made(total)
        for value in others:
            result = self.field.add(result, value)
        return result

    def _product(self, tree: Product) -> Value:
        total: Value = fmpq(1)
        for factor in tree.factors:
            total = self.field.multiply(total, self.form(factor))
        return total

    def _power(self, tree: Power) -> Value:
        exponent = self.form(tree.exponent)
        if tree.base == E:
            return exponential(self.field, exponent, self.form)
        base = self.form(tree.base)
        if isinstance(exponent, Form):
            return exponential(self.field, self.field.multiply(exponent, logarithm(self.field, base)), self.form)
        if exponent.q == 1:
            if abs(exponent.p) > MAX_EXPONENT:
                return self._huge_power(base, int(exponent.p))
            return self.field.whole_power(base, int(exponent.p))
        return root_power(self.field, base, to_fraction(exponent), real=False)

    def _huge_power(self, base: Value, exponent: int) -> Value:
        if isinstance(base, Form) or base not in (1, -1):
            raise NotComputed(TOO_LARGE)
        return base if exponent & 1 else fmpq(1)

    def _call(self, tree: Call) -> Value:
        special = _SPECIAL.get(tree.name)
        if special is not None:
            return special(self, tree)
        if tree.name in _OPAQUE:
            if self.bound:
                raise NotComputed(NOT_HERE)
            return self.field.atom(f"~{tree!r}", tree)
        arguments = [self.form(argument) for argument in tree.arguments]
        if tree.name in WHOLE_FUNCTIONS and not any(isinstance(argument, Form) for argument in arguments):
            value = WHOLE_FUNCTIONS[tree.name](*arguments)
            self.field.work.spend(value.height_bits() >> 7)
            return value
        return self._opaque(tree.name, arguments)

    def _opaque(self, name: str, arguments: list[Value]) -> Value:
        keys = ",".join(self.field.key(argument) for argument in arguments)
        return self.field.atom(
            f"~{name}({keys})", Call(name, tuple(self.field.tree_of(argument) for argument in arguments))
        )

    def _root(self, tree: Call) -> Value:
        degree = self.form(tree.arguments[1])
        base = self.form(tree.arguments[0])
        if isinstance(degree, Form) or degree == 0:
            raise NotComputed(NOT_HERE)
        exponent = to_fraction(1 / degree)
        if exponent.denominator == 1:
            return self.field.whole_power(base, int(exponent))
        return root_power(self.field, base, exponent, real=degree.q == 1 and int(degree.p) % 2 == 1)

    def _tangent(self, tree: Call) -> Value:
        x = self.form(tree.arguments[0])
        sine, cosine = angle(self.field, "sin", x), angle(self.field, "cos", x)
        if tree.name == "cot":
            sine, cosine = cosine, sine
        return self.field.multiply(sine, self.field.inverse(cosine))

    def _inverse_angle(self, tree: Call) -> Value:
        x = self.form(tree.arguments[0])
        if not isinstance(x, Form) or x.bottom is ONE:
            part = known_angle(tree.name, self.field.poly(x)[0])
            if part is not None:
                return self.field.multiply(from_fraction(part), PI_FORM)
        return self._opaque(tree.name, [x])

    def _absolute(self, tree: Call) -> Value:
        x = self.form(tree.arguments[0])
        if not isinstance(x, Form):
            return abs(x)
        if x.bottom is not ONE:
            return self._opaque("abs", [x])
        parts = self.parts(x)
        if parts is not None and parts[1]:
            squares = self.field.add(self.field.multiply(parts[0], parts[0]), self.field.multiply(parts[1], parts[1]))
            return root_power(self.field, squares, Fraction(1, 2), real=False)
        factor = content(x.top) * (-1 if leading(x.top) < 0 else 1)
        inner = self._opaque("abs", [self.field.made(scaled(x.top, 1 / factor))])
        return self.field.multiply(abs(factor), inner)

    def parts(self, x: Value) -> tuple[Value, Value] | None:
        """Real and imaginary part; None where they are not plain to see."""
        if not isinstance(x, Form):
            return x, fmpq(0)
        if x.bottom is not ONE or any(atom[0] not in "#$i" for monomial in x.top for atom, _ in monomial):
            return None
        real = {m: c for m, c in x.top.items() if ("i", 1) not in m}
        imaginary = {tuple(pair for pair in m if pair[0] != "i"): c for m, c in x.top.items() if ("i", 1) in m}
        return self.field.made(real), self.field.made(imaginary)

    def _part(self, tree: Call) -> Value:
        x = self.form(tree.arguments[0])
        parts = self.parts(x)
        if parts is None:
            return self._opaque(tree.name, [x])
        real, imaginary = parts
        if tree.name == "conj":
            return self.field.add(real, self.field.multiply(self.field.multiply(fmpq(-1), I_FORM), imaginary))
        return real if tree.name == "re" else imaginary

    def over_range(self, tree: Call) -> Value:
        """A sum or product over a bound variable, term by term."""
        body, symbol, low, high = tree.arguments
        if not isinstance(symbol, Symbol) or symbol.name in self.bound or high == Constant("infinity"):
            raise NotComputed(NOT_HERE)
        first, last = self.form(low), self.form(high)
        if isinstance(first, Form) or isinstance(last, Form) or first.q != 1 or last.q != 1:
            return self.field.atom(f"~{tree!r}", tree)
        if last - first > MAX_TERMS:
            raise NotComputed(TOO_LARGE)
        adds = tree.name == "sum_over"
        total: Value = fmpq(0 if adds else 1)
        try:
            for value in range(int(first.p), int(last.p) + 1):
                self.bound[symbol.name] = fmpq(value)
                self.field.work.spend(1)
                term = self.form(body)
                total = self.field.add(total, term) if adds else self.field.multiply(total, term)
        finally:
            self.bound.pop(symbol.name, None)
        return total


def _angle(former: Former, tree: Call) -> Value:
    return angle(former.field, tree.name, former.form(tree.arguments[0]))


def _logarithm(former: Former, tree: Call) -> Value:
    return logarithm(former.field, former.form(tree.arguments[0]))


_OPAQUE = frozenset(("integral", "limit", "derivative"))
_SPECIAL: dict[str, Callable[[Former, Call], Value]] = {
    "root": Former._root,
    "ln": _logarithm,
    "sin": _angle,
    "cos": _angle,
    "tan": Former._tangent,
    "cot": Former._tangent,
    "arcsin": Former._inverse_angle,
    "arccos": Former._inverse_angle,
    "arctan": Former._inverse_angle,
    "abs": Former._absolute,
    "re": Former._part,
    "im": Former._part,
    "conj": Former._part,
    "sum_over": Former.over_range,
    "product_over": Former.over_range,
}
_BY_TYPE: dict[type, Callable[..., Value]] = {
    Number: Former._number,
    Constant: Former._constant,
    Symbol: Former._symbol,
    Sum: Former._sum,
    Product: Former._product,
    Power: Former._power,
    Call: Former._call,
}
