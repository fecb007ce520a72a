"""Where an endpoint is reached and what every request to it carries: its addresses, its headers, its secrets."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field

from multidict import CIMultiDict
from yarl import URL

from mathwright.errors import UsageError
from mathwright.teachers.providers.secrets import Secrets, read_references, read_variable
from mathwright.teachers.request import Endpoint

KEY_HEADERS = frozenset({"authorization", "api-key", "x-api-key", "x-goog-api-key", "cf-aig-authorization"})
"""An endpoint that names one of these itself is sent no other key.  Gateways read the key from each of them."""
COMMON_HEADERS = {
    "Content-Type": "application/json",
    "Accept": "application/json",
    # Only what aiohttp always undoes: br and zstd need further packages.
    "Accept-Encoding": "gzip, deflate",
    "User-Agent": "mathwright",
}


@dataclass(frozen=True, slots=True)
class Access:
    """How an endpoint is reached.  Nothing of it is shown when it is printed."""

    base: URL = field(repr=False)
    """The base address, with the endpoint's parameters."""
    headers: CIMultiDict[str] = field(repr=False)
    """Of a request with a JSON body.  Not to be changed."""
    secrets: Secrets

    def address(self, path: str) -> URL:
        """The address of a path under the base address, such as ``/chat/completions``, with the parameters."""
        path = self.base.raw_path.rstrip("/") + path
        return self.base.with_path(path, encoded=True).with_query(self.base.query)

    def upload_headers(self) -> CIMultiDict[str]:
        """Headers of a request whose body is no JSON: without its content type."""
        headers = self.headers.copy()
        headers.popall("Content-Type", None)
        return headers


def access_of(
    endpoint: Endpoint,
    key_header: str,
    key_prefix: str = "",
    further: Mapping[str, str] | None = None,
    environ: Mapping[str, str] = os.environ,
) -> Access:
    """How an endpoint is reached; its key and ``env:NAME`` values are read here, once.

    ``further`` are the protocol's own headers; the endpoint's win over them and over the key's.
    Raises UsageError for a variable that is missing and for a base address that cannot be used.
    """
    own, own_secrets = read_references(endpoint.headers, "header", environ)
    query, query_secrets = read_references(endpoint.query, "parameter", environ)
    headers: CIMultiDict[str] = CIMultiDict({**COMMON_HEADERS, **(further or {})})
    secrets = [*own_secrets, *query_secrets]
    if endpoint.api_key_env is not None and not brings_key(endpoint):
        key = read_variable(endpoint.api_key_env, f"the key for {endpoint.base_url}", environ)
        headers[key_header] = key_prefix + key
        secrets.append(key)
    headers.update(own)
    # A key that stands in the run file itself is no less a secret.
    secrets += [value.rpartition(" ")[2] for name, value in own.items() if name.lower() in KEY_HEADERS]
    return Access(base_address(endpoint.base_url).update_query(query), headers, Secrets(tuple(secrets)))


def brings_key(endpoint: Endpoint) -> bool:
    """Whether the endpoint's own headers hold a key, so that ``api_key_env`` is not read."""
    return any(name.lower() in KEY_HEADERS for name in endpoint.headers)


def base_address(text: str) -> URL:
    """A base address, read.  Raises UsageError unless it is http or https, with a host and without a user."""
    try:
        address = URL(text)
        usable = address.scheme in ("http", "https") and bool(address.host) and address.explicit_port != 0
    except ValueError:
        usable, address = False, URL()
    if not usable:
        raise UsageError(
            f"base_url '{text.rpartition('@')[2]}' is no address of a server; write it as https://host/path"
        )
    if address.user is not None or address.password is not None:
        raise UsageError(
            f"base_url with the host {address.host} holds a user name or password, which would be stored; "
            "name an environment variable as api_key_env or in headers instead"
        )
    return address.with_fragment(None)
