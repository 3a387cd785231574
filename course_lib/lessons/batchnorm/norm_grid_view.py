"""Heat maps of what learns, without and with batch normalization."""

from __future__ import annotations

import numpy as np
from matplotlib.patches import Rectangle

from course_lib.lessons.batchnorm.norm_grid import RATES, SCALES
from course_lib.plots.colour_key import colour_key
from course_lib.plots.style import HEIGHT, color, style_context

NAMES = ("without BN", "with BN")
WORST = 4.0


class NormGridView:
    """Test accuracy in percent over (learning rate, scale); right the losses of the chosen cell."""

    def __init__(self, figure):
        *self.maps, self.right = figure.subplots(1, 3, width_ratios=[1, 1, 0.95])
        self.drawn, self.marks = False, []
        for ax, name in zip(self.maps, NAMES, strict=True):
            ax.set(title=f"{name}: accuracy (%)", xlabel="learning rate η",
                   xticks=range(len(RATES)), yticks=range(len(SCALES)))  # fmt: skip
            ax.set_xticklabels([f"{r:.2g}" for r in RATES])
            ax.set_yticklabels([f"{s:.2g}" for s in SCALES])
            ax.grid(False)
            mark = Rectangle((0, 0), 1, 1, fill=False, ec=color.orange, lw=3, zorder=5)
            self.marks.append(ax.add_patch(mark))
        self.maps[0].set_ylabel("initial weights × Kaiming's")
        self.curves = [
            self.right.plot([], [], "o-", color=c, ms=4)[0] for c in (color.blue, color.green)
        ]
        self.right.set(xlabel="step", ylabel="loss in the marked cell", xlim=(0, 60),
                       ylim=(0, 1.05 * WORST))  # fmt: skip
        colour_key(self.right, list(zip(NAMES, (color.blue, color.green), strict=True)))

    def update(self, cell):
        if not self.drawn:
            with style_context():
                self._draw(cell.grid)
        for mark in self.marks:
            mark.set_xy((cell.column - 0.5, cell.row - 0.5))
        for curve, losses in zip(self.curves, cell.grid.losses, strict=True):
            curve.set_data(cell.steps, np.minimum(losses[cell.row, cell.column], WORST))

    def _draw(self, grid):
        self.drawn = True
        for ax, accuracy in zip(self.maps, grid.accuracy, strict=True):
            ax.imshow(accuracy, origin="lower", aspect="auto", vmin=5, vmax=95, cmap=HEIGHT)
            for (row, column), value in np.ndenumerate(accuracy):
                ax.text(column, row, f"{value:.0f}", ha="center", va="center", fontsize=9.5)
