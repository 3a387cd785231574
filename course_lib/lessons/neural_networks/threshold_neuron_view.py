"""The neuron's line between the corners, and its truth table."""

from __future__ import annotations

import numpy as np

from course_lib.lessons.neural_networks.threshold_neuron import CORNERS
from course_lib.plots.colour_key import colour_key
from course_lib.plots.quick_text import quick_text
from course_lib.plots.style import color
from course_lib.plots.two_classes import FAR, level_line

LOW, HIGH = -0.45, 1.45
COLUMNS = {"x₁": 0.03, "x₂": 0.13, "the row demands": 0.42, "z": 0.68, "fires": 0.83, "": 0.97}
#: More than the whole picture, for a neuron that fires everywhere.
EVERYWHERE = np.array([[-FAR, -FAR], [FAR, -FAR], [FAR, FAR], [-FAR, FAR]])


class ThresholdNeuronView:
    """Left the plane of inputs, right one row for each corner."""

    def __init__(self, figure):
        self.plane, self.table = figure.subplots(1, 2, width_ratios=[1, 1.45])
        self._make_plane()
        self._make_table()

    def _make_plane(self):
        ax = self.plane
        (self.side,) = ax.fill([0, 0, 0], [0, 0, 0], facecolor=color.blue, alpha=0.16, zorder=1)
        (self.line,) = ax.plot([], [], color=color.ink, lw=2.2, zorder=2)
        (self.wrong,) = ax.plot([], [], "o", ms=25, mfc="none", mec=color.pink, mew=2.2, zorder=3)
        (self.ones,) = ax.plot([], [], "o", color=color.blue, ms=13, zorder=4)
        (self.zeros,) = ax.plot([], [], "s", color=color.orange, ms=12, zorder=4)
        ax.set(xlim=(LOW, HIGH), ylim=(LOW, HIGH), xlabel="$x_1$", ylabel="$x_2$",
               xticks=(0, 1), yticks=(0, 1), aspect="equal")  # fmt: skip
        ax.grid(False)
        colour_key(ax, [("● wants 1", color.blue), ("■ wants 0", color.orange),
                        ("○ wrong", color.pink)])  # fmt: skip

    def _make_table(self):
        ax = self.table
        ax.set_axis_off()
        ax.set(xlim=(0, 1), ylim=(4.7, -0.7))
        look = dict(ha="center", va="center", color=color.muted, fontsize=10.5)
        for word, x in COLUMNS.items():
            quick_text(ax, x, 0, word, **look)
        look |= dict(color=color.ink, fontsize=12)
        for row, (x1, x2) in enumerate(CORNERS, 1):
            quick_text(ax, COLUMNS["x₁"], row, f"{x1:.0f}", **look)
            quick_text(ax, COLUMNS["x₂"], row, f"{x2:.0f}", **look)
        self.rows = [
            [quick_text(ax, x, row, **look) for x in list(COLUMNS.values())[2:]]
            for row in range(1, 5)
        ]
        self.marks = [
            [quick_text(ax, COLUMNS[""], row, mark, **look | dict(color=tone, fontsize=13))
             for mark, tone in (("✓", color.green), ("✗", color.pink))] for row in range(1, 5)
        ]  # fmt: skip

    def update(self, run):
        ends = level_line(run.w, run.b)
        self.line.set_visible(ends is not None)
        if ends is not None:
            self.line.set_data(ends.T)
            far = 2 * FAR * run.w / np.linalg.norm(run.w)
            self.side.set_xy(np.concatenate([ends, ends[::-1] + far]))
        else:
            self.side.set_xy(EVERYWHERE)
        self.side.set_visible(ends is not None or run.b >= 0)
        self.ones.set_data(CORNERS[run.wanted].T)
        self.zeros.set_data(CORNERS[~run.wanted].T)
        self.wrong.set_data(CORNERS[~run.right].T)
        for k, (texts, (yes, no)) in enumerate(zip(self.rows, self.marks, strict=True)):
            demand, z, fires, _ = texts
            demand.set_text(run.conditions[k])
            z.set_text(f"{run.z[k]:.2f}".replace("-", "−"))
            fires.set_text("1" if run.fires[k] else "0")
            yes.set_visible(bool(run.right[k]))
            no.set_visible(not run.right[k])
