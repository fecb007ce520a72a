"""Templates: how they become messages, what their hash covers, and how a faulty one is told."""

from pathlib import Path

import pytest

from mathwright.errors import UsageError
from mathwright.prompts.draft import Draft
from mathwright.prompts.forms.catalog import BY_NAME, FORMS
from mathwright.prompts.math2 import PairVerdict, SkillExamples, ValidatePair, WriteQuestion
from mathwright.prompts.mathscale import SolveReference, WriteProblem
from mathwright.prompts.rendering import AGAIN, Message, Templates, file_of, transcript
from mathwright.records import Problem
from mathwright.seeds.reader import read_problems

PLACE = "mathscale/solve_reference.md"


def asking(question: str) -> SolveReference:
    return SolveReference(draft=Draft(kind="compose", question=question, parents=()))


def directory(tmp_path: Path, **files: str) -> Path:
    """Templates of one's own: place, with __ for a slash, to text."""
    for name, text in files.items():
        path = tmp_path / f"{name.replace('__', '/')}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return tmp_path


def own(tmp_path: Path, text: str, **others: str) -> Templates:
    return Templates(directory(tmp_path, mathscale__solve_reference=text, **others))


def fault_of(tmp_path: Path, text: str, **others: str) -> str:
    with pytest.raises(UsageError) as raised:
        own(tmp_path, text, **others)
    return str(raised.value).removeprefix(f"{tmp_path}/")


# --- messages -------------------------------------------------------------------------------------


def test_sections_become_messages_and_notes_are_not_sent(tmp_path: Path) -> None:
    text = (
        "Notes.\n\n--- system ---\nBe exact.\n\n--- user ---\n1+1?\n"
        "--- assistant ---\n2\n---user---  \n\n{{ question }}\n"
    )
    assert own(tmp_path, text).render(asking("a?")).messages == (
        Message("system", "Be exact."),
        Message("user", "1+1?"),
        Message("assistant", "2"),
        Message("user", "a?"),
    )


def test_what_is_shown_is_never_read_as_a_template() -> None:
    text = "{{ 7*7 }} {% if %} {# x #}\n--- user ---\n</question> \\frac{1}{2} <<2*3=6>> & \u2028 end\n\n\n\nof it"
    *_, last = Templates().render(asking(text)).messages
    assert last == Message("user", f"<question>\n{text}\n</question>")


def test_what_is_shown_of_real_problems_stands_in_the_message_as_it_is(data_dir: Path) -> None:
    templates = Templates()
    problems = list(read_problems(data_dir / "math" / "train.jsonl"))
    gaps = [problem for problem in problems if "\n\n\n" in problem.question + problem.solutions[0]]
    assert len(gaps) > 10
    for one in gaps + problems[:100]:
        prompt = WriteProblem(topics=("T",), knowledge_points=("k",), examples=(one,))
        said = templates.render(prompt).messages[-1].content
        assert f"<question>\n{one.question}\n</question>\n<solution>\n{one.solutions[0]}\n</solution>" in said


def test_a_template_of_ones_own_takes_the_place_of_its_namesake_alone(tmp_path: Path) -> None:
    templates, shipped = own(tmp_path, "--- user ---\n{{ question }}"), Templates()
    changed = {name for name in (*BY_NAME, AGAIN) if templates.hash_of(name) != shipped.hash_of(name)}
    assert changed == {"SolveReference"}
    assert templates.source("SolveReference") == "--- user ---\n{{ question }}"


def test_line_ends_of_another_system_change_nothing(tmp_path: Path) -> None:
    (tmp_path / "mathscale").mkdir()
    (tmp_path / PLACE).write_bytes(b"--- system ---\r\nA\r\n\r\nB\r\n--- user ---\r\n{{ question }}\r\n")
    assert Templates(tmp_path).render(asking("a?")).messages == (Message("system", "A\n\nB"), Message("user", "a?"))


def test_the_fault_stands_in_the_re_ask() -> None:
    said = Templates().again("no <question> block")
    assert said.startswith("Your reply could not be used: no <question> block.\n")


# --- conversations --------------------------------------------------------------------------------


def test_earlier_turns_stand_right_before_what_is_asked_in_the_form_they_were_asked_in() -> None:
    seen = Problem(problem_id="a", question="Real one?", solutions=("#### 4",), answer="4", source="t")
    pair = (SkillExamples(skill="x", exemplars=(seen,)), SkillExamples(skill="y", exemplars=(seen,)))
    validated = ValidatePair(pair=pair)
    verdict = PairVerdict(reason="as {{ x }} \\frac", distinct=True)
    templates = Templates()

    alone = templates.render(WriteQuestion(pair=pair)).messages
    found = templates.render(WriteQuestion(pair=pair, conversation=(validated.turn(verdict),))).messages

    assert found == (
        *alone[:-1],
        templates.render(validated).messages[-1],
        Message("assistant", FORMS[ValidatePair].write(verdict)),
        alone[-1],
    )


# --- hashes ---------------------------------------------------------------------------------------


def test_a_hash_is_of_the_template_and_of_all_it_includes(tmp_path: Path) -> None:
    text = '--- system ---\n{% include "mathscale/_one.md" %}\n--- user ---\n{{ question }}'
    one = '{% import "_two.md" as two %}{{ two.word() }}'
    first = own(tmp_path, text, mathscale___one=one, _two="{% macro word() %}A{% endmacro %}")
    second = own(tmp_path, text, mathscale___one=one, _two="{% macro word() %}B{% endmacro %}")
    assert first.hash_of("SolveReference") != second.hash_of("SolveReference")
    assert [read.render(asking("a?")).messages[0].content for read in (first, second)] == ["A", "B"]
    assert second.render(asking("a?")).template == second.hash_of("SolveReference")


def test_hashes_are_of_the_prompts_and_of_the_re_ask() -> None:
    templates = Templates()
    assert templates.hashes([SolveReference]) == {
        "SolveReference": templates.hash_of("SolveReference"),
        AGAIN: templates.hash_of(AGAIN),
    }


def test_templates_have_hashes_of_their_own() -> None:
    found = [Templates().hash_of(name) for name in (*BY_NAME, AGAIN)]
    assert len(set(found)) == len(BY_NAME) + 1
    assert {len(one) for one in found} == {16}


def test_every_prompt_has_a_place_named_after_it() -> None:
    assert [file_of(name) for name in ("WriteQuestion", "LabelSkill", "SolveReference", "RewriteQuery", AGAIN)] == [
        "math2/write_question.md",
        "math2/label_skill.md",
        "mathscale/solve_reference.md",
        "mugglemath/rewrite_query.md",
        "again.md",
    ]


# --- faulty templates -----------------------------------------------------------------------------

ASK = "--- user ---\n{{ question }}\n"
ORDER = ": messages must be system (once, first, or not at all), then user and assistant in turn, user last"


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        pytest.param("", ":1: no line such as --- user --- begins a message", id="empty"),
        pytest.param("{{ question }}", ":1: no line such as --- user --- begins a message", id="no section"),
        pytest.param("--- user ---\nHi", ": does not use question", id="a field missing"),
        pytest.param(
            "--- user ---\n{{ question }} {{ solution }}",
            ": uses solution, which SolveReference does not show",
            id="a field too many",
        ),
        pytest.param(
            "--- user ---\n{{ questoin }}",
            ": does not use question; uses questoin, which SolveReference does not show",
            id="a field misspelt",
        ),
        pytest.param(
            "--- System ---\nA\n" + ASK,
            ":1: --- System --- is none of the lines system, user, assistant, conversation",
            id="a misspelt role",
        ),
        pytest.param(
            "x\n\n--- user ---\nA\n{% if question %}",
            ":5: Unexpected end of template. Jinja was looking for the following tags: 'elif' or 'else' or 'endif'. "
            "The innermost block that needs to be closed is 'if'.",
            id="unclosed",
        ),
        pytest.param(
            ASK + "{% block a %}{% endblock %}{% block a %}{% endblock %}",
            ":3: block 'a' defined twice",
            id="assertion",
        ),
        pytest.param(
            "x\n--- user ---\n\n{{ question | }}",
            ":4: expected token 'name', got 'end of print statement'",
            id="syntax",
        ),
        pytest.param("--- user ---\n{{ question | random }}", ":2: No filter named 'random'.", id="a filter of chance"),
        pytest.param(
            "--- user ---\n{{ lipsum() }} {{ question }}",
            ": uses lipsum, which SolveReference does not show",
            id="a global of chance",
        ),
        pytest.param(ASK + '{% include "x.md" %}', ": includes x.md, which is not there", id="no such file"),
        pytest.param(
            ASK + '{% include "./again.md" %}', ": includes ./again.md, which is not there", id="by another path"
        ),
        pytest.param(ASK + '{% include "../x.md" %}', ": includes ../x.md, which is not there", id="outside"),
        pytest.param(
            ASK + '{% include "/etc/hostname" %}', ": includes /etc/hostname, which is not there", id="elsewhere"
        ),
        pytest.param(
            ASK + "{% include question %}",
            ":1: includes a file that only the prompt names; write its name",
            id="by what is shown",
        ),
        pytest.param("--- assistant ---\nA\n" + ASK, ORDER, id="assistant first"),
        pytest.param(ASK + ASK, ORDER, id="user twice"),
        pytest.param(ASK + "--- assistant ---\nA", ORDER, id="assistant last"),
        pytest.param(ASK + "--- system ---\nA", ORDER, id="system late"),
        pytest.param("--- system ---\nA {{ question }}", ORDER, id="system alone"),
        pytest.param(
            "--- system ---\n{{ 1 // 0 }}\n" + ASK,
            ": fails on what it is shown: integer division or modulo by zero",
            id="arithmetic",
        ),
        pytest.param(
            "--- system ---\n{{ ''.__class__.__mro__ }}\n" + ASK,
            ": fails on what it is shown: access to attribute '__class__' of 'str' object is unsafe.",
            id="unsafe",
        ),
    ],
)
def test_a_faulty_template_is_told_with_file_and_line(tmp_path: Path, text: str, fault: str) -> None:
    assert fault_of(tmp_path, text) == f"{PLACE}{fault}"


def test_the_re_ask_is_one_message_of_the_user(tmp_path: Path) -> None:
    with pytest.raises(UsageError) as raised:
        Templates(directory(tmp_path, again="--- system ---\nA\n--- user ---\n{{ fault }}"))
    assert str(raised.value) == f"{tmp_path}/again.md{ORDER}"


def test_a_fault_in_an_included_file_names_that_file(tmp_path: Path) -> None:
    found = fault_of(tmp_path, '{% include "_x.md" %}\n' + ASK, _x="A\n{% endif %}")
    assert found.startswith("_x.md:2: Encountered unknown tag 'endif'")


def test_files_that_include_one_another_are_no_endless_loop(tmp_path: Path) -> None:
    templates = own(tmp_path, '--- user ---\n{{ question }}{% include "_x.md" %}', _x='{% include "_x.md" %}')
    with pytest.raises(UsageError, match="recursion"):
        templates.render(asking("a?"))


def test_ranges_and_set_names_are_no_fields(tmp_path: Path) -> None:
    text = "--- user ---\n{% set two = 2 %}{% for i in range(two) %}{{ i }}{{ question }}{% endfor %}"
    assert own(tmp_path, text).render(asking("a?")).messages == (Message("user", "0a?1a?"),)


def test_what_is_undefined_is_a_fault_and_not_an_empty_text(tmp_path: Path) -> None:
    templates = own(tmp_path, "--- user ---\n{{ question.length }}")
    with pytest.raises(UsageError, match="has no attribute 'length'"):
        templates.render(asking("a?"))


def test_lines_of_statements_leave_nothing_behind(tmp_path: Path) -> None:
    text = "--- user ---\nA\n  {% if question %}\n{{ question }}\n  {% endif %}\nB"
    assert own(tmp_path, text).render(asking("a?")).messages == (Message("user", "A\na?\nB"),)


def test_a_template_that_fails_only_on_what_it_is_shown_is_told_then(tmp_path: Path) -> None:
    templates = own(tmp_path, "--- user ---\n{{ question + 1 }}")
    with pytest.raises(UsageError, match=r"solve_reference\.md: fails on what it is shown: can only concatenate str"):
        templates.render(asking("a?"))


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        pytest.param(
            "--- user ---\n{{ pair }} {{ conversation }}",
            "the conversation stands where a line --- conversation --- is",
            id="as a field",
        ),
        pytest.param("--- user ---\n{{ pair }}", "does not use conversation", id="nowhere"),
        pytest.param(
            "--- user ---\nA\n--- conversation ---\n--- assistant ---\nB\n--- user ---\n{{ pair }}",
            "the conversation stands once, right before the last user message",
            id="before an assistant",
        ),
        pytest.param(
            "--- conversation ---\n--- conversation ---\n--- user ---\n{{ pair }}",
            "the conversation stands once, right before the last user message",
            id="twice",
        ),
    ],
)
def test_a_conversation_has_one_place(tmp_path: Path, text: str, fault: str) -> None:
    with pytest.raises(UsageError) as raised:
        Templates(directory(tmp_path, math2__write_question=text))
    assert str(raised.value) == f"{tmp_path}/math2/write_question.md: {fault}"


@pytest.mark.parametrize("name", ["mathscale__solve_refrence", "solve_reference", "_unused", "README"])
def test_a_file_that_no_template_is_named_is_told(tmp_path: Path, name: str) -> None:
    with pytest.raises(UsageError, match=r"no template has that name or includes it; see: mathwright prompts list$"):
        own(tmp_path, ASK, **{name: "x"})


def test_a_directory_that_is_none_and_one_without_templates_are_told(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"nowhere is no directory of templates"):
        Templates(tmp_path / "nowhere")
    with pytest.raises(UsageError, match=r"holds no template; write some with: mathwright prompts export"):
        Templates(tmp_path)


def test_a_file_that_is_no_text_is_told(tmp_path: Path) -> None:
    (tmp_path / "mathscale").mkdir()
    (tmp_path / PLACE).write_bytes(b"\xff\xfe")
    with pytest.raises(UsageError, match=r"solve_reference\.md: cannot be read: 'utf-8' codec"):
        Templates(tmp_path)


def test_the_files_of_a_template_are_itself_and_what_it_includes(tmp_path: Path) -> None:
    templates = own(tmp_path, '--- user ---\n{% include "_x.md" %}', _x="{{ question }}")
    assert list(templates.files_of("SolveReference")) == [PLACE, "_x.md"]
    assert list(templates.files_of("Respond")) == ["mugglemath/respond.md"]


def test_a_transcript_reads_like_a_talk() -> None:
    assert transcript([Message("user", "1+1?"), Message("assistant", "2")]) == (
        "--- user ---\n1+1?\n\n--- assistant ---\n2"
    )
