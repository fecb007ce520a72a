import pytest

from mathwright.verify.reading.answer import Word
from mathwright.verify.reading.words import read_word


@pytest.mark.parametrize(
    ("texts", "word"),
    [
        (["yes", "Yes.", "YES", "是", "是的", "yes!"], Word("yes", "yes_no")),
        (["no", "No.", "否", "不是"], Word("no", "yes_no")),
        (["true", "True", "对", "正确"], Word("true", "true_false")),
        (["false", "错", "错误"], Word("false", "true_false")),
        (
            ["none", "no solution", "No solutions", r"\emptyset", "∅", "empty set", "无解", r"\varnothing"],
            Word("none", "no_solution"),
        ),
        (["undefined", "DNE", "does not exist", "不存在"], Word("undefined", "undefined")),
        (["infinitely many", "无数个"], Word("infinitely many", "how_many")),
        (["even", "偶数"], Word("even", "parity")),
        (["Monday", "monday", "Mon.", "星期一", "周一"], Word("monday", "weekday")),
        (["September", "Sept.", "sep"], Word("september", "month")),
        (["3rd", "third", "3^{rd}", "第三", "第3"], Word("3", "ordinal")),
        (["no real solution", "no real solutions", "没有实数根"], Word("no real solution", "no_real_solution")),
        (["infinitely many", "有无数解", "有无穷多个解", "无数个"], Word("infinitely many", "how_many")),
        (["all positive integers", r"\mathbb{Z}^+"], Word("positive integers", "number_set")),
        (["all integers", r"\mathbb{Z}"], Word("integers", "number_set")),
    ],
)
def test_words_of_one_meaning_are_one_word(texts: list[str], word: Word) -> None:
    assert [read_word(text) for text in texts] == [word] * len(texts)


@pytest.mark.parametrize("text", ["", "x", "5", "noon", "none of the above", "mondays", "yes no", "no " * 20, "红色"])
def test_other_words_are_none(text: str) -> None:
    assert read_word(text) is None
