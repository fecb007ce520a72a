import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from mathwright.errors import DataError, UsageError
from mathwright.seeds.reader import ReadCounts, read_problems

GOOD = '{"question": "2+2?", "answer": "#### 4"}'
NAN = '{"question": NaN, "answer": "#### 1"}'


def put(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(content.encode("utf-8") if isinstance(content, str) else content)
    return path


@pytest.mark.parametrize(
    ("name", "content", "line"),
    [
        ("a.jsonl", f"\n{GOOD}\n", 2),
        ("a.ndjson", GOOD, 1),
        ("a.json", f"{GOOD}\n{GOOD}", 1),
        ("a.json", f"[\n\n{GOOD}\n,\n{GOOD}]\n", 3),
        ("a.csv", 'question,answer\n2+2?,"#### 4"\n', 2),
        ("a.csv", '\ufeffquestion,answer\n"2+2?","two\nand two\n#### 4"\n', 2),
        ("A.JSONL", "\ufeff" + GOOD, 1),
    ],
)
def test_reads_every_kind_of_file_and_knows_the_line(tmp_path: Path, name: str, content: str, line: int) -> None:
    first = next(read_problems(put(tmp_path, name, content)))
    assert (first.question, first.answer, first.origin) == ("2+2?", "4", f"{name}:{line}")


def test_reads_parquet_and_counts_its_rows(tmp_path: Path) -> None:
    table = pa.table({"question": ["2+2?", "3+3?"], "answer": ["#### 4", "#### 6"]})
    pq.write_table(table, tmp_path / "a.parquet")
    assert [p.origin for p in read_problems(tmp_path / "a.parquet")] == ["a.parquet:1", "a.parquet:2"]


def test_a_nan_of_parquet_is_named(tmp_path: Path) -> None:
    pq.write_table(pa.table({"q": ["2+2?", "3+3?"], "a": [4.0, float("nan")]}), tmp_path / "a.parquet")
    read = read_problems(tmp_path / "a.parquet", columns={"question": "q", "answer": "a"})
    assert next(read).answer == "4"
    with pytest.raises(DataError, match=r"a\.parquet:2: field 'a': found NaN or infinity; expected a final value"):
        next(read)


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        pytest.param("a.jsonl", "", "a.jsonl: the file has no rows", id="empty file"),
        pytest.param("a.csv", "", "a.csv: the file is empty", id="empty csv"),
        pytest.param("a.csv", "question,answer\n", "a.csv: the file has no rows", id="csv of a heading"),
        pytest.param("a.json", "[ ]", "a.json: the array is empty", id="empty array"),
        pytest.param("a.json", f"[{GOOD}, {{", "a.json:1: not JSON", id="half an array"),
        pytest.param("a.json", f"[{GOOD}", "a.json:1: no ',' or ']' after this value", id="open array"),
        pytest.param("a.json", f"[{GOOD},\n3]", "a.json:2: found int; expected an object", id="array of numbers"),
        pytest.param("a.json", f"[{NAN}]", "a.json:1: field 'question': found NaN", id="NaN in an array"),
        pytest.param("a.json", b"[\xff]", "a.json: byte 2 is not UTF-8", id="array of another encoding"),
        pytest.param("a.json", "[" * 100_000, "a.json:1: not JSON", id="array nested too deep"),
        pytest.param("a.jsonl", GOOD + '\n{"question": "q', "a.jsonl:2: not JSON at column 14", id="half a line"),
        pytest.param("a.jsonl", NAN, "a.jsonl:1: NaN is not", id="NaN"),
        pytest.param("a.jsonl", b'{"question": "\xff"}', "a.jsonl:1: byte 15 is not UTF-8", id="not UTF-8"),
        pytest.param("a.jsonl", f'{{"question": "{"x" * 10_000_000}"}}', "a.jsonl:1: the line has", id="10 MB line"),
        pytest.param("a.csv", "question,answer\nq\n", "a.csv:2: found 1 cells; expected 2", id="missing cell"),
        pytest.param("a.csv", 'question,answer\n"q', "a.csv:2: not CSV", id="open quote"),
        pytest.param("a.csv", b"question,answer\nq\xff,#### 1\n", "a.csv:2: field 'question': found half", id="latin"),
        pytest.param("a.csv", f"question,answer\nq,{'x' * 10_000_000}\n", "a.csv:2: not CSV", id="10 MB cell"),
        pytest.param("a.parquet", "PAR1", "a.parquet: not a readable Parquet file", id="no parquet"),
    ],
)
def test_bad_input_is_a_clear_error(tmp_path: Path, name: str, content: str | bytes, message: str) -> None:
    path = put(tmp_path, name, content)
    with pytest.raises(DataError) as caught:
        list(read_problems(path))
    assert message in str(caught.value)
    assert str(caught.value).startswith(str(path))


def test_a_directory_a_missing_file_and_an_unknown_suffix_are_told_apart(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="is a directory; name a file in it"):
        list(read_problems(tmp_path))
    with pytest.raises(DataError, match=r"gone\.jsonl: no such file"):
        list(read_problems(tmp_path / "gone.jsonl"))
    with pytest.raises(UsageError, match=r"cannot tell the kind of file from '\.txt'; use \.jsonl"):
        list(read_problems(put(tmp_path, "a.txt", GOOD)))


def test_skipping_counts_every_bad_row_by_reason_and_keeps_an_example(tmp_path: Path) -> None:
    lines = [
        '{"question": "half',
        GOOD,
        '{"question": "q", "answer": null}',
        "[1]",
        '{"question": "r", "answer": null}',
        f'{{"question": "{"x" * 9_000_000}"}}',
        GOOD.replace("4", "5"),
    ]
    path, counts = put(tmp_path, "a.jsonl", "\n".join(lines)), ReadCounts()
    read = list(read_problems(path, skip_bad_rows=True, counts=counts))
    assert [p.origin for p in read] == ["a.jsonl:2", "a.jsonl:7"]
    assert (counts.rows, counts.read) == (7, 2)
    assert counts.bad == {"not one JSON object a line": 3, "field 'answer': found null": 2}
    assert counts.examples["field 'answer': found null"].startswith(f"{path}:3: field 'answer': found null; expected")
    assert counts.lines()[:2] == ["7 rows, 2 read", "bad 3: not one JSON object a line"]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.csv", "question,answer\nq\n2+2?,#### 4\nr,#### 1,more\n"),
        ("a.csv", f"question,answer\nq,{'x' * 20_000_000}\n2+2?,#### 4\nr,{'y,' * 5_000_000}"),
        ("a.json", f"[7, {GOOD}, null]"),
    ],
)
def test_skipping_goes_on_after_rows_that_cannot_be_decoded(tmp_path: Path, name: str, content: str) -> None:
    counts = ReadCounts()
    read = list(read_problems(put(tmp_path, name, content), skip_bad_rows=True, counts=counts))
    assert [p.answer for p in read] == ["4"]
    assert (counts.rows, counts.read, counts.bad.total()) == (3, 1, 2)


def test_a_file_of_bad_rows_alone_is_an_error_even_when_skipping(tmp_path: Path) -> None:
    good, bad = put(tmp_path, "good.jsonl", GOOD), put(tmp_path, "bad.jsonl", '{"question": "q", "answer": 3}\n' * 2)
    counts = ReadCounts()
    assert len(list(read_problems(good, skip_bad_rows=True, counts=counts))) == 1
    with pytest.raises(DataError, match=r"every one of its 2 rows is bad; the first: .*bad.jsonl:1: field 'answer'"):
        list(read_problems(bad, skip_bad_rows=True, counts=counts))


def test_invisible_and_control_characters_are_kept_and_noted(tmp_path: Path) -> None:
    question = "\u202bكم\u202c zero\u200bwidth $\bar{z}$?"
    path = put(tmp_path, "a.jsonl", json.dumps({"question": question, "answer": "#### 4"}))
    counts = ReadCounts()
    (problem,) = read_problems(path, counts=counts)
    assert problem.question == question
    assert counts.noted == {
        "invisible or direction-changing character, kept": 1,
        "control character, kept (an under-escaped backslash?)": 1,
    }


def test_reading_is_lazy(tmp_path: Path) -> None:
    counts = ReadCounts()
    read = read_problems(put(tmp_path, "a.jsonl", f"{GOOD}\n{GOOD}\nbroken"), counts=counts)
    assert (next(read).origin, counts.rows) == ("a.jsonl:1", 1)
