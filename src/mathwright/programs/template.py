"""A seed problem made ready for the makers: its graph, what may change, and its texts with slots."""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from mathwright.programs.arithmetic import Leaf
from mathwright.programs.contexts import Context, context, proposals
from mathwright.programs.graph import Operation, Value, plain
from mathwright.programs.linking import Linked, link
from mathwright.programs.made import Refused
from mathwright.programs.numbers import Mention, mentions
from mathwright.programs.pieces import Pieces, Slot, Style, mention_style
from mathwright.programs.reading import Reading, read
from mathwright.programs.soundness import doubts, ordered
from mathwright.programs.wording import faults, tidy
from mathwright.programs.worked_lines import line_pieces
from mathwright.records import Problem

_ARTICLE = re.compile(r"\b(an?)\s+\$?$", re.IGNORECASE)
_COMPARES = re.compile(
    r"\b(?:(?:fast|slow|cheap|high|low|great|larg|small|long|short|old|young|heavi|light|earli|lat|clos)est|best|worst|"
    r"the (?:faster|slower|cheaper|higher|lower|better|larger|smaller|greater|longer|shorter|older|younger)|"
    r"minimum|maximum|most expensive|least|at most|round(?:ed|ing)?|nearest|approximately|whichever|which|even|odd|"
    r"triang\w+|(?:boxes|bags|packs|packets|rows|groups|trays|crates|bunches) of\b.*\bleft ?over|prime|divisible|"
    r"multiples?|"
    r"every other|wins?|winner|winning|loses to|won|consecutive|whole number)\b",
    re.IGNORECASE,
)
_SETTLED = re.compile(
    r"\$\d+ bills?\b|\bpa(?:y|ys|id) with \w+ \$|\b(?:hand|give)(?:s|ed)? (?:over|(?:him|her|them|the) ?\w*) \$\d|"
    r"\bgave (?:over|(?:him|her|them|the) ?\w*) \$\d|\bcubes?\b[^.]*\bvolume of\b",
    re.IGNORECASE,
)
"""Numbers that were chosen for one another: notes that just suffice for a price, cubes that fill a box."""
_PERCENT_ASKED = re.compile(r"\bwhat(?: is the|'s the)? percent(?:age)?\b", re.IGNORECASE)
_PRICE = re.compile(r"\$\s?[\d.,]*\d")
MAX_QUESTION = 4_000
"""Longest question that is read, in characters."""


@dataclass(frozen=True, slots=True)
class Choice:
    """Numbers of the question that change together, and the values they may take."""

    registers: tuple[int, ...]
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Sense:
    """What the result of an operation must keep of the original."""

    operation: Operation
    whole: bool
    sign: int
    one: bool
    low: Value
    high: Value
    order: int
    """For a division, which operand was larger: -1, 0 or 1; 2 where it does not matter."""
    unit: int
    """The result times this must be whole: 100 allows two decimal places; 0 allows any."""


class WorkedText:
    """The worked lines with slots, made when they are first told: most seed problems are looked at, few are told."""

    def __init__(self, question: str, reading: Reading, linked: Linked, givens: Sequence[Mention]) -> None:
        self._source: tuple[str, Reading, Linked, Sequence[Mention]] | None = (question, reading, linked, givens)
        self._lines: tuple[Pieces, ...] = ()
        self.neighbours: list[tuple[int, int]] | None = None
        """Places of neighbouring counts, once ``coordinated`` has looked for them."""

    def lines(self) -> tuple[Pieces, ...]:
        """One text with slots a line."""
        if self._source is not None:
            question, reading, linked, givens = self._source
            self._lines = tuple(
                pieces
                for place, line in enumerate(reading.lines)
                for pieces in line_pieces(place, line, reading, linked, givens, question)
            )
            self._source = None
        return self._lines


@dataclass(frozen=True, slots=True)
class Template:
    """A seed problem with slots for its numbers."""

    problem_id: str
    text: str
    """The question with its own numbers."""
    question: Pieces
    worked: WorkedText
    values: tuple[Value, ...]
    """The original value of each register."""
    names: tuple[str, ...]
    givens: tuple[Mention, ...]
    given_registers: tuple[int, ...]
    contexts: tuple[Context, ...]
    used: frozenset[int]
    """Registers of the givens that the program uses."""
    choices: tuple[Choice, ...]
    frozen: frozenset[int]
    """Registers of givens that must keep their value."""
    senses: tuple[Sense, ...]
    orders: tuple[tuple[int, int, int], ...]
    """(left, right, sign): comparisons between givens of one unit that must keep their sign."""
    articles: tuple[tuple[int, bool], ...]
    """(register, an): numbers after *a* or *an*."""
    steps: tuple[tuple[str, int], ...]
    """(expression, register) of each step."""
    answer: int
    """Register of the answer."""
    answer_step: int
    answer_style: Style
    grounded: bool
    faults: tuple[str, ...]
    """Why the question as it stands is not fit to be published; empty where it is."""
    doubts: tuple[str, ...]
    """Why it is no sound ground for new problems although it may stand as it is; empty where it is sound."""

    @property
    def objection(self) -> str | None:
        """The first reason why no new problem should be made of it, or None."""
        return next(iter((*self.faults, *self.doubts)), None)

    @property
    def unused(self) -> bool:
        """Whether the question states a quantity that the program does not use."""
        return any(
            register not in self.used and mention.form in ("digits", "word") and mention.value > 1 and here.free
            for mention, register, here in zip(self.givens, self.given_registers, self.contexts, strict=True)
        )


def compile_template(problem: Problem) -> Template | Refused:
    """The template of a seed problem with an annotated solution, or why there is none."""
    if not problem.solutions:
        return Refused("no worked solution")
    if len(problem.question) > MAX_QUESTION:
        return Refused("question too long")
    reading = read(problem.solutions[0])
    if reading.refused is not None:
        return Refused(reading.refused)
    question = ordered(tidy(problem.question))
    return _assemble(problem, question, reading)


def _assemble(problem: Problem, question: str, reading: Reading) -> Template:
    givens = mentions(question)
    linked = link(question, problem.solutions[0], givens, reading)
    contexts = [context(question, mention) for mention in givens]
    frozen = _frozen(linked, givens, contexts)
    if _COMPARES.search(question) or _SETTLED.search(question):
        frozen |= set(linked.given_registers)
    choices = _choices(linked, givens, contexts, frozen)
    graph = linked.graph
    steps = tuple((_expression(linked, place), register) for place, register in enumerate(linked.step_registers))
    found = (*faults(question), *_story_faults(question, reading, linked))
    return Template(
        problem_id=problem.problem_id,
        text=question,
        question=_question_pieces(question, givens, linked),
        worked=WorkedText(question, reading, linked, givens),
        values=tuple(graph.values),
        names=tuple(graph.names),
        givens=tuple(givens),
        given_registers=tuple(linked.given_registers),
        contexts=tuple(contexts),
        used=frozenset(linked.used),
        choices=choices,
        frozen=frozenset(frozen),
        senses=tuple(_sense(graph.values, operation) for operation in graph.operations),
        orders=_orders(linked, givens, contexts),
        articles=_articles(question, givens, linked),
        steps=steps,
        answer=linked.step_registers[reading.answer_equation],
        answer_step=reading.answer_equation,
        answer_style=_answer_style(reading),
        grounded=not linked.ungrounded,
        faults=found,
        doubts=() if found else doubts(question, givens, reading),
    )


def _story_faults(question: str, reading: Reading, linked: Linked) -> tuple[str, ...]:
    """Why a worked text is no sound ground for new problems, whatever its question looks like."""
    found = []
    if linked.ungrounded:
        found.append("an operand comes from nowhere in sight")
    if reading.answer_equation != len(reading.equations) - 1:
        # A choice among results, such as the cheaper of two offers, may turn out otherwise.
        found.append("answer is not the last result")
    if isinstance(reading.equations[reading.answer_equation].tree, Leaf):
        found.append("answer is copied, not computed")
    if _PERCENT_ASKED.search(question) and not _takes_hundredths(linked):
        found.append("a percentage by chance")
    return tuple(found)


def _takes_hundredths(linked: Linked) -> bool:
    """Whether the program computes with 100 or with a share, as an asked-for percentage must."""
    sides = {side for operation in linked.graph.operations for side in (operation.left, operation.right)}
    values = (linked.graph.values[side] for side in sides - set(linked.given_registers))
    return any(value in (100, Fraction(1, 100)) for value in values)


def _answer_style(reading: Reading) -> Style:
    """``money`` where the worked text prints the answer as a price, else ``plain``."""
    equation = reading.equations[reading.answer_equation]
    line = reading.lines[equation.line]
    last = _PRICE.search(reading.lines[-1])
    price = line[: equation.start].rstrip().endswith("$") or (last is not None and not equation.annotated)
    return "money" if price else "plain"


def _expression(linked: Linked, step: int) -> str:
    """The step over givens, earlier steps and literals, as a Program writes it."""
    register = linked.step_registers[step]
    operation = next(op for op in linked.graph.operations if op.out == register)
    names = linked.graph.names
    return f"{names[operation.left]}{operation.op}{names[operation.right]}"


def _question_pieces(question: str, givens: Sequence[Mention], linked: Linked) -> Pieces:
    """Every number that is written in digits or as a small word becomes a slot; the rest is text."""
    pieces: list[str | Slot] = []
    place = 0
    for mention, register in zip(givens, linked.given_registers, strict=True):
        if mention.form not in ("digits", "word"):
            continue
        pieces += [question[place : mention.start], Slot(register, mention_style(mention))]
        place = mention.end
    return tuple(piece for piece in (*pieces, question[place:]) if piece != "")


# --- what may change ------------------------------------------------------------------------------


def _frozen(linked: Linked, givens: Sequence[Mention], contexts: Sequence[Context]) -> set[int]:
    """Registers of givens that keep their value: unused, named, facts, in a stated relation, or ambiguous."""
    registers = linked.given_registers
    frozen = {r for r, c in zip(registers, contexts, strict=True) if not c.free or r not in linked.used}
    frozen |= {registers[place] for place in _related(givens, linked)}
    direct = set(registers)
    for tie in linked.ties:
        if not set(tie) <= direct:
            frozen |= _ancestors(linked, tie) & direct
    changed = True
    while changed:
        groups = [tie for tie in linked.ties if set(tie) <= direct and set(tie) & frozen]
        changed = any(not set(tie) <= frozen for tie in groups)
        frozen |= {register for tie in groups for register in tie}
    return frozen


def _ancestors(linked: Linked, registers: Iterable[int]) -> set[int]:
    found = set(registers)
    for operation in reversed(linked.graph.operations):
        if operation.out in found:
            found |= {operation.left, operation.right}
    return found


def _related(givens: Sequence[Mention], linked: Linked) -> set[int]:
    """Places of givens that state a relation among themselves: parts that sum to a stated whole, or a product."""
    places = [n for n, mention in enumerate(givens) if mention.form in ("digits", "word") and mention.value >= 2]
    found: set[int] = set()
    percents = [n for n in places if givens[n].percent]
    for size in (2, 3, 4):
        for group in itertools.combinations(percents[:8], size):
            if sum(givens[n].value for n in group) == 100:
                found |= set(group)
    for whole in places[:14]:
        value = givens[whole].value
        for left, right in itertools.combinations([n for n in places[:14] if n != whole], 2):
            a, b = givens[left].value, givens[right].value
            if (a + b == value >= 10) or (a * b == value >= 12):
                found |= {whole, left, right}
    return found


def _choices(
    linked: Linked, givens: Sequence[Mention], contexts: Sequence[Context], frozen: set[int]
) -> tuple[Choice, ...]:
    """Groups of free givens that are equal in the original change together."""
    direct = set(linked.given_registers)
    group_of = {register: register for register in linked.given_registers}
    for tie in linked.ties:
        if set(tie) <= direct:
            for register in tie[1:]:
                _join(group_of, tie[0], register)
    groups: dict[int, list[int]] = {}
    for place, register in enumerate(linked.given_registers):
        if register not in frozen:
            groups.setdefault(_root(group_of, register), []).append(place)
    found = []
    for places in groups.values():
        shared = set.intersection(*(set(proposals(givens[n], contexts[n])) for n in places))
        if shared:
            found.append(Choice(tuple(linked.given_registers[n] for n in places), tuple(sorted(shared))))
    return tuple(found)


def _root(group_of: dict[int, int], register: int) -> int:
    while group_of[register] != register:
        register = group_of[register]
    return register


def _join(group_of: dict[int, int], left: int, right: int) -> None:
    group_of[_root(group_of, right)] = _root(group_of, left)


# --- what must stay so ----------------------------------------------------------------------------


def _sense(values: Sequence[Value], operation: Operation) -> Sense:
    value = Fraction(values[operation.out])
    left, right = values[operation.left], values[operation.right]
    order = (left > right) - (left < right) if operation.op == "/" else 2
    low, high = sorted((value / 6, value * 6))
    if value.denominator == 1:
        # The result must be whole too, and whole numbers are compared with whole bounds much faster.
        low, high = Fraction(math.ceil(low)), Fraction(math.floor(high))
    return Sense(
        operation=operation,
        whole=value.denominator == 1,
        sign=(value > 0) - (value < 0),
        one=value == 1,
        low=plain(low),
        high=plain(high),
        order=order,
        unit=_unit(value),
    )


def _unit(value: Fraction) -> int:
    """Two decimal places, or as many as the original has; 0 where it has no end."""
    return next((10**places for places in (2, 3, 4, 5, 6) if (value * 10**places).denominator == 1), 0)


def _orders(linked: Linked, givens: Sequence[Mention], contexts: Sequence[Context]) -> tuple[tuple[int, int, int], ...]:
    """Comparisons between numbers of one unit; equal ones need not stay equal unless they are tied."""
    found = []
    for (n, left), (m, right) in itertools.combinations(enumerate(givens), 2):
        if contexts[n].unit and contexts[n].unit == contexts[m].unit and left.value != right.value:
            sign = 1 if left.value > right.value else -1
            found.append((linked.given_registers[n], linked.given_registers[m], sign))
    return tuple(found)


def _articles(question: str, givens: Sequence[Mention], linked: Linked) -> tuple[tuple[int, bool], ...]:
    found = []
    for mention, register in zip(givens, linked.given_registers, strict=True):
        article = _ARTICLE.search(question[max(0, mention.start - 6) : mention.start])
        if article is not None:
            found.append((register, article.group(1).lower() == "an"))
    return tuple(found)
