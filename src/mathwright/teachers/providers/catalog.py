"""The providers by name, with what holds where a run file says nothing."""

from __future__ import annotations

import os
from collections.abc import Mapping
from functools import partial
from typing import NamedTuple

from mathwright.teachers.providers.anthropic import AnthropicProvider
from mathwright.teachers.providers.online import OnlineProvider
from mathwright.teachers.providers.openai import OpenAIProvider
from mathwright.teachers.request import ProviderName


class ProviderEntry(NamedTuple):
    """One protocol and its usual place."""

    make: partial[OnlineProvider]
    """Called with an endpoint and a connection."""
    base_url: str
    api_key_env: str
    base_url_env: str
    """Environment variable that moves the usual place."""

    def usual_base_url(self, environ: Mapping[str, str] = os.environ) -> str:
        """The base address where the run file names none, without a slash at its end."""
        return (environ.get(self.base_url_env, "").strip() or self.base_url).rstrip("/")


PROVIDERS: dict[ProviderName, ProviderEntry] = {
    "openai": ProviderEntry(OpenAIProvider, "https://api.openai.com/v1", "OPENAI_API_KEY", "OPENAI_BASE_URL"),
    "anthropic": ProviderEntry(
        AnthropicProvider, "https://api.anthropic.com", "ANTHROPIC_API_KEY", "ANTHROPIC_BASE_URL"
    ),
}
