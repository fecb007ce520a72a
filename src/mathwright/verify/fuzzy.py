r"""The fuzzy matcher of MWPBench, for comparability with published figures only; never evidence for an answer.

It is lenient by design: text in text is a match, so that ``3\sqrt{2}`` passes for ``\sqrt{2}``; units, degrees and
percent signs are dropped; of a reply to a question with a numeric answer the last number counts, wherever it stands.
Its steps, in its order:

1. answer: the last ``\boxed{}``; else, where the gold answer is a number, the last number; else what follows the last
   "answer is" ("solution is"), up to a stop at a line's end; else what follows the last "is";
2. both sides in one spelling: no spaces, commas, ``\left``, units in ``\text{ }``; ``a/b`` and ``\frac ab`` as
   ``\frac{a}{b}``; ``k = 5`` as ``5``;
3. numbers are compared as floats; a gold formula between dollar signs must stand in the answer; else one side of
   three characters or more that has no minus in front must stand in the other; else both must be alike.

Source: Tang et al. 2024, arXiv:2403.02884, and the evaluation published with it, whose verdicts this reproduces.
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from mathwright.records import Verdict
from mathwright.verify.finding import State

FUZZY_CHECKER = "mwpbench-fuzzy/1"
"""Goes into every verdict, so that none is taken for one of ours."""
SHORTEST_PART = 3
"""Characters from which on one text inside the other is a match."""

_NUMBERS = re.compile(r"[-+]?\d*[.,/]?\d+")
_DOUBLE_BRACKETS = re.compile(r"\(\((\d+)\)/\((\d+)\)\)")
_INLINE = re.compile(r"\$[^$]+\$")
_WHOLE_FRACTION = re.compile(r"(-?\d{1,4000})/(-?\d{1,4000})")
_DROPPED = (
    ("\n", ""),
    ("\\!", ""),
    ("\\\\", "\\"),
    ("tfrac", "frac"),
    ("dfrac", "frac"),
    ("\\left", ""),
    ("\\right", ""),
    ("^{\\circ}", ""),
    ("^\\circ", ""),
    ("\\$", ""),
)


class Matched(NamedTuple):
    """A verdict, and the answer that was taken from the reply."""

    verdict: Verdict
    answer: str | None
    """In small letters, as the matcher takes it; None where it took none."""


class _NotReadError(ValueError):
    """A text that the published code fails on; it then compares the raw texts."""


def fuzzy_match(gold: str, reply: str) -> Matched:
    """Whether the reply passes for the gold answer under MWPBench's rules: equal or different, never undecided."""
    gold, reply = gold.lower(), reply.lower()
    answer = _answer(reply, _is_number(_spelled_or_raw(gold)))
    if answer is None:
        return Matched(_verdict("different", "mwpbench: no answer"), None)
    try:
        matches, rule = _matches(_spelled(answer), _spelled(gold))
    except _NotReadError:
        matches, rule = answer == gold, "mwpbench: raw text"
    return Matched(_verdict("equal" if matches else "different", rule), answer)


def _answer(reply: str, numeric: bool) -> str | None:
    box = _last_closed_box(reply)
    if box is not None:
        return box.strip()
    if numeric:
        found = _NUMBERS.findall(reply)
        if found:
            return str(found[-1])
        return None
    for mark in ("answer is", "solution is", "is"):
        place = reply.rfind(mark)
        if place >= 0:
            told = reply[place + len(mark) :].strip().lstrip(":").strip()
            return told.partition(".\n")[0].strip().strip(".").strip()
    return None


def _last_closed_box(reply: str) -> str | None:
    """The content of the last box that is closed, every brace counted, escaped ones too."""
    if "\\boxed{" not in reply:
        return None
    stack: list[int] = []
    last = (-1, -1)
    for token in re.finditer(r"\\boxed\{|[{}]", reply):
        if token[0] != "}":
            stack.append(token.end() if len(token[0]) > 1 else -1)
        elif stack and (start := stack.pop()) > last[0]:
            last = (start, token.start())
    return reply[last[0] : last[1]] if last[0] >= 0 else None


def _matches(answer: str, gold: str) -> tuple[bool, str]:
    if _is_number(answer) and _is_number(gold):
        return float(answer.strip("$")) == float(gold.strip("$")), "mwpbench: number"
    if _INLINE.fullmatch(gold):
        return gold.strip("$") in answer.strip("$"), "mwpbench: formula in the answer"
    if not answer.startswith("-") and not gold.startswith("-"):
        for part, whole in ((answer, gold), (gold, answer)):
            if len(part) >= SHORTEST_PART and not _is_number(part) and part in whole:
                return True, "mwpbench: part of the other"
    return answer == gold, "mwpbench: text"


def _is_number(text: str) -> bool:
    try:
        float(text.strip("$"))
    except ValueError:
        return False
    return True


def _spelled_or_raw(text: str) -> str:
    try:
        return _spelled(text)
    except _NotReadError:
        return text


def _spelled(text: str) -> str:
    """The text in the matcher's one spelling.  Raises _NotReadError where the published code fails."""
    text = _DOUBLE_BRACKETS.sub(r"\\\\frac{\1}{\2}", text).replace(",", "")
    for old, new in _DROPPED:
        text = text.replace(old, new)
    text = _without_unit(text).replace("\\%", "")
    text = text.replace(" .", " 0.").replace("{.", "{0.")
    if not text:
        return text
    if text[0] == ".":
        text = "0" + text
    name, sign, value = text.partition("=")
    if sign and "=" not in value and len(name) <= 2:
        text = value
    text = _braced_roots(text).replace("\\quad", " ").replace(" ", "")
    text = _braced_fractions(text)
    if text == "0.5":
        return "\\frac{1}{2}"
    whole = _WHOLE_FRACTION.fullmatch(text)
    if whole and str(int(whole[1])) == whole[1] and str(int(whole[2])) == whole[2]:
        return f"\\frac{{{whole[1]}}}{{{whole[2]}}}"
    return text


def _without_unit(text: str) -> str:
    parts = text.split("\\text{ ")
    if len(parts) > 2:
        raise _NotReadError
    return parts[0]


def _braced_roots(text: str) -> str:
    first, *roots = text.split("\\sqrt")
    if "" in roots:
        raise _NotReadError
    return first + "".join(f"\\sqrt{r}" if r[0] == "{" else f"\\sqrt{{{r[0]}}}{r[1:]}" for r in roots)


def _braced_fractions(text: str) -> str:
    first, *fractions = text.split("\\frac")
    if "" in fractions:
        raise _NotReadError
    # One bare character leaves the whole text as it was.
    if any(len(fraction) < 2 and fraction != "{" for fraction in fractions):
        return text
    return first + "".join("\\frac" + _braced_fraction(fraction) for fraction in fractions)


def _braced_fraction(fraction: str) -> str:
    if fraction[0] == "{":
        return fraction
    bottom = fraction[1:] if fraction[1] == "{" else f"{{{fraction[1]}}}{fraction[2:]}"
    return f"{{{fraction[0]}}}{bottom}"


@cache
def _verdict(state: State, rule: str) -> Verdict:
    return Verdict(state=state, rule=rule, checker=FUZZY_CHECKER)
