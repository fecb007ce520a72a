"""What stored rewrites make of the next plan, told without reading the queries."""

import asyncio
from collections.abc import AsyncIterator

from hypothesis import given
from hypothesis import strategies as st

from mathwright.prompts.draft import Draft
from mathwright.prompts.mugglemath import KINDS, Refusal, Rewrites
from mathwright.recipes.mugglemath import MUGGLEMATH, MuggleMathConfig
from mathwright.recipes.rewrite_parts import response_parts
from mathwright.records import Accepted

DRAFTS = st.builds(Draft, question=st.text(max_size=9), kind=st.sampled_from(KINDS), parents=st.just(()))
REFUSALS = st.builds(Refusal, kind=st.sampled_from(KINDS), reason=st.text(max_size=9))


@given(st.lists(DRAFTS, max_size=5).map(tuple), st.lists(REFUSALS, max_size=5).map(tuple))
def test_items_are_those_of_the_plan_and_losses_those_of_the_pass(
    drafts: tuple[Draft, ...], refusals: tuple[Refusal, ...]
) -> None:
    rewrites = Rewrites(drafts=drafts, refusals=refusals)
    rewrite, respond = MUGGLEMATH.passes

    async def earlier() -> AsyncIterator[Accepted[Rewrites]]:
        yield Accepted(item_id="a", payload=rewrites)

    async def planned() -> int:
        return len([item async for item in respond.plan(earlier(), (), MuggleMathConfig(), 7)])

    assert rewrite.parts is response_parts
    found = response_parts(rewrites.model_dump_json().encode())
    assert found == (asyncio.run(planned()), rewrite.losses(rewrites))
