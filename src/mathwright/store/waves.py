"""Waves: numbered files in which waiting calls are carried to a model that is not reached from here.

A wave is planned in the workspace, then its file is written, then it is noted as written: a kill in between leaves a
plan that the next run carries out, and no call in two files.
"""

from __future__ import annotations

import errno
import os
import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple, TypeAlias

from sqlalchemy import Connection, delete, func, insert, select, update

from mathwright.errors import StorageError
from mathwright.store.conflicts import alone
from mathwright.store.disk import as_storage_error, sync_directory, temporary_name
from mathwright.store.pending import PendingCall, unpack
from mathwright.store.schema import pending_calls, waves
from mathwright.store.workspace import Workspace

PLANNED, WRITTEN = "planned", "written"
URL = "/v1/chat/completions"
ROWS_AT_ONCE = 500
_NUMBER = re.compile(r"wave-(\d+)\b")
_NO_LINKS = (errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS)


class WaveFile(NamedTuple):
    """One file of a wave."""

    path: Path
    model: str
    requests: int
    """That still wait for a reply."""


class _Plan(NamedTuple):
    wave: int
    path: Path
    model: str


Link: TypeAlias = Callable[[Path, Path], None]
"""Gives a file a second name.  Raises OSError where that name is taken."""


def write_waves(
    workspace: Workspace, run: str | None, directory: Path, *, again: bool = False, link: Link = os.link
) -> list[WaveFile]:
    """Write the waiting calls of a run that are in no wave yet, one file a model; ``again``: all that wait.

    No file is overwritten.  Raises StorageError if the disk is full or may not be written.
    """
    directory = directory.absolute()
    with as_storage_error(directory):
        directory.mkdir(parents=True, exist_ok=True)

    def planned(connection: Connection) -> list[_Plan]:
        _plan(connection, run, directory, again=again)
        return _of_run(connection, run, PLANNED)

    plans = workspace.writing(planned)
    return [file for plan in plans if (file := _carry_out(workspace, plan, link)) is not None]


def waves_unanswered(workspace: Workspace, run: str | None) -> list[WaveFile]:
    """The files with calls of a run that still wait for replies, the oldest first, whichever run wrote them."""
    files = workspace.reading(
        lambda connection: [(plan, _count(connection, plan)) for plan in _of_run(connection, run, WRITTEN)]
    )
    return [WaveFile(plan.path, plan.model, requests) for plan, requests in files if requests]


def _plan(connection: Connection, run: str | None, directory: Path, *, again: bool) -> None:
    """Put each call that is to be written into a wave of its model."""
    # Two runs may plan waves of one directory, whose numbers must differ.
    alone(connection, waves)
    wanted = [pending_calls.c.run == run] if again else [pending_calls.c.run == run, pending_calls.c.wave.is_(None)]
    models = connection.execute(select(pending_calls.c.model).where(*wanted).distinct()).scalars().all()
    if not models:
        return
    number = _next_number(connection, directory)
    for model, name in zip(sorted(models), _names(sorted(models), number), strict=True):
        row = {"path": str(directory / name), "run": run, "model": model, "state": PLANNED}
        wave = connection.execute(insert(waves).values(row).returning(waves.c.wave)).scalar_one()
        own = pending_calls.c.model == model
        connection.execute(update(pending_calls).where(*wanted, own).values(wave=wave))


def _names(models: Sequence[str], number: int) -> Iterator[str]:
    if len(models) == 1:
        yield f"wave-{number:03d}.jsonl"
        return
    used: set[str] = set()
    for model in models:
        plain = re.sub(r"[^A-Za-z0-9._-]+", "-", model).strip("-.") or "model"
        name = next(name for name in _variants(plain) if name.lower() not in used)
        used.add(name.lower())
        yield f"wave-{number:03d}-{name}.jsonl"


def _variants(plain: str) -> Iterator[str]:
    yield plain
    tried = 2
    while True:
        yield f"{plain}-{tried}"
        tried += 1


def _next_number(connection: Connection, directory: Path) -> int:
    """One more than every number that a file of the directory or a wave of the workspace has there."""
    known = [Path(path) for path in connection.execute(select(waves.c.path)).scalars()]
    names = [path.name for path in known if path.parent == directory]
    with as_storage_error(directory):
        names += [path.name for path in directory.iterdir()]
    return 1 + max((int(found[1]) for name in names if (found := _NUMBER.match(name))), default=0)


def _of_run(connection: Connection, run: str | None, state: str) -> list[_Plan]:
    # By the run of the calls: one that another run asks too is that run's now, and lies in a wave of the first.
    asked = select(pending_calls.c.wave).where(pending_calls.c.run == run)
    here = (waves.c.wave.in_(asked), waves.c.state == state)
    rows = connection.execute(select(waves).where(*here).order_by(waves.c.wave))
    return [_Plan(row.wave, Path(row.path), row.model) for row in rows]


def _count(connection: Connection, plan: _Plan) -> int:
    query = select(func.count()).select_from(pending_calls).where(pending_calls.c.wave == plan.wave)
    return int(connection.execute(query).scalar_one())


def _carry_out(workspace: Workspace, plan: _Plan, link: Link) -> WaveFile | None:
    """Write the file of a plan; None where nothing of it waits any more."""
    with workspace.read() as connection:
        requests = _count(connection, plan)
        # A file that is there was made whole by a process that was killed before it noted it.
        if requests and not plan.path.exists():
            made = _write_new(plan.path, (_line(call) for call in _calls(connection, plan)), link)
        else:
            made = True
    if not made:
        _take_back(workspace, plan)
        raise StorageError(f"{plan.path}: another program made this file meanwhile; run again for the next number")
    written = update(waves).where(waves.c.wave == plan.wave).values(state=WRITTEN)
    workspace.writing(lambda connection: connection.execute(written))
    return WaveFile(plan.path, plan.model, requests) if requests else None


def _calls(connection: Connection, plan: _Plan) -> Iterator[PendingCall]:
    query = select(pending_calls.c.packed).where(pending_calls.c.wave == plan.wave).order_by(pending_calls.c.place)
    # Some at a time: a wave may hold a million calls.
    for packed in connection.execute(query.execution_options(yield_per=ROWS_AT_ONCE)).scalars():
        yield unpack(packed)


def _line(call: PendingCall) -> bytes:
    return b'{"custom_id":"%b","method":"POST","url":"%b","body":%b}\n' % (
        call.key.hex().encode(),
        URL.encode(),
        bytes(call.body),
    )


def _take_back(workspace: Workspace, plan: _Plan) -> None:
    def taken_back(connection: Connection) -> None:
        connection.execute(update(pending_calls).where(pending_calls.c.wave == plan.wave).values(wave=None))
        connection.execute(delete(waves).where(waves.c.wave == plan.wave))

    workspace.writing(taken_back)


def _write_new(path: Path, lines: Iterator[bytes], link: Link) -> bool:
    """Write a file that appears whole or not at all; False where one of its name has come to be meanwhile."""
    temporary = temporary_name(path)
    with as_storage_error(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            with temporary.open("wb") as file:
                file.writelines(lines)
                file.flush()
                os.fsync(file.fileno())
            link(temporary, path)
        except FileExistsError:
            return False
        except OSError as error:
            if error.errno not in _NO_LINKS:
                raise
            # A file system without hard links, as on memory sticks.
            temporary.replace(path)
        finally:
            temporary.unlink(missing_ok=True)
        sync_directory(path.parent)
    return True
