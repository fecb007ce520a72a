"""When solvers agree against a stored answer: the rule by which an audit flags a seed problem."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal, NamedTuple

from mathwright.records import Verdict
from mathwright.verify.judge import AnswerPair
from mathwright.verify.policy import check
from mathwright.verify.vote import AnswerClass, tally

Found = Literal["stored answer agrees", "flagged", "too few against", "not comparable", "no majority", "no answers"]
"""What the voices of one problem say of its stored answer: a majority reaches it; enough agree on another; a majority
agrees on another, but too few for a flag; a majority agrees on what could not be compared with it; no answer has a
majority; nobody gave one."""


class Voice(NamedTuple):
    """One solution and its final answer."""

    solver: str
    """The model's name, or ``program`` for the stored solution computed again."""
    draw: int
    text: str
    answer: str
    """Empty where it gives none, which counts among all voices."""


@dataclass(frozen=True, slots=True)
class Rule:
    """How many voices it takes."""

    least: int | None = None
    """Voices that must agree; None: three in four, rounded up.  More than half are needed in any case."""

    def needed(self, voices: int) -> int:
        """How many of so many voices must agree."""
        wanted = -(-3 * voices // 4) if self.least is None else self.least
        return max(wanted, voices // 2 + 1)


@dataclass(frozen=True, slots=True)
class Agreement:
    """What the largest class of answers says of the stored one."""

    found: Found
    agreed: str | None = None
    """The answer of the largest class."""
    members: tuple[Voice, ...] = ()
    of: int = 0
    verdicts: tuple[Verdict, ...] = ()
    """How each different text among the members compares with the stored answer."""
    undecided: tuple[AnswerPair, ...] = ()
    """Pairs on which a judge may be asked, where only they keep the members from being told apart from it."""

    @property
    def by(self) -> dict[str, int]:
        """Solver to its voices among the members."""
        return dict(Counter(voice.solver for voice in self.members))


def weighed(
    stored: str,
    question: str,
    voices: Sequence[Voice],
    rule: Rule,
    judged: Mapping[AnswerPair, Verdict] = MappingProxyType({}),
) -> Agreement:
    """What the voices, classed by mathematical equality, say of the stored answer.

    judged: what a judge said of pairs that comparison leaves undecided.
    Flagged only where every member of the class is told apart from the stored answer; where several models were
    asked, members of two or more must be among them.
    """
    votes = tally([voice.answer for voice in voices])
    if not votes.classes:
        return Agreement("no answers", of=len(voices))
    top = votes.classes[0]
    members = tuple(voices[place] for place in top.members)
    pairs = [AnswerPair(stored, text, question) for text in dict.fromkeys(voice.answer for voice in members)]
    verdicts = tuple(_verdict(pair, judged) for pair in pairs)
    left = tuple(pair for pair, verdict in zip(pairs, verdicts, strict=True) if verdict.state == "undecided")
    found = _found(top, verdicts, _alone(voices, members), rule, len(voices))
    return Agreement(found, top.answer, members, len(voices), verdicts, left if found == "not comparable" else ())


def _verdict(pair: AnswerPair, judged: Mapping[AnswerPair, Verdict]) -> Verdict:
    found = check(pair.one, pair.other, pair.question)
    return judged.get(pair, found) if found.state == "undecided" else found


def _found(top: AnswerClass, verdicts: Sequence[Verdict], alone: bool, rule: Rule, of: int) -> Found:
    states = {verdict.state for verdict in verdicts}
    if 2 * len(top.members) <= of:
        return "no majority"
    if "equal" in states:
        return "stored answer agrees"
    if "undecided" in states:
        return "not comparable"
    return "too few against" if alone or len(top.members) < rule.needed(of) else "flagged"


def _alone(voices: Sequence[Voice], members: Sequence[Voice]) -> bool:
    """Whether several solvers had a voice and only one of them is among the members."""
    return len({voice.solver for voice in voices}) > 1 and len({voice.solver for voice in members}) == 1
