"""A bar with the time left, for trainings in a cell and for those that a control sets off."""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from math import inf
from time import perf_counter

import ipywidgets as widgets
from IPython.display import display

BAR = (
    '<div role="progressbar" aria-label="{title}" aria-valuemin="0" aria-valuemax="100" '
    'aria-valuenow="{percent:.0f}" style="max-width:36em;font-family:var(--jp-ui-font-family,'
    'sans-serif);font-size:13px">'
    '<div style="height:6px;border-radius:3px;background:var(--jp-layout-color3,#d0d0d0)">'
    '<div style="height:6px;border-radius:3px;width:{percent:.1f}%;background:'
    'var(--jp-brand-color1,#0072b2)"></div></div>'
    '<div style="padding-top:3px">{text}</div></div>'
)


def bar_html(title: str, fraction: float, text: str) -> str:
    """A bar that is filled to this fraction, with a line of text under it."""
    return BAR.format(title=escape(title), percent=100 * fraction, text=escape(text))


class ProgressDisplay:
    """Shows how far a training is: ``fit(..., progress=ProgressDisplay())``.

    While it runs: epoch, loss, accuracy and the time left. What stays in the notebook afterwards
    has neither times nor losses, so that it is the same on every machine.

    Parameters
    ----------
    title : str
        What is being computed.
    counted : str
        What `Progress.epoch` counts, such as "training" where many are done one after another.

    Examples
    --------
    >>> from course_lib.nn import Progress
    >>> bar = ProgressDisplay("Xavier")
    >>> bar.progress = Progress(2, 5, 60, 150, 0.31, 0.9, 3.0, 4.5)
    >>> bar.text
    'Xavier: epoch 2 of 5, loss 0.31, accuracy 90.0 %, 5 s left'
    """

    def __init__(self, title: str = "training", counted: str = "epoch"):
        self.title, self.counted = title, counted
        self.progress, self.handle = None, None

    def __call__(self, progress) -> None:
        """Show this state: in the same place until another training begins."""
        last, self.progress = self.progress, progress
        if last is None or last.done or progress.step < last.step:
            self.handle = display(self, display_id=True)
        elif self.handle is not None:  # outside of a kernel there is no place to come back to
            self.handle.update(self)

    @property
    def text(self) -> str:
        """The line under the bar."""
        p = self.progress
        where = f"{self.title}: {self.counted} {p.epoch} of {p.epochs}"
        if p.done or p.step == p.steps:
            return where
        loss = "" if p.loss is None else f", loss {p.loss:.3g}"
        accuracy = "" if p.accuracy is None else f", accuracy {100 * p.accuracy:.1f} %"
        return f"{where}{loss}{accuracy}, {duration(p.remaining)} left"

    def _repr_mimebundle_(self, include=None, exclude=None):
        p = self.progress
        html = bar_html(self.title, p.fraction, self.text)
        plain = f"{self.title}: {self.counted} {p.epoch} of {p.epochs}"
        return {"text/plain": plain, "text/html": html}


class TrainingBar:
    """A bar inside an explorer, in the place of the line that no longer holds.

    ``with bar: experiment(..., progress=bar)`` shows nothing for work that is done at once, takes
    up news ten times a second at most, and leaves nothing behind.

    Parameters
    ----------
    title : str
        What takes its time, such as "Training three networks".
    make_room : callable
        ``make_room(True)`` takes away the line where the bar goes, ``make_room(False)`` brings it
        back.
    """

    PATIENCE, EVERY = 0.3, 0.1  # seconds

    def __init__(self, title: str, make_room: Callable[[bool], None]):
        self.title, self._make_room = title, make_room
        self.node = widgets.HTML(layout=widgets.Layout(display="none"))
        self._due = inf

    def __enter__(self):
        self._due = perf_counter() + self.PATIENCE
        return self

    def __call__(self, progress) -> None:
        """Show this state, if it is time."""
        if (now := perf_counter()) >= self._due:
            self._due = now + self.EVERY
            text = f"{self.title}: {progress.fraction:.0%}, {duration(progress.remaining)} left"
            self.node.value = bar_html(self.title, progress.fraction, text)
            self._make_room(True)
            self.node.layout.display = None

    def __exit__(self, *_) -> None:
        self._due = inf
        if self.node.value:
            self.node.layout.display = "none"
            self._make_room(False)
            self.node.value = ""


def duration(seconds: float) -> str:
    """Seconds in words, rounded up: a training that is not over has at least a second left.

    Examples
    --------
    >>> duration(0.2), duration(59.1), duration(125), duration(3700)
    ('1 s', '1 min 0 s', '2 min 5 s', '1 h 2 min')
    """
    whole = max(1, int(-(-seconds // 1)))
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60} s"
    minutes = -(-whole // 60)
    return f"{minutes // 60} h {minutes % 60} min"
