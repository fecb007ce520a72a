"""What a user asks of the ledger: its statistics, one call, and why a call was not found in it."""

from __future__ import annotations

from pathlib import Path

from mathwright.jobs.runs import existing
from mathwright.jobs.why_miss import WhyMiss, compared, compared_line, read_line, wanted_call, wanted_line
from mathwright.store.ledger_reading import LedgerCall, find_call, is_kept, nearest_call
from mathwright.store.ledger_statistics import LedgerStatistics
from mathwright.store.ledger_statistics import ledger_statistics as count_ledger
from mathwright.store.place import Place


def ledger_statistics(place: Place) -> LedgerStatistics:
    """The ledger of the workspace at ``place`` in numbers.  Raises UsageError where there is no workspace."""
    with existing(place) as workspace:
        return count_ledger(workspace)


def show_call(place: Place, beginning: str) -> LedgerCall:
    """The call whose key begins so.  Raises UsageError where none or several do."""
    with existing(place) as workspace:
        return find_call(workspace, beginning)


def why_miss(place: Place, call: str) -> WhyMiss:
    """What differs between a call and the nearest other one of the ledger.

    ``call``: the beginning of a stored call's key, or the path of a file whose first line is a request of an
    offline wave.  Raises UsageError where it is neither, DataError where the file holds no request.
    """
    path = Path(call)
    with existing(place) as workspace:
        if path.suffix or path.is_file():
            line = read_line(path)
            return compared_line(line, nearest_call(workspace, wanted_line(line)), is_kept(workspace, line.key))
        one = find_call(workspace, call)
        return compared(one, nearest_call(workspace, wanted_call(one)))
