"""Time one explorer's updates, and the same scenes drawn as ``interact`` draws them.

The peer is what ``ipywidgets.interact`` does with the inline backend at every move of a slider: a
new pyplot figure, the view's artists made in it, ``print_figure`` to a PNG of 100 dots an inch with
``bbox_inches="tight"``, base64. It computes the same result, of the same values, in the same run,
in turn with the explorer. What it sends and shows afterwards is left out, in its favour.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from dataclasses import dataclass
from time import perf_counter, thread_time

import comm
import ipywidgets as widgets
import matplotlib as mpl
import numpy as np
from comm.base_comm import BaseComm
from IPython.core.pylabtools import print_figure

from course_lib.explorers.controls import Action
from course_lib.plots.style import style_context

FRAMES, POINTER = "player", "pointer"
ANSWER = 1000  # bytes; a click that changes nothing sends less, and is no update


class CountingComm(BaseComm):
    """The kernel's end of a widget's connection; it keeps what would be sent."""

    sent: list = []  # noqa: RUF012 (one list for all widgets)

    def publish_msg(self, msg_type, data=None, metadata=None, buffers=None, **keys):
        self.sent.append((data, buffers or []))

    @classmethod
    def take_bytes(cls) -> int:
        """Bytes of the messages since the last call: JSON and binary buffers."""
        total = sum(
            len(json.dumps(data)) + sum(len(memoryview(b).cast("B")) for b in buffers)
            for data, buffers in cls.sent
        )
        cls.sent.clear()
        return total


@dataclass(frozen=True)
class Sweep:
    """The updates of one control, in the order of the sweep.

    Attributes
    ----------
    control : str
        Its name, "player", or "pointer" for clicks in the picture.
    dragged : bool
        Whether it sends values while it is dragged; a choice or a slow slider does not.
    update, cpu, interact : tuple of float
        Milliseconds of each update by the clock and of its processor time (on a quiet machine
        they agree), and by the clock of the same scene drawn anew.
    sent : tuple of int
        Bytes of each update.
    """

    control: str
    dragged: bool
    update: tuple[float, ...]
    cpu: tuple[float, ...]
    interact: tuple[float, ...]
    sent: tuple[int, ...]


def measure(factory: Callable, count: int = 15, rounds: int = 2) -> list[Sweep]:
    """Sweep every control of an explorer.

    Parameters
    ----------
    factory : callable
        Makes the explorer.
    count : int
        Values over a slider's range, and the most that are taken of a choice.
    rounds : int
        Times that each sweep is run.

    Returns
    -------
    list of Sweep
    """
    create, comm.create_comm = comm.create_comm, CountingComm
    try:
        explorer = factory()
        peer = Interact(explorer)
        sweeps = [
            _sweep(explorer, peer, name, positions(control, count) * rounds, is_dragged(control))
            for name, control in explorer.controls.items()
            if not isinstance(control, Action)
        ]
        if explorer.player:
            frames = np.linspace(0, explorer.live.scrub_last, count).round().astype(int)
            frames = list(dict.fromkeys(frames.tolist()))
            sweeps.append(_sweep(explorer, peer, FRAMES, frames * rounds, True))
        if explorer.live.clicks:
            sweeps.append(_sweep(explorer, peer, POINTER, path(explorer, count) * rounds, True))
        return [sweep for sweep in sweeps if sweep.update]
    finally:
        comm.create_comm = create


def _sweep(explorer, peer, name, values, dragged) -> Sweep:
    explorer.reset()
    _move(explorer, name, values[len(values) // 2])  # the first move finds out what moves
    rows = []
    for value in values:
        _forget(explorer.experiment)
        CountingComm.take_bytes()
        started = thread_time()
        update = _milliseconds(lambda v=value: _move(explorer, name, v))
        cpu = 1e3 * (thread_time() - started)
        sent = CountingComm.take_bytes()
        _forget(explorer.experiment)
        if name != POINTER or sent > ANSWER:
            rows.append((update, cpu, _milliseconds(peer), sent))
    columns = zip(*rows, strict=True) if rows else [()] * 4
    return Sweep(name, dragged, *map(tuple, columns))


def _move(explorer, name, value) -> None:
    if name == FRAMES:
        explorer.live.scrub = value
    elif name == POINTER:
        explorer.live.pointer = ["click", *value, explorer.live.pointer[-1] + 1]
    else:
        explorer.controls[name].value = value


def path(explorer, count: int) -> list[tuple[float, float]]:
    """Points across each axes of the picture, in pixels from its upper left corner."""
    bottom = explorer.live.size[1]
    points = []
    for ax in explorer.live.figure.axes:
        for u in np.linspace(0.1, 0.9, count):
            x, y = ax.transAxes.transform((u, 0.3 + 0.4 * u))
            points.append((float(x), float(bottom - y)))
    return points


def _forget(experiment) -> None:
    """Both sides compute their result anew: a drag meets new values all the time."""
    getattr(experiment, "cache_clear", lambda: None)()


def _milliseconds(call) -> float:
    start = perf_counter()
    call()
    return 1e3 * (perf_counter() - start)


class Interact:
    """The explorer's present scene, drawn the usual way; calling it gives the PNG in base64."""

    def __init__(self, explorer):
        self.explorer, self.View = explorer, type(explorer.view)
        self.size = [side / 100 for side in explorer.live.size]

    def __call__(self) -> bytes:
        mpl.use("agg")
        import matplotlib.pyplot as plt

        explorer = self.explorer
        with style_context():
            figure = plt.figure(figsize=self.size, dpi=100)
            view = self.View(figure)
            run = explorer.experiment(**explorer.values)
            view.update(run)
            if explorer.player:
                view.show(run, explorer.live.scrub)
            png = print_figure(figure, "png", bbox_inches="tight")
            plt.close(figure)
        return base64.b64encode(png)


def is_dragged(control) -> bool:
    """Whether moving it sends a stream of values."""
    return bool(getattr(control, "continuous_update", False))


def positions(control, count: int) -> list:
    """Values over the control's range, ends included."""
    if isinstance(control, widgets.FloatLogSlider):
        return (control.base ** np.linspace(control.min, control.max, count)).tolist()
    if isinstance(control, widgets.FloatSlider):
        return np.linspace(control.min, control.max, count).tolist()
    if isinstance(control, widgets.IntSlider):
        return sorted({round(v) for v in np.linspace(control.min, control.max, count)})
    if isinstance(control, widgets.Checkbox):
        return [not control.value, control.value]
    if isinstance(control, widgets.Text):
        return [f"{control.value} + 1", control.value]
    chosen = [value for _, value in control._options_full if value != control.value]
    return [*chosen[: max(1, count - 1)], control.value]
