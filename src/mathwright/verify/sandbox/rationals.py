"""Exact fractions for monty, which has no module ``fractions``: the part of ``Fraction`` that programs use.

Arithmetic, equality, rounding and printing are those of the standard library; comparing by size and formatting with a
width are not to be had, and raise an error.  Nothing is taken to be other than it is: zero is the integer 0, since
monty holds every object to be true.
"""

from __future__ import annotations

import re

_NAME = re.compile(
    r"^([ \t]*)from[ \t]+fractions[ \t]+import[ \t]+Fraction(?:[ \t]+as[ \t]+(\w+))?[ \t]*(?=#|;|$)", re.MULTILINE
)
_MODULE = re.compile(r"^([ \t]*)import[ \t]+fractions(?:[ \t]+as[ \t]+(\w+))?[ \t]*(?=#|;|$)", re.MULTILINE)

PRELUDE = """
import math as _math

def _made(a, b):
    if b == 0:
        raise ZeroDivisionError(f"Fraction({a}, 0)")
    if a == 0:
        return 0
    shared = _math.gcd(a, b)
    return _Fraction(a // shared, b // shared) if b > 0 else _Fraction(-a // shared, -b // shared)

def _parts(value):
    if isinstance(value, _Fraction):
        return value.numerator, value.denominator
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError("a Fraction and a " + type(value).__name__ + " do not mix here")
    return value, 1

def _read(text):
    top, _, bottom = text.strip().partition("/")
    whole, _, decimals = top.partition(".")
    value = _made(int(whole + decimals), 10 ** len(decimals))
    return value if not bottom else _made(*_parts(value)) / int(bottom)

def Fraction(numerator=0, denominator=1):
    if isinstance(numerator, str):
        return _read(numerator)
    a, b = _parts(numerator)
    c, d = _parts(denominator)
    return _made(a * d, b * c)

class _Module:
    def __init__(self):
        self.Fraction = Fraction

_FRACTION = Fraction
_FRACTIONS = _Module()

class _Fraction:
    def __init__(self, numerator, denominator):
        self.numerator = numerator
        self.denominator = denominator

    def __str__(self):
        return str(self.numerator) if self.denominator == 1 else f"{self.numerator}/{self.denominator}"

    def __repr__(self):
        return f"Fraction({self.numerator}, {self.denominator})"

    def __hash__(self):
        return hash(self.numerator) if self.denominator == 1 else hash((self.numerator, self.denominator))

    def __eq__(self, other):
        if isinstance(other, float):
            return self.numerator / self.denominator == other
        if not isinstance(other, (int, _Fraction)):
            return False
        a, b = _parts(other)
        return self.numerator == a and self.denominator == b

    def __ne__(self, other):
        return not self == other

    def __neg__(self):
        return _Fraction(-self.numerator, self.denominator)

    def __abs__(self):
        return _Fraction(abs(self.numerator), self.denominator)

    def __float__(self):
        return self.numerator / self.denominator

    def __int__(self):
        return -(-self.numerator // self.denominator) if self.numerator < 0 else self.numerator // self.denominator

    def __floor__(self):
        return self.numerator // self.denominator

    def __ceil__(self):
        return -(-self.numerator // self.denominator)

    def __add__(self, other):
        if isinstance(other, float):
            return float(self) + other
        a, b = _parts(other)
        return _made(self.numerator * b + a * self.denominator, self.denominator * b)

    def __radd__(self, other):
        return self + other

    def __sub__(self, other):
        return self + -other

    def __rsub__(self, other):
        return -self + other

    def __mul__(self, other):
        if isinstance(other, float):
            return float(self) * other
        a, b = _parts(other)
        return _made(self.numerator * a, self.denominator * b)

    def __rmul__(self, other):
        return self * other

    def __truediv__(self, other):
        if isinstance(other, float):
            return float(self) / other
        a, b = _parts(other)
        return _made(self.numerator * b, self.denominator * a)

    def __rtruediv__(self, other):
        if isinstance(other, float):
            return other / float(self)
        a, b = _parts(other)
        return _made(a * self.denominator, b * self.numerator)

    def __floordiv__(self, other):
        a, b = _parts(other)
        return self.numerator * b // (self.denominator * a)

    def __mod__(self, other):
        return self - other * (self // other)

    def __pow__(self, power):
        if not isinstance(power, int):
            return float(self) ** float(power)
        if power < 0:
            return _made(self.denominator ** -power, self.numerator ** -power)
        return _made(self.numerator ** power, self.denominator ** power)

    def limit_denominator(self, most=1000000):
        if self.denominator <= most:
            return self
        raise NotImplementedError("Fraction.limit_denominator below the denominator")
"""
"""What is run before a program that imports ``Fraction``."""
LACKS = "'_Fraction'"
"""Stands in the error of a program that uses of it what monty cannot do."""


def without_import(source: str) -> str | None:
    """The program with its import of ``Fraction`` made to mean the prelude's; None where it imports none."""
    if "fractions" not in source:
        return None
    changed, names = _NAME.subn(lambda found: f"{found[1]}{found[2] or 'Fraction'} = _FRACTION ", source)
    changed, modules = _MODULE.subn(lambda found: f"{found[1]}{found[2] or 'fractions'} = _FRACTIONS ", changed)
    return changed if names or modules else None
