"""One spelling for what is written in several."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mathwright.verify.clean import cleaned


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("$5$", "5"),
        ("$5$;$10$", "5;10"),
        ("$$20$$ and $$39$$", "20 and 39"),
        ("$x<0$ or $x>4$", "x<0 or x>4"),
        ("$5 and $10", "$5 and $10"),
        ("$5-$10", "$5-$10"),
        (r"\$5", "$5"),
        ("$$$15$$", "$15"),
        (r"\( x \)", "x"),
        (r"\(x\) and \(y\)", "x and y"),
        (r"\text{5 cm}", "5 cm"),
        (r"\mathbf{x}\mathrm{d}x", "xdx"),
        (r"\pi\mathrm{i}", r"\pi i"),
        (r"\left(\frac12\right]", r"(\frac12]"),
        (r"\left\{1\right.", r"\{1"),
        (r"5,\!525", "5,525"),
        (r"1{,}000", "1,000"),
        (r"1\,000", "1 000"),
        (r"1 \\ 2", r"1 \\ 2"),
        (r"x \not= 2", r"x \ne 2"),
        (r"x \not\in A", r"x \notin A"),
        (r"x\textsuperscript{2}", "x^{2}"),
        (r"p \textgreater{} 5", "p > 5"),
        (r"11\textbackslash\%", "11%"),
        (r"1 & \phantom -1", "1 & 1"),
        (r"2\mathbf{i}+3\mathbf{j}", r"2\hat{i}+3\hat{j}"),
        (r"2\mathbf{i}", "2i"),
        (r"2\mathbf{k}", r"2\hat{k}"),
        (r"2\hat{\mathbf{i}} + \hat{\mathbf{j}}", r"2\hat{i} + \hat{j}"),
        (r"13,\! 570,\! 246", "13,570,246"),
        (r"\sin\! x", r"\sin x"),
        ("7{:}05", "7:05"),
        ("101₂", "101₂"),
        ("{5}", "5"),
        ("{1, 2}", "{1, 2}"),
        ("{x | x>2}", "{x | x>2}"),
        ("−３", "-3"),
        ("2½", "2 1/2"),
        ("x²", "x²"),
    ],
)
def test_is_spelled(text: str, expected: str) -> None:
    assert cleaned(text) == expected


@given(st.text(max_size=60))
def test_any_text_has_single_spaces(text: str) -> None:
    assert "  " not in cleaned(text)


@pytest.mark.parametrize("text", [r"\text{" * 2_000, "$" * 9_999, r"\phantom" * 1_000, "$x" * 4_000, "\\" * 9_999])
def test_hostile_texts_end(text: str) -> None:
    assert isinstance(cleaned(text), str)
