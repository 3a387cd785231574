"""Each optimizer over its learning rates, and over time at the best of them."""

from __future__ import annotations

import numpy as np
from matplotlib.ticker import FixedLocator, FuncFormatter, NullLocator

from course_lib.experiments.tuned_network import EPOCHS
from course_lib.experiments.tuned_training import (
    LEARNED,
    METRICS,
    NAMES,
    SEEDS,
    SHOWN,
)
from course_lib.plots.optimizer_colors import OPTIMIZER_LOOKS
from course_lib.plots.style import color

# Where a loss beyond the axes is drawn, and the axes themselves.
LOWEST, TOP = 0.006, 3.0
LOSS_LIMITS = (LOWEST, 4.0)
FINAL_ACCURACY, ACCURACY = (0.0, 100.0), (60.0, 92.0)
ABSOLUTE, RELATIVE = (4e-4, 1.2e3), (10**-2.7, 10**2.7)
FAINT = 0.45


def plain(value, _=None) -> str:
    """A tick's number without a power of ten where it can be read without.

    Examples
    --------
    >>> plain(0.01), plain(100.0), plain(1e-4)
    ('0.01', '100', '$10^{-4}$')
    """
    if 1e-3 <= value <= 1e3:
        return f"{value:g}"
    return f"$10^{{{np.log10(value):.0f}}}$"


def evenly_apart(heights, gap: float) -> np.ndarray:
    """The heights in the same order, moved up and down until no two are closer than `gap`.

    Examples
    --------
    >>> evenly_apart([0.5, 0.1, 0.12], 0.2).round(2).tolist()
    [0.5, 0.01, 0.21]
    """
    heights = np.asarray(heights, dtype=float)
    order = np.argsort(heights, kind="stable")
    steps = gap * np.arange(len(order))
    rest = heights[order] - steps
    up, down = np.maximum.accumulate(rest), np.minimum.accumulate(rest[::-1])[::-1]
    out = np.empty(len(order))
    out[order] = (up + down) / 2 + steps
    return out


class TunedTrainingView:
    """Left a curve an optimizer over the learning rate; right its training at its best rate."""

    def __init__(self, figure):
        self.left, self.right = figure.subplots(1, 2, width_ratios=[1.2, 1])
        self.titles = [ax.set_title("") for ax in (self.left, self.right)]
        self.scene, self.chosen = None, None
        looks = [OPTIMIZER_LOOKS[name] for name in NAMES]
        self.finals = [self.left.plot([], [], "o", ms=4, **_line(look))[0] for look in looks]
        self.spreads = [self.left.vlines([], [], [], color=look.color, lw=1.2) for look in looks]
        self.tops = [
            self.left.plot([], [], "^", color=look.color, ms=9, ls="none")[0] for look in looks
        ]
        (self.best,) = self.left.plot([], [], "o", mfc="none", mec=color.ink, ms=14, mew=1.2)
        (self.now,) = self.left.plot([], [], "o", color=color.ink, mec=color.paper, ms=10)
        self.limit = self.left.axhline(LEARNED, color=color.muted, lw=1, ls=(0, (2, 2)), zorder=1)
        self.limit_text = self.left.text(
            0.995, LEARNED, "learned ↓", color=color.muted, ha="right",
            va="bottom", fontsize=9.5, transform=self.left.get_yaxis_transform(),
        )  # fmt: skip
        self._make_right(looks)

    def _make_right(self, looks):
        ax, epochs = self.right, np.arange(EPOCHS + 1)
        self.seeds = [
            [ax.plot(epochs, epochs, color=look.color, lw=0.8)[0] for _ in range(SEEDS)]
            for look in looks
        ]
        self.means = [ax.plot(epochs, epochs, **look.style())[0] for look in looks]
        (self.trial,) = ax.plot(epochs, epochs, color=color.ink, lw=1.8, ls=(0, (1, 1)), zorder=9)
        self.labels = [
            ax.text(EPOCHS + 0.2, 1, SHOWN[name], color=look.color, va="center", fontsize=10)
            for name, look in zip(NAMES, looks, strict=True)
        ]
        ax.text(0.12, 0.04, "dotted: at the chosen η", color=color.ink, transform=ax.transAxes)
        ax.set(xlim=(0, EPOCHS + 3.0), xticks=range(0, EPOCHS + 1, 2), xlabel="epoch")

    def update(self, run):
        scene = run.model, run.metric, run.relative
        if scene != self.scene:
            self.scene = scene
            self._draw(run)
        if run.optimizer != self.chosen:
            self.chosen = run.optimizer
            for k in range(len(NAMES)):
                self._emphasize(k, k == run.optimizer)
        self._mark(run)

    # ---- everything that the choice of an optimizer leaves alone --------------------------------

    def _draw(self, run):
        self._set_axes(run)
        tuning = run.tuning
        for k, curves in enumerate(run.curves):
            x = tuning.rates[k] / (tuning.rates[k, tuning.best[k]] if run.relative else 1)
            final = self._shown(run, curves[..., -1])
            middle = np.median(final, axis=-1)
            self.finals[k].set_data(x, middle)
            ends = np.stack([final.min(axis=-1), final.max(axis=-1)], axis=-1)
            self.spreads[k].set_segments([np.column_stack([[a, a], e]) for a, e in zip(x, ends,
                                                                       strict=True)])  # fmt: skip
            over = middle >= TOP if run.metric == METRICS[0] else np.zeros(len(x), dtype=bool)
            self.tops[k].set_data(x[over], middle[over])
        at_best = self._shown(run, tuning.at_best(run.curves))
        middles = np.median(at_best, axis=1)
        for k, curves in enumerate(at_best):
            self.means[k].set_ydata(middles[k])
            for line, curve in zip(self.seeds[k], curves, strict=True):
                line.set_ydata(curve)
        for label, height in zip(self.labels, self._heights(run, middles[:, -1]), strict=True):
            label.set_y(height)

    def _set_axes(self, run):
        loss = run.metric == METRICS[0]
        unit = "" if loss else " (%)"
        self.titles[0].set_text(f"final {run.metric}{unit}: middle and range of {SEEDS} seeds")
        self.titles[1].set_text(f"{run.metric}{unit}, each at its best η")
        for ax, limits in ((self.left, FINAL_ACCURACY), (self.right, ACCURACY)):
            ax.set(yscale="log" if loss else "linear", ylim=LOSS_LIMITS if loss else limits)
            ticks = [0.01, 0.03, 0.1, 0.3, 1, 3] if loss else range(0, 101, 10)
            ax.yaxis.set_major_locator(FixedLocator(ticks))
            ax.yaxis.set_major_formatter(FuncFormatter(lambda v, _: f"{v:g}"))
            ax.yaxis.set_minor_locator(NullLocator())
        self.left.set(
            xscale="log", xlim=RELATIVE if run.relative else ABSOLUTE,
            xlabel="learning rate η ÷ its best" if run.relative else "learning rate η",
        )  # fmt: skip
        self.left.xaxis.set_major_locator(FixedLocator(10.0 ** np.arange(-3, 4)))
        self.left.xaxis.set_major_formatter(FuncFormatter(plain))
        self.left.xaxis.set_minor_locator(NullLocator())
        self.limit.set_visible(loss)
        self.limit_text.set_visible(loss)

    @staticmethod
    def _shown(run, values):
        return np.clip(values, LOWEST, TOP) if run.metric == METRICS[0] else values

    @staticmethod
    def _heights(run, ends):
        if run.metric == METRICS[0]:
            return 10 ** evenly_apart(np.log10(ends), 0.135)
        heights = evenly_apart(ends, 1.8)
        return heights - max(0.0, heights.max() - ACCURACY[1] + 1)

    # ---- the chosen optimizer -------------------------------------------------------------------

    def _emphasize(self, k, strong):
        order, alpha = (7, 1.0) if strong else (3, FAINT)
        for line in (self.finals[k], self.means[k]):
            line.set(lw=2.8 if strong else 1.5, alpha=alpha, zorder=order)
        for item in (self.spreads[k], self.tops[k], *self.seeds[k]):
            item.set(alpha=alpha if strong else 0.6 * alpha, zorder=order)
        self.labels[k].set(alpha=1.0 if strong else 0.75, weight="bold" if strong else "normal")

    def _mark(self, run):
        k, best = run.optimizer, run.tuning.best[run.optimizer]
        x, y = self.finals[k].get_data()
        self.best.set_data(x[best : best + 1], y[best : best + 1])
        self.now.set_data(x[run.rate : run.rate + 1], y[run.rate : run.rate + 1])
        trial = np.median(self._shown(run, run.curves[k, run.rate]), axis=0)
        self.trial.set_ydata(np.maximum(trial, self.right.get_ylim()[0]))


def _line(look) -> dict:
    return {"color": look.color, "ls": look.dashes, "mec": color.paper, "mew": 0.6}
