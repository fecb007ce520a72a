"""Records as TOML: what is written reads back as it was."""

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mathwright.jobs.config import RunConfig
from mathwright.jobs.toml import as_toml

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
LEAF = st.one_of(TEXT, st.integers(-(2**62), 2**62), st.booleans(), st.floats(allow_nan=False, allow_infinity=False))
TABLE = st.dictionaries(TEXT, st.one_of(LEAF, st.lists(LEAF, max_size=3)), max_size=4)


@given(st.dictionaries(TEXT, st.one_of(LEAF, TABLE.filter(bool)), max_size=5))
def test_what_is_written_reads_back(tables: dict[str, object]) -> None:
    assert tomllib.loads(as_toml(tables)) == tables


def test_values_come_before_tables_and_none_is_left_out() -> None:
    assert as_toml({"a": {"b": 1, "c": {"d": [True, "x"]}}, "e": 2, "f": None, "g": {}}) == (
        'e = 2\n\n[a]\nb = 1\n\n[a.c]\nd = [true, "x"]\n'
    )


@pytest.mark.parametrize("text", ['say "no"', "tab\there", "back\\slash", "del\x7f", "líne\nbreak"])
def test_escapes_what_toml_does_not_allow_in_a_text(text: str) -> None:
    assert tomllib.loads(as_toml({"t": text})) == {"t": text}


def test_a_resolved_run_file_reads_back_as_the_same_run() -> None:
    config = RunConfig(accepted=3, options={"responses": 2})
    assert RunConfig.model_validate(tomllib.loads(as_toml(config.model_dump(mode="json")))) == config
