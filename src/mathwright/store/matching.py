"""Texts found by a part of them, alike in every database: A to Z are as a to z, other letters are themselves."""

from __future__ import annotations

import string
from typing import Any

from sqlalchemy import ColumnElement, Dialect, func

from mathwright.store.text import storable

_LOWER = str.maketrans(string.ascii_uppercase, string.ascii_lowercase)


def holds(column: ColumnElement[str], part: str, dialect: Dialect) -> ColumnElement[bool]:
    """Whether a text holds a part."""
    return _lowered(column, dialect).contains(_asked(part), autoescape=True)


def begins(column: ColumnElement[str], beginning: str, dialect: Dialect) -> ColumnElement[bool]:
    """Whether a text begins so."""
    return _lowered(column, dialect).startswith(_asked(beginning), autoescape=True)


def _asked(text: str) -> str:
    # As it is stored: a server takes no NUL in what is asked for either.
    return storable(text).translate(_LOWER)


def _lowered(column: ColumnElement[str], dialect: Dialect) -> ColumnElement[Any]:
    # SQLite's lower() knows no letter beyond ASCII, as PostgreSQL's does not in this collation.
    return func.lower(column.collate("C") if dialect.name == "postgresql" else column)
