"""The prompt about near neighbours: neither problem is told apart from the other."""

from hypothesis import given
from hypothesis import strategies as st

from mathwright.prompts.forms.catalog import FORMS
from mathwright.prompts.paraphrase import SameProblem, SameProblemShown
from mathwright.prompts.rendering import Templates, file_of

TEMPLATES = Templates()


@given(st.text(max_size=8), st.text(max_size=8))
def test_which_problem_is_the_benchmarks_leaves_the_prompt_as_it_is(one: str, other: str) -> None:
    asked, turned = SameProblem(one=one, other=other), SameProblem(one=other, other=one)
    assert asked.shown() == turned.shown()
    assert asked.prompt_key() == turned.prompt_key()


def test_neither_side_is_favoured() -> None:
    firsts = [SameProblem(one=f"a {place}", other=f"b {place}").shown().first[0] for place in range(400)]
    assert 150 < firsts.count("a") < 250


def test_it_shows_both_problems_and_nothing_else() -> None:
    asked = SameProblem(one="Why 3?", other="Why 3?")
    assert asked.shown() == SameProblemShown(first="Why 3?", second="Why 3?")
    assert TEMPLATES.render(asked).messages[-1].content == (
        "<first_problem>\nWhy 3?\n</first_problem>\n<second_problem>\nWhy 3?\n</second_problem>\n"
        "\nAre these two the same problem in other words? Reply with the JSON object."
    )
    assert file_of("SameProblem") == "paraphrase/same_problem.md"


def test_worked_replies_are_read_and_use_every_verdict() -> None:
    prompt = SameProblem(one="1", other="2")
    said = [one.content for one in TEMPLATES.render(prompt).messages if one.role == "assistant"]
    assert [FORMS[SameProblem].parse(prompt, one).verdict for one in said] == ["same", "different", "cannot tell"]
