import json
from pathlib import Path

import pytest

from mathwright.errors import DataError, UsageError
from mathwright.records import Concept, Problem, problem_id
from mathwright.seeds.reader import ReadCounts, read_problems

ROUTES = ("Course->Knowledge Point->Money", "Course->Knowledge Point->Multiplication")
SCQ = {
    "problem": "A pen costs $$2$$ coins. How many coins do $$3$$ pens cost? ",
    "answer_option_list": [[{"aoVal": "A", "content": "$$5$$ "}], [{"aoVal": "B", "content": "$$6$$ "}]],
    "answer_value": "B",
    "knowledge_point_routes": ROUTES,
    "answer_analysis": ["$$3\\times2=6$$ ", " "],
    "difficulty": "1",
}
NUMINA = {
    "problem": "Compute $2+2$.",
    "solution": "It is $4$.",
    "answer": "4",
    "problem_type": "Algebra",
    "question_type": "math-word-problem",
    "problem_is_valid": "Yes",
    "solution_is_valid": "Yes",
    "source": "olympiads",
    "synthetic": False,
}
CHOICE = {
    "passage": "Lee has 4 bags.",
    "question": "Each holds 5 nuts. How many nuts are there?",
    "options": ["(A)9", "(B) 20"],
    "label": "B",
    "answer": None,
    "other": {"solution": "4 times 5 is 20.", "level": 2, "type": "Arithmetic"},
}


def write(folder: Path, *rows: object) -> Path:
    path = folder / "rows.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def topics(*names: str) -> tuple[Concept, ...]:
    return tuple(Concept(kind="topic", name=name) for name in names)


@pytest.mark.parametrize(
    ("name", "row", "expected"),
    [
        pytest.param(
            "gsm8k",
            {"question": "Ann has 2 pens and buys 3. How many?", "answer": "2+3 = <<2+3=5>>5\n#### 5"},
            {"answer": "5", "source": "gsm8k", "solutions": ("2+3 = <<2+3=5>>5\n#### 5",)},
            id="gsm8k",
        ),
        pytest.param(
            "gsm8k",
            {"question": "How many?", "answer": "#### 5", "skill": "addition", "topic": "Money"},
            {"concepts": (Concept(kind="skill", name="addition"), *topics("Money"))},
            id="gsm8k with skill and topic",
        ),
        pytest.param(
            "gsm8k",
            {"question": "How many?", "answer": "#### 5", "skill": "addition", "topic": None},
            {"concepts": (Concept(kind="skill", name="addition"),)},
            id="gsm8k with a skill alone",
        ),
        pytest.param(
            "gsm8k",
            {"question": "How many?", "answer": "#### 5", "topic": "Money"},
            {"concepts": topics("Money")},
            id="gsm8k with a topic alone",
        ),
        pytest.param(
            "math",
            {"problem": "Find $x$.", "level": "Level 2", "type": "Algebra", "solution": r"So $\boxed{\frac{1}{2}}$."},
            {"answer": r"\frac{1}{2}", "source": "math", "difficulty": "Level 2", "concepts": topics("Algebra")},
            id="math",
        ),
        pytest.param(
            "math",
            {"problem": "Find $x$.", "level": 5, "subject": "Geometry", "solution": r"\boxed{3}", "answer": "3"},
            {"answer": "3", "difficulty": "Level 5", "concepts": topics("Geometry")},
            id="math with subject and a numbered level",
        ),
        pytest.param(
            "mwpbench",
            {
                "data_source": "college_math",
                "data_topic": "Calculus",
                "question": "Differentiate $x^2$.",
                "answer": "$2x$",
                "question_number": "1.2",
                "license": "MIT",
            },
            {"answer": "$2x$", "source": "college_math", "license": "MIT", "concepts": topics("Calculus")},
            id="mwpbench",
        ),
        pytest.param(
            "mwpbench",
            {
                "data_source": "f",
                "data_topic": "f",
                "question": "q",
                "answer": "1",
                "question_number": "",
                "license": "",
            },
            {"license": None, "concepts": ()},
            id="mwpbench: empty licence, topic that repeats the source",
        ),
        pytest.param(
            "tal",
            SCQ,
            {
                "answer": "$$6$$",
                "source": "tal_scq5k",
                "difficulty": "1",
                "solutions": ("$$3\\times2=6$$",),
                "concepts": tuple(Concept(kind="knowledge_point", name=name) for name in ROUTES),
            },
            id="tal",
        ),
        pytest.param("tal", {**SCQ, "answer_analysis": None}, {"solutions": ()}, id="tal without analysis"),
        pytest.param(
            "agieval",
            CHOICE,
            {
                "question": "Lee has 4 bags.\n\nEach holds 5 nuts. How many nuts are there?",
                "answer": "20",
                "difficulty": "Level 2",
                "solutions": ("4 times 5 is 20.",),
                "concepts": topics("Arithmetic"),
            },
            id="agieval choice",
        ),
        pytest.param(
            "agieval",
            {"passage": None, "question": "求 $1+1$", "options": None, "label": None, "answer": "2", "other": None},
            {"question": "求 $1+1$", "answer": "2", "source": "agieval"},
            id="agieval cloze",
        ),
        pytest.param(
            "math23k",
            {
                "id": "1",
                "original_text": "3个苹果加4个苹果是多少个?",
                "segmented_text": "",
                "equation": "x=3+4",
                "ans": "7",
            },
            {"answer": "7", "source": "math23k", "solutions": ("x=3+4",)},
            id="math23k",
        ),
        pytest.param(
            "numina",
            NUMINA,
            {"answer": "4", "source": "numinamath:olympiads", "concepts": topics("Algebra")},
            id="numina",
        ),
        pytest.param(
            "metamath",
            {
                "query": "What is 2+2?",
                "response": "4.\n#### 4\nThe answer is: 4",
                "type": "GSM_Rephrased",
                "original_question": "2+2?",
            },
            {"answer": "4", "source": "metamath", "kind": "GSM_Rephrased"},
            id="metamath",
        ),
        pytest.param(
            "mugglemath",
            {"query": "What is 2+3?", "response": "2+3 = 5\n#### 5"},
            {"answer": "5", "source": "mugglemath"},
            id="mugglemath",
        ),
        pytest.param(
            "mwpbench",
            {"data_source": "f", "data_topic": "", "question": "q", "answer": 10**400, "question_number": ""},
            {"answer": "1" + "0" * 400},
            id="a number of 401 digits",
        ),
        pytest.param(
            "plain",
            {"problem": "2*3?", "solution": None, "answer": 6.0, "topic": ["Products", "Sums"], "source": "mine"},
            {
                "question": "2*3?",
                "answer": "6",
                "solutions": (),
                "source": "mine",
                "concepts": topics("Products", "Sums"),
            },
            id="plain columns of ours",
        ),
    ],
)
def test_tells_the_format_and_reads_its_fields(
    tmp_path: Path, name: str, row: object, expected: dict[str, object]
) -> None:
    counts = ReadCounts()
    (problem,) = read_problems(write(tmp_path, row), counts=counts)
    assert counts.format == name
    assert {field: getattr(problem, field) for field in expected} == expected
    assert problem.problem_id == problem_id(problem.source, problem.question, problem.answer)
    assert problem.origin == "rows.jsonl:1"


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ({**SCQ, "problem": "Which of the following is $$6$$?"}, 'refers to its options: "which of the following"'),
        ({**SCQ, "problem": "Add THE FOLLOWING numbers."}, 'refers to its options: "the following"'),
        ({**CHOICE, "question": "Which one is even?"}, 'refers to its options: "which one"'),
        ({**CHOICE, "question": "下列数中为偶数的是"}, 'refers to its options: "下列"'),
        ({**CHOICE, "label": "A B"}, "has several right options"),
        ({**NUMINA, "answer": "proof"}, "asks for a proof: no answer to check"),
        ({**NUMINA, "answer": "notfound"}, "its source found no answer"),
        ({**NUMINA, "answer": None}, "its source found no answer"),
        ({**NUMINA, "problem_is_valid": "Incomplete"}, "its source says problem_is_valid is not Yes"),
        ({**NUMINA, "solution_is_valid": "No"}, "its source says solution_is_valid is not Yes"),
        (
            {"problem": "p", "level": "Level 1", "type": "Algebra", "solution": r"\boxed{}"},
            "its last box is empty: no answer is stated",
        ),
    ],
)
def test_drops_by_design_and_counts_the_reason(tmp_path: Path, row: object, reason: str) -> None:
    counts = ReadCounts()
    assert list(read_problems(write(tmp_path, row), counts=counts)) == []
    assert (counts.rows, counts.read, dict(counts.dropped), dict(counts.bad)) == (1, 0, {reason: 1}, {})


@pytest.mark.parametrize(
    ("name", "row", "message"),
    [
        ("gsm8k", {"question": "q", "answer": None}, "field 'answer': found null; expected a worked solution"),
        ("gsm8k", {"question": "q"}, "field 'answer': found no such column; expected"),
        ("gsm8k", {"question": "q", "answer": "12"}, "field 'answer': found text without '####'; expected"),
        ("gsm8k", {"question": "  ", "answer": "#### 1"}, "field 'question': found empty text; expected text"),
        ("gsm8k", {"question": ["q"], "answer": "#### 1"}, "field 'question': found a list; expected text"),
        ("gsm8k", {"question": "q\0", "answer": "#### 1"}, "field 'question': found the NUL character; expected"),
        (
            "math",
            {"problem": "p", "level": "1", "type": "t", "solution": "12"},
            r"field 'solution': found text without",
        ),
        ("math", {"problem": "p", "level": True, "type": "t", "solution": r"\boxed{1}"}, "field 'level': found true"),
        ("tal", {**SCQ, "answer_value": "E"}, "field 'answer_value': found a label without an option; expected one of"),
        ("tal", {**SCQ, "answer_option_list": None}, "field 'answer_option_list': found null; expected a list"),
        ("tal", {**SCQ, "answer_option_list": ["6"]}, "field 'answer_option_list': found an option of another form"),
        ("agieval", {**CHOICE, "label": "D"}, "field 'label': found a label without an option; expected one of"),
        ("agieval", {**CHOICE, "options": "(A)9"}, "field 'options': found text; expected a list of texts or null"),
        ("agieval", {**CHOICE, "other": "x"}, "field 'other': found text; expected an object or null"),
        (
            "math23k",
            {"original_text": "q", "equation": "x=1", "ans": {}},
            "field 'ans': found an object; expected a final",
        ),
        ("mugglemath", {"query": "q", "response": "12"}, "field 'response': found text without a stated answer"),
    ],
)
def test_a_bad_row_names_line_field_and_what_was_found(tmp_path: Path, name: str, row: object, message: str) -> None:
    path = write(tmp_path, row)
    with pytest.raises(DataError) as caught:
        list(read_problems(path, format=name))
    assert str(caught.value).startswith(f"{path}:1: {message}")


def test_unknown_columns_are_listed_with_the_known_formats_and_the_flag(tmp_path: Path) -> None:
    with pytest.raises(DataError) as caught:
        list(read_problems(write(tmp_path, {"prompt": "q", "target": "1"})))
    message = str(caught.value)
    assert "rows.jsonl:1: no known format has the columns 'prompt', 'target'" in message
    assert "gsm8k: answer, question" in message
    assert "--column question=prompt" in message


def mapped(folder: Path, row: object, columns: dict[str, str]) -> Problem:
    (problem,) = read_problems(write(folder, row), columns=columns)
    return problem


def test_a_mapping_reads_any_columns(tmp_path: Path) -> None:
    row = {"prompt": "2+2?", "target": 4, "hard": 0.25, "tags": "sums"}
    columns = {"question": "prompt", "answer": "target", "difficulty": "hard", "skill": "tags"}
    problem = mapped(tmp_path, row, columns)
    assert (problem.question, problem.answer, problem.difficulty, problem.source) == ("2+2?", "4", "0.25", "rows")
    assert problem.concepts == (Concept(kind="skill", name="sums"),)


@pytest.mark.parametrize("solution", ["so 4\n#### 4", r"so \boxed{4}"])
def test_without_an_answer_column_the_solution_marks_it(tmp_path: Path, solution: str) -> None:
    problem = mapped(tmp_path, {"q": "2+2?", "s": solution}, {"question": "q", "solution": "s"})
    assert (problem.answer, problem.solutions) == ("4", (solution,))


@pytest.mark.parametrize(
    ("columns", "error", "message"),
    [
        ({"question": "q", "anser": "a"}, UsageError, "unknown field 'anser'; did you mean 'answer'?"),
        ({"question": "q"}, UsageError, "a mapping needs question and at least one of solution and answer"),
        ({"question": "q", "answer": "b"}, DataError, "rows.jsonl:1: no column 'b' to be the answer; the columns are"),
        ({"question": "q", "solution": "a"}, DataError, "field 'a': found no marked answer; expected"),
    ],
)
def test_a_mapping_that_cannot_be_is_refused(
    tmp_path: Path, columns: dict[str, str], error: type[Exception], message: str
) -> None:
    with pytest.raises(error, match=message.replace("?", r"\?")):
        mapped(tmp_path, {"q": "2+2?", "a": "4"}, columns)


def test_a_format_by_name_needs_that_name_to_be_known(tmp_path: Path) -> None:
    path = write(tmp_path, {"question": "q", "answer": "#### 1"})
    with pytest.raises(UsageError, match="unknown seed format 'gsm8'; did you mean 'gsm8k'"):
        list(read_problems(path, format="gsm8"))
    with pytest.raises(UsageError, match="leave out the format 'gsm8k' or the mapping"):
        list(read_problems(path, format="gsm8k", columns={"question": "question", "answer": "answer"}))


def test_a_given_source_replaces_the_formats_own(tmp_path: Path) -> None:
    (problem,) = read_problems(write(tmp_path, {"question": "q", "answer": "#### 1"}), source="ours")
    assert (problem.source, problem.problem_id) == ("ours", problem_id("ours", "q", "1"))
