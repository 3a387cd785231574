"""Each optimizer over its learning rates, and over time at the best of them."""

from __future__ import annotations

import numpy as np
from matplotlib.ticker import FixedLocator, FuncFormatter, NullLocator

from course_lib.lessons.optimizers.race_view import look, tone
from course_lib.lessons.optimizers.racers import RACERS, shown, training
from course_lib.lessons.optimizers.tuned_training import EPOCHS, LEARNED, METRICS, SEEDS
from course_lib.plots.colour_key import colour_key
from course_lib.plots.pieces import in_pieces
from course_lib.plots.style import color, style_context

# Where a loss beyond the axes is drawn, and the axes themselves.
LOWEST, TOP = 0.02, 3.0
LOSS_LIMITS = (LOWEST, 4.0)
FINAL_ACCURACY, ACCURACY = (0.0, 100.0), (60.0, 95.0)
ABSOLUTE, RELATIVE = (1.5e-3, 2e2), (10**-2.2, 10**2.2)
FAINT = 0.6


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
    """Left a curve an optimizer over the learning rate; right its training at its best rate.

    The curves of all lie still until the model, the metric or the scale is another one: then
    they are drawn anew. What moves is the chosen optimizer, over them.
    """

    def __init__(self, figure):
        self.left, self.right = figure.subplots(1, 2, width_ratios=[1.2, 1])
        self.names = training()
        self.titles = [ax.set_title("", pad=pad) for ax, pad in ((self.left, 38), (self.right, 6))]
        self.scene, self.still, self.chosen = None, [], None
        words = [(shown(name), tone(name)) for name in self.names]
        half = (len(words) + 1) // 2
        for row, y in ((words[:half], 1.1), (words[half:], 1.03)):
            colour_key(self.left, row, y=y)
        self.limit = self.left.axhline(LEARNED, color=color.muted, lw=1, ls=(0, (2, 2)), zorder=1)
        self.limit_text = self.left.text(
            0.995, LEARNED, "below: learned", color=color.muted, ha="right", va="bottom",
            fontsize=9.5, transform=self.left.get_yaxis_transform(), zorder=1,
        )  # fmt: skip
        self.right.text(0.12, 0.04, "dotted: at the chosen η", transform=self.right.transAxes,
                        zorder=1)  # fmt: skip
        self.right.set(xlim=(0, EPOCHS + 1.9), xticks=range(EPOCHS + 1), xlabel="epoch")
        self._make_moving()

    def _make_moving(self):
        left, right = self.left, self.right
        (self.range,) = left.plot([], [], lw=1.6, zorder=6)
        (self.final,) = left.plot(
            [], [], marker="o", ms=5, mec=color.paper, mew=0.6, lw=3, zorder=7
        )
        (self.best,) = left.plot([], [], "o", mfc="none", mec=color.ink, ms=14, mew=1.2, zorder=8)
        (self.now,) = left.plot([], [], "o", color=color.ink, mec=color.paper, ms=10, zorder=9)
        (self.seeds,) = right.plot([], [], lw=0.9, zorder=6)
        (self.middle,) = right.plot([], [], marker="o", ms=8, markevery=[-1], lw=3, zorder=7)
        (self.trial,) = right.plot([], [], color=color.ink, lw=1.8, ls=(0, (1, 1)), zorder=9)

    def update(self, run):
        scene = run.model, run.metric, run.relative
        if scene != self.scene:
            self.scene, self.chosen = scene, None
            self._set_axes(run)
            self._draw(run)
        if run.optimizer != self.chosen:
            self.chosen = run.optimizer
            self._choose(run)
        x, y = self.final.get_data()
        self.now.set_data(x[run.rate : run.rate + 1], y[run.rate : run.rate + 1])
        trial = np.median(_clipped(run, run.curves[run.optimizer, run.rate]), axis=0)
        self.trial.set_data(np.arange(EPOCHS + 1), np.maximum(trial, self.right.get_ylim()[0]))

    # ---- all eight ------------------------------------------------------------------------------

    def _draw(self, run):
        for artist in self.still:
            artist.remove()
        self.still = []
        ends = []
        with style_context():
            for k, name in enumerate(self.names):
                self._draw_one(run, k, name)
                ends.append(_middle(run, run.curves[k, run.tuning.best[k]])[-1])
            for name, y in zip(self.names, _label_heights(run, ends), strict=True):
                self.still.append(self.right.text(EPOCHS + 0.25, y, shown(name), color=tone(name),
                                                  va="center", fontsize=10))  # fmt: skip

    def _draw_one(self, run, k, name):
        x, middle, range_x, range_y = self._finals(run, k)
        curves = _clipped(run, run.curves[k, run.tuning.best[k]])
        epochs = np.arange(EPOCHS + 1)
        faint = dict(color=tone(name), alpha=FAINT, zorder=3)
        dashes = RACERS[name].dashes
        self.still += self.left.plot(range_x, range_y, lw=1, **faint)
        self.still += self.left.plot(x, middle, "o", ms=4, lw=1.5, ls=dashes, **faint)
        if run.metric == METRICS[0] and (middle >= TOP).any():
            over = middle >= TOP
            self.still += self.left.plot(x[over], middle[over], "^", ms=9, ls="none", **faint)
        middle = np.median(curves, axis=0)
        self.still += self.right.plot(epochs, middle, lw=1.6, ls=dashes, **faint)

    def _set_axes(self, run):
        loss = run.metric == METRICS[0]
        unit = "" if loss else " (%)"
        self.titles[0].set_text(f"final {run.metric}{unit}: middle and range of {SEEDS} seeds")
        self.titles[1].set_text("each at its best η")
        for ax, limits in ((self.left, FINAL_ACCURACY), (self.right, ACCURACY)):
            ax.set(yscale="log" if loss else "linear", ylim=LOSS_LIMITS if loss else limits)
            ticks = [0.03, 0.1, 0.3, 1, 3] if loss else range(0, 101, 10)
            ax.yaxis.set_major_locator(FixedLocator(ticks))
            ax.yaxis.set_major_formatter(FuncFormatter(lambda v, _: f"{v:g}"))
            ax.yaxis.set_minor_locator(NullLocator())
        self.left.set(
            xscale="log", xlim=RELATIVE if run.relative else ABSOLUTE,
            xlabel="learning rate η ÷ its best" if run.relative else "learning rate η",
        )  # fmt: skip
        self.left.xaxis.set_major_locator(FixedLocator(10.0 ** np.arange(-3, 4)))
        self.left.xaxis.set_major_formatter(FuncFormatter(lambda v, _: f"{v:g}"))
        self.left.xaxis.set_minor_locator(NullLocator())
        self.limit.set_visible(loss)
        self.limit_text.set_visible(loss)

    # ---- the chosen one -------------------------------------------------------------------------

    def _choose(self, run):
        k = run.optimizer
        style, best, epochs = look(self.names[k]), run.tuning.best[k], np.arange(EPOCHS + 1)
        x, middle, range_x, range_y = self._finals(run, k)
        self.range.set_data(range_x, range_y)
        self.final.set_data(x, middle)
        self.best.set_data(x[best : best + 1], middle[best : best + 1])
        curves = run.curves[k, best]
        self.seeds.set_data(in_pieces([epochs] * SEEDS), in_pieces(_clipped(run, curves)))
        self.middle.set_data(epochs, _middle(run, curves))
        for line in (self.range, self.seeds, self.final, self.middle):
            line.set_color(style["color"])
        for line in (self.final, self.middle):
            line.set_linestyle(style["ls"])
        self.final.set_markerfacecolor(style["color"])
        self.middle.set(markerfacecolor=style["color"], markeredgecolor=style["color"])

    @staticmethod
    def _finals(run, k):
        """Rates and middles, shape (5,); and the ranges of the seeds, in pieces."""
        x = run.tuning.rates[k] / (run.tuning.rates[k, run.tuning.best[k]] if run.relative else 1)
        final = _clipped(run, run.curves[k, :, :, -1])
        ends = np.stack([final.min(axis=-1), final.max(axis=-1)], axis=-1)
        return x, np.median(final, axis=-1), in_pieces(np.stack([x, x], axis=-1)), in_pieces(ends)


def _clipped(run, values):
    return np.clip(values, LOWEST, TOP) if run.metric == METRICS[0] else values


def _middle(run, curves):
    return np.median(_clipped(run, curves), axis=0)


def _label_heights(run, ends):
    if run.metric == METRICS[0]:
        return 10 ** evenly_apart(np.log10(ends), 0.135)
    heights = evenly_apart(ends, 1.8)
    return heights - max(0.0, heights.max() - ACCURACY[1] + 1)
