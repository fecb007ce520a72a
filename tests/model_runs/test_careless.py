"""Each way in which a model is careless, alone: what the run does with it, and what its yield table says."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from mathwright.jobs.config import RunConfig
from mathwright.jobs.make import MadeRun
from mathwright.jobs.runs import show_run
from mathwright.prompts.rendering import Templates
from mathwright.seeds.shipped import shipped_seeds
from mathwright.teachers.kept import CUT_OFF, EMPTY, FOREIGN, REFUSED
from tests.hostile.faults import Faults
from tests.hostile.model import ProgramModel
from tests.hostile.records import Recorded
from tests.hostile.server import HostileServer
from tests.model_runs.runs import calls_since, config_of, problems, query, reasons, run

SEEDS = 5
AGAIN = Templates().again("\x00").partition("\x00")[0]


def config(place: Path, server: HostileServer, recipe: str = "mugglemath", **more: Any) -> RunConfig:
    """A run over a few seed problems to the end of its plan."""
    path = place / "seeds.jsonl"
    seeds = [seed for seed in shipped_seeds() if seed.solutions][:SEEDS]
    rows = ({"question": seed.question, "answer": seed.solutions[0]} for seed in seeds)
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    options = {"sweeps": 1, "responses": 2, "kinds": ["change_numbers"]}
    return config_of(place, server, recipe, 100, seeds={"path": str(path)}, options=options, **more)


@pytest.fixture(scope="module")
def clean(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    """The problems of a model without faults."""
    with HostileServer(model=ProgramModel()) as server:
        made = run(config(tmp_path_factory.mktemp("clean"), server))
    return unnumbered(made)


def unnumbered(made: MadeRun) -> list[dict[str, Any]]:
    """The problems, each with its first solution alone."""
    return [{name: row[name] for name in ("problem", "answer", "kind", "parents")} for row in problems(made)]


def with_fault(place: Path, server: HostileServer, **more: Any) -> tuple[MadeRun, list[Recorded]]:
    before = len(server.requests)
    return run(config(place, server, **more)), calls_since(server, before)


def asked_again(calls: list[Recorded]) -> list[str]:
    """What re-asks said."""
    last = [one.json["messages"][-1]["content"] for one in calls]
    return [text for text in last if text.startswith(AGAIN)]


@pytest.mark.parametrize("fault", ["preamble", "fences", "thinking", "duplicated", "wrong_type"])
def test_what_leaves_a_reply_whole_costs_nothing(tmp_path: Path, fault: str, clean: list[dict[str, Any]]) -> None:
    with HostileServer(Faults(**{fault: 1.0}), model=ProgramModel()) as server:
        made, calls = with_fault(tmp_path, server)
    assert unnumbered(made) == clean
    assert {step for step, _ in reasons(made)} <= {"rewrite"}
    assert asked_again(calls) == []
    assert {query(tmp_path, "SELECT count(*) FROM calls WHERE fault IS NOT NULL")[0][0]} == {0}


def test_thoughts_are_no_part_of_a_solution(tmp_path: Path) -> None:
    with HostileServer(Faults(thinking=1.0), model=ProgramModel()) as server:
        made, _ = with_fault(tmp_path, server)
    assert problems(made)
    assert not any("think" in row["solution"] for row in problems(made))


@pytest.mark.parametrize(
    ("fault", "step", "said", "again"),
    [
        ("empty", "reply", EMPTY, True),
        ("chinese", "reply", FOREIGN, True),
        ("refusal", "reply", REFUSED, False),
        ("length_cut", "incomplete", CUT_OFF, False),
        ("wrong_tags", "reply", "none of the blocks asked for", True),
    ],
)
def test_what_spoils_a_reply_rejects_the_item_under_its_own_name(
    tmp_path: Path, fault: str, step: str, said: str, again: bool
) -> None:
    with HostileServer(Faults(**{fault: 1.0}), model=ProgramModel()) as server:
        made, calls = with_fault(tmp_path, server)
    found = reasons(made)
    assert {step for step, _ in found} == {step}
    assert all(reason.startswith(f"RewriteQuery: {said}") for _, reason in found), found
    assert found.total() == SEEDS
    assert made.published.made == 0
    told = asked_again(calls)
    assert len(told) == (SEEDS if again else 0)
    assert len(calls) == SEEDS * (1 + again)
    assert all(said in text for text in told)
    kept = query(tmp_path, "SELECT fault, count(*) FROM calls GROUP BY fault")
    assert sum(count for _, count in kept) == len(calls)
    assert all(name is not None and name.startswith(said) for name, _ in kept)
    shown = show_run(tmp_path / "workspace", made.published.run_id)
    told_there = Counter({(one.step, one.reason): one.items for one in shown.passes[0].refusals})
    assert told_there == found


def test_an_item_is_saved_by_one_re_ask_that_quotes_the_reply_and_names_its_fault(
    tmp_path: Path, clean: list[dict[str, Any]]
) -> None:
    class OnceWrong(ProgramModel):
        """Forgets the form until it is told."""

        def reply(self, asked: Any, sample: int) -> str:
            text = super().reply(asked, sample)
            told = asked.messages[-1].content.startswith(AGAIN)
            return text if told or self.prompt_of(asked) != "RewriteQuery" else "What a nice problem."

    with HostileServer(model=OnceWrong()) as server:
        made, calls = with_fault(tmp_path, server)
        assert made.spent is not None
        assert made.spent.fresh == len(calls)
    assert unnumbered(made) == clean
    again = [one.json["messages"] for one in calls if one.json["messages"][-1]["content"].startswith(AGAIN)]
    assert len(again) == SEEDS
    for messages in again:
        assert [message["role"] for message in messages[-2:]] == ["assistant", "user"]
        assert messages[-2]["content"] == "What a nice problem."
        assert "none of the blocks asked for" in messages[-1]["content"]


def test_two_boxed_answers_vote_for_none_or_are_asked_again(tmp_path: Path) -> None:
    with HostileServer(Faults(two_boxes=1.0), model=ProgramModel()) as server:
        made, calls = with_fault(tmp_path, server)
    assert made.published.made == 0
    found = {reason for step, reason in reasons(made) if step == "reply"}
    assert found == {"Respond: several boxed answers"}
    assert len(asked_again(calls)) == sum(one.prompt == "Respond" for one in calls) // 2
    assert all("several boxed answers" in text for text in asked_again(calls))


def test_latex_that_json_would_turn_into_control_characters_is_rejected(tmp_path: Path) -> None:
    with HostileServer(Faults(under_escaped=1.0), model=ProgramModel()) as server:
        path = config(tmp_path, server).seeds
        made = run(config_of(tmp_path, server, "math2", 3, seeds=path))
        calls = server.calls
    assert (made.state, made.published.made) == ("exhausted", 0)
    found = reasons(made)
    assert {(step, reason.partition(":")[0]) for step, reason in found} == {("reply", "LabelSkill")}
    assert all("backslash" in reason for _, reason in found), found
    assert len(asked_again(calls)) == SEEDS


@pytest.mark.parametrize("responses", [4, 6])
def test_a_server_that_ignores_n_is_asked_for_the_rest(
    tmp_path: Path, responses: int, clean: list[dict[str, Any]]
) -> None:
    runs = {}
    for name, ignored in (("heeds", 0.0), ("ignores", 1.0)):
        with HostileServer(Faults(n_ignored=ignored), model=ProgramModel()) as server:
            place = tmp_path / name
            place.mkdir()
            base = config(place, server, role={"n": 4})
            options = base.options | {"responses": responses}
            made = run(base.model_copy(update={"options": options}))
            asked = Counter(one.json.get("n", 1) for one in server.calls if one.prompt == "Respond")
            runs[name] = (unnumbered(made), asked, query(place, "SELECT count(*) FROM calls")[0][0])
    assert runs["heeds"][0] == runs["ignores"][0] == clean
    items = len(clean)
    assert runs["heeds"][1] == ({4: items} if responses == 4 else {4: items, 2: items})
    calls = {4: items, 3: items, 2: items, 1: items}
    assert runs["ignores"][1] == (calls if responses == 4 else Counter(calls) + Counter({2: items, 1: items}))
    assert runs["heeds"][2] == runs["ignores"][2] == SEEDS + items * responses


def test_a_reply_without_its_tokens_counts_at_its_most_and_its_cost_as_unknown(tmp_path: Path) -> None:
    with HostileServer(Faults(usage_missing=1.0), model=ProgramModel()) as server:
        made, calls = with_fault(tmp_path, server, how={"budget": ("1usd",)})
    assert made.spent is not None
    assert made.spent.unpriced == made.spent.replies == len(calls)
    (spent,) = query(tmp_path, "SELECT spent, reserved FROM budgets")
    assert spent[0] >= len(calls) * 1500 * 600
    assert spent[1] == 0


def test_votes_that_cannot_be_read_are_no_votes(tmp_path: Path) -> None:
    """Of four verdicts on a question one in a few is spoiled; the others decide."""

    class SometimesNoVerdict(ProgramModel):
        """Its samples differ: the first verdict of each question is none."""

        def reply(self, asked: Any, sample: int) -> str:
            if self.prompt_of(asked) == "ValidateQuestion" and sample == 0:
                return "It seems fine to me."
            return super().reply(asked, 0)

    with HostileServer(Faults(draws_differ=True), model=SometimesNoVerdict()) as server:
        made = run(config_of(tmp_path, server, "math2", 3, options={"seed_fraction": 0.3}))
    assert made.state == "complete"
    assert [reason for _, reason in reasons(made) if reason.startswith("ValidateQuestion")] == []
    faulty = query(
        tmp_path, "SELECT prompt, count(*) FROM calls JOIN call_kinds USING (kind) WHERE fault IS NOT NULL GROUP BY 1"
    )
    assert [prompt for prompt, _ in faulty] == ["ValidateQuestion"]
