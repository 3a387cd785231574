"""The pointer on a live figure: what the page says of it, and where on the axes that is."""

from __future__ import annotations

import traitlets as tr


class Pointing(tr.HasTraits):
    """The part of a `LiveFigure` that hears of clicks, drags and arrow keys.

    The page keeps one message in flight, and what comes meanwhile is overtaken by what comes after
    it: of a drag the newest place is enough, but a press may not be lost behind its release. So the
    last press goes with each message, and the kernel makes up for one that it has not heard of.
    """

    clicks = tr.Bool(False).tag(sync=True)
    pointer = tr.List(["", 0, 0, 0]).tag(sync=True)  #: kind, place in CSS pixels, how many so far
    press = tr.List([0, 0, 0]).tag(sync=True)  #: how many presses so far, and where the last was
    focus = tr.List([]).tag(sync=True)
    _presses = 0  # that were heard of

    @tr.observe("pointer")
    def _pointed(self, change) -> None:
        kind, *place, _ = change.new
        presses, *pressed = self.press
        overtaken = presses > self._presses and kind != "click"
        self._presses = presses
        if self.on_pointer is None or not kind:
            return
        with self.lock:
            if overtaken:
                self._point("click", *pressed)
            self._point(kind, *place)

    def _point(self, kind: str, px: float, py: float) -> None:
        """Tell ``on_pointer`` where that is in the axes that are there."""
        x, y = px * self.dpr, (self.size[1] - py) * self.dpr
        for ax in self.figure.axes:
            if ax.bbox.contains(x, y):
                self.focus = [px, py]
                self.on_pointer(kind, ax, *ax.transData.inverted().transform((x, y)))
