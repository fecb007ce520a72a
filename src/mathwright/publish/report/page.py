"""The report as one HTML file that asks for nothing from outside, and its data beside it."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from itertools import groupby
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from mathwright.publish.costs import PromptCosts, told_sums
from mathwright.publish.report.bars import bars
from mathwright.publish.report.counts import Count
from mathwright.publish.report.curve import curve
from mathwright.publish.report.data import ReportData
from mathwright.publish.report.funnel import funnel
from mathwright.publish.report.heatmap import heatmap, heatmap_legend
from mathwright.publish.report.labels import counted, saturation_words, standing_words
from mathwright.publish.report.network import network, network_legend
from mathwright.publish.report.text import label, share, thousands, visible
from mathwright.publish.report.variety import level_counts, level_label, mean_words, rate_words, told_figures
from mathwright.store.disk import atomic_file
from mathwright.teachers.money import told_usd

EVIDENCE_MEANS = {
    "program": "re-executed by a second route",
    "vote": "a majority of independent draws",
    "judge": "a model's judgement",
    "person": "reviewed by a person",
    "none": "the answer is taken as it is",
}

ENDS = {
    "topic_topic": "Topic – topic",
    "topic_knowledge_point": "Topic – knowledge point",
    "knowledge_point_knowledge_point": "Knowledge point – knowledge point",
}
PRINTED = 12
"""Pairs of skills that a list on the page holds."""


def write_report(data: ReportData, path: Path) -> Path:
    """Write the page to ``path`` and its data to the same name with ``.json``; the path of the page comes back.

    Each file appears whole or not at all.  Raises StorageError if the disk refuses.
    """
    page = render_report(data)
    with atomic_file(path.with_suffix(".json")) as file:
        left_out = {name for name, empty in (("calls", data.calls is None), ("quotas", not data.quotas)) if empty}
        file.write((data.model_dump_json(indent=1, exclude=left_out) + "\n").encode("utf-8"))
    with atomic_file(path) as file:
        file.write(page.encode("utf-8"))
    return path


def render_report(data: ReportData) -> str:
    """The page as HTML text; equal data gives equal text."""
    return (
        _environment()
        .get_template("report.html.j2")
        .render(
            data=data,
            refused_by_steps=sum(step.rejected for stage in data.passes for step in stage.steps),
            refused_by_admit=sum(count.count for count in data.admit_refused),
            hardest=_hardest_step(data),
            standing=_standing(data),
            most_problems=max((problems for *_, problems in data.pairs.cells), default=0) if data.pairs else 0,
        )
    )


def _environment() -> Environment:
    """With what the templates call."""
    environment = Environment(
        loader=PackageLoader("mathwright.publish.report", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_seen,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(
        {
            "thousands": thousands,
            "share": share,
            "label": label,
            "counted": counted,
            "ends": ENDS.__getitem__,
            "evidence_means": _means,
            "usd": told_usd,
            "cost": told_sums,
            "by_pass": _by_pass,
            "amount": _amount,
        }
    )
    environment.globals.update(
        {
            "funnel": funnel,
            "bars": bars,
            "heatmap": heatmap,
            "heatmap_legend": heatmap_legend,
            "network": network,
            "network_legend": network_legend,
            "curve": curve,
            "saturation_words": saturation_words,
            "told_figures": told_figures,
            "level_counts": level_counts,
            "level_label": level_label,
            "mean_words": mean_words,
            "rate_words": rate_words,
            "columns": _columns,
            "PRINTED": PRINTED,
        }
    )
    return environment


def _standing(data: ReportData) -> str | None:
    if data.standing is None:
        return None
    return standing_words(data.standing.state, data.standing.let_in, data.standing.wanted)


def _seen(value: object) -> object:
    """What Jinja2 escapes and prints: foreign text with its unseen characters written out."""
    return visible(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def _means(kind: str) -> str:
    return EVIDENCE_MEANS.get(kind, "")


def _by_pass(prompts: Sequence[PromptCosts]) -> list[tuple[str | None, list[PromptCosts]]]:
    """The prompts of each pass, in their order."""
    return [(name, list(of_pass)) for name, of_pass in groupby(prompts, key=lambda one: one.pass_name)]


def _amount(usd: Decimal) -> str:
    """``0.15``, ``10``: without an exponent and without zeros that say nothing."""
    return f"{usd.normalize():f}"


def _columns(counts: Sequence[Count]) -> list[Sequence[Count]]:
    """The bars in one column, or in two halves where there are more than eight."""
    if len(counts) <= 8:
        return [counts]
    half = (len(counts) + 1) // 2
    return [counts[:half], counts[half:]]


def _hardest_step(data: ReportData) -> Count | None:
    """The step that refused most; None where nothing was refused."""
    steps = [Count(label=step.name, count=step.rejected) for stage in data.passes for step in stage.steps]
    hardest = max(steps, key=lambda step: step.count, default=None)
    return hardest if hardest is not None and hardest.count else None
