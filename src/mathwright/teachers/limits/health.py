"""The share of a run's calls that came to nothing, and the rate above which the run ends."""

from __future__ import annotations

from collections import Counter

from mathwright.errors import PassStoppedError, UsageError

LEAST = 50
"""Calls before the rate is judged: with fewer, two bad replies in a row would end a run that asked for 10 %."""


class Health:
    """Counts how calls ended, over all limiters of a run."""

    def __init__(self, max_error_rate: float | None = None, least: int = LEAST) -> None:
        """``max_error_rate``: highest fraction of calls that may come to nothing, in [0, 1]; None never ends a run."""
        if max_error_rate is not None and not 0 <= max_error_rate <= 1:
            raise UsageError(f"--max-error-rate {max_error_rate}: give a fraction from 0 to 1, such as 0.1")
        self.max_error_rate = max_error_rate
        self.least = least
        self.calls = 0
        """Calls that ended, well or not."""
        self.faults: Counter[str] = Counter()
        """Calls that came to nothing, by fault."""
        self.failed = 0
        """Sum of ``faults``."""

    @property
    def error_rate(self) -> float:
        """Fraction of the ended calls that came to nothing; 0 before the first."""
        return self.failed / self.calls if self.calls else 0.0

    def ended(self, ok: bool, fault: str = "unusable reply") -> None:
        """Count a call that ended: with a usable reply, or with a fault (a few words, equal for equal faults).

        The limiter counts calls that failed after their retries; who reads the replies counts every other call.
        Raises PassStoppedError when the rate is passed.
        """
        self.calls += 1
        if not ok:
            self.failed += 1
            self.faults[fault] += 1
            self.check()

    def check(self) -> None:
        """Raise PassStoppedError if the rate is passed."""
        error = self.verdict()
        if error is not None:
            raise error

    def verdict(self) -> PassStoppedError | None:
        """The error that ends the run, if the rate is passed."""
        most = self.max_error_rate
        if most is None or self.calls < self.least or self.failed <= most * self.calls:
            return None
        fault, times = self.faults.most_common(1)[0]
        return PassStoppedError(
            f"{self.failed} of {self.calls} calls came to nothing ({self.error_rate:.1%}, more than the "
            f"{most:.1%} of --max-error-rate); most often: {fault} ({times} times). Nothing finished is lost: mend "
            "the cause or raise --max-error-rate, and run the same command again"
        )
