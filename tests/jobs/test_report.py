"""A report on a dataset: any file or folder, beside its seed problems."""

from __future__ import annotations

import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from mathwright.errors import DataError, UsageError
from mathwright.jobs.config import HowConfig, RunConfig, SeedsConfig
from mathwright.jobs.curate import curate_file
from mathwright.jobs.make import make
from mathwright.jobs.report import Reported, report_on
from mathwright.publish.columns import SCHEMA, published_row
from mathwright.records import Concept, Evidence, Problem, Program, Step
from mathwright.store.jsonl import write_jsonl
from mathwright.store.parquet import ParquetWriter

SOLUTIONS = ("<<3+4=7>>7\n#### 7", "<<3+4=7>>7 <<7*2=14>>14 <<14+7=21>>\n#### 21", "So 7.\n#### 7")


def problem(number: int, question: str, solution: str = SOLUTIONS[0], evidence: Evidence | None = None) -> Problem:
    return Problem(
        problem_id=f"p{number}",
        question=question,
        solutions=(solution,),
        answer="7",
        source="mugglemath/1",
        kind=("compose", "condition")[number % 2],
        parents=(f"s{number % 3}",),
        concepts=(Concept(kind="skill", name="adding"), Concept(kind="skill", name=f"skill {number % 2}")),
        evidence=evidence,
    )


MADE = (
    problem(0, "Ann has 3 pens and buys 4. How many has she?"),
    problem(1, "Ann has 5 pens and buys 6. How many has she?", SOLUTIONS[1]),
    problem(2, "A train takes two hours. When is it there?", SOLUTIONS[2]),
    problem(3, "Who is first?", SOLUTIONS[0], Evidence(kind="vote", agreeing=3, of=8, wrong_steps=1, incomplete=2)),
)


def written(folder: Path, name: str = "accepted.parquet", problems: tuple[Problem, ...] = MADE) -> Path:
    folder.mkdir(exist_ok=True)
    rows = [published_row(one) for one in problems]
    if name.endswith(".parquet"):
        with ParquetWriter(folder / name, SCHEMA) as writer:
            writer.write(rows)
    else:
        write_jsonl(folder / name, rows)
    return folder / name


def reported(path: Path, beside: Path | None = None, **settings: object) -> Reported:
    return report_on(SeedsConfig(path=str(path)), beside, **settings)  # type: ignore[arg-type]


def test_a_dataset_is_counted_by_everything_its_rows_say(tmp_path: Path) -> None:
    found = reported(written(tmp_path))
    diversity, difficulty = found.variety.made.diversity, found.variety.made.difficulty
    assert (found.problems, found.bad_rows, found.seeds, found.variety.seeds) == (4, 0, None, None)
    assert (diversity.templates.distinct, diversity.templates.top_share, diversity.sample) == (3, 0.5, 4)
    assert (diversity.openings.distinct, diversity.openings.mentions) == (3, 4)
    assert [(one.name, one.problems) for one in diversity.by_kind] == [("compose", 2), ("condition", 2)]
    assert (diversity.parents.distinct, diversity.parents.mentions, diversity.seed_problems) == (3, 4, None)
    (skills,) = diversity.concepts
    assert [(one.name, one.problems) for one in skills.most] == [("adding", 4), ("skill 0", 2), ("skill 1", 2)]
    assert (skills.pairs.distinct, skills.possible_pairs, skills.without) == (2, 3, 0)
    assert [(row.level, row.problems) for row in difficulty.levels] == [("1", 1), ("2", 2), ("not known", 1)]
    assert (difficulty.all.right, difficulty.all.wrong, difficulty.all.incomplete) == (4, 2, 2)
    assert (difficulty.steps, difficulty.depths) == ({1: 2, 3: 1}, {1: 2, 3: 1})


@pytest.mark.parametrize("name", ["accepted.jsonl", "accepted-train.parquet"])
def test_every_form_of_a_dataset_says_the_same(tmp_path: Path, name: str) -> None:
    whole = reported(written(tmp_path / "one")).variety
    assert reported(written(tmp_path / "two", name)).variety == whole
    assert reported(tmp_path / "two").variety == whole


@pytest.mark.parametrize("name", ["accepted.jsonl", "accepted.parquet"])
def test_what_a_row_says_of_its_program_comes_before_its_text(tmp_path: Path, name: str) -> None:
    steps = tuple(Step(expression=text, value="1") for text in ("g0+g1", "g0*2", "g1*2", "s0+s1+s2"))
    proved = MADE[0].model_copy(update={"program": Program(givens=(), steps=steps, answer=3, lines=())})
    difficulty = reported(written(tmp_path, name, (proved,))).variety.made.difficulty
    assert (difficulty.steps, difficulty.depths) == ({4: 1}, {2: 1})


def test_a_dataset_of_an_earlier_version_is_measured_by_its_solutions(tmp_path: Path) -> None:
    path = written(tmp_path)
    older = pq.read_table(path).drop_columns(["steps", "depth", "level", "solve_rate", "evidence_incomplete"])
    pq.write_table(older, tmp_path / "older.parquet")
    now, then = reported(path).variety.made, reported(tmp_path / "older.parquet").variety.made
    assert then.diversity == now.diversity
    assert (then.difficulty.steps, then.difficulty.depths) == (now.difficulty.steps, now.difficulty.depths)
    assert (then.difficulty.all.wrong, then.difficulty.all.incomplete) == (4, 0)


def test_both_sides_are_scored_on_equally_many_questions(tmp_path: Path) -> None:
    seeds = tmp_path / "seeds.jsonl"
    write_jsonl(seeds, [{"question": f"What is thing{n}?", "answer": f"So.\n#### {n}"} for n in range(3)])
    found = reported(written(tmp_path), seeds)
    beside = found.variety.seeds
    assert beside is not None
    assert (found.seeds, beside.diversity.problems) == (str(seeds), 3)
    assert (found.variety.made.diversity.sample, beside.diversity.sample) == (3, 3)
    assert found.variety.made.diversity.seed_problems == 3
    assert beside.diversity.vendi < 3 < found.variety.made.diversity.vendi + 1


def test_the_seed_problems_of_a_folder_are_those_of_its_manifest(tmp_path: Path) -> None:
    how = HowConfig(workspace=str(tmp_path / "workspace"), workers=0)
    few = {"kinds": ["change_numbers"], "responses": 1}
    run = make(RunConfig(seeds=SeedsConfig(shipped=True), accepted=12, options=few, how=how), to=tmp_path / "made")
    found = reported(run.published.dataset)
    page = json.loads((tmp_path / "made" / "report.json").read_text(encoding="utf-8"))
    assert (found.problems, found.seeds) == (12, "shipped")
    assert page["variety"] == json.loads(found.variety.model_dump_json())
    assert page["variety"]["made"]["diversity"]["seed_problems"] == 286


def test_what_a_dataset_was_curated_from_is_not_taken_for_its_seed_problems(tmp_path: Path) -> None:
    found = curate_file(SeedsConfig(path=str(written(tmp_path))), to=tmp_path / "curated")
    shown = reported(found.dataset)
    assert (shown.problems, shown.seeds, shown.variety.seeds) == (3, None, None)
    seeds = tmp_path / "seeds.jsonl"
    write_jsonl(seeds, [{"question": "What is 1 and 1?", "answer": "So.\n#### 2"}])
    assert reported(found.dataset, seeds).seeds == str(seeds)


@pytest.mark.parametrize("name", ["problem", "parents"])
def test_a_null_that_no_published_row_has_is_told_at_its_row(tmp_path: Path, name: str) -> None:
    path = written(tmp_path)
    table = pq.read_table(path)
    values = [*table.column(name).to_pylist()[:3], None]
    place = table.schema.get_field_index(name)
    pq.write_table(table.set_column(place, name, pa.array(values, table.schema.field(name).type)), path)
    with pytest.raises(DataError, match=rf"accepted.parquet:4: .*column {name}"):
        reported(path)
    found = report_on(SeedsConfig(path=str(path), skip_bad_rows=True))
    assert (found.problems, found.bad_rows) == (3, 1)


@pytest.mark.parametrize("name", ["made.jsonl", "made.ndjson"])
def test_bad_lines_of_ours_are_counted_where_that_is_wished(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    write_jsonl(path, [published_row(one) for one in MADE])
    path.write_text(path.read_text(encoding="utf-8") + '{"problem": ""}\n', encoding="utf-8")
    with pytest.raises(DataError, match=rf"{name}:5: "):
        reported(path)
    found = report_on(SeedsConfig(path=str(path), skip_bad_rows=True))
    assert (found.problems, found.bad_rows) == (4, 1)


def test_the_sample_is_of_the_run_seed_and_the_first_rows_may_do(tmp_path: Path) -> None:
    path = written(tmp_path)
    assert reported(path, run_seed=3) == reported(path, run_seed=3)
    assert reported(path, limit=2).variety.made.diversity.templates.distinct == 1


def test_bad_rows_of_a_foreign_file_are_counted_where_that_is_wished(tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_text('{"question": "What is 1+1?", "answer": "So.\\n#### 2"}\n{"question": "Half?", "answer": "4"}\n')
    with pytest.raises(DataError, match=r"rows.jsonl:2: field 'answer'"):
        reported(path)
    found = report_on(SeedsConfig(path=str(path), skip_bad_rows=True))
    assert (found.problems, found.bad_rows) == (1, 1)


def test_what_cannot_be_reported_on_is_said(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="name the file or the folder"):
        report_on(SeedsConfig(shipped=True))
    with pytest.raises(DataError, match="nowhere: no such file or folder"):
        reported(tmp_path / "nowhere")
    with pytest.raises(DataError, match=r"no accepted\.parquet and no accepted\.jsonl"):
        reported(tmp_path)
    (tmp_path / "accepted.parquet").write_bytes(b"PAR1")
    with pytest.raises(DataError, match="not a readable Parquet file"):
        reported(tmp_path)


def test_a_column_of_another_type_is_named(tmp_path: Path) -> None:
    path = written(tmp_path)
    table = pq.read_table(path)
    place = table.schema.get_field_index("kind")
    pq.write_table(table.set_column(place, "kind", [[1] * len(table)]), path)
    with pytest.raises(DataError, match="column kind holds int64; expected string"):
        reported(path)


def test_an_empty_dataset_has_no_report(tmp_path: Path) -> None:
    with ParquetWriter(tmp_path / "accepted.parquet", SCHEMA):
        pass
    with pytest.raises(DataError, match="there are no problems to report on"):
        reported(tmp_path)
