"""Tables and progress."""

import pytest

from mathwright.cli import talk


def test_a_table_aligns_numbers_to_the_right() -> None:
    rows = [["programs", "1,000", "92.1 %"], ["a", "7", "0.6 %"]]
    assert talk.table(["", "count", "of rows"], rows) == (
        "          count  of rows\nprograms  1,000   92.1 %\na             7    0.6 %"
    )


def test_an_empty_table_is_nothing() -> None:
    assert talk.table(["a"], []) == ""


def test_progress_is_plain_lines_away_from_a_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    with talk.progress(plain_every_s=0.0) as tell:
        tell("making", 1500, 20_000)
        tell("reading", 2, None)
    captured = capsys.readouterr()
    assert (captured.out, captured.err) == ("", "making: 1,500 of 20,000\nreading: 2\n")


def test_quiet_progress_says_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    with talk.progress(quiet=True, plain_every_s=0.0) as tell:
        tell("making", 1, 2)
    assert capsys.readouterr().err == ""
