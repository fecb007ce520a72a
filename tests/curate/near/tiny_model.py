"""A model2vec model of a few words, made on the spot; importing this needs no package."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest

needs_model2vec = pytest.mark.skipif(find_spec("model2vec") is None, reason="model2vec is not installed")
WORDS = ("[UNK]", "[PAD]", "tom", "ben", "has", "apples", "pears", "how", "many")


def saved_model(folder: Path) -> Path:
    """A model of nine words that knows apples for pears."""
    from model2vec import StaticModel
    from tokenizers import Tokenizer
    from tokenizers.models import WordLevel
    from tokenizers.pre_tokenizers import Whitespace

    tokenizer = Tokenizer(WordLevel({word: number for number, word in enumerate(WORDS)}, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = Whitespace()
    vectors = np.eye(len(WORDS), dtype=np.float32)
    vectors[WORDS.index("pears")] = vectors[WORDS.index("apples")]
    StaticModel(vectors, tokenizer).save_pretrained(str(folder))
    return folder
