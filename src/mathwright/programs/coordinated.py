"""``20 apples and 5 oranges`` told as ``20 apples and 25% as many oranges as apples``."""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction
from random import Random

from mathwright.programs.drawing import draw
from mathwright.programs.graph import Value
from mathwright.programs.lexicon import nouns
from mathwright.programs.made import Made
from mathwright.programs.pieces import Slot
from mathwright.programs.story import Story, finish, show, tell_story
from mathwright.programs.template import Template

_FIRST = re.compile(r"\s+((?:[a-z]+\s+){0,2}?[a-z]+s)(?:,\s+and|\s+and|,)\s+$")
_SECOND = re.compile(
    r"\s+((?:[a-z]+\s+){0,2}?[a-z]+s)(?=[.,;]|\s+(?:in|on|at|for|from|to|today|yesterday|last|this|and)\b)"
)
_RELATIVE = frozenset(("more", "fewer", "less", "extra", "additional", "other"))
"""*10 more girls* is a difference; *half as many more girls as boys* would say neither."""
_WORDS = {
    Fraction(1, 2): "half", Fraction(1, 3): "a third", Fraction(2, 3): "two thirds", Fraction(1, 4): "a quarter",
    Fraction(3, 4): "three quarters", Fraction(1, 5): "a fifth", Fraction(2, 5): "two fifths",
    Fraction(3, 5): "three fifths", Fraction(4, 5): "four fifths", Fraction(1, 10): "a tenth",
}  # fmt: skip
TRIES = 6


def share_of_another(template: Template, rng: Random) -> Made | None:
    """The problem with one count given as a share of the count before it, or None where no two stand so."""
    if template.worked.neighbours is None:
        template.worked.neighbours = _pairs(template)
    pairs = template.worked.neighbours
    if not pairs:
        return None
    for _ in range(TRIES):
        values = draw(template, rng) if template.choices else None
        numbers = values or list(template.values)
        for first, second in pairs:
            share = _share(numbers[template.given_registers[first]], numbers[template.given_registers[second]], rng)
            story = tell_story(template, numbers) if share else None
            if share is not None and story is not None:
                return _told(template, story, first, second, share)
    return None


def _pairs(template: Template) -> list[tuple[int, int]]:
    """Places of neighbouring givens that count things: ``20 apples and 5 oranges``."""
    countable = nouns().things | nouns().people
    found = []
    pieces = template.question
    slots = [place for place, piece in enumerate(pieces) if isinstance(piece, Slot)]
    givens = [n for n, mention in enumerate(template.givens) if mention.form in ("digits", "word")]
    for index in range(len(slots) - 1):
        left, right = slots[index], slots[index + 1]
        if right - left != 2 or givens[index] + 1 != givens[index + 1]:
            continue
        between = pieces[left + 1]
        after = pieces[right + 1] if right + 1 < len(pieces) else ""
        first, second = _FIRST.fullmatch(str(between)), _SECOND.match(str(after))
        if first is None or second is None or first.group(1) == second.group(1):
            continue
        words = (*first.group(1).split(), *second.group(1).split())
        if not _RELATIVE.isdisjoint(words):
            continue
        if first.group(1).split()[-1] in countable and second.group(1).split()[-1] in countable:
            found.append((givens[index], givens[index + 1]))
    return found


def _share(whole: Value, part: Value, rng: Random) -> str | None:
    if not isinstance(whole, int) or not isinstance(part, int) or part >= whole or part < 2:
        return None
    ratio = Fraction(part, whole)
    percent = ratio * 100
    written = [_WORDS[ratio]] if ratio in _WORDS else []
    if percent.denominator == 1 and percent % 5 == 0:
        written.append(f"{percent}%")
    return rng.choice(written) if written else None


def _told(template: Template, story: Story, first: int, second: int, share: str) -> Made | None:
    """The story with the second number replaced by its share of the first, and the line that recovers it."""
    start, end, part = story.givens[second]
    _, first_end, whole = story.givens[first]
    first_noun = _FIRST.match(story.question[first_end:start])
    second_noun = _SECOND.match(story.question[end:])
    if first_noun is None or second_noun is None or story.question[max(0, start - 1) : start] == "$":
        return None
    phrase = f"{share} as many {second_noun.group(1)} as {first_noun.group(1)}"
    stop = end + second_noun.end(1)
    if any(stop > other[0] > end for other in story.givens):
        return None
    shift = len(phrase) - (stop - start)
    story.question = story.question[:start] + phrase + story.question[stop:]
    story.givens = [(a + shift, b + shift, v) if a > start else (a, b, v) for a, b, v in story.givens]
    return _recovered(template, story, first, second, share, whole, part, second_noun.group(1))


def _recovered(
    template: Template, story: Story, first: int, second: int, share: str, whole: Value, part: Value, noun: str
) -> Made | None:
    ratio = Fraction(part, whole) if isinstance(part, int) and isinstance(whole, int) else Fraction(0)
    start = story.givens[second][0]
    if share.endswith("%"):
        percent = int(share[:-1])
        story.givens[second] = (start, start + len(share) - 1, percent)
        expression, left = f"g{first}*g{second}/100", f"{show(whole)} * {percent} / 100"
    else:
        story.givens[second] = (start, start + len(share), ratio)
        top, bottom = ratio.numerator, ratio.denominator
        over = f"{show(whole)} / {bottom}"
        left = over if top == 1 else f"{over} * {top}"
        expression = f"g{first}*g{second}"
    bare = left.replace(" ", "")
    line = f"The number of {noun} is {left} = <<{bare}={show(part)}>>{show(part)}."
    story.lines.insert(0, line)
    story.steps = [(expression, part), *_shifted(story.steps, second)]
    story.answer_step += 1
    return finish(story, (template.problem_id,))


def _shifted(steps: Sequence[tuple[str, Value]], second: int) -> list[tuple[str, Value]]:
    """The old steps with step numbers moved up by one and the replaced number read from the new step."""

    def renamed(found: re.Match[str]) -> str:
        kind, index = found.group(1), int(found.group(2))
        if kind == "s":
            return f"s{index + 1}"
        return "s0" if index == second else f"g{index}"

    return [(re.sub(r"([gs])(\d+)", renamed, expression), value) for expression, value in steps]
