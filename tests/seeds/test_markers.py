import pytest

from mathwright.seeds.markers import after_answer_is, after_hashes, last_boxed


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        pytest.param(r"so $\boxed{12}$.", "12", id="number"),
        pytest.param(r"$\boxed{1}$ no, $\boxed{\frac{a}{b}}$", r"\frac{a}{b}", id="last one, nested braces"),
        pytest.param(r"\boxed{\left\{ 1, 2 \right\}}", r"\left\{ 1, 2 \right\}", id="escaped braces do not count"),
        pytest.param(r"\boxed{\{1, 2)}", r"\{1, 2)", id="an escaped brace without a partner"),
        pytest.param(r"$\boxed 2$", "2", id="one token without braces"),
        pytest.param(r"$\boxed \pi$", r"\pi", id="one command without braces"),
        pytest.param(r"\fbox{7}", "7", id="fbox"),
        pytest.param(r"\boxed {3}", "3", id="space before the brace"),
        pytest.param(r"\boxed{ 5 }", "5", id="stripped"),
        pytest.param(r"there are $\boxed{}$ primes", "", id="empty box"),
        pytest.param(r"\boxed{1} and \boxed{2", None, id="never closed"),
        pytest.param(r"\boxedtext{2}", None, id="another command"),
        pytest.param("twelve", None, id="no box"),
        pytest.param(
            "\\boxed{" + "{" * 10_000 + "1" + "}" * 10_000 + "}", "{" * 10_000 + "1" + "}" * 10_000, id="deep"
        ),
    ],
)
def test_finds_the_content_of_the_last_box(text: str, answer: str | None) -> None:
    assert last_boxed(text) == answer


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("2+2 = <<2+2=4>>4\n#### 4", "4"),
        ("#### 1,200 \n", "1,200"),
        ("#### 3\nThe answer is: 3", "3"),
        ("#### 3 #### 5", "5"),
        ("####", None),
        ("no mark", None),
    ],
)
def test_finds_the_line_after_the_hashes(text: str, answer: str | None) -> None:
    assert after_hashes(text) == answer


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("So 4.\nThe answer is: 4", "4"),
        ("The answer is 2, no: the final answer is 3.5.", "3.5"),
        ("The answer is: 7\nI hope this helps.", "7"),
        ("The answer is:", None),
        ("4", None),
    ],
)
def test_finds_what_the_answer_is_said_to_be(text: str, answer: str | None) -> None:
    assert after_answer_is(text) == answer
