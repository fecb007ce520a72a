"""Keys: read once, sent in a header, shown nowhere; and the addresses they are sent to."""

import pytest

from mathwright.errors import UsageError
from mathwright.teachers.providers.access import access_of, base_address
from mathwright.teachers.providers.secrets import Secrets, read_variable
from mathwright.teachers.request import Endpoint

KEY = "sk-planted/key+1"
ENVIRON = {"KEY": KEY, "OTHER": "gateway-secret", "VERSION": "2024-10-21"}


def endpoint(**parts: object) -> Endpoint:
    return Endpoint(**{"provider": "openai", "base_url": "https://h/v1", "model": "m", **parts})  # type: ignore[arg-type]


def test_sends_the_key_in_the_providers_header() -> None:
    access = access_of(endpoint(api_key_env="KEY"), "Authorization", "Bearer ", environ=ENVIRON)

    assert access.headers["authorization"] == f"Bearer {KEY}"


def test_sends_no_key_where_none_is_named() -> None:
    assert "authorization" not in access_of(endpoint(), "Authorization", "Bearer ", environ=ENVIRON).headers


def test_a_key_among_the_endpoints_own_headers_takes_the_place_of_the_other() -> None:
    gateway = endpoint(api_key_env="UNSET", headers={"Api-Key": "env:OTHER"}, query={"api-version": "env:VERSION"})
    access = access_of(gateway, "Authorization", "Bearer ", environ=ENVIRON)

    assert access.headers["api-key"] == "gateway-secret"
    assert "authorization" not in access.headers
    assert str(access.address("/chat/completions")) == "https://h/v1/chat/completions?api-version=2024-10-21"


def test_an_own_header_wins_over_a_protocols() -> None:
    access = access_of(
        endpoint(headers={"ANTHROPIC-version": "2"}), "x", further={"anthropic-version": "1"}, environ={}
    )

    assert access.headers.getall("anthropic-version") == ["2"]


def test_parameters_of_the_base_address_stay() -> None:
    base = endpoint(base_url="https://h/a%20b?api-version=1&x=%2B", query={"y": "z z"})
    address = access_of(base, "x", environ={}).address("/chat/completions")

    assert (address.raw_path, dict(address.query)) == (
        "/a%20b/chat/completions",
        {"api-version": "1", "x": "+", "y": "z z"},
    )


@pytest.mark.parametrize(
    ("parts", "message"),
    [
        ({"api_key_env": "NONE"}, r"variable NONE is not set; it holds the key for https://h/v1: export NONE="),
        ({"api_key_env": "EMPTY"}, "variable EMPTY is not set"),
        ({"headers": {"X-Gate": "env:NONE"}}, "variable NONE is not set; it holds the header X-Gate"),
        ({"query": {"code": "env:NONE"}}, "variable NONE is not set; it holds the parameter code"),
    ],
)
def test_a_missing_variable_is_named_with_what_sets_it(parts: dict[str, object], message: str) -> None:
    with pytest.raises(UsageError, match=message):
        access_of(endpoint(**parts), "Authorization", environ={"EMPTY": " \n"})


def test_a_line_break_behind_a_key_is_no_part_of_it_and_one_inside_is_refused() -> None:
    assert read_variable("K", "the key", {"K": " sk-1234\n"}) == "sk-1234"
    for value in ("sk-\n1234", "sk 1234", "sk-é"):
        with pytest.raises(UsageError, match="variable K holds the key, but") as caught:
            read_variable("K", "the key", {"K": value})
        assert value not in str(caught.value)


def test_nothing_that_is_printed_holds_a_secret() -> None:
    access = access_of(
        endpoint(api_key_env="KEY", headers={"X-Gate": "env:OTHER"}, query={"code": "env:OTHER"}),
        "Authorization",
        "Bearer ",
        environ=ENVIRON,
    )

    assert "planted" not in repr(access) + str(access)
    assert "gateway" not in repr(access) + repr(access.secrets)


@pytest.mark.parametrize("place", ["headers", "query"])
def test_every_value_from_the_environment_is_scrubbed(place: str) -> None:
    access = access_of(endpoint(**{place: {"X-Gate": "env:OTHER"}}), "Authorization", environ=ENVIRON)

    assert access.secrets.scrub("no gateway-secret") == "no ***"


def test_scrubs_secrets_plain_and_as_an_address_writes_them() -> None:
    secrets = Secrets((KEY, KEY + "-long", "abc"))

    assert secrets.scrub(f"<{KEY}> <{KEY}-long> sk-planted%2Fkey%2B1 abc") == "<***> <***> *** abc"


def test_a_key_written_into_the_run_file_is_scrubbed_too() -> None:
    access = access_of(endpoint(headers={"Authorization": "Bearer sk-written"}), "Authorization", environ={})

    assert access.secrets.scrub("bad key sk-written") == "bad key ***"


@pytest.mark.parametrize("text", ["", "h/v1", "ftp://h/v1", "https://", "https:///v1", "http://h:99999", "http://[::1"])
def test_a_base_address_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="is no address of a server"):
        base_address(text)


def test_a_base_address_with_a_password_is_refused_and_not_shown() -> None:
    with pytest.raises(UsageError, match="user name or password") as caught:
        base_address("https://me:hunter22@h/v1")
    assert "hunter22" not in str(caught.value)
