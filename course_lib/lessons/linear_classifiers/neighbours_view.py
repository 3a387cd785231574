"""A changed picture, its nearest neighbours, and the nearest picture of every class."""

from __future__ import annotations

import numpy as np

from course_lib.lessons.linear_classifiers.neighbours import MOST
from course_lib.lessons.linear_classifiers.pictures import SIDE
from course_lib.plots.colour_key import axes_text, colour_key
from course_lib.plots.decision_field import FieldImage
from course_lib.plots.mosaic import GAP, mosaic
from course_lib.plots.quick_text import quick_text
from course_lib.plots.style import INK, color

COLUMNS, UNIT = 5, SIDE + GAP
BELOW = 9  # pixels below each row of neighbours, for their names


class NeighboursView:
    """Left the picture, before and after; then its neighbours; right a bar for each class."""

    def __init__(self, figure):
        self.asked, self.near, self.bars_ax = figure.subplots(1, 3, width_ratios=[0.55, 1.4, 0.9])
        self.two = self._make_pictures(self.asked, 1, 2, GAP)
        self.many = self._make_pictures(self.near, COLUMNS, MOST // COLUMNS, BELOW)
        self.names = [
            quick_text(self.near, 0, 0, ha="center", va="center", fontsize=8.5, zorder=4)
            for _ in range(MOST)
        ]
        self.asked.set_yticks([SIDE / 2, UNIT + SIDE / 2], ["before", "after"], rotation=90,
                              va="center")  # fmt: skip
        self.asked.tick_params(left=False)
        self.answer = axes_text(self.near, 0.0, 1.03, va="bottom", fontsize=10.5)
        self.named = False
        self._make_bars()

    def _make_pictures(self, ax, columns, rows, below):
        image = FieldImage(ax, INK, 0.0, 1.0)
        ax.set(
            xlim=(0, columns * UNIT - GAP), ylim=(rows * (SIDE + below) - below, 0),
            aspect="equal", xticks=(), yticks=(),
        )  # fmt: skip
        ax.grid(False)
        for spine in ax.spines.values():
            spine.set_visible(False)
        return image

    def _make_bars(self):
        ax = self.bars_ax
        self.bars = ax.barh(range(10), [0] * 10, height=0.7, color=color.line)
        (self.own,) = ax.plot([], [], "*", color=color.green, ms=13, zorder=4, clip_on=False)
        self.line = ax.axvline(0, color=color.pink, lw=2.0, zorder=3)
        ax.set(ylim=(9.6, -0.6), yticks=range(10), xlim=(0, 1))
        ax.grid(False, axis="y")
        colour_key(ax, [("★ its class", color.green), ("| length of the change", color.pink)])
        ax.set_xlabel("distance ÷ the largest shown")

    def update(self, run):
        self.two.set_data(mosaic([run.original, run.picture], 1))
        tiles = np.zeros((MOST, SIDE * SIDE))
        tiles[: len(run.near)] = run.near
        self.many.set_data(mosaic(tiles, COLUMNS, BELOW))
        for i, text in enumerate(self.names):
            row, column = divmod(i, COLUMNS)
            # Placed every time: what moves from the first update on is redrawn fast.
            text.set(x=column * UNIT + SIDE / 2, y=row * (SIDE + BELOW) + SIDE + BELOW / 2, text="")
            if i < len(run.near):
                c = int(run.near_classes[i])
                text.set(text=run.names[c], color=color.green if c == run.true else color.pink)
        self.answer.set_text(f"answer: {run.names[run.answer]}")
        largest = 1.06 * max(run.nearest.max(), run.to_original)
        for bar, d in zip(self.bars, run.nearest, strict=True):
            bar.set_width(d / largest)
        self.own.set_data([run.nearest[run.true] / largest], [run.true])
        self.line.set_xdata([run.to_original / largest] * 2)
        if not self.named:
            self.named = True
            self.bars_ax.set_yticks(range(10), run.names)
