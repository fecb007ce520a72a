"""A stage's items go to the workers in chunks that grow with the run."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest
from engine_runs import answers, result, run
from engine_stages import die_at, one_stage

from mathwright.engine.line import GROWN, GROWTH
from mathwright.engine.stage import How
from mathwright.errors import MathwrightError


def in_hand(tmp_path: Path, value: int, chunk: int) -> int:
    """Items that were lost with a worker that died at this value."""
    stages = one_stage(items=value + 200, disturb=partial(die_at, value=value))
    with pytest.raises(MathwrightError) as death:
        run(tmp_path, stages, how=How(workers=1, chunk=chunk))
    return int(str(death.value).partition("pass make, ")[2].partition(" items")[0])


@pytest.mark.parametrize(
    ("value", "chunk", "size"),
    [
        pytest.param(0, 4, 4, id="the first"),
        pytest.param(4 * GROWTH - 1, 4, 4, id="as long as little is planned"),
        pytest.param(4 * GROWN * GROWTH + 100, 4, 4 * GROWN, id="no more than so many"),
        pytest.param(500, 1, 1, id="one by one stays so"),
    ],
)
def test_chunks_grow_with_the_run(tmp_path: Path, value: int, chunk: int, size: int) -> None:
    assert in_hand(tmp_path, value, chunk) == size


def test_a_run_gives_the_same_whether_its_chunks_grew_or_not(tmp_path: Path) -> None:
    stages = one_stage(items=600)
    run(tmp_path / "grown", stages, accepted=300, how=How(workers=2, chunk=2))
    run(tmp_path / "ones", stages, accepted=300, how=How(workers=2, chunk=1))

    assert answers(tmp_path / "grown", stages) == answers(tmp_path / "ones", stages)
    assert result(tmp_path / "grown", stages) == result(tmp_path / "ones", stages)
