"""Losses of the margin above, their slopes below, and both as numbers beside."""

from __future__ import annotations

import numpy as np

from course_lib.lessons.svm_hinge.surrogates import DEEPEST, LEFT, RIGHT, SURROGATES, TOP
from course_lib.plots.quick_text import quick_text
from course_lib.plots.style import color

#: Colour and dashes of each loss; the dashed ones are close kin of a solid one.
LOOKS = {
    "zero_one": (color.ink, "-"),
    "hinge": (color.blue, "-"),
    "squared_hinge": (color.sky, (0, (6, 2))),
    "log2": (color.green, "-"),
    "log": (color.green, (0, (2, 2))),
    "smoothed_hinge": (color.violet, "-"),
    "modified_huber": (color.violet, (0, (6, 2))),
    "exponential": (color.orange, "-"),
    "sigmoid": (color.pink, "-"),
}
HIDDEN = 0.6  # faint, and still readable on a dark page
COLUMNS = {"loss": 0.0, "at z": 0.57, "slope": 0.77}


class SurrogatesView:
    """Left ℓ over ℓ′; right a line for each loss with both numbers at z."""

    def __init__(self, figure):
        grid = figure.add_gridspec(2, 2, width_ratios=[1.5, 1], height_ratios=[1.35, 1])
        self.above = figure.add_subplot(grid[0, 0])
        self.below = figure.add_subplot(grid[1, 0], sharex=self.above)
        self.table = figure.add_subplot(grid[:, 1])
        self.drawn = False
        self.values, self.slopes, self.rows = {}, {}, {}
        for ax, lines in ((self.above, self.values), (self.below, self.slopes)):
            for key, (tone, dashes) in LOOKS.items():
                (line,) = ax.plot([], [], color=tone, ls=dashes, lw=2, zorder=3)
                (dot,) = ax.plot([], [], "o", color=tone, ms=6, zorder=5)
                lines[key] = line, dot
        self.marks = [ax.axvline(0, color=color.muted, lw=1.0, zorder=2)
                      for ax in (self.above, self.below)]  # fmt: skip
        self.above.set(xlim=(LEFT, RIGHT), ylim=(-0.25, TOP), title=r"loss $\ell(z)$")
        self.above.tick_params(labelbottom=False)
        self.below.set(ylim=(DEEPEST, 0.35), xlabel="margin of a sample, z = y f(x)",
                       title=r"slope $\ell\,'(z)$")  # fmt: skip
        self._make_table()

    def _make_table(self):
        ax = self.table
        ax.set_axis_off()
        ax.set(xlim=(-0.12, 1.0), ylim=(len(LOOKS) + 0.6, -0.6))
        for text, x in COLUMNS.items():
            ax.text(x, 0, text, ha="left" if text == "loss" else "right", va="center",
                    color=color.muted, zorder=0)  # fmt: skip
        for row, (key, (tone, dashes)) in enumerate(LOOKS.items(), 1):
            (swatch,) = ax.plot([-0.11, -0.02], [row, row], color=tone, ls=dashes, lw=2.4)
            look = dict(va="center", color=color.ink, fontsize=10)
            name = quick_text(ax, 0.0, row, SURROGATES[key][0], ha="left", **look)
            numbers = [quick_text(ax, COLUMNS[c], row, "", ha="right", **look)
                       for c in ("at z", "slope")]  # fmt: skip
            kind = quick_text(ax, 1.0, row, "", ha="right", **look | dict(color=color.muted))
            self.rows[key] = swatch, name, *numbers, kind
        ax.text(1.0, 0, "convex", ha="right", va="center", color=color.muted, zorder=0)

    def update(self, run):
        if not self.drawn:
            self._draw_once(run)
        for key in LOOKS:
            shown = key in run.shown
            for artist in (*self.values[key], *self.slopes[key]):
                artist.set_visible(shown)
            _, _, value, slope, kind = self.rows[key]
            for artist in self.rows[key]:
                artist.set_alpha(1.0 if shown else HIDDEN)
            value.set_text(_number(run.value_at[key]))
            slope.set_text(_number(run.slope_at[key]))
            kind.set_text("yes" if run.convex[key] else "no")
            self.values[key][1].set_data([run.z], [min(run.value_at[key], 2 * TOP)])
            self.slopes[key][1].set_data([run.z], [max(run.slope_at[key], 2 * DEEPEST)])
        for mark in self.marks:
            mark.set_xdata([run.z, run.z])

    def _draw_once(self, run):
        self.drawn = True
        for key in LOOKS:
            self.values[key][0].set_data(run.grid, np.minimum(run.value[key], 2 * TOP))
            self.slopes[key][0].set_data(run.grid, np.maximum(run.slope[key], 2 * DEEPEST))


def _number(value: float) -> str:
    return f"{value + 0.0:.2f}".replace("-", "−").replace("−0.00", "0.00")
