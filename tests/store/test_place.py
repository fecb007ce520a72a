"""Where a workspace is: read from a flag, printed without its password."""

from __future__ import annotations

from pathlib import Path

import pytest

from mathwright.errors import UsageError
from mathwright.store.place import FORM, DatabaseUrl, place_of, without_passwords

SECRET = "pa55%40word"


@pytest.mark.parametrize(
    "text", ["mathwright-workspace", "/srv/w", "./postgresql", "a:b/c", "./postgres:1", "postgres"]
)
def test_what_is_no_url_is_a_directory(text: str) -> None:
    assert place_of(text) == Path(text)


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        pytest.param("postgresql://ann@h/db", "postgresql://ann@h/db", id="plain"),
        pytest.param("postgres://ann@h:5433/db", "postgresql://ann@h:5433/db", id="short scheme and port"),
        pytest.param("postgresql+psycopg://h/db", "postgresql://h/db", id="SQLAlchemy's scheme"),
        pytest.param(f"postgresql://ann:{SECRET}@h/db", "postgresql://ann@h/db", id="password"),
        pytest.param(
            f"postgresql://h/db?password={SECRET}&sslmode=require", "postgresql://h/db?sslmode=require", id="?"
        ),
        pytest.param(f"postgresql://h/db?Password={SECRET}&SSLPASSWORD={SECRET}", "postgresql://h/db", id="capitals"),
        *(
            pytest.param(
                f"postgresql://h/db?{key}={SECRET}&sslmode=require", "postgresql://h/db?sslmode=require", id=key
            )
            for key in (
                "sslpassword",
                "oauth_client_secret",
                "scram_client_key",
                "scram_server_key",
                "passfile",
                "pass",
            )
        ),
        pytest.param(f"postgresql://a:{SECRET}@h/a%40b", "postgresql://a@h/a%40b", id="@ in the database's name"),
        pytest.param("postgresql:///db?host=/run/pg", "postgresql:///db?host=%2Frun%2Fpg", id="socket"),
        pytest.param("postgresql://a%40b@h/my%20db", "postgresql://a%40b@h/my db", id="escapes"),
    ],
)
def test_a_url_is_shown_without_its_password_and_read_again(given: str, shown: str) -> None:
    place = place_of(given)
    assert isinstance(place, DatabaseUrl)
    assert str(place) == shown
    assert str(place_of(shown)) == shown
    assert SECRET not in repr(place)
    assert "pa55@word" not in f"{place!r} {place}"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            "mysql://ann:pa55word@h/db",
            "a workspace is a directory or postgresql://USER@HOST/DATABASE; mysql:// is neither",
        ),
        ("postgresql://ann:pa55word@h", "postgresql://ann@h: names no database"),
        ("postgresql://ann:pa55word@h:many/db", "the workspace's URL cannot be read"),
        ("postgresql://ann:x@pa55word@h/db", "%-escapes for signs such as @ and / in names, and in the password"),
        ("postgresql://ann:x@y/pa55word@h/db", "the workspace's URL cannot be read"),
        ("postgresql://ann:x@pa55word?y@h/db", "the workspace's URL cannot be read"),
    ],
)
def test_what_is_no_workspace_is_refused_without_its_password(text: str, told: str) -> None:
    with pytest.raises(UsageError) as error:
        place_of(text)
    assert told in str(error.value)
    assert "pa55word" not in str(error.value)


@pytest.mark.parametrize(
    "text",
    [
        "postgresql:/ann:pa55word@h/db",
        "postgres:ann:pa55word@h/db",
        " postgresql://ann:pa55word@h/db",
        "'postgresql://ann:pa55word@h/db'",
        "postgresql+psycopg:/ann:pa55word@h/db",
        "Postgresql ://ann:pa55word@h/db",
        "\tmysql://ann:pa55word@h/db",
        "host=h dbname=db user=ann password=pa55word",
        "service=x PASSWORD = pa55word",
        "dbname=db pa55word",
    ],
)
def test_what_was_meant_as_a_url_becomes_no_directory_with_the_password_in_its_name(text: str) -> None:
    with pytest.raises(UsageError, match="cannot be read; write postgresql://USER@HOST/DATABASE") as error:
        place_of(text)
    assert "pa55word" not in str(error.value)
    assert without_passwords([text, f"--workspace={text}"]) == [FORM, f"--workspace={FORM}"]


def test_a_command_line_is_told_without_passwords() -> None:
    given = [
        "make",
        "--workspace",
        "postgresql://a:pw@h/db",
        "--workspace=postgres://a:pw@h/db",
        "--base-url",
        "http://h",
    ]
    shown = ["make", "--workspace", "postgresql://a@h/db", "--workspace=postgresql://a@h/db", "--base-url", "http://h"]
    assert without_passwords(given) == shown
    assert without_passwords(["postgresql://a:pw@h:many/db"]) == ["postgresql://USER@HOST/DATABASE"]
