"""Player: a run that is scrubbed and played, counted in the unit of the text."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable
from dataclasses import dataclass
from math import isclose

from course_lib import checks


@dataclass(frozen=True)
class Player:
    """Scrub and play through a run: the view's ``show(run, frame)`` draws a frame.

    A run is often drawn in fewer frames than it has steps. The reader always counts in steps (or
    epochs, or gates), never in frames.

    Parameters
    ----------
    label : str
        The unit, a plain word: "step" gives "step 120 of 400".
    last : callable
        ``last(run)`` is the number of the last frame.
    at : callable, optional
        ``at(run, frame)`` is what the reader counts at that frame, rising with the frame; the
        frame's own number if left out.
    start : int
        The frame of rest; negative counts from the end.
    stored : int, optional
        The frame in the stored picture, for readers without a kernel; the one shown if left out.
    """

    label: str
    last: Callable
    at: Callable | None = None
    start: int = -1
    stored: int | None = None

    def numbers(self, run) -> list:
        """What the reader counts, frame by frame; empty where these are the frames' own numbers."""
        if self.at is None:
            return []
        return [_plain(self.at(run, frame)) for frame in range(self.last(run) + 1)]

    def number(self, run, frame: int):
        """What the reader counts at this frame."""
        return frame if self.at is None else _plain(self.at(run, frame))

    def says(self, run, frame: int) -> str:
        """Such as "step 120 of 400"."""
        return f"{self.label} {self.number(run, frame)} of {self.number(run, self.last(run))}"

    def first(self, run) -> int:
        """The frame of rest."""
        return self.start % (self.last(run) + 1)

    def stored_frame(self, run) -> int | None:
        """The frame of the stored picture, if it is not simply the one shown."""
        return None if self.stored is None else self.stored % (self.last(run) + 1)

    def frame(self, run, t) -> int:
        """The frame that shows ``t`` of the unit.

        Raises
        ------
        ValueError
            ``t must be at a picture of this run, from step 0 to 400, got 121; nearest are 120 and
            130``
        """
        t = checks.number("t", t)
        numbers = self.numbers(run) or range(self.last(run) + 1)
        k = min(bisect_left(numbers, t), len(numbers) - 1)
        for near in (k, k - 1):
            if near >= 0 and isclose(numbers[near], t, rel_tol=1e-9, abs_tol=1e-12):
                return near
        between = f"from {self.label} {numbers[0]} to {numbers[-1]}"
        nearest = _nearest(numbers, k, t)
        raise ValueError(f"t must be at a picture of this run, {between}, got {t:g}{nearest}")


def _nearest(numbers, k: int, t: float) -> str:
    inside = numbers[0] < t < numbers[-1]
    return f"; nearest are {numbers[k - 1]} and {numbers[k]}" if inside else ""


def _plain(number):
    """A whole number without a point, others with four digits, as the page shows them."""
    number = float(number)
    return int(number) if number.is_integer() else float(f"{number:.4g}")
