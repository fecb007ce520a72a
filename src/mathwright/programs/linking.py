"""Which register each operand of each equation is: the choice among the places its value may come from.

Where a value stands in two places the one that would otherwise go unused is taken; where that does not decide,
the places are tied: a change is kept only if it leaves them equal.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from mathwright.programs.graph import Graph
from mathwright.programs.grounding import GivenIndex, Ref, index_givens, listed_counts, sources, views
from mathwright.programs.numbers import Mention
from mathwright.programs.reading import Reading


@dataclass(slots=True)
class Linked:
    """The graph of a problem whose operands are placed as far as they can be."""

    graph: Graph
    given_registers: list[int]
    step_registers: list[int]
    givens: GivenIndex
    leaf_registers: list[list[int]]
    """For each equation, the register of each operand."""
    ties: list[tuple[int, ...]] = field(default_factory=list)
    """Registers that must stay equal."""
    used: set[int] = field(default_factory=set)
    """Registers of givens that some operand uses."""
    ungrounded: bool = False
    """Whether some operand comes from nowhere in sight."""


def link(question: str, solution: str, givens: Sequence[Mention], reading: Reading) -> Linked:
    """The graph of a readable problem."""
    text = f"{question} {solution}"
    index = index_givens(givens)
    found = [
        [sources(leaf.value, text, index, reading.equations[:place]) for leaf in equation.leaves]
        for place, equation in enumerate(reading.equations)
    ]
    _count_the_listed(question, reading, found)
    uses = Counter(ref for equation in found for refs in equation if len(refs) == 1 for ref in (_origin(refs[0]),))
    graph = Graph()
    linked = Linked(graph, [graph.register(m.value, f"g{n}") for n, m in enumerate(givens)], [], index, [])
    for place, equation in enumerate(reading.equations):
        leaves = [
            _place(linked, refs, uses, givens, leaf.value)
            for leaf, refs in zip(equation.leaves, found[place], strict=True)
        ]
        out = graph.grow(equation.tree, dict(enumerate(leaves)))
        if out in leaves:
            out = graph.operate("+", out, graph.constant(0))
        graph.names[out] = f"s{place}"
        linked.step_registers.append(out)
        linked.leaf_registers.append(leaves)
    return linked


def _count_the_listed(question: str, reading: Reading, found: list[list[tuple[Ref, ...]]]) -> None:
    """A number that counts what is listed is a constant: the people named, or the terms of a sum before an average."""
    for place, equation in enumerate(reading.equations):
        for leaf, refs in zip(equation.leaves, found[place], strict=True):
            if not refs and leaf.value in listed_counts(question, reading.equations[:place]):
                found[place][leaf.index] = (Ref("constant", 0),)


def _origin(ref: Ref) -> Ref:
    return Ref(ref.kind, ref.index)


def _place(
    linked: Linked, refs: tuple[Ref, ...], uses: Counter[Ref], givens: Sequence[Mention], value: Fraction
) -> int:
    if not refs:
        linked.ungrounded = True
        return linked.graph.constant(value)
    chosen = _choose(refs, uses, givens)
    registers = [_register(linked, ref, givens, value) for ref in chosen]
    if len(registers) > 1:
        linked.ties.append(tuple(registers))
    uses[_origin(chosen[0])] += 1
    return registers[0]


def _choose(refs: tuple[Ref, ...], uses: Counter[Ref], givens: Sequence[Mention]) -> tuple[Ref, ...]:
    """One ref where the choice is clear, else all that must stay equal."""
    if len(refs) == 1:
        return refs
    plain = tuple(ref for ref in refs if ref.view == "" and ref.kind != "constant")
    if len(plain) > 1:
        unused = [ref for ref in plain if not uses[_origin(ref)]]
        others = [ref for ref in refs if ref not in plain]
        if len(unused) == 1 and not others:
            return (unused[0],)
        if all(ref.kind == "given" for ref in unused) and len(unused) == len(plain) and not others:
            return (unused[0], *[ref for ref in plain if ref != unused[0]])
    return tuple(sorted(refs, key=lambda ref: (ref.kind == "constant", ref.view != "", uses[_origin(ref)] > 0)))


def _register(linked: Linked, ref: Ref, givens: Sequence[Mention], value: Fraction) -> int:
    graph = linked.graph
    if ref.kind == "constant":
        return graph.constant(value)
    if ref.kind == "result":
        return graph.view(linked.step_registers[ref.index], ref.view)
    register = linked.given_registers[ref.index]
    linked.used.add(register)
    mention = givens[ref.index]
    if ref.view and mention.form in ("fraction", "share"):
        return graph.constant(_fixed_view(mention, ref.view))
    return graph.view(register, ref.view)


def _fixed_view(mention: Mention, view: str) -> Fraction:
    return dict(views(mention))[view]
