"""What a command says on stderr while it works, and how it prints data on stdout."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Protocol

import typer

if TYPE_CHECKING:
    from pydantic import BaseModel


class Tell(Protocol):
    """Told how far the work is."""

    def __call__(self, what: str, done: int, total: int | None, note: str = "", /) -> None:
        """``what`` is being done, ``done`` of it, of ``total`` or an unknown number."""


def _tell_nobody(what: str, done: int, total: int | None, note: str = "", /) -> None: ...


PLAIN_EVERY_S = 5.0
"""Seconds between two lines of progress where stderr is not a terminal."""


def say(text: str) -> None:
    """Print talk on stderr."""
    typer.echo(text, err=True)


def print_record(record: BaseModel) -> None:
    """Print a record as JSON on stdout."""
    typer.echo(record.model_dump_json(indent=2))


def print_records(records: Sequence[BaseModel]) -> None:
    """Print records as a JSON list on stdout."""
    typer.echo(json.dumps([record.model_dump(mode="json") for record in records], indent=2, ensure_ascii=False))


def table(head: list[str], rows: list[list[str]]) -> str:
    """Rows under a head, columns aligned: those whose every cell is a number to the right."""
    if not rows:
        return ""
    columns = list(zip(*rows, strict=True))
    right = [all(_is_number(cell) for cell in column) for column in columns]
    widths = [max(len(title), *map(len, column)) for title, column in zip(head, columns, strict=True)]

    def line(cells: list[str]) -> str:
        sides = zip(cells, widths, right, strict=True)
        return "  ".join(
            cell.rjust(width) if to_right else cell.ljust(width) for cell, width, to_right in sides
        ).rstrip()

    return "\n".join(line(cells) for cells in [head, *rows])


def shortened(text: str, width: int) -> str:
    """The text on one line of at most ``width`` characters, with dots where something is left out."""
    text = " ".join(text.split())
    return text if len(text) <= width else text[: width - 1] + "…"


def file_size(size: int) -> str:
    """Bytes for a reader: ``812 B``, ``1.4 MB``."""
    value, unit = float(size), "B"
    for unit in ("B", "kB", "MB", "GB", "TB"):
        if value < 1000 or unit == "TB":
            break
        value /= 1000
    return f"{value:.0f} {unit}" if unit == "B" else f"{value:.1f} {unit}"


def _is_number(cell: str) -> bool:
    return cell.strip("%-$").replace(",", "").replace(".", "").replace(" ", "").isdigit()


@contextmanager
def progress(quiet: bool = False, plain_every_s: float = PLAIN_EVERY_S) -> Iterator[Tell]:
    """A function to tell how far the work is: a bar on a terminal, a line every few seconds elsewhere."""
    if quiet:
        yield _tell_nobody
    elif sys.stderr.isatty():
        with _bar() as tell:
            yield tell
    else:
        yield _plain_lines(plain_every_s)


@contextmanager
def _bar() -> Iterator[Tell]:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("{task.fields[note]}"),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        tasks = {}

        def tell(what: str, done: int, total: int | None, note: str = "", /) -> None:
            if what not in tasks:
                tasks[what] = bar.add_task(what, total=total, note=note)
            bar.update(tasks[what], completed=done, total=total, note=note)

        yield tell


def _plain_lines(every_s: float) -> Tell:
    last = time.monotonic()

    def tell(what: str, done: int, total: int | None, note: str = "", /) -> None:
        nonlocal last
        now = time.monotonic()
        if now - last >= every_s:
            last = now
            say(f"{what}: {done:,}" + (f" of {total:,}" if total is not None else "") + (f" · {note}" if note else ""))

    return tell
