"""Marks that say where the answer stands: a ``####`` line, ``<answer>`` tags, a JSON field."""

from __future__ import annotations

import json
import re

from mathwright.verify.places.found import Found

MAX_MARKS = 50
"""Marks that are looked at, from the last one back."""

_NUMERIC = re.compile(r"[-+−$€£¥ ]*[0-9.][0-9.,/ ]*%?|[-$]?[0-9][0-9,]*(?:\.[0-9]+)?%?(?: [a-z]{1,15}){1,2}")
_TOLD = re.compile(r"(?:the )?(?:final )?answer(?: is\b|:)\s*:?\s*", re.IGNORECASE)
_TAG = re.compile(r"<answer>(.*?)(</answer>|\Z)", re.DOTALL | re.IGNORECASE)
_JSON_FIELD = re.compile(r'"(?:final[_ ]?|correct[_ ]?)?(?:answer|result)"\s*:\s*', re.IGNORECASE)
_RAW_STRING = re.compile(r'"((?:[^"\\]|\\.)*)"', re.DOTALL)
# "\frac" and "\times" in a JSON text that was not escaped decode to these.
_EATEN = re.compile("[\b\f\t\r\n][a-z]")
_DECODER = json.JSONDecoder()


def hashes(text: str) -> Found | None:
    """The last ``#### answer``: a number in any line, any text in the last one; other such lines are headings."""
    end = len(text)
    for _ in range(MAX_MARKS):
        mark = text.rfind("####", 0, end)
        if mark < 0:
            return None
        # More than four hashes are a heading, or a rule.
        while mark and text[mark - 1] == "#":
            mark -= 1
        if text[mark + 4 : mark + 5] != "#":
            line_end = text.find("\n", mark)
            line_end = len(text) if line_end < 0 else line_end
            answer = text[mark + 4 : line_end].strip().strip("*").strip()
            # "#### Step 2" is a heading in Markdown.
            answer = _TOLD.sub("", answer)
            if answer and (_NUMERIC.fullmatch(answer) or not text[line_end:].strip()):
                return Found(answer, text.find(answer, mark), "hashes")
        end = mark
    return None


def tagged(text: str) -> Found | None:
    """The last ``<answer>…</answer>``; broken off where it is not closed."""
    start = max(text.rfind("<answer>"), text.rfind("<ANSWER>"), text.rfind("<Answer>"))
    match = _TAG.match(text, start) if start >= 0 else None
    if match is None:
        return None
    answer = match[1].strip()
    if not match[2]:
        return Found("", start, "tag")
    return Found(answer, match.start(1), "tag") if answer else None


def json_field(text: str) -> Found | None:
    """The field ``"answer"`` of a reply that is a JSON object, alone or between code fences."""
    inside = text.strip().removeprefix("```json").removeprefix("```").strip()
    if not inside.startswith("{"):
        return None
    mark = max(_JSON_FIELD.finditer(text), key=re.Match.start, default=None)
    if mark is None:
        return None
    answer = _json_value(text, mark.end())
    return Found(answer, mark.end(), "json")


def _json_value(text: str, at: int) -> str:
    """The value as text; empty where the text breaks off in it."""
    raw = _RAW_STRING.match(text, at)
    try:
        value, _ = _DECODER.raw_decode(text, at)
    except (ValueError, RecursionError):
        return raw[1].strip() if raw else ""
    if isinstance(value, str):
        return (raw[1] if raw and _EATEN.search(value) else value).strip()
    if isinstance(value, list):
        return ", ".join(part if isinstance(part, str) else json.dumps(part) for part in value)
    # A number as it was printed, not as a float would print it.
    return re.split(r"[,}\s]", text[at : at + 400], maxsplit=1)[0] if not isinstance(value, dict) else ""
