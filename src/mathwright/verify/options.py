r"""The options of a multiple choice as its question prints them: ``(A) 3 (B) 5``, ``A. 3``, ``\textbf{(A)}\ 12``."""

from __future__ import annotations

import re
from functools import lru_cache
from types import MappingProxyType

MAX_QUESTION = 20_000
"""Characters of a question that is searched."""

_LETTERS = "ABCDEFGHIJ"
_WRAPPED = re.compile(
    r"\\(?:text(?:bf|rm|it|sf)?|math(?:rm|bf|it|sf)|bf|rm|mbox)\s*\{\s*(\(?[A-J]\s?[).:]?)(?:\\?[ ~])*\}\s?([).:]?)"
)
_SPACES = re.compile(r"\\(?:q?quad|hspace\{[^{}]*\}|hfill|item|\\|newline)|~|\\[ ,;]|&")
_STYLES = (
    re.compile(r"(?<![A-Za-z])[(（\[]([A-J])[)）\]]\s?[.:：]?"),
    re.compile(r"(?:(?<=[\s\"'\[,;，；。？?！!：:)）$])|\A)([A-J])\s?[.．、:：)）](?=\s*[^\s.])"),
)
_TRAILING = " \t\n,;，；\"']"
_NO_OPTIONS: MappingProxyType[str, str] = MappingProxyType({})


@lru_cache(maxsize=1024)
def options_of(question: str) -> MappingProxyType[str, str]:
    """Letter to content, for the longest run of letters from A on; empty where there are not two."""
    if len(question) > MAX_QUESTION:
        return _NO_OPTIONS
    text = _SPACES.sub("  ", _WRAPPED.sub(r" \1\2 ", question))
    found = max((_run(text, style) for style in _STYLES), key=len)
    return MappingProxyType(found) if len(found) > 1 else _NO_OPTIONS


def _run(text: str, style: re.Pattern[str]) -> dict[str, str]:
    """The last run A, B, C, … of marks of one style, and what stands behind each."""
    marks = [(match[1], match.start(), match.end()) for match in style.finditer(text)]
    starts = [place for place, mark in enumerate(marks) if mark[0] == "A"]
    best: list[tuple[str, int, int]] = []
    for start in starts:
        run = [marks[start]]
        for mark in marks[start + 1 :]:
            if len(run) < len(_LETTERS) and mark[0] == _LETTERS[len(run)]:
                run.append(mark)
        best = run if len(run) >= len(best) else best
        if len(starts) > len(_LETTERS):
            # Many lone A's: a text about a point A, no options.
            break
    if not best:
        return {}
    ends = [mark[1] for mark in best[1:]] + [len(text)]
    return {
        letter: _content(text[after:end], last=end == len(text))
        for (letter, _, after), end in zip(best, ends, strict=True)
    }


def _content(text: str, last: bool) -> str:
    text = text.strip()
    if last:
        text = text.partition("\n")[0]
    text = text.rstrip(_TRAILING).removesuffix(" or").removesuffix(" and").rstrip(_TRAILING)
    if text.count("$") % 2:
        # The dollar signs stood around all options together.
        text = text.removesuffix("$") if text.endswith("$") else text.removeprefix("$")
    return text.strip().removesuffix(".").strip()
