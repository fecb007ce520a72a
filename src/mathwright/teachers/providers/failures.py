"""What kind of failure a reply is, by its status and the provider's words, and what its reader should do."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from typing import NamedTuple

import msgspec

from mathwright.teachers.providers.headers import told_by
from mathwright.teachers.providers.secrets import NO_SECRETS, Secrets
from mathwright.teachers.request import CallFailed, Endpoint, FailureKind

LONGEST_TEXT = 300
"""Characters of the provider's own words in a message."""
LONGEST_READ = 20_000
"""Characters of a body that is no JSON, looked through for words."""

_NO_MONEY_CODES = re.compile(r"insufficient_quota|billing|insufficient_(?:balance|credits?|funds)|spend_limit")
_NO_MONEY_WORDS = re.compile(
    r"credit balance|insufficient (?:balance|credits?|funds|quota)|billing|api usage limits|spend(?:ing)? limit"
)
_NO_KEY = re.compile(
    r"invalid_api_key|authentication_error|api_key_invalid|"
    r"(?:incorrect|invalid|missing|wrong|expired) (?:x-)?api[ -]key|api[ -]key (?:not valid|expired|is invalid)|"
    r"user not found|no auth credentials"
)
_NO_MODEL = re.compile(
    r"model_not_found|deploymentnotfound|invalid_model\b|(?:unknown|invalid|no such) (?:model|deployment)\b|"
    r"model\b.{0,100}\b(?:not found|does ?n[o']t exist|does not exist|not a valid model|is not available)|"
    r"not a valid model id"
)
_THROTTLED = re.compile(
    r"overloaded|rate[ _-]?limit|too many requests|resource_exhausted|at capacity|server is busy|throttl"
)
_MODERATED = re.compile(
    r"moderation|flagged|content[ _-]?(?:policy|filter|management)|safety|usage polic|responsibleaipolicy"
)
_OURS = re.compile(r"context_length_exceeded|invalid_request|invalid_prompt|bad request|\binvalid_value")
_RETRIED = frozenset({408, 409, 425})
_NO_ADDRESS = frozenset({404, 405, 410})


class Complaint(NamedTuple):
    """What a provider says went wrong."""

    text: str
    """On one line, at most LONGEST_TEXT characters, without secrets."""
    codes: str = ""
    """Its codes and types, in small letters with a blank between them."""
    status: int | None = None
    """The status that the body names."""

    @property
    def words(self) -> str:
        """All that can be searched for a reason, in small letters."""
        return f"{self.codes} {self.text.lower()}"


def failure(
    status: int,
    headers: Mapping[str, str],
    body: bytes,
    endpoint: Endpoint | None = None,
    secrets: Secrets = NO_SECRETS,
) -> CallFailed:
    """What a reply with another status than 200 means, or a 200 whose body is an error."""
    complaint = read_complaint(body, secrets)
    told = told_by(headers)
    if status == 200:
        status = complaint.status or 200
    if 300 <= status < 400:
        target = secrets.scrub(headers.get("location", ""))
        complaint = Complaint(_one_line(f"it redirects to {target or 'another address'}, which is not followed"))
    kind = kind_of(status, complaint, waits=told.retry_after_s is not None)
    fix = _fix(status, complaint, endpoint) if kind == "stop" else ""
    message = f"{_where(endpoint)}: {_status_words(status)}{': ' if complaint.text else ''}{complaint.text}{fix}"
    return CallFailed(kind, secrets.scrub(message), status=status, told=told)


def unreadable(
    what: str, status: int, body: bytes, endpoint: Endpoint | None = None, secrets: Secrets = NO_SECRETS
) -> CallFailed:
    """The failure of a 200 that is not the protocol's JSON; ``what`` says what is wrong with it."""
    shown = _plain(body, secrets)[:100]
    message = f"{_where(endpoint)}: {what}; it begins with: {shown}" if shown else f"{_where(endpoint)}: {what}"
    return CallFailed("unreadable", secrets.scrub(message), status=status)


def kind_of(status: int, complaint: Complaint, *, waits: bool = False) -> FailureKind:
    """The kind of a failure; ``waits`` says that the provider named a time after which to ask again."""
    if status == 429:
        return "stop" if _no_money(complaint, waits) else "throttled"
    if status == 529 or (status >= 500 and _THROTTLED.search(complaint.words) and status == 503):
        return "throttled"
    if status >= 500 or status in _RETRIED:
        return "server"
    if status == 403:
        return "refused" if _MODERATED.search(complaint.words) else "stop"
    if status in (401, 402, 407) or status in _NO_ADDRESS or 300 <= status < 400:
        return "stop"
    if status < 300:
        return _kind_by_words(complaint, waits)
    return "stop" if _wrong_for_all(complaint, waits) else "refused"


def _kind_by_words(complaint: Complaint, waits: bool) -> FailureKind:
    """For an error without a status of its own, in a body with 200 or in a line of a batch."""
    if _wrong_for_all(complaint, waits):
        return "stop"
    if _THROTTLED.search(complaint.words):
        return "throttled"
    return "refused" if _MODERATED.search(complaint.words) or _OURS.search(complaint.words) else "server"


def _wrong_for_all(complaint: Complaint, waits: bool) -> bool:
    words = complaint.words
    return bool(_NO_KEY.search(words) or _NO_MODEL.search(words)) or _no_money(complaint, waits)


def _no_money(complaint: Complaint, waits: bool) -> bool:
    # Gemini names its billing page with every rate limit, so words alone count only where nothing says to wait.
    if _NO_MONEY_CODES.search(complaint.codes):
        return True
    return not waits and "resource_exhausted" not in complaint.codes and bool(_NO_MONEY_WORDS.search(complaint.words))


def _fix(status: int, complaint: Complaint, endpoint: Endpoint | None) -> str:
    key = endpoint.api_key_env if endpoint is not None else None
    base_url = f" ({_shown(endpoint)})" if endpoint is not None else ""
    model = f" ({endpoint.model})" if endpoint is not None else ""
    if status == 402 or _no_money(complaint, waits=False):
        return f"; add credit with the provider, or change roles.*.model{model}"
    if status in (401, 403) or _NO_KEY.search(complaint.words):
        if key is None:
            return "; no key was sent by api_key_env: name its environment variable in roles.*.api_key_env"
        return f"; put a key that is valid for roles.*.base_url{base_url} into the environment variable {key}"
    if _NO_MODEL.search(complaint.words) or "not_found_error" in complaint.codes:
        return f"; change roles.*.model{model} to one that roles.*.base_url{base_url} serves"
    if status == 407:
        return "; mend HTTPS_PROXY, which must hold the proxy's user and password"
    return f"; check roles.*.base_url{base_url}, which often ends in /v1, and roles.*.model{model}"


def read_complaint(body: bytes, secrets: Secrets = NO_SECRETS) -> Complaint:
    """What a body says went wrong: of the JSON of any provider known, or of plain text and HTML."""
    try:
        found = msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return Complaint(_plain(body, secrets))
    if isinstance(found, list) and found:  # so Gemini
        found = found[0]
    if not isinstance(found, dict):
        return Complaint(_plain(body, secrets))
    error = found.get("error") or found.get("detail") or found  # detail: FastAPI; neither: vLLM
    if not isinstance(error, dict):
        return Complaint(_one_line(secrets.scrub(error if isinstance(error, str) else _text_of(error))))
    details = error.get("details")
    metadata = error.get("metadata")
    code, inner = error.get("code"), details.get("error_code") if isinstance(details, dict) else None
    names = [str(part).lower() for part in (code, error.get("type"), error.get("status"), inner) if part is not None]
    text = str(error.get("message") or _text_of(error))
    if isinstance(metadata, dict) and "raw" in metadata:  # OpenRouter: the words of the provider behind it
        text = f"{text}: {metadata['raw']}"
    return Complaint(_one_line(secrets.scrub(text)), " ".join(names), _status_in(code))


def _status_in(code: object) -> int | None:
    text = str(code)
    return int(text) if re.fullmatch(r"[345]\d\d", text, re.ASCII) else None


def _text_of(value: object) -> str:
    return msgspec.json.encode(value).decode()


def _plain(body: bytes, secrets: Secrets) -> str:
    # Cut off only after the secrets are out, lest half of one stay; one that the first cut halves is far behind.
    text = body[:LONGEST_READ].decode("utf-8", "replace")
    text = re.sub(r"(?is)<(script|style|head)\b.*?</\1\s*>", " ", text) if "<" in text else text
    text = html.unescape(re.sub(r"<[^<>]{0,2000}>", " ", text))
    return _one_line(secrets.scrub(text))


def _one_line(text: str) -> str:
    text = " ".join("".join(char if char.isprintable() else " " for char in text[:LONGEST_READ]).split())
    return text if len(text) <= LONGEST_TEXT else text[: LONGEST_TEXT - 1] + "…"


def _where(endpoint: Endpoint | None) -> str:
    return "the provider" if endpoint is None else f"{endpoint.model} at {_shown(endpoint)}"


def _shown(endpoint: Endpoint) -> str:
    return endpoint.base_url.partition("?")[0]  # a parameter may be a key


def _status_words(status: int) -> str:
    return "an error in place of a reply" if status == 200 else f"status {status}"
