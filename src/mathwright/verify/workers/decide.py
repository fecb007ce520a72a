"""One pair inside a worker: our reading and sympy first, math-verify where that leaves it open."""

from __future__ import annotations

import time

from mathwright.verify.finding import Finding, undecided
from mathwright.verify.reading.answers import read_answer
from mathwright.verify.workers.align import compare_readings
from mathwright.verify.workers.conditions import may_be_asked
from mathwright.verify.workers.limits import OutOfTime, soft_limit
from mathwright.verify.workers.opinion import math_verify_agrees
from mathwright.verify.workers.protocol import OUT_OF_TIME
from mathwright.verify.workers.symbolic import forget

SHARE_OF_SYMPY = 0.5
SHARE_OF_BOTH = 0.8
"""Of the limit; the hard one comes at ``serve.SHARE_OF_ALL``."""
NESTED = undecided("nested too deeply")


def decided(a: str, b: str, limit_s: float) -> Finding:
    """Whether two answers are equal; OutOfTime never leaves, MemoryError does."""
    begun = time.process_time()
    finding = _by_sympy(a, b, SHARE_OF_SYMPY * limit_s)
    if finding.decided:
        return finding
    left_s = SHARE_OF_BOTH * limit_s - (time.process_time() - begun)
    return _by_math_verify(a, b, left_s) or finding


def _by_sympy(a: str, b: str, cpu_s: float) -> Finding:
    try:
        with soft_limit(cpu_s):
            return compare_readings(read_answer(a), read_answer(b))
    except OutOfTime:
        # What was interrupted may have left a half-made fact in a cache.
        forget()
        return OUT_OF_TIME
    except RecursionError:
        return NESTED


def _by_math_verify(a: str, b: str, cpu_s: float) -> Finding | None:
    """Equal by math-verify; None where it does not say so or may not be asked."""
    if not may_be_asked(a, b, read_answer(a), read_answer(b)):
        return None
    try:
        with soft_limit(cpu_s):
            return math_verify_agrees(a, b)
    except OutOfTime:
        forget()
    except RecursionError:
        pass
    return None
