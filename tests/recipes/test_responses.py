"""Which reasoning paths of a problem stay.  Which responses are believed is tested in test_mugglemath.py."""

from mathwright.recipes.responses import distinct_paths


def text(equation: str, answer: str) -> str:
    return f"So it is {equation}=<<{equation}={answer}>>{answer}.\n#### {answer}"


def test_one_path_stays_of_each_sequence_of_equations_in_the_order_drawn() -> None:
    again = text("2 * 3", "6")

    assert distinct_paths([text("4+2", "6"), text("2*3", "6"), again, text("4+2", "6")], 3)[0] == text("4+2", "6")
    assert len(distinct_paths([text("4+2", "6"), text("2*3", "6"), again, text("4+2", "6")], 3)) == 2


def test_of_paths_with_equal_equations_the_one_farthest_from_the_rest_stays() -> None:
    near = "Sum: 4+2=<<4+2=6>>6.\n#### 6"
    far = "Quite another way of putting it in many words is 4+2=<<4+2=6>>6.\n#### 6"
    other = "Sum: 2*3=<<2*3=6>>6.\n#### 6"

    assert distinct_paths([near, far, other], 3) == [far, other]


def test_of_too_many_paths_those_farthest_apart_stay() -> None:
    first = "Sum: 4+2=<<4+2=6>>6.\n#### 6"
    close = "Sum: 4+1+1=<<4+1+1=6>>6.\n#### 6"
    far = "Quite another way of putting it in many words is 2*3=<<2*3=6>>6.\n#### 6"

    kept = distinct_paths([first, close, far], 2)

    assert len(kept) == 2
    assert far in kept


def test_texts_without_equations_are_told_apart_by_their_words() -> None:
    assert distinct_paths(["Six.\n#### 6", "Half a dozen.\n#### 6", "Six.\n#### 6"], 3) == [
        "Six.\n#### 6",
        "Half a dozen.\n#### 6",
    ]
