"""What a run will cost: measured on a sample or on the run itself, told as a range, unknown where it is."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.hostile.faults import Faults
from tests.hostile.model import ProgramModel
from tests.hostile.server import HostileServer
from tests.model_runs.runs import config_of, query, run
from tests.store.paid_calls import paid

from mathwright.errors import UsageError
from mathwright.jobs.config import RunConfig
from mathwright.jobs.costs import costs_of
from mathwright.jobs.estimate import Amount, Estimate, Measured, extrapolated, sample_seeds, t_quantile
from mathwright.jobs.make import Resolved, resolve
from mathwright.jobs.measure import ItemCalls, PassCalls, Reader
from mathwright.jobs.runs import list_runs
from mathwright.recipes.catalog import RECIPES
from mathwright.seeds.shipped import shipped_seeds
from mathwright.store.budget import budget_state
from mathwright.store.ledger import Ledger
from mathwright.store.outcomes import read_outcomes
from mathwright.store.workspace import Workspace
from mathwright.teachers.caller import Caller
from mathwright.teachers.limits.health import Health
from mathwright.teachers.prices import price_of
from mathwright.teachers.purse import BudgetGate
from mathwright.teachers.request import ChatMessage, Endpoint, ModelRequest

MODEL = ProgramModel()
SEEDS = tuple(shipped_seeds())
PAID_BY_RUN = "SELECT run, sum(cost_nano_usd) FROM calls JOIN call_kinds USING (kind) GROUP BY run"


def estimate(config: RunConfig, sample: int | None = None) -> Estimate:
    found = resolve(config, sample=sample).estimate
    assert found is not None
    return found


def holds(amount: Amount, value: int) -> bool:
    return amount.low <= value <= amount.high


# --- without anything measured --------------------------------------------------------------------


def test_a_symbolic_run_asks_nothing_and_costs_nothing(tmp_path: Path) -> None:
    found = resolve(RunConfig.model_validate({"accepted": 5, "how": {"workspace": str(tmp_path / "w")}}), sample=3)
    assert (found.model_calls, found.estimate, found.warnings) == (0, None, ())
    assert not (tmp_path / "w").exists()


def test_without_a_sample_nothing_is_known_called_or_written(tmp_path: Path) -> None:
    with HostileServer(model=MODEL) as server:
        found = resolve(config_of(tmp_path, server))
        assert server.requests == []
    assert (found.model_calls, found.estimate) == (None, None)
    assert list(tmp_path.iterdir()) == []


def test_a_judge_that_is_the_author_is_warned_of(tmp_path: Path) -> None:
    with HostileServer(model=MODEL) as server:
        config = config_of(tmp_path, server)
        (warning,) = resolve(config).warnings
        author = config.roles.author
        other = author.model_copy(update={"model": "another"})
        apart = config.model_copy(update={"roles": config.roles.model_copy(update={"judge": other})})
        assert "judge and author are one model (small)" in warning
        assert resolve(apart).warnings == ()


# --- a sample -------------------------------------------------------------------------------------


@pytest.mark.parametrize(("recipe", "accepted"), [("mugglemath", 40), ("mathscale", 25), ("math2", 15)])
def test_a_run_comes_to_what_its_sample_said(tmp_path: Path, recipe: str, accepted: int) -> None:
    with HostileServer(Faults(wrong_tags=0.05), model=MODEL) as server:
        config = config_of(tmp_path, server, recipe, accepted=accepted)
        found = estimate(config, sample=5)
        sampled = len(server.calls)
        made = run(config)
    spent = made.spent
    assert spent is not None
    assert (found.basis, found.paid_calls, sampled) == ("sample", sampled, sampled)
    assert holds(found.calls, spent.replies)
    assert found.cost_nano_usd is not None
    assert holds(found.cost_nano_usd, spent.cost_nano_usd)
    assert holds(found.input_tokens, spent.input_tokens)
    assert found.calls.high < 3 * found.calls.low, "a range that holds anything tells nothing"


def test_the_calls_of_a_sample_are_not_paid_again_by_the_run(tmp_path: Path) -> None:
    with HostileServer(model=MODEL) as server:
        config = config_of(tmp_path, server, "mathscale", accepted=10)
        found = estimate(config, sample=5)
        made = run(config)
    assert made.spent is not None
    assert len(server.calls) == found.paid_calls + made.spent.fresh
    # at least the concepts of each seed problem of the sample
    assert made.spent.replies - made.spent.fresh >= found.seeds == 20


def test_a_second_sample_is_free_and_says_the_same(tmp_path: Path) -> None:
    with HostileServer(model=MODEL) as server:
        config = config_of(tmp_path, server)
        first = estimate(config, sample=3)
        before = len(server.calls)
        assert estimate(config, sample=3) == first
        assert len(server.calls) == before


def test_a_sample_that_finds_too_few_skills_takes_more_seed_problems(tmp_path: Path) -> None:
    with HostileServer(model=MODEL) as server:
        config = config_of(tmp_path, server, "math2")
        found = estimate(config, sample=2)
        assert found.seeds > 20
        assert found.paid_calls == len(server.calls), "those of the smaller sample are paid too"


def test_passes_over_seed_problems_grow_with_those_and_the_others_with_what_is_wanted(tmp_path: Path) -> None:
    with HostileServer(model=MODEL) as server:
        few = estimate(config_of(tmp_path, server, "mathscale", accepted=50), sample=4)
        many = estimate(config_of(tmp_path, server, "mathscale", accepted=5_000), sample=4)
    calls = [{one.name: one.calls.expected for one in found.passes} for found in (few, many)]
    assert calls[0]["extract"] == calls[1]["extract"] == len(SEEDS)
    assert 60 < calls[1]["make"] / calls[0]["make"] <= 100
    assert few.run_id == many.run_id


def test_an_unknown_price_gives_tokens_and_no_cost(tmp_path: Path) -> None:
    with HostileServer(model=MODEL) as server:
        found = estimate(config_of(tmp_path, server, role={"price": None}), sample=3)
    assert (found.cost_nano_usd, found.paid_nano_usd) == (None, None)
    assert {one.cost_nano_usd for one in found.passes} == {None}
    assert found.input_tokens.expected > 1_000


def test_the_sample_of_a_batch_is_asked_at_once(tmp_path: Path) -> None:
    with HostileServer(model=MODEL) as server:
        found = estimate(config_of(tmp_path, server, how={"batch": True}), sample=3)
        assert len(server.calls) == found.paid_calls > 0
        assert [one.path for one in server.requests if "batch" in one.path] == []


def test_a_sample_makes_no_more_than_the_run_wants(tmp_path: Path) -> None:
    with HostileServer(model=MODEL) as server:
        resolve(config_of(tmp_path, server, accepted=1), sample=20)
    (sample,) = list_runs(tmp_path / "workspace")
    assert sample.target == 1


def test_a_sample_takes_whole_what_the_run_would_take_in_part(tmp_path: Path) -> None:
    with HostileServer(model=MODEL) as server:
        config = config_of(tmp_path, server, "mathscale", accepted=5, options={"seed_fraction": 0.2})
        found = estimate(config, sample=3)
    (extract, *_) = found.passes
    kept = round(0.2 * len(SEEDS))
    assert (found.seeds, extract.measured) == (20, 20)
    assert abs(extract.calls.expected - kept) <= 1


def test_a_sample_keeps_to_the_budget_and_says_so(tmp_path: Path) -> None:
    with HostileServer(model=MODEL) as server:
        config = config_of(tmp_path, server, how={"budget": ("5ktokens",)})
        with pytest.raises(UsageError, match=r"the sample made no problem.*budget"):
            resolve(config, sample=3)
        assert len(server.calls) <= 3


def test_a_sample_and_its_run_together_never_pass_the_cap(tmp_path: Path) -> None:
    with HostileServer(model=MODEL) as server:
        config = config_of(tmp_path, server, accepted=400, how={"budget": ("0.01usd",), "concurrency": 4})
        found = estimate(config, sample=5)
        made = run(config)
    with Workspace.open(tmp_path / "workspace") as workspace:
        (budget,) = budget_state(workspace)
    paid_by = dict(query(tmp_path, PAID_BY_RUN))
    assert made.stopped is not None
    assert "the budget usd is spent" in made.stopped
    assert paid_by.keys() == {found.run_id, made.published.run_id}, "each run is told what it paid itself"
    assert paid_by[found.run_id] == found.paid_nano_usd
    assert (budget.run_id, budget.cap) == (made.published.run_id, 10_000_000)
    assert budget.cap // 2 < sum(paid_by.values()) == budget.spent <= budget.cap


def test_a_run_may_pay_nothing_where_its_sample_spent_the_cap(tmp_path: Path) -> None:
    with HostileServer(model=MODEL) as server:
        config = config_of(tmp_path, server, accepted=40, how={"budget": ("1usd",)})
        spent = estimate(config, sample=5).paid_nano_usd
        before = len(server.calls)
        capped = config.how.model_copy(update={"budget": (f"0.{spent:09d}usd",)})
        made = run(config.model_copy(update={"how": capped}))
        assert len(server.calls) == before
    assert made.stopped is not None


@pytest.mark.parametrize(
    ("budgets", "told"),
    [
        (("much",), "much"),
        (("writer=1usd",), 'there is no role "writer"'),
        (("1usd", "2usd"), "usd is capped twice"),
        (("1usd",), r"the price of small .* is unknown.*set roles\.author\.price"),
        (("judge=1usd",), r"the price of small .* is unknown.*set roles\.author\.price"),
    ],
)
@pytest.mark.parametrize("sample", [None, 3])
def test_an_estimate_refuses_a_budget_that_the_run_would_refuse(
    tmp_path: Path, budgets: tuple[str, ...], told: str, sample: int | None
) -> None:
    with HostileServer(model=MODEL) as server:
        config = config_of(tmp_path, server, role={"price": None}, how={"budget": budgets})
        with pytest.raises(UsageError, match=told):
            resolve(config, sample=sample)
        assert server.requests == []
    assert list(tmp_path.iterdir()) == [], "nothing is begun"


def test_an_estimate_takes_a_budget_in_tokens_where_the_price_is_unknown(tmp_path: Path) -> None:
    with HostileServer(model=MODEL) as server:
        config = config_of(tmp_path, server, role={"price": None}, how={"budget": ("2mtokens",)})
        assert resolve(config).estimate is None


def test_a_run_without_a_network_has_no_sample(tmp_path: Path) -> None:
    with HostileServer(model=MODEL) as server:
        config = config_of(tmp_path, server, how={"offline": str(tmp_path / "waves")})
        with pytest.raises(UsageError, match="--sample asks models now, --offline never does"):
            resolve(config, sample=3)
        assert server.requests == []


@given(wanted=st.integers(1, 300))
def test_seed_problems_of_a_sample_are_spread_and_those_of_half_as_many_are_among_them(wanted: int) -> None:
    chosen = sample_seeds(SEEDS, wanted)
    assert len({seed.problem_id for seed in chosen}) == len(chosen) == min(wanted, len(SEEDS))
    if 2 * wanted <= len(SEEDS):
        assert set(chosen) <= set(sample_seeds(SEEDS, 2 * wanted))
        assert SEEDS.index(chosen[-1]) >= len(SEEDS) - len(SEEDS) // wanted - 1


# --- what the run has done ------------------------------------------------------------------------


def resolved(tmp_path: Path, server: HostileServer, accepted: int) -> Resolved:
    return resolve(config_of(tmp_path, server, "mathscale", accepted=accepted))


def test_a_lower_target_than_reached_costs_what_was_paid(tmp_path: Path) -> None:
    with HostileServer(model=MODEL) as server:
        run(config_of(tmp_path, server, accepted=8))
        whole, less = (resolve(config_of(tmp_path, server, accepted=wanted)).model_calls for wanted in (8, 2))
        assert whole == less == len(server.calls)


def test_a_finished_run_is_told_as_it_was_without_a_range(tmp_path: Path) -> None:
    with HostileServer(model=MODEL) as server:
        made = run(config_of(tmp_path, server, "mathscale", accepted=8))
        found = resolved(tmp_path, server, 8).estimate
        assert len(server.calls) == (made.spent.replies if made.spent else None)
    assert found is not None
    assert made.spent is not None
    assert (found.basis, found.run_id) == ("run", made.published.run_id)
    assert (found.calls.low, found.calls.expected, found.calls.high) == (made.spent.replies,) * 3
    assert found.cost_nano_usd is not None
    assert found.cost_nano_usd.expected == made.spent.cost_nano_usd


def test_a_higher_target_leaves_only_what_is_to_come_open(tmp_path: Path) -> None:
    with HostileServer(model=MODEL) as server:
        run(config_of(tmp_path, server, "mathscale", accepted=8))
        found = resolved(tmp_path, server, 40).estimate
        made = run(config_of(tmp_path, server, "mathscale", accepted=40))
        with Workspace.open(tmp_path / "workspace") as workspace:
            calls = costs_of(workspace, made.published.run_id, RECIPES["mathscale"]).total.calls
    assert found is not None
    by_name = {one.name: one.calls for one in found.passes}
    assert by_name["extract"].low == by_name["extract"].high == len(SEEDS)
    assert by_name["make"].low < by_name["make"].expected < by_name["make"].high
    assert holds(found.calls, calls)


def test_a_run_that_has_made_nothing_yet_tells_nothing(tmp_path: Path) -> None:
    with HostileServer(model=MODEL) as server:
        config = config_of(tmp_path, server, how={"budget": ("5ktokens",)})
        run(config)
        assert len(list_runs(tmp_path / "workspace")) == 1
        assert resolve(config).estimate is None


def test_an_estimate_changes_nothing_of_the_run(tmp_path: Path) -> None:
    with HostileServer(model=MODEL) as server:
        config = config_of(tmp_path, server, "mathscale", accepted=4)
        made = run(config)
        with Workspace.open(tmp_path / "workspace") as workspace:
            rows = list(read_outcomes(workspace, made.published.run_id).rows(2))
            resolve(config)
            assert list(read_outcomes(workspace, made.published.run_id).rows(2)) == rows
        assert list_runs(tmp_path / "workspace")[0].state == "complete"


@pytest.mark.parametrize(("freedom", "value"), [(3, 3.182), (4, 2.776), (10, 2.228), (19, 2.093), (1000, 1.962)])
def test_quantiles_of_t_are_those_of_the_tables(freedom: int, value: float) -> None:
    assert t_quantile(freedom) == pytest.approx(value, rel=0.01)


# --- the figures alone ----------------------------------------------------------------------------

NOTHING = RunConfig.model_validate({"recipe": "mathscale", "accepted": 100})


def item(calls: int, cost: int | None = 1_000) -> ItemCalls:
    return ItemCalls(calls, 100 * calls, 10 * calls, cost)


def from_sample(*last: ItemCalls, finished: int, accepted: int, let_in: int, extract: int = 10) -> Estimate:
    passes = [
        PassCalls("extract", extract, extract, [item(1)] * extract),
        PassCalls("merge", 1, 1, [item(4)]),
        PassCalls("make", finished, accepted, list(last)),
    ]
    return extrapolated(NOTHING, SEEDS, Measured("sample", "r", 10, let_in, passes, ()))


def test_a_spread_that_was_not_seen_still_leaves_a_range() -> None:
    few, many = (
        from_sample(*[item(3)] * number, finished=number, accepted=number, let_in=number).passes[2].calls
        for number in (5, 50)
    )
    assert few.expected == many.expected == 300
    assert few.low < 190 < 470 < few.high
    assert 270 < many.low < 295 < 305 < many.high < 330


def test_what_was_begun_too_much_is_expected_again_and_widens_the_range() -> None:
    exact = from_sample(*[item(3)] * 20, finished=20, accepted=20, let_in=20).passes[2].calls
    ahead = from_sample(*[item(3)] * 20, finished=20, accepted=20, let_in=5).passes[2].calls
    assert (exact.expected, ahead.expected) == (300, 345)
    assert ahead.high - ahead.expected > exact.high - exact.expected + 15


def test_items_that_did_not_come_through_are_paid_for_too() -> None:
    found = from_sample(*[item(3)] * 40, finished=40, accepted=10, let_in=10).passes[2].calls
    assert found.expected == 1_200


def test_of_items_that_were_not_gone_through_the_mean_stands() -> None:
    found = from_sample(item(2), item(4), finished=40, accepted=40, let_in=40).passes[2]
    assert (found.measured, found.calls.expected) == (2, 300)


def test_a_pass_that_gathers_takes_at_least_what_it_took_and_grows_no_faster_than_the_seed_problems() -> None:
    merge = from_sample(item(3), item(3), finished=2, accepted=2, let_in=2).passes[1].calls
    assert (merge.low, merge.expected) == (4, round(4 * len(SEEDS) / 10))
    assert merge.high == round(8 * len(SEEDS) / 10)


def test_a_call_that_two_items_ask_is_counted_once(tmp_path: Path) -> None:
    endpoint = Endpoint("openai", "https://api.openai.com/v1", "gpt-5-mini")
    asked = ModelRequest(endpoint, (ChatMessage("user", "One?"),), template="t", prompt="P")
    price = price_of("openai", endpoint.base_url, endpoint.model)
    found = {}
    with Workspace.open(tmp_path) as workspace, Ledger(workspace) as ledger:
        asyncio.run(ledger.keep(paid(1, key=asked.key, input_tokens=1_000, cached_tokens=0, output_tokens=500)))
        for batch in (False, True):
            caller = Caller(ledger, "r", Health(), BudgetGate(ledger), heard=[asked, asked])
            reader = Reader(caller, {("openai", endpoint.base_url, endpoint.model): price}, batch)
            found[batch] = reader.asked()
            assert reader.asked() == ItemCalls(0, 0, 0, 0)
    assert found[False] == ItemCalls(1, 1_000, 500, 1_250_000)
    assert found[True].cost_nano_usd == 625_000, "a batch costs half"
