"""A stand-in for the hub: the few endpoints that listing and downloading a data set need."""

import hashlib
import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import unquote, urlsplit

import pytest

COMMIT = "0123456789abcdef0123456789abcdef01234567"


@dataclass
class StandInHub:
    """Data sets by id and file name; what was asked for, and with which token."""

    address: str = ""
    data: dict[str, dict[str, bytes]] = field(default_factory=dict)
    gated: set[str] = field(default_factory=set)
    private: set[str] = field(default_factory=set)
    broken: set[str] = field(default_factory=set)
    requests: list[str] = field(default_factory=list)
    tokens: set[str | None] = field(default_factory=set)

    def answer(self, method: str, path: str, token: str | None) -> tuple[int, dict[str, str], bytes]:
        """Status, headers and body of one request."""
        self.requests.append(f"{method} {path}")
        self.tokens.add(token)
        parts = path.strip("/").split("/")
        api = parts[0] == "api"
        dataset = "/".join(parts[2:4] if api else parts[1:3])
        if dataset in self.broken:
            return 500, {}, b"{}"
        if dataset not in self.data or (dataset in self.private and token is None):
            return 401, {"X-Error-Code": "RepoNotFound"}, b"{}"
        if not api and dataset in self.gated and token is None:
            return 403, {"X-Error-Code": "GatedRepo"}, b"{}"
        rest = parts[4:] if api else parts[3:]
        if len(rest) > 1 and rest[1] not in ("main", COMMIT):
            return 404, {"X-Error-Code": "RevisionNotFound"}, b"{}"
        return self._api(dataset, rest) if api else self._file(self.data[dataset]["/".join(rest[2:])])

    def _api(self, dataset: str, rest: list[str]) -> tuple[int, dict[str, str], bytes]:
        files = self.data[dataset]
        entries = [{"type": "file", "path": n, "size": len(b), "oid": _oid(b)} for n, b in files.items()]
        info = {"id": dataset, "sha": COMMIT, "siblings": [{"rfilename": name} for name in files]}
        return 200, {"Content-Type": "application/json"}, json.dumps(entries if rest[:1] == ["tree"] else info).encode()

    def _file(self, content: bytes) -> tuple[int, dict[str, str], bytes]:
        return 200, {"ETag": f'"{_oid(content)}"', "X-Repo-Commit": COMMIT}, content


def _oid(content: bytes) -> str:
    return hashlib.sha1(content, usedforsecurity=False).hexdigest()


@pytest.fixture
def hub() -> Iterator[StandInHub]:
    """A running stand-in on this machine; its ``address`` is for HF_ENDPOINT."""
    stand_in = StandInHub()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _serve(self) -> None:
            token = self.headers.get("authorization")
            path = unquote(urlsplit(self.path).path)
            status, headers, body = stand_in.answer(self.command, path, token)
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            if self.command == "GET":
                self.wfile.write(body)

        def do_GET(self) -> None:
            self._serve()

        def do_HEAD(self) -> None:
            self._serve()

        def log_message(self, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    stand_in.address = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield stand_in
    server.shutdown()
    server.server_close()
    thread.join()
