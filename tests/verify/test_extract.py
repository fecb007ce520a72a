"""What is taken from a reply, and from where."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.patience import RUNAWAY_S

from mathwright.verify.extract import extract


@pytest.mark.parametrize(
    ("reply", "answer", "place"),
    [
        pytest.param(r"so \boxed{18}", "18", "boxed", id="box"),
        pytest.param(r"\boxed{\frac{1}{2}} done", r"\frac{1}{2}", "boxed", id="nested braces"),
        pytest.param("\\boxed{\n  18\n}", "18", "boxed", id="over lines"),
        pytest.param(r"\boxed{1} then \boxed{2}", "2", "boxed", id="the last"),
        pytest.param(r"\fbox{7}", "7", "boxed", id="fbox"),
        pytest.param(r"\boxed 7", "7", "boxed", id="no braces"),
        pytest.param(r"\boxed{a \fbox{b} c}", r"a \fbox{b} c", "boxed", id="box in a box"),
        pytest.param(r"\boxed{\{1,2\}}", r"\{1,2\}", "boxed", id="escaped braces"),
        pytest.param(r"} \boxed{3}", "3", "boxed", id="stray brace"),
        pytest.param("2+2=4\n#### 4", "4", "hashes", id="hashes"),
        pytest.param("#### 4\nThat is all.", "4", "hashes", id="hashes, then talk"),
        pytest.param("#### Step 1\nadd\nThe answer is 4", "4", "phrase", id="heading"),
        pytest.param("\\boxed{3}\n#### 4", "4", "hashes", id="the later of box and hashes"),
        pytest.param("The answer is 4. Good.", "4", "phrase", id="answer is"),
        pytest.param("The final answer is: **4.5**", "4.5", "phrase", id="bold"),
        pytest.param("Answer: $1,000, because", "$1,000", "phrase", id="clause ends"),
        pytest.param("2+2 = 4\nA: 4", "4", "phrase", id="A of question and answer"),
        pytest.param("答案是42。", "42", "phrase", id="Chinese"),
        pytest.param("The answer is 3. No, the answer is 4.", "4", "phrase", id="second thoughts"),
        pytest.param("<think>the answer is 3</think>The answer is 4", "4", "phrase", id="after thinking"),
        pytest.param(" 18 ", "18", "bare", id="bare"),
        pytest.param("9" * 5_000, "9" * 5_000, "bare", id="long number"),
        pytest.param(r"\boxed{1} and \boxed{2", None, "incomplete reply", id="breaks off in a box"),
        pytest.param("<think>the answer is 3", None, "incomplete reply", id="breaks off in a thought"),
        pytest.param("First.\nSecond.", None, "no answer found", id="prose"),
        pytest.param("", None, "no answer found", id="empty"),
        pytest.param("x" * 300, None, "no answer found", id="long line"),
        pytest.param(r"\boxed{1 and \boxed{2}", "2", "boxed", id="only the last box need be closed"),
        pytest.param(r"\boxed{} is for 5", r"\boxed{} is for 5", "bare", id="empty box"),
        pytest.param(r"\boxed{5}. Put it in \boxed{\text{answer}}", "5", "boxed", id="a box of words about it"),
        pytest.param(r"\boxed{\text{The answer is } 5}", "5", "boxed", id="words in the box"),
        pytest.param("<answer>5</answer>", "5", "tag", id="tag"),
        pytest.param("<answer> </answer> The answer is 5", "5", "phrase", id="empty tag"),
        pytest.param(r"<answer>\boxed{5}</answer>", "5", "boxed", id="box in a tag"),
        pytest.param("x <answer>5", None, "incomplete reply", id="breaks off in a tag"),
        pytest.param('{"why": "2+3", "answer": 5.0}', "5.0", "json", id="JSON number as printed"),
        pytest.param('```json\n{"answer": "\\\\frac{1}{2}"}\n```', r"\frac{1}{2}", "json", id="JSON between fences"),
        pytest.param('{"answer": "\\frac{1}{2}"}', r"\frac{1}{2}", "json", id="JSON whose backslash was not escaped"),
        pytest.param('{"answer": ["1", 2]}', "1, 2", "json", id="JSON list"),
        pytest.param('{"answer": "4', None, "incomplete reply", id="breaks off in JSON"),
        pytest.param("#### 1,000", "1,000", "hashes", id="groups"),
        pytest.param("#### The answer is 5", "5", "hashes", id="words after the hashes"),
        pytest.param("#### 5 apples\nHope this helps", "5 apples", "hashes", id="counted, then talk"),
        pytest.param("#### 5\n#### Explanation\nIt adds up.", "5", "hashes", id="a heading after"),
        pytest.param("##### 3\nNo.", None, "no answer found", id="five hashes"),
        pytest.param("#### 18\n\nQuestion: 2+2?\n#### 4", "18", "hashes", id="a question of its own"),
        pytest.param("Question: 2+2?\nAnswer: 4", "4", "phrase", id="the question repeated first"),
        pytest.param("The answer is 18<|im_end|>\n<|im_start|>user\n20", "18", "phrase", id="end of text"),
        pytest.param("<|channel|>analysis<|message|>5", None, "incomplete reply", id="thinks only"),
        pytest.param("<think>5</think>", None, "no answer found", id="nothing after the thought"),
    ],
)
def test_takes(reply, answer, place):
    found = extract(reply)
    assert (found.answer, found.place) == (answer, place)


def test_says_where_and_among_how_many():
    reply = r"<think>x</think>\boxed{1} \boxed{1} \boxed{22}"
    found = extract(reply)
    assert reply[found.start :].startswith("22")
    assert found.candidates == 2


@given(st.text(alphabet="\\boxed{}# answer is:12\n", max_size=80) | st.text(max_size=200))
def test_any_reply_gives_a_result(reply):
    found = extract(reply)
    assert (found.answer is None) == (found.place in ("incomplete reply", "no answer found"))
    assert found.answer is None or found.answer.strip() == found.answer != ""


@pytest.mark.parametrize(
    "piece", ["\\boxed{", "\\boxed{1}", "{", "#### 1\n", "answer is ", "\\boxed ", "<think>", "\\"]
)
def test_a_megabyte_is_read_in_linear_time(piece):
    start = time.process_time()
    extract(piece * (1_000_000 // len(piece)))
    assert time.process_time() - start < RUNAWAY_S
