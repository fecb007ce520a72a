"""Words of the report: forms of answers, sentences about a run and about a curve, foreign text made visible."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mathwright.concepts.saturation import Point, Saturation, Use
from mathwright.publish.report.labels import (
    answer_kind,
    is_negative,
    readable_solution,
    saturation_words,
    standing_words,
)
from mathwright.publish.report.text import CLIP_CHARACTERS, clipped, printable, share, visible
from mathwright.records import Problem

SOLVED = Problem(
    problem_id="p", question="Ann has 3 pens.", solutions=("3+4 = <<3+4=7>>7\n#### 7",), answer="7", source="own"
)


def found(total: int | None, saturated: bool, use: Use | None = None) -> Saturation:
    points = tuple(Point(epochs=e, walks=4 * e, unique=u) for e, u in ((1, 4), (10, 1_234), (200, 1_234)))
    return Saturation(points=points, saturated=saturated, total=total, estimate=1_500.4, use=use)


def used(planned: int, saturated: bool, found: int = 1_234) -> Use:
    return Use(epochs=1_010, found=found, saturated=saturated, planned=planned, per_composition=10)


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


def test_a_worked_text_is_read_without_annotations_and_final_line() -> None:
    assert readable_solution("Half is 48/2 = <<48/2=24>>24.\nDone.\n#### 24") == "Half is 48/2 = 24.\nDone."
    assert readable_solution("Unclosed <<48/2=24 stays.\n#### 24") == "Unclosed <<48/2=24 stays."


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


@pytest.mark.parametrize(
    ("state", "let_in", "told"),
    [
        ("complete", 100, None),
        ("complete", 57, None),
        ("interrupted", 100, None),
        ("exhausted", 57, "The plan of this run ended before 100 problems were made: there are 57."),
        (
            "gave_up",
            57,
            "Too few items came through, and this run gave up before 100 problems were made: there are 57.",
        ),
        (
            "no_program",
            0,
            (
                "No program could be read from the seed problems, and this run ended before 100 problems were made: "
                "there are 0."
            ),
        ),
        (
            "interrupted",
            57,
            "This run is not finished (it was stopped): 57 of 100 problems; mathwright make goes on with it.",
        ),
        (
            "killed",
            1,
            "This run is not finished (it was killed): 1 of 100 problems; mathwright make goes on with it.",
        ),
    ],
)
def test_a_run_that_is_short_of_its_target_says_why(state: str, let_in: int, told: str | None) -> None:
    assert standing_words(state, let_in, 100) == told


@pytest.mark.parametrize(
    ("saturation", "told"),
    [
        pytest.param(found(1_234, True), "Saturated at 1,234 compositions within 10 epochs, all that exist.", id="all"),
        pytest.param(
            found(None, True),
            "Saturated at 1,234 compositions within 10 epochs; later epochs found none.",
            id="none later",
        ),
        pytest.param(
            found(None, False),
            "Not saturated: 1,234 compositions of an estimated 1,500 or more were found in 200 epochs.",
            id="estimate",
        ),
        pytest.param(
            found(9_000, False), "Not saturated: 1,234 compositions of 9,000 were found in 200 epochs.", id="exact"
        ),
        pytest.param(
            found(9_000, False, used(700, False, found=700)),
            "Not saturated: 1,234 compositions of 9,000 were found in 200 epochs. The run planned 700 items, each from "
            "another composition.",
            id="each once",
        ),
        pytest.param(
            found(None, False, used(3_085, True)),
            "The walks were saturated after 1,010 epochs with 1,234 compositions; 3,085 items were planned, 2.5 for a "
            "composition on average (at most 10).",
            id="used again, whatever the curve says",
        ),
        pytest.param(
            found(1_234, True, used(12_340, True)),
            "The walks were saturated after 1,010 epochs with 1,234 compositions, all that exist; 12,340 items were "
            "planned, 10.0 for a composition on average (at most 10).",
            id="all used again",
        ),
        pytest.param(
            found(1_300, False, used(2_468, True)),
            "The walks were saturated after 1,010 epochs with 1,234 compositions of 1,300 that exist; 2,468 items were "
            "planned, 2.0 for a composition on average (at most 10).",
            id="some used again",
        ),
    ],
)
def test_the_curve_comes_to_a_sentence(saturation: Saturation, told: str) -> None:
    assert saturation_words(saturation) == told
