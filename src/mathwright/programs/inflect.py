"""English forms: verbs, nouns, articles and number words, for the sentences the makers write.

Irregular forms come from ``words/``; every other word follows the rules of spelling.
"""

from __future__ import annotations

import re

from mathwright.programs.lexicon import nouns, regular_past, verbs, word_list

_SIBILANT = ("s", "x", "z", "ch", "sh")
_UNITS = word_list("inflect_units")
_TENS = word_list("inflect_tens")
_FIRST_WORD = re.compile(r"[^\w$£€]*[$£€]?(\d[\d,]*|[^\W\d_][\w'-]*)")
# Written with a vowel, spoken with a consonant; and the reverse.
_CONSONANT_SOUND = re.compile(
    r"eu|ewe|one(?![a-z])|once|ouija|u(?:ni(?:[tfvcolq]|s(?!s))|nan|s[aeiu]|t[eio]|k[eu]|r[aoe]|bi|fo)"
)
_SILENT_H = re.compile(r"(?:hour|honest|hono[u]?r|heir)")


def third_person(verb: str) -> str:
    """The form after "he": ``has``, ``goes``, ``carries``, ``washes``."""
    special = {"have": "has", "be": "is", "do": "does", "go": "goes", "quit": "quits"}
    if verb in special:
        return special[verb]
    return _add_s(verb)


def past(verb: str) -> str:
    """The simple past: ``sold``, ``stopped``, ``carried``; an unknown verb is taken as regular."""
    table = verbs()
    return table.past.get(verb) or regular_past(verb)


def participle(verb: str) -> str:
    """The past participle: ``sold``, ``eaten``; an unknown verb is taken as regular."""
    return verbs().participle.get(verb) or regular_past(verb)


def _add_s(word: str) -> str:
    if word.endswith(_SIBILANT):
        return word + "es"
    if word.endswith("y") and word[-2:-1] not in "aeiou":
        return word[:-1] + "ies"
    return word + "s"


def plural(noun: str) -> str:
    """The plural of a singular noun (its last word, if it has several): ``boxes``, ``children``, ``fish``."""
    front, space, head = noun.rpartition(" ")
    table = nouns()
    form = head if head in table.same else table.plural.get(head) or _add_s(head)
    return front + space + form


def singular(noun: str) -> str:
    """The singular of a plural noun (its last word, if it has several); a word that is no plural stays."""
    front, space, head = noun.rpartition(" ")
    return front + space + _singular_word(head)


def _singular_word(word: str) -> str:
    table = nouns()
    if word in table.singular:
        return table.singular[word]
    if word in table.same or not is_plural(word):
        return word
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("sses", "xes", "zzes", "ches", "shes")):
        return word[:-2]
    return word[:-1]


def is_plural(noun: str) -> bool:
    """Whether the last word of ``noun`` can be a plural; unsure words in ``-ss``, ``-us``, ``-is`` are not."""
    word = noun.rpartition(" ")[2].lower()
    table = nouns()
    if word in table.singular or word in table.same or word in table.people:
        return True
    return (
        len(word) > 2
        and word.endswith("s")
        and word not in table.not_plural
        and not word.endswith(("ss", "us", "is", "'s"))
    )


def agree(count: int | str, noun: str) -> str:
    """``noun`` (a plural) in the number that ``count`` asks for: ``1 apple``, ``2 apples``; without the count."""
    return singular(noun) if str(count) == "1" else noun


def number_word(number: int) -> str:
    """A whole number from 0 to 100 in words: ``forty-two``.  Other numbers come back as digits."""
    if not 0 <= number <= 100:
        return str(number)
    if number < 20:
        return _UNITS[number]
    if number == 100:
        return "one hundred"
    tens, unit = divmod(number, 10)
    return _TENS[tens - 2] + (f"-{_UNITS[unit]}" if unit else "")


def article(text: str) -> str:
    """The indefinite article before ``text``: ``an`` before ``8``, ``hour``, ``$11 bill``; ``a`` before ``unit``."""
    match = _FIRST_WORD.match(text)
    if match is None:
        return "a"
    word = match[1]
    if word[0].isdigit():
        return "an" if _number_begins_with_vowel(word, text[match.end() : match.end() + 1]) else "a"
    if _is_spelt(word):
        return "an" if word[0].upper() in "AEFHILMNORSX" and word not in ("a", "A") else "a"
    return "an" if _begins_with_vowel_sound(word.lower()) else "a"


def _is_spelt(word: str) -> bool:
    head = word.partition("-")[0]
    return len(head) == 1 or (len(head) <= 3 and head.isupper())


def _begins_with_vowel_sound(word: str) -> bool:
    if _SILENT_H.match(word):
        return True
    if word[0] not in "aeiou":
        return False
    return _CONSONANT_SOUND.match(word) is None


def _number_begins_with_vowel(digits: str, following: str) -> bool:
    digits = digits.replace(",", "").lstrip("0")
    if following == "/":  # 8/9 is "an eight-ninths", 1/8 "a one-eighth"
        return digits in {"8", "11", "18"}
    group = digits[: (len(digits) - 1) % 3 + 1]
    return group in {"11", "18"} or group.startswith("8")
