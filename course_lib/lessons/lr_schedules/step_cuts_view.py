"""Cuts of the rate, the loss that drops at them, and the cloud of runs that shrinks."""

from __future__ import annotations

import numpy as np

from course_lib.lessons.lr_schedules.schedule_composer_view import drawn_loss, loss_axes
from course_lib.lessons.lr_schedules.step_cuts import CURVATURES, NOISE, PERCENT, STEPS
from course_lib.plots.colour_key import colour_key
from course_lib.plots.style import color

TONES = (color.blue, color.green, color.orange, color.pink)
LOW, REACH = 0.25, (4.3, 3.9)
_ANGLES = np.linspace(0, 2 * np.pi, 121)
_CIRCLE = 2 * np.array([np.cos(_ANGLES), np.sin(_ANGLES)])  # two standard deviations


class StepCutsView:
    """Left the rate above the loss; right where many runs on a quadratic are before each cut."""

    def __init__(self, figure):
        layout = figure.subplot_mosaic([["rate", "cloud"], ["loss", "cloud"]],
                                       width_ratios=[1.3, 1], height_ratios=[1, 1.7])  # fmt: skip
        self.rate, self.loss, self.cloud = (layout[name] for name in ("rate", "loss", "cloud"))
        self._make_left()
        self._make_right()

    def _make_left(self):
        self.rate.set(yscale="log", ylim=(3e-5, 4), xlim=(0, 100), ylabel="rate η$_t$")
        self.rate.set_yticks([1e-4, 1e-2, 1])
        colour_key(self.rate, [("your cuts", color.ink), ("30/60/90", color.violet),
                               ("no cut", color.muted)])  # fmt: skip
        loss_axes(self.loss, 100, LOW)
        self.loss.set(xlabel="per cent of the run", ylabel="test loss")
        styles = (
            dict(color=color.muted, lw=1.6, ls=(0, (5, 2))),
            dict(color=color.violet, lw=6, alpha=0.35),
            dict(color=color.ink, lw=2.2),
        )
        self.rates = [self.rate.plot([], [], **style)[0] for style in styles]
        self.losses = [self.loss.plot([], [], **style)[0] for style in styles]
        self.marks = self.loss.vlines([], LOW, 3.2, color=color.line, lw=1.2, ls=(0, (2, 2)))
        dot = dict(marker="o", ls="", ms=9, clip_on=False, in_layout=False, zorder=4)
        self.ends = [self.rate.plot([], [], color=tone, **dot)[0] for tone in TONES]

    def _make_right(self):
        ax, (wide, high) = self.cloud, REACH
        ax.set(xlim=(-wide, wide), ylim=(-high, high), xticks=[], yticks=[])
        ax.set_title("150 runs on a quadratic, at each ●")
        for level in (0.1, 0.5, 1.5, 3.0, 5.0):
            ax.plot(*(np.sqrt(level / 2 / CURVATURES)[:, None] * _CIRCLE), color=color.grid, lw=1,
                    zorder=0)  # fmt: skip
        self.dots, self.rings = [], []
        for tone, size in zip(TONES, (3, 3.5, 5, 2), strict=True):
            self.dots.append(ax.plot([], [], "o", color=tone, ms=size, alpha=0.65)[0])
            self.rings.append(ax.plot([], [], color=tone, lw=1.6, ls=(0, (4, 2)))[0])
        ax.text(0.02, 0.02, "dashed: 2 standard deviations by theory",
                color=color.muted, transform=ax.transAxes, fontsize=9.5)  # fmt: skip

    def update(self, result):
        t = np.arange(STEPS + 1) / PERCENT
        constant = np.full(STEPS + 1, result.rates[0])
        for line, values in zip(self.rates, (constant, result.usual_rates, result.rates),
                                strict=True):  # fmt: skip
            line.set_data(t, np.maximum(values, 3e-5))
        for line, run in zip(self.losses, (result.uncut, result.usual, result.run), strict=True):
            line.set_data(run.at / PERCENT, drawn_loss(run.test_loss, LOW))
        self.marks.set_segments([[(cut, LOW), (cut, 3.2)] for cut in result.cuts])
        ends = [*result.cuts, 100]
        for k, (dots, ring) in enumerate(zip(self.dots, self.rings, strict=True)):
            there = k < len(result.phases)
            self.ends[k].set_data(*([[ends[k]], [result.phases[k]]] if there else ([], [])))
            dots.set_data(*(result.clouds[k].T if there else ([], [])))
            ring.set_data(*(self._ring(result.phases[k]) if there else ([], [])))

    @staticmethod
    def _ring(rate: float):
        variance = rate * NOISE**2 / (CURVATURES * (2 - rate * CURVATURES))
        return np.sqrt(variance)[:, None] * _CIRCLE
