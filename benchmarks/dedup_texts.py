"""Question-sized texts, among them planted copies, and what is true of each: the generator behind dedup.py.

A new question is made of two to seven sentences of different GSM8K questions, with names and numbers drawn anew, its
last sentence a question.  A planted copy is an earlier new question after one edit.  A *lookalike* is new, too, but
shares every second sentence, names and numbers included, with an earlier question: it must not be dropped.
The truth about a row is the question it is a copy of; two new questions are never called copies, however near
chance has put them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random

# fmt: off
NAMES = (
    "James", "John", "Mary", "Tom", "Jack", "Sarah", "Mike", "Sam", "Emily", "Anna", "Lily", "Ben", "Bob", "Alice",
    "Jane", "Carl", "Amy", "Tim", "Tina", "Lisa", "Mark", "Peter", "Paul", "David", "Daniel", "Kevin", "Maria", "Megan",
    "Rachel", "Josh", "Jason", "Jerry", "Jenny", "Jessica", "Kelly", "Kate", "Katie", "Ryan", "Adam", "Alex", "Andy",
    "Billy", "Bill", "Brian", "Charlie", "Chris", "Claire", "Dan", "Diana", "Ella", "Emma", "Eric", "Frank", "Fred",
    "George", "Grace", "Greg", "Hannah", "Harry", "Henry", "Jim", "Joe", "Julia", "Karen", "Ken", "Laura", "Leo",
    "Linda", "Lucy", "Martin", "Matt", "Max", "Michael", "Mia", "Nancy", "Nick", "Nina", "Olivia", "Oscar", "Rob",
    "Robert", "Rose", "Ruby", "Sally", "Sophie", "Steve", "Susan", "Ted", "Tony", "Tracy", "Victor", "Wendy", "Will",
    "Zach", "Zoe", "Marcus", "Carlos", "Janet", "Jordan", "Cindy", "Betty", "Carol", "Jill", "Toby", "Marie", "Bella",
)
# fmt: on
SYNONYMS = {
    "buys": "purchases",
    "bought": "purchased",
    "buy": "purchase",
    "each": "every single",
    "total": "overall",
    "sells": "offers",
    "sold": "marketed",
    "gets": "receives",
    "got": "received",
    "wants": "wishes",
    "makes": "produces",
    "made": "produced",
    "big": "large",
    "small": "little",
    "kids": "children",
    "friends": "pals",
    "house": "home",
    "store": "shop",
    "money": "cash",
    "needs": "requires",
    "gives": "hands",
    "gave": "handed",
    "starts": "begins",
    "costs": "is priced at",
    "cost": "be priced at",
    "also": "additionally",
    "then": "afterwards",
    "decides": "chooses",
    "left": "remaining",
    "began": "started",
    "finds": "discovers",
    "found": "discovered",
    "car": "vehicle",
    "job": "post",
    "road": "street",
    "picks": "collects",
    "picked": "collected",
    "takes": "requires",
    "uses": "employs",
    "many": "numerous",
    "altogether": "in sum",
    "earns": "makes",
    "spends": "pays",
    "spent": "paid",
    "eats": "consumes",
    "ate": "consumed",
    "whole": "entire",
    "twice": "two times",
    "people": "persons",
    "walks": "strolls",
}  # fmt: skip
FILLERS = (
    "As it happens,", "In fact,", "As everybody knows,", "Note that", "To be precise,", "It turns out that",
    "Think about this carefully.", "Here is a question for you.", "Please show your work.", "By the way,",
)  # fmt: skip
KINDS = ("exact", "case", "name", "one number", "two numbers", "filler", "synonyms", "swapped sentences")
NEW, LOOKALIKE = "new", "lookalike"
GREATEST_SHARE = 0.6
"""Greatest share of a new question that one sentence has.  There are only so many sentences: two texts that are one
long sentence each, or nearly, would be copies in any reader's eyes, and the truth would be wrong."""
PLANTED_SHARE, LOOKALIKE_SHARE = 0.2, 0.05

_SENTENCE = re.compile(r"(?<=[.?!]) +")
_SLOT = re.compile(r"\b(" + "|".join(NAMES) + r")\b|(?<![\d.,])(\d+)(?![\d,]|\.\d)")


@dataclass(frozen=True, slots=True)
class Planted:
    """One text and what is true of it."""

    text: str
    origin: int
    """Running number of the new question that it is, or is a copy of."""
    kind: str
    """One of KINDS for a copy, else NEW or LOOKALIKE."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """What a new question is made of, so that it can be written again later: sentences and the seed of its draws."""

    sentences: tuple[int, ...]
    draws: tuple[int, ...]
    """One per sentence: the seed of its numbers and names."""


class Generator:
    """Writes ``rows`` texts in order; equal for equal arguments."""

    def __init__(self, questions: Path, rows: int, run_seed: int = 7) -> None:
        """Read the sentences of a GSM8K file."""
        texts = [json.loads(line)["question"] for line in questions.read_text().splitlines()]
        split = [[part for part in _SENTENCE.split(text) if part] for text in texts]
        self._statements = [_SLOT.split(part) for parts in split for part in parts[:-1] if part.count(" ") > 3]
        self._askings = [_SLOT.split(parts[-1]) for parts in split if parts[-1].endswith("?")]
        self._lengths = [min(max(len(parts), 2), 7) for parts in split]
        self._rows = rows
        self._random = Random(f"{run_seed}:dedup")
        self._recipes: list[bytes] = []

    def __iter__(self) -> Iterator[Planted]:
        for _ in range(self._rows):
            chance = self._random.random()
            if chance < PLANTED_SHARE and len(self._recipes) > 100:
                yield self._copy()
            elif chance < PLANTED_SHARE + LOOKALIKE_SHARE and len(self._recipes) > 100:
                yield self._new(self._earlier()[1], LOOKALIKE)
            else:
                yield self._new(None, NEW)

    def _new(self, model: Recipe | None, kind: str) -> Planted:
        drawn = self._random
        count = drawn.choice(self._lengths) if model is None else len(model.sentences)
        last = drawn.randrange(len(self._askings))
        sentences = [*(drawn.randrange(len(self._statements)) for _ in range(count - 1)), last]
        draws = [drawn.getrandbits(24) for _ in range(count)]
        if model is not None:
            sentences[1:-1:2], draws[1:-1:2] = model.sentences[1:-1:2], model.draws[1:-1:2]
        recipe = Recipe(tuple(sentences), tuple(draws))
        written = self._sentences(recipe)
        if _greatest_share(written) > GREATEST_SHARE:
            return self._new(model, kind)
        self._recipes.append(_packed(recipe))
        return Planted(" ".join(written), len(self._recipes) - 1, kind)

    def _copy(self) -> Planted:
        for _ in range(100):
            origin, recipe = self._earlier()
            kind = self._random.choice(KINDS)
            edited = EDITS[kind](self._sentences(recipe), self._random)
            if edited is not None:
                return Planted(edited, origin, kind)
        raise AssertionError("no edit fits a hundred questions")

    def _earlier(self) -> tuple[int, Recipe]:
        origin = self._random.randrange(len(self._recipes))
        return origin, _unpacked(self._recipes[origin])

    def _sentences(self, recipe: Recipe) -> list[str]:
        hero = NAMES[recipe.draws[-1] % len(NAMES)]
        kinds = [self._statements] * (len(recipe.sentences) - 1) + [self._askings]
        return [
            _rendered(kind[sentence], hero, draw)
            for kind, sentence, draw in zip(kinds, recipe.sentences, recipe.draws, strict=True)
        ]


def _rendered(parts: list[str | None], hero: str, draw: int) -> str:
    """A sentence with its numbers drawn anew in their size, its first name the hero's and a second one drawn."""
    written: list[str] = []
    first: str | None = None
    for place, part in enumerate(parts):
        if part is None:
            continue
        if place % 3 == 1:
            first = first or part
            written.append(hero if part == first else NAMES[draw % (len(NAMES) - 7)])
        elif place % 3 == 2:
            draw = draw * 1_103_515_245 + 12_345 & 0x7FFFFFFF
            size = 10 ** (len(part) - 1)
            written.append(str(size + (draw >> 8) % (9 * size)))
        else:
            written.append(part)
    return "".join(written)


def _greatest_share(sentences: list[str]) -> float:
    """The share that the longest sentence has of the letters."""
    return max(map(len, sentences)) / sum(map(len, sentences))


def _packed(recipe: Recipe) -> bytes:
    return b"".join(
        number.to_bytes(3, "big") for pair in zip(recipe.sentences, recipe.draws, strict=True) for number in pair
    )


def _unpacked(packed: bytes) -> Recipe:
    numbers = [int.from_bytes(packed[at : at + 3], "big") for at in range(0, len(packed), 3)]
    return Recipe(tuple(numbers[::2]), tuple(numbers[1::2]))


def _exact(sentences: list[str], _random: Random) -> str:
    return " ".join(sentences)


def _case(sentences: list[str], random: Random) -> str:
    text = " ".join(sentences)
    return random.choice((text.upper(), text.lower(), text.title()))


def _name(sentences: list[str], random: Random) -> str | None:
    """One person renamed, everywhere."""
    text = " ".join(sentences)
    found = [name for name in dict.fromkeys(re.findall(r"\b[A-Z][a-z]+\b", text)) if name in _KNOWN]
    if not found:
        return None
    return re.sub(rf"\b{random.choice(found)}\b", random.choice([name for name in NAMES if name not in found]), text)


def _numbers(count: int) -> Callable[[list[str], Random], str | None]:
    def edit(sentences: list[str], random: Random) -> str | None:
        parts = re.split(r"(\d+)", " ".join(sentences))
        places = list(range(1, len(parts), 2))
        if len(places) < count:
            return None
        for place in random.sample(places, count):
            parts[place] = str(int(parts[place]) + random.randrange(1, 30))
        return "".join(parts)

    return edit


def _filler(sentences: list[str], random: Random) -> str:
    sentences = list(sentences)
    filler, place = random.choice(FILLERS), random.randrange(len(sentences))
    sentence = sentences[place]
    whole = filler.endswith(".")
    sentences[place] = f"{filler} {sentence if whole else sentence[0].lower() + sentence[1:]}"
    return " ".join(sentences)


def _synonyms(sentences: list[str], random: Random) -> str | None:
    """One to three words replaced."""
    words = " ".join(sentences).split(" ")
    places = [place for place, word in enumerate(words) if word in SYNONYMS]
    if not places:
        return None
    for place in random.sample(places, min(len(places), random.randint(1, 3))):
        words[place] = SYNONYMS[words[place]]
    return " ".join(words)


def _swapped(sentences: list[str], random: Random) -> str | None:
    """Two neighbouring sentences before the question, the other way round."""
    if len(sentences) < 3:
        return None
    sentences = list(sentences)
    at = random.randrange(len(sentences) - 2)
    sentences[at], sentences[at + 1] = sentences[at + 1], sentences[at]
    return " ".join(sentences)


_KNOWN = frozenset(NAMES)
EDITS: dict[str, Callable[[list[str], Random], str | None]] = dict(
    zip(KINDS, (_exact, _case, _name, _numbers(1), _numbers(2), _filler, _synonyms, _swapped), strict=True)
)
