"""How a reply closes: its last displayed formula, bold text, or sentence with a number.  Guesses, and marked so."""

from __future__ import annotations

import re

from mathwright.verify.places.clause import breaks_off, last_row, value_of
from mathwright.verify.places.found import Found
from mathwright.verify.places.sentence import in_sentence, root_name

TAIL = 2_000
"""Characters at the end of a reply that are looked at."""
MAX_LINES = 4
"""Lines that are looked at, from the last one back: a closing remark may follow the answer."""

MAX_ROOTS = 12
"""Lines of a list of solutions that are read as one answer."""

_DISPLAY = re.compile(
    r"(?:\\\[|\$\$|\\begin\{(?:align|equation|gather)\*?\})((?:(?!\\\[|\$\$|\\begin\{(?:align|equation|gather)\*?\}).)*?)"
    r"(?:\\\]|\$\$|\\end\{(?:align|equation|gather)\*?\})[\s.]*\Z",
    re.DOTALL,
)
_BOLD = re.compile(r"\*\*([^*\n]{1,80})\*\*")
_LABEL = re.compile(
    r"\s*(?:step|case|part|note|answer|solution|final|conclusion|check|verif|method|approach|hint)", re.IGNORECASE
)
_LIST = re.compile(r"[-−]?[0-9][0-9.,/]*(?:,?\s(?:and\s|or\s)?[-−]?[0-9][0-9.,/]*)+")
_CHOICE = re.compile(r"\(?[A-J][).:]\s?\S.{0,60}")
_SENTENCE_END = re.compile(r"(?<=[.!?。！？])\s+(?=\S)|(?<=[.!?]\$)\s+(?=[A-Z])|(?<=[。！？])")
# Letters, digits and signs that want something to follow.
_ENDS_OPEN = re.compile(r"(?:\w|[,;，；、(\[{+\-−=/<>^&\\×·÷]|[^*]\*|\A\*)\s*\Z")
_GIVEN = re.compile(r"[=:：]\s*\S+\s*\Z")
_REMARK = re.compile(
    r"\(.*\)\W*|(?:I |we )?(?:hope|let me know|feel free|please|good luck|is there anything|if you"
    r"|do you|would you|happy to|note that|checking|remember|does (?:this|that)|don't hesitate|as a check"
    r"|to (?:check|verify)|challenge|great job)\b.*",
    re.IGNORECASE | re.DOTALL,
)
# What stands before a step, and what announces one: "3. Check the units.", "Step 2: Add 5 and 3."
_NUMBERED = re.compile(r"\s*(?:[-•]|\(?[0-9]{1,2}[.)](?=\s\S)|(?:\*\*)?step\s[0-9]+\s?[:.](?:\*\*)?)\s*", re.IGNORECASE)
_PLAN = re.compile(
    r"(?:(?:so|now|next|then|first|finally|therefore|ok|okay),?\s)?(?:(?:we|I)"
    r"(?:'ll| (?:will|must|need|want|have to|can))|let's|let us"
    r"|let me|let|consider|suppose|assume|recall|compute|calculate|find|check|add|subtract|multiply|divide"
    r"|solve|simplify|try|given|if)\b(?!.{0,80}(?:=|\bwe (?:get|find|have|see)\b|\bgives?\b))",
    re.IGNORECASE,
)
_ANNOUNCES_ROOTS = re.compile(r"\b(?:solutions?|roots?|zeros?|values|answers?)\b|[解根]", re.IGNORECASE)
_DRAWING = re.compile(r"\[asy\].*?\[/asy\]", re.DOTALL)
_DISPLAY_CLOSES = re.compile(r".*(?:\\\]|\$\$|\\end\{(?:align|equation|gather)\*?\})", re.DOTALL)


def closing(text: str) -> Found | None:
    """The value that the last line with a value gives; broken off where the text plainly stops before its end."""
    end = len(text.rstrip())
    if text.endswith("[/asy]", 0, end):
        end = max(text.rfind("[asy]", 0, end), 0)
    offset = max(end - TAIL, 0)
    tail = _DRAWING.sub(lambda match: " " * len(match[0]), text[offset:end]).rstrip()
    if stops_early(tail):
        return Found("", len(text), "sentence")
    found = _of_lines(tail)
    return found and found._replace(start=found.start + offset)


def stops_early(tail: str) -> bool:
    """Whether the end of a text is no end: within a formula or an annotation, or in a sentence without its stop."""
    within = tail.count("\\[") - tail.count("\\\\[") > tail.count("\\]") or "<<" in tail[tail.rfind(">>") + 1 :]
    last = tail[tail.rfind("\n") + 1 :]
    return within or breaks_off(last) or (_wants_more(tail[-80:]) and not _leaves_stops_out(tail))


def _wants_more(end: str) -> bool:
    return _ENDS_OPEN.search(end) is not None and _GIVEN.search(end) is None


def _leaves_stops_out(tail: str) -> bool:
    """Whether the lines before the last end without a stop too, and the last ends in a number or word."""
    lines = [line.strip() for line in tail.split("\n") if line.strip()]
    before = lines[-4:-1]
    return len(before) > 1 and all(line[-1].isalnum() for line in before) and lines[-1][-1].isalnum()


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
        closes = _DISPLAY_CLOSES.match(line)
        if closes and line[closes.end() :].strip(" .") and "\\end" in line:
            found = of_line(line[closes.end() :], start + closes.end())
            start = start + closes.end() + 1
        else:
            found = None if line.startswith("#") else of_line(line, start)  # "#### Step 2" is a heading
        if found:
            return _with_roots_above(tail, start, found)
        end = len(tail[: max(start - 1, 0)].rstrip())
    return None


def _with_roots_above(tail: str, start: int, found: Found) -> Found:
    """The list that a line such as "- x = 2" ends, under "The solutions are:"."""
    name = root_name(found.answer)
    if not name:
        return found
    lines = tail[:start].split("\n")[:-1][-MAX_ROOTS:]
    above: list[str] = []
    while lines and root_name(answer := lines[-1][_bullet_end(lines[-1]) :].strip(" \t.,;*$")) == name:
        above.insert(0, answer)
        lines.pop()
    announced = next((line for line in reversed(lines) if line.strip()), "")
    if not above or not _ANNOUNCES_ROOTS.search(announced):
        return found
    return Found(", ".join([*above, found.answer]), tail.rfind(above[0], 0, start), found.place)


def _bullet_end(line: str) -> int:
    numbered = _NUMBERED.match(line)
    return numbered.end() if numbered else 0


def of_line(line: str, offset: int) -> Found | None:
    """The value of a line: its last bold text, else that of its last sentence that gives one."""
    bold = max(_BOLD.finditer(line), key=re.Match.start, default=None)
    if bold and (found := _of_bold(bold, line, offset)):
        return found
    begin = _bullet_end(line)
    for sentence in reversed(_SENTENCE_END.split(line[begin:])):
        said = sentence.strip()
        if _REMARK.fullmatch(said) or said.endswith(("?", "？")) or _PLAN.match(said):
            continue
        found = in_sentence(sentence, offset + line.rfind(sentence), "sentence")
        if found:
            return found
    return None


def _of_bold(bold: re.Match[str], line: str, offset: int) -> Found | None:
    written, at = bold[1].strip(), offset + bold.start(1)
    if written.endswith((":", "：")) or _LABEL.match(written):
        return None
    if _LIST.fullmatch(written) or _CHOICE.fullmatch(written):
        return Found(written, at, "bold")
    if re.search(r"[0-9\\π√∞]", written):
        return in_sentence(written, at, "bold") if " " in written else Found(value_of(written), at, "bold")
    # "It is a **Tuesday**.": a word that ends its sentence; a bold heading stands alone.
    ends = not re.search(r"\w", line[bold.end() :]) and len(re.findall(r"\w+", line[: bold.start()])) > 1
    return Found(written.rstrip("."), at, "bold") if ends and written.count(" ") < 3 else None
