"""Many chains for one prompt: a chain is looked for once, and told with other numbers for one draw after another."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from random import Random
from typing import NamedTuple

from mathwright.errors import ModelReplyError
from mathwright.programs.kept import Latest
from mathwright.programs.made import Made, Refused
from mathwright.programs.often import Links
from mathwright.programs.retelling import Numbers, Retelling, retelling_of
from mathwright.programs.template import Template
from mathwright.prompts.draft import Draft
from mathwright.prompts.mathscale import WriteProblem
from mathwright.teachers.answers.alone import rewritten
from mathwright.teachers.answers.drawn import MODEL_NEEDED, draft_of
from mathwright.teachers.answers.joints import templates_among
from mathwright.teachers.answers.rubric import broken_at

SEARCHES = 5
"""Chains that are looked for, at most, to serve the draws of one prompt."""
TOPIC_MISSED = "no chain keeps to the topics"


class Tellings:
    """The drafts for one prompt in an order of their own, each made when it is first asked for.

    What they are depends on the prompt alone, not on which of them are asked for, nor in which order.
    """

    def __init__(self, prompt: WriteProblem, links: Sequence[Sequence[Template]], rng: Random) -> None:
        """``links``: templates of the material of each knowledge point; ``rng``: nobody else's."""
        self._topics = frozenset(prompt.topics)
        self._problems = {problem.problem_id: problem for problems in prompt.material for problem in problems}
        self._links = Links(links)
        self._rng = rng
        self._reason = "no other numbers fit the chain"
        self._more = self._drafts()
        self._told: list[Draft] = []

    def draft(self, place: int) -> Draft:
        """The draft at this place.  Raises ModelReplyError where there are not as many."""
        while len(self._told) <= place:
            draft = next(self._more, None)
            if draft is None:
                raise ModelReplyError(self._reason)
            self._told.append(draft)
        return self._told[place]

    def _drafts(self) -> Iterator[Draft]:
        """All tellings of one chain after another."""
        known: set[tuple[str, ...]] = set()
        for _ in range(SEARCHES):
            row = self._links.chained(self._rng)
            if isinstance(row, Refused):
                # Once there was a chain, its numbers are what ran out.
                self._reason = self._reason if known else row.reason
                return
            chain = retelling_of(row)
            reason = chain.reason if isinstance(chain, Refused) else self._fault(chain)
            if isinstance(chain, Refused) or reason is not None or chain.first.parents in known:
                self._reason = reason or self._reason
                continue
            known.add(chain.first.parents)
            yield from self._drafts_of(chain)

    def _fault(self, chain: Retelling) -> str | None:
        """What is wrong with the words of a chain, and so with all its tellings."""
        first = chain.first
        concepts = (concept for parent in first.parents for concept in self._problems[parent].concepts)
        if self._topics.isdisjoint(concept.name for concept in concepts if concept.kind == "topic"):
            return TOPIC_MISSED
        return broken_at(draft_of("chain", first, with_solution=True), first.program, first.answer)

    def _drafts_of(self, chain: Retelling) -> Iterator[Draft]:
        numbers = Numbers(chain, self._rng)
        while (values := numbers.next()) is not None:
            made = chain.telling(values)
            if isinstance(made, Made):
                yield draft_of("chain", made, with_solution=True)


class _Prepared(NamedTuple):
    """What the draws of one prompt share."""

    key: str
    """The prompt's."""
    tellings: Tellings | None
    """None where there is one knowledge point, which needs no chain."""


def _prepare(prompt: WriteProblem, block: int, run_seed: int) -> _Prepared:
    key = prompt.prompt_key()
    links = [list(templates_among(problems)) for problems in prompt.material]
    if not links or not all(links):
        raise ModelReplyError(f"no seed problem with a program: {MODEL_NEEDED}")
    tellings = Tellings(prompt, links, Random(f"{run_seed}:{key}:{block}:chains")) if len(links) > 1 else None
    return _Prepared(key, tellings)


_prepared: Latest[WriteProblem, int, int, _Prepared] = Latest(_prepare)


def problem_drawn(prompt: WriteProblem, draw: int, run_seed: int) -> Draft:
    """The problem of one draw of a prompt that has ``prompt.draws`` of them a round.

    Raises ModelReplyError where the chains found have no telling left for it.
    """
    block, place = divmod(draw, prompt.draws)
    found = _prepared(prompt, block, run_seed)
    if found.tellings is not None:
        return found.tellings.draft(place)
    return rewritten(prompt.material[0], Random(f"{run_seed}:{found.key}:{draw}"))
