"""Three bands of percentiles that grow with the training."""

from __future__ import annotations

import numpy as np

from course_lib.lessons.batchnorm.deep_runs import STEPS
from course_lib.lessons.batchnorm.norm_shift import SIGNALS
from course_lib.plots.style import color

SPAN = 2.5
TITLES = (
    "without BN: pre-activation",
    "with BN: before the norm",
    "with BN: what follows the norm",
)


class NormShiftView:
    """From left to right the signals of `norm_shift`; each panel over the training steps."""

    def __init__(self, figure):
        self.axes = figure.subplots(1, len(SIGNALS))
        self.bands, self.medians, self.now = [], [], []
        for ax, title, shade in zip(
            self.axes, TITLES, (color.blue, color.orange, color.green), strict=True
        ):
            ax.set(title=title, xlabel="step", xlim=(-5, STEPS + 5), ylim=(-SPAN, SPAN))
            ax.axhline(0, color=color.line, lw=1)
            (band,) = ax.plot([], [], color=shade, lw=1.2, alpha=0.8)
            (median,) = ax.plot([], [], color=shade, lw=2.6)
            self.bands.append(band)
            self.medians.append(median)
            self.now.append(ax.plot([], [], "o", color=shade, ms=6)[0])

    def update(self, run):
        """Nothing of a run stands still: all of it grows in `show`."""

    def show(self, run, frame):
        steps = run.steps[: frame + 1]
        for k, values in enumerate(run.percentiles[:, : frame + 1]):
            low, middle, high = np.clip(values, -SPAN, SPAN).T
            # Down the lower edge's steps and back along the upper one: one outline.
            self.bands[k].set_data(np.r_[steps, steps[::-1]], np.r_[low, high[::-1]])
            self.medians[k].set_data(steps, middle)
            self.now[k].set_data(steps[-1:], middle[-1:])
