"""TrainingFigure: a live figure with the buttons of a training that is computed while it plays."""

from __future__ import annotations

import traitlets as tr

from course_lib.explorers.live import LiveFigure


class TrainingFigure(LiveFigure):
    """A canvas with Play, Step, Restart and a speed under it.

    Attributes
    ----------
    trains : bool
        True: tells the page to show these buttons.
    seeded : bool
        Whether there is a button for another seed.
    playing : bool
        Whether the kernel trains.
    said : str
        Where the training is: "step 120, seed 0".
    asked : list of str
        All that a page has asked for so far: "play", "pause", "step", "restart" or "seed". Of
        messages that follow each other fast the last one wins, and no press may be lost with them.
    on_asked : callable or None
        Called as ``on_asked(what)``.
    speeds : list of str
        What the choice of a speed offers.
    speed : int
        Which of them is chosen.
    number, painted : int
        Pictures sent, and the last one that a page has on its screen: while these differ by more
        than one, no further picture is made.
    calm : bool
        Whether the reader has asked for little motion on pages.
    """

    trains = tr.Bool(True).tag(sync=True)
    seeded = tr.Bool(False).tag(sync=True)
    playing = tr.Bool(False).tag(sync=True)
    said = tr.Unicode("").tag(sync=True)
    asked = tr.List([]).tag(sync=True, echo_update=False)
    speeds = tr.List([]).tag(sync=True)
    speed = tr.Int(0).tag(sync=True)
    number = tr.Int(0).tag(sync=True)
    painted = tr.Int(0).tag(sync=True, echo_update=False)
    calm = tr.Bool(False).tag(sync=True)

    def __init__(self, width: float = 9.0, height: float = 4.0):
        self.on_asked = None
        super().__init__(width, height)

    @property
    def closed(self) -> bool:
        """Whether the widget is gone."""
        return self.comm is None

    def redraw(self, caption: str | None = None) -> None:
        """Show what has changed since the last time, and count it."""
        with self.lock, self.hold_sync():
            super().redraw(caption)
            self.number += 1

    @tr.observe("asked")
    def _asked(self, change) -> None:
        for what in change.new[len(change.old) :] if self.on_asked else ():
            self.on_asked(what)
