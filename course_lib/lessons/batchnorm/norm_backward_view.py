"""A batch of six, and how a gradient goes back through its normalization."""

from __future__ import annotations

import numpy as np

from course_lib.plots.style import color

PARTS = (("direct: g/σ", color.sky), ("through μ", color.amber), ("through σ", color.pink))
SPAN = 2.1


class NormBackwardView:
    """Left x and x̂ on two lines; right the three parts of ∂J/∂x, their sum, and differences."""

    def __init__(self, figure):
        self.left, self.right = figure.subplots(1, 2, width_ratios=[1, 1.35])
        self.left.set(xlim=(-7.5, 7.5), ylim=(-0.6, 1.6), yticks=[0, 1], title="the batch")
        self.left.set_yticklabels(["x̂", "x"])
        self.left.grid(False)
        self.left.text(0.5, 0.95, "click to move the nearest x", ha="center", color=color.muted,
                       fontsize=9.5, transform=self.left.transAxes)  # fmt: skip
        (self.links,) = self.left.plot([], [], color=color.line, lw=1)
        (self.points,) = self.left.plot([], [], "o", color=color.blue, ms=9)
        (self.hats,) = self.left.plot([], [], "o", color=color.green, ms=9)
        at = np.arange(1, 7)
        # One line with gaps for all six bars: a patch each would cost four times as much.
        self.bars = [
            self.right.plot([], [], color=shade, lw=8, solid_capstyle="butt")[0]
            for _, shade in PARTS
        ]
        (self.total,) = self.right.plot(at + 0.3, np.zeros(6), "D", color=color.ink, ms=8)
        (self.ring,) = self.right.plot(at + 0.3, np.zeros(6), "o", color=color.orange, ms=14,
                                       mfc="none", mew=2)  # fmt: skip
        self.right.axhline(0, color=color.line, lw=1)
        self.right.set(ylim=(-SPAN, SPAN), xlim=(0.4, 8.5), xlabel="sample i", xticks=at,
                       title=r"$\partial J/\partial x_i$, part by part")  # fmt: skip
        rows = (*PARTS, ("◆ the sum: ∂J/∂x", color.ink), ("○ by differences", color.orange))
        for k, (name, shade) in enumerate(rows):
            self.right.text(0.99, 0.95 - 0.065 * k, name, color=shade, ha="right", fontsize=9.5,
                            va="center", transform=self.right.transAxes)  # fmt: skip

    def update(self, run):
        self.links.set_data(*_strokes(run.x, run.x_hat, np.ones(6), np.zeros(6)))
        self.points.set_data(run.x, np.ones(6))
        self.hats.set_data(run.x_hat, np.zeros(6))
        at, parts = np.arange(1, 7), np.clip(run.parts, -SPAN, SPAN)
        for k, (bars, part) in enumerate(zip(self.bars, parts, strict=True)):
            middle = at - 0.27 + 0.18 * k
            bars.set_data(*_strokes(middle, middle, np.zeros(6), part))
        self.total.set_ydata(np.clip(run.total, -SPAN, SPAN))
        self.ring.set_ydata(np.clip(run.differences, -SPAN, SPAN))


def _strokes(x0, x1, y0, y1) -> tuple[np.ndarray, np.ndarray]:
    """Strokes from (x0, y0) to (x1, y1) as one line with gaps."""
    gap = np.full(len(x0), np.nan)
    return np.stack([x0, x1, gap], axis=1).ravel(), np.stack([y0, y1, gap], axis=1).ravel()
