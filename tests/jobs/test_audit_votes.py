"""The rule of an audit: enough voices on one other answer, all told apart from the stored one, of several solvers."""

from collections.abc import Sequence

import pytest

from mathwright.jobs.audit_votes import Agreement, Rule, Voice, weighed
from mathwright.records import Verdict
from mathwright.verify.judge import AnswerPair

QUESTION = "How many clips did he sell?"


def voices(*answers: str, solver: str = "small") -> list[Voice]:
    return [Voice(solver, draw, f"So it is {answer}.", answer) for draw, answer in enumerate(answers)]


def of(stored: str, *answers: str, least: int | None = None, question: str = QUESTION) -> Agreement:
    return weighed(stored, question, voices(*answers), Rule(least))


@pytest.mark.parametrize(
    ("answers", "found"),
    [
        pytest.param(("72", "72", "72", "72"), "flagged", id="four of four"),
        pytest.param(("72", "73", "72.0", "144/2"), "flagged", id="three of four, by value"),
        pytest.param(("72", "72", "73", "73"), "no majority", id="half is no majority"),
        pytest.param(("72", "72", "73", ""), "no majority", id="no answer counts among all"),
        pytest.param(("73", "73", "73.0", "72"), "stored answer agrees", id="the stored one"),
        pytest.param(("72", "71", "70", "69"), "no majority", id="all differ"),
        pytest.param(("", "", "", ""), "no answers", id="nobody"),
        pytest.param(("72", "72", "72", "", "", "70"), "no majority", id="three of six"),
        pytest.param(("72", "72", "72", "72", "71", "70"), "too few against", id="four of six: five are needed"),
        pytest.param(("72", "72", "72", "72", "72", "70"), "flagged", id="five of six"),
    ],
)
def test_three_in_four_must_agree_against_the_stored_answer(answers: Sequence[str], found: str) -> None:
    assert of("73", *answers).found == found


@pytest.mark.parametrize(
    ("least", "count", "needed"),
    [(None, 4, 3), (None, 5, 4), (None, 1, 1), (None, 2, 2), (1, 4, 3), (3, 6, 4), (5, 6, 5)],
)
def test_more_than_half_are_needed_whatever_was_asked_for(least: int | None, count: int, needed: int) -> None:
    assert Rule(least).needed(count) == needed


def test_a_lower_bound_flags_what_three_in_four_would_not() -> None:
    assert of("73", "72", "72", "72", "72", "71", "70", least=4).found == "flagged"


def test_what_the_question_allows_is_no_disagreement() -> None:
    assert of("10", "10%", "10%", "10%", question="What percent of the clips are red?").found == "stored answer agrees"
    assert of("10", "10%", "10%", "10%", question="How many clips are red?").found == "flagged"


def test_an_undecided_pair_never_flags_and_is_put_before_a_judge() -> None:
    found = of("the first one", "the one he saw first", "the one he saw first")
    assert (found.found, found.undecided) == (
        "not comparable",
        (AnswerPair("the first one", "the one he saw first", QUESTION),),
    )


@pytest.mark.parametrize(
    ("state", "found"),
    [("equal", "stored answer agrees"), ("different", "flagged"), ("undecided", "not comparable")],
)
def test_a_judge_decides_only_what_was_left_open(state: str, found: str) -> None:
    pair = AnswerPair("the first one", "the one he saw first", QUESTION)
    verdict = Verdict.model_validate({"state": state, "rule": "judge: m", "checker": "c"})
    by_judge = weighed(pair.one, QUESTION, voices(pair.other, pair.other), Rule(), {pair: verdict})
    assert by_judge.found == found
    assert [one.rule for one in by_judge.verdicts] == ["judge: m"]
    proved = AnswerPair("73", "72", QUESTION)
    equal = Verdict(state="equal", rule="judge: m", checker="c")
    assert weighed("73", QUESTION, voices("72", "72"), Rule(), {proved: equal}).found == "flagged"


def test_one_form_of_the_answer_that_equals_the_stored_one_is_enough() -> None:
    pairs = [AnswerPair("the first one", text, QUESTION) for text in ("\\text{the one he saw}", "the one he saw")]
    said = [Verdict(state="different", rule="j", checker="c"), Verdict(state="equal", rule="j", checker="c")]
    by_judge = dict(zip(pairs, said, strict=True))
    two = voices(*(pair.other for pair in pairs))
    assert weighed("the first one", QUESTION, two, Rule(), by_judge).found == "stored answer agrees"


def test_without_a_majority_no_judge_is_asked() -> None:
    found = of("the first one", "the one he saw first", "the last one")
    assert (found.found, found.undecided) == ("no majority", ())


def test_of_several_solvers_two_must_agree() -> None:
    alone = [*voices("72", "72", "72", "72", "72"), *voices("71", solver="other")]
    both = [*voices("72", "72", "72", "72"), *voices("72", "71", solver="other")]
    assert weighed("73", QUESTION, alone, Rule()).found == "too few against"
    assert weighed("73", QUESTION, both, Rule()).found == "flagged"
    assert weighed("73", QUESTION, both, Rule()).by == {"small": 4, "other": 1}


def test_the_evidence_names_answer_members_and_rules() -> None:
    found = of("73", "72", "73", "72.0", "72")
    assert (found.agreed, found.of, [voice.draw for voice in found.members]) == ("72", 4, [0, 2, 3])
    assert {verdict.rule for verdict in found.verdicts} == {"rational"}
