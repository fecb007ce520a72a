"""The batch endpoints of both providers, and the files of one of them."""

from __future__ import annotations

import re
from collections.abc import Callable
from email.message import Message
from typing import Any

import msgspec

from tests.hostile.asked import CREATED, error_body
from tests.hostile.handler import Handler, as_json, failure, unknown_path
from tests.hostile.jobs import Done, Job, Jobs, Line
from tests.hostile.records import Recorded
from tests.hostile.wire import Arrived, Reply

WHEN = "2026-01-01T00:00:00Z"
MOST_LINES = {"openai": 50_000, "anthropic": 100_000}
_OPENAI_STATES = {"completed": "completed", "expired": "expired", "cancelled": "cancelled", "invalid": "failed"}


class Batches:
    """Routes ``/v1/files``, ``/v1/batches`` and ``/v1/messages/batches``."""

    def __init__(self, handler: Handler, address: Callable[[], str]) -> None:
        self.jobs = Jobs(handler)
        self._address = address
        self._files: dict[str, tuple[str, bytes]] = {}
        self._routes: tuple[tuple[str, str, Callable[..., Reply]], ...] = (
            ("POST", r"/v1/files", self._upload),
            ("GET", r"/v1/files/([\w-]+)", self._file),
            ("DELETE", r"/v1/files/([\w-]+)", self._delete),
            ("GET", r"/v1/files/([\w-]+)/content", self._content),
            ("POST", r"/v1/batches", self._create),
            ("GET", r"/v1/batches", self._list),
            ("GET", r"/v1/batches/(\w+)", self._get),
            ("POST", r"/v1/batches/(\w+)/cancel", self._cancel),
            ("POST", r"/v1/messages/batches", self._create_messages),
            ("GET", r"/v1/messages/batches", self._list_messages),
            ("GET", r"/v1/messages/batches/(\w+)", self._get_messages),
            ("POST", r"/v1/messages/batches/(\w+)/cancel", self._cancel_messages),
            ("GET", r"/v1/messages/batches/(\w+)/results", self._results),
        )

    def route(self, arrived: Arrived, recorded: Recorded) -> Reply:
        """The reply to anything but a call."""
        for method, pattern, answer in self._routes:
            found = re.fullmatch(pattern, arrived.path)
            if found is not None and method == arrived.method:
                return answer(arrived, *found.groups())
        return unknown_path(arrived)

    # --- files ------------------------------------------------------------------------------------

    def _upload(self, arrived: Arrived) -> Reply:
        try:
            parts = form_parts(arrived.headers.get("content-type", ""), arrived.body)
        except ValueError as error:
            return failure("openai", 400, "invalid_request_error", str(error))
        if "file" not in parts or "purpose" not in parts:
            return failure("openai", 400, "invalid_request_error", "'file' and 'purpose' are required")
        filename, content = parts["file"]
        return as_json(self._told_file(self._keep(filename or "upload", content)))

    def _keep(self, filename: str, content: bytes) -> str:
        file_id = f"file-{len(self._files):06x}"
        self._files[file_id] = filename, content
        return file_id

    def _told_file(self, file_id: str) -> dict[str, Any]:
        filename, content = self._files[file_id]
        told = {"id": file_id, "object": "file", "bytes": len(content), "created_at": CREATED}
        return {**told, "filename": filename, "purpose": "batch", "status": "processed"}

    def _file(self, arrived: Arrived, file_id: str) -> Reply:
        return as_json(self._told_file(file_id)) if file_id in self._files else _missing("openai", file_id)

    def _delete(self, arrived: Arrived, file_id: str) -> Reply:
        if self._files.pop(file_id, None) is None:
            return _missing("openai", file_id)
        return as_json({"id": file_id, "object": "file", "deleted": True})

    def _content(self, arrived: Arrived, file_id: str) -> Reply:
        if file_id not in self._files:
            return _missing("openai", file_id)
        return Reply(200, self._files[file_id][1], "application/octet-stream")

    # --- batches of OpenAI ------------------------------------------------------------------------

    def _create(self, arrived: Arrived) -> Reply:
        asked = _read(arrived.body)
        file_id = asked.get("input_file_id")
        if file_id not in self._files:
            return _missing("openai", str(file_id))
        if asked.get("endpoint") != "/v1/chat/completions" or asked.get("completion_window") != "24h":
            return failure("openai", 400, "invalid_request_error", "unknown 'endpoint' or 'completion_window'")
        lines: list[Line] = []
        try:
            lines += [_openai_line(line) for line in self._files[file_id][1].splitlines() if line.strip()]
            _require_sound(lines, MOST_LINES["openai"])
        except ValueError as error:
            # the provider takes the batch and says so later
            return as_json(self._told(self.jobs.add("openai", lines, asked, str(error))))
        return as_json(self._told(self.jobs.add("openai", lines, asked)))

    def _get(self, arrived: Arrived, job_id: str) -> Reply:
        job = self.jobs.jobs.get(job_id)
        return _missing("openai", job_id) if job is None else as_json(self._told(self.jobs.look(job)))

    def _cancel(self, arrived: Arrived, job_id: str) -> Reply:
        job = self.jobs.jobs.get(job_id)
        return _missing("openai", job_id) if job is None else as_json(self._told(self.jobs.cancel(job)))

    def _list(self, arrived: Arrived) -> Reply:
        told = [self._told(job) for job in reversed(self.jobs.jobs.values()) if job.way == "openai"]
        return as_json({"object": "list", "data": told, "has_more": False})

    def _told(self, job: Job) -> dict[str, Any]:
        counts = job.counts
        invalid = {"object": "list", "data": [{"code": "invalid_json_line", "message": job.invalid, "line": 1}]}
        return {
            "id": job.job_id,
            "object": "batch",
            "endpoint": job.about["endpoint"],
            "errors": invalid if job.end == "invalid" else None,
            "input_file_id": job.about["input_file_id"],
            "completion_window": job.about["completion_window"],
            "status": _openai_state(job),
            "output_file_id": self._written(job, "output"),
            "error_file_id": self._written(job, "error"),
            "created_at": CREATED,
            "expires_at": CREATED + 86_400,
            "completed_at": CREATED + 60 if job.end == "completed" else None,
            "expired_at": CREATED + 86_400 if job.end == "expired" else None,
            "request_counts": {
                "total": len(job.lines),
                "completed": counts["succeeded"],
                "failed": counts["errored"],
            },
            "metadata": job.about.get("metadata"),
        }

    def _written(self, job: Job, which: str) -> str | None:
        """The id of a file of results; None where it would be empty."""
        of_output = which == "output"
        lines = [_openai_result(done) for done in job.done if (done.status == 200) == of_output]
        if not lines:
            return None
        file_id = f"file-{which}-{job.job_id}"
        self._files.setdefault(file_id, (f"{file_id}.jsonl", b"".join(line + b"\n" for line in lines)))
        return file_id

    # --- batches of Anthropic ---------------------------------------------------------------------

    def _create_messages(self, arrived: Arrived) -> Reply:
        try:
            lines = [Line(one["custom_id"], one["params"]) for one in _read(arrived.body)["requests"]]
            _require_sound(lines, MOST_LINES["anthropic"])
        except (KeyError, TypeError, ValueError) as error:
            return failure("anthropic", 400, "invalid_request_error", f"requests: {error}")
        return as_json(self._told_messages(self.jobs.add("anthropic", lines, {})))

    def _get_messages(self, arrived: Arrived, job_id: str) -> Reply:
        job = self.jobs.jobs.get(job_id)
        return _missing("anthropic", job_id) if job is None else as_json(self._told_messages(self.jobs.look(job)))

    def _cancel_messages(self, arrived: Arrived, job_id: str) -> Reply:
        job = self.jobs.jobs.get(job_id)
        return _missing("anthropic", job_id) if job is None else as_json(self._told_messages(self.jobs.cancel(job)))

    def _list_messages(self, arrived: Arrived) -> Reply:
        told = [self._told_messages(job) for job in reversed(self.jobs.jobs.values()) if job.way == "anthropic"]
        first, last = (told[0]["id"], told[-1]["id"]) if told else (None, None)
        return as_json({"data": told, "has_more": False, "first_id": first, "last_id": last})

    def _results(self, arrived: Arrived, job_id: str) -> Reply:
        job = self.jobs.jobs.get(job_id)
        if job is None or job.end is None:
            return _missing("anthropic", f"results of {job_id}")
        lines = [_message_result(done, job) + b"\n" for done in job.done]
        return Reply(200, b"".join(lines), "application/x-jsonl")

    def _told_messages(self, job: Job) -> dict[str, Any]:
        ended, counts = job.end is not None, job.counts
        unserved = counts["unserved"]
        return {
            "id": job.job_id,
            "type": "message_batch",
            "processing_status": "ended" if ended else "canceling" if job.cancelling else "in_progress",
            "request_counts": {
                "processing": 0 if ended else len(job.lines),
                "succeeded": counts["succeeded"],
                "errored": counts["errored"],
                "canceled": unserved if job.end == "cancelled" else 0,
                "expired": unserved if job.end == "expired" else 0,
            },
            "ended_at": WHEN if ended else None,
            "created_at": WHEN,
            "expires_at": "2026-01-02T00:00:00Z",
            "archived_at": None,
            "cancel_initiated_at": WHEN if job.cancelling else None,
            "results_url": f"{self._address()}/v1/messages/batches/{job.job_id}/results" if ended else None,
        }


def form_parts(content_type: str, body: bytes) -> dict[str, tuple[str | None, bytes]]:
    """Name to file name and content of a multipart form.  Raises ValueError where it is none."""
    header = Message()
    header["content-type"] = content_type
    boundary = header.get_param("boundary")
    if not isinstance(boundary, str):
        raise ValueError("multipart/form-data with a boundary is needed")
    parts: dict[str, tuple[str | None, bytes]] = {}
    for piece in (b"\r\n" + body).split(b"\r\n--" + boundary.encode())[1:]:
        if piece.startswith(b"--"):
            return parts
        head, _, content = piece.partition(b"\r\n\r\n")
        named = Message()
        named["content-disposition"] = _disposition(head)
        name = named.get_param("name", header="content-disposition")
        filename = named.get_param("filename", header="content-disposition")
        parts[str(name)] = filename if isinstance(filename, str) else None, content
    raise ValueError("the form has no end")


def _disposition(head: bytes) -> str:
    for line in head.decode("utf-8").split("\r\n"):
        name, _, value = line.partition(":")
        if name.strip().lower() == "content-disposition":
            return value.strip()
    raise ValueError("a part of the form has no content-disposition")


def _openai_line(line: bytes) -> Line:
    try:
        found = msgspec.json.decode(line)
    except msgspec.DecodeError as error:
        raise ValueError(f"a line is no JSON: {error}") from None
    if not isinstance(found, dict) or found.get("method") != "POST" or found.get("url") != "/v1/chat/completions":
        raise ValueError("a line is no POST to /v1/chat/completions")
    if not isinstance(found.get("custom_id"), str) or set(found) != {"custom_id", "method", "url", "body"}:
        raise ValueError("a line has other fields than custom_id, method, url and body")
    return Line(found["custom_id"], found["body"])


def _require_sound(lines: list[Line], most: int) -> None:
    if not lines or len(lines) > most:
        raise ValueError(f"{len(lines)} requests, not 1 to {most}")
    if len({line.custom_id for line in lines}) < len(lines):
        raise ValueError("custom_id must be unique")
    if not all(re.fullmatch(r"[a-zA-Z0-9_-]{1,64}", line.custom_id) for line in lines):
        raise ValueError("custom_id must be 1 to 64 letters, digits, _ or -")


def _openai_state(job: Job) -> str:
    if job.end is not None:
        return _OPENAI_STATES[job.end]
    if job.cancelling:
        return "cancelling"
    return "validating" if job.polls == 0 else "in_progress"


def _openai_result(done: Done) -> bytes:
    answered = done.status is not None
    response = {"status_code": done.status, "request_id": f"req_{done.custom_id}", "body": done.body}
    error = {"code": "batch_expired", "message": "This request could not be executed before the window expired."}
    return msgspec.json.encode(
        {
            "id": f"batch_req_{done.custom_id}",
            "custom_id": done.custom_id,
            "response": response if answered else None,
            "error": None if answered else error,
        }
    )


def _message_result(done: Done, job: Job) -> bytes:
    if done.status is None:
        result: dict[str, Any] = {"type": "canceled" if job.end == "cancelled" else "expired"}
    elif done.status == 200:
        result = {"type": "succeeded", "message": done.body}
    else:
        result = {"type": "errored", "error": done.body}
    return msgspec.json.encode({"custom_id": done.custom_id, "result": result})


def _read(body: bytes) -> dict[str, Any]:
    try:
        found = msgspec.json.decode(body)
    except msgspec.DecodeError:
        return {}
    return found if isinstance(found, dict) else {}


def _missing(way: Any, what: str) -> Reply:
    kind = "not_found_error" if way == "anthropic" else "invalid_request_error"
    return Reply(404, msgspec.json.encode(error_body(way, kind, f"No such object: {what}")))
