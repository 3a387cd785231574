"""The tree, the table of truth against prediction in the tree's order, mistakes by distance."""

from __future__ import annotations

import numpy as np

from course_lib.datasets import ZOO_CLASSES
from course_lib.lessons.structured_and_ranking_svm.tree_cost import DISTANCES
from course_lib.lessons.structured_and_ranking_svm.zoo_tree import TREE
from course_lib.plots.colour_key import colour_key
from course_lib.plots.decision_field import FieldImage
from course_lib.plots.quick_text import quick_text
from course_lib.plots.style import HEIGHT, color

MOST = 20  # mistakes at one distance that fit
SHORT = ("mam", "bird", "rept", "amph", "fish", "ins", "inv")


def places() -> dict[str, tuple[float, float]]:
    """Where each node of the tree is drawn: leaves at x = 3 and their row, parents between."""
    at = {leaf: (3.0, float(i)) for i, leaf in enumerate(ZOO_CLASSES)}
    depth = {"warm": 2, "cold": 2, "no backbone": 1, "backbone": 1, "animal": 0}
    for node, x in depth.items():
        below = [at[child][1] for child, parent in TREE.parent.items() if parent == node]
        at[node] = (float(x), float(np.mean(below)))
    return at


class TreeCostView:
    """Left the tree, whose leaves are the rows of the table; right the mistakes by distance."""

    def __init__(self, figure):
        self.tree, self.table, self.bars = figure.subplots(1, 3, width_ratios=[1.1, 1.5, 1.0])
        self._make_tree()
        self._make_table()
        self._make_bars()

    def _make_tree(self):
        ax, at = self.tree, places()
        for child, parent in TREE.parent.items():
            (x, y), (left, up) = at[child], at[parent]
            ax.plot([left, left, x], [up, y, y], color=color.line, lw=2, zorder=1)
        for node, (x, y) in at.items():
            inner = node not in ZOO_CLASSES
            ax.text(x + 0.06 if inner else x + 0.08, y - 0.08 if inner else y, node, fontsize=9.5,
                    ha="left", va="bottom" if inner else "center", zorder=2,
                    color=color.muted if inner else color.ink)  # fmt: skip
        ax.set(xlim=(-0.1, 5.2), ylim=(6.5, -0.5), xticks=[], yticks=[])
        ax.grid(False)
        for spine in ax.spines.values():
            spine.set_visible(False)
        colour_key(ax, [("the tree", color.ink)])

    def _make_table(self):
        ax = self.table
        self.cost = FieldCells(ax)
        look = dict(ha="center", va="center", fontsize=11, zorder=4, color=color.ink)
        self.counts = [[quick_text(ax, j, i, **look) for j in range(7)] for i in range(7)]
        (self.wrong,) = ax.plot([], [], "s", color=color.orange, ms=21, mfc="none", mew=2, zorder=3)
        ax.set(xlim=(-0.5, 6.5), ylim=(6.5, -0.5), xticks=range(7), xticklabels=SHORT, yticks=[],
               xlabel="said")  # fmt: skip
        ax.tick_params(axis="x", labelsize=8.5)
        ax.grid(False)
        colour_key(ax, [("shade: cost Δ", color.blue), ("□ mistakes", color.orange)])

    def _make_bars(self):
        ax = self.bars
        x = np.arange(3)
        self.mine = ax.bar(x, [1] * 3, width=0.62, color=color.orange, zorder=2)
        (self.reference,) = ax.plot([], [], color=color.ink, lw=2.2, zorder=3)
        self.numbers = [quick_text(ax, k, 0, ha="center", va="bottom", color=color.ink, zorder=4)
                        for k in range(3)]  # fmt: skip
        ax.set(xlim=(-0.6, 2.6), ylim=(0, MOST), yticks=range(0, MOST + 1, 5), xticks=x,
               xticklabels=[f"{d} edges" for d in DISTANCES])  # fmt: skip
        colour_key(ax, [("mistakes", color.orange), ("— plain 0–1", color.ink)])

    def update(self, run):
        self.cost.set_data(run.delta)
        at = [(j, i) for i in range(7) for j in range(7) if i != j and run.confusion[i, j]]
        self.wrong.set_data(np.array(at, dtype=float).reshape(-1, 2).T)
        for row, values in zip(self.counts, run.confusion, strict=True):
            for text, value in zip(row, values, strict=True):
                text.set_text(str(value) if value else "")
        for bar, text, value in zip(self.mine, self.numbers, run.far, strict=True):
            bar.set_height(min(value, MOST))
            text.set(y=min(value, MOST - 2) + 0.3, text=str(value))
        ends = np.arange(3)[:, None] + [-0.36, 0.36, np.nan]
        self.reference.set_data(ends.ravel(), np.repeat(np.minimum(run.reference, MOST), 3))


class FieldCells(FieldImage):
    """A 7 × 7 table as even cells, one colour each, first row on top."""

    def __init__(self, ax):
        super().__init__(ax, HEIGHT, 0.0, 6.0)

    def set_data(self, values):
        super().set_data(np.kron(np.asarray(values, dtype=float)[::-1], np.ones((16, 16))))
