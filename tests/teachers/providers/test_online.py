"""What a provider does in every protocol, over the wire."""

import asyncio
from copy import deepcopy
from datetime import UTC, datetime

import pytest
from tests.teachers.providers.raw_server import http, serving

from mathwright.teachers.providers.catalog import PROVIDERS
from mathwright.teachers.providers.connection import Connection
from mathwright.teachers.request import ChatMessage, Endpoint, ModelAnswer, ModelRequest, ProviderName

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC).timestamp()
SAID = {"choices": [{"message": {"content": "One."}}], "content": [{"type": "text", "text": "One."}]}
"""A reply in both protocols."""


def send(name: ProviderName) -> ModelAnswer:
    """The answer at noon to a request whose endpoint is equal to the provider's but is another object."""

    async def run() -> ModelAnswer:
        reply = http(
            SAID,
            anthropic_ratelimit_requests_limit="50",
            anthropic_ratelimit_requests_remaining="0",
            anthropic_ratelimit_requests_reset="2026-01-01T12:00:30Z",
        )
        async with serving(reply) as server:
            connection = Connection(idle_timeout_s=0.2, total_timeout_s=1.0)
            place = Endpoint(name, server.url, "m")
            try:
                provider = PROVIDERS[name].make(place, connection, clock=lambda: NOON)
                return await provider.send(
                    ModelRequest(deepcopy(place), (ChatMessage("user", "?"),), "template", "prompt")
                )
            finally:
                await connection.close()

    return asyncio.run(run())


@pytest.mark.parametrize("name", sorted(PROVIDERS))
def test_an_equal_endpoint_is_the_providers_own(name: ProviderName) -> None:
    assert send(name).choices[0].text == "One."


@pytest.mark.parametrize("name", sorted(PROVIDERS))
def test_times_in_headers_are_read_by_the_providers_clock(name: ProviderName) -> None:
    assert send(name).told.requests.reset_s == 30.0
