"""Quotas: how many problems of each skill, topic, knowledge point, difficulty and kind a dataset is to have."""

from __future__ import annotations

import difflib
import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cache
from math import ceil, floor, inf
from typing import Any, Literal, Self, TypeAlias, get_args

from pydantic import Field, model_validator

from mathwright.curate.difficulty import LEVELS, NOT_KNOWN, difficulty_of
from mathwright.curate.quota_cover import Cover
from mathwright.errors import UsageError
from mathwright.records import Problem, Record, Refused

Trait: TypeAlias = Literal["skill", "topic", "knowledge_point", "difficulty", "kind"]
"""What a quota may go by; the first three are kinds of Concept."""
TRAITS: tuple[Trait, ...] = get_args(Trait)
Value: TypeAlias = tuple[Trait, str]
"""A trait and one of its values, such as ``("skill", "unit_rate")``."""

WAVE = 128
"""Items planned together.  For 300 problems, 8 of each of 27 skills, waves of 64 tried 399 queries, of 128 414, of 512
1,533, and a plan that is not steered 1,682: a wave as large as the run comes too late."""
TOLD = 5
"""Values that an evidence or an error names; of more it says how many."""
PLURALS: dict[Trait, str] = {
    "skill": "skills",
    "topic": "topics",
    "knowledge_point": "knowledge points",
    "difficulty": "levels of difficulty",
    "kind": "kinds",
}
FULL = {trait: f"quota of this {trait.replace('_', ' ')} is full" for trait in TRAITS}
"""Why a problem is refused that has a value of which there may be no more."""
KEPT = "places kept for"
"""How the reason begins why a problem is refused that fills no gap, when only places for those that do are left."""


@cache
def exact(share: float) -> Fraction:
    """The share as it is written: 0.29 of 100 is 29, which the float next to it is not."""
    return Fraction(str(share))


class Limits(Record):
    """How many problems of the result may, and how many must, have one value."""

    at_least: int | None = Field(default=None, ge=1)
    """Problems that must have it; None asks for none."""
    at_most: int | None = Field(default=None, ge=1)
    """Problems that may have it; None sets no bound."""
    at_most_share: float | None = Field(default=None, gt=0, le=1)
    """The same as a share of the problems wanted, rounded down."""

    @model_validator(mode="after")
    def _some_room(self) -> Self:
        if self.at_least is not None and self.at_most is not None and self.at_least > self.at_most:
            raise ValueError(f"at_least = {self.at_least} is more than at_most = {self.at_most}")
        return self

    def most(self, wanted: int | None) -> int | None:
        """The bound where so many problems are wanted (None: as many as there are); None where there is none."""
        share = self.at_most_share
        shared = None if share is None or wanted is None else max(1, floor(exact(share) * wanted))
        return min((bound for bound in (self.at_most, shared) if bound is not None), default=None)


class Quota(Limits):
    """The limits of each value of one trait, and those of single values."""

    named: dict[str, Limits] = {}
    """A value to limits of its own; what they leave out is as for the others."""

    @model_validator(mode="before")
    @classmethod
    def _tables_name_values(cls, given: Any) -> Any:
        """``skill."unit_rate" = { at_least = 5 }`` is short for ``skill.named."unit_rate"``."""
        if not isinstance(given, dict):
            return given
        named = {key: value for key, value in given.items() if isinstance(value, dict) and key != "named"}
        if not named:
            return given
        rest = {key: value for key, value in given.items() if key not in named}
        return {**rest, "named": {**rest.get("named", {}), **named}}

    def of(self, name: str) -> Limits:
        """The limits of one value.  Raises UsageError where its own and the general ones exclude each other."""
        own = self.named.get(name)
        if own is None:
            return self
        both = self.model_dump(exclude={"named"}) | own.model_dump(exclude_unset=True)
        least, most = both["at_least"], both["at_most"]
        if least is not None and most is not None and least > most:
            raise UsageError(f'admit.quotas: "{name}" has at_least = {least} and at_most = {most}: mend one of them')
        return Limits(**both)


class Quotas(Record):
    """The quotas of a run, by trait."""

    skill: Quota | None = None
    topic: Quota | None = None
    knowledge_point: Quota | None = None
    difficulty: Quota | None = None
    """Levels 1 to 5; a problem whose difficulty is not known fills none."""
    kind: Quota | None = None
    """How a problem was made: ``change_numbers``, ``compose``, …"""
    wave: int = Field(default=WAVE, ge=1, le=100_000)
    """Items planned together; what is short when all of them are settled decides which come next."""

    @property
    def by_trait(self) -> dict[Trait, Quota]:
        """Those that are set."""
        found = {trait: getattr(self, trait) for trait in TRAITS}
        return {trait: quota for trait, quota in found.items() if quota is not None}


@dataclass(frozen=True, slots=True)
class Offer:
    """What a run can make, as far as it is known before the first problem."""

    values: Mapping[Trait, tuple[str, ...]] = field(default_factory=dict)
    """Trait to all its values; a trait that is left out may take any."""
    carried: Mapping[Trait, tuple[int, int]] = field(default_factory=dict)
    """Trait to the fewest and most values of it that one problem has, where that is known."""

    def most(self, trait: Trait) -> float:
        """Values of a trait that one problem has at most."""
        alone = trait in ("difficulty", "kind")
        return self.carried[trait][1] if trait in self.carried else 1 if alone else inf


def values_of(problem: Problem, traits: frozenset[Trait]) -> tuple[Value, ...]:
    """What of the traits a problem has, each value once."""
    found: dict[Value, None] = {(one.kind, one.name): None for one in problem.concepts if one.kind in traits}
    if "difficulty" in traits and (level := difficulty_of(problem)) != NOT_KNOWN:
        found["difficulty", level] = None
    if "kind" in traits and problem.kind is not None:
        found["kind", problem.kind] = None
    return tuple(found)


# --- what is asked of each value --------------------------------------------------------------------


def least_of(quotas: Quotas, offer: Offer) -> dict[Value, int]:
    """Every value of which some problems must be, to how many."""
    found: dict[Value, int] = {}
    for trait, quota in quotas.by_trait.items():
        for name in dict.fromkeys((*_known(trait, offer), *quota.named)):
            least = quota.of(name).at_least
            if least is not None:
                found[trait, name] = least
    return found


def require_possible(quotas: Quotas, offer: Offer, wanted: int) -> None:
    """Raise UsageError where no ``wanted`` problems can keep the quotas, or one names a value that does not come."""
    for trait, quota in quotas.by_trait.items():
        known = _known(trait, offer)
        if trait in offer.values or trait == "difficulty":
            _require_known(trait, quota, known)
        elif trait == "kind" and quota.at_least is not None:
            raise UsageError(
                "admit.quotas.kind: which kinds come is not known before they do; name those that must: "
                f'kind."compose" = {{ at_least = {quota.at_least} }}'
            )
        limits = {name: quota.of(name) for name in dict.fromkeys((*known, *quota.named))}
        for name, limit in limits.items():
            _require_room(trait, name, limit, wanted)
        _require_places(trait, limits, offer, wanted)


def _known(trait: Trait, offer: Offer) -> tuple[str, ...]:
    return LEVELS if trait == "difficulty" else offer.values.get(trait, ())


def _require_known(trait: Trait, quota: Quota, known: tuple[str, ...]) -> None:
    if not known:
        raise UsageError(
            f"admit.quotas.{trait}: nothing that this run makes says its {PLURALS[trait]}: leave the quota out, or "
            f"take a recipe or seed problems with {PLURALS[trait]}"
        )
    for name in quota.named:
        if name not in known:
            near = difflib.get_close_matches(name, known, n=1, cutoff=0.5)
            hint = f'did you mean "{near[0]}"?' if near else f"the run has: {', '.join(sorted(known)[:20])}"
            raise UsageError(f'admit.quotas.{trait}: no {trait.replace("_", " ")} "{name}"; {hint}')


def _require_room(trait: Trait, name: str, limit: Limits, wanted: int) -> None:
    most = limit.most(wanted)
    if limit.at_least is not None and most is not None and limit.at_least > most:
        raise UsageError(
            f'admit.quotas.{trait}: at_least = {limit.at_least} of "{name}", but at most {most} of {wanted:,} '
            "problems may be: lower at_least, or raise the bound"
        )


def _require_places(trait: Trait, limits: Mapping[str, Limits], offer: Offer, wanted: int) -> None:
    """Whether all that must be has room, and all the rest has somewhere to go."""
    most = offer.most(trait)
    asked = sum(limit.at_least or 0 for limit in limits.values())
    if asked > most * wanted:
        each = "" if most == 1 else f" with at most {most} {PLURALS[trait]} each"
        raise UsageError(
            f"admit.quotas.{trait}: at_least asks for {asked:,} places ({len(limits):,} {PLURALS[trait]}), but "
            f"{wanted:,} problems{each} have {most * wanted:,}: want {ceil(asked / most):,} or more (--accepted), or "
            "lower at_least"
        )
    bounds = [limit.most(wanted) for limit in limits.values()]
    room = sum(bound for bound in bounds if bound is not None)
    fewest = offer.carried[trait][0] if trait in offer.carried else 0
    if trait in offer.values and fewest and None not in bounds and room < fewest * wanted:
        raise UsageError(
            f"admit.quotas.{trait}: at_most leaves room for {room:,} ({len(limits):,} {PLURALS[trait]}), but "
            f"{wanted:,} problems take {fewest * wanted:,}: want {room // fewest:,} or fewer (--accepted), or raise "
            "at_most"
        )


# --- counting and deciding --------------------------------------------------------------------------


class Counts:
    """Problems of each value, against what must be and what may be."""

    def __init__(self, quotas: Quotas, least: Mapping[Value, int], wanted: int | None) -> None:
        """``wanted``: problems of the result, of which shares are taken; None knows no shares."""
        self.of: Counter[Value] = Counter()
        self.missing = sum(least.values())
        """Sum, over the values, of the problems that must still come."""
        self._quotas = quotas.by_trait
        self._least = least
        self._wanted = wanted
        self._most: dict[Value, int | None] = {}

    def add(self, values: tuple[Value, ...]) -> None:
        """Count a problem that has these values."""
        for value in values:
            self.missing -= self.of[value] < self._least.get(value, 0)
            self.of[value] += 1

    def filled_by(self, values: tuple[Value, ...]) -> int:
        """How many of these are still short."""
        return sum(self.of[value] < self._least.get(value, 0) for value in values)

    def full(self, values: tuple[Value, ...]) -> Value | None:
        """The first of these of which there may be no more."""
        for value in values:
            most = self.most(value)
            if most is not None and self.of[value] >= most:
                return value
        return None

    def most(self, value: Value) -> int | None:
        """How many may have this value; None: any number."""
        if value not in self._most:
            quota = self._quotas.get(value[0])
            self._most[value] = None if quota is None else quota.of(value[1]).most(self._wanted)
        return self._most[value]

    def short(self) -> Iterator[tuple[Value, int]]:
        """The values that are short, and by how many."""
        return ((value, least - self.of[value]) for value, least in self._least.items() if self.of[value] < least)


class QuotaAdmission:
    """Decides in plan order by the quotas; what it lets in is counted.

    A place is kept for each problem that must still come: when no more are left than that, a problem that fills no
    gap is refused.  Where fewer are left than gaps, a problem must fill as many as a place has to on average, or leave
    a rest that fits by what the problems so far have filled: one gap a place, but where more has been seen.  What a
    problem could fill at most is no measure, as few may ever do.
    """

    def __init__(self, quotas: Quotas, offer: Offer, wanted: int | None) -> None:
        """Nothing counted yet; ``wanted``: problems of the result, None for as many as the plan gives."""
        self.counts = Counts(quotas, least_of(quotas, offer), wanted)
        self._left = wanted
        self._cover = Cover[Value]()

    def __call__(self, values: tuple[Value, ...]) -> Refused | None:
        """Why a problem with these values is refused; None lets it in."""
        full = self.counts.full(values)
        if full is not None:
            return _full(full, self.counts.of[full])
        if self._left is not None:
            self._cover.see(values)
            if not self._may_take(values, self._left):
                return self._kept()
            self._left -= 1
        self.counts.add(values)
        return None

    def _may_take(self, values: tuple[Value, ...], left: int) -> bool:
        """Whether a problem with these values may have one of the places left."""
        missing, filled = self.counts.missing, self.counts.filled_by(values)
        if missing - filled < left:
            return True
        if filled == 0 or filled * left >= missing:
            return filled > 0
        gaps = {value: by - (value in values) for value, by in self.counts.short()}
        return self._cover.places(gaps, self._is_open) < left

    def _is_open(self, values: tuple[Value, ...]) -> bool:
        return self.counts.full(values) is None

    def _kept(self) -> Refused:
        short = dict[Trait, dict[str, int]]()
        for told, ((trait, name), by) in enumerate(self.counts.short()):
            named = short.setdefault(trait, {})
            if told < TOLD:
                named[name] = by
        evidence = {"places_left": self._left, "missing": self.counts.missing, "short": short}
        return Refused(_kept_for(tuple(short)), json.dumps(evidence, ensure_ascii=False))


def _full(value: Value, count: int) -> Refused:
    trait, name = value
    return Refused(FULL[trait], json.dumps({trait: name, "let_in": count}, ensure_ascii=False))


def _kept_for(traits: tuple[Trait, ...]) -> str:
    return f"{KEPT} {' and '.join(PLURALS[trait] for trait in TRAITS if trait in traits)} below their quota"


def by_quota(reason: str | None) -> bool:
    """Whether a stored reason of admit's is a quota's: the problem was let in by every other rule."""
    return reason is not None and (reason.startswith(KEPT) or reason in FULL.values())


class QuotaStanding(Record):
    """How one value stands in a result."""

    trait: Trait
    name: str
    let_in: int
    """Problems of the result that have it."""
    at_least: int | None
    at_most: int | None
    """A share in problems."""

    @property
    def short(self) -> int:
        """Problems that are missing."""
        return max(0, (self.at_least or 0) - self.let_in)


def standing_of(quotas: Quotas, offer: Offer, counts: Counts, wanted: int) -> tuple[QuotaStanding, ...]:
    """Every value that a quota is about, by trait, the shortest first, then the rarest."""
    found: list[QuotaStanding] = []
    least = least_of(quotas, offer)
    for trait, quota in quotas.by_trait.items():
        names = dict.fromkeys((*_known(trait, offer), *quota.named, *(name for one, name in counts.of if one == trait)))
        rows = [
            QuotaStanding(
                trait=trait,
                name=name,
                let_in=counts.of[trait, name],
                at_least=least.get((trait, name)),
                at_most=quota.of(name).most(wanted),
            )
            for name in names
        ]
        found += sorted(rows, key=lambda row: (-row.short, row.let_in, row.name))
    return tuple(found)
