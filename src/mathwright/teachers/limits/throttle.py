"""What follows when a provider says "too many requests": pauses, of a call or of all, and the end of patience."""

from __future__ import annotations

from random import Random

from mathwright.errors import PassStoppedError
from mathwright.teachers.limits.settings import LimitSettings
from mathwright.teachers.request import CallFailed

BASE_S = 1.0
"""Upper end of a call's first pause without ``Retry-After``; it doubles with each."""
IN_A_ROW = 8
"""Throttled tries without a reply between them, from which all calls pause: the provider takes none at all."""
SPREAD = 0.1
"""Of a ``Retry-After``, added at random, so that the processes of a run do not return in one instant."""


class Throttle:
    """Pauses of one model."""

    def __init__(self, settings: LimitSettings, rng: Random) -> None:
        self.until = 0.0
        """When the pause of all calls ends, by the limiter's clock."""
        self.since: float | None = None
        """When the first try was throttled since the last reply; None if none was."""
        self._settings = settings
        self._rng = rng
        self._in_a_row = 0

    def replied(self) -> None:
        """The provider answered a try, well or not."""
        self.since = None
        self._in_a_row = 0

    def pause(self, name: str, failed: CallFailed, nth: int, began: float, now: float) -> float:
        """Seconds that the call waits before it queues again, after its ``nth`` throttled try (from 1).

        Raises PassStoppedError when the provider asks for hours, or has taken no call for too long.
        """
        asked = failed.told.retry_after_s
        if self.since is None:
            self.since = now
        self._check(name, failed, asked, now)
        longest = self._settings.longest_pause_s
        if asked is not None and asked > 0:
            self._pause_all(min(asked * (1 + SPREAD * self._rng.random()), longest), now)
            return 0.0
        # Tries that were sent before the last pause ended say nothing of what it did.
        if began >= self.until:
            self._in_a_row += 1
            if self._in_a_row >= IN_A_ROW:
                self._pause_all(self._drawn(self._in_a_row - IN_A_ROW, longest), now)
        return self._drawn(nth - 1, longest)

    def _check(self, name: str, failed: CallFailed, asked: float | None, now: float) -> None:
        if asked is not None and asked > self._settings.stop_above_s:
            raise PassStoppedError(
                f"{name} asks to wait {told_time(asked)} ({failed}): a quota is used up. Nothing finished is lost; "
                "run the same command again then, or raise the quota"
            )
        if self.since is not None and now - self.since > self._settings.throttle_patience_s:
            raise PassStoppedError(
                f"{name} has throttled every call for {told_time(now - self.since)}; last: {failed}. Nothing finished "
                "is lost; run the same command again later, or raise throttle_patience_s in the run file"
            )

    def _pause_all(self, seconds: float, now: float) -> None:
        self.until = max(self.until, now + seconds)

    def _drawn(self, doublings: int, longest: float) -> float:
        return min(longest, BASE_S * 2.0 ** min(doublings, 30)) * (0.5 + 0.5 * self._rng.random())


def told_time(seconds: float) -> str:
    """``40 s``, ``12 min`` or ``3.5 h``."""
    if seconds < 120:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 7200 else f"{seconds / 3600:.1f} h"
