"""Which numbers of a question can be made the unknown: a letter can stand there, and nothing else gives them away."""

from __future__ import annotations

import re
from collections import Counter
from fractions import Fraction
from itertools import combinations

from mathwright.programs.asking import split_question
from mathwright.programs.graph import Value
from mathwright.programs.grounding import ALWAYS, views
from mathwright.programs.inverse import dependents
from mathwright.programs.soundness import STATED_FACTS
from mathwright.programs.template import Template

_FOLLOWED = re.compile(r"\s+[A-Za-z]|-[a-z]{2}|[.,?](?:\s|$)")
_PERCENT = re.compile(r"%|\s+percent\b")
_PRICE = re.compile(r"\s+[a-z]|[.,?](?:\s|$)")
_ALONE = re.compile(r"[\d.]\s+$")
_ARTICLE = re.compile(r"\ban?\s+$", re.IGNORECASE)

DECIDED = re.compile(
    r"\b(?:(?:fast|slow|cheap|high|low|great|larg|small|long|short|old|young|heavi|light|earli|lat|clos)est|best|worst|"
    r"the (?:faster|slower|cheaper|higher|lower|better|larger|smaller|greater|longer|shorter|older|younger)|minimum|"
    r"maximum|most expensive|least|at most|round(?:ed|ing)|round (?:up|down|to)|nearest|approximately|whichever|even|"
    r"odd|left ?over|prime|divisible|multiples?|every other|wins?|winner|winning|loses to|won|consecutive|"
    r"whole number|overtime|exceeds?)\b"
    r"|\b(?:over|above|under|below|beyond|(?:more|less|fewer|greater|higher|lower) than) \$?\d|\bbuy \w+,? get\b",
    re.IGNORECASE,
)
"""Words of a comparison that another number could decide otherwise, so that other numbers might fit as well."""

_THRESHOLD = re.compile(
    r"\b(?:needs?|needed|needing|can(?! of)|could|able|enough|afford|covers?|goal|until|fills?|filled|filling|fits?|"
    r"holds?|holding|pours?|lasts?|requires?|required|should|must|ha(?:ve|s|d) to|wants? to|sure|itself|at least|"
    r"serves?|servings?|every|whole|full|completely|at a time|trips?|turns?|recipe|groups?|batch(?:es)?)\b"
    r"|\bhow many (?:more |additional )?(?:days|weeks|months|years)\b|\bhow long\b",
    re.IGNORECASE,
)
_MEASURED = re.compile(
    r"\bhow many (?:more |fewer |additional |total |extra )?(?:seconds|minutes|hours|miles|kilometers|km|meters|feet|"
    r"yards|inches|centimeters|cm|pounds|ounces|kilograms|kg|grams|gallons|liters|ml|milliliters|cups|dollars|cents|"
    r"tons)\b|\baverage\b|\bhow much\b|\bspeed\b",
    re.IGNORECASE,
)
_TIMES = re.compile(r"\s+times\b", re.IGNORECASE)
_WHOLE = frozenset({7, 12, 24, 30, 52, 365})
"""Constants by which things are counted off: weeks, dozens, days."""
_UNSTATED = re.compile(
    r"\b(?:legs?|eyes?|wheels?|tires?|wings?|feet|hands?|fingers|toes|ears|sides?|square|rectang\w+|triang\w+|cubes?|"
    r"spiders?|octop\w+|\w+cycles?|bikes?|cars?|parents|quarters?)\b",
    re.IGNORECASE,
)


def maskable(template: Template) -> list[int]:
    """Places of the givens that can be the unknown, in order of appearance."""
    return [place for place in range(len(template.givens)) if _fits(template, place)]


def _fits(template: Template, place: int) -> bool:
    mention, register = template.givens[place], template.given_registers[place]
    if mention.form != "digits" or register not in template.used:
        return False
    if not template.contexts[place].free or _is_repeated(template, place):
        return False
    if not _letter_reads(template, place):
        return False
    if _may_be_rounded(template, register) or _fills_up(template, place):
        return False
    return register not in template.frozen or _is_sure(template, place)


def _is_repeated(template: Template, place: int) -> bool:
    """Whether the text says the number twice, as digits, as a word or as a share."""
    value = template.givens[place].value
    return any(other.value == value for n, other in enumerate(template.givens) if n != place)


def _letter_reads(template: Template, place: int) -> bool:
    """Whether a letter can stand for the number: *N clips*, *$N each*, *N%*, *an N-pound bag*."""
    mention = template.givens[place]
    before, after = template.text[: mention.start], template.text[mention.end :]
    if mention.percent:
        return _PERCENT.match(after) is not None
    if _ALONE.search(before.rstrip("$")) is not None:
        return False
    if mention.money:
        return _PRICE.match(after) is not None and _ARTICLE.search(before.rstrip("$")) is None
    return _FOLLOWED.match(after) is not None and (after[0] == "-" or _ARTICLE.search(before) is None)


def _may_be_rounded(template: Template, register: int) -> bool:
    """Whether the number enters a quotient that counts whole things, so that a number near it fits as well.

    26 people need 6 vans of 5, and so do 30.  A quotient that is measured, or shared out, is exact.
    """
    if not _THRESHOLD.search(template.text):
        return False
    inside = dependents(template, register)
    counts = _counts(template)
    for sense in template.senses:
        sides = (sense.operation.left, sense.operation.right)
        if sense.operation.op != "/" or not sense.whole or inside.isdisjoint(sides) or not counts.issuperset(sides):
            continue
        if sense.operation.out != template.answer or not _MEASURED.search(split_question(template.text)[1]):
            return True
    return False


def _counts(template: Template) -> set[int]:
    """Registers of numbers that count something: results, and numbers other than factors (*half*, *3 times*)."""
    found = {sense.operation.out for sense in template.senses}
    for mention, register in zip(template.givens, template.given_registers, strict=True):
        plain = mention.form in ("digits", "word") and not _TIMES.match(template.text[mention.end :])
        if plain or mention.value in _WHOLE:
            found.add(register)
    constants = set(range(len(template.values))) - found - set(template.given_registers)
    return found | {register for register in constants if template.values[register] in _WHOLE}


def _is_sure(template: Template, place: int) -> bool:
    """Whether a number that must keep its value is nevertheless the one operand that its value can mean.

    Numbers are frozen for many reasons; here it matters only that no operand on the way from this number to the
    answer could as well be read as another number, an earlier result or a constant of the same value.
    """
    if _is_related(template, place):
        return False
    values, inside = template.values, dependents(template, template.given_registers[place])
    operands = [side for sense in template.senses for side in (sense.operation.left, sense.operation.right)]
    results = (sense.operation.out for sense in template.senses)
    holders = Counter(values[register] for register in {*template.given_registers, *results})
    uses = Counter(values[operand] for operand in operands)
    shares = (mention for mention in template.givens if mention.form in ("share", "fraction"))
    elsewhere = {seen for mention in shares for _, seen in views(mention)}
    return not any(
        holders[value] > 1 or value in elsewhere or (uses[value] > 1 and _may_be_fact(value, template.text))
        for value in {values[operand] for operand in operands if operand in inside}
    )


def _may_be_fact(value: Value, text: str) -> bool:
    """Whether an operand of this value could be a constant that the text leaves unstated."""
    fact = STATED_FACTS.get(Fraction(value))
    if value in ALWAYS or (fact is not None and fact.search(text) is not None):
        return True
    return value <= 12 and _UNSTATED.search(text) is not None


def _fills_up(template: Template, place: int) -> bool:
    """Whether the number is a percentage that others fill up to 100."""
    own = template.givens[place]
    others = [mention.value for n, mention in enumerate(template.givens) if mention.percent and n != place]
    return own.percent and any(
        sum(group) + own.value == 100 for count in (1, 2, 3) for group in combinations(others, count)
    )


def _is_related(template: Template, place: int) -> bool:
    """Whether the number and two others of its kind are parts and whole, or factors and product."""
    givens = template.givens
    numbers = [n for n, mention in enumerate(givens) if mention.value >= 2 and mention.form in ("digits", "word")]
    for others in combinations([n for n in numbers if n != place], 2):
        one, two, whole = sorted((givens[n] for n in (place, *others)), key=lambda mention: mention.value)
        alike = [(part.money, part.percent) == (whole.money, whole.percent) for part in (one, two)]
        if (one.value + two.value == whole.value and all(alike)) or (
            one.value * two.value == whole.value and any(alike)
        ):
            return True
    return False
