import pytest

from mathwright.verify.reading.choices import choice_and_content, read_choice


@pytest.mark.parametrize(
    ("text", "letters"),
    [
        ("A", "A"), ("E", "E"), ("(B)", "B"), ("(b)", "B"), ("( B )", "B"), ("[C]", "C"), ("B.", "B"), ("B)", "B"),
        ("(H)", "H"), ("Option B", "B"), ("option (b)", "B"), ("choice (B)", "B"), ("the correct answer is D", "D"),
        ("Answer: C", "C"), ("选B", "B"), ("故选 D", "D"), ("选项C", "C"), ("AC", "AC"), ("ABD", "ABD"),
        ("A, C", "AC"), ("A,B,E", "ABE"), ("A and C", "AC"), ("(A), (C)", "AC"), ("A、C", "AC"), ("B; D", "BD"),
        ("Options A and C", "AC"), ("A, B, and D", "ABD"),
    ],
)  # fmt: skip
def test_reads_letters(text: str, letters: str) -> None:
    found = read_choice(text)
    assert found is not None
    assert found.letters == frozenset(letters)
    assert found.content is None


@pytest.mark.parametrize(
    "text",
    ["F", "x", "a", "(e)", "(i)", "(x)", "CA", "AA", "A, A", "a, b", "ABG", "BAD", "Apple", "", "5", "A + C", "A 5",
     "ABCDEF", "a and b", "Option x", "A" * 50, "A or B, C" * 9],
)  # fmt: skip
def test_what_names_no_letters_is_none(text: str) -> None:
    assert read_choice(text) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("(B) 5", ("B", "5")), ("(B)5", ("B", "5")), ("B. 5 apples", ("B", "5 apples")), ("B: 5", ("B", "5")),
        ("B) x^2", ("B", "x^2")), ("Option B: 5", ("B", "5")), ("(D)There are none.", ("D", "There are none.")),
        ("(C) -1", ("C", "-1")), ("(B)", None), ("B", None), ("(B) + 5", None), ("B = 5", None), ("(a) 5", None),
        ("(x) 5", None), ("B:C", None), ("(A, B)", None), ("A 5", None), ("(B)^2", None), ("P(A) = 1", None),
    ],
)  # fmt: skip
def test_takes_a_letter_from_its_content(text: str, expected: tuple[str, str] | None) -> None:
    assert choice_and_content(text) == expected
