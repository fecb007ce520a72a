import pytest

from mathwright.verify.reading.answer import Collection, Word
from mathwright.verify.reading.statements import read_statements


def named(*numbers: int) -> tuple[object, ...]:
    words = tuple(Word(str(number), "statement") for number in numbers)
    return words if len(words) == 1 else (Collection("set", words),)


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("①③④", (1, 3, 4)),
        ("①,③", (1, 3)),
        ("① and ③", (1, 3)),
        ("②", (2,)),
        ("①、②", (1, 2)),
        ("I and III only", (1, 3)),
        ("II only", (2,)),
        ("I, II, and III", (1, 2, 3)),
        ("III", (3,)),
        ("IV and V", (4, 5)),
        ("I only", (1,)),
        ("only II", (2,)),
    ],
)
def test_reads_numbered_statements(text: str, numbers: tuple[int, ...]) -> None:
    assert read_statements(text) == named(*numbers)


@pytest.mark.parametrize("text", ["I", "V", "IX", "IIII", "I am", "", "1", "I, 5", "I " * 40])
def test_other_texts_name_none(text: str) -> None:
    assert read_statements(text) == ()
