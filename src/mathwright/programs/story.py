"""A told problem on its way to a record: question, numbers, steps, worked lines and answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from mathwright.programs.graph import Value
from mathwright.programs.made import Made
from mathwright.programs.pieces import Pieces, Slot, fill, write
from mathwright.programs.separators import separate
from mathwright.programs.template import Template
from mathwright.records import Program


@dataclass(slots=True)
class Story:
    """A problem as told; makers splice stories and then ``finish`` them."""

    question: str
    givens: list[tuple[int, int, Value]]
    """(start, end, value) of each number of the question; the index is its name ``g0``, ``g1``, …"""
    steps: list[tuple[str, Value]]
    """(expression, value) of each step."""
    lines: list[str]
    answer: Value
    answer_step: int
    money: bool
    """Whether the answer is a price."""

    def given(self, start: int, text: str, value: Value) -> str:
        """Note a number of the question; returns its name."""
        self.givens.append((start, start + len(text), value))
        return f"g{len(self.givens) - 1}"

    def step(self, expression: str, value: Value) -> str:
        """Add a step; returns its name."""
        self.steps.append((expression, value))
        return f"s{len(self.steps) - 1}"


def tell_story(template: Template, values: Sequence[Value]) -> Story | None:
    """The template told with these values, or None where a number cannot be written."""
    told = _question(template.question, values)
    lines = [fill(pieces, values) for pieces in template.worked.lines()]
    if told is None or any(line is None for line in lines):
        return None
    question, spans = told
    givens = _givens(template, question, spans, values)
    return Story(
        question=question,
        givens=givens,
        steps=[(expression, values[register]) for expression, register in template.steps],
        lines=[line for line in lines if line is not None],
        answer=values[template.answer],
        answer_step=template.answer_step,
        money=template.answer_style == "money",
    )


def _question(pieces: Pieces, values: Sequence[Value]) -> tuple[str, list[tuple[int, int]]] | None:
    parts: list[str] = []
    spans: list[tuple[int, int]] = []
    place = 0
    for piece in pieces:
        if isinstance(piece, Slot):
            value = values[piece.register]
            text = str(value) if type(value) is int and piece.style == "plain" else write(value, piece.style)
            if text is None:
                return None
            spans.append((place, place + len(text)))
        else:
            text = piece
        parts.append(text)
        place += len(text)
    return "".join(parts), spans


def _givens(
    template: Template, question: str, spans: Sequence[tuple[int, int]], values: Sequence[Value]
) -> list[tuple[int, int, Value]]:
    """Offsets of all numbers in the new text; those without a slot move with the text before them."""
    found: list[tuple[int, int, Value]] = []
    shift = taken = 0
    for mention, register in zip(template.givens, template.given_registers, strict=True):
        if mention.form in ("digits", "word"):
            start, end = spans[taken]
            taken += 1
            shift = end - mention.end
        else:
            start, end = mention.start + shift, mention.end + shift
        found.append((start, end, values[register]))
    return found


def answer_text(value: Value, money: bool) -> str | None:
    """The final answer as printed: whole, a price with two decimals, or a decimal of up to four places."""
    return write(value, "money" if money else "plain")


def finish(story: Story, parents: tuple[str, ...]) -> Made | None:
    """The made problem, or None where its answer cannot be written."""
    answer = answer_text(story.answer, story.money)
    if answer is None:
        return None
    question, givens, lines = separate(story.question, story.givens, story.lines)
    # One validation of the whole is three times as fast as one a record.
    program = Program.model_validate(
        {
            "givens": [{"start": start, "end": end, "value": str(value)} for start, end, value in givens],
            "steps": [{"expression": expression, "value": str(value)} for expression, value in story.steps],
            "answer": story.answer_step,
            "lines": lines,
        }
    )
    return Made(question=question, answer=answer, program=program, parents=parents)


def show(value: Value | Fraction, money: bool = False) -> str:
    """A whole number, decimal or price as text; for values that are known to be writable."""
    return write(value, "money" if money else "plain") or str(value)
