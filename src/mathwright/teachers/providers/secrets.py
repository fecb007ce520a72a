"""Keys and other values that come from the environment and may be shown nowhere."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import quote

from mathwright.errors import UsageError

MARK = "***"
"""Stands in a message where a secret stood."""
REFERENCE = "env:"
"""Begins a header's or parameter's value that is read from the environment."""
SHORTEST = 4
"""Characters below which a value is no secret: to blot out every "1" of a message would hide the message alone."""


@dataclass(frozen=True, slots=True)
class Secrets:
    """Values that no message may hold."""

    values: tuple[str, ...] = field(default=(), repr=False)

    def scrub(self, text: str) -> str:
        """The text with each secret, plain or as an address writes it, replaced by ``***``."""
        for value in sorted(self.values, key=len, reverse=True):  # a secret may begin with another one
            if len(value) >= SHORTEST:
                text = text.replace(value, MARK).replace(quote(value, safe=""), MARK)
        return text


NO_SECRETS = Secrets()


def read_variable(name: str, purpose: str, environ: Mapping[str, str] = os.environ) -> str:
    """The value of an environment variable, without white space around it.

    Raises UsageError, which never shows the value, if it is unset, empty or cannot stand in a header.
    """
    value = environ.get(name, "").strip()
    if not value:
        raise UsageError(f"environment variable {name} is not set; it holds {purpose}: export {name}=...")
    if re.search(r"[^\x21-\x7e]", value):
        raise UsageError(
            f"environment variable {name} holds {purpose}, but there is a space, a line break or a character "
            "outside ASCII in it; set it anew"
        )
    return value


def read_references(
    values: Mapping[str, str], what: str, environ: Mapping[str, str] = os.environ
) -> tuple[dict[str, str], tuple[str, ...]]:
    """The values with each ``env:NAME`` replaced by that variable's, and the values so read.

    ``what`` is the word for one of them in a message, such as ``header``.
    """
    read: dict[str, str] = {}
    secrets: list[str] = []
    for name, value in values.items():
        if value.startswith(REFERENCE):
            value = read_variable(value.removeprefix(REFERENCE), f"the {what} {name}", environ)
            secrets.append(value)
        read[name] = value
    return read, tuple(secrets)
