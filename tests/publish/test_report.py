"""The report: its numbers add up, its samples are fair and repeatable, its page is safe, whole and offline."""

import json
import re
from collections import Counter
from html.parser import HTMLParser
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mathwright.errors import StorageError, UsageError
from mathwright.publish.columns import RejectedRow
from mathwright.publish.report.data import CLIP_CHARACTERS, PassYield, ReportData, printable
from mathwright.publish.report.labels import answer_kind, is_negative, operation_steps, readable_solution
from mathwright.publish.report.page import render_report, write_report
from mathwright.publish.report.tally import ReportTally, Reservoir, build_report
from mathwright.publish.report.text import clipped, share, visible
from mathwright.records import Concept, Evidence, Problem, Program, Step

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
    assert stage.not_taken_up == 3
    assert stage.planned == stage.accepted + stage.unfinished + stage.not_taken_up + 23
    assert [(reason.label, reason.count) for reason in stage.steps[0].reasons] == [
        ("an operand has no place", 15),
        ("no annotations", 5),
    ]


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


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        ("18", "integer"),
        ("-1,234", "integer"),
        ("12.5", "decimal"),
        (".5", "decimal"),
        ("20%", "percent"),
        ("12.5\\%", "percent"),
        ("$3.50", "amount of money"),
        ("3/4", "fraction"),
        ("1 3/4", "fraction"),
        ("-\\frac{1}{2}", "fraction"),
        ("$\\frac{1}{2}$", "fraction"),
        ("Tuesday", "text"),
        ("x+1", "text"),
        ("12,34", "text"),
        ("  ", "no answer"),
    ],
)
def test_names_the_form_of_an_answer(answer: str, kind: str) -> None:
    assert answer_kind(answer) == kind


@pytest.mark.parametrize(
    ("answer", "negative"), [("-4", True), ("−3/4", True), ("-$2", True), ("4-5", False), ("-", False)]
)
def test_knows_a_negative_answer(answer: str, negative: bool) -> None:
    assert is_negative(answer) is negative


def test_counts_the_steps_of_the_program_before_the_annotations() -> None:
    steps = (Step(expression="1+1", value="2"), Step(expression="s0+1", value="3"))
    program = Program(givens=(), steps=steps, answer=1, lines=())
    assert operation_steps(problem(program=program)) == 2
    assert operation_steps(problem()) == 1
    assert operation_steps(problem(solutions=())) is None


def test_a_worked_text_is_read_without_annotations_and_final_line() -> None:
    assert readable_solution("Half is 48/2 = <<48/2=24>>24.\nDone.\n#### 24") == "Half is 48/2 = 24.\nDone."
    assert readable_solution("Unclosed <<48/2=24 stays.\n#### 24") == "Unclosed <<48/2=24 stays."


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


def test_every_value_has_the_same_chance_to_be_kept() -> None:
    kept: Counter[int] = Counter()
    chance = Random("fair")
    for _ in range(4_000):
        reservoir: Reservoir[int] = Reservoir(3, chance)
        for value in range(12):
            reservoir.offer(value)
        assert len(set(reservoir.sample())) == 3
        kept.update(reservoir.sample())
    # 1,000 expected each, standard deviation 27.
    assert max(abs(kept[value] - 1_000) for value in range(12)) < 140


def test_examples_of_steps_come_in_the_order_of_the_funnel() -> None:
    rows = [refused(1, "unnamed"), refused(2, "language"), refused(3, "read_program")]
    assert [step.step for step in report([], rows).rejected_examples] == ["read_program", "language", "unnamed"]


# --- text -----------------------------------------------------------------------------------------


def test_clips_long_texts_and_says_how_much() -> None:
    assert printable("x" * CLIP_CHARACTERS) == "x" * CLIP_CHARACTERS
    assert printable("x" * 14_000) == "x" * CLIP_CHARACTERS + "… [10,000 more characters]"
    assert printable("half \ud83d") == "half \\ud83d"


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("gnp\u202eexe", "gnp⟨U+202E⟩exe"),
        ("zero\u200bwidth", "zero⟨U+200B⟩width"),
        ("nul\x00", "nul⟨U+0000⟩"),
        ("a\u200db", "a⟨U+200D⟩b"),
        ("line\r\nline\ttab", "line\nline\ttab"),
        ("👩\u200d🔬 می\u200cخواهم é", "👩\u200d🔬 می\u200cخواهم é"),
    ],
)
def test_writes_unseen_characters_out(text: str, seen: str) -> None:
    assert visible(text) == seen


@pytest.mark.parametrize(
    ("part", "whole", "told"),
    [
        (1, 8, "12.5\u202f%"),
        (0, 8, "0\u202f%"),
        (8, 8, "100\u202f%"),
        (1, 5_000, "<0.1\u202f%"),
        (9_999, 10_000, "99.9\u202f%"),
        (0, 0, "–"),
    ],
)
def test_tells_a_share(part: int, whole: int, told: str) -> None:
    assert share(part, whole) == told


@given(st.text(max_size=60), st.integers(min_value=2, max_value=30))
def test_a_clipped_label_is_one_line_and_not_longer_than_asked(text: str, columns: int) -> None:
    assert "\n" not in clipped(text, columns)
    assert len(clipped(text, columns)) <= columns


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
    assert page.count("caption") == page.count("table") == 2
    identities = [found["id"] for _, found in page.tags if "id" in found]
    assert len(identities) == len(set(identities))
    figures = [found for tag, found in page.tags if tag == "svg"]
    assert len(figures) == 7
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
