"""Answers meant to break a checker: each named, each built when asked for (some are a megabyte)."""

import os
import tempfile
from collections.abc import Callable
from pathlib import Path

HARMLESS = "5"
PWNED = Path(tempfile.gettempdir()) / f"mathwright-pwned-{os.getpid()}"
"""What some of them try to make."""
MILLION = 1_000_000

HOSTILE: dict[str, Callable[[], str]] = {
    # too large to compute
    "tower": lambda: "9^{9^{9^9}}",
    "tower in plain text": lambda: "9**9**9**9",
    "tower in a fraction": lambda: r"\frac{1}{9^{9^{9^9}}}",
    "tower of a variable": lambda: "x^{x^{x^{x^{x}}}}",
    "tower of fifty": lambda: "2^{" * 50 + "2" + "}" * 50,
    "tower modulo 7": lambda: r"9^{9^{9^9}} \bmod 7",
    "factorial of a billion": lambda: "(10^9)!",
    "factorials of factorials": lambda: "9!!!!!!!!",
    "factorial inside factorial": lambda: "(((9!)!)!)!",
    "binomial": lambda: r"\binom{10^{12}}{10^{11}}",
    "sum of a billion terms": lambda: r"\sum_{k=1}^{10^9} \frac{1}{k}",
    "product of a billion terms": lambda: r"\prod_{k=1}^{10^9} k",
    "sum of sums": lambda: r"\sum_{i=1}^{99999}\sum_{j=1}^{99999}\sum_{k=1}^{99999} ijk",
    "integral without a closed form": lambda: r"\int_0^1 \sin(x^x)\cos(e^{x^2})\,dx",
    "limit that oscillates": lambda: r"\lim_{x\to\infty} \sin(x^2) \cos(x!)",
    "huge exponent": lambda: "1e400",
    "huger exponent": lambda: "1e999999999",
    "huge negative exponent": lambda: "1e-999999999",
    "exponent of many digits": lambda: "2^{" + "9" * 3_000 + "}",
    "root of huge degree": lambda: r"\sqrt[999999999]{2}",
    "roots nested fifty deep": lambda: r"\sqrt{2+" * 50 + "2" + "}" * 50,
    "many different roots": lambda: "+".join(rf"\sqrt{{{n}}}" for n in range(2, 300)),
    "expansion of many terms": lambda: "(a+b+c+d+e+f+g+h)^{200}",
    "product of many brackets": lambda: "".join(f"(x+{n})" for n in range(300)),
    "trigonometric product": lambda: "".join(rf"\sin({n}x)" for n in range(1, 100)),
    "large semiprime under a root": lambda: r"\sqrt{" + str((10**60 + 7) * (10**60 + 9)) + "}",
    "repeating decimal with a long block": lambda: r"0.\overline{" + "123456789" * 300 + "}",
    # long
    "a million digits": lambda: "1" * MILLION,
    "a million decimals": lambda: "0." + "3" * MILLION,
    "five thousand digits": lambda: "7" * 5_000,
    "a million letters": lambda: "a" * MILLION,
    "a million spaces": lambda: " " * MILLION,
    "a number in a million spaces": lambda: " " * MILLION + "5" + " " * MILLION,
    "a million commas": lambda: "," * MILLION,
    "a list of a hundred thousand": lambda: ", ".join(map(str, range(100_000))),
    "a set of three thousand": lambda: r"\{" + ",".join(map(str, range(3_000))) + r"\}",
    "a set of two thousand formulas": lambda: r"\{" + ",".join(f"x+{n}" for n in range(2_000)) + r"\}",
    "a sum of a hundred thousand": lambda: "+".join(["1"] * 100_000),
    "a matrix of 200 by 200": lambda: (
        r"\begin{pmatrix}" + r"\\".join("&".join(["1"] * 200) for _ in range(200)) + r"\end{pmatrix}"
    ),
    "a matrix of 30 by 30": lambda: (
        r"\begin{pmatrix}" + r"\\".join("&".join(f"x+{n}" for n in range(30)) for _ in range(30)) + r"\end{pmatrix}"
    ),
    "a megabyte of words": lambda: "the answer is five " * 55_000,
    "a megabyte of lines": lambda: "5\n" * 500_000,
    # deep
    "a hundred thousand braces": lambda: "{" * 100_000 + "5" + "}" * 100_000,
    "open braces": lambda: "{" * 100_000,
    "closed braces": lambda: "}" * 100_000,
    "open brackets": lambda: "(" * 9_000,
    "balanced brackets": lambda: "(" * 4_000 + "5" + ")" * 4_000,
    "fractions inside one another": lambda: r"\frac{1}{" * 1_000 + "2" + "}" * 1_000,
    "fractions without arguments": lambda: r"\frac" * 50_000,
    "boxes inside one another": lambda: r"\boxed{" * 20_000 + "5" + "}" * 20_000,
    "a box that is not closed": lambda: r"the answer is \boxed{5",
    "signs": lambda: "-" * 9_000 + "5",
    "bars": lambda: "|" * 9_000,
    "powers without bases": lambda: "^" * 9_000,
    "left without right": lambda: r"\left(" * 5_000,
    "environments that do not end": lambda: r"\begin{cases}" * 3_000,
    "sets inside one another": lambda: r"\{" * 3_000 + "1" + r"\}" * 3_000,
    "units inside one another": lambda: r"\text{" * 20_000 + "cm" + "}" * 20_000,
    # made for backtracking expressions
    "digits and commas": lambda: "1," * 40_000 + "x",
    "digits and spaces": lambda: "1 " * 40_000 + "x",
    "digits and dots": lambda: "1." * 40_000 + "x",
    "spaces before a stop": lambda: "5" + " " * 90_000 + "!",
    "words and commas": lambda: "and, " * 40_000,
    "dollars": lambda: "$" * 90_000,
    "backslashes": lambda: "\\" * 90_000,
    "answer is, again and again": lambda: "answer is " * 40_000,
    "hashes": lambda: "####" * 40_000,
    "percent signs": lambda: "5" + "%" * 50_000,
    "colons": lambda: "1:" * 40_000 + "1",
    "Chinese numerals": lambda: "一百" * 40_000,
    "thinking that does not end": lambda: "<think>" * 30_000,
    # asks for something to be run or read
    "a file": lambda: r"\input{/etc/passwd}",
    "a system call": lambda: f"__import__('os').system('touch {PWNED}')",
    "a system call in a box": lambda: rf"\boxed{{__import__('os').system('touch {PWNED}')}}",
    "a class walk": lambda: "().__class__.__bases__[0].__subclasses__()",
    "a lambda": lambda: "(lambda: exec('raise SystemExit'))()",
    "a write in TeX": lambda: rf"\immediate\write18{{touch {PWNED}}}",
    "a definition in TeX": lambda: r"\def\x{\x\x}\x",
    "a format field": lambda: "{0.__class__}",
    "a line of the worker's protocol": lambda: '5\n["equal", "sympy"]\nready\n',
    # odd numbers and signs
    "NaN": lambda: "NaN",
    "nan": lambda: "nan",
    "infinity": lambda: "inf",
    "negative zero": lambda: "-0",
    "zero divided by zero": lambda: r"\frac{0}{0}",
    "division by zero": lambda: "1/0",
    "zero to the zero": lambda: "0^0",
    "empty": lambda: "",
    "a space": lambda: " \t\n",
    "an empty box": lambda: r"\boxed{}",
    "an unknown command": lambda: r"\undefinedcommand{5}",
    "no text at all": lambda: "\x00\x01\x02\x1b[31m",
    # odd characters
    "Unicode minus": lambda: "−5",
    "fullwidth digits": lambda: "５",
    "fullwidth letters and marks": lambda: "ｘ＝５。",
    "Arabic digits": lambda: "٥",
    "superscripts": lambda: "2³⁴⁵",
    "a vulgar fraction": lambda: "2½",
    "circled digits": lambda: "⑤",
    "Roman numeral sign": lambda: "Ⅴ",
    "a lone surrogate": lambda: "\ud800",
    "a number with a lone surrogate": lambda: "5\udfff",
    "zero-width spaces": lambda: "\u200b5\u200b" * 3_000,
    "right to left": lambda: "\u202e5\u202c",
    "combining marks": lambda: "5" + "\u0301" * 50_000,
    "letters that grow when folded": lambda: "ﷺ" * 9_000,
    "an emoji": lambda: "5️⃣",
}
"""Name of each, and the text."""
