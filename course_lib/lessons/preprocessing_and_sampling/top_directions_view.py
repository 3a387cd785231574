"""Six new pictures in three rows, beside their variances along the equalized directions."""

from __future__ import annotations

import numpy as np

from course_lib.lessons.preprocessing_and_sampling.top_directions import LECTURE, MOST, SHOWN
from course_lib.plots.colour_key import colour_key
from course_lib.plots.style import color

FLOOR, CEILING = 1e-2, 1e8
ROWS = ("new", "top k", "equalized")


class TopDirectionsView:
    """Left the pictures, right the mean squares against the direction."""

    def __init__(self, figure):
        pictures, curve = figure.subplots(1, 2, width_ratios=[1.9, 1])
        self.image = pictures.imshow(
            np.zeros((2, 2)), cmap="gray", vmin=0, vmax=1, extent=(0, SHOWN, len(ROWS), 0),
            interpolation="nearest",
        )  # fmt: skip
        pictures.set(xticks=[], yticks=0.5 + np.arange(len(ROWS)), yticklabels=ROWS)
        pictures.tick_params(length=0)
        pictures.grid(False)
        pictures.spines[:].set_visible(False)
        curve.axvline(LECTURE, color=color.line, lw=1.2, ls=(0, (5, 3)))
        (self.trained,) = curve.plot([], [], color=color.green, lw=2.4, zorder=3)
        (self.new,) = curve.plot([], [], color=color.orange, lw=1.6, zorder=4)
        curve.set(yscale="log", xlim=(0, MOST), ylim=(FLOOR, CEILING), xlabel="direction",
                  ylabel="mean square after equalizing",
                  xticks=[LECTURE, 400, MOST])  # fmt: skip
        colour_key(curve, [("training", color.green), ("new pictures", color.orange)], x=-0.1)

    def update(self, run):
        self.image.set_data(run.pictures)
        places = np.arange(1, run.k + 1)
        self.trained.set_data(places, np.clip(run.trained, FLOOR, CEILING))
        self.new.set_data(places, np.clip(run.variance, FLOOR, CEILING))
