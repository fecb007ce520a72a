import pytest

from mathwright.verify.reading.nouns import counted_noun, without_trailing_adjective


@pytest.mark.parametrize(
    ("text", "noun"),
    [
        ("apples", "apple"),
        ("apple", "apple"),
        ("Boxes", "box"),
        ("children", "child"),
        ("people", "person"),
        ("square units", "square unit"),
        ("sq. units", "square unit"),
        ("units^2", "square unit"),
        ("units ^{3}", "cubic unit"),
        ("cu units", "cubic unit"),
        ("different ways", "way"),
        ("more apples", "more apple"),
        ("boxes of pens", "box of pen"),
        ("words per minute", "word per minute"),
        ("hours/day", "hour per day"),
        ("apples left", "apple"),
        ("times", "time"),
        ("ways.", None),
        ("right triangles", "right triangle"),
        ("distinct positive integers", None),
        ("of the cake", "cake"),
        ("x", None),
        ("ab", None),
        ("sin x", None),
        ("is five", None),
        ("or more", None),
        ("apples and pears", None),
        ("5", None),
        ("apples that he did not eat", None),
        ("million", None),
        ("", None),
        ("pi", None),
        ("mod seven", None),
        ("ten-thousandths", None),
        ("miles north", None),
        ("base two", None),
        ("below", None),
        ("a b c d e f", None),
        ("a" * 61, None),
        ("times table", None),
        ("in five", None),
        ("out of ten", None),
    ],
)
def test_reads_counted_nouns_in_the_singular(text: str, noun: str | None) -> None:
    assert counted_noun(text) == noun


def test_takes_off_one_trailing_adjective() -> None:
    texts = ["years old", "feet tall", "tall", "old years"]
    assert [without_trailing_adjective(text) for text in texts] == ["years", "feet", "tall", "old years"]
