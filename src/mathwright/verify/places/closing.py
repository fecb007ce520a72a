"""How a reply closes: its last displayed formula, bold text, or sentence with a number.  Guesses, and marked so."""

from __future__ import annotations

import re

from mathwright.verify.places.clause import breaks_off, last_row, value_of
from mathwright.verify.places.found import Found
from mathwright.verify.places.sentence import in_sentence

TAIL = 2_000
"""Characters at the end of a reply that are looked at."""
MAX_LINES = 4
"""Lines that are looked at, from the last one back: a closing remark may follow the answer."""

_DISPLAY = re.compile(
    r"(?:\\\[|\$\$|\\begin\{(?:align|equation|gather)\*?\})((?:(?!\\\[|\$\$|\\begin\{(?:align|equation|gather)\*?\}).)*?)"
    r"(?:\\\]|\$\$|\\end\{(?:align|equation|gather)\*?\})[\s.]*\Z",
    re.DOTALL,
)
_BOLD = re.compile(r"\*\*([^*\n]*[0-9\\][^*\n]*)\*\*")
_SENTENCE_END = re.compile(r"(?<=[.!?。！？])\s+(?=\S)|(?<=[。！？])")
_ENDS_WHOLE = re.compile(r"(?:[.?。！？)\]}$*%\"'’”`]|(?<!\\)!)\s*\Z|[=:：]\s*\S+\s*\Z")


def closing(text: str) -> Found | None:
    """The value that the last line with a value gives; broken off where the text plainly stops before its end."""
    tail = text[-TAIL:].rstrip()
    if stops_early(tail):
        return Found("", len(text), "sentence")
    found = _of_lines(tail)
    return found and found._replace(start=found.start + max(len(text) - TAIL, 0))


def stops_early(tail: str) -> bool:
    """Whether the end of a text is no end: within a formula or an annotation, or in a sentence without its stop."""
    within = tail.count("\\[") > tail.count("\\]") or "<<" in tail[tail.rfind(">>") + 1 :]
    return within or not _ENDS_WHOLE.search(tail[-80:]) or breaks_off(tail[tail.rfind("\n") + 1 :])


def _of_lines(tail: str) -> Found | None:
    end = len(tail)
    for _ in range(MAX_LINES):
        if end <= 0:
            return None
        display = _DISPLAY.search(tail, max(0, end - 600), end)
        if display and (answer := value_of(last_row(display[1]))):
            return Found(answer, display.start(1), "display")
        start = tail.rfind("\n", 0, end) + 1
        line = tail[start:end]
        found = None if line.startswith("#") else _of_line(line, start)  # "#### Step 2" is a heading
        if found:
            return found
        end = len(tail[: max(start - 1, 0)].rstrip())
    return None


def _of_line(line: str, offset: int) -> Found | None:
    bold = max(_BOLD.finditer(line), key=re.Match.start, default=None)
    if bold and not bold[1].rstrip().endswith(":") and len(bold[1]) < 60:
        return in_sentence(bold[1], offset + bold.start(1), "bold") if " " in bold[1] else _bold(bold, offset)
    for sentence in reversed(_SENTENCE_END.split(line)):
        found = in_sentence(sentence, offset + line.rfind(sentence), "sentence")
        if found:
            return found
    return None


def _bold(match: re.Match[str], offset: int) -> Found:
    return Found(value_of(match[1].strip()), offset + match.start(1), "bold")
