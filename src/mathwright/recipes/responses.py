"""Which responses to one query are believed, and which of their reasoning paths stay."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Annotated, NamedTuple

from pydantic import BeforeValidator, Field, PlainSerializer

from mathwright.curate.spread import farthest, levenshtein
from mathwright.programs.replay import (
    ANNOTATION_FALSE,
    ANNOTATION_UNREADABLE,
    DIVISION_BY_ZERO,
    equation_sequence,
    replay,
)
from mathwright.prompts.draft import Response
from mathwright.records import Evidence, Record, SkillNeed
from mathwright.verify.equality import CHECKER, same
from mathwright.verify.extract import extract
from mathwright.verify.solution import check_solution
from mathwright.verify.vote import HALF, Votes, tally

ROUNDING = Fraction(1, 1000)
"""How far a model's annotation may be off and still hold: the related recipe's bound."""
WRONG_STEPS = "right answer, wrong steps"
NO_MAJORITY = "no majority answer"
"""Why a question goes to the hard pool: its solutions reach answers, none of them in enough of the draws."""
ALL_DIFFER = "all answers differ"
"""The same, where every two of the answers are known to differ."""
MAJORITY_BY_WRONG_STEPS = "majority only with wrong steps"
"""The answer would have its majority if solutions whose annotations are false had a vote."""
UNSOUND = frozenset((ANNOTATION_FALSE, ANNOTATION_UNREADABLE, DIVISION_BY_ZERO))
"""Faults of a reasoning path that cost it its vote."""


def _exact(value: object) -> object:
    """0.6 as a run file writes it is 3/5, not the binary fraction next to it."""
    return str(value) if isinstance(value, float) else value


Share = Annotated[Fraction, BeforeValidator(_exact), PlainSerializer(str, when_used="json"), Field(ge=0, lt=1)]
"""An exact share, from 0 to below 1: a number, or a text such as "2/3"."""


class VoteConfig(Record):
    """The options of a vote over solutions."""

    vote_threshold: Share = HALF
    """Share of all solutions asked for that one answer must exceed, in [0, 1), as 0.5 or "2/3"; 0: a plurality."""
    vote_margin: int = Field(default=1, ge=1)
    """Solutions by which it must lead the next answer."""


class Believed(NamedTuple):
    """The answer that was established, the responses that reach it, and why it is believed."""

    answer: str
    solutions: tuple[str, ...]
    evidence: Evidence

    def needing(self, needs: tuple[SkillNeed, ...]) -> Believed:
        """The same, with what is known of the skills it needs."""
        return self._replace(evidence=self.evidence.model_copy(update={"skills_needed": needs}))


class NotBelieved(NamedTuple):
    """Why no answer was established."""

    reason: str
    """Short and countable."""
    disputed: bool = False
    """Whether responses that hold reach answers, but not enough of them the same: a question for the hard pool."""


def texts_of(replies: Sequence[Response | None]) -> list[str]:
    """The worked texts, an empty one for a draw that gave none: it counts among those asked, and votes for nothing."""
    return ["" if reply is None else reply.text for reply in replies]


def reproduced(responses: Sequence[str], question: str, value: str, answer: str) -> Believed | NotBelieved:
    """The responses that hold when re-executed and end in the program's value, or what is wrong with the first."""
    # A solver of code gives the author's own text again: each text is re-executed once.
    found = {text: check_solution(text, value, question) for text in dict.fromkeys(responses)}
    verdicts = [found[text] for text in responses]
    solutions = tuple(text for text, verdict in zip(responses, verdicts, strict=True) if verdict.state == "right")
    if solutions:
        wrong = sum(verdict.state == WRONG_STEPS for verdict in verdicts)
        return Believed(answer, solutions, Evidence(kind="program", wrong_steps=wrong, checker=CHECKER))
    return NotBelieved(next(iter(verdicts[0].faults), "answer differs from the program's"))


def agreed(responses: Sequence[str], rule: VoteConfig) -> Believed | NotBelieved:
    """The responses in the majority class of answers, or why there is none; a false annotation costs the vote."""
    sound = [UNSOUND.isdisjoint(replay(text, ROUNDING).faults) for text in responses]
    answers = [_vote(text) for text in responses]
    held = [answer if holds else "" for answer, holds in zip(answers, sound, strict=True)]
    votes = tally(held, rule.vote_threshold, rule.vote_margin)
    won = votes.winner
    if won is None:
        return _why_none(votes, answers, rule)
    wrong = sum(
        same(answer, won.answer).state == "equal" for answer, holds in zip(answers, sound, strict=True) if not holds
    )
    evidence = Evidence(
        kind="vote",
        agreeing=len(won.members),
        of=votes.of,
        wrong_steps=wrong,
        incomplete=sum(not text for text in responses),
        checker=CHECKER,
    )
    return Believed(won.answer, tuple(responses[place] for place in won.members), evidence)


def _why_none(votes: Votes, answers: Sequence[str], rule: VoteConfig) -> NotBelieved:
    """``answers``: with those of responses whose steps do not hold."""
    disputed = bool(votes.classes)
    if tally(answers, rule.vote_threshold, rule.vote_margin).winner is not None:
        return NotBelieved(MAJORITY_BY_WRONG_STEPS, disputed)
    if not disputed:
        return NotBelieved("no solution reaches an answer")
    return NotBelieved(ALL_DIFFER if votes.all_different else NO_MAJORITY, disputed)


def answers_alike(text: str, answer: str) -> bool:
    """Whether a worked text ends in this answer, by mathematical equality."""
    return same(_vote(text), answer).state == "equal"


def _vote(text: str) -> str:
    found = extract(text)
    # a reply without box, #### or "the answer is" is no worked answer, however short or plain its end
    given = found.place != "bare" and found.confidence != "guess"
    return found.answer if found.answer is not None and given else ""


def distinct_paths(solutions: Sequence[str], most: int) -> list[str]:
    """One solution for each sequence of equations, in the order drawn; of more than ``most``, those farthest apart.

    Among solutions with equal equations the one farthest from the others stays.
    """
    texts = list(dict.fromkeys(solutions))
    if len(texts) < 2:
        return texts
    ways: dict[str, list[str]] = {}
    for text in texts:
        # texts without equations are told apart by their words
        ways.setdefault("; ".join(equation_sequence(text)) or text, []).append(text)
    stays = [group[0] if len(group) == 1 else _farthest_of(group, texts) for group in ways.values()]
    return [stays[place] for place in farthest(list(ways), most)]


def _farthest_of(group: Sequence[str], texts: Sequence[str]) -> str:
    return max(group, key=lambda text: sum(levenshtein(text, other) for other in texts))
