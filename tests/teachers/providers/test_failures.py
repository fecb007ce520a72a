"""Which kind of failure a reply is, and what its message tells the user to do."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mathwright.teachers.providers.failures import LONGEST_TEXT, failure, read_complaint
from mathwright.teachers.providers.secrets import Secrets
from mathwright.teachers.request import CallFailed, Endpoint

ENDPOINT = Endpoint("openai", "https://h/v1", "gpt-x", api_key_env="OPENAI_API_KEY")
KEY = "sk-planted-0123456789"


def fail(status: int, body: bytes | dict[str, Any] | list[Any] = b"", **headers: str) -> CallFailed:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return failure(status, named, content, ENDPOINT, Secrets((KEY,)))


def error(message: str = "", code: Any = None, kind: str | None = None, **more: Any) -> dict[str, Any]:
    return {"error": {"message": message, "code": code, "type": kind, **more}}


GEMINI = [error("You exceeded your current quota, please check your plan and billing details", 429, None)]
GEMINI[0]["error"]["status"] = "RESOURCE_EXHAUSTED"


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        (429, b"", "throttled"),
        (429, error("Rate limit reached for gpt-x", "rate_limit_exceeded", "requests"), "throttled"),
        (429, error("You exceeded your current quota", "insufficient_quota", "insufficient_quota"), "stop"),
        (429, error("", "billing_hard_limit_reached"), "stop"),
        (429, error("Please check your billing"), "stop"),
        (429, error("limit", None, "rate_limit_error", details={"error_code": "enforced_spend_limit_reached"}), "stop"),
        (429, GEMINI, "throttled"),
        (529, {"type": "error", **error("Overloaded", None, "overloaded_error")}, "throttled"),
        (503, error("The engine is currently overloaded"), "throttled"),
        (503, b"<html>Rate limit</html>", "throttled"),
        (503, b"upstream connect error", "server"),
        (500, error("The server is overloaded"), "server"),
        (500, b"", "server"),
        (502, b"<html><title>502</title></html>", "server"),
        (504, b"", "server"),
        (520, b"", "server"),
        (408, b"", "server"),
        (409, b"", "server"),
        (425, b"", "server"),
        (401, error("Incorrect API key provided"), "stop"),
        (402, error("Insufficient credits"), "stop"),
        (403, error("Country not supported"), "stop"),
        (403, error("Your chosen model requires moderation and your input was flagged"), "refused"),
        (403, error("violates our content policy"), "refused"),
        (404, error("The model `gpt-y` does not exist", "model_not_found"), "stop"),
        (404, b'{"detail":"Not Found"}', "stop"),
        (405, b"", "stop"),
        (307, b"", "stop"),
        (407, b"", "stop"),
        (400, error("gpt-y is not a valid model ID", 400), "stop"),
        (400, error("API key not valid. Please pass a valid API key."), "stop"),
        (400, error("Your credit balance is too low to access the Anthropic API"), "stop"),
        (400, error("You have reached your specified API usage limits."), "stop"),
        (400, error("This model's maximum context length is 8192 tokens", "context_length_exceeded"), "refused"),
        (400, error("The response was filtered", "content_filter"), "refused"),
        (400, error("'temperature' is not supported with this model"), "refused"),
        (413, b"", "refused"),
        (422, b'{"detail":[{"msg":"field required"}]}', "refused"),
        (451, b"", "refused"),
        (200, error("Provider returned error", 502), "server"),
        (200, error("slow down", 429), "throttled"),
        (200, error("No auth credentials found", 401), "stop"),
        (200, error("flagged", 403), "refused"),
        (200, error("Overloaded", None, "overloaded_error"), "throttled"),
        (200, error("bad key", "invalid_api_key"), "stop"),
        (200, error("too long", "context_length_exceeded"), "refused"),
        (200, error("oops", "server_error"), "server"),
        (200, b'{"error":"model \\"gpt-y\\" not found, try pulling it first"}', "stop"),
    ],
)
def test_kinds_by_status_and_words(status: int, body: bytes | dict[str, Any] | list[Any], kind: str) -> None:
    assert fail(status, body).kind == kind


def test_a_429_that_says_when_to_ask_again_is_no_lack_of_money() -> None:
    assert fail(429, error("Check your billing"), retry_after="3").kind == "throttled"


def test_what_the_headers_tell_comes_along_with_the_status() -> None:
    found = fail(429, b"", retry_after="3", x_ratelimit_remaining_requests="0")

    assert (found.status, found.told.retry_after_s, found.told.requests.remaining) == (429, 3.0, 0)


def test_a_body_with_200_carries_its_own_status() -> None:
    assert fail(200, error("slow down", "429")).status == 429


@pytest.mark.parametrize(
    ("status", "body", "fix"),
    [
        (
            401,
            error("no"),
            "key that is valid for roles.*.base_url (https://h/v1) into the environment variable OPENAI_API",
        ),
        (
            404,
            error("x", "model_not_found"),
            "change roles.*.model (gpt-x) to one that roles.*.base_url (https://h/v1)",
        ),
        (404, b"Not Found", "check roles.*.base_url (https://h/v1), which often ends in /v1"),
        (402, b"", "add credit with the provider, or change roles.*.model (gpt-x)"),
        (429, error("", "insufficient_quota"), "add credit with the provider"),
        (407, b"", "mend HTTPS_PROXY"),
    ],
)
def test_what_stops_a_run_says_how_to_mend_it(status: int, body: bytes | dict[str, Any], fix: str) -> None:
    assert fix in str(fail(status, body))


def test_a_401_without_a_key_says_how_to_name_one() -> None:
    found = failure(401, {}, b"", Endpoint("openai", "https://h/v1", "m"))

    assert "name its environment variable in roles.*.api_key_env" in str(found)


def test_a_redirect_names_where_to_without_the_key() -> None:
    found = fail(308, b"", location=f"https://other/v1?key={KEY}")

    assert "redirects to https://other/v1?key=***, which is not followed" in str(found)
    assert "roles.*.base_url" in str(found)


def test_neither_a_long_redirect_nor_the_base_address_shows_a_key() -> None:
    place = Endpoint("openai", f"https://h/{KEY}/v1", "m")
    found = failure(308, {"location": "x" * (LONGEST_TEXT - 30) + KEY}, b"", place, Secrets((KEY,)))

    assert KEY[:8] not in str(found)


@pytest.mark.parametrize("status", [200, 400, 401, 404, 429, 500])
@pytest.mark.parametrize("form", ["json", "html", "detail", "far"])
def test_a_key_that_the_server_echoes_is_shown_nowhere(status: int, form: str) -> None:
    bodies: dict[str, Any] = {
        "json": error(f"Incorrect API key provided: {KEY}.", f"bad-{KEY}"),
        "html": f"<p>denied <b>{KEY}</b></p>".encode(),
        "detail": {"detail": [{"input": KEY}]},
        "far": error("x" * (LONGEST_TEXT - 10) + KEY),
    }
    found = fail(status, bodies[form])

    assert KEY[:8] not in str(found) + repr(found)


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (b"<html><head><title>t</title></head><body><h1>502 Bad</h1>\n<p>a &amp; b</p></body></html>", "502 Bad a & b"),
        (b'{"error":"plain"}', "plain"),
        (b'{"error":{"message":"of OpenAI"}}', "of OpenAI"),
        (b'{"object":"error","message":"of vLLM","code":404}', "of vLLM"),
        (b'{"detail":"of FastAPI"}', "of FastAPI"),
        (b'[{"error":{"message":"of Gemini"}}]', "of Gemini"),
        (b'{"error":{"message":"Provider returned error","metadata":{"raw":"why"}}}', "Provider returned error: why"),
        (b'{"error":{"x":1}}', '{"x":1}'),
        (b"a\x00b\r\n\x1b[31mc", "a b [31mc"),
        (b"\xff\xfe", "\ufffd\ufffd"),
        (b"[]", "[]"),
        (b"null", "null"),
        (b"", ""),
    ],
)
def test_reads_the_words_of_every_form(body: bytes, text: str) -> None:
    assert read_complaint(body).text == text


def test_the_base_addresss_own_parameters_are_not_shown() -> None:
    found = failure(404, {}, b"", Endpoint("openai", "https://h/v1?code=sk-planted", "m"))

    assert "sk-planted" not in str(found)


@given(st.integers(100, 999), st.binary(max_size=200) | st.text(max_size=400).map(lambda text: text.encode()))
def test_any_reply_is_one_short_line(status: int, body: bytes) -> None:
    message = str(failure(status, {}, body, ENDPOINT))

    assert "\n" not in message
    assert len(message) <= LONGEST_TEXT + 250
