"""Histograms layer by layer as two images, and their size by depth against theory."""

from __future__ import annotations

import numpy as np

from course_lib.lessons.initialization.signal_propagation import BINS, EDGE, MAX_DEPTH
from course_lib.plots.colour_key import colour_key
from course_lib.plots.style import HEIGHT, color

FLOOR, CEILING = 1e-12, 1e12


class SignalPropagationView:
    """Left: where the activations and gradients of each layer lie. Right: how large they are."""

    def __init__(self, figure):
        axes = figure.subplot_mosaic([["a", "size"], ["g", "size"]], width_ratios=[1.1, 1])
        self.up = self._make_histogram(axes["a"], "activations of each layer")
        self.back = self._make_histogram(axes["g"], "gradients of each layer")
        axes["g"].set_xlabel("layer")
        (self.mean,) = axes["a"].plot([], [], color=color.pink, lw=1.8)
        axes["a"].text(49.5, 2.75, "mean", color=color.pink, ha="right", va="top",
                       fontweight="bold")  # fmt: skip
        self._make_size(axes["size"])

    def _make_histogram(self, ax, title):
        image = ax.imshow(
            np.zeros((BINS, MAX_DEPTH + 1)), origin="lower", aspect="auto", cmap=HEIGHT,
            vmin=0, vmax=0.5, extent=(-0.5, MAX_DEPTH + 0.5, -EDGE, EDGE),
            interpolation="nearest",
        )  # fmt: skip
        ax.set(title=title, yticks=[-3, 0, 3], yticklabels=["≤ −3", "0", "≥ 3"])
        ax.grid(False)
        return image

    def _make_size(self, ax):
        (self.theory_std,) = ax.plot([], [], color=color.ink, lw=1.4, ls=(0, (5, 2)), zorder=4)
        (self.theory_gradient,) = ax.plot([], [], color=color.ink, lw=1.4, ls=(0, (1, 1.5)),
                                          zorder=4)  # fmt: skip
        (self.std,) = ax.plot([], [], "o-", color=color.blue, ms=4, lw=1.6)
        (self.gradient,) = ax.plot([], [], "s-", color=color.orange, ms=4, lw=1.6)
        ax.set(yscale="log", xlim=(-1, MAX_DEPTH + 1), ylim=(FLOOR, CEILING),
               xlabel="layer (dashed and dotted: theory)")  # fmt: skip
        ax.set_yticks(10.0 ** np.arange(-12, 13, 4))
        colour_key(ax, [("● std of activations", color.blue),
                        ("■ rms of gradients", color.orange)])  # fmt: skip

    def update(self, run):
        layers = np.arange(run.depth + 1)
        for image, parts in ((self.up, run.activation_hist), (self.back, run.gradient_hist)):
            shown = np.zeros((BINS, MAX_DEPTH + 1))
            shown[:, : run.depth + 1] = np.sqrt(parts.T)
            image.set_data(shown)
        self.mean.set_data(layers, np.clip(run.mean, -EDGE, EDGE))
        for line, sizes in (
            (self.std, run.std), (self.gradient, run.gradient),
            (self.theory_std, run.theory_std), (self.theory_gradient, run.theory_gradient),
        ):  # fmt: skip
            line.set_data(layers, np.clip(sizes, FLOOR, CEILING))
