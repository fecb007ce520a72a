"""Curating by meaning: a model of this machine, or any object that embeds, behind the rules of words."""

import json
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from tests.curate.near.tiny_model import needs_model2vec, saved_model

from mathwright.errors import DataError, UsageError
from mathwright.jobs.config import AdmitConfig, SeedsConfig
from mathwright.jobs.curate import Curated, curate_file
from mathwright.publish.dataset import whole_dataset

APPLES = "Tom has 3 apples. How many has Ben?"
PEARS = "Tom has 5 pears. How many has Ben?"
TRAIN = "A train runs 40 miles an hour for 3 hours. How far does it go?"


class Lengthy:
    """Embeds a long text as one direction and a short one as another."""

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return np.array([[len(text) > 40, len(text) <= 40] for text in texts], np.float32)


def written(path: Path, *questions: str) -> str:
    rows = (json.dumps({"question": question, "answer": "#### 8"}) for question in questions)
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return str(path)


def dropped(found: Curated) -> list[tuple[str, str, str, float | None]]:
    rows = [json.loads(line) for line in found.dropped_file.read_text(encoding="utf-8").splitlines()]
    return [(row["question"], row["rule"], row["twin_question"], row["similarity"]) for row in rows]


@needs_model2vec
def test_a_model_of_this_machine_drops_what_means_the_same_in_the_file_and_in_a_benchmark(tmp_path: Path) -> None:
    model = saved_model(tmp_path / "model")
    seeds = SeedsConfig(path=written(tmp_path / "made.jsonl", APPLES, TRAIN, PEARS))
    within = curate_file(seeds, embedder=model)
    assert dropped(within) == [(PEARS, "same meaning, in this file", APPLES, 1.0)]
    test = written(tmp_path / "test.jsonl", PEARS)
    apart = curate_file(seeds, [test], embedder=model, only_against=True, to=tmp_path / "apart")
    assert dropped(apart) == [
        (APPLES, "same meaning, in a file to keep apart from", PEARS, 1.0),
        (PEARS, "exact, in a file to keep apart from", PEARS, None),
    ]
    assert curate_file(seeds, to=tmp_path / "words").kept == 3


@needs_model2vec
def test_the_manifest_and_the_refused_rows_name_the_model_and_the_rule(tmp_path: Path) -> None:
    model = saved_model(tmp_path / "model")
    seeds = SeedsConfig(path=written(tmp_path / "made.jsonl", APPLES, PEARS))
    found = curate_file(seeds, embedder=model, semantic=0.8)
    config = whole_dataset(found.dataset).config
    assert f'embedder = "{model}"' in config
    assert "semantic = 0.8" in config
    [refused] = (found.dataset / "rejected.jsonl").read_text(encoding="utf-8").splitlines()
    assert json.loads(refused)["reason"] == "same meaning, in this file"
    without = curate_file(seeds, to=tmp_path / "words")
    assert "embedder" not in whole_dataset(without.dataset).config


def test_any_object_that_embeds_will_do_and_its_bound_is_kept(tmp_path: Path) -> None:
    seeds = SeedsConfig(path=written(tmp_path / "made.jsonl", APPLES, TRAIN, "Why?"))
    found = curate_file(seeds, embedder=Lengthy())
    assert dropped(found) == [("Why?", "same meaning, in this file", APPLES, 1.0)]


@pytest.mark.parametrize("semantic", [0, 1.5])
def test_a_bound_that_is_no_cosine_leaves_no_folder_behind(tmp_path: Path, semantic: float) -> None:
    path = written(tmp_path / "made.jsonl", APPLES)
    with pytest.raises(UsageError, match=r"cosine .*: give a number above 0 and at most 1"):
        curate_file(SeedsConfig(path=path), embedder=Lengthy(), semantic=semantic)
    assert [entry.name for entry in tmp_path.iterdir()] == ["made.jsonl"]


@pytest.mark.skipif(find_spec("sentence_transformers") is not None, reason="sentence-transformers is installed")
def test_a_model_whose_package_is_missing_and_one_that_is_damaged_leave_no_folder_behind(tmp_path: Path) -> None:
    path = written(tmp_path / "made.jsonl", APPLES)
    model = tmp_path / "model"
    model.mkdir()
    modules = model / "modules.json"
    modules.write_text(json.dumps([{"type": "sentence_transformers.models.Transformer"}]))
    with pytest.raises(UsageError, match="pip install sentence-transformers"):
        curate_file(SeedsConfig(path=path), embedder=model)
    modules.write_text("{")
    with pytest.raises(DataError, match=r"modules\.json: not the list of a model's modules"):
        curate_file(SeedsConfig(path=path), embedder=model)
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["made.jsonl", "model"]


def test_near_texts_are_dropped_from_the_bound_of_runs_on_unless_it_is_turned_off(tmp_path: Path) -> None:
    long = f"{' '.join(first + second for first in 'abcdefgh' for second in 'vwxyz')} today?"
    edit = long.replace("today", "tomorrow")
    seeds = SeedsConfig(path=written(tmp_path / "made.jsonl", long, edit))
    bound = AdmitConfig().near
    [(_, rule, _, similarity)] = dropped(curate_file(seeds))
    assert rule == "near, in this file"
    assert similarity is not None
    assert bound <= similarity < 1
    assert curate_file(seeds, near=(similarity + 1) / 2, to=tmp_path / "surer").kept == 2
    assert curate_file(seeds, near=0, to=tmp_path / "off").kept == 2
