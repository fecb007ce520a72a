"""The words that are numbers: a text with its numbers masked, its template, has ``#`` in their place.

``contamination.words.template_text`` masks one text, ``contamination.tokens`` thousands.
"""

# fmt: off
NUMBER_WORDS = frozenset((
    "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen",
    "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty", "thirty", "forty", "fifty",
    "sixty", "seventy", "eighty", "ninety", "hundred", "thousand", "million", "half", "third", "quarter", "twice",
    "double", "triple", "thrice",
))
"""They count, or say a share; "one" does not stand here, as it mostly counts nothing ("one of them")."""
# fmt: on
SHARES = frozenset(("half", "third", "quarter", "twice", "double", "triple", "thrice"))
"""Those that count nothing: "in the second half" is a part of a story."""
PARTS = frozenset(
    ("one", "half", "third", "fourth", "quarter", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
)
"""What may follow behind a hyphen as well: ``one-half``, ``two-thirds``."""
