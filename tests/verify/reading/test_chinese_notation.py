import pytest

from mathwright.verify.reading.chinese_notation import in_signs


@pytest.mark.parametrize(
    ("text", "signs"),
    [
        ("根号7", r"\sqrt{7}"),
        ("2根号7", r"2\sqrt{7}"),
        ("根号下(x+1)", r"\sqrt{x+1}"),
        ("5分之根号7", r"\frac{\sqrt{7}}{5}"),
        ("根号7分之2", r"\frac{2}{\sqrt{7}}"),
        ("正负4", r"\pm 4"),
        ("零下8度", "-8°C"),
        ("零上8℃", "8°C"),
        ("4比7", "4:7"),
        ("四比七", "4:7"),
        ("x大于等于4", r"x\ge 4"),
        ("大于4", "greater than 4"),
        ("不小于4", "at least 4"),
        ("小于4", "less than 4"),
        ("不大于4", "at most 4"),
        ("x不等于4", r"x\ne 4"),
    ],
)
def test_phrases_become_signs(text: str, signs: str) -> None:
    assert in_signs(text) == signs


@pytest.mark.parametrize("text", ["40度", "4比7大", "比四", "红色", "根号"])
def test_other_phrases_stay(text: str) -> None:
    assert in_signs(text) == text
