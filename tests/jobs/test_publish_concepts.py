"""What a dataset gets beside its made problems: seed problems, a hard pool, a concept graph, and an honest report."""

import json
from collections.abc import Sequence
from pathlib import Path

import pytest
import zstandard
from typer.testing import CliRunner

from mathwright.cli.main import app
from mathwright.jobs.config import AdmitConfig, HowConfig, RunConfig, SeedsConfig
from mathwright.jobs.identity import spec_of
from mathwright.jobs.make import MadeRun, make
from mathwright.jobs.publish import Published, publish_run, write_result
from mathwright.jobs.rows import AddedSeeds, pooled
from mathwright.jobs.seed_problems import distinct, read_seeds
from mathwright.publish.columns import RejectedRow
from mathwright.publish.dataset import whole_dataset
from mathwright.records import Problem, problem_id
from mathwright.store.outcomes import OutcomeRow, take
from mathwright.store.states import ACCEPTED, REJECTED
from mathwright.store.workspace import Workspace

SAME = ("accepted.jsonl", "manifest.json", "rejected.jsonl", "report.json")


def run(place: Path, accepted: int = 8, **changes: object) -> MadeRun:
    config = RunConfig(accepted=accepted, run_seed=3, how=HowConfig(workers=0, workspace=str(place / "workspace")))
    return make(config.model_copy(update=changes), to=place / "out")


def again(made: MadeRun, place: Path, **how: object) -> Published:
    return publish_run(place / "workspace", made.published.run_id, to=place / "again", **how)  # type: ignore[arg-type]


def rows(folder: Path, name: str = "accepted.jsonl") -> list[dict[str, object]]:
    return [json.loads(line) for line in (folder / name).read_text(encoding="utf-8").splitlines()]


def report(folder: Path) -> dict[str, object]:
    found: dict[str, object] = json.loads((folder / "report.json").read_text(encoding="utf-8"))
    return found


def seed(question: str, answer: str = "7") -> Problem:
    return Problem(
        problem_id=problem_id("own", question, answer), question=question, solutions=(), answer=answer, source="own"
    )


def seeds_file(path: Path, *questions: tuple[str, str]) -> SeedsConfig:
    text = "".join(json.dumps({"question": q, "answer": a}) + "\n" for q, a in questions)
    path.write_text(text, encoding="utf-8")
    return SeedsConfig(path=str(path))


FRUIT = ("Tom has 3 apples and 4 pears. How many fruits does he have?", "Tom has 3+4=<<3+4=7>>7 fruits.\n#### 7")
BOOKS = ("Ann reads 5 books a week. How many books does she read in 4 weeks?", "5*4=<<5*4=20>>20 books.\n#### 20")


# --- seed problems --------------------------------------------------------------------------------


def test_seed_problems_stand_behind_the_made_ones_as_they_are(tmp_path: Path) -> None:
    made = run(tmp_path)
    with_seeds = again(made, tmp_path, with_seeds=True)
    seeds = {problem.problem_id: problem for problem in read_seeds(SeedsConfig(shipped=True))}
    found = rows(tmp_path / "again")
    assert found[:8] == rows(tmp_path / "out")
    assert [row["problem_id"] for row in found[8:]] == list(seeds)
    assert {(row["source"], row["kind"], tuple(row["parents"])) for row in found[8:]} == {  # type: ignore[arg-type]
        ("mathwright_shipped", None, ())
    }
    assert (with_seeds.rows, with_seeds.seed_rows, with_seeds.made) == (8 + len(seeds), len(seeds), 8)
    manifest = whole_dataset(tmp_path / "again")
    assert (manifest.rows, manifest.seed_rows, manifest.seeds_left_out) == (8 + len(seeds), len(seeds), {})
    assert whole_dataset(tmp_path / "out").seed_rows == 0


def test_the_report_counts_made_problems_and_names_the_seed_problems(tmp_path: Path) -> None:
    made = run(tmp_path)
    again(made, tmp_path, with_seeds=True)
    one, two = report(tmp_path / "out"), report(tmp_path / "again")
    assert one["added_seeds"] is None
    assert two["added_seeds"] == {"rows": 286, "left_out": []}
    assert two | {"added_seeds": None} == one


def test_making_and_publishing_with_seed_problems_give_the_same_bytes(tmp_path: Path) -> None:
    config = RunConfig(accepted=5, how=HowConfig(workers=0, workspace=str(tmp_path / "workspace")))
    made = make(config, to=tmp_path / "out", with_seeds=True)
    again(made, tmp_path, with_seeds=True)
    for name in SAME:
        assert (tmp_path / "out" / name).read_bytes() == (tmp_path / "again" / name).read_bytes()


def test_contaminated_and_repeated_seed_problems_are_left_out_and_counted(tmp_path: Path) -> None:
    repeated = (FRUIT[0].upper(), FRUIT[1])
    seeds = seeds_file(tmp_path / "train.jsonl", FRUIT, BOOKS, repeated)
    seeds_file(tmp_path / "test.jsonl", (BOOKS[0].replace("5", "50"), "#### 200"))
    admit = AdmitConfig(against=(str(tmp_path / "test.jsonl"),))
    made = run(tmp_path, 2, seeds=seeds, admit=admit, options={"kinds": ["change_numbers"], "sweeps": 30})
    with_seeds = again(made, tmp_path, with_seeds=True)
    assert with_seeds.seeds_left_out == {"in an against file with other numbers": 1, "duplicate question": 1}
    assert [row["problem"] for row in rows(tmp_path / "again") if row["kind"] is None] == [FRUIT[0]]


def test_a_seed_problem_without_an_answer_or_equal_to_a_made_one_is_left_out() -> None:
    seeds = [seed("How many?"), seed("How much?", ""), seed("How far?")]
    made = [seed("HOW FAR?").model_copy(update={"parents": ("p",)}), seed("Why?")]
    added = AddedSeeds(seeds, ())
    assert [problem.question for problem in added.behind(made)] == ["HOW FAR?", "Why?", "How many?"]
    assert (added.rows, dict(added.left_out)) == (1, {"no answer": 1, "duplicate of a made problem": 1})


@pytest.mark.parametrize("recipe", ["math2", "mathscale"])
def test_seed_problems_that_were_not_used_are_left_out_and_counted(tmp_path: Path, recipe: str) -> None:
    made = run(tmp_path, 3, recipe=recipe, options={"seed_fraction": 0.5})
    assert made.published.seeds_left_out == {}
    with_seeds = again(made, tmp_path, with_seeds=True)
    assert with_seeds.seeds_left_out == {"not used (seed_fraction)": 143}
    assert with_seeds.seed_rows == 143
    found = rows(tmp_path / "again")
    parents = {parent for row in found for parent in row["parents"]}  # type: ignore[attr-defined]
    assert parents <= {row["problem_id"] for row in found[3:]}


def test_a_seed_problem_stands_in_the_split_of_its_descendants(tmp_path: Path) -> None:
    made = run(tmp_path, 40)
    again(made, tmp_path, with_seeds=True, held_out=0.4)
    found = rows(tmp_path / "again")
    split_of = {row["problem_id"]: row["split"] for row in found if row["kind"] is None}
    assert len(split_of) == 286
    assert set(split_of.values()) == {"train", "held_out"}
    descendants = [(row["split"], parent) for row in found for parent in row["parents"]]  # type: ignore[attr-defined]
    assert len(descendants) > 30
    assert all(split_of[parent] == split for split, parent in descendants)


def test_seed_problems_do_not_count_as_made(tmp_path: Path) -> None:
    seeds_file(tmp_path / "a.jsonl", ("What is the meaning of this?", "None.\n#### 7"))
    arguments = ["make", "--seeds", str(tmp_path / "a.jsonl"), "--accepted", "1", "--workers", "0", "--with-seeds"]
    places = ["--workspace", str(tmp_path / "workspace"), "--to", str(tmp_path / "out")]
    told = CliRunner().invoke(app, [*arguments, *places], catch_exceptions=False)
    assert told.exit_code == 3
    assert "0 problems from 1 seed problems" in told.stderr
    assert "0 of 1 wanted" in told.stderr
    assert "(1 problems, 1 of them seed problems, " in told.stdout


# --- hard pool ------------------------------------------------------------------------------------


def kept_row(number: int, problem: Problem) -> RejectedRow:
    return RejectedRow(item_id=f"i{number}", pass_name="make", step="vote", reason="all differ", kept=problem)


def test_the_pool_holds_each_problem_once_and_none_that_a_dataset_may_not_hold(tmp_path: Path) -> None:
    seeds_file(tmp_path / "test.jsonl", (BOOKS[0], BOOKS[1]))
    problems = [seed("How hard?"), seed("how hard"), seed(FRUIT[0]), seed(BOOKS[0].replace("5", "6")), seed("Why?")]
    listed = [kept_row(number, problem) for number, problem in enumerate(problems)]
    found = list(pooled(listed, [seed(FRUIT[0])], [tmp_path / "test.jsonl"]))
    assert [row.item_id for row in found if row.kept is not None] == ["i0", "i4"]
    assert [row.item_id for row in found] == [row.item_id for row in listed]


def write_outcomes(config: RunConfig, to: Path, outcomes: Sequence[OutcomeRow], state: str) -> Published:
    """Publish outcomes of the last pass as if a run had made them."""
    seeds = distinct(read_seeds(config.seeds))
    spec = spec_of(config, seeds)
    with Workspace.open(Path(config.how.workspace)) as workspace, take(workspace, spec) as log:
        log.commit([(1, row) for row in outcomes], frontier=len(outcomes))
        return write_result(config, log, seeds, spec.config_hash, state=state, to=to)


def outcome(place: int, state: int, problem: Problem) -> OutcomeRow:
    payload = zstandard.ZstdCompressor().compress(problem.model_dump_json().encode())
    step, reason = ("majority_filter", "all answers differ") if state == REJECTED else (None, None)
    return OutcomeRow(place, f"i{place}", state, step, reason, problem.problem_id, payload)


def test_a_refused_problem_on_which_all_solvers_differ_is_published_in_the_hard_pool(tmp_path: Path) -> None:
    hard = seed("How hard is it?", "").model_copy(update={"solutions": ("#### 1", "#### 2"), "parents": ("p",)})
    listed = [outcome(0, REJECTED, hard), outcome(1, ACCEPTED, seed("Why?")), outcome(2, REJECTED, seed("Beyond?"))]
    config = RunConfig(accepted=1, how=HowConfig(workspace=str(tmp_path / "workspace")))
    published = write_outcomes(config, tmp_path / "out", listed, "complete")
    assert (published.rows, published.rejected, published.hard_pool) == (1, 1, 1)
    assert [(row["problem"], row["solutions"], row["answer"]) for row in rows(tmp_path / "out", "hard_pool.jsonl")] == [
        ("How hard is it?", ["#### 1", "#### 2"], "")
    ]
    assert rows(tmp_path / "out", "rejected.jsonl")[0]["draft"] == "How hard is it?"
    assert tmp_path / "out" / "hard_pool.jsonl" in published.files
    assert report(tmp_path / "out")["hard_pool"] == 1
    assert "hard_pool.jsonl" in (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
    arguments = ["publish", published.run_id, "--workspace", config.how.workspace, "--to", str(tmp_path / "again")]
    told = CliRunner().invoke(app, arguments, catch_exceptions=False)
    assert "pool     1 problems on whose answer no majority of the solvers agrees, in hard_pool.jsonl" in told.stdout


def test_a_run_without_such_problems_has_no_pool(tmp_path: Path) -> None:
    made = run(tmp_path)
    assert made.published.hard_pool == 0
    assert not (tmp_path / "out" / "hard_pool.jsonl").exists()


# --- runs that are not finished -------------------------------------------------------------------


def test_publishing_a_run_that_is_not_finished_says_so(tmp_path: Path) -> None:
    how = HowConfig(workers=0, workspace=str(tmp_path / "workspace"))
    made = make(RunConfig(accepted=50, how=how), to=tmp_path / "out", limit=10)
    assert (made.published.state, made.published.let_in, made.published.wanted) == ("limited", 10, 50)
    arguments = ["publish", made.published.run_id, "--workspace", how.workspace, "--to", str(tmp_path / "again")]
    told = CliRunner().invoke(app, arguments, catch_exceptions=False)
    assert told.exit_code == 0
    assert "This run is not finished (--limit ended it): 10 of 50 problems" in told.stderr
    assert report(tmp_path / "again")["standing"] == {"state": "limited", "let_in": 10, "wanted": 50}
    assert "This run is not finished" in (tmp_path / "again" / "report.html").read_text(encoding="utf-8")


def test_a_stopped_run_is_published_as_far_as_it_has_come(tmp_path: Path) -> None:
    config = RunConfig(accepted=5, how=HowConfig(workspace=str(tmp_path / "workspace")))
    listed = [outcome(0, ACCEPTED, seed("Why?")), outcome(1, ACCEPTED, seed("How?"))]
    published = write_outcomes(config, tmp_path / "out", listed, "interrupted")
    assert (published.state, published.rows, published.wanted) == ("interrupted", 2, 5)


def test_publishing_a_finished_run_says_nothing_of_the_kind(tmp_path: Path) -> None:
    made = run(tmp_path)
    arguments = ["publish", made.published.run_id, "--workspace", str(tmp_path / "workspace"), "--with-seeds"]
    told = CliRunner().invoke(app, [*arguments, "--to", str(tmp_path / "again")], catch_exceptions=False)
    assert "not finished" not in told.stderr
    assert "(294 problems, 286 of them seed problems, " in told.stdout
    assert "This run" not in (tmp_path / "again" / "report.html").read_text(encoding="utf-8")


# --- concepts -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("recipe", "told", "files"),
    [
        ("mugglemath", set[str](), set[str]()),
        ("math2", {"pairs"}, set[str]()),
        ("mathscale", {"concept_graph", "saturation"}, {"concept_graph.graphml"}),
    ],
)
def test_the_report_tells_what_the_recipe_knows_of_concepts(
    tmp_path: Path, recipe: str, told: set[str], files: set[str]
) -> None:
    made = run(tmp_path, 4, recipe=recipe)
    found = report(tmp_path / "out")
    assert {key for key in ("pairs", "concept_graph", "saturation") if found[key] is not None} == told
    assert {path.name for path in made.published.files} == {
        "accepted.jsonl",
        "accepted.parquet",
        "rejected.jsonl",
        *files,
    }
    again(made, tmp_path)
    for name in (*SAME, *files):
        assert (tmp_path / "out" / name).read_bytes() == (tmp_path / "again" / name).read_bytes()
