r"""``\boxed{}`` and ``\fbox{}``: the last outermost one that is closed, or the last few where they form a list."""

from __future__ import annotations

import re
from typing import NamedTuple

from mathwright.verify.places.around import with_surroundings
from mathwright.verify.places.found import Found

MAX_COUNTED = 50
"""Boxes whose different contents are counted."""

_OPENING = re.compile(r"\\(?:boxed|fbox)\s*\{")
_TOKEN = re.compile(r"\\(?:boxed|fbox)\s*\{|\\.|[{}]", re.DOTALL)
_BARE = re.compile(r"\\(?:boxed|fbox)(?:\s+|(?=[0-9-]))(-?[0-9][0-9.,/]*[0-9]|[^\s{}$\\])")
# Between two boxes that are one answer: "$\boxed{1}$ and $\boxed{2}$", "x = \boxed{1}, y = \boxed{2}".
_JOINT = re.compile(
    r"[\s$.]*(?:\\[)\]])?[\s$]*(?:,\s*(?:and|or)?|;|and|or|&|、|，|和|或|\\(?:text|mbox)\s*\{\s*,?\s*(?:and|or)?\s*\})"
    r"[\s$]*(?:\\q?quad|\\[(\[,;: ])*[\s$]*(?:(?P<name>[A-Za-z](?:_\{?\w\}?)?)\s*=)?[\s$]*"
)
_NAME_BEFORE = re.compile(r"(?<![\w\\])([A-Za-z](?:_\{?\w\}?)?)\s*=\s*\Z")
_PLACEHOLDER = re.compile(
    r"(?:\\text\s*\{)?\s*(?:(?:the |your )?(?:final )?answer(?: here)?|\.\.\.|…|\\[lc]?dots|\?|_+)?\s*\}?",
    re.IGNORECASE,
)
_TOLD = re.compile(
    r"\\text\s*\{[^{}]*(?:\banswer(?: is|:)[^{}]*|\s(?:is|are|equals|will be)[\s:]*|[:=]\s*)\}\s*(?=\S)", re.IGNORECASE
)


class Box(NamedTuple):
    """The content of one box."""

    start: int
    end: int
    content: str


def boxed(text: str) -> Found | None:
    """The answer in the last box; of several that are one answer, joined by "and" or a comma, their list.

    Nothing where there is no box; a Found that is broken off where the last box is never closed.
    Linear in the text.
    """
    if "\\boxed" not in text and "\\fbox" not in text:
        return None
    spans, unclosed = _spans(text)
    boxes = [
        Box(start, end, content)
        for start, end in spans
        if (content := _content(text, start, end)) and not _PLACEHOLDER.fullmatch(content)
    ]
    if _BARE.search(text):
        boxes += [Box(match.start(1), match.end(1), match[1]) for match in _BARE.finditer(text)]
        boxes.sort()
    if unclosed > (boxes[-1].start if boxes else -1):
        return Found("", unclosed, "boxed")
    return _last(text, boxes) if boxes else None


def _spans(text: str) -> tuple[list[tuple[int, int]], int]:
    """Where the content of each outermost closed box begins and ends, and where the last unclosed one begins, or -1."""
    spans: list[tuple[int, int]] = []
    opening = _OPENING.search(text)
    while opening:
        closed, open_boxes, end = _group(text, opening.start())
        spans += closed
        if open_boxes:
            return spans, open_boxes[-1]
        opening = _OPENING.search(text, end)
    return spans, -1


def _group(text: str, at: int) -> tuple[list[tuple[int, int]], list[int], int]:
    """The boxes of the group of braces that opens at ``at``: closed ones, those left open, and where the group ends."""
    # Of each open brace: where a box's content begins, or -1.
    stack: list[int] = []
    closed: list[tuple[int, int]] = []
    for token in _TOKEN.finditer(text, at):
        mark = token[0]
        if mark == "}":
            start = stack.pop()
            if start >= 0:
                while closed and closed[-1][0] > start:
                    closed.pop()
                closed.append((start, token.start()))
            if not stack:
                return closed, [], token.end()
        elif mark[-1] == "{" and mark != "\\{":
            stack.append(token.end() if len(mark) > 1 else -1)
    return closed, [start for start in stack if start >= 0], len(text)


def _content(text: str, start: int, end: int) -> str:
    content = text[start:end].strip()
    told = _TOLD.match(content)
    return content[told.end() :] if told else content


def _last(text: str, boxes: list[Box]) -> Found:
    last = boxes[-1]
    if len(boxes) == 1:
        return with_surroundings(text, *last)
    group, names = _one_answer(text, boxes)
    kinds = len({box.content for box in boxes[-MAX_COUNTED:]})
    if len({box.content for box in group}) == 1:
        return with_surroundings(text, *last)._replace(candidates=kinds)
    parts = [box.content for box in group]
    if all(names) and len(set(names)) > 1:
        parts = [f"{name} = {part}" for name, part in zip(names, parts, strict=True)]
    others = {box.content for box in boxes[-MAX_COUNTED:]} - set(parts) - {box.content for box in group}
    return Found(", ".join(parts), group[0].start, "boxed", 1 + len(others), tuple(box.content for box in group))


def _one_answer(text: str, boxes: list[Box]) -> tuple[list[Box], list[str]]:
    """The last boxes that only a comma or "and" parts, and the name before each box (empty where there is none)."""
    first = len(boxes) - 1
    names: list[str] = []
    while first > 0:
        between = text[boxes[first - 1].end : boxes[first].start]
        joint = _JOINT.fullmatch(_between(between)) if len(between) < 80 else None
        if joint is None:
            break
        names.insert(0, joint["name"] or "")
        first -= 1
    before = _NAME_BEFORE.search(_without_box(text[max(0, boxes[first].start - 40) : boxes[first].start]))
    return boxes[first:], [before[1] if before else "", *names]


def _between(text: str) -> str:
    """What stands between two boxes: without the brace that closes the first and the command that opens the second."""
    return _without_box(text.removeprefix("}"))


def _without_box(text: str) -> str:
    return text[: max(text.rfind("\\boxed"), text.rfind("\\fbox"), 0)]
