"""Who sees what in MATH², by what was sent: validators and final solvers see nobody's turn but what they are shown."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import Any

import pytest

from mathwright.prompts.rendering import Templates
from mathwright.seeds.shipped import shipped_seeds
from tests.hostile.asked import Asked, asked_of
from tests.hostile.faults import Faults
from tests.hostile.model import ProgramModel
from tests.hostile.records import Recorded
from tests.hostile.server import HostileServer
from tests.model_runs.runs import config_of, run

MARK = re.compile(r"zq[0-9a-f]{24}")
SHOWN: dict[str, set[str]] = {
    "ValidatePair": set(),
    "WriteQuestion": {"ValidatePair"},
    "AttemptSolution": set(),
    "ValidateQuestion": {"AttemptSolution"},
    "SolveQuestion": set(),
    "SolveWithout": set(),
    "LabelSkill": set(),
    "RelabelProblem": set(),
    "CheckExemplar": set(),
    "ClusterSkills": set(),
}
"""Prompt to the prompts some of whose reply it shows; in a re-ask its own too."""


class Marked(ProgramModel):
    """Signs the prose of each reply, so that it is known again wherever it comes up."""

    def __init__(self) -> None:
        super().__init__()
        self.signed: dict[str, str] = {}
        """Sign to the prompt that was replied to."""

    def reply(self, asked: Asked, sample: int) -> str:
        text, sign = super().reply(asked, sample), f"zq{asked.content}"
        self.signed[sign] = self.prompt_of(asked) or ""
        for place in ('"reason": "', '"reason":"', "<solution>\n", "<attempt>\n"):
            if place in text:
                return text.replace(place, f"{place}{sign} ", 1)
        return f"{sign}\n{text}" if not text.startswith(("{", "<")) else text


@pytest.fixture(scope="module")
def math2(tmp_path_factory: pytest.TempPathFactory):
    """A whole run with replies that are asked for again, and what was sent in it."""
    faults = Faults(seed=8).careless(0.15)
    with HostileServer(faults, model=Marked()) as server:
        made = run(config_of(tmp_path_factory.mktemp("run"), server, "math2", 12, options={"seed_fraction": 0.3}))
        assert made.state == "complete"
    return server


def by_prompt(server: HostileServer) -> dict[str, list[Recorded]]:
    found: dict[str, list[Recorded]] = defaultdict(list)
    for one in server.calls:
        found[str(one.prompt)].append(one)
    return found


def texts(one: Recorded) -> str:
    return "\n".join(message["content"] for message in one.json["messages"])


def is_again(one: Recorded) -> bool:
    beginning = Templates().again("\x00").partition("\x00")[0]
    return bool(one.json["messages"][-1]["content"].startswith(beginning))


def model_of(server: HostileServer) -> Marked:
    assert isinstance(server.model, Marked)
    return server.model


def test_a_prompt_shows_no_reply_but_those_it_builds_on(math2: HostileServer) -> None:
    signed = model_of(math2).signed
    shown: dict[str, set[str]] = defaultdict(set)
    again: dict[str, set[str]] = defaultdict(set)
    for name, requests in by_prompt(math2).items():
        for one in requests:
            found = {signed[sign] for sign in MARK.findall(texts(one))}
            (again if is_again(one) else shown)[name] |= found
    assert set(shown) == set(SHOWN)
    assert {name: found for name, found in shown.items() if found != SHOWN[name]} == {}
    assert {name: found for name, found in again.items() if not found <= SHOWN[name] | {name}} == {}
    assert any(name in found for name, found in again.items())
    assert set(signed.values()) >= {"WriteQuestion", "AttemptSolution", "ValidateQuestion", "SolveQuestion"}


def test_votes_and_solutions_are_asked_in_equal_words(math2: HostileServer) -> None:
    for name in ("ValidateQuestion", "SolveQuestion"):
        first = [one for one in by_prompt(math2)[name] if not is_again(one)]
        draws = defaultdict(int)
        for one in first:
            draws[one.body] += 1
        assert set(draws.values()) == {4}


def test_a_reply_is_shown_to_the_prompts_of_its_own_question_alone(math2: HostileServer) -> None:
    """One attempt to the four votes on its question."""
    attempts: dict[str, set[str]] = defaultdict(set)
    for one in by_prompt(math2)["ValidateQuestion"]:
        signs = set(MARK.findall(texts(one))) - {f"zq{one.content}"}
        if not is_again(one):
            assert len(signs) <= 1
            for sign in signs:
                attempts[sign].add(_question(one))
    assert attempts
    assert {len(questions) for questions in attempts.values()} == {1}


def _question(one: Recorded) -> str:
    return str(re.findall(r"<question>\n(.*?)\n</question>", one.json["messages"][-1]["content"], re.DOTALL)[-1])


def test_generation_goes_on_from_the_pairs_validation_and_from_nothing_else(math2: HostileServer) -> None:
    signed, prompts = model_of(math2).signed, by_prompt(math2)
    validations: dict[str, list[Recorded]] = defaultdict(list)
    for one in prompts["ValidatePair"]:
        validations[_told(one.json["messages"][-3 if is_again(one) else -1])].append(one)
    bare = Templates().render(_pair_prompt(math2)).messages
    for one in prompts["WriteQuestion"]:
        messages: list[dict[str, Any]] = one.json["messages"]
        if is_again(one):
            messages = messages[:-2]
        assert len(messages) == len(bare) + 2
        own = [place for place, message in enumerate(messages) if MARK.search(message["content"])]
        assert len(own) == 1
        turn, reply = messages[own[0] - 1], messages[own[0]]
        assert (turn["role"], reply["role"]) == ("user", "assistant")
        (sign,) = set(MARK.findall(reply["content"]))
        assert signed[sign] == "ValidatePair"
        assert sign in {f"zq{one.content}" for one in validations[_told(turn)]}


def _pair_prompt(math2: HostileServer) -> Any:
    one = by_prompt(math2)["WriteQuestion"][0]
    prompt = model_of(math2).rebuilder.prompt_of(asked_of("openai", one.json))
    assert prompt is not None
    return prompt


def _told(message: dict[str, Any]) -> str:
    return " ".join(message["content"].split())


def test_no_line_of_a_program_is_sent_to_anybody(math2: HostileServer) -> None:
    seeds = "\n".join(text for seed in shipped_seeds() for text in seed.solutions)
    programs = [written.draft.program for written in model_of(math2).book._written.values()]
    lines = {line for program in programs if program is not None for line in program.lines if "<<" in line}
    secret = {line for line in lines if line not in seeds}
    assert len(secret) > 20
    for one in math2.calls:
        assert [line for line in secret if line in texts(one)] == []
