"""The plan of MuggleMath's second pass: each query that the first one wrote, answered once (arXiv:2310.05506)."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence

from mathwright.curate.exact import exact_key
from mathwright.curate.key_table import KeyTable
from mathwright.prompts.draft import Draft
from mathwright.prompts.mugglemath import Rewrites
from mathwright.recipes.drafts import shared_license
from mathwright.records import Accepted, Concept, Item, Problem, Record, content_id


class RespondItem(Item):
    """One query to answer, with what its problem takes over from the seed problems."""

    draft: Draft
    """Of a query that is repeated without program, parts, answer and solution, which nobody asks for."""
    concepts: tuple[Concept, ...]
    """The parents' concepts, each once."""
    license: str | None
    """The parents' licence; None where they differ or state none."""
    repeated: bool = False
    """Whether an earlier item has this query, but for case and spaces: nobody pays for answering it again."""


async def plan_responses(
    earlier: AsyncIterator[Accepted[Rewrites]], seeds: Sequence[Problem], config: Record, run_seed: int
) -> AsyncIterator[RespondItem]:
    """One item a query, in the order the queries were asked for."""
    by_id, known = {problem.problem_id: problem for problem in seeds}, KeyTable()
    async for rewritten in earlier:
        for place, draft in enumerate(rewritten.payload.drafts):
            parents = [by_id[parent] for parent in draft.parents]
            key = exact_key(draft.question)
            repeated = known.find(key) is not None
            if not repeated:
                known.put(key, 0)
            yield RespondItem(
                item_id=content_id("respond", rewritten.item_id, str(place)),
                draft=_question_of(draft) if repeated else draft,
                concepts=tuple(dict.fromkeys(concept for parent in parents for concept in parent.concepts)),
                license=shared_license(draft, parents),
                repeated=repeated,
            )


def _question_of(draft: Draft) -> Draft:
    return Draft(kind=draft.kind, question=draft.question, parents=draft.parents)
