"""A dataset on disk: what is written, that equal rows give equal bytes, that a broken write never looks whole."""

import errno
import fcntl
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from mathwright.errors import DataError, StorageError, UsageError
from mathwright.publish.columns import RejectedRow, published_problem
from mathwright.publish.dataset import digest_of, whole_dataset, write_dataset
from mathwright.records import Manifest, Problem
from mathwright.store.jsonl import read_jsonl
from mathwright.store.parquet import read_parquet

MANIFEST = Manifest(
    mathwright="0.1.0",
    recipe="mugglemath",
    run_seed=7,
    config="",
    config_hash="c",
    prompts={},
    commit=None,
    rows=0,
    rejected=0,
    files={},
)
REFUSED = [RejectedRow(item_id="i1", pass_name="rewrite", step="language", reason="a name would repeat", draft="Bob")]


def some_problems(count: int, word: str = "pens") -> list[Problem]:
    return [
        Problem(
            problem_id=f"{number:016x}",
            question=f"Ann has {number} {word}. She buys one. How many has she?",
            solutions=(f"{number}+1 = <<{number}+1={number + 1}>>{number + 1}\n#### {number + 1}",),
            answer=str(number + 1),
            source="mugglemath/1",
            kind="change_numbers",
            parents=(f"parent{number % 3}",),
        )
        for number in range(count)
    ]


def by_parent(problem: Problem) -> str:
    return "test" if problem.parents == ("parent0",) else "train"


def test_writes_rows_rejects_and_a_manifest_that_tells_them(tmp_path: Path) -> None:
    problems = some_problems(25)
    written = write_dataset(iter(problems), iter(REFUSED), MANIFEST, tmp_path / "out", row_group=10)
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [
        "accepted.jsonl",
        "accepted.parquet",
        "manifest.json",
        "rejected.jsonl",
    ]
    assert (written.rows, written.rejected, written.splits) == (25, 1, {})
    assert written.parquet == (tmp_path / "out" / "accepted.parquet",)
    assert [published_problem(row, "p") for row in read_parquet(written.parquet[0])] == problems
    assert [published_problem(row, "j") for _, row in read_jsonl(tmp_path / "out" / "accepted.jsonl")] == problems
    refused = json.loads((tmp_path / "out" / "rejected.jsonl").read_text())
    assert refused == {
        "item_id": "i1",
        "pass": "rewrite",
        "step": "language",
        "reason": "a name would repeat",
        "draft": "Bob",
    }
    assert whole_dataset(tmp_path / "out") == written.manifest
    assert (written.manifest.rows, written.manifest.rejected) == (25, 1)
    assert set(written.manifest.files) == {"accepted.jsonl", "accepted.parquet", "rejected.jsonl"}
    assert pq.ParquetFile(written.parquet[0]).num_row_groups == 3


def test_equal_rows_give_equal_bytes(tmp_path: Path) -> None:
    one = write_dataset(some_problems(30), REFUSED, MANIFEST, tmp_path / "one", row_group=8)
    two = write_dataset(iter(some_problems(30)), iter(REFUSED), MANIFEST, tmp_path / "two", row_group=8)
    assert one.manifest == two.manifest
    other = write_dataset(some_problems(30, "cups"), REFUSED, MANIFEST, tmp_path / "three", row_group=8)
    assert other.manifest.files["accepted.parquet"] != one.manifest.files["accepted.parquet"]
    assert other.manifest.files["rejected.jsonl"] == one.manifest.files["rejected.jsonl"]


def test_splits_go_to_a_column_and_a_parquet_file_each(tmp_path: Path) -> None:
    written = write_dataset(some_problems(9), [], MANIFEST, tmp_path, split_of=by_parent)
    assert written.splits == {"test": 3, "train": 6}
    assert [path.name for path in written.parquet] == ["accepted-test.parquet", "accepted-train.parquet"]
    assert {row["split"] for row in read_parquet(written.parquet[0])} == {"test"}
    lines = [row["split"] for _, row in read_jsonl(tmp_path / "accepted.jsonl")]
    assert lines == ["test", "train", "train"] * 3


def test_replaces_an_earlier_dataset_and_leaves_other_files_alone(tmp_path: Path) -> None:
    (tmp_path / "report.html").write_text("kept")
    write_dataset(some_problems(9), [], MANIFEST, tmp_path, split_of=by_parent)
    written = write_dataset(some_problems(4), [], MANIFEST, tmp_path)
    names = sorted(path.name for path in tmp_path.iterdir())
    assert names == ["accepted.jsonl", "accepted.parquet", "manifest.json", "rejected.jsonl", "report.html"]
    assert whole_dataset(tmp_path) == written.manifest


def test_an_empty_dataset_is_whole_and_readable(tmp_path: Path) -> None:
    written = write_dataset([], [], MANIFEST, tmp_path)
    assert written.rows == 0
    assert list(read_parquet(written.parquet[0])) == []
    assert whole_dataset(tmp_path).rows == 0


def kept(*problems: Problem) -> list[RejectedRow]:
    return [
        RejectedRow(item_id=f"i{place}", pass_name="make", step="vote", reason="all differ", draft="Why?", kept=problem)
        for place, problem in enumerate(problems)
    ]


def test_problems_kept_of_refused_items_stand_in_a_file_of_their_own(tmp_path: Path) -> None:
    hard = some_problems(2)
    written = write_dataset(some_problems(3), [*REFUSED, *kept(*hard)], MANIFEST, tmp_path)
    assert (written.rejected, written.hard_pool) == (3, 2)
    rows = [row for _, row in read_jsonl(tmp_path / "hard_pool.jsonl")]
    assert [(row["problem"], row["answer"], row["solution"]) for row in rows] == [
        (problem.question, "", None) for problem in hard
    ]
    assert [row["solutions"] for row in rows] == [list(problem.solutions) for problem in hard]
    assert whole_dataset(tmp_path).files["hard_pool.jsonl"] == digest_of(tmp_path / "hard_pool.jsonl")
    assert (tmp_path / "rejected.jsonl").read_text(encoding="utf-8").count("\n") == 3


def test_files_that_the_new_dataset_does_not_have_are_taken_away(tmp_path: Path) -> None:
    def finish(staging: Path, manifest: Manifest) -> Manifest:
        (staging / "concept_graph.graphml").write_text("<graph/>")
        return manifest

    write_dataset(some_problems(3), kept(*some_problems(1)), MANIFEST, tmp_path, finish=finish)
    assert {"hard_pool.jsonl", "concept_graph.graphml"} <= {path.name for path in tmp_path.iterdir()}
    written = write_dataset(some_problems(3), REFUSED, MANIFEST, tmp_path)
    assert written.hard_pool == 0
    assert {path.name for path in tmp_path.iterdir()} == {*written.manifest.files, "manifest.json"}
    assert set(written.manifest.files) == {"accepted.jsonl", "accepted.parquet", "rejected.jsonl"}


def test_finish_adds_files_and_fills_the_manifest_when_all_rows_are_written(tmp_path: Path) -> None:
    seen: list[str] = []

    def finish(staging: Path, manifest: Manifest) -> Manifest:
        seen.extend(sorted(path.name for path in staging.iterdir()))
        (staging / "more.txt").write_text("more")
        return manifest.model_copy(update={"seed_rows": 2, "rows": 99})

    written = write_dataset(some_problems(3), REFUSED, MANIFEST, tmp_path, finish=finish)
    assert seen == ["accepted.jsonl", "accepted.parquet", "rejected.jsonl"]
    assert (written.manifest.seed_rows, written.manifest.rows) == (2, 3)
    assert whole_dataset(tmp_path).files["more.txt"] == digest_of(tmp_path / "more.txt")


def test_an_error_while_finishing_leaves_the_earlier_dataset(tmp_path: Path) -> None:
    earlier = write_dataset(some_problems(5), REFUSED, MANIFEST, tmp_path)

    def finish(staging: Path, manifest: Manifest) -> Manifest:
        raise DataError("no topic is on 2 or more seed problems")

    with pytest.raises(DataError, match="no topic"):
        write_dataset(some_problems(9), REFUSED, MANIFEST, tmp_path, finish=finish)
    assert whole_dataset(tmp_path) == earlier.manifest


def test_half_a_surrogate_pair_in_the_hard_pool_is_escaped(tmp_path: Path) -> None:
    bad = some_problems(1)[0].model_copy(update={"question": "half \ud83d here", "solutions": ("\udfff",)})
    write_dataset([], kept(bad), MANIFEST, tmp_path)
    (row,) = [row for _, row in read_jsonl(tmp_path / "hard_pool.jsonl")]
    assert (row["problem"], row["solutions"]) == ("half \\ud83d here", ["\\udfff"])
    assert row["messages"] == [{"role": "user", "content": "half \\ud83d here"}]


def failing_after(good_calls: int, real: Callable[[int], None]) -> Callable[[int], None]:
    """An fsync on a disk that is full from the given call on."""
    calls = iter(range(10_000))

    def fsync(handle: int) -> None:
        if next(calls) >= good_calls:
            raise OSError(errno.ENOSPC, "No space left on device")
        real(handle)

    return fsync


@pytest.mark.parametrize("good_calls", range(7))
def test_a_full_disk_while_rows_are_written_leaves_the_earlier_dataset(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, good_calls: int
) -> None:
    earlier = write_dataset(some_problems(5), REFUSED, MANIFEST, tmp_path)
    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", failing_after(good_calls, os.fsync))
        with pytest.raises(StorageError, match="the disk is full"):
            write_dataset(some_problems(50), REFUSED, MANIFEST, tmp_path)
    assert not (tmp_path / ".partial").exists()
    if good_calls < 6:  # two for each of the three files: its bytes, its directory
        assert whole_dataset(tmp_path) == earlier.manifest
    else:
        with pytest.raises(DataError, match="the dataset was not finished"):
            whole_dataset(tmp_path)


def test_a_file_that_cannot_be_moved_leaves_no_dataset_that_looks_whole(tmp_path: Path) -> None:
    write_dataset(some_problems(5), REFUSED, MANIFEST, tmp_path)
    (tmp_path / "rejected.jsonl").unlink()
    (tmp_path / "rejected.jsonl").mkdir()
    with pytest.raises(StorageError):
        write_dataset(some_problems(50), REFUSED, MANIFEST, tmp_path)
    with pytest.raises(DataError, match=r"manifest\.json: no such file"):
        whole_dataset(tmp_path)


KILLED = """
import json, os, signal, sys
from pathlib import Path
from test_dataset import MANIFEST, REFUSED, some_problems
from mathwright.errors import DataError
from mathwright.publish.dataset import whole_dataset, write_dataset

def deadly(real, calls, at):
    def call(*arguments, **named):
        calls[0] += 1
        if calls[0] == at:
            os.kill(os.getpid(), signal.SIGKILL)
        return real(*arguments, **named)
    return call

seen = []
for at in range(1, 30):
    place = Path(sys.argv[1]) / str(at)
    child = os.fork()
    if not child:
        write_dataset(some_problems(5), REFUSED, MANIFEST, place)
        calls = [0]
        for name in ("replace", "fsync", "unlink"):
            setattr(os, name, deadly(getattr(os, name), calls, at))
        write_dataset(some_problems(8), REFUSED, MANIFEST, place)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    try:
        rows = whole_dataset(place).rows
    except DataError:
        rows = None
    seen.append([os.WIFSIGNALED(status), rows])
    if not os.WIFSIGNALED(status):
        break
print(json.dumps(seen))
"""


def test_killed_at_every_system_call_that_matters_it_is_the_old_dataset_the_new_one_or_none(tmp_path: Path) -> None:
    search = os.pathsep.join([str(Path(__file__).parent), *sys.path])
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", KILLED, str(tmp_path)],
        env={**os.environ, "PYTHONPATH": search},
        capture_output=True,
        text=True,
        check=True,
    )
    seen = json.loads(done.stdout)
    assert seen[-1] == [False, 8]
    whole = [rows for _, rows in seen]
    # First the old one stays, then there is none, then the new one: never back, never a mixture.
    assert whole == sorted(whole, key=[5, None, 8].index)
    assert set(whole) == {5, None, 8}
    last = tmp_path / str(len(seen) - 1)
    assert write_dataset(some_problems(8), REFUSED, MANIFEST, last).manifest == whole_dataset(last)


def test_an_error_of_the_source_of_problems_passes_through_and_leaves_the_earlier_dataset(tmp_path: Path) -> None:
    earlier = write_dataset(some_problems(5), [], MANIFEST, tmp_path)

    def broken() -> Iterator[Problem]:
        yield from some_problems(3)
        raise DataError("seeds.jsonl:4: not JSON")

    with pytest.raises(DataError, match=r"seeds\.jsonl:4"):
        write_dataset(broken(), [], MANIFEST, tmp_path)
    assert whole_dataset(tmp_path) == earlier.manifest


def test_half_a_surrogate_pair_in_a_problem_is_named_and_in_a_draft_is_escaped(tmp_path: Path) -> None:
    bad = some_problems(1)[0].model_copy(update={"question": "half \ud83d here"})
    with pytest.raises(DataError, match=r"^problem 0000000000000000: half a surrogate pair"):
        write_dataset([bad], [], MANIFEST, tmp_path)
    refused = REFUSED[0].model_copy(update={"draft": "half \ud83d here"})
    write_dataset([], [refused], MANIFEST, tmp_path)
    assert json.loads((tmp_path / "rejected.jsonl").read_text())["draft"] == "half \\ud83d here"


@pytest.mark.parametrize("name", ["", "../up", "Train", "a b"])
def test_refuses_a_split_that_cannot_be_part_of_a_file_name(tmp_path: Path, name: str) -> None:
    with pytest.raises(UsageError, match=r"use a-z, 0-9 and _"):
        write_dataset(some_problems(1), [], MANIFEST, tmp_path, split_of=lambda problem: name)


def test_refuses_a_file_in_the_place_of_the_directory(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("a file")
    with pytest.raises(UsageError, match="is a file"):
        write_dataset([], [], MANIFEST, tmp_path / "out")


def test_refuses_to_write_beside_another_writer(tmp_path: Path) -> None:
    handle = os.open(tmp_path, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        with pytest.raises(StorageError, match="another process is writing there"):
            write_dataset([], [], MANIFEST, tmp_path)
    finally:
        os.close(handle)


def test_says_which_file_is_missing_or_differs(tmp_path: Path) -> None:
    write_dataset(some_problems(5), [], MANIFEST, tmp_path)
    with (tmp_path / "accepted.jsonl").open("ab") as file:
        file.write(b" ")
    with pytest.raises(DataError, match=r"accepted\.jsonl: its bytes differ"):
        whole_dataset(tmp_path)
    (tmp_path / "accepted.jsonl").unlink()
    with pytest.raises(DataError, match=r"accepted\.jsonl: no such file"):
        whole_dataset(tmp_path)
    (tmp_path / "manifest.json").write_text("{}")
    with pytest.raises(DataError, match="not a manifest"):
        whole_dataset(tmp_path)


def test_the_digest_is_blake2b_of_128_bits(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"abc")
    assert digest_of(tmp_path / "file") == "cf4ab791c62b8d2b2109c90275287816"
