"""Two mosaics, before and after, beside the variances along all directions."""

from __future__ import annotations

import numpy as np

from course_lib.lessons.preprocessing_and_sampling.whitened_pictures import COLUMNS, SHOWN
from course_lib.plots.colour_key import colour_key
from course_lib.plots.style import color

FLOOR, CEILING = 1e-6, 100.0
ROWS = SHOWN // COLUMNS


class WhitenedPicturesView:
    """Left sixteen pictures, in the middle the same prepared, right the spectrum."""

    def __init__(self, figure):
        before, after, spectrum = figure.subplots(1, 3, width_ratios=[1, 1, 1.25])
        self.before = self._make_mosaic(before, "new pictures")
        self.after = self._make_mosaic(after, "prepared")
        (self.old,) = spectrum.plot([], [], color=color.muted, lw=1.8, ls=(0, (5, 2)))
        (self.new,) = spectrum.plot([], [], color=color.blue, lw=2.4)
        spectrum.set(xscale="log", yscale="log", xlim=(1, 256), ylim=(FLOOR, CEILING),
                     xlabel="direction, largest variance first", ylabel="variance")  # fmt: skip
        spectrum.set_xticks([1, 10, 100], ["1", "10", "100"])
        colour_key(spectrum, [("- - before", color.muted), ("— prepared", color.blue)])

    def _make_mosaic(self, ax, title):
        ax.set(title=title, xticks=[], yticks=[])
        ax.grid(False)
        ax.spines[:].set_visible(False)
        # Photographs keep their greys on a dark page, so the map is not one of the course's.
        return ax.imshow(np.zeros((2, 2)), cmap="gray", vmin=0, vmax=1,
                         extent=(0, COLUMNS, ROWS, 0), interpolation="nearest")  # fmt: skip

    def update(self, run):
        self.before.set_data(run.before)
        self.after.set_data(run.after)
        places = np.arange(1, len(run.spectrum) + 1)
        self.old.set_data(places, np.maximum(run.spectrum, FLOOR))
        self.new.set_data(places, np.maximum(run.prepared, FLOOR))
