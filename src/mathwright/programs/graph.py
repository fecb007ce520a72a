"""The computation graph of one problem: registers for its numbers and results, operations between them."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction

from mathwright.programs.arithmetic import Leaf, Tree, apply
from mathwright.programs.numbers import decimal_text

Value = int | Fraction
"""An exact quantity; whole numbers are ints."""


def plain(value: Fraction | int) -> Value:
    """The same quantity, as an int where it is whole."""
    return value.numerator if value.denominator == 1 else value


@dataclass(frozen=True, slots=True)
class Operation:
    """``registers[out] = registers[left] op registers[right]``."""

    op: str
    left: int
    right: int
    out: int


@dataclass(slots=True)
class Graph:
    """Registers with the original values and names; operations in the order they are performed."""

    values: list[Value] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    """How a step's expression writes the register: ``g0``, ``s1``, a literal, or ``(g0/100)``."""
    operations: list[Operation] = field(default_factory=list)
    constants: dict[Value, int] = field(default_factory=dict)

    def register(self, value: Fraction | int, name: str) -> int:
        """A new register that holds the value."""
        self.values.append(plain(value))
        self.names.append(name)
        return len(self.values) - 1

    def constant(self, value: Fraction | int) -> int:
        """The register of a constant."""
        key = plain(value)
        if key not in self.constants:
            self.constants[key] = self.register(key, decimal_text(Fraction(key)) or f"({key})")
        return self.constants[key]

    def operate(self, op: str, left: int, right: int) -> int:
        """A new register for the result of an operation.  Raises Unreadable on a division by zero."""
        value = apply(op, Fraction(self.values[left]), Fraction(self.values[right]))
        out = self.register(value, f"({self.names[left]}{op}{self.names[right]})")
        self.operations.append(Operation(op, left, right, out))
        return out

    def grow(self, tree: Tree, leaves: dict[int, int]) -> int:
        """The register of a tree's value; ``leaves`` maps each leaf's index to its register."""
        if isinstance(tree, Leaf):
            return leaves[tree.index]
        right = self.grow(tree.right, leaves)
        if tree.left is None:
            return self.operate("-", self.constant(0), right)
        return self.operate(tree.op, self.grow(tree.left, leaves), right)

    def view(self, register: int, view: str) -> int:
        """The register of a number read another way, such as a percent as a share (``/100``)."""
        hundred, one = self.constant(100), self.constant(1)
        if view == "":
            return register
        if view == "/100":
            return self.operate("/", register, hundred)
        if view == "100*":
            return self.operate("*", register, hundred)
        if view in ("100-", "100+"):
            return self.operate(view[-1], hundred, register)
        return self.operate(view[1], one, self.operate("/", register, hundred))
