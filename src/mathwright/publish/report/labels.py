"""The words under which the report counts a problem: kind of its answer, evidence, operation steps."""

from __future__ import annotations

import re

from mathwright.concepts.saturation import Saturation, Use
from mathwright.records import Evidence

ANNOTATION = re.compile(r"<<[^<>\n]*>>")
FINAL_LINE = re.compile(r"\n?^#### .*\Z", re.MULTILINE)

# An answer is read as printed; the first pattern that matches the whole of it names its kind.
_NUMBER = r"[-−]?(?:\d{1,3}(?:,\d{3})+|\d+)"
_ANSWER_KINDS = (
    ("integer", re.compile(_NUMBER)),
    ("decimal", re.compile(rf"{_NUMBER}\.\d+|[-−]?\.\d+")),
    ("percent", re.compile(rf"{_NUMBER}(?:\.\d+)?\s*\\?%")),
    ("amount of money", re.compile(rf"[-−]?\\?[$€£¥]\s*{_NUMBER}(?:\.\d+)?|{_NUMBER}(?:\.\d+)?\s*[€£¥]")),
    ("fraction", re.compile(rf"(?:{_NUMBER} )?{_NUMBER}\s*/\s*\d+")),
    ("fraction", re.compile(r"[-−]?\d*\s*\\[dt]?frac\s*\{[-−]?\d+\}\s*\{\d+\}")),
)


def answer_kind(answer: str) -> str:
    """``integer``, ``decimal``, ``percent``, ``amount of money``, ``fraction``, ``text`` or ``no answer``."""
    stripped = answer.strip().strip("$") if answer.strip().endswith("$") else answer.strip()
    if not stripped:
        return "no answer"
    for kind, pattern in _ANSWER_KINDS:
        if pattern.fullmatch(stripped):
            return kind
    return "text"


def is_negative(answer: str) -> bool:
    """Whether the answer is printed with a leading minus sign before a number."""
    return re.match(r"\s*\\?\$?\s*[-−]\s*\\?[$\d.\\]", answer) is not None


def operation_label(steps: int) -> str:
    """``1 step``, ``2 steps``, …"""
    return "1 step" if steps == 1 else f"{steps} steps"


def evidence_words(evidence: Evidence | None) -> str | None:
    """The evidence for a reader, such as ``vote, 7 of 10``; None where there is none."""
    if evidence is None:
        return None
    votes = agreement_words(evidence)
    return evidence.kind if votes is None else f"{evidence.kind}, {votes}"


def agreement_words(evidence: Evidence) -> str | None:
    """How many draws agree, such as ``7 of 10``; None where nothing was drawn."""
    return None if evidence.agreeing is None or evidence.of is None else f"{evidence.agreeing} of {evidence.of}"


def needs_words(evidence: Evidence) -> str | None:
    """What is known of the skills the problem was made from, in three words or four; None where nobody asked."""
    found = {one.found for one in evidence.skills_needed}
    if "reached without" in found:
        return "reached without a skill"
    return None if not found else "not tested" if "not tested" in found else "every skill needed"


WHY_UNFINISHED = {
    "running": "it is being worked on",
    "killed": "it was killed",
    "interrupted": "it was stopped",
    "failed": "an error ended it",
    "limited": "--limit ended it",
    "unfinished": "a teacher failed on some items",
}
"""State of a run that is not finished to what became of it."""

WHY_ENDED = {
    "exhausted": "The plan of this run ended",
    "gave_up": "Too few items came through, and this run gave up",
    "no_program": "No program could be read from the seed problems, and this run ended",
}
"""State of a run that ended by itself below its target to how it came to that."""


def standing_words(state: str, let_in: int, wanted: int) -> str | None:
    """One sentence about a run that has fewer problems than were wanted of it; None for any other."""
    if let_in >= wanted or state == "complete":
        return None
    if state in WHY_ENDED:
        return f"{WHY_ENDED[state]} before {wanted:,} problems were made: there are {let_in:,}."
    why = WHY_UNFINISHED.get(state, f"its state is {state}")
    return f"This run is not finished ({why}): {let_in:,} of {wanted:,} problems; mathwright make goes on with it."


def saturation_words(found: Saturation) -> str:
    """What a curve of compositions comes to, in a sentence, and whether compositions were used again."""
    if found.use is not None and found.use.saturated:
        return reuse_words(found.use, found.total)
    last = found.points[-1]
    if found.saturated:
        reached = next(point for point in found.points if point.unique == last.unique)
        of_all = ", all that exist" if found.total is not None else "; later epochs found none"
        words = f"Saturated at {last.unique:,} compositions within {counted(reached.epochs, 'epoch')}{of_all}."
    else:
        whole = f"{found.total:,}" if found.total is not None else f"an estimated {found.estimate:,.0f} or more"
        words = f"Not saturated: {last.unique:,} compositions of {whole} were found in {counted(last.epochs, 'epoch')}."
    if found.use is not None:
        words += f" The run planned {counted(found.use.planned, 'item')}, each from another composition."
    return words


def reuse_words(use: Use, total: int | None) -> str:
    """How often the compositions of saturated walks were used; ``total``: how many exist, None where not known."""
    if total is None:
        of_all = ""
    else:
        of_all = ", all that exist" if use.found == total else f" of {total:,} that exist"
    return (
        f"The walks were saturated after {counted(use.epochs, 'epoch')} with "
        f"{counted(use.found, 'composition')}{of_all}; {counted(use.planned, 'item')} were planned, "
        f"{use.planned / max(use.found, 1):,.1f} for a composition on average (at most {use.per_composition:,})."
    )


def counted(number: int, noun: str) -> str:
    """``1 epoch``, ``2 epochs``."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def readable_solution(solution: str) -> str:
    """A worked text as a person reads it: without calculator annotations and without the ``####`` line."""
    return FINAL_LINE.sub("", ANNOTATION.sub("", solution)).strip()
