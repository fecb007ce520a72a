"""Records as TOML, the form of run files and of the resolved run file that is kept beside a result."""

from __future__ import annotations

import json
from collections.abc import Mapping


def as_toml(tables: Mapping[str, object]) -> str:
    """The TOML of nested tables, values before tables; keys whose value is None or an empty table are left out."""
    return "\n".join(_table((), tables)).strip() + "\n"


def toml_value(value: object) -> str:
    """One value as TOML writes it: a boolean, a number, a text, a list, or an inline table."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{_key(name)} = {toml_value(part)}" for name, part in value.items()) + " }"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(toml_value(part) for part in value) + "]"
    if isinstance(value, int | float):
        return str(value)
    # JSON's escapes are TOML's, except that TOML wants DEL escaped too
    return json.dumps(str(value), ensure_ascii=False).replace("\x7f", "\\u007f")


def _table(path: tuple[str, ...], table: Mapping[str, object]) -> list[str]:
    plain = {name: value for name, value in table.items() if value is not None and not isinstance(value, Mapping)}
    below = {name: value for name, value in table.items() if isinstance(value, Mapping) and value}
    lines = [f"{_key(name)} = {toml_value(value)}" for name, value in plain.items()]
    if path and lines:
        lines.insert(0, f"[{'.'.join(map(_key, path))}]")
    if lines:
        lines.append("")
    for name, value in below.items():
        lines += _table((*path, name), value)
    return lines


def _key(name: str) -> str:
    return name if name.replace("_", "").replace("-", "").isalnum() and name.isascii() else toml_value(name)
