"""Which unusable replies are refusals, texts in another script, or thoughts without an end."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mathwright.prompts.faults import foreign, refused, split_thoughts

ASKED = "How many apples does Tom have left? Prices are in $\\theta$ and α."


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("plain reply", ("", "plain reply"), id="none"),
        pytest.param("<think>a < b</think>\n\nreply\n", ("a < b", "reply"), id="at the start"),
        pytest.param("\n <think>\n\n</think>\n\nreply", ("", "reply"), id="empty, as with thinking switched off"),
        pytest.param("<thinking>a</thinking>reply", ("a", "reply"), id="the other name"),
        pytest.param("so 2+2=4.\n</think>\nreply", ("so 2+2=4.", "reply"), id="opened by the server"),
        pytest.param("<think>a </think> b</think>reply", ("a </think> b", "reply"), id="quoted"),
        pytest.param("<think>a</think>", ("a", ""), id="nothing after"),
        pytest.param("", ("", ""), id="empty"),
        pytest.param("it says <think> here", ("", "it says <think> here"), id="not at the start"),
        pytest.param("<think>and then", None, id="unclosed"),
        pytest.param("  <think>", None, id="just begun"),
        pytest.param("<think>a</think><think>b", None, id="the second unclosed"),
        pytest.param("<think>a</think><think>b</think>c", ("a</think><think>b", "c"), id="two"),
    ],
)  # fmt: skip
def test_thoughts_are_kept_apart_and_unclosed_ones_are_incomplete(text: str, expected: object) -> None:
    assert split_thoughts(text) == expected


@given(st.text(), st.text())
def test_any_thoughts_and_reply_without_tags_come_apart_as_they_were_put_together(thought: str, reply: str) -> None:
    if "<" not in thought + reply:
        assert split_thoughts(f"<think>{thought}</think>{reply}") == (thought.strip(), reply.strip())


@pytest.mark.parametrize(
    "text",
    [
        "I'm sorry, but I can't assist with that request.",
        "I’m sorry, but I can’t help with that.",
        "I apologize, but I cannot solve this one.",
        "Sorry, I can't do that.",
        "I cannot assist with this.",
        "Unfortunately, I am unable to provide a solution to this request.",
        "I am not able to help here.",
        "I'm unable to generate such content.",
        "As an AI language model, I do not have opinions on skills.",
        "I must decline.",
        "I won't write that.",
        "This request goes against our usage policies.",
        "**Note**\n\nI cannot fulfill this request.",
    ],
)
def test_refusals_are_recognised(text: str) -> None:
    assert refused(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "The answer is 12.",
        "Sorry for the confusion. The answer is 12.",
        "I cannot simplify the fraction further, so x = 3/7.",
        "We can't help but notice that x = 3.",
        "Tom says: I can not go.",
        "x " * 120 + "I'm sorry, but I can't assist with that.",
        "I'm sorry, but I can't assist with that. " + "Here is the question all the same. " * 40,
        "A company asks an AI to sort 40 letters.",
    ],
)
def test_other_unusable_replies_are_no_refusals(text: str) -> None:
    assert not refused(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("汤姆还剩下多少个苹果?答案是 12。", True, id="Chinese"),
        pytest.param("<question>\n汤姆还剩下?\n</question> $\\frac{1}{2}\\times 3$", True, id="Chinese in tags"),
        pytest.param("У Тома осталось 12 яблок.", True, id="Russian"),
        pytest.param("ทอมเหลือแอปเปิล 12 ผล", True, id="Thai"),
        pytest.param("Tom a encore 12 pommes, et après ça reste égal à 3 œufs.", False, id="French keeps the script"),
        pytest.param("Let α + β = γ and ω = ∠ABC, so Δ = θ.", False, id="Greek is mathematics"),
        *(pytest.param(letter, False, id=f"mathematical {letter}") for letter in "𝑥ℝℵ𝔸ｘﬁᵃⁿșɑ"),
        pytest.param("12 = 3 · 4", False, id="no letters"),
        pytest.param("", False, id="empty"),
        pytest.param("ab cd ef 汤", False, id="a name in another script"),
        pytest.param("abcdefg汤姆汤", False, id="exactly the share"),
        pytest.param("abcdef汤姆汤", True, id="just above the share"),
    ],
)  # fmt: skip
def test_another_script_is_seen(text: str, expected: bool) -> None:
    assert foreign(text, ASKED) == expected


def test_a_question_in_another_script_may_be_answered_in_it() -> None:
    assert not foreign("答案是 12。", "汤姆还剩下多少个苹果?")
    assert foreign("答案是 12。", "a" * 91 + "汤" * 9)
    assert not foreign("答案是 12。", "a" * 90 + "汤" * 10)
