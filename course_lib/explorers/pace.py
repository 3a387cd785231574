"""Pace: how many steps of a training fit into its next turn on the event loop."""

from __future__ import annotations

from collections.abc import Callable
from math import inf
from time import perf_counter


class Pace:
    """Slices of a training that adapt: as many steps as fit, and no more than the speed allows.

    Parameters
    ----------
    clock : callable
        ``clock()`` is the time in seconds.

    Attributes
    ----------
    speed : int or None
        Steps a second at most; None for as many as the machine can do.
    """

    SLICE = 0.02  #: seconds that a slice may take
    AIM = 0.75  #: of these are filled: the next steps may take longer than the last ones

    def __init__(self, clock: Callable[[], float] = perf_counter):
        self.clock, self.speed = clock, None
        self.begin()

    def begin(self) -> None:
        """Forget how long a step takes: the first slice has one step."""
        self._fit, self._owed, self._seen = 1, 1.0, self.clock()

    def steps(self) -> int:
        """How many steps to take now; 0 while the speed asks to wait."""
        now = self.clock()
        if self.speed is None:
            self._seen, self._owed = now, 0.0
            return self._fit
        # No more than a slice's worth is owed after a cell that took its time.
        self._owed = min(self._owed + self.speed * (now - self._seen), max(1.0, self._fit))
        self._seen = now
        return min(self._fit, int(self._owed))

    def took(self, steps: int, seconds: float) -> None:
        """Learn from a slice: at most twice as many steps next time, at least one."""
        self._owed = max(0.0, self._owed - steps)
        fit = self.AIM * self.SLICE * steps / seconds if seconds > 0 else inf
        self._fit = max(1, int(min(fit, 2 * steps if steps >= self._fit else self._fit)))

    def rest(self) -> float:
        """Seconds until a step is owed: the others on the loop have these."""
        if self.speed is None or self._owed >= 1:
            return 0.0
        return (1 - self._owed) / self.speed
