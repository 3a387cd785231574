"""The matrix on the left, the digits of the clicked cell on the right."""

from __future__ import annotations

import numpy as np

from course_lib.lessons.training_a_network.confusion import TILES
from course_lib.lessons.training_a_network.digits import SIDE
from course_lib.plots.decision_field import FieldImage
from course_lib.plots.mosaic import GAP, ZOOM, mosaic
from course_lib.plots.quick_text import quick_text
from course_lib.plots.style import HEIGHT, INK, color

COLUMNS, BELOW, FINE = 5, 9, 8
_SQUARE = np.array([[-1, 1, 1, -1, -1], [-1, -1, 1, 1, -1]])


class ConfusionView:
    """Click a cell of the first axes."""

    def __init__(self, figure):
        self.matrix, self.tiles = figure.subplots(1, 2, width_ratios=[1, 1.25])
        self._make_matrix()
        self._make_tiles()

    def _make_matrix(self):
        ax = self.matrix
        self.shares = FieldImage(ax, HEIGHT, 0.0, 1.0)
        ax.set(xlim=(-0.5, 9.5), ylim=(9.5, -0.5), xticks=range(10), yticks=range(10),
               xlabel="answer", ylabel="true class")  # fmt: skip
        ax.grid(False)
        self.numbers = [
            quick_text(ax, k % 10, k // 10, ha="center", va="center", fontsize=8,
                       color=color.muted if k % 11 == 0 else color.ink, zorder=3)
            for k in range(100)
        ]  # fmt: skip
        (self.chosen,) = ax.plot([], [], color=color.orange, lw=2.2, zorder=4)

    def _make_tiles(self):
        ax, unit, rows = self.tiles, SIDE + GAP, TILES // COLUMNS
        self.image = FieldImage(ax, INK, 0.0, 1.0)
        ax.set(xlim=(0, COLUMNS * unit - GAP), ylim=(rows * (SIDE + BELOW) - BELOW, -BELOW),
               aspect="equal", xticks=(), yticks=())  # fmt: skip
        ax.grid(False)
        for spine in ax.spines.values():
            spine.set_visible(False)
        self.names = [
            quick_text(ax, k % COLUMNS * unit + SIDE / 2, k // COLUMNS * (SIDE + BELOW) - BELOW / 2,
                       ha="center", va="center", fontsize=9.5, color=color.muted, zorder=3)
            for k in range(TILES)
        ]  # fmt: skip
        ax.set_title("true class: answer, and its probability")

    def update(self, run):
        wrong = run.counts * (1 - np.eye(10, dtype=int))
        shares = np.sqrt(wrong / max(wrong.max(), 1))
        self.shares.set_data(np.kron(shares[::-1], np.ones((FINE, FINE))))
        for text, count in zip(self.numbers, run.counts.ravel(), strict=True):
            text.set_text(str(count) if count else "·")
        x, y = np.empty((2, 0))
        if run.cell:
            row, column = run.cell
            x, y = column + 0.5 * _SQUARE[0], row + 0.5 * _SQUARE[1]
        self.chosen.set_data(x, y)
        tiles = np.zeros((TILES, SIDE * SIDE))
        tiles[: len(run.pictures)] = run.pictures
        whole = mosaic(tiles, COLUMNS, BELOW)
        self.image.set_data(np.pad(whole, ((0, ZOOM * BELOW), (0, 0))))
        told = zip(run.true, run.answers, run.sure, strict=True)
        labels = [f"{true}: {answer}  {p:.2f}" for true, answer, p in told]
        for text, label in zip(self.names, [*labels, *[""] * TILES], strict=False):
            text.set_text(label)
