"""A worker that does what its request says: the real main loop around a decision that misbehaves."""

import os
import signal
import sys
import time
from pathlib import Path

from mathwright.verify.finding import Finding, equal
from mathwright.verify.workers.serve import main


def misbehave(a: str, b: str, limit_s: float) -> Finding:
    name, _, rest = a.partition(" ")
    deeds = {
        "spin": lambda: sum(range(10**12)),  # a loop in C: no signal handler of Python's runs in it
        "hog": lambda: [bytes(1 << 26) for _ in range(64)],  # mapped, never touched
        "abort": os.abort,
        "killed": lambda: os.kill(os.getpid(), signal.SIGKILL),
        "crash": lambda: 1 // 0,
        "sleep": lambda: time.sleep(3_600),
        "pause": lambda: time.sleep(0.5),
        "print": lambda: sys.stdout.write("noise") and sys.stdout.flush(),
        "read": sys.stdin.read,
        "write": lambda: Path(rest).write_text("x", encoding="ascii"),
    }
    deed = deeds.get(name)
    try:
        if deed:
            deed()
    except OSError as error:
        return equal(type(error).__name__)
    return equal(os.environ.get("SECRET_KEY", f"{os.getpid()}"))


if __name__ == "__main__":
    sys.exit(main(misbehave, *map(int, sys.argv[1:])))
