"""An audit with models: what is asked, flagged, stored and paid; and that a spent budget or wrong key ends it well."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from tests.hostile.asked import Asked
from tests.hostile.faults import Faults
from tests.hostile.model import ProgramModel
from tests.hostile.server import HostileServer

from mathwright.errors import UsageError
from mathwright.jobs.asking import UNFINISHED
from mathwright.jobs.audit import AuditSettings, AuditTable, audit_answers, estimate_audit
from mathwright.jobs.audit_voices import final_answer
from mathwright.jobs.config import HowConfig, RunConfig, SeedsConfig
from mathwright.jobs.doubts import decide_doubt, list_doubts
from mathwright.jobs.role_config import RoleConfig, RolesConfig
from mathwright.teachers.prices import OwnPrice
from mathwright.verify.equality import CHECKER

GOLD = {"clips": "72", "apples": "23", "pens": "40", "tea": "the green one"}
"""What is right, by a word of the question."""


class Solving(ProgramModel):
    """Solves by heart, and judges by a word."""

    def __init__(self, answer: Callable[[str, int], str] | None = None, verdict: str = "same") -> None:
        super().__init__()
        self.answer = answer or (lambda word, sample: GOLD[word])
        self.verdict = verdict
        self.judged: list[str] = []

    def reply(self, asked: Asked, sample: int) -> str:
        question = asked.messages[-1].content
        if "<first_answer>" in question:
            self.judged.append(question)
            return json.dumps({"reason": "So.", "verdict": self.verdict})
        word = next(word for word in GOLD if word in question)
        return f"We count the {word}.\n\\boxed{{{self.answer(word, sample)}}}"


@contextmanager
def served(model: ProgramModel, **faults: float) -> Iterator[HostileServer]:
    with HostileServer(Faults(**faults), model=model) as serving:  # type: ignore[arg-type]
        yield serving


def config_of(place: Path, server: HostileServer, stored: dict[str, str], judge: bool = False) -> RunConfig:
    path = place / "seeds.jsonl"
    rows = [{"problem": f"How many {word} are there?", "answer": answer} for word, answer in stored.items()]
    path.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    price = OwnPrice(input=1, output=1)  # type: ignore[arg-type]
    role = RoleConfig(
        teacher="model", model="small", base_url=server.base_url, api_key_env="", price=price, max_tokens=500
    )
    columns = {"question": "problem", "answer": "answer"}
    return RunConfig(
        seeds=SeedsConfig(path=str(path), columns=columns),
        roles=RolesConfig(solver=role, judge=role if judge else None),
        how=HowConfig(workspace=str(place / "workspace"), workers=0, concurrency=3),
    )


def audited(config: RunConfig, to: Path | None = None, **settings: object) -> AuditTable:
    return audit_answers(config, AuditSettings.model_validate(settings), to=to)


def test_the_stored_answer_that_all_draws_are_against_is_flagged_with_its_evidence(tmp_path: Path) -> None:
    with served(Solving()) as server:
        config = config_of(tmp_path, server, GOLD | {"apples": "24"})
        table = audited(config, to=tmp_path / "flags.jsonl")
        assert len(server.calls) == 16
    assert table.found == {"stored answer agrees": 3, "flagged": 1}
    assert (table.problems, table.program, table.solvers, table.draws) == (4, {"cannot tell": 4}, ("small",), 4)
    (flag,) = table.flagged
    assert (flag.stored, flag.agreed, flag.agreeing, flag.of, flag.by) == ("24", "23", 4, 4, {"small": 4})
    assert (flag.rules, flag.checker, flag.state, flag.program) == (("rational",), CHECKER, "open", None)
    assert [solution.text for solution in flag.solutions] == ["We count the apples.\n\\boxed{23}"] * 4
    assert [json.loads(line) for line in (tmp_path / "flags.jsonl").read_text().splitlines()] == [
        flag.model_dump(mode="json")
    ]
    (doubt,) = list_doubts(tmp_path / "workspace")
    assert (doubt.problem_id, doubt.stored, doubt.agreed, doubt.state) == (flag.problem_id, "24", "23", "open")
    assert json.loads(doubt.evidence)["solutions"][3]["draw"] == 3


def test_a_second_audit_pays_nothing_and_keeps_what_was_decided(tmp_path: Path) -> None:
    with served(Solving()) as server:
        config = config_of(tmp_path, server, {"apples": "24"})
        first = audited(config)
        decide_doubt(tmp_path / "workspace", first.flagged[0].problem_id, "kept")
        second = audited(config)
        assert len(server.calls) == 4
    assert second.spent is not None
    assert (second.spent.fresh, second.spent.replies, second.flagged[0].state) == (0, 4, "kept")


@pytest.mark.parametrize(("against", "found"), [(2, "no majority"), (3, "flagged")])
def test_a_draw_for_the_stored_answer_counts_against_a_flag(tmp_path: Path, against: int, found: str) -> None:
    with served(Solving(lambda word, sample: "23" if sample < against else "24"), draws_differ=True) as server:
        table = audited(config_of(tmp_path, server, {"apples": "24"}))
    assert table.found == {found: 1}


def test_two_models_must_agree_with_each_other(tmp_path: Path) -> None:
    class Two(Solving):
        def reply(self, asked: Asked, sample: int) -> str:
            return super().reply(asked, sample) if asked.model == "small" else "We do not know.\n\\boxed{99}"

    with served(Two()) as server:
        config = config_of(tmp_path, server, {"apples": "24"})
        alone = audited(config, models=("small", "large"), agree=5, draws=4)
        both = audited(config, models=("small", "other"), agree=3, draws=2)
        assert {call.model for call in server.calls} == {"small", "large", "other"}
    assert (alone.found, alone.solvers) == ({"no majority": 1}, ("small", "large"))
    assert both.found == {"no majority": 1}


@pytest.mark.parametrize(
    ("verdict", "found"),
    [("same", "stored answer agrees"), ("different", "flagged"), ("cannot tell", "not comparable")],
)
def test_a_judge_is_asked_where_the_majority_cannot_be_compared(tmp_path: Path, verdict: str, found: str) -> None:
    model = Solving(verdict=verdict)
    with served(model) as server:
        stored = {"tea": "the one made of unfermented leaves"}
        table = audited(config_of(tmp_path, server, stored, judge=True))
    assert (table.found, len(model.judged), table.judge) == ({found: 1}, 1, "small")
    assert [flag.rules for flag in table.flagged] == ([("judge: small",)] if found == "flagged" else [])


def test_without_a_judge_the_same_problem_is_not_comparable(tmp_path: Path) -> None:
    model = Solving()
    with served(model) as server:
        table = audited(config_of(tmp_path, server, {"tea": "the one made of unfermented leaves"}))
    assert (table.found, model.judged, table.judge) == ({"not comparable": 1}, [], None)


@pytest.mark.parametrize(
    ("text", "answer"), [("So $\\boxed{12}$.", "12"), ("#### 12", "12"), ("So she gets 12 apples.", ""), ("12", "")]
)
def test_only_a_stated_answer_is_a_voice(text: str, answer: str) -> None:
    assert final_answer(text) == answer


def test_unusable_replies_count_among_all(tmp_path: Path) -> None:
    class Mute(Solving):
        def reply(self, asked: Asked, sample: int) -> str:
            return "I do not know."

    with served(Mute()) as server:
        assert audited(config_of(tmp_path, server, {"apples": "24"})).found == {"no answers": 1}


def test_a_spent_budget_ends_the_audit_and_more_goes_on(tmp_path: Path) -> None:
    with served(Solving()) as server:
        config = config_of(tmp_path, server, GOLD)
        poor = config.model_copy(update={"how": config.how.model_copy(update={"budget": ("0.006usd",)})})
        table = audited(poor)
        assert table.stopped is not None
        assert "budget usd is spent" in table.stopped
        assert table.left_out[UNFINISHED] == 4 - sum(table.found.values())
        assert table.left_out[UNFINISHED] > 0
        assert audited(config).found == {"stored answer agrees": 4}
        assert len(server.calls) == 16


def test_settings_that_cannot_hold_are_refused_before_anything_is_asked(tmp_path: Path) -> None:
    with served(Solving()) as server:
        config = config_of(tmp_path, server, GOLD)
    with pytest.raises(UsageError, match="offline"):
        audited(config.model_copy(update={"how": config.how.model_copy(update={"offline": "waves"})}))
    with pytest.raises(UsageError, match="one solution cannot agree with itself"):
        audited(config, draws=1)
    with pytest.raises(UsageError, match="only 4 solutions are asked for"):
        audited(config, agree=5)


def test_a_wrong_key_ends_the_audit_and_the_other_problems_ask_no_more(tmp_path: Path) -> None:
    with HostileServer(Faults(), model=Solving(), keys={"right"}) as server:
        config = config_of(tmp_path, server, dict.fromkeys(GOLD, "1"))
        one_by_one = config.how.model_copy(update={"concurrency": 2})
        with pytest.raises(UsageError):
            audited(config.model_copy(update={"how": one_by_one}), draws=2)
        assert 0 < len(server.requests) <= 4
    assert list_doubts(tmp_path / "workspace") == []


def test_an_estimate_asks_nobody(tmp_path: Path) -> None:
    with served(Solving()) as server:
        config = config_of(tmp_path, server, GOLD)
        found = estimate_audit(config, AuditSettings(draws=4, models=("small", "large")))
        assert server.requests == []
    assert (found.problems, found.calls, found.solvers) == (4, 32, ("small", "large"))
    assert found.output_tokens_at_most == 32 * 500
    half = estimate_audit(config, AuditSettings(draws=2, models=("small", "large"))).cost_nano_usd_at_most
    assert half is not None
    assert found.cost_nano_usd_at_most == 2 * half > 32 * 500 * 1000
    assert not (tmp_path / "workspace").exists()


def test_the_calls_cost_no_more_than_was_estimated(tmp_path: Path) -> None:
    with served(Solving()) as server:
        config = config_of(tmp_path, server, GOLD)
        most = estimate_audit(config).cost_nano_usd_at_most
        spent = audited(config).spent
    assert most is not None
    assert spent is not None
    assert spent.cost_nano_usd is not None
    assert 0 < spent.cost_nano_usd <= most


def test_without_a_model_the_stored_solutions_alone_are_computed_again(tmp_path: Path) -> None:
    path = tmp_path / "seeds.jsonl"
    rows = [
        {"question": "What is 48 and 24?", "answer": "48+24 = <<48+24=73>>73\n#### 73"},
        {"question": "What is 48 less 24?", "answer": "48-24 = <<48-24=24>>24\n#### 24"},
    ]
    path.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    how = HowConfig(workspace=str(tmp_path / "workspace"))
    table = audit_answers(RunConfig(seeds=SeedsConfig(path=str(path)), how=how))
    assert (table.program, table.found) == ({"differs": 1, "agrees": 1}, {"flagged": 1})
    assert (table.solvers, table.spent, table.judge) == ((), None, None)
    (flag,) = table.flagged
    assert (flag.agreed, flag.by, flag.of, flag.program) == ("72", {"program": 1}, 1, "its steps, computed again")
    assert estimate_audit(RunConfig(seeds=SeedsConfig(path=str(path)), how=how)).calls == 0


def test_a_stored_solution_that_differs_is_one_voice_among_the_draws(tmp_path: Path) -> None:
    with served(Solving()) as server:
        config = config_of(tmp_path, server, {})
        row = {"question": "How many apples are there?", "answer": "8+15 = <<8+15=24>>24\n#### 24"}
        Path(config.seeds.path or "").write_text(json.dumps(row), encoding="utf-8")
        table = audited(config.model_copy(update={"seeds": SeedsConfig(path=config.seeds.path)}))
    (flag,) = table.flagged
    assert (flag.agreeing, flag.of, flag.by) == (5, 5, {"small": 4, "program": 1})
