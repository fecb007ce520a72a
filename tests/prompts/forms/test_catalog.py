"""Every type of prompt has a form, and no reply makes a parser do anything but answer or refuse."""

from collections import Counter
from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mathwright.errors import ModelReplyError
from mathwright.jobs.prompt_samples import SEEDS, sample
from mathwright.prompts import judging, math2, paraphrase
from mathwright.prompts.forms.catalog import BY_NAME, FORMS
from mathwright.recipes.catalog import RECIPES
from mathwright.records import Record
from mathwright.seeds.shipped import shipped_seeds

SAMPLES = [sample(prompt_type, list(islice(shipped_seeds(), SEEDS))) for prompt_type in FORMS]


def test_every_prompt_of_every_recipe_has_a_form_and_no_other() -> None:
    judges = {judging.SameAnswer, paraphrase.SameProblem}  # no recipe's: asked where rules leave a pair undecided
    assert {one for recipe in RECIPES.values() for one in recipe.prompts} | judges == set(FORMS)
    assert {name: found.__name__ for name, found in BY_NAME.items()} == {name: name for name in BY_NAME}


def test_a_form_has_a_schema_if_it_is_json() -> None:
    assert all((form.schema is not None) == (form.kind == "JSON object") for form in FORMS.values())
    assert Counter(form.kind for form in FORMS.values()) == {
        "JSON object": 11,
        "tagged text": 5,
        "worked solution": 3,
        "program": 1,
    }
    assert '"distinct"' in str(FORMS[math2.ValidatePair].schema)


TAGS = [
    f"{slash}{name}>"
    for name in ("question", "solution", "attempt", "broken", "compose", "refused")
    for slash in ("<", "</")
]
PIECES = [
    *TAGS,
    "{",
    "}",
    '"',
    ":",
    ",",
    "\\boxed{3}",
    "\\boxed{",
    "#### 4",
    "no",
    "\n",
    "a",
    '{"reason": ',
    "true",
    "[",
    "]",
]


def read(prompt: object, text: str) -> tuple[object, str]:
    """The reply, or the fault."""
    try:
        return FORMS[type(prompt)].parse(prompt, text), ""  # type: ignore[index]
    except ModelReplyError as fault:
        return None, str(fault)


@given(st.lists(st.sampled_from(PIECES), max_size=20).map("".join) | st.text(max_size=80))
def test_any_text_is_a_reply_or_a_fault_in_one_short_line(text: str) -> None:
    for prompt in SAMPLES:
        reply, fault = read(prompt, text)
        assert isinstance(reply, type(None) if fault else prompt.reply_type)
        assert len(fault) <= 120
        assert "\n" not in fault


@pytest.mark.parametrize("prompt", SAMPLES, ids=lambda prompt: type(prompt).__name__)
def test_an_empty_reply_is_a_fault_of_every_form(prompt: Record) -> None:
    assert read(prompt, "")[1] != ""
