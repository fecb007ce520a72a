from __future__ import annotations

import json
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest
from tests.curate.near.tiny_model import needs_model2vec, saved_model

from mathwright.curate.near.meaning import MeaningStream
from mathwright.curate.near.models import local_embedder
from mathwright.errors import DataError, UsageError


@needs_model2vec
def test_a_model_of_this_machine_tells_what_means_the_same(tmp_path: Path) -> None:
    embedder = local_embedder(saved_model(tmp_path / "model"))
    rows = embedder.embed(["tom has apples", "tom has pears", "how many", "nothing known"])
    assert rows.dtype == np.float32
    assert np.linalg.norm(rows, axis=1).tolist() == pytest.approx([1, 1, 1, 0])
    decided = MeaningStream(embedder, 0.95).decide(["tom has apples", "how many", "tom has pears", "ben has pears"])
    assert [near and near.place for near in decided] == [None, None, 0, None]


@needs_model2vec
@pytest.mark.parametrize("lost", ["model.safetensors", "tokenizer.json", "config.json"])
def test_a_model_with_a_lost_or_cut_file_is_named(tmp_path: Path, lost: str) -> None:
    folder = saved_model(tmp_path / "model")
    whole = (folder / lost).read_bytes()
    (folder / lost).write_bytes(whole[: len(whole) // 2])
    with pytest.raises(DataError, match="model2vec cannot read this model"):
        local_embedder(folder)
    (folder / lost).unlink()
    with pytest.raises(DataError, match="model2vec cannot read this model"):
        local_embedder(folder)


@pytest.mark.skipif(find_spec("sentence_transformers") is not None, reason="sentence-transformers is installed")
def test_a_model_whose_package_is_missing_names_the_package(tmp_path: Path) -> None:
    module = {"idx": 0, "name": "0", "path": "", "type": "sentence_transformers.models.Transformer"}
    (tmp_path / "modules.json").write_text(json.dumps([module]))
    with pytest.raises(UsageError, match="pip install sentence-transformers"):
        local_embedder(tmp_path)


def test_a_missing_folder_and_a_folder_without_a_model_are_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no such folder"):
        local_embedder(tmp_path / "none")
    with pytest.raises(UsageError, match=r"neither modules\.json nor config\.json"):
        local_embedder(tmp_path)


@pytest.mark.parametrize("text", ["", "{}", "[]", '[{"name": 1}]', "[1]"])
def test_a_list_of_modules_that_is_none_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "modules.json").write_text(text)
    with pytest.raises(DataError, match=r"modules\.json: not the list"):
        local_embedder(tmp_path)
