"""A saved index: what was saved comes back, and what is not what it says is refused."""

import json
from pathlib import Path

import pytest

from mathwright.curate.contamination.index import VERSION, BenchmarkRow
from mathwright.curate.contamination.saved import is_index, read_against, save_index
from mathwright.curate.contamination.search import look_up
from mathwright.errors import DataError, UsageError

APPLES = "Ann buys 3 apples and 5 pears. How many fruits does she buy?"
TRAIN = "A train runs 40 miles an hour for 3 hours. How far does it go?"


@pytest.fixture
def benchmark(tmp_path: Path) -> Path:
    return written(tmp_path / "test.jsonl", APPLES, TRAIN)


def written(path: Path, *questions: str) -> Path:
    path.write_text("".join(json.dumps({"question": question}) + "\n" for question in questions), encoding="utf-8")
    return path


def saved(benchmark: Path) -> Path:
    place = benchmark.with_name("test.index")
    save_index(read_against([benchmark]), place)
    return place


def test_a_saved_index_finds_what_its_files_find(tmp_path: Path, benchmark: Path) -> None:
    other = written(tmp_path / "other.jsonl", "What is 2 plus 2?")
    index = read_against([saved(benchmark), other])
    assert index.rows == (
        BenchmarkRow("test.jsonl:1", APPLES),
        BenchmarkRow("test.jsonl:2", TRAIN),
        BenchmarkRow("other.jsonl:1", "What is 2 plus 2?"),
    )
    assert [source.path for source in index.sources] == [str(benchmark), str(other)]
    assert [match.row for match in look_up(index, [TRAIN.upper(), "what is 2 plus 2"]).matches] == [1, 2]


def test_it_needs_its_files_no_more(benchmark: Path) -> None:
    place = saved(benchmark)
    benchmark.unlink()
    assert len(read_against([place]).rows) == 2


def test_equal_files_give_equal_bytes(benchmark: Path) -> None:
    assert saved(benchmark).read_bytes() == saved(benchmark).read_bytes()


def test_files_of_problems_are_no_index(benchmark: Path, tmp_path: Path) -> None:
    assert (is_index(saved(benchmark)), is_index(benchmark), is_index(tmp_path)) == (True, False, False)


def test_an_index_of_an_older_version_is_refused(benchmark: Path) -> None:
    place = saved(benchmark)
    place.write_bytes(place.read_bytes().replace(b"index %d" % VERSION, b"index 0", 1))
    with pytest.raises(DataError, match=rf"test\.index: an index of version 0, .* reads {VERSION}; build it again: "):
        read_against([place])


@pytest.mark.parametrize("at", [40, 90, -1])
def test_a_damaged_index_is_refused(benchmark: Path, at: int) -> None:
    place = saved(benchmark)
    content = bytearray(place.read_bytes())
    content[at] ^= 1
    place.write_bytes(content)
    with pytest.raises(DataError, match=r"test\.index: the index is damaged"):
        read_against([place])


def test_a_cut_index_is_refused(benchmark: Path) -> None:
    place = saved(benchmark)
    place.write_bytes(place.read_bytes()[:60])
    with pytest.raises(DataError, match=r"test\.index: the index is damaged"):
        read_against([place])


def test_an_index_of_a_file_that_has_changed_is_refused(benchmark: Path) -> None:
    place = saved(benchmark)
    written(benchmark, APPLES)
    with pytest.raises(DataError, match=r"test\.index: .*test\.jsonl has changed since .*; build it again"):
        read_against([place])


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ({"question": ""}, "field 'question': found empty text"),
        ({"text": "x"}, "no question; found text"),
        ({"question": None}, "field 'question': found null"),
    ],
)
def test_a_benchmark_with_an_empty_question_or_of_another_schema_is_refused_at_its_line(
    tmp_path: Path, row: dict[str, str], said: str
) -> None:
    path = tmp_path / "bad.jsonl"
    path.write_text(json.dumps({"question": APPLES}) + "\n" + json.dumps(row) + "\n", encoding="utf-8")
    with pytest.raises(DataError, match=rf"bad\.jsonl:2: {said}"):
        read_against([path])


def test_an_index_of_nothing_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="an index of nothing"):
        save_index(read_against([]), tmp_path / "none.index")
    with pytest.raises(DataError, match=r"none\.jsonl: no such file"):
        read_against([tmp_path / "none.jsonl"])
    assert list(tmp_path.iterdir()) == []
