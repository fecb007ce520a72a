"""The templates of MathScale: their messages, and their worked examples, which are in the form and right."""

import json
import re
from fractions import Fraction
from itertools import islice
from math import comb, factorial, lcm
from pathlib import Path
from typing import Any

import pytest

from mathwright.prompts.draft import Draft
from mathwright.prompts.forms.catalog import FORMS
from mathwright.prompts.mathscale import (
    ExamineProblem,
    ExtractConcepts,
    MergeNames,
    NameSeen,
    SolveReference,
    Together,
    WriteProblem,
)
from mathwright.prompts.prompt import Prompt
from mathwright.prompts.rendering import Message, Templates
from mathwright.records import Program, Step
from mathwright.seeds.shipped import shipped_seeds
from mathwright.verify.extract import extract

SEEDS = list(islice(shipped_seeds(), 3))
HIDDEN = Program(givens=(), steps=(Step(expression="2+2", value="4"),), answer=0, lines=("HIDDEN",))
DRAFT = Draft(kind="compose", question="Who?", parents=("p",), solution="HIDDEN", answer="HIDDEN", program=HIDDEN)
NAMES = (NameSeen(name="Ratio", count=12), NameSeen(name="Ratios", count=3))
EXTRACT = ExtractConcepts(problem=SEEDS[0])
MERGE = MergeNames(kind="topic", names=NAMES, together=(Together(first="Ratio", second="Ratios", count=2),))
WRITE = WriteProblem(topics=("Algebra", "Geometry"), knowledge_points=("Circles", "Sums"), examples=tuple(SEEDS[:2]))
EXAMINE = ExamineProblem(topics=("Algebra",), knowledge_points=("Circles", "Sums"), draft=DRAFT)
SOLVE = SolveReference(draft=DRAFT)
PROMPTS: tuple[Prompt[Any], ...] = (EXTRACT, MERGE, WRITE, EXAMINE, SOLVE)
by_name = pytest.mark.parametrize("prompt", PROMPTS, ids=lambda prompt: type(prompt).__name__)


def messages(prompt: Prompt[Any]) -> tuple[Message, ...]:
    return Templates().render(prompt).messages


def turns(prompt: Prompt[Any]) -> list[tuple[str, Any]]:
    """The worked turns: what is asked, and the reply as it is read."""
    talk = messages(prompt)[1:-1]
    read = FORMS[type(prompt)].parse
    return [(asked.content, read(prompt, said.content)) for asked, said in zip(talk[::2], talk[1::2], strict=True)]


def block(text: str, name: str) -> list[str]:
    """The names listed in a block."""
    inside = text.partition(f"<{name}>\n")[2].partition(f"</{name}>")[0]
    return [line.removeprefix("- ") for line in inside.splitlines()]


# --- all of them ----------------------------------------------------------------------------------


@by_name
def test_roles_alternate_and_worked_turns_stand_before_what_is_asked(prompt: Prompt[Any]) -> None:
    roles = [message.role for message in messages(prompt)]
    assert roles == ["system", *["user", "assistant"] * (len(roles) // 2 - 1), "user"]
    assert len(turns(prompt)) == {ExamineProblem: 3, SolveReference: 1}.get(type(prompt), 2)


@by_name
def test_the_fixed_part_is_neither_thin_nor_bloated(prompt: Prompt[Any]) -> None:
    least, most = (3000, 7000) if prompt is WRITE else (1500, 4000)
    assert least <= sum(len(message.content) for message in messages(prompt)[:-1]) <= most


@by_name
def test_nothing_that_is_kept_back_is_sent(prompt: Prompt[Any]) -> None:
    assert "HIDDEN" not in json.dumps(messages(prompt))


@by_name
def test_the_last_message_has_no_gaps(prompt: Prompt[Any]) -> None:
    assert "\n\n\n" not in messages(prompt)[-1].content


def test_system_messages_differ_and_hold_no_data() -> None:
    systems = [messages(prompt)[0] for prompt in PROMPTS]
    other = ExtractConcepts(problem=SEEDS[1])
    assert len(set(systems)) == len(PROMPTS)
    assert messages(other)[:-1] == messages(EXTRACT)[:-1]


@by_name
def test_examples_are_no_problems_of_the_datasets(prompt: Prompt[Any], data_dir: Path) -> None:
    files = [data_dir / "math" / "train.jsonl", data_dir / "gsm8k" / "train.jsonl"]
    known = "\n".join(path.read_text(encoding="utf-8") for path in files if path.exists())
    texts = [message.content for message in messages(prompt)[1:-1]]
    found = [part.partition("</")[0].strip() for text in texts for part in text.split("<question>\n")[1:]]
    assert [question for question in found if json.dumps(question)[1:60] in known] == []


# --- extract_concepts -----------------------------------------------------------------------------


def test_extraction_shows_question_and_solution_in_a_problem() -> None:
    question, solution = SEEDS[0].question, SEEDS[0].solutions[0]
    expected = f"<question>\n{question}\n</question>\n<solution>\n{solution}\n</solution>"
    assert messages(EXTRACT)[-1].content == f"<problem>\n{expected}\n</problem>"


def test_a_problem_without_a_solution_has_no_solution_block() -> None:
    bare = ExtractConcepts(problem=SEEDS[0].model_copy(update={"solutions": ()}))
    assert messages(bare)[-1].content == f"<problem>\n<question>\n{SEEDS[0].question}\n</question>\n</problem>"


def test_worked_extractions_keep_to_the_counts_and_repeat_no_name() -> None:
    for _, reply in turns(EXTRACT):
        assert 1 <= len(reply.topics) <= 2
        assert 1 <= len(reply.knowledge_points) <= 5
        assert set(reply.topics).isdisjoint(reply.knowledge_points)
        assert all(
            name[0].isupper() and name[1:] == name[1:].lower() for name in (*reply.topics, *reply.knowledge_points)
        )


def test_the_solutions_of_the_extracted_problems_are_right() -> None:
    (first, _), (second, _) = turns(EXTRACT)
    children = Fraction(9 * 240 - 1890, 9 - 6)
    assert extract(first.removesuffix("</solution>\n</problem>")).answer == str(children / 240) == "3/8"
    assert extract(second).answer == str(factorial(4) * 5 * 4 * 3 % 100) == "40"


# --- merge_names ----------------------------------------------------------------------------------


def test_merging_shows_names_with_counts_and_pairs() -> None:
    assert messages(MERGE)[-1].content == (
        "The names are topics.\n\n<names>\n- Ratio (12)\n- Ratios (3)\n</names>\n\n"
        "<together>\n- Ratio + Ratios (2)\n</together>"
    )


def test_without_pairs_there_is_no_block_of_them() -> None:
    alone = MergeNames(kind="knowledge_point", names=NAMES, together=())
    expected = "The names are knowledge points.\n\n<names>\n- Ratio (12)\n- Ratios (3)\n</names>"
    assert messages(alone)[-1].content == expected


def test_worked_groups_hold_shown_names_once_and_take_one_of_them_as_name() -> None:
    for asked, reply in turns(MERGE):
        shown = [name.rpartition(" (")[0] for name in block(asked, "names")]
        members = [name for group in reply.groups for name in group.members]
        assert set(members) <= set(shown)
        assert len(members) == len(set(members))
        assert all(group.name in group.members and len(group.members) > 1 for group in reply.groups)
        together = [set(pair.rpartition(" (")[0].split(" + ")) for pair in block(asked, "together")]
        assert not any(pair <= set(group.members) for pair in together for group in reply.groups)


# --- write_problem --------------------------------------------------------------------------------


def test_writing_shows_topics_points_and_examples() -> None:
    examples = "\n".join(
        f"<example>\n<question>\n{seed.question}\n</question>\n<solution>\n{seed.solutions[0]}\n</solution>\n</example>"
        for seed in SEEDS[:2]
    )
    assert messages(WRITE)[-1].content == (
        "<topics>\n- Algebra\n- Geometry\n</topics>\n\n<knowledge_points>\n- Circles\n- Sums\n</knowledge_points>\n\n"
        + examples
    )


def test_without_examples_the_lists_stand_alone() -> None:
    bare = WriteProblem(topics=("A",), knowledge_points=("b",), examples=())
    expected = "<topics>\n- A\n</topics>\n\n<knowledge_points>\n- b\n</knowledge_points>"
    assert messages(bare)[-1].content == expected


def test_the_form_of_the_reply_that_is_described_is_the_form_that_is_read() -> None:
    shown = messages(WRITE)[0].content.partition("Markdown fences:\n")[2]
    found = FORMS[WriteProblem].parse(WRITE, shown)
    assert (found.question, extract(found.solution).answer) == ("(the problem)", "12")


def test_no_number_of_an_example_that_is_shown_is_left_unused() -> None:
    first, second = (asked.partition("<question>\n")[2] for asked, _ in turns(WRITE))
    for text in (first, second):
        question, _, solution = text.partition("</question>")
        assert set(re.findall(r"\d+", question)) <= set(re.findall(r"\d+", solution))


def test_the_worked_problems_are_right() -> None:
    (_, triangle), (_, pump) = turns(WRITE)
    # heights h of rectangles with h·12·(8−h)/8 = 18; the triangle above has base 12·(8−h)/8 and height 8−h
    heights = [h for h in range(1, 8) if h * Fraction(12 * (8 - h), 8) == 18]
    assert heights == [2, 6]
    assert extract(triangle.solution).answer == str(Fraction(12 * (8 - 6), 8) * (8 - 6) / 2) == "3"
    rate = Fraction(60, 4)
    clogged = [t for t in range(81) if rate * t + rate * Fraction(60, 100) * (80 - t) == 900]
    assert [extract(pump.solution).answer] == [str(t) for t in clogged] == ["30"]


def test_the_examples_shown_in_the_worked_turns_are_right() -> None:
    first, second = (asked for asked, _ in turns(WRITE))
    assert extract(first).answer == "\\frac{9}{2}"
    assert f"#### {36 // 12 + 36 // 18}\n" in second


# --- examine_problem ------------------------------------------------------------------------------


def test_examining_shows_the_question_without_its_solution() -> None:
    assert messages(EXAMINE)[-1].content == (
        "<topics>\n- Algebra\n</topics>\n\n<knowledge_points>\n- Circles\n- Sums\n</knowledge_points>\n\n"
        "<question>\nWho?\n</question>"
    )


def test_worked_examinations_are_one_good_and_two_bad_and_name_what_is_listed() -> None:
    found = turns(EXAMINE)
    assert [(reply.sound, len(reply.missing)) for _, reply in found] == [(True, 0), (False, 3), (False, 0)]
    for asked, reply in found:
        assert set(reply.missing) <= set(block(asked, "topics") + block(asked, "knowledge_points"))


def test_the_reasons_of_the_worked_examinations_are_right() -> None:
    marbles, field, number = (reply.reason for _, reply in turns(EXAMINE))
    some_red = comb(9, 3) - comb(5, 3)
    assert (comb(9, 3), comb(5, 3), some_red, comb(4, 3)) == (84, 10, 74, 4)
    assert str(Fraction(4, some_red)) == "2/37"
    assert "4/74 = 2/37" in marbles
    assert 30**2 + 20**2 == 1300 != 32**2
    assert "1300" in field
    assert lcm(8, 12) == 24
    assert [n for n in range(60) if n % 8 == n % 12 == 3] == [3, 27, 51]
    assert "3, 27, 51" in number


def test_the_sample_of_an_examination_is_read() -> None:
    system = messages(EXAMINE)[0].content
    sample, _ = json.JSONDecoder().raw_decode(system, system.index('{"reason"'))
    found = FORMS[ExamineProblem].parse(EXAMINE, json.dumps(sample))
    assert found.missing == ("a name that is not needed, letter by letter as listed",)


# --- solve_reference ------------------------------------------------------------------------------


def test_a_reference_sees_the_question_alone() -> None:
    assert messages(SOLVE)[-1].content == "<question>\nWho?\n</question>"


def test_the_worked_reference_is_right() -> None:
    ((_, reply),) = turns(SOLVE)
    fits = [n for n in range(5, 60) if 2 * (5 * n - 21) == 3 * n + 21]
    assert [str(8 * n) for n in fits] == [extract(reply.text).answer] == ["72"]
