"""What a run paid to models: by pass and prompt, and for each accepted problem."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from mathwright.jobs.config import RunConfig
from mathwright.jobs.role_config import endpoint_of, price_for
from mathwright.jobs.stages import templates_of
from mathwright.prompts.prompt import Prompt
from mathwright.publish.costs import AskedModel, PromptCosts, RunCosts
from mathwright.recipes.recipe import Recipe
from mathwright.records import ManifestCalls, ManifestRole
from mathwright.store.ledger_statistics import CallSums, calls_by_model, sums_by_prompt
from mathwright.store.runs import show_run
from mathwright.store.workspace import Workspace


def costs_of(workspace: Workspace, run_id: str, recipe: Recipe) -> RunCosts:
    """What the run paid so far.  Raises UsageError where the workspace has no such run."""
    by_prompt, total = sums_by_prompt(workspace, run_id)
    problems = show_run(workspace, run_id).run.let_in
    cost = known_cost(total)
    return RunCosts(
        prompts=tuple(_in_order(recipe, by_prompt)),
        total=total,
        models=tuple(calls_by_model(workspace, run_id)),
        cost_nano_usd=cost,
        problems=problems,
        problem_nano_usd=None if cost is None or not problems else -(-cost // problems),
    )


def known_cost(sums: CallSums) -> int | None:
    """What calls cost, in 1e-9 USD; None where the price of any is unknown."""
    if not sums.calls:
        return 0
    return None if sums.cost_unknown else sums.cost_nano_usd


def asked_models(config: RunConfig) -> Iterator[AskedModel]:
    """Each role of a run file that asks a model, with its price as of today."""
    for name, role in config.roles.named.items():
        if role.teacher == "model":
            place = endpoint_of(role)
            yield AskedModel(
                role=name,
                provider=place.provider,
                base_url=place.base_url,
                model=place.model,
                price=price_for(role),
            )


def manifest_calls(config: RunConfig, prompts: Iterable[type[Prompt[Any]]], costs: RunCosts) -> ManifestCalls:
    """What a manifest says of the models that a run asked."""
    templates = templates_of(config)
    roles = {name: endpoint_of(role) for name, role in config.roles.named.items() if role.teacher == "model"}
    return ManifestCalls(
        roles={
            name: ManifestRole(
                provider=place.provider,
                base_url=place.base_url,
                model=place.model,
                sampling=place.sampling.model_dump(mode="json", exclude_none=True),
            )
            for name, place in roles.items()
        },
        templates=templates.hashes(prompts),
        calls=costs.total.calls,
        cost_nano_usd=costs.cost_nano_usd,
    )


def _in_order(recipe: Recipe, by_prompt: dict[str, CallSums]) -> Iterator[PromptCosts]:
    """The recipe's prompts in its order, then those it does not know."""
    places = {kind.__name__: one.name for one in recipe.passes for kind in one.asks}
    for prompt in (*places, *sorted(set(by_prompt) - set(places))):
        if prompt in by_prompt:
            yield PromptCosts(pass_name=places.get(prompt), prompt=prompt, sums=by_prompt[prompt])
