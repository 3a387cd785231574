"""The factors of the chain rule as grids of coloured cells, the product, and the differences."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from matplotlib.collections import PolyCollection

from course_lib.lessons.math_basics.chain_shapes import LARGEST, shape_of
from course_lib.plots.quick_text import quick_text
from course_lib.plots.style import DIVERGING, color

MOST = 1.5  # of an entry's size, where the colours end
CENTRES = (2.6, 9.6, 16.6, 23.6, 29.4)  # of the three factors, the product and the differences
MIDDLE = 0.0
UNIT = np.array([[0, 0], [1, 0], [1, 1], [0, 1]], dtype=float)
VERDICTS = {
    "refused": ("✗ refused", color.pink),
    "other shape": ("not the gradient's shape", color.pink),
    "wrong": ("✗ wrong numbers", color.pink),
    "row": ("✓ as a row", color.green),
    "right": ("✓ the gradient", color.green),
}


class ChainShapesView:
    """Three factors, the product of them where it exists, and ∂z/∂x by differences."""

    def __init__(self, figure):
        ax = self.ax = figure.add_axes([0.0, 0.0, 1.0, 1.0])
        ax.set(xlim=(-0.6, 32.2), ylim=(-5.2, 4.1), aspect="equal")
        ax.set_axis_off()
        self.cells = PolyCollection([], cmap=DIVERGING, edgecolors=[color.line], linewidths=0.8)
        self.cells.set_clim(-MOST, MOST)
        ax.add_collection(self.cells, autolim=False)
        look = dict(ha="center", va="center", zorder=4)
        self.titles = [quick_text(ax, c, 3.4, color=color.ink, fontsize=12, **look)
                       for c in CENTRES]  # fmt: skip
        self.shapes = [quick_text(ax, c, -3.3, color=color.muted, fontsize=11, **look)
                       for c in CENTRES]  # fmt: skip
        between = [(a + b) / 2 for a, b in pairwise(CENTRES[:3])]
        self.dots = [quick_text(ax, c, MIDDLE, "·", color=color.ink, fontsize=30, **look)
                     for c in between]  # fmt: skip
        self.joints = [quick_text(ax, c, -4.6, color=color.green, fontsize=12, **look)
                       for c in between]  # fmt: skip
        quick_text(ax, 20.1, MIDDLE, "=", color=color.ink, fontsize=15, **look)
        self.refused = quick_text(ax, CENTRES[3], MIDDLE, "✗", color=color.pink, fontsize=30,
                                  **look)  # fmt: skip
        self.verdict = quick_text(ax, CENTRES[3], -4.6, fontsize=12, **look)
        self.numbers = [[quick_text(ax, 0, 0, color=color.ink, fontsize=9, **look)
                         for _ in range(LARGEST)] for _ in range(2)]  # fmt: skip
        self.titles[3].set_text("the product")
        self.titles[4].set_text("∂z/∂x, differences")

    def update(self, run):
        grids = [*run.factors, run.product, run.numeric]
        shown = [(g, c) for g, c in zip(grids, CENTRES, strict=True) if g is not None]
        self.cells.set_verts(np.concatenate([_cells(g, c) for g, c in shown]), closed=True)
        self.cells.set_array(np.concatenate([g.ravel() for g, _ in shown]))
        for title, name in zip(self.titles[:3], run.names, strict=True):
            title.set_text(name)
        for text, grid in zip(self.shapes, grids, strict=True):
            text.set_text("" if grid is None else shape_of(grid))
        for text, fits, (a, b) in zip(self.joints, run.fits, pairwise(run.factors), strict=True):
            text.set_text(f"{a.shape[1]} {'=' if fits else '≠'} {b.shape[0]}")
            text.set_color(color.green if fits else color.pink)
        self.refused.set_text("✗" if run.product is None else "")
        word, tone = VERDICTS[run.verdict]
        self.verdict.set_text(word)
        self.verdict.set_color(tone)
        for texts, grid, centre in zip(self.numbers, grids[3:], CENTRES[3:], strict=True):
            self._write(texts, grid, centre)

    @staticmethod
    def _write(texts, grid, centre):
        """The entries of a column or row; of nothing else."""
        vector = grid is not None and 1 in grid.shape
        places = _cells(grid, centre).mean(axis=1) if vector else ()
        values = grid.ravel() if vector else ()
        for k, text in enumerate(texts):
            if k < len(values):
                text.set_position(places[k])
                text.set_text(f"{round(float(values[k]), 1) + 0.0:.1f}".replace("-", "−"))
            else:
                text.set_text("")


def _cells(grid, centre: float) -> np.ndarray:
    """The corners of a grid's cells, row by row from above: shape (rows · columns, 4, 2)."""
    rows, columns = grid.shape
    across, down = np.meshgrid(np.arange(columns), np.arange(rows))
    lower_left = np.stack([centre - columns / 2 + across, MIDDLE + rows / 2 - 1 - down], axis=-1)
    return lower_left.reshape(-1, 1, 2) + UNIT
