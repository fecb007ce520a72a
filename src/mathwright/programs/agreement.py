"""Slips of number, tense and word choice that can be told without parsing."""

from __future__ import annotations

import re
from functools import lru_cache

from mathwright.programs.clause import AUXILIARIES
from mathwright.programs.inflect import is_plural, plural, singular, third_person
from mathwright.programs.lexicon import nouns, verbs

_WORDS = re.compile(r"[A-Za-z][\w'-]*|\d[\d,.]*|[,.;:?!()\"]")
_UNITS = (
    "minute hour day week month year dollar cent mile foot inch yard meter kilometer pound ounce gram kilogram gallon"
    " liter cup slice piece bag box pair page point student child person friend"
).split()
_MANY = frozenset("two three four five six seven eight nine ten eleven twelve".split())
_ENDS_GROUP = frozenset(". ? ! , in from that each of are were left who which for on at to every".split()) - {"of", "to"}
_LABELS = frozenset("grade level type size number group class day week lane room phase year step by to of or ratio chapter".split())
_MAKES = frozenset("let make makes made help helps helped see saw watch have has had and or than both".split())
_PLURAL_PRONOUNS = frozenset({"they", "we", "you"})

# Reason, the words one of which must occur for the pattern to be tried, and the pattern.
_CONFUSIONS: tuple[tuple[str, frozenset[str], re.Pattern[str]], ...] = tuple(
    (reason, frozenset(triggers.split()), re.compile(pattern))
    for reason, triggers, pattern in (
        ("its and it's", "it's", r"\bit's (?:own|price|length|weight|original|total|value|cost|owner|size|capacity|speed|color|height|width|contents|volume|population|members|way home|usual)\b"),
        ("its and it's", "its", r"\bits (?:a|an|the|not|been|going|raining|only)\b"),
        ("there and their", "there", r"\bthere (?:own|house|mother|father|parents|money|car|home|house|mom|dad|friend|friend's|mother's)\b"),
        ("there and their", "their", r"\b[Tt]heir (?:is|are|was|were|will be|has been)\b"),
        ("there and their", "they're they'r", r"\b[Tt]hey're (?:own|house|mother|parents|money|car|friends)\b"),
        ("then for than", "then", r"\b(?:more|less|fewer|older|younger|taller|shorter|longer|higher|greater|better|faster|slower|bigger|smaller|heavier|lighter|rather|cheaper|other|larger|farther|worse) then (?:that|the|twice|half|a|an|his|her|one|\d|[A-Z]|he|she)"),
        ("than for then", "than", r"(?:^|\. |, )(?:[Tt]han|and than) (?:he|she|they|it)\b"),
        ("much and many", "much", r"\b[Hh]ow much (?:more |total )?(?:apples|people|students|books|dollars|minutes|hours|days|miles|pounds|eggs|cookies|children|pages|weeks|points|cans|cups|slices|pieces|boxes|bags|cards|pencils|tickets|flowers|trees|oranges|marbles|cents|times|gallons|inches|feet|calories|cookies|candies)\b"),
        ("much and many", "many", r"\bmany (?:money|water|milk|flour|sugar|food|rice|homework|profit|gas|juice|furniture|bread|paint|soda|time(?! (?:zone|slot|period)))\b"),
        ("of for have", "of", r"\b(?:would|could|should|must|might) of\b"),
        ("missing article", "lot", r"\b(?:has|have|had|is|are) lot of\b"),
        ("loose and lose", "loose", r"\b(?:will|would|did|does|can|to|not) (?:he |she |they )?loose\b"),
        ("subject and verb", "they we you was has is does", r"\b(?<!of )(?:[Tt]hey|[Ww]e) (?:was|has|is|does)\b|\b(?:does|was|has|is) (?:they|we)\b"),
        ("subject and verb", "do don't", r"\b(?:many|much|long|far|[a-z]+s) do (?:he|she|it)\b|\b(?:[Hh]e|[Ss]he) (?:don't|do not)\b"),
        ("subject and verb", "there", r"\b[Tt]here (?:is|was|'s) (?:\d\d+|[2-9]|two|three|four|five|six|seven|eight|nine|ten|twelve|several|many) (?!percent|times|less|more|cups? of|liters? of|gallons? of|pounds? of|years? left|(?:minutes|hours|days|weeks|inches|feet|ounces|cents|cm|ml) )[a-z]+s\b"),
        ("subject and verb", "there", r"\b[Tt]here (?:are|were) (?:1|one) [a-z]+\b(?! (?:hundred|thousand|million|and))|\b[Tt]here (?:are|were) an? (?!total|lot|dozen|couple|few|number|hundred|thousand|bunch|group|variety|maximum|minimum|combined|further|million|additional|series|pair|handful|half|third|quarter|certain|large|set|great|grand|good|whole|mix|ton|majority|lots)[a-z]+"),
        ("subject and verb", "is was", r"\bhow many (?:[a-z]+ ){0,2}[a-rt-z][a-z]*s (?:is|was) (?:there|left|needed|sold)\b"),
    )
)
_NO_AUXILIARY = re.compile(
    r"(?:^|[.?!] |, |then )[Hh]ow (?:many|much) ((?:[a-z-]+ ){0,4}?)(he|she|they|it|[A-Z][a-z]+) ([a-z]+)\b[^.?]*\?"
)


@lru_cache(maxsize=1)
def _past_only() -> frozenset[str]:
    table = verbs()
    return frozenset(form for verb, form in table.past.items() if form != verb and form not in table.past)


@lru_cache(maxsize=1)
def _third_only() -> frozenset[str]:
    return frozenset(third_person(verb) for verb in verbs().past)


@lru_cache(maxsize=1)
def _single_things() -> frozenset[str]:
    table = nouns()
    single = {singular(word) for word in table.things if word not in table.same}
    unsure = {"chocolate", "orange", "chicken", "glass", "toy", "can", "match", "corn", "fruit", "car", "candy", "block"}
    return frozenset((single | set(_UNITS)) - unsure)


def agreement_faults(text: str) -> list[str]:
    """The reasons found in ``text`` (straight quotes): number, agreement, tense, confused words, missing auxiliary."""
    words = _WORDS.findall(text)
    lower = [word.lower() for word in words]
    present = set(lower)
    found = [reason for reason, triggers, pattern in _CONFUSIONS if not triggers.isdisjoint(present) and pattern.search(text)]
    if _counts_disagree(words, lower):
        found.append("number and noun")
    if _verb_disagrees(words, lower):
        found.append("subject and verb")
    if _tense_slips(words, lower):
        found.append("verb after auxiliary")
    if _lacks_auxiliary(text):
        found.append("missing auxiliary")
    return found


def _counts_disagree(words: list[str], lower: list[str]) -> bool:
    table, single = nouns(), _single_things()
    for at in range(len(lower) - 1):
        word, noun = lower[at], lower[at + 1]
        before = words[at - 1] if at else "."
        if word == "1" or word in {"each", "every", "another"}:
            if before[0].isupper() or before in _LABELS or word == "1" and before[0].isdigit():
                continue
            if (noun in table.things or noun in table.people or noun[:-1] in _UNITS) and noun not in table.same and is_plural(noun):
                return noun != "glasses" and (word == "1" or noun not in {"days", "years"})
        elif noun in single and (word in _MANY or (word.isdigit() and int(word) > 1)):
            after = lower[at + 2] if at + 2 < len(lower) else "."
            if after in _ENDS_GROUP and before.lower() not in _LABELS | {"a", "the", "one", "$"} and before[0] != "$":
                return plural(noun) != noun
    return False


_BASE_SURE = frozenset("have need want buy sell go get eat do are give make pay spend earn take".split())
_NOT_SINGULAR = frozenset(
    "there here you they we i both all some most many few people children men women if to how what when these those who that do"
    " each nobody none police staff students kids police others half neither two three four five six seven eight nine ten and or not".split()
)


def _verb_disagrees(words: list[str], lower: list[str]) -> bool:
    known = verbs().past
    for at in range(len(lower) - 1):
        word, verb = lower[at], lower[at + 1]
        before = lower[at - 1] if at else "."
        if word in {"he", "she"} and (verb in known and verb not in _past_forms() or verb in {"are", "were"}):
            if verb == "were" and _is_wish(lower[:at]):
                continue
            if before not in AUXILIARIES and before not in _MAKES and not _has_auxiliary(lower, at):
                return True
        starts = at == 0 or words[at - 1] in {".", "?", "!"}
        if starts and verb in _BASE_SURE and word.isalpha() and word not in _NOT_SINGULAR and not _may_be_plural(word):
            return True
        if starts and word == "the" and at + 2 < len(lower) and lower[at + 2] in {"has", "was", "is", "does"}:
            if verb in nouns().people or (verb in nouns().things and verb not in nouns().same):
                return True
    return False


def _may_be_plural(word: str) -> bool:
    return is_plural(word) and word not in {"james", "chris", "charles", "carlos", "luis", "thomas", "nicholas"}


def _is_wish(before: list[str]) -> bool:
    return any(word in {"if", "though", "wish", "wishes", "wished"} for word in before[-6:])


@lru_cache(maxsize=1)
def _past_forms() -> frozenset[str]:
    return frozenset(verbs().past.values())


def _has_auxiliary(lower: list[str], at: int) -> bool:
    """Whether the clause before word ``at`` holds an auxiliary that may govern it ("should he and she have")."""
    for word in reversed(lower[max(0, at - 5) : at]):
        if word in {".", "?", "!", ",", ";"}:
            return False
        if word in AUXILIARIES and word not in {"is", "are", "was", "were", "has", "have", "had"}:
            return True
        if word in {"suggest", "suggests", "requires", "recommended", "insists", "demands"}:
            return True
    return False


def _tense_slips(words: list[str], lower: list[str]) -> bool:
    wrong = _past_only() | _third_only()
    for at in range(len(lower) - 2):
        if lower[at] not in {"did", "does", "do"}:
            continue
        subject = words[at + 1]
        if subject.lower() in {"he", "she", "it", "they", "we", "you"} or subject[0].isupper():
            if lower[at + 2] in wrong and not (subject[0].isupper() and lower[at + 2].endswith("s")):
                return True
        elif subject in {"the", "his", "her", "their", "each"} and at + 3 < len(lower) and lower[at + 3] in _past_only():
            return lower[at + 3] != "left" and lower[at + 2] not in {"total", "recently", "other", "newly"}
    return False


def _lacks_auxiliary(text: str) -> bool:
    if "ow m" not in text:
        return False
    match = _NO_AUXILIARY.search(text)
    if match is None or any(word in AUXILIARIES for word in match[1].split()):
        return False
    verb = match[3]
    if any(word in verbs().past or word in _past_forms() for word in match[1].split()):
        return False
    return verb in AUXILIARIES or verb in _past_only() or verb in _third_only()
