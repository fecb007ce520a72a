"""Whether a text reads well enough to be published: countable faults, and a tidy form of what can be mended safely."""

from __future__ import annotations

import re
from functools import lru_cache

from mathwright.programs.agreement import agreement_faults
from mathwright.programs.inflect import article
from mathwright.programs.lexicon import word_list
from mathwright.programs.spelling import unknown_words

_ALLOWED = frozenset("\u2018\u2019\u201c\u201d\u2013\u2014\u2026£€¥¢½¼¾⅓⅔°×÷²³éèêëáàâäíïîóôöúüûñçÉ")
_TYPOGRAPHY = str.maketrans(
    {
        "\u2018": "'",
        "\u2019": "'",
        "\u201c": '"',
        "\u201d": '"',
        "\u00a0": " ",
        "\u2026": "...",
        "\u200b": None,
        "\ufeff": None,
    }
)
_ABBREVIATED = "".join(rf"(?<!\b{re.escape(text)})" for text in word_list("wording_abbreviated"))
_GLUED_OK = (
    r"(?:st|nd|rds?|ths?|s|am|pm|a\.m|p\.m|[dDxX]|kgs?|g|[ck]?m[²³]?|ml|mL|mg|[lL]|oz|lbs?|ft|mm|mph|[GMkK]B?|ers?)\b"
)
_UNIT_OR_BRAND = r"(?:iPhone|iPad|iPod|eBay|iTunes|eBook)"

# Reason and pattern; a pattern that matches anywhere is a fault.  Each begins with the signs without which it cannot
# match and looks back from there: a search for a few signs is several times as fast as one that tries everywhere.
_PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (reason, re.compile(pattern))
    for reason, pattern in (
        ("lower-case sentence start", rf"[.?!]{_ABBREVIATED}\s+(?<!\.[A-Z]\.\s)(?!{_UNIT_OR_BRAND})[a-z]"),
        (
            "missing space",
            (
                r"[.?!;:,()](?:(?<=[a-z]{2}[.?!;:])(?!com|org|net)[A-Za-z]|(?<=[a-z],)[A-Za-z0-9]|(?<=\d,)[A-Za-z]|"
                r"(?<=[a-z]\()|(?<=\))[A-Za-z]|(?<=[.?!])\$)"
            ),
        ),
        (
            "double punctuation",
            r"[,;:?!.](?:(?<=[,;:])[,.;:?!]|(?<=\?)\?|(?<=[?!])[.,]|(?<=\.)(?<!\.\.)\.(?!\.)|(?<=[a-z]{4}\.),|(?<=\.)\?)",
        ),
        ("number glued to letters", rf"\d(?<!\w\d)\d*(?!{_GLUED_OK})[a-zA-Z]"),
        ("currency twice", r"\$(?: ?[\d,.]*\d dollars?\b| \d|\$|(?:(?<=\d\$)|(?<=\d \$))(?!\d))"),
        (
            "odd capital",
            (
                r"[BCDFMS](?:(?<=\b[Hh](?:is|er) .)|(?<=\b[Tt]heir .)|(?<=\b[Mm]y .))(?:(?<=C)ousin|"
                r"(?<=M)other|(?<=F)ather|(?<=B)rother|(?<=S)ister|(?<=F)riend|(?<=M)om|(?<=D)ad|(?<=S)on|"
                r"(?<=D)aughter)\b(?! [A-Z])"
            ),
        ),
        (
            "fragment",
            (
                r"[ABW](?:(?<=\A.)|(?<=[.?!] .))(?:(?<=A)fter|(?<=B)efore|(?<=W)hile) [a-z]+ing "
                r"(?!.{0,120}\b(?:he|she|they|it|was|is|are|were|had|has)\b)[^,.?!]*\. [A-Z]"
            ),
        ),
        (
            "markup",
            (
                r"[\\<>&{}*^~|#_\[\]](?:(?<=[{}*^~|\[\]])|(?<=\\)[a-zA-Z(\[]|(?<=<)(?:/?[a-z]|<)|(?<=>)>|"
                r"(?<=&)[a-z]+;|(?<=#)#|(?<=_)\b|(?<=\b_))"
            ),
        ),
    )
)
_OPENS_SMALL = re.compile(rf"(?!{_UNIT_OR_BRAND})[a-z]")
_QUESTION = re.compile(r"(?:^(?:how|what|which|who|when|where)|, (?:then )?(?:how|what))\b", re.I)
_SENTENCE = re.compile(r"(?<=[.?!])\s+")
_COMMAND = re.compile(r"\b(?:calculate|find|determine|express|how|what|tell|give|write|compute|who)\b", re.I)
_ORDER = re.compile(r"\b(?:calculate|find|determine|express)\b", re.I)
_ARTICLE = re.compile(r"([aA](?<![\w.'-].)(?:n|(?<=a)|(?= [a-z0-9]))) ([$£€]?[A-Za-z0-9][\w,.'/-]*)")
_ANNOTATION = re.compile(r"<<[^<>]*>>")
_NUMBER = re.compile(r"[0-9]+(?:,[0-9]{3})*(?:\.[0-9]+)?")
_MAY_BE_ARTICLE = ("a ", "A ", "n ", "$", "£", "€")
_AFTER_ARTICLE = re.compile(r"(?:^|\W)[Aa]n? [$£€]?\Z")
_VERB_HINT = re.compile(
    r"\b(?:is|are|was|were|has|have|had|be|been|[a-z]{2,}s|[a-z]{2,}ed|sold|bought|spent|paid|made|got|ate|gave|left|ran|"
    r"took|lost|can|will|would|need|saw|read|cost)\b|="
)


def faults(question: str) -> tuple[str, ...]:
    """The reasons why a question should not be published as it stands, each once; empty where none was found."""
    return _faults(_NUMBER.sub(_like, question.strip()))


def _like(found: re.Match[str]) -> str:
    """A number that reads like the one found: only 0, 1 and what follows an article are looked at more closely."""
    text, start = found[0], found.start()
    if text[0] == "0" or text == "1":
        return text
    before = found.string[max(0, start - 5) : start]
    if before.endswith(_MAY_BE_ARTICLE) and _AFTER_ARTICLE.search(before):
        return text
    return "2.5" if "." in text else "2,222" if "," in text else "2"


@lru_cache(maxsize=16_384)
def _faults(text: str) -> tuple[str, ...]:
    """Kept, since many questions differ in their numbers alone."""
    found = _text_faults(text)
    found += _ending_faults(text)
    return tuple(dict.fromkeys(found))


def line_faults(line: str) -> tuple[str, ...]:
    """The reasons why one line of a worked solution should not be kept; its annotations are not read.

    A line may lack its full stop and may be an equation; a fragment without verb and ``=`` is refused.
    """
    text = _ANNOTATION.sub("", line).strip()
    found = _text_faults(text.replace("*", " "))
    if not text or not (text[0].isupper() or text[0].isdigit() or text[0] in "$(£€"):
        found.append("lower-case sentence start")
    if _VERB_HINT.search(text) is None:
        found.append("no clause")
    return tuple(dict.fromkeys(found))


def _text_faults(text: str) -> list[str]:
    ascii_only = text.isascii()
    plain = text if ascii_only else text.replace("\u2019", "'").replace("\u2018", "'")
    found = ["lower-case sentence start"] if _OPENS_SMALL.match(plain) else []
    found += [reason for reason, pattern in _PATTERNS if pattern.search(plain)]
    if not ascii_only and any(ord(sign) > 127 and sign not in _ALLOWED for sign in text):
        found.append("odd character")
    if not _is_balanced(text):
        found.append("unbalanced quotes or brackets")
    if unknown_words(plain):
        found.append("misspelt word")
    if any(_article_is_wrong(match) for match in _ARTICLE.finditer(plain)):
        found.append("a or an")
    return found + agreement_faults(plain)


def _is_balanced(text: str) -> bool:
    return (
        (text.count('"') % 2 == 0 or re.search(r"\d\"", text) is not None)
        and text.count("(") == text.count(")")
        and text.count("\u201c") == text.count("\u201d")
    )


def _article_is_wrong(match: re.Match[str]) -> bool:
    said, word = match[1].lower(), match[2]
    if match[1] == "A" and match.start() and match.string[match.start() - 2] not in ".?!":
        return False
    if re.match(r"\$?1[18]\d\d\b", word):  # "eleven hundred"
        return False
    if word in {"and", "or", "is", "in", "are", "of", "historic", "herb"} or (word[:1].isupper() and word.isupper()):
        return False
    return said != article(word)


def _ending_faults(text: str) -> list[str]:
    if not text or text[-1] not in ".?!\"')\u201d":
        return ["no terminal punctuation"]
    if "?" not in text:
        last = _SENTENCE.split(text)[-1]
        if _QUESTION.search(last) and not _ORDER.search(last):
            return ["no question mark"]
        return [] if _COMMAND.search(text) else ["asks nothing"]
    tail = re.sub(r"\([^()]*\)\.?$", "", text[text.rindex("?") + 1 :]).strip("\"')\u201d ")
    return ["question is not last"] if tail else []


# --- mending ------------------------------------------------------------------------------------------

# A word such as "find" before "how" makes it an order, "matter" a clause: no comma is missing there.
_IF_WITHOUT_COMMA = (
    r"((?:^|[.?!] )If [^,?.]*(?<! and)(?<! find)(?<! know)(?<!culate)(?<! out)"
    r"(?<!rmine)(?<!for)(?<! then)(?<! at)(?<! in)(?<! on)(?<! of)(?<! matter))"
    r" (how (?:many|much|long|old|far|tall) |what (?:is|was) )"
)
_MENDS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), replacement)
    for pattern, replacement in (
        (r"\s+", " "),
        (r" +([,.;:?!])(?!\d)", r"\1"),
        (r"\$ (?=\d)", "$"),
        (r"(?<=\d) %", "%"),
        (r"\( +", "("),
        (r" +\)", ")"),
        (r"\?{2,}", "?"),
        (r"(?<!\.)\.\.(?!\.)", "."),
        (r"(?<=[a-z]{2})([.?!])(?=[A-Z][a-z])", r"\1 "),
        (r"(?<=[a-z0-9]),(?=[A-Za-z])", ", "),
        (_IF_WITHOUT_COMMA, r"\1, \2"),
    )
)


def tidy(text: str) -> str:
    """``text`` with even spacing, straight quotes and a mark at its end; its words are not touched."""
    text = text.translate(_TYPOGRAPHY).strip()
    for pattern, replacement in _MENDS:
        text = pattern.sub(replacement, text)
    if text and (text[-1].isalnum() or text[-1] == "%"):
        last = _SENTENCE.split(text)[-1]
        text += "?" if _QUESTION.search(last) and not _ORDER.search(last) else "."
    return text
