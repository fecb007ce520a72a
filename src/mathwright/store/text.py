"""Texts that every database keeps: some characters that Python's strings can hold are none of theirs."""

from __future__ import annotations

import re
from typing import Any

from sqlalchemy import Dialect, Text
from sqlalchemy.types import TypeDecorator

UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
"""No database keeps NUL in a text, and half a surrogate pair cannot be written to any file."""
SYMBOL_FOR_NULL, REPLACEMENT = "\u2400", "\ufffd"


def storable(text: str) -> str:
    """The text with NUL as its symbol, and surrogates without a partner as the replacement character.

    PostgreSQL refuses both, SQLite the second: a model's reply quoted in a reason may hold either.
    """
    return UNSTORABLE.sub(_stand_in, text) if UNSTORABLE.search(text) else text


def _stand_in(found: re.Match[str]) -> str:
    return SYMBOL_FOR_NULL if found[0] == "\x00" else REPLACEMENT


class StoredText(TypeDecorator[str]):
    """A column of texts; what it is given, or compared with, becomes ``storable``."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, _dialect: Dialect) -> str | None:
        """The value as it is stored."""
        return None if value is None else storable(value)
