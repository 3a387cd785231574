"""Loss by epoch from three starts, with activations and gradients layer by layer."""

from __future__ import annotations

import numpy as np

from course_lib.lessons.initialization.deep_training import EPOCHS
from course_lib.plots.colour_key import axes_text, colour_key
from course_lib.plots.style import color

TONES = {"zeros": color.muted, "Xavier": color.orange, "Kaiming": color.blue}
FLOOR = 1e-12


class DeepTrainingView:
    """Left: the losses so far. Middle and right: what passes through the layers at this epoch."""

    def __init__(self, figure):
        self.axes = figure.subplots(1, 3)
        loss, signal, gradient = self.axes
        loss.set(xlim=(-0.3, EPOCHS + 0.3), ylim=(0, 2.6), xlabel="epoch", ylabel="training loss")
        loss.axhline(np.log(10), color=color.line, lw=1.2, ls=(0, (4, 3)), zorder=1)
        loss.text(EPOCHS, 2.34, "log 10: guessing", ha="right", va="bottom", color=color.muted)
        for ax, title in ((signal, "rms of activations"), (gradient, "rms of gradients")):
            ax.set(yscale="log", ylim=(FLOOR / 3, 30), xlim=(0, 31), xlabel="hidden layer",
                   title=title)  # fmt: skip
            ax.set_yticks(10.0 ** np.arange(-12, 1, 3))
            ax.text(15, 3 * FLOOR, "0", color=color.muted, ha="center", va="bottom")
        self.lines = {}
        for start, tone in TONES.items():
            style = dict(color=tone, lw=1.8, ls=(0, (2, 1.5)) if start == "zeros" else "-")
            (curve,) = loss.plot([], [], "o", ms=5, **style)
            self.lines[start] = [curve, *(
                ax.plot([], [], "o", ms=4, **style)[0] for ax in (signal, gradient)
            )]  # fmt: skip
        colour_key(loss, list(TONES.items()))
        self.how = axes_text(loss, 0.04, 0.3, va="bottom", fontsize=9)
        self.right = {
            start: axes_text(loss, 0.04, 0.2 - 0.08 * row, va="bottom", color=tone)
            for row, (start, tone) in enumerate(TONES.items())
        }

    def update(self, result):
        self.how.set_text(result.optimizer)

    def show(self, result, t):
        epochs, layers = np.arange(t + 1), 1 + np.arange(result.depth)
        for start, (loss, signal, gradient) in self.lines.items():
            run = result.runs[start]
            loss.set_data(epochs, np.clip(run.loss[: t + 1], 0, 2.6))
            signal.set_data(layers, np.clip(run.signal[t], FLOOR, 30))
            gradient.set_data(layers, np.clip(run.gradient[t], FLOOR, 30))
            self.right[start].set_text(f"{run.accuracy[t]:.0%} of the digits right")
