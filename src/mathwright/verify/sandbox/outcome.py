"""What a sandboxed program may use, and what came of running it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal, TypeAlias

Sandbox: TypeAlias = Literal["monty", "bwrap"]
"""``monty``: an interpreter of a part of Python, without files, network or clock.  ``bwrap``: CPython with sympy and
numpy, in namespaces of its own."""
RunState: TypeAlias = Literal["answered", "failed", "refused", "over limit"]
"""``failed``: it raised an error or told no answer.  ``refused``: it asks for what the sandbox does not give, or is
too long.  ``over limit``: it was stopped for time, memory, depth or output."""

LONGEST_ANSWER = 4_000
"""Most characters of a line that can be an answer."""
LONGEST_ERROR = 300
"""Most characters kept of an error."""
_SOLUTION = re.compile(r"^def\s+solution\(\s*\)", re.MULTILINE)
_ANSWER = re.compile(r"^answer\s*=(?!=)", re.MULTILINE)
_LIST = re.compile(r"\[([^][]*)\]")
_COMPLEX = re.compile(r"\(([-+]?[0-9.]*[-+]?[0-9.]+)j\)")
_FRACTION = re.compile(r"Fraction\((-?\d{1,4000}), (\d{1,4000})\)")
_WRAPPED = re.compile(r"(?:np\.(?:float|int|uint)\d+|Decimal|Integer|Float)\('?([-+.\deE]+)'?\)")
_NO_ANSWER = frozenset(("", "None", "none", "nan", "inf", "-inf"))


@dataclass(frozen=True, slots=True)
class Limits:
    """What a program may use; one that takes more is stopped."""

    seconds: float = 2.0
    """Time it may run; the start of the interpreter is not counted with monty, and counted with bwrap."""
    memory: int = 64 << 20
    """Bytes: of the heap with monty, of the address space with bwrap."""
    output: int = 64 << 10
    """Bytes it may print."""
    source: int = 64 << 10
    """Characters it may be long."""
    depth: int = 500
    """Calls within calls; with bwrap the interpreter's own limit holds."""


LIMITS: dict[Sandbox, Limits] = {"monty": Limits(), "bwrap": Limits(seconds=10.0, memory=2 << 30)}
"""Where none are given.  sympy takes half a second to import; numpy reserves far more addresses than it uses."""


@dataclass(frozen=True, slots=True)
class ProgramRun:
    """How one program ended."""

    state: RunState
    answer: str | None
    """What it told last, as an answer is written; None unless ``answered``."""
    output: str
    """What it printed, as far as the limit."""
    error: str | None
    """Why there is no answer, on one line; None where there is one."""
    seconds: float
    """Wall time, the wait for a free worker included."""


def answer_in(output: str) -> str | None:
    """The answer a program told: its last line that is not blank; None where there is none, or it is no value.

    A list is written without its brackets, which would be an interval's; ``Fraction(1, 2)`` inside of one is 1/2, and
    ``(2+4j)`` is written with i.
    """
    line = next((line.strip() for line in reversed(output.splitlines()) if line.strip()), "")
    if line in _NO_ANSWER or len(line) > LONGEST_ANSWER:
        return None
    line = _WRAPPED.sub(r"\1", _FRACTION.sub(lambda found: str(Fraction(int(found[1]), int(found[2]) or 1)), line))
    listed, complex_ = _LIST.fullmatch(line), _COMPLEX.fullmatch(line)
    if complex_ is not None:
        return f"{complex_[1]}i"
    return listed[1].strip() or None if listed is not None else line


def told_by(source: str) -> str | None:
    """The statement that prints the answer of a program that printed nothing; None where it names none."""
    if _SOLUTION.search(source):
        return "print(solution())"
    return "print(answer)" if _ANSWER.search(source) else None


def one_line(error: str) -> str:
    """An error, short and on one line."""
    words = " ".join(error.split())
    return words if len(words) <= LONGEST_ERROR else words[:LONGEST_ERROR] + "…"
