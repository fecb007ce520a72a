"""The worked text of a seed problem, line by line, with slots for its numbers.

A line keeps the prose of the original where every number of it is placed and the sentence is clean;
otherwise it is told as the bare equation (``56 + 8 = <<56+8=64>>64.``), which is never wrong and never broken.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction

from mathwright.programs.arithmetic import Leaf
from mathwright.programs.grounding import sources
from mathwright.programs.linking import Linked
from mathwright.programs.numbers import Mention, mentions
from mathwright.programs.pieces import Pieces, Slot, Style, fill, style_of
from mathwright.programs.plain_lines import is_plain
from mathwright.programs.reading import ANNOTATION, Equation, Reading
from mathwright.programs.replay import NO_ANNOTATION, NO_FINAL_ANSWER, replay
from mathwright.programs.stray import stray_numbers
from mathwright.programs.wording import line_faults

_WHOLE_TEXT = frozenset({NO_ANNOTATION, NO_FINAL_ANSWER})
_AFTER = re.compile(r"\s?(\d[\d,]*(?:\.\d+)?|\.\d+)")
_VARIABLE = re.compile(r"(?<![\w'$])[B-HJ-Zb-hj-z](?![\w'.])|\d[a-wyz]\b|\b[a-z]\s*=|=\s*[a-zA-Z]\b")
_RAW = re.compile(r"(?<![\d.,])(\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+)(%?)")
_AFTER_OPERATOR = re.compile(r"[\d)%]\s*[-+*/x×÷−–]\s*\$?\s*$")
_BETWEEN = re.compile(r"\s*([-+*/x×·÷−–])\s*(\$?\s*)")
_EQUALS = re.compile(r"^(\)?%?\)?)\s*=\s*(\$?)\s*<<")
_OPERATOR = re.compile(r"\s*([-+*/])\s*")
_TIMES = re.compile(r"(?<=[\d%)])\s*[xX×]\s*(?=[\d$(])")
_UNFIT = re.compile(
    r"[<>@#;\\_{}^~|\[\]:]|//|\?|\.\.\.|\b(?:let|assume|equation|solve|variable|ratio|divid\w+ both)\b", re.IGNORECASE
)


def line_pieces(
    place: int, line: str, reading: Reading, linked: Linked, givens: Sequence[Mention], question: str
) -> list[Pieces]:
    """The line as one text with slots, as bare equations, or as nothing where it only comments."""
    numbered = [(n, equation) for n, equation in enumerate(reading.equations) if equation.line == place]
    prose = _Prose(place, line, numbered, reading, linked, givens, question).pieces()
    if prose is not None and _holds(prose, reading, linked, question):
        return [prose]
    return [
        bare_pieces(equation, linked.leaf_registers[n], linked.step_registers[n], line)
        for n, equation in numbered
        if not isinstance(equation.tree, Leaf)
    ]


def _holds(prose: Pieces, reading: Reading, linked: Linked, question: str) -> bool:
    """Whether the second route finds nothing to say against the line as the original has it."""
    told = fill(prose, linked.graph.values)
    if told is None or set(replay(told).faults) - _WHOLE_TEXT:
        return False
    annotations = " ".join(found for line in reading.lines for found in ANNOTATION.findall(line))
    return not stray_numbers(told, f"{question} {annotations}")


def bare_pieces(equation: Equation, leaves: Sequence[int], out: int, line: str) -> Pieces:
    """The equation alone, with its annotation and a full stop."""
    inside = _left_pieces(equation, leaves)
    shown = tuple(_OPERATOR.sub(r" \1 ", piece) if isinstance(piece, str) else piece for piece in inside)
    money = line[: equation.start].rstrip().endswith("$") and equation.annotated
    result: Style = "money" if money else "plain"
    sign = "$" if money else ""
    return _merged((*shown, f" = {sign}<<", *inside, "=", Slot(out, "plain"), ">>", Slot(out, result), "."))


def _left_pieces(equation: Equation, leaves: Sequence[int]) -> list[str | Slot]:
    pieces: list[str | Slot] = []
    text, place = equation.left, 0
    for leaf in equation.leaves:
        pieces += [_operators(text[place : leaf.start]), _leaf_slot(leaf, leaves[leaf.index])]
        place = leaf.end
    pieces.append(_operators(text[place:]))
    first = pieces[0]
    return [first.lstrip() if isinstance(first, str) else first, *pieces[1:]]


def _leaf_slot(leaf: Leaf, register: int) -> Slot:
    return Slot(register, "percent" if leaf.percent else "plain")


def _operators(text: str) -> str:
    table = {"x": "*", "X": "*", "×": "*", "·": "*", "÷": "/", "−": "-", "–": "-", "$": ""}
    return "".join(table.get(letter, letter) for letter in text).replace(" ", "")


def _merged(pieces: Sequence[str | Slot]) -> Pieces:
    """The same pieces with neighbouring literals joined and empty ones dropped."""
    out: list[str | Slot] = []
    for piece in pieces:
        if isinstance(piece, str) and out and isinstance(out[-1], str):
            out[-1] = out[-1] + piece
        elif piece != "":
            out.append(piece)
    return tuple(out)


class _Prose:
    """One line on its way to slots; ``pieces`` gives None where the bare equation is the better telling."""

    def __init__(
        self,
        place: int,
        line: str,
        equations: list[tuple[int, Equation]],
        reading: Reading,
        linked: Linked,
        givens: Sequence[Mention],
        question: str,
    ) -> None:
        self.question = question
        self.place = place
        self.line = line.strip()
        self.shift = len(line) - len(line.lstrip())
        self.equations, self.reading, self.linked, self.givens = equations, reading, linked, givens
        self.slots: list[tuple[int, int, tuple[str | Slot, ...]]] = []

    def pieces(self) -> Pieces | None:
        if not self._clean():
            return None
        for n, equation in self.equations:
            if not equation.annotated or not self._annotation(n, equation):
                return None
        taken = [(start, end) for start, end, _ in self.slots]
        for mention in mentions(self.line):
            if any(start <= mention.start < end for start, end in taken):
                continue
            if not self._number(mention):
                return None
        return self._joined()

    def _clean(self) -> bool:
        seen = _TIMES.sub(" * ", ANNOTATION.sub("", self.line))
        if _VARIABLE.search(seen) or _UNFIT.search(seen):
            return False
        if "=" in _unannotated(self.line) or not is_plain(seen, self.question):
            return False
        return not line_faults(seen if seen.endswith((".", "!")) else f"{seen}.")

    def _annotation(self, n: int, equation: Equation) -> bool:
        """Place the annotation, the number after it and the expression before it."""
        start, end = equation.start - self.shift, equation.end - self.shift
        out, leaves = self.linked.step_registers[n], self.linked.leaf_registers[n]
        inside = ("<<", *_left_pieces(equation, leaves), "=", Slot(out, "plain"), ">>")
        self.slots.append((start, end, inside))
        after = _AFTER.match(self.line, end)
        if after is None or Fraction(after.group(1).replace(",", "")) != equation.value:
            return False
        money = self.line[:start].rstrip().endswith("$")
        style = style_of(after.group(1), equation.value, money)
        self.slots.append((after.start(1), after.end(1), (Slot(out, style),)))
        return self._expression_before(equation, leaves, start)

    def _expression_before(self, equation: Equation, leaves: Sequence[int], start: int) -> bool:
        """Place the operands printed before ``= <<``; they must be those of the annotation, in its order."""
        if not self.line[:start].rstrip(" $").endswith("="):
            return True
        floor = max((end for _, end, _ in self.slots if end <= start), default=0)
        shown = list(_RAW.finditer(self.line, floor, start))[-len(equation.leaves) :]
        if len(shown) != len(equation.leaves) or _AFTER_OPERATOR.search(self.line[: shown[0].start()]):
            return False
        for match, leaf in zip(shown, equation.leaves, strict=True):
            value = Fraction(match.group(1).replace(",", ""))
            if (value / 100 if match.group(2) else value) != leaf.value:
                return False
            money = self.line[: match.start()].endswith("$")
            style: Style = "percent" if match.group(2) else style_of(match.group(1), value, money)
            self.slots.append((match.start(1), match.end(1), (Slot(leaves[leaf.index], style),)))
        return True

    def _number(self, mention: Mention) -> bool:
        """Place a number of the prose; False where it is not clear what it means."""
        if mention.form in ("share", "fraction"):
            return any(given.value == mention.value and given.form in ("share", "fraction") for given in self.givens)
        last = max((n for n, _ in self.equations), default=len(self.reading.equations) - 1)
        if not self.equations:
            last = max((n for n, eq in enumerate(self.reading.equations) if eq.line < self.place), default=-1)
        text = " ".join(given.text for given in self.givens)
        refs = sources(mention.value, self.line + text, self.linked.givens, self.reading.equations[: last + 1])
        registers = {self._register(ref.kind, ref.index) for ref in refs if ref.view == "" and ref.kind != "constant"}
        constant = any(ref.kind == "constant" for ref in refs)
        own = {register for n, _ in self.equations for register in self._of_equation(n)} & registers
        if len(own) == 1:
            registers, constant = own, False
        if len(registers) == 1 and not constant:
            style = style_of(mention.text, mention.value, mention.money)
            self.slots.append((mention.start, mention.end, (Slot(registers.pop(), style),)))
            return True
        return constant and not registers

    def _of_equation(self, n: int) -> list[int]:
        return [*self.linked.leaf_registers[n], self.linked.step_registers[n]]

    def _register(self, kind: str, index: int) -> int:
        return self.linked.step_registers[index] if kind == "result" else self.linked.given_registers[index]

    def _joined(self) -> Pieces:
        pieces: list[str | Slot] = []
        place = 0
        for start, end, inside in sorted(self.slots, key=lambda slot: slot[0]):
            pieces += [self.line[place:start], *inside]
            place = end
        pieces = _spaced(pieces)
        tail = self.line[place:]
        ended = tail.rstrip().endswith((".", "!")) or (not tail and self.line.endswith("."))
        return _merged((*pieces, tail.rstrip() if ended else f"{tail.rstrip()}."))


def _spaced(pieces: Sequence[str | Slot]) -> list[str | Slot]:
    """Operators and equality signs between numbers with one space around them, as a copy editor would set them."""
    merged = list(_merged(pieces))
    annotated = False
    for place, piece in enumerate(merged):
        if not isinstance(piece, str):
            continue
        if not annotated and place:
            inner = _BETWEEN.fullmatch(piece)
            piece = f" {_operators(inner.group(1))} {inner.group(2).replace(' ', '')}" if inner else piece
            merged[place] = piece = _EQUALS.sub(lambda found: f"{found.group(1)} = {found.group(2)}<<", piece)
        annotated = piece.rfind("<<") > piece.rfind(">>") or (annotated and ">>" not in piece)
    return merged


def _unannotated(line: str) -> str:
    """The line without each ``= <<…>>``, to find equalities that no annotation backs."""
    return re.sub(r"=\s*\$?\s?<<[^<>]*>>", "", line)
