"""What others do about near-duplicates, on the same texts: each returns for every text the number of its twin."""

from __future__ import annotations

import io
import json
import re
import tempfile
from collections.abc import Callable, Sequence
from contextlib import redirect_stderr
from importlib import import_module
from pathlib import Path

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

Decide = Callable[[Sequence[str]], list[int | None]]

_WORD = re.compile(r"\w+")
BANDS, ROWS, THRESHOLD = 20, 6, 0.6


def with_datasketch(texts: Sequence[str]) -> list[int | None]:
    """MinHashLSH of word 3-grams, 20 bands of 6: a text goes if the index proposes an earlier kept one."""
    datasketch = import_module("datasketch")
    index = datasketch.MinHashLSH(params=(BANDS, ROWS), num_perm=BANDS * ROWS)
    twins: list[int | None] = []
    for number, text in enumerate(texts):
        sketch = datasketch.MinHash(num_perm=BANDS * ROWS)
        sketch.update_batch(shingles(text))
        proposed = index.query(sketch)
        twins.append(min(proposed, default=None))
        if not proposed:
            index.insert(number, sketch)
    return twins


def shingles(text: str) -> list[bytes]:
    """Word 3-grams in lower case."""
    words = _WORD.findall(text.lower())
    return [" ".join(words[at : at + 3]).encode() for at in range(max(1, len(words) - 2))]


def with_polars_and_rensa(texts: Sequence[str]) -> list[int | None]:
    """Polars shingles, rensa sketches, numpy bands, checked pairs, connected components: the first of each stays."""
    values, offsets = polars_shingles(texts)
    rensa = import_module("rensa")
    matrix = rensa.RMinHash.digest_matrix_from_flat_token_hashes(values, offsets, BANDS * ROWS, 42)
    digests = np.array(matrix.to_rows(), np.uint32)
    pairs = checked(banded(digests), values, offsets.astype(np.int64))
    size = len(texts)
    links = coo_array((np.ones(len(pairs), bool), (pairs[:, 0], pairs[:, 1])), shape=(size, size))
    _, component = connected_components(links, directed=False)
    _, first = np.unique(component, return_index=True)
    return [None if first[part] == number else int(first[part]) for number, part in enumerate(component.tolist())]


def polars_shingles(texts: Sequence[str]) -> tuple[np.ndarray, np.ndarray]:
    """The hashed word 3-grams of all texts, flat, and where each text's begin."""
    pl = import_module("polars")
    words = (
        pl.LazyFrame({"text": texts})
        .with_row_index("row")
        .with_columns(pl.col("text").str.to_lowercase().str.replace_all(r"[^\w\s]", "").str.split(" "))
        .explode("text")
        .with_columns(pl.col("text").hash(7))
        .collect()
    )
    hashes, row = words["text"].to_numpy(), words["row"].to_numpy()
    inside = np.flatnonzero(row[2:] == row[:-2])
    mixed = hashes[inside] * np.uint64(3) ^ hashes[inside + 1] * np.uint64(5) ^ hashes[inside + 2] * np.uint64(7)
    counts = np.bincount(row[inside], minlength=len(texts))
    return mixed, np.concatenate((np.zeros(1, np.uint64), np.cumsum(counts).astype(np.uint64)))


def banded(digests: np.ndarray) -> np.ndarray:
    """Pairs of rows that agree in a band, each row with the first of its bucket."""
    pairs = []
    for band in range(BANDS):
        keys = np.ascontiguousarray(digests[:, band * ROWS : (band + 1) * ROWS]).view(f"V{4 * ROWS}").ravel()
        _, first, inverse = np.unique(keys, return_index=True, return_inverse=True)
        leader = first[inverse]
        rows = np.flatnonzero(leader != np.arange(len(leader)))
        pairs.append(np.stack((leader[rows], rows), axis=1))
    return np.unique(np.concatenate(pairs), axis=0)


def checked(pairs: np.ndarray, values: np.ndarray, offsets: np.ndarray) -> np.ndarray:
    """The pairs whose exact similarity reaches the threshold."""
    near = np.zeros(len(pairs), bool)
    for place, (left, right) in enumerate(pairs.tolist()):
        a = set(values[offsets[left] : offsets[left + 1]].tolist())
        b = set(values[offsets[right] : offsets[right + 1]].tolist())
        near[place] = len(a & b) >= THRESHOLD * len(a | b)
    return pairs[near]


def with_datatrove(texts: Sequence[str]) -> list[int | None]:
    """Its four stages one after the other, in a temporary folder: signatures, buckets, clusters, filter."""
    run = import_module("datatrove.executor").LocalPipelineExecutor
    dedup = import_module("datatrove.pipeline.dedup")
    jsonl = import_module("datatrove.pipeline.readers").JsonlReader
    writer = import_module("datatrove.pipeline.writers").JsonlWriter
    config = import_module("datatrove.pipeline.dedup.minhash").MinhashConfig(
        n_grams=3, num_buckets=BANDS, hashes_per_bucket=ROWS
    )
    with tempfile.TemporaryDirectory() as folder, redirect_stderr(io.StringIO()):
        at = Path(folder)
        (at / "in").mkdir()
        with (at / "in" / "texts.jsonl").open("w") as file:
            file.writelines(json.dumps({"id": str(number), "text": text}) + "\n" for number, text in enumerate(texts))
        signatures, buckets, removed = f"{at}/signatures", f"{at}/buckets", f"{at}/removed"
        stages = (
            [jsonl(f"{at}/in"), dedup.MinhashDedupSignature(output_folder=signatures, config=config)],
            [dedup.MinhashDedupBuckets(input_folder=signatures, output_folder=buckets, config=config)],
            [dedup.MinhashDedupCluster(buckets, removed, config=config, save_cluster_id=True)],
            [
                jsonl(f"{at}/in"),
                dedup.MinhashDedupFilter(
                    removed, exclusion_writer=writer(f"{at}/dropped", compression=None), load_cluster_ids=True
                ),
                writer(f"{at}/kept", compression=None),
            ],
        )
        for number, stage in enumerate(stages):
            tasks = BANDS if number == 1 else 1
            run(pipeline=stage, tasks=tasks, workers=1, logging_dir=f"{at}/logs{number}").run()
        return twins_by_cluster(len(texts), clusters(at / "kept"), clusters(at / "dropped"))


def clusters(folder: Path) -> dict[int, int]:
    """Of each text in the files that is in a cluster, by number: the cluster."""
    rows = [json.loads(line) for path in folder.glob("*.jsonl") for line in path.read_text().splitlines()]
    found = {int(row["id"]): row["metadata"].get("minhash_cluster_id", -1) for row in rows}
    return {number: cluster for number, cluster in found.items() if cluster != -1}


def twins_by_cluster(count: int, kept: dict[int, int], dropped: dict[int, int]) -> list[int | None]:
    """For each text the one of its cluster that stays, if it is not that one."""
    stays = {cluster: number for number, cluster in kept.items()}
    return [stays[dropped[number]] if number in dropped else None for number in range(count)]


PEERS: dict[str, tuple[tuple[str, ...], Decide]] = {
    "polars + rensa + numpy": (("polars", "rensa"), with_polars_and_rensa),
    "datasketch": (("datasketch",), with_datasketch),
    "datatrove": (("datatrove", "orjson", "regex", "spacy"), with_datatrove),
}
"""By name: the packages it needs, and what it decides."""
