"""What every made problem must satisfy, whoever made it: checked by routes that share no code with the makers."""

from __future__ import annotations

import re
from fractions import Fraction

from mathwright.programs.expressions import parse_step, value_of
from mathwright.programs.made import Made
from mathwright.programs.parts import unneeded
from mathwright.programs.replay import replay
from mathwright.programs.stray import stray_numbers
from mathwright.programs.telling import tell


def faults_of(made: Made) -> list[str]:
    """Every way in which a made problem contradicts itself; empty where it holds."""
    found = list(replay(tell(made.program.lines, made.answer)).faults)
    found += _graph_faults(made)
    found += _span_faults(made)
    found += _part_faults(made)
    found += [f"stray number {text}" for text in stray_numbers("\n".join(made.program.lines), made.question)]
    if re.search(r"  | [.,?!]|\.\.|\{|\}|<|>|\n", made.question) or not made.question.endswith(("?", ".")):
        found.append("text")
    return found


def _graph_faults(made: Made) -> list[str]:
    values: list[Fraction] = []
    for step in made.program.steps:
        value = value_of(parse_step(step.expression, made.program), values)
        values.append(value)
        if value != Fraction(step.value):
            return ["step value"]
    return [] if values[made.program.answer] == Fraction(made.answer) else ["answer"]


def _span_faults(made: Made) -> list[str]:
    for given in made.program.givens:
        shown = made.question[given.start : given.end]
        if re.fullmatch(r"[\d,]*\.?\d+", shown) and Fraction(shown.replace(",", "")) != Fraction(given.value):
            return [f"span shows {shown} for {given.value}"]
        if not shown or shown != shown.strip(" $"):
            return ["empty span, or a sign inside"]
    return []


def _part_faults(made: Made) -> list[str]:
    """Parts hold every number of their stories once, and the answer needs each of them."""
    if made.way is None:
        return ["parts without a way"] if made.parts else []
    found = []
    if sorted(part.parent for part in made.parts) != sorted(made.parents) or len(set(made.parents)) < 2:
        found.append("parents of the parts")
    held = [given for part in made.parts for given in part.givens]
    if len(set(held)) != len(held) or any(list(part.givens) != sorted(part.givens) for part in made.parts):
        found.append("a number of two parts")
    ending = made.question.rindex("Let ") if made.way != "sequence" else len(made.question)
    for index, given in enumerate(made.program.givens):
        is_letter = re.fullmatch(r"[A-Z]", made.question[given.start : given.end]) is not None
        needs_part = not is_letter and given.start < ending
        if (index in held) != needs_part and (is_letter or needs_part):
            found.append("a number of no part")
    if unneeded(made.program, made.parts):
        found.append("a part is not needed")
    return found
