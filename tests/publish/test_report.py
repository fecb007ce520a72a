"""The report: its numbers add up, its samples are fair and repeatable, its page is safe, whole and offline."""

import json
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Literal

import pytest

from mathwright.concepts.graph import build_graph
from mathwright.concepts.saturation import Point, Saturation
from mathwright.concepts.survey import ConceptSurvey
from mathwright.errors import StorageError, UsageError
from mathwright.publish.columns import RejectedRow
from mathwright.publish.report.counts import Count
from mathwright.publish.report.data import AddedSeeds, PassYield, ReportData, Standing
from mathwright.publish.report.page import render_report, write_report
from mathwright.publish.report.tally import ReportTally, build_report
from mathwright.records import Concept, Evidence, Problem, SkillNeed

REWRITE = PassYield(
    name="rewrite",
    planned=100,
    accepted=70,
    unfinished=4,
    rejected={"read_program": {"no annotations": 5, "an operand has no place": 15}, "language": {"a name repeats": 3}},
    not_tested=("usable_reply",),
)


def problem(number: int = 0, **changes: object) -> Problem:
    made = Problem(
        problem_id=f"{number:016x}",
        question=f"Ann has {number} pens and buys 4. How many has she?",
        solutions=(f"{number}+4 = <<{number}+4={number + 4}>>{number + 4}\n#### {number + 4}",),
        answer=str(number + 4),
        source="mugglemath/1",
        kind="change_numbers",
        parents=("aaaa",),
        concepts=(Concept(kind="skill", name="addition"),),
        evidence=Evidence(kind="program"),
    )
    return made.model_copy(update=changes)


def refused(number: int, step: str = "language") -> RejectedRow:
    return RejectedRow(
        item_id=f"i{number}", pass_name="rewrite", step=step, reason="a name repeats", draft=f"d{number}"
    )


def report(
    problems: list[Problem], rejected: list[RejectedRow] | None = None, run_seed: int = 7, title: str = "A dataset"
) -> ReportData:
    return build_report(
        title, "mugglemath", run_seed, [REWRITE], {"duplicate in this run": 6, "cap": 9}, problems, rejected or []
    )


class Page(HTMLParser):
    """Every tag with its attributes, and the text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data

    def handle_endtag(self, tag: str) -> None:
        if tag in {"td", "th"}:
            self.text += " "

    def count(self, tag: str) -> int:
        return sum(name == tag for name, _ in self.tags)


# --- numbers --------------------------------------------------------------------------------------


def test_the_numbers_of_a_funnel_add_up() -> None:
    (stage,) = report([]).passes
    assert [(step.name, step.entered, step.rejected) for step in stage.steps] == [
        ("read_program", 100, 20),
        ("language", 80, 3),
    ]
    assert [step.tested for step in stage.steps] == [True, True]
    assert stage.not_taken_up == 3
    assert stage.planned == stage.accepted + stage.unfinished + stage.not_taken_up + 23
    assert [(reason.label, reason.count) for reason in stage.steps[0].reasons] == [
        ("an operand has no place", 15),
        ("no annotations", 5),
    ]


def test_a_step_is_untested_only_if_it_cannot_refuse_and_has_not() -> None:
    untested = REWRITE.model_copy(
        update={"rejected": {**REWRITE.rejected, "vote": {}}, "not_tested": ("language", "vote", "usable_reply")}
    )
    (stage,) = build_report("t", "r", 7, [untested], {}, [], []).passes
    assert stage.not_tested == ("vote", "usable_reply")
    assert [step.tested for step in stage.steps] == [True, True, False]


def test_refuses_a_yield_with_more_outcomes_than_items() -> None:
    with pytest.raises(UsageError, match='pass "rewrite": 97 outcomes of 96 planned items'):
        build_report("t", "r", 7, [REWRITE.model_copy(update={"planned": 96})], {}, [], [])


def test_counts_kinds_answers_evidence_skills_and_operations() -> None:
    tally = ReportTally(7)
    tally.add(problem(1))
    tally.add(problem(2, answer="-3/4", kind="fractions", concepts=()))
    tally.add(problem(3, solutions=("words only",), evidence=None))
    data = tally.report("t", "r", [], {})
    assert data.problems == 3
    assert [(count.label, count.count) for count in data.kinds] == [("change_numbers", 2), ("fractions", 1)]
    assert [(count.label, count.count) for count in data.answer_kinds] == [("integer", 2), ("fraction", 1)]
    assert data.negative_answers == 1
    assert [(count.label, count.count) for count in data.evidence] == [("program", 2), ("none", 1)]
    assert [(count.label, count.count) for count in data.skills.shown] == [("addition", 2)]
    assert (data.skills.without, data.operations.without) == (1, 1)
    assert [(count.label, count.count) for count in data.operations.shown] == [("1 step", 2)]


def voted(agreeing: int, *found: Literal["needed", "reached without", "not tested"], wrong: int = 0) -> Evidence:
    needs = tuple(SkillNeed(skill=f"s{place}", found=one) for place, one in enumerate(found))
    return Evidence(kind="vote", agreeing=agreeing, of=4, wrong_steps=wrong, skills_needed=needs, checker="c/3")


def test_tells_how_many_draws_agree_what_was_dropped_and_which_skills_are_needed() -> None:
    evidence = [
        voted(3, "needed", "needed", wrong=1),
        voted(3, "reached without", "not tested"),
        voted(4, "needed", "not tested"),
        Evidence(kind="program"),
    ]
    data = report([problem(place, evidence=one) for place, one in enumerate(evidence)])

    assert [(count.label, count.count) for count in data.agreement] == [("3 of 4", 2), ("4 of 4", 1)]
    assert [count.label for count in data.skills_needed] == [
        "every skill needed",
        "not tested",
        "reached without a skill",
    ]
    assert [(count.label, count.count) for count in data.checkers] == [("c/3", 3)]
    assert data.wrong_steps == 1
    page = words_of(data)
    assert "1 solution reached the answer by steps that do not hold, and was dropped." in page
    assert "not tested 1; reached without a skill 1." in page
    assert "Answers compared by c/3." in page


def test_says_nothing_of_votes_and_skills_where_there_were_none() -> None:
    page = words_of(report([problem(1)]))

    for words in ("do not hold", "each skill forbidden", "Answers compared"):
        assert words not in page


def test_shows_the_thirty_most_frequent_skills_and_sums_the_rest() -> None:
    problems = [problem(n, concepts=(Concept(kind="skill", name=f"s{n % 40:02}"),)) for n in range(75)]
    skills = report(problems).skills
    assert (skills.distinct, len(skills.shown), skills.rest_labels, skills.rest_count) == (40, 30, 10, 15)
    assert (skills.shown[0].label, skills.shown[0].count) == ("s00", 2)


def test_watching_a_stream_counts_the_same_as_building_from_it() -> None:
    problems, rejected = [problem(n) for n in range(40)], [refused(n) for n in range(9)]
    tally = ReportTally(7)
    assert list(tally.watch(iter(problems))) == problems
    assert list(tally.watch_rejected(iter(rejected))) == rejected
    admit = {"duplicate in this run": 6, "cap": 9}
    assert tally.report("A dataset", "mugglemath", [REWRITE], admit) == report(problems, rejected)


def test_counts_topics_and_knowledge_points_where_no_skill_is_named() -> None:
    concepts = (Concept(kind="topic", name="Money"), Concept(kind="knowledge_point", name="Adding up prices"))
    data = report([problem(1, concepts=concepts), problem(2, concepts=concepts[:1])])
    assert [(count.label, count.count) for count in data.topics.shown] == [("Money", 2)]
    assert [(count.label, count.count) for count in data.knowledge_points.shown] == [("Adding up prices", 1)]
    assert (data.topics.without, data.knowledge_points.without) == (0, 1)
    text = words_of(data)
    assert "topics covered" in text
    assert "skills covered" not in text
    assert "Adding up prices" in text
    assert "No problem carries a skill" not in text
    assert "No problem carries a skill" in words_of(report([problem(concepts=())]))


def two_skills(number: int, *names: str) -> Problem:
    return problem(number, concepts=tuple(Concept(kind="skill", name=name) for name in names))


def test_counts_a_pair_of_skills_whatever_the_order_and_no_other_number_of_skills() -> None:
    tally = ReportTally(7)
    for names in (("b", "a"), ("a", "b"), ("a",), ("a", "b", "c"), ("c", "c")):
        tally.add(two_skills(1, *names))
    pairs = tally.report("t", "r", [], {}, survey=ConceptSurvey(skills=("a", "b", "c"), pairs={("a", "b"): 3})).pairs
    assert pairs is not None
    assert [(skill.name, skill.problems) for skill in pairs.shown] == [("a", 2), ("b", 2), ("c", 0)]
    assert pairs.cells == ((1, 0, 3, 2),)


def test_counts_the_problems_kept_for_the_hard_pool() -> None:
    rows = [refused(1), refused(2).model_copy(update={"kept": problem(2)})]
    data = report([], rows)
    assert (data.rejected, data.hard_pool) == (2, 1)


# --- samples --------------------------------------------------------------------------------------


def test_the_same_run_seed_draws_the_same_examples_and_another_draws_others() -> None:
    problems, rejected = [problem(n) for n in range(500)], [refused(n) for n in range(50)]
    one, again, other = (report(problems, rejected, run_seed=run_seed) for run_seed in (7, 7, 8))
    assert one == again
    assert [example.problem_id for example in one.accepted_examples] != [
        example.problem_id for example in other.accepted_examples
    ]
    assert (len(one.accepted_examples), len(one.rejected_examples[0].examples)) == (10, 3)
    assert one.rejected_examples[0].rejected == 50


def test_examples_of_steps_come_in_the_order_of_the_funnel() -> None:
    rows = [refused(1, "unnamed"), refused(2, "language"), refused(3, "read_program")]
    assert [step.step for step in report([], rows).rejected_examples] == ["read_program", "language", "unnamed"]


def found(total: int | None, saturated: bool) -> Saturation:
    points = tuple(Point(epochs=e, walks=4 * e, unique=u) for e, u in ((1, 4), (10, 1_234), (200, 1_234)))
    return Saturation(points=points, saturated=saturated, total=total, estimate=1_500.4)


# --- page -----------------------------------------------------------------------------------------

HOSTILE = '<script>alert(1)</script></style></svg><img src=x onerror="x">{{ 7*7 }}\u202eevil " onload="x'


def hostile_page() -> str:
    made = problem(
        question=HOSTILE,
        solutions=(HOSTILE,),
        answer=HOSTILE,
        source=HOSTILE,
        kind=HOSTILE,
        parents=(HOSTILE,),
        concepts=(Concept(kind="skill", name=HOSTILE), Concept(kind="topic", name=HOSTILE)),
    )
    row = RejectedRow(item_id=HOSTILE, pass_name=HOSTILE, step=HOSTILE, reason=HOSTILE, draft=HOSTILE)
    pass_yield = PassYield(name=HOSTILE, planned=2, accepted=1, rejected={HOSTILE: {HOSTILE: 1}}, not_tested=(HOSTILE,))
    return render_report(build_report(HOSTILE, HOSTILE, 7, [pass_yield], {HOSTILE: 1}, [made], [row], HOSTILE))


def test_hostile_text_stays_text_everywhere() -> None:
    html = hostile_page()
    tags = {tag for tag, _ in Page(html).tags}
    assert not tags & {"script", "img", "iframe", "a"}
    assert not [name for _, attributes in Page(html).tags for name in attributes if name.startswith("on")]
    assert "{{ 7*7 }}" in html
    assert "\u202e" not in html
    assert html.count("&lt;script&gt;") > 20


def test_the_page_asks_for_nothing_and_needs_no_script() -> None:
    html = render_report(report([problem(n) for n in range(20)], [refused(1)]))
    page = Page(html)
    assert page.count("script") == 0
    references = [value for _, found in page.tags for name, value in found.items() if name in {"src", "href"}]
    assert references == ["data:,"]
    assert re.findall(r"url\((?!#)|@import|https?:", html) == []
    assert "default-src 'none'" in html


def test_the_page_can_be_read_without_seeing_it() -> None:
    html = render_report(report([problem(n) for n in range(20)], [refused(1)]))
    page = Page(html)
    assert ("html", {"lang": "en"}) in page.tags
    assert page.count("h1") == 1
    assert page.count("caption") == page.count("table") == 4
    identities = [found["id"] for _, found in page.tags if "id" in found]
    assert len(identities) == len(set(identities))
    figures = [found for tag, found in page.tags if tag == "svg"]
    assert len(figures) == 8
    for found in figures:
        assert found["role"] == "img"
        assert set((found["aria-labelledby"] or "").split()) <= set(identities)
    for _, found in page.tags:
        if "aria-labelledby" in found:
            assert set((found["aria-labelledby"] or "").split()) <= set(identities)


def test_the_page_tells_the_numbers_and_the_ten_problems() -> None:
    data = report([problem(n) for n in range(1_234)], [refused(n) for n in range(5)])
    text = re.sub(r"\s+", " ", Page(render_report(data)).text)
    assert "1,234 problems, made by the recipe mugglemath with run seed 7." in text
    assert "Ten accepted problems, drawn at random" in text
    for example in data.accepted_examples:
        assert example.question in text
        assert example.raw_solutions[0].replace("\n", " ") in text
    assert "Not tested (symbolic): usable reply." in text
    assert "an operand has no place 15 15.0 %" in text


def words_of(data: ReportData) -> str:
    return re.sub(r"\s+", " ", Page(render_report(data)).text)


def concept_report(survey: ConceptSurvey) -> ReportData:
    tally = ReportTally(7)
    for number in range(6):
        tally.add(two_skills(number, "unit_rates", "areas"))
    return tally.report("t", "r", [REWRITE], {}, survey=survey)


ROWS = [(["Money", "Shapes"], ["prices", "areas"]), (["Money"], ["prices"]), (["Shapes"], ["areas"])] * 2
HEADINGS = {"Which skills were combined", "The concept graph", "How many compositions there are"}


def test_a_recipe_without_concepts_has_no_section_about_them() -> None:
    data = report([problem()])
    assert (data.pairs, data.concept_graph, data.saturation) == (None, None, None)
    assert not [heading for heading in HEADINGS if heading in words_of(data)]


def test_tells_the_pairs_of_skills() -> None:
    skills = ("areas", "prices", "unit_rates")
    text = words_of(
        concept_report(ConceptSurvey(skills=skills, pairs={("areas", "prices"): 2, ("areas", "unit_rates"): 9}))
    )
    assert "3 skills make 3 pairs" in text
    assert "Never tried 1 pair, of the most used skills first unit rates × prices" in text
    assert "Tried, nothing accepted 1 pair, most tried first areas × prices 2 items" in text
    assert {heading for heading in HEADINGS if heading in text} == {"Which skills were combined"}


def test_many_skills_are_told_in_part_and_the_numbers_of_all() -> None:
    skills = tuple(f"s{number:02}" for number in range(70))
    text = words_of(concept_report(ConceptSurvey(skills=skills, pairs={("s00", "s01"): 2})))
    assert "The figure holds the 40 skills that were used most; the numbers above are of all 72." in text
    assert "And 2,542 more, all in the JSON file beside this page." in text


def test_tells_the_concept_graph_and_its_compositions() -> None:
    data = concept_report(ConceptSurvey(graph=build_graph(ROWS), saturation=found(None, True)))
    page = Page(render_report(data))
    text = re.sub(r"\s+", " ", page.text)
    assert {heading for heading in HEADINGS if heading in text} == HEADINGS - {"Which skills were combined"}
    assert "concept_graph.graphml" in text
    assert "Saturated at 1,234 compositions within 10 epochs" in text
    assert "Topic – knowledge point: 4 edges Concepts Weight Money – prices 4" in text
    assert page.count("circle") == 4 + 2 + 3
    identities = [attributes["id"] for _, attributes in page.tags if "id" in attributes]
    assert len(identities) == len(set(identities))


def test_a_large_graph_has_numbers_and_no_picture() -> None:
    rows = [([f"t{n}"], [f"k{n}", f"k{n + 1}"]) for n in range(40)] * 2
    data = concept_report(ConceptSurvey(graph=build_graph(rows)))
    assert data.concept_graph is not None
    assert data.concept_graph.picture is None
    assert "Best joined topics" in words_of(data)
    assert "knowledge point larger" not in words_of(data)


def test_names_of_skills_and_concepts_stay_text() -> None:
    graph = build_graph([([HOSTILE], [HOSTILE])] * 2)
    data = concept_report(ConceptSurvey(skills=(HOSTILE, "b"), pairs={}, graph=graph, saturation=found(None, False)))
    html = render_report(data)
    assert not {tag for tag, _ in Page(html).tags} & {"script", "img"}
    assert "\u202e" not in html
    assert html.count("&lt;script&gt;") > 8


def test_the_head_says_what_is_not_finished_and_what_stands_behind() -> None:
    tally = ReportTally(7)
    tally.add(problem())
    data = tally.report(
        "t",
        "r",
        [],
        {},
        standing=Standing(state="killed", let_in=1, wanted=9),
        added_seeds=AddedSeeds(rows=1_234, left_out=(Count(label="no answer", count=2),)),
    )
    text = words_of(data)
    assert "This run is not finished (it was killed): 1 of 9 problems" in text
    assert "Behind them stand 1,234 seed problems; others were left out: no answer (2)." in text
    assert data.problems == 1


def test_the_hard_pool_is_told_only_where_there_is_one() -> None:
    row = refused(1).model_copy(update={"kept": problem(2)})
    assert "1 problem on whose answer no majority of the solvers agrees is kept in hard_pool.jsonl" in words_of(
        report([], [row])
    )
    assert "hard_pool" not in words_of(report([], [refused(1)]))


def test_a_pass_whose_every_step_is_untested_says_so() -> None:
    steps = ("reply", "first", "second", "third", "fourth", "fifth")
    stage = PassYield(name="make", planned=5, accepted=5, rejected={step: {} for step in steps}, not_tested=steps)
    html = render_report(build_report("t", "r", 7, [stage], {}, [], []))
    text = re.sub(r"\s+", " ", Page(html).text)
    assert "Not tested (symbolic): reply, first, second, third, fourth and fifth." in text
    assert html.count('class="untested"') == 6


def test_a_step_that_tests_only_some_of_its_criteria_says_which_it_does_not() -> None:
    stage = PassYield(
        name="make",
        planned=5,
        accepted=4,
        rejected={"question_validation": {"surplus": 1}},
        criteria_not_tested=("question_validation: exact answer, other",),
    )
    html = render_report(build_report("t", "r", 7, [stage], {}, [], []))
    text = re.sub(r"\s+", " ", Page(html).text)
    assert "question validation: exact answer, other: not tested (symbolic). The step can refuse for other" in text
    assert "Not tested" not in text
    assert 'class="untested"' not in html


def test_a_date_is_shown_only_if_the_caller_gives_one() -> None:
    data = build_report("t", "r", 7, [], {}, [problem()], [], date="14 March 2026")
    assert "14 March 2026" in Page(render_report(data)).text
    assert "None" not in Page(render_report(report([problem()]))).text


@pytest.mark.parametrize(
    ("yields", "admit", "said"),
    [
        pytest.param([REWRITE], {}, "The step read program refused most, 20 items;", id="refused"),
        pytest.param([], {"duplicate": 3}, "Every problem made was kept out at admission", id="kept out"),
        pytest.param([], {}, "no item has been worked on yet", id="nothing"),
    ],
)
def test_an_empty_dataset_gives_a_page_that_says_why(yields: list[PassYield], admit: dict[str, int], said: str) -> None:
    page = Page(render_report(build_report("Nothing", "mugglemath", 7, yields, admit, [], [])))
    text = re.sub(r"\s+", " ", page.text)
    assert "accepted no problem" in text
    assert said in text
    assert "What was made" not in text


def test_equal_data_gives_equal_bytes_and_the_json_holds_all_of_it(tmp_path: Path) -> None:
    data = report([problem(n) for n in range(30)], [refused(n) for n in range(5)])
    one = write_report(data, tmp_path / "one" / "report.html")
    two = write_report(data, tmp_path / "two" / "report.html")
    assert one == tmp_path / "one" / "report.html"
    assert one.read_bytes() == two.read_bytes()
    stored = (tmp_path / "one" / "report.json").read_text(encoding="utf-8")
    assert stored == (tmp_path / "two" / "report.json").read_text(encoding="utf-8")
    assert ReportData.model_validate(json.loads(stored)) == data


def test_half_a_surrogate_pair_does_not_stop_the_report(tmp_path: Path) -> None:
    data = report([problem(question="half \ud83d")], [refused(1).model_copy(update={"draft": "\udfff"})])
    assert "half \\ud83d" in write_report(data, tmp_path / "r.html").read_text(encoding="utf-8")


def test_a_place_that_cannot_be_written_is_a_storage_error(tmp_path: Path) -> None:
    (tmp_path / "r.html").mkdir()
    with pytest.raises(StorageError):
        write_report(report([]), tmp_path / "r.html")
