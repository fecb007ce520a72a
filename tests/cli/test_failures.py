"""How commands end when they cannot do what was asked."""

import pytest
import typer
from typer.testing import CliRunner

from mathwright.cli.failures import Commands, how_to_resume
from mathwright.cli.main import app
from mathwright.errors import DataError


def a_command_that_raises(fault: BaseException) -> typer.Typer:
    group = typer.Typer(cls=Commands, pretty_exceptions_enable=False, rich_markup_mode=None)

    @group.command()
    def work() -> None:
        raise fault

    @group.command()
    def other() -> None: ...

    return group


def test_an_error_of_ours_is_one_line_on_stderr_and_exit_code_1() -> None:
    result = CliRunner().invoke(a_command_that_raises(DataError("a.jsonl:3: found null")), ["work"])
    assert (result.exit_code, result.stdout, result.stderr) == (1, "", "error: a.jsonl:3: found null\n")


def test_ctrl_c_is_exit_code_130_and_one_line() -> None:
    result = CliRunner().invoke(a_command_that_raises(KeyboardInterrupt()), ["work"])
    assert (result.exit_code, result.stdout) == (130, "")
    assert result.stderr.strip().startswith("stopped")


def test_a_bug_of_ours_is_not_hidden() -> None:
    result = CliRunner().invoke(a_command_that_raises(ZeroDivisionError("bug")), ["work"])
    assert isinstance(result.exception, ZeroDivisionError)


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (["make", "a b.toml"], "stopped; what was finished is kept. Go on with: mathwright make 'a b.toml'"),
        (["demo"], "stopped; what was finished is kept. Go on with: mathwright demo"),
        (["curate", "x.jsonl"], "stopped"),
    ],
)
def test_says_how_to_go_on_where_a_run_was_stopped(arguments: list[str], line: str) -> None:
    assert how_to_resume(arguments) == line


@pytest.mark.parametrize(
    "arguments",
    [["make", "--acepted", "3"], ["make", "--accepted", "0"], ["nothing"], ["curate"], ["make", "--workers", "x"]],
)
def test_a_wrong_flag_is_exit_code_2(arguments: list[str]) -> None:
    assert CliRunner().invoke(app, arguments).exit_code == 2


def test_version_is_one_line_on_stdout() -> None:
    result = CliRunner().invoke(app, ["--version"])
    assert (result.exit_code, result.stdout.split()[0]) == (0, "mathwright")
