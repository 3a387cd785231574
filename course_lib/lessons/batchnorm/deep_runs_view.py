"""What the deep networks show, in figures that stand still: noise, and loss along the step."""

from __future__ import annotations

import numpy as np

from course_lib.lessons.batchnorm.deep_runs import Network, deep_runs
from course_lib.lessons.batchnorm.smoothness import REACH, smoothness
from course_lib.plots.colour_key import colour_key
from course_lib.plots.figure import NotebookFigure, subplots
from course_lib.plots.style import color

NOISE = (0.0, 0.5, 1.0, 2.0)


def noise_figure() -> NotebookFigure:
    """Training loss and test accuracy over the strength of the noise, a dot for each seed."""
    runs = deep_runs()
    fig, axes = subplots(1, 2, size=(9.2, 3.3))
    noisy = [runs[Network("before", c, 0.3)] for c in NOISE]
    plain = [runs[Network("none", 0.0, lr)] for lr in (0.1, 0.3)]
    places = np.arange(len(NOISE) + 2)
    for ax, field, label, top in zip(axes, ("last_epoch", "accuracy"),
                                ("training loss, last epoch", "test accuracy (%)"), (2.5, 100),
                                strict=True):  # fmt: skip
        for group, at, shade in ((noisy, places[:4], color.green), (plain, places[4:], color.blue)):
            values = np.array([getattr(run, field) for run in group])
            ax.plot(at, np.median(values, axis=1), "_", color=shade, ms=26, mew=2.5)
            ax.plot(at, values, "o", color=shade, ms=6, alpha=0.6)
        ax.set(xticks=places, ylabel=label, xlim=(-0.6, 5.6), ylim=(0, top))
        ax.set_xticklabels(["c = 0", "0.5", "1", "2", "η = 0.1", "η = 0.3"])
        colour_key(ax, [("BN + noise c, η = 0.3", color.green), ("no BN", color.blue)])
    return fig


def smoothness_figure() -> NotebookFigure:
    """Loss range and turn of the gradient along the step, a line for each seed."""
    fig, (left, right) = subplots(1, 2, size=(9.2, 3.3))
    for place, shade in (("none", color.blue), ("before", color.green)):
        found = smoothness(place)
        left.plot(found.steps, found.loss_range, color=shade, lw=1.3, alpha=0.8)
        right.plot(REACH, np.median(found.turned, axis=0), "o-", color=shade, lw=1.3, ms=5)
    left.set(yscale="log", xlabel="step of the training", ylabel="range of the loss",
             ylim=(0.03, 100))  # fmt: skip
    right.set(
        xlabel="length of the trial step, in η", ylabel="turn of the gradient", ylim=(0, None)
    )
    for ax in (left, right):
        colour_key(ax, [("without BN", color.blue), ("with BN", color.green)])
    return fig
