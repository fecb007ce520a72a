"""Votes over answers, by equality class instead of by string."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from mathwright.verify.equality import same_forms
from mathwright.verify.normal import NormalForm, normal_form

HALF = Fraction(1, 2)


@dataclass(frozen=True, slots=True)
class Majority:
    """The answer that most draws agree on."""

    answer: str
    """The first member of the winning class, as written."""
    agreeing: int
    """Members of the winning class."""
    of: int
    """All draws, blank ones included."""
    margin: int
    """Members that the winner has more than the next class."""
    members: tuple[int, ...]
    """Indices of the winning draws."""


def majority(answers: Sequence[str], threshold: Fraction = HALF) -> Majority | None:
    """The majority of the answers, or None if no class has more than ``threshold`` of all draws, or two tie.

    threshold: fraction of all draws that must be exceeded; 0 asks for a plurality.
    Source: self-consistency, arXiv:2203.11171, with mathematical equality for the vote.
    """
    classes = sorted(equality_classes(answers), key=len, reverse=True)
    if not classes:
        return None
    winner = classes[0]
    margin = len(winner) - (len(classes[1]) if len(classes) > 1 else 0)
    if margin == 0 or len(winner) <= threshold * len(answers):
        return None
    return Majority(answers[winner[0]], len(winner), len(answers), margin, tuple(winner))


def equality_classes(answers: Sequence[str]) -> list[list[int]]:
    """Indices of the answers, grouped: an answer joins the first class whose every member it is equal to.

    Undecided pairs never share a class; blank answers are in none.
    """
    forms = [normal_form(answer) for answer in answers]
    classes: list[list[int]] = []
    for index, form in enumerate(forms):
        if form.kind == "empty":
            continue
        home = next((group for group in classes if _joins(index, group, answers, forms)), None)
        if home is None:
            classes.append([index])
        else:
            home.append(index)
    return classes


def _joins(index: int, group: list[int], answers: Sequence[str], forms: list[NormalForm]) -> bool:
    return all(
        same_forms(forms[index], forms[member], answers[index] == answers[member]).state == "equal" for member in group
    )
