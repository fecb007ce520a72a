"""Repetitions found the second way, and a dataset that is not as it must be."""

import json
import sys
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "benchmarks"))
from processes import Cost
from rows import Table
from two_million import CAP, Size, against_of, as_it_must_be, with_more
from two_million_apart import Benchmarks, masked, plain_words, questions_in
from two_million_checks import IDLE, Found, check, contaminated_in, near_in
from two_million_near import NearPair, NearSample

from mathwright.curate.admit import AGAINST, Admit
from mathwright.curate.contamination.search import OTHER_NUMBERS
from mathwright.curate.contamination.words import template_text
from mathwright.publish.columns import SCHEMA, published_row
from mathwright.records import Problem
from mathwright.seeds.shipped import shipped_seeds

WALK = "Bea walks from her house to the school and back on each of 3 days. How far does she walk in all?"
SUM = "What is the sum of 3 and 14?"
FILLER = "It rained the whole day and nobody in the small town wanted to leave the house before noon on that grey day."
BENCHMARKS = Benchmarks([WALK, SUM])


@pytest.mark.parametrize(
    ("question", "how"),
    [
        pytest.param(WALK.upper(), "the same but for numbers", id="a copy"),
        pytest.param(WALK.replace("3", "forty-two"), "the same but for numbers", id="other numbers"),
        pytest.param(f"{FILLER} {SUM}", "a short question inside", id="a short question inside"),
        pytest.param(f"{FILLER} {SUM.replace('14', '15')}", None, id="a short question with other numbers inside"),
        pytest.param(f"{FILLER} {WALK.replace('3', '5')}", "13 words in a row", id="a long question inside"),
        pytest.param(WALK.replace("Bea", "Ida"), "13 words in a row", id="another name"),
        pytest.param(f"{WALK.split('?')[0][:66]} days. {FILLER}", "13 words in a row", id="most of it"),
        pytest.param(WALK.replace("school", "mill").replace("walk in", "go in"), None, id="no thirteen in a row"),
        pytest.param(FILLER, None, id="something else"),
        pytest.param("?", None, id="no words"),
    ],
)  # fmt: skip
def test_what_repeats_a_benchmark_question_is_found(question: str, how: str | None) -> None:
    assert contaminated_in(BENCHMARKS, [question]) == Counter([how] if how else [])


def test_less_than_half_of_both_questions_is_no_repetition() -> None:
    begin = "Bea walks from her house to the school and back on each of 3 days"
    long = Benchmarks([f"{begin}. {FILLER} {FILLER}"])
    assert long.repeated_in(f"{begin}, so that {'far away ' * 20}") is None
    assert long.repeated_in(f"{begin}, so that {'far away ' * 4}") == "13 words in a row"


def test_numbers_are_masked_however_many_words_say_them() -> None:
    assert masked(plain_words("Twenty-five of 1,250 pens, at $2.50.")) == ["#", "of", "#", "pens", "at", "#"]


STORY = (
    "On a cold morning in the old mill by the river Ada counts the sacks of flour that her uncle and his two sons have "
    "carried up the stairs since the sun rose over the hills behind the village. How many sacks of flour are there?"
)


def near(*questions: str, sampled: str = STORY, threshold: float = 0.9) -> list[NearPair]:
    return near_in(NearSample([template_text(sampled)], threshold), map(template_text, questions))


def test_a_word_changed_is_near_and_a_copy_is_not_counted() -> None:
    other = STORY.replace("On a", "At a")
    pair = NearPair(template_text(STORY), template_text(other))
    assert near(STORY, STORY.replace("two", "7"), other, FILLER) == [pair]


def test_the_similarity_is_the_share_of_word_triples_in_common() -> None:
    story = STORY.split(" that ")[0] + " there? How many sacks of flour are there?"
    # Three of its 22 triples hold the mill: 19 of 25 are in both.
    barn = story.replace("mill", "barn")
    assert len(near(barn, sampled=story, threshold=0.76)) == 1
    assert near(barn, sampled=story, threshold=0.77) == []


def test_another_question_about_one_story_is_another_problem() -> None:
    story = STORY.replace("How many sacks of flour are there?", "")
    longer = " ".join([story, *(f"Then child{chr(97 + at)} came up to help." for at in range(12))])
    asked = [f"{longer} What does all of it weigh together on his scales?", f"{longer} Who went home first and why so?"]
    assert near(asked[1], sampled=asked[0], threshold=0.6) == []
    assert len(near(asked[0].replace("cold", "warm"), sampled=asked[0], threshold=0.6)) == 1


def test_the_questions_kept_out_of_a_run_of_shipped_problems_are_its_seeds_with_other_numbers(tmp_path: Path) -> None:
    (path,) = against_of(None, tmp_path)
    questions = questions_in(path)
    assert with_more("Ada has 9 pens and 12.50 dollars.", 1) == "Ada has 10 pens and 13.51 dollars."
    assert len(questions) >= 100
    twins = [
        Problem(problem_id="x", question=with_more(one, 1), solutions=(), answer="1", source="t") for one in questions
    ]
    refused = [Admit(against=[path], cap_per_template=50)(one) for one in twins[5::6]]
    assert {one.reason for one in refused if one is not None} == {AGAINST[OTHER_NUMBERS]}
    assert None not in refused


SOUND = Found(
    rows=100,
    templates=60,
    most_of_a_template=CAP,
    repeated=0,
    contaminated=Counter(),
    near=(),
    sampled=60,
    parents=9,
    barren=Counter(),
    kinds={"a": 30, "b": 30, "c": 30},
    recipes={"math2": 25, "mathscale": 25, "mugglemath": 50},
    faults=Counter(),
    solutions=100,
)


def broken(found: Found, barred: int = 1) -> list[str]:
    cost = Cost(1.0, 1.0, 1)
    size = Size(wanted=100, seeds=10, make=cost, curate=cost, barred=barred, disk=1, found=found)
    return [row.name for row in as_it_must_be(Table(), size, barred_for_sure=True) if not row.met]


@pytest.mark.parametrize(
    ("change", "barred", "named"),
    [
        pytest.param({}, 1, [], id="sound"),
        pytest.param({"most_of_a_template": CAP + 1}, 1, ["100: rows of one template, most"], id="cap"),
        pytest.param({"repeated": 1}, 1, ["100: questions that repeat another"], id="repeats"),
        pytest.param({"near": (NearPair("a", "b"),)}, 1, ["100: templates near to another"], id="near"),
        pytest.param({"contaminated": Counter("x")}, 1, ["100: questions that repeat a benchmark's"], id="benchmark"),
        pytest.param({}, 0, ["100: problems refused for a benchmark"], id="nothing refused"),
        pytest.param({"kinds": {"a": 31}}, 1, ["100: most frequent kind (a)"], id="kinds"),
        pytest.param({"recipes": {"math2": 49}}, 1, ["100: math2 and mathscale together"], id="combined"),
        pytest.param({"faults": Counter("x")}, 1, ["100: wrong by the second route"], id="wrong"),
    ],
)
def test_what_is_not_as_it_must_be_is_named(change: dict[str, object], barred: int, named: list[str]) -> None:
    assert broken(replace(SOUND, **change), barred) == named  # type: ignore[arg-type]


def test_a_dataset_is_counted_again_from_its_parquet(tmp_path: Path) -> None:
    seed = next(seed for seed in shipped_seeds() if len(seed.question.split()) > 40)
    one = published_row(seed.model_copy(update={"parents": (seed.problem_id,), "source": "mugglemath/1"}))
    begin, _, rest = seed.question.partition(" ")
    texts = [seed.question, seed.question, with_more(seed.question, 1), f"{begin}y {rest}", f"{rest} {FILLER}"]
    rows = [{**one, "problem": text, "kind": "backward"} for text in texts]
    pq.write_table(pa.Table.from_pylist(rows, schema=SCHEMA), tmp_path / "made.parquet", row_group_size=2)
    against = tmp_path / "test.jsonl"
    against.write_text(json.dumps({"problem": FILLER}) + "\n" + json.dumps({"question": SUM}) + "\n", "utf-8")
    found = check([tmp_path / "made.parquet"], None, [against], processes=1)
    assert (found.rows, found.solutions, found.repeated) == (5, 5, 1)
    assert (found.templates, found.most_of_a_template, found.sampled) == (3, 3, 3)
    assert found.contaminated == {"13 words in a row": 1}
    whole, other = template_text(texts[0]), template_text(texts[3])
    assert found.near == tuple(sorted([NearPair(whole, other), NearPair(other, whole)]))
    assert (found.kinds, found.recipes, found.parents) == ({"backward": 5}, {"mugglemath": 5}, 1)
    assert found.faults[IDLE] == 1
