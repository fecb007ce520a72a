"""A process that spends a run's budget on calls, beside others: ``spender.py PLACE BASE_URL SEED BUDGET``."""

from __future__ import annotations

import asyncio
import random
import sys
from pathlib import Path

from mathwright.errors import PassStoppedError
from mathwright.jobs.config import HowConfig, RunConfig
from mathwright.jobs.model_roles import open_roles
from mathwright.jobs.role_config import RolesConfig
from mathwright.prompts.draft import Draft
from mathwright.prompts.mugglemath import Respond
from mathwright.store.workspace import Workspace
from mathwright.teachers.prices import OwnPrice
from tests.model_runs.runs import role_of

RUN = "the-run"
AT_ONCE = 6


def price_of(seed: int) -> OwnPrice:
    """What a token costs the process of this seed, in USD a million."""
    chance = random.Random(f"price {seed}")
    return OwnPrice(input=chance.randint(1, 3_000) / 1000, output=chance.randint(1, 9_000) / 1000)


class Server:
    """Where the model is."""

    def __init__(self, base_url: str) -> None:
        self.base_url = base_url


async def spend(place: Path, base_url: str, seed: int, budgets: tuple[str, ...]) -> str:
    """Ask until no budget is left; why it ended comes back."""
    role = role_of(Server(base_url), model=f"model-{seed}", price=price_of(seed), max_tokens=400)
    config = RunConfig(roles=RolesConfig(author=role), how=HowConfig(workspace=str(place), budget=budgets))
    with Workspace.open(place) as workspace:
        async with open_roles(config, workspace, RUN) as opened:
            sys.stdout.write("ready\n")
            sys.stdout.flush()
            sys.stdin.readline()

            async def one_after_the_other(worker: int) -> str:
                chance = random.Random(f"{seed} {worker}")
                number = 0
                while True:
                    number += 1
                    words = "more and " * chance.randint(0, 60)
                    draft = Draft(kind="compose", question=f"{seed} {worker} {number} {words}", parents=())
                    try:
                        await opened.roles.solver.ask(Respond(draft=draft))
                    except PassStoppedError as error:
                        return str(error)

            return (await asyncio.gather(*map(one_after_the_other, range(AT_ONCE))))[0]


def main() -> None:
    place, base_url, seed, *budgets = sys.argv[1:]
    sys.stdout.write(asyncio.run(spend(Path(place), base_url, int(seed), tuple(budgets))) + "\n")


if __name__ == "__main__":
    main()
