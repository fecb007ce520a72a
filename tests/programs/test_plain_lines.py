"""Which lines of a worked text are told again with other numbers, and which become bare equations."""

import pytest

from mathwright.programs.plain_lines import is_plain

QUESTION = "Mona and Felix sold red clips at the market for $2 each. How many clips did they sell in all?"


@pytest.mark.parametrize(
    "line",
    [
        pytest.param("So Mona sold 48 + 24 = 72 clips in all.", id="connective, person, verb, sum, words"),
        pytest.param("Mona sold 48 + 24 = 72 clips", id="no full stop"),
        pytest.param("This means that Mona sold 48 + 24 = 72 clips.", id="connective with that"),
        pytest.param("In total, they will sell 48 + 24 = 72 clips.", id="modal and base form"),
        pytest.param("Mona and Felix sold 48 + 24 = 72 clips.", id="two people"),
        pytest.param("Mona and Felix sell 48 + 24 = 72 clips.", id="two people, present"),
        pytest.param("He still has 48 - 24 = 24 clips.", id="adverb before the verb"),
        pytest.param("Felix was 48 - 24 = 24.", id="was with one"),
        pytest.param("They were 48 - 24 = 24.", id="were with several"),
        pytest.param("She earned (48 + 24) * 2 = $144.", id="parentheses and a price"),
        pytest.param("Mona sold 50% * 48 = 24 clips.", id="percent"),
        pytest.param("Mona sold 1,000 + 24 = 1,024 clips.", id="thousands"),
        pytest.param("The total cost of the clips is $2 * 3 = $6.", id="a thing"),
        pytest.param("Felix's cost was 2 * 3 = 6 dollars.", id="what belongs to a person"),
        pytest.param("There are 48 + 24 = 72 clips.", id="there are"),
        pytest.param("There were a total of 48 + 24 = 72 red clips.", id="there were a total of"),
    ],
)
def test_keeps_a_plain_line(line: str) -> None:
    assert is_plain(line, QUESTION)


@pytest.mark.parametrize(
    "line",
    [
        pytest.param("Mona sold clips.", id="no sum"),
        pytest.param("Mona sold 48 + 24 = 72 and 3 + 4 = 7 clips.", id="two sums"),
        pytest.param("48 + 24 = 72 clips", id="no subject"),
        pytest.param("Mona 48 + 24 = 72 clips", id="no verb"),
        pytest.param("Mona sell 48 + 24 = 72 clips.", id="one sell"),
        pytest.param("Mona were 48 + 24 = 72.", id="one were"),
        pytest.param("They sells 48 + 24 = 72 clips.", id="they sells"),
        pytest.param("They was 48 + 24 = 72 clips.", id="they was"),
        pytest.param("Mona and Felix sells 48 + 24 = 72 clips.", id="two sells"),
        pytest.param("Mona would sold 48 + 24 = 72 clips.", id="past after a modal"),
        pytest.param("Mona would 48 + 24 = 72 clips.", id="modal alone"),
        pytest.param("There is 48 + 24 = 72 clips.", id="there is"),
        pytest.param("There are now 48 + 24 = 72 clips.", id="there are and more"),
        pytest.param("Rosa sold 48 + 24 = 72 clips.", id="a stranger"),
        pytest.param("Rosa's cost is 3 * 2 = 6.", id="what belongs to a stranger"),
        pytest.param("Mona sold Rosa 48 + 24 = 72 clips.", id="a stranger as object"),
        pytest.param("Both sold 48 + 24 = 72 clips.", id="neither person nor pronoun"),
        pytest.param("Mona sold 48 + 24 = 72 bananas.", id="a word the question lacks, after"),
        pytest.param("Mona sold bananas for 48 + 24 = 72 dollars.", id="a word the question lacks, before"),
        pytest.param("The bananas is 3 + 4 = 7 dollars.", id="a thing the question lacks"),
        pytest.param("The total cost equals 3 + 4 = 7 dollars.", id="a thing with another verb"),
        pytest.param("The is 3 + 4 = 7 clips.", id="an article alone"),
        pytest.param("The clips sold is 3 + 4 = 7.", id="a verb in the subject"),
        pytest.param("Mona sold a 48 + 24 = 72 clips.", id="article before the sum"),
        pytest.param("Mona sold 48 + 24 = 72 clips since they have clips.", id="a second clause"),
        pytest.param("Mona sold clips she made at 48 + 24 = 72.", id="a second verb before the sum"),
        pytest.param("Mona sold 24 clips, 48 + 24 = 72.", id="another number"),
        pytest.param("Mona sold 3 + 4 = 7 of the red clips at the market for each week.", id="many words after"),
        pytest.param("Mona sold at the market for each red week in 3 + 4 = 7 clips.", id="many words before"),
        pytest.param("The total of the red clips at the market for each week is 3 + 4 = 7.", id="long subject"),
        pytest.param("", id="empty"),
    ],
)
def test_refuses_any_other_line(line: str) -> None:
    assert not is_plain(line, QUESTION)


def test_the_words_come_from_the_question() -> None:
    line = "Mona sold 48 + 24 = 72 clips."
    assert not is_plain(line, "Mona sold red pens at the market. How many pens did she sell?")
    assert not is_plain(line, "Felix sold red clips at the market. How many clips did he sell?")
