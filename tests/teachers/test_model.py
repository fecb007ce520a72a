"""One re-ask that names the fault, then an error; and every unusable reply told by what is wrong with it."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from tests.hostile.samples import samples
from tests.teachers.canned_calls import SMALL, Canned, answer, calling, line

from mathwright.errors import IncompleteReplyError, ModelReplyError, PassStoppedError, ProviderError
from mathwright.prompts.draft import Draft, Response
from mathwright.prompts.math2 import LabelSkill, SkillLabel, WriteQuestion
from mathwright.prompts.mugglemath import Respond
from mathwright.prompts.rendering import Templates
from mathwright.store.schema import calls
from mathwright.store.workspace import Workspace
from mathwright.teachers.caller import Caller
from mathwright.teachers.model import ModelTeacher
from mathwright.teachers.request import (
    CallFailed,
    ChatMessage,
    Finish,
    ModelAnswer,
    ModelRequest,
    ReplySchema,
    Sampling,
)
from mathwright.teachers.teacher import AsksTogether, ask_draws

TEMPLATES = Templates()
RESPOND = Respond(draft=Draft(kind="compose", question="How much is 2 * 3?", parents=()))
SAMPLES = {type(one): one for one in samples()}
WRITE, LABEL = SAMPLES[WriteQuestion], SAMPLES[LabelSkill]
GOOD = "It is 2 * 3 = 6. \\boxed{6}"
CHINESE = "答案是六。二乘以三等于六，所以我们得到了答案。"


def in_turn(*texts: str, finish: Finish = "stop") -> Canned:
    """Replies one after the other."""
    left = list(texts)
    return Canned(lambda one, n: answer(left.pop(0), finish=finish))


def ask(directory: Path, provider: Any, prompt: Any = RESPOND, **changes: Any) -> Any:
    with calling(directory) as caller:
        return asyncio.run(teacher(caller, provider, **changes).ask(prompt))


def teacher(caller: Caller, provider: Any, **changes: Any) -> ModelTeacher:
    return ModelTeacher(line(provider, **changes), caller, TEMPLATES)


def refusal(directory: Path, provider: Any, prompt: Any = RESPOND) -> ModelReplyError:
    with pytest.raises(ModelReplyError) as caught:
        ask(directory, provider, prompt)
    return caught.value


def faults(directory: Path) -> list[str | None]:
    """Of the calls in the ledger, in order."""
    with Workspace.open(directory) as workspace, workspace.read() as connection:
        return list(connection.execute(select(calls.c.fault).order_by(calls.c.call)).scalars())


# --- what is sent ---------------------------------------------------------------------------------


def test_what_is_sent_is_the_rendered_prompt_and_its_hash(tmp_path: Path) -> None:
    provider = in_turn(GOOD)
    assert ask(tmp_path, provider) == Response(text=GOOD)
    ((sent, n),) = provider.sent
    rendered = TEMPLATES.render(RESPOND)
    assert [tuple(message) for message in sent.messages] == [tuple(message) for message in rendered.messages]
    assert (sent.template, sent.prompt, sent.draw, n) == (rendered.template, "Respond", 0, 1)
    assert sent.endpoint == SMALL


def test_the_draw_is_part_of_the_request(tmp_path: Path) -> None:
    provider = in_turn("\\boxed{1}", "\\boxed{2}")
    with calling(tmp_path) as caller:
        one = teacher(caller, provider)
        assert [asyncio.run(one.ask(RESPOND, draw)).text for draw in (0, 1, 0)] == [
            "\\boxed{1}", "\\boxed{2}", "\\boxed{1}",
        ]  # fmt: skip


def test_a_schema_goes_along_where_the_server_takes_one_and_the_prompt_has_one(tmp_path: Path) -> None:
    able = replace(SMALL, sampling=Sampling(json_schema=True))
    with calling(tmp_path) as caller:
        takes, does_not = teacher(caller, None, endpoint=able), teacher(caller, None)
        schema = takes.request(LABEL, 0).schema
        assert isinstance(schema, ReplySchema)
        assert (schema.name, '"skills"' in schema.text) == ("SkillLabel", True)
        assert takes.request(RESPOND, 0).schema is None
        assert does_not.request(LABEL, 0).schema is None


# --- the re-ask -----------------------------------------------------------------------------------


def test_a_reply_that_misses_its_form_is_asked_for_once_more_with_the_fault_named(tmp_path: Path) -> None:
    provider = in_turn("It is six.", GOOD)
    assert ask(tmp_path, provider) == Response(text=GOOD)
    first, again = (sent.messages for sent, _ in provider.sent)
    assert again[: len(first)] == first
    assert again[len(first) :] == (
        ChatMessage("assistant", "It is six."),
        ChatMessage("user", TEMPLATES.again("no final answer")),
    )
    assert "no final answer" in again[-1].content
    assert faults(tmp_path) == ["no final answer", None]


@pytest.mark.parametrize("text", ["", "   ", "\n"])
def test_an_empty_reply_is_asked_for_once_more(tmp_path: Path, text: str) -> None:
    provider = in_turn(text, GOOD)
    assert ask(tmp_path, provider) == Response(text=GOOD)
    assert provider.sent[1][0].messages[-2] == ChatMessage("assistant", "(empty)")
    assert faults(tmp_path) == ["empty reply", None]


def test_a_second_fault_rejects_the_item_and_names_the_call(tmp_path: Path) -> None:
    provider = in_turn("It is six.", "\\boxed{6} or \\boxed{7}")
    error = refusal(tmp_path, provider)
    key = provider.sent[1][0].key.hex()
    assert str(error).splitlines() == [
        "Respond: several boxed answers",
        f"ledger call {key}",
        "\\boxed{6} or \\boxed{7}",
    ]
    assert (type(error), error.step) == (ModelReplyError, "reply")
    assert len(provider.sent) == 2
    assert faults(tmp_path) == ["no final answer", "several boxed answers"]


def test_the_prompt_is_named_before_the_fault(tmp_path: Path) -> None:
    error = refusal(tmp_path, in_turn("A question.", "A question."), WRITE)
    assert str(error).splitlines()[0] == "WriteQuestion: no <question> block"


def test_the_re_ask_is_found_in_the_ledger_on_replay(tmp_path: Path) -> None:
    first = ask(tmp_path, in_turn("It is six.", GOOD))
    silent = in_turn()
    assert ask(tmp_path, silent) == first
    assert silent.sent == []


def test_a_rejection_is_the_same_on_replay(tmp_path: Path) -> None:
    first = refusal(tmp_path, in_turn("It is six.", "Six."))
    silent = in_turn()
    assert str(refusal(tmp_path, silent)) == str(first)
    assert silent.sent == []


# --- what is wrong with a reply -------------------------------------------------------------------


def test_a_reply_that_was_cut_off_is_incomplete_and_not_asked_for_again(tmp_path: Path) -> None:
    provider = in_turn(GOOD, finish="length")
    error = refusal(tmp_path, provider)
    assert (type(error), error.step) == (IncompleteReplyError, "incomplete")
    assert str(error).splitlines()[0] == "Respond: cut off at the limit of its tokens"
    assert len(provider.sent) == 1


def test_a_thought_without_end_is_cut_off(tmp_path: Path) -> None:
    provider = in_turn("<think>Two times three is")
    assert type(refusal(tmp_path, provider)) is IncompleteReplyError
    assert len(provider.sent) == 1


@pytest.mark.parametrize("text", ["I'm sorry, but I can't help with that.", "As an AI, I must decline."])
def test_a_refusal_is_not_asked_for_again(tmp_path: Path, text: str) -> None:
    provider = in_turn(text)
    assert str(refusal(tmp_path, provider)).splitlines()[0] == "Respond: refused to answer"
    assert len(provider.sent) == 1


@pytest.mark.parametrize("text", ["", "This breaks a rule of ours."])
def test_a_refusal_by_the_provider_is_one_whatever_its_text(tmp_path: Path, text: str) -> None:
    provider = in_turn(text, finish="refusal")
    assert str(refusal(tmp_path, provider)).splitlines()[0] == "Respond: refused to answer"
    assert len(provider.sent) == 1


def test_a_reply_with_its_answer_is_used_though_it_sounds_like_a_refusal(tmp_path: Path) -> None:
    text = "I'm sorry, I can't help but smile: \\boxed{6}"
    assert ask(tmp_path, in_turn(text)) == Response(text=text)


def test_thoughts_are_kept_apart_from_the_reply(tmp_path: Path) -> None:
    text = "<think>Is it \\boxed{5}? No.</think>\n" + GOOD
    assert ask(tmp_path, in_turn(text)) == Response(text=GOOD)
    with calling(tmp_path) as caller:
        assert caller.text_of(teacher(caller, None).request(RESPOND, 0)) == text


def test_nothing_after_the_thoughts_is_an_empty_reply(tmp_path: Path) -> None:
    assert ask(tmp_path, in_turn("<think>Six.</think>\n", GOOD)) == Response(text=GOOD)
    assert faults(tmp_path) == ["empty reply", None]


def test_a_reply_in_another_script_is_asked_for_once_more_as_such(tmp_path: Path) -> None:
    assert ask(tmp_path, in_turn(CHINESE, GOOD)) == Response(text=GOOD)
    assert faults(tmp_path) == ["in another language", None]


def test_a_verdict_is_read_from_its_json(tmp_path: Path) -> None:
    reply = ask(tmp_path, in_turn('{"reason": "Needs a sum.", "skills": ["sum"]}'), LABEL)
    assert reply == SkillLabel(reason="Needs a sum.", skills=("sum",))


# --- health ---------------------------------------------------------------------------------------


def test_health_counts_a_reply_by_how_it_ended_and_not_by_its_tries(tmp_path: Path) -> None:
    with calling(tmp_path) as caller:
        one = teacher(caller, in_turn(GOOD, "It is six.", GOOD, "Six.", "Six!"))
        for draw in range(3):
            try:
                asyncio.run(one.ask(RESPOND, draw))
            except ModelReplyError:
                continue
        assert (caller.health.calls, dict(caller.health.faults)) == (3, {"Respond: no final answer": 1})


def test_too_many_unusable_replies_stop_the_pass(tmp_path: Path) -> None:
    with calling(tmp_path, max_error_rate=0.5) as caller:
        one = teacher(caller, Canned(lambda _, n: answer("Six.")))
        for draw in range(49):
            with pytest.raises(ModelReplyError):
                asyncio.run(one.ask(RESPOND, draw))
        with pytest.raises(PassStoppedError, match=r"50 of 50 .* Respond: no final answer"):
            asyncio.run(one.ask(RESPOND, 49))


# --- draws ----------------------------------------------------------------------------------------


def by_draw(*texts: str) -> Canned:
    """The reply to a draw; a re-ask gets what stands after ``/``."""

    def reply(one: ModelRequest, n: int) -> ModelAnswer:
        again = "could not be used" in one.messages[-1].content
        told = [texts[one.draw + place].partition("/")[2 if again else 0] for place in range(n)]
        return answer(*told)

    return Canned(reply)


@pytest.mark.parametrize("together", [1, 2, 8])
def test_a_draw_that_cannot_be_used_is_an_error_in_its_place(tmp_path: Path, together: int) -> None:
    with calling(tmp_path) as caller:
        one = teacher(caller, by_draw("\\boxed{1}", "Six./Six!", "Six./\\boxed{3}", "\\boxed{4}"), together=together)
        first, second, third, fourth = asyncio.run(one.ask_draws(RESPOND, range(4)))
        assert [reply.text for reply in (first, third, fourth)] == ["\\boxed{1}", "\\boxed{3}", "\\boxed{4}"]
        assert str(second).splitlines()[0] == "Respond: no final answer"
        assert (caller.health.calls, caller.health.failed) == (4, 1)


def test_recipes_see_none_for_a_draw_that_cannot_be_used(tmp_path: Path) -> None:
    with calling(tmp_path) as caller:
        one = teacher(caller, by_draw("\\boxed{1}", "Six./Six!"))
        assert isinstance(one, AsksTogether)
        assert asyncio.run(ask_draws(one, RESPOND, range(2))) == [Response(text="\\boxed{1}"), None]


def test_the_item_is_rejected_where_no_draw_can_be_used(tmp_path: Path) -> None:
    with calling(tmp_path) as caller, pytest.raises(ModelReplyError, match=r"^Respond: no final answer\n"):
        asyncio.run(ask_draws(teacher(caller, by_draw("Six./Six!", "Six./Six!")), RESPOND, range(2)))


def test_a_provider_that_fails_for_one_draw_leaves_the_item_unfinished(tmp_path: Path) -> None:
    def fail_second(one: ModelRequest, n: int) -> ModelAnswer:
        if one.draw == 1:
            raise CallFailed("server", "down")
        return answer(GOOD)

    provider = Canned(fail_second)
    with calling(tmp_path) as caller, pytest.raises(ProviderError, match="down"):
        asyncio.run(teacher(caller, provider).ask_draws(RESPOND, range(3)))
    assert len(provider.sent) == 3  # the others are awaited, and kept


def test_draws_are_asked_for_at_the_same_time(tmp_path: Path) -> None:
    waiting: list[int] = []
    all_here = asyncio.Event()

    async def wait_for_all(one: ModelRequest) -> ModelAnswer:
        waiting.append(one.draw)
        if len(waiting) == 3:
            all_here.set()
        await asyncio.wait_for(all_here.wait(), 5)
        return answer(GOOD)

    with calling(tmp_path) as caller:
        one = teacher(caller, Canned(lambda request, n: wait_for_all(request)))
        assert asyncio.run(one.ask_draws(RESPOND, range(3))) == [Response(text=GOOD)] * 3


def test_draws_come_back_in_the_order_asked(tmp_path: Path) -> None:
    with calling(tmp_path) as caller:
        one = teacher(caller, by_draw("\\boxed{0}", "\\boxed{1}", "\\boxed{2}"))
        found = asyncio.run(one.ask_draws(RESPOND, [2, 0, 1]))
    assert [reply.text for reply in found if isinstance(reply, Response)] == ["\\boxed{2}", "\\boxed{0}", "\\boxed{1}"]


def test_a_refused_request_is_no_unusable_reply_and_is_not_asked_again(tmp_path: Path) -> None:
    def refuse(one: ModelRequest, n: int) -> ModelAnswer:
        raise CallFailed("refused", "context too long", status=400)

    provider = Canned(refuse)
    error = refusal(tmp_path, provider)
    assert str(error).splitlines() == ["Respond: the provider refused the request", "context too long"]
    assert len(provider.sent) == 1
