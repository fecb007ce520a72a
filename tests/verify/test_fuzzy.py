"""MWPBench's fuzzy matcher: as lenient as it was published, and told apart from our checker."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.patience import RUNAWAY_S

from mathwright.verify.fuzzy import FUZZY_CHECKER, fuzzy_match

CASES = [
    pytest.param("18", "2+2=4\n#### 18", "equal", "mwpbench: number", "18", id="last number"),
    pytest.param("18", "18 at first, then 20", "different", "mwpbench: number", "20", id="the last number only"),
    pytest.param("18", "No number.", "different", "mwpbench: no answer", None, id="a number is wanted"),
    pytest.param("18", r"\boxed{18} or 20", "equal", "mwpbench: number", "18", id="the box before the last number"),
    pytest.param("1,000", r"\boxed{1000}", "equal", "mwpbench: number", "1000", id="commas go"),
    pytest.param("0.5", r"\boxed{1/2}", "equal", "mwpbench: part of the other", "1/2", id="a half"),
    pytest.param(r"\sqrt{2}", r"\boxed{3\sqrt{2}}", "equal", "mwpbench: part of the other", r"3\sqrt{2}", id="part"),
    pytest.param(r"\sqrt{2}", r"\boxed{-\sqrt{2}}", "different", "mwpbench: text", r"-\sqrt{2}", id="minus in front"),
    pytest.param(
        r"\frac12", r"\boxed{\dfrac{1}{2}}", "equal", "mwpbench: part of the other", r"\dfrac{1}{2}", id="frac"
    ),
    pytest.param("$2$", r"\boxed{12}", "different", "mwpbench: number", "12", id="dollar signs"),
    pytest.param("$x$", "The answer is $3x$.", "equal", "mwpbench: formula in the answer", "$3x$", id="inline"),
    pytest.param("k=5", r"\boxed{5}", "equal", "mwpbench: number", "5", id="a name goes"),
    pytest.param("90", r"\boxed{90^\circ}", "equal", "mwpbench: number", r"90^\circ", id="degrees go"),
    pytest.param("5", r"\boxed{5\text{ cm}}", "equal", "mwpbench: number", r"5\text{ cm}", id="units go"),
    pytest.param("10", r"\boxed{10\%}", "equal", "mwpbench: number", r"10\%", id="percent signs go"),
    pytest.param("Paris", "The answer is Paris.\nBye.", "equal", "mwpbench: part of the other", "paris", id="phrase"),
    pytest.param("ab", "So it is ab.", "equal", "mwpbench: text", "ab", id="after is"),
    pytest.param("ab", "none", "different", "mwpbench: no answer", None, id="nothing to take"),
    pytest.param(r"\text{ a}\text{ b}", r"\boxed{x}", "different", "mwpbench: raw text", "x", id="two units"),
    pytest.param("2x+150", r"\boxed{150}", "different", "mwpbench: text", "150", id="a number is no part"),
    pytest.param("2", r"\boxed{1 \boxed{2}}", "equal", "mwpbench: number", "2", id="the box that begins last"),
    pytest.param("7", r"\boxed{1} \boxed{7", "different", "mwpbench: number", "1", id="the last closed box"),
]


@pytest.mark.parametrize(("gold", "reply", "state", "rule", "answer"), CASES)
def test_reaches_the_published_verdict(gold, reply, state, rule, answer):
    matched = fuzzy_match(gold, reply)
    assert (matched.verdict.state, matched.verdict.rule, matched.answer) == (state, rule, answer)


def test_a_verdict_names_the_matcher():
    assert fuzzy_match("1", "1").verdict.checker == FUZZY_CHECKER


@given(st.text(max_size=60), st.text(alphabet="\\boxedfracsqt{}/=.$ is12-", max_size=60) | st.text(max_size=60))
def test_any_texts_give_a_verdict(gold, reply):
    assert fuzzy_match(gold, reply).verdict.state in ("equal", "different")


@pytest.mark.parametrize(
    "piece", ["\\boxed{", "{", "}", "1", "1,", "answer is", "\\sqrt", "\\frac", "((1)/(", "\\frac1"]
)
def test_a_megabyte_is_matched_in_linear_time(piece):
    start = time.process_time()
    fuzzy_match(piece * (1_000_000 // len(piece)), piece * (1_000_000 // len(piece)))
    assert time.process_time() - start < RUNAWAY_S
