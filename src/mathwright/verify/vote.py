"""Votes over answers, by equality class instead of by string."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction

from mathwright.verify.equality import same
from mathwright.verify.finding import State

HALF = Fraction(1, 2)


@dataclass(frozen=True, slots=True)
class AnswerClass:
    """Answers each of which is equal to every other."""

    answer: str
    """The first member, as written."""
    members: tuple[int, ...]
    """Indices of the draws, ascending."""


@dataclass(frozen=True, slots=True)
class Votes:
    """How draws voted."""

    classes: tuple[AnswerClass, ...]
    """Largest first; of equally large ones the class drawn first."""
    of: int
    """All draws, those without an answer included."""
    winner: AnswerClass | None
    """The class with a majority; None where none has one."""
    undecided_pairs: tuple[tuple[int, int], ...]
    """Pairs of indices into ``classes`` whose answers could not be told apart, ascending."""

    @property
    def agreeing(self) -> int:
        """Members of the largest class, whether or not it won."""
        return len(self.classes[0].members) if self.classes else 0

    @property
    def margin(self) -> int:
        """Members that the largest class has more than the next."""
        return self.agreeing - (len(self.classes[1].members) if len(self.classes) > 1 else 0)

    @property
    def score(self) -> Fraction:
        """Self-consistency: the share of all draws in the largest class; 0 without draws."""
        return Fraction(self.agreeing, self.of) if self.of else Fraction(0)

    @property
    def all_different(self) -> bool:
        """Whether two draws or more gave answers, and each pair of these is known to differ."""
        return len(self.classes) > 1 and self.agreeing == 1 and not self.undecided_pairs


def tally(
    answers: Sequence[str],
    threshold: Fraction = HALF,
    margin: int = 1,
) -> Votes:
    """The classes of the answers, and the one that wins, if any.

    An answer joins the first class whose every member it is equal to; undecided pairs never share one.  A blank
    answer, or one that is not even equal to itself, is in no class, and counts among all draws.

    threshold: share of all draws that the winner must exceed; 0 asks for a plurality.
    margin: members that it must have more than any other class; at least 1, since two that tie do not win.
    Source: self-consistency, arXiv:2203.11171, with mathematical equality for the vote.
    """
    places: dict[str, list[int]] = {}
    for place, answer in enumerate(answers):
        places.setdefault(answer, []).append(place)
    compared = _Compared()
    classes = sorted(_groups(list(places), compared), key=lambda texts: -sum(len(places[text]) for text in texts))
    told = tuple(AnswerClass(texts[0], tuple(sorted(i for text in texts for i in places[text]))) for texts in classes)
    undecided = tuple(
        (one, other)
        for other in range(len(classes))
        for one in range(other)
        if compared.state(classes[one][0], classes[other][0]) == "undecided"
    )
    votes = Votes(classes=told, of=len(answers), winner=None, undecided_pairs=tuple(sorted(undecided)))
    wins = told and votes.margin >= max(margin, 1) and votes.agreeing > threshold * len(answers)
    return replace(votes, winner=told[0]) if wins else votes


@dataclass
class _Compared:
    """Comparisons of one tally, each pair made once."""

    known: dict[tuple[str, str], State] = field(default_factory=dict)

    def state(self, one: str, other: str) -> State:
        """How two texts compare."""
        pair = (one, other) if one <= other else (other, one)
        found = self.known.get(pair)
        if found is None:
            found = self.known[pair] = same(one, other).state
        return found


def _groups(texts: Sequence[str], compared: _Compared) -> list[list[str]]:
    """Different texts in classes, in the order drawn."""
    groups: list[list[str]] = []
    for text in texts:
        if compared.state(text, text) != "equal":
            continue
        home = next((group for group in groups if all(compared.state(text, one) == "equal" for one in group)), None)
        if home is None:
            groups.append([text])
        else:
            home.append(text)
    return groups
