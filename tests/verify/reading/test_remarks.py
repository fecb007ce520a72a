import pytest

from mathwright.verify.reading.remarks import with_linked_signs, without_remark


@pytest.mark.parametrize(
    "remark",
    [
        " for all x",
        " for all real x",
        " for any real number x",
        " for all real values of x",
        " for all real numbers",
        r" for all x \in \mathbb{R}",
        r", x \in \mathbb{R}",
        " (x ∈ R)",
        r", where x \in \mathbb{R}",
        ", where x is any real number",
        " for all positive integers x",
    ],
)
def test_a_remark_that_says_nothing_new_falls_away(remark: str) -> None:
    assert without_remark(f"f(x) = 5x{remark}") == "f(x) = 5x"


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("x + 7 where x ≠ 7", "x + 7, x ≠ 7"),
        ("x + 7 for all x > 0", "x + 7, x > 0"),
        (r"f(x) = x^3, provided that x \ne 7", r"f(x) = x^3, x \ne 7"),
        ("x + 7 (for 0 < x < 7)", "x + 7, 0 < x < 7"),
    ],
)
def test_a_condition_stands_after_a_comma(text: str, parts: str) -> None:
    assert without_remark(text) == parts


@pytest.mark.parametrize(
    "text", [r"x \in \mathbb{R}", "2k for all integers k", "tickets for adults", "all real x", "if x"]
)
def test_other_texts_stay(text: str) -> None:
    assert without_remark(text) == text


def test_same_signs_are_two_answers_and_opposite_ones_two_others() -> None:
    assert with_linked_signs(r"(\pm 2, \pm 7) (same signs)") == ["(+ 2, + 7)", "(- 2, - 7)"]
    assert with_linked_signs("(±2, ±7), opposite signs") == ["(+2, -7)", "(-2, +7)"]
    assert with_linked_signs(r"(\pm 2, \pm 7)") is None
    assert with_linked_signs(r"(\pm 2, 7) (same signs)") is None
    assert with_linked_signs(r"(\pm 2, \mp 7) (same signs)") is None
    assert with_linked_signs("(±2, ±7, ±1), opposite signs") is None
