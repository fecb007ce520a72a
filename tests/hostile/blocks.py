"""The blocks in which a rendered prompt shows its data."""

from __future__ import annotations

import re

_HOLDERS = ("skill", "example", "exemplar", "query", "concept", "problem", "attempt", "broken", "forbidden")
_LISTED = re.compile(r"^\s*-[ \t]+(.+?)[ \t]*$", re.MULTILINE)
_COUNTED = re.compile(r"(.*?)[ \t]*\((\d+)\)")


def blocks(text: str, name: str) -> list[str]:
    """The contents of all ``<name>`` blocks, stripped, in order."""
    return [found.strip() for found in re.findall(rf"<{name}>(.*?)</{name}>", text, re.DOTALL)]


def block(text: str, name: str) -> str | None:
    """The content of the first ``<name>`` block."""
    return next(iter(blocks(text, name)), None)


def bare(text: str, name: str) -> str | None:
    """The first ``<name>`` block that stands in none of the blocks of a problem, a skill or an example."""
    for holder in _HOLDERS:
        if holder != name:
            text = re.sub(rf"<{holder}>.*?</{holder}>", "", text, flags=re.DOTALL)
    return block(text, name)


def listed(text: str | None) -> list[str]:
    """The lines ``- name`` of a block."""
    return _LISTED.findall(text or "")


def counted(lines: list[str]) -> list[tuple[str, int]]:
    """``name (12)`` as name and count; 1 where there is none."""
    found = [(line, _COUNTED.fullmatch(line)) for line in lines]
    return [(match[1], int(match[2])) if match is not None else (line, 1) for line, match in found]
