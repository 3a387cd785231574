"""The pad, what the network gets, six units of its first layer, and ten probabilities."""

from __future__ import annotations

import numpy as np

from course_lib.lessons.training_a_network.digits import SIDE
from course_lib.lessons.training_a_network.draw_a_digit import SHOWN
from course_lib.plots.decision_field import FieldImage
from course_lib.plots.mosaic import GAP, ZOOM, mosaic
from course_lib.plots.quick_text import quick_text
from course_lib.plots.style import DIVERGING, INK, color

COLUMNS, BELOW = 2, 7
POINTS = 7.2  # of a pixel of the pad


class DrawADigitView:
    """Draw on the first axes; everything else answers."""

    def __init__(self, figure):
        self.pad, self.seen, self.first, self.bars = figure.subplots(
            1, 4, width_ratios=[1.5, 0.72, 0.72, 0.95]
        )
        self.ink = self._picture(self.pad, SIDE, SIDE, INK, 0.0, "draw here")
        self.got = self._picture(self.seen, SIDE, SIDE, INK, 0.0, "it gets")
        (self.pen,) = self.pad.plot([], [], "o", mfc="none", mec=color.orange, mew=1.5, zorder=4)
        self._make_first()
        self._make_bars()

    @staticmethod
    def _picture(ax, width, height, cmap, low, title):
        image = FieldImage(ax, cmap, low, 1.0)
        ax.set(xlim=(0, width), ylim=(height, 0), aspect="equal", xticks=(), yticks=(),
               title=title)  # fmt: skip
        ax.grid(False)
        for spine in ax.spines.values():
            spine.set_visible(True)
        return image

    def _make_first(self):
        unit, rows = SIDE + GAP, SHOWN // COLUMNS
        self.units = self._picture(
            self.first, COLUMNS * unit - GAP, rows * (SIDE + BELOW), DIVERGING, -1.0,
            "first layer",
        )  # fmt: skip
        for spine in self.first.spines.values():
            spine.set_visible(False)
        self.active = [
            quick_text(self.first, k % COLUMNS * unit + SIDE / 2,
                       (k // COLUMNS + 1) * (SIDE + BELOW) - BELOW / 2, ha="center", va="center",
                       fontsize=9, color=color.muted, zorder=3)
            for k in range(SHOWN)
        ]  # fmt: skip

    def _make_bars(self):
        ax = self.bars
        ax.set(xlim=(0, 132), ylim=(9.6, -0.6), yticks=range(10), xticks=(0, 50, 100),
               xlabel="probability (%)", title="it answers")  # fmt: skip
        ax.grid(False, axis="y")
        (self.sticks,) = ax.plot([], [], color=color.blue, lw=9, solid_capstyle="butt", zorder=3)
        (self.winner,) = ax.plot([], [], color=color.orange, lw=9, solid_capstyle="butt", zorder=4)
        self.share = quick_text(ax, 0, 0, va="center", fontsize=10, color=color.ink, zorder=5)

    def update(self, run):
        self.ink.set_data(mosaic(run.ink.reshape(1, -1), 1))
        self.got.set_data(mosaic(run.seen.reshape(1, -1), 1))
        x, y = run.pen or (SIDE - 2.5, 2.5)
        self.pen.set_data([x], [y])
        self.pen.set_markersize(POINTS * (run.width + 0.5))
        tiles = mosaic(run.pictures, COLUMNS, BELOW)
        self.units.set_data(np.pad(tiles, ((ZOOM * BELOW, 0), (0, 0))))
        for text, value in zip(self.active, run.active, strict=True):
            text.set_text(f"{value:.1f}")
        ends = np.stack([np.zeros(10), 100 * run.p, np.full(10, np.nan)], axis=1).ravel()
        self.sticks.set_data(ends, np.repeat(np.arange(10), 3))
        best = int(run.p.argmax())
        self.winner.set_data([0, 100 * run.p[best]], [best, best])
        self.share.set_position((100 * run.p[best] + 3, best))
        self.share.set_text(f"{100 * run.p[best]:.0f}")
