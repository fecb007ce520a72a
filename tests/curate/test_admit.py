"""Keys, admission, and the files that must not be repeated."""

import json
import tracemalloc
from collections import Counter
from random import Random

import pytest

from mathwright.curate.admit import (
    AGAINST,
    CAP_REACHED,
    DUPLICATE,
    NEAR,
    OF_SEED,
    SEED_OTHER_NUMBERS,
    Admit,
    read_candidate,
)
from mathwright.curate.against import questions_of
from mathwright.curate.contamination.index import index_of
from mathwright.curate.contamination.search import EXACT, INSIDE, OTHER_NUMBERS, SHARED_WORDS, look_up
from mathwright.curate.contamination.words import template_text
from mathwright.curate.exact import exact_key
from mathwright.errors import DataError, UsageError
from mathwright.records import Problem, problem_id
from mathwright.seeds.reader import read_problems


def problem(question: str) -> Problem:
    return Problem(
        problem_id=problem_id("test", question, "1"), question=question, solutions=(), answer="1", source="test"
    )


def reason_of(admit: Admit, question: str) -> str | None:
    refused = admit(problem(question))
    return None if refused is None else refused.reason


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("Tom has 3 apples.", "tom  has 3\napples"),
        ("Tom, who has 3 apples, left.", "Tom who has 3 apples left"),
        ("Tom’s 3 apples", "Tom's 3 apples"),
        ("Ｔｏｍ has 3", "Tom has 3"),
        ("Tom has\u200b 3", "Tom has 3"),
        ("10 – 3", "10 - 3"),
    ],
)
def test_the_same_text_has_one_key(a, b):
    assert exact_key(a) == exact_key(b)


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("Tom has 3 apples", "Tom has 4 apples"),
        ("Compute 3+4", "Compute 3-4"),
        ("Compute 3.5", "Compute 35"),
        ("Compute (a+b)c", "Compute a+bc"),
        ("Compute 5!", "Compute 5"),
        ("Compute x²", "Compute x2"),
        ("Find f(x)", "Find f'(x)"),
    ],
)
def test_another_text_has_another_key(a, b):
    assert exact_key(a) != exact_key(b)


def test_keys_are_the_same_on_every_machine():
    assert exact_key("Tom has 3 apples.") == 475772184150329488


def test_refuses_a_question_it_has_let_in():
    admit = Admit()
    assert [reason_of(admit, text) for text in ("Tom has 3.", "tom has 3", "Tom has 4.")] == [None, DUPLICATE, None]


def test_refuses_seed_problems_and_files(tmp_path):
    path = tmp_path / "held.jsonl"
    path.write_text('{"question": "Ann has 5."}\n', "utf-8")
    admit = Admit([problem("Tom has 3.")], [path])
    asked = ("Tom has 3.", "Ann has 5.", "Ann has 6.", "Bea has 6.")
    assert [reason_of(admit, text) for text in asked] == [OF_SEED, AGAINST[EXACT], AGAINST[OTHER_NUMBERS], None]


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("Find $x$ now", "find x now"),
        ('Say "hi" 3 times; then #4', "say hi 3 times then 4"),
        (r"Is \(x\) odd", "Is $x$ odd"),
    ],
)
def test_what_is_exact_for_a_file_is_so_for_a_run(text, same):
    looked = look_up(index_of([]), [text, same])
    assert looked.texts[0] == looked.texts[1]
    assert reason_of(Admit([problem(text)]), same) == OF_SEED


def test_counts_templates_up_to_the_cap():
    admit = Admit(cap_per_template=2)
    reasons = [reason_of(admit, f"Tom has {n} apples.") for n in (3, 4, 4, 5)]
    assert reasons == [None, None, DUPLICATE, CAP_REACHED]
    assert admit(problem("Tom has 3 pears.")) is None


def test_remembers_only_what_it_lets_in():
    admit = Admit(cap_per_template=1)
    assert [reason_of(admit, f"Tom has {n}.") for n in (3, 4, 4)] == [None, CAP_REACHED, CAP_REACHED]


def test_a_cap_of_nothing_is_refused():
    with pytest.raises(UsageError, match="cap_per_template: 0"):
        Admit(cap_per_template=0)


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ({"text": "x"}, "no question; found text, expected one of question"),
        ({"question": ""}, "field 'question': found empty text"),
        ({"question": 3}, "field 'question': found a number"),
    ],
)
def test_a_file_without_questions_is_refused_at_its_line(tmp_path, row, told):
    path = tmp_path / "bad.jsonl"
    path.write_text('{"problem": "fine"}\n' + json.dumps(row) + "\n", "utf-8")
    with pytest.raises(DataError, match=rf"bad\.jsonl:2: {told}"):
        list(questions_of(path))


def test_broken_rows_stop_the_reading(tmp_path):
    path = tmp_path / "bad.jsonl"
    path.write_text('{"problem": "fine"}\n{"problem": \n', "utf-8")
    with pytest.raises(DataError, match=r"bad\.jsonl:2"):
        list(questions_of(path))


def test_gsm8k_questions_are_distinct_and_five_are_relatives_of_test_questions(data_dir):
    problems = list(read_problems(data_dir / "gsm8k" / "train.jsonl"))
    admit = Admit(against=[data_dir / "gsm8k" / "test.jsonl"], cap_per_template=5)
    refused = [found for found in map(admit, problems) if found]
    assert [found.reason for found in refused] == [AGAINST[SHARED_WORDS]] * 5
    evidence = json.loads(refused[0].evidence)
    assert evidence["question"].startswith("Max bought stamps at the post office.")
    assert (evidence["twin"], evidence["similarity"]) == ("test.jsonl:633", 0.804)
    assert "a snowflake design, some had a truck design" in evidence["shared"]
    again = Counter(reason_of(admit, seed.question) for seed in problems[:500])
    assert again == {DUPLICATE: 499, AGAINST[SHARED_WORDS]: 1}


def test_every_refusal_shows_its_twin(tmp_path):
    path = tmp_path / "held.jsonl"
    path.write_text(json.dumps({"question": "Ann has 5."}) + "\n", "utf-8")
    seed = problem("Tom has 3.")
    admit = Admit([seed], [path], cap_per_template=1, near=0.5)
    long = "Bea walks from her house to the school and back on each of # days. How far does she walk in all?"
    first = problem(long.replace("#", "3"))
    near = problem(long.replace("#", "3").replace("Bea", "Ida"))
    asked = [seed, problem("Ann has 6."), first, first, problem(long.replace("#", "4")), near]
    refused = [admit(one) for one in asked]
    assert [found and json.loads(found.evidence) for found in refused] == [
        {"twin": seed.problem_id, "question": "Tom has 3."},
        {"twin": "held.jsonl:1", "question": "Ann has 5.", "similarity": 1.0},
        None,
        {"twin": first.problem_id},
        {"twin": first.problem_id, "members": 1},
        {"twin": first.problem_id, "similarity": 0.905},
    ]
    assert [found and found.reason for found in refused][3:] == [DUPLICATE, CAP_REACHED, NEAR]


def test_a_template_that_was_too_near_stays_refused_whatever_its_numbers():
    admit = Admit(near=0.5)
    text = "Bea walks from her house to the school and back on each of # days. How far does she walk in all?"
    other = text.replace("Bea", "Ida")
    asked = [text.replace("#", "3"), other.replace("#", "3"), other.replace("#", "4"), text.replace("#", "9")]
    assert [reason_of(admit, question) for question in asked] == [None, NEAR, NEAR, None]


def test_a_benchmark_text_with_new_numbers_is_refused_again_and_again(tmp_path):
    path = tmp_path / "held.jsonl"
    path.write_text(json.dumps({"question": "What is the sum of 3 and 14?"}) + "\n", "utf-8")
    admit = Admit(against=[path])
    asked = ["Now: what is the sum of 3 and 15?", "Now: what is the sum of 3 and 14?", "What is the sum of 1 and 2?"]
    assert [reason_of(admit, question) for question in asked] == [None, AGAINST[INSIDE], AGAINST[OTHER_NUMBERS]]
    assert reason_of(admit, "What is the sum of 6 and 2?") == AGAINST[OTHER_NUMBERS]


def memory_of(admit, problems):
    """What is kept in memory once all were asked; numpy's arrays count, other libraries' would not."""
    for each in problems:  # words are kept for all, and no more than so many of them
        template_text(each.question)
        exact_key(each.question)
    tracemalloc.start()
    for each in problems:
        admit(each)
    used, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return used


@pytest.mark.parametrize(("settings", "most"), [({}, 80), ({"cap_per_template": 5}, 160)])
def test_memory_is_as_documented(settings, most):
    letters = "abcdefghij"
    names = [" ".join(letters[int(digit)] * 3 for digit in f"{n * 7_919:08}") for n in range(8_000)]
    problems = [problem(f"{name} has {n} apples") for n, name in enumerate(names)]
    assert memory_of(Admit(**settings), problems) / len(problems) < most


@pytest.mark.parametrize(("of_one_template", "most"), [(1, 1_500), (3, 700)])
def test_memory_with_near_is_as_documented(of_one_template, most):
    """Of problems of 45 words; a third of a megabyte of it is there from the start, whatever comes."""
    words = [f"{a}{b}{c}" for a in "bdfgk" for b in "aeiou" for c in "lmnprst"]
    rngs = [Random(n // of_one_template) for n in range(3_000)]
    problems = [problem(f"{' '.join(rng.choices(words, k=44))} {n}") for n, rng in enumerate(rngs)]
    assert memory_of(Admit(cap_per_template=5, near=0.9), problems) / len(problems) < most


def against(tmp_path, *questions):
    path = tmp_path / "held.jsonl"
    path.write_text("".join(json.dumps({"question": question}) + "\n" for question in questions), "utf-8")
    return [path]


def test_a_short_benchmark_question_inside_refuses_its_own_numbers_only(tmp_path):
    admit = Admit(against=against(tmp_path, "What is the sum of 3 and 14?"))
    asked = [f"Now: what is the sum of 3 and {number}?" for number in (14, 15, 14)]
    assert [reason_of(admit, question) for question in asked] == [AGAINST[INSIDE], None, AGAINST[INSIDE]]


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_a_copy_of_a_benchmark_question_is_called_one_whichever_numbers_came_first(tmp_path, order):
    long = "Bea walks from her house to the school and back on each of # days. How far does she walk in all?"
    texts = [long.replace("#", "3"), long.replace("#", "4")]
    admit = Admit(against=against(tmp_path, texts[0]))
    reasons = {at: reason_of(admit, texts[at]) for at in order}
    assert reasons == {0: AGAINST[EXACT], 1: AGAINST[OTHER_NUMBERS]}


def test_a_short_benchmark_question_is_seen_in_a_text_whose_words_are_shared_too(tmp_path):
    long = "Bea walks from her house to the school and back on each of # days. How far does she walk in all?"
    admit = Admit(against=against(tmp_path, long, "Now what is the sum of 3 and 14?"))
    asked = [f"{long} Now what is the sum of 3 and {number}?" for number in (15, 14)]
    assert [reason_of(admit, question) for question in asked] == [AGAINST[SHARED_WORDS], AGAINST[INSIDE]]


def test_what_is_near_to_a_benchmark_question_is_refused_with_its_twin_again_and_again(tmp_path):
    words = "Bea and her aunt walk slowly # miles to the old mill. How far is it?"
    admit = Admit(against=against(tmp_path, "Who is there?", words.replace("#", "3")), near=0.5)
    other = words.replace("aunt", "cat")
    for number in ("3", "4"):
        refused = admit(problem(other.replace("#", number)))
        assert refused is not None
        assert refused.reason == AGAINST[NEAR]
        assert json.loads(refused.evidence) == {
            "twin": "held.jsonl:2",
            "question": words.replace("#", "3"),
            "similarity": 0.647,
            "shared": f"walk slowly {number} miles to the old mill. How far is it",
        }
    apart = Admit(against=against(tmp_path, words.replace("#", "3")))
    assert reason_of(apart, other.replace("#", "3")) is None


@pytest.mark.parametrize(("cap", "found"), [(1, SEED_OTHER_NUMBERS), (2, None), (None, None)])
def test_a_seed_problem_with_other_numbers_is_refused_where_numbers_make_nothing_new(cap, found):
    seed = problem("Tom has 3 apples.")
    admit = Admit([seed], cap_per_template=cap)
    refused = admit(problem("Tom has 4 apples."))
    assert (refused and refused.reason) == found
    if refused is not None:
        assert json.loads(refused.evidence) == {"twin": seed.problem_id, "question": seed.question}
    assert reason_of(admit, "Tom has 3 apples.") == OF_SEED
    assert reason_of(admit, "Tom has 3 pears.") is None


def test_questions_without_words_are_no_copies_of_one_another():
    admit = Admit(cap_per_template=1, near=0.5)
    assert [reason_of(admit, text) for text in ("?", "...", " ?", ";")] == [None, None, DUPLICATE, None]


@pytest.mark.parametrize("cap", [None, 5])
def test_what_a_file_has_with_other_numbers_is_kept_out_and_what_it_has_as_it_is_says_so(tmp_path, cap):
    path = tmp_path / "test.jsonl"
    path.write_text(json.dumps({"question": "Tom has 3 apples."}) + "\n")
    admit = Admit(against=[path], cap_per_template=cap)
    asked = ["Tom has 3 apples.", "Tom has 14 apples.", "Tim has 14 apples."]
    assert [reason_of(admit, question) for question in asked] == [AGAINST[EXACT], AGAINST[OTHER_NUMBERS], None]


def test_what_is_read_of_a_stored_problem_is_decided_on_as_the_whole_of_it(tmp_path):
    texts = ["Tom has 3 \U0001f34e.", "Tom has 3 \U0001f34e", "Tom has 4 apples.", 'Ann has "5" pears.']
    whole, read = (Admit([problem("Tom has 4 apples.")], against(tmp_path, "Bea has 5."), 5, 0.5) for _ in range(2))
    expected = [whole(problem(text)) for text in texts]
    assert [found and found.reason for found in expected] == [None, DUPLICATE, OF_SEED, None]
    assert [read(read_candidate(problem(text).model_dump_json().encode())) for text in texts] == expected


def test_a_template_that_was_let_in_is_still_asked_for_short_benchmark_questions_of_its_numbers(tmp_path):
    admit = Admit(against=against(tmp_path, "What is the sum of 3 and 14?"), cap_per_template=50, near=0.9)
    asked = [f"Now tell me at once, what is the sum of {a} and {b}?" for a, b in ((3, 15), (2, 14), (3, 14), (3, 16))]
    assert [reason_of(admit, question) for question in asked] == [None, None, AGAINST[INSIDE], None]
