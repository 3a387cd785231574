"""Both bounds cut by cut, the worst labels that make the next cut, all constraints against cuts."""

from __future__ import annotations

import numpy as np

from course_lib.lessons.structured_and_ranking_svm.constraint_generation import ANIMALS
from course_lib.lessons.structured_and_ranking_svm.sum_and_max_view import upright
from course_lib.lessons.structured_and_ranking_svm.zoo_tree import HIDDEN
from course_lib.plots.colour_key import axes_text, colour_key
from course_lib.plots.decision_field import FieldImage
from course_lib.plots.style import HEIGHT, color

MOST_CUTS, CEILING = 80, 3.0


class ConstraintGenerationView:
    """Left the bounds and the multipliers; middle the worst labels; right the two counts."""

    def __init__(self, figure):
        self.bounds, self.labels, self.counts = figure.subplots(1, 3, width_ratios=[1.5, 1.1, 1.0])
        self._make_bounds()
        self._make_labels()
        self._make_counts()

    def _make_bounds(self):
        ax = self.bounds
        (self.value,) = ax.plot([], [], ".", color=color.muted, ms=5, zorder=2)
        (self.upper,) = ax.plot([], [], color=color.orange, lw=2.4, zorder=4)
        (self.lower,) = ax.plot([], [], color=color.blue, lw=2.4, zorder=4)
        (self.between,) = ax.plot([], [], color=color.green, lw=3, zorder=3)
        (self.alpha,) = ax.plot([], [], color=color.violet, lw=2.2, solid_capstyle="butt", zorder=3)
        self.words = axes_text(ax, 0.97, 0.93, ha="right", fontsize=10, color=color.ink)
        ax.set(xlim=(-1, MOST_CUTS), ylim=(0, CEILING), xlabel="cuts",
               ylabel="J, in units of the minimum")  # fmt: skip
        colour_key(ax, [("· value", color.muted), ("best", color.orange), ("bound", color.blue),
                        ("gap", color.green), ("α of each cut", color.violet)])  # fmt: skip

    def _make_labels(self):
        ax = self.labels
        self.image = FieldImage(ax, HEIGHT, 0.0, 1.0)
        ax.set(xlim=(-0.5, 8.5), ylim=(ANIMALS, 0), xticks=range(9), ylabel="animal")
        ax.set_xticklabels(HIDDEN, rotation=90, fontsize=8)
        ax.grid(False)
        colour_key(ax, [("■ wrong in the next cut", color.blue)])

    def _make_counts(self):
        ax = self.counts
        k = np.arange(1, 10)
        ax.plot(k, ANIMALS * (2.0**k - 1), "o-", color=color.line, ms=4, zorder=2)
        (self.all,) = ax.plot([], [], "o", color=color.ink, ms=8, zorder=3)
        (self.few,) = ax.plot([], [], "o", color=color.violet, ms=9, zorder=4)
        ax.set(yscale="log", xlim=(0.4, 9.6), ylim=(0.7, 2e5), xticks=range(1, 10),
               xlabel="answers k")  # fmt: skip
        colour_key(ax, [("constraints", color.ink), ("cuts", color.violet)])

    def update(self, run):
        self.all.set_data([run.k], [run.constraints])

    def show(self, run, frame):
        t, trace = frame, run.trace
        x = np.arange(t + 1)
        value, best, bound = (np.minimum(part[: t + 1] / run.best, CEILING)
                              for part in (trace.value, trace.best, trace.bound))  # fmt: skip
        self.value.set_data(x, value)
        self.upper.set_data(x, best)
        self.lower.set_data(x, bound)
        self.between.set_data([t, t], [bound[-1], best[-1]])
        alpha = run.share[t]
        cuts = np.arange(1.0, len(alpha) + 1)
        self.alpha.set_data(upright(cuts, 0.0, alpha))
        relative = trace.gap[t] / trace.best[t]
        used = int((alpha > 1e-6).sum())
        self.words.set_text(f"{t} cuts, {used} in use, gap {_percent(relative)}")
        shown = np.zeros((ANIMALS, 9))
        shown[:, : run.k] = run.wrong[t]
        self.image.set_data(np.kron(shown[::-1], np.ones((2, 8))))
        self.few.set_data([run.k], [max(t, 0.7)])


def _percent(part) -> str:
    return f"{100 * part:.0f} %" if part > 0.0995 else f"{100 * part:.1f} %"
