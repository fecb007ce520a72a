"""Whatever fails and whoever dies: every request ends once, and none is handed over twice."""

import asyncio
from collections import Counter
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.teachers.batch.cloud import Cloud, request
from tests.teachers.batch.test_provider import World

from mathwright.store.workspace import Workspace
from mathwright.teachers.batch.provider import BatchProvider
from mathwright.teachers.request import CallFailed

OUTCOMES = st.sampled_from(["answer", "answer", "server", "throttled", "left out", "refused"])
PLANS = st.lists(st.lists(OUTCOMES, min_size=4, max_size=4), min_size=1, max_size=8)
"""What comes of each text, by attempt."""
LIVES = st.lists(st.tuples(st.sampled_from([1.0, 6.5, 9.0, 12.0, 30.0]), st.booleans()), max_size=3)
"""Processes: how long each lives, and whether it closes its provider or is killed."""
numbers = count()


@settings(max_examples=60, deadline=None)
@given(PLANS, LIVES, st.integers(1, 4), st.integers(0, 3), st.sampled_from([0.0, 2.0, 6.0]))
def test_every_request_ends_once_and_none_is_handed_over_twice(
    plans: list[list[str]], lives: list[tuple[float, bool]], most: int, polls: int, apart_s: float
) -> None:
    cloud = Cloud(outcome=lambda text, attempt: plans[int(text)][attempt % 4], polls=polls)
    texts = [str(place) for place in range(len(plans))]
    ended: Counter[str] = Counter()

    async def ask(world: World, provider: BatchProvider, text: str) -> Any:
        await world.time.sleep(apart_s * int(text))
        try:
            said: Any = await world.ask(provider, request(text))
        except CallFailed as failure:
            said = failure.kind
        ended[text] += 1
        return said

    async def to_the_end(provider: BatchProvider) -> list[Any]:
        said = await asyncio.gather(*(ask(world, provider, text) for text in texts))
        await provider.close()
        return said

    with TemporaryDirectory() as directory, Workspace.open(Path(directory)) as workspace:
        world = World(workspace, cloud)
        for life_s, closes in lives:

            async def some_time(provider: BatchProvider, life_s: float = life_s, closes: bool = closes) -> None:
                tasks = [asyncio.create_task(ask(world, provider, text)) for text in texts]
                await world.time.sleep(life_s)
                if closes:
                    await provider.close()
                for task in tasks:
                    task.cancel()
                await asyncio.gather(*tasks, return_exceptions=True)

            world.run(some_time, most_requests=most, tries=2)
        ended.clear()
        said = world.run(to_the_end, most_requests=most, tries=2)

        assert ended == dict.fromkeys(texts, 1)
        assert [one for one in said if one not in ("server", "throttled", "refused")] == [
            f"answer to {text}" for text in texts if request(text).key in world.kept
        ]
        assert cloud.twice == []
        assert max(cloud.billed.values(), default=0) <= 1
