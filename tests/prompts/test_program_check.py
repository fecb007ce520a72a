"""The prompt of the program check: what it shows, and worked programs that run in the sandbox it tells of."""

import json

import pytest

from mathwright.prompts.draft import Draft
from mathwright.prompts.forms.catalog import FORMS
from mathwright.prompts.program_check import ProgramSource, WriteProgram, WriteProgramShown
from mathwright.prompts.rendering import Message, Templates, file_of
from mathwright.records import Program, Step
from mathwright.verify.sandbox.run import run_program

HIDDEN = Program(givens=(), steps=(Step(expression="2+2", value="4"),), answer=0, lines=("HIDDEN",))
DRAFT = Draft(kind="compose", question="Who?", parents=("p",), solution="HIDDEN", answer="HIDDEN", program=HIDDEN)


def messages(with_sympy: bool = False) -> tuple[Message, ...]:
    return Templates().render(WriteProgram(draft=DRAFT, with_sympy=with_sympy)).messages


def test_it_shows_the_question_and_what_may_be_imported() -> None:
    assert WriteProgram(draft=DRAFT).shown() == WriteProgramShown(question="Who?", with_sympy=False)
    assert messages()[-1] == Message("user", "<question>\nWho?\n</question>")
    assert "HIDDEN" not in json.dumps(messages())
    assert file_of("WriteProgram") == "program_check/write_program.md"


def test_the_rules_are_those_of_the_sandbox() -> None:
    plain, full = messages()[0].content, messages(with_sympy=True)[0].content
    assert ("no sympy, no numpy" in plain, "Rational(1, 3)" in plain) == (True, False)
    assert ("no sympy, no numpy" in full, "Rational(1, 3)" in full) == (False, True)
    assert messages()[1:] == messages(with_sympy=True)[1:]


def test_every_module_it_names_is_there() -> None:
    names = ("math", "decimal", "itertools", "functools", "collections", "re", "datetime")
    rule = next(line for line in messages()[0].content.splitlines() if line.startswith("- You may import"))
    assert [name for name in names if name not in rule] == []
    imports = "\n".join(f"import {name}" for name in names)
    assert run_program(f"{imports}\nfrom fractions import Fraction\nprint(Fraction(1, 2))").answer == "1/2"


def test_worked_programs_run_and_are_right() -> None:
    said = [message.content for message in messages() if message.role == "assistant"]
    read = FORMS[WriteProgram].parse
    answers = [run_program(read(WriteProgram(draft=DRAFT), one).source).answer for one in said]
    # C(9,3) - C(5,3) - C(4,3) = 84 - 10 - 4; (2/3) / (1/4 + 1/6) = 8/5
    assert answers == ["70", "8/5"]


def test_roles_alternate_and_the_fixed_part_is_neither_thin_nor_bloated() -> None:
    assert [message.role for message in messages()] == ["system", *["user", "assistant"] * 2, "user"]
    for with_sympy in (False, True):
        assert 1500 <= sum(len(message.content) for message in messages(with_sympy)[:-1]) <= 4200


def test_a_reply_is_written_as_it_is_read() -> None:
    form, reply = FORMS[WriteProgram], ProgramSource(source="x = 1\n\nprint(x)")
    assert form.kind == "program"
    assert form.write(reply) == "```python\nx = 1\n\nprint(x)\n```"
    assert form.write({"source": "print(1)"}) == "```python\nprint(1)\n```"
    assert form.parse(WriteProgram(draft=DRAFT), form.write(reply)) == reply


@pytest.mark.parametrize("with_sympy", [False, True])
def test_the_last_message_has_no_gaps(with_sympy: bool) -> None:
    assert all("\n\n\n" not in message.content for message in messages(with_sympy))
