"""Six neurons as six dots in the plane of their weights, the loss, and how far they are apart."""

from __future__ import annotations

import numpy as np

from course_lib.lessons.initialization.neuron_symmetry import NEURONS, STEPS
from course_lib.plots.style import color

REACH = 3.0
TONES = (color.blue, color.orange, color.green, color.pink, color.amber, color.violet)
#: From the largest dot to the smallest, so that equal neurons show as rings.
SIZES = np.linspace(19, 5, NEURONS)


class NeuronSymmetryView:
    """Left: where the neurons are, with their ways. Right: loss, and largest distance."""

    def __init__(self, figure):
        axes = figure.subplot_mosaic([["w", "loss"], ["w", "apart"]], width_ratios=[1.2, 1])
        plane, self.loss_axes, self.apart_axes = axes["w"], axes["loss"], axes["apart"]
        plane.set(xlim=(-REACH, REACH), ylim=(-REACH, REACH), title="six hidden neurons: rows of W",
                  xlabel="weight of the bill's length", ylabel="weight of its depth")  # fmt: skip
        self.ways = [plane.plot([], [], color=tone, lw=1.2, alpha=0.7)[0] for tone in TONES]
        self.dots = [
            plane.plot([], [], "o", color=tone, ms=size, zorder=4)[0]
            for tone, size in zip(TONES, SIZES, strict=True)
        ]
        self.count = plane.text(0.03, 0.97, "", transform=plane.transAxes, va="top")
        (self.loss,) = self.loss_axes.plot([], [], color=color.blue, lw=1.8)
        (self.loss_now,) = self.loss_axes.plot([], [], "o", color=color.orange, ms=8)
        self.loss_axes.set(ylim=(0, 1.6), xlim=(-3, STEPS + 3), title="loss")
        (self.apart,) = self.apart_axes.plot([], [], color=color.green, lw=1.8)
        (self.apart_now,) = self.apart_axes.plot([], [], "o", color=color.orange, ms=8)
        self.apart_axes.set(yscale="log", ylim=(1e-13, 20), xlim=(-3, STEPS + 3), xlabel="step",
                            title="largest distance of two neurons")  # fmt: skip
        self.apart_axes.set_yticks([1e-13, 1e-9, 1e-5, 0.1], ["0", "$10^{-9}$", "$10^{-5}$", "0.1"])

    def update(self, run):
        """All that is drawn depends on the step."""

    def show(self, run, t):
        steps = np.arange(t + 1)
        self.loss.set_data(steps, np.minimum(run.loss[: t + 1], 1.6))
        self.apart.set_data(steps, _drawn(run.apart[: t + 1]))
        inside = np.clip(run.W[: t + 1], -REACH, REACH)
        for k, (way, dot) in enumerate(zip(self.ways, self.dots, strict=True)):
            way.set_data(inside[:, k].T)
            dot.set_data(inside[-1:, k].T)
        n = run.different[t]
        told = f"{n} distinct neuron" + "s" * int(n > 1)
        self.count.set_text(f"step {t}: {told}, loss {run.loss[t]:.3f}")
        self.loss_now.set_data([t], np.minimum(run.loss[t : t + 1], 1.6))
        self.apart_now.set_data([t], _drawn(run.apart[t : t + 1]))


def _drawn(apart):
    """What is nothing but rounding as the 0 that it stands for."""
    return np.where(apart < 1e-14, 1e-13, np.maximum(apart, 1e-13))
