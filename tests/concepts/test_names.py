"""What makes two concept names one idea, and what must never do so."""

import re
import tomllib
from importlib.resources import files
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mathwright.concepts.names import is_thing, normal_form, same_idea

ONE_IDEA = """
arithmetic: Arithmetic | Basic arithmetic | Arithmetic operations | arithmetic_calculations
arithmetic of a model: Arithmetic | Performing arithmetic operations | Understanding of basic arithmetic operations
four operations: Arithmetic | Basic arithmetic operations (addition, subtraction, multiplication, division)
abbreviated lcm: LCM | Least Common Multiple | Least common multiple (LCM) | Finding the lowest common multiples
abbreviated gcd: GCD | Greatest common divisor | greatest common factor (GCF) | HCF
highest: GCD | Calculating the highest common factor
order of nouns: Area of a circle | Circle area | Calculating the area of circles | area_of_circle
formula of a measure: Area of a circle | Area formula of circles | Formula for the area of a circle
possessive: Area of a circle | A circle's area | Circles' area
verbs: Adding fractions | Addition of fractions | Fraction addition | Add fractions
fillers: Percentages | Percent | Percentage calculation | Understanding percentages | Percentage problems
basic: Percentages | Basic percentages | Applying percentages
direction kept: Converting fractions to decimals | Fraction to decimal conversion
into: Converting fractions to decimals | Conversion of fractions into decimals
named after people: Pythagorean theorem | Pythagoras' Theorem | Application of the Pythagorean theorem
order of operations: Order of operations | PEMDAS | Applying the order of operations (PEMDAS)
systems: Systems of linear equations | Solving linear systems | Simultaneous linear equations
hyphens: Word problems | Solving word problems | Word-problem
British spelling: Prime factorization | Prime factorisation | Finding the prime factorization
British centre: Centre of a circle | center_of_circles
dimensions: 2D shapes | two-dimensional shapes | 2-D shape
coordinated: Area and perimeter | Perimeter and area
average: Averages | Mean | Average calculation | Arithmetic mean | Calculating the average
chance: Probability | Basic probability | Calculating probabilities | Probability concepts
rules: Properties of exponents | Exponent rules | Laws of indices | Exponentiation rules
solving is what equations are for: Quadratic equations | Solving quadratic equations
adjective: Algebra | Basic algebra | Algebraic concepts
irregular plurals: Vertices of polyhedra | vertex of a polyhedron
sum of terms: Sum of an arithmetic sequence | Arithmetic series | Summing arithmetic progressions
Vieta: Vieta's formulas | Relationship between roots and coefficients | Sum and product of roots
LaTeX: $n^{th}$ term of a sequence | nth term of a sequence | n-th term of a sequence
sign for percent: % of a number | Percent of a number
powers: x² + 1 | x^2 + 1
any number: Addition | Adding numbers | Summing up numbers
unknowns: Solving equations | Solving for x | Solving equations for unknown quantities
definite quantity: Slope | Determining the slope | Finding the slope
formula of a quantity: Midpoint | Midpoint formula
all fillers: Problem solving | problem-solving
order of a list: Sum and product of the digits | Product and sum of digits
purpose: Using ratios to find distances | Ratios for finding distances
compared to: Comparing angles and lengths | Comparing lengths to angles
said twice: Mean | Mean (average)
by at the beginning: Converting units | By converting units
from words: Setting up equations | Setting up an equation from a word problem | Translating word problems to equations
longest phrase: Perfect squares | Perfect square numbers | Square numbers
possessive of s: Pythagorean theorem | Pythagoras's theorem
no Latin letters: 分数 | 分数
"""

DIFFERENT_IDEAS = """
opposite operations: addition | subtraction | multiplication | division
arrangements: permutations | combinations | combining like terms
measures: area of a circle | circumference of a circle | surface area | volume
dimensions: 2D shapes | 3D shapes
degree: linear equations | quadratic equations | equation of a line
primes: prime numbers | composite numbers | number of primes
common: greatest common divisor | least common multiple | common factors | common multiples
parity: even numbers | odd numbers | even and odd numbers
equations: solving equations | writing equations | inequalities | rearranging equations
sequences: sum of an arithmetic sequence | sum of a geometric sequence | arithmetic sequences | arithmetic
order of a sum: sum of squares | square of a sum
order of a difference: difference of squares | square of a difference
order of a product: sum of products | product of sums
order of a power: power of a product | product of powers | powers | power of a power
counting: number of factors | factors of a number
fractions of percentages: fractions of percentages | percentages of fractions
direction: converting fractions to decimals | converting decimals to fractions
no direction: converting fractions to decimals | converting between fractions and decimals
direction of degrees: degrees to radians | radians to degrees
from what: calculating cost from price | calculating price from cost
given what: finding the whole given the part | finding the part given the whole
subtracting from: subtracting 2-digit numbers from 3-digit numbers | subtracting 3-digit numbers from 2-digit numbers
digits: addition of 2-digit numbers | addition of 3-digit numbers
number words: linear equations in one variable | linear equations in two variables
bases: base 2 | base 10
noun and verb: multiplication | multiples
factor and factoring: factors | factoring | factor theorem
divide: divisibility | division | divisors
interest: simple interest | compound interest | interest
ratio: rational numbers | ratios | rationalization
whole and calculus: integers | integration
square: square numbers | squaring numbers | square roots | squares
calculus: product rule | quotient rule
angles: sine | cosine
averages: mean | median | mode | range | mean value theorem | geometric mean
chances: probability | conditional probability | experimental probability | theoretical probability
proportion: inverse proportion | direct proportion
binomial: binomial theorem | binomials
remainder: remainders | remainder theorem | Chinese remainder theorem
without: selection with replacement | selection without replacement
no remainder: division with remainders | division without remainders
means: solving quadratic equations by factoring | factoring quadratic equations | solving quadratic equations
formula that is a method: quadratic formula | quadratic equations | quadratic functions
distances: distance formula | distance
operations: order of operations | operations | inverse operations | modular arithmetic | mental arithmetic
units: unit rate | unit conversion
numbers: real numbers | complex numbers | number theory | numbers
events: independent events | dependent events
change: percent increase | percent decrease
sides: interior angles | exterior angles
axes: x-intercept | y-intercept
formulas: m + b | m - b | a^2 - b^2 | (a - b)^2
properties: circles | properties of circles
applications: derivatives | applications of derivatives
recognising: prime numbers | determining prime numbers
formula of no quantity: recursion | recursive formula
context of a filler: place value | place value in calculations
letters: finding x | finding y
"""


def rows(table: str) -> list[object]:
    """A parameter for each line ``id: name | name | …``."""
    lines = [line.partition(": ") for line in table.strip().splitlines()]
    return [pytest.param(names.split(" | "), id=what) for what, _, names in lines]


@pytest.mark.parametrize("names", rows(ONE_IDEA))
def test_names_of_one_idea_have_one_idea(names: list[str]) -> None:
    ideas = {name: sorted(normal_form(name).idea) for name in names}
    assert len({tuple(idea) for idea in ideas.values()}) == 1, ideas


@pytest.mark.parametrize("names", rows(DIFFERENT_IDEAS))
def test_names_of_different_ideas_stay_apart(names: list[str]) -> None:
    assert [pair for pair in combinations(names, 2) if same_idea(*pair)] == []


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("Simplification of Algebraic Expressions", ("simplify", "algebraic", "expression")),
        ("Square roots of 2-digit numbers", ("square_root", "2", "digit", "number")),
        ("The sum of the roots", ("sum", "root")),
        ("", ()),
    ],
)
def test_words_are_the_content_in_plain_form_and_written_order(name: str, words: tuple[str, ...]) -> None:
    assert normal_form(name).words == words


@pytest.mark.parametrize(
    ("name", "idea"),
    [
        ("simplifying_expressions", {"simplify", "expression"}),
        ("Sum of squares", {"sum", "square", "square > sum"}),
        ("Converting decimals to fractions", {"convert", "decimal", "fraction", "decimal to fraction"}),
        ("Solving equations by factoring", {"equation", "factorize", "by factorize"}),
        ("Understanding", {"understand"}),
        ("Of_the", {"of the"}),
        ("", {""}),
        ("?!", {"?!"}),
    ],
)
def test_the_idea_is_words_and_marks_of_order_where_order_counts(name: str, idea: set[str]) -> None:
    assert normal_form(name).idea == idea


@given(st.text(max_size=40))
def test_any_text_has_an_idea(name: str) -> None:
    assert normal_form(name).idea


TABLE = tomllib.loads((files("mathwright.concepts") / "words" / "names.toml").read_text("utf-8"))
WORDS = sorted({*re.findall(r"[a-z0-9]+", (files("mathwright.concepts") / "words" / "names.toml").read_text("utf-8"))})


@given(st.lists(st.sampled_from(WORDS), min_size=1, max_size=8))
def test_case_underscores_and_articles_change_nothing(words: list[str]) -> None:
    name = " ".join(words)
    assert normal_form("_".join(words).upper()) == normal_form(name)
    assert normal_form(f"  {name} ").idea == normal_form(name).idea


def test_every_rule_of_sets_takes_words_that_names_can_have() -> None:
    """A rule that waits for a word that another table has already turned into something else never applies."""
    lines = TABLE["sets"]["means"].strip().splitlines()
    made = {word for line in lines for word in line.split("->")[1].split()} | set(TABLE["phrases"])
    taken = {word for line in lines for word in line.split("->")[0].split()}
    assert [word for word in sorted(taken - made) if normal_form(word).words != (word,)] == []


def test_a_form_stands_for_one_word_only() -> None:
    seen: dict[str, str] = {}
    for table in ("verbs", "nouns", "numbers"):
        for word, forms in TABLE[table].items():
            for form in forms.split() if table != "numbers" else [word]:
                assert seen.setdefault(form, word) == word


@pytest.mark.parametrize(
    ("word", "thing"), [("fraction", True), ("add", False), ("total", False), ("x", False), ("2", False)]
)
def test_a_thing_is_neither_done_nor_vague(word: str, thing: bool) -> None:
    assert is_thing(word) is thing
