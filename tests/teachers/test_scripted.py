"""The scripted teacher: order, functions, errors, and what it remembers."""

import asyncio

import pytest

from mathwright.errors import ModelReplyError, UsageError
from mathwright.prompts.draft import Draft, Response
from mathwright.prompts.mugglemath import Respond, RewriteQuery, Rewrites
from mathwright.teachers.scripted import Asked, ScriptedTeacher
from mathwright.teachers.teacher import Roles, ask_draws

PROMPT = Respond(draft=Draft(kind="compose", question="How many?", parents=()))


def ask(teacher: ScriptedTeacher, draw: int = 0) -> Response:
    return asyncio.run(teacher.ask(PROMPT, draw))


def test_replies_in_the_order_of_the_script() -> None:
    teacher = ScriptedTeacher({Respond: [Response(text="one"), Response(text="two")]})

    assert [ask(teacher).text, ask(teacher).text] == ["one", "two"]


def test_replies_by_a_function_of_prompt_and_draw() -> None:
    teacher = ScriptedTeacher({Respond: lambda prompt, draw: Response(text=f"{prompt.draft.question} {draw}")})

    assert ask(teacher, 2).text == "How many? 2"


def test_remembers_what_was_asked_in_order_even_where_it_had_no_reply() -> None:
    teacher = ScriptedTeacher({Respond: [Response(text="one")]})
    ask(teacher, 5)
    with pytest.raises(UsageError):
        ask(teacher, 6)

    assert teacher.asked == [Asked(PROMPT, 5), Asked(PROMPT, 6)]


def test_raises_the_errors_of_the_script() -> None:
    with pytest.raises(ModelReplyError, match="garbled"):
        ask(ScriptedTeacher({Respond: [ModelReplyError("garbled")]}))


def test_says_which_prompt_outran_the_script() -> None:
    teacher = ScriptedTeacher({Respond: [Response(text="one")]})
    ask(teacher)

    with pytest.raises(UsageError, match="Respond was asked 2 times, the script has 1"):
        ask(teacher)


def test_says_which_prompts_it_has_a_script_for() -> None:
    with pytest.raises(UsageError, match="no script for Respond; it answers RewriteQuery"):
        ask(ScriptedTeacher({RewriteQuery: []}))


def test_refuses_a_reply_of_another_type() -> None:
    with pytest.raises(UsageError, match="answers Respond with Rewrites; give a Response"):
        ask(ScriptedTeacher({Respond: [Rewrites(drafts=())]}))


def test_draws_are_asked_one_after_the_other_each_with_its_index() -> None:
    teacher = ScriptedTeacher({Respond: lambda prompt, draw: Response(text=str(draw))})

    replies = asyncio.run(ask_draws(teacher, PROMPT, range(3)))

    assert [reply.text for reply in replies] == ["0", "1", "2"]
    assert [asked.draw for asked in teacher.asked] == [0, 1, 2]


def test_a_role_that_is_not_given_is_the_authors() -> None:
    author, solver = ScriptedTeacher({}), ScriptedTeacher({})

    assert Roles.of(author) == Roles(author, author, author)
    assert Roles.of(author, solver=solver) == Roles(author, author, solver)
