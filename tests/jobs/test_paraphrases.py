"""Near neighbours put before a judge: the same ones are dropped, all others stay and are counted."""

from __future__ import annotations

import gc
import json
from pathlib import Path
from typing import Literal

import pytest
from tests.hostile.asked import Asked
from tests.hostile.faults import Faults
from tests.hostile.model import ProgramModel
from tests.hostile.server import HostileServer

from mathwright.errors import UsageError
from mathwright.jobs.config import HowConfig, RunConfig, SeedsConfig
from mathwright.jobs.curate import Curated, curate_file
from mathwright.jobs.role_config import RoleConfig, RolesConfig
from mathwright.teachers.limits.settings import LimitSettings
from mathwright.teachers.prices import OwnPrice

TEXT = "{} buys 3 apples and 5 pears at the market on {} morning. How many fruits does {} buy in all?"
ANN = TEXT.format("Ann", "Monday", "she")
REWORDED = TEXT.format("Ann", "Sunday", "the girl")
UNCLEAR = TEXT.format("Ann", "Friday", "anybody")
BROKEN = TEXT.format("Ann", "Tuesday", "who")
FAR = "A train runs 40 miles an hour for 3 hours and then rests. How far does it go?"


class Judge(ProgramModel):
    def reply(self, asked: Asked, sample: int) -> str:
        text = " ".join(message.content for message in asked.messages)
        if "Tuesday" in text:
            return "I would rather not."
        verdict = "cannot tell" if "Friday" in text else "same" if "Sunday" in text else "different"
        return json.dumps({"reason": "So.", "verdict": verdict})


def judge_at(place: Path, server: HostileServer, budget: tuple[str, ...] = ()) -> RunConfig:
    price = OwnPrice(input=1, output=1)  # type: ignore[arg-type]
    role = RoleConfig(teacher="model", model="small", base_url=server.base_url, api_key_env="", price=price)
    return RunConfig(roles=RolesConfig(judge=role), how=HowConfig(workspace=str(place / "workspace"), budget=budget))


def curated(
    place: Path,
    judge: RunConfig | None,
    *questions: str,
    against: tuple[str, ...] = (),
    numbers: Literal["wanted", "unwanted"] = "unwanted",
) -> Curated:
    rows = [json.dumps({"question": question, "answer": "#### 8"}) for question in questions]
    (place / "made.jsonl").write_text("\n".join(rows) + "\n", encoding="utf-8")
    paths = []
    for name, question in zip("xyz", against, strict=False):
        (place / f"{name}.jsonl").write_text(json.dumps({"question": question}) + "\n", encoding="utf-8")
        paths.append(str(place / f"{name}.jsonl"))
    return curate_file(SeedsConfig(path=str(place / "made.jsonl")), paths, judge=judge, numbers=numbers)


def kept(found: Curated) -> list[str]:
    lines = (found.dataset / "accepted.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line)["question"] for line in lines]


def test_the_same_in_other_words_is_dropped_and_the_undecided_stay_and_are_counted(tmp_path: Path) -> None:
    with HostileServer(Faults(), model=Judge()) as server:
        found = curated(tmp_path, judge_at(tmp_path, server), ANN, REWORDED, FAR, UNCLEAR)
    assert kept(found) == [ANN, FAR, UNCLEAR]
    assert found.dropped == {"same problem by judge small, in this file": 1}
    row = json.loads(found.dropped_file.read_text(encoding="utf-8"))
    assert (row["question"], row["twin_question"], row["twin_origin"]) == (REWORDED, ANN, "made.jsonl:1")
    assert 0.4 <= row["similarity"] < 1
    assert found.judged is not None
    assert found.judged.said == {"same": 1, "cannot tell": 1}
    assert (found.judged.undecided, found.judged.spent.fresh) == (1, 2)


def test_neighbours_in_benchmarks_are_asked_about_too_and_nothing_is_paid_twice(tmp_path: Path) -> None:
    with HostileServer(Faults(), model=Judge()) as server:
        found = curated(tmp_path, judge_at(tmp_path, server), REWORDED, FAR, against=(ANN,))
        assert found.dropped == {"same problem by judge small, in a file to keep apart from": 1}
        again = curated(tmp_path, judge_at(tmp_path, server), REWORDED, FAR, against=(ANN,))
    assert again.judged is not None
    assert (again.dropped, again.judged.spent.fresh) == (found.dropped, 0)


def test_where_other_numbers_make_a_problem_new_only_those_of_the_same_numbers_are_asked_about(tmp_path: Path) -> None:
    judge_asked = (REWORDED.replace("3", "three"), REWORDED.replace("3 apples and 5", "5 apples and 3"))
    with HostileServer(Faults(), model=Judge()) as server:
        found = curated(tmp_path, judge_at(tmp_path, server), ANN, *judge_asked, numbers="wanted")
        assert kept(found) == [ANN, judge_asked[1]]
        assert found.judged is not None
        assert found.judged.said == {"same": 1}
        of_benchmark = curated(tmp_path, judge_at(tmp_path, server), judge_asked[1], against=(ANN,), numbers="wanted")
        assert kept(of_benchmark) == []


def test_a_row_that_the_judge_dropped_stands_for_its_text_and_says_what_it_repeats(tmp_path: Path) -> None:
    with HostileServer(Faults(), model=Judge()) as server:
        found = curated(tmp_path, judge_at(tmp_path, server), ANN, REWORDED, REWORDED.upper())
    assert kept(found) == [ANN]
    rows = [json.loads(line) for line in found.dropped_file.read_text(encoding="utf-8").splitlines()]
    assert [(row["rule"], row["origin"], row["twin_origin"]) for row in rows] == [
        ("same problem by judge small, in this file", "made.jsonl:2", "made.jsonl:1"),
        ("exact, in this file", "made.jsonl:3", "made.jsonl:2"),
    ]


def test_a_judge_that_cannot_be_asked_leaves_nothing_open(tmp_path: Path) -> None:
    role = RoleConfig(teacher="model", model="small", base_url="http://127.0.0.1:9/v1", api_key_env="NO_SUCH_KEY")
    config = RunConfig(roles=RolesConfig(judge=role), how=HowConfig(workspace=str(tmp_path / "workspace")))
    with pytest.raises(UsageError, match="NO_SUCH_KEY"):
        curated(tmp_path, config, ANN, REWORDED)
    gc.collect()  # an event loop that was left open warns, which is an error here


def test_a_reply_that_cannot_be_used_keeps_the_row(tmp_path: Path) -> None:
    with HostileServer(Faults(), model=Judge()) as server:
        found = curated(tmp_path, judge_at(tmp_path, server), ANN, BROKEN)
    assert kept(found) == [ANN, BROKEN]
    assert found.judged is not None
    assert (found.judged.said, found.judged.undecided) == ({"no usable reply": 1}, 1)


def test_a_spent_budget_keeps_the_rows_and_says_why(tmp_path: Path) -> None:
    with HostileServer(Faults(), model=Judge()) as server:
        found = curated(tmp_path, judge_at(tmp_path, server, ("1tokens",)), ANN, REWORDED)
    assert kept(found) == [ANN, REWORDED]
    assert found.judged is not None
    assert (found.judged.said, found.judged.undecided) == ({"not asked": 1}, 1)
    assert found.judged.stopped is not None


def test_without_a_model_nobody_is_asked(tmp_path: Path) -> None:
    assert curated(tmp_path, None, ANN, REWORDED).judged is None
    with pytest.raises(UsageError, match="the symbolic teacher cannot judge problems"):
        curated(tmp_path, RunConfig(how=HowConfig(workspace=str(tmp_path / "ws"))), ANN, REWORDED)


def test_a_judge_that_cannot_be_reached_is_told_and_the_rows_stay(tmp_path: Path) -> None:
    limits = LimitSettings(retries=0)
    role = RoleConfig(teacher="model", model="small", base_url="http://127.0.0.1:9/v1", api_key_env="", limits=limits)
    config = RunConfig(roles=RolesConfig(judge=role), how=HowConfig(workspace=str(tmp_path / "workspace")))
    found = curated(tmp_path, config, ANN, REWORDED)
    assert kept(found) == [ANN, REWORDED]
    assert found.judged is not None
    assert (found.judged.said, found.judged.undecided, found.judged.spent.replies) == ({"not asked": 1}, 1, 0)
    assert found.judged.failed is not None
