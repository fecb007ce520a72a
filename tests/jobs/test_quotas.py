"""Runs with quotas on the shipped seed problems: kept, the same however they are carried out, and told."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from pathlib import Path

import pytest

from mathwright.curate.quotas import QuotaStanding, Trait
from mathwright.engine.upstream import accepted_rows, ended_outcomes, nothing, upstream
from mathwright.errors import UsageError
from mathwright.jobs.check import check_run
from mathwright.jobs.config import RunConfig, read_run_config
from mathwright.jobs.make import MadeRun, make, resolve
from mathwright.jobs.publish import publish_run
from mathwright.jobs.quotas import as_planned, came_instead
from mathwright.jobs.regrade import regrade_run
from mathwright.jobs.seed_problems import seeds_of
from mathwright.jobs.stages import endless_pass, recipe_of, stages_of
from mathwright.store.outcomes import read_outcomes
from mathwright.store.workspace import Workspace


def config_of(
    place: Path,
    quotas: dict[str, object],
    recipe: str = "mugglemath",
    accepted: int = 80,
    workers: int = 0,
    **more: object,
) -> RunConfig:
    how = {"workers": workers, "workspace": str(place / "workspace")}
    given = {"recipe": recipe, "accepted": accepted, "how": how, "admit": {"quotas": {"wave": 16, **quotas}}, **more}
    return RunConfig.model_validate(given)


def rows_of(made: MadeRun) -> list[dict[str, object]]:
    text = (made.published.dataset / "accepted.jsonl").read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


def counts(made: MadeRun, column: str) -> Counter[str]:
    found = Counter[str]()
    for row in rows_of(made):
        values = row[column]
        found.update(values if isinstance(values, list) else [str(values)])
    return found


SEED_SKILLS = 27
"""Skills of the shipped seed problems."""


@pytest.mark.parametrize(
    ("recipe", "wanted", "trait", "column", "least", "values"),
    [
        pytest.param("mugglemath", 60, "skill", "skills", 2, SEED_SKILLS, id="mugglemath"),
        pytest.param("math2", 50, "skill", "skills", 3, 26, id="math2"),
        pytest.param("mathscale", 60, "topic", "topics", 9, 9, id="mathscale"),
    ],
)
def test_no_value_is_below_its_quota(
    tmp_path: Path, recipe: str, wanted: int, trait: str, column: str, least: int, values: int
) -> None:
    config = config_of(tmp_path, {trait: {"at_least": least}}, recipe, wanted)

    made = make(config, to=tmp_path / "out")

    found = counts(made, column)
    assert (made.state, made.published.made, len(found)) == ("complete", wanted, values)
    assert min(found.values()) >= least
    assert made.published.short == ()


def test_more_gaps_than_places_are_filled_by_problems_of_several_skills(tmp_path: Path) -> None:
    """81 gaps in 60 places, of problems that may have nine skills but seldom have more than two."""
    made = make(config_of(tmp_path, {"skill": {"at_least": 3, "at_most": 9}}, accepted=60), to=tmp_path / "out")

    found = counts(made, "skills")
    assert (made.state, made.published.made, made.published.short) == ("complete", 60, ())
    assert (len(found), min(found.values()) >= 3, max(found.values()) <= 9) == (SEED_SKILLS, True, True)


def test_at_most_bounds_each_value_and_a_named_one_by_itself(tmp_path: Path) -> None:
    quotas = {"topic": {"at_most": 30, "Geometry": {"at_most": 3}}, "kind": {"at_most_share": 0.25}}

    made = make(config_of(tmp_path, quotas), to=tmp_path / "out")

    assert (made.state, made.published.made) == ("complete", 80)
    assert counts(made, "topics")["Geometry"] <= 3
    assert max(counts(made, "topics").values()) <= 30
    assert max(counts(made, "kind").values()) == 20
    assert made.published.refused["admit: quota of this kind is full"] > 0


def test_difficulty_is_a_quota_too(tmp_path: Path) -> None:
    made = make(config_of(tmp_path, {"difficulty": {"at_least": 4}}, accepted=40), to=tmp_path / "out")

    assert made.state == "complete"
    assert min(counts(made, "level")[level] for level in "12345") >= 4


BINDING = {"skill": {"at_least": 1}, "kind": {"at_most_share": 0.9}}
TWO_KINDS = {"kinds": ["change_numbers", "fractions"]}


@pytest.mark.parametrize("recipe", ["mugglemath", "math2"])
def test_workers_change_nothing(tmp_path: Path, recipe: str) -> None:
    digests = set()
    for workers in (0, 2) if recipe == "mugglemath" else (0, 1):
        one = {"named": {"tips_and_tax": {"at_least": 4}}}
        quotas = {"skill": one if recipe == "mugglemath" else {"at_most": 4}}
        options = {"kinds": ["change_numbers"]} if recipe == "mugglemath" else {"seed_fraction": 0.4}
        place = tmp_path / str(workers)
        made = make(
            config_of(place, quotas, recipe, 20 if recipe == "mugglemath" else 16, workers, options=options),
            to=place / "out",
        )
        digests.add((made.published.dataset / "accepted.jsonl").read_bytes())
    assert len(digests) == 1


def test_a_raised_target_gives_what_it_would_have_given_at_once_and_publishes_again(tmp_path: Path) -> None:
    for accepted in (30, 45):
        config = config_of(tmp_path / "raised", BINDING, accepted=accepted, options=TWO_KINDS)
        made = make(config, to=tmp_path / "raised" / str(accepted))
    config = config_of(tmp_path / "straight", BINDING, accepted=45, options=TWO_KINDS)
    straight = make(config, to=tmp_path / "straight" / "out")

    again = publish_run(tmp_path / "raised" / "workspace", made.published.run_id, to=tmp_path / "again")

    assert made.published.made == 45
    assert rows_of(made) == rows_of(straight)
    assert again.rejected == straight.published.rejected
    for name in ("accepted.jsonl", "rejected.jsonl", "report.json"):
        assert (tmp_path / "again" / name).read_bytes() == (straight.published.dataset / name).read_bytes()


@pytest.mark.parametrize("recipe", ["mugglemath", "math2"])
def test_a_stored_run_tells_the_plan_it_followed(tmp_path: Path, recipe: str) -> None:
    quotas = {"skill": {"at_least": 2}}
    config, seeds = seeds_of(config_of(tmp_path, quotas, recipe, 64))
    made = make(config, to=tmp_path / "out")
    place = endless_pass(recipe_of(config))

    with Workspace.open(tmp_path / "workspace") as workspace:
        outcomes = read_outcomes(workspace, made.published.run_id)
        plain = stages_of(config, seeds)
        stages = as_planned(plain, config, seeds, outcomes)

        async def ids(steered: bool, most: int) -> list[str]:
            stage = stages[place] if steered else plain[place]
            before = again(outcomes, plain, place) if place else nothing()
            found: list[str] = []
            async for item in stage.plan(upstream(stage, before, lambda name: ended_outcomes(plain, outcomes, name))):
                found.append(item.item_id)
                if len(found) == most:
                    break
            return found

        async def again(outcomes, plain, place):  # type: ignore[no-untyped-def]
            for outcome in accepted_rows(outcomes.rows(place - 1), plain[place - 1].payload_type):
                yield outcome

        stored = [row.item_id for row in outcomes.rows(place)]
        assert len(stored) > 3 * 16
        assert asyncio.run(ids(True, len(stored))) == stored
        assert asyncio.run(ids(False, len(stored))) != stored


# --- what cannot be reached -------------------------------------------------------------------------


def test_a_quota_that_is_not_reached_is_told_with_what_is_missing(tmp_path: Path) -> None:
    config = config_of(tmp_path, {"difficulty": {"named": {"5": {"at_least": 40}}}}, accepted=45, options={"sweeps": 1})
    config = config.model_copy(update={"options": {"sweeps": 1, "kinds": ["change_numbers"]}})

    made = make(config, to=tmp_path / "out")

    (short,) = made.published.short
    assert made.state == "exhausted"
    assert (short.trait, short.name, short.at_least) == ("difficulty", "5", 40)
    assert short.let_in == counts(made, "level")["5"] == 40 - short.short
    assert made.published.made == 5 + short.let_in
    assert made.published.refused["admit: places kept for levels of difficulty below their quota"] > 0
    report = json.loads((tmp_path / "out" / "report.json").read_text(encoding="utf-8"))
    assert report["quotas"][0]["let_in"] == short.let_in
    assert "are short, by" in (tmp_path / "out" / "report.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("recipe", ["mugglemath", "math2", "mathscale"])
def test_an_impossible_quota_ends_a_run_before_its_first_problem(tmp_path: Path, recipe: str) -> None:
    quotas = {"topic" if recipe == "mathscale" else "skill": {"at_least": 50}}
    config = config_of(tmp_path, quotas, recipe, 20)

    with pytest.raises(UsageError, match=r"at_least asks for [\d,]+ places"):
        make(config, to=tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_check_and_a_dry_run_say_what_is_impossible_as_far_as_it_is_known(tmp_path: Path) -> None:
    impossible = config_of(tmp_path, {"skill": {"at_least": 50}}, accepted=20)

    assert any("at_least asks for 1,350 places (27 skills)" in fault for fault in check_run(impossible).faults)
    with pytest.raises(UsageError, match="at_least asks for"):
        resolve(impossible)
    assert check_run(config_of(tmp_path, {"skill": {"at_least": 1}}, accepted=80)).faults == ()


@pytest.mark.parametrize(
    ("text", "told"),
    [
        pytest.param("skill = { at_lest = 3 }", '"admit.quotas.skill.at_lest"; did you mean "at_least"', id="limit"),
        pytest.param("skil = { at_least = 3 }", 'unknown key "admit.quotas.skil"; did you mean "skill"', id="trait"),
        pytest.param('skill = { a = { at_mst = 3 } }', 'did you mean "at_most"', id="limit of a named value"),
        pytest.param("skill = { at_least = 3, at_most = 2 }", "at_least = 3 is more than at_most = 2", id="excluding"),
        pytest.param("wave = 0", 'key "admit.quotas.wave"', id="wave"),
    ],
)  # fmt: skip
def test_a_wrong_key_is_told_with_the_nearest(tmp_path: Path, text: str, told: str) -> None:
    path = tmp_path / "run.toml"
    path.write_text(f"[admit.quotas]\n{text}\n", encoding="utf-8")

    with pytest.raises(UsageError) as caught:
        read_run_config(path, {})
    assert told in str(caught.value)


def test_a_run_with_quotas_is_another_than_one_without(tmp_path: Path) -> None:
    plain = config_of(tmp_path, {}).model_copy(update={"admit": RunConfig().admit})
    runs = [
        resolve(one).run_id
        for one in (
            plain,
            config_of(tmp_path, {"skill": {"at_least": 1}}),
            config_of(tmp_path, {"skill": {"at_least": 2}}),
            config_of(tmp_path, {"skill": {"at_least": 2}, "wave": 17}),
        )
    ]

    assert len(set(runs)) == 4


def test_a_stored_run_is_decided_anew_as_it_was(tmp_path: Path) -> None:
    config = config_of(tmp_path, {"skill": {"at_least": 1}}, "math2", 30)
    made = make(config, to=tmp_path / "out")

    found = regrade_run(tmp_path / "workspace", made.published.run_id, write=True)
    again = publish_run(tmp_path / "workspace", made.published.run_id, to=tmp_path / "again")

    assert (found.changes, found.undecided, made.published.made, again.made) == ((), 0, 30, 30)
    assert (tmp_path / "again" / "accepted.jsonl").read_bytes() == (tmp_path / "out" / "accepted.jsonl").read_bytes()


def test_the_report_counts_the_pairs_that_were_planned(tmp_path: Path) -> None:
    quotas = {"skill": {"named": {"age_relations": {"at_least": 10}}}}
    made = make(config_of(tmp_path, quotas, "math2", 30), to=tmp_path / "out")
    report = json.loads((tmp_path / "out" / "report.json").read_text(encoding="utf-8"))

    assert counts(made, "skills")["age_relations"] >= 10
    cells = {(first, second): planned for first, second, planned, _ in report["pairs"]["cells"]}
    assert sum(cells.values()) == report["passes"][-1]["planned"]


def test_for_a_value_that_no_problem_has_those_that_came_are_told() -> None:
    def standing(name: str, let_in: int, at_least: int | None, trait: Trait = "kind") -> QuotaStanding:
        return QuotaStanding(trait=trait, name=name, let_in=let_in, at_least=at_least, at_most=None)

    rows = [standing("nonsense", 0, 5), standing("compose", 2, 3), standing("fractions", 9, None)]
    short = standing("adding", 1, 2, "skill")
    assert came_instead([*rows, short]) == {"kind": ("fractions", "compose")}
    assert came_instead([*rows[1:], short, standing("adding", 0, None, "topic")]) == {}
