import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mathwright.programs import wording
from mathwright.programs.wording import faults, line_faults, tidy

CLEAN = "Tom has 3 apples. He buys 2 more at $1.50 each, and it's 5 p.m. now. How many apples does he have?"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Tom has 3 aples. How many apples does he have?", "misspelt word"),
        ("Tom has has 3 apples. How many apples does he have?", "doubled word"),
        ("tom has 3 apples. How many apples does he have?", "lower-case sentence start"),
        ("Tom has 3 apples. he buys 2. How many apples does he have?", "lower-case sentence start"),
        ("Tom has 3 apples,and Ann has 2. How many apples do they have?", "missing space"),
        ("Tom has 3 apples. How many apples does he have", "no terminal punctuation"),
        ("Tom has 3 apples,, and more. How many apples does he have?", "double punctuation"),
        ('Tom said "yes. How many apples does he have?', "unbalanced quotes or brackets"),
        ("Tom has a apple. How many apples does he have?", "a or an"),
        ("Tom has an car. How many cars does he have?", "a or an"),
        ("Tom has 1 apples. How many apples does he have?", "number and noun"),
        ("Tom has 2 apple. How many apples does he have?", "number and noun"),
        ("Tom has 3 apples. How much apples does he have?", "much and many"),
        ("Tom has $3. How many money does he have?", "much and many"),
        ("A pen has it's price. How much is it?", "its and it's"),
        ("They took there car. How far did they go?", "there and their"),
        ("Tom has 3 more then Ann. How many does he have?", "then for than"),
        ("Tom is here and he have 3 apples. How many apples are left?", "subject and verb"),
        ("Tom and Ann ran, and they was tired. How far did they run?", "subject and verb"),
        ("Ann has 3. How many apples does they have?", "subject and verb"),
        ("James need 3 apples. How many apples are left?", "subject and verb"),
        ("Tom had $5. How much did he spent?", "verb after auxiliary"),
        ("Tom had $5. How much does he has?", "verb after auxiliary"),
        ("Tom works from 4 pm to 10p. How long does he work?", "number glued to letters"),
        ("Tom has $5 dollars. How much can he spend?", "currency twice"),
        ("Tom has $ 5. How much can he spend?", "currency twice"),
        ("Tom has 3 apples. How many apples does he have.", "no question mark"),
        ("How many apples does Tom have? He has 3.", "question is not last"),
        ("Tom has 3 apples. How many apples he has?", "missing auxiliary"),
        ("Tom has \\frac{1}{2} apples. How many apples does he have?", "markup"),
        ("Tom has 3 â\u0080\u0099 apples. How many apples does he have?", "odd character"),
        ("Tom has 3 apples. He has 2 pears.", "asks nothing"),
    ],
)
def test_names_the_fault(text: str, reason: str) -> None:
    assert reason in faults(text)


@pytest.mark.parametrize(
    "text",
    [
        CLEAN,
        "Mr. Smith has an 8-foot rope and a 1/2 cup of oil. How long is Mr. Smith's rope?",
        "There are 7 more pink pens than red ones. How many pens are there in Carrie's desk?",
        "Should he and she have 5? If he were late, how many \u201cstamps\u201d would he get?",
        "She paid $5/hour for a 75-mile trip in a 30 mile per hour zone. How much did she pay?",
        "A house is 600 sq. ft. in size. Calculate the cost of the 2nd floor.",
        "The teacher suggested she use a pen. How many \u00bd-inch nails does she need?",
    ],
)
def test_lets_good_text_through(text: str) -> None:
    assert faults(text) == ()


def test_each_reason_stands_once() -> None:
    assert faults("Tom has 3 aples and 4 aples. How many aples does he have?") == ("misspelt word",)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("He sold 48/2 = <<48/2=24>>24 clips.", ()),
        ("5*4=<<5*4=20>>20 pounds of beef", ()),
        ("he sold 24 clips.", ("lower-case sentence start",)),
        ("For the whole month", ("no clause",)),
        ("He sold 24 clipps.", ("misspelt word",)),
    ],
)
def test_judges_a_line_of_a_solution(line: str, expected: tuple[str, ...]) -> None:
    assert line_faults(line) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("He  paid\u00a0$ 5 .", "He paid $5."),
        ("Tom\u2019s \u201cpen\u201d is red", 'Tom\'s "pen" is red.'),
        ("He has 3. How many does he have", "He has 3. How many does he have?"),
        ("He has 3,and more..", "He has 3, and more."),
        ("He eats 2. If he has 5 how many are left?", "He eats 2. If he has 5, how many are left?"),
        ("It is .5 ounces.", "It is .5 ounces."),
        ("How many??", "How many?"),
    ],
)
def test_tidies_spacing_and_marks(text: str, expected: str) -> None:
    assert tidy(text) == expected


@given(st.text("ab .,?$5\u2019\u00a0(", max_size=40))
def test_tidying_twice_changes_nothing(text: str) -> None:
    once = tidy(tidy(text))
    assert tidy(once) == once


def test_flags_few_of_the_published_questions(data_dir: Path) -> None:
    rows = (data_dir / "gsm8k" / "train.jsonl").read_text("utf-8").splitlines()[:1000]
    flagged = [row for row in rows if faults(tidy(json.loads(row)["question"]))]
    assert 5 <= len(flagged) <= 40


NUMBERS = st.sampled_from(
    "0 1 2 7 8 10 11 12 18 19 80 81 110 180 1100 1800 1,100 11,000 8,250 0.5 1.5 8.25 2,500 12345 5.00".split()
)
FRAMES = (
    "Amy has {} apples and Ben has a {}-page book. How many {} pounds are there in an {} inch box of {}?",
    "There are {} hats. There is {} cap and an {} percent tip of ${} dollars. How many of each {} days did she get?",
    "Each {} weeks, a ${} bill and {} pens are bought,{}for {}. What is {}/{} of them?",
)


@given(st.sampled_from(FRAMES), st.lists(NUMBERS, min_size=8, max_size=8))
def test_a_number_changes_the_faults_only_as_it_reads(frame: str, numbers: list[str]) -> None:
    text = frame.format(*numbers)
    found = [*wording._text_faults(text), *wording._ending_faults(text)]
    assert faults(text) == tuple(dict.fromkeys(found))


PLAIN_FORMS = {
    "missing space": r"[a-z]{2}[.?!;:](?!com|org|net)[A-Za-z]|[a-z],[A-Za-z0-9]|\d,[A-Za-z]|[a-z]\(|\)[A-Za-z]|[.?!]\$",
    "double punctuation": r"[,;:][,.;:?!]|\?\?|[?!]\.|(?<!\.)\.\.(?!\.)|[a-z]{4}\.,|[?!],|\.\?",
    "currency twice": r"\$ ?[\d,.]*\d dollars?\b|\$ \d|\d ?\$(?!\d)|\$\$|\d ?\$ ",
    "odd capital": (
        r"\b(?:[Hh]is|[Hh]er|[Tt]heir|[Mm]y) "
        r"(?:Cousin|Mother|Father|Brother|Sister|Friend|Mom|Dad|Son|Daughter)\b(?! [A-Z])"
    ),
    "fragment": (
        r"(?:^|[.?!] )(?:After|Before|While) [a-z]+ing "
        r"(?!.{0,120}\b(?:he|she|they|it|was|is|are|were|had|has)\b)[^,.?!]*\. [A-Z]"
    ),
    "markup": r"\\[a-zA-Z(\[]|</?[a-z]|<<|>>|&[a-z]+;|[{}*^~|]|##|\b_|_\b|\[|\]",
}
"""What each pattern of ``wording`` that begins with its rare signs says in the order of the text."""
FRAGMENTS = (
    *". , ; : ? ! $ ( ) 5 12 a He com 2 _ { * < > << >> </b & # ## \\f [ ] &lt; .. ... ~ dollars dollar".split(),
    *"His her Their my Xmy Mother Mom Dads Son Smith After Before While eating walking the pie. it She".split(),
    *(" ", " ", " ", " ", "\n", ". ", "? "),
)


@given(st.lists(st.sampled_from(FRAGMENTS), max_size=14).map("".join))
def test_a_pattern_says_what_its_plain_form_says(text: str) -> None:
    patterns = dict(wording._PATTERNS)
    said = {reason for reason in PLAIN_FORMS if patterns[reason].search(text)}
    assert said == {reason for reason, plain in PLAIN_FORMS.items() if re.search(plain, text)}


ARTICLE = r"(?<![\w.'-])(a|an|An|A(?= [a-z0-9])) ([$£€]?[A-Za-z0-9][\w,.'/-]*)"
ARTICLES = ("a", "an", "A", "An", "AN", "x", "'", "-", ".", "$", "8", "hour", "Ox", *("  " * 3))


@given(st.lists(st.sampled_from(ARTICLES), max_size=10).map("".join))
def test_articles_are_found_as_words(text: str) -> None:
    found = [match.groups() for match in wording._ARTICLE.finditer(text)]
    assert found == [match.groups() for match in re.finditer(ARTICLE, text)]
