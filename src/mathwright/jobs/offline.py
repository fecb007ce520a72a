"""Runs without a network: replies from elsewhere into the ledger, and what to run next."""

from __future__ import annotations

import asyncio
import re
import shlex
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import IO, NamedTuple, TypeVar

import msgspec

from mathwright.errors import DataError
from mathwright.records import Record
from mathwright.store.jsonl import MAX_LINE_BYTES, open_for_reading
from mathwright.store.ledger import Ledger, PaidCall
from mathwright.store.pending import PendingCall, pending_by_key, release, settle, waves_of
from mathwright.store.place import Place
from mathwright.store.waves import WaveFile
from mathwright.store.workspace import Workspace
from mathwright.teachers.batch.offline import Waves
from mathwright.teachers.kept import CUT_OFF, EMPTY, KeptReply, pack_reply
from mathwright.teachers.providers.openai import read_chat
from mathwright.teachers.request import CallFailed, ModelAnswer

Item = TypeVar("Item")
LINES_A_COMMIT = 500
MOST_FAULTS_TOLD = 20
"""Bad lines that are named; the others are only counted."""
REASON_CHARACTERS = 120
"""Of a failed line's reason: enough to tell reasons apart, short enough that like ones are counted together."""


class Imported(Record):
    """What replies from elsewhere came to."""

    kept: int
    """Replies that are now in the ledger."""
    already: int
    """Lines whose reply the ledger had before."""
    failed: dict[str, int]
    """Requests that failed over there, by reason; they go into the next wave."""
    missing: int
    """Requests of the same waves without a line here; they go into the next wave too."""
    unknown: int
    """Lines about requests that no run of this workspace waits for."""
    duplicated: int
    """Lines about a request that an earlier line had answered."""
    bad: int
    """Lines that are no reply in the form of OpenAI's batches."""
    bad_lines: tuple[str, ...]
    """The first of them, each beginning with ``path:line``."""

    def lines(self) -> list[str]:
        """What a reader should know, a line each."""
        told = [f"{self.kept:,} replies kept"]
        told += [f"{self.already:,} were in the ledger before"] * bool(self.already)
        told += [f"{count:,} failed and go into the next wave: {reason}" for reason, count in self.failed.items()]
        told += [f"{self.missing:,} requests have no reply here and go into the next wave"] * bool(self.missing)
        told += [f"{self.duplicated:,} lines repeat a request; the first reply stands"] * bool(self.duplicated)
        told += [f"{self.unknown:,} lines are about requests this workspace does not wait for"] * bool(self.unknown)
        told += [f"{self.bad:,} lines cannot be read:"] * bool(self.bad)
        return told + [f"  {line}" for line in self.bad_lines]


class _Response(msgspec.Struct):
    status_code: int | None = None
    request_id: str | None = None
    body: msgspec.Raw = msgspec.Raw()


class _Line(msgspec.Struct):
    custom_id: str
    response: _Response | None = None
    error: msgspec.Raw = msgspec.Raw()


class _Reply(NamedTuple):
    key: bytes
    said: ModelAnswer | CallFailed


_DECODER = msgspec.json.Decoder(_Line)


@dataclass
class _Tally:
    kept: int = 0
    already: int = 0
    unknown: int = 0
    duplicated: int = 0
    bad: int = 0
    bad_lines: list[str] = field(default_factory=list)
    answered: set[bytes] = field(default_factory=set)
    failed: dict[bytes, str] = field(default_factory=dict)
    waves: set[int] = field(default_factory=set)

    def fault(self, fault: DataError) -> None:
        self.bad += 1
        if len(self.bad_lines) < MOST_FAULTS_TOLD:
            self.bad_lines.append(str(fault))


def import_replies(workspace: Workspace, paths: Sequence[Path]) -> Imported:
    """Keep replies to waves in the ledger; a second time changes nothing.

    Each file holds a line a reply: ``custom_id``, ``response`` (``status_code``, ``body``) and ``error``, as OpenAI's
    batches and ``vllm run-batch`` write them.  Bad lines are counted and left out.  Raises DataError for a missing
    file, StorageError if the disk is full; what was kept by then stays.
    """
    tally = _Tally()
    asyncio.run(_import(workspace, paths, tally))
    failed = {key: reason for key, reason in tally.failed.items() if key not in tally.answered}
    tally.waves |= waves_of(workspace, list(failed))
    released = release(workspace, tally.waves)
    return Imported(
        kept=tally.kept,
        already=tally.already,
        failed=dict(Counter(failed.values()).most_common()),
        missing=max(0, released - len(failed)),
        unknown=tally.unknown,
        duplicated=tally.duplicated,
        bad=tally.bad,
        bad_lines=tuple(tally.bad_lines),
    )


def import_files(place: Place, paths: Sequence[Path]) -> Imported:
    """As ``import_replies``, into the workspace at a place.  Raises UsageError if there is none."""
    with Workspace.open(place, create=False) as workspace:
        return import_replies(workspace, paths)


def next_steps(waves: Waves, workspace: Place, command: str) -> list[str]:
    """What was written, what is missing, and the lines to run next; ``command`` is the run's own line."""
    told = [f"wrote {file.path}: {file.requests:,} requests for {file.model}" for file in waves.written]
    if not told and waves.waiting:
        told = [f"nothing new to ask; {waves.pending:,} requests wait for replies to earlier waves"]
    files = [*waves.waiting, *waves.written]
    if not files:
        return ["nothing is pending: no wave was written"]
    told += [f"no replies yet to {file.path}: {file.requests:,} requests wait" for file in waves.waiting]
    told.append("next, where the model is, then here:")
    told += [f"  {_run_batch(file)}" for file in files]
    replies = " ".join(shlex.quote(str(replies_path(file.path))) for file in files)
    return [*told, f"  mathwright ledger import {replies} --workspace {shlex.quote(str(workspace))}", f"  {command}"]


def replies_path(wave: Path) -> Path:
    """Where the replies to a wave are looked for: ``wave-001.replies.jsonl`` beside ``wave-001.jsonl``."""
    return wave.with_suffix(".replies.jsonl")


def _run_batch(file: WaveFile) -> str:
    words = ["vllm", "run-batch", "-i", str(file.path), "-o", str(replies_path(file.path)), "--model", file.model]
    return shlex.join(words)


async def _import(workspace: Workspace, paths: Sequence[Path], tally: _Tally) -> None:
    with Ledger(workspace) as ledger:
        for path in paths:
            lines = _replies(path, tally)
            while part := list(islice(lines, LINES_A_COMMIT)):
                await _keep(workspace, ledger, part, tally)


async def _keep(workspace: Workspace, ledger: Ledger, replies: Sequence[_Reply], tally: _Tally) -> None:
    pending = pending_by_key(workspace, [reply.key for reply in replies])
    rows: list[PaidCall] = []
    done: list[bytes] = []
    for key, said in replies:
        if key in tally.answered:
            tally.duplicated += 1
        elif ledger.find(key) is not None:
            # A wave written twice, or an import that was killed before it took its calls out.
            tally.already += 1
            tally.answered.add(key)
            done.append(key)
        elif key not in pending:
            tally.unknown += 1
        elif isinstance(said, CallFailed):
            tally.failed[key] = _reason(said)
        else:
            tally.answered.add(key)
            done.append(key)
            rows.append(_row(pending[key], said))
    if rows:
        tally.kept += await ledger.keep_many(rows)
    if done:
        tally.waves |= settle(workspace, done)


def _row(call: PendingCall, answer: ModelAnswer) -> PaidCall:
    reply = KeptReply.of(answer.choices[0])
    usage = answer.usage
    return PaidCall(
        key=call.key,
        digests=call.digests,
        prompt=call.prompt,
        template=call.template,
        provider=call.provider,
        base_url=call.base_url,
        model=call.model,
        draw=call.draw,
        request=bytes(call.request),
        reply=pack_reply(reply),
        input_tokens=usage.input_tokens if usage else None,
        cached_tokens=usage.cached_tokens if usage else None,
        output_tokens=usage.output_tokens if usage else None,
        reasoning_tokens=usage.reasoning_tokens if usage else None,
        cost_nano_usd=None,
        priced=None,
        latency_ms=0,
        tries=1,
        request_id=answer.request_id,
        served_model=answer.served_model,
        way="offline",
        fault=_fault(reply),
        run=call.run,
        role=call.role,
    )


def _fault(reply: KeptReply) -> str | None:
    """What is wrong with a reply whatever was asked; whether it keeps to its form, the next run finds out."""
    if reply.finish == "length":
        return CUT_OFF
    return None if reply.text.strip() else EMPTY


def _reason(failure: CallFailed) -> str:
    text = str(failure).partition("\n")[0]
    return text if len(text) <= REASON_CHARACTERS else text[: REASON_CHARACTERS - 1] + "…"


def _replies(path: Path, tally: _Tally) -> Iterator[_Reply]:
    with open_for_reading(path) as file:
        for number, line in _lines(file):
            if not line.strip():
                continue
            try:
                yield _reply(line, f"{path}:{number}")
            except DataError as fault:
                tally.fault(fault)


def _lines(file: IO[bytes]) -> Iterator[tuple[int, bytes]]:
    """Number and bytes of each line; of a line longer than allowed only the beginning."""
    number = 0
    while line := file.readline(MAX_LINE_BYTES + 1):
        number += 1
        yield number, line
        if len(line) > MAX_LINE_BYTES:
            while not line.endswith(b"\n") and line:
                line = file.readline(1 << 20)


def _reply(line: bytes, place: str) -> _Reply:
    if len(line) > MAX_LINE_BYTES:
        raise DataError(f"{place}: the line has more than the {MAX_LINE_BYTES:,} bytes allowed")
    try:
        found = _DECODER.decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        cut = "" if line.endswith(b"\n") else "; the file ends within a line: was its copy or the run cut short?"
        raise DataError(f"{place}: no reply in the form of OpenAI's batches ({error}){cut}") from error
    return _Reply(_key(found.custom_id), _said(found))


def _key(custom_id: str) -> bytes:
    """The key that a ``custom_id`` is; no call's key where it is not one of ours."""
    return bytes.fromhex(custom_id) if re.fullmatch(r"[0-9a-f]{32}", custom_id) else b""


def _said(line: _Line) -> ModelAnswer | CallFailed:
    response = line.response or _Response()
    failed = bytes(line.error) not in (b"", b"null")
    status = response.status_code or (500 if failed else 200)
    body = bytes(response.body)
    if failed and (status == 200 or body in (b"", b"null")):
        status, body = (500 if status == 200 else status), b'{"error":%b}' % bytes(line.error)
    try:
        return read_chat(status, {} if response.request_id is None else {"x-request-id": response.request_id}, body)
    except CallFailed as failure:
        return failure
