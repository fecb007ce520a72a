"""Trees into normal form: what each kind of node and each function becomes."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from flint import fmpq  # type: ignore[attr-defined, unused-ignore]

from mathwright.verify.exact.angles import COSINES, folded_cosine, known_angle
from mathwright.verify.exact.forms import (
    CONSTANTS,
    I_FORM,
    PI_FORM,
    Field,
    Form,
    Value,
    from_fraction,
    prime_factors,
    to_fraction,
)
from mathwright.verify.exact.plain import MAX_TERMS, NOT_HERE, PI, TOO_LARGE, UNDEFINED, E, NotComputed
from mathwright.verify.exact.polynomials import (
    ONE,
    Monomial,
    Poly,
    add_to,
    content,
    key_of,
    leading,
    scaled,
    whole,
    within_bits,
)
from mathwright.verify.exact.whole_numbers import WHOLE_FUNCTIONS
from mathwright.verify.reading.tree import Call, Constant, Number, Power, Product, Sum, Symbol, Tree

_MINUS_ONE = fmpq(-1)
_PI_MONOMIAL: Monomial = (("$pi", 1),)
_I_PI = Form({(("$pi", 1), ("i", 1)): fmpq(1)}, ONE)


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

    # --- powers -------------------------------------------------------------------------------------

    def _power(self, tree: Power) -> Value:
        exponent = self.form(tree.exponent)
        if tree.base == E:
            return self.exponential(exponent)
        base = self.form(tree.base)
        if isinstance(exponent, Form):
            return self.exponential(self.field.multiply(exponent, self.logarithm(base, Call("ln", (tree.base,)))))
        if exponent.q == 1:
            if abs(exponent.p) > 1 << 40:
                return self._huge_power(base, int(exponent.p))
            return self.field.whole_power(base, int(exponent.p))
        return self.root_power(base, to_fraction(exponent), real=False)

    def _huge_power(self, base: Value, exponent: int) -> Value:
        if isinstance(base, Form) or base not in (1, -1):
            raise NotComputed(TOO_LARGE)
        return base if exponent & 1 else fmpq(1)

    def root_power(self, base: Value, exponent: Fraction, real: bool) -> Value:
        """base to a broken exponent: principal value, or the real root of an odd degree."""
        if not isinstance(base, Form):
            return self._rational_root(base, exponent, real)
        if base.bottom is not ONE:
            top = self.root_power(Form(base.top, ONE), exponent, real) if _positive(base.bottom) else None
            if top is None:
                return self._opaque_root(base, exponent, real)
            bottom = self.root_power(Form(base.bottom, ONE), exponent, real)
            return self.field.multiply(top, self.field.inverse(bottom))
        outside, inside = self.taken_out(base.top, exponent)
        if not inside:
            return outside
        if real and leading(inside) < 0:
            outside, inside = self.field.multiply(_MINUS_ONE, outside), scaled(inside, _MINUS_ONE)
        if len(inside) == 1:
            ((monomial, coefficient),) = inside.items()
            if coefficient == 1 and len(monomial) == 1 and monomial[0][1] == 1 and monomial[0][0][0] == "@":
                inner: Value = Form({((monomial[0][0], whole(exponent)),): fmpq(1)}, ONE)
                return self.field.multiply(outside, inner)
        return self.field.multiply(outside, self.field.root_of_poly(inside, exponent))

    def _opaque_root(self, base: Form, exponent: Fraction, real: bool) -> Value:
        tree = Power(self.field.tree_of(base), Number(exponent))
        kind = "real" if real else "principal"
        return self.field.atom(f"~{kind}({self.field.key(base)})^{exponent}", tree)

    def _rational_root(self, base: fmpq, exponent: Fraction, real: bool) -> Value:
        if base == 0:
            if exponent > 0:
                return fmpq(0)
            raise NotComputed(UNDEFINED)
        if base > 0:
            return self.field.positive_power(base, exponent)
        size = self.field.positive_power(-base, exponent)
        if real:
            return self.field.multiply(fmpq(-1), size)
        if exponent.denominator % 2:
            raise NotComputed("the real or the principal root")
        turn = self.field.add(
            self.cosine(exponent), self.field.multiply(I_FORM, self.cosine(Fraction(1, 2) - exponent))
        )
        return self.field.multiply(size, turn)

    def taken_out(self, p: Poly, exponent: Fraction) -> tuple[Value, Poly]:
        """The power of all that is surely positive in every term, and what stays under the root."""
        factor = content(p)
        outside = self.field.positive_power(factor, exponent)
        p = scaled(p, 1 / factor)
        if len(p) > 1:
            return outside, p
        ((monomial, coefficient),) = p.items()
        stay = []
        for atom, power in monomial:
            if atom[0] == "#":
                outside = self.field.multiply(outside, self.field.prime_power(int(atom[1:]), exponent * power))
            elif atom[0] == "$":
                outside = self.field.multiply(outside, Form({((atom, whole(exponent * power)),): fmpq(1)}, ONE))
            else:
                stay.append((atom, power))
        return outside, ({tuple(stay): coefficient} if stay or coefficient != 1 else {})

    # --- exponentials and logarithms ----------------------------------------------------------------

    def exponential(self, x: Value) -> Value:
        """e to the power x."""
        if not isinstance(x, Form):
            return self._e_to(x)
        if x.bottom is not ONE:
            return self.field.atom(f"~exp({self.field.key(x)})", Power(E, self.field.tree_of(x)))
        result: Value = fmpq(1)
        for monomial, coefficient in x.top.items():
            result = self.field.multiply(result, self._exponential_of_term(monomial, coefficient))
        return result

    def _e_to(self, x: fmpq) -> Value:
        return Form({(("$e", whole(to_fraction(x))),): fmpq(1)}, ONE) if x else fmpq(1)

    def _exponential_of_term(self, monomial: Monomial, coefficient: fmpq) -> Value:
        power = to_fraction(coefficient)
        if not monomial:
            return self._e_to(coefficient)
        if monomial == (("$pi", 1), ("i", 1)):
            return self.field.add(self.cosine(power), self.field.multiply(I_FORM, self.cosine(Fraction(1, 2) - power)))
        if len(monomial) == 1 and monomial[0][1] == 1 and monomial[0][0].startswith("~ln("):
            inner = self.form(self.field.atoms[monomial[0][0]].arguments[0])  # type: ignore[union-attr]
            return (
                self.field.whole_power(inner, power.numerator)
                if power.denominator == 1
                else self.root_power(inner, power, False)
            )
        name = f"~exp({key_of({monomial: fmpq(1)})})"
        return self.field.atom(name, Power(E, self.field.tree_of(Form({monomial: fmpq(1)}, ONE))), whole(power))

    def logarithm(self, x: Value, tree: Tree) -> Value:
        """ln x; ``tree`` is the logarithm as written."""
        if isinstance(x, Form):
            if x.bottom is ONE and len(x.top) == 1:
                return self._logarithm_of_term(x)
            return self.field.atom(f"~ln({self.field.key(x)})", Call("ln", (self.field.tree_of(x),)))
        if x == 0:
            raise NotComputed(UNDEFINED)
        result: Value = fmpq(0) if x > 0 else self.field.multiply(I_FORM, PI_FORM)
        for part, sign in ((int(abs(x.p)), 1), (int(x.q), -1)):
            for factor, often, _ in prime_factors(part):
                atom = self.field.atom(f"~ln({factor})", Call("ln", (Number(Fraction(factor)),)))
                result = self.field.add(result, self.field.multiply(fmpq(sign * often), atom))
        return result

    def _logarithm_of_term(self, x: Form) -> Value:
        """ln of one term: of all that is surely positive in it apart, and of the rest."""
        ((monomial, coefficient),) = x.top.items()
        result = self.logarithm(abs(coefficient), PI)
        stay = []
        for atom, power in monomial:
            if atom[0] == "#":
                part = self.logarithm(fmpq(int(atom[1:])), PI)
                result = self.field.add(result, self.field.multiply(from_fraction(Fraction(power)), part))
            elif atom == "$e":
                result = self.field.add(result, from_fraction(Fraction(power)))
            else:
                stay.append((atom, power))
        if stay in ([], [("i", 1)]):
            turn = Fraction(len(stay), 2) if coefficient > 0 else Fraction(-1, 2) if stay else Fraction(1)
            return self.field.add(result, self.field.multiply(from_fraction(turn), _I_PI)) if turn else result
        rest = Form({tuple(stay): fmpq(1 if coefficient > 0 else -1)}, ONE)
        return self.field.add(
            result, self.field.atom(f"~ln({self.field.key(rest)})", Call("ln", (self.field.tree_of(rest),)))
        )

    # --- angles -------------------------------------------------------------------------------------

    def cosine(self, part: Fraction) -> Value:
        """cos(part · pi)."""
        sign, part = folded_cosine(part)
        if part in COSINES:
            value = self.field.made(COSINES[part])
        else:
            value = self.field.atom(f"~cos({part})", Call("cos", (Product((Number(part), PI)),)))
        return self.field.multiply(fmpq(-1), value) if sign < 0 else value

    def angle(self, name: str, x: Value) -> Value:
        """sin or cos of x, with the argument's sign outside."""
        part = part_of_pi(x)
        if part is not None:
            return self.cosine(part if name == "cos" else Fraction(1, 2) - part)
        negative = (leading(x.top) if isinstance(x, Form) else x) < 0
        if negative:
            x = self.field.multiply(fmpq(-1), x)
        value = self.field.atom(f"~{name}({self.field.key(x)})", Call(name, (self.field.tree_of(x),)))
        return self.field.multiply(fmpq(-1), value) if negative and name == "sin" else value

    # --- other functions ----------------------------------------------------------------------------

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
        return self.root_power(base, exponent, real=degree.q == 1 and int(degree.p) % 2 == 1)

    def _tangent(self, tree: Call) -> Value:
        x = self.form(tree.arguments[0])
        sine, cosine = self.angle("sin", x), self.angle("cos", x)
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
            return self.root_power(squares, Fraction(1, 2), real=False)
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


def part_of_pi(x: Value) -> Fraction | None:
    """r where x = r · pi; None for other values."""
    if not isinstance(x, Form):
        return None if x else Fraction(0)
    if x.bottom is ONE and len(x.top) == 1 and _PI_MONOMIAL in x.top:
        return to_fraction(x.top[_PI_MONOMIAL])
    return None


def _positive(p: Poly) -> bool:
    return all(c > 0 and all(atom[0] in "#$" for atom, _ in m) for m, c in p.items())


def _angle(former: Former, tree: Call) -> Value:
    return former.angle(tree.name, former.form(tree.arguments[0]))


def _logarithm(former: Former, tree: Call) -> Value:
    return former.logarithm(former.form(tree.arguments[0]), tree)


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
