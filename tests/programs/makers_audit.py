"""What every made problem must satisfy, whoever made it: checked by routes that share no code with the makers."""

from __future__ import annotations

import re
from fractions import Fraction

from mathwright.programs.expressions import parse_step, value_of
from mathwright.programs.made import Made
from mathwright.programs.replay import replay
from mathwright.programs.stray import stray_numbers
from mathwright.programs.telling import tell


def faults_of(made: Made) -> list[str]:
    """Every way in which a made problem contradicts itself; empty where it holds."""
    found = list(replay(tell(made.program.lines, made.answer)).faults)
    found += _graph_faults(made)
    found += _span_faults(made)
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
        if not shown or shown != shown.strip():
            return ["empty span"]
    return []
