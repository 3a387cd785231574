"""Test loss of six normalizations at one batch size, and one of them in both modes."""

from __future__ import annotations

import numpy as np

from course_lib.lessons.batchnorm.norm_race import BATCHES, EPOCHS, NORMS, SEEDS
from course_lib.plots.colour_key import axes_text, colour_key
from course_lib.plots.label_spots import apart
from course_lib.plots.pieces import in_pieces
from course_lib.plots.quick_text import quick_text
from course_lib.plots.style import color

COLORS = {
    "none": color.muted, "batch": color.blue, "layer": color.orange, "instance": color.pink,
    "group": color.green, "weight": color.violet,
}  # fmt: skip
BOTTOM, TOP, FAR = 0.9, 2.7, 3.6  # above TOP a line leaves: instance, at 64


class NormRaceView:
    """Left one curve a normalization, thick the mean of the thin seeds; right the two modes."""

    def __init__(self, figure):
        self.left, self.right = figure.subplots(1, 2, width_ratios=[1.45, 1])
        epochs = np.arange(1, EPOCHS + 1)
        self.means, self.seeds, self.names = [], [], []
        for norm, shade in COLORS.items():
            every = in_pieces(np.tile(epochs, (SEEDS, 1)))
            self.seeds.append(self.left.plot(every, every, color=shade, lw=0.8, alpha=0.45)[0])
            self.means.append(self.left.plot(epochs, epochs, "o-", color=shade, ms=5)[0])
            self.names.append(
                quick_text(self.left, EPOCHS + 0.04, 0, norm, color=shade, va="center")
            )
        self.left.set(xlim=(0.9, EPOCHS + 0.4), ylim=(BOTTOM, TOP), xticks=epochs,
                      xlabel="epoch", title="test loss, batches of the chosen size")  # fmt: skip
        at = np.arange(len(BATCHES))
        (self.training,) = self.right.plot(at - 0.1, at, "s", color=color.amber, ms=10)
        (self.running,) = self.right.plot(at + 0.1, at, "D", color=color.ink, ms=9)
        self.right.set(xlim=(-0.5, 2.5), ylim=(0, FAR), xticks=at, xlabel="batch size B",
                       ylabel="loss on the digits trained on")  # fmt: skip
        self.right.set_xticklabels(map(str, BATCHES))
        self.name = axes_text(self.right, 0.03, 0.03, ha="left", va="bottom")
        colour_key(self.right, [("■ training mode", color.amber), ("◆ evaluation", color.ink)])

    def update(self, view):
        curves = view.race.test[:, view.batch]
        for k in range(len(NORMS)):
            self.means[k].set_ydata(curves[k].mean(axis=0))
            self.seeds[k].set_ydata(in_pieces(curves[k]))
        ends = np.minimum(curves[:, :, -1].mean(axis=1), TOP - 0.1)
        for name, height in zip(self.names, apart(ends, 0.115), strict=True):
            name.set_y(height)
        self.training.set_ydata(view.race.by_batch[view.norm].mean(axis=-1))
        self.running.set_ydata(view.race.by_running[view.norm].mean(axis=-1))
        self.name.set_text(f"normalization: {NORMS[view.norm]}")
