"""The secants at one step h, beside the error of both differences for every h."""

from __future__ import annotations

import numpy as np

from course_lib.lessons.linear_classifiers.difference_step import CURVES, HIGHEST, LOWEST
from course_lib.plots.colour_key import axes_text, colour_key
from course_lib.plots.style import color

REACH, FLOOR, CEILING = 1.3, 1e-15, 10.0


class DifferenceStepView:
    """Left the function with tangent and secants; right the errors on log scales."""

    def __init__(self, figure):
        self.near, self.errors = figure.subplots(1, 2, width_ratios=[1, 1.35])
        self._make_near()
        self._make_errors()

    def _make_near(self):
        ax = self.near
        (self.graph,) = ax.plot([], [], color=color.line, lw=3.0, zorder=1)
        (self.tangent,) = ax.plot([], [], color=color.ink, lw=1.2, ls=(0, (4, 3)), zorder=2)
        (self.forward,) = ax.plot([], [], color=color.blue, lw=1.8, zorder=3)
        (self.central,) = ax.plot([], [], color=color.orange, lw=1.8, zorder=3)
        (self.places,) = ax.plot([], [], "o", color=color.ink, ms=6, zorder=4)
        ax.set(xlim=(-REACH, REACH), ylim=(-2.2, 2.2), xlabel="distance from x",
               ylabel="f − f(x)")  # fmt: skip
        colour_key(ax, [("forward", color.blue), ("central", color.orange),
                        ("tangent", color.ink)])  # fmt: skip

    def _make_errors(self):
        ax = self.errors
        thin = dict(lw=1.0, ls=(0, (4, 3)), zorder=2)
        self.truncation = [ax.plot([], [], color=tone, **thin)[0]
                           for tone in (color.blue, color.orange)]  # fmt: skip
        (self.rounding,) = ax.plot([], [], color=color.muted, **thin)
        (self.forward_error,) = ax.plot([], [], color=color.blue, lw=1.4, zorder=3)
        (self.central_error,) = ax.plot([], [], color=color.orange, lw=1.4, zorder=3)
        self.line = ax.axvline(1, color=color.ink, lw=1.0, zorder=1)
        (self.forward_now,) = ax.plot([], [], "o", color=color.blue, ms=8, zorder=4)
        (self.central_now,) = ax.plot([], [], "o", color=color.orange, ms=8, zorder=4)
        ax.set(xscale="log", yscale="log", xlim=(LOWEST, HIGHEST), ylim=(FLOOR, CEILING),
               xlabel="step h", ylabel="error of the slope")  # fmt: skip
        self.told = axes_text(ax, 0.0, 1.04, va="bottom", fontsize=10, color=color.muted)
        self.told.set_text("dashed: truncation (rising), rounding (falling)")

    def update(self, run):
        curve = CURVES[run.curve].f
        u = np.linspace(-REACH, REACH, 121)
        low, middle, high = run.values
        self.graph.set_data(u, curve(run.x + u) - curve(np.array([run.x])))
        self.tangent.set_data([-REACH, REACH], [-REACH * run.slope, REACH * run.slope])
        forward, central = (high - middle) / run.h, (high - low) / (2 * run.h)
        ends = np.array([-REACH, REACH])
        self.forward.set_data(ends, forward * ends)
        self.central.set_data(ends, low - middle + central * (ends + run.h))
        self.places.set_data([-run.h, 0, run.h], [low - middle, 0, high - middle])
        self.line.set_xdata([run.h, run.h])
        for line, values in zip(self.truncation, run.truncation, strict=True):
            seen = values > FLOOR / 10
            line.set_data(run.steps[seen], values[seen])
        self.rounding.set_data(run.steps, run.rounding)
        for line, dot, values, here in zip(
            (self.forward_error, self.central_error), (self.forward_now, self.central_now),
            (run.forward, run.central), run.here, strict=True,
        ):  # fmt: skip
            line.set_data(run.steps, np.clip(values, FLOOR, CEILING))
            dot.set_data([run.h], [np.clip(here, FLOOR, CEILING)])
