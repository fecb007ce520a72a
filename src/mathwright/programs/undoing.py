"""The worked text of a backward problem: what is known without the unknown, then back from the answer step by step.

Where the seed problem's worked text says what the steps in between are, its sentences tell the way back
(*There are 100 / 2 = 50 good apples.*); otherwise an equation in the unknown is solved line by line.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import zip_longest
from typing import NamedTuple
from weakref import WeakKeyDictionary

from mathwright.programs.arithmetic import Unreadable
from mathwright.programs.graph import Value
from mathwright.programs.inverse import (
    NO_INFLUENCE,
    Atom,
    Compute,
    Formula,
    Layer,
    Linear,
    Part,
    Unknown,
    code,
    compute,
    number,
    shown,
    size,
    written,
)
from mathwright.programs.pieces import Pieces, Slot, write
from mathwright.programs.template import WorkedText

MOST_OPERATIONS = 6
"""Of one formula in the worked text."""
MOST_AT_ONCE = 2
"""Operations that one sentence undoes."""
TOO_LONG = "worked text too long"

_CONNECTIVE = re.compile(
    r"^(?:So|Then|Therefore|Thus|Next|Now|Hence|Finally|Altogether|Together|Overall|First|After that|That means|"
    r"This means|In total|In all|In the end)(?: that)?,? (?=[a-zA-Z])"
)
_SENTENCE = re.compile(
    r"(?P<front>[^\d<>=]*[A-Za-z][^\d<>=]*? )[$(\d][-+*/()$%\d., ]* = (?P<sign>\$?)<<[^<>]*>>(?P<result>[\d,]*\.?\d+)"
    r"(?P<back>(?![%\d])[^\d<>=]*)"
)
_HERE = re.compile(r"\b(?:now|then|still|also|next|already|again|rest|remaining|so far|this|that|these|those)\b", re.I)
_CONCLUSIONS = ("So ", "Therefore, ", "Then ")
_NAME = re.compile(r"[gsu]\d+")


class Sentence(NamedTuple):
    """A line of the seed problem's worked text around its computation: *There are*, *good apples.*"""

    front: str
    sign: str
    result: str
    back: str


class Line:
    """A line of the seed problem's worked text, told with its numbers; only few are looked at."""

    def __init__(self, told: str, slots: Sequence[Slot]) -> None:
        """``slots``: the numbers of the line, each with its register."""
        self._told, self._slots = told, slots

    @cached_property
    def text(self) -> str:
        """The line, without the word that joins it to the one before."""
        text = _CONNECTIVE.sub("", self._told)
        return text[0].upper() + text[1:]

    @cached_property
    def registers(self) -> frozenset[int]:
        """Every register that it prints."""
        return frozenset(slot.register for slot in self._slots)

    @cached_property
    def sentence(self) -> Sentence | None:
        """None where the line is a bare equation, or where its words count something."""
        if any(slot.style in ("word", "Word", "percent") for slot in self._slots):
            return None
        match = _SENTENCE.fullmatch(self.text)
        return Sentence(**match.groupdict()) if match is not None else None


# The slots of each line by the register that it computes; the worked text's own, and kept as long as it.
_computed: WeakKeyDictionary[WorkedText, dict[int, tuple[int, tuple[Slot, ...]]]] = WeakKeyDictionary()


def lines_by_step(worked: WorkedText, told: Sequence[str]) -> dict[int, Line]:
    """The lines by the register that each computes; ``told``: the lines with their numbers."""
    computed = _computed.get(worked)
    if computed is None:
        computed = _computed[worked] = _computed_by(worked.lines())
    return {register: Line(told[place], slots) for register, (place, slots) in computed.items()}


def _computed_by(worked: Sequence[Pieces]) -> dict[int, tuple[int, tuple[Slot, ...]]]:
    found: dict[int, tuple[int, tuple[Slot, ...]]] = {}
    for line, pieces in enumerate(worked):
        place = next((n for n, piece in enumerate(pieces) if isinstance(piece, str) and piece.startswith(">>")), 0)
        result = pieces[place - 1]
        if place and isinstance(result, Slot):
            found[result.register] = line, tuple(piece for piece in pieces if isinstance(piece, Slot))
    return found


@dataclass(slots=True)
class Undone:
    """The worked text and the steps of a backward problem."""

    lines: list[str] = field(default_factory=list)
    steps: list[tuple[str, Value]] = field(default_factory=list)


class Solver:
    """Tells how the unknown follows from the answer; ``solve`` raises Unreadable where it cannot."""

    def __init__(
        self, unknown: Unknown, place: int, answer: str, phrase: str, money: bool, told: Sequence[str]
    ) -> None:
        """place: index of the masked given; answer: the stated answer's name in the new program.

        phrase: the stated quantity with its verb; money: whether the unknown is a price;
        told: the worked lines of the seed problem with its values.
        """
        self.unknown, self.phrase, self.money = unknown, phrase, money
        self.told = Undone()
        self.names = {"u0": answer} | {
            f"g{n}": f"g{n - (n > place)}" for n in range(len(unknown.template.givens)) if n != place
        }
        self.lines = lines_by_step(unknown.template.worked, told)

    def solve(self) -> Undone:
        """The worked text and its steps; the last step is the unknown."""
        found, core = self.unknown.layers()
        layers: Sequence[Layer] = found
        linear = self.unknown.linear(core) if core != self.unknown.register else None
        self._tell_known(layers, linear)
        result: Atom = number(self.unknown.values[self.unknown.template.answer], "u0")
        stops = self._stops(layers)
        if stops is not None:
            result, layers = self._undo_in_sentences(layers, stops, result)
        self._undo(layers, core, linear, result, opened=bool(stops))
        return self.told

    # --- steps and lines --------------------------------------------------------------------------

    def _step(self, formula: Formula, name: str) -> None:
        self.told.steps.append((self._renamed(formula), formula.value))
        self.names[name] = f"s{len(self.told.steps) - 1}"

    def _renamed(self, formula: Formula) -> str:
        """The formula as an expression of the new program."""
        return _NAME.sub(lambda found: self.names[found.group()], code(formula))

    def _derived(self, formula: Formula) -> Atom:
        """A new step with this formula, as a number."""
        name = f"u{len(self.told.steps) + 1}"
        self._step(formula, name)
        return number(formula.value, name)

    def _tell_known(self, layers: Sequence[Layer], linear: Linear | None) -> None:
        """The steps that do not need the unknown, in the seed problem's order and, where they can be, its words."""
        parts = [linear.slope, linear.rest] if linear is not None else []
        formulas = [layer.beside for layer in layers] + [part.formula for part in parts if part is not None]
        needed = self._needed(formulas)
        for register, place in self.unknown.steps.items():
            if place not in needed:
                continue
            formula = self.unknown.computed(self.unknown.made_by[register])
            if isinstance(formula, Atom):
                self.names[f"s{place}"] = f"({self._renamed(formula)})"
                continue
            self._step(formula, f"s{place}")
            line = self.lines.get(register)
            own = line is not None and not line.registers & self.unknown.dependent
            text = line.text if line is not None and own else f"{equation(formula)}."
            if text not in self.told.lines:
                self.told.lines.append(text)

    def _needed(self, formulas: Iterable[Formula]) -> set[int]:
        found: set[int] = set()
        waiting = [name for formula in formulas for name in _NAME.findall(code(formula))]
        while waiting:
            name = waiting.pop()
            place = int(name[1:])
            if name[0] == "s" and place not in found:
                found.add(place)
                waiting += _NAME.findall(self.unknown.template.steps[place][0])
        return found

    # --- in sentences -----------------------------------------------------------------------------

    def _stops(self, layers: Sequence[Layer]) -> set[int] | None:
        """Registers on the way that a sentence tells; empty or None where the equation is the better telling."""
        stops: set[int] = set()
        since = 0
        for layer in layers:
            since += 1 + size(layer.beside)
            line = self.lines.get(layer.inside)
            if line is not None and line.sentence is not None and not _HERE.search(line.text):
                stops.add(layer.inside)
                since = 0
            elif since > MOST_AT_ONCE or (since > 1 and layer.inside != self.unknown.register):
                return None
        return stops

    def _undo_in_sentences(
        self, layers: Sequence[Layer], stops: set[int], result: Atom
    ) -> tuple[Atom, Sequence[Layer]]:
        """Tell the way back to the last stop; its value, and the layers that are left."""
        rest = 0
        pending: Formula = result
        for place, layer in enumerate(layers):
            pending = layer.undone(pending)
            if layer.inside not in stops:
                continue
            sentence = self.lines[layer.inside].sentence
            if sentence is not None:
                text = equation(pending, sentence.sign, sentence.result)
                self.told.lines.append(f"{sentence.front}{text}{sentence.back}")
                result = pending = self._derived(pending)
                rest = place + 1
        return result, layers[rest:]

    # --- as an equation ---------------------------------------------------------------------------

    def _undo(self, layers: Sequence[Layer], core: int, linear: Linear | None, result: Atom, opened: bool) -> None:
        """Solve the equation in the unknown that is left."""
        letter = self.unknown.letter.text
        whole = self.unknown.formula(layers[0].out if layers else core)
        if size(whole) > MOST_OPERATIONS:
            raise Unreadable(TOO_LONG)
        if opened:
            start = f"Since {shown(whole)} = {result.text}, "
        else:
            start = ""
            self.told.lines.append(f"In terms of {letter}, {self.phrase} {shown(whole)}.")
        undone: Formula = result
        for layer, following in zip_longest(layers, layers[1:]):
            undone = layer.undone(undone)
            if layer.inside == self.unknown.register:
                self._conclude(undone, start)
                return
            if following is not None and _in_one_go(layer, following, undone):
                continue
            left = shown(self.unknown.formula(layer.inside))
            self._say(f"{left} = {equation(undone)}", start)
            undone = result = self._derived(undone)
            start = ""
        if linear is not None:
            if opened and start:
                self._say(f"{shown(whole)} = {result.text}")
            self._collect(linear, result)

    def _collect(self, linear: Linear, result: Atom) -> None:
        """Solve ``slope * N + rest = result``."""
        letter = self.unknown.letter
        if linear.slope is None or linear.slope.formula.value == 0:
            raise Unreadable(NO_INFLUENCE)
        name = "How often {} is taken away:" if linear.slope.negative else "The coefficient of {} is"
        slope = self._gathered(linear.slope, name.format(letter.text))
        term: Formula = letter if slope.value == 1 else compute("*", slope, letter)
        formula: Formula = result
        if linear.rest is not None:
            rest = self._gathered(linear.rest, f"The part without {letter.text} is")
            total, formula = _balanced(linear, term, rest, result)
            self._say(f"{shown(total)} = {result.text}")
            if slope.value != 1:
                self._say(f"{shown(term)} = {equation(formula)}")
                formula = self._derived(formula)
        self._conclude(formula if slope.value == 1 else compute("/", formula, slope), "")

    def _gathered(self, part: Part, words: str) -> Atom:
        """The part as one number; told where it takes a computation."""
        if isinstance(part.formula, Atom):
            return part.formula
        if size(part.formula) > MOST_OPERATIONS:
            raise Unreadable(TOO_LONG)
        self.told.lines.append(f"{words} {equation(part.formula)}.")
        return self._derived(part.formula)

    def _conclude(self, formula: Formula, start: str) -> None:
        text = write(formula.value, "money") if self.money else None
        self._step(formula, "u")
        self._say(f"{self.unknown.letter.text} = {equation(formula, '', text)}", start)

    def _say(self, text: str, start: str = "") -> None:
        """A line of the equation, begun in another way than the line before."""
        before = self.told.lines[-1] if self.told.lines else ""
        used = next((word for word in _CONCLUSIONS if before.startswith(word)), "Then ")
        word = _CONCLUSIONS[(_CONCLUSIONS.index(used) + 1) % len(_CONCLUSIONS)]
        self.told.lines.append(f"{start or word}{text}.")


def _in_one_go(layer: Layer, following: Layer, undone: Formula) -> bool:
    """Whether two layers only add and subtract known numbers, so that one line undoes both."""
    plain = all(one.op in "+-" and not (one.flipped and one.op == "-") for one in (layer, following))
    return plain and isinstance(following.beside, Atom) and size(undone) < MOST_AT_ONCE


def _balanced(linear: Linear, term: Formula, rest: Atom, result: Atom) -> tuple[Formula, Formula]:
    """Left side of ``term + rest = result`` with the signs they have, and what the term alone is equal to."""
    if linear.slope is not None and linear.slope.negative:
        return compute("-", rest, term), compute("-", rest, result)
    if linear.rest is not None and linear.rest.negative:
        return compute("-", term, rest), compute("+", result, rest)
    return compute("+", term, rest), compute("-", result, rest)


def equation(formula: Formula, sign: str = "", result: str | None = None) -> str:
    """``50 + 10 = <<50+10=60>>60``.  Raises Unreadable where a number cannot be written.

    sign: the currency sign of the result; result: its text, where it is not the plain one.
    """
    left, value = shown(formula), written(formula.value)
    if value is None or not isinstance(formula, Compute):
        raise Unreadable(TOO_LONG)
    return f"{left} = {sign}<<{left.replace(' ', '')}={value}>>{result or value}"
