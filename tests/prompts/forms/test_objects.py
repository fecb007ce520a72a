"""Replies of one JSON object: what is read, and what is refused rather than mended."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mathwright.errors import ModelReplyError
from mathwright.prompts.draft import Draft
from mathwright.prompts.forms.objects import UNESCAPED, one_object, parse_object, schema_of, write_object
from mathwright.prompts.math2 import (
    Attempt,
    PairVerdict,
    QuestionVerdict,
    SkillClusters,
    SkillExamples,
    ValidatePair,
    ValidateQuestion,
)
from mathwright.prompts.mathscale import Examination, ExamineProblem
from mathwright.records import Record

SKILLS = (SkillExamples(skill="a", exemplars=()), SkillExamples(skill="b", exemplars=()))
DRAFT = Draft(kind="compose", question="a?", parents=())
PAIR = ValidatePair(pair=SKILLS)
QUESTION = ValidateQuestion(pair=SKILLS, draft=DRAFT, attempt=Attempt(text="", broken=None))
BREAKS_OFF = "the JSON object breaks off"
UNREADABLE = "the JSON object cannot be read"
PROBLEM = ExamineProblem(topics=("A",), knowledge_points=("b",), draft=DRAFT)


def fault_of(text: str, prompt: object = PAIR) -> str:
    with pytest.raises(ModelReplyError) as raised:
        parse_object(prompt, text)  # type: ignore[arg-type]
    assert len(str(raised.value)) <= 120
    return str(raised.value)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param('{"reason": "as", "distinct": true}', id="bare"),
        pytest.param(
            'Here you go:\n```json\n{"reason": "as",\n "distinct": true}\n```\nDone.', id="fence and preamble"
        ),
        pytest.param('For {1, 2} and x^{2}: {"distinct": true, "reason": "as"}', id="other braces before"),
        pytest.param('{"reason": "as", "distinct": true}\n{"distinct": true, "reason": "as"}', id="twice the same"),
    ],
)
def test_the_object_is_read_whatever_stands_around_it(text: str) -> None:
    assert parse_object(PAIR, text) == PairVerdict(reason="as", distinct=True)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        pytest.param("", "no JSON object", id="empty"),
        pytest.param("Yes, they are distinct.", "no JSON object", id="prose"),
        pytest.param("{'reason': 'as', 'distinct': True}", "no JSON object", id="Python"),
        pytest.param('[{"a": 1}, {"a": 2}]', "more than one JSON object", id="list"),
        pytest.param(
            '{"reason": "as", "distinct": true} {"reason": "no", "distinct": false}',
            "more than one JSON object",
            id="two",
        ),
        pytest.param('{"reason": "as", "distinct": tr', BREAKS_OFF, id="cut in a word"),
        pytest.param('{"reason": "as", "distinct": true', BREAKS_OFF, id="cut before the brace"),
        pytest.param('```json\n{"reason": "as",\n```', BREAKS_OFF, id="cut in a fence"),
        pytest.param('{"reason": "as it', BREAKS_OFF, id="cut in a text"),
        pytest.param('{"reason": "as", ', BREAKS_OFF, id="cut after a comma"),
        pytest.param("{", BREAKS_OFF, id="cut after the brace"),
        pytest.param('{"reason": "as", "distinct": True}', UNREADABLE, id="Python's True"),
        pytest.param('{"reason": "as" "distinct": true}', UNREADABLE, id="no comma"),
        pytest.param(
            '{"reason": "as", "distinct": true, "reason": "b"}',
            "a field stands twice in the JSON object",
            id="a field twice",
        ),
        pytest.param(
            '{"reason": "a\nb", "distinct": true}',
            "a line break or tab stands inside a string of the JSON: write it as \\n",
            id="raw line break",
        ),
        pytest.param('{"distinct": true}', 'the field "reason" is missing', id="missing"),
        pytest.param('{"reason": "as", "distinct": true, "note": ""}', 'there is no field "note"', id="too many"),
        pytest.param(
            '{"reason": "as", "distinct": "yes"}', 'the field "distinct" is of the wrong type', id="a word for true"
        ),
        pytest.param('{"reason": "as", "distinct": 1}', 'the field "distinct" is of the wrong type', id="1 for true"),
        pytest.param('{"reason": null, "distinct": true}', 'the field "reason" is of the wrong type', id="null"),
        pytest.param('{"reason": "\\ud83d", "distinct": true}', UNREADABLE, id="half a character"),
        pytest.param('{"reason": ' + "9" * 5000 + "}", UNREADABLE, id="a number of thousands of digits"),
        pytest.param('{"a":' * 100_000, UNREADABLE, id="a hundred thousand braces"),
        pytest.param('{"reason": ' + "[" * 300 + "]" * 300 + "}", UNREADABLE, id="brackets hundreds deep"),
        pytest.param(
            '{"' + "x" * 300 + '": 1, "reason": "as", "distinct": true}',
            'there is no field "' + "x" * 39 + '…"',
            id="a long name",
        ),
        pytest.param(
            '{"x\\n\\ny": 1, "reason": "as", "distinct": true}', 'there is no field "x y"', id="a name of two lines"
        ),
    ],
)
def test_what_cannot_be_used_is_told(text: str, fault: str) -> None:
    assert fault_of(text) == fault


def test_a_part_of_an_object_that_broke_off_is_not_taken_for_it() -> None:
    inner = '{"topics": [], "missing": {"reason": "as", "missing": [], "sound": true}'
    assert fault_of(inner, PROBLEM) == BREAKS_OFF


def test_a_value_that_is_none_of_the_fields_values_is_named_shortly() -> None:
    found = fault_of('{"reason": "as", "failed": ["exactness"], "valid": false}', QUESTION)
    assert found == "the field \"failed\" holds 'exactness', which is none of its values"
    found = fault_of(json.dumps({"reason": "as", "failed": ["\x07" * 99], "valid": False}), QUESTION)
    assert found.endswith("…, which is none of its values")


def test_lists_become_tuples() -> None:
    found = parse_object(PROBLEM, '{"reason": "as", "missing": ["b"], "sound": false}')
    assert found == Examination(reason="as", missing=("b",), sound=False)


# --- LaTeX ----------------------------------------------------------------------------------------

COMMANDS = (
    r"\frac{1}{2} \forall \times \theta \text{a} \tan \to \triangle \beta \binom{4}{2} \boxed{3} \bar \rho \right)"
    r" \rangle \nabla \nabla_x \neq \neq0 \ne \nu \nu_1 \nu, \notin \not= \neg \nmid \sqrt{2} \alpha \pi \le \cdot"
    r" \(x\) \vec \underline{a} \{1\} \!"
).split()


@pytest.mark.parametrize("command", COMMANDS)
def test_latex_that_lost_a_backslash_is_refused_and_never_mended(command: str) -> None:
    assert fault_of(f'{{"reason": "so $a {command}$ holds", "distinct": true}}') == UNESCAPED


@pytest.mark.parametrize("command", COMMANDS)
def test_latex_with_its_backslashes_escaped_is_read(command: str) -> None:
    escaped = command.replace("\\", "\\\\")
    found = parse_object(PAIR, f'{{"reason": "so $a {escaped}$ holds", "distinct": true}}')
    assert found == PairVerdict(reason=f"so $a {command}$ holds", distinct=True)


def test_latex_is_looked_for_in_lists_and_in_objects_within_them() -> None:
    assert fault_of('{"reason": "as", "missing": ["a", "\\theta"], "sound": true}', PROBLEM) == UNESCAPED
    assert fault_of('{"reason": "as", "failed": [], "valid": true, "x": 1}', QUESTION) == 'there is no field "x"'


@pytest.mark.parametrize(
    "reason",
    [
        "First.\nEach needs both.",
        "Two flaws:\n1. no unit\n2. no answer",
        "so x = 3\nTherefore it holds",
        "so x = 3\neven then\nunder it\nmiddle\notherwise\ne-th\nu's",
        "Let x = 1.\nu is then 4.",
        "not x\nnot y\nno z\nneither",
        "i) one\nii) two\ne.g. three".replace("\ne.g.", ".\ne.g."),
        "tab\there? no: \t3",
        "Windows\r\nlines",
    ],
)
def test_true_line_ends_in_prose_are_no_lost_backslashes(reason: str) -> None:
    if "\there" in reason:
        assert fault_of(json.dumps({"reason": reason, "distinct": True})) == UNESCAPED
        reason = reason.replace("\there", "")
    found = parse_object(PAIR, json.dumps({"reason": reason, "distinct": True}))
    assert found == PairVerdict(reason=reason, distinct=True)


# --- any text -------------------------------------------------------------------------------------


def read_or_told(text: str) -> str:
    """The text of the object that is read, else the fault."""
    try:
        return one_object(text)[1]
    except ModelReplyError as fault:
        return str(fault)


@given(st.text(alphabet='{}[]":,\\ abtn1\n`', max_size=60))
def test_any_text_is_read_or_refused_in_a_short_line(text: str) -> None:
    found = read_or_told(text)
    if found.startswith("{"):
        assert isinstance(json.loads(found), dict)
    else:
        assert 0 < len(found) <= 120
        assert "\n" not in found


@given(st.text(st.characters(exclude_categories=("Cs", "Cc"))), st.booleans())
def test_what_is_written_is_read_back(reason: str, distinct: bool) -> None:
    verdict = PairVerdict(reason=reason, distinct=distinct)
    assert parse_object(PAIR, write_object(verdict)) == verdict
    assert write_object(verdict) == write_object(verdict.model_dump(mode="json"))


# --- schemas --------------------------------------------------------------------------------------


class Titled(Record):
    """A record whose fields are called as the keywords of a schema are."""

    title: str
    description: tuple[str, ...] = ()
    default: int = 3


def test_a_schema_requires_every_field_and_allows_no_other() -> None:
    found = json.loads(schema_of(QuestionVerdict))
    assert found["required"] == ["reason", "failed", "valid"]
    assert found["additionalProperties"] is False
    assert found["properties"]["failed"]["items"]["enum"][:2] == ["single_answer", "exact_answer"]


def test_records_within_a_schema_are_strict_too() -> None:
    (cluster,) = json.loads(schema_of(SkillClusters))["$defs"].values()
    assert (cluster["required"], cluster["additionalProperties"]) == (["name", "members"], False)


def test_a_reason_is_asked_for_before_its_verdict() -> None:
    assert list(json.loads(schema_of(QuestionVerdict))["properties"]) == ["reason", "failed", "valid"]
    assert list(json.loads(schema_of(Examination))["properties"]) == ["reason", "missing", "sound"]


def test_fields_may_be_called_as_keywords_are() -> None:
    found = json.loads(schema_of(Titled))
    assert found["properties"] == {
        "title": {"type": "string"},
        "description": {"type": "array", "items": {"type": "string"}},
        "default": {"type": "integer"},
    }
    assert found["required"] == ["title", "description", "default"]
