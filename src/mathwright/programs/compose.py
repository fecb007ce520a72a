"""Combine two problems: the answer of one replaces a number of the other (in sequence).

The form is that of compositional problems (arXiv:2410.01748): *Let N be the number of clips Natalia sold.*
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from random import Random

from mathwright.programs.asking import Asked
from mathwright.programs.closing import asked_of, is_quantity, relocate
from mathwright.programs.drawing import draw
from mathwright.programs.graph import Value
from mathwright.programs.made import Made, Refused
from mathwright.programs.people import names_in, rename, substitute
from mathwright.programs.story import Story, finish, tell_story
from mathwright.programs.template import Template

LARGEST = 100_000
_PRICE_ENDS = re.compile(r"\s+[a-z]{3,}|[.,]?\s|[?.]$")
_COUNTED = re.compile(r"\s+[a-z]{3,}")
_OWNED = re.compile(r"\b(?:his|her|their|its|my|your|our|a|an)\s+$", re.IGNORECASE)


def compose(template: Template, companions: Iterable[Template], rng: Random) -> Made | Refused:
    """Two problems joined in sequence, the seed problem first or second."""
    if template.objection is not None:
        return Refused(template.objection)
    if template.unused:
        return Refused("a number of the question is not used")
    reason = "no clean companion"
    for other in companions:
        if other.objection is not None or other.unused or other.problem_id == template.problem_id:
            continue
        pairs = [(template, other), (other, template)]
        if rng.random() < 0.5:
            pairs.reverse()
        for first, second in pairs:
            made = _in_sequence(first, second, template.problem_id, rng)
            if isinstance(made, Made):
                return made
            reason = made.reason
    return Refused(reason)


def _in_sequence(first: Template, second: Template, base: str, rng: Random) -> Made | Refused:
    own = asked_of(first.text)
    if own is None or not is_quantity(own):
        return Refused("question cannot be turned into a quantity")
    places = _replaceable(second, first.answer_style == "money")
    if not places:
        return Refused("no number of the second problem can be replaced")
    opening = _opening(first, second, places, rng)
    if isinstance(opening, Refused):
        return opening
    story, asked, place = opening
    register = second.given_registers[place]
    values = draw(second, rng, fixed={register: story.answer})
    if values is None:
        return Refused("the answer does not fit the second problem")
    follow = tell_story(second, values)
    if follow is None:
        return Refused("a number cannot be written")
    return _joined(first, second, story, asked, follow, place, base, rng)


def _replaceable(second: Template, money: bool) -> list[int]:
    """Places of the givens that the answer of another problem can replace: free, used, written in digits."""
    grouped = {register for choice in second.choices if len(choice.registers) > 1 for register in choice.registers}
    articles = {register for register, _ in second.articles}
    return [
        place
        for place, (mention, register) in enumerate(zip(second.givens, second.given_registers, strict=True))
        if register not in second.frozen
        and register not in grouped
        and register not in articles
        and mention.form == "digits"
        and mention.money == money
        and not mention.percent
        and mention.value.denominator == 1
        and mention.value >= 4
        and not second.contexts[place].narrow
        and second.contexts[place].cap is None
        and _stands_alone(second, place)
    ]


def _stands_alone(second: Template, place: int) -> bool:
    """Whether a letter can stand for the number: before a word, and not in *his 20 meters ribbon*."""
    mention = second.givens[place]
    before, after = second.text[: mention.start], second.text[mention.end :]
    if mention.money:
        return bool(_PRICE_ENDS.match(after))
    return bool(_COUNTED.match(after)) and not _OWNED.search(before)


def _opening(
    first: Template, second: Template, places: Sequence[int], rng: Random
) -> tuple[Story, Asked, int] | Refused:
    """The first problem told so that its answer is of the size of a number of the second."""
    for attempt in range(4):
        values = draw(first, rng) if attempt else list(first.values)
        if values is None:
            break
        answer = values[first.answer]
        fitting = [place for place in places if _same_size(answer, second.values[second.given_registers[place]])]
        if not fitting or not isinstance(answer, int) or answer > LARGEST:
            continue
        story = tell_story(first, values)
        asked = asked_of(story.question) if story is not None else None
        if story is None or asked is None or not is_quantity(asked):
            return Refused("question cannot be turned into a quantity")
        if (asked.kind == "money") != (first.answer_style == "money"):
            return Refused("kinds of quantity differ")
        return story, asked, fitting[int(rng.random() * len(fitting))]
    return Refused("sizes differ")


def _same_size(answer: Value, number: Value) -> bool:
    return isinstance(answer, int) and answer >= 2 and number <= 2 * answer and answer <= 2 * number


def _joined(
    first: Template, second: Template, story: Story, asked: Asked, follow: Story, place: int, base: str, rng: Random
) -> Made | Refused:
    letter = _letter(story.question + follow.question)
    if letter is None:
        return Refused("no free letter")
    clashing = names_in(story.question) & names_in(follow.question)
    names = rename(follow.question, clashing, story.question, rng)
    if names is None:
        return Refused("names clash")
    front = " ".join(part for part in (asked.head.strip(), (asked.condition or "").strip()) if part)
    bridge = f"Let {letter} be {asked.noun_phrase}."
    if not relocate(story, len(asked.head.rstrip()), f"{front} {bridge}".strip()):
        return Refused("a number of the question is lost")
    _replace(follow, place, letter)
    _renamed(follow, names)
    return _spliced(first, second, story, follow, place, f"{front} {bridge}".strip(), letter, base)


def _letter(text: str) -> str | None:
    return next((letter for letter in "NMK" if not re.search(rf"\b{letter}\b", text)), None)


def _replace(follow: Story, place: int, letter: str) -> None:
    start, end, value = follow.givens[place]
    shift = len(letter) - (end - start)
    follow.question = follow.question[:start] + letter + follow.question[end:]
    follow.givens = [(a + shift, b + shift, v) if a > start else (a, b, v) for a, b, v in follow.givens]
    follow.givens[place] = (start, start + len(letter), value)


def _renamed(follow: Story, names: dict[str, str]) -> None:
    """Replace names, number by number so that offsets stay true."""
    if not names:
        return
    moved: list[tuple[int, int, Value]] = []
    for start, end, value in follow.givens:
        shift = len(substitute(follow.question[:start], names)) - start
        moved.append((start + shift, end + shift, value))
    follow.givens = moved
    follow.question = substitute(follow.question, names)
    follow.lines = [substitute(line, names) for line in follow.lines]


def _spliced(
    first: Template, second: Template, story: Story, follow: Story, place: int, front: str, letter: str, base: str
) -> Made | Refused:
    offset, steps = len(story.givens), len(story.steps)
    answer = f"s{story.answer_step}"

    def renamed(found: re.Match[str]) -> str:
        kind, index = found.group(1), int(found.group(2))
        if kind == "s":
            return f"s{index + steps}"
        return answer if index == place else f"g{index + offset}"

    shift = len(front) + 1
    told = Story(
        question=f"{front} {follow.question}",
        givens=[*story.givens, *((start + shift, end + shift, value) for start, end, value in follow.givens)],
        steps=[*story.steps, *((re.sub(r"([gs])(\d+)", renamed, text), value) for text, value in follow.steps)],
        lines=[*story.lines, f"So {letter} = {story.answer}.", *follow.lines],
        answer=follow.answer,
        answer_step=steps + follow.answer_step,
        money=follow.money,
    )
    parents = (first.problem_id, second.problem_id)
    ordered = parents if parents[0] == base else (parents[1], parents[0])
    return finish(told, ordered) or Refused("answer cannot be written")
