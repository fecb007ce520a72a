"""Slips of number, tense and word choice."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mathwright.programs import agreement
from mathwright.programs.agreement import agreement_faults


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param("Tom has the the cup.", ["doubled word"], id="a word twice"),
        pytest.param("Tom has a the cup.", ["doubled word"], id="two articles"),
        pytest.param("Tom knew that that Tom had had it.", [], id="words that may follow themselves"),
        pytest.param("The a and the b.", [], id="articles apart"),
        pytest.param("Tom has 1 apples.", ["number and noun"], id="one of many"),
        pytest.param("Tom has four apple.", ["number and noun"], id="four of one"),
        pytest.param("Tom has a 2 apple.", [], id="a count behind an article"),
        pytest.param("Each apples.", ["number and noun"], id="each of many, first in the text"),
        pytest.param("He run. Then he run home and she ran.", ["subject and verb"], id="a pronoun that runs"),
        pytest.param("Ann let he go.", [], id="a verb that takes a bare one"),
        pytest.param("Tom sat. Apple have seeds.", ["subject and verb"], id="at the start of a sentence"),
        pytest.param("Apple have seeds.", ["subject and verb"], id="at the start of the text"),
        pytest.param("Here is Mr. Apple have seeds.", [], id="behind a title"),
        pytest.param("What did Tom bought today?", ["verb after auxiliary"], id="a past behind did"),
        pytest.param("What did the boy bought today?", ["verb after auxiliary"], id="a past behind did and a noun"),
        pytest.param("Tom ran. How many apples he has?", ["missing auxiliary"], id="a question without auxiliary"),
        pytest.param("Tom knows how many apples he has?", [], id="a clause without one"),
        pytest.param("", [], id="nothing"),
    ],
)
def test_names_the_slip(text: str, found: list[str]) -> None:
    assert agreement_faults(text) == found


PLAIN_FORMS = {
    "their": r"\b[Tt]heir (?:is|are|was|were|will be|has been)\b",
    "than": r"(?:^|\. |, )(?:[Tt]han|and than) (?:he|she|they|it)\b",
    "of": r"\b(?:would|could|should|must|might) of\b",
    "takes gets has makes needs goes spends have": (
        r"\b(?:is|are|was|were) (?:takes|gets|has|makes|needs|goes|spends|have)\b"
    ),
    "they we you was has is does": (
        r"\b(?<!of )(?:[Tt]hey|[Ww]e) (?:was|has|is|does)\b|\b(?:does|was|has|is) (?:they|we)\b"
    ),
    "is was": r"\bhow many (?:[a-z]+ ){0,2}[a-rt-z][a-z]*s (?:is|was) (?:there|left|needed|sold)\b",
}
"""By its triggers what each pattern that begins with a fixed text says in the order of the text."""
WORDS = (
    "their Their is are was were will be has been than Than and he she they it . , of would could should must might "
    "takes gets have spends the sheis They we We x does how many red cups bus left there"
).split()


@given(st.lists(st.sampled_from(WORDS), max_size=9), st.sampled_from((" ", " ", "")))
def test_a_slip_says_what_its_plain_form_says(words: list[str], between: str) -> None:
    text = re.sub(r" (?=[.,])", "", between.join(words))
    slips = {triggers: pattern for _, triggers, pattern in agreement._slips()}
    for triggers, plain in PLAIN_FORMS.items():
        assert bool(slips[frozenset(triggers.split())].search(text)) == bool(re.search(plain, text)), plain
