r"""Where a worked text states its final value: after ``####``, in the last ``\boxed{}``, after "The answer is"."""

from __future__ import annotations

import re

# An escaped character, a brace: what decides where a group ends.
_TOKEN = re.compile(r"\\.|[{}]", re.DOTALL)
_BOX = re.compile(r"\\(?:boxed|fbox)(?![A-Za-z])\s*")
_SENTENCE = re.compile(r"the (?:final )?answer is:?", re.IGNORECASE)


def after_hashes(text: str) -> str | None:
    """The line that follows the last ``####``, stripped; None where there is none or nothing follows."""
    _, mark, tail = text.rpartition("####")
    return _first_line(tail) if mark else None


def last_boxed(text: str) -> str | None:
    r"""The content of the last ``\boxed{…}`` (or ``\fbox{…}``, or ``\boxed 2``), braces balanced, stripped.

    Empty where the last box is empty; None where there is no box or the last one is never closed.
    """
    boxes = list(_BOX.finditer(text))
    if not boxes:
        return None
    start = boxes[-1].end()
    if text[start : start + 1] == "{":
        return _group(text, start)
    return _bare_argument(text, start)


def after_answer_is(text: str) -> str | None:
    """The line that follows the last "The answer is" or "The answer is:", without the sentence's final stop."""
    marks = list(_SENTENCE.finditer(text))
    if not marks:
        return None
    line = _first_line(text[marks[-1].end() :])
    return line and (line.removesuffix(".").strip() or None)


def _first_line(text: str) -> str | None:
    return text.strip().partition("\n")[0].strip() or None


def _group(text: str, start: int) -> str | None:
    depth = 0
    for token in _TOKEN.finditer(text, start):
        depth += {"{": 1, "}": -1}.get(token[0], 0)
        if depth == 0 and token[0] == "}":
            return text[start + 1 : token.start()].strip()
    return None


def _bare_argument(text: str, start: int) -> str | None:
    r"""TeX's own rule for an argument without braces is one token; ``\boxed 2`` in MATH means that token."""
    found = re.compile(r"\\[A-Za-z]+|[^\s${}\\]").match(text, start)
    return found[0] if found else None
