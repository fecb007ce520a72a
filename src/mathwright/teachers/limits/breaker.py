"""A provider that is down is not asked by a thousand calls at once: one at a time tests it."""

from __future__ import annotations

from math import inf

from mathwright.errors import PassStoppedError
from mathwright.teachers.limits.settings import LimitSettings
from mathwright.teachers.limits.throttle import told_time

FIRST_PAUSE_S = 1.0
LONGEST_PAUSE_S = 60.0


class Breaker:
    """Open after so many failed tries in a row; closed by any reply."""

    def __init__(self, settings: LimitSettings) -> None:
        self.in_a_row = 0
        """Failed tries since the last reply."""
        self.is_open = False
        self._settings = settings
        self._opened_at = 0.0
        self._probe: int | None = None
        """Number of the try that tests the provider now."""
        self._next_probe_at = 0.0
        self._pause_s = FIRST_PAUSE_S
        self._last = ""
        self._has_replied = False

    def replied(self) -> None:
        """The provider answered a try, well or not: it is there."""
        self.in_a_row = 0
        self.is_open = False
        self._probe = None
        self._has_replied = True

    def probes(self, number: int) -> None:
        """Note that this try tests the provider."""
        self._probe = number

    def failed(self, number: int, now: float, message: str) -> bool:
        """Count a failed try; whether the provider is held for down, so that the failure is not the call's own."""
        self.in_a_row += 1
        self._last = message
        if not self.is_open:
            if self.in_a_row >= self._settings.breaker_failures:
                self.is_open, self._opened_at, self._pause_s = True, now, FIRST_PAUSE_S
                self._next_probe_at = now + self._pause_s
            return self.is_open
        if number == self._probe:
            self._probe = None
            self._pause_s = min(2 * self._pause_s, LONGEST_PAUSE_S)
            self._next_probe_at = now + self._pause_s
        return True

    def let_go(self, number: int, now: float) -> None:
        """A try was cancelled; if it was the test, another may be at once."""
        if number == self._probe:
            self._probe, self._next_probe_at = None, now

    def delay(self, now: float) -> float:
        """Seconds until a call may test the provider; infinite while one does, 0 when closed."""
        if not self.is_open:
            return 0.0
        if self._probe is not None:
            return inf
        return max(0.0, min(self._next_probe_at, self._ends_at) - now)

    def given_up(self, name: str, now: float) -> PassStoppedError | None:
        """The error that ends the run, if the provider has been down for too long and no test is under way."""
        if not self.is_open or self._probe is not None or now < self._ends_at:
            return None
        waited = told_time(now - self._opened_at)
        if not self._has_replied:
            return PassStoppedError(
                f"{name} has not answered once in {waited}; last: {self._last}. Is it running, and is base_url right? "
                "A server that is still loading wants a longer limits.first_patience_s"
            )
        return PassStoppedError(
            f"{name} is down: no reply for {waited}; last: {self._last}. Nothing finished is lost; run the same "
            "command again when it is back"
        )

    @property
    def _ends_at(self) -> float:
        settings = self._settings
        first = min(settings.first_patience_s, settings.breaker_patience_s)
        return self._opened_at + (settings.breaker_patience_s if self._has_replied else first)
