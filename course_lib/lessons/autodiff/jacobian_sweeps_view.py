"""Two copies of a Jacobian, filled by columns and by rows."""

from __future__ import annotations

import numpy as np
from matplotlib.patches import Rectangle

from course_lib.lessons.autodiff.jacobian_sweeps import MOST
from course_lib.plots.colour_key import axes_text
from course_lib.plots.quick_text import quick_text
from course_lib.plots.style import DIVERGING, color

REACH = 0.6


class JacobianSweepsView:
    """Left forward mode, in the middle reverse mode; right the operations sweep by sweep."""

    def __init__(self, figure):
        self.by_column, self.by_row, self.work = figure.subplots(1, 3, width_ratios=[1, 1, 1.25])
        self.images, self.frames, self.lit, self.sizes = [], [], [], []
        for ax, title in ((self.by_column, "forward: a column per sweep"),
                          (self.by_row, "reverse: a row per sweep")):  # fmt: skip
            self._make_matrix(ax, title)
        ax = self.work
        (self.forward,) = ax.plot([], [], "o-", color=color.blue, ms=5, lw=1.8)
        (self.reverse,) = ax.plot([], [], "o-", color=color.orange, ms=5, lw=1.8)
        (self.now,) = ax.plot([], [], "o", color=color.ink, ms=9, mfc="none", mew=1.5)
        ax.set(xlim=(-0.3, MOST + 0.3), ylim=(0, 1150), xlabel="sweeps", title="operations so far")
        self.words = [axes_text(ax, 0.05, 0.9 - 0.1 * k, color=tone, fontsize=10)
                      for k, tone in enumerate((color.blue, color.orange))]  # fmt: skip

    def _make_matrix(self, ax, title):
        empty = np.zeros((MOST, MOST))
        image = ax.imshow(np.ma.masked_equal(empty, 0), cmap=DIVERGING, vmin=-REACH, vmax=REACH,
                          extent=(0, MOST, MOST, 0), interpolation="nearest")  # fmt: skip
        self.images.append(image)
        frame, lit = (ax.add_patch(Rectangle((0, 0), 1, 1, fill=False, ec=tone, lw=width))
                      for tone, width in ((color.ink, 1.4), (color.amber, 2.4)))  # fmt: skip
        self.frames.append(frame)
        self.lit.append(lit)
        ax.set(xlim=(-0.1, MOST + 0.1), ylim=(MOST + 0.9, -0.1), title=title,
               xticks=[], yticks=[])  # fmt: skip
        self.sizes.append(quick_text(ax, 0, 0, va="top", fontsize=9.5, color=color.muted))
        ax.title.set_fontsize(10)
        ax.grid(False)
        for spine in ax.spines.values():
            spine.set_visible(False)

    def update(self, run):
        for frame in self.frames:
            frame.set(width=run.n, height=run.m)
        for text in self.sizes:
            text.set_y(run.m + 0.25)
            text.set_text(f"{run.m} × {run.n}: outputs × inputs")

    def show(self, run, t):
        filled = min(t, run.n), min(t, run.m)
        for image, J, k, axis in zip(
            self.images, (run.columns, run.rows), filled, (1, 0), strict=True
        ):
            shown = np.full((MOST, MOST), np.nan)
            shown[: run.m, : run.n] = 0  # not known yet: the colour of the page
            part = shown[: run.m, :k] if axis else shown[:k, : run.n]
            part[...] = J[:, :k] if axis else J[:k]
            image.set_data(np.ma.masked_invalid(shown))
        column, row = self.lit
        column.set(x=filled[0] - 1, y=0, width=1, height=run.m)
        row.set(x=0, y=filled[1] - 1, width=run.n, height=1)
        column.set_visible(0 < t <= run.n)
        row.set_visible(0 < t <= run.m)
        for line, total, k in zip((self.forward, self.reverse), (run.forward, run.reverse),
                                  filled, strict=True):  # fmt: skip
            line.set_data(np.arange(k + 1), total[: k + 1])
        totals = run.forward[filled[0]], run.reverse[filled[1]]
        self.now.set_data(filled, totals)
        for word, name, total, k, all_ in zip(
            self.words, ("forward", "reverse"), totals, filled, (run.n, run.m), strict=True
        ):
            word.set_text(f"{name}: {total}{', complete' if k == all_ else ''}")
