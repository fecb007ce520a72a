"""Rows of gold answers and replies: kept as they are, in their order, with a verdict beside."""

import errno
import gzip
import io
import json
import os
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

import mathwright
from mathwright.errors import DataError, StorageError
from mathwright.jobs.verify import check_answer, verify_file
from mathwright.jobs.verify_mutations import mutation_table
from mathwright.jobs.verify_rows import Line, RowSettings, grade_lines
from mathwright.verify.equality import CHECKER


def written(path: Path, lines: list[str | bytes]) -> Path:
    """The file with these lines."""
    content = b"\n".join(line if isinstance(line, bytes) else line.encode() for line in lines) + b"\n"
    path.write_bytes(gzip.compress(content) if path.suffix == ".gz" else content)
    return path


def graded(path: Path, settings: RowSettings | None = None, workers: int = 0) -> list[dict[str, object]]:
    """The rows that come out, without the time they took."""
    out = io.BytesIO()
    verify_file(path, out, settings, workers=workers)
    rows = [json.loads(line) for line in out.getvalue().splitlines()]
    assert all(row.pop("ms") >= 0 for row in rows)
    return rows


def test_a_row_keeps_its_fields_and_gets_four_more(tmp_path):
    path = written(
        tmp_path / "a.jsonl", ['{"id": 7, "gold": "18", "reply": "so \\\\boxed{18}", "x": [1, {"y": null}]}']
    )
    assert graded(path) == [
        {"id": 7, "gold": "18", "reply": "so \\boxed{18}", "x": [1, {"y": None}]}
        | {"verdict": "equal", "rule": "rational", "extracted": "18"}
    ]


def test_what_was_printed_is_written_as_it_was_printed(tmp_path):
    row = '{"gold": 1.50, "reply": "1.5", "big": 1e400, "n": NaN, "u": "\\u00e9\\ud800"}'
    out = io.BytesIO()
    verify_file(written(tmp_path / "a.jsonl", [row]), out, workers=0)
    assert out.getvalue().decode().startswith(row[:-1] + ', "verdict": "equal", "rule": ')


def test_old_verdicts_are_replaced(tmp_path):
    rows = graded(written(tmp_path / "a.jsonl", ['{"verdict": "old", "gold": "1", "reply": "2", "ms": 4}']))
    assert [(row["verdict"], list(row)) for row in rows] == [
        ("different", ["gold", "reply", "verdict", "rule", "extracted"])
    ]


@pytest.mark.parametrize(
    ("gold", "reply", "verdict"),
    [
        pytest.param("18", '"18"', "equal", id="number"),
        pytest.param("1e400", '"1e400"', "equal", id="beyond floats"),
        pytest.param("null", '"18"', "undecided", id="no gold answer"),
        pytest.param('""', '"18"', "undecided", id="blank gold answer"),
        pytest.param('["5", 6]', '"6"', "equal", id="one of several"),
        pytest.param("[]", '"6"', "undecided", id="none of none"),
        pytest.param("true", '"true"', "equal", id="true"),
        pytest.param('"18"', "null", "different", id="no reply"),
        pytest.param('"18"', "18.0", "equal", id="reply as a number"),
        pytest.param('"x\\n#### 1,000"', '"1000"', "equal", id="a solution as gold"),
        pytest.param('"18"', '"\\ud800"', "undecided", id="half a surrogate pair"),
        pytest.param("NaN", '"NaN"', "undecided", id="NaN"),
    ],
)
def test_golds_and_replies_of_any_type_are_taken(tmp_path, gold, reply, verdict):
    rows = graded(written(tmp_path / "a.jsonl", [f'{{"gold": {gold}, "reply": {reply}}}']))
    assert rows[0]["verdict"] == verdict


def test_columns_have_other_names_where_told(tmp_path):
    path = written(tmp_path / "a.jsonl", ['{"a": "10", "out": "10%", "q": "What percent of 50 is 5?"}'])
    assert graded(path, RowSettings(gold="a", reply="out", question="q"))[0]["verdict"] == "equal"
    assert graded(path, RowSettings(gold="a", reply="out"))[0]["verdict"] == "different"


def test_details_say_from_where_and_how_sure(tmp_path):
    path = written(tmp_path / "a.jsonl", ['{"gold": "18", "reply": "\\\\boxed{1} \\\\boxed{18}"}'])
    row = graded(path, RowSettings(details=True))[0]
    told = {"place": "boxed", "confidence": "likely", "start": 17, "candidates": 2, "checker": CHECKER}
    assert {name: row[name] for name in told} == told


def test_the_fuzzy_grader_names_itself(tmp_path):
    path = written(tmp_path / "a.jsonl", ['{"gold": "\\\\sqrt{2}", "reply": "\\\\boxed{3\\\\sqrt{2}}"}'])
    table = verify_file(path, None, RowSettings(grader="mwpbench"), workers=0)
    assert (table.equal, table.checker) == (1, "mwpbench-fuzzy/1")
    assert verify_file(path, None, workers=0).equal == 0


def test_a_program_is_run_and_judged_by_its_own_columns(tmp_path):
    rows = [
        '{"gold": "4", "reply": "4", "program": "print(2 + 2)"}',
        '{"gold": "4", "reply": "4", "program": "print(2 + 3)"}',
        '{"gold": null, "reply": "4", "program": "print(4)"}',
        '{"gold": "4", "reply": "4"}',
    ]
    path = written(tmp_path / "a.jsonl", rows)
    assert [row.get("program_verdict") for row in graded(path)] == ["equal", "different", "undecided", None]
    assert verify_file(path, None, workers=0).programs == {"equal": 1, "different": 1, "undecided": 1}


BAD = [
    pytest.param("nonsense", "a.jsonl:2: not JSON at column 1", id="no JSON"),
    pytest.param("[1]", "a.jsonl:2: a list, not an object", id="no object"),
    pytest.param('{"gold": "1"}', "a.jsonl:2: no column 'reply'; the columns are 'gold'", id="no reply"),
    pytest.param('{"gold": {}, "reply": "1"}', "a.jsonl:2: field 'gold': found an object", id="gold of another type"),
    pytest.param('{"gold": "1", "reply": ["1"]}', "a.jsonl:2: field 'reply': found a list", id="several replies"),
    pytest.param('{"gold": "1", "reply": "1", "question": ["q"]}', "a.jsonl:2: field 'question'", id="question"),
    pytest.param(b'{"gold": "\xff"}', "a.jsonl:2: byte 11 is not UTF-8", id="no UTF-8"),
    pytest.param("[" * 200_000, "a.jsonl:2: brackets nested too deep", id="deep"),
    pytest.param('{"gold": "' + "9" * (8 << 20) + '"}', "a.jsonl:2: the line is longer than", id="long"),
]


@pytest.mark.parametrize(("line", "message"), BAD)
def test_a_bad_row_ends_the_work_with_its_line(tmp_path, line, message):
    path = written(tmp_path / "a.jsonl", ['{"gold": "1", "reply": "1"}', line, '{"gold": "2", "reply": "2"}'])
    to = tmp_path / "out.jsonl"
    with pytest.raises(DataError, match=r"a\.jsonl:2") as caught:
        verify_file(path, to, workers=0)
    assert message in str(caught.value)
    assert not to.exists()


@pytest.mark.parametrize(("line", "message"), BAD)
def test_a_skipped_bad_row_stays_in_its_place_as_undecided(tmp_path, line, message):
    path = written(tmp_path / "a.jsonl", ['{"gold": "1", "reply": "1"}', line, '{"gold": "2", "reply": "2"}'])
    told: list[str] = []
    out = io.BytesIO()
    table = verify_file(path, out, RowSettings(skip_bad_rows=True), workers=0, warn=told.append)
    rows = [json.loads(row) for row in out.getvalue().splitlines()]
    assert [row["verdict"] for row in rows] == ["equal", "undecided", "equal"]
    assert (rows[1]["rule"], rows[1]["extracted"], table.bad_rows, table.undecided) == ("bad row", None, 1, 1)
    assert len(told) == 1
    assert message in told[0]


@pytest.mark.parametrize(("name", "workers"), [("a.jsonl", 2), ("a.jsonl.gz", 1)])
def test_order_and_rows_do_not_depend_on_the_workers(tmp_path, name, workers):
    lines = [f'{{"id": {i}, "gold": "{i}", "reply": "The answer is {i + i % 3}."}}' for i in range(300)]
    path = written(tmp_path / name, lines)
    alone = graded(path, workers=0)
    assert [row["id"] for row in alone] == list(range(300))
    assert [row["verdict"] for row in alone[:3]] == ["equal", "different", "different"]
    assert graded(path, workers=workers) == alone


def test_a_bad_row_ends_the_workers_too(tmp_path):
    lines = ['{"gold": "1", "reply": "1"}'] * 300
    lines[200] = "nonsense"
    with pytest.raises(DataError, match=r"a\.jsonl:201: not JSON"):
        verify_file(written(tmp_path / "a.jsonl", lines), None, workers=2)


def test_a_file_is_read_as_it_is_needed_and_no_further(tmp_path):
    lines = ['{"gold": "1", "reply": "1"}'] * 2_000
    lines[0] = "nonsense"
    path = written(tmp_path / "a.jsonl.gz", lines)
    path.write_bytes(path.read_bytes()[:-8])  # damaged at its end, which is never reached
    with pytest.raises(DataError, match=r"gz:1: not JSON"):
        verify_file(path, None, workers=0)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        pytest.param(b"", "no rows", id="empty"),
        pytest.param(b"\n \n", "no rows", id="blank lines"),
        pytest.param(b"no gzip", "not a whole gzip file", id="no gzip"),
        pytest.param(gzip.compress(b'{"gold": "1", "reply": "1"}\n' * 9)[:-9], "not a whole gzip file", id="cut"),
    ],
)
def test_a_file_without_rows_or_damaged_is_refused(tmp_path, content, message):
    path = tmp_path / ("a.jsonl.gz" if b"gzip" in content or content[:1] == b"\x1f" else "a.jsonl")
    path.write_bytes(content)
    with pytest.raises(DataError, match=message):
        verify_file(path, None, workers=0)


def test_a_missing_file_is_refused(tmp_path):
    with pytest.raises(DataError, match="no such file"):
        verify_file(tmp_path / "none.jsonl", None)


def test_a_mark_at_the_start_of_the_file_and_blank_lines_are_passed_over(tmp_path):
    path = written(
        tmp_path / "a.jsonl", [b'\xef\xbb\xbf{"gold": "1", "reply": "1"}', "", '{"gold": "2", "reply": "3"}']
    )
    assert [row["verdict"] for row in graded(path)] == ["equal", "different"]


def test_the_table_counts_rows_by_verdict_and_rule(tmp_path):
    lines = ['{"gold": "1", "reply": "1"}', '{"gold": "1", "reply": "2"}', '{"gold": null, "reply": "2"}']
    table = verify_file(written(tmp_path / "a.jsonl", lines), None, workers=0)
    assert (table.rows, table.equal, table.different, table.undecided) == (3, 1, 1, 1)
    assert table.rules == {"rational": 2, "no gold answer": 1}
    assert 0 <= table.ms_median <= table.ms_p99 <= table.ms_worst
    assert table.checker == CHECKER


def test_one_pair_is_checked_by_the_public_function():
    assert mathwright.check_answer is check_answer
    assert check_answer("1/2", "so it is \\boxed{0.5}").state == "equal"
    assert check_answer("10", "10%", "What percent of 50 is 5?").state == "equal"
    assert check_answer("3.14", "3.15", tolerance="0.02").state == "equal"


def test_stored_answers_are_checked_against_their_mutations(tmp_path):
    rows = [
        {"question": "a?", "solution": "s", "answer": "(1, 2)"},
        {"question": "b?", "solution": "s", "answer": "5 cm"},
        {"question": "c?", "solution": "s", "answer": "Tuesday"},
    ]
    path = written(tmp_path / "a.jsonl", [json.dumps(row) for row in rows])
    table = mutation_table([path])
    found = {row.mutation: (row.answers, row.equal, row.different) for row in table.rows}
    assert {row.file for row in table.rows} == {f"{tmp_path.name}/a"}
    assert found["itself"] == (3, 3, 0)
    assert found["swap"] == (1, 0, 1)
    assert found["unit"] == (1, 0, 1)
    assert found["digit"] == (2, 0, 2)
    assert table.wrong == ()


def test_a_pipe_is_written_to_and_not_replaced(tmp_path):
    rows = tmp_path / "rows.jsonl"
    rows.write_text('{"gold": "5", "reply": "5"}\n', encoding="utf-8")
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with ThreadPoolExecutor(1) as reader:
        read = reader.submit(pipe.read_bytes)
        verify_file(rows, pipe, workers=0)
        assert json.loads(read.result(timeout=10))["verdict"] == "equal"
    assert stat.S_ISFIFO(pipe.stat().st_mode)


class _FullDisk(io.BytesIO):
    def write(self, _data):
        raise OSError(errno.ENOSPC, "No space left on device")


def test_a_full_disk_is_an_error_that_says_so(tmp_path):
    rows = tmp_path / "rows.jsonl"
    rows.write_text('{"gold": "5", "reply": "5"}\n', encoding="utf-8")
    with pytest.raises(StorageError, match="the disk is full"):
        verify_file(rows, _FullDisk(), workers=0)


def test_a_row_may_declare_its_tolerance() -> None:
    lines = [
        b'{"gold": "3.14", "reply": "3.141", "tolerance": 0.01}',
        b'{"gold": "3.14", "reply": "3.141", "tolerance": "1/2000"}',
        b'{"gold": "3.14", "reply": "3.141"}',
        b'{"gold": "3.14", "reply": "3.141", "tolerance": -1}',
    ]
    graded = grade_lines([Line(f"a:{n}", line) for n, line in enumerate(lines, 1)], RowSettings())
    assert [row.state for row in graded.rows] == ["equal", "different", "different"]
    assert graded.fault == "a:4: field 'tolerance': found '-1'; expected a number that is at least 0"
