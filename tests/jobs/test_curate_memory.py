"""What a row more takes of memory while duplicates are sought, the whole process counted."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from mathwright.publish.columns import SCHEMA, published_row
from mathwright.records import Problem

STATUS = Path("/proc/self/status")
ROWS = (48_000, 96_000)
"""Both so large that all buffers are full: what the larger takes more is what its rows take."""
MOST_BYTES = 1_300
"""Of memory for a row more, where a row in three has a new text of 45 words and the others its text with other
numbers."""
CURATE = """
import sys
from pathlib import Path
from mathwright.jobs.config import SeedsConfig
from mathwright.jobs.curate import curate_file
found = curate_file(SeedsConfig(path=sys.argv[1]), numbers="wanted")
lines = Path("/proc/self/status").read_text().splitlines()
print(found.kept, next(int(line.split()[1]) for line in lines if line.startswith("VmHWM:")))
"""
SYLLABLES = [consonant + vowel for consonant in "bdfgklmnprstvwz" for vowel in "aeiou"]
WORDS = [first + second for first in SYLLABLES for second in SYLLABLES]


def questions(rows: int) -> Iterator[str]:
    """Three in a row share one template."""
    for template in range(0, rows, 3):
        words = Random(template).choices(WORDS, k=44)
        for number in range(template, min(template + 3, rows)):
            yield f"{' '.join(words[:20])} {number + 10} {' '.join(words[20:])}?"


def dataset(path: Path, rows: int) -> Path:
    one = Problem(problem_id="p", question="q", solutions=("So 8.",), answer="8", source="made/1", parents=("s",))
    table = pa.Table.from_pylist([published_row(one)], schema=SCHEMA).take(pa.array([0] * rows))
    for name, values in (
        ("problem", list(questions(rows))),
        ("problem_id", [f"{number:016x}" for number in range(rows)]),
    ):
        table = table.set_column(table.schema.get_field_index(name), name, pa.array(values))
    pq.write_table(table, path, row_group_size=10_000)
    return path


def kept_and_peak(path: Path) -> tuple[int, int]:
    """Rows kept, and the largest memory of the process in bytes."""
    told = subprocess.run([sys.executable, "-c", CURATE, str(path)], capture_output=True, text=True, check=True).stdout
    kept, peak = map(int, told.split())
    return kept, peak * 1024


@pytest.mark.skipif(not STATUS.is_file(), reason="no /proc to read memory from")
def test_a_row_more_takes_so_much_memory_and_no_more(tmp_path: Path) -> None:
    (few, low), (many, high) = (kept_and_peak(dataset(tmp_path / f"{rows}.parquet", rows)) for rows in ROWS)
    assert (few, many) == ROWS
    assert (high - low) / (many - few) <= MOST_BYTES
