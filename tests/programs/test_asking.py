import json
from pathlib import Path

import pytest

from mathwright.programs.asking import Asked, ask, split_question

STORY = "Natalia and Tom went to the market with $50."


def asked(question: str) -> Asked:
    result = ask(f"{STORY} {question}")
    assert result is not None, question
    return result


@pytest.mark.parametrize(
    ("question", "noun_phrase", "indirect"),
    [
        (
            "How many clips did Natalia sell altogether in April and May?",
            "the number of clips Natalia sold altogether in April and May",
            "how many clips Natalia sold altogether in April and May",
        ),
        (
            "How much more money does Natalia need to buy the wallet?",
            "the amount of money Natalia still needs to buy the wallet",
            "how much more money Natalia needs to buy the wallet",
        ),
        ("How many apples are left?", "the number of apples that are left", "how many apples are left"),
        ("How many birds are in the tree?", "the number of birds in the tree", "how many birds are in the tree"),
        ("How many people voted?", "the number of people who voted", "how many people voted"),
        ("How many dogs are there in all?", "the number of dogs there are in all", "how many dogs there are in all"),
        (
            "How many minutes does it take him to walk home?",
            "the number of minutes it takes him to walk home",
            "how many minutes it takes him to walk home",
        ),
        (
            "How many animals in total does his brother have?",
            "the total number of animals his brother has",
            "how many animals in total his brother has",
        ),
        ("How many apples did they each eat?", "the number of apples they each ate", "how many apples they each ate"),
        ("How many coins does Tom still have?", "the number of coins Tom still has", "how many coins Tom still has"),
        ("How many apples did he not eat?", "the number of apples he did not eat", "how many apples he did not eat"),
        ("How many cakes can they bake?", "the number of cakes they can bake", "how many cakes they can bake"),
        ("How many apples has she eaten?", "the number of apples she has eaten", "how many apples she has eaten"),
        (
            "How many more pages must he read?",
            "the number of additional pages he must read",
            "how many more pages he must read",
        ),
        (
            "How many more balls does Tom have than Natalia?",
            "the difference between the number of balls Tom has and the number of balls Natalia has",
            "how many more balls Tom has than Natalia",
        ),
        ("How much do the shoes cost in total?", "the total cost of the shoes", "how much the shoes cost in total"),
        ("How much did she pay?", "the amount of money she paid", "how much she paid"),
        ("How much water did they drink?", "the amount of water they drank", "how much water they drank"),
        ("How old is Tom?", "Tom's age", "how old Tom is"),
        ("How tall is the tree, in feet?", "the height of the tree in feet", "how tall the tree is in feet"),
        (
            "How far, in miles, did she walk?",
            "the number of miles she walked",
            "how many miles she walked",
        ),
        ("What is the total cost of the shoes?", "the total cost of the shoes", "the total cost of the shoes"),
        ("What was Tom's total score?", "Tom's total score", "Tom's total score"),
        ("What will her phone bill be in May?", "her phone bill in May", "her phone bill in May"),
        (
            "After two weeks, how many books will Tom have read?",
            "the number of books Tom will have read after two weeks",
            "how many books Tom will have read after two weeks",
        ),
    ],
)
def test_tells_what_is_asked(question: str, noun_phrase: str, indirect: str) -> None:
    result = asked(question)
    assert (result.noun_phrase, result.indirect, result.head) == (noun_phrase, indirect, STORY)


@pytest.mark.parametrize(
    "question",
    [
        pytest.param("How many apples does Tom have and how many does Natalia have?", id="two questions"),
        pytest.param("Does Tom have more?", id="yes or no"),
        pytest.param("Who has more apples?", id="who"),
        pytest.param("How many apples did he pick and eat?", id="second verb"),
        pytest.param("How many did he buy?", id="no noun"),
        pytest.param("How many more apples did Tom eat on Monday than on Tuesday?", id="comparison of days"),
        pytest.param("What is the ratio of apples to pears?", id="ratio"),
        pytest.param("What fraction of the apples is left?", id="fraction"),
        pytest.param("How many apples and how many pears are left?", id="two groups"),
        pytest.param("How many apples he has?", id="no auxiliary"),
        pytest.param("How many apples do Tom and Natalia have, respectively?", id="respectively"),
        pytest.param("How much less rain did they see?", id="less"),
        pytest.param("How many of Tom's rocks are left?", id="of a person's"),
        pytest.param("He has 5 apples.", id="no question"),
    ],
)
def test_refuses_what_it_cannot_tell(question: str) -> None:
    assert ask(f"{STORY} {question}") is None


@pytest.mark.parametrize(
    "question",
    [
        "If each apple costs $2, how many apples can Tom buy?",
        "How many apples can Tom buy if each apple costs $2?",
        "Given that each apple costs $2, how many apples can Tom buy?",
    ],
)
def test_a_condition_becomes_a_sentence(question: str) -> None:
    result = asked(question)
    assert result.condition == "Suppose each apple costs $2."
    assert result.noun_phrase == "the number of apples Tom can buy"


def test_names_kind_noun_subject_and_verb() -> None:
    apples, time, money = (
        asked("How many red apples did she sell?"),
        asked("How many hours did they work?"),
        asked("How much did Tom earn?"),
    )
    assert (apples.kind, apples.noun, apples.noun_group, apples.thing) == ("count", "apples", "red apples", True)
    assert (time.kind, time.noun, time.thing) == ("duration", "hours", False)
    assert (money.kind, money.noun, money.subject, money.verb) == ("money", None, "Tom", "earn")


def test_a_condition_names_nobody_before_the_story_does() -> None:
    assert ask("Apples are cheap. How much will Bert pay if he buys 3?") is None


def test_refuses_a_question_without_a_story() -> None:
    assert ask("How many apples did he buy?") is None


def test_splits_off_the_last_sentence_but_not_at_an_abbreviation() -> None:
    assert split_question("It is 5 p.m. Now go. How old is Mr. Smith?") == (
        "It is 5 p.m. Now go.",
        "How old is Mr. Smith?",
    )


@pytest.mark.parametrize("text", ["It takes approx. Ten.", "By approx. Ten.", "A U.S. State.", "approx. Ten."])
def test_the_longest_abbreviation_is_one_wherever_it_stands(text: str) -> None:
    assert split_question(text) == ("", text)


@pytest.mark.parametrize("text", ["Sapprox. Ten.", "It is ham. Ten.", "Stop! Ten."])
def test_the_end_of_a_word_is_no_abbreviation(text: str) -> None:
    assert split_question(text)[1] == "Ten."


def test_covers_most_of_gsm8k_with_clean_phrases(data_dir: Path) -> None:
    rows = (data_dir / "gsm8k" / "train.jsonl").read_text("utf-8").splitlines()[:2000]
    results = [result for row in rows if (result := ask(json.loads(row)["question"]))]
    assert len(results) >= 0.6 * len(rows)
    for result in results:
        assert "  " not in result.noun_phrase
        assert result.noun_phrase[-1] not in "?.,"
