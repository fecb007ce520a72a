"""A user's own templates: the shipped ones with a sentence more."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from mathwright.prompts.rendering import Templates, file_of

EXTRA = "Take your time."


def own_template(directory: Path, name: str, where: Literal["system", "user"] = "user") -> Path:
    """A directory that holds the template of one prompt, with a sentence more in its system or last message."""
    target = directory / file_of(name)
    target.parent.mkdir(parents=True, exist_ok=True)
    text = Templates().source(name)
    if where == "user":
        text = f"{text.rstrip()}\n\n{EXTRA}\n"
    else:
        head, mark, rest = text.partition("--- user ---")
        assert mark
        text = f"{head.rstrip()}\n{EXTRA}\n\n{mark}{rest}"
    target.write_text(text, encoding="utf-8")
    return directory
