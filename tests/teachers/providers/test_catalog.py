"""The providers by name."""

from typing import get_args

import pytest

from mathwright.teachers.providers.catalog import PROVIDERS
from mathwright.teachers.providers.connection import Connection
from mathwright.teachers.request import Endpoint, ProviderName


def test_every_provider_that_a_run_file_may_name_is_there() -> None:
    assert set(PROVIDERS) == set(get_args(ProviderName))


@pytest.mark.parametrize("name", sorted(PROVIDERS))
def test_each_is_made_of_its_usual_place(name: ProviderName) -> None:
    entry = PROVIDERS[name]
    place = Endpoint(name, entry.usual_base_url({}), "m", api_key_env=entry.api_key_env)

    assert hasattr(entry.make(place, Connection(), environ={entry.api_key_env: "sk-1234"}), "send")


def test_the_usual_place_can_be_moved_by_a_variable() -> None:
    entry = PROVIDERS["openai"]

    assert entry.usual_base_url({"OPENAI_BASE_URL": " http://localhost:8000/v1/ "}) == "http://localhost:8000/v1"
    assert entry.usual_base_url({"OPENAI_BASE_URL": ""}) == "https://api.openai.com/v1"
