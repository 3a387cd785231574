"""One row of a whitening matrix as a picture, beside its weights by distance."""

from __future__ import annotations

import numpy as np

from course_lib.lessons.preprocessing_and_sampling.pictures import SIDE
from course_lib.plots.style import DIVERGING, color

FLOOR, CEILING = 1e-4, 100.0


class WhiteningFiltersView:
    """Left the weights of the pixels, right their sizes against the distance."""

    def __init__(self, figure):
        self.plane, self.curve = figure.subplots(1, 2, width_ratios=[1, 1.35])
        self.image = self.plane.imshow(
            np.zeros((SIDE, SIDE)), cmap=DIVERGING, vmin=-1, vmax=1, interpolation="nearest",
            extent=(0.5, SIDE + 0.5, SIDE + 0.5, 0.5),
        )  # fmt: skip
        (self.place,) = self.plane.plot([], [], "s", color=color.ink, ms=12, mfc="none", mew=2)
        self.plane.set(title="weights of the pixels", xlabel="column", ylabel="row",
                       xticks=[1, 8, 16], yticks=[1, 8, 16])  # fmt: skip
        self.plane.grid(False)
        (self.dots,) = self.curve.plot([], [], "o", color=color.blue, ms=4, alpha=0.7)
        self.curve.set(
            title="sizes of the weights", yscale="log", ylim=(FLOOR, CEILING),
            xlim=(-0.4, 22), xlabel="distance from the marked place (pixels)",
        )  # fmt: skip

    def update(self, run):
        row, column = run.place
        self.image.set_data(run.weights)
        self.place.set_data([column + 1], [row + 1])
        self.dots.set_data(run.distance, np.maximum(run.sizes, FLOOR))
