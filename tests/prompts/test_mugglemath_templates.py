"""The templates of MuggleMath: their messages, and their worked examples, which are in the form and right."""

import json
from fractions import Fraction
from itertools import islice, product
from math import isqrt
from pathlib import Path

import pytest

from mathwright.programs.replay import replay
from mathwright.prompts.draft import Draft, Response
from mathwright.prompts.forms.catalog import FORMS
from mathwright.prompts.mugglemath import KINDS, Respond, RewriteQuery, Rewrites
from mathwright.prompts.prompt import Prompt
from mathwright.prompts.rendering import Message, Templates
from mathwright.records import Problem
from mathwright.seeds.shipped import shipped_seeds
from mathwright.verify.equality import same
from mathwright.verify.extract import extract

SEEDS = list(islice(shipped_seeds(), 5))
WORDS = RewriteQuery(query=SEEDS[0], companions=tuple(SEEDS[1:]))
MATH = RewriteQuery(query=SEEDS[0], companions=tuple(SEEDS[1:]), with_solution=True)
RESPOND = Respond(draft=Draft(kind="fractions", question=SEEDS[0].question, parents=("p",), solution="HIDDEN"))


def messages(prompt: Prompt[Response] | Prompt[Rewrites]) -> tuple[Message, ...]:
    return Templates().render(prompt).messages


def example(prompt: RewriteQuery) -> dict[str, Draft]:
    """The worked example's rewrites by kind."""
    (said,) = (message.content for message in messages(prompt) if message.role == "assistant")
    return {draft.kind: draft for draft in FORMS[RewriteQuery].parse(prompt, said).drafts}


# --- rewrite_query --------------------------------------------------------------------------------


@pytest.mark.parametrize("prompt", [WORDS, MATH], ids=["words", "math"])
def test_a_rewrite_is_asked_for_with_one_worked_example(prompt: RewriteQuery) -> None:
    said = messages(prompt)
    assert [message.role for message in said] == ["system", "user", "assistant", "user"]
    assert 3000 <= sum(len(message.content) for message in said[:-1]) <= 7000


def test_all_that_is_shown_stands_in_the_last_message() -> None:
    said = messages(WORDS)[-1].content
    concepts = "\n".join(f"<concept>\n{seed.question}\n</concept>" for seed in SEEDS[1:])
    kinds = "\n".join(f"- {kind}" for kind in KINDS)
    expected = (
        f"<query>\n<question>\n{SEEDS[0].question}\n</question>\n</query>\n\n{concepts}\n\n<kinds>\n{kinds}\n</kinds>"
    )
    assert said == expected


def test_the_solution_stands_in_the_query_in_the_form_for_math() -> None:
    said = messages(MATH)[-1].content
    assert f"</question>\n<solution>\n{SEEDS[0].solutions[0]}\n</solution>\n</query>" in said


def test_without_companions_there_is_no_gap_and_only_the_kinds_asked_for_are_listed() -> None:
    said = messages(RewriteQuery(query=SEEDS[0], kinds=("compose",)))[-1].content
    assert said.endswith("</query>\n\n<kinds>\n- compose\n</kinds>")
    assert "<concept>" not in said


def test_the_fixed_messages_do_not_depend_on_the_query() -> None:
    other = RewriteQuery(query=SEEDS[3], kinds=("fractions",))
    assert messages(WORDS)[:-1] == messages(other)[:-1]
    assert messages(WORDS)[0] == messages(MATH)[0]


@pytest.mark.parametrize("prompt", [WORDS, MATH], ids=["words", "math"])
def test_the_worked_example_shows_all_five_kinds_in_the_form(prompt: RewriteQuery) -> None:
    found = example(prompt)
    assert tuple(found) == KINDS
    assert {draft.solution is None for draft in found.values()} == {not prompt.with_solution}
    assert len({draft.question for draft in found.values()}) == 5


def test_the_reply_form_that_is_described_is_the_form_that_is_read() -> None:
    shown = messages(WORDS)[0].content.partition("around the blocks:\n")[2]
    found = FORMS[RewriteQuery].parse(RewriteQuery(query=SEEDS[0], kinds=("change_numbers", "fractions")), shown)
    assert [draft.question for draft in found.drafts] == ["(the new question)"]
    assert [refusal.reason for refusal in found.refusals] == ["no quantity to share"]


def test_every_kind_is_explained() -> None:
    system = messages(WORDS)[0].content
    assert all(f"- {kind}: " in system for kind in KINDS)


WORKED = {
    "change_numbers": ((176, 8, 5, 13), lambda: (Fraction(176, 8) - 13) * 5),
    "fractions": ((84, 6, 4), lambda: Fraction(84, 6) * (1 - Fraction(3, 7)) * (1 - Fraction(25, 100)) * 4),
    "compose": ((84, 6, 4, 9, 3, 1), lambda: (Fraction(84, 6) - 9) * 4 - (3 + 1 * (Fraction(84, 6) - 9))),
    "condition": ((84, 6, 4, 9), lambda: (Fraction(84, 6) - 9) * (3 if Fraction(84, 6) - 9 > 4 else 4)),
    "complicate": (
        (15, 12, 9, 8, 11, 4, 27),
        lambda: 11 * 4 + (Fraction(15 * 12 * 8, 9) / 8 - 11) * Fraction(4, 2) - 27,
    ),
}


@pytest.mark.parametrize(("kind", "answer"), list(zip(KINDS, (45, 24, 12, 15, 35), strict=True)))
def test_the_rewrites_of_the_word_problem_come_out_whole(kind: str, answer: int) -> None:
    numbers, value = WORKED[kind]
    words = example(WORDS)[kind].question.replace(".", " ").replace("?", " ").split()
    assert [str(number) for number in numbers if str(number) not in words] == []
    assert value() == answer


def touches(a: Fraction | int, b: Fraction | int, c: Fraction | int, m: Fraction | int, k: Fraction | int) -> bool:
    """Whether y = mx + k is tangent to y = ax² + bx + c."""
    return (b - m) ** 2 == 4 * a * (c - k)


def tangency_points() -> list[tuple[int, int]]:
    slopes = [m for m in range(-50, 51) if touches(1, 6, 10, m, 2 * m - 2)]
    return [((m - 6) // 2, ((m - 6) // 2) ** 2 + 6 * ((m - 6) // 2) + 10) for m in slopes]


def squared_distance() -> int:
    (a, b), (c, d) = tangency_points()
    return (a - c) ** 2 + (b - d) ** 2


HITS = sum(a * a > 4 * b for a, b in product(range(1, 7), repeat=2))


@pytest.mark.parametrize(
    ("kind", "answer", "holds"),
    [
        ("change_numbers", "3", touches(2, -5, 11, 3, 3)),
        ("fractions", "11/12", touches(Fraction(3, 4), 2, Fraction(5, 3), Fraction(1, 2), Fraction(11, 12))),
        ("compose", "17/36", HITS == 17),
        ("condition", "-15", touches(1, 6, 10, -4, -15) and (-3) ** 2 + 6 * -3 + 10 <= 2),
        ("complicate", "4\\sqrt{5}", squared_distance() == 16 * 5),
    ],
)
def test_the_rewrites_of_the_tangent_problem_are_solved_rightly(kind: str, answer: str, holds: bool) -> None:
    assert holds
    assert extract(example(MATH)[kind].solution or "").place == "boxed"
    assert same(extract(example(MATH)[kind].solution or "").answer or "", answer).state == "equal"


def test_no_rewrite_has_the_answer_of_its_query() -> None:
    assert (Fraction(84, 6) - 9) * 4 not in {value() for _, value in WORKED.values()}
    solutions = [draft.solution or "" for draft in example(MATH).values()]
    assert not [text for text in solutions if same(extract(text).answer or "", "6").state == "equal"]


def test_the_query_of_the_tangent_example_is_solved_rightly() -> None:
    assert extract(messages(MATH)[1].content).answer == "6"
    assert touches(1, 6, 10, 2, 6)


# --- respond --------------------------------------------------------------------------------------


def test_a_response_is_asked_for_with_the_question_alone() -> None:
    said = messages(RESPOND)
    assert [message.role for message in said] == ["system", "user", "assistant", "user", "assistant", "user"]
    assert said[-1].content == f"<question>\n{SEEDS[0].question}\n</question>"
    assert "HIDDEN" not in json.dumps(said)


def test_the_worked_responses_are_in_the_form_and_right() -> None:
    first, second = (message.content for message in messages(RESPOND) if message.role == "assistant")
    assert [FORMS[Respond].parse(RESPOND, text).text for text in (first, second)] == [first, second]
    assert extract(first).answer == "6" == str(3 * 48 * Fraction(5, 6) * Fraction(7, 10) / 14)
    assert replay(first).faults == ()
    assert replay(first).answer == 6
    # side √72: its square is 72, the diagonal's 144
    assert isqrt(2 * 72) == 12
    assert 6 * 6 * 2 == 72
    assert extract(second).answer == "12 + 6\\sqrt{2}"
    assert "####" not in second


@pytest.mark.parametrize(
    "line",
    [
        "Half of them are 48 / 2 = <<48/2=24>>24 boxes.\n#### 24",
        "They weigh 2/3 * 90 = <<2/3*90=60>>60 kg.\n#### 60",
        "There are 25% of 80, that is 25% * 80 = <<0.25*80=20>>20, boxes.\n#### 20",
        "Of the tank 1 - 2/5 = <<1-2/5=3/5>>3/5 are left.\n#### 3/5",
        "Together they cost (3 + 4) * 1200 = <<(3+4)*1200=8400>>8400 dollars.\n#### 8400",
    ],
)
def test_annotations_as_the_rules_have_them_replay_without_a_fault(line: str) -> None:
    assert replay(line).faults == ()
    assert str(replay(line).answer) == line.rpartition(" ")[2]


def test_examples_are_no_problems_of_the_datasets(data_dir: Path) -> None:
    files = [data_dir / "math" / "train.jsonl", data_dir / "gsm8k" / "train.jsonl"]
    known = "\n".join(path.read_text(encoding="utf-8") for path in files if path.exists())
    texts = [message.content for prompt in (WORDS, MATH, RESPOND) for message in messages(prompt)[1:-1]]
    blocks = [block.partition("</")[0].strip() for text in texts for block in text.split("<question>\n")[1:]]
    assert len(blocks) == 14
    assert [block for block in blocks if json.dumps(block)[1:60] in known] == []


def problem(question: str) -> Problem:
    return Problem(problem_id="0" * 16, question=question, solutions=(), answer="4", source="t")


def test_a_query_without_a_solution_is_asked_in_the_plain_form() -> None:
    bare = RewriteQuery(query=problem("a?"), with_solution=True)
    assert "<solution>" not in messages(bare)[-1].content
    assert messages(bare)[:-1] == messages(WORDS)[:-1]
