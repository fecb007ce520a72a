"""Curating writes over nothing that it reads, and over nothing that it did not write."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from mathwright.errors import UsageError
from mathwright.jobs.config import SeedsConfig
from mathwright.jobs.curate import build_index, curate_file

ROW = json.dumps({"question": "Why is 3 odd?"}) + "\n"
OTHER = json.dumps({"question": "A train runs 40 miles. How far does it go?"}) + "\n"


@pytest.fixture
def made(tmp_path: Path) -> str:
    path = tmp_path / "made.jsonl"
    path.write_text(OTHER, encoding="utf-8")
    return str(path)


@pytest.fixture
def bench(tmp_path: Path) -> Path:
    path = tmp_path / "bench" / "accepted.jsonl"
    path.parent.mkdir()
    path.write_text(ROW, encoding="utf-8")
    return path


def test_a_benchmark_in_the_place_of_the_result_is_not_overwritten(made: str, bench: Path) -> None:
    with pytest.raises(UsageError, match=r"bench/accepted\.jsonl: is to be kept apart from, and would be overwritten"):
        curate_file(SeedsConfig(path=made), [str(bench)], to=bench.parent)
    assert bench.read_text(encoding="utf-8") == ROW


@pytest.mark.parametrize("linked", ["symlink", "hardlink", "folder"])
def test_a_benchmark_is_known_by_any_name(tmp_path: Path, made: str, bench: Path, linked: str) -> None:
    name, to = tmp_path / "test.jsonl", bench.parent
    if linked == "symlink":
        name.symlink_to(bench)
    elif linked == "hardlink":
        name.hardlink_to(bench)
    else:
        name, to = bench, tmp_path / "out"
        to.symlink_to(bench.parent)
    with pytest.raises(UsageError, match="would be overwritten"):
        curate_file(SeedsConfig(path=made), [str(name)], to=to)
    assert bench.read_text(encoding="utf-8") == ROW


def test_an_index_in_the_place_of_the_result_is_not_overwritten(tmp_path: Path, made: str, bench: Path) -> None:
    (tmp_path / "out").mkdir()
    build_index([str(bench)], tmp_path / "out" / "dropped.jsonl")
    with pytest.raises(UsageError, match=r"dropped\.jsonl: is to be kept apart from"):
        curate_file(SeedsConfig(path=made), [str(tmp_path / "out" / "dropped.jsonl")], to=tmp_path / "out")


@pytest.mark.parametrize("name", ["accepted.jsonl", "accepted.parquet", "accepted-train.parquet", "dropped.jsonl"])
def test_a_folder_with_a_file_of_others_is_left_as_it_is(tmp_path: Path, made: str, name: str) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / name).write_bytes(b"theirs")
    with pytest.raises(UsageError, match=rf"out: holds {name}, and no manifest\.json of a dataset that mathwright"):
        curate_file(SeedsConfig(path=made), to=out)
    assert [(path.name, path.read_bytes()) for path in out.iterdir()] == [(name, b"theirs")]


def test_a_manifest_of_something_else_makes_no_dataset_of_ours(tmp_path: Path, made: str) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / "manifest.json").write_text('{"name": "an extension"}', encoding="utf-8")
    with pytest.raises(UsageError, match=r"holds manifest\.json, and no manifest\.json of a dataset"):
        curate_file(SeedsConfig(path=made), to=out)


def test_a_dataset_of_ours_is_replaced_and_other_files_stay(tmp_path: Path, made: str) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / "notes.txt").write_text("mine", encoding="utf-8")
    for _ in range(2):
        assert curate_file(SeedsConfig(path=made), to=out).kept == 1
    assert (out / "notes.txt").read_text(encoding="utf-8") == "mine"


def test_what_a_kill_left_of_a_dataset_of_ours_is_written_again(tmp_path: Path, made: str) -> None:
    out = tmp_path / "out"
    curate_file(SeedsConfig(path=made), to=out)
    (out / "manifest.json").unlink()
    (out / ".partial").mkdir()
    assert curate_file(SeedsConfig(path=made), to=out).kept == 1


def test_an_index_is_not_saved_over_what_it_is_made_from_nor_over_other_files(tmp_path: Path, bench: Path) -> None:
    with pytest.raises(UsageError, match="is a file that the index is made from"):
        build_index([str(bench)], bench)
    link = tmp_path / "link.index"
    link.symlink_to(bench)
    with pytest.raises(UsageError, match="is a file that the index is made from"):
        build_index([str(bench)], link)
    notes = tmp_path / "notes.txt"
    notes.write_text("mine", encoding="utf-8")
    with pytest.raises(UsageError, match=r"notes\.txt: is there, and no index"):
        build_index([str(bench)], notes)
    with pytest.raises(UsageError, match="is a folder"):
        build_index([str(bench)], tmp_path)
    assert (bench.read_text(encoding="utf-8"), notes.read_text(encoding="utf-8")) == (ROW, "mine")


def test_an_index_is_replaced_by_a_new_one(tmp_path: Path, bench: Path) -> None:
    first = build_index([str(bench)], tmp_path / "bench.index")
    bench.write_text(ROW + OTHER, encoding="utf-8")
    assert (first.questions, build_index([str(bench)], first.index).questions) == (1, 2)
