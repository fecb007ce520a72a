"""The words under which the report counts a problem: kind of its answer, evidence, operation steps."""

from __future__ import annotations

import re

from mathwright.records import Evidence, Problem

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


def operation_steps(problem: Problem) -> int | None:
    """Steps of the program, else annotations of the first worked text; None where there is neither."""
    if problem.program is not None:
        return len(problem.program.steps)
    if not problem.solutions:
        return None
    return problem.solutions[0].count("<<") or None


def operation_label(steps: int) -> str:
    """``1 step``, ``2 steps``, …"""
    return "1 step" if steps == 1 else f"{steps} steps"


def evidence_words(evidence: Evidence | None) -> str | None:
    """The evidence for a reader, such as ``vote, 7 of 10``; None where there is none."""
    if evidence is None:
        return None
    if evidence.agreeing is None or evidence.of is None:
        return evidence.kind
    return f"{evidence.kind}, {evidence.agreeing} of {evidence.of}"


def readable_solution(solution: str) -> str:
    """A worked text as a person reads it: without calculator annotations and without the ``####`` line."""
    return FINAL_LINE.sub("", ANNOTATION.sub("", solution)).strip()
