"""What is said of a function nobody knows is never made equal to something else that is said of it."""

import pytest

from mathwright.verify.equality import same
from mathwright.verify.workers.ask import ask_algebra

NEAR_MISSES = [
    (r"\omega(2n)=\omega(n)", r"\omega(3n)=\omega(n)"),
    (r"\omega(2n)=\omega(n)", r"\omega(2n)=2\omega(n)"),
    ("w(2n)=w(n)", "w(3n)=w(n)"),
    (r"\phi(2n)=\phi(n)", r"\phi(4n)=\phi(n)"),
    ("f(-1)=0", "f(1)=0"),
    ("f(2)=0", "f(3)=0"),
    ("f(0)=1", "f(0)=-1"),
    ("f(2)=3", "f(3)=2"),
    ("f(2)=4", "f(4)=8"),
    ("f(x)=0", "g(x)=0"),
    ("f(x)", "f(-x)"),
    ("f(2x)", "2f(x)"),
    ("f(x)+f(y)", "f(x+y)"),
    ("f(x)f(y)", "f(xy)"),
    ("f(f(x))", "f(x)"),
    ("f(x+1)=f(x)", "f(x+2)=f(x)"),
    ("f(x)=f(-x)", "f(x)=-f(-x)"),
    ("f(x)>0", "f(x)<0"),
    ("f'(x)=0", "f(x)=0"),
    ("P(2)=0", "P(3)=0"),
    ("P(2)=4", "P(4)=8"),
    ("P(x+1)=P(x)", "P(x+2)=P(x)"),
    ("P(2)=P(3)", "P(4)=P(6)"),
    ("y(0)=0", "y(1)=0"),
    ("y(1)=2", "y(2)=4"),
    ("y'(0)=1", "y(0)=1"),
    ("u(0)=0", "v(0)=0"),
    ("T(2n)=2T(n)", "T(n)=T(n)"),
    ("a_{n+1}=2a_n", "a_{n+1}=3a_n"),
]


@pytest.mark.parametrize(("a", "b"), NEAR_MISSES)
def test_near_misses_of_unknown_functions_are_never_equal(a: str, b: str) -> None:
    assert ask_algebra(a, b).state != "equal"
    assert same(a, b).state != "equal"
    assert same(b, a).state != "equal"


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("f(2)=3", "f(2) = 3"),
        ("P(2)=4", "2P(2)=8"),
        ("w(2n)=w(n)+1", "2w(2n)=2w(n)+2"),
        ("2x=4", "x=2"),
        ("2x=0", "3x=0"),
        ("x(x+1)=0", "x^2+x=0"),
    ],
)
def test_what_is_the_same_of_them_stays_equal(a: str, b: str) -> None:
    assert same(a, b).state == "equal"
