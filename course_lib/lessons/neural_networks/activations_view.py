"""An activation with its slope, a chain of it, and the chain's slope by depth."""

from __future__ import annotations

import numpy as np

from course_lib.lessons.neural_networks.activations import DEPTH, FLAT, FLOOR, LEFT, RIGHT
from course_lib.plots.colour_key import colour_key
from course_lib.plots.pieces import in_pieces
from course_lib.plots.style import color

LOW, HIGH = -2.2, 3.2


class ActivationsView:
    """Left φ and φ′, in the middle the chain's output, right its slope after each layer."""

    def __init__(self, figure):
        self.curve, self.output, self.depth = figure.subplots(1, 3, width_ratios=[1.25, 1, 1])
        self._make_curve()
        self._make_output()
        self._make_depth()

    def _make_curve(self):
        ax = self.curve
        (self.flat,) = ax.plot([], [], color=color.amber, lw=7, alpha=0.55, zorder=1)
        ax.axhline(0, color=color.line, lw=0.9, zorder=0.5)
        (self.slope,) = ax.plot([], [], color=color.orange, lw=1.8, ls=(0, (5, 2)), zorder=3)
        (self.value,) = ax.plot([], [], color=color.blue, lw=2.4, zorder=4)
        self.mark = ax.axvline(0, color=color.muted, lw=1.0, zorder=2)
        (self.value_at,) = ax.plot([], [], "o", color=color.blue, ms=7, zorder=5)
        (self.slope_at,) = ax.plot([], [], "o", color=color.orange, ms=7, zorder=5)
        ax.set(xlim=(LEFT, RIGHT), ylim=(LOW, HIGH), xlabel="z")
        colour_key(ax, [(r"$\varphi(z)$", color.blue), (r"slope $\varphi\,'(z)$", color.orange),
                        ("saturated", color.amber)])  # fmt: skip

    def _make_output(self):
        ax = self.output
        ax.axhline(0, color=color.line, lw=0.9, zorder=0.5)
        (self.chained,) = ax.plot([], [], color=color.green, lw=2.4, zorder=3)
        (self.chained_at,) = ax.plot([], [], "o", color=color.green, ms=7, zorder=4)
        ax.set(xlim=(LEFT, RIGHT), ylim=(LOW, HIGH), xlabel="z")
        colour_key(ax, [("output of the chain", color.green)])

    def _make_depth(self):
        ax = self.depth
        (self.others,) = ax.plot([], [], color=color.muted, lw=1.0, alpha=0.45, zorder=2)
        (self.own,) = ax.plot([], [], color=color.green, lw=2.4, zorder=4)
        (self.now,) = ax.plot([], [], "o", color=color.green, ms=8, zorder=5)
        ax.set(xlim=(0.5, DEPTH + 0.5), ylim=(FLOOR / 2, 1e4), yscale="log", xlabel="layers")
        ax.set_yticks([FLOOR, 1e-8, 1e-4, 1.0, 1e4],
                      ["$\\leq 10^{-12}$", "$10^{-8}$", "$10^{-4}$", "1", "$10^4$"])  # fmt: skip
        colour_key(ax, [("its slope at z", color.green), ("others", color.muted)])

    def update(self, run):
        self.value.set_data(run.grid, run.value)
        self.slope.set_data(run.grid, run.slope)
        flat = np.abs(run.slope) < FLAT
        self.flat.set_visible(bool(flat.any()))
        self.flat.set_data(run.grid, np.where(flat, run.value, np.nan))
        self.mark.set_xdata([run.z, run.z])
        self.value_at.set_data([run.z], [run.value_at])
        self.slope_at.set_data([run.z], [run.slope_at])
        self.chained.set_data(run.grid, run.chained.clip(2 * LOW, 2 * HIGH))
        self.chained_at.set_data([run.z], [np.clip(run.chained_at, 2 * LOW, 2 * HIGH)])
        layers = np.arange(1, DEPTH + 1)
        self.others.set_data(in_pieces([layers] * len(run.others)),
                             in_pieces([*run.others.values()]))  # fmt: skip
        self.own.set_data(layers, run.products)
        self.now.set_data([run.depth], [run.products[run.depth - 1]])
