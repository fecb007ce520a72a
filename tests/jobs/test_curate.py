"""Duplicates out of any dataset, each dropped row with its twin and rule."""

import json
from pathlib import Path

import pytest

from mathwright.errors import DataError, UsageError
from mathwright.jobs.config import SeedsConfig, read_run_config
from mathwright.jobs.curate import Curated, curate_file
from mathwright.jobs.make import make

APPLES = "Ann buys 3 apples and 5 pears. How many fruits does she buy?"
OTHER_APPLES = "Ann buys 7 apples and 2 pears. How many fruits does she buy?"
TRAIN = "A train runs 40 miles an hour for 3 hours. How far does it go?"


def written(path: Path, *questions: str) -> str:
    rows = (json.dumps({"question": question, "answer": "#### 8"}) for question in questions)
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return str(path)


def curated(tmp_path: Path, *questions: str, against: tuple[str, ...] = (), cap: int = 1) -> Curated:
    path = written(tmp_path / "made.jsonl", *questions)
    return curate_file(SeedsConfig(path=path), against, cap_per_template=cap)


def dropped(found: Curated) -> list[dict[str, str]]:
    return [json.loads(line) for line in found.dropped_file.read_text(encoding="utf-8").splitlines()]


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
        "accepted.jsonl", "accepted.parquet", "rejected.jsonl", "dropped.jsonl", "manifest.json",
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
    again = curate_file(SeedsConfig(path=str(first.dataset / "accepted.parquet")))
    assert (again.rows, again.kept) == (2, 2)


def test_a_file_that_cannot_be_read_leaves_no_folder_behind(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"none\.jsonl: no such file"):
        curate_file(SeedsConfig(path=str(tmp_path / "none.jsonl")))
    assert list(tmp_path.iterdir()) == []


def test_a_dataset_of_ours_keeps_its_solutions_parents_and_evidence(tmp_path: Path) -> None:
    config = read_run_config(None, {"accepted": 8, "how": {"workspace": str(tmp_path / "ws"), "workers": 0}})
    made = make(config, to=tmp_path / "made").published.dataset
    found = curate_file(SeedsConfig(path=str(made / "accepted.jsonl")), cap_per_template=8)
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
