"""What surely has no value, and what is not known to have none."""

from __future__ import annotations

import pytest

from mathwright.verify.exact.poles import surely_undefined
from mathwright.verify.reading.answer import Expression
from mathwright.verify.reading.answers import read_answer


def undefined(text: str) -> bool:
    first = read_answer(text)[0]
    assert isinstance(first, Expression)
    return surely_undefined(first.tree)


@pytest.mark.parametrize(
    "text",
    [
        "1/0", r"\frac{5}{2-2}", r"\tan 90^\circ", r"\tan\frac{3\pi}{2}", r"\cot 0", r"\sec\frac{\pi}{2}", r"\csc \pi",
        r"\ln 0", r"\log_2 0", "0^{-1}", r"\frac{1}{\sqrt2\sqrt2-2}", "1 + 1/0", r"0 \cdot \frac{1}{0}",
    ],
)  # fmt: skip
def test_has_no_value(text: str) -> None:
    assert undefined(text) is True


@pytest.mark.parametrize(
    "text",
    ["1/2", r"\tan 45^\circ", r"\cot 90^\circ", r"\ln 1", r"\sqrt{-1}", "0^0", "1/x", r"\infty", r"\frac{1}{10^{-99}}"],
)
def test_is_not_called_undefined(text: str) -> None:
    assert undefined(text) is False
