"""What a recipe is: passes over items, none of which knows the engine that carries them out."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Coroutine, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, NamedTuple, TypeVar

from mathwright.concepts.survey import ConceptSurvey
from mathwright.curate.quotas import Offer
from mathwright.prompts.prompt import Prompt
from mathwright.records import Accepted, Concept, Item, Outcome, Problem, Record
from mathwright.teachers.teacher import Roles

E = TypeVar("E", bound=Record)
I = TypeVar("I", bound=Item)  # noqa: E741  # the item's type, beside E (earlier), P (payload) and C (config)
P = TypeVar("P", bound=Record)
C = TypeVar("C", bound=Record)

REPLY = "reply"
"""The step under which an engine counts an item whose teacher's reply could not be used (ModelReplyError)."""


@dataclass(frozen=True, slots=True)
class Loss:
    """A part of an accepted item that a step refused; counted beside the items that were rejected whole."""

    step: str
    part: str
    """Which part, such as the kind of rewrite."""
    reason: str


class Parts(NamedTuple):
    """What the next pass makes of one accepted payload."""

    items: int
    """Items of its plan."""
    losses: tuple[Loss, ...]
    """As ``Pass.losses`` tells them."""


def no_concepts(item: Item) -> tuple[Concept, ...]:
    """Nothing: for passes whose items do not say what a problem made of them exercises."""
    return ()


def no_offer(earlier: Sequence[Accepted[Any]], seeds: Sequence[Problem], config: Any, run_seed: int) -> Offer:
    """Nothing known: for passes whose plans end."""
    return Offer()


def no_losses(payload: Record) -> tuple[Loss, ...]:
    """Nothing: for passes whose payloads have no parts that can be refused."""
    return ()


@dataclass(frozen=True, slots=True)
class Pass(Generic[E, I, P, C]):
    """One sweep of a recipe over its items."""

    name: str
    plan: Callable[[AsyncIterator[Accepted[E]], Sequence[Problem], C, int], AsyncIterator[I]]
    """(accepted outcomes of the pass before, in plan order; seed problems; config; run_seed) to the items, in order.

    Pure and lazy: equal arguments give equal items, and no item is made before it is asked for.  The first pass
    of a recipe gets no earlier outcomes.
    """
    run: Callable[[I, Roles, C], Coroutine[Any, Any, Outcome[P]]]
    """One item's journey.  Raises ModelReplyError (the item is rejected) and ProviderError (it stays unfinished)."""
    item_type: type[I]
    payload_type: type[P]
    steps: tuple[str, ...]
    """The steps that can refuse an item, in the order it meets them."""
    asks: tuple[type[Prompt[Any]], ...] = ()
    """Every type of prompt that ``run`` may ask, in the order it does."""
    untested_symbolically: tuple[str, ...] = ()
    """Those of ``steps`` that cannot refuse what a symbolic teacher wrote: reported as not tested, not as passed."""
    untested_criteria: tuple[str, ...] = ()
    """``step: criteria`` of steps that test others as well: what a symbolic teacher wrote cannot fail these."""
    losses: Callable[[P], tuple[Loss, ...]] = no_losses
    """The parts of an accepted payload that were refused."""
    parts: Callable[[bytes], Parts] | None = None
    """The JSON of an accepted payload to what the next plan, which takes the outcomes one by one, makes of it; for
    runs of millions, whose counts shall not take as long as their plan.  None: the plan itself is followed."""
    reads: tuple[str, ...] = ()
    """Names of passes further back whose accepted outcomes the plan gets first, then those of the pass before, all of
    them at its end.  Empty: the plan gets those of the pass before, as they come."""
    gathers: bool = False
    """Whether the plan reads all outcomes of the pass before until it gives its first item; so it is with ``reads``."""
    endless: bool = False
    """Whether the plan never ends by itself; a run gives up on it after a bounded number of items.

    Such a plan reads all outcomes of the pass before until it gives its first item."""
    serves: Callable[[I], tuple[Concept, ...]] = no_concepts
    """Concepts that every problem made of an item has; quotas choose by them between an endless plan's items."""
    offers: Callable[[Sequence[Accepted[E]], Sequence[Problem], C, int], Offer] = no_offer
    """What ``plan`` gets, its outcomes all read, to what the problems of an endless pass can be, for quotas."""


@dataclass(frozen=True, slots=True)
class Told(Generic[C]):
    """What a recipe's survey goes by."""

    ended: Callable[[str], Iterable[Accepted[Any]]]
    """Name of a pass before the last to its accepted outcomes, in plan order."""
    seeds: Sequence[Problem]
    config: C
    run_seed: int
    planned: int
    """Settled items of the last pass."""
    served: Callable[[], Mapping[tuple[Concept, ...], int]] | None = None
    """Where quotas steered the plan: concepts of those items to how many have them; None where it was followed."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """A method of a paper; the payload of the last pass is a ``Problem``."""

    name: str
    passes: tuple[Pass[Any, Any, Any, Any], ...]
    config_type: type[Record]
    """The recipe's options; ``config_type()`` gives the defaults."""
    survey: Callable[[Told[Any]], ConceptSurvey] | None = None
    """What it knows of skills or concepts, for the report; None where it has neither."""

    @property
    def prompts(self) -> tuple[type[Prompt[Any]], ...]:
        """Every type of prompt it may ask, in the order of its passes."""
        return tuple(kind for one in self.passes for kind in one.asks)
