"""A picture, its projection and what is left, beside the share that is kept for each k."""

from __future__ import annotations

import numpy as np

from course_lib.lessons.math_basics.digit_projection import MOST, PRINCIPAL, RANDOM, SIDE
from course_lib.plots.colour_key import colour_key
from course_lib.plots.style import DIVERGING, HEIGHT, color

TONES = {PRINCIPAL: color.blue, RANDOM: color.orange}
MOST_LEFT = 0.8  # where the colours of the residual end


class DigitProjectionView:
    """Three pictures, and ‖P_K z‖²/‖z‖² against k for both bases."""

    def __init__(self, figure):
        *axes, self.curve = figure.subplots(1, 4, width_ratios=[1, 1, 1, 1.5])
        looks = (("the picture", HEIGHT, 0, 1), ("mean + XXᵀz", HEIGHT, 0, 1),
                 ("residual z − XXᵀz", DIVERGING, -MOST_LEFT, MOST_LEFT))  # fmt: skip
        self.images = []
        for ax, (title, cmap, low, high) in zip(axes, looks, strict=True):
            ax.set(title=title, xticks=[], yticks=[])
            ax.grid(False)
            ax.spines[:].set_visible(False)
            blank = np.zeros((SIDE, SIDE))
            self.images.append(ax.imshow(blank, cmap=cmap, vmin=low, vmax=high))
        self._make_curve()

    def _make_curve(self):
        ax = self.curve
        self.lines = {name: ax.plot([], [], color=tone, lw=2.2)[0] for name, tone in TONES.items()}
        (self.now,) = ax.plot([], [], "o", color=color.ink, ms=9, zorder=5, clip_on=False)
        ax.set(xlim=(0, MOST), ylim=(0, 1), xlabel="k, directions used",
               ylabel="share of ‖z‖² kept", yticks=[0, 0.25, 0.5, 0.75, 1])  # fmt: skip
        ax.set_yticklabels(["0", "25 %", "50 %", "75 %", "100 %"])
        colour_key(ax, list(TONES.items()))

    def update(self, run):
        for image, values in zip(self.images, (run.picture, run.rebuilt, run.left), strict=True):
            image.set_data(values)
        for name, line in self.lines.items():
            # Only as far as the reader has come: the rest is what the questions ask for.
            line.set_data(np.arange(run.k + 1), run.kept[name][: run.k + 1])
        self.now.set_data([run.k], [run.kept[run.basis][run.k]])
