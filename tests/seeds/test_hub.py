"""The hub, against a stand-in on this machine; huggingface_hub reads its settings once, hence one process a test."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from mathwright.errors import ProviderError, UsageError
from mathwright.seeds.hub import choose_files, hub_error, hub_failures, hub_files

if TYPE_CHECKING:
    from tests.seeds.conftest import StandInHub

huggingface_hub = pytest.importorskip("huggingface_hub", reason="needs the extra 'hub'")
errors = pytest.importorskip("huggingface_hub.errors")
pytest.importorskip("huggingface_hub.constants")

ROWS = b'{"question": "2+2?", "answer": "#### 4"}\n'
SCRIPT = """
import json, sys
from mathwright.errors import MathwrightError
from mathwright.seeds.hub import read_hub_problems
results = []
for dataset, options in json.loads(sys.argv[1]):
    try:
        results.append([[p.answer, p.origin] for p in read_hub_problems(dataset, **options)])
    except MathwrightError as error:
        results.append([type(error).__name__, str(error)])
print(json.dumps(results))
"""
Case = tuple[str, dict[str, str]]


def read_all(address: str, home: Path, cases: list[Case], settings: dict[str, str] | None = None) -> list[list[object]]:
    """Of each case the answers and origins read, or the error's name and message."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("HF_")}
    quiet = {"HF_HUB_DISABLE_PROGRESS_BARS": "1", "HF_HUB_DISABLE_TELEMETRY": "1", "HF_HUB_DISABLE_XET": "1"}
    environment = {**kept, **quiet, "HF_ENDPOINT": address, "HF_HOME": str(home), **(settings or {})}
    command = [sys.executable, "-c", SCRIPT, json.dumps(cases)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    results: list[list[object]] = json.loads(done.stdout)
    return results


def read(
    address: str, home: Path, dataset: str, settings: dict[str, str] | None = None, **options: str
) -> list[object]:
    return read_all(address, home, [(dataset, options)], settings)[0]


def test_fetches_the_split_then_reads_it_offline_from_the_cache(hub: StandInHub, tmp_path: Path) -> None:
    hub.data["own/sums"] = {
        "README.md": b"",
        "main/train.jsonl": ROWS,
        "main/test.jsonl": b"",
        "other/train.jsonl": b"",
    }
    expected = [["4", "train.jsonl:1"]]
    assert read(hub.address, tmp_path, "own/sums", {"HF_TOKEN": "hf_secret"}) == expected
    assert {request.rpartition("/")[2] for request in hub.requests if "/resolve/" in request} == {"train.jsonl"}
    assert hub.tokens == {"Bearer hf_secret"}
    asked = len(hub.requests)
    assert read(hub.address, tmp_path, "own/sums", {"HF_HUB_OFFLINE": "1"}, files="main/train*") == expected
    assert len(hub.requests) == asked


def test_every_refusal_of_the_hub_says_what_to_do(hub: StandInHub, tmp_path: Path) -> None:
    hub.data = {name: {"train.jsonl": ROWS} for name in ("own/gated", "own/private", "own/sums", "own/broken")}
    hub.gated, hub.private, hub.broken = {"own/gated"}, {"own/private"}, {"own/broken"}
    cases: list[tuple[str, dict[str, str], str, str]] = [
        ("own/absent", {}, "UsageError", "no such data set; check the id"),
        ("own/private", {}, "UsageError", "no such data set; check the id, or set HF_TOKEN if it is private"),
        ("own/gated", {}, "UsageError", "it is gated; accept its terms on the hub and set HF_TOKEN"),
        ("own/sums", {"revision": "v9"}, "UsageError", "no such revision"),
        ("own/sums", {"split": "dev", "files": "x*"}, "UsageError", "no file matches 'x*'; it has train.jsonl"),
        ("not an id", {}, "UsageError", "not an id of the form owner/name"),
        ("own/broken", {}, "ProviderError", "check HF_ENDPOINT and the network, and run again"),
    ]
    results = read_all(hub.address, tmp_path, [(dataset, options) for dataset, options, _, _ in cases])
    for (_, _, kind, message), found in zip(cases, results, strict=True):
        assert found[0] == kind, found
        assert message in str(found[1])
    assert read(hub.address, tmp_path, "own/private", {"HF_TOKEN": "hf_secret"}) == [["4", "train.jsonl:1"]]


def test_an_unreachable_hub_is_the_providers_failure_and_an_empty_cache_offline_is_ours(tmp_path: Path) -> None:
    nowhere = "http://127.0.0.1:9"
    refused = read(nowhere, tmp_path, "own/sums")
    assert refused[0] == "ProviderError"
    assert f"hub data set 'own/sums' at {nowhere}" in str(refused[1])
    offline = read(nowhere, tmp_path, "own/sums", {"HF_HUB_OFFLINE": "1"})
    assert offline[0] == "UsageError"
    assert "not in the cache, and HF_HUB_OFFLINE forbids fetching it" in str(offline[1])


def test_a_missing_library_names_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "huggingface_hub", None)
    with pytest.raises(UsageError, match=r"pip install 'mathwright\[hub\]'"):
        hub_files("own/sums")


@pytest.mark.parametrize(
    ("names", "split", "files", "chosen"),
    [
        (["train.parquet", "test.parquet", "README.md"], "train", None, ["train.parquet"]),
        (
            ["b/train.csv", "main/train-1.csv", "main/train-0.csv"],
            "train",
            None,
            ["main/train-0.csv", "main/train-1.csv"],
        ),
        (["problems.jsonl", ".gitattributes"], "train", None, ["problems.jsonl"]),
        (["a/train.jsonl", "b/train.jsonl"], "train", "b/*", ["b/train.jsonl"]),
    ],
)
def test_chooses_the_files_of_a_split(names: list[str], split: str, files: str | None, chosen: list[str]) -> None:
    assert choose_files("own/sums", names, split, files) == chosen


@pytest.mark.parametrize(
    ("names", "message"),
    [
        (["a/train.jsonl", "b/train.jsonl"], "lies in several folders, a, b; name the files, such as 'a/*'"),
        (["x.jsonl", "y.jsonl"], "no file is named for the split 'train'; it has x.jsonl, y.jsonl"),
        (["model.bin"], "it has no file ending in .jsonl"),
    ],
)
def test_an_unclear_choice_is_refused(names: list[str], message: str) -> None:
    with pytest.raises(UsageError) as caught:
        choose_files("own/sums", names, "train", None)
    assert message in str(caught.value)


def test_every_error_of_the_library_becomes_one_of_ours() -> None:
    failures = hub_failures(huggingface_hub)
    assert errors.GatedRepoError in failures
    assert errors.OfflineModeIsEnabled in failures
    for kind in failures:
        ours = hub_error("own/sums", kind.__new__(kind), huggingface_hub)
        assert isinstance(ours, UsageError | ProviderError)


def test_a_split_of_which_a_file_was_never_fetched_is_refused_offline(hub: StandInHub, tmp_path: Path) -> None:
    hub.data["own/sums"] = {"train-0.jsonl": ROWS, "train-1.jsonl": ROWS}
    assert read(hub.address, tmp_path, "own/sums", files="train-0*") == [["4", "train-0.jsonl:1"]]
    offline = read(hub.address, tmp_path, "own/sums", {"HF_HUB_OFFLINE": "1"})
    assert offline[0] == "UsageError"
