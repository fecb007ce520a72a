"""Equality of answers: the shipped cases, the properties, hostile input, the gold answers."""

import json
import time
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mathwright.verify.equality import CHECKER, check, same
from mathwright.verify.self_test import self_test, shipped_cases


@pytest.mark.parametrize("case", shipped_cases(), ids=lambda case: f"{case.a!r} {case.state} {case.b!r}")
def test_shipped_case(case):
    assert same(case.a, case.b).state == case.state, case.why
    assert same(case.b, case.a).state == case.state, case.why


def test_self_test_counts_the_shipped_cases():
    result = self_test()
    assert result.wrong == ()
    assert result.false_equal == 0
    assert result.cases >= 120
    assert 2 * result.near_misses >= result.cases


def test_no_near_miss_is_meant_to_be_equal():
    assert [case for case in shipped_cases() if case.near and case.state == "equal"] == []


def test_verdict_names_rule_and_checker():
    assert same("1/2", "0.5").model_dump() == {"state": "equal", "rule": "rational", "checker": CHECKER}
    assert same("5 cm", "5 m").rule == "different units"


ANSWERS = st.text(max_size=30) | st.text(alphabet="0123456789.,/%$-+e \\frac{}½²x", max_size=14)


@given(ANSWERS)
def test_is_reflexive_for_all_that_is_not_blank(answer):
    assert same(answer, answer).state == ("equal" if same(answer, "0").rule != "empty answer" else "undecided")


@given(ANSWERS, ANSWERS)
@settings(max_examples=300)
def test_is_symmetric(a, b):
    assert same(a, b) == same(b, a)


@st.composite
def written(draw, value: Fraction) -> str:
    """The value in a random syntax."""
    sign, top, bottom = ("-" if value < 0 else ""), abs(value.numerator), value.denominator
    factor = draw(st.integers(1, 9))
    forms = [
        f"{sign}{top * factor}/{bottom * factor}",
        f"{sign}\\frac{{{top * factor}}}{{{bottom * factor}}}",
        f"\\dfrac{{{sign}{top}}}{{{bottom}}}",
        f"$\u2212{top}/{bottom}$" if sign else f"${top}/{bottom}$",
    ]
    if bottom == 1:
        forms += [f"{sign}{top}", f"{sign}{top:,}", f"{sign}{top}.00", f"{sign}${top}", f"{sign}{top * 100}%"]
        forms += [f"{sign}{top}0e-1", f" {sign}{top} ", f"{sign}{top:,}".replace(",", "{,}")]
    elif top > bottom:
        forms.append(f"{sign}{top // bottom} {top % bottom}/{bottom}")
    if bottom in (2, 4, 5, 8):
        forms += [f"{sign}{float(value.__abs__())!r}", f"{sign}{float(abs(value) * 100)!r}\\%"]
    return draw(st.sampled_from(forms))


VALUES = st.builds(Fraction, st.integers(-(10**6), 10**6), st.sampled_from([1, 1, 1, 2, 3, 4, 5, 7, 8, 12, 60]))


@given(st.data(), VALUES)
@settings(max_examples=400)
def test_equal_values_in_random_syntax_are_equal(data, value):
    verdict = same(data.draw(written(value)), data.draw(written(value)))
    assert verdict.state == "equal"


@given(st.data(), VALUES, VALUES)
@settings(max_examples=400)
def test_different_values_are_never_equal(data, a, b):
    if a != b:
        assert same(data.draw(written(a)), data.draw(written(b))).state == "different"


@given(VALUES, st.sampled_from(["{}", " {} ", "${}$", "\\({}\\)", "\\text{{{}}}", "{{{}}}", "\\left({}\\right)"]))
def test_wrappers_change_nothing(value, wrapper):
    text = str(-abs(value) - 1)
    assert same(wrapper.format(text), text).state == "equal"


@pytest.mark.parametrize(
    ("a", "b", "state"),
    [
        ("9" * 400, "9" * 400 + ".0", "equal"),
        ("9" * 400, "9" * 399 + "8", "different"),
        ("9" * 400 + "/3", "3" * 400, "equal"),
        ("1e400000", "1" + "0" * 400_000, "equal"),
        ("7" * 1_000_000, "7" * 999_999 + "8", "different"),
        ("1e400000", "2e400000", "different"),
        ("1/" + "9" * 2_000, "0", "undecided"),
        ("1e400000/3", "1", "undecided"),
        ("9^{9^{9^9}}", "1", "undecided"),
        ("(10^9)!", "1", "undecided"),
        ("{" * 100_000, "1", "undecided"),
        ("\\text{" * 1_600 + "5" + "}" * 1_600, "5", "undecided"),
        ("\\frac" + "}a" * 4_900 + "!", "5", "undecided"),
        ("1 " * 4_900 + "!", "5", "undecided"),
        ("x" * 1_000_000, "5", "undecided"),
        ("x" * 1_000_000, "x" * 1_000_000, "equal"),
        ("__import__('os')", "5", "undecided"),
        ("\\input{/etc/passwd}", "5", "undecided"),
        ("\ud800", "5", "undecided"),
        ("\x00", "5", "undecided"),
        ("٥", "5", "undecided"),
    ],
    ids=lambda value: value[:12].encode("ascii", "backslashreplace").decode(),
)
def test_hostile_answers_are_decided_or_left_open_quickly(a, b, state):
    start = time.process_time()
    assert same(a, b).state == state
    assert time.process_time() - start < 0.3


@pytest.mark.parametrize(
    ("gold", "reply", "question", "state", "rule"),
    [
        ("18", "… so she makes\n#### 18", None, "equal", "identical"),
        ("18", "So \\boxed{18.0} dollars.", None, "equal", "rational"),
        ("18", "The answer is $18.00.", None, "equal", "rational"),
        ("18", "19", None, "different", "rational"),
        ("18", "", None, "different", "empty answer"),
        ("", "18", None, "undecided", "no gold answer"),
        ("18", "I do not know.\nSorry.", None, "undecided", "no answer found"),
        ("18", "so \\boxed{18", None, "undecided", "incomplete reply"),
        ("10", "10%", None, "different", "rational"),
        ("10", "10%", "What percent of the apples are red?", "equal", "percent asked for"),
        ("10", "0.1", "What percent of the apples are red?", "different", "rational"),
        ("10", "12%", "What percentage is red?", "different", "percent asked for"),
        ("5", "5 apples", "How many apples are left?", "equal", "unit asked for"),
        ("5", "6 apples", "How many apples are left?", "different", "unit asked for"),
        ("5", "5 boxes", "How many apples are left in the boxes?", "undecided", "number with and without a unit"),
        ("500", "5 dollars", "How many cents is 5 dollars?", "undecided", "number with and without a unit"),
        ("5", "5 dollars", "Each costs $1. How much does she pay?", "equal", "unit asked for"),
    ],
)
def test_check_takes_the_answer_and_asks_the_question(gold, reply, question, state, rule):
    verdict = check(gold, reply, question)
    assert (verdict.state, verdict.rule) == (state, rule)


def test_check_is_quick_on_a_long_question():
    start = time.process_time()
    check("5", "5 apples", "how many " + "a" * 200_000 + " " + "how many b " * 20_000)
    assert time.process_time() - start < 1


def _mutations(gold: str) -> list[str]:
    value = Fraction(gold.replace(",", ""))
    digit = str((int(gold[-1]) + 1) % 10)
    return [str(-value), gold[:-1] + digit, str(1 / value)]


@pytest.mark.parametrize("name", ["train", "test"])
def test_every_gsm8k_gold_equals_itself_and_no_mutation(data_dir, name):
    for line in (data_dir / "gsm8k" / f"{name}.jsonl").read_text("utf-8").splitlines():
        answer = json.loads(line)["answer"]
        gold = answer.rpartition("####")[2].strip()
        assert check(gold, answer).state == "equal"
        assert same(gold, gold).state == "equal"
        if Fraction(gold.replace(",", "")) in (0, 1, -1):
            continue
        assert [same(gold, mutation).state for mutation in _mutations(gold)] == ["different"] * 3


def test_two_integers_take_microseconds():
    best = 1.0
    for _ in range(300):
        start = time.perf_counter()
        same("18", "19")
        best = min(best, time.perf_counter() - start)
    assert best < 30e-6  # 2 on a quiet machine; the bound is for a busy one


def test_real_outputs_are_judged_as_their_graders_did(data_dir):
    decided = 0
    path = data_dir / "graded" / "gsm8k_openai_example_model_solutions.jsonl"
    for line in path.read_text("utf-8").splitlines():
        row = json.loads(line)
        gold = row.pop("ground_truth").rpartition("A:")[2].strip()
        for graded in (value for value in row.values() if isinstance(value, dict)):
            state = check(gold, graded["solution"]).state
            assert (state == "equal") == graded["is_correct"]
            decided += state != "undecided"
    assert decided >= 5_264  # of 5,276
