"""Datasets of others through curating: any shape is read, and what is kept stays as it was."""

from __future__ import annotations

import datetime as dt
import gzip
import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from mathwright.errors import DataError, UsageError
from mathwright.jobs.config import SeedsConfig
from mathwright.jobs.curate import Curated, curate_file
from mathwright.publish.dataset import whole_dataset

APPLES = "Ann buys 3 apples and 5 pears. How many fruits does she buy?"
OTHER_APPLES = "Ann buys 7 apples and 2 pears. How many fruits does she buy?"
TRAIN = "A train runs 40 miles an hour for 3 hours. How far does it go?"


def chat(question: str, n: int) -> dict[str, Any]:
    turns = [{"role": "user", "content": question}, {"role": "assistant", "content": "So 8."}]
    return {"messages": turns, "n": n, "score": 0.5, "tags": [None, {"é": []}]}


def write(path: Path, rows: list[dict[str, Any]]) -> str:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return str(path)


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def kept(found: Curated) -> list[dict[str, Any]]:
    return lines(found.dataset / "accepted.jsonl")


def test_kept_rows_are_as_they_were_and_dropped_ones_stand_apart(tmp_path: Path) -> None:
    rows = [chat(APPLES, 1), chat(OTHER_APPLES, 2), chat(TRAIN, 2**70)]
    found = curate_file(SeedsConfig(path=write(tmp_path / "made.jsonl", rows)))
    assert kept(found) == [rows[0], rows[2]]
    (dropped,) = lines(found.dropped_file)
    assert (dropped["origin"], dropped["twin_origin"], dropped["row"]) == ("made.jsonl:2", "made.jsonl:1", rows[1])
    assert whole_dataset(found.dataset).rows == 2
    assert [row["draft"] for row in lines(found.dataset / "rejected.jsonl")] == [OTHER_APPLES]


def test_files_of_unlike_shapes_are_one_set(tmp_path: Path) -> None:
    first = write(tmp_path / "a.jsonl", [chat(APPLES, 1)])
    second = tmp_path / "b.json.gz"
    rows = [{"problem": TRAIN, "answer": 120}, {"problem": OTHER_APPLES, "answer": 9}]
    second.write_bytes(gzip.compress(json.dumps(rows).encode()))
    third = tmp_path / "c.csv"
    third.write_text(f'instruction,output\n"{APPLES}",8\nWhy?,7\n', encoding="utf-8")
    found = curate_file(SeedsConfig(path=first), behind=[str(second), str(third)])
    assert kept(found) == [chat(APPLES, 1), rows[0], {"instruction": "Why?", "output": "7"}]
    assert [row["twin_origin"] for row in lines(found.dropped_file)] == ["a.jsonl:1", "a.jsonl:1"]


def test_chats_may_be_kept_apart_from(tmp_path: Path) -> None:
    turns = [{"from": "human", "value": OTHER_APPLES}]
    test = write(tmp_path / "test.jsonl", [{"conversations": turns}])
    found = curate_file(SeedsConfig(path=write(tmp_path / "made.jsonl", [chat(APPLES, 1), chat(TRAIN, 2)])), [test])
    assert kept(found) == [chat(TRAIN, 2)]


def test_parquet_stays_parquet_with_its_types(tmp_path: Path) -> None:
    table = pa.table(
        {
            "problem_id": pa.array([1, 2, 3], pa.int16()),
            "prompt": [[{"content": text, "role": "user"}] for text in (APPLES, TRAIN, APPLES)],
            "day": [dt.date(2024, 1, day) for day in (1, 2, 3)],
            "image": [b"1", b"2", b"3"],
        }
    )
    pq.write_table(table, tmp_path / "made.parquet")
    found = curate_file(SeedsConfig(path=str(tmp_path / "made.parquet")))
    assert pq.read_table(found.dataset / "accepted.parquet").equals(table.slice(0, 2))
    assert [sorted(row) for row in kept(found)] == [["day", "problem_id", "prompt"]] * 2
    (dropped,) = lines(found.dropped_file)
    assert (dropped["origin"], dropped["row"]["problem_id"], dropped["row"]["day"]) == (
        "made.parquet:3",
        3,
        "2024-01-03",
    )


def test_parquet_beside_other_files_becomes_lines(tmp_path: Path) -> None:
    pq.write_table(pa.table({"query": [TRAIN], "day": [dt.date(2024, 1, 1)]}), tmp_path / "b.parquet")
    first = write(tmp_path / "a.jsonl", [chat(APPLES, 1)])
    found = curate_file(SeedsConfig(path=first), behind=[str(tmp_path / "b.parquet")])
    assert kept(found)[1] == {"query": TRAIN, "day": "2024-01-01"}
    assert not (found.dataset / "accepted.parquet").exists()
    pq.write_table(pa.table({"query": [TRAIN], "image": [b"1"]}), tmp_path / "b.parquet")
    with pytest.raises(DataError, match=r"b\.parquet:1: holds what JSON lines cannot \(a value of type bytes"):
        curate_file(SeedsConfig(path=first), behind=[str(tmp_path / "b.parquet")])


def test_a_mapping_names_the_column_of_the_question_and_no_other_is_needed(tmp_path: Path) -> None:
    rows = [{"text": TRAIN, "question": "an id"}, {"text": APPLES, "question": "an id"}]
    path = write(tmp_path / "made.jsonl", rows)
    found = curate_file(SeedsConfig(path=path, columns={"question": "text"}))
    assert kept(found) == rows
    path = write(tmp_path / "chats.jsonl", [{"talk": chat(APPLES, 1)["messages"], "question": "x"}])
    assert curate_file(SeedsConfig(path=path, columns={"question": "talk"})).kept == 1
    with pytest.raises(DataError, match=r"made\.jsonl:1: no column 'txt'; the columns are 'text', 'question'"):
        curate_file(SeedsConfig(path=str(tmp_path / "made.jsonl"), columns={"question": "txt"}))
    with pytest.raises(UsageError, match="unknown field 'questoin'; did you mean 'question'"):
        curate_file(SeedsConfig(path=path, columns={"questoin": "talk"}))
    with pytest.raises(UsageError, match="a mapping needs question"):
        curate_file(SeedsConfig(path=path, columns={"answer": "talk"}))


def test_a_shape_that_cannot_be_told_lists_the_columns_and_how_to_map_them(tmp_path: Path) -> None:
    path = write(tmp_path / "made.jsonl", [{"text": APPLES, "id": 1}])
    told = r"made\.jsonl:1: no question; found id, text, expected one of .*; name its column: --column question=COLUMN"
    with pytest.raises(DataError, match=told):
        curate_file(SeedsConfig(path=path))
    assert not (tmp_path / "made-curated").exists()


def test_bad_rows_are_left_out_and_the_first_is_told(tmp_path: Path) -> None:
    rows = [{"question": " "}, {"question": APPLES}, {"text": "x"}, {"question": 3}]
    path = write(tmp_path / "made.jsonl", rows)
    with pytest.raises(DataError, match=r"made\.jsonl:1: field 'question': found empty text"):
        curate_file(SeedsConfig(path=path))
    found = curate_file(SeedsConfig(path=path, skip_bad_rows=True))
    assert (found.rows, found.kept, found.bad_rows) == (1, 1, 3)
    assert found.first_bad is not None
    assert found.first_bad.startswith(f"{path}:1: field 'question': found empty text")


def test_bad_rows_of_parquet_are_left_out_at_their_place(tmp_path: Path) -> None:
    path = tmp_path / "made.parquet"
    pq.write_table(pa.table({"question": [None, APPLES, "", OTHER_APPLES]}), path)
    with pytest.raises(DataError, match=r"made\.parquet:1: field 'question': found null"):
        curate_file(SeedsConfig(path=str(path)))
    found = curate_file(SeedsConfig(path=str(path), skip_bad_rows=True))
    assert (found.kept, found.bad_rows, lines(found.dropped_file)[0]["origin"]) == (1, 2, "made.parquet:4")


def test_a_named_format_makes_rows_of_ours(tmp_path: Path) -> None:
    path = write(tmp_path / "made.jsonl", [{"question": APPLES, "answer": "3 + 5 = 8\n#### 8"}])
    found = curate_file(SeedsConfig(path=path, format="gsm8k"))
    assert [(row["problem"], row["answer"]) for row in kept(found)] == [(APPLES, "8")]
    assert (found.dataset / "accepted.parquet").exists()


def test_so_many_rows_are_read_as_are_wanted(tmp_path: Path) -> None:
    rows = [chat(APPLES, 1), chat(TRAIN, 2), {"text": "bad"}]
    assert curate_file(SeedsConfig(path=write(tmp_path / "made.jsonl", rows)), limit=2).rows == 2


def test_contradictions_are_refused(tmp_path: Path) -> None:
    seeds = SeedsConfig(path=write(tmp_path / "made.jsonl", [chat(APPLES, 1)]))
    with pytest.raises(UsageError, match="other numbers are unwanted"):
        curate_file(seeds, numbers="unwanted", cap_per_template=2)
    with pytest.raises(UsageError, match="leave --cap-per-template out"):
        curate_file(seeds, only_against=True, cap_per_template=2)
    assert curate_file(seeds, numbers="unwanted", cap_per_template=1).kept == 1
