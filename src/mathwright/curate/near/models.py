"""Embedders from a folder of this machine: a model2vec model, or one of sentence-transformers.

Neither package is needed for anything else, so each is imported when a folder asks for it.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from mathwright.curate.near.meaning import Embedder
from mathwright.errors import DataError, UsageError

_STATIC = "StaticEmbedding"
_SHORTEST = 1e-9


class _Model(Protocol):
    """What the models of both packages can do."""

    def encode(self, sentences: list[str], *, show_progress_bar: bool) -> NDArray[np.float32]: ...


class LocalEmbedder:
    """A loaded model as an ``Embedder``."""

    def __init__(self, model: _Model) -> None:
        """Use this model."""
        self._model = model

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """One row of length 1 a text; of length 0 for a text of which the model knows no word."""
        rows = np.asarray(self._model.encode(list(texts), show_progress_bar=False), np.float32)
        lengths = np.linalg.norm(rows, axis=-1, keepdims=True)
        unit: NDArray[np.float32] = np.where(lengths > _SHORTEST, rows / np.maximum(lengths, _SHORTEST), 0)
        return unit.astype(np.float32, copy=False)


def local_embedder(folder: Path) -> Embedder:
    """The model in a folder of this machine; nothing is fetched.

    Raises UsageError if there is no such folder, no model in it, or its package is not installed; DataError if the
    files cannot be read.
    """
    if not folder.is_dir():
        raise UsageError(f"{folder}: no such folder; give the folder of a model2vec or sentence-transformers model")
    package, kind = _package(folder)
    module = _imported(folder, package)
    _check_json(folder, package)
    unreadable = (OSError, ValueError, KeyError, TypeError, import_module("safetensors").SafetensorError)
    try:
        if kind == "StaticModel":
            return LocalEmbedder(module.StaticModel.from_pretrained(str(folder), force_download=False))
        return LocalEmbedder(module.SentenceTransformer(str(folder), device="cpu", local_files_only=True))
    except unreadable as error:
        raise DataError(f"{folder}: {package} cannot read this model: {error}") from error


def _package(folder: Path) -> tuple[str, str]:
    """The package that reads the folder, and its class."""
    modules = folder / "modules.json"
    if not modules.is_file() and not (folder / "config.json").is_file():
        raise UsageError(f"{folder}: neither modules.json nor config.json is in it; is this the folder of a model?")
    if modules.is_file() and _STATIC not in _first_module(modules):
        return "sentence_transformers", "SentenceTransformer"
    return "model2vec", "StaticModel"


def _check_json(folder: Path, package: str) -> None:
    """Raise DataError for a file of JSON that is none: the tokenizers' own error for it has no class to catch."""
    for path in sorted(folder.glob("*.json")):
        try:
            json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise DataError(f"{folder}: {package} cannot read this model: {path.name}: {error}") from error


def _first_module(path: Path) -> str:
    try:
        parts = json.loads(path.read_text(encoding="utf-8"))
        return str(parts[0]["type"])
    except (OSError, ValueError, LookupError, TypeError) as error:
        raise DataError(f"{path}: not the list of a model's modules: {error}") from error


def _imported(folder: Path, package: str) -> ModuleType:
    if find_spec(package) is None:
        name = package.replace("_", "-")
        raise UsageError(f"{folder}: needs {name}, which is not installed; run: pip install {name}")
    return import_module(package)
