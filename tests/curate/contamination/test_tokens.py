"""Tokens of thousands of questions as hashes, and of one as text: one and the same."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mathwright.curate.contamination.tokens import (
    CHUNK_BYTES,
    MOST_CHARACTERS,
    Tokens,
    gram_hashes,
    runs_of_one,
    text_hashes,
    tokens_of,
    without_numbers,
    word_hash,
    words_of,
)
from mathwright.curate.contamination.words import (
    compared_words,
    exact_text_of,
    masked_tokens,
    shared_text,
    template_text,
    template_text_of,
    tokens_in,
    words_in,
)
from mathwright.curate.exact import exact_key, exact_key_of
from mathwright.curate.spelling import FONTS, LAYOUT, LAYOUT_SIGNS, SYNONYMS, latex_folded

SIGNS = st.sampled_from([*"aZé7'’-./,$\\%?#;:+^_{}()° \n\t\0½三x²\ud800|\"`", "twenty", "-two", "thirds", "[asy]"])
LATEX = st.sampled_from(
    [
        *(f"\\{word}" for word in (*LAYOUT[:3], *FONTS[:2], *SYNONYMS, *LAYOUT_SIGNS, "\\", "frac")),
        *"{}{}'.5xÉ ~\0",
        "-five",
    ]
)
TEXTS = st.one_of(st.lists(SIGNS, max_size=30), st.lists(LATEX, max_size=20)).map("".join)


def one(text: str) -> Tokens:
    return next(tokens_of([text]))


def hashes(words: list[str]) -> list[int]:
    return [word_hash(word) for word in words]


@settings(max_examples=300, deadline=None)
@given(TEXTS)
def test_one_question_is_cut_as_thousands_are(text: str) -> None:
    tokens, words = one(text), tokens_in(text)
    masked = without_numbers(tokens)
    assert tokens.hashes.tolist() == hashes(words)
    assert masked.hashes.tolist() == hashes(masked_tokens(words))
    assert words_of(masked).hashes.tolist() == hashes(words_in(masked_tokens(words)))


@settings(deadline=None)
@given(st.lists(TEXTS, max_size=6))
def test_a_question_has_the_same_hash_alone_and_among_others(texts: list[str]) -> None:
    together = [value for tokens in tokens_of(texts) for value in text_hashes(tokens).tolist()]
    assert together == [int(text_hashes(one(text))[0]) for text in texts]


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("Tom's $1,250.50, 3/4 and x^2.", ["tom's", "1,250.50", "3/4", "and", "x", "^", "2"]),
        ("f''(x) = 20\\%?", ["f'", "'", "(", "x", ")", "=", "20", "%"]),
        ("by .5, x=.25/2...", ["by", ".5", "x", "=", ".25/2"]),
        ("1,2,...5 and 3..4", ["1,2", ".5", "and", "3", ".4"]),
        ("Find: 3:4 of a:b at 3:45: ", ["find", "3", ":", "4", "of", "a", ":", "b", "at", "3", ":", "45"]),
        ("苹果3个", ["苹", "果", "3", "个"]),
        ("5-10 apples… ", ["5", "-", "10", "apples"]),
        ("x/2, 1/x", ["x", "/", "2", "1", "/", "x"]),
    ],
)
def test_cuts_words_numbers_and_signs(text: str, tokens: list[str]) -> None:
    assert tokens_in(text) == tokens


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("twenty-five boys, two-thirds of 3 pies", "# boys # of # pies"),
        ("twenty-foot pole, 5-10", "# - foot pole # - #"),
        ("one of them, one-half", "one of them one - #"),
        (".5 of 20% at 3:45", "# of # % at # : #"),
    ],
)
def test_masks_numbers_in_digits_and_words(text: str, masked: str) -> None:
    assert " ".join(masked_tokens(tokens_in(text))) == masked


def test_drawings_are_one_word_that_is_equal_for_equal_drawings() -> None:
    first, second, third = (
        "Find x. [asy] draw((0,0)--(1,2)); [/asy]",
        "Find x. [asy]draw((0,0)--(1,2));[/asy]",
        "Find x. [asy] draw((0,0)--(1,3)); [/asy]",
    )
    values = [int(text_hashes(tokens)[place]) for tokens in tokens_of([first, second, third]) for place in range(3)]
    assert values[0] == values[1] != values[2]


def test_more_text_than_a_chunk_and_longer_than_any_question_changes_no_hash() -> None:
    long = "word " * (MOST_CHARACTERS // 5) + "cut away"
    texts = [f"Ann has {number} apples." for number in range(CHUNK_BYTES // 20)] + [long]
    found = np.concatenate([text_hashes(tokens) for tokens in tokens_of(texts)])
    assert found.size == len(texts) == np.unique(found).size
    assert found[7] == text_hashes(one("Ann has 7 apples."))[0]
    assert len(one(long).hashes) == MOST_CHARACTERS // 5 + 2


def test_long_texts_with_different_endings_differ_and_spaces_and_case_do_not_matter() -> None:
    long = "word " * (MOST_CHARACTERS // 3)
    first, second, third = (one(long + ending) for ending in ("has 3  apples", "has 4 apples", "HAS 3 apples"))
    for cut in (lambda tokens: tokens, without_numbers):
        values = [int(text_hashes(cut(tokens))[0]) for tokens in (first, second, third)]
        assert values[0] == values[2] != values[1]


def test_chinese_stops_are_no_words_for_curating_and_for_runs() -> None:
    assert tokens_in("有3个苹果、2个梨。多少？") == list("有3个苹果2个梨多少")
    assert exact_key("有3个、2个。") == exact_key("有3个, 2个. ")


def test_a_question_of_stops_alone_has_a_template_of_its_own() -> None:
    assert template_text("?") == template_text(" ? ") != template_text("...") != ""


def test_runs_of_words_stay_inside_their_question() -> None:
    tokens = next(tokens_of(["a b c", "d", "", "a b c d"]))
    grams, starts = gram_hashes(tokens, 3)
    assert starts.tolist() == [0, 4, 5]
    assert grams[0] == grams[1] != grams[2]


@settings(deadline=None)
@given(st.lists(TEXTS, max_size=4))
def test_the_runs_of_one_question_are_those_it_has_among_others(texts: list[str]) -> None:
    for tokens in tokens_of([" ".join(texts)]):
        expected = [value for size in (3, 1, 5) for value in gram_hashes(tokens, size)[0].tolist()]
        assert runs_of_one(tokens.hashes, 3, 1, 5).tolist() == expected
        assert runs_of_one(tokens.hashes).tolist() == []


WORDS = st.lists(st.sampled_from(["twenty", "-", "-five", "twenty-", "one-half's", "$3-4,", ":", "a:b", "x - 3", "."]))


@settings(max_examples=300, deadline=None)
@given(st.one_of(TEXTS, WORDS.map(" ".join), WORDS.map("\x1f\n".join)))
def test_a_template_put_together_of_words_is_that_of_the_tokens(text: str) -> None:
    for _ in range(2):  # of words met for the first time, and of known ones
        expected = " ".join(masked_tokens(tokens_in(text))) or template_text(text)
        assert template_text(text) == template_text_of(text, compared_words(text)) == expected


def test_a_long_question_has_the_template_of_its_tokens() -> None:
    text = "Ann has 3 pears. " * 2_000
    assert template_text(text) == " ".join(masked_tokens(tokens_in(text)))


def test_words_come_and_go_without_end() -> None:
    texts = [f"Tom has {number} and w{'abcdefghij'[number % 10] * (number % 40)}x." for number in range(70_000)]
    assert {template_text(text) for text in texts} == {template_text(text) for text in texts[:40]}


@settings(deadline=None)
@given(TEXTS)
def test_a_question_whose_words_are_known_has_the_same_key(text: str) -> None:
    words = compared_words(text)
    assert exact_key_of(text, words) == exact_key(text)
    assert exact_text_of(text, words) == (" ".join(tokens_in(text)) or template_text(text))


def test_shared_text_is_the_longest_run_whatever_its_numbers_as_the_question_writes_it() -> None:
    question = "Yesterday Ann bought 7 big apples, and Tom left."
    assert shared_text(question, "ann bought twelve big apples. Then Tom left") == "Ann bought 7 big apples"
    assert shared_text("Why?", "Because") is None


@settings(deadline=None)
@given(st.lists(LATEX, max_size=20).map("".join))
def test_folding_latex_moves_no_sign_and_is_done_once(text: str) -> None:
    folded = latex_folded(text.lower())
    assert len(folded) == len(text.lower())
    assert tokens_in(folded) == tokens_in(text)


@pytest.mark.parametrize(
    ("text", "same"),
    [
        (r"Find \(x\) if \[2x = 3.\]", "Find $x$ if $$2x = 3.$$"),
        (r"\dfrac{1}{2} + \tfrac34 \leq \cfrac{a}{b}", r"\frac{1}{2} + \frac34 \le \frac{a}{b}"),
        (r"\left(\frac{1}{2}\right) + \Big[x\Big]", r"(\frac{1}{2}) + [x]"),
        (r"a\,b\;c\!d\:e\quad f~g\ h", "a b c d e f g h"),
        (r"3\text{ cm} and \mathrm{gcd}(a,b)", "3 cm and gcd(a,b)"),
        (r"\text{if \(x\) is odd}", "if $x$ is odd"),
    ],
)
def test_latex_that_looks_the_same_is_the_same(text: str, same: str) -> None:
    assert exact_key(text) == exact_key(same)
    assert tokens_in(text) == tokens_in(same)


@pytest.mark.parametrize(
    ("text", "other"),
    [
        (r"a \cdot b", r"a \times b"),
        (r"2^{n+1}", "2^n+1"),
        (r"\{1, 2\}", "1, 2"),
        (r"5! + \pi", r"5 + \pi"),
        (r"a \\ (b)", r"a \( b \)"),
        (r"x \to y", r"x \leftarrow y"),
        (r"f(x) = \frac12", r"f x = \frac12"),
        (r"\textcolor{red}{x}", r"\text{red}{x}"),
    ],
)
def test_latex_that_says_something_else_is_another_text(text: str, other: str) -> None:
    assert exact_key(text) != exact_key(other)


def test_shared_text_stands_as_the_question_writes_its_latex() -> None:
    assert shared_text(r"So \left(\dfrac{1}{2}\right) is it", r"(\frac{3}{4}) is what") == r"dfrac{1}{2}\right) is"
