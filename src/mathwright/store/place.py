"""Where a workspace is: a directory of this machine, or a PostgreSQL database named by its URL."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from mathwright.errors import UsageError

DRIVER = "postgresql+psycopg"
FORM = "postgresql://USER@HOST/DATABASE"
SHOWN_KEYS = frozenset(
    (
        *("host", "hostaddr", "port", "user", "dbname", "service", "options", "application_name", "connect_timeout"),
        *("keepalives", "keepalives_idle", "keepalives_interval", "keepalives_count", "tcp_user_timeout"),
        *("sslmode", "sslnegotiation", "sslcert", "sslkey", "sslrootcert", "sslcrl", "channel_binding", "gssencmode"),
        *("require_auth", "requirepeer", "target_session_attrs", "load_balance_hosts"),
    )
)
"""Keys of a URL's query that are told; of all others the value may be a secret, or tell where one is."""
UNREADABLE = f"the workspace's URL cannot be read; write {FORM}, with %-escapes for signs such as @ and / in names"
"""A URL may hold a password, so no message repeats what could not be read."""
_MISTYPED = re.compile(
    r"""\s*["']?postgres(ql)?\S*\s*: | \s+[a-z][a-z0-9+.-]*://
    | .*\bpassword\s*= | \s*(host|hostaddr|dbname|user)\s*=""",
    re.IGNORECASE | re.VERBOSE | re.DOTALL,
)
"""What was meant as a URL, or is a connection string: as a directory it would carry the password in its name."""
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*)://")
_OURS = re.compile(r"postgres(ql)?(\+psycopg)?\Z", re.IGNORECASE)


@dataclass(frozen=True)
class DatabaseUrl:
    """A PostgreSQL database.  Its text is a URL without the password, to print, store and paste."""

    url: URL = field(repr=False)
    """With the password, where the user wrote one into it."""

    def __str__(self) -> str:
        shown = {key: value for key, value in self.url.query.items() if key in SHOWN_KEYS}
        url = URL.create(
            "postgresql", self.url.username, None, self.url.host, self.url.port, self.url.database, query=shown
        )
        return url.render_as_string(hide_password=False)


Place: TypeAlias = Path | DatabaseUrl
"""A directory holds a workspace in SQLite and files."""


def place_of(text: str) -> Place:
    """The place that a flag or a run file names.  Raises UsageError for a URL that is none of PostgreSQL's."""
    scheme = _SCHEME.match(text)
    if scheme is None:
        if _MISTYPED.match(text):
            raise UsageError(f"{UNREADABLE}; a directory of such a name is ./NAME")
        return Path(text)
    if not _OURS.match(scheme[1]):
        raise UsageError(f"a workspace is a directory or {FORM}; {scheme[0]} is neither")
    try:
        url = make_url(text).set(drivername=DRIVER)
    except (ArgumentError, ValueError):
        raise UsageError(UNREADABLE) from None
    # The password is read up to the first @: what follows up to the second is a part of it, or may be.
    if "@" in (url.host or "") or (url.password is not None and text.count("@") > 1):
        raise UsageError(f"{UNREADABLE}, and in the password")
    if not url.database:
        raise UsageError(f"{DatabaseUrl(url)}: names no database; write {FORM}")
    return DatabaseUrl(url)


def without_passwords(words: Iterable[str]) -> list[str]:
    """The words of a command line, each URL of a database without its password."""
    return [without_password(word) for word in words]


def without_password(word: str) -> str:
    """The word as it is, if it is no URL of a database, nor an option with one."""
    option, is_given, value = word.partition("=") if word.startswith("--") else ("", "", word)
    scheme = _SCHEME.match(value)
    if not _MISTYPED.match(value) and (scheme is None or not _OURS.match(scheme[1])):
        return word
    try:
        return f"{option}{is_given}{place_of(value)}"
    except UsageError:
        return f"{option}{is_given}{FORM}"
