"""One row of a file to be verified: read leniently, graded, and written back as it was, with the verdict beside."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Literal, NamedTuple

from mathwright.errors import DataError
from mathwright.records import Record, Verdict
from mathwright.store.jsonl import MAX_LINE_BYTES
from mathwright.verify.fuzzy import fuzzy_match
from mathwright.verify.policy import check, checked
from mathwright.verify.sandbox.check import check_program
from mathwright.verify.sandbox.outcome import Sandbox

Grader = Literal["mathwright", "mwpbench"]
TOLERANCE = "tolerance"
"""Column of the absolute tolerance that a row's gold answer declares; a row may lack it."""
BAD_ROW = "bad row"
"""The rule of a row that could not be read."""


class RowSettings(Record):
    """How rows are read and graded."""

    gold: str = "gold"
    """Column of the gold answer: text, number, or a list of texts of which any is right."""
    reply: str = "reply"
    """Column of the reply: a bare answer or a whole response."""
    question: str = "question"
    """Column of the question; a row may lack it."""
    program: str = "program"
    """Column of a Python program that solves the question; a row may lack it."""
    grader: Grader = "mathwright"
    sandbox: Sandbox = "monty"
    """Where programs run."""
    details: bool = False
    """Whether place, confidence and the checker's version are written too."""
    skip_bad_rows: bool = False
    """Whether a row that cannot be read is kept as undecided, instead of ending the work."""


class Line(NamedTuple):
    """One line of a file."""

    place: str
    """``path:line``"""
    content: bytes
    """Without the line feed; of a line longer than allowed only the beginning."""


class Graded(NamedTuple):
    """One row with its verdict."""

    line: bytes
    """The row as JSON, without the line feed."""
    state: str
    rule: str
    ms: float
    """Milliseconds the verdict took."""
    program_state: str | None
    """What the row's program says of the gold answer; None for a row without one."""
    fault: str | None
    """Why the row could not be read, ``path:line`` first."""


class Chunk(NamedTuple):
    """What became of some lines."""

    rows: list[Graded]
    fault: str | None
    """What ended the work after these rows; None where nothing did."""


class _Printed(str):
    """A JSON number as it was printed: 1.50 stays 1.50, and 1e400 is no infinity."""

    __slots__ = ()


class _Fields(NamedTuple):
    """What a row says."""

    gold: object
    reply: object
    question: str | None
    program: str | None
    tolerance: str | None
    names: frozenset[str]
    """All its columns."""


def grade_lines(lines: Sequence[Line], settings: RowSettings) -> Chunk:
    """Grade lines in their order, up to the first that cannot be read unless bad rows are skipped."""
    rows: list[Graded] = []
    for line in lines:
        try:
            rows.append(_graded(line, settings))
        except DataError as error:
            if not settings.skip_bad_rows:
                return Chunk(rows, str(error))
            rows.append(_bad_row(line, str(error)))
    return Chunk(rows, None)


def _graded(line: Line, settings: RowSettings) -> Graded:
    fields = _fields(line, settings)
    start = time.perf_counter()
    verdict, extracted, details = _verdict(fields, settings)
    ms = round(1000 * (time.perf_counter() - start), 3)
    added: dict[str, object] = {"verdict": verdict.state, "rule": verdict.rule, "extracted": extracted, "ms": ms}
    program_state = None
    if fields.program is not None:
        by_program = _by_program(fields, settings)
        program_state = by_program.state
        added |= {"program_verdict": by_program.state, "program_rule": by_program.rule}
    if settings.details:
        added |= details
    return Graded(_with_fields(line, fields.names, added), verdict.state, verdict.rule, ms, program_state, None)


def _verdict(fields: _Fields, settings: RowSettings) -> tuple[Verdict, str | None, dict[str, object]]:
    """The verdict, what was taken from the reply, and the details."""
    if settings.grader == "mwpbench":
        matched = fuzzy_match(_text(fields.gold), _text(fields.reply))
        return matched.verdict, matched.answer, {"checker": matched.verdict.checker}
    found = checked(fields.gold, fields.reply, fields.question, fields.tolerance)
    details: dict[str, object] = {
        "place": found.extracted.place,
        "confidence": found.extracted.confidence,
        "start": found.extracted.start,
        "candidates": found.extracted.candidates,
        "checker": found.verdict.checker,
    }
    return found.verdict, found.extracted.answer, details


def _by_program(fields: _Fields, settings: RowSettings) -> Verdict:
    gold = _text(fields.gold)
    if not gold.strip():
        return check(gold, "0")  # no gold answer, whatever the program says
    return check_program(fields.program or "", gold, fields.question, sandbox=settings.sandbox)


def _text(value: object) -> str:
    if isinstance(value, list):
        return _text(value[0]) if value else ""
    return value if isinstance(value, str) else ""


def _fields(line: Line, settings: RowSettings) -> _Fields:
    row = _row(line)
    for column in (settings.gold, settings.reply):
        if column not in row:
            found = ", ".join(map(repr, list(row)[:20])) or "(none)"
            raise DataError(f"{line.place}: no column '{column}'; the columns are {found}")
    return _Fields(
        _answer(row[settings.gold], line, settings.gold),
        _reply(row[settings.reply], line, settings.reply),
        _optional(row, settings.question, line),
        _optional(row, settings.program, line),
        _tolerance(row, line),
        frozenset(row),
    )


def _answer(value: object, line: Line, column: str) -> object:
    """The value as the checker takes it: a text, a list of texts, or None."""
    match value:
        case None | str():
            return value
        case bool():
            return "true" if value else "false"
        case list():
            return [_answer(part, line, column) for part in value]
    raise DataError(f"{line.place}: field '{column}': found an object; expected a text, a number or a list")


def _reply(value: object, line: Line, column: str) -> object:
    if isinstance(value, list):
        raise DataError(f"{line.place}: field '{column}': found a list; expected one reply a row, as text")
    return _answer(value, line, column)


def _optional(row: dict[str, object], column: str, line: Line) -> str | None:
    value = row.get(column)
    if value is None or isinstance(value, str):
        return value
    raise DataError(f"{line.place}: field '{column}': found {type(value).__name__}; expected a text")


def _tolerance(row: dict[str, object], line: Line) -> str | None:
    tolerance = _optional(row, TOLERANCE, line)
    try:
        if tolerance is not None and Fraction(tolerance) >= 0:
            return tolerance
    except (ValueError, ZeroDivisionError):
        pass
    if tolerance is None:
        return None
    raise DataError(f"{line.place}: field '{TOLERANCE}': found {tolerance!r}; expected a number that is at least 0")


def _row(line: Line) -> dict[str, object]:
    if len(line.content) > MAX_LINE_BYTES:
        raise DataError(f"{line.place}: the line is longer than the {MAX_LINE_BYTES:,} bytes allowed; split the row")
    try:
        row = json.loads(
            line.content.decode("utf-8"), parse_int=_Printed, parse_float=_Printed, parse_constant=_Printed
        )
    except UnicodeDecodeError as error:
        raise DataError(f"{line.place}: byte {error.start + 1} is not UTF-8; convert the file to UTF-8") from error
    except json.JSONDecodeError as error:
        raise DataError(
            f"{line.place}: not JSON at column {error.colno} ({error.msg}); expected one whole object a line"
        ) from error
    except RecursionError as error:
        raise DataError(f"{line.place}: brackets nested too deep") from error
    if not isinstance(row, dict):
        raise DataError(f"{line.place}: a {type(row).__name__}, not an object; expected one object a line")
    return row


def _with_fields(line: Line, names: frozenset[str], added: dict[str, object]) -> bytes:
    """The row as it stands, with fields at its end; only a row that has one of them already is written anew."""
    if not names.isdisjoint(added):
        kept = {name: value for name, value in json.loads(line.content).items() if name not in added}
        return _json(kept | added)
    row = line.content.rstrip()
    return row[:-1].rstrip() + b", " + _json(added)[1:]


def _bad_row(line: Line, fault: str) -> Graded:
    added: dict[str, object] = {"verdict": "undecided", "rule": BAD_ROW, "extracted": None, "ms": 0.0}
    try:
        names = frozenset(_row(line))
        written = _with_fields(line, names, added) if names else _json(added)
    except DataError:
        written = _json({"bad_row": fault} | added)
    return Graded(written, "undecided", BAD_ROW, 0.0, None, fault)


def _json(row: dict[str, object]) -> bytes:
    text = json.dumps(row, ensure_ascii=False)
    try:
        return text.encode("utf-8")
    except UnicodeEncodeError:  # half a surrogate pair can only be written as an escape
        return json.dumps(row).encode("ascii")


def chunked(lines: Iterator[Line], most: int, most_bytes: int) -> Iterator[list[Line]]:
    """The lines in lists of at most ``most``, ended early where they hold ``most_bytes``."""
    chunk: list[Line] = []
    size = 0
    for line in lines:
        chunk.append(line)
        size += len(line.content)
        if len(chunk) >= most or size >= most_bytes:
            yield chunk
            chunk, size = [], 0
    if chunk:
        yield chunk
