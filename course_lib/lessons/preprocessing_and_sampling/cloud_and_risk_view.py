"""The prepared samples, the curvatures of their squared error, and the gap step by step."""

from __future__ import annotations

import numpy as np

from course_lib.lessons.preprocessing_and_sampling.cloud_and_risk import DECADES, TOLERANCE
from course_lib.plots.style import color

FLOOR = 1e-9


class CloudAndRiskView:
    """Left the cloud, in the middle three curvatures, right the descent."""

    def __init__(self, figure):
        cloud, spectrum, curve = figure.subplots(1, 3, width_ratios=[1, 0.75, 1.3])
        self._make_cloud(cloud)
        self._make_spectrum(spectrum)
        self._make_curve(curve)

    def _make_cloud(self, ax):
        ax.axhline(0, color=color.line, lw=1, zorder=1)
        ax.axvline(0, color=color.line, lw=1, zorder=1)
        (self.cloud,) = ax.plot([], [], "o", color=color.blue, ms=3.2, alpha=0.6, zorder=3)
        (self.mean,) = ax.plot([], [], "P", color=color.orange, ms=10, mec=color.paper, zorder=4)
        ax.set(title="342 penguins", xlim=(-4.2, 4.2), ylim=(-4.2, 6.6), aspect="equal",
               xlabel="entry 1", ylabel="entry 2")  # fmt: skip
        ax.grid(False)

    def _make_spectrum(self, ax):
        (self.range,) = ax.plot([], [], color=color.line, lw=3, zorder=2)
        (self.dots,) = ax.plot([], [], "o", color=color.green, ms=10, zorder=3)
        ax.set(title="three curvatures λᵢ", yscale="log", xlim=(0.4, 3.6), ylim=(3e-3, 3e2),
               xticks=[1, 2, 3], xlabel="direction of (b, w₁, w₂)")  # fmt: skip

    def _make_curve(self, ax):
        ax.axhline(TOLERANCE, color=color.muted, lw=1.2, ls=(0, (5, 3)), zorder=2)
        ax.text(1.3, TOLERANCE / 2.2, "stop here", color=color.muted, fontsize=9.5, va="top")
        (self.curve,) = ax.plot([], [], color=color.blue, lw=2.4, zorder=3)
        (self.end,) = ax.plot([], [], "o", color=color.orange, ms=9, zorder=4)
        ax.set(title="gap, as a part of the first gap", yscale="log", ylim=(FLOOR, 3),
               xlabel="step t")  # fmt: skip
        ax.set_xscale("symlog", linthresh=1)
        ax.set_xlim(0, 10.0**DECADES)
        ax.set_xticks([0, *10.0 ** np.arange(DECADES + 1)])

    def update(self, run):
        self.cloud.set_data(run.Z.T)
        self.mean.set_data(run.Z.mean(axis=0)[:, None])
        falling = run.curvatures[::-1]
        self.dots.set_data([1, 2, 3], falling)
        self.range.set_data([3, 3], [falling[0], falling[-1]])
        # Below the floor there is nothing but rounding; the line goes down to it once.
        below = np.argmax(run.gap <= FLOOR) if run.gap[-1] <= FLOOR else len(run.gap)
        self.curve.set_data(run.step[: below + 1], np.maximum(run.gap[: below + 1], FLOOR))
        self.end.set_data([run.steps], [TOLERANCE])
