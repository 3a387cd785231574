"""A small experiment and view with everything an explorer can have."""

from dataclasses import dataclass

import numpy as np

from course_lib.explorers.controls import action, choice, slider
from course_lib.explorers.explorer import Explorer, Player
from course_lib.plots.style import HEIGHT, color


@dataclass(frozen=True)
class ToyRun:
    curve: np.ndarray
    wide: bool
    summary: str


def toy(*, height=1.0, kind="narrow", start=0.0) -> ToyRun:
    if height > 3:
        raise ArithmeticError("1 < 2 is too much")
    x = np.linspace(0, 1, 11)
    return ToyRun(height * x + start, kind == "wide", f"height {height:g} < 4, start {start:g}")


class ToyView:
    """Moving artists under and over ones that stay, on two axes, one with an image."""

    def __init__(self, figure):
        self.ax, self.side = figure.subplots(1, 2)
        self.ax.set(xlim=(0, 1), ylim=(-1, 5), xlabel="x", title="toy")
        (self.line,) = self.ax.plot([], [], color=color.blue, lw=6, zorder=2)
        self.band = self.ax.axhspan(1, 2, color=color.amber, zorder=3, alpha=0.6)
        self.ax.text(0.4, 1.2, "stays on top", color=color.ink)
        (self.dot,) = self.ax.plot([], [], "o", color=color.orange, ms=12, zorder=1)
        self.image = self.side.imshow(np.zeros((4, 4)), cmap=HEIGHT, vmin=0, vmax=4)
        self.side.grid(False)

    def update(self, run):
        self.ax.set_xlim(0, 2 if run.wide else 1)
        self.line.set_data(np.linspace(0, 1, 11), run.curve)
        self.image.set_data(np.full((4, 4), run.curve[-1]))

    def show(self, run, t):
        self.dot.set_data([t / 10], [run.curve[t]])


def toy_explorer(**changes) -> Explorer:
    """The toy, with some of Explorer's arguments replaced."""
    settings = dict(
        controls=dict(
            height=slider("height h", 0, 3.5, 1, 0.5),
            kind=choice("kind", ["narrow", "wide"]),
            higher=action("Higher", lambda v: {"height": min(3.0, v["height"] + 0.5)}),
            nothing=action("Nothing", lambda v: {}),
        ),
        state=dict(start=0.0),
        on_pointer=lambda p, v: {"start": p.y} if p.axes == 0 and p.kind == "click" else None,
        react=dict(kind=lambda v: {"start": 2.0 if v["kind"] == "wide" else 0.0}),
        player=Player("step", last=lambda run: len(run.curve) - 1),
        size=(6.0, 3.0),
    )
    settings.update(changes)
    experiment = settings.pop("experiment", toy)
    return Explorer(experiment, ToyView, settings.pop("controls"), **settings)
