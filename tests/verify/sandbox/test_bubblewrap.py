"""Programs in bubblewrap: what they can do, and every way out that is closed.

A test's program prints what it got; ``shut`` is printed where it got nothing.
"""

from __future__ import annotations

import itertools
import os
import platform
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from mathwright.verify.sandbox.bubblewrap import TMP_BYTES, _wrapped, unavailable
from mathwright.verify.sandbox.outcome import Limits, ProgramRun
from mathwright.verify.sandbox.run import run_program, sandbox_available
from mathwright.verify.sandbox.seccomp import DENIED, MACHINES, denying_filter

needs_bwrap = pytest.mark.skipif(unavailable() is not None, reason=str(unavailable()))
HEADERS = {
    "x86_64": (Path("/usr/include/x86_64-linux-gnu/asm/unistd_64.h"), 0),
    "aarch64": (Path("/usr/include/asm-generic/unistd.h"), 1),
}


def test_where_bubblewrap_can_run_anything_it_runs_programs() -> None:
    """Else a fault of ours would skip these tests instead of failing them."""
    bare = ["bwrap", "--unshare-all", "--unshare-user", "--ro-bind", "/", "/", "--", "/bin/true"]
    if shutil.which("bwrap") is None or subprocess.run(bare, capture_output=True).returncode != 0:
        pytest.skip("bubblewrap cannot be used here")
    assert unavailable() is None


def run(source: str, seconds: float = 10.0, memory: int = 1 << 30) -> ProgramRun:
    return run_program(source, sandbox="bwrap", limits=Limits(seconds=seconds, memory=memory))


def attempt(body: str) -> str | None:
    """What a program prints that prints ``shut`` at any error."""
    lines = "\n".join(f"    {line}" for line in body.splitlines())
    return run(f"import os\ntry:\n{lines}\nexcept BaseException as fault:\n    print('shut')").answer


@needs_bwrap
@pytest.mark.parametrize(
    ("source", "answer"),
    [
        pytest.param("print(6 * 7)", "42", id="plain"),
        pytest.param("import sympy\nprint(sympy.sqrt(8))", "2*sqrt(2)", id="sympy"),
        pytest.param("import numpy\nprint(numpy.linalg.matrix_rank(numpy.eye(3)))", "3", id="numpy"),
        pytest.param("def solution():\n    return 5", "5", id="solution()"),
        pytest.param("answer = 7", "7", id="a variable answer"),
        pytest.param("import sys\nprint(2)\nsys.exit(1)", "2", id="exits by itself"),
        pytest.param("open('x', 'w').write('5')\nprint(open('/tmp/x').read())", "5", id="a file in /tmp"),
    ],
)
def test_a_program_tells_its_answer(source: str, answer: str) -> None:
    ended = run(source)
    assert (ended.state, ended.answer, ended.error) == ("answered", answer, None)


@needs_bwrap
@pytest.mark.parametrize(
    "body",
    [
        pytest.param("print(open('/etc/passwd').read())", id="passwords"),
        pytest.param("print(os.listdir('/home'))", id="homes"),
        pytest.param(f"print(os.listdir({str(Path(__file__).parent)!r}))", id="this checkout"),
        pytest.param("print(os.listdir('/proc'))", id="processes"),
        pytest.param("print(os.listdir('/sys'))", id="sysfs"),
        pytest.param("print(os.listdir('/var'))", id="var"),
        pytest.param("open('/x', 'w')", id="write to the root"),
        pytest.param("open('/program.py', 'w')", id="write to itself"),
        pytest.param("open('/usr/x', 'w')", id="write to usr"),
        pytest.param("open('/dev/x', 'w')", id="write to dev"),
        pytest.param("import sys\nopen(sys.prefix + '/x', 'w')", id="write to the packages"),
        pytest.param("os.chmod('/program.py', 0o777)", id="change rights"),
        pytest.param("os.remove('/program.py')", id="remove"),
        pytest.param("import socket\nsocket.socket()", id="a socket"),
        pytest.param("import socket\nsocket.socket(socket.AF_UNIX)", id="a local socket"),
        pytest.param("import socket\nsocket.socketpair()", id="a socket pair"),
        pytest.param("import socket\nsocket.create_connection(('1.1.1.1', 53), 2)", id="a connection"),
        pytest.param("import urllib.request\nurllib.request.urlopen('http://example.com', timeout=2)", id="a page"),
        pytest.param("os.fork()", id="fork"),
        pytest.param("os.system('true') and 1 / 0\nprint(os.system('true'))\n1 / 0", id="a shell"),
        pytest.param("import subprocess\nsubprocess.run(['/usr/bin/true'])", id="a process"),
        pytest.param("import multiprocessing\nmultiprocessing.Pool(2)", id="a pool"),
        pytest.param("os.mkfifo('/x')", id="a pipe in the root"),
        pytest.param("os.mknod('/tmp/x', 0o600 | 0o060000, os.makedev(8, 0))", id="a device"),
        pytest.param("os.setuid(0)", id="become root"),
        pytest.param("os.chroot('/tmp')", id="change root"),
        pytest.param("os.sethostname('x')" if hasattr(os, "sethostname") else "1 / 0", id="name the machine"),
        pytest.param("os.kill(2 ** 22 - 1, 9)", id="kill another"),
        pytest.param("open('/dev/tty', 'w')", id="the terminal"),
        pytest.param("import resource\nresource.setrlimit(resource.RLIMIT_AS, (-1, -1))", id="raise a limit"),
        pytest.param(
            f"for n in range(99):\n    open(f'/tmp/{{n}}', 'wb').write(bytes({TMP_BYTES} // 8))", id="fill /tmp"
        ),
        pytest.param("[open('/program.py') for _ in range(99)]", id="many files"),
    ],
)
def test_a_way_out_is_closed(body: str) -> None:
    assert attempt(body) == "shut"


@needs_bwrap
def test_a_file_of_this_machine_is_not_there(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("42")
    assert attempt(f"print(open({str(secret)!r}).read())") == "shut"


@needs_bwrap
@pytest.mark.skipif(platform.machine() not in MACHINES, reason="system calls of this machine are not known")
def test_every_denied_system_call_is_denied() -> None:
    column = MACHINES[platform.machine()].column
    numbers = {name: both[column] for name, both in DENIED.items() if both[column] is not None}
    source = (
        "import ctypes\nlibc = ctypes.CDLL(None, use_errno=True)\n"
        f"for name, number in {numbers!r}.items():\n"
        "    ctypes.set_errno(0)\n"
        "    if libc.syscall(number, 0, 0, 0, 0, 0, 0) != -1 or ctypes.get_errno() != 1:\n"
        "        print(name, ctypes.get_errno())\n"
        "print('end')"
    )
    assert run(source).output == "end\n"


@needs_bwrap
def test_clone3_does_not_exist_and_clone_begins_threads_only() -> None:
    clone = MACHINES[platform.machine()].clone
    source = (
        "import ctypes, threading\nlibc = ctypes.CDLL(None, use_errno=True)\n"
        "def told(number, flags):\n"
        "    ctypes.set_errno(0)\n"
        "    return libc.syscall(number, flags, 0, 0, 0, 0), ctypes.get_errno()\n"
        f"print(told(435, 0), told({clone}, 17), told({clone}, 0x10000000), told({clone}, 0x10010000))\n"
        "thread = threading.Thread(target=lambda: print('thread'))\nthread.start()\nthread.join()"
    )
    assert run(source).output == "(-1, 38) (-1, 1) (-1, 1) (-1, 1)\nthread\n"


@needs_bwrap
def test_a_program_sees_no_environment_but_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-secret")
    ended = run("import os\nprint(sorted(os.environ))")
    assert ended.answer is not None
    assert set(re.findall(r"'(\w+)'", ended.answer)) == {
        *("HOME", "LANG", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "PATH", "PWD", "PYTHONHASHSEED"),
    }


@needs_bwrap
def test_a_program_is_nobody_and_alone() -> None:
    source = "import os\nprint(os.getuid(), os.getgid(), os.getpid() < 5, os.listdir('/etc'), os.uname().nodename)"
    assert run(source).answer == "65534 65534 True ['ld.so.cache'] sandbox"


@needs_bwrap
def test_a_program_that_kills_its_parent_kills_nobody() -> None:
    assert run("import os\nos.kill(os.getppid(), 9)\nos.kill(1, 9)\nprint('alive')").answer == "alive"
    ended = run("import os\nprint(1, flush=True)\nos.kill(-1, 9)\nos.kill(os.getpid(), 9)")
    assert (ended.state, ended.answer) == ("failed", None)
    assert run("print(6 * 7)").answer == "42"


@needs_bwrap
def test_standard_input_is_empty() -> None:
    read, write = os.pipe()
    os.write(write, b"typed\n")
    ours = os.dup(0)
    os.dup2(read, 0)
    try:
        assert attempt("print(input())") == "shut"
    finally:
        os.dup2(ours, 0)
        for descriptor in (read, write, ours):
            os.close(descriptor)


@needs_bwrap
@pytest.mark.skipif(sys.prefix.startswith("/usr"), reason="the interpreter is the system's own")
def test_an_interpreter_that_lies_in_the_home_itself_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", sys.prefix)
    unavailable.cache_clear()
    try:
        assert str(sandbox_available("bwrap")).startswith(f"the interpreter lies in {sys.prefix}, which the sandbox")
    finally:
        unavailable.cache_clear()


@needs_bwrap
@pytest.mark.parametrize(
    ("source", "error"),
    [
        pytest.param("while True: pass", "time limit exceeded", id="endless loop"),
        pytest.param("import time\ntime.sleep(60)", "time limit exceeded", id="sleep"),
        pytest.param("x = 'a' * 10**11", "MemoryError:", id="memory"),
        pytest.param("a = []\nwhile True: a.append('x' * 1_000_000)", "MemoryError:", id="many strings"),
        pytest.param("print('x' * 1_000_000)", "output limit exceeded", id="output"),
        pytest.param("import os\nwhile True: os.write(1, b'x' * 10_000)", "output limit exceeded", id="past print"),
        pytest.param("import os\nwhile True: os.write(2, b'x' * 10_000)", "output limit exceeded", id="errors"),
        pytest.param("def f(n): return f(n + 1)\nf(0)", "RecursionError: maximum recursion depth exceeded", id="depth"),
    ],
)
def test_a_hostile_program_is_stopped(source: str, error: str) -> None:
    start = time.perf_counter()
    ended = run(source, seconds=1.0, memory=200 << 20)
    assert (ended.state, ended.answer, ended.error) == ("over limit", None, error)
    assert len(ended.output) <= Limits().output
    assert time.perf_counter() - start < 3.5


@needs_bwrap
def test_a_module_that_is_not_there_is_a_refusal_and_an_error_a_failure() -> None:
    refused, failed = run("import nothing_of_the_kind"), run("1 / 0")
    assert (refused.state, refused.error) == ("refused", "ModuleNotFoundError: No module named 'nothing_of_the_kind'")
    assert (failed.state, failed.error) == ("failed", "ZeroDivisionError: division by zero")


@needs_bwrap
def test_sets_print_in_the_same_order_each_time() -> None:
    source = "print({'a', 'b', 'c', 'd', 'e'})"
    assert run(source).answer == run(source).answer


def test_without_bubblewrap_nothing_is_run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    from mathwright.errors import UsageError

    monkeypatch.setenv("PATH", str(tmp_path))
    unavailable.cache_clear()
    try:
        assert sandbox_available("bwrap") == "bubblewrap is not installed: apt-get install bubblewrap"
        with pytest.raises(UsageError, match="--sandbox bwrap: bubblewrap is not installed"):
            run_program("print(1)", sandbox="bwrap")
    finally:
        unavailable.cache_clear()


@pytest.mark.parametrize(
    ("told", "reason"),
    [
        ("echo bubblewrap 0.6.1", "bubblewrap 0.6 is too old: 0.7 or later is needed"),
        (
            '[ "$1" = --version ] && echo bubblewrap 0.8.0 || { echo "bwrap: No permissions" >&2; exit 1; }',
            "bubblewrap cannot make namespaces here (bwrap: No permissions): enable unprivileged user namespaces",
        ),
    ],
)
def test_says_what_is_wrong_with_bubblewrap(
    told: str, reason: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    fake = tmp_path / "bwrap"
    fake.write_text(f"#!/bin/sh\n{told}\n")
    fake.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    unavailable.cache_clear()
    try:
        assert sandbox_available("bwrap") == reason
    finally:
        unavailable.cache_clear()


@pytest.mark.parametrize("machine", sorted(HEADERS))
def test_the_numbers_are_the_kernels(machine: str) -> None:
    header, column = HEADERS[machine]
    if not header.exists():
        pytest.skip(f"{header} is not there")
    known = {
        name: int(number) for name, number in re.findall(r"#define __NR(?:3264)?_(\w+)\s+(\d+)", header.read_text())
    }
    newer = {"memfd_secret", "mount_setattr", "process_madvise", "pidfd_getfd"}
    ours = {name: both[column] for name, both in DENIED.items() if both[column] is not None}
    assert {name: known.get(name) for name in ours if name in known or name not in newer} == {
        name: number for name, number in ours.items() if name in known or name not in newer
    }
    assert known["clone"] == MACHINES[machine].clone


def test_a_filter_ends_in_allow_and_fits_the_kernels_limit() -> None:
    for machine in MACHINES:
        program = denying_filter(machine)
        assert len(program) % 8 == 0
        assert len(program) // 8 < 4096
        assert program[-4:] == (0x7FFF0000).to_bytes(4, "little")


def test_each_wall_is_asked_for_by_name_since_another_may_hide_that_it_is_missing() -> None:
    words = _wrapped(3, 4)
    assert {"--unshare-all", "--unshare-user", "--die-with-parent", "--new-session", "--clearenv"} <= set(words)
    pairs = set(itertools.pairwise(words))
    assert {("--cap-drop", "ALL"), ("--seccomp", "3"), ("--remount-ro", "/"), ("--uid", "65534")} <= pairs
    assert {"--share-net", "--bind", "--proc", "--dev"}.isdisjoint(words)


@needs_bwrap
def test_a_program_dies_with_the_process_that_runs_it() -> None:
    code = (
        "from mathwright.verify.sandbox.outcome import Limits\n"
        "from mathwright.verify.sandbox.run import run_program\n"
        "print('begins', flush=True)\n"
        "run_program('while True: pass', sandbox='bwrap', limits=Limits(seconds=60, memory=1 << 30))"
    )
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "begins\n"
        begun = waited_for(lambda: below(process.pid), 10)
        process.kill()
    assert len(begun) >= 2
    assert waited_for(lambda: [] if any(map(runs, begun)) else ["all gone"], 5) == ["all gone"]


def below(pid: int) -> list[int]:
    """The processes below one, once the program's own is among them."""
    found: list[int] = []
    for task in Path(f"/proc/{pid}/task").iterdir():
        for child in (task / "children").read_text().split():
            found += [int(child), *below(int(child))]
    return found if len(found) > 1 or Path(f"/proc/{pid}/comm").read_text().strip() == "bwrap" else []


def runs(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def waited_for(look: Callable[[], list[Any]], seconds: float) -> list[Any]:
    """What is there to see, as soon as there is something."""
    end = time.monotonic() + seconds
    while not (found := look()) and time.monotonic() < end:
        time.sleep(0.05)
    return found
