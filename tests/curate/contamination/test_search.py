"""Questions looked up in an index of benchmarks: each rule finds its kind and passes what is not."""

import json
import random
import re
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mathwright.curate.contamination.index import FREQUENT, GRAM, BenchmarkRow, Index, index_of
from mathwright.curate.contamination.one import NUMBERS_DECIDE, OneByOne, Signs
from mathwright.curate.contamination.search import EXACT, INSIDE, OTHER_NUMBERS, SHARED_WORDS, Match, look_up
from mathwright.curate.contamination.words import template_text
from mathwright.curate.exact import exact_key

LONG = (
    "Raymond had $21. Then he saved $11 from his allowance and spent $5 on a comic book and $19 on a puzzle. "
    "How much money does Raymond have left?"
)
SHORT = "What is the sum of 3 and 14?"
INDEX = index_of([BenchmarkRow("test:1", LONG), BenchmarkRow("test:2", SHORT)])


def matches(*texts: str, index: Index = INDEX) -> list[Match]:
    return look_up(index, texts).matches


@pytest.mark.parametrize(
    ("text", "rule", "row"),
    [
        pytest.param(LONG.upper().replace(".", " ."), EXACT, 0, id="case and stops"),
        pytest.param(LONG.replace("21", "three").replace("$19", "1,250.5"), OTHER_NUMBERS, 0, id="numbers"),
        pytest.param("Tom is nine. " + LONG.replace("21", "48"), SHARED_WORDS, 0, id="a sentence before"),
        pytest.param(LONG.replace("Raymond", "Ann").replace("5 on", "6 on"), SHARED_WORDS, 0, id="renamed"),
        pytest.param(f"Solve this: {SHORT} Explain your answer.", INSIDE, 1, id="a short one inside"),
        pytest.param(f"{SHORT} Explain your answer.", INSIDE, 1, id="a short one first"),
        pytest.param(f"**{SHORT}** - Explain.", INSIDE, 1, id="a short one in bold"),
        pytest.param(f"Now: {SHORT} - Explain.", INSIDE, 1, id="a dash behind"),
        pytest.param(f"Now: {SHORT}", INSIDE, 1, id="a short one last"),
    ],
)
def test_finds_what_repeats_a_benchmark(text: str, rule: str, row: int) -> None:
    found = matches("Nothing of the kind.", text)
    assert [(match.place, match.rule, match.row) for match in found] == [(1, rule, row)]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("Solve this: What is the sum of 3 and 15? Explain.", id="a short one with other numbers inside"),
        pytest.param("Ann spent $5 on a comic book and $19 on a puzzle. What is left of $40?", id="a dozen words"),
        pytest.param("", id="empty"),
        pytest.param("?!", id="signs"),
        pytest.param(f"{SHORT[:-1]} * 4?", id="a short one whose formula goes on"),
        pytest.param(f"{SHORT[:-1]}!", id="a short one with a factorial"),
    ],
)
def test_passes_what_does_not(text: str) -> None:
    assert matches(text) == []


def test_similarity_is_the_share_of_the_shorter_question_in_shared_runs() -> None:
    words = [f"w{letter}" for letter in "abcdefghijklmnopqrst"]
    index = index_of([BenchmarkRow("test:1", " ".join(words))])
    text = " ".join([*words[:15], *"uvwxyz", *"abcdefghij"])
    assert matches(text, index=index) == [Match(0, SHARED_WORDS, 0, 0.75)]
    assert matches(" ".join([*words[:14], *"uvwxyz"]), index=index) == [Match(0, SHARED_WORDS, 0, 0.7)]
    assert matches(" ".join([*words[:12], *"uvwxyz"]), index=index) == []


@pytest.mark.parametrize(("words", "found"), [(GRAM, 1), (GRAM + 1, 0)])
def test_shared_runs_are_a_match_from_half_of_the_shorter_question_on(words: int, found: int) -> None:
    run = [f"w{letter}" for letter in "abcdefghijklm"]
    index = index_of([BenchmarkRow("test:1", " ".join([*run, *(f"x{chr(97 + at)}" for at in range(words))]))])
    text = " ".join([*run, *(f"y{chr(97 + at)}" for at in range(words + 5))])
    assert len(matches(text, index=index)) == found


def test_frequent_runs_of_words_are_no_sign() -> None:
    phrase = "express your answer as a common fraction in lowest terms and explain every step"
    assert len(phrase.split()) == GRAM + 1
    for holders, flagged in ((FREQUENT - 1, 1), (FREQUENT, 0)):
        rows = (f"{' '.join(letter * at for at in range(1, 15))} {phrase}" for letter in "vwxyz"[:holders])
        index = index_of(BenchmarkRow(f"test:{at}", row) for at, row in enumerate(rows))
        assert len(matches(f"a b c {phrase}", index=index)) == flagged


@pytest.mark.parametrize(
    "variants",
    [
        pytest.param([LONG] * FREQUENT, id="copies"),
        pytest.param([LONG.replace("21", str(number)) for number in range(30, 30 + FREQUENT)], id="numbers"),
        pytest.param([LONG.replace("Raymond", name) for name in ("Ann", "Ben", "Cleo", "Dan", "Eve")], id="names"),
    ],
)
def test_copies_and_variants_of_a_benchmark_question_hide_none_of_its_runs(variants: list[str]) -> None:
    others = [f"{letter} {' '.join(letter * at for at in range(2, 30))}" for letter in "pqrst"]
    index = index_of(BenchmarkRow(f"test:{at}", text) for at, text in enumerate([*others, *variants]))
    found = matches("Tom is nine. " + LONG.replace("Raymond", "Zoe"), index=index)
    assert [(match.rule, match.row) for match in found] == [(SHARED_WORDS, len(others))]


@pytest.mark.parametrize(
    ("text", "benchmark"),
    [
        pytest.param("It grows by .5 a day", "It grows by 5 a day", id="point"),
        pytest.param("It grows by 20% a day", "It grows by 20 a day", id="percent"),
        pytest.param("Mix them 3:4 now", "Mix them 3 4 now", id="ratio"),
        pytest.param("He left at 3:45 again", "He left at 3 45 again", id="time"),
    ],
)
def test_what_is_exact_is_so_for_runs_and_for_curating(text: str, benchmark: str) -> None:
    index = index_of([BenchmarkRow("test:1", benchmark)])
    assert exact_key(text) != exact_key(benchmark)
    assert EXACT not in [match.rule for match in matches(text, index=index)]
    own = index_of([BenchmarkRow("test:1", text)])
    assert [match.rule for match in matches(text.upper() + " .", index=own)] == [EXACT]


def test_questions_without_tokens_are_like_nothing_but_their_copies() -> None:
    index = index_of([BenchmarkRow("test:1", "..."), BenchmarkRow("test:2", LONG)])
    assert [(match.place, match.rule) for match in matches("?", "...", ";", index=index)] == [(1, EXACT)]
    looked = look_up(index, ["?", ";", "?"])
    for keys in (looked.texts.tolist(), looked.templates.tolist()):
        assert keys[0] == keys[2] != keys[1]
    assert OneByOne(index).match("?") is None


def test_the_benchmark_question_most_covered_is_named() -> None:
    other = LONG.replace("How much money does Raymond have left?", "How many books can he buy?")
    index = index_of([BenchmarkRow("test:1", other), BenchmarkRow("test:2", LONG)])
    assert [match.row for match in matches("Oh. " + LONG, index=index)] == [1]


def test_an_index_of_nothing_finds_nothing() -> None:
    assert look_up(index_of([]), [LONG]).matches == []
    assert look_up(INDEX, []).matches == []


@settings(deadline=None)
@given(st.lists(st.sampled_from([LONG, SHORT, "Ann", "has", "21", "twenty-five", "- -", "é", "sum of 3"]), max_size=9))
def test_one_by_one_finds_the_same(parts: list[str]) -> None:
    text = " ".join(parts)
    found = matches(text)
    assert OneByOne(INDEX).match(text) == (found[0] if found else None)


@pytest.mark.parametrize(
    ("short", "found"),
    [
        pytest.param("What is the value of $x$?", False, id="a letter"),
        pytest.param(r"What is the value of \(x\)?", False, id="a letter in LaTeX"),
        pytest.param("How much money does she have left?", False, id="words"),
        pytest.param("How many does he sell in the third half?", False, id="a share"),
        pytest.param("How long is the y-axis of it?", False, id="a hyphen"),
        pytest.param("What is the value of $x + y$?", True, id="a formula"),
        pytest.param(r"What is the value of $\sqrt{x}$?", True, id="a command"),
        pytest.param("What is the sum of 3 and x?", True, id="digits"),
        pytest.param("What is the sum of the first five odd integers?", True, id="a number in words"),
    ],
)
def test_a_short_question_is_looked_for_inside_only_if_a_number_or_a_formula_tells_it_apart(
    short: str, found: bool
) -> None:
    index = index_of([BenchmarkRow("test:1", short)])
    for text, rule in ((f"Tom ran and ran. {short}", INSIDE if found else None), (short.upper(), EXACT)):
        expected = [rule] if rule else []
        assert [match.rule for match in matches(text, index=index)] == expected
        assert [match.rule for match in [OneByOne(index).match(text)] if match] == expected


PROMPT = " ".join(f"p{'abcdefghij'[at // 10]}{'abcdefghij'[at % 10]}" for at in range(75))


def told(letter: str, words: int) -> str:
    """A question of so many words that no other letter's has."""
    return " ".join(letter * 2 + "xyz"[at % 3] * at for at in range(words))


@pytest.mark.parametrize("words", [6, 12, 25])
@pytest.mark.parametrize("form", ["{prompt} {question}", "{question} {prompt}"])
def test_a_prompt_that_many_benchmark_questions_share_is_no_sign_however_long(form: str, words: int) -> None:
    rows = [form.format(prompt=PROMPT, question=told(letter, words)) for letter in "abcdefghijklmnopqrstuvwABCDEFG"]
    index = index_of(BenchmarkRow(f"test:{at}", row + str(at)) for at, row in enumerate(rows))
    clean = form.format(prompt=PROMPT, question=told("z", words))
    assert matches(clean, index=index) == []
    assert [match.row for match in matches(f"Now then: {rows[3]}", index=index)] == ([3] if words >= GRAM else [])


def test_variants_with_names_all_through_are_one_however_many_and_whatever_their_prompt() -> None:
    names = [f"n{'abcdefghij'[at // 5]}{'klmno'[at % 5]}" for at in range(50)]
    rows = [f"{PROMPT} {LONG.replace('Raymond', name)}" for name in names]
    others = [f"{PROMPT} {told(letter, 25)}" for letter in "abcdef"]
    index = index_of(BenchmarkRow(f"test:{at}", row) for at, row in enumerate([*others, *rows]))
    found = matches("Tom is nine. " + LONG.replace("Raymond", "Zoe"), index=index)
    assert [match.rule for match in found] == [SHARED_WORDS]
    assert found[0].row >= len(others)


def questions(path: Path) -> list[str]:
    rows = map(json.loads, path.read_text(encoding="utf-8").splitlines())
    return [row.get("question") or row["problem"] for row in rows]


@pytest.fixture(scope="module")
def asked_in_tests(data_dir: Path) -> list[str]:
    return questions(data_dir / "gsm8k" / "test.jsonl") + questions(data_dir / "math" / "test.jsonl")


@pytest.fixture(scope="module")
def real(asked_in_tests: list[str]) -> Index:
    return index_of(BenchmarkRow(f"test:{at}", question) for at, question in enumerate(asked_in_tests))


@pytest.fixture(scope="module")
def planted(data_dir: Path, asked_in_tests: list[str]) -> dict[str, list[str]]:
    """Contaminated rows of each kind among 500 of GSM8K train."""
    chance = random.Random("planted")
    train = questions(data_dir / "gsm8k" / "train.jsonl")
    asked = chance.sample(asked_in_tests, 500)
    words = [word for question in train[:500] for word in question.split()]

    def renumbered(text: str) -> str:
        return re.sub(r"\d+", lambda found: str(chance.randint(2, 10 ** len(found[0]) + 7)), text)

    def longer(text: str) -> str:
        return f"{train[chance.randrange(len(train))].split('. ')[0]}. {text}"

    def reworded(text: str) -> str:
        return " ".join(chance.choice(words) if chance.random() < 0.05 else word for word in text.split())

    return {
        "exact": asked,
        "renumbered": list(map(renumbered, asked)),
        "a sentence added": list(map(longer, asked)),
        "reworded": list(map(reworded, asked)),
    }


@pytest.mark.parametrize(
    ("kind", "floor"), [("exact", 1.0), ("renumbered", 0.98), ("a sentence added", 0.95), ("reworded", 0.72)]
)
def test_planted_asked_in_tests_are_found_among_train_rows(
    kind: str, floor: float, real: Index, planted: dict[str, list[str]], data_dir: Path
) -> None:
    train = questions(data_dir / "gsm8k" / "train.jsonl")[:500]
    rows = [row for pair in zip(train, planted[kind], strict=True) for row in pair]
    found = Counter(match.place % 2 for match in look_up(real, rows).matches)
    assert found[1] >= floor * 500
    assert found[0] <= 2


def test_of_gsm8k_train_only_relatives_of_asked_in_tests_are_flagged(real: Index, data_dir: Path) -> None:
    train = questions(data_dir / "gsm8k" / "train.jsonl")
    found = look_up(real, train).matches
    assert 3 <= len(found) <= 10
    assert {match.rule for match in found} == {SHARED_WORDS}


def test_one_by_one_finds_the_same_on_real_questions(real: Index, data_dir: Path) -> None:
    train = questions(data_dir / "math" / "train.jsonl")[:800]
    found = {match.place: match for match in look_up(real, train).matches}
    single = OneByOne(real)
    alone = [single.match(question) for question in train]
    assert [match and match._replace(place=at) for at, match in enumerate(alone)] == [
        found.get(at) for at in range(len(train))
    ]
    known = [at for at, match in enumerate(alone) if match is None or match.rule in (OTHER_NUMBERS, SHARED_WORDS)]
    assert all(single.match(train[at], NUMBERS_DECIDE) is None for at in known)
    assert sum(single.signs(template_text(train[at])).short_inside for at in range(len(train))) < 0.35 * len(train)


HYPHENS = [
    "What is five - two plus 3 now",
    "-4 and two-thirds of it are what",
    "seven eight - four",
    "Add 3 - 4 - twenty -",
    "is a sum of 31",
    LONG,
]
AMONG = index_of(BenchmarkRow(f"test:{at}", text) for at, text in enumerate(HYPHENS))
PARTS = st.sampled_from(
    [*HYPHENS, "twenty", "-", "five", "Ann", "3", "what", "-third", "is a sum of", "31", "32", "thirds"]
)


@settings(max_examples=400, deadline=None)
@given(st.lists(PARTS, max_size=5), st.lists(PARTS, max_size=2))
def test_a_template_shows_all_that_its_questions_may_hold(parts: list[str], more: list[str]) -> None:
    single = OneByOne(AMONG)
    text = " ".join([*parts, *more])
    found = matches(text, index=AMONG)
    signs = single.signs(template_text(text))
    assert single.match(text, signs) == (found[0] if found else None)
    if found and found[0].rule == INSIDE:
        assert signs.short_inside
        assert single.match(text, NUMBERS_DECIDE) == found[0]


@pytest.mark.parametrize(
    ("short", "text"),
    [
        pytest.param("One red - apple falls 3", "Ann has twenty-one red - apple falls 3", id="a number's end first"),
        pytest.param("- one red apple falls 3", "Ann has twenty-one red apple falls 3", id="a number's hyphen first"),
        pytest.param("Red apple falls on twenty -", "A red apple falls on twenty-five", id="a number's begin last"),
    ],
)
def test_a_short_question_is_seen_where_its_edge_is_part_of_a_number(short: str, text: str) -> None:
    index = index_of([BenchmarkRow("test:1", short)])
    single = OneByOne(index)
    assert [match.rule for match in matches(text, index=index)] == [INSIDE]
    assert single.signs(template_text(text)).short_inside
    assert single.match(text) == matches(text, index=index)[0]


def test_most_templates_show_nothing() -> None:
    single = OneByOne(AMONG)
    assert single.signs("tom has # big apples and is glad") == Signs(alike=False, short_inside=False)
    assert single.signs("i say is a sum of # so") == Signs(alike=False, short_inside=True)
    assert single.signs(template_text(LONG)) == Signs(alike=True, short_inside=False)
    assert single.signs(template_text("Oh. " + LONG)) == Signs(alike=True, short_inside=False)


def test_of_short_benchmark_questions_without_words_any_template_may_hold_one() -> None:
    index = index_of([BenchmarkRow("test:1", "( + ) / =")])
    single = OneByOne(index)
    assert single.signs("so tom") == Signs(alike=False, short_inside=True)
    assert single.match("so ( + ) / = tom") == matches("so ( + ) / = tom", index=index)[0]
    assert single.match("so tom") is None
