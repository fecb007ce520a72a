"""Replies in tags, ``<question>…</question>``: the form for texts in which LaTeX stands, which nothing may unescape."""

from __future__ import annotations

import re

from mathwright.errors import ModelReplyError

LONGEST_WORDS = 80
"""Most characters of a block that holds a few countable words."""
_LEFTOVER = re.compile(
    r"</?(?:question|solution|attempt|broken|refused|exemplar|example|concept|skill|problem|query|think(?:ing)?"
    r"|change_numbers|fractions|compose|condition|complicate)>",
    re.IGNORECASE,
)


def tag(text: str, name: str) -> str:
    """The stripped content of the one ``<name>`` block.

    Raises ModelReplyError where there is none, more than one, an unclosed or an empty one.
    """
    found = optional_tag(text, name)
    if found is None:
        raise ModelReplyError(f"no <{name}> block")
    if not found:
        raise ModelReplyError(f"the <{name}> block is empty")
    return found


def optional_tag(text: str, name: str) -> str | None:
    """As ``tag``; None where there is no such block, and an empty text where it is empty."""
    opened, closed = f"<{name}>", f"</{name}>"
    start = text.find(opened)
    if start < 0:
        if closed in text:
            raise ModelReplyError(f"</{name}> without <{name}>")
        return None
    end = text.find(closed, start)
    if text.find(opened, start + len(opened)) >= 0:
        raise ModelReplyError(f"more than one <{name}> block")
    if end < 0:
        raise ModelReplyError(f"the <{name}> block is not closed")
    if text.find(closed) < start or text.find(closed, end + len(closed)) >= 0:
        raise ModelReplyError(f"more than one </{name}>")
    return text[start + len(opened) : end].strip()


def write_tag(name: str, content: str) -> str:
    """The content in its block."""
    return f"<{name}>\n{content}\n</{name}>"


def clean(text: str, where: str) -> str:
    """The text itself.  Raises ModelReplyError where a tag of a form is left inside it."""
    left = _LEFTOVER.search(text)
    if left is not None:
        raise ModelReplyError(f"a stray {left[0].lower()} inside <{where}>")
    return text


def few_words(text: str, where: str) -> str:
    """The text in lower case on one line, so that it can be counted.  Raises ModelReplyError where it is long."""
    words = clean(" ".join(text.split()).rstrip(".").lower(), where)
    if len(words) > LONGEST_WORDS:
        raise ModelReplyError(f"<{where}> is longer than {LONGEST_WORDS} characters")
    return words
