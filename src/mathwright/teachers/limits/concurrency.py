"""How many calls may be in flight: the limit grows while the provider keeps up, and is cut when it does not.

A window is the calls in flight when the limit was last judged; it ends when they all have finished, and then the limit
is judged again by all that finished meanwhile.  After a cut a window passes unjudged: its calls were sent before.
"""

from __future__ import annotations

from mathwright.teachers.limits.load import Load, Throughputs, Window

CUT = 0.7
THROTTLED_SHARE = 0.1
"""Of a window's tries; above it the limit is cut."""
THROTTLED_LEAST = 3
"""Throttled tries that cut, unless the limit is lower still: one or two of sixteen are chance, not a rate."""
SLOW = 2.0
"""Latency against the best, from which a window may show a queue."""
QUEUE_S = 0.25
"""Of latency above the best; a shorter queue harms nobody, and may be our own loop's when a server answers at once."""
FLAT = 1.1
"""Throughput against a smaller concurrency's, up to which it has not grown."""
EASED = 0.85
"""Latency against that before a cut: a queue falls below it (to 0.7 or less); above, the cut did nothing."""
STEPS = 16
"""The additive step is this part of the limit at the last cut: a sawtooth has five to seven teeth at any size."""
RETURN = 2
"""Times the limit at the last cut: what caused it is gone, and doubling begins again."""


class Concurrency:
    """The limit, and the calls in flight."""

    def __init__(self, start: int, most: int | None = None) -> None:
        self.limit = start if most is None else min(start, most)
        self.in_flight = 0
        self.cuts = 0
        self.windows = 0
        """Windows that ended."""
        self._most = most
        self._begun = 0
        self._limit_at_cut = 0
        """0 before the first."""
        self._trial: tuple[int, Load] | None = None
        """The limit and the load before a cut for latency, until the window that shows whether it helped."""
        self._best: Load | None = None
        """The lowest latencies since the last cut that did nothing."""
        self._throughputs = Throughputs()
        # Nothing is in flight yet: the first window is the first calls, as many as may be sent.
        self._window = Window(began=0.0, last_of_it=self.limit, outstanding=self.limit)

    @property
    def is_full(self) -> bool:
        """Whether no further call may be sent."""
        return self.in_flight >= self.limit

    def press(self) -> None:
        """Note that a caller waits for nothing but the limit; without, it does not grow."""
        self._window.pressed = True

    def begin(self, now: float) -> int:
        """Count a try as in flight; its number."""
        if not self._begun:
            self._window.began = now
        self._begun += 1
        self.in_flight += 1
        if self.in_flight > self._window.most:
            self._window.most = self.in_flight
        return self._begun

    def finish(self, number: int, now: float) -> None:
        """Count a try as no longer in flight; after ``answered`` or ``throttled``, which say how it ended."""
        self.in_flight -= 1
        window = self._window
        if number <= window.last_of_it:
            window.outstanding -= 1
        if window.outstanding <= 0:
            self._end_window(window, now)

    def answered(self, latency_s: float, output_tokens: int | None) -> None:
        """Note a reply; a try that timed out counts as one, without tokens."""
        window = self._window
        window.tries += 1
        window.latencies.append(latency_s)
        if output_tokens:
            window.token_latencies.append(latency_s / output_tokens)

    def throttled(self) -> None:
        """Note a throttled try."""
        self._window.tries += 1
        self._window.throttled += 1

    def failed(self) -> None:
        """Note a try that failed otherwise: it speaks for no cut."""
        self._window.tries += 1

    def _end_window(self, window: Window, now: float) -> None:
        self.windows += 1
        cut = not window.draining and self._judge(window, now)
        # Where nothing is in flight the next calls are the window, as at the beginning.
        members = self.in_flight or self.limit
        last = self._begun if self.in_flight else self._begun + self.limit
        self._window = Window(began=now, last_of_it=last, outstanding=members, draining=cut, most=self.in_flight)

    def _judge(self, window: Window, now: float) -> bool:
        """Change the limit by what the window showed; whether it was cut."""
        if self._is_throttled(window):
            self._trial = None
            return self._cut(window)
        load = window.load(now)
        if load is not None:
            if self._cut_did_nothing(load):
                return False
            if self._shows_a_queue(load):
                self._trial = (self.limit, load)
                return self._cut(window)
            self._best = load.best_of(self._best)
            self._throughputs.remember(load)
        if window.pressed:
            self._grow()
        return False

    def _is_throttled(self, window: Window) -> bool:
        """Whether more than a tenth of the window was, and not by chance."""
        most = THROTTLED_SHARE * window.tries
        return window.throttled > most and window.throttled >= min(THROTTLED_LEAST, self.limit)

    def _cut(self, window: Window) -> bool:
        """Cut what was really in flight: a limit far above it would be cut for long without effect."""
        before = min(self.limit, max(window.most, 1))
        self.limit = max(1, int(before * CUT))
        self._limit_at_cut = before
        self.cuts += 1
        return True

    def _grow(self) -> None:
        doubles = not self._limit_at_cut or self.limit >= RETURN * self._limit_at_cut
        grown = self.limit + (self.limit if doubles else max(1, self._limit_at_cut // STEPS))
        self.limit = grown if self._most is None else min(grown, self._most)

    def _shows_a_queue(self, load: Load) -> bool:
        """Whether calls take twice as long as they did while no more of them come through than with fewer in flight."""
        if self._best is None or not load.is_slower_than(self._best, SLOW):
            return False
        if load.latency_s - self._best.latency_s < QUEUE_S:
            return False
        return 0 < load.throughput <= FLAT * self._throughputs.at_fewer(load)

    def _cut_did_nothing(self, load: Load) -> bool:
        """Undo a cut for latency that did not ease it: the server has become slower, or what it is asked has."""
        if self._trial is None:
            return False
        (limit, before), self._trial = self._trial, None
        if not load.is_slower_than(before, EASED):
            return False
        self.limit = max(self.limit, limit)
        self._best = load
        self._throughputs.forget()
        return True
