"""The norm of the gradient layer by layer, and what the whole network stretches by."""

from __future__ import annotations

import numpy as np

from course_lib.lessons.initialization.gradient_norms import MAX_DEPTH
from course_lib.plots.colour_key import colour_key
from course_lib.plots.pieces import in_pieces
from course_lib.plots.style import color

FLOOR, CEILING = 1e-8, 1e8


class GradientNormsView:
    """Left: ten networks and theory. Right: singular values of input-to-output."""

    def __init__(self, figure):
        self.left, self.right = figure.subplots(1, 2, width_ratios=[1.3, 1])
        (self.runs,) = self.left.plot([], [], color=color.sky, lw=1.0)
        (self.median,) = self.left.plot([], [], "o-", color=color.blue, ms=4, lw=1.6)
        (self.theory,) = self.left.plot([], [], color=color.ink, lw=1.5, ls=(0, (5, 2)))
        self.left.set(yscale="log", xlim=(-1, MAX_DEPTH + 1), ylim=(FLOOR, CEILING), xlabel="layer")
        self.left.set_yticks(10.0 ** np.arange(-8, 9, 4))
        colour_key(self.left, [("gradient norm of 10 networks", color.sky),
                               ("● median", color.blue),
                               ("theory", color.ink)])  # fmt: skip
        (self.stretches,) = self.right.plot([], [], "o", color=color.green, ms=4.5)
        self.right.axhline(1, color=color.line, lw=1)
        self.right.set(yscale="log", xlim=(0, 102), ylim=(FLOOR, CEILING),
                       xlabel="directions, in % of the width",
                       title="stretch of a small change")  # fmt: skip
        ticks = 10.0 ** np.arange(-8, 9, 4)
        self.right.set_yticks(ticks, [r"$\leq 10^{-8}$", "$10^{-4}$", "1", "$10^4$", "$10^8$"])

    def update(self, run):
        layers = np.arange(run.depth + 1)
        norm = np.clip(run.norm, FLOOR, CEILING)
        self.runs.set_data(in_pieces(np.tile(layers, (len(norm), 1))), in_pieces(norm))
        self.median.set_data(layers, np.median(norm, axis=0))
        self.theory.set_data(layers, np.clip(run.theory, FLOOR, CEILING))
        n = len(run.stretches)
        share = 100 * (1 + np.arange(n)) / n
        self.stretches.set_data(share, np.clip(run.stretches, FLOOR, CEILING))
