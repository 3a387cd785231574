"""The staircase: along the tangent, then down to the curve."""

from __future__ import annotations

import numpy as np

from course_lib.plots.style import color

GAP_FLOOR, GAP_CEILING = 1e-8, 1e3


class StaircaseView:
    """Left the curve, the steps and the current tangent; right the gap to the minimum."""

    def __init__(self, figure):
        self.left, self.right = figure.subplots(1, 2, width_ratios=[1.35, 1])
        self.function = None
        (self.curve,) = self.left.plot([], [], color=color.ink, lw=1.8, zorder=2)
        (self.stairs,) = self.left.plot([], [], color=color.amber, lw=1.3, zorder=3)
        (self.tangent,) = self.left.plot([], [], color=color.green, lw=1.6, ls=(0, (5, 2)))
        (self.iterates,) = self.left.plot([], [], "o", color=color.blue, ms=4.5, zorder=4)
        (self.now,) = self.left.plot([], [], "o", color=color.orange, ms=9, zorder=5)
        self.left.set(xlabel="x", ylabel="f(x)", title="f, its tangent at x$_t$, and the steps")
        (self.gap,) = self.right.plot([], [], "o-", color=color.blue, lw=1.4, ms=3)
        (self.gap_now,) = self.right.plot([], [], "o", color=color.orange, ms=9)
        self.right.set(
            xlabel="step t", yscale="log", ylim=(GAP_FLOOR, GAP_CEILING), xlim=(-0.5, 30.5),
            title="gap f(x$_t$) − f*",
        )  # fmt: skip

    def update(self, run):
        if run.function != self.function:
            self.function = run.function
            low, high = run.curve.min(), run.curve.max()
            pad = 0.12 * (high - low)
            self.left.set(xlim=(run.grid[0], run.grid[-1]), ylim=(low - pad, high + pad))
            self.curve.set_data(run.grid, run.curve)
        self.gap.set_data(np.arange(len(run.gap)), np.clip(run.gap, GAP_FLOOR, GAP_CEILING))

    def show(self, run, t):
        x, value = run.x[: t + 1], run.value[: t + 1]
        # Each step runs along the tangent from (x, f(x)) and then drops to the curve.
        following = np.minimum(np.arange(t) + 1, len(run.x) - 1)
        promised = value[:t] + run.slope[:t] * (run.x[following] - x[:t])
        corner = np.stack([run.x[following], promised], axis=-1)
        points = np.stack([x, value], axis=-1)
        path = np.insert(points, np.arange(1, t + 1), corner, axis=0) if t else points
        self.stairs.set_data(path.T)
        self.iterates.set_data(x, value)
        self.now.set_data(x[-1:], value[-1:])
        ends = np.array(self.left.get_xlim())
        self.tangent.set_data(ends, value[-1] + run.slope[t] * (ends - x[-1]))
        self.gap_now.set_data([t], np.clip(run.gap[t : t + 1], GAP_FLOOR, GAP_CEILING))
