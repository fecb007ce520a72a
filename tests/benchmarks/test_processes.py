"""Memory that was not measured is no small memory."""

import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryFile

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "benchmarks"))
from processes import Cost, _Started, family, pss, run

pytestmark = pytest.mark.skipif(not Path("/proc/self/smaps_rollup").is_file(), reason="no /proc to read memory from")

HOLD = "import sys, time; held = bytes(range(256)) * (1 << 17); print(len(held), flush=True)"
CHILD = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {HOLD + '; time.sleep(1)'!r}])"


def test_the_memory_of_a_child_is_that_of_the_command() -> None:
    ran = run([sys.executable, "-c", CHILD])
    assert ran.told == "33554432\n"
    assert ran.cost.peak_bytes >= 32 << 20


def test_a_command_whose_memory_was_never_read_is_refused() -> None:
    with TemporaryFile() as told, TemporaryFile() as talk:
        started = _Started(["true"], told, talk)
        while not started.has_ended():
            time.sleep(0.01)
        with pytest.raises(SystemExit, match="true ended before its memory was read"):
            started.ran(None)


def test_a_process_that_has_gone_has_no_memory_and_no_family() -> None:
    gone = subprocess.Popen(["true"])
    gone.wait()
    assert (pss(gone.pid), family(gone.pid)) == (0, [gone.pid])


def test_memory_that_cannot_be_read_is_an_error() -> None:
    # Root may read every process, so what cannot be read here is the folder of something that is none.
    with pytest.raises(NotADirectoryError):
        pss("self/status")  # type: ignore[arg-type]


def test_costs_one_after_the_other_share_their_peak() -> None:
    assert Cost(1.0, 2.0, 30).then(Cost(4.0, 5.0, 20)) == Cost(5.0, 7.0, 30)
