"""A PostgreSQL server of the tests' own: a temporary cluster behind a socket in a directory, gone with the tests."""

from __future__ import annotations

import atexit
import os
import pwd
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from functools import cache
from itertools import count
from pathlib import Path

import pytest

from mathwright.store.place import DatabaseUrl, place_of

REQUIRED = "MATHWRIGHT_REQUIRE_POSTGRES"
"""Where this is set, a machine without PostgreSQL fails the tests instead of skipping them."""
OWNER, GUARDED, PASSWORD = "owner", "guarded", "Planted0Pass1Word"
"""A role that may do everything without a password, and one that needs this password and may make nothing."""
SETTINGS = (
    "listen_addresses=",
    # The tests kill processes, never the machine.
    "fsync=off",
    "full_page_writes=off",
    "shared_buffers=32MB",
    "log_min_messages=fatal",
)
_numbers = count()


@dataclass(frozen=True)
class PostgresServer:
    """A cluster and its programs."""

    directory: Path
    programs: Path
    user: str | None
    """Who runs it: a server refuses to be root's."""

    def make(self) -> None:
        """Lay the cluster out, with its two roles."""
        data = self.directory / "data"
        options = ["--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync", f"--username={OWNER}"]
        self._run("initdb", f"--pgdata={data}", *options)
        access = data / "pg_hba.conf"
        access.write_text(f"local all {GUARDED} scram-sha-256\n{access.read_text()}")
        self.start()
        self.sql(f"CREATE ROLE {GUARDED} LOGIN PASSWORD '{PASSWORD}'")
        self.sql("CREATE DATABASE tests")

    def start(self) -> None:
        """Start it, and wait until it answers."""
        settings = " ".join(f"-c {setting}" for setting in SETTINGS)
        self._control("start", "-o", f"-k {self.directory} {settings}", "-l", str(self.directory / "log"))

    def stop(self, mode: str = "immediate") -> None:
        """Stop it; ``immediate``: as if it had been killed."""
        self._control("stop", "-m", mode)

    def sql(self, command: str, database: str = "postgres") -> str:
        """Do something as its owner; what it prints comes back."""
        words = ["psql", "-XAtq", "-v", "ON_ERROR_STOP=1", "-h", str(self.directory), "-U", OWNER, "-d", database]
        done = subprocess.run([*words, "-c", command], capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def url(self, user: str = OWNER, database: str = "tests", password: str = "", **query: str) -> str:
        """A URL of one of its databases."""
        secret = f":{password}" if password else ""
        asked = "&".join(f"{key}={value}" for key, value in {"host": str(self.directory), **query}.items())
        return f"postgresql://{user}{secret}@/{database}?{asked}"

    def fresh(self) -> DatabaseUrl:
        """A place without a workspace: a schema of its own in the database of the tests."""
        place = place_of(self.fresh_url())
        assert isinstance(place, DatabaseUrl)
        return place

    def fresh_url(self, user: str = OWNER, password: str = "") -> str:
        """The URL of a new schema that belongs to a role."""
        schema = f"test_{next(_numbers)}"
        self.sql(f"CREATE SCHEMA {schema} AUTHORIZATION {user}", "tests")
        return self.url(user, password=password, options=f"-csearch_path%3D{schema}")

    def fresh_database(self, owner: str = OWNER, encoding: str = "UTF8") -> str:
        """The name of a new database."""
        name = f"test_{next(_numbers)}"
        self.sql(f"CREATE DATABASE {name} OWNER {owner} ENCODING '{encoding}' TEMPLATE template0")
        return name

    def _control(self, *words: str) -> None:
        self._run("pg_ctl", "-s", "-w", "-D", str(self.directory / "data"), *words)

    def _run(self, program: str, *words: str) -> None:
        identity = {} if self.user is None else {"user": self.user, "group": self.user, "extra_groups": []}
        command = [str(self.programs / program), *words]
        # To a file: a server that is started here keeps what it was given open.
        with (self.directory / "told").open("w+") as told:
            ended = subprocess.run(
                command, cwd=self.directory, stdout=told, stderr=told, stdin=subprocess.DEVNULL, check=False, **identity
            )
            told.seek(0)
            assert ended.returncode == 0, told.read()


def postgres_server() -> PostgresServer:
    """The server of this session of tests, running; the test is skipped, with the reason, where there is none."""
    programs = _programs()
    if programs is not None:
        return _running(programs)
    why = "no PostgreSQL server on this machine: apt-get install postgresql, or put initdb on the PATH"
    return pytest.fail(why) if os.environ.get(REQUIRED) else pytest.skip(why)


@cache
def _running(programs: Path) -> PostgresServer:
    directory = Path(tempfile.mkdtemp(prefix="mathwright-postgres-"))
    user = _other_user() if os.getuid() == 0 else None
    if user is not None:
        shutil.chown(directory, user, user)
    server = PostgresServer(directory, programs, user)
    atexit.register(shutil.rmtree, directory, ignore_errors=True)
    atexit.register(server._control, "stop", "-m", "immediate")
    server.make()
    return server


def _programs() -> Path | None:
    """Where initdb and pg_ctl are; of several versions the newest."""
    found = shutil.which("initdb")
    if found is not None:
        return Path(found).resolve().parent
    versions = Path("/usr/lib/postgresql").glob("*/bin/initdb")
    newest = max(versions, key=lambda path: int(path.parts[-3]), default=None)
    return None if newest is None else newest.parent


def _other_user() -> str:
    names = {entry.pw_name for entry in pwd.getpwall()}
    return next(name for name in ("postgres", "nobody") if name in names)
