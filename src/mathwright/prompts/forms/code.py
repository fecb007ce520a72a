"""Replies that are a program: one fenced block of Python, whatever is said around it."""

from __future__ import annotations

from typing import Any

from mathwright.errors import ModelReplyError
from mathwright.prompts.program_check import ProgramSource
from mathwright.prompts.prompt import Prompt

LONGEST_PROGRAM = 20_000
"""Most characters of a program; one that solves a problem has a few hundred."""
_FENCE = "```"
_LANGUAGES = frozenset(("", "python", "python3", "py"))


def parse_program(prompt: Prompt[Any], text: str) -> ProgramSource:
    """The one fenced block of Python in the text.

    Raises ModelReplyError where there is none, more than one, an unclosed, an empty or a long one.
    """
    blocks = _blocks(text)
    if not blocks:
        raise ModelReplyError("no ```python block")
    if len(blocks) > 1:
        raise ModelReplyError("more than one ```python block")
    source = blocks[0].strip("\n")
    if not source.strip():
        raise ModelReplyError("the ```python block is empty")
    if len(source) > LONGEST_PROGRAM:
        raise ModelReplyError(f"a program longer than {LONGEST_PROGRAM} characters")
    return ProgramSource(source=source)


def _blocks(text: str) -> list[str]:
    """The fenced blocks of Python; those of another language, such as a printed output, are none."""
    found: list[str] = []
    kept: list[str] | None = None
    wanted = False
    for line in _unfenced(text.strip().splitlines()):
        mark = line.strip()
        if not mark.startswith(_FENCE):
            if kept is not None:
                kept.append(line)
        elif kept is None:
            kept, wanted = [], mark.removeprefix(_FENCE).strip().lower() in _LANGUAGES
        elif mark == _FENCE:
            found += ["\n".join(kept)] if wanted else []
            kept = None
    if kept is not None and wanted:
        raise ModelReplyError("the ```python block is not closed")
    return found


def _unfenced(lines: list[str]) -> list[str]:
    """The lines, a fence around the fenced block taken off."""
    doubled = len(lines) > 3 and lines[0].startswith(_FENCE) and lines[1].startswith(_FENCE)
    return lines[1:-1] if doubled and lines[-1] == lines[-2] == _FENCE else lines


def write_program(reply: Any) -> str:
    """The program in its block."""
    source = reply.source if isinstance(reply, ProgramSource) else reply["source"]
    return f"{_FENCE}python\n{source}\n{_FENCE}"
