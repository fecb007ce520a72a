import pytest
from hypothesis import given
from hypothesis import strategies as st

from mathwright.verify.reading.trimming import trimmed


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("The answer is 5.", "5"),
        ("answer: 5", "5"),
        ("Final answer: $5$", "5"),
        ("Therefore, x = 5", "x = 5"),
        ("So the answer is 5 cm.", "5 cm"),
        (r"\boxed{5}", "5"),
        (r"\boxed{\frac{1}{2}}", r"\frac{1}{2}"),
        (r"\fbox{5}", "5"),
        (r"\boxed 5", "5"),
        ("**5**", "5"),
        ("**Answer: 5**", "5"),
        ("`5`", "5"),
        ("2**3", "2**3"),
        ("2**3**2", "2**3**2"),
        ("= 5", "5"),
        ("5;", "5"),
        ("5。", "5"),
        ("1,2,...", "1,2,..."),
        ("it is 5", "5"),
        ("there are 5 apples", "5 apples"),
        ("5 apples in total", "5 apples"),
        ("5 (five) apples", "5 apples"),
        ("5 (six) apples", "5 (six) apples"),
        ("答案是5", "5"),
        ("答案：B", "B"),
        ("所以5", "5"),
        ("solution set", "solution set"),
        ("€4.700.000", "€4700000"),
        ("4.700.000,25", "4700000.25"),
        ("4.700", "4.700"),
        ("1.4.700.000", "1.4.700.000"),
        ("4.700 and 5.200", "4.700 and 5.200"),
        (r"\$70$", "$70"),
        ("f(x) = 5x for all real x", "f(x) = 5x"),
        ("正负4", r"\pm 4"),
        (r"4\mathbf{i} + \mathbf{j}", r"4\hat{i} + \hat{j}"),
        (r"13,\! 570,\! 246", "13,570,246"),
        ("there", "there"),
        ("the answer is", "the answer is"),
        ("", ""),
        ("  ", ""),
        (r"5\text{m}", "5 m"),
        (r"5\,\text{cm}^2", "5 cm ^2"),
        (r"8\rm{cm}", "8 cm"),
        (r"9\mathrm{m\,s^{-2}}", "9 m s^{-2}"),
        (r"{\text{km}}/{\text{h}}", "km / h"),
        (r"\$5", "$5"),
        (r"\$5 and \$10", "$5 and $10"),
        ("$5 and $10", "$5 and $10"),
        ("$5$ and $10$", "5 and 10"),
        ("$5$", "5"),
        ("$5", "$5"),
        ("$5, $10", "$5, $10"),
        (r"$\$5$", "$5"),
        ("$$5$$; $$6$$", "5 ; 6"),
        ("$$$$even", "even"),
        ("$$1 $$ minute", "1 minute"),
        (r"\$306,\!956", "$306,956"),
        (r"x \textless{} 5", "x < 5"),
        (r"x\_1", "x_1"),
        (r"\textbackslash\%", "%"),
        (r"50^{}\circ", r"50^\circ"),
        ("3 x 10", "3 × 10"),
        ("3 x + 10", "3 x + 10"),
        (r"\textcircled{2}", "②"),
        ("１２", "12"),
        ("20˚C", "20°C"),
        ("20ºC", "20°C"),
        ("3又1/2", "3 1/2"),
        (r"3又\frac{1}{2}米", r"3 \frac{1}{2}米"),
        ("又3", "又3"),
        (r"k\pi, where k is an integer", r"k\pi, k \in \mathbb{Z}"),
        (r"k\pi (k an integer)", r"k\pi, k \in \mathbb{Z}"),
        (r"2n + 1 for all integers n", r"2n + 1, n \in \mathbb{Z}"),
        (r"k\pi, k为整数", r"k\pi, k \in \mathbb{Z}"),
        ("all positive integers n", "all positive integers n"),
        ("n is an integer", "n is an integer"),
        (r"\textbf{$2\sqrt{\frac{(1)(2)}{3}}$}", r"2\sqrt{\frac{(1)(2)}{3}}"),
        (r"\textbf{a}{b}", "a b"),
        (r"7 \& 11", "7 & 11"),
        (r"1 \text{h} \space 25 \space \min $", "1 h 25 min $"),
        (r"\min(1, 2)", r"\min(1, 2)"),
        (r"\begin{cases} 1 & x \ge 0 \end{cases}", r"\begin{cases} 1 & x \ge 0 \end{cases}"),
        (r"3 x \frac{1}{2}", r"3 × \frac{1}{2}"),
        (r"3 x \ge 5", r"3 x \ge 5"),
    ],
)
def test_takes_off_what_stands_around(raw: str, text: str) -> None:
    assert trimmed(raw) == (text, False)


@pytest.mark.parametrize(
    "raw",
    ["about 12", "≈12", r"\approx 12", "approximately 12.", "~12", "约12", "The answer is about 12", "12 (approx.)"],
)
def test_notes_what_is_approximate(raw: str) -> None:
    assert trimmed(raw) == ("12", True)


@given(st.text(max_size=200))
def test_never_raises(raw: str) -> None:
    trimmed(raw)
