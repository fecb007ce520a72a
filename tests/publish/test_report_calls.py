"""The report's section on models: every number of the costs, prices with their date, and nothing made up."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from mathwright.publish.costs import AskedModel, PromptCosts, ReportedCalls, RunCosts, told_sums
from mathwright.publish.report.page import render_report
from mathwright.publish.report.tally import ReportTally
from mathwright.store.ledger_statistics import CallSums, FaultCount, ModelCalls
from mathwright.teachers.prices import OwnPrice, Price, price_of


def sums(**changes: Any) -> CallSums:
    values: dict[str, Any] = {
        "calls": 1_200,
        "retired": 0,
        "unusable": 12,
        "faults": (FaultCount(fault="no <question> block", calls=9), FaultCount(fault="empty reply", calls=3)),
        "input_tokens": 1_234_567,
        "cached_tokens": 1_024,
        "output_tokens": 76_543,
        "reasoning_tokens": 2_048,
        "tokens_unknown": 0,
        "cost_nano_usd": 750_000_000,
        "cost_unknown": 0,
        "latency_p50_ms": 900,
        "latency_p95_ms": 2_000,
        "tries": 1_210,
    }
    return CallSums(**values | changes)


def calls(price: Price | None = None, **changes: Any) -> ReportedCalls:
    clean = {"calls": 300, "unusable": 0, "faults": (), "cost_nano_usd": 250_000_000}
    values: dict[str, Any] = {
        "prompts": (
            PromptCosts(pass_name="rewrite", prompt="RewriteQuery", sums=sums()),
            PromptCosts(pass_name="respond", prompt="Respond", sums=sums(**clean)),
        ),
        "total": sums(calls=1_500, cost_nano_usd=1_000_000_000),
        "models": (
            ModelCalls(
                role="author",
                provider="openai",
                base_url="https://api.example.com/v1",
                model="<b>small</b>",
                served_model="small-0101",
                way="batch",
                priced="2026-11-01",
                calls=1_500,
            ),
        ),
        "cost_nano_usd": 1_000_000_000,
        "problems": 80,
        "problem_nano_usd": 12_500_000,
    }
    asked = AskedModel(
        role="author", provider="openai", base_url="https://api.example.com/v1", model="<b>small</b>", price=price
    )
    return ReportedCalls(costs=RunCosts(**values | changes), roles=(asked,))


def page(shown: ReportedCalls | None) -> str:
    data = ReportTally(7).report("A dataset", "mugglemath", [], {}, calls=shown)
    return render_report(data)


def text(shown: ReportedCalls) -> str:
    """The section as it reads."""
    (section,) = re.findall(r'<section aria-labelledby="calls">(.*?)</section>', page(shown), re.DOTALL)
    return " ".join(re.sub(r"<[^>]*>", " ", section).split())


def own_price() -> Price | None:
    return price_of("openai", "https://x.example/v1", "small", OwnPrice(input=Decimal("0.15"), output=Decimal(10)))


def test_prompts_stand_under_their_pass_with_calls_tokens_cost_and_share() -> None:
    told = text(calls())
    assert "rewrite RewriteQuery 1,200 12 1,234,567 76,543 $0.7500 75.0 %" in told
    assert "respond Respond 300 0 1,234,567 76,543 $0.2500 25.0 %" in told
    assert "All 1,500 12 1,234,567 76,543 $1.00 100 %" in told
    assert "cost per accepted problem $0.0125" in told
    assert "1,024 were read from a provider's cache; of the tokens out, 2,048 were reasoning." in told


def test_faults_are_listed_by_prompt() -> None:
    told = text(calls())
    assert "RewriteQuery 12 1.0 % no &lt;question&gt; block 9 0.8 % empty reply 3 0.2 %" in told


def test_the_price_has_its_date_and_source_and_an_unknown_one_says_so() -> None:
    price = own_price()
    assert price is not None
    assert f"0.15 10 {price.date}, run file" in text(calls(price))
    assert "unknown no price is known" in text(calls())
    assert "&lt;b&gt;small&lt;/b&gt; small-0101 batch 2026-11-01 1,500" in text(calls())
    assert "<b>small</b>" not in page(calls())


def test_an_unknown_cost_is_never_0() -> None:
    unknown = sums(cost_nano_usd=None, cost_unknown=1_200, tokens_unknown=1_200)
    costs = calls(
        prompts=(PromptCosts(pass_name=None, prompt="Gone", sums=unknown),),
        total=unknown,
        cost_nano_usd=None,
        problem_nano_usd=None,
    )
    told = text(costs)
    assert "no pass of the recipe any more Gone 1,200 12 unknown unknown unknown –" in told
    assert "cost per accepted problem unknown" in told
    assert "$" not in told
    assert told_sums(sums(cost_unknown=200)) == "$0.7500 and 200 calls of unknown cost"


def test_a_run_that_paid_nothing_says_so_and_still_names_its_models() -> None:
    nothing = sums(calls=0, unusable=0, faults=(), cost_nano_usd=None)
    shown = text(calls(prompts=(), total=nothing, models=(), cost_nano_usd=0, problem_nano_usd=0))
    assert "This run paid for no call" in shown
    assert "https://api.example.com/v1" in shown


def test_a_report_without_models_has_no_such_section() -> None:
    assert "Calls to models" in page(calls())
    assert "Calls to models" not in page(None)
