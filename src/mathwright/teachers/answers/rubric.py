"""What a draft's program and words are held against: the solution attempt, and MATH²'s rubric."""

import re
from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction

from mathwright.programs.numbers import Mention, mentions
from mathwright.programs.parts import unneeded, unused_givens
from mathwright.programs.replay import replay
from mathwright.programs.stray import stray_numbers
from mathwright.programs.telling import tell
from mathwright.programs.wording import faults as wording_faults
from mathwright.prompts.draft import Draft
from mathwright.prompts.math2 import Criterion, Pair, ValidateQuestion
from mathwright.records import Given, Program

MISSING_DATA = "missing data"
"""What is broken where the question does not say a number that its program takes from it."""
STRAY_NUMBER = "number from nowhere"
"""What is broken where the worked text prints a number that neither question nor annotations know."""
LARGEST = 10_000_000
"""Results beyond this are not plausible in a school problem."""
MOST_STEPS = 24
"""Steps beyond this are not tractable by hand."""
_OPEN_QUESTION = re.compile(r"\?(?! Let \$?[A-Z] be the answer)")
"""A question mark whose question is not answered by a letter that goes on standing for the answer."""
_LETTER = re.compile(r"(?<!\w)[A-Z](?!\w)")
_WORD = re.compile(r"[^\s-]+")
_DIGITS = re.compile(r"[\d.,]+")
_JOINING = re.compile(r"\btwice \$?[A-Z]\b|\b(?:the|pay) two\b|\bdivide the sum by 2\b")
"""Numbers in the words that join two problems: they say what is done with both results, and no step takes them."""


# --- the attempt ----------------------------------------------------------------------------------


def broken_at(draft: Draft, program: Program, answer: str) -> str | None:
    """What the attempt to solve the question breaks off at, or None.

    The printed annotations are computed again by the second route, and every number that the program takes from the
    question is read from the question.
    """
    text = tell(program.lines, answer)
    found = replay(text).faults
    if found:
        return found[0]
    if stray_numbers(text, draft.question):
        return STRAY_NUMBER
    return MISSING_DATA if missing_givens(draft, program) else None


def missing_givens(draft: Draft, program: Program) -> tuple[int, ...]:
    """The indices of the givens whose place in the question does not say their value.

    A result fed on to a part may stand as a letter, if it is the result of a step.
    """
    told = {mention[:2]: mention for mention in mentions(draft.question)}
    unsaid = [index for index, given in enumerate(program.givens) if not _is_said(told, given)]
    if not unsaid:
        return ()
    owned = {given for part in draft.parts for given in part.givens}
    results = {step.value for step in program.steps}
    return tuple(
        index
        for index in unsaid
        if index in owned
        or program.givens[index].value not in results
        or not _is_letter(draft.question, program.givens[index])
    )


def _is_said(told: Mapping[tuple[int, int], Mention], given: Given) -> bool:
    """Whether one of the mentions, by their places, says the given."""
    there = told.get((given.start, given.end))
    # Most are digits as the program has them: no Fraction is read of these.
    if there is not None and (there.text == given.value or there.value == Fraction(given.value)):
        return True
    return any(_says(mention, given) for mention in told.values() if mention.form == "share")


def _says(mention: Mention, given: Given) -> bool:
    """Whether the mention is the given; of words that are one number, such as *one fifth*, a given may be one."""
    start, end = given.start - mention.start, given.end - mention.start
    if (start, end) == (0, len(mention.text)):
        return mention.value == Fraction(given.value)
    words = {word.span(): word[0] for word in _WORD.finditer(mention.text)} if mention.form == "share" else {}
    return [word.value for word in mentions(words.get((start, end), ""))] == [Fraction(given.value)]


def _is_letter(question: str, given: Given) -> bool:
    letter = _LETTER.match(question, given.start)
    return letter is not None and letter.end() == given.end


# --- the rubric -----------------------------------------------------------------------------------


def _exact(prompt: ValidateQuestion) -> bool:
    draft = prompt.draft
    if draft.program is None or draft.answer is None:
        return False
    value = draft.program.steps[draft.program.answer].value
    return draft.answer == value or Fraction(draft.answer.replace(",", "")) == Fraction(value)


def both_parts_needed(draft: Draft, pair: Pair) -> bool:
    """Whether an exemplar of each skill went in, and the answer is out of reach without either."""
    if draft.program is None or unneeded(draft.program, draft.parts):
        return False
    if not {part.parent for part in draft.parts}.issuperset(draft.parents):
        return False
    return all(any(problem.problem_id in draft.parents for problem in one.exemplars) for one in pair)


def surplus(draft: Draft) -> Iterator[Mention]:
    """The numbers above 1 in the question that the answer does not depend on.

    A given that is a word such as *half* may be told by a literal of a step; one of no part belongs to the words that
    join the problems.
    """
    if draft.program is None:
        return
    unused = set(unused_givens(draft.program, draft.parts))
    givens = draft.program.givens
    used = {(given.start, given.end) for index, given in enumerate(givens) if index not in unused}
    for mention in mentions(draft.question):
        start, end = mention[:2]
        if (start, end) in used or mention.value <= 1:
            continue
        covering = [index for index, given in enumerate(givens) if given.start <= start and end <= given.end]
        if covering:
            if unused.issuperset(covering) and _DIGITS.fullmatch(mention.text):
                yield mention
        elif not any(_within(mention, match.span()) for match in _JOINING.finditer(draft.question)):
            yield mention


def _within(mention: Mention, span: tuple[int, int]) -> bool:
    return span[0] <= mention.start and mention.end <= span[1]


def flawed(draft: Draft) -> bool:
    """Whether a draft of a program breaks off when it is attempted, says too much, or has a slip of language."""
    if draft.program is None or draft.answer is None:
        return True
    if broken_at(draft, draft.program, draft.answer) is not None or any(True for _ in surplus(draft)):
        return True
    return bool(wording_faults(draft.question))


def _plausible(prompt: ValidateQuestion) -> bool:
    program = prompt.draft.program
    return program is not None and all(0 < _value(step.value) <= LARGEST for step in program.steps)


def _value(text: str) -> int | Fraction:
    return int(text) if text.isdecimal() else Fraction(text)


CHECKS: dict[Criterion, Callable[[ValidateQuestion], bool]] = {
    "single_answer": lambda prompt: len(_OPEN_QUESTION.findall(prompt.draft.question)) <= 1,
    "exact_answer": _exact,
    "both_skills": lambda prompt: both_parts_needed(prompt.draft, prompt.pair),
    "clear_and_complete": lambda prompt: prompt.attempt.broken is None,
    "no_surplus": lambda prompt: not any(True for _ in surplus(prompt.draft)),
    "realistic": _plausible,
    "grammar": lambda prompt: not wording_faults(prompt.draft.question),
    "tractable": lambda prompt: prompt.draft.program is not None and len(prompt.draft.program.steps) <= MOST_STEPS,
}
"""Criterion to whether the draft meets it; ``other`` is not tested, and ``exact_answer`` holds of every made draft,
whose answer is printed from its program."""
