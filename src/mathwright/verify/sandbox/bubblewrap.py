"""Programs in CPython inside bubblewrap: for those that need sympy or numpy.

Namespaces of their own for users, processes, network and the rest; a root without files but the interpreter and its
packages, all read-only; no home, no environment, no capability, no terminal; 16 MiB of /tmp that vanish; limits of
time, address space, file size and descriptors; and a seccomp filter.  Where any of it is not to be had a program is
not run at all.
"""

from __future__ import annotations

import os
import platform
import re
import selectors
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import IO, NamedTuple

from mathwright.verify.sandbox.outcome import LIMITS, Limits, ProgramRun, RunState, answer_in, one_line, told_by
from mathwright.verify.sandbox.seccomp import MACHINES, denying_filter

TMP_BYTES = 16 << 20
"""Room in /tmp; it is memory."""
FAULT = 97
"""Exit code of a program that raised an error; the last line of its standard error names it."""
_CODE = "/program.py"
_NO_USER = "65534"
"""``nobody``, so that not even a program of root's is root inside."""
_OLDEST = (0, 7)
"""The first version that bounds the size of /tmp."""
_LIBRARIES = ("/lib", "/lib32", "/lib64", "/libx32", "/bin")
_ENVIRONMENT = {
    "PATH": "/usr/bin",
    "HOME": "/tmp",
    "LANG": "C.UTF-8",
    # sets of words print in the same order each time
    "PYTHONHASHSEED": "0",
    # a thread each core would take the address space the limit allows
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
}
_RUNNER = f"""
import io, resource, sys
seconds, memory, output, telling = int(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), sys.argv[4]
for kind, most in ((resource.RLIMIT_AS, memory), (resource.RLIMIT_FSIZE, {TMP_BYTES}),
                   (resource.RLIMIT_NOFILE, 64), (resource.RLIMIT_NPROC, 64), (resource.RLIMIT_CORE, 0)):
    resource.setrlimit(kind, (most, most))
# one more, so that the signal says that it was the time
resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
printed, out = io.StringIO(), sys.stdout
space = {{"__name__": "__main__"}}
sys.stdout, sys.argv = printed, ["program.py"]
code = 0
try:
    exec(compile(open("{_CODE}", encoding="utf-8").read(), "program.py", "exec"), space)
    if telling and not printed.getvalue().strip():
        exec(telling, space)
except SystemExit:
    pass
except BaseException as fault:
    code = {FAULT}
    error = f"{{type(fault).__name__}}: {{fault}}"[:2000]
text = printed.getvalue()
out.write(text[: output + 1])
out.flush()
if code:
    sys.stderr.write("\\n" + " ".join(error.split()))
    sys.stderr.flush()
import os
os._exit(code)
"""
_OVER = ("MemoryError", "RecursionError", "OSError: [Errno 28]", "OSError: [Errno 27]")
_LACKING = ("ModuleNotFoundError", "ImportError", "PermissionError")


class _Ended(NamedTuple):
    code: int
    """Exit code; negative for a signal to bubblewrap, 128 and more for one to the program."""
    out: str
    err: str
    stopped: str | None
    """Why it was killed, or None."""


def run_in_bwrap(source: str, limits: Limits) -> ProgramRun:
    """Run a program.  The caller has made sure that there ``unavailable()`` is None."""
    start = time.perf_counter()
    ended = _run(source, limits)
    seconds = time.perf_counter() - start
    state, error = _classified(ended)
    answer = answer_in(ended.out) if error is None else None
    if error is None and answer is None:
        state, error = "failed", "it printed no answer"
    return ProgramRun(state, answer, ended.out, error, seconds)


@cache
def unavailable() -> str | None:
    """Why no program can be run here, with what to do; None where all is well.  Tried once a process."""
    if sys.platform != "linux":
        return f"bubblewrap runs on Linux, not on {sys.platform}"
    if platform.machine() not in MACHINES:
        return f"the system calls of {platform.machine()} are not known; known: {', '.join(sorted(MACHINES))}"
    found = shutil.which("bwrap")
    if found is None:
        return "bubblewrap is not installed: apt-get install bubblewrap"
    if _too_wide():
        return (
            f"the interpreter lies in {_too_wide()}, which the sandbox would then show: use one in a folder of its own"
        )
    version = subprocess.run([found, "--version"], capture_output=True, text=True, check=False).stdout
    numbers = tuple(int(number) for number in re.findall(r"\d+", version)[:2])
    if numbers < _OLDEST:
        return f"bubblewrap {'.'.join(map(str, numbers)) or '?'} is too old: 0.7 or later is needed"
    ended = _run("print(6 * 7)", LIMITS["bwrap"])
    if ended.code == 0 and ended.out.strip() == "42":
        return None
    told = one_line(ended.err) or ended.stopped or f"exit code {ended.code}"
    return f"bubblewrap cannot make namespaces here ({told}): enable unprivileged user namespaces"


def _run(source: str, limits: Limits) -> _Ended:
    whole_seconds = max(1, -int(-limits.seconds // 1))
    with (
        _readable("filter", denying_filter(platform.machine())) as rules,
        _readable("program", source.encode("utf-8", "replace")) as program,
    ):
        runner = [sys.executable, "-sPB", "-c", _RUNNER, str(whole_seconds), str(limits.memory), str(limits.output)]
        process = subprocess.Popen(
            [*_wrapped(rules, program), *runner, told_by(source) or ""],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            pass_fds=(rules, program),
            env={},
            start_new_session=True,
        )
        with process:
            return _followed(process, limits)


@contextmanager
def _readable(name: str, content: bytes) -> Iterator[int]:
    """A descriptor from which the content can be read, of a file that lies on no disk."""
    descriptor = os.memfd_create(name)
    try:
        with os.fdopen(os.dup(descriptor), "wb") as file:
            file.write(content)
        os.lseek(descriptor, 0, os.SEEK_SET)
        yield descriptor
    finally:
        os.close(descriptor)


def _wrapped(rules: int, program: int) -> list[str]:
    """The command line of bubblewrap up to the interpreter's."""
    return [
        shutil.which("bwrap") or "bwrap",
        *("--unshare-all", "--unshare-user", "--uid", _NO_USER, "--gid", _NO_USER, "--hostname", "sandbox"),
        *("--die-with-parent", "--new-session", "--cap-drop", "ALL", "--clearenv"),
        *(word for name, value in _ENVIRONMENT.items() for word in ("--setenv", name, value)),
        # before the files, so that an interpreter below /tmp is not hidden by it
        *("--size", str(TMP_BYTES), "--tmpfs", "/tmp"),
        *_files(),
        *("--ro-bind-data", str(program), _CODE),
        *("--remount-ro", "/", "--chdir", "/tmp"),
        *("--seccomp", str(rules), "--"),
    ]


@cache
def _files() -> tuple[str, ...]:
    """What is there to read: the system's libraries, the interpreter with its packages, three devices."""
    words = ["--ro-bind", "/usr", "/usr", "--ro-bind-try", "/etc/ld.so.cache", "/etc/ld.so.cache"]
    for place in map(Path, _LIBRARIES):
        if place.is_symlink():
            words += ["--symlink", str(place.readlink()), str(place)]
        elif place.is_dir():
            words += ["--ro-bind", str(place), str(place)]
    for prefix in _prefixes():
        words += ["--ro-bind", prefix, prefix]
    for device in ("/dev/null", "/dev/zero", "/dev/urandom"):
        words += ["--dev-bind", device, device]
    return tuple(words)


def _prefixes() -> Sequence[str]:
    """Where the interpreter and its packages lie, the system's own place apart."""
    found = dict.fromkeys((sys.base_prefix, sys.base_exec_prefix, sys.prefix, sys.exec_prefix))
    return [place for place in found if place != "/usr" and not place.startswith("/usr/")]


def _too_wide() -> str | None:
    """A place among the prefixes that holds the home directory, or all."""
    home = Path.home()
    return next((place for place in _prefixes() if Path(place) == home or Path(place) in home.parents), None)


def _followed(process: subprocess.Popen[bytes], limits: Limits) -> _Ended:
    """Read what it writes until it ends, or kill it at a limit."""
    assert process.stdout is not None
    assert process.stderr is not None
    pipes: dict[IO[bytes], bytearray] = {process.stdout: bytearray(), process.stderr: bytearray()}
    deadline = time.monotonic() + limits.seconds
    stopped = None
    with selectors.DefaultSelector() as ready:
        for pipe in pipes:
            ready.register(pipe, selectors.EVENT_READ)
        while ready.get_map() and stopped is None:
            stopped = _read_some(ready, pipes, deadline, limits.output)
    if stopped is not None:
        _kill(process)
    code = process.wait()
    out, err = (bytes(kept[: limits.output]).decode("utf-8", "replace") for kept in pipes.values())
    return _Ended(code, out, err, stopped)


def _read_some(
    ready: selectors.BaseSelector, pipes: dict[IO[bytes], bytearray], deadline: float, most: int
) -> str | None:
    """Read what there is; why the program must be stopped, or None."""
    left = deadline - time.monotonic()
    if left <= 0:
        return "time limit exceeded"
    for key, _ in ready.select(left):
        pipe = next(pipe for pipe in pipes if pipe is key.fileobj)
        part = os.read(pipe.fileno(), 65_536)
        if not part:
            ready.unregister(pipe)
        pipes[pipe] += part
        if len(pipes[pipe]) > most:
            return "output limit exceeded"
    return None


def _kill(process: subprocess.Popen[bytes]) -> None:
    """Kill bubblewrap; all inside dies with it."""
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        return


def _classified(ended: _Ended) -> tuple[RunState, str | None]:
    if ended.stopped is not None:
        return "over limit", ended.stopped
    if ended.code == 0:
        return "answered", None
    lines = ended.err.strip().splitlines()
    error = one_line(lines[-1]) if lines else f"it ended with code {ended.code}"
    if ended.code == FAULT:
        if error.startswith(_OVER):
            return "over limit", error
        return "refused" if error.startswith(_LACKING) else "failed", error
    if ended.code == 128 + signal.SIGXCPU:
        return "over limit", "time limit exceeded"
    return "refused" if error.startswith("bwrap:") else "failed", error
