"""Which responses to one query are believed, and which of their reasoning paths stay."""

from collections.abc import Sequence
from fractions import Fraction
from typing import NamedTuple

from mathwright.curate.spread import farthest, levenshtein
from mathwright.programs.replay import (
    ANNOTATION_FALSE,
    ANNOTATION_UNREADABLE,
    DIVISION_BY_ZERO,
    equation_sequence,
    replay,
)
from mathwright.prompts.draft import Response
from mathwright.records import Evidence
from mathwright.verify.equality import same
from mathwright.verify.extract import extract
from mathwright.verify.solution import check_solution
from mathwright.verify.vote import majority

ROUNDING = Fraction(1, 1000)
"""How far a model's annotation may be off and still hold: the related recipe's bound."""
NO_MAJORITY = "no majority answer"
"""Why a question goes to the hard pool: its solutions reach answers, none of them in more than half of the draws."""
UNSOUND = frozenset((ANNOTATION_FALSE, ANNOTATION_UNREADABLE, DIVISION_BY_ZERO))
"""Faults of a reasoning path that cost it its vote."""


class Believed(NamedTuple):
    """The answer that was established, the responses that reach it, and why it is believed."""

    answer: str
    solutions: tuple[str, ...]
    evidence: Evidence


def texts_of(replies: Sequence[Response | None]) -> list[str]:
    """The worked texts, an empty one for a draw that gave none: it counts among those asked, and votes for nothing."""
    return ["" if reply is None else reply.text for reply in replies]


def reproduced(responses: Sequence[str], question: str, value: str, answer: str) -> Believed | str:
    """The responses that hold when re-executed and end in the program's value, or what is wrong with the first."""
    verdicts = [check_solution(text, value, question) for text in responses]
    solutions = tuple(text for text, verdict in zip(responses, verdicts, strict=True) if verdict.state == "right")
    if solutions:
        return Believed(answer, solutions, Evidence(kind="program"))
    return next(iter(verdicts[0].faults), "answer differs from the program's")


def agreed(responses: Sequence[str]) -> Believed | str:
    """The responses in the majority class of answers, or that there is none; a false annotation costs the vote."""
    sound = [UNSOUND.isdisjoint(replay(text, ROUNDING).faults) for text in responses]
    votes = [_vote(text) if holds else "" for text, holds in zip(responses, sound, strict=True)]
    won = majority(votes)
    if won is None:
        return NO_MAJORITY if any(votes) else "no solution reaches an answer"
    evidence = Evidence(kind="vote", agreeing=won.agreeing, of=won.of)
    return Believed(won.answer, tuple(responses[place] for place in won.members), evidence)


def answers_alike(text: str, answer: str) -> bool:
    """Whether a worked text ends in this answer, by mathematical equality."""
    return same(_vote(text), answer).state == "equal"


def _vote(text: str) -> str:
    found = extract(text)
    # a reply without box, #### or "the answer is" is no worked answer, however short
    return "" if found.answer is None or found.place == "bare" else found.answer


def distinct_paths(solutions: Sequence[str], most: int) -> list[str]:
    """One solution for each sequence of equations, in the order drawn; of more than ``most``, those farthest apart.

    Among solutions with equal equations the one farthest from the others stays.
    """
    if len(solutions) < 2:
        return list(solutions)
    texts = list(dict.fromkeys(solutions))
    ways: dict[str, list[str]] = {}
    for text in texts:
        # texts without equations are told apart by their words
        ways.setdefault("; ".join(equation_sequence(text)) or text, []).append(text)
    stays = [group[0] if len(group) == 1 else _farthest_of(group, texts) for group in ways.values()]
    return [stays[place] for place in farthest(list(ways), most)]


def _farthest_of(group: Sequence[str], texts: Sequence[str]) -> str:
    return max(group, key=lambda text: sum(levenshtein(text, other) for other in texts))
