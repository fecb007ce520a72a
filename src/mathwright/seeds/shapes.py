"""Where the rows of datasets of the field keep their question, told from the names of their columns.

A question is text, or the first turn of the user in a chat: ``messages`` with role and content, ``conversations``
with from and value, a ``prompt`` that is a list of either.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple

from mathwright.errors import DataError
from mathwright.seeds.row import checked, kind_of

QUESTION_COLUMNS = (
    "question",
    "problem",
    "query",
    "original_text",
    "prompt",
    "instruction",
    "messages",
    "conversations",
    "conversation",
    "input",
)
"""Where published files keep their question, in the order in which they are tried, whatever their case."""
_WHOLE = "question_concat"
"""SVAMP's story and question in one."""
_BEFORE = {"question": ("passage", "body")}
"""Columns whose text stands before the question of that column."""
_AFTER = {"instruction": ("input",)}
_OPTIONS = ("options", "choices", "answer_option_list")
"""What is to choose from: without it two questions of one stem would be one."""
_USER = ("user", "human", "prompter")
_NOT_USER = ("system", "assistant", "gpt", "tool", "function")


class Shape(NamedTuple):
    """The columns that a question is made of."""

    question: str
    before: str | None = None
    after: str | None = None
    options: str | None = None


@lru_cache(maxsize=256)
def shape_of(names: tuple[str, ...]) -> Shape | None:
    """The columns of a question among these; None where none of them is known to hold one."""
    found = {name.lower(): name for name in reversed(names)} | {name: name for name in names}
    if _WHOLE in found:
        return Shape(found[_WHOLE])
    for column in QUESTION_COLUMNS:
        if column in found:
            before, after = (_first(found, table.get(column, ())) for table in (_BEFORE, _AFTER))
            return Shape(found[column], before, after, _first(found, _OPTIONS))
    return None


def told_columns(names: tuple[str, ...]) -> str:
    """The columns for an error: ``found id, text, expected one of question, problem, …``."""
    found = ", ".join(sorted(names)) or "no columns"
    return f"found {found}, expected one of {', '.join(QUESTION_COLUMNS)}"


def stem_in(row: Mapping[str, object], shape: Shape) -> str:
    """The question of a row without what is to choose from.

    Raises DataError, ``reason; expected …``, where it is empty, or neither text nor a chat with a user's turn.
    """
    parts = [_asked(row, shape.question)]
    if shape.before is not None:
        parts[:0] = _extra(row.get(shape.before))
    if shape.after is not None:
        parts += _extra(row.get(shape.after))
    return "\n\n".join(parts)


def question_in(row: Mapping[str, object], shape: Shape) -> str:
    """The question of a row, with what is to choose from.  Raises DataError as ``stem_in`` does."""
    stem = stem_in(row, shape)
    if shape.options is None or row.get(shape.options) is None:
        return stem
    return "\n".join([stem, *_texts(row[shape.options])])


def _first(found: Mapping[str, str], names: tuple[str, ...]) -> str | None:
    return next((found[name] for name in names if name in found), None)


def _asked(row: Mapping[str, object], column: str) -> str:
    value = row.get(column)
    text = _users_turn(value, column) if isinstance(value, list | dict) else value
    if not isinstance(text, str):
        told = kind_of(value) if column in row else "no such column"
        raise DataError(f"field '{column}': found {told}; expected the text of a question, or a chat")
    if not text.strip():
        raise DataError(f"field '{column}': found empty text; expected the text of a question")
    return checked(column, text)


def _users_turn(value: list[object] | dict[str, object], column: str) -> str:
    """What the user says first; a chat whose turns name nobody begins with the user."""
    turns = [turn for turn in (value if isinstance(value, list) else [value]) if isinstance(turn, dict)]
    speakers = [str(turn.get("role") or turn.get("from") or "").lower() for turn in turns]
    of_user = [turn for turn, who in zip(turns, speakers, strict=True) if who in _USER]
    of_nobody = [turn for turn, who in zip(turns, speakers, strict=True) if who not in _NOT_USER]
    for turn in of_user or of_nobody:
        said = turn.get("content", turn.get("value"))
        return said if isinstance(said, str) else "\n".join(_said(said))
    raise DataError(
        f"field '{column}': found no turn of a user; expected a chat with role and content, or from and value"
    )


def _said(parts: object) -> Iterator[str]:
    """The texts of a turn that is a list of parts, such as texts and pictures."""
    for part in parts if isinstance(parts, list) else ():
        text = part.get("text") if isinstance(part, dict) else part
        if isinstance(text, str):
            yield text


def _extra(value: object) -> list[str]:
    return [value.strip()] if isinstance(value, str) and value.strip() else []


def _texts(value: object) -> Iterator[str]:
    """All texts in a value, in order."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list | dict):
        for part in value.values() if isinstance(value, dict) else value:
            yield from _texts(part)
