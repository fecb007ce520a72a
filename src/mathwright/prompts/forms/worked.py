r"""Replies that are a worked solution: free text that ends in one final answer, ``\boxed{…}`` or ``#### …``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from mathwright.errors import ModelReplyError
from mathwright.prompts.draft import Response
from mathwright.prompts.prompt import Prompt

_BRACE = re.compile(r"\\(?:boxed|fbox)\s*\{|\\.|[{}]", re.DOTALL)
_BARE_BOX = re.compile(r"\\(?:boxed|fbox)\s+([^\s{}$\\])|\\(?:boxed|fbox)([0-9])")
_HASHES = re.compile(r"^####[ \t]*([^\n#]*?)[ \t]*$", re.MULTILINE)
_NUMBER = re.compile(r"[-+$€£¥ ]*[0-9.][0-9.,/ ]*%?")
_FENCE = re.compile(r"```[a-z]*\n(.*?)\n?```", re.DOTALL)
_PLACEHOLDERS = frozenset(("...", "…", "answer", "\\ldots", "\\dots", "\\text{answer}"))
"""What stands in a box where the form was copied and not filled in."""


_NONE = re.compile(r"^####[ \t]*none\.?[ \t]*\Z", re.MULTILINE | re.IGNORECASE)
"""How a solver says that the question has no single exact answer; such a text states none, and votes for none."""


def parse_worked(prompt: Prompt[Any], text: str) -> Response:
    """The text, a Markdown fence around all of it taken off, and ``#### none`` at its end.

    Raises ModelReplyError where it is empty, or states no final answer or several.
    """
    text = text.strip()
    fenced = _FENCE.fullmatch(text)
    if fenced is not None and "```" not in fenced[1]:
        text = fenced[1].strip()
    given_up = _NONE.search(text, text.rfind("####")) if "####" in text else None
    if given_up is not None and not any(boxes(text)):
        return Response(text=text[: given_up.start()].rstrip())
    require_answer(text)
    return Response(text=text)


def require_answer(text: str) -> None:
    """Raise ModelReplyError unless the text states one final answer."""
    boxed = {"".join(found.split()) for found in boxes(text)}
    marked = set(_marked(text))
    if len(boxed) > 1:
        raise ModelReplyError("several boxed answers")
    if len(marked) > 1:
        raise ModelReplyError("several #### answers")
    if not boxed and not marked:
        raise ModelReplyError("no final answer")
    if boxed and marked and _plain(*boxed) != _plain(*marked):
        raise ModelReplyError("a boxed answer and another after ####")
    if boxed and (not any(boxed) or boxed & _PLACEHOLDERS):
        raise ModelReplyError("an empty box")


def boxes(text: str) -> Iterator[str]:
    """The content of each outermost box.  Raises ModelReplyError where one is not closed."""
    if "\\boxed" not in text and "\\fbox" not in text:
        return
    depth = box_depth = 0
    start = -1
    for token in _BRACE.finditer(text, text.find("\\")):  # of braces before it none can end a box
        mark = token[0]
        if mark == "}":
            depth -= 1
            if start >= 0 and depth == box_depth:
                yield text[start : token.start()]
                start = -1
        elif mark[-1] == "{" and len(mark) != 2:  # of two characters is an escaped brace
            if len(mark) > 1 and start < 0:
                start, box_depth = token.end(), depth
            depth += 1
    if start >= 0:
        raise ModelReplyError("a box that is not closed")
    yield from (found[1] or found[2] for found in _BARE_BOX.finditer(text))


def _marked(text: str) -> Iterator[str]:
    """What the ``####`` lines state: of those before the last line only numbers, since "#### Step 2" is a heading."""
    if "####" not in text:
        return
    lines = list(_HASHES.finditer(text, text.find("####")))
    if not lines or lines[-1].start() != text.rfind("####"):  # the last mark decides, and it must begin a line
        return
    for found in lines:
        if found[1] and (_NUMBER.fullmatch(found[1]) or not text[found.end() :].strip()):
            yield found[1]


def _plain(answer: str) -> str:
    return re.sub(r"\\[!,$ ]|[\s$,]", "", answer)


def write_worked(reply: Any) -> str:
    """The text."""
    return str(reply.text if isinstance(reply, Response) else reply["text"])
