"""Duplicates out of any dataset, each dropped row with its twin and rule."""

import json
import tracemalloc
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from mathwright.curate.near.bounds import TOO_NEAR_IN_RUN
from mathwright.errors import DataError, UsageError
from mathwright.jobs.config import SeedsConfig, read_run_config
from mathwright.jobs.curate import Curated, build_index, curate_file
from mathwright.jobs.make import make
from mathwright.publish.columns import SCHEMA, published_row
from mathwright.publish.dataset import whole_dataset
from mathwright.records import Problem

APPLES = "Ann buys 3 apples and 5 pears. How many fruits does she buy?"
OTHER_APPLES = "Ann buys 7 apples and 2 pears. How many fruits does she buy?"
TRAIN = "A train runs 40 miles an hour for 3 hours. How far does it go?"


def written(path: Path, *questions: str) -> str:
    rows = (json.dumps({"question": question, "answer": "#### 8"}) for question in questions)
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return str(path)


def published(*questions: str) -> pa.Table:
    made = [
        Problem(problem_id=f"p{n}", question=text, solutions=("So 8.",), answer="8", source="made/1", parents=("s",))
        for n, text in enumerate(questions)
    ]
    return pa.Table.from_pylist([published_row(one) for one in made], schema=SCHEMA)


def with_column(table: pa.Table, name: str, values: list[object]) -> pa.Table:
    if name not in table.schema.names:
        return table.append_column(name, pa.array(values))
    return table.set_column(table.schema.get_field_index(name), name, pa.array(values))


def curated(tmp_path: Path, *questions: str, against: tuple[str, ...] = (), cap: int = 1) -> Curated:
    path = written(tmp_path / "made.jsonl", *questions)
    return curate_file(SeedsConfig(path=path), against, cap_per_template=cap)


def dropped(found: Curated) -> list[dict[str, str]]:
    return [json.loads(line) for line in found.dropped_file.read_text(encoding="utf-8").splitlines()]


def accepted(found: Curated) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (found.dataset / "accepted.jsonl").read_text(encoding="utf-8").splitlines()]


def test_drops_exact_and_number_masked_duplicates_and_names_their_twins(tmp_path: Path) -> None:
    found = curated(tmp_path, APPLES, TRAIN, APPLES.upper(), OTHER_APPLES)
    assert (found.rows, found.kept) == (4, 2)
    assert found.dropped == {"exact, in this file": 1, "other numbers, in this file": 1}
    assert [(row["question"], row["twin_question"], row["twin_origin"]) for row in dropped(found)] == [
        (APPLES.upper(), APPLES, "made.jsonl:1"),
        (OTHER_APPLES, APPLES, "made.jsonl:1"),
    ]


def test_a_cap_lets_that_many_of_one_text_with_other_numbers_stay(tmp_path: Path) -> None:
    third = APPLES.replace("3", "30")
    assert curated(tmp_path, APPLES, OTHER_APPLES, third, cap=2).kept == 2
    assert curated(tmp_path, APPLES, OTHER_APPLES, third, cap=3).kept == 3


def test_keeps_apart_from_other_files_exactly_and_with_other_numbers(tmp_path: Path) -> None:
    against = written(tmp_path / "test.jsonl", TRAIN, APPLES)
    found = curated(tmp_path, TRAIN, OTHER_APPLES, "What is 2 plus 2?", against=(against,), cap=9)
    assert found.dropped == {
        "exact, in a file to keep apart from": 1,
        "other numbers, in a file to keep apart from": 1,
    }
    assert [row["twin_origin"] for row in dropped(found)] == ["test.jsonl:1", "test.jsonl:2"]
    assert found.kept == 1


def test_what_is_kept_is_a_dataset_beside_the_file(tmp_path: Path) -> None:
    found = curated(tmp_path, APPLES, APPLES)
    assert found.dataset == tmp_path / "made-curated"
    assert {path.name for path in found.dataset.iterdir()} == {
        "accepted.jsonl", "rejected.jsonl", "dropped.jsonl", "manifest.json",
    }  # fmt: skip


def test_a_bad_row_stops_with_its_line_and_is_counted_when_asked(tmp_path: Path) -> None:
    path = tmp_path / "made.jsonl"
    written(path, APPLES, TRAIN)
    path.write_text(path.read_text(encoding="utf-8") + '{"question": 3}\n', encoding="utf-8")
    with pytest.raises(DataError, match=r"made\.jsonl:3: "):
        curate_file(SeedsConfig(path=str(path)))
    found = curate_file(SeedsConfig(path=str(path), skip_bad_rows=True))
    assert (found.kept, found.bad_rows) == (2, 1)


def test_curating_what_was_curated_drops_nothing(tmp_path: Path) -> None:
    first = curated(tmp_path, APPLES, OTHER_APPLES, TRAIN, TRAIN)
    again = curate_file(SeedsConfig(path=str(first.dataset / "accepted.jsonl")))
    assert (again.rows, again.kept) == (2, 2)


def test_a_file_that_cannot_be_read_leaves_no_folder_behind(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"none\.jsonl: no such file"):
        curate_file(SeedsConfig(path=str(tmp_path / "none.jsonl")))
    assert list(tmp_path.iterdir()) == []


def test_a_dataset_of_ours_keeps_its_solutions_parents_and_evidence(tmp_path: Path) -> None:
    config = read_run_config(None, {"accepted": 8, "how": {"workspace": str(tmp_path / "ws"), "workers": 0}})
    made = make(config, to=tmp_path / "made").published.dataset
    found = curate_file(SeedsConfig(path=str(made / "accepted.jsonl")), cap_per_template=8, near=TOO_NEAR_IN_RUN)
    before = [json.loads(line) for line in (made / "accepted.jsonl").read_text("utf-8").splitlines()]
    after = [json.loads(line) for line in (found.dataset / "accepted.jsonl").read_text("utf-8").splitlines()]
    assert after == before
    assert {row["evidence"] for row in after} == {"program"}


def test_the_folder_of_the_file_itself_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path / "made.jsonl", APPLES)
    with pytest.raises(UsageError, match="name another folder"):
        curate_file(SeedsConfig(path=path), to=tmp_path)


def test_a_file_to_keep_apart_from_needs_no_answers(tmp_path: Path) -> None:
    bare = tmp_path / "bare.jsonl"
    bare.write_text(json.dumps({"question": OTHER_APPLES}) + "\n", encoding="utf-8")
    assert curated(tmp_path, APPLES, TRAIN, against=(str(bare),)).kept == 1


def test_every_dropped_row_keeps_twin_similarity_and_shared_text(tmp_path: Path) -> None:
    longer = f"It is a fine day. {APPLES}"
    near = APPLES.replace("Ann", "Zoe").replace("buys", "bought")
    test = written(tmp_path / "test.jsonl", APPLES)
    path = written(tmp_path / "made.jsonl", longer, TRAIN, near)
    found = curate_file(SeedsConfig(path=path), (test,), near=0.5)
    first, second = dropped(found)
    assert first == {
        "problem_id": first["problem_id"],
        "origin": "made.jsonl:1",
        "question": longer,
        "rule": "shared words, in a file to keep apart from",
        "twin_origin": "test.jsonl:1",
        "twin_question": APPLES,
        "similarity": 1.0,
        "shared": APPLES.removesuffix("?"),
        "row": {"question": longer, "answer": "#### 8"},
    }
    assert (second["rule"], second["twin_origin"]) == ("near, in a file to keep apart from", "test.jsonl:1")
    assert 0.5 <= float(second["similarity"]) < 0.9
    assert second["shared"] == "3 apples and 5 pears. How many fruits does she buy"


def test_several_files_are_one_set_in_order(tmp_path: Path) -> None:
    paths = [
        written(tmp_path / f"{name}.jsonl", *rows)
        for name, rows in zip("ab", [(APPLES,), (TRAIN, APPLES)], strict=True)
    ]
    found = curate_file(SeedsConfig(path=paths[0]), behind=paths[1:])
    assert [row["question"] for row in accepted(found)] == [APPLES, TRAIN]
    assert [(row["origin"], row["twin_origin"]) for row in dropped(found)] == [("b.jsonl:2", "a.jsonl:1")]
    assert found.dataset == tmp_path / "a-curated"
    assert curate_file(SeedsConfig(path=paths[0]), behind=paths[1:], limit=2, to=tmp_path / "two").rows == 2


def test_wanted_numbers_are_kept_up_to_a_cap(tmp_path: Path) -> None:
    path = written(tmp_path / "made.jsonl", APPLES, OTHER_APPLES, APPLES.replace("3", "30"), APPLES)
    assert curate_file(SeedsConfig(path=path)).kept == 1
    assert curate_file(SeedsConfig(path=path), numbers="wanted").kept == 3
    assert curate_file(SeedsConfig(path=path), numbers="wanted", cap_per_template=2).kept == 2


def test_only_against_drops_nothing_but_what_is_there(tmp_path: Path) -> None:
    test = written(tmp_path / "test.jsonl", TRAIN)
    path = written(tmp_path / "made.jsonl", APPLES, TRAIN, APPLES, OTHER_APPLES)
    found = curate_file(SeedsConfig(path=path), (test,), only_against=True)
    assert [row["question"] for row in accepted(found)] == [APPLES, APPLES, OTHER_APPLES]


def test_a_saved_index_stands_for_its_files(tmp_path: Path) -> None:
    test = written(tmp_path / "test.jsonl", TRAIN)
    built = build_index([test], tmp_path / "test.index")
    assert (built.questions, built.files) == (1, (test,))
    found = curated(tmp_path, APPLES, TRAIN.replace("40", "50"), against=(str(built.index),))
    assert [row["twin_origin"] for row in dropped(found)] == ["test.jsonl:1"]


def test_parquet_of_ours_keeps_all_its_columns_and_what_one_file_lacks_is_empty(tmp_path: Path) -> None:
    config = read_run_config(None, {"accepted": 8, "how": {"workspace": str(tmp_path / "ws"), "workers": 0}})
    made = make(config, to=tmp_path / "made").published.dataset / "accepted.parquet"
    table = pq.read_table(made)
    extended = tmp_path / "extended.parquet"
    pq.write_table(table.slice(0, 4).append_column("split", pa.array(["train"] * 4)), extended)
    older = tmp_path / "older.parquet"
    pq.write_table(table.slice(4).drop_columns(["skills_needed", "checker"]), older)
    found = curate_file(SeedsConfig(path=str(extended)), behind=(str(older),), cap_per_template=8, near=TOO_NEAR_IN_RUN)
    kept = pq.read_table(found.dataset / "accepted.parquet")
    assert kept.schema.names == [*table.schema.names, "split"]
    assert kept.column("split").to_pylist() == ["train"] * 4 + [None] * 4
    assert kept.column("skills_needed").to_pylist()[4:] == [[]] * 4
    same = [name for name in table.schema.names if name not in ("skills_needed", "checker")]
    assert kept.select(same).to_pylist() == table.select(same).to_pylist()
    assert accepted(found) == kept.to_pylist()


def test_parquet_and_jsonl_of_one_dataset_give_the_same_files(tmp_path: Path) -> None:
    config = read_run_config(None, {"accepted": 12, "how": {"workspace": str(tmp_path / "ws"), "workers": 0}})
    made = make(config, to=tmp_path / "made").published.dataset
    results = [
        curate_file(SeedsConfig(path=str(made / f"accepted.{kind}")), to=tmp_path / kind, near=TOO_NEAR_IN_RUN).dataset
        for kind in ("parquet", "jsonl")
    ]
    for name in ("accepted.jsonl", "accepted.parquet"):
        assert (results[0] / name).read_bytes() == (results[1] / name).read_bytes()
        assert (results[0] / name).read_bytes() == (made / name).read_bytes()


def test_a_column_of_two_types_is_refused(tmp_path: Path) -> None:
    table = published(APPLES)
    for name, extra in (("a", pa.array(["1"])), ("b", pa.array([1]))):
        pq.write_table(table.append_column("extra", extra), tmp_path / f"{name}.parquet")
    with pytest.raises(DataError, match=r"b\.parquet: column extra is int64, but string in .*a\.parquet"):
        curate_file(SeedsConfig(path=str(tmp_path / "a.parquet")), behind=(str(tmp_path / "b.parquet"),))
    assert not (tmp_path / "a-curated").exists()


def test_a_parquet_row_without_a_question_is_refused_at_its_line(tmp_path: Path) -> None:
    pq.write_table(with_column(published(APPLES, TRAIN), "problem", ["Why?", None]), tmp_path / "a.parquet")
    with pytest.raises(DataError, match=r"a\.parquet:2: no question in column problem"):
        curate_file(SeedsConfig(path=str(tmp_path / "a.parquet")))


@pytest.mark.parametrize(
    ("name", "values", "told"),
    [
        pytest.param("problem", ["Why?", " \n"], r":2: no question in column problem", id="blank question"),
        pytest.param("problem_id", ["x", None], r":2: column problem_id holds null", id="no id"),
        pytest.param("answer", [None, "1"], r":1: column answer holds null", id="no answer"),
        pytest.param("parents", [["x"], None], r":2: column parents holds null", id="no list"),
        pytest.param("parents", [["x"], ["y", None]], r":2: column parents holds null", id="null in a list"),
        pytest.param("problem_id", [1, 2], ": column problem_id holds int64; expected string", id="number for an id"),
        pytest.param("parents", [[1], [2]], ": column parents holds list<.*int64>; expected list<.*string>", id="list"),
        pytest.param("picture", [b"1", None], ": column picture holds binary, which JSON lines cannot", id="bytes"),
        pytest.param("pictures", [[b"1"], []], ": column pictures holds list<.*binary>, which", id="list of bytes"),
        pytest.param("scan", [{"png": b"1"}, None], ": column scan holds struct<.*binary>, which", id="bytes inside"),
    ],
)
def test_parquet_of_ours_that_no_dataset_holds_is_refused_where_it_stands(
    tmp_path: Path, name: str, values: list[object], told: str
) -> None:
    pq.write_table(with_column(published(APPLES, TRAIN), name, values), tmp_path / "a.parquet")
    with pytest.raises(DataError, match=r"a\.parquet" + told):
        curate_file(SeedsConfig(path=str(tmp_path / "a.parquet")))
    assert not (tmp_path / "a-curated").exists()


def test_parquet_that_another_library_wrote_is_read(tmp_path: Path) -> None:
    pl.from_arrow(published(APPLES, TRAIN, APPLES)).write_parquet(tmp_path / "a.parquet")  # type: ignore[union-attr]
    found = curate_file(SeedsConfig(path=str(tmp_path / "a.parquet")))
    assert [row["problem"] for row in accepted(found)] == [APPLES, TRAIN]


@pytest.mark.parametrize("kind", ["parquet", "jsonl", "ndjson"])
def test_bad_rows_of_ours_are_left_out_and_counted_where_that_is_wished(tmp_path: Path, kind: str) -> None:
    path = tmp_path / f"a.{kind}"
    rows = published("", APPLES, " ", APPLES)
    if kind == "parquet":
        pq.write_table(rows, path)
    else:
        path.write_text("".join(json.dumps(row) + "\n" for row in rows.to_pylist()), encoding="utf-8")
    with pytest.raises(DataError, match=r"a\..*:1: no question in column problem"):
        curate_file(SeedsConfig(path=str(path)))
    found = curate_file(SeedsConfig(path=str(path), skip_bad_rows=True))
    assert (found.rows, found.bad_rows, found.kept) == (2, 2, 1)
    assert [(row["origin"], row["twin_origin"]) for row in dropped(found)] == [(f"a.{kind}:4", f"a.{kind}:2")]
    assert accepted(found)[0]["solutions"] == ["So 8."]


def test_a_line_of_ours_that_is_no_json_is_a_bad_row_too(tmp_path: Path) -> None:
    lines = ["{", json.dumps(published(APPLES).to_pylist()[0]), '{"problem": 3}']
    (tmp_path / "a.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    with pytest.raises(DataError, match=r"a\.jsonl:1: "):
        curate_file(SeedsConfig(path=str(tmp_path / "a.jsonl")))
    found = curate_file(SeedsConfig(path=str(tmp_path / "a.jsonl"), skip_bad_rows=True))
    assert (found.kept, found.bad_rows) == (1, 2)


def test_a_file_of_ours_whose_rows_are_all_bad_is_refused(tmp_path: Path) -> None:
    pq.write_table(published("", " "), tmp_path / "a.parquet")
    with pytest.raises(DataError, match=r"every one of its 2 rows is bad; the first: .*:1: no question"):
        curate_file(SeedsConfig(path=str(tmp_path / "a.parquet"), skip_bad_rows=True))


def test_files_of_one_name_are_told_apart_by_their_folders(tmp_path: Path) -> None:
    paths = []
    for folder, questions in (("one", (APPLES,)), ("two", (TRAIN, APPLES)), ("test", (TRAIN,))):
        (tmp_path / folder).mkdir()
        paths.append(written(tmp_path / folder / "made.jsonl", *questions))
    found = curate_file(SeedsConfig(path=paths[0]), paths[2:], behind=paths[1:2], to=tmp_path / "out")
    assert [(row["origin"], row["twin_origin"]) for row in dropped(found)] == [
        ("two/made.jsonl:1", "test/made.jsonl:1"),
        ("two/made.jsonl:2", "one/made.jsonl:1"),
    ]
    index = build_index(paths[2:], tmp_path / "bench.index").index
    found = curate_file(SeedsConfig(path=paths[1]), [str(index)], to=tmp_path / "again")
    assert [(row["origin"], row["twin_origin"]) for row in dropped(found)] == [
        ("two/made.jsonl:1", "test/made.jsonl:1")
    ]


def test_a_damaged_parquet_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.parquet").write_bytes(b"PAR1 no")
    with pytest.raises(DataError, match=r"a\.parquet: not a readable Parquet file"):
        curate_file(SeedsConfig(path=str(tmp_path / "a.parquet")))


def test_the_manifest_promises_the_dropped_rows_too(tmp_path: Path) -> None:
    found = curated(tmp_path, APPLES, APPLES)
    manifest = whole_dataset(found.dataset)
    assert (manifest.rows, manifest.rejected) == (1, 1)
    assert "dropped.jsonl" in manifest.files


def test_rows_that_were_read_do_not_stay_in_memory(tmp_path: Path) -> None:
    """Two files of unlike size: what the larger one takes more is what rows take."""
    peaks = []
    for rows in (2_500, 5_000):
        questions = (
            f"{APPLES} {'Is' if n % 2 else 'Was'} it x{chr(97 + n % 26) * (n // 26 % 40)}{n}?" for n in range(rows)
        )
        path = written(tmp_path / f"{rows}.jsonl", *questions)
        tracemalloc.start()
        curate_file(SeedsConfig(path=path), numbers="wanted", near=0)
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert (peaks[1] - peaks[0]) / 2_500 < 400
