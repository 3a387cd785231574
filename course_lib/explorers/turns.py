"""Turns: a training's turns on the event loop, each a slice of steps and at times a picture."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from course_lib.explorers import interrupt
from course_lib.explorers.pace import Pace
from course_lib.explorers.training_figure import TrainingFigure


class Turns:
    """Trains on the kernel's own event loop, in slices between which everything else has its turn.

    Parameters
    ----------
    live : TrainingFigure
        Its ``playing`` says whether the training goes on.
    pace : Pace
    train : callable
        ``train(steps) -> bool``, false at the training's end.
    draw : callable
        ``draw()`` shows the state.
    fail : callable
        ``fail(error)`` shows what went wrong; nothing is raised on the loop.
    """

    PICTURES, ENOUGH = 30, 20  #: a second: at most, and what is wanted where drawing takes long
    PATIENCE = 1.0  #: seconds that a picture waits for a page that has not painted the last ones
    ALONE = 10  #: pictures that no page has painted; then nobody looks, and it stops

    def __init__(self, live: TrainingFigure, pace: Pace, train: Callable, draw: Callable,
                 fail: Callable):  # fmt: skip
        self.live, self.pace = live, pace
        self.train, self.draw, self.fail = train, draw, fail
        self.task = None
        self._interrupted, self._due, self._alone = False, 0.0, 0
        try:
            self.loop = asyncio.get_running_loop()
        except RuntimeError:  # a script or a test
            self.loop = None

    def play(self) -> None:
        """Train until `pause`, the end, an error or an interrupt.

        Raises
        ------
        RuntimeError
            ``nothing plays without an event loop, as in a plain script: train by step(50)``
        """
        if self.loop is None or self.loop.is_closed():
            raise RuntimeError(
                "nothing plays without an event loop, as in a plain script: train by step(50)"
            )
        self.ready()
        # The page's messages may arrive on another thread, which has a loop of its own.
        self.loop.call_soon_threadsafe(self._begin)

    def ready(self) -> None:
        """What holds when the first turn comes."""
        self._interrupted, self._due, self._alone = False, 0.0, 0
        self.live.painted = self.live.number
        self.pace.begin()
        self.live.playing = True

    def pause(self) -> None:
        """No further slice; the picture is that of the state."""
        with self.live.lock:
            if self.live.playing:
                self.live.playing = False
                try:
                    if not self.live.closed:
                        self.draw()
                except Exception as error:
                    self._stop_with(error)

    def interrupt(self) -> None:
        """Stop before the next slice: the kernel was interrupted."""
        self._interrupted = True

    def _begin(self) -> None:
        if self.task is None:
            self.task = self.loop.create_task(self._play())

    async def _play(self) -> None:
        try:
            while self.live.playing and not self.live.closed:
                interrupt.listen(self)
                await asyncio.sleep(self.turn())
        except KeyboardInterrupt:
            pass  # on the way from a slice: it is over all the same
        finally:
            interrupt.leave(self)
            self.task = None
            self.pause()

    def turn(self) -> float:
        """One slice, and a picture if it is time for one; how many seconds to rest."""
        with self.live.lock:
            if self.live.playing and not self._interrupted:
                try:
                    with interrupt.computing():
                        more = self._slice()
                    if not more:
                        self.pause()
                    self._draw_if_due()
                except KeyboardInterrupt:
                    self._interrupted = True
                except Exception as error:
                    self._stop_with(error)
            if self._interrupted:
                self.pause()
        # A millisecond at least: another thread of the kernel may wait for the lock.
        return min(max(self.pace.rest(), 0.001), 0.5 / self.PICTURES)

    def _slice(self) -> bool:
        steps = self.pace.steps()
        if not steps:
            return True
        before = self.pace.clock()
        more = self.train(steps)
        self.pace.took(steps, self.pace.clock() - before)
        return more

    def _draw_if_due(self) -> None:
        now, unseen = self.pace.clock(), self.live.number - self.live.painted > 1
        if not self.live.playing or now < self._due + unseen * self.PATIENCE:
            return  # what the page has not shown yet is replaced by the next; none is queued
        self._alone = self._alone + 1 if unseen else 0
        if self._alone > self.ALONE:
            self.live.playing = False
            return
        self.draw()
        self._due = now + self._between(self.pace.clock() - now)

    def _between(self, took: float) -> float:
        """Seconds from one picture to the next: half of the time, then two thirds go to drawing."""
        if self.live.calm:
            return 0.5
        return max(1 / self.PICTURES, min(2 * took, 1 / self.ENOUGH), 1.5 * took)

    def _stop_with(self, error: Exception) -> None:
        self.live.playing = False
        self.fail(error)
