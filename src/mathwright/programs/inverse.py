"""The answer as a function of one number of the question, and the way back from the answer to that number.

From the answer inwards, each operation with the unknown on one side is a layer that can be undone (``+``, ``-``,
``*``, ``/``, also ``k / x``).  Where the unknown enters on both sides, what is left inside must be linear in it.
Every layer is one-to-one and a linear function with a coefficient other than 0 is, so the solution is unique.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import NamedTuple, TypeAlias

from mathwright.programs.arithmetic import Unreadable
from mathwright.programs.drawing import result
from mathwright.programs.graph import Operation, Value
from mathwright.programs.numbers import decimal_text
from mathwright.programs.template import Template

NO_INFLUENCE = "answer does not depend on the number"
COPIED = "answer is the number itself"
NOT_UNIQUE = "solution not shown to be unique"
UNWRITABLE = "a number cannot be written"
LARGEST_DENOMINATOR = 100
"""Of a fraction such as 4/3 that has no short decimals."""

_RANK = {"+": 1, "-": 1, "*": 2, "/": 2}


class Atom(NamedTuple):
    """A number as it stands in a formula."""

    value: Value
    name: str
    """How a step's expression writes it: ``g0``, ``s1``, ``(g0/100)``, a literal; empty for the unknown."""
    text: str


class Compute(NamedTuple):
    """An operation of a formula."""

    op: str
    left: Formula
    right: Formula
    value: Value


Formula: TypeAlias = "Atom | Compute"


def number(value: Value, name: str) -> Atom:
    """A known number.  Raises Unreadable where it is negative or has neither short decimals nor a small denominator."""
    text = written(value)
    if text is None or value < 0:
        raise Unreadable(UNWRITABLE)
    return Atom(value, name, text)


def written(value: Value) -> str | None:
    """The value with up to three decimals, or as a fraction (``4/3``), or None."""
    if type(value) is int:
        return str(value)
    text = decimal_text(Fraction(value), 3)
    if text is None and 0 < Fraction(value).denominator <= LARGEST_DENOMINATOR:
        return str(Fraction(value))
    return text


def compute(op: str, left: Formula, right: Formula) -> Compute:
    """The operation on two formulas.  Raises Unreadable on a division by zero."""
    if op == "/" and right.value == 0:
        raise Unreadable("division by zero")
    return Compute(op, left, right, result(op, left.value, right.value))


def shown(formula: Formula) -> str:
    """The formula as text with as few parentheses as needed: ``(N + 4) * 3``."""
    return _write(formula, 0, strict=False)


def code(formula: Formula) -> str:
    """The formula as a step's expression: ``(s0+g1)*g2``."""
    if isinstance(formula, Atom):
        return formula.name
    left, right = code(formula.left), code(formula.right)
    if isinstance(formula.left, Compute) and _RANK[formula.left.op] < _RANK[formula.op]:
        left = f"({left})"
    return f"{left}{formula.op}({right})" if isinstance(formula.right, Compute) else f"{left}{formula.op}{right}"


def size(formula: Formula) -> int:
    """The number of operations."""
    return 0 if isinstance(formula, Atom) else 1 + size(formula.left) + size(formula.right)


def _write(formula: Formula, rank: int, strict: bool) -> str:
    if isinstance(formula, Atom):
        return f"({formula.text})" if rank and "/" in formula.text else formula.text
    here = _RANK[formula.op]
    left = _write(formula.left, here, strict=False)
    right = _write(formula.right, here, strict=formula.op in "-/")
    text = f"{left} {formula.op} {right}"
    return f"({text})" if here < rank or (here == rank and strict) else text


class Layer(NamedTuple):
    """One operation around the unknown: ``inside op beside``, or ``beside op inside`` where flipped."""

    out: int
    """Register of its result."""
    inside: int
    """Register of the operand that depends on the unknown."""
    op: str
    beside: Formula
    flipped: bool

    @property
    def idle(self) -> bool:
        """Whether the operation changes nothing."""
        return _is_idle(self.op, self.beside) and not (self.flipped and self.op in "-/")

    def undone(self, result: Formula) -> Formula:
        """The operand inside from the result.  Raises Unreadable where the layer loses it (times 0, 0 divided)."""
        if self.op in "*/" and self.beside.value == 0:
            raise Unreadable(NO_INFLUENCE)
        if self.flipped and self.op in "-/":
            return compute(self.op, self.beside, result)
        return compute({"+": "-", "-": "+", "*": "/", "/": "*"}[self.op], result, self.beside)


class Part(NamedTuple):
    """A coefficient or a constant: a formula for its absolute value, and whether it is to be subtracted."""

    formula: Formula
    negative: bool = False


class Linear(NamedTuple):
    """``slope * unknown + rest``; None stands for 0."""

    slope: Part | None
    rest: Part | None


class Unknown:
    """A problem in which one number is unknown; formulas name givens and steps as the seed problem's program does."""

    def __init__(self, template: Template, values: Sequence[Value], register: int, letter: str) -> None:
        self.template, self.values, self.register = template, values, register
        self.letter = Atom(values[register], "", letter)
        self.made_by = {sense.operation.out: sense.operation for sense in template.senses}
        self.steps = {step: place for place, (_, step) in enumerate(template.steps)}
        self.dependent = dependents(template, register)

    def formula(self, register: int) -> Formula:
        """A register over the unknown, the givens and the steps that do not depend on the unknown.

        Raises Unreadable where a number cannot be written.
        """
        if register == self.register:
            return self.letter
        operation = self.made_by.get(register)
        known = register not in self.dependent
        if operation is None or (known and (register in self.steps or self._is_view(operation))):
            return number(self.values[register], self.template.names[register])
        return self.computed(operation)

    def computed(self, operation: Operation) -> Formula:
        """The formula of an operation, without idle ones such as times 1.  Raises Unreadable as ``formula`` does."""
        left, right = self.formula(operation.left), self.formula(operation.right)
        if _is_idle(operation.op, right):
            return left
        if operation.op in "+*" and _is_idle(operation.op, left):
            return right
        return compute(operation.op, left, right)

    def _is_view(self, operation: Operation) -> bool:
        """Whether the operation only reads a percent as a share: ``20 / 100``, ``100 - 20``, ``1 - 20 / 100``."""
        left, right = operation.left, operation.right
        if operation.op == "/" and self.values[right] == 100:
            return left not in self.made_by and right not in self.made_by
        if operation.op not in "+-":
            return False
        if self.template.names[left] == "100":  # the whole in percent, no number of the question
            return right not in self.made_by
        below = self.made_by.get(right)
        return self.values[left] == 1 and below is not None and self._is_view(below)

    def layers(self) -> tuple[list[Layer], int]:
        """The layers from the answer inwards, and the register inside them: the unknown, or where its paths meet."""
        register, found = self.template.answer, list[Layer]()
        if register not in self.dependent:
            raise Unreadable(NO_INFLUENCE)
        while register != self.register:
            operation = self.made_by[register]
            sides = (operation.left in self.dependent, operation.right in self.dependent)
            if all(sides):
                break
            inside, beside = (operation.left, operation.right) if sides[0] else (operation.right, operation.left)
            layer = Layer(register, inside, operation.op, self.formula(beside), flipped=sides[1])
            register = inside
            if not layer.idle:
                found.append(layer)
            elif found:
                found[-1] = found[-1]._replace(inside=inside)
        if register == self.register and not found:
            raise Unreadable(COPIED)
        return found, register

    def linear(self, register: int) -> Linear:
        """A register as a linear function of the unknown.  Raises Unreadable where it is none."""
        if register == self.register:
            return Linear(Part(number(1, "1")), None)
        if register not in self.dependent:
            return Linear(None, Part(self.formula(register)))
        operation = self.made_by[register]
        left, right = self.linear(operation.left), self.linear(operation.right)
        if operation.op in "+-":
            minus = operation.op == "-"
            return Linear(_sum(left.slope, right.slope, minus), _sum(left.rest, right.rest, minus))
        if operation.op == "*" and left.slope is None:
            left, right = right, left
        if right.slope is not None or right.rest is None:
            raise Unreadable(NOT_UNIQUE)
        return Linear(_scaled(left.slope, operation.op, right.rest), _scaled(left.rest, operation.op, right.rest))


def _is_idle(op: str, operand: Formula) -> bool:
    """Whether the operand is a known 1 of a product or quotient, or a known 0 of a sum or difference."""
    return isinstance(operand, Atom) and bool(operand.name) and operand.value == (1 if op in "*/" else 0)


def dependents(template: Template, register: int) -> frozenset[int]:
    """The registers that depend on a register, itself included."""
    found = {register}
    for sense in template.senses:
        operation = sense.operation
        if operation.left in found or operation.right in found:
            found.add(operation.out)
    return frozenset(found)


def _sum(left: Part | None, right: Part | None, minus: bool) -> Part | None:
    """Left plus (or minus) right, arranged so that only a smaller number is taken from a larger one."""
    if right is None:
        return left
    right = Part(right.formula, right.negative != minus)
    if left is None:
        return right
    if left.negative == right.negative:
        return Part(compute("+", left.formula, right.formula), left.negative)
    gain, loss = (right.formula, left.formula) if left.negative else (left.formula, right.formula)
    if gain.value == loss.value:
        return None
    if gain.value > loss.value:
        return Part(compute("-", gain, loss))
    return Part(compute("-", loss, gain), negative=True)


def _scaled(part: Part | None, op: str, factor: Part) -> Part | None:
    if part is None:
        return None
    one = isinstance(part.formula, Atom) and part.formula.value == 1
    formula = factor.formula if one and op == "*" else compute(op, part.formula, factor.formula)
    return Part(formula, part.negative != factor.negative)
