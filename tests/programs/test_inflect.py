import pytest
from hypothesis import given
from hypothesis import strategies as st

from mathwright.programs import inflect
from mathwright.programs.lexicon import nouns, verbs


@pytest.mark.parametrize(
    ("base", "third", "past", "participle"),
    [
        ("sell", "sells", "sold", "sold"),
        ("have", "has", "had", "had"),
        ("eat", "eats", "ate", "eaten"),
        ("carry", "carries", "carried", "carried"),
        ("buy", "buys", "bought", "bought"),
        ("wash", "washes", "washed", "washed"),
        ("stop", "stops", "stopped", "stopped"),
        ("play", "plays", "played", "played"),
        ("bake", "bakes", "baked", "baked"),
    ],
)
def test_conjugates_verbs(base: str, third: str, past: str, participle: str) -> None:
    assert (inflect.third_person(base), inflect.past(base), inflect.participle(base)) == (third, past, participle)


@pytest.mark.parametrize(
    ("single", "many"),
    [
        ("apple", "apples"),
        ("box", "boxes"),
        ("cookie", "cookies"),
        ("berry", "berries"),
        ("toy", "toys"),
        ("child", "children"),
        ("fish", "fish"),
        ("loaf", "loaves"),
        ("tomato", "tomatoes"),
        ("glass", "glasses"),
        ("shoe", "shoes"),
        ("red sandwich", "red sandwiches"),
        ("pizza", "pizzas"),
    ],
)
def test_turns_nouns_both_ways(single: str, many: str) -> None:
    assert (inflect.plural(single), inflect.singular(many)) == (many, single)


@pytest.mark.parametrize("many", sorted(nouns().things | nouns().people))
def test_every_listed_plural_survives_the_round_trip(many: str) -> None:
    assert inflect.plural(inflect.singular(many)) == many


@pytest.mark.parametrize("word", ["bus", "glass", "tennis", "apple", "his", "loss"])
def test_takes_no_singular_for_a_plural(word: str) -> None:
    assert inflect.is_plural(word) is False


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("apple", "an"),
        ("car", "a"),
        ("hour", "an"),
        ("house", "a"),
        ("unit", "a"),
        ("unused pen", "an"),
        ("umbrella", "an"),
        ("European", "a"),
        ("one-way trip", "a"),
        ("8", "an"),
        ("80-page book", "an"),
        ("$11 bill", "an"),
        ("18-year-old", "an"),
        ("118", "a"),
        ("1,100", "a"),
        ("11,000", "an"),
        ("8,000,000", "an"),
        ("X-ray", "an"),
        ("SUV", "an"),
        ("UFO", "a"),
        ("1/8", "a"),
    ],
)
def test_chooses_the_article(text: str, expected: str) -> None:
    assert inflect.article(text) == expected


@pytest.mark.parametrize(
    ("number", "word"), [(0, "zero"), (13, "thirteen"), (20, "twenty"), (42, "forty-two"), (101, "101")]
)
def test_writes_numbers(number: int, word: str) -> None:
    assert inflect.number_word(number) == word


def test_agrees_in_number() -> None:
    assert (inflect.agree(1, "red boxes"), inflect.agree("2", "red boxes")) == ("red box", "red boxes")


@given(st.sampled_from(sorted(verbs().past)))
def test_every_past_form_leads_back_to_a_verb_of_the_same_past(verb: str) -> None:
    form = inflect.past(verb)
    assert verbs().past[verbs().base_of_past[form]] == form


@given(st.integers(0, 10**9))
def test_article_of_a_number_does_not_depend_on_separators(number: int) -> None:
    assert inflect.article(str(number)) == inflect.article(f"{number:,}")
