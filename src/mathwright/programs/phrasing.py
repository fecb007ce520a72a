"""The phrases for each form of question: how many, how much, how long, what is."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Literal

from mathwright.programs.clause import (
    AUXILIARIES,
    BE,
    DO,
    MODAL,
    Clause,
    asked_is_subject,
    inverted,
    is_plural_subject,
    subject_is_sure,
)
from mathwright.programs.inflect import is_plural, third_person
from mathwright.programs.lexicon import nouns, verbs

Kind = Literal["count", "money", "duration", "length", "weight", "volume", "percent", "age", "other"]


@dataclass(frozen=True, slots=True)
class Phrase:
    """A question's core in other words; the fields are those of ``Asked``."""

    noun_phrase: str
    indirect: str
    kind: Kind
    noun: str | None = None
    noun_group: str | None = None
    thing: bool = False
    subject: str | None = None
    verb: str | None = None


_UNIT_KINDS: dict[str, Kind] = {
    **dict.fromkeys("seconds minutes hours days weeks months years decades".split(), "duration"),
    **dict.fromkeys("inches feet yards miles kilometers meters centimeters km cm".split(), "length"),
    **dict.fromkeys("pounds ounces grams kilograms tons kg milligrams".split(), "weight"),
    **dict.fromkeys("gallons liters milliliters ml quarts pints".split(), "volume"),
    **dict.fromkeys("dollars cents".split(), "money"),
}
_MONEY = frozenset("money profit change cash revenue interest income tax rent pay commission credit".split())
_PAYING = frozenset("pay spend earn owe".split())
_MONEY_IF_PRICED = frozenset(
    "make save receive raise donate get have need lose give collect contribute charge withdraw deposit invest".split()
)
_TOGETHER = ("in total", "all together", "altogether", "in all", "total", "combined")
_MONEY_NOUNS = (
    "cost price bill salary income profit earnings revenue budget savings payment fee tip discount wage wages rent"
    " balance total debt allowance expense expenses"
).split()
_NEEDS = frozenset("need require want".split())
_KIN = frozenset(
    "brother sister mother father mom dad son daughter cousin friend uncle aunt wife husband grandmother grandfather"
    " brothers sisters friends cousins teacher neighbor".split()
)


def unit_kind(noun: str) -> Kind:
    """The kind of a counted noun: ``minutes`` a duration, ``clips`` a count."""
    return _UNIT_KINDS.get(noun, "count")


def phrase_of(core: str, unit: str | None, priced: bool) -> Phrase | None:
    """The phrase of a question without its condition.

    ``unit``: what "in minutes" named, or None; ``priced``: whether the text speaks of dollars.
    """
    words = core.split()
    if len(words) < 3:
        return None
    first, second = words[0].lower(), words[1].lower()
    if first == "how" and second == "many":
        return None if unit else _how_many(words[2:])
    if first == "how" and second == "much":
        return None if unit not in (None, "dollars") else _how_much(words[2:], priced)
    if first == "how" and second in _EXTENTS:
        return _how_extent(second, words[2:], unit)
    if first == "what's":
        return _what(words[1:], "is", unit)
    if first == "what" and (second in BE or second in MODAL):
        return _what(words[2:], second, unit)
    if first in {"calculate", "find", "determine"}:
        return _what(words[1:], "is", unit)
    return None


# --- how many -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Group:
    text: str
    noun: str
    number: str
    """``the number of`` or ``the total number of``."""
    more: str
    """``more``, ``fewer`` or empty."""
    late: str
    """What stood after the noun: ``in total``; told as ``the total number of``."""


def _split_group(words: list[str]) -> int | None:
    """Index of the auxiliary or verb that ends the asked noun group."""
    table = verbs()
    for at in range(1, min(len(words), 9)):
        word = words[at]
        if word in AUXILIARIES:
            return at
        if is_plural(words[at - 1]) and (word in table.past or word in table.base_of_past) and words[at - 1] != "times":
            return at
    return None


def _group(words: list[str]) -> _Group | None:
    number, more, late = "the number of", "", ""
    if words[:1] and words[0] in {"more", "fewer", "additional", "less"}:
        more, words = words[0], words[1:]
    if words[:2] == ["of", "the"]:
        words = words[2:]
    if words[:1] == ["total"]:
        number, words = "the total number of", words[1:]
    text = " ".join(words)
    for ending in _TOGETHER:
        if text.endswith(f" {ending}"):
            text, late = text[: -len(ending) - 1], "in total" if ending == "total" else ending
            number = "the total number of"
            break
    return _checked_group(text, number, more, late)


_GROUP = re.compile(r"(?:[A-Za-z][\w'-]*|\d+%)(?: [A-Za-z][\w'-]*){0,4}$")
_NOT_IN_GROUP = re.compile(
    r"^of\b|\b(?:who|that|which|each|more|less|fewer|than|as|did|to|it|they|he|she|them|one|times? (?:as|more)|older|longer|"
    r"taller|farther|faster|years old|would|worth|his|her|their|per|both|was|if)\b"
)


def _checked_group(text: str, number: str, more: str, late: str) -> _Group | None:
    if not _GROUP.match(text) or _NOT_IN_GROUP.search(text):
        return None
    front, of, back = text.partition(" of ")
    if not is_plural(front) or " of " in back:
        return None
    if not of and re.search(r"\b(?:in|on|at|for|from|with|the|and|or)\b", front):
        return None
    if of and re.search(r"\b(?:in|on|at|for|from|with|the)\b", f"{front} {back}"):
        return None
    return _Group(text, front.rpartition(" ")[2], number, more, late)


def _how_many(words: list[str]) -> Phrase | None:
    at = _split_group(words)
    group = None if at is None else _group(words[:at])
    if at is None or group is None:
        return None
    rest = words[at:]
    if group.more == "less":
        return None
    if "than" in rest:
        return _difference(group, rest)
    clause = inverted(rest[0], rest[1:]) if rest[0] in AUXILIARIES and len(rest) > 1 else None
    if clause is None:
        clause = asked_is_subject(rest, group.noun in nouns().people)
        if clause is None or (len(rest) == 1 and rest[0] in AUXILIARIES):
            return None
    if not _tail_is_sure(clause):
        return None
    return _counted(group, clause)


def _tail_is_sure(clause: Clause) -> bool:
    tail = f" {clause.tail} "
    return not re.search(
        r" (?:respectively|(?:m|b)illions of|thousands of|than|either|and how|or|you|your) | as (?:many|much) |\?|\. ",
        tail,
    )


def _counted(group: _Group, clause: Clause) -> Phrase | None:
    number, counted = group.number, group.text
    if group.more:
        if not _asks_for_rest(clause) or group.more == "fewer":
            return None
        counted = f"additional {group.text}"
    total = "total " if "total" in number and not group.late else ""
    asked = f"how many {group.more} {total}{group.text} {group.late} ".replace("  ", " ")
    spoken = clause.text if clause.subject or clause.front == "there" else f"{clause.verb_text} {clause.tail}".strip()
    if "total" in number and re.search(r"(?:in total|in all|al?l? ?together|combined|total)\b", clause.tail):
        number = "the number of"
    return Phrase(
        noun_phrase=f"{number} {counted} {_shorten(clause)}",
        indirect=f"{asked}{spoken}".replace("  ", " "),
        kind="other" if group.text.startswith(("square", "cubic")) else unit_kind(group.noun),
        noun=group.noun,
        noun_group=group.text,
        thing=group.noun in nouns().things,
        subject=clause.subject,
        verb=clause.verb,
    )


def _asks_for_rest(clause: Clause) -> bool:
    return clause.verb in _NEEDS or (clause.verb == "have" and clause.tail.startswith("to ")) or "must" in clause.front


def _shorten(clause: Clause) -> str:
    """``that are in the box`` reads better as ``in the box``."""
    if clause.subject is None and clause.verb == "be" and clause.verb_text in BE:
        if clause.tail.split(" ", 1)[0] in {"in", "on", "at"} and not clause.tail.startswith(("in total", "in all")):
            return clause.tail
    return clause.text


_THAN = re.compile(r"^(?P<a>.*?)(?: (?P<v>\w+))? than (?P<b>[^,]+?)(?: (?:did|does|do|has|have))?$")


def _difference(group: _Group, rest: list[str]) -> Phrase | None:
    """``the difference between the number of N A has and the number of N B has``, for persons A and B."""
    at = rest.index("than")
    other = rest[at + 1 :]
    if other and other[-1] in DO | {"has", "have"}:
        other = other[:-1]
    clause = inverted(rest[0], rest[1:at]) if at > 1 else None
    if group.more not in {"more", "fewer"} or clause is None or clause.subject is None or clause.tail or group.late:
        return None
    if not (_is_person(clause.subject.split()) and _is_person(other)):
        return None
    verb = clause.verb_text
    if rest[0] in {"do", "does"}:
        verb = clause.verb if is_plural_subject(other) else third_person(clause.verb)
    front = clause.front.replace(clause.subject, " ".join(other), 1)
    return Phrase(
        noun_phrase=f"the difference between the number of {group.text} {clause.text} and the number of {group.text}"
        f" {front} {verb}",
        indirect=f"how many {group.more} {group.text} {clause.text} than {' '.join(other)}",
        kind=unit_kind(group.noun),
        noun=group.noun,
        noun_group=group.text,
        thing=False,
        subject=clause.subject,
        verb=clause.verb,
    )


def _is_person(words: list[str]) -> bool:
    if not words or not subject_is_sure(words) or words[0] in {"I", "it", "each", "both"}:
        return False
    return words[0] in {"he", "she", "they"} or words[-1][0].isupper() or words[-1] in _KIN


# --- how much -------------------------------------------------------------------------------------


def _how_much(words: list[str], priced: bool) -> Phrase | None:
    at = next((i for i, word in enumerate(words[:6]) if word in AUXILIARIES), None)
    if at is None or at + 1 >= len(words) or "than" in words:
        return None
    rest = words[at:]
    if at == 0:
        return _how_much_bare(rest, priced)
    return _how_much_mass(words[:at], rest)


_MASS_GROUP = re.compile(r"(?!less |fewer |much |too |more |of |in )[a-z]+(?: [a-z]+)?$")


def _how_much_mass(group: list[str], rest: list[str]) -> Phrase | None:
    text, late, more = " ".join(group), "", False
    if text.startswith("more "):
        text, more = text[5:], True
    amount = "the amount of"
    if text.startswith("total "):
        text, amount = text[6:], "the total amount of"
    for ending in _TOGETHER:
        if text.endswith(f" {ending}"):
            text, late = text[: -len(ending) - 1], "in total" if ending == "total" else ending
            amount = "the total amount of"
            break
    if text.rpartition(" ")[2] not in nouns().mass or not _MASS_GROUP.match(text):
        return None
    clause = inverted(rest[0], rest[1:]) or asked_is_subject(rest, people=False)
    if clause is None or not _tail_is_sure(clause):
        return None
    kind: Kind = "money" if text in _MONEY else {"time": "duration", "weight": "weight"}.get(text, "other")  # type: ignore[assignment]
    spoken = clause.text if clause.subject or clause.front == "there" else f"{clause.verb_text} {clause.tail}".strip()
    total = "total " if "total" in amount and not late else ""
    indirect = f"how much {'more' if more else ''} {total}{text} {late} {spoken}".replace("  ", " ").replace("  ", " ")
    said = clause.text
    if more:
        if clause.verb not in _NEEDS or clause.subject is None or clause.front != clause.subject:
            return None
        said = f"{clause.front} still {clause.verb_text} {clause.tail}".strip()
    phrase = f"{amount} {text} {said}"
    return Phrase(phrase, indirect, kind, subject=clause.subject, verb=clause.verb)


def _how_much_bare(rest: list[str], priced: bool) -> Phrase | None:
    if rest[0] in BE:
        return _how_much_is(rest)
    clause = inverted(rest[0], rest[1:])
    if clause is None or clause.subject is None or not _tail_is_sure(clause):
        return None
    asked = f"how much {clause.text}"
    if clause.verb in {"cost", "weigh"}:
        return _cost_or_weight(clause, asked)
    if clause.verb in _PAYING or (clause.verb in _MONEY_IF_PRICED and priced):
        if re.match(r"(?:more|less|a |an |the |\d)", clause.tail):
            return None
        return Phrase(f"the amount of money {clause.text}", asked, "money", subject=clause.subject, verb=clause.verb)
    return None


def _cost_or_weight(clause: Clause, asked: str) -> Phrase | None:
    subject = clause.subject or ""
    kind: Kind = "money" if clause.verb == "cost" else "weight"
    if clause.verb == "weigh" or subject != "it":
        word = "cost" if kind == "money" else "weight"
        total = "total " if clause.tail in _TOGETHER else ""
        if (
            clause.tail
            and not total
            or subject.lower() in {"he", "she", "they", "it", "each", "both"}
            or total
            and kind == "weight"
            and subject in {"it"}
        ):
            return None
        if clause.front not in {subject, f"{subject} will", f"{subject} would"}:
            return None
        if kind == "weight" and subject[0].isupper():
            return None
        return Phrase(f"the {total}{word} of {subject}", asked, kind, subject=subject, verb=clause.verb)
    if not clause.tail:
        return None
    return Phrase(f"the amount of money {clause.text}", asked, "money", subject="it", verb="cost")


def _how_much_is(rest: list[str]) -> Phrase | None:
    group = rest[1:]
    text = " ".join(group)
    if not _opens_noun_phrase(group) or len(group) > 5:
        return None
    if re.search(r"\b(?:in|for|with|worth|of|left|to|able|more|going|ing|if|it)\b|ing\b", text):
        return None
    if group[-1] not in _MONEY_NOUNS:
        return None
    return Phrase(text, f"how much {text} {rest[0]}", "money", verb="be")


def _opens_noun_phrase(words: list[str]) -> bool:
    first = words[0] if words else ""
    return (
        first in {"the", "his", "her", "their", "its", "each", "one"}
        or first.endswith(("'s", "s'"))
        or (len(words) > 2 and first[0].isupper() and words[1].endswith("'s"))
    )


# --- how long, far, old ---------------------------------------------------------------------------

_EXTENTS: dict[str, tuple[str, Kind]] = {
    "long": ("length", "length"),
    "far": ("distance", "length"),
    "old": ("age", "age"),
    "tall": ("height", "length"),
    "high": ("height", "length"),
    "wide": ("width", "length"),
    "deep": ("depth", "length"),
    "heavy": ("weight", "weight"),
}
_LASTING = frozenset(
    "spend wait work practice study walk run drive sleep stay exercise read travel play swim take last".split()
)
_MOVING = frozenset("run walk travel drive jog bike ride swim fly go hike jump throw move".split())
_TIMED = frozenset("movie trip drive flight game class show song episode ride journey race walk video film run".split())
_OWN = {"he": "his", "she": "her", "it": "its"}


def _how_extent(word: str, words: list[str], unit: str | None) -> Phrase | None:
    if not words or words[0] not in AUXILIARIES or len(words) < 2:
        return None
    name, kind = _EXTENTS[word]
    if word in {"long", "far"} and words[0] not in BE:
        return _extent_clause(word, words, unit)
    group, tail = words[1:], ""
    if words[0] in MODAL:
        if "be" not in group:
            return None
        at = group.index("be")
        group, tail = group[:at], " ".join(group[at + 1 :])
    elif len(group) > 1 and group[-1] in {"now", "currently", "today"}:
        group, tail = group[:-1], group[-1]
    return _measured(word, name, kind, words[0], group, tail, unit)


def _measured(
    word: str, name: str, kind: Kind, aux: str, group: list[str], tail: str, unit: str | None
) -> Phrase | None:
    if word == "far" or not subject_is_sure(group) or is_plural_subject(group) or "of" in group:
        return None
    if re.search(r"\b(?:than|when|who|that|old|tall)\b|,", tail) or group[0] in {"each", "one"}:
        return None
    text = " ".join(group)
    if unit and kind == "age" and unit != "years":
        return None
    owner = _OWN.get(text) or (f"{text}'s" if text[0].isupper() or kind == "age" else None)
    phrase = f"{owner} {name}" if owner else f"the {name} of {text}"
    if word == "long" and (group[-1] in _TIMED or owner):
        kind = "duration" if group[-1] in _TIMED else "other"
    after = " ".join(part for part in (tail, f"in {unit}" if unit and kind != "age" else "") if part)
    indirect = f"how {word} {text} {aux}{' be' if aux in MODAL else ''} {after}".strip()
    return Phrase(f"{phrase} {after}".strip(), indirect, kind, verb="be")


def _extent_clause(word: str, words: list[str], unit: str | None) -> Phrase | None:
    clause = inverted(words[0], words[1:])
    if clause is None or clause.subject is None or not _tail_is_sure(clause):
        return None
    kind: Kind = "duration" if word == "long" else "length"
    if word == "far":
        if clause.verb not in _MOVING or re.match(r"(?:the|a|an|\d)\b", clause.tail):
            return None
        what = "the distance"
    elif clause.subject == "it" and clause.verb == "take":
        what = "the time"
    elif clause.verb in _LASTING:
        what = "the amount of time" if clause.verb in {"spend", "take"} else "the length of time"
    else:
        return None
    if unit is not None:
        what = f"the number of {unit}"
        if unit_kind(unit) != kind:
            return None
    asked = f"how {word}" if unit is None else f"how many {unit}"
    return Phrase(
        f"{what} {clause.text}",
        f"{asked} {clause.text}",
        kind,
        noun=unit,
        noun_group=unit,
        subject=clause.subject,
        verb=clause.verb,
    )


# --- what is --------------------------------------------------------------------------------------

_REFUSED = re.compile(
    r"\b(?:probability|chances?|odds|likelihood|ratio|fraction|day|date|time of|latest time|earliest|zip|color|name|most|"
    r"least|fewest|greatest|highest|lowest|smallest|largest|possible|value of [a-z]|digits?|number for|how|what|"
    r"respectively|following|answer|percent increase|(?:m|b)illions of|thousands of)\b|%"
)
_INVERSION = re.compile(
    r"\b(?:did|does|do) (?:he|she|they|it|the|[A-Z])|\b(?:is|are|was|were|will|can) (?:he|she|they|it)\b"
)
_NUMBER_OF = re.compile(
    r"\bnumber of ((?:[a-z-]+ )*?)([a-z-]+)(?= (?:that|who|which|in|on|he|she|they|it|[A-Z]|the|left|for|from|at)\b|$)"
)
_WHAT_KINDS: tuple[tuple[str, Kind], ...] = (
    (r"percent", "percent"),
    (r"\bages?\b", "age"),
    (r"\b(?:weight|mass)\b", "weight"),
    (
        r"\b(?:cost|price|bill|salary|income|profit|earnings?|revenue|budget|savings|payment|fee|money|discount|wages?|tax)\b",
        "money",
    ),
    (r"\b(?:height|length|distance|width|perimeter|depth)\b", "length"),
    (r"\b(?:time|duration)\b", "duration"),
    (r"\b(?:volume|capacity)\b", "volume"),
)


def _what(words: list[str], aux: str, unit: str | None) -> Phrase | None:
    tail: list[str] = []
    if aux in MODAL:
        if "be" not in words:
            return None
        at = words.index("be")
        words, tail = words[:at] + words[at + 1 :], words[at + 1 :]
        if tail and tail[0] in {"the", "his", "her", "their"} and at == 0:
            tail = []
    text = " ".join(words)
    if not _opens_noun_phrase(words) or len(words) < 2 or _REFUSED.search(text) or _INVERSION.search(text):
        return None
    if re.search(r"\b(?:number|total|sum|difference|amount|value)$", text) and len(words) < 3:
        return None
    if words[0] in {"each", "one"}:
        return None
    if unit is not None and unit != "dollars":
        text = f"{text} in {unit}"
    phrase = _named(text)
    return replace(phrase, kind="money") if unit == "dollars" and phrase.kind == "other" else phrase


def _named(text: str) -> Phrase:
    kind: Kind = "other"
    for pattern, named in _WHAT_KINDS:
        if re.search(pattern, text.partition(" of ")[0]) or (named == "money" and "amount of money" in text):
            kind = named
            break
    noun = group = None
    match = _NUMBER_OF.search(text)
    if match is not None and is_plural(match[2]) and kind == "other" and "average" not in text:
        noun, group = match[2], f"{match[1]}{match[2]}"
        kind = unit_kind(noun)
    return Phrase(text, text, kind, noun=noun, noun_group=group, thing=noun in nouns().things if noun else False)
