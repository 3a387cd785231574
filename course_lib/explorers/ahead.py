"""Pictures that are drawn before they are asked for.

When a reader reaches for a slider or for the player, the kernel draws its positions, the nearest
first, one in each turn of its event loop, and sends each to the page. One that has arrived is shown
in the task of the key; the kernel computes the move all the same, and sends the picture if it is
not the one that the page has. After each picture drawn ahead the view is put back: nothing outside
ever sees it.

What is drawn ahead holds as long as all else stays: the other values, the frame, the screen. The
first picture of anything else ends it, and so does one that is not what was drawn ahead.
"""

from __future__ import annotations

import asyncio
import zlib
from bisect import bisect_left
from time import perf_counter, thread_time
from weakref import ref

from course_lib.explorers.places import PlayerPlaces, SliderPlaces, is_drawn_ahead

LIMIT = 16_000_000  #: bytes of codes that a page keeps: of one figure, the one used last
BATCH = 31  #: positions that a page gets before it has to ask for more: 15 to each side
SLOW = 0.05  #: seconds of processor time a picture
PATIENCE = 4  #: slow ones after each other, at which it gives up; the first draws all anew
PAUSE, QUIET = 0.003, 0.1  #: seconds between two pictures, and after a real move

_last = None  # the one that has drawn last, by a weak reference


class Ahead:
    """Draws an explorer's sliders and its player ahead.

    Parameters
    ----------
    explorer : Explorer
        Its experiment is a pure function of its values.

    Attributes
    ----------
    serial : int
        Counts what pictures drawn ahead belong to; the page drops those of an earlier one.
    reachable : dict
        Name → places, of all that can be drawn ahead; the player's is "".
    places : SliderPlaces, PlayerPlaces or None
        What is drawn ahead now.
    """

    def __init__(self, explorer):
        self.explorer, self.live = explorer, explorer.live
        self.serial, self.places = 0, None
        self._sent, self._todo, self._index, self._order = {}, set(), {}, []
        self._bytes, self._allowed, self._slow, self._moved, self._timer = 0, 0, 0, 0.0, None
        self.reachable = {
            name: SliderPlaces(explorer, name)
            for name in explorer.controls
            if is_drawn_ahead(explorer, name)
        }
        self.live.ahead_of = [
            [name, places.slider.model_id] for name, places in self.reachable.items()
        ]
        if explorer.player:
            self.reachable[PlayerPlaces.name] = PlayerPlaces(explorer)
        try:
            self.loop = asyncio.get_running_loop()
        except RuntimeError:  # a script or a test: nobody reaches for anything
            self.loop = None
        self.live.observe(self._reached, "reach")
        self.live.observe(lambda change: self.forget(), "missing")

    # ---- what the page has --------------------------------------------------------------------

    def place(self, code: bytes, caption: str) -> tuple:
        """Serial, name and position of a real picture, and what the page does with it.

        That is "known" if it has the picture, "keep" if it is to keep it, and "" if it belongs to
        nothing that is drawn ahead.
        """
        self._moved = perf_counter()
        if self.places is not None and self.places.belongs() == self._belongs:
            here, found = self.places.here(), hash((code, caption))
            if here not in self._sent and self._bytes + len(code) <= LIMIT:
                self._keep(here, code, caption)
                return self.serial, self.places.name, here, "keep"
            if self._sent.get(here, found) == found:
                how = "known" if here in self._sent else ""
                return self.serial, self.places.name, here, how
            del self.reachable[self.places.name]  # more than its values decides on its picture
        self._end()
        return self.serial, None, None, ""

    def forget(self) -> None:
        """Drop all; a page that has less than it was sent gets the present picture anew."""
        with self.live.lock:
            self._end()
            self.live.say(self.serial, None, None, "", {}, again=True)

    def _keep(self, here, code: bytes, caption: str) -> None:
        self._sent[here] = hash((code, caption))
        self._todo.discard(here)
        self._bytes += len(code)

    def _end(self) -> None:
        if self.places is not None:
            self.serial += 1
            self.places = None
            self._sent, self._todo, self._bytes = {}, set(), 0

    # ---- what is drawn ahead ------------------------------------------------------------------

    def _reached(self, change) -> None:
        """A reader has reached for something, or for more of it."""
        places = self.reachable.get(change.new[0])
        if places is None:
            return
        self._be_the_only_one()
        with self.live.lock:
            if places is not self.places or places.belongs() != self._belongs:
                self._begin(places)
            self._allowed = BATCH
        self._later(0)

    def _begin(self, places) -> None:
        self._end()
        self.serial += 1
        self.places, self._belongs = places, places.belongs()
        self._order = sorted(places.all())
        self._index = {place: k for k, place in enumerate(self._order)}
        self._todo, self._slow = set(self._order), 0
        here, (code, caption) = places.here(), self.live.shown
        self._keep(here, code, caption)
        self.live.say(self.serial, places.name, here, "keep", places.others())

    def _be_the_only_one(self) -> None:
        global _last
        other = _last and _last()
        if other is not None and other is not self and other.places is not None:
            other.forget()
        _last = ref(self)

    def _later(self, seconds: float) -> None:
        if self.loop is not None and not self.loop.is_closed():
            # The page's messages may arrive on another thread.
            self.loop.call_soon_threadsafe(self._wait, seconds)

    def _wait(self, seconds: float) -> None:
        if self._timer is None:
            self._timer = self.loop.call_later(seconds, self._next)

    def _next(self) -> None:
        self._timer = None
        quiet = perf_counter() - self._moved
        if quiet < QUIET:
            self._wait(QUIET - quiet)
        elif self.step():
            self._wait(PAUSE)

    def step(self) -> bool:
        """Draw one position and send it; whether it may go on with the next."""
        with self.live.lock:
            if self.places is None or self.live.comm is None or self._allowed <= 0:
                return False
            if self.places.belongs() != self._belongs:
                self.forget()
                return False
            if self._todo:
                self._allowed -= 1
                self._draw(self._nearest())
            if self._todo and self._allowed:
                return True
            self.live.send(dict(ahead=self.serial, rest=len(self._todo)))
            self._allowed = 0
            return False

    def _nearest(self):
        middle = self._index.get(here := self.places.here(), bisect_left(self._order, here))
        place = min(self._todo, key=lambda place: abs(self._index[place] - middle))
        self._todo.discard(place)
        return place

    def _draw(self, place) -> None:
        began = thread_time()
        try:
            code, caption = self.places.draw(place)
        except KeyboardInterrupt:
            self._todo.clear()
            return
        except Exception:  # the reader will see it where it happens
            return
        self._slow = self._slow + 1 if thread_time() - began > SLOW else 0
        if self._slow >= PATIENCE or self._bytes + len(code) > LIMIT:
            self._todo.clear()
        else:
            self._keep(place, code, caption)
            note = dict(ahead=self.serial, key=place, caption=caption)
            self.live.send(note, [zlib.compress(code, 1)])
